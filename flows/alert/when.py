"""By when, in words: the time that a claim gives for what it promises or counts."""

from __future__ import annotations

import re

from extractors.model import Time
from flows.alert.safe import clean

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?")
#: a whole year as its first and last day, or month
_FIRST, _LAST = ("01", "01-01"), ("12", "12-31")


def when(time: Time) -> str:
    """``by 31 December 2026``, ``2027``, ``2027 to 2031``, ``from March 2026``, ``until 2030``; empty where the claim gives no date.

    Every date is as precise as it is given. A deadline that only repeats the end is not said twice.
    """
    start, end, deadline = (clean(value, 25) for value in (time.start, time.end, time.deadline))
    parts = [_period(start, end)] if start or end else []
    if deadline and deadline != end:
        parts.append(f"by {day(deadline)}")
    return ", ".join(parts)


def _period(start: str, end: str) -> str:
    if not end:
        return f"from {day(start)}"
    if not start:
        return f"until {day(end)}"
    if start[:4] == end[:4] and start[5:] in _FIRST and end[5:] in _LAST:
        return start[:4]
    return day(start) if start == end else f"{day(start)} to {day(end)}"


def day(date: str) -> str:
    """``2026-12-31`` → ``31 December 2026``, ``2026-12`` → ``December 2026``; what is no date stays as it is."""
    found = _DATE.fullmatch(date)
    if found is None or not 1 <= int(found[2] or 1) <= 12:
        return date
    month = f"{_MONTHS[int(found[2]) - 1]} " if found[2] else ""
    return f"{f'{int(found[3])} ' if found[3] else ''}{month}{found[1]}"
