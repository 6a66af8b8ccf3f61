"""One amount: a number with its currency or unit, or a range of two. The grammar over tokens, without the words around.

core   := [money] numeral [scale] [money | unit | noun]        "$1.5bn", "8 EUR million", "18 howitzers", "5 percent of GDP"
amount := core | core ("-" | "to" | "or") core | "between" core "and" core
"""

from __future__ import annotations

from dataclasses import dataclass, field

from extractors import currencies, noclaims, numerals, units
from extractors.currencies import CurrencyTables, Money
from extractors.lexicon import Lexicon
from extractors.model import Equivalent
from extractors.noclaims import NoClaimTables
from extractors.numerals import Numeral, NumberTables
from extractors.tokens import NUMBER, SIGN, WORD, Tokens
from extractors.units import UnitTables

_DASHES = "-‐‑–—−"


@dataclass(frozen=True, slots=True)
class Tables:
    """All lookup tables of amounts."""

    numbers: NumberTables
    money: CurrencyTables
    units: UnitTables
    noclaims: NoClaimTables
    signs: frozenset[str]


def tables(lexicon: Lexicon) -> Tables:
    """The tables of a lexicon (use through ``lexicon.compiled(tables)``)."""
    money = lexicon.compiled(currencies.tables)
    return Tables(
        lexicon.compiled(numerals.tables), money, lexicon.compiled(units.tables), lexicon.compiled(noclaims.tables),
        frozenset(money.signs),
    )  # fmt: skip


@dataclass(slots=True)
class Amount:
    """An amount at tokens ``first..last``; ``number`` is its (first) numeral. ``unit`` None: printed without currency or noun."""

    first: int
    last: int
    number: Numeral
    low: float | None
    high: float | None
    unit: str | None
    rule: str
    codes: tuple[str, ...] = ()
    of: str | None = None
    ranged: bool = False
    magnitude: float | None = None
    sign: str = ""
    equivalents: list[Equivalent] = field(default_factory=list)

    @property
    def money(self) -> bool:
        return bool(self.codes)

    @property
    def point(self) -> float | None:
        return self.high if self.low is None else self.low


def core(tokens: Tokens, i: int, t: Tables, floor: int, *, noun: bool = True) -> Amount | None:
    """The amount whose number begins at token ``i``; its currency may stand before, from token ``floor`` on."""
    number = numerals.read(tokens, i, t.numbers)
    if number is None:
        return None
    left = currencies.before(tokens, number.first, t.money, floor)
    if left and left.risky and not _surely_money(tokens, number, left):
        left = None
    last = number.last
    plural_scale = tokens.low[last].endswith("s") or number.value is None
    right = currencies.after(tokens, last, t.money, has_sign=left is not None, plural_scale=plural_scale)
    if (
        right
        and right.risky
        and number.scale == 1
        and not left
        and "." not in number.digits
        and "," not in number.digits
    ):
        # "5 ALL", "12 TOP": a word in capitals
        if not tokens.touching(right.first):
            right = None
    money = _joined(tokens, left, right, number, t)
    if money:
        return _money(tokens, number, money, left, right, t)
    if number.needs_money:
        number = _without_letter(tokens, number, t)
        last = number.last
    return _measured(tokens, number, t, noun=noun, plural_scale=plural_scale, floor=floor)


def _surely_money(tokens: Tokens, number: Numeral, left: Money) -> bool:
    if number.scale >= 1000 or number.needs_money:
        return True
    digits = number.digits
    grouped = "," in digits or (("." in digits) and len(digits.rsplit(".", 1)[-1]) == 2)
    return grouped or (
        tokens.touching(number.first) and left.last - left.first == 0 and len(tokens.raw(left.first)) == 3
    )


def _joined(tokens: Tokens, left: Money | None, right: Money | None, number: Numeral, t: Tables) -> Money | None:
    """The currency meant by what stands on both sides: "$1.05bn USD", "€4bn euros"."""
    if left and right:
        if right.codes[0] in left.codes and not tokens.low[right.first] in _DASHES:
            return Money(
                left.first,
                right.last,
                right.codes if len(right.codes) == 1 else left.codes,
                left.factor,
                sign=left.sign,
            )
        return left
    if left and left.sign == "$":
        whose = currencies.dollars_of(tokens, number.last, t.money, t.units.stops)
        if whose:
            return Money(left.first, whose.last, whose.codes, left.factor, sign="$")
    return left or right


