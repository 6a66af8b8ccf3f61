"""Words with their places, as names and cues are matched on: one pass over an article, everything later works on word numbers.

(The grammar of amounts has tokens of its own in extractors/tokens.py: it needs line breaks and signs, not folded words.)
A word's ``low`` form is what lexicons are matched on: lower case, accents folded, curly apostrophes straight, "U.S." as "us".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(
    r"[A-Za-z]+(?=[ ,])"  # most words; the others below would read them no differently, but slower
    r"|(?:[^\W\d_]\.){2,}"  # U.S., e.g.
    r"|[0-9]+(?:[.,][0-9]+)*"
    r"|['’][sS]\b"
    r"|[^\W\d_]+(?:['’](?![sS]\b)[^\W\d_]+)*"
    r"|\w|[^\w\s]"
)
_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ß": "ss", "æ": "ae", "ı": "i", "’": "'"}
)


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The form in which words are compared: "Türkiye’s" -> "turkiye's", "U.S." -> "us"."""
    if len(word) > 2 and word[1] == "." and word[-1] == ".":
        word = word.replace(".", "")
    if word.isascii():
        return word.lower()
    folded = unicodedata.normalize("NFKD", word.translate(_LETTERS)).casefold()
    return "".join(c for c in folded if not unicodedata.combining(c))


def fold_words(text: str) -> list[str]:
    """The folded words of a short text, as lexicon entries are stored: "U.S.-made" -> ["us", "-", "made"]."""
    return [fold(m) for m in _WORD.findall(text)]


class Words:
    """The words of a stretch of text; ``start``, ``end``, ``low`` and ``raw`` are parallel lists, offsets are those of the document."""

    __slots__ = ("end", "low", "raw", "start", "text")

    def __init__(self, text: str, start: int = 0, end: int | None = None) -> None:
        found = list(_WORD.finditer(text, start, len(text) if end is None else end))
        self.text = text
        self.start = [m.start() for m in found]
        self.end = [m.end() for m in found]
        self.raw: list[str] = [m[0] for m in found]
        self.low = [fold(word) for word in self.raw]

    def __len__(self) -> int:
        return len(self.start)

    def slice(self, first: int, last: int) -> str:
        """The document's text from word ``first`` up to, not including, word ``last``."""
        return self.text[self.start[first] : self.end[last - 1]] if first < last else ""
