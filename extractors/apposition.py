"""Name and office side by side are one person: "Keir Example, the UK's prime minister,", "its director, Aminata Example", "Aho of Kone".

A body stands beside nobody: in "a yard in Ålesund, the defence ministry said" and "Garissa, the fund's director, Lydia Wambui, announced" the
comma parts two who have nothing to do with each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractors.grammar import wordset
from extractors.mention import Mention, Naming
from extractors.wording import Words

_BODIES = wordset("names_bodies") | wordset("names_governing_bodies")
_OF_BODY = (["of"], ["of", "the"], ["at"], ["at", "the"], ["from", "the"], ["from"], ["for"], ["for", "the"])
_COMMA = ([","], [",", "the"], [",", "a"], [",", "an"])
_PLACED = frozenset({"in", "at", "near", "around", "outside", "across"})
#: what may follow an office that closes no comma
_AFTER_OFFICE = frozenset({"who", "and", "of", "for", "at", "in", "from"})
_MANNERS = frozenset({"mr", "mrs", "ms", "dr", "sir", "dame", "lord", "madam", "madame", "professor"})


def apposed(tokens: Words, found: Sequence[Mention], hi: int, naming: Naming) -> list[Mention]:
    """The mentions of a sentence, those that name one person joined."""
    kept: list[Mention] = []
    for number, mention in enumerate(found):
        before = kept[-1] if kept else None
        if before is None:
            kept.append(mention)
            continue
        _of_body(tokens, before, mention)
        following = found[number + 1] if number + 1 < len(found) else None
        joined = (
            _name_then_office(tokens, kept, mention, following, hi, naming)
            or _office_then_name(tokens, before, mention)
            or None
        )
        if joined is not None:
            kept[-1] = joined
            continue
        owned = _name_then_owned_office(tokens, kept, mention) or _office_of_body_then_name(tokens, kept, mention)
        if owned is not None:
            kept[-2:] = [owned]
            continue
        kept.append(mention)
    _directed(tokens, kept)
    return kept


def _of_body(tokens: Words, before: Mention, mention: Mention) -> None:
    """ "Nasser Rashed of the Kuwaiti fund", "the head of Kone": whom they speak for."""
    gap = tokens.low[before.last : mention.first]
    body = _is_body(mention)
    if before.kind == "name" and 2 <= before.last - before.first <= 5 and gap in (["of"], ["of", "the"]):
        plain = before.last - before.first <= 3 or "-" in tokens.low[before.first : before.last]
        if plain and (mention.kind == "anaphor" or body):
            before.kind = "person"
    of_field = gap[:1] in (["for"], ["of"]) and gap[-1:] == ["at"] and len(gap) <= 6 and all(w.isalpha() for w in gap)
    if of_field and before.kind in ("person", "role") and before.affiliation is None and _is_named(mention):
        before.affiliation = mention.name  # "director for infrastructure at Example Bank"
    if (
        before.kind in ("person", "role")
        and before.affiliation is None
        and gap in _OF_BODY
        and (mention.kind in ("org", "country", "name", "anaphor", "people") or body)
        and (gap[0] != "for" or (before.title or "").startswith("spokes"))
    ):
        own = mention.affiliation if mention.kind in ("org", "anaphor", "role") else None
        before.affiliation = own or mention.name.removeprefix("the ")


def _is_named(mention: Mention) -> bool:
    return mention.kind in ("org", "name") and mention.name[:1].isupper()


def _name_then_office(
    tokens: Words, kept: list[Mention], mention: Mention, following: Mention | None, hi: int, naming: Naming
) -> Mention | None:
    """ "Keir Example, the UK's prime minister, has ..."."""
    before, low = kept[-1], tokens.low
    if before.kind not in ("person", "name") or mention.kind != "role" or mention.plural or _is_body(mention):
        return None
    if low[before.last : mention.first] not in _COMMA or (mention.last < hi and low[mention.last] in naming.says):
        return None
    closed = low[mention.last : mention.last + 1]
    if before.kind == "name" and not (not closed or not closed[0].isalpha() or closed[0] in _AFTER_OFFICE):
        return None
    if before.kind == "name" and (_stands_in(tokens, before, kept) or _names(tokens, mention, following)):
        return None
    return Mention(
        before.first, mention.last, "person", before.name, mention.affiliation or before.affiliation, mention.title
    )


def _office_then_name(tokens: Words, before: Mention, mention: Mention) -> Mention | None:
    """ "its director, Aminata Example", not "for its counterpart, deputy governor Urs Example said"."""
    if before.kind != "role" or before.plural or mention.kind not in ("person", "name") or _is_body(before):
        return None
    gap = tokens.low[before.last : mention.first]
    of_field = _of_field(tokens, before, mention) and mention.last - mention.first >= 2
    if gap not in _COMMA and not of_field and not _of_field_beside(tokens, before, mention):
        return None
    if mention.title is not None and mention.title not in _MANNERS and mention.title != before.title:
        return None
    if before.title in _FIRMS and mention.kind == "name":
        return Mention(mention.first, mention.last, "name", mention.name, before.affiliation)  # "a rival, Kobola"
    return Mention(
        before.first, mention.last, "person", mention.name, before.affiliation or mention.affiliation, before.title
    )


_FIRMS = wordset("names_businesses") | frozenset({"rival", "competitor", "neighbour", "partner"})


def _of_field(tokens: Words, office: Mention, mention: Mention) -> bool:
    """ "the minister of social affairs, Maja Example", "the president of the bank, Mr. Example": what the office is for, then a comma."""
    gap = tokens.low[office.last : mention.first]
    if not 3 <= len(gap) <= 7 or gap[0] not in {"of", "for", "on"} or gap[-1] != ",":
        return False
    return all(w.isalpha() and tokens.raw[office.last + i].islower() for i, w in enumerate(gap[:-1]))


def _of_field_beside(tokens: Words, office: Mention, mention: Mention) -> bool:
    """ "the secretary for the environment Joana Example", "the director of the institute S. Example": the name right behind the field."""
    gap = tokens.low[office.last : mention.first]
    words = tokens.low[mention.first : mention.last]
    named = mention.kind == "name" and len(words) in (2, 3) and gap[-1:] != [] and gap[-1] not in _BODIES
    if not (mention.kind == "person" or named) or not 2 <= len(gap) <= 7 or gap[0] not in {"of", "for", "on"}:
        return False
    plain = all(w.isalpha() and tokens.raw[office.last + i].islower() for i, w in enumerate(gap))
    return plain and gap[-1] not in _CALLED and not {"said", "says", "that", "who", "by", "and"} & set(gap)


#: behind these a name is that of a body: "the director of the charity Green Example"
_CALLED = frozenset(
    {"charity", "company", "firm", "maker", "group", "club", "chain", "airline", "brand", "of", "for", "on", "the"}
)


def _office_of_body_then_name(tokens: Words, kept: list[Mention], mention: Mention) -> Mention | None:
    """ "the president of the World Bank, Ada Example", "the head of the Bank, Mr. Example": the body stands between the two."""
    if len(kept) < 2 or mention.kind not in ("person", "name") or mention.last - mention.first < 2:
        return None
    office, body = kept[-2], kept[-1]
    sent = (office.title or "").split(" ")[-1] in {"ambassador", "envoy", "representative", "delegate"}
    # "whose envoy in Lilongwe, Ada Example,", "its ambassador to Yemen, Amal Example,"
    placed = tokens.low[office.last : body.first] in ([["in"], ["to"]] if sent else [["in"]])
    if office.kind != "role" or office.plural or _is_body(office) or (office.affiliation is None and not placed):
        return None
    if not (placed or tokens.low[office.last : body.first] in _OF_BODY) or tokens.low[body.last : mention.first] != [
        ","
    ]:
        return None
    if body.kind not in ("org", "country", "name", "anaphor", "capital") or (mention.title or "") not in {
        "",
        office.title,
        *_MANNERS,
    }:
        return None
    return Mention(office.first, mention.last, "person", mention.name, office.affiliation, office.title)


_DIRECTS = frozenset({"runs", "heads", "leads", "directs", "chairs", "owns", "manages", "ran", "headed", "led", "directed", "chaired", "founded"})  # fmt: skip


def _directed(tokens: Words, kept: Sequence[Mention]) -> None:
    """ "Arun Example, who runs Sundar Iron, ...": whom they speak for."""
    for person, body in pairwise(kept):
        if person.kind not in ("person", "name") or person.affiliation is not None or person.last - person.first < 2:
            continue
        gap = tokens.low[person.last : body.first]
        if len(gap) in (3, 4, 5) and gap[:2] == [",", "who"] and gap[2] in _DIRECTS and set(gap[3:]) <= {"the", "its"}:
            person.kind, person.affiliation = "person", _owned_body(tokens, body)


def _owned_body(tokens: Words, body: Mention) -> str:
    """ "Norway's environment office": the office, not the state that has it."""
    low, last = tokens.low, body.last
    if low[last : last + 1] == ["'s"]:
        end = next((k + 1 for k in range(last + 1, min(last + 5, len(low))) if low[k] in _BODIES), None)
        if end is not None and all(w.isalpha() for w in low[last + 1 : end]):
            return tokens.slice(last + 1, end)
    return body.name.removeprefix("the ")


def _name_then_owned_office(tokens: Words, kept: list[Mention], mention: Mention) -> Mention | None:
    """ "Aino Example, Finland's defence minister": the country stands between the two."""
    before, low = kept[-1], tokens.low
    if mention.kind != "role" or len(kept) < 2 or _is_body(mention):
        return None
    person = kept[-2]
    if (
        low[before.last : mention.first] != ["'s"]
        or before.kind not in ("country", "people", "org", "name", "capital")
        or person.kind not in ("person", "name")
        or low[person.last : before.first] not in ([","], [",", "the"])
        or (person.kind == "name" and _stands_in(tokens, person, kept))
    ):
        return None
    return Mention(person.first, mention.last, "person", person.name, before.affiliation or before.name, mention.title)


def _stands_in(tokens: Words, mention: Mention, kept: Sequence[Mention]) -> bool:
    """Whether a name is a place by what stands before it: "in Ålesund", "in Turkana and Garissa"."""
    before = tokens.low[mention.first - 1] if mention.first else ""
    if before in _PLACED:
        return True
    if before not in {"and", ","}:
        return False
    other = next((m for m in reversed(kept) if m.last == mention.first - 1), None)
    return (
        other is not None and tokens.low[other.first - 1 : other.first] != [] and tokens.low[other.first - 1] in _PLACED
    )


def _names(tokens: Words, office: Mention, following: Mention | None) -> bool:
    """Whether an office belongs to the name behind it: "..., the fund's director, Lydia Wambui, ..."."""
    return (
        following is not None
        and following.kind in ("person", "name")
        and following.last - following.first >= 2
        and tokens.low[office.last : following.first] == [","]
    )


def _is_body(mention: Mention) -> bool:
    """ "of the housing agency", not "of the minister"."""
    return mention.kind == "role" and not mention.plural and (mention.title or "").split(" ")[-1] in _BODIES
