"""The words around an amount as its constructions are told by: what stands before it and its hedges, and what stands behind."""

from __future__ import annotations

from extractors.frames import Frame
from extractors.grammar import wordset
from extractors.model import Modality
from extractors.verbcase import Reading

_HEDGES = wordset("verbless_hedges")


def head(frame: Frame) -> int:
    """The word before the amount and its hedges."""
    low, k = frame.sentence.reading.words.low, frame.first - 1
    while k > frame.sentence.lo and low[k] in _HEDGES:
        k -= 1
    return k


def behind(frame: Frame, count: int) -> list[str]:
    """The words right behind the amount, none of the next sentence."""
    return frame.sentence.reading.words.low[frame.last : min(frame.sentence.hi, frame.last + count)]


def before(frame: Frame, count: int) -> list[str]:
    """The words right before the amount, none of the sentence before."""
    return frame.sentence.reading.words.low[max(frame.sentence.lo, frame.first - count) : frame.first]


def pledge(frame: Frame, why: str, modality: Modality = "pledged") -> Reading:
    return Reading("pledge", modality, frame.verb, why)


def figure(frame: Frame, why: str) -> Reading:
    return Reading("figure", "reported", frame.verb, why)


def speaks_of_costs(frame: Frame) -> bool:
    """Whether the sentence is about what something costs, earns or is worth."""
    return any(w in frame.sentence.reading.lists.costs for w in frame.sentence.low)
