"""Who is named in a sentence: countries, bodies, companies, people with their office, unnamed roles, and words that point back.

A `Mention` is what the text says; what it stands for is found in actors.py and speakers.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.grammar import wordset
from extractors.mention import PRONOUNS, Mention, Naming, entity_mention, known_name
from extractors.nameruns import OPENERS, is_name_word, name_run, only_opens
from extractors.rolephrases import role_phrase
from extractors.wording import Words


def mentions(
    tokens: Words,
    lo: int,
    hi: int,
    naming: Naming,
    title_case: bool = False,
    inner: frozenset[str] = frozenset(),
) -> list[Mention]:
    """All mentions among the words ``lo`` up to ``hi`` (one sentence), in order, none overlapping."""
    found: list[Mention] = []
    low, raw, openers = tokens.low, tokens.raw, naming.openers
    i = lo
    while i < hi:
        if low[i] not in openers and not raw[i][0].isupper():
            i += 1
            continue
        mention = None
        entity = known_name(tokens, i, hi, naming)
        if raw[i][0].isupper() and not title_case and is_name_word(tokens, i, lo, naming, entity is not None):
            mention = name_run(tokens, i, lo, hi, naming, entity)
            if (
                mention is not None
                and (mention.kind == "name" or (mention.kind == "org" and low[i] in OPENERS and mention.last == i + 1))
                and only_opens(tokens, mention, lo, inner, naming.third_person, naming.says)
            ):
                mention = None
        if mention is None and entity is not None:
            mention = entity_mention(i, entity[0], entity[1])
        if mention is None and low[i] in PRONOUNS and not (low[i] == "us" and raw[i] == "US"):
            mention = Mention(i, i + 1, "pronoun", low[i], points_to=frozenset({PRONOUNS[low[i]]}))
        if mention is None:
            mention = role_phrase(tokens, i, lo, hi, naming, found)
        if mention is None:
            i += 1
            continue
        _affiliate(tokens, mention, found)
        if mention.kind == "name" and _says(tokens, mention, lo, hi, naming):
            mention.kind = "person"
        found.append(mention)
        i = mention.last
    return _apposed(tokens, found, hi, naming)


def _says(tokens: Words, mention: Mention, lo: int, hi: int, naming: Naming) -> bool:
    """A name of two or three words right beside a verb of saying is a person's: "said Harjeet Sample of Climate Watch"."""
    if not 2 <= mention.last - mention.first <= 3 or not all(
        w.isalpha() for w in tokens.low[mention.first : mention.last]
    ):
        return False
    before = tokens.low[mention.first - 1] if mention.first > lo else ""
    after = tokens.low[mention.last] if mention.last < hi else ""
    return before in _SAID or after in _SAID


_SAID = wordset("names_said")


def _apposed(tokens: Words, found: list[Mention], hi: int, naming: Naming) -> list[Mention]:
    """ "Keir Example, the UK's prime minister, has ..." and "its director, Aminata Example": name and office are one mention."""
    low = tokens.low
    kept: list[Mention] = []
    for mention in found:
        before = kept[-1] if kept else None
        if (
            before is not None
            and before.kind == "name"
            and 2 <= before.last - before.first <= 3
            and low[before.last : mention.first] in (["of"], ["of", "the"])
            and (mention.kind == "anaphor" or _is_body(mention))
        ):
            before.kind = "person"  # "Nasser Rashed of the Kuwaiti fund"
        if (
            before is not None
            and before.kind in ("person", "role")
            and before.affiliation is None
            and low[before.last : mention.first]
            in (["of"], ["of", "the"], ["at"], ["at", "the"], ["from", "the"], ["from"], ["for"], ["for", "the"])
            and (mention.kind in ("org", "country", "name", "anaphor", "people") or _is_body(mention))
            and (low[before.last] != "for" or (before.title or "").startswith("spokes"))
        ):
            before.affiliation = (
                mention.affiliation
                if mention.kind in ("org", "anaphor", "role") and mention.affiliation
                else mention.name.removeprefix("the ")
            )
        if (
            before is not None
            and mention.kind in ("role", "country", "people", "person", "name", "org")
            and low[before.last : mention.first] in ([","], [",", "the"], [",", "a"], [",", "an"])
        ):
            says = mention.last < hi and low[mention.last] in naming.says
            closed = low[mention.last : mention.last + 1]
            apposed = (
                before.kind == "person"
                or not closed
                or not closed[0].isalpha()
                or closed[0] in {"who", "and", "of", "for", "at", "in", "from"}
            )
            if before.kind in ("person", "name") and mention.kind == "role" and not says and apposed:
                kept[-1] = Mention(
                    before.first,
                    mention.last,
                    "person",
                    before.name,
                    mention.affiliation or before.affiliation,
                    mention.title,
                )
                continue
            if (
                before.kind == "role"
                and not before.plural
                and mention.kind in ("person", "name")
                and mention.last < hi + 1
            ):
                kept[-1] = Mention(
                    before.first,
                    mention.last,
                    "person",
                    mention.name,
                    before.affiliation or mention.affiliation,
                    before.title,
                )
                continue
        if (
            before is not None
            and mention.kind == "role"
            and low[before.last : mention.first] == ["'s"]
            and before.kind in ("country", "people", "org", "name", "capital")
            and len(kept) > 1
            and kept[-2].kind in ("person", "name")
            and low[kept[-2].last : before.first] in ([","], [",", "the"])
        ):
            person = kept[-2]
            del kept[-2:]
            kept.append(
                Mention(
                    person.first, mention.last, "person", person.name, before.affiliation or before.name, mention.title
                )
            )
            continue
        kept.append(mention)
    return kept


def _is_body(mention: Mention) -> bool:
    """ "of the housing agency", not "of the minister"."""
    return mention.kind == "role" and not mention.plural and (mention.title or "").split(" ")[-1] in _BODY_WORDS


_BODY_WORDS = wordset("names_bodies") | wordset("names_governing_bodies")


def _affiliate(tokens: Words, mention: Mention, found: Sequence[Mention]) -> None:
    """ "Finland's defence minister", "Veltra boss Havlas": a name right before a person or role is whom they speak for."""
    if mention.affiliation or mention.kind not in ("person", "role", "anaphor", "name") or not found:
        return
    before = found[-1]
    gap = tokens.low[before.last : mention.first]
    if mention.title is None and (
        gap != ["'s"] or before.kind not in ("org", "country", "name") or mention.last - mention.first < 2
    ):
        return
    if mention.kind == "name":
        mention.kind = "person"
    if before.kind in ("country", "people", "capital", "org", "name", "group") and gap in ([], ["'s"]):
        mention.affiliation = before.affiliation if before.kind == "org" and before.affiliation else before.name
