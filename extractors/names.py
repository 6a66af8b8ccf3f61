"""Who is named in a sentence: countries, bodies, companies, people with their office, unnamed roles, and words that point back.

A `Mention` is what the text says; what it stands for is found in actors.py and speakers.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.apposition import apposed
from extractors.grammar import wordset
from extractors.mention import PRONOUNS, Mention, Naming, entity_mention, known_name
from extractors.nameruns import OPENERS, PARTICLES, is_name_word, name_run, only_opens
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
        if raw[i][0].isupper() and _small_title(tokens, i, hi, naming):
            mention = role_phrase(tokens, i, lo, hi, naming, found)  # "State secretary Jutta Example"
        elif raw[i][0].isupper() and not title_case and is_name_word(tokens, i, lo, naming, entity is not None):
            mention = name_run(tokens, i, lo, hi, naming, entity)
            if (
                mention is not None
                and (mention.kind == "name" or (mention.kind == "org" and low[i] in OPENERS and mention.last == i + 1))
                and only_opens(tokens, mention, lo, inner, naming)
            ):
                mention = None
        pair = low[i] == "two" and i > lo and low[i - 1] in {"the", "these"}  # "the two countries": those named last
        if mention is None and entity is not None and not pair:
            mention = entity_mention(i, entity[0], entity[1])
        if mention is None and low[i] in PRONOUNS and not (low[i] == "us" and raw[i] == "US"):
            mention = Mention(i, i + 1, "pronoun", low[i], points_to=frozenset({PRONOUNS[low[i]]}))
        if mention is None:
            mention = role_phrase(tokens, i, lo, hi, naming, found)
        if mention is None:
            i += 1
            continue
        if i > lo and low[i - 1] in PARTICLES and mention.kind in ("person", "name") and mention.first == i:
            _with_particles(tokens, mention, found[-1].last if found else lo, naming)
        _affiliate(tokens, mention, found)
        if mention.kind == "name" and _says(tokens, mention, lo, hi, naming):
            mention.kind = "person"
        found.append(mention)
        i = mention.last
    return apposed(tokens, found, hi, naming)


def _with_particles(tokens: Words, mention: Mention, floor: int, naming: Naming) -> None:
    """ "van der Meer said": a surname with what belongs before it, printed small."""
    first = mention.first
    while first > floor and tokens.low[first - 1] in PARTICLES and tokens.raw[first - 1].islower():
        first -= 1
    vehicle = mention.first == first + 1 and tokens.low[first] == "van"
    if vehicle and first > floor and tokens.low[first - 1] in _DETERMINERS:
        return  # "the van Noah bought"
    if first < mention.first and tokens.low[first] not in _INNER_PARTICLES:
        if mention.name == tokens.slice(mention.first, mention.last):
            mention.name = tokens.slice(first, mention.last)
            known = naming.register.find(mention.name)
            if known is not None and known.person.endswith(f" {mention.name}"):
                mention.kind = "person"
        mention.first = first


def _small_title(tokens: Words, i: int, hi: int, naming: Naming) -> bool:
    """A title of several words that opens a sentence, its later words small: its first word is no name."""
    if i + 1 >= hi or tokens.raw[i + 1][0].isupper():
        return False
    hit = naming.titles.at(tokens.low, i, hi)
    return hit is not None and hit.last > i + 1


def _says(tokens: Words, mention: Mention, lo: int, hi: int, naming: Naming) -> bool:
    """A name of two or three words right beside a verb of saying is a person's: "said Harjeet Sample of Climate Watch"."""
    own = [w for w in tokens.low[mention.first : mention.last] if w not in PARTICLES]
    if not 2 <= len(own) <= 3 or not all(w.isalpha() for w in own):
        return False
    if tokens.low[mention.last + 1 : min(hi, mention.last + 9)].count("it") and tokens.low[
        mention.last : mention.last + 1
    ] != [","]:
        return False  # "Korvan Example said on Monday it would": people are no "it"
    before = tokens.low[mention.first - 1] if mention.first > lo else ""
    after = tokens.low[mention.last] if mention.last < hi else ""
    return before in _SAID or after in _SAID


_SAID = wordset("names_said")
_DETERMINERS = wordset("phrases_determiners")
#: particles that no surname begins with, or words of the language too
_INNER_PARTICLES = frozenset({"der", "den", "und", "la", "las", "los"})


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
