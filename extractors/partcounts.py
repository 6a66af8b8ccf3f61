"""Counts told as a part of a whole: "14 of the province's 40 bridges", "nine of its ferries", "seven of 13 seats", "one pupil in twenty".

The part is the amount; what it is a part of, printed with a number of its own, is read as that number.
"""

from __future__ import annotations

from extractors import noclaims, numerals, units
from extractors.numerals import NumberTables, Numeral
from extractors.tokens import NUMBER, WORD, Tokens
from extractors.units import Unit, UnitTables

_DETERMINERS = frozenset({"the", "its", "their", "our", "his", "her", "your", "my", "these", "those", "all"})
#: words that may stand between the determiner and the whole: "three of the last five seasons"
_ORDERS = frozenset(
    {"last", "past", "first", "next", "previous", "original", "other", "remaining", "planned", "promised"}
)
_OWNS = ("'s", "’s", "s'", "s’")
#: "three of the country's eight new ferries": so many words lead to the whole
_REACH = 7


def part_of(tokens: Tokens, number: Numeral, numbers: NumberTables, t: UnitTables) -> Unit | None:
    """The things that the number is a part of: behind "of" stand a determiner or another, larger number, and their plural noun."""
    value, low, n = number.value, tokens.low, tokens.n
    at = number.last + 1
    if value is None or value < 2 or value != int(value) or number.scale != 1 or low[at : at + 1] != ["of"]:
        return None
    if noclaims.year_like(number):
        return None
    determined, end = False, min(n, at + 1 + _REACH)
    for k in range(at + 1, end):
        word = low[k]
        if tokens.kind[k] == NUMBER or word in numbers.cardinals:
            return _of_number(tokens, k, value, number.last, numbers, t)
        if tokens.kind[k] != WORD and word not in "'’":
            return None
        if word in _DETERMINERS or word.endswith(_OWNS):
            determined = True
        elif determined and units.plural(word, t) and low[k + 1 : k + 2] not in (["'"], ["’"]):
            return Unit(number.last, "count", word)
        elif word in t.stops or (not determined and word not in _ORDERS):
            return None
    return None


def _of_number(tokens: Tokens, k: int, value: float, last: int, numbers: NumberTables, t: UnitTables) -> Unit | None:
    whole = numerals.read(tokens, k, numbers)
    if whole is None or whole.value is None or whole.scale != 1 or whole.value <= value or noclaims.year_like(whole):
        return None
    if units.measured(tokens, whole.last, t) is not None:
        return None
    thing = units.counted(tokens, whole.last, t, single=False, plural_scale=False)
    return Unit(last, "count", thing.of) if thing is not None else None


_HEADS_OF_SHARE = frozenset({"every", "each"})


def share_of(tokens: Tokens, number: Numeral, numbers: NumberTables, t: UnitTables) -> tuple[int, float] | None:
    """ "one in five", "nine out of ten", "one pupil in twenty", "one in every four": the last token and the share."""
    at, low, n = number.last + 1, tokens.low, tokens.n
    if number.scale != 1 or not number.value or number.value > 99:
        return None
    named = at + 1 < n and tokens.kind[at] == WORD and low[at] not in t.stops and low[at + 1] in ("in", "out")
    at += named
    if low[at : at + 2] == ["out", "of"]:
        at += 2
    elif low[at : at + 1] == ["in"]:
        at += 1
    else:
        return None
    every = at < n and low[at] in _HEADS_OF_SHARE
    at += every
    whole = numerals.read(tokens, at, numbers) if at < n else None
    if whole is None or not whole.value or whole.scale != 1 or not number.value < whole.value <= 1000:
        return None
    if noclaims.year_like(whole) or units.measured(tokens, whole.last, t) is not None:
        return None
    things = units.counted(tokens, whole.last, t, single=False, plural_scale=False)
    if named and not every and ((things is not None and number.value > 1) or number.value >= 10):
        return None  # "two schools in nine districts"
    if things is not None and not every and (number.value >= 10 or whole.value > 20):
        return None  # "18 in 40 camps"
    return whole.last, number.value / whole.value
