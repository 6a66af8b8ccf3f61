"""Points and stretches of the calendar as ISO 8601 with reduced precision: "December 3", "Q1 2025", "the first half", "end of next year".

`read_point` reads the one that begins at a token. What is missing (the year, the month) is taken from the date of the article, never from a
clock: a month without year is the nearest of its name, a weekday the last one.
"""

from __future__ import annotations

from datetime import date, timedelta

from extractors.calendars import (
    Point,
    TimeTables,
    Today,
    divided,
    first_day,
    last_day,
    on_day,
    season,
    stretch,
    weekday_near,
    year_at,
)
from extractors.dates import day_month, iso_date, month_alone, years
from extractors.tokens import NUMBER, WORD, Tokens

_DEPTH = 6
#: until this month "the new year" is the one that has begun
_EARLY = 2
_FUTURE = frozenset(
    {
        "will",
        "shall",
        "would",
        "could",
        "may",
        "might",
        "should",
        "won't",
        "prepared",
        "ready",
        "plans",
        "expects",
        "expected",
        "due",
    }
)
_NEAR = 25
_YEAR_WORDS = ("year", "fiscal", "financial", "budget")


def read_point(
    tokens: Tokens, i: int, t: TimeTables, today: Today | None, *, ahead: bool = False, depth: int = 0
) -> Point | None:
    """The calendar point that begins at token ``i``, or None. ``ahead``: a month without year lies in the future ("by June").

    ``depth`` counts points inside points ("the end of the first half of next year"); past `_DEPTH` nothing is read.
    """
    n = tokens.n
    if i >= n or depth > _DEPTH:
        return None
    if tokens.kind[i] == NUMBER:
        return iso_date(tokens, i) or years(tokens, i) or day_month(tokens, i, t, today)
    if tokens.kind[i] != WORD:
        return None
    word = tokens.low[i]
    if word == "the" and i + 1 < n:
        return _after_article(tokens, i, t, today, ahead, depth)
    if word in t.months:
        return month_alone(tokens, i, t, today, ahead)
    if word in ("early", "mid", "late"):
        return _part(tokens, i, t, today, ahead, depth)
    if word in t.edges:
        return _edge(tokens, i, t, today, ahead, depth)
    if word in ("year's", "year’s") and tokens.low[i + 1 : i + 2] == ["end"] and today:
        return Point(i + 1, f"{today.year:04d}-12-31", f"{today.year:04d}-12-31", "end_of")
    if word in ("q", "h", "fy", "fiscal", "financial", "budget", "year", "cy"):
        return _labelled(tokens, i, t, today)
    if word in t.ordinals:
        return _division(tokens, i, t, today, depth) or _relative(tokens, i, t, today)
    if word in t.feasts and today and tokens.raw(i)[0].isupper():
        return _feast(i, t.feasts[word], year_at(tokens, i + 1), today, ahead)
    if word in t.days and today and today.day:
        return on_day(i, today.date + timedelta(days=t.days[word]))
    if word in t.following or word in t.past or word in t.this:
        return _relative(tokens, i, t, today)
    if word in t.seasons:
        year = year_at(tokens, i + 1) or (year_at(tokens, i + 2) if tokens.low[i + 1 : i + 2] == ["of"] else None)
        if year is None:
            return _bare_season(tokens, i, t, today, ahead)
        return season(i + (1 if year_at(tokens, i + 1) else 2), word, year, t)
    if word in t.weekdays and tokens.raw(i)[0].isupper():
        return weekday_near(i, t.weekdays[word], today, 0)
    return None


def _after_article(tokens: Tokens, i: int, t: TimeTables, today: Today | None, ahead: bool, depth: int) -> Point | None:
    """ "the end of", "the first half", "the (end of the) year", "the 2024 budget", "the 3rd of December"."""
    following = tokens.low[i + 1]
    if following == "new" and tokens.low[i + 2 : i + 3] == ["year"] and today is not None:
        year = today.year + ((today.month or 6) > _EARLY)
        return Point(i + 2, f"{year:04d}-01", f"{year:04d}-01", "relative")
    if following in t.units and tokens.low[i + 2 : i + 4] in (["is", "out"], ["is", "over"]) and today is not None:
        whole = stretch(i + 3, following, 0, today)  # "before the decade is out"
        return Point(i + 3, last_day(whole.end), last_day(whole.end), "end_of") if whole is not None else None
    if following in ("year's", "year’s"):
        return read_point(tokens, i + 1, t, today, ahead=ahead, depth=depth + 1)
    if tokens.low[i - 1 : i] == ["of"] and following in t.units:
        return _relative(tokens, i, t, today)
    if following in t.edges or following in t.ordinals or following in t.seasons or following in _YEAR_WORDS:
        return read_point(tokens, i + 1, t, today, ahead=ahead, depth=depth + 1)
    if tokens.kind[i + 1] == NUMBER:
        return day_month(tokens, i + 1, t, today) or years(tokens, i + 1)
    return None


