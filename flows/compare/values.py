"""Interval logic: what a printed number stands for once its comparator and its rounding are taken seriously.

Every percentage of the comparison lives in this module (SEMANTICS 3.3 and 3.6). The printed numbers of a claim are never changed:
intervals exist only here. Bounds are in the claim's own unit; an open bound is infinite.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import floor, inf, isclose, log10

from extractors.model import Claim

#: A number that stands alone: at most this share of itself, at most half a unit of its last non-zero digit.
ROUNDING = 0.05
#: "about": wide for round numbers (one or two significant digits), narrow for precise ones.
ABOUT_ROUND = 0.10
ABOUT_PRECISE = 0.03
#: "or a little more" lifts the upper bound, "nearly" lowers the lower one.
LITTLE_MORE = 0.20
NEARLY = 0.10
#: Two totals this near to each other agree.
AGREE = 0.01
#: A value met in another currency may be off by this much (rate of another hour, another day).
EXCHANGE = 0.03
#: A printed conversion further off than this is a finding; beyond the second bound it is an alert.
CONVERSION_ODD = 0.05
CONVERSION_WRONG = 0.15
#: A pledge raised or cut by this share, or by this many euros, is news at once.
GROWTH = 0.25
GROWTH_EUR = 1e9
#: Amounts from here on make a finding severe.
SEVERE_EUR = 5e8
#: Two values further apart than this factor measure different things, unless one is the other with a slipped scale.
FAR = 20.0


@dataclass(frozen=True, slots=True)
class Interval:
    """Closed interval; ``low_open`` keeps "more than v" apart from "at least v"."""

    low: float
    high: float
    low_open: bool = False

    def meets(self, other: Interval) -> bool:
        """Whether some value lies in both. Ends within a millionth of each other touch."""
        for a, b in ((self, other), (other, self)):
            if a.high < b.low and not isclose(a.high, b.low, rel_tol=1e-6):
                return False
        return True

    def inside(self, other: Interval) -> bool:
        """Whether this one is the tighter statement: it lies within ``other``."""
        return self.low >= other.low * (1 - 1e-9) and self.high <= other.high * (1 + 1e-9)

    def scaled(self, factor: float) -> Interval:
        """The same interval in a unit of which one makes ``factor`` of ours (months in a year, dollars in a euro)."""
        return Interval(self.low * factor, self.high * factor, self.low_open)

    def widened(self, share: float) -> Interval:
        """The interval with both ends moved outwards by ``share`` of themselves."""
        return Interval(self.low * (1 - share), self.high * (1 + share), self.low_open)


@lru_cache(maxsize=16384)
def digits(value: float) -> int:
    """Significant digits as news prints them: 40e9 has one, 691e6 three."""
    return len(f"{abs(value):.12e}".split("e")[0].replace(".", "").rstrip("0")) or 1


def last_unit(value: float) -> float:
    """The worth of one unit of the last non-zero digit: 1e10 for 40e9, 1e6 for 691e6."""
    if not value:
        return 0.0
    return float(10.0 ** (floor(log10(abs(value))) - digits(value) + 1))


def rounding(value: float) -> float:
    """How far a bare printed number may be from the number that was meant."""
    return float(min(abs(value) * ROUNDING, last_unit(value) / 2))


def interval(claim: Claim) -> Interval | None:
    """What the claim's number stands for, in its own unit and period; None where it says nothing (vague, no number)."""
    return _interval(claim.low, claim.high, claim.comparator or "exact", claim.hedge, claim.magnitude)


@lru_cache(maxsize=65536)
def _interval(
    low: float | None, high: float | None, kind: str, hedge: str | None, magnitude: float | None
) -> Interval | None:
    if low is None and high is None:
        return decade(magnitude) if magnitude else None
    if low is None or high is None or kind in ("at_least", "more_than", "up_to", "less_than"):
        return _open(low, high, kind, hedge)
    if kind == "range" or low != high:
        return Interval(low - rounding(low), high + rounding(high))
    share = _about(low) if kind == "about" else rounding(low) / abs(low) if low else 0.0
    upper = max(share, LITTLE_MORE) if hedge == "or_a_little_more" else share
    lower = max(share, NEARLY) if hedge == "nearly" else share
    return Interval(low * (1 - lower), low * (1 + upper))


