"""Numbers in tables and data sheets, whose unit stands in a heading, in a cell of their row or in a line above.

    Funding 2026 | EUR m          Unit: millions.
    Committed | 1,400             Donor ; currency ; amount
    Target | 5,000                World Bank ; USD ; 2,000

A table is a run of lines with the same separator (``|``, tab, or a spaced ``;``). `contexts` says for stretches of the text which currency
and scale a bare number there has; `apply` puts that onto the amounts found. Costs nothing where a text has no such line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extractors.amounts import Tables
from extractors.model import Quantity, Span
from extractors.tokens import SIGN, WORD, tokenize
from extractors.units import plural

#: "Unit: millions", "figures in USD million", "amounts are given in thousands of euros"; bounded, so linear
_DECLARED = re.compile(
    r"\b(?:units?|figures|amounts?|values?|sums|numbers|all)\b[^.\n;|]{0,30}?(?::|\bin\b)[ ]?([^.\n;|]{0,30}?(?:thousand|million|billion|crore|lakh)s?\b"
    r"[^.\n;|)]{0,25})",
    re.IGNORECASE,
)
_SCALE_WORDS = ("millions", "thousands", "billions", "lakhs", "crores", " million", " billion")
_SEPARATORS = ("|", "\t", " ; ")
_CELL = {"|": re.compile(r"\|"), "\t": re.compile(r"\t"), " ; ": re.compile(r";")}
#: a heading that ends in a unit: "Pledges (USD million)", "Shares, in millions of euros:"
_HEADED = re.compile(r"(?:\(([^()\n]{1,40})\)|\bin ([^():\n]{1,40})):?[ ]*\n")
#: a line that ends in a bare number: "Norway: 25", "- Denmark – 25.6", "3. Chile 12"
_ENDS = re.compile(r"(?<![0-9.,])[0-9][0-9.,]{0,20}\s{0,3}$")
_SUM = re.compile(r"\s*\+\s*")


@dataclass(frozen=True, slots=True)
class Context:
    """What a bare number in ``start..end`` counts: ``codes`` of its currency (empty: unknown), a scale, or another unit."""

    start: int
    end: int
    codes: tuple[str, ...]
    scale: float
    unit: str | None = None
    of: str | None = None
    #: it only names the unit ("Unit: millions.", "EUR m"): nothing in it is an amount
    heading: bool = False
    #: the unit stands in the row itself ("USD ; 2,000"), not in a heading
    in_row: bool = False
    #: declared for all that follows ("Unit: millions."), not for one cell
    below: bool = False


@dataclass(frozen=True, slots=True)
class _Unit:
    codes: tuple[str, ...] = ()
    scale: float = 1.0
    unit: str | None = None


def contexts(text: str, start: int, end: int, t: Tables) -> list[Context]:
    """The stretches of ``text[start:end]`` whose bare numbers have a unit that stands elsewhere, by place; empty for plain prose."""
    declared = _declared(text, start, end, t)
    found: list[Context] = []
    if any(text.find(mark, start, end) >= 0 for mark in _SEPARATORS):
        for mark, lines in _tables(text, start, end):
            found += _table(text, mark, lines, declared, t)
    if text.find("\n", start, end) >= 0:
        found += _lists(text, start, end, t)
    found.sort(key=lambda c: c.start)
    if declared:
        found.append(Context(declared[2], declared[0], (), 1.0, heading=True))
        found.sort(key=lambda c: c.start)
        found.append(Context(declared[0], end, declared[1].codes, declared[1].scale, below=True))
    return found


def apply(quantities: list[Quantity], found: list[Context], text: str) -> list[Quantity]:
    """The quantities with the units of their cells; sums inside a cell ("360 + 10") become one amount."""
    if not found:
        return quantities
    out: list[Quantity] = []
    cells = [c for c in found if not c.below]
    below = next((c for c in found if c.below), None)
    at = 0
    for q in quantities:
        while at < len(cells) and cells[at].end < q.span.end:
            at += 1
        context = cells[at] if at < len(cells) and cells[at].start <= q.span.start else None
        if context is None and below and below.start <= q.span.start:
            context = below
        if context and context.heading:
            continue
        told = _in_cell(q, context) if context else q
        if out and context and _joined(out[-1], told, text):
            out[-1] = _sum(out[-1], told, text)
        else:
            out.append(told)
    return out


def _in_cell(q: Quantity, c: Context) -> Quantity:
    money = q.unit is not None and len(q.unit) == 3 and q.unit.isupper()
    whole = c.below or not (c.codes or c.unit or c.of)
    if q.unit is None and not whole and not q.rule.startswith("bare:vague"):
        unit = c.codes[0] if c.codes else c.unit or "count"
        basis = "explicit" if c.in_row else "context"
        scale = c.scale if q.scale == 1 and c.codes else 1.0
        told = replace(_times(q, scale), unit=unit, unit_of=c.of, rule="table", unit_candidates=c.codes)
        return replace(told, unit_basis="explicit") if basis == "explicit" else replace(told, unit_basis="context")
    if money and q.scale == 1 and c.scale > 1 and q.rule != "money:minor" and not q.equivalents:
        return replace(_times(q, c.scale), rule="table")
    return q


def _times(q: Quantity, factor: float) -> Quantity:
    return replace(
        q,
        low=None if q.low is None else q.low * factor,
        high=None if q.high is None else q.high * factor,
        scale=q.scale * factor,
    )


def _joined(a: Quantity, b: Quantity, text: str) -> bool:
    gap = text[a.span.end : b.span.start]
    return a.rule == b.rule == "table" and a.unit == b.unit and len(gap) < 6 and bool(_SUM.fullmatch(gap))


def _sum(a: Quantity, b: Quantity, text: str) -> Quantity:
    if a.low is None or b.low is None:
        return a
    span = Span(a.span.start, b.span.end, text[a.span.start : b.span.end])
    return replace(a, span=span, low=a.low + b.low, high=a.low + b.low, role="list_sum")


def _declared(text: str, start: int, end: int, t: Tables) -> tuple[int, _Unit, int] | None:
    if not any(text.find(word, start, end) >= 0 for word in _SCALE_WORDS):
        return None  # cheaper than the pattern
    for match in _DECLARED.finditer(text, start, end):
        unit = _unit_of(match.group(1), t)
        if unit and unit.scale > 1:
            return match.end(), unit, match.start(1)
    return None


def _tables(text: str, start: int, end: int) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Runs of two or more lines with one separator."""
    run: list[tuple[int, int]] = []
    mark = ""
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        own = next((m for m in _SEPARATORS if text.find(m, at, stop) >= 0), "")
        if own != mark and run:
            if len(run) > 1 and mark:
                yield mark, run
            run = []
        mark = own
        if own:
            run.append((at, stop))
        at = stop + 1
    if len(run) > 1 and mark:
        yield mark, run


