"""Time in claims: reference periods, windows, deadlines, and how one amount's period meets another's (SEMANTICS 3.4).

Dates are ISO 8601 text of any precision; here they become closed intervals of days.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from extractors.model import Claim, Statement

#: How many of a period make a month's or a year's amount: month x 12.
PER_YEAR = {"year": 1.0, "quarter": 4.0, "month": 12.0, "week": 365.25 / 7, "day": 365.25}
MONTHS = {"year": 12.0, "quarter": 3.0, "month": 1.0, "week": 12 / (365.25 / 7), "day": 12 / 365.25}
#: Statements this near in time can be reports of one speech act (the day itself, the next morning's paper, a slow weekend).
SAME_ACT_DAYS = 3

#: "since 2022" told so soon again is one stretch.
SAME_STRETCH_DAYS = 14

NUMBERS = {
    w: i
    for i, w in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
_WINDOW = re.compile(
    r"\b(\d+(?:\.\d+)?|" + "|".join(NUMBERS) + r"|(?:a|an|the)(?= (?:whole|full|coming|next|further)))[- ]"
    r"(?:whole |full |coming |past |next |last |further )?(year|month|week|day)s?\b", re.I
)  # fmt: skip
_YEARS = re.compile(
    r"(?:^|[^\w ]|\b(?:for|over|many|several|coming|locking in funding)\s)\s*years\b|\byears in advance\b|\bmulti-?year\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Days:
    """A closed stretch of days."""

    start: date
    end: date

    def overlaps(self, other: Days) -> bool:
        """Whether they share a day."""
        return self.start <= other.end and other.start <= self.end

    def within(self, other: Days) -> bool:
        """Whether this one lies inside ``other`` and is shorter."""
        return (
            other.start <= self.start and self.end <= other.end and (self.end - self.start) < (other.end - other.start)
        )

    @property
    def months(self) -> float:
        """Length in months."""
        return ((self.end - self.start).days + 1) / 30.4375


@lru_cache(maxsize=8192)
def days(text: str | None) -> Days | None:
    """The days an ISO 8601 date of any precision stands for: "2025" is the whole year. None for anything else."""
    if not text:
        return None
    match = re.match(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", text)
    if not match:
        return None
    year, month, day = (int(g) if g else None for g in match.groups())
    try:
        if year is None or not 1 <= year <= 9999:
            return None
        if month is None:
            return Days(date(year, 1, 1), date(year, 12, 31))
        if day is None:
            return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
        return Days(date(year, month, day), date(year, month, day))
    except ValueError:
        return None


def published(statement: Statement) -> date | None:
    """The day on which the article says it was published."""
    found = days(statement.article.published)
    return found.start if found else None


def stated(statement: Statement) -> Claim:
    """The claim without a period that only repeats the year of publication: that the money is of this year says nothing of its own."""
    claim, day = statement.claim, published(statement)
    time, told = claim.time, days(claim.time.as_of)
    if day and told and told.start > day and not (time.start or time.end or time.deadline):
        return replace(claim, time=replace(time, start=time.as_of, as_of=None))  # "as of next July" is when it begins
    if day is None or time.start is None or time.start != time.end or time.start != str(day.year) or time.deadline:
        return claim
    return replace(claim, time=replace(time, start=None, end=None))


def said(statement: Statement) -> Days | None:
    """When the claim was stated: its own date of statement where the text gives one, else the article's day."""
    own = days(statement.claim.time.as_of)
    day = published(statement)
    if own is None:
        return Days(day, day) if day else None
    if day is not None and (own.start <= day <= own.end or own.start > day):
        return Days(day, day)  # nobody reports today what will be said tomorrow: such a date is when the money is due
    return own


def apart(a: Statement, b: Statement) -> int | None:
    """Days between two statements, positive if ``b`` is the later one, 0 where they may be of one day, None where unknown."""
    return between(said(a), said(b))


def between(x: Days | None, y: Days | None) -> int | None:
    """Days from one stretch to another, negative if ``y`` comes first, 0 where they share a day, None where one is unknown."""
    if x is None or y is None:
        return None
    if x.overlaps(y):
        return 0
    return (y.start - x.end).days if y.start > x.end else -(x.start - y.end).days


def reference(claim: Claim) -> Days | None:
    """When the money is due or the figure holds: start to end, a deadline counts as end; None where the text says nothing."""
    start, end = days(claim.time.start), days(claim.time.end) or days(claim.time.deadline)
    if start is None and end is None:
        return None
    if start is None and end is not None:
        return (
            Days(date.min, end.end)
            if not days(claim.time.end)
            else Days(end.start, end.end)
            if claim.time.end and len(claim.time.end) == 4
            else Days(date.min, end.end)
        )
    if start is not None and end is None:
        return Days(start.start, date.max)
    assert start is not None and end is not None
    return Days(start.start, max(start.start, end.end))


