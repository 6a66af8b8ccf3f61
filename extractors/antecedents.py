"""What a pronoun or a definite noun points back to: the nearest subject that it may mean, else the nearest name."""

from __future__ import annotations

from extractors.grammar import wordset
from extractors.headings import heading_of, receivers
from extractors.mention import PLACES, Mention
from extractors.reading import Reading, Sentence
from extractors.subjects import subject_of
from extractors.wording import fold_words

_NAMED = ("country", "capital", "people", "org", "group", "name")
BUSINESSES = wordset("names_businesses")
#: what "it" may mean without a name: "the climate ministry is setting aside 7 million, it said"
_BODIES = BUSINESSES | wordset("names_bodies") | wordset("names_governing_bodies")
#: how many sentences a word may point back
_REACH = 12


def antecedent(mention: Mention, sentence: Sentence) -> tuple[Mention, Sentence] | None:
    """The mention that a pronoun or a definite noun points back to, and its sentence."""
    reading = sentence.reading
    if mention.kind == "pronoun" and "speaker" in mention.points_to:
        return None
    if mention.kind == "pronoun" and mention.name == "they" and reading.labels:
        return None
    heading = heading_of(sentence)
    received = receivers(sentence)
    behind: tuple[Mention, Sentence] | None = None
    for s in reversed(reading.sentences[max(0, sentence.index - _REACH) : sentence.index + 1]):
        if heading is not None and s.block != sentence.block:
            return (heading, sentence) if _may_be(mention, heading, reading) else None
        candidates = [
            m
            for m in s.mentions
            if (s is not sentence or m.last <= mention.first)
            and m.name not in received
            and _may_be(mention, m, reading)
        ]
        acting = [m for m in heads(s, mention if s is sentence else None) if _may_be(mention, m, reading)]
        if acting and mention.kind == "pronoun":
            return acting[-1 if s is sentence else 0], s
        if not candidates:
            continue
        subjects = [m for m in candidates if not _after_preposition(m, s)]
        if not subjects:
            if s is sentence or mention.kind == "pronoun":
                continue
            if receivers(s).issuperset(m.name for m in candidates):
                behind = behind or (candidates[0], s)  # who was given something before seldom gives now
                continue
            subjects = candidates
        people = [m for m in subjects if m.kind == "person"]
        if pronoun_of_person(mention) and people:
            subjects = people
        pick = subjects[-1] if s is sentence and mention.kind == "pronoun" else subjects[0]
        return pick, s
    return behind


def heads(sentence: Sentence, before: Mention | None) -> list[Mention]:
    """Who acts in a sentence, in order: the subjects of its verbs, those before a pronoun of the same sentence."""
    found: list[Mention] = []
    for verb in sentence.verbs:
        if before is not None and verb.last > before.first:
            break
        if verb.form() == "ing" and not verb.helpers:
            continue  # "Major funding delays": nobody's act
        head = subject_of(sentence, verb)
        if (
            head is not None
            and head.kind != "pronoun"
            and head not in found
            and (before is None or head.last <= before.first)
        ):
            found.append(head)
    return found


def pronoun_of_person(mention: Mention) -> bool:
    """ "he", "she": a name goes before a role."""
    return mention.kind == "pronoun" and "person" in mention.points_to


def _may_be(pointer: Mention, named: Mention, reading: Reading) -> bool:
    kind = named.kind
    if pointer.kind == "pronoun":
        wants = next(iter(pointer.points_to))
        if wants == "person":
            one = pointer.name in ("he", "she", "him", "his", "her")
            if kind == "name" and one and named.last == named.first + 1:
                return fold_words(named.name)[-1:] != [] and fold_words(named.name)[-1] in reading.people
            if kind == "name" and one and named.name not in reading.places:
                return 2 <= named.last - named.first <= 3 and not named.last - named.first > len(named.name.split())
            return kind == "person" or (kind == "role" and not named.plural and one)
        if wants == "thing":
            if kind == "role":
                return not named.plural and (named.title or "").split(" ")[-1] in _BODIES
            return (kind in _NAMED and kind != "group" and named.name not in reading.places) or kind == "anaphor"
        return kind in ("group", "generic", "org", "country", "name", "capital") or (kind == "role" and named.plural)
    if kind not in _NAMED:
        return False
    points = pointer.points_to
    if pointer.affiliation is not None:
        return named.name == pointer.affiliation
    noun = pointer.title or ""
    gaz = reading.naming.gazetteer
    if noun in gaz.short and "organisation" in points and noun not in ("bank", "fund", "agency"):
        return named.name in gaz.short[noun]
    if "country" in points and kind in ("country", "capital", "people"):
        return True
    if points == {"place"}:
        return named.name in reading.places
    if points & {"company", "fund"}:
        if "company" in points and fold_words(named.name)[-1:] in _NO_COMPANIES:
            return False
        return (kind == "name" and named.name not in reading.places and not _is_town(named, reading)) or (
            kind == "org" and named.name not in gaz.members
        )
    if "organisation" in points:
        return kind == "org"
    return False


def _is_town(named: Mention, reading: Reading) -> bool:
    """ "the city of Gdynia"."""
    return not PLACES.isdisjoint(reading.words.low[named.first : named.last]) and named.last - named.first > 2


#: the last words of names that are no companies: "the Oval Office"
_NO_COMPANIES = [["office"], ["house"], ["congress"], ["senate"], ["parliament"], ["court"]]


def _after_preposition(mention: Mention, sentence: Sentence) -> bool:
    low = sentence.reading.words.low
    k = mention.first - 1
    if k >= sentence.lo and low[k] in {"the", "a"}:
        k -= 1
    if low[sentence.lo : sentence.lo + 2] == ["as", "for"] and k == sentence.lo + 1:
        return False  # "As for Kenya, it has promised"
    return k >= sentence.lo and low[k] in {
        "in",
        "at",
        "for",
        "to",
        "of",
        "from",
        "on",
        "with",
        "by",
        "against",
        "into",
        "near",
        "over",
    }
