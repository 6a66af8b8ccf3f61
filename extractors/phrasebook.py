"""Lexicon matching: a phrasebook finds its longest entries in a run of words, one dictionary look-up a word."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

from extractors.wording import fold_words

T = TypeVar("T")


class Hit(NamedTuple, Generic[T]):
    """Words ``first`` up to ``last`` (half open) are an entry with these values."""

    first: int
    last: int
    values: tuple[T, ...]


class Phrasebook(Generic[T]):
    """Phrases with values; a phrase may have several values, the longest phrase at a place wins."""

    def __init__(self, entries: Iterable[tuple[str, T]] = ()) -> None:
        #: first word -> (the words behind it, how many words in all, values), longest first
        self._by_first: dict[str, list[tuple[list[str], int, tuple[T, ...]]]] = {}
        gathered: dict[tuple[str, ...], list[T]] = {}
        for phrase, value in entries:
            key = tuple(fold_words(phrase))
            if key:
                values = gathered.setdefault(key, [])
                if value not in values:
                    values.append(value)
        for key, values in gathered.items():
            self._by_first.setdefault(key[0], []).append((list(key[1:]), len(key), tuple(values)))
        for rests in self._by_first.values():
            rests.sort(key=lambda rest: -rest[1])
        #: every word that an entry begins with: what is not in it needs no call of `at`
        self.openers = frozenset(self._by_first)

    def firsts(self) -> frozenset[str]:
        """Entries of one word."""
        return frozenset(w for w, rests in self._by_first.items() if any(not rest for rest, _, _ in rests))

    def starts(self, wanted: Callable[[T], bool] = lambda _: True) -> frozenset[str]:
        """The first words of entries that have a wanted value."""
        return frozenset(
            w for w, rests in self._by_first.items() if any(wanted(v) for _, _, values in rests for v in values)
        )

    def at(self, low: list[str], i: int, end: int) -> Hit[T] | None:
        """The longest entry that begins at word ``i`` and ends by ``end``."""
        rests = self._by_first.get(low[i])
        if rests is None:
            return None
        for rest, size, values in rests:
            stop = i + size
            if stop <= end and (size == 1 or (low[i + 1] == rest[0] and low[i + 1 : stop] == rest)):
                return Hit(i, stop, values)
        return None

    def find(self, low: list[str], start: int, end: int) -> list[Hit[T]]:
        """All entries between the two words, longest first at each place, none overlapping."""
        found: list[Hit[T]] = []
        by_first = self._by_first
        i = start
        while i < end:
            if low[i] in by_first:
                hit = self.at(low, i, end)
                if hit is not None:
                    found.append(hit)
                    i = hit.last
                    continue
            i += 1
        return found
