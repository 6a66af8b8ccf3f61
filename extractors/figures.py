"""Which amounts are claims at all, and what kind of measure they are."""

from __future__ import annotations

from extractors.model import Measure, Quantity
from extractors.reading import Sentence


def is_claim(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether an amount is worth storing: durations, dates and presupposed descriptors are not."""
    if quantity.rule.startswith("duration") or quantity.unit in {"year", "month", "week", "day", "hour", "minute"}:
        return False
    return True


def measure_of(quantity: Quantity, kind: str) -> Measure:
    """The measure of an amount (RECORDS.md)."""
    unit = quantity.unit or ""
    if quantity.per is not None:
        return "rate"
    if quantity.role in ("increment",):
        return "increment"
    if quantity.role in ("total", "list_sum"):
        return "cumulative_total"
    if unit in ("pct", "pct_gdp", "pct_gni", "ratio"):
        return "share"
    if unit == "count":
        return "count"
    if unit in ("km2", "ha", "ft2", "m2"):
        return "area"
    return "one_off" if kind == "pledge" else "level"