def _lists(text: str, start: int, end: int, t: Tables) -> Iterator[Context]:
    """ "Pledges (USD million)" or "in millions of euros:" over lines that end in bare numbers ("Norway: 25")."""
    at = start
    while match := _HEADED.search(text, at, end):
        at = match.end()
        unit = _unit_of(match.group(1) or match.group(2), t)
        if unit is None or not (unit.codes or unit.unit):
            continue
        lines, at = _bare_lines(text, at, end)
        if len(lines) < 2:
            continue
        yield Context(match.start(), match.end(), (), 1.0, heading=True)
        for a, b in lines:
            yield Context(a, b, unit.codes, unit.scale, unit.unit)


def _bare_lines(text: str, at: int, end: int) -> tuple[list[tuple[int, int]], int]:
    """The bare numbers that end the lines from ``at`` on, and where the list ends: at an empty or long line, or two without a number."""
    found: list[tuple[int, int]] = []
    empty = 0
    while at < end and empty < 2:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        line = text[at:stop]
        if not line.strip() or len(line) > 90:
            break
        number = None if any(mark in line for mark in _SEPARATORS) else _ENDS.search(line)
        if number:
            found.append((at + number.start(), stop))
        empty = 0 if number else empty + 1
        at = stop + 1
    return found, min(at, end)