def _money(
    tokens: Tokens, number: Numeral, money: Money, left: Money | None, right: Money | None, t: Tables
) -> Amount | None:
    first = min(money.first, number.first)
    last = max(money.last, number.last)
    value, magnitude = number.value, number.magnitude
    factor = money.factor
    if right and money is right and number.scale == 1 and number.digits and factor == 1:
        behind = _scale_behind(tokens, right.last, t)  # "8 EUR million"
        if behind:
            last, scale = behind
            factor = float(scale)
            number.scale = factor
    if value is not None and factor != 1:
        value = _times(number, factor)
    if money.sign == "minor":
        value = number.value * factor if number.value is not None else None
    if number.rule == "bare_scale" and not right and not left:
        return None
    if number.fraction and value is not None and number.scale == 1 and not left:
        return None  # "a third euro"
    rule = f"money:{number.rule}" if money.sign != "minor" else "money:minor"
    return Amount(
        first, last, number, value, value, money.codes[0], rule, codes=money.codes, magnitude=magnitude, sign=money.sign
    )


def _times(number: Numeral, factor: float) -> float | None:
    if number.value is None:
        return None
    if number.digits and number.scale in (1, factor):
        parsed = numerals.parse_digits(number.digits)
        if parsed and factor >= 1:
            return numerals.exact(*parsed, int(factor))
    return number.value * factor


def _scale_behind(tokens: Tokens, j: int, t: Tables) -> tuple[int, int] | None:
    at = j + 1
    if at < len(tokens) and tokens.kind[at] == WORD:
        word = tokens.low[at]
        factor = t.numbers.scales.get(word) or t.numbers.abbreviated.get(word)
        if factor and factor > 100 and not (word.endswith("s") and tokens.low[at + 1 : at + 2] == ["of"]):
            return at, factor
        if word in t.numbers.letters and word != "t":
            return at, t.numbers.letters[word]
    return None


def _without_letter(tokens: Tokens, number: Numeral, t: Tables) -> Numeral:
    """A number that took "m" for million but has no currency: "30 m" is a length, "33m people" are people."""
    follows = units.counted(tokens, number.last, t.units, single=False, plural_scale=False)
    touching = tokens.touching(number.last) and tokens.low[number.last] in ("m", "k", "b")
    if (follows or number.scale == 1e3) and touching:
        number.needs_money = False
        return number
    parsed = numerals.parse_digits(number.digits)
    value = numerals.exact(*parsed) if parsed else number.mantissa
    return Numeral(number.first, number.last - 1, value, number.rule, mantissa=value, digits=number.digits)


def _measured(
    tokens: Tokens, number: Numeral, t: Tables, *, noun: bool, plural_scale: bool, floor: int
) -> Amount | None:
    """An amount that is no money: unit, counted noun or a bare number."""
    last, value = number.last, number.value
    unit = units.measured(tokens, last, t.units)
    if unit and number.rule == "bare_scale":
        return None
    if unit and not (number.fraction and unit.unit not in t.units.durations):
        kind = "percent" if unit.unit.startswith("pct") else "duration" if unit.unit in t.units.durations else "unit"
        if kind != "percent" and noclaims.is_name(tokens, number, t.noclaims, floor, unit=True):
            return None
        return Amount(number.first, unit.last, number, value, value, unit.unit, kind, magnitude=number.magnitude)
    if number.fraction:
        return _share(tokens, number, t)
    if noclaims.rejected(tokens, number, t.noclaims, t.units, floor):
        return None
    if number.rule == "bare_scale":
        return Amount(number.first, last, number, value, value, None, "bare:scale", magnitude=None)
    multiple = _multiple(tokens, number)
    if multiple:
        return multiple
    if noun:
        thing = units.counted(
            tokens,
            last,
            t.units,
            single=value == 1 and not number.digits,
            plural_scale=plural_scale or number.scale > 1,
        )
        if thing and not (
            value is None and number.magnitude is not None and number.magnitude < 100 and thing.of is None
        ):
            rule = "count:one" if value == 1 else "count:small" if value is not None and value < 10 else "count"
            return Amount(
                number.first, thing.last, number, value, value, "count", rule, of=thing.of, magnitude=number.magnitude
            )
    rule = f"bare:{number.rule}"
    return Amount(number.first, last, number, value, value, None, rule, magnitude=number.magnitude)


def _share(tokens: Tokens, number: Numeral, t: Tables) -> Amount | None:
    """ "a third of the money", "gave a quarter.", "half of it": but no third country and no first half."""
    low, n, at = tokens.low, len(tokens), number.last + 1
    word = low[number.last]
    previous = low[number.first - 1] if number.first else ""
    if number.first == number.last and previous in t.noclaims.fraction_blockers:
        return None
    following = low[at] if at < n else ""
    plain_end = at >= n or tokens.kind[at] not in (WORD, NUMBER, SIGN)
    if following in _DASHES and at < n and tokens.touching(at):
        return None  # "half-hour", "a third-party"
    if (
        following not in t.noclaims.fraction_followers
        and not plain_end
        and following not in ("and", "or", "but", "in", "by", "the")
    ):
        return None
    if following in ("the", "by", "in", "and", "or", "but") and word != "half" and number.first == number.last:
        return None
    if (
        word == "half"
        and number.first == number.last
        and following in ("the", "by", "in", "and", "or", "but", "a", "an")
    ):
        return (
            None
            if following != "the"
            else Amount(number.first, number.last, number, number.value, number.value, "ratio", "share")
        )
    if word == "quarter" and following == "of" and low[at + 1 : at + 2] and low[at + 1].isdigit():
        return None  # "a quarter of 2024"
    return Amount(number.first, number.last, number, number.value, number.value, "ratio", "share")


