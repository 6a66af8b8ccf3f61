"""Days, months and years as printed: "2025-03-14", "14 March", "March 14, 2025", "2024/25", "in March"."""

from __future__ import annotations

from datetime import date

from extractors.calendars import (
    Point,
    TimeTables,
    Today,
    on_day,
    year_at,
)
from extractors.tokens import NUMBER, WORD, Tokens

_DASHES = "-‐‑–—−/"


def iso_date(tokens: Tokens, i: int) -> Point | None:
    low = tokens.low
    if i + 4 < len(low) and low[i + 1] == low[i + 3] == "-" and all(tokens.touching(k) for k in range(i + 1, i + 5)):
        try:
            return on_day(i + 4, date(int(low[i]), int(low[i + 2]), int(low[i + 4])))
        except ValueError:
            return None
    return None


def years(tokens: Tokens, i: int) -> Point | None:
    """ "2026", "2024-25", "2024/2025", "2023–2027", "the 2030s"."""
    year = year_at(tokens, i)
    if year is None:
        return None
    n = tokens.n
    if i + 1 < n and tokens.touching(i + 1):
        nxt = tokens.low[i + 1]
        if nxt == "s":
            return Point(i + 1, f"{year:04d}", f"{year + 9:04d}", "decade")
        if tokens.kind[i + 1] == WORD:
            return None
        if nxt in _DASHES and i + 2 < n and tokens.touching(i + 2) and tokens.kind[i + 2] == NUMBER:
            other = tokens.low[i + 2]
            if other.isdigit() and len(other) in (2, 4):
                last = int(other) if len(other) == 4 else year // 100 * 100 + int(other)
                if year < last <= year + 40 or (len(other) == 4 and last == year):
                    return Point(i + 2, f"{year:04d}", f"{last:04d}", "years")
            return None
        if nxt in "-‐‑" and i + 2 < n and tokens.touching(i + 2):
            return None  # "2000-strong"
    return Point(i, f"{year:04d}", f"{year:04d}", "year")


def day_month(tokens: Tokens, i: int, t: TimeTables, today: Today | None, *, single: bool = False) -> Point | None:
    """ "3 December 2025", "3rd of December", "26 June"."""
    low, n = tokens.low, tokens.n
    if not low[i].isdigit() or len(low[i]) > 2 or not 1 <= int(low[i]) <= 31:
        return None
    at = i + 1
    if (
        not single
        and at + 2 < n
        and low[at] in ("to", "till", "until", "-", "–", "and")
        and tokens.kind[at + 1] == NUMBER
    ):
        until = day_month(tokens, at + 1, t, today, single=True)  # "from 9 till 11 July"
        if until and until.rule == "day" and int(low[i]) < int(until.end[8:]):
            return Point(until.last, until.end[:8] + f"{int(low[i]):02d}", until.end, "days")
    if at < n and low[at] in ("st", "nd", "rd", "th") and tokens.touching(at):
        at += 1
    if at < n and low[at] == "of":
        at += 1
    if at >= n or low[at] not in t.months or not tokens.raw(at)[0].isupper():
        return None
    return dated(tokens, at, t.months[low[at]], int(low[i]), today)


def dated(tokens: Tokens, at: int, month: int, day: int, today: Today | None) -> Point | None:
    """A day and month that end at token ``at``, with the year behind or the nearest one."""
    low, n = tokens.low, tokens.n
    k = at + 1
    if k < n and low[k] == "." and tokens.touching(k):
        k += 1
    if k < n and low[k] == ",":
        k += 1
    year = year_at(tokens, k)
    last = k if year else at
    if year is None:
        if today is None:
            return None
        year = min((today.year - 1, today.year, today.year + 1), key=lambda y: _distance(y, month, day, today))
    try:
        return on_day(last, date(year, month, day))
    except ValueError:
        return None


def _distance(year: int, month: int, day: int, today: Today) -> int:
    try:
        return abs((date(year, month, day) - today.date).days)
    except ValueError:
        return 10_000


def month_alone(tokens: Tokens, i: int, t: TimeTables, today: Today | None, ahead: bool) -> Point | None:
    """ "December", "December 2025", "Dec. 3", "December 3, 2025"."""
    low, n = tokens.low, tokens.n
    if not tokens.raw(i)[0].isupper():
        return None
    month, at = t.months[low[i]], i + 1
    if at < n and low[at] == "." and tokens.touching(at) and len(low[i]) <= 4:
        at += 1
    if at < n and tokens.kind[at] == NUMBER and len(low[at]) <= 2 and low[at].isdigit() and 1 <= int(low[at]) <= 31:
        day, last = int(low[at]), at
        if last + 1 < n and low[last + 1] in ("st", "nd", "rd", "th") and tokens.touching(last + 1):
            last += 1
        if not (last + 1 < n and tokens.low[last + 1] in ("%", "percent", "million", "billion")):
            return dated(tokens, last, month, day, today)
    k = at + 1 if at < n and low[at] in (",", "of") else at
    year = year_at(tokens, k)
    if year:
        return Point(k, f"{year:04d}-{month:02d}", f"{year:04d}-{month:02d}", "month")
    if today is None or (low[i] in ("may", "march") and not after_preposition(tokens, i)):
        return None
    own = today.month or 12
    year = today.year + (1 if month < own else 0) if ahead else today.year - (1 if month > own else 0)
    return Point(i, f"{year:04d}-{month:02d}", f"{year:04d}-{month:02d}", "month")


def after_preposition(tokens: Tokens, i: int) -> bool:
    if i > 1 and tokens.low[i - 1] == "as":
        return tokens.low[i - 2] in ("early", "soon", "late")  # "as early as March"
    return i > 0 and tokens.low[i - 1] in _PREPOSITIONS


#: what may stand before "May" and "March" where they are months
_PREPOSITIONS = frozenset(
    [
        "in",
        "since",
        "by",
        "until",
        "from",
        "of",
        "last",
        "next",
        "this",
        "before",
        "after",
        "early",
        "late",
        "mid",
        "and",
        "to",
        "till",
        "during",
        "between",
        "through",
        "-",
    ]
)
