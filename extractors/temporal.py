"""Time expressions: when money or a thing is due or holds, resolved against the article's date to ISO 8601 with its precision.

"by the end of the year" is a deadline, "since February 2022" a start that runs to the article's date, "over the next four years" a window,
"over four years" a length that starts with the year named before it, else with the article's year. Fiscal years keep the years printed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from extractors import lexicon as lexicons
from extractors import numerals
from extractors.calendars import Point, TimeTables, Today, shifted, year_at
from extractors.calendars import tables as point_tables
from extractors.lexicon import Lexicon
from extractors.model import Span, Time
from extractors.numerals import NumberTables
from extractors.phrases import Phrases
from extractors.timepoints import read_point
from extractors.tokens import BREAK, NUMBER, WORD, Tokens, tokenize

_NONE: frozenset[str] = frozenset()
#: how far the past perfect of a clause may stand from its date (tokens)
_CLAUSE = 12
_FUTURE = ("will", "would", "shall", "should", "must", "could", "can")
_FROM = ("from", "starting", "beginning", "commencing")
_ARTICLES = ("a", "an")
#: the month in which a paper begins to plan in the years to come
_LAST_QUARTER = 10
#: a length without anchor looks this many tokens back for the year it starts with
_ANCHOR = 30


@dataclass(frozen=True, slots=True)
class TimeExpr:
    """One time expression. ``length`` is an ISO 8601 duration ("P4Y"); ``rule`` names the construction: point, deadline, since, start, end,
    as_of, range, next, past, length, ago."""

    span: Span
    start: str | None = None
    end: str | None = None
    deadline: str | None = None
    as_of: str | None = None
    length: str | None = None
    rule: str = ""

    def time(self) -> Time:
        """As the `Time` of a claim."""
        return Time(self.span.exact, self.start, self.end, self.deadline, self.as_of)


@dataclass(frozen=True, slots=True)
class _Tables:
    points: TimeTables
    numbers: NumberTables
    prefixes: Phrases[str]
    heads: frozenset[str]
    #: words that may open an expression: heads and number words
    openers: frozenset[str]


def _tables(lexicon: Lexicon) -> _Tables:
    points = lexicon.compiled(point_tables)
    entries = [
        (p, role) for role in ("deadline", "since", "start", "end", "as_of", "in") for p in lexicon.words("times", role)
    ]
    heads = frozenset(
        {
            *points.months, *points.weekdays, *points.seasons, *points.ordinals, *points.days, *points.edges, *points.following,
            *points.past, *points.this, *points.feasts, "early", "mid", "late", "q", "h", "fy", "fiscal", "financial", "budget", "year", "cy", "a", "one",
        }
    )  # fmt: skip
    numbers = lexicon.compiled(numerals.tables)
    return _Tables(points, numbers, Phrases(entries), heads, heads | frozenset(numbers.cardinals))


def read_times(
    text: str,
    start: int = 0,
    end: int | None = None,
    published: str | None = None,
    *,
    lexicon: Lexicon | None = None,
    stream: Tokens | None = None,
) -> list[TimeExpr]:
    """All time expressions of ``text[start:end]`` by place, none overlapping; offsets are into the whole text. Never raises on any text.

    ``published`` is the article's date (ISO 8601, reduced precision allowed); without it only expressions that print a year are resolved.
    ``stream`` are the tokens of the stretch, where the caller has them.
    """
    words = lexicon if lexicon is not None else lexicons.load()
    end = len(text) if end is None else min(end, len(text))
    if max(0, start) >= end:
        return []
    t = words.compiled(_tables)
    tokens = stream if stream is not None else tokenize(text, max(0, start), end, t.numbers.starters, _NONE)
    if not tokens.heads and t.heads.isdisjoint(tokens.low):
        return []
    today = Today.of(published)
    found: list[TimeExpr] = []
    floor = i = 0
    n, kind, low, openers = tokens.n, tokens.kind, tokens.low, t.openers
    while i < n:
        if kind[i] != NUMBER and low[i] not in openers:
            i += 1
            continue
        if low[i] in _ARTICLES and not (i + 1 < n and low[i + 1] in t.points.units):
            i += 1
            continue
        one = _window(tokens, i, t, today, floor) or _point(tokens, i, t, today, floor)
        if one is None:
            i += 1
            continue
        expr, last = one
        found.append(expr)
        floor = i = last + 1
    return found


def _expr(tokens: Tokens, first: int, last: int, rule: str, **slots: str | None) -> tuple[TimeExpr, int]:
    a, b = tokens.start[first], tokens.end[last]
    return TimeExpr(Span(a, b, tokens.text[a:b]), rule=rule, **slots), last


# --- points ---------------------------------------------------------------------------------------------------------------------


def _point(tokens: Tokens, i: int, t: _Tables, today: Today | None, floor: int) -> tuple[TimeExpr, int] | None:
    first, role = _prefix(tokens, i, t, floor)
    p = read_point(tokens, i, t.points, today, ahead=role in ("deadline", "end", "start") and not _bygone(tokens, i))
    if p is None or (role is None and not _stands_alone(tokens, i, p)):
        return None
    return _both(tokens, first, i, p, role, t, today) or _with_role(tokens, first, p, role, today)


def _bygone(tokens: Tokens, i: int) -> bool:
    """Whether the clause around token ``i`` is in the past perfect: "had spent 410 million by the end of September"."""
    for k in range(i - 1, max(-1, i - _CLAUSE), -1):
        if tokens.kind[k] == BREAK or tokens.low[k] in ".;!?":
            break
        if tokens.low[k] == "had":
            return True
    for k in range(i + 1, min(tokens.n, i + _CLAUSE)):
        if tokens.kind[k] == BREAK or tokens.low[k] in ".;!?" or tokens.low[k] in _FUTURE:
            break
        if tokens.low[k] == "had":
            return True
    return False


def _prefix(tokens: Tokens, i: int, t: _Tables, floor: int) -> tuple[int, str | None]:
    at = i - 1
    if at >= floor and tokens.low[at] == "the":
        at -= 1
    found = t.prefixes.behind(tokens, at, floor)
    if found is None:
        return i, None
    if found[1] == "in":  # "since the war began in February 2022"
        for k in range(found[0] - 1, max(floor - 1, found[0] - 7), -1):
            if tokens.kind[k] != WORD:
                break
            if tokens.low[k] == "since":
                return k, "since"
    return found


def _stands_alone(tokens: Tokens, i: int, p: Point) -> bool:
    """A point without preposition: a bare year only where it reads as one ("the 2026 budget", a cell of a table)."""
    if p.rule != "year" or p.last > i:
        return not (p.rule == "division" and tokens.low[i] == "last")
    following = tokens.low[p.last + 1] if p.last + 1 < tokens.n else ""
    return following not in ("%", "percent", "million", "billion", "euros", "dollars", "people", "soldiers", "troops")


def _both(
    tokens: Tokens, first: int, i: int, p: Point, role: str | None, t: _Tables, today: Today | None
) -> tuple[TimeExpr, int] | None:
    """ "from 2024 to 2027", "between May and July 2025", "June to August"."""
    at = p.last + 1
    if at + 1 >= tokens.n:
        return None
    joint = tokens.low[at]
    between = (first > 0 and tokens.low[first - 1] == "between") or tokens.low[i - 1 : i] == ["between"]
    pair = joint == "and" and role in ("in", None) and p.rule == "year" and year_at(tokens, at + 1) == int(p.start) + 1
    if not (joint in ("to", "until", "till", "through", "-", "–", "—") or (joint == "and" and between) or pair):
        return None
    q = read_point(tokens, at + 1, t.points, today, ahead=True)
    if q is None or q.end < p.start[: len(q.end)] or (joint in "-–—" and role not in ("start", "in", None)):
        return None
    begin = p.start
    if len(p.start) == 7 and len(q.end) == 7 and not year_at(tokens, p.last) and year_at(tokens, q.last):
        begin = q.end[:4] + p.start[4:]  # "between May and July 2025"
    end = q.end
    if p.rule == q.rule == "month" and not year_at(tokens, p.last) and not year_at(tokens, q.last):
        end = f"{int(p.start[:4]) + (q.end[5:] < p.start[5:]):04d}{q.end[4:]}"  # "between January and April"
    return _expr(
        tokens,
        first if not between else max(0, first - (tokens.low[first] != "between")),
        q.last,
        "range",
        start=begin,
        end=end,
    )


def _with_role(tokens: Tokens, first: int, p: Point, role: str | None, today: Today | None) -> tuple[TimeExpr, int]:
    if role == "deadline":
        due = p.end if tokens.low[first] in ("by", "due", "no", "not", "until", "at", "in") else p.start
        return _expr(tokens, first, p.last, "deadline", deadline=due)
    if role == "since":
        p = _no_later(tokens, p, today)
        until = today.iso("D") if today else None
        if until and p.start and until[: len(p.start)] < p.start:
            until = None  # a start after the article's own date has not run yet
        return _expr(tokens, first, p.last, "since", start=p.start, end=until)
    if role == "start" and tokens.low[p.last].endswith(("'s", "’s")):
        role = "in"  # "from next year's budget"
    if role == "start" and p.rule in ("days", "years", "fiscal") and p.start != p.end:
        return _expr(tokens, first, p.last, "range", start=p.start, end=p.end)
    if role == "start":
        return _expr(tokens, first, p.last, "start", start=p.start)
    if role == "end":
        return _expr(tokens, first, p.last, "end", end=p.end)
    if role == "as_of":
        return _expr(tokens, first, p.last, "as_of", as_of=p.end)
    return _expr(tokens, first, p.last, "point", start=p.start, end=p.end)


def _no_later(tokens: Tokens, p: Point, today: Today | None) -> Point:
    """ "since June 1": the last one, where the text prints no year."""
    if today is None or year_at(tokens, p.last) or len(p.start) < 7 or p.start <= today.iso("D")[: len(p.start)]:
        return p
    if p.start[4:] == "-02-29":
        return p
    return replace(p, start=f"{int(p.start[:4]) - 1:04d}{p.start[4:]}", end=f"{int(p.end[:4]) - 1:04d}{p.end[4:]}")


# --- windows and lengths --------------------------------------------------------------------------------------------------------


def _window(tokens: Tokens, i: int, t: _Tables, today: Today | None, floor: int) -> tuple[TimeExpr, int] | None:
    """ "the next four years", "the past two months", "another year", "over five years", "three years ago", "in five years"."""
    low, n, at = tokens.low, tokens.n, i
    side = 0
    if low[at] in t.points.following:
        side, at = 1, at + 1
    elif low[at] in t.points.past:
        side, at = -1, at + 1
    elif low[at] in t.points.this:
        return None
    amount, at = _amount(tokens, at, t)
    while at < n and low[at] in ("full", "whole", "more", "further", "consecutive", "or", "so", "calendar"):
        side = side or (1 if low[at] in ("more", "further") else 0)
        at += 1
    unit = t.points.units.get(low[at]) if at < n else None
    if unit is None or (amount is None and side == 0):
        return None
    if amount is None and side < 0:
        return None  # "last year" is a point
    if (
        amount is None
        and low[i] not in ("coming", "following", "another")
        and _head(tokens, i) not in ("over", "within", "during", "for", "throughout", "across")
    ):
        return None  # "next year" is a point
    count = 1 if amount is None else int(amount)
    if amount is not None and (amount != count or not 0 < count <= 200):
        return None
    letter = unit[-1]
    size = count * int(unit[:-1] or 1)
    first = _opening(tokens, i, floor)
    length = f"P{size}{letter}"
    if letter == "Y" and amount is not None and side == 0:
        from_year = _from_year(tokens, at + 1, t)
        if from_year is not None:
            year, last = from_year
            end = f"{min(year + size - 1, 9999):04d}"
            return _expr(tokens, first, last, "range", start=f"{year:04d}", end=end, length=length)
    if low[at + 1 : at + 2] in (["ago"], ["earlier"]):
        if today is None or low[at + 1] == "earlier":
            return None
        iso = shifted(today, -size, letter)[: 4 if letter == "Y" and size > 1 else 10]
        return _expr(tokens, i, at + 1, "ago", start=iso, end=iso)
    if low[at + 1 : at + 2] == ["old"] or low[at + 1 : at + 3] == ["-", "old"]:
        return None
    return _sided(tokens, i, first, at, side, size, letter, length, today)


def _sided(
    tokens: Tokens, i: int, first: int, last: int, side: int, size: int, letter: str, length: str, today: Today | None
) -> tuple[TimeExpr, int] | None:
    head = _head(tokens, i)
    if side > 0:
        if today is None:
            return _expr(tokens, first, last, "next", length=length)
        start, end = today.iso("M" if letter in "YM" else "D"), shifted(today, size, letter)
        if letter == "Y" and size > 1 and (today.month or 1) >= _LAST_QUARTER:
            start = f"{today.year + 1:04d}"
        if tokens.low[last] in ("weeks", "months", "days") and tokens.low[last - 1] in ("next", "coming", "following"):
            return _expr(tokens, first, last, "next", start=start)
        return _expr(
            tokens, first, last, "next", start=start, end=end, deadline=end if head == "within" else None, length=length
        )
    if side < 0:
        if today is None:
            return _expr(tokens, first, last, "past", length=length)
        return _expr(
            tokens, first, last, "past", start=_past(today, size, letter), end=_until(today, letter), length=length
        )
    if head in ("over", "for", "across", "throughout", "during", "spread", "through", "spanning", "lasting"):
        return _length(tokens, i, first, last, size, letter, length, today)
    if head in ("in", "within") and today and tokens.low[i - 1] == head:
        due = shifted(today, size, letter)
        return _expr(tokens, first, last, "deadline" if head == "within" else "point", deadline=due, length=length)
    return None


def _length(
    tokens: Tokens, i: int, first: int, last: int, size: int, letter: str, length: str, today: Today | None
) -> tuple[TimeExpr, int]:
    """ "over five years": from the year named just before in the sentence, else from the article's year."""
    if letter != "Y":
        return _expr(tokens, first, last, "length", length=length)
    year = None
    for k in range(first - 1, max(-1, first - _ANCHOR), -1):
        if tokens.kind[k] == BREAK or tokens.low[k] in ".!?":
            break
        year = year_at(tokens, k)
        if year:
            break
    named = year is not None
    if year is None:
        year = today.year if today else None
    if year is None:
        return _expr(tokens, first, last, "length", length=length)
    if named or today is None:
        begin, end = year, year + size
    else:
        begin, end = _years_ahead(today, size)
    return _expr(tokens, first, last, "length", start=f"{begin:04d}", end=f"{min(end, 9999):04d}", length=length)


