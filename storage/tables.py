"""Results as tables of characters that fit where they are shown. What is cut bears a mark, what is left out is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.cells import cell_len, set_cell_size

#: no cell is wider, however much room there is
WIDEST = 60
#: to make room no column is made narrower than this; columns that do not fit even so are left out
NARROWEST = 10
CUT = "…"
_GAP = 2
#: what would move the cursor, colour the terminal or turn the line round
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")


def plain_table(
    names: Sequence[str], rows: Iterable[Sequence[str]], out: TextIO, width: int | None = None
) -> str | None:
    """Write a table, at most ``width`` cells of a terminal wide (None: as wide as it gets). Returns what the reader does not see, if anything.

    The widest columns are narrowed first; those on the right that have no room left at all are not shown.
    """
    body = [[" ".join(_CONTROL.sub(" ", value).split()) for value in row] for row in rows]
    natural = [min(WIDEST, max([cell_len(name), *(cell_len(row[i]) for row in body)])) for i, name in enumerate(names)]
    widths = fitted(natural, width)
    cut = False
    for row in [list(names), None, *body]:
        if row is None:
            cells = ["-" * size for size in widths]
        else:
            cut = cut or any(cell_len(value) > size for value, size in zip(row, widths, strict=False))
            cells = [_cell(value, size) for value, size in zip(row, widths, strict=False)]
        out.write((" " * _GAP).join(cells).rstrip() + "\n")
    return _unseen(len(names), len(widths), cut)


def fitted(natural: Sequence[int], width: int | None) -> list[int]:
    """The widths of those columns that fit into ``width``, the widest narrowed first."""
    if width is None:
        return list(natural)
    shown: list[int] = []
    left = width
    for size in natural:
        left -= min(size, NARROWEST) + (_GAP if shown else 0)
        if left < 0 and shown:
            break
        shown.append(size)
    room = max(1, width - _GAP * (len(shown) - 1))
    if sum(shown) <= room:
        return shown
    # the one width to which all wider columns are narrowed: the narrow ones take what they need, the others share the rest
    narrow = sorted(shown)
    share = 1
    for place, size in enumerate(narrow):
        share = max(1, (room - sum(narrow[:place])) // (len(narrow) - place))
        if size > share:
            break
    fit = [min(size, share) for size in shown]
    spare = room - sum(fit)
    for place, size in enumerate(shown):
        if spare > 0 and size > fit[place]:
            fit[place], spare = fit[place] + 1, spare - 1
    return fit


def _cell(value: str, size: int) -> str:
    if cell_len(value) > size:
        return set_cell_size(value, size - 1) + CUT
    return set_cell_size(value, size)


def _unseen(columns: int, shown: int, cut: bool) -> str | None:
    if shown < columns:
        return f"{shown} of {columns} columns fit: name the ones you want (SELECT actor, low, unit FROM …), or see all with --format json"
    return f"what is cut ends in {CUT}: see all with --format json, or name fewer columns" if cut else None
