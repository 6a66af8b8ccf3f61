"""Money on its way or come in, as the subject of a verb that says no more than that: "Its 500 million rand came in", "is coming to Lagos".

The verbs also tell sizes ("sales reached 3 million", "the bill comes to 40"); here the amount itself moves.
"""

from __future__ import annotations

from extractors.frames import Frame
from extractors.grammar import wordset
from extractors.listings import is_giveable
from extractors.model import Quantity
from extractors.neighbours import before, behind, head, pledge, speaks_of_costs
from extractors.tense import looks_ahead
from extractors.verbcase import Reading

_COMES = frozenset({"reach", "come in", "come to", "come", "come through", "turn up", "show up", "hit", "land"})
_PLACES = ("country", "capital", "org", "name", "group", "people")
#: where money comes in
_COFFERS = wordset("arrivals_coffers")
_OWNED = frozenset({"'s", "its", "their", "his", "her", "our"})


def arrives(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "Sweden's 300 million kronor reached the fund in March", "US$310 million is coming to Muizenberg for a sea wall"."""
    verb, sentence = frame.verb, frame.sentence
    if verb is None or not frame.as_subject or not is_giveable(quantity) or verb.lemma() not in _COMES or verb.negated:
        return None
    low = sentence.reading.words.low
    if low[head(frame)] == "of" or speaks_of_costs(frame):
        return None  # "sales of 3 million reached a record"
    if any(
        0 <= sentence.reading.word_at(q.span.start) - verb.last <= 1 for q in sentence.quantities if q is not quantity
    ):
        return None  # "$3 million plus tax comes to $4 million"
    coffers = not _COFFERS.isdisjoint(low[verb.last : min(sentence.hi, verb.last + 5)])
    to_somebody = any(0 <= m.first - verb.last <= 3 and m.kind in _PLACES for m in sentence.mentions)
    owned = low[frame.first - 1] in _OWNED or any(
        m.last == frame.first and low[m.last - 1] == "'s" for m in sentence.mentions
    )
    if not (coffers or to_somebody or owned or sentence.reading.about_giving):
        return None
    if looks_ahead(verb) or verb.form() in ("s", "base", "ing"):
        return pledge(frame, f"{verb.lemma()}, on its way")
    return pledge(frame, f"{verb.lemma()}, come in", "delivered")


_HELPS = frozenset({"see", "let", "allow", "enable", "help", "make", "keep", "build", "pay", "cover", "buy", "save", "mean", "go", "turn",
                    "rebuild", "restore", "repair", "give", "bring", "put", "get", "fund", "finance"})  # fmt: skip
_GIVERS = ("country", "capital", "org", "group", "people", "role", "anaphor", "name")


def from_giver_does(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "Eleven billion lira from the Turkish state will see the line built": the giver stands behind "from", what it does in the verb."""
    verb, sentence = frame.verb, frame.sentence
    if verb is None or not frame.as_subject or not is_giveable(quantity) or verb.lemma() not in _HELPS:
        return None
    if behind(frame, 1) != ["from"] or speaks_of_costs(frame) or not (looks_ahead(verb) or verb.form() == "past"):
        return None
    named = any(0 < m.first - frame.last <= 3 and m.kind in _GIVERS for m in sentence.mentions)
    public = not _PURSES.isdisjoint(behind(frame, 5))
    return pledge(frame, "from a giver, who does") if named or public else None


_PURSES = wordset("arrivals_purses")


def falls_to(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "Two thirds of the bill, €60 million, falls to Brussels": whoever has to pay it."""
    verb, sentence = frame.verb, frame.sentence
    if verb is None or verb.lemma() != "fall" or not frame.as_subject or not is_giveable(quantity):
        return None
    low = sentence.reading.words.low
    on = low[verb.last : verb.last + 1] in (["to"], ["on"], ["upon"])
    payer = on and any(0 < m.first - verb.last <= 3 and m.kind in _GIVERS for m in sentence.mentions)
    return pledge(frame, "falls to", "planned") if payer else None


def gone_up_to(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "Germany, which had promised two, has gone up to five million euros": a giver that goes higher."""
    verb, sentence = frame.verb, frame.sentence
    if verb is None or verb.lemma() != "go" or frame.as_subject or not is_giveable(quantity):
        return None
    if before(frame, 2) != ["up", "to"] and before(frame, 1) != ["to"]:
        return None
    low = sentence.reading.words.low
    if low[verb.last] != "up" or not sentence.reading.about_giving or frame.subject is None:
        return None
    who = frame.subject.kind in ("country", "capital", "org", "group", "people", "name", "anaphor", "pronoun")
    return pledge(frame, "goes up to") if who else None


def whose_sum(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "Lagos-based Unity Trust, whose $5 million will pay for cold boxes": the giver stands before "whose"."""
    sentence = frame.sentence
    if not is_giveable(quantity) or before(frame, 1) != ["whose"]:
        return None
    verb = next((v for v in sentence.verbs if 0 <= v.begin - frame.last <= 1), None)
    if (
        verb is None
        or not (verb.lemma() in _HELPS or verb.is_a("give", "spend", "deliver"))
        or verb.negated
        or verb.passive
    ):
        return None
    return pledge(frame, "whose sum") if looks_ahead(verb) or verb.form() in ("s", "base") else None


#: asked before the verb is
ARRIVALS = (arrives, from_giver_does, falls_to, gone_up_to, whose_sum)
