"""ECB reference rates for what an alert shows beside the printed amounts: those that the comparison judged by."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from flows.compare.money import Rates


class Rate(NamedTuple):
    """Units of the currency for one euro, and the day of the rate (the last business day before the one asked for)."""

    per_euro: float
    day: date


_used: list[Rates] = []


def use(rates: Rates) -> None:
    """Show amounts by these rates from now on: those that the pass judges by."""
    _used[:] = [rates]


def _rates() -> Rates:
    if not _used:
        _used.append(Rates())
    return _used[0]


def rate(unit: str, day: date) -> Rate | None:
    """The rate of ``unit`` on ``day``; None where the ECB publishes none, or the last one is too old to be shown."""
    found = _rates().euro(unit, day)
    return None if found is None or found.stale else Rate(found.value, found.on)


def convert(value: float, unit: str, to: str, day: date) -> float | None:
    """``value`` in another currency at the rate of ``day``; None where either has no rate."""
    a, b = rate(unit, day), rate(to, day)
    return None if a is None or b is None else value / a.per_euro * b.per_euro


def best(unit: str, to: str, implied: float, day: date) -> tuple[float, str] | None:
    """Of the rates of the day, its month and its year the one nearest to ``implied``, with its name, as conversions are judged."""
    return _rates().best(unit, to, implied, day)


def in_currency(value: float, unit: str, to: str, day: date) -> float | None:
    """``value`` in another currency, for a threshold: an old rate will do. None for a currency without a reference rate."""
    found = _rates().rate(unit, to, day)
    return None if found is None else value * found.value
