"""Who is meant without a name: "two diplomats", "a ministry spokesman", "the company", "the city of Graz"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    here = _Here(tokens, i, lo, hi, naming, found)
    hit = naming.titles.at(tokens.low, i, hi)
    if hit is not None:
        return _titled(here, hit.first, hit.last)  # a title that describes names nobody, whatever else the word may be
    for finder in (_both, _some_business, _of_name, _pointing_back, _short_name, _source):
        mention = finder(here)
        if mention is not None:
            return mention
    return None


@dataclass(frozen=True, slots=True)
class _Here:
    """Word ``i`` of the sentence at words ``lo`` up to ``hi``, and the mentions found before it."""

    tokens: Words
    i: int
    lo: int
    hi: int
    naming: Naming
    found: Sequence[Mention]

    def start(self) -> int:
        """Where the noun phrase that ends at the word begins."""
        return _phrase_start(self.tokens, self.i, self.lo, self.naming, self.found)


def _titled(here: _Here, at: int, last: int) -> Mention | None:
    """ "two diplomats", "farm commissioner Diego Example": a title, and the name behind it if there is one."""
    tokens, naming, hi = here.tokens, here.naming, here.hi
    low, raw = tokens.low, tokens.raw
    first = here.start()
    affiliation = _inner_affiliation(here.found, first, here.i)
    title = " ".join(low[at:last])
    nxt = last
    if nxt + 1 < hi and low[nxt] == "." and title in _SHORT_TITLES:
        nxt += 1
    named = nxt < hi and raw[nxt][0].isupper() and raw[nxt].isalpha() and low[nxt] not in naming.stop
    if named and known_name(tokens, nxt, hi, naming) is None:
        person = name_run(tokens, nxt, here.lo, hi, naming, None)
        if person is not None and person.kind in ("person", "name"):
            _drop_inside(here.found, first)
            return Mention(first, person.last, "person", person.name, affiliation=affiliation, title=title)
    if nxt < hi and (low[nxt] == "'s" or (title in _RANKS_OR_ADJECTIVES and _describes(tokens, nxt, naming))):
        return None
    _drop_inside(here.found, first)
    return Mention(first, nxt, "role", tokens.slice(first, nxt), affiliation, title, plural=_plural(low[nxt - 1]))


_SHORT_TITLES = frozenset({"mr", "mrs", "ms", "dr", "prof"})


def _some_business(here: _Here) -> Mention | None:
    """ "a Swiss charity", "another chipmaker": one that the text has not named."""
    low, i = here.tokens.low, here.i
    if low[i] not in here.naming.anaphora or low[i] not in _BUSINESSES or i == here.lo:
        return None
    if _ONE.isdisjoint(low[max(0, i - 2) : i]):
        return None
    first = here.start()
    _drop_inside(here.found, first)
    return Mention(first, i + 1, "role", here.tokens.slice(first, i + 1), None, low[i])


_ONE = frozenset({"a", "an", "one", "another"})


def _both(here: _Here) -> Mention | None:
    """ "the two will invest", "both are to pay", "the two companies have agreed": those named last."""
    low, i = here.tokens.low, here.i
    if low[i] not in _SEVERAL or (low[i] != "both" and (i == here.lo or low[i - 1] not in {"the", "these", "those"})):
        return None
    end = i + 1
    if end < here.hi and low[end] in _PARTIES:
        end += 1
    if end >= here.hi or low[end] not in HELPERS:
        return None
    return Mention(i if low[i] == "both" else i - 1, end, "pronoun", "they", points_to=frozenset({"plural"}))


_SEVERAL = frozenset({"two", "both", "pair", "trio", "duo"})
_PARTIES = frozenset({"companies", "countries", "sides", "parties", "governments", "firms", "partners", "banks", "states", "groups", "neighbours", "nations", "utilities", "cities", "foundations", "charities", "bodies"})  # fmt: skip


def _pointing_back(here: _Here) -> Mention | None:
    """ "the company", "their government", "this northern kingdom"."""
    low, i, naming = here.tokens.low, here.i, here.naming
    if low[i] not in naming.anaphora or i == here.lo:
        return None
    if low[i - 1] not in _DEFINITE and not (i - 2 >= here.lo and low[i - 2] in {"the", "this"}):
        return None
    first = here.start()
    affiliation = _inner_affiliation(here.found, first, i)
    _drop_inside(here.found, first)
    return Mention(
        first, i + 1, "anaphor", here.tokens.slice(first, i + 1), affiliation, low[i], naming.anaphora[low[i]]
    )


_DEFINITE = frozenset({"the", "this", "that", "its", "their", "our", "his", "her", "'s"})


def _short_name(here: _Here) -> Mention | None:
    """ "the alliance", "the military bloc": a body by the short name that a list has for it."""
    low, i = here.tokens.low, here.i
    if low[i] not in here.naming.gazetteer.short or i == here.lo or low[i - 1] not in {"the", "this", "military"}:
        return None
    return Mention(i, i + 1, "anaphor", here.tokens.slice(i, i + 1), None, low[i], frozenset({"organisation"}))


def _source(here: _Here) -> Mention | None:
    """ "sources", "the finance ministry", "data": a source, where it speaks."""
    low, i = here.tokens.low, here.i
    hit = here.naming.source_book.at(low, i, here.hi)
    if hit is None or not _speaks(low, hit.first, hit.last, here.lo, here.hi, here.naming):
        return None
    first = here.start()
    affiliation = _inner_affiliation(here.found, first, i)
    _drop_inside(here.found, first)
    words = here.tokens.slice(first, hit.last)
    return Mention(first, hit.last, "role", words, affiliation, low[i], plural=_plural(low[i]))


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


def _of_name(here: _Here) -> Mention | None:
    """ "the city of Graz" is Graz; "the ministry of health" goes on to its field."""
    tokens, i, lo, hi, naming = here.tokens, here.i, here.lo, here.hi, here.naming
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