def windows(claim: Claim) -> tuple[float, ...]:
    """Lengths in months of the stretch over which the amount is stretched, all readings of it ("2025 to 2028" is three or four years)."""
    if not (claim.time.text or claim.time.start):
        return ()
    spoken = list(_WINDOW.finditer(claim.time.text or ""))
    if spoken:
        m = spoken[-1]
        word = m.group(1).lower()
        number = float(word) if word[0].isdigit() else float(NUMBERS.get(word, 1))
        return (number * MONTHS[m.group(2).lower()],)
    start, end = claim.time.start, claim.time.end or claim.time.deadline
    a, b = days(start), days(end)
    if a is None or b is None or b.end <= a.start:
        return ()
    if len(start or "") == 4 and len(end or "") == 4:
        whole = (b.start.year - a.start.year) * 12.0
        return (whole + 12, whole) if whole else (12.0,)
    if len(start or "") == 7 and len(end or "") == 7:
        whole = (b.start.year - a.start.year) * 12.0 + b.start.month - a.start.month
        return (whole + 1, whole) if whole else (1.0,)
    return (round(Days(a.start, b.end).months, 1),)


def date_differs(a: str | None, b: str | None) -> bool:
    """Whether two dates differ at the coarser precision of the two; unknown dates do not."""
    x, y = days(a), days(b)
    if x is None or y is None or x.overlaps(y):
        return False
    gap = (y.start - x.end).days if y.start > x.end else (x.start - y.end).days
    return gap > 1 or len(a or "") == len(b or "")  # "before 2030" and "by 2030" are one horizon


def period_differs(a: Claim, b: Claim, on: date | None = None) -> bool:
    """Whether the two tell another period of one amount: another recurrence, another length, another deadline.

    An amount "a year" against the same amount "over ten years" differs; against no stated time it only adds the period. ``on``: the
    day of the report, from which an amount without a start runs.
    """
    if a.per and b.per and a.per != b.per:
        return True
    if bool(a.per) != bool(b.per):
        total, rate = (a, b) if b.per else (b, a)
        lengths = windows(total)
        own = MONTHS[rate.per or "year"]
        return (bool(lengths) and not any(abs(w - own) < 0.51 for w in lengths)) or _ends_late(total, own, on)
    x, y = windows(a), windows(b)
    long = min(max(x, default=0.0), max(y, default=0.0)) > 13
    if long and not a.per and not any(abs(p - q) < 1.01 for p in x for q in y):
        return True
    ends = (a.time.end or a.time.deadline, b.time.end or b.time.deadline)
    if on is not None and a.time.start and a.time.start == b.time.start and all(_until_now(e, on) for e in ends):
        return False
    return date_differs(*ends) or (not any(ends) and date_differs(a.time.start, b.time.start))


def _until_now(end: str | None, on: date) -> bool:
    """ "since 2022", told on two days: each runs to the day on which it is told."""
    told = days(end)
    return told is not None and told.start == told.end and 0 <= (on - told.end).days <= SAME_STRETCH_DAYS


def years_ahead(claim: Claim) -> bool:
    """Whether the words that carry the claim speak of years without a number."""
    return claim.low is None and claim.high is None and bool(_YEARS.search(claim.anchor.exact))


def _looks_back(claim: Claim) -> bool:
    """Whether the claim counts what has come in over months, which is no horizon."""
    past = re.search(r"\b(?:past|last|so far|since|to date)\b", claim.time.text or "", re.I)
    return claim.modality == "delivered" or bool(past) or (claim.kind == "figure" and claim.per is None)


def horizon_differs(a: Claim, b: Claim) -> bool:
    """Whether one speaks of a single year and the other of years without a number."""
    if any(_looks_back(c) for c in (a, b)):
        return False
    one, other = horizon(a), horizon(b)
    return one is not None and other is not None and (one <= 12 < other or other <= 12 < one)


def horizon(claim: Claim) -> float | None:
    """How far a claim looks ahead, in months: its window, or more than a year where it says "years"."""
    text = f"{claim.time.text or ''} {claim.anchor.exact}"
    spoken = list(_WINDOW.finditer(text))
    if spoken:
        m = spoken[-1]
        word = m.group(1).lower()
        return (float(word) if word[0].isdigit() else float(NUMBERS.get(word, 1))) * MONTHS[m.group(2).lower()]
    if _YEARS.search(text):
        return 36.0
    lengths = windows(claim)
    return lengths[0] if lengths else None


def _ends_late(total: Claim, months: float, on: date | None) -> bool:
    """A total that runs to the end of a decade is not the amount of one year."""
    end, start = days(total.time.end or total.time.deadline), days(total.time.start)
    begin = start.start if start else on
    return end is not None and begin is not None and (end.end - begin) > timedelta(days=months * 31 * 1.5)


def disjoint(a: Claim, b: Claim) -> bool:
    """Whether the two are about stretches of time without a common day."""
    x, y = reference(a), reference(b)
    return x is not None and y is not None and not x.overlaps(y)


def inside(a: Claim, b: Claim) -> bool:
    """Whether the stretch of ``a`` lies within the longer one of ``b``."""
    x, y = reference(a), reference(b)
    return x is not None and y is not None and x.within(y) and y.start != date.min and y.end != date.max
