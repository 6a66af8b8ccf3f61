"""A time expression as read, and the tables its readers share."""

from __future__ import annotations

from dataclasses import dataclass

from extractors import numerals
from extractors.calendars import TimeTables
from extractors.calendars import tables as point_tables
from extractors.lexicon import Lexicon
from extractors.model import Span, Time
from extractors.numerals import NumberTables
from extractors.phrases import Phrases
from extractors.tokens import Tokens

_NONE: frozenset[str] = frozenset()


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
class Tables:
    points: TimeTables
    numbers: NumberTables
    prefixes: Phrases[str]
    heads: frozenset[str]
    #: words that may open an expression: heads and number words
    openers: frozenset[str]


def tables_of(lexicon: Lexicon) -> Tables:
    points = lexicon.compiled(point_tables)
    entries = [
        (p, role) for role in ("deadline", "since", "start", "end", "as_of", "in") for p in lexicon.words("times", role)
    ]
    heads = frozenset(
        {
            *points.months, *points.weekdays, *points.seasons, *points.ordinals, *points.days, *points.edges, *points.following,
            *points.past, *points.this, *points.feasts, "early", "mid", "late", "q", "h", "fy", "fiscal", "financial", "budget", "year", "year's", "year’s", "cy", "a", "one",
        }
    )  # fmt: skip
    numbers = lexicon.compiled(numerals.tables)
    return Tables(points, numbers, Phrases(entries), heads, heads | frozenset(numbers.cardinals))


def expr(tokens: Tokens, first: int, last: int, rule: str, **slots: str | None) -> tuple[TimeExpr, int]:
    a, b = tokens.start[first], tokens.end[last]
    return TimeExpr(Span(a, b, tokens.text[a:b]), rule=rule, **slots), last
