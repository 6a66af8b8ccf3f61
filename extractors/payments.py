"""Amounts that a noun calls paid or bound: "made a payment of $5m", "the transfer of $5m went through", "makes its $5m conditional on"."""

from __future__ import annotations

from extractors.cues import Verb
from extractors.frames import Frame
from extractors.grammar import wordset
from extractors.listings import is_giveable
from extractors.modality import modality_of
from extractors.model import Modality, Quantity
from extractors.moods import condition_of
from extractors.tense import looks_ahead
from extractors.verbcase import Reading

_PAYMENTS = wordset("payments_nouns")
#: "interest payments of", "a dividend payment": owed anyway
_OWED = wordset("payments_owed")
#: "has completed the payment of", "made a transfer of"
_DOES = frozenset({"make", "complete", "finish", "settle", "conclude", "effect", "execute", "receive", "get", "send", "release", "process", "see", "wire", "transfer", "disburse", "pay", "arrive", "land"})  # fmt: skip
#: "was completed", "went through", "has arrived"
_DONE = frozenset({"make", "complete", "process", "receive", "pay", "transfer", "release", "effect", "arrive", "land", "reach", "credit", "disburse", "finish", "clear", "go", "come", "come in", "settle"})  # fmt: skip
_TIED = frozenset({"conditional", "contingent", "dependent"})
_SKIPPED = frozenset({"a", "an", "the", "its", "their", "first", "second", "third", "last", "final", "another", "further", "new", "initial", "full", "this", "that", "early"})  # fmt: skip


def paid(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "made a payment of $5m to the fund", "The first tranche of $5m was paid on Friday"."""
    low, sentence = frame.sentence.reading.words.low, frame.sentence
    k = frame.first - 1
    while k > sentence.lo and low[k] in {
        "about",
        "some",
        "around",
        "roughly",
        "nearly",
        "more",
        "than",
        "over",
        "up",
        "to",
    }:
        k -= 1
    if not is_giveable(quantity) or low[k] != "of" or low[k - 1] not in _PAYMENTS or low[k - 2] in _OWED:
        return None
    noun = k - 1
    done = _done_behind(frame)
    if done is not None:
        return done
    start = noun
    while start > sentence.lo and low[start - 1] in _SKIPPED:
        start -= 1
    verb = next((v for v in sentence.verbs if v.last == start), None)
    if verb is None or verb.lemma() not in _DOES or verb.negated:
        return None
    return Reading("pledge", _firm(verb), verb, f"{low[noun]} of, {verb.lemma()}")


def part_paid(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "only $210 million of the $1.95 billion promised has arrived", "half of its €2m has been paid": what came of a promise."""
    low, sentence = frame.sentence.reading.words.low, frame.sentence
    if low[frame.last : frame.last + 1] != ["of"]:
        return None
    at = next(
        (w for q in sentence.quantities if 1 <= (w := sentence.reading.word_at(q.span.start)) - frame.last <= 4), None
    )
    if at is None or not (is_giveable(quantity) or quantity.unit == "count"):
        return None
    for verb in sentence.verbs:
        if verb.first <= at or (verb.is_a("promise", "allocate", "report.announce") and not verb.perfect):
            continue
        if {";", ":", "but", "which"} & set(low[at : verb.begin]) or verb.begin - at > 14:
            return None
        came = (
            verb.is_a("deliver")
            or (verb.passive and verb.is_a("give"))
            or verb.lemma() in {"reach", "come", "come in", "arrive"}
        )
        if came and verb.form() == "past" and verb.helpers and not verb.negated and not looks_ahead(verb):
            return Reading("pledge", "delivered", verb, f"part that was {verb.lemma()}")
        return None
    return None


def _firm(verb: Verb) -> Modality:
    told = modality_of(verb)
    back = verb.form() == "past" and not looks_ahead(verb)
    return "delivered" if back else "pledged" if told == "delivered" else told


def _done_behind(frame: Frame) -> Reading | None:
    low, sentence = frame.sentence.reading.words.low, frame.sentence
    for verb in sentence.verbs:
        if verb.begin < frame.last or verb.begin - frame.last > 9:
            continue
        if {",", ";", ":", "and", "that", "which", "but"} & set(low[frame.last : verb.begin]):
            return None
        if verb.lemma() not in _DONE or verb.form() != "past" or verb.negated or looks_ahead(verb):
            return None
        if "be" in verb.helpers or not (verb.passive or verb.lemma() in _COMES):
            return None
        return Reading("pledge", "delivered", verb, f"payment that was {verb.lemma()}")
    return None


_COMES = frozenset({"arrive", "land", "reach", "go", "come", "come in", "clear"})


def bound(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "makes its $5m conditional on reforms": what is bound to a condition is offered."""
    low, sentence = frame.sentence.reading.words.low, frame.sentence
    behind = low[frame.last : min(sentence.hi, frame.last + 8)]
    if (
        not is_giveable(quantity)
        or frame.verb is None
        or frame.verb.lemma() not in {"make", "keep", "leave", "tie", "link"}
    ):
        return None
    if _TIED.isdisjoint(behind) and frame.verb.lemma() not in {"tie", "link"}:
        return None
    condition = condition_of(sentence, frame.first, frame.last)
    if condition is None and frame.verb.lemma() in {"tie", "link"} and behind[:1] == ["to"]:
        condition = sentence.reading.words.slice(frame.last, min(sentence.hi, frame.last + 6)).rstrip(" .")
    return Reading("pledge", "conditional", frame.verb, "bound to a condition", condition) if condition else None
