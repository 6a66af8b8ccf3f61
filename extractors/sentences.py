"""Offset-exact sentences of a block of text.

Splits at final punctuation before a capital, a digit, a currency sign with its number or an opening quote, not after abbreviations
and initials. A name that stands alone after a sentence ("... aid package. Reuters.") is the source of what precedes it, not a sentence
of its own.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from extractors.grammar import wordset

#: a possible end: punctuation, closing marks, then space and something that can open a sentence (or glued: "spending.I talked")
_END = re.compile(
    r"[.!?…]+[\"'”’»)\]]*(?:(?=\s+[\"'“‘«(\[]*(?:[^\W_a-zß-öø-ÿ]|[$€£¥₹₽₺₴₩₦₪฿](?=\s?\d)))|(?=[A-Z][a-z ’'])|(?=\s*\Z))"
)
_ABBREVIATIONS = wordset("sentences_abbreviations")
_LAST_WORD = re.compile(r"[\w.’'-]*\Z")
_SOURCE = re.compile(
    r"(?:[A-Z][\w&’'-]*|of|the|for|and|on|post)(?: (?:[A-Z][\w&’'-]*|of|the|for|and|on|post)){0,6}\.?\Z"
)


class Stretch(NamedTuple):
    """A sentence by offsets; ``source`` is the dangling source name that followed it, if any."""

    start: int
    end: int
    source: tuple[int, int] | None = None


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Stretch]:
    """The sentences of ``text[start:end]``, without the white space between them, in order."""
    stop = len(text) if end is None else end
    cuts: list[int] = []
    for m in _END.finditer(text, start, stop):
        if m.end() < stop and not _is_end(text, start, m):
            continue
        cuts.append(m.end())
    if not cuts or cuts[-1] < stop:
        cuts.append(stop)
    cuts = _bounded(text, start, cuts)
    found: list[Stretch] = []
    begin = start
    for cut in cuts:
        first, last = _strip(text, begin, cut)
        begin = cut
        if first >= last:
            continue
        if found and last - first <= 60 and found[-1].source is None and _is_source(text[first:last]):
            found[-1] = found[-1]._replace(source=(first, last))
            continue
        found.append(Stretch(first, last))
    return found


#: no sentence is longer than this many characters; what is (a table without line ends, noise) is cut at a space
_LONGEST = 1500


def _bounded(text: str, start: int, cuts: list[int]) -> list[int]:
    found: list[int] = []
    begin = start
    for cut in cuts:
        while cut - begin > _LONGEST:
            space = text.rfind(" ", begin + _LONGEST // 2, begin + _LONGEST)
            begin = space + 1 if space > 0 else begin + _LONGEST
            found.append(begin)
        found.append(cut)
        begin = cut
    return found


def _is_end(text: str, start: int, m: re.Match[str]) -> bool:
    mark = text[m.start()]
    if mark != "." or m.end() - m.start() > 1:
        return True
    word = _LAST_WORD.search(text[max(start, m.start() - 24) : m.start()])
    last = word.group() if word else ""
    following = text[m.end() : m.end() + 1]
    if following and not following.isspace():  # glued sentences: "spending.I", not "example.Org" or "3.Q"
        if _DOMAIN.match(text, m.end()):
            return False
        return len(last) > 2 and last.isalpha() and last[-1].islower() and "/" not in text[m.start() - 12 : m.start()]
    if len(last) == 1 and last.isalpha():  # initials: "S. Koval"; but "... of X. He"
        return last.islower() and last != "a"
    if last.lower().strip(".") in _ABBREVIATIONS:
        return False
    # "U.S. Secretary" goes on; "in the U.S. The" does not
    return not ("." in last and last.replace(".", "").isalpha() and not _opens_with_function_word(text, m.end()))


_DOMAIN = re.compile(r"(?:com|org|net|gov|edu|eu|uk|de|io|co|info|int)\b", re.IGNORECASE)
_OPENERS = re.compile(
    r"\s+[\"“‘']*(?:The|A|An|It|He|She|They|In|On|But|And|This|That|These|We|I|At|For|According|However|Meanwhile)\b"
)


def _opens_with_function_word(text: str, at: int) -> bool:
    return _OPENERS.match(text, at) is not None


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _is_source(sentence: str) -> bool:
    if not sentence.endswith(".") or not _SOURCE.match(sentence):
        return False
    names = [w for w in sentence.rstrip(".").split() if w[:1].isupper()]
    return (
        1 <= len(names) <= 5
        and names[0] not in {"The", "For", "On", "And", "No", "Yes", "So", "Applause", "Thanks"}
        and (len(sentence.split()) > 1 or len(names[0]) > 3)
    )
