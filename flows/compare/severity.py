"""How severe a finding is, in one place (SEMANTICS section 4, severity)."""

from __future__ import annotations

from datetime import date

from extractors.model import Claim, Severity
from flows.compare.money import Rates
from flows.compare.values import SEVERE_EUR, point

#: What one dollar-sized unit of an unquoted currency may be worth, so that magnitude alone can still rank (SEMANTICS 3.6b).
_UNKNOWN_RATE = 0.01


def euros(claim: Claim, rates: Rates, on: date | None) -> float | None:
    """The claim's amount in euros, a rate's for one year; None where it is no money. Unquoted currencies count a hundredth."""
    value, unit = point(claim), claim.unit
    if value is None:
        value = claim.magnitude
    if value is None or unit is None or not (len(unit) == 3 and unit.isupper()):
        return None
    yearly = value * {"month": 12, "week": 52, "day": 365}.get(claim.per or "year", 1)
    found = rates.in_euro(yearly, unit, on) if on else None
    return found if found is not None else yearly * (1.0 if on is None else _UNKNOWN_RATE)


def of_conflict(a: Claim, b: Claim, dimension: tuple[str, ...], rates: Rates, on: date | None) -> Severity:
    """Same numeral, amount or speaker on a large amount is high; context currencies, roles and small amounts medium; casualties low."""
    worth = max((x for x in (euros(a, rates, on), euros(b, rates, on)) if x is not None), default=0.0)
    level = (
        2
        if worth >= SEVERE_EUR and dimension and dimension[0] in ("amount", "currency", "speaker", "actor", "period")
        else 1
    )
    if "context" in (a.unit_basis, b.unit_basis) or "up_to" in (a.comparator, b.comparator):
        level -= 1
    return ("low", "medium", "high")[max(level, 0 if level < 1 and worth < SEVERE_EUR else 1)]


def of_new(claim: Claim, rates: Rates, on: date | None) -> Severity:
    """A large commitment is high, one with an amount medium, the rest low."""
    worth = euros(claim, rates, on)
    if worth is None:
        return "medium" if point(claim) is not None else "low"
    level = 2 if worth >= SEVERE_EUR else 1
    return ("low", "medium", "high")[level - (claim.unit_basis == "context")]