def _multiple(tokens: Tokens, number: Numeral) -> Amount | None:
    """ "five times as many", "three times more": a ratio."""
    at, low = number.last + 1, tokens.low
    if low[at : at + 1] == ["times"] and low[at + 1 : at + 2] and low[at + 1] in (
        "as", "more", "higher", "larger", "bigger", "the", "its", "greater", "that", "what", "faster", "less", "their", "over",
    ):  # fmt: skip
        return Amount(number.first, at, number, number.value, number.value, "ratio", "multiple")
    return None


# --- ranges ---------------------------------------------------------------------------------------------------------------------


def ranged(tokens: Tokens, a: Amount, t: Tables, ranging: frozenset[str], increase: frozenset[str]) -> Amount | None:
    """The range that amount ``a`` opens, or None: "€1.5bn-€2bn", "between 2 and 3 billion", "$2-3 billion", "5 to 10 percent"."""
    joint = a.last + 1
    if joint + 1 >= len(tokens) or a.number.value is None or a.unit == "ratio":
        return None
    word = tokens.low[joint]
    before = tokens.low[a.first - 1] if a.first else ""
    after_from = before == "from"
    if word == "and":
        if before not in ("between", "both"):
            return None
    elif word == "to":
        if after_from and not _is_range_verb(tokens, a.first - 2, ranging):
            return None
        if not after_from and _raised(tokens, a.first, increase):
            return None
    elif word == "or":
        pass
    elif word not in _DASHES:
        return None
    begin = joint + 1
    b = opening(tokens, begin, t, floor=begin)
    if b is None or b.number.value is None or b.unit == "ratio":
        return None
    return _span(tokens, a, b, t, word)


def opening(tokens: Tokens, i: int, t: Tables, floor: int) -> Amount | None:
    """The amount that begins right at token ``i``, with its currency first or its number first."""
    n = len(tokens)
    for k in range(i, min(i + 4, n)):
        if tokens.kind[k] == NUMBER or tokens.low[k] in t.numbers.starters:
            found = core(tokens, k, t, floor)
            return found if found and found.first == i else None
        if tokens.kind[k] not in (SIGN, WORD) and tokens.low[k] not in ".":
            return None
    return None


def _is_range_verb(tokens: Tokens, at: int, ranging: frozenset[str]) -> bool:
    return any(tokens.low[k] in ranging for k in range(max(0, at - 2), at + 1))


def _raised(tokens: Tokens, at: int, increase: frozenset[str]) -> bool:
    """ "increase its 5 million to 10 million": two values, no range (but "increase by 5 to 10 million")."""
    for k in range(at - 1, max(-1, at - 7), -1):
        if tokens.low[k] == "by":
            return False
        if tokens.low[k] in increase:
            return True
    return False


def _span(tokens: Tokens, a: Amount, b: Amount, t: Tables, joint: str) -> Amount | None:
    x, y = a.number, b.number
    assert x.value is not None and y.value is not None
    units_agree = a.unit == b.unit or a.unit is None or a.unit == "count" and a.of is None
    if a.money and b.money and a.unit != b.unit and b.codes[0] not in a.codes:
        return None
    if a.unit is not None and b.unit is not None and not units_agree:
        return None
    if b.unit is None and a.unit is not None and not a.money and a.last != x.last:
        return None  # "5 percent to 10"
    if a.of is not None:
        return None  # "5 ships and 10 tanks"
    low, high = a.low, b.low
    if low is None or high is None:
        return None
    if (
        x.scale == 1
        and y.scale > 1
        and x.mantissa is not None
        and y.mantissa is not None
        and x.mantissa <= 2 * y.mantissa
    ):
        if x.mantissa < y.mantissa or not a.money:
            low *= y.scale  # "$2-3 billion"
    elif y.scale == 1 and x.scale > 1 and b.unit is None and high < 1000:
        high *= x.scale  # "$2bn-3"
    if high <= low or (joint in _DASHES and a.unit is None and b.unit is None and y.scale == 1):
        return None
    if joint == "or" and (high > 3 * low):
        return None
    if high > 1e4 * low and joint in _DASHES:
        return None
    codes = a.codes if a.money and (not b.money or len(a.codes) <= len(b.codes)) else b.codes
    unit = codes[0] if codes else b.unit or a.unit
    found = Amount(
        a.first, b.last, y, low, high, unit, f"range:{b.rule if b.unit else a.rule}", codes=codes, of=b.of, ranged=True
    )
    found.sign = a.sign or b.sign
    return found
