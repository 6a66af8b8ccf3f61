"""The calendar under the time expressions: the date of the article, stretches of time, ISO 8601 with reduced precision.

What a text leaves out (the year, the month) is taken from the date of the article, never from a clock.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from extractors.lexicon import Lexicon
from extractors.tokens import NUMBER, WORD, Tokens


@dataclass(frozen=True, slots=True)
class TimeTables:
    months: dict[str, int]
    weekdays: dict[str, int]
    seasons: dict[str, tuple[int, int]]
    ordinals: dict[str, int]
    units: dict[str, str]
    following: frozenset[str]
    past: frozenset[str]
    this: frozenset[str]
    days: dict[str, int]
    edges: dict[str, int]
    #: days with a name of their own -> month and day
    feasts: dict[str, tuple[int, int]]


def tables(lexicon: Lexicon) -> TimeTables:
    """The time words of a lexicon as lookup tables (use through ``lexicon.compiled(tables)``)."""

    def numbers(key: str) -> dict[str, int]:
        found = lexicon.mapping("times", key)
        for word, value in found.items():
            if not isinstance(value, int):
                raise lexicon.error("times", f"{key}.{word}", "must be a whole number")
        return found

    seasons = {name: (int(pair[0]), int(pair[1])) for name, pair in lexicon.mapping("times", "seasons").items()}
    feasts = {name: (int(pair[0]), int(pair[1])) for name, pair in lexicon.mapping("times", "feasts").items()}
    units = {word: str(unit) for word, unit in lexicon.mapping("times", "units").items()}

    def words(key: str) -> frozenset[str]:
        return frozenset(lexicon.words("times", key))

    return TimeTables(
        numbers("months"), numbers("weekdays"), seasons, numbers("ordinals"), units, words("next"), words("past"),
        words("this"), numbers("days"), numbers("edges"), feasts,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """A stretch of the calendar through token ``last``: first and last moment, both ISO 8601 with the printed precision."""

    last: int
    start: str
    end: str
    rule: str


@dataclass(frozen=True, slots=True)
class Today:
    """The date of the article; month and day are None where it is only known to the year or month."""

    year: int
    month: int | None = None
    day: int | None = None

    @staticmethod
    def of(published: str | None) -> Today | None:
        """From ISO 8601 text of any precision; None for anything else."""
        parts = (published or "")[:10].split("-")
        try:
            numbers = [int(p) for p in parts]
            if len(numbers) == 3:
                date(*numbers)
        except ValueError:
            return None
        if not 100 <= numbers[0] <= 9900 or (len(numbers) > 1 and not 1 <= numbers[1] <= 12):
            return None
        return Today(*numbers[:3])

    @property
    def date(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    def iso(self, precision: str) -> str:
        """The date to ``Y``, ``M`` or ``D``, or as far as it is known."""
        if precision == "Y" or self.month is None:
            return f"{self.year:04d}"
        if precision == "M" or self.day is None:
            return f"{self.year:04d}-{self.month:02d}"
        return self.date.isoformat()


def shifted(today: Today, amount: int, unit: str) -> str:
    """The article's date moved by ``amount`` years, months, weeks or days (``unit`` Y, M, W or D), to months for Y and M, else to days."""
    if unit in ("W", "D"):
        try:
            return (today.date + timedelta(days=amount * (7 if unit == "W" else 1))).isoformat()
        except OverflowError:
            return today.iso("D")
    months = today.year * 12 + (today.month or 1) - 1 + amount * (12 if unit == "Y" else 1)
    year, month = divmod(months, 12)
    year = min(max(year, 1), 9999)
    return f"{year:04d}" if today.month is None else f"{year:04d}-{month + 1:02d}"


def year_at(tokens: Tokens, i: int) -> int | None:
    """The year printed at token ``i``: four plain digits from 1900 to 2149 that are no part of a longer number or an amount."""
    if not 0 <= i < tokens.n or tokens.kind[i] != NUMBER:
        return None
    low = tokens.low[i]
    if len(low) != 4 or not low.isdigit() or not 1900 <= int(low) < 2150:
        return None
    if tokens.touching(i) and (
        (tokens.kind[i - 1] not in (WORD,) and tokens.low[i - 1] not in "(\"'“‘’-‐‑–—/|[") or tokens.low[i - 1] in "$€£"
    ):
        return None
    return int(low)


def on_day(last: int, day: date) -> Point:
    return Point(last, day.isoformat(), day.isoformat(), "day")


def divided(last: int, year: int, order: int, size: int) -> Point | None:
    first = (order - 1) * size + 1
    if first + size - 1 > 12:
        return None
    return Point(last, f"{year:04d}-{first:02d}", f"{year:04d}-{first + size - 1:02d}", "division")


def last_day(iso: str) -> str:
    """The last day of a year or month."""
    if len(iso) == 4:
        return f"{iso}-12-31"
    if len(iso) == 7:
        return f"{iso}-{calendar.monthrange(int(iso[:4]), int(iso[5:]))[1]:02d}"
    return iso


def first_day(iso: str) -> str:
    """The first day of a year or month."""
    return iso + {4: "-01-01", 7: "-01"}.get(len(iso), "")


def stretch(last: int, thing: str, step: int, today: Today) -> Point | None:
    if thing == "year":
        return Point(last, f"{today.year + step:04d}", f"{today.year + step:04d}", "relative")
    if thing == "decade":
        year = today.year // 10 * 10 + 10 * step
        return Point(last, f"{year:04d}", f"{year + 9:04d}", "relative")
    if today.month is None:
        return None
    if thing == "month":
        iso = shifted(today, step, "M")
        return Point(last, iso, iso, "relative")
    if thing == "quarter":
        months = today.year * 12 + (today.month - 1) // 3 * 3 + 3 * step
        year, month = divmod(months, 12)
        return Point(last, f"{year:04d}-{month + 1:02d}", f"{year:04d}-{month + 3:02d}", "relative")
    if today.day is None:
        return None
    monday = today.date - timedelta(days=today.date.weekday()) + timedelta(days=7 * step)
    return Point(last, monday.isoformat(), (monday + timedelta(days=6)).isoformat(), "relative")


def season(last: int, name: str, year: int, t: TimeTables) -> Point:
    first, final = t.seasons[name]
    return Point(last, f"{year:04d}-{first:02d}", f"{year + (final < first):04d}-{final:02d}", "season")


def weekday_near(last: int, weekday: int, today: Today | None, step: int) -> Point | None:
    if today is None or today.day is None:
        return None
    back = (today.date.weekday() - weekday) % 7
    day = today.date - timedelta(days=back)
    if step > 0:
        day += timedelta(days=7)
    elif step < 0 and back == 0:
        day -= timedelta(days=7)
    return on_day(last, day)
