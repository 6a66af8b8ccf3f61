"""Bringing two claims onto one scale: currency by the rate of the day, period by stated windows, then interval against interval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from extractors.model import Claim
from flows.compare.money import Rates
from flows.compare.periods import MONTHS, PER_YEAR
from flows.compare.types import Pair
from flows.compare.values import EXCHANGE, Interval, close, interval, point


@dataclass(frozen=True, slots=True)
class Scale:
    """Both intervals in the earlier claim's unit and period, and how they came there. ``exact``: no rate was needed."""

    earlier: Interval
    later: Interval
    note: str = ""
    exact: bool = True
    bridged: bool = False


def money(unit: str | None) -> bool:
    """Whether a unit is an ISO 4217 code."""
    return bool(unit) and len(unit or "") == 3 and (unit or "").isupper()


def on_one_scale(pair: Pair) -> Scale | None:
    """Both values comparable; None where one says nothing, no rate is known or fresh enough, or a rate meets a total without a window."""
    a, b = interval(pair.earlier), interval(pair.later)
    if a is None or b is None:
        return None
    converted = _convert(pair, b)
    if converted is None:
        return None
    b, note, exact = converted
    return _align(pair, a, b, note, exact)


def _convert(pair: Pair, b: Interval) -> tuple[Interval, str, bool] | None:
    old, new = pair.earlier, pair.later
    if old.unit == new.unit:
        return b, "", True
    if not (money(old.unit) and money(new.unit)):
        return _share(old, new, b)
    printed = linked(old, new)
    if printed:
        return interval(old) or b, f"the same amount by its printed conversion to {printed}", False
    found = rate(pair.context.rates, new.unit, old.unit, pair.relation.on)
    if found is None:
        return None
    value, day = found
    return b.scaled(value).widened(EXCHANGE), f"{new.unit} at {value:.4g} {old.unit} (ECB {day})", False


def _share(old: Claim, new: Claim, b: Interval) -> tuple[Interval, str, bool] | None:
    factor = {("ratio", "pct"): 0.01, ("pct", "ratio"): 100.0}.get((old.unit or "", new.unit or ""))
    return None if factor is None else (b.scaled(factor), "", True)


def rate(rates: Rates, source: str | None, target: str | None, on: date | None) -> tuple[float, str] | None:
    """One ``source`` in ``target`` and the day of the rate; None without a rate, with a stale one, or without a date."""
    if source is None or target is None or on is None:
        return None
    found = rates.rate(source, target, on)
    return None if found is None or found.stale else (found.value, found.on.isoformat())


def linked(old: Claim, new: Claim) -> str | None:
    """The unit in which both print the same amount, one as its conversion: "CAD 200m ($143m)" against "$143m"."""
    for a, b in ((old, new), (new, old)):
        value = point(b)
        for e in a.equivalents:
            middle = e.low if e.high is None else e.high if e.low is None else (e.low + e.high) / 2
            if e.unit == b.unit and middle is not None and value is not None and close(middle, value, 0.03):
                return e.unit
    return None


def _align(pair: Pair, a: Interval, b: Interval, note: str, exact: bool) -> Scale | None:
    old, new = pair.earlier, pair.later
    if old.per == new.per:
        return Scale(a, b, note, exact)
    if old.per and new.per:
        factor = PER_YEAR[new.per] / PER_YEAR[old.per]
        return Scale(a, b.scaled(factor), _join(note, f"per {new.per} counted as per {old.per}"), exact, True)
    months = pair.relation.months
    if not months:
        return None
    own = MONTHS[(old.per or new.per) or "year"]
    options = []
    for length in months:
        x, y = (a.scaled(length / own), b) if old.per else (a, b.scaled(length / own))
        options.append(Scale(x, y, _join(note, f"{length:g} months at the stated rate"), exact, True))
    return next((s for s in options if s.earlier.meets(s.later)), options[0])


def _join(*notes: str) -> str:
    return ", ".join(n for n in notes if n)


def ladder(claim: Claim) -> int | None:
    """Rung of the claim's stage (SEMANTICS 3.5); None where neither stage nor modality tells."""
    rungs = {
        "need": 0,
        "proposal": 1,
        "expectation": 2,
        "plan": 3,
        "pledge": 4,
        "commitment": 5,
        "allocation": 6,
        "disbursement": 7,
        "delivery": 8,
    }
    if claim.stage:
        return rungs[claim.stage]
    return {"demanded": 0, "expected": 2, "pledged": 4, "reaffirmed": 4, "delivered": 7}.get(claim.modality)


def shown(claim: Claim) -> str:
    """The amount as a reader would write it: "at least USD 1bn a month"."""
    value = point(claim)
    words = {
        "at_least": "at least ",
        "more_than": "more than ",
        "up_to": "up to ",
        "less_than": "less than ",
        "about": "about ",
    }
    if value is None:
        return claim.anchor.exact or "an unstated amount"
    if claim.low is not None and claim.high is not None and claim.low != claim.high:
        number = f"{short(claim.low)} to {short(claim.high)}"
    else:
        number = short(value)
    unit = claim.unit or ""
    named = {"pct": " percent", "pct_gdp": " percent of GDP", "pct_gni": " percent of GNI", "ratio": " of the whole"}
    if money(unit):
        text = f"{unit} {number}"
    elif unit == "count":
        text = f"{number} {claim.unit_of or ''}".strip()
    else:
        text = number + named.get(unit, f" {unit}" if unit else "")
    return words.get(claim.comparator or "", "") + text + (f" a {claim.per}" if claim.per else "")


def short(value: float) -> str:
    """A number with its scale word: 1.05bn, 207m, 800,000."""
    for size, word in ((1e12, "tn"), (1e9, "bn"), (1e6, "m")):
        if abs(value) >= size:
            return f"{value / size:.6g}{word}"
    return f"{value:,.6g}" if value == int(value) else f"{value:g}"
