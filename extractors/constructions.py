"""Constructions that tell pledge from figure whatever the verb alone says: prices, frozen money, "make available", plans that hold sums."""

from __future__ import annotations

from extractors.cues import Verb
from extractors.frames import Frame
from extractors.grammar import wordset
from extractors.listings import is_giveable
from extractors.model import Modality, Quantity

_PRICED = wordset("constructions_priced")
_IMMOBILE = frozenset({"freeze"})
_ASSETS = frozenset(
    {"assets", "cash", "reserves", "accounts", "funds", "loot", "money", "stay", "stays", "remain", "remains"}
)
_HOLDERS = wordset("constructions_holders")
_HOLD = frozenset({"contain", "include", "hold", "provide", "carry"})


def is_price(frame: Frame, quantity: Quantity) -> bool:
    """ "9,500 rupees a square foot", "Rs 1.2 crore an acre", "$1.66 a dose": what one costs is a figure."""
    if not is_giveable(quantity):
        return False
    low, hi = frame.sentence.reading.words.low, frame.sentence.hi
    behind = low[frame.last : min(hi, frame.last + 4)]
    if len(behind) < 2 or behind[0] not in {"a", "an", "per", "/"}:
        return False
    return behind[1] in _PRICED or (behind[1] in {"square", "cubic"} and len(behind) > 2)


def is_frozen_money(frame: Frame, verb: Verb) -> bool:
    """ "the assets stay frozen: €210 billion", "cash frozen in Belgium": held, not given or taken back."""
    if verb.lemma() not in _IMMOBILE or verb.form() != "past":
        return False
    low = frame.sentence.reading.words.low
    return any(w in _ASSETS for w in low[max(frame.sentence.lo, verb.begin - 5) : verb.begin + 4])


def is_made_available(frame: Frame, verb: Verb) -> bool:
    """ "is making NOK 6 billion available", "70,000 shells were made available"."""
    if verb.lemma() != "make":
        return False
    low, hi = frame.sentence.reading.words.low, frame.sentence.hi
    return "available" in low[frame.last : min(hi, frame.last + 6)] or low[verb.last : verb.last + 1] == ["available"]


_NOT_YET = frozenset({"plan", "plans", "bill", "draft", "proposal", "blueprint", "scheme", "strategy"})


def firm_of_holder(frame: Frame, verb: Verb) -> Modality:
    """What a law or deal provides is promised; what a plan or bill provides is planned."""
    near = frame.sentence.reading.words.low[max(frame.sentence.lo, verb.begin - 6) : verb.begin]
    return "planned" if not _NOT_YET.isdisjoint(near) or not {"would", "could"}.isdisjoint(verb.helpers) else "pledged"


def is_held_by_plan(frame: Frame, verb: Verb) -> bool:
    """ "the budget contains DKK 9.4 billion for the fund": a law or plan gives what stands in it."""
    if verb.lemma() not in _HOLD or frame.as_subject or verb.form() == "past":
        return False
    words, sentence = frame.sentence.reading.words, frame.sentence
    aimed = words.low[frame.last : frame.last + 1] in (["for"], ["to"], ["towards"])
    if not aimed and not (sentence.reading.about_giving and "budget" in words.low[sentence.lo : verb.begin]):
        return False
    start = sentence.lo
    if words.low[start] == "it" and verb.begin - start <= 1 and sentence.index:
        start = sentence.reading.sentences[sentence.index - 1].lo
    return any(w in _HOLDERS for w in words.low[start : verb.begin])


def is_promised_behind(frame: Frame, verb: Verb) -> bool:
    """ "10,000 jobs, promises the company": the thing first, then verb and subject."""
    low = frame.sentence.reading.words.low
    return (
        frame.as_subject
        and verb.is_a("promise")
        and verb.form() in ("past", "s")
        and not verb.helpers
        and low[frame.last : verb.begin] == [","]
    )


def is_said_plainly(frame: Frame) -> bool:
    """ "In February they said 500 billion": in talk about gifts, what a giver says is what it promises."""
    told = frame.attribution.verb if frame.attribution is not None else None
    sentence = frame.sentence
    if told is None or told.lemma() != "say" or not sentence.reading.about_giving:
        return False
    between = sentence.reading.words.low[told.last : frame.first]
    return told.last <= frame.first and len(between) <= 1 and told.form() == "past" and not told.helpers


def is_spoken_of(frame: Frame, quantity: Quantity) -> bool:
    """ "talked of a 15.5 billion koruna factory": a thing to come, named by what it will cost."""
    low, sentence = frame.sentence.reading.words.low, frame.sentence
    if not is_giveable(quantity):
        return False
    before = low[max(sentence.lo, frame.first - 3) : frame.first]
    talked = any(w in {"talked", "spoke", "talks", "speaks", "dreams", "boasted"} for w in before) and "of" in before
    return talked and before[-1] in {"a", "an"} and low[frame.last : frame.last + 1] not in (["a"], ["."], [","])


_PUBLICATIONS = wordset("constructions_publications")
_COURTS = frozenset({"judge", "judges", "court", "jury", "tribunal", "arbitrators", "arbitrator", "referee", "umpire"})


def is_of_publication(frame: Frame, verb: Verb) -> bool:
    """ "the yearbook gives the British 74,300 regulars": what a book or a table gives is told, not given."""
    low, lo = frame.sentence.reading.words.low, frame.sentence.lo
    return verb.is_a("give") and not verb.passive and verb.begin > lo and low[verb.begin - 1] in _PUBLICATIONS


def is_of_court(frame: Frame, verb: Verb) -> bool:
    """ "a judge has awarded £84,500": damages, not aid."""
    low, lo = frame.sentence.reading.words.low, frame.sentence.lo
    return verb.lemma() in {"award", "grant", "give", "order"} and not _COURTS.isdisjoint(
        low[max(lo, verb.begin - 5) : verb.begin]
    )