def _part(tokens: Tokens, i: int, t: TimeTables, today: Today | None, ahead: bool, depth: int) -> Point | None:
    """ "early 2026", "mid-July", "late next year": the stretch itself, without its part."""
    at = i + 1
    if at < tokens.n and tokens.low[at] in "-‐‑":
        at += 1
    found = read_point(tokens, at, t, today, ahead=ahead, depth=depth + 1)
    if not found or found.rule not in ("year", "month", "relative", "decade"):
        return None
    if found.rule == "year" and tokens.low[i] in ("early", "late", "mid"):
        first, last = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}[tokens.low[i]]
        return Point(found.last, f"{found.start}-{first:02d}", f"{found.start}-{last:02d}", "part")
    return Point(found.last, found.start, found.end, "part")


def _edge(tokens: Tokens, i: int, t: TimeTables, today: Today | None, ahead: bool, depth: int) -> Point | None:
    """ "end of 2025", "the end of the year", "start of next month"."""
    low, n = tokens.low, tokens.n
    if i + 2 >= n or low[i + 1] != "of":
        return None
    found = read_point(tokens, i + 2, t, today, ahead=ahead, depth=depth + 1)
    if not found:
        return None
    edge = t.edges[low[i]]
    if edge > 0:
        last = last_day(found.end)
        return Point(found.last, last, last, "end_of")
    if edge < 0:
        first = first_day(found.start)
        return Point(found.last, first, first, "start_of")
    return Point(found.last, found.start, found.end, "part")


def _labelled(tokens: Tokens, i: int, t: TimeTables, today: Today | None) -> Point | None:
    """ "Q1 2025", "H1", "FY2024", "FY 2024-25", "fiscal year 2022", "year 2010", "year-end"."""
    low, n, word = tokens.low, tokens.n, tokens.low[i]
    if i + 1 >= n:
        return None
    if word in ("q", "h"):
        if not (
            tokens.touching(i + 1) and tokens.kind[i + 1] == NUMBER and low[i + 1] in "1234" and tokens.raw(i).isupper()
        ):
            return None
        year = year_at(tokens, i + 2) or (year_at(tokens, i + 3) if low[i + 2 : i + 3] == ["of"] else None)
        last = i + 1 if not year else i + 2 if year_at(tokens, i + 2) else i + 3
        year = year or (today.year if today else None)
        return divided(last, year, int(low[i + 1]), 3 if word == "q" else 6) if year else None
    if word == "year" and low[i + 1] == "-" and low[i + 2 : i + 3] == ["end"] and today:
        return Point(i + 2, f"{today.year:04d}-12-31", f"{today.year:04d}-12-31", "end_of")
    if word == "year" and low[i + 1] == "end" and today:
        return Point(i + 1, f"{today.year:04d}-12-31", f"{today.year:04d}-12-31", "end_of")
    at = i + 1
    if word in ("fiscal", "financial", "budget"):
        if low[at] == "year" or low[at] == "years":
            at += 1
        if low[at : at + 1] == ["("]:
            at += 3 if low[at + 2 : at + 3] == [")"] else 1  # "fiscal year (FY) 2022"
    elif word == "year" and low[at] == "of":
        at += 1
    found = years(tokens, at) if at < n else None
    if found is None and word == "fy" and at < n and len(low[at]) == 2 and low[at].isdigit() and tokens.touching(at):
        year = 2000 + int(low[at])
        return Point(at, f"{year:04d}", f"{year:04d}", "fiscal")
    if found is None:
        return None
    return Point(found.last, found.start, found.end, "year" if word in ("year", "cy") else "fiscal")


