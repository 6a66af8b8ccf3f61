"""Subjects that are no names: "the canton", "an anonymous donor"."""

from __future__ import annotations

import re

from extractors.cues import Verb
from extractors.grammar import wordset
from extractors.reading import Sentence
from extractors.verbnouns import HELPERS, is_adverb

_BOUNDARIES = wordset("frames_boundaries")
_NO_SUBJECT = wordset("frames_no_subject")


_AGENT = re.compile(r".{3,}(?:ers?|ors?|ists?|ians?|(?<!m)ents?|ants?|men|women|people)\Z")
_THINGS = wordset("frames_things")


def _can_act(sentence: Sentence, at: int) -> bool:
    """Whether a noun names somebody who can act: a role, a body, or an agent by its ending."""
    naming = sentence.reading.naming
    word = sentence.reading.words.low[at]
    if word in _THINGS:
        return False
    return (
        word in naming.anaphora
        or word in naming.sources
        or word in naming.org_words
        or naming.titles.at([word], 0, 1) is not None
        or bool(_AGENT.match(word))
    )


def noun_subject(sentence: Sentence, verb: Verb, floor: int) -> tuple[int, int] | None:
    """The noun phrase right before a verb, up to its first preposition: "an anonymous donor", "a two-room flat (in the Danube city)"."""
    words = sentence.reading.words
    low = words.low
    last = verb.begin
    while last > floor and (
        low[last - 1] in {"also", "now", "already", "still", "have", "has", "will"} or is_adverb(words, last - 1)
    ):
        last -= 1
    first = last
    while (
        first > floor
        and last - first < 9
        and low[first - 1] not in _BOUNDARIES
        and (low[first - 1].isalpha() or low[first - 1] in {"'s", "-"})
    ):
        first -= 1
    end = next(
        (
            k
            for k in range(first + 1, last)
            if low[k] in {"in", "of", "at", "on", "for", "from", "with", "by", "to", "near", "about", "under"}
        ),
        last,
    )
    while first < end and low[first] in {"the", "a", "an", "in", "on", "at", "last", "by"}:
        first += 1
    if first < end and not _can_act(sentence, end - 1):
        return None
    if not HELPERS.isdisjoint(low[first:end]):
        return None  # "Ruiz has persuaded her board to raise": another verb's words
    if (
        first >= end
        or end - first > 5
        or low[end - 1] in _NO_SUBJECT
        or any(low[k] in _NO_SUBJECT for k in range(first, end))
    ):
        return None
    return first, end