def _years_ahead(today: Today, size: int) -> tuple[int, int]:
    """Which calendar years a window of whole years takes up: told in its last quarter, the year itself is over; told in January, it counts."""
    month = today.month or 6
    if month >= _LAST_QUARTER:
        return today.year + 1, today.year + size
    return today.year, today.year + size - (month == 1)


def _from_year(tokens: Tokens, at: int, t: _Tables) -> tuple[int, int] | None:
    """The year that a window behind its length begins with, and its token: "(five years) from 2028", "(three years) starting in 2026"."""
    if at < tokens.n and tokens.low[at] in _FROM:
        at += 1 + (tokens.low[at + 1 : at + 2] == ["in"])
        year = year_at(tokens, at)
        if year and tokens.low[at + 1 : at + 2] not in (["to"], ["until"], ["-"], ["–"]):
            return year, at
    return None


def _past(today: Today, size: int, letter: str) -> str:
    return f"{max(1, today.year - size):04d}" if letter == "Y" else shifted(today, -size, letter)


def _until(today: Today, letter: str) -> str:
    """Where "the past N" ends: with the last full year or month if the article stands early in the next."""
    if letter == "Y":
        return f"{today.year - ((today.month or 12) <= 6):04d}"
    if letter == "M" and today.month:
        return shifted(today, -1 if (today.day or 1) <= 15 else 0, "M")
    return today.iso("D")


