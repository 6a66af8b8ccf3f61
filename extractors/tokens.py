"""One pass over a text: words, numbers, signs and line breaks with their places.

The grammar of amounts runs over these tokens and never over the text, so that its cost is linear whatever the text holds. The pattern
has no nested repetition: each character is looked at once.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

WORD, NUMBER, SIGN, PUNCT, BREAK = range(5)

#: digits with inner separators; words with one inner apostrophe; line breaks; any other single character that is no space
#: (plain words before a space or comma come first for speed alone)
_PATTERN = re.compile(r"([A-Za-z]+(?=[ ,])|[^\W\d_]+(?:['’][^\W\d_]+)?)|([0-9]+(?:[.,'’][0-9]+)*)|(\n\s*)|(\S)")
_IS_BREAK = 3
#: kinds of token by the group of the pattern that matched; a single character may turn out to be a sign
_KINDS = (PUNCT, WORD, NUMBER, BREAK, PUNCT)
#: a line at least this long that goes on in lower case was broken for its length, not for its meaning
_HARD_WRAP = 50


@dataclass(slots=True)
class Tokens:
    """Parallel lists, one entry a token. ``low`` is the lower-case text; offsets are into the whole text."""

    text: str
    kind: list[int]
    low: list[str]
    start: list[int]
    end: list[int]
    #: indices of tokens at which a number may begin
    heads: list[int]
    #: how many tokens
    n: int

    def raw(self, i: int) -> str:
        return self.text[self.start[i] : self.end[i]]

    def part(self, start: int, end: int) -> Tokens | None:
        """The tokens of ``text[start:end]`` alone, numbered from 0; None where a token runs over either offset."""
        first, last = bisect_left(self.start, start), bisect_left(self.start, end)
        if (first and self.end[first - 1] > start) or (last > first and self.end[last - 1] > end):
            return None
        heads = self.heads[bisect_left(self.heads, first) : bisect_left(self.heads, last)]
        return Tokens(
            self.text, self.kind[first:last], self.low[first:last], self.start[first:last], self.end[first:last],
            [i - first for i in heads], last - first,
        )  # fmt: skip

    def touching(self, i: int) -> bool:
        """Whether token i stands right behind its predecessor, without a space."""
        return 0 < i < self.n and self.start[i] == self.end[i - 1]


def tokenize(text: str, start: int, end: int, starters: frozenset[str], signs: frozenset[str]) -> Tokens:
    """Split ``text[start:end]``. ``starters`` are the lower-case words that may begin a number, ``signs`` the currency signs."""
    found = [
        m for m in _PATTERN.finditer(text, start, end) if m.lastindex != _IS_BREAK or not _wrapped(text, *m.span(), end)
    ]
    low = [m[0].lower() for m in found]
    kind = [_KINDS[m.lastindex or 0] for m in found]
    heads = []
    for i, k in enumerate(kind):
        if k == WORD:
            if low[i] in starters:
                heads.append(i)
        elif k == NUMBER:
            heads.append(i)
        elif k == BREAK:
            low[i] = "\n"
        elif low[i] in signs:
            kind[i] = SIGN
    return Tokens(text, kind, low, [m.start() for m in found], [m.end() for m in found], heads, len(found))


def _wrapped(text: str, a: int, b: int, end: int) -> bool:
    """Whether the break at a..b only wraps a long line."""
    if b >= end or text.count("\n", a, b) != 1:
        return False
    if not text[b].islower():
        return False
    before = text.rfind("\n", max(0, a - _HARD_WRAP), a)
    return before < 0 and a >= _HARD_WRAP
