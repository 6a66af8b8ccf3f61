"""Bare numbers that count, though no noun stands behind them: "staff numbers 46", "Sixty-three have been destroyed", "speaks of 190",
"all 28 which the city had promised", "600 fewer than planned"."""

from __future__ import annotations

import re

from extractors.model import Quantity

_NUMBERED = re.compile(
    r"\bnumber(?:s|ed|ing)?(?: (?:about|around|some|only|nearly|almost|over|more than|fewer than))?\s*\Z"
)
_SPOKEN_OF = re.compile(r"\b(?:speaks?|spoke|speaking|talks?|talked) of(?: (?:some|about|around|only))?\s*\Z")
_OPENS = re.compile(
    r"(?:\A|[.!?:;][\"”’)]?\s|\n)\s*(?:(?:Only|Some|About|Around|Another|Nearly|Almost|Just|The other)\s+)?\Z"
)
_STANDS = re.compile(
    r"\s(?:have|has|had|were|are|was|will|would|could|remain|remained|survive|survived|died|fled|stayed|closed|opened|burned|burnt|sank|lost)\b"
)
_ALL = re.compile(r"\b(?:all|All|the|The)\s*\Z")
_PROMISED = re.compile(r"\s(?:which|that)\s")
_FEWER = re.compile(r"\s(?:fewer|more|less) than\s")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
#: below these a bare number more often orders or dates than counts
_LEAST, _LEAST_AS_SUBJECT = 2, 10


_HOW_MANY = re.compile(
    r"\bhow many ((?:[a-z’'-]+ ){0,2}?(?:[a-z]{2,}s|people|children|men|women|staff|troops|police|aircraft))\b[^?\n]{0,70}\?[\"”’]?\s+"
    r"(?:[A-ZÀ-Þ][\w.’' -]{0,24}: )?[\"“]?(?:(?:[Aa]bout|[Ss]ome|[Aa]round|[Oo]nly|[Nn]early|[Aa]lmost|[Jj]ust|[Oo]ver|[Mm]ore than|[Ww]e have|"
    r"[Tt]here are|[Ww]e need) )*\Z",
    re.IGNORECASE,
)


def asked_how_many(text: str, q: Quantity) -> str | None:
    """The noun that a question asks for and a bare number answers: "How many refugees are there? One million four hundred thousand."."""
    found = _HOW_MANY.search(text, max(0, q.span.start - 160), q.span.start)
    noun = found.group(1).lower() if found else ""
    return noun if noun and not noun.endswith(("illions", "dozens", "times", "hundreds", "thousands")) else None


def counts_barely(text: str, q: Quantity) -> str | None:
    """The rule by which a number without unit counts things or people; None where it does not."""
    value = q.low if q.low is not None else q.high
    if value is None or value < _LEAST or value != int(value) or _YEAR.match(q.span.exact):
        return None
    at, end, near = q.span.start, q.span.end, max(0, q.span.start - 40)
    if _NUMBERED.search(text, near, at):
        return "count:numbered"
    if q.scale > 1000:
        return None
    if value >= _LEAST_AS_SUBJECT:
        if _SPOKEN_OF.search(text, near, at):
            return "count:spoken"
        if _OPENS.search(text, near, at) and _STANDS.match(text, end):
            return "count:subject"
        if _FEWER.match(text, end) and q.rule != "bare:scale":
            return "count:fewer"
    if _ALL.search(text, near, at) and _PROMISED.match(text, end):
        return "count:all"
    return None
