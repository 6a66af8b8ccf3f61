"""One pass over a text: words, numbers, signs and line breaks with their places.

The grammar of amounts runs over these tokens and never over the text, so that its cost is linear whatever the text holds. The pattern
has no nested repetition: each character is looked at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

WORD, NUMBER, SIGN, PUNCT, BREAK = range(5)

#: digits with inner separators; words with one inner apostrophe; line breaks; any other single character that is no space
_PATTERN = re.compile(r"([^\W\d_]+(?:['’][^\W\d_]+)?)|([0-9]+(?:[.,'’][0-9]+)*)|(\n\s*)|(\S)")
_IS_WORD, _IS_NUMBER, _IS_BREAK = 1, 2, 3
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

    def touching(self, i: int) -> bool:
        """Whether token i stands right behind its predecessor, without a space."""
        return 0 < i < self.n and self.start[i] == self.end[i - 1]


def tokenize(text: str, start: int, end: int, starters: frozenset[str], signs: frozenset[str]) -> Tokens:
    """Split ``text[start:end]``. ``starters`` are the lower-case words that may begin a number, ``signs`` the currency signs."""
    kind: list[int] = []
    low: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    heads: list[int] = []
    for match in _PATTERN.finditer(text, start, end):
        which = match.lastindex
        if which == _IS_WORD:
            word = match[0].lower()
            if word in starters:
                heads.append(len(kind))
            kind.append(WORD)
            low.append(word)
        elif which == _IS_NUMBER:
            heads.append(len(kind))
            kind.append(NUMBER)
            low.append(match[0])
        elif which == _IS_BREAK:
            if _wrapped(text, match.start(), match.end(), end):
                continue
            kind.append(BREAK)
            low.append("\n")
        else:
            sign = match[0]
            kind.append(SIGN if sign in signs else PUNCT)
            low.append(sign)
        a, b = match.span()
        begins.append(a)
        ends.append(b)
    return Tokens(text, kind, low, begins, ends, heads, len(kind))


def _wrapped(text: str, a: int, b: int, end: int) -> bool:
    """Whether the break at a..b only wraps a long line."""
    if b >= end or text.count("\n", a, b) != 1:
        return False
    if not text[b].islower():
        return False
    before = text.rfind("\n", max(0, a - _HARD_WRAP), a)
    return before < 0 and a >= _HARD_WRAP
