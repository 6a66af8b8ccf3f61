"""Who is meant without a name: "two diplomats", "a ministry spokesman", "the company", "the city of Graz"."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.grammar import wordset
from extractors.mention import OFFICES, PLACES, Mention, Naming, entity_mention, known_name
from extractors.nameruns import name_run
from extractors.verbnouns import HELPERS
from extractors.wording import Words

_BUSINESSES = wordset("names_businesses")


_NOT_IN_ROLE = wordset("names_not_in_role")
_RANKS_OR_ADJECTIVES = wordset("names_ranks_or_adjectives")


def role_phrase(tokens: Words, i: int, lo: int, hi: int, naming: Naming, found: Sequence[Mention]) -> Mention | None:
    """A role without a name at word ``i`` ("two diplomats"), a person after a lower-case title, or a noun that points back."""
    low, raw = tokens.low, tokens.raw
    hit = naming.titles.at(low, i, hi)
    if hit is not None:
        first = _phrase_start(tokens, i, lo, naming, found)
        affiliation = _inner_affiliation(found, first, i)
        title = " ".join(low[hit.first : hit.last])
        nxt = hit.last
        if nxt + 1 < hi and low[nxt] == "." and title in {"mr", "mrs", "ms", "dr", "prof"}:
            nxt += 1
        if (
            nxt < hi
            and raw[nxt][0].isupper()
            and raw[nxt].isalpha()
            and low[nxt] not in naming.stop
            and known_name(tokens, nxt, hi, naming) is None
        ):
            person = name_run(tokens, nxt, lo, hi, naming, None)
            if person is not None and person.kind in ("person", "name"):
                _drop_inside(found, first)
                return Mention(first, person.last, "person", person.name, affiliation=affiliation, title=title)
        if nxt < hi and (low[nxt] in {"'s"} or (title in _RANKS_OR_ADJECTIVES and _describes(tokens, nxt, naming))):
            return None
        _drop_inside(found, first)
        return Mention(first, nxt, "role", tokens.slice(first, nxt), affiliation, title, plural=_plural(low[nxt - 1]))
    if (
        low[i] in naming.anaphora
        and low[i] in _BUSINESSES
        and i > lo
        and (low[i - 1] in {"a", "an", "one", "another"} or low[i - 2] in {"a", "an", "one", "another"})
    ):
        first = _phrase_start(tokens, i, lo, naming, found)
        _drop_inside(found, first)
        return Mention(first, i + 1, "role", tokens.slice(first, i + 1), None, low[i])
    named = _of_name(tokens, i, lo, hi, naming)
    if named is not None:
        return named
    if (
        low[i] in naming.anaphora
        and i > lo
        and (
            low[i - 1] in {"the", "this", "that", "its", "their", "our", "his", "'s"}
            or (i - 2 >= lo and low[i - 2] in {"the", "this"})
        )
    ):
        first = _phrase_start(tokens, i, lo, naming, found)
        affiliation = _inner_affiliation(found, first, i)
        _drop_inside(found, first)
        return Mention(
            first, i + 1, "anaphor", tokens.slice(first, i + 1), affiliation, low[i], naming.anaphora[low[i]]
        )
    if low[i] in naming.gazetteer.short and i > lo and low[i - 1] in {"the", "this", "military"}:
        return Mention(i, i + 1, "anaphor", tokens.slice(i, i + 1), None, low[i], frozenset({"organisation"}))
    source = naming.source_book.at(low, i, hi)
    if source is not None and _speaks(low, source.first, source.last, lo, hi, naming):
        first = _phrase_start(tokens, i, lo, naming, found)
        affiliation = _inner_affiliation(found, first, i)
        _drop_inside(found, first)
        return Mention(
            first,
            source.last,
            "role",
            tokens.slice(first, source.last),
            affiliation,
            low[i],
            plural=_plural(low[i]),
        )
    return None


def _describes(tokens: Words, k: int, naming: Naming) -> bool:
    """Whether a rank stands before a noun, as an adjective: "Major funding delays"; not "the general said", "the general in command"."""
    word = tokens.low[k]
    return (
        tokens.raw[k].islower()
        and word.isalpha()
        and not (word in naming.says or word in HELPERS or word in _NOT_IN_ROLE)
    )


def _plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith("ss")  # "the boss"


def _of_name(tokens: Words, i: int, lo: int, hi: int, naming: Naming) -> Mention | None:
    """ "the city of Graz" is Graz; "the ministry of health" goes on to its field."""
    low = tokens.low
    if i + 2 >= hi or low[i + 1] != "of" or i == lo:
        return None
    k = i + 3 if low[i + 2] == "the" and i + 3 < hi else i + 2
    if low[i] in PLACES and tokens.raw[k][0].isupper() and low[i - 1] == "the":
        known = known_name(tokens, k, hi, naming)
        if known is not None:
            return entity_mention(i - 1, known[0], known[1])
        run = name_run(tokens, k, lo, hi, naming, None)
        return Mention(i - 1, run.last, "name", run.name) if run is not None else None
    if low[i] in OFFICES and tokens.raw[k].islower() and tokens.raw[k].isalpha():
        first = i - 1 if low[i - 1] in naming.determiners else i
        return Mention(first, k + 1, "role", tokens.slice(first, k + 1), None, low[i])
    return None


def _speaks(low: Sequence[str], first: int, last: int, lo: int, hi: int, naming: Naming) -> bool:
    """Whether a noun that may be a source is one here: "the data show", "according to a ministry", "said the paper"."""
    after = low[last : min(hi, last + 4)]
    if after[:2] == ["close", "to"]:
        return True
    if any(w in naming.says for w in after[:2]) or (
        after[:1] in (["of"], ["in"], ["at"], ["on"]) and any(w in naming.says for w in low[last : min(hi, last + 8)])
    ):
        return True
    before = low[max(lo, first - 7) : first]
    if (
        low[first] in _GOVERNING_BODIES
        and after
        and after[0].isalpha()
        and not (
            after[0] in naming.says
            or after[0] in HELPERS
            or after[0] in naming.verb_forms
            or after[0] in _AFTER_NOUN
            or after[0].endswith("ly")
        )
    ):
        return False
    if low[first] in _BODIES and after and (after[0] in HELPERS or after[0] in naming.verb_forms):
        return True
    return (
        "according" in before
        or any(w in naming.says for w in before[-3:])
        or before[-1:] == ["by"]
        or low[first] in _GOVERNING_BODIES
    )


_AFTER_NOUN = wordset("names_after_noun")


_BODIES = wordset("names_bodies")


_GOVERNING_BODIES = wordset("names_governing_bodies")


#: "On Tuesday Chad's minister": the day is no part of who acts
_DAYS = wordset("phrases_times") | wordset("phrases_days")


def _phrase_start(tokens: Words, head: int, lo: int, naming: Naming, found: Sequence[Mention]) -> int:
    """Where the noun phrase that ends at ``head`` begins: over adjectives, nouns and names back to its determiner."""
    low, raw = tokens.low, tokens.raw
    k = head
    while k > lo and head - k < 6:
        word = low[k - 1]
        if word in _DAYS:
            break
        if low[k] == "'s" and is_covered(found, k - 1) and found[-1].kind in ("country", "capital", "org", "name"):
            k = found[-1].first  # "with these words Estonia's minister": whose minister it is begins the phrase
            return k - 1 if k > lo and low[k - 1] in {"the", "a", "an"} else k
        if word in naming.determiners and word != "of":
            return k - 1
        if word == "'s" or (raw[k - 1][0].isalpha() and word not in _NOT_IN_ROLE and not _verb_like(word)):
            if raw[k - 1][0].isupper() and word not in naming.stop and not is_covered(found, k - 1):
                break
            k -= 1
            continue
        break
    return k


def _verb_like(word: str) -> bool:
    return word in {
        "of",
        "over",
        "about",
        "says",
        "if",
        "when",
        "while",
        "because",
        "after",
        "before",
        "since",
        "not",
        "so",
        "there",
        "can",
        "could",
        "may",
        "might",
        "should",
        "must",
        "do",
        "does",
        "did",
        "only",
        "also",
        "just",
        "then",
        "now",
        "today",
        "yesterday",
    } or (word.endswith("ed") and len(word) > 4)


def is_covered(found: Sequence[Mention], k: int) -> bool:
    return bool(found) and found[-1].first <= k < found[-1].last


def _inner_affiliation(found: Sequence[Mention], first: int, last: int) -> str | None:
    for mention in reversed(found):
        if mention.last <= first:
            return None
        if mention.first >= first and mention.last <= last:
            if mention.kind in ("country", "people", "capital", "org", "group", "name"):
                return mention.affiliation if mention.kind == "org" and mention.affiliation else mention.name
            if mention.kind == "pronoun":
                return None
    return None


def _drop_inside(found: Sequence[Mention], first: int) -> None:
    assert isinstance(found, list)
    while found and found[-1].first >= first:
        found.pop()