def _cells(text: str, mark: str, line: tuple[int, int]) -> list[tuple[int, int]]:
    cells, at = [], line[0]
    for match in _CELL[mark].finditer(text, *line):
        cells.append((at, match.start()))
        at = match.end()
    cells.append((at, line[1]))
    return cells


def _table(
    text: str, mark: str, lines: list[tuple[int, int]], declared: tuple[int, _Unit, int] | None, t: Tables
) -> Iterator[Context]:
    heads: list[_Unit | None] = []
    titles: list[str] = []
    caption = _caption(text, lines[0][0], t)
    for line in lines:
        cells = _cells(text, mark, line)
        units = [_unit_of(text[a:b], t) for a, b in cells]
        if not any(c.isdigit() for c in text[slice(*line)]) or (not heads and _is_head(text, cells, units)):
            heads, titles = units, [text[a:b].strip().lower() for a, b in cells]
            continue
        row = next((u for u in units if u and u.codes), None)
        for k, (a, b) in enumerate(cells):
            own = heads[k] if k < len(heads) else None
            scale = row.scale if row else 1.0
            if scale == 1 and declared:
                scale = declared[1].scale
            if row and units[k] is None:
                yield Context(a, b, row.codes, scale, in_row=True)
            elif own and (own.codes or own.unit or own.scale > 1):
                yield Context(a, b, own.codes or (declared[1].codes if declared else ()), own.scale, own.unit)
            elif k and k < len(titles) and _holds_number(text[a:b]):
                yield Context(a, b, declared[1].codes if declared else (), 1.0, None, caption or titles[k])


def _is_head(text: str, cells: list[tuple[int, int]], units: list[_Unit | None]) -> bool:
    """A first line whose numbers are only years ("Funding 2026 | EUR m")."""
    if not any(units):
        return False
    numbers = [w for a, b in cells for w in re.findall(r"[0-9][0-9.,]*", text[a:b])]
    return all(len(w) == 4 and w.isdigit() for w in numbers)


def _holds_number(cell: str) -> bool:
    return len(cell) < 24 and any(c.isdigit() for c in cell)


def _caption(text: str, start: int, t: Tables) -> str | None:
    """The counted thing named above a table: "Rounds of all large calibres unless noted."."""
    above = text[max(0, start - 300) : start]
    for part in reversed(re.split(r"[.\n:]", above)):
        words = part.split()
        if words and len(words) < 12 and words[0][0].isupper() and plural(words[0].lower(), t.units):
            return words[0].lower()
    return None


def _unit_of(cell: str, t: Tables) -> _Unit | None:
    """A cell or heading that names only a unit: "EUR m", "USD million", "Amount (in € bn)", "millions of dollars", "%"."""
    if len(cell) > 60:
        return None
    tokens = tokenize(cell, 0, len(cell), frozenset(), t.signs)
    codes: tuple[str, ...] = ()
    scale, unit, at = 1.0, None, 0
    while at < tokens.n:
        low, raw = tokens.low[at], tokens.raw(at)
        named = t.money.names.ahead(tokens, at)
        if tokens.kind[at] == SIGN:
            codes = t.money.signs[low]
        elif raw in t.money.codes:
            codes = (raw,)
        elif named:
            codes, at = named[1], named[0]
        elif low in ("%", "percent"):
            unit = "pct"
        elif (codes and low in t.numbers.letters) or low in t.numbers.abbreviated or low in t.numbers.scales:
            scale *= t.numbers.letters.get(low) or t.numbers.abbreviated.get(low) or t.numbers.scales[low]
        elif tokens.kind[at] == WORD and at > 12:
            return None
        at += 1
    return _Unit(codes, scale, unit) if codes or unit or scale > 1 else None
