"""Fixed phrases over tokens: compiled once, matched forwards from a token or backwards to one, the longest first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from extractors.tokens import Tokens, tokenize

P = TypeVar("P")
_NONE: frozenset[str] = frozenset()


def split(phrase: str) -> tuple[str, ...]:
    """The tokens of a phrase in lower case, as a text holding it would be split."""
    return tuple(tokenize(phrase, 0, len(phrase), _NONE, _NONE).low)


class Phrases(Generic[P]):
    """Phrases with what each means. Of phrases of one length the one given first wins."""

    def __init__(self, entries: Iterable[tuple[str, P]]) -> None:
        self._ahead: dict[str, list[tuple[tuple[str, ...], int, P]]] = {}
        self._behind: dict[str, list[tuple[tuple[str, ...], int, P]]] = {}
        seen: set[tuple[str, ...]] = set()
        for phrase, meaning in entries:
            words = split(phrase)
            if not words or words in seen:
                continue
            seen.add(words)
            self._ahead.setdefault(words[0], []).append((words, len(words), meaning))
            self._behind.setdefault(words[-1], []).append((words, len(words), meaning))
        for table in (self._ahead, self._behind):
            for found in table.values():
                found.sort(key=lambda entry: -entry[1])

    def forms(self) -> frozenset[tuple[str, ...]]:
        """All phrases as token tuples."""
        return frozenset(words for found in self._ahead.values() for words, _, _ in found)

    def ahead(self, tokens: Tokens, i: int) -> tuple[int, P] | None:
        """(last token, meaning) of the longest phrase that begins at token ``i``."""
        low = tokens.low
        if i >= len(low):
            return None
        for words, size, meaning in self._ahead.get(low[i], ()):
            if size == 1 or tuple(low[i : i + size]) == words:
                return i + size - 1, meaning
        return None

    def behind(self, tokens: Tokens, i: int, floor: int = 0) -> tuple[int, P] | None:
        """(first token, meaning) of the longest phrase that ends at token ``i`` and begins at ``floor`` or later."""
        low = tokens.low
        if i < floor:
            return None
        for words, size, meaning in self._behind.get(low[i], ()):
            first = i - size + 1
            if first >= floor and (size == 1 or tuple(low[first : i + 1]) == words):
                return first, meaning
        return None
