"""What a sentence makes of its amounts before they are claims: units that a neighbour carries, particles, names, calibres."""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.model import Quantity, Span
from extractors.reading import Sentence

_PARTICLE = re.compile(r"(?:hand|hands|handed|handing|turn|turned|turning|take|taking|sign|signed)\s+\Z")


def without_particle(text: str, quantity: Quantity) -> Quantity:
    """ "hand over 14 jets": "over" belongs to the verb."""
    exact = quantity.span.exact
    if (
        quantity.comparator != "more_than"
        or not exact.lower().startswith("over ")
        or not _PARTICLE.search(text[max(0, quantity.span.start - 9) : quantity.span.start])
    ):
        return quantity
    start = quantity.span.start + 5
    return replace(
        quantity, span=Span(start, quantity.span.end, exact[5:]), comparator="exact", high=quantity.low, hedge=None
    )


def part_of_name(sentence: Sentence, quantity: Quantity) -> bool:
    """ "Group of Seven", "the Nordic-Baltic Eight"."""
    if quantity.unit not in ("count", None) and not quantity.rule.startswith("elided"):
        return False
    words = sentence.reading.words
    if not quantity.span.exact[:1].isupper():
        return False
    return any(
        m.kind in ("org", "group", "country")
        and words.start[m.first] < quantity.span.start
        and quantity.span.end <= words.end[m.last - 1]
        for m in sentence.mentions
    )


_LABEL = re.compile(r"\b([A-Za-z]{3,}s)\s*:\s*\Z")


def settle(sentence: Sentence) -> None:
    """Amounts without a unit of their own take the one that a neighbour or the line's label prints; calibres and "a quarter" fall away."""
    if not sentence.quantities:
        return
    text = sentence.reading.text
    found = sentence.quantities
    kept: list[Quantity] = []
    for i, q in enumerate(found):
        nxt = found[i + 1] if i + 1 < len(found) else None
        if q.unit == "mm" or (q.rule == "share" and kept and _a_quarter(q, kept[-1], text)):
            continue
        if q.rule == "count:bare":
            q = _of_label(q, sentence) or q  # "Jobs: up to 1,000"
        if q.rule.startswith("elided"):
            q = _of_neighbour(q, nxt, text) or _of_label(q, sentence) or q
            if q.rule == "elided:scale" and q.span.exact.isalpha() and q.role is None and _guests(q, sentence):
                continue
        kept.append(q)
    sentence.quantities = kept


def _guests(q: Quantity, sentence: Sentence) -> bool:
    """ "a dinner for twelve": a number word behind "for" with nothing behind it counts people."""
    text = sentence.reading.text
    before = text[max(sentence.start, q.span.start - 4) : q.span.start].lower()
    return before == "for " and text[q.span.end : q.span.end + 1] in {".", ",", ";", "!", ""}


def _a_quarter(q: Quantity, before: Quantity, text: str) -> bool:
    """ "DKK 300 a quarter": every three months."""
    return (
        q.span.exact.lower() == "a quarter"
        and len(before.unit or "") == 3
        and text[before.span.end : q.span.start].strip() == ""
    )


def _of_neighbour(q: Quantity, nxt: Quantity | None, text: str) -> Quantity | None:
    """ "from 61 to 58 per cent", "3.2 million of 5 million doses"."""
    if nxt is None or nxt.rule.startswith("elided"):
        return None
    gap = text[q.span.end : nxt.span.start].strip().lower()
    scale = q.scale if q.scale > 0 else 1.0
    if gap == "to" and nxt.unit in ("pct", "pct_gdp"):
        value = q.low if q.low is not None else q.high
        printed = re.sub(r"[^\d.]", "", q.span.exact)
        if value is None or not printed or printed.count(".") > 1:
            return None
        return replace(
            q, low=float(printed), high=float(printed), unit=nxt.unit, role="prior", rule="elided:percent", scale=scale
        )
    if gap == "of" and nxt.unit == "count":
        return replace(_unscaled(q), unit="count", unit_of=nxt.unit_of, role="part", rule="elided:counted")
    return None


def _unscaled(q: Quantity) -> Quantity:
    """The number as printed, without the scale that the text around lent it."""
    if q.rule != "elided:scale" or q.scale <= 1:
        return q
    low, high = (None if x is None else x / q.scale for x in (q.low, q.high))
    return replace(q, low=low, high=high, scale=1.0)


def _of_label(q: Quantity, sentence: Sentence) -> Quantity | None:
    """ "Jobs: up to 1,000"."""
    m = _LABEL.search(sentence.reading.text, sentence.start, q.span.start)
    if m is None or m.group(1).lower() in sentence.reading.lists.costs or q.scale > 1:
        return None
    printed = re.sub(r"[^\d]", "", q.span.exact)
    if not printed or "." in q.span.exact:
        return None
    number = float(printed)
    low, high = (number if q.low is not None else None), (number if q.high is not None else None)
    if low is None and high is None:
        high = number
    return replace(q, low=low, high=high, unit="count", unit_of=m.group(1).lower(), rule="count:label", magnitude=None)
