"""What an alert works out for its reader: both sides in one unit, with the rate and the difference."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from extractors.model import Claim, Statement
from flows.alert import rates
from flows.alert.words import is_currency, money, number, roughly

_PER_YEAR = {"year": 1, "quarter": 4, "month": 12, "week": 52, "day": 365}


def day_of(published: str | None) -> date | None:
    """The day of an ISO 8601 date of any precision; a month or year gives its first day; None where there is none."""
    if not published:
        return None
    head = published[:10]
    for text in (head, f"{head[:7]}-01", f"{head[:4]}-01-01"):
        try:
            return date.fromisoformat(text)
        except ValueError:
            continue
    return None


def yearly(claim: Claim) -> tuple[float | None, float | None]:
    """The bounds of the claim, a recurring amount counted for one year."""
    factor = _PER_YEAR[claim.per] if claim.per else 1
    return tuple(None if v is None else v * factor for v in (claim.low, claim.high))  # type: ignore[return-value]


def size(claim: Claim) -> float | None:
    """One number for how much it is (per year where it recurs): the point, else the bound that is printed, else the upper end."""
    low, high = yearly(claim)
    return high if high is not None else low


def worth(statement: Statement, unit: str) -> float | None:
    """The claim's size in ``unit`` at the rate of its article's day; None where there is no number or no rate."""
    claim, day = statement.claim, day_of(statement.article.published)
    value = size(claim)
    if value is None or not is_currency(claim.unit):
        return None
    if claim.unit == unit:
        return value
    return None if day is None else rates.convert(value, str(claim.unit), unit, day)


def threshold_worth(statement: Statement, unit: str, today: date | None) -> float | None:
    """``worth`` for a threshold: an undated article counts as of ``today``, and an old rate will do. None without a number or any rate."""
    claim, day = statement.claim, day_of(statement.article.published) or today
    value = size(claim)
    if value is None or not is_currency(claim.unit):
        return None
    if claim.unit == unit:
        return value
    return None if day is None else rates.in_currency(value, str(claim.unit), unit, day)


def rate_line(unit: str, day: date) -> str | None:
    """``EUR 1 = USD 1.1668 (ECB, 2025-12-03)``."""
    found = rates.rate(unit, day)
    if found is None or unit == "EUR":
        return None
    return f"EUR 1 = {unit} {number(round(found.per_euro, 4), scaled=False) if found.per_euro >= 100 else f'{found.per_euro:.4f}'} (ECB, {found.day})"


@dataclass(frozen=True, slots=True)
class Conversion:
    """A printed conversion that is off: what the text prints, what the ECB's rate gives, and by how much they differ."""

    printed: str
    right: str
    how: str


#: a printed conversion within this of the best rate is a rate of another day or bank, not an error
ODD = 0.05


def conversion(now: Statement) -> Conversion | None:
    """The printed conversion of the claim that is furthest off; None where all are right or cannot be checked."""
    claim, day = now.claim, day_of(now.article.published)
    amount = claim.high if claim.high is not None else claim.low
    worst: tuple[float, Conversion] | None = None
    for e in claim.equivalents:
        other = e.high if e.high is not None else e.low
        if not amount or not other or day is None or not is_currency(claim.unit) or not is_currency(e.unit):
            continue
        found = rates.best(str(claim.unit), str(e.unit), other / amount, day)
        off = other / (amount * found[0]) - 1 if found else 0.0
        if found is not None and abs(off) > ODD and (worst is None or abs(off) > abs(worst[0])):
            right = f"{e.unit} {roughly(amount * found[0])}"
            how = f"{right} by the {_named(found[1])}, the printed sum is {abs(off):.1%} too {'high' if off > 0 else 'low'}"
            worst = off, Conversion(money(e.low, e.high, e.unit), right, how)
    return worst[1] if worst else None


def _named(rate: str) -> str:
    return rate if "ECB" in rate else f"ECB's {rate}"


def single(now: Statement) -> tuple[str, ...]:
    """Facts for a claim that stands alone: its value in euros, and the year's worth of a recurring one."""
    claim = now.claim
    facts = []
    off = conversion(now)
    for e in claim.equivalents[:2]:
        printed = money(e.low, e.high, e.unit)
        wrong = f", which is off: {off.how}" if off is not None and off.printed == printed else ""
        facts.append(f"Printed with its equivalent: {printed}{wrong}")
    value, day = size(claim), day_of(now.article.published)
    if value is None or not is_currency(claim.unit) or day is None:
        return tuple(facts)
    if claim.unit != "EUR":
        euros = worth(now, "EUR")
        if euros is not None:
            facts.append(f"In euros{_a_year(claim)}: {roughly(euros)} at {rate_line(str(claim.unit), day)}")
    elif claim.per and claim.per != "year":
        facts.append(f"That is EUR {number(value)} a year")
    return tuple(facts)


def pair(now: Statement, before: Statement) -> tuple[str, ...]:
    """Facts for two sides: both in euros (per year where they recur), the rate, the difference."""
    a, b = worth(now, "EUR"), worth(before, "EUR")
    if a is None or b is None or not a or not b or now.claim.unit == before.claim.unit:
        return _same_unit(now.claim, before.claim)
    day = day_of(now.article.published)
    notes = [rate_line(str(s.claim.unit), day) for s in (now, before) if day is not None]
    used = ", ".join(dict.fromkeys(n for n in notes if n))
    both = f"In euros{_a_year(now.claim) or _a_year(before.claim)}: {roughly(a)} against {roughly(b)}"
    gap = f"; the first is {_times(a, b)}" if abs(a - b) > 0.005 * b else "; as good as equal"
    return (both + gap, *((f"Rate: {used}",) if used else ()))


def _same_unit(now: Claim, before: Claim) -> tuple[str, ...]:
    a, b = size(now), size(before)
    if a is None or b is None or now.unit != before.unit or not b or a == b:
        return ()
    return (f"The first is {_times(a, b)}",)


def _a_year(claim: Claim) -> str:
    return " a year" if claim.per else ""


def _times(a: float, b: float) -> str:
    if b <= 0 or a <= 0:
        return f"{roughly(abs(a - b))} apart"
    ratio = a / b
    if ratio >= 2:
        return f"{ratio:.3g} times the second"
    if ratio <= 0.5:
        return f"1/{1 / ratio:.3g} of the second"
    return f"{abs(ratio - 1) * 100:.1f}% {'more' if ratio > 1 else 'less'} than the second"
