"""Folding and stemming of names and words, the same for all parts of the comparison."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

_FOLD = str.maketrans(
    {"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "’": "'", "‘": "'"}
)
Answer = TypeVar("Answer")


class ByWord(dict[str, Answer]):
    """Answers about single words, each worked out once: texts repeat their words. Emptied where it has grown beyond any vocabulary."""

    MOST = 200_000

    def __init__(self, ask: Callable[[str], Answer]) -> None:
        super().__init__()
        self.ask = ask

    def __missing__(self, word: str) -> Answer:
        if len(self) >= self.MOST:
            self.clear()
        answer = self[word] = self.ask(word)
        return answer


_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
#: ASCII text in lower case, everything that is no word blank
_PLAIN = str.maketrans({c: chr(c).lower() if chr(c).isalnum() or chr(c) == "_" else " " for c in range(128)})
_GENITIVE = re.compile(r"'s\b")
#: the points of "u.s."; what is looked for stands first, so that a text is searched and not tried at each letter
_POINT = re.compile(r"\.(?<=\b[a-z]\.)(?=[a-z]\b)")
_ARTICLES = frozenset({"the", "a", "an"})
_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "sir",
        "dame",
        "lord",
        "lady",
        "dr",
        "prof",
        "professor",
        "president",
        "minister",
        "general",
        "colonel",
        "the",
        "a",
        "an",
    ]
)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case without accents, punctuation, articles and 's: "The U.S.’s" -> "us"."""
    plain = text.isascii()  # most texts; the rest of the alphabet costs ten times as much
    if plain:
        text = text.lower()
    else:
        text = unicodedata.normalize("NFKD", text.translate(_FOLD)).casefold()
        text = "".join(c for c in text if not unicodedata.combining(c))
    if "'" in text:
        text = _GENITIVE.sub("", text)
    if "." in text:
        text = _POINT.sub("", text)
    told = text.translate(_PLAIN) if plain else re.sub(r"[^\w]+", " ", text)
    return " ".join([w for w in told.split() if w not in _ARTICLES])


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A crude English stem: enough to meet plurals and -ing, never shorter than three letters."""
    for ending, keep in (
        ("ies", "y"),
        ("sses", "ss"),
        ("ings", ""),
        ("ing", ""),
        ("ed", ""),
        ("es", ""),
        ("s", ""),
        ("e", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) + len(keep) >= 4 and not word.endswith("ss"):
            return word[: len(word) - len(ending)] + keep
    return word


@lru_cache(maxsize=65536)
def words(text: str | None) -> tuple[str, ...]:
    """Folded words of a text, in order, without stemming."""
    if not text:
        return ()
    folded = fold(text)
    if folded.isascii() and "_" not in folded:
        return tuple(folded.split())
    return tuple(_WORD.findall(folded))


def last_word(name: str) -> str:
    """The last folded word of a name, its surname as a rule; a name without a word (of initials, of signs) as it is."""
    found = words(name)
    return found[-1] if found else fold(name)


@lru_cache(maxsize=65536)
def surname_match(a: str, b: str) -> bool:
    """Whether two written names can be one person: "Stoltenberg" and "NATO chief Jens Stltenberg", but not two full names."""
    x = [w for w in words(a) if w not in _TITLES]
    y = [w for w in words(b) if w not in _TITLES]
    if not x or not y:
        return False
    if set(x) <= set(y) or set(y) <= set(x):
        return True
    near = near_word(x[-1], y[-1])
    return near and (len(x) == 1 or len(y) == 1 or x[0][0] == y[0][0] or near_word(x[0], y[0]))


def near_word(a: str, b: str) -> bool:
    """Equal but for a slip of spelling in a word of some length."""
    if a == b:
        return True
    if min(len(a), len(b)) < 6 or a[0] != b[0]:
        return False
    from rapidfuzz.distance import OSA

    return OSA.normalized_similarity(a, b) >= 0.84