def _about(value: float) -> float:
    return ABOUT_ROUND if digits(value) <= 2 else ABOUT_PRECISE


def _open(low: float | None, high: float | None, kind: str, hedge: str | None) -> Interval:
    if low is not None and (high is None or kind in ("at_least", "more_than")):
        strict = kind == "more_than"
        return Interval(low if strict else low - rounding(low), inf, low_open=strict)
    bound = high if high is not None else 0.0
    if hedge in ("nearly", "almost"):
        return Interval(bound * (1 - NEARLY), bound)
    return Interval(0.0, bound if kind == "less_than" else bound + rounding(bound))


def decade(magnitude: float) -> Interval:
    """What a vague plural can mean: "hundreds of millions" is more than one and less than ten of them."""
    return Interval(2 * magnitude, 9.999 * magnitude)


def point(claim: Claim) -> float | None:
    """The number a reader remembers: the printed one, the middle of a range, None where there is none."""
    if claim.low is None or claim.high is None:
        return claim.high if claim.low is None else claim.low
    return (claim.low + claim.high) / 2


def same_numeral(a: Claim, b: Claim) -> bool:
    """Whether both print the same number, whatever the unit, the period and the comparator."""
    x, y = point(a), point(b)
    return x is not None and y is not None and isclose(x, y, rel_tol=1e-6)


def scale_slip(a: float, b: float) -> bool:
    """Whether two numbers have the same digits and another power of ten: 1 billion and 1 million, £750m and £75m."""
    if a <= 0 or b <= 0:
        return False
    power = log10(a / b)
    return abs(power) > 0.5 and abs(power - round(power)) < 0.02


def shifted_point(a: float, b: float) -> bool:
    """Whether two numbers have exactly the same digits and differ by one to three powers of ten: 85 and 850 million."""
    return a != b and _mantissa(a) == _mantissa(b) and 1 / 2000 < abs(a / b) < 2000


def transposed(a: float, b: float) -> bool:
    """Whether two numbers of one order have the same digits in another order: 35 and 53 billion."""
    p, q = _mantissa(a), _mantissa(b)
    return len(p) > 1 and p != q and sorted(p) == sorted(q) and 0.1 < abs(a / b) < 10


def significant(value: float) -> str:
    """The digits of a number but for its zeros, in order of size: the same for 204 and 240 million, so that a swap shows."""
    return "".join(sorted(_mantissa(value).replace("0", "")))


def misheard(a: float, b: float) -> bool:
    """Whether one number is a "-teen" where the other is a "-ty": 16 and 60 million, 150 and 500."""
    small, big = sorted((abs(a), abs(b)))
    teen, ten = _mantissa(small), _mantissa(big)
    return len(teen) == 2 and teen[0] == "1" and teen[1] == ten and ten not in "12" and 3 < big / small < 5


def _mantissa(value: float) -> str:
    return f"{abs(value):.12e}".split("e")[0].replace(".", "").rstrip("0")


def close(a: float, b: float, share: float = AGREE) -> bool:
    """Whether two numbers agree within ``share`` of the larger one."""
    return abs(a - b) <= share * max(abs(a), abs(b))


def unit_class(claim: Claim) -> str:
    """What kind of amount a claim holds: money, count of something, share of GDP, share, time, another unit, or none."""
    unit = claim.unit
    if claim.measure == "duration" or (unit in ("year", "month", "week", "day") and not claim.unit_of):
        return "time"
    if point(claim) is None and claim.magnitude is None:
        return "none"
    if unit is None:
        return "money" if claim.equivalents else "none"
    if len(unit) == 3 and unit.isupper():
        return "money"
    return {"pct": "share", "ratio": "share"}.get(unit, unit)