def _division(tokens: Tokens, i: int, t: TimeTables, today: Today | None, depth: int) -> Point | None:
    """ "first quarter of 2025", "second half of the year", "first six months of 2024", "the first half"."""
    low, n = tokens.low, tokens.n
    order, at = t.ordinals[low[i]], i + 1
    if at >= n:
        return None
    if at + 1 < n and low[at + 1] in "-‐‑" and tokens.touching(at + 1):
        return None  # "the first half-hour"
    size = {"quarter": 3, "half": 6, "semester": 6, "trimester": 3}.get(low[at])
    if size is None:
        if (
            low[i] == "first"
            and at + 1 < n
            and low[at] in ("six", "three", "nine", "6", "3", "9")
            and low[at + 1] == "months"
        ):
            size, at = {"six": 6, "6": 6, "three": 3, "3": 3, "nine": 9, "9": 9}[low[at]], at + 1
        else:
            return None
    if low[i] in ("last", "final", "closing"):
        order = 12 // size
    if order > 12 // size:
        return None
    if low[i] == "last":
        return None
    base = None
    if at + 2 < n and low[at + 1] in ("of", "in"):
        base = read_point(tokens, at + 2, t, today, depth=depth + 1)
    if base is None and year_at(tokens, at + 1):
        base = years(tokens, at + 1)
    if base is not None and len(base.start) == 4:
        return divided(base.last, int(base.start), order, size)
    return divided(at, today.year, order, size) if today else None


def _bare_season(tokens: Tokens, i: int, t: TimeTables, today: Today | None, ahead: bool) -> Point | None:
    """ "in the spring", "by autumn": the next one where the clause looks ahead, else the last one."""
    low = tokens.low
    at = i - 1 if low[i - 1 : i] != ["the"] else i - 2
    if (
        today is None
        or today.month is None
        or at < 0
        or low[at] not in ("in", "by", "from", "until", "till", "before", "during", "since")
    ):
        return None
    if low[i + 1 : i + 2] in (["of"], ["-"]) or (
        i + 1 < tokens.n and tokens.touching(i + 1) and tokens.kind[i + 1] == WORD
    ):
        return None
    month, year = t.seasons[low[i]][0], today.year
    for k in range(max(0, i - _NEAR), min(tokens.n, i + _NEAR)):
        ahead = ahead or low[k] in _FUTURE
    if ahead:
        year += month < today.month
    else:
        year -= month > today.month
    return season(i, low[i], year, t)


def _feast(i: int, when: tuple[int, int], year: int | None, today: Today, ahead: bool) -> Point:
    """ "by Christmas", "until Christmas 2026": the next one where the text looks ahead, else the nearest behind."""
    month, day = when
    if year:
        return on_day(i + 1, date(year, month, day))
    at = date(today.year, month, day)
    if ahead and at < today.date:
        at = at.replace(year=today.year + 1)
    elif not ahead and at > today.date:
        at = at.replace(year=today.year - 1)
    return on_day(i, at)


def _relative(tokens: Tokens, i: int, t: TimeTables, today: Today | None) -> Point | None:
    """ "this year", "last month", "next week", "the year" (behind "end of"), "last December", "next summer", "last Monday"."""
    low, n = tokens.low, tokens.n
    if today is None or i + 1 >= n:
        return None
    word, thing = low[i], low[i + 1]
    if thing.endswith(("'s", "’s")):  # "last year's fires", "next year's budget"
        thing = thing[:-2]
    step = 1 if word in t.following else -1 if word in t.past else 0
    if word == "another":
        return None
    last = i + 1
    if thing in ("fiscal", "financial", "calendar") and low[i + 2 : i + 3] == ["year"]:
        thing, last = "year", i + 2
    if thing in ("year", "month", "week", "decade", "quarter"):
        return stretch(last, thing, step, today)
    if word == "the":
        return None
    if thing in t.months and tokens.raw(i + 1)[0].isupper():
        month, own = t.months[thing], today.month or 6
        year = today.year + (
            step if step == 0 else (1 if month <= own else 0) if step > 0 else (-1 if month >= own else 0)
        )
        return Point(last, f"{year:04d}-{month:02d}", f"{year:04d}-{month:02d}", "month")
    if thing in t.seasons:
        month, own = t.seasons[thing][0], today.month or 6
        year = today.year + (
            0 if step == 0 else (1 if month <= own else 0) if step > 0 else (-1 if month >= own else 0)
        )
        return season(last, thing, year, t)
    if thing in t.weekdays:
        return weekday_near(last, t.weekdays[thing], today, step)
    return None
