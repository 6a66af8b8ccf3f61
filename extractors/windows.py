"""Stretches of time: "over the next four years", "for the past two months", "within a week", "in the years from 2026"."""

from __future__ import annotations

from extractors import numerals
from extractors.calendars import Today, shifted, year_at
from extractors.timeexpr import Tables, TimeExpr, expr
from extractors.tokens import BREAK, NUMBER, WORD, Tokens

_FROM = ("from", "starting", "beginning", "commencing")
#: the month in which a paper begins to plan in the years to come
_LAST_QUARTER = 10
#: a length without anchor looks this many tokens back for the year it starts with
_ANCHOR = 30


def window(tokens: Tokens, i: int, t: Tables, today: Today | None, floor: int) -> tuple[TimeExpr, int] | None:
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
    bond = _bond(tokens, i, at, amount, today)
    if bond is not None:
        return bond
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
    if letter == "Y" and amount is not None and side == 0 and low[i] not in ("a", "an"):
        from_year = _from_year(tokens, at + 1, t)
        if from_year is not None:
            year, last = from_year
            end = f"{min(year + size - 1, 9999):04d}"
            return expr(tokens, first, last, "range", start=f"{year:04d}", end=end, length=length)
    if low[at + 1 : at + 2] in (["ago"], ["earlier"]):
        if today is None or low[at + 1] == "earlier":
            return None
        iso = shifted(today, -size, letter)[: 4 if letter == "Y" and size > 1 else 10]
        return expr(tokens, i, at + 1, "ago", start=iso, end=iso)
    if low[at + 1 : at + 2] == ["old"] or low[at + 1 : at + 3] == ["-", "old"]:
        return None
    return _sided(tokens, i, first, at, side, size, letter, length, today)


#: what lasts as long as it is said to: "a three-year grant"
_BONDS = frozenset(
    {
        "grant",
        "loan",
        "programme",
        "program",
        "package",
        "commitment",
        "pledge",
        "plan",
        "scheme",
        "contribution",
        "funding",
        "donation",
        "deal",
    }
)
_HYPHENS = "-‐‑"


def _bond(tokens: Tokens, i: int, at: int, amount: float | None, today: Today | None) -> tuple[TimeExpr, int] | None:
    """ "a three-year grant of $40 million": the years that it runs."""
    low = tokens.low
    if (
        amount is None
        or amount != int(amount)
        or not 1 < amount <= 30
        or today is None
        or low[at + 1 : at + 2] != ["year"]
    ):
        return None
    if low[at] not in _HYPHENS or not any(w in _BONDS for w in low[at + 2 : at + 6]):
        return None
    size = int(amount)
    return _length(tokens, i, i, at + 1, size, "Y", f"P{size}Y", today)


def _sided(
    tokens: Tokens, i: int, first: int, last: int, side: int, size: int, letter: str, length: str, today: Today | None
) -> tuple[TimeExpr, int] | None:
    head = _head(tokens, i)
    if side > 0:
        if today is None:
            return expr(tokens, first, last, "next", length=length)
        start, end = today.iso("M" if letter in "YM" else "D"), shifted(today, size, letter)
        if letter == "Y" and size > 1 and (today.month or 1) >= _LAST_QUARTER:
            start = f"{today.year + 1:04d}"
        if tokens.low[last] in ("weeks", "months", "days") and tokens.low[last - 1] in ("next", "coming", "following"):
            return expr(tokens, first, last, "next", start=start)
        return expr(
            tokens, first, last, "next", start=start, end=end, deadline=end if head == "within" else None, length=length
        )
    if side < 0:
        if today is None:
            return expr(tokens, first, last, "past", length=length)
        return expr(
            tokens, first, last, "past", start=_past(today, size, letter), end=_until(today, letter), length=length
        )
    if head in ("over", "for", "across", "throughout", "during", "spread", "through", "spanning", "lasting"):
        return _length(tokens, i, first, last, size, letter, length, today)
    if head in ("in", "within") and today and tokens.low[i - 1] == head:
        due = shifted(today, size, letter)
        return expr(tokens, first, last, "deadline" if head == "within" else "point", deadline=due, length=length)
    return None


def _length(
    tokens: Tokens, i: int, first: int, last: int, size: int, letter: str, length: str, today: Today | None
) -> tuple[TimeExpr, int]:
    """ "over five years": from the year named just before in the sentence, else from the article's year."""
    if letter != "Y":
        return expr(tokens, first, last, "length", length=length)
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
        return expr(tokens, first, last, "length", length=length)
    if named or today is None:
        begin, end = year, year + size
    else:
        begin, end = _years_ahead(today, size)
    return expr(tokens, first, last, "length", start=f"{begin:04d}", end=f"{min(end, 9999):04d}", length=length)


def _years_ahead(today: Today, size: int) -> tuple[int, int]:
    """Which calendar years a window of whole years takes up: told in its last quarter, the year itself is over; told in January, it counts."""
    month = today.month or 6
    if month >= _LAST_QUARTER:
        return today.year + 1, today.year + size
    return today.year, today.year + size - (month == 1)


def _from_year(tokens: Tokens, at: int, t: Tables) -> tuple[int, int] | None:
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


def _amount(tokens: Tokens, at: int, t: Tables) -> tuple[float | None, int]:
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
