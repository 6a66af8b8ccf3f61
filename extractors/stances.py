"""How firmly somebody stands to a gift where a phrase says it and no single verb: "is under pressure to", "has no intention of", "is in
talks on a loan of", "a grant of $5m is on hold". The phrases are lexicon/stances.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from extractors.lexicon import Lexicon
from extractors.model import Modality
from extractors.phrasebook import Phrasebook
from extractors.wording import fold_words

#: "~" of a phrase: no word, up to three
_ANY = "~"
_MOST_ANY = 3
_MARKS = frozenset({",", ";", ":", ".", "(", ")", '"', "“", "”"})
_MEANINGS: tuple[Modality, ...] = (
    "pledged", "planned", "demanded", "expected", "refused", "reaffirmed", "withdrawn", "conditional", "denied", "delivered",
)  # fmt: skip


class Stance(NamedTuple):
    """What a phrase from word ``first`` on says."""

    first: int
    modality: Modality


class Stances:
    """The compiled phrases of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        #: last word -> the words before it, from the last to the first, and what the phrase says; longest first
        self.before_verb = _by_last(lexicon.mapping("stances", "before_verb"))
        self.before_gift = _by_last(lexicon.mapping("stances", "before_gift"))
        behind = lexicon.mapping("stances", "behind_gift")
        self.behind_gift: Phrasebook[Modality] = Phrasebook((p, m) for m in _MEANINGS for p in behind.get(m, ()))


_Table = dict[str, list[tuple[list[str], Modality]]]


def _by_last(phrases: Mapping[str, list[str]]) -> _Table:
    made: _Table = {}
    for modality in _MEANINGS:
        for phrase in phrases.get(modality, ()):
            words = [w for part in phrase.split() for w in ([_ANY] if part == _ANY else fold_words(part))]
            made.setdefault(words[-1], []).append((words[-2::-1], modality))
    for rests in made.values():
        rests.sort(key=lambda rest: -len(rest[0]))
    return made


def ending_at(table: _Table, low: list[str], last: int, lo: int) -> Stance | None:
    """The longest phrase whose last word stands right before word ``last``; none begins before ``lo``."""
    if last <= lo or last > len(low):
        return None
    for rest, modality in table.get(low[last - 1], ()):
        first = _back(rest, low, last - 1, lo)
        if first is not None:
            return Stance(first, modality)
    return None


def _back(rest: list[str], low: list[str], at: int, lo: int) -> int | None:
    """Where the words of ``rest`` begin that end right before word ``at``, None where they do not stand there."""
    k = at
    for n, word in enumerate(rest):
        if word == _ANY:
            for skipped in range(_MOST_ANY + 1):
                if k - skipped < lo or (skipped and low[k - skipped] in _MARKS):
                    return None
                found = _back(rest[n + 1 :], low, k - skipped, lo)
                if found is not None:
                    return found
            return None
        if k - 1 < lo or low[k - 1] != word:
            return None
        k -= 1
    return k
