"""What tells a refusal from silence and from what did not happen: objects that nobody gives, times to come, the name of a list line."""

from __future__ import annotations

from extractors.cues import Verb
from extractors.mention import Mention
from extractors.reading import Sentence

_SILENCE = frozenset(
    {
        "comment",
        "comments",
        "detail",
        "details",
        "say",
        "interview",
        "interviews",
        "answer",
        "answers",
        "name",
        "names",
        "date",
        "dates",
        "timetable",
        "reason",
        "reasons",
        "speculate",
        "elaborate",
        "evidence",
    }
)


def is_silence(sentence: Sentence, verb: Verb) -> bool:
    """ "will not give a date", "declined to comment": who says nothing refuses nothing."""
    return not _SILENCE.isdisjoint(sentence.reading.words.low[verb.last : min(sentence.hi, verb.last + 5)])


def label_of_line(sentence: Sentence) -> Mention | None:
    """The name that the list line began with, one sentence or two before."""
    for step in (0, 1, 2):
        if sentence.index - step < 0:
            return None
        other = sentence.reading.sentences[sentence.index - step]
        if other.block != sentence.block:
            return None
        first = next((m for m in other.mentions if m.first - other.lo <= 2), None)
        if first is not None and other.reading.words.low[first.last : first.last + 1] == [":"]:
            return first
    return None


def is_ahead(sentence: Sentence, verb: Verb) -> bool:
    near = sentence.reading.words.low[max(sentence.lo, verb.first - 7) : verb.first]
    return any(w in {"will", "won't", "would", "wouldn't", "shall"} for w in near)