def _amount(tokens: Tokens, at: int, t: _Tables) -> tuple[float | None, int]:
    """The number before a unit of time, and the token behind it; (None, at) where there is none."""
    if at >= tokens.n or not (
        tokens.kind[at] == NUMBER or tokens.low[at] in t.numbers.cardinals or tokens.low[at] in ("a", "an")
    ):
        return None, at
    if tokens.low[at] in ("a", "an"):
        nxt = tokens.low[at + 1] if at + 1 < tokens.n else ""
        return (1.0, at + 1) if nxt in t.points.units else (None, at)
    number = numerals.read(tokens, at, t.numbers)
    if number is None or number.value is None or number.fraction:
        return None, at
    return number.value, number.last + 1


def _head(tokens: Tokens, i: int) -> str:
    """The preposition before a window, articles and comparators skipped: "over (the) next", "for (at least) another"."""
    at = i - 1
    for _ in range(4):
        if at < 0 or tokens.kind[at] != WORD:
            return ""
        if tokens.low[at] not in (
            "the",
            "at",
            "least",
            "about",
            "around",
            "nearly",
            "almost",
            "roughly",
            "some",
            "a",
            "these",
            "its",
            "this",
            "period",
            "of",
        ):
            return tokens.low[at]
        at -= 1
    return ""


def _opening(tokens: Tokens, i: int, floor: int) -> int:
    """The first token of a window with its preposition."""
    at = i - 1
    for _ in range(4):
        if at < floor or tokens.kind[at] != WORD:
            return i
        if tokens.low[at] in ("over", "in", "during", "within", "for", "across", "throughout", "spread", "through"):
            return at
        if tokens.low[at] not in ("the", "at", "least", "about", "around", "nearly", "almost", "roughly", "some", "a"):
            return i
        at -= 1
    return i
