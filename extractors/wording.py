"""Words with their places, as names and cues are matched on: one pass over an article, everything later works on word numbers.

(The grammar of amounts has tokens of its own in extractors/tokens.py: it needs line breaks and signs, not folded words.)
A word's ``low`` form is what lexicons are matched on: lower case, accents folded, curly apostrophes straight, "U.S." as "us". "We've" is two
words, "we" and "have": a pronoun with what is left of an auxiliary.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(
    r"[A-Z](?=The\b)"  # "on XThe US has": a sign-off that lost its space
    r"|[A-Za-z]+(?=[ ,])"  # most words; the others below would read them no differently, but slower
    r"|(?:[^\W\d_]\.){2,}"  # U.S., e.g.
    r"|[0-9]+(?:[.,][0-9]+)*"
    r"|['’](?:[sSdmDM]|ll|ve|re|LL|VE|RE)\b"
    r"|[^\W\d_]+(?:['’](?!(?:[sSdmDM]|ll|ve|re|LL|VE|RE)\b)[^\W\d_]+)*"
    r"|\w|[^\w\s]"
)
_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ß": "ss", "æ": "ae", "ı": "i", "’": "'"}
)
#: what is left of an auxiliary behind its pronoun; "'d" is "had" before a participle (see `Words`)
_HAD_OR_WOULD = frozenset({"'d", "’d"})
_PARTICIPLE = re.compile(
    r"\w+(?<!e)ed|\w+[aeiouwk]en|been|had|made|paid|sent|spent|put|set|got|told|said|found|sold|bought|won|lost"
)
_SHORT = {"'ll": "will", "'ve": "have", "'re": "are", "'m": "am", "'d": "would"}


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The form in which words are compared: "Türkiye’s" -> "turkiye's", "U.S." -> "us"."""
    if len(word) > 2 and word[1] == "." and word[-1] == ".":
        word = word.replace(".", "")
    if word[0] in "'’":
        low = "'" + word[1:].lower()
        return _SHORT.get(low, low)
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
        if "d" in text and ("'d" in text or "’d" in text):
            for i in range(len(self.raw) - 1):
                if self.raw[i] in _HAD_OR_WOULD and _PARTICIPLE.fullmatch(self.low[i + 1]):
                    self.low[i] = "had"

    def __len__(self) -> int:
        return len(self.start)

    def slice(self, first: int, last: int) -> str:
        """The document's text from word ``first`` up to, not including, word ``last``."""
        return self.text[self.start[first] : self.end[last - 1]] if first < last else ""
