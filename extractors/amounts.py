"""One amount: a number with its currency or unit. The grammar over tokens, without the words around and without ranges.

core := [money] numeral [scale] [money | unit | noun]      "$1.5bn", "8 EUR million", "18 howitzers", "5 percent of GDP"
"""

from __future__ import annotations

from dataclasses import dataclass, field

from extractors import currencies, measures, noclaims, numerals, partcounts, units
from extractors.currencies import CurrencyTables, Money
from extractors.digits import exact, parse_digits
from extractors.lexicon import Lexicon
from extractors.model import Equivalent
from extractors.noclaims import NoClaimTables
from extractors.numerals import NumberTables, Numeral
from extractors.tokens import NUMBER, PUNCT, SIGN, WORD, Tokens
from extractors.units import UnitTables


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
    sign: str = ""
    equivalents: list[Equivalent] = field(default_factory=list)

    @property
    def money(self) -> bool:
        return bool(self.codes)


def core(tokens: Tokens, i: int, t: Tables, floor: int, *, inner: bool = False) -> Amount | None:
    """The amount whose number begins at token ``i``; its currency may stand before, from token ``floor`` on.

    ``inner``: it is the second of a pair, so that a dash before it says nothing.
    """
    number = numerals.read(tokens, i, t.numbers)
    if number is None:
        return None
    left = currencies.before(tokens, number.first, t.money, floor)
    if left and left.risky and not _surely_money(number):
        left = None
    last = number.last
    plural = tokens.low[last].endswith("s") or number.value is None
    of = plural or number.scale >= 1000
    right = currencies.after(tokens, last, t.money, has_sign=left is not None, plural_scale=of)
    if right and right.risky and not left and not _surely_behind(tokens, number, right, t):
        right = None
    money = _joined(tokens, left, right, number, t)
    if money:
        return _money(tokens, number, money, left, right, t)
    if number.needs_money or (number.scale == 1e6 and tokens.low[last] == "m"):
        number = _without_letter(tokens, number, t)
    return _other(tokens, number, t, plural=plural, floor=floor, inner=inner)


def _surely_money(number: Numeral) -> bool:
    """Whether a code that is also a word ("TOP 10", "ALL 5") is money: only beside a number that is printed like money."""
    if number.scale >= 1000 or number.needs_money:
        return True
    return "," in number.digits or len(number.digits.partition(".")[2]) == 2


def _surely_behind(tokens: Tokens, number: Numeral, right: Money, t: Tables) -> bool:
    printed = number.scale > 1 or "." in number.digits or "," in number.digits
    return printed or tokens.touching(right.first) or _scale_behind(tokens, right.last, t) is not None


def _joined(tokens: Tokens, left: Money | None, right: Money | None, number: Numeral, t: Tables) -> Money | None:
    """The currency meant by what stands on both sides: "$1.05bn USD", "€4bn euros", "$9 US a bushel"."""
    if left and right:
        if right.codes[0] in left.codes and tokens.low[right.first - 1] not in "-‐‑":
            codes = right.codes if len(right.codes) == 1 else left.codes
            return Money(left.first, right.last, codes, left.factor, sign=left.sign)
        return left
    if left and left.sign == "$":
        whose = currencies.dollars_of(tokens, number.last, t.money, t.units.stops)
        if whose:
            return Money(left.first, whose.last, whose.codes, left.factor, sign="$")
    return left or right


def _money(
    tokens: Tokens, number: Numeral, money: Money, left: Money | None, right: Money | None, t: Tables
) -> Amount | None:
    if number.fraction and number.scale == 1 and not left and number.rule != "glyph":
        return None  # "a third euro"
    if left and number.rule == "bare_scale":
        return None  # "in USD million": a heading
    if not left and number.value == 1 and number.first and tokens.low[number.first - 1] in ("not", "no"):
        return None  # "not one crown"
    last, factor = max(money.last, number.last), money.factor
    if money is right and number.scale == 1 and number.digits and factor == 1:
        behind = _scale_behind(tokens, right.last, t)  # "8 EUR million"
        if behind:
            last, scale = behind
            factor = number.scale = float(scale)
    value = _times(number, factor) if factor != 1 else _european(tokens, number, money)
    rule = "money:minor" if money.sign == "minor" else f"money:{number.rule}"
    found = Amount(
        min(money.first, number.first), last, number, value, value, money.codes[0], rule, money.codes, sign=money.sign
    )
    if money.sign != "minor" and number.scale == 1 and number.value is not None:
        _and_cents(tokens, found, t, has_sign=left is not None)
    return found


def _times(number: Numeral, factor: float) -> float | None:
    if number.value is None:
        return None
    parsed = parse_digits(number.digits) if number.digits and number.scale in (1, factor) else None
    if parsed and number.mantissa == exact(*parsed):
        return exact(*parsed, int(factor)) if factor >= 1 else exact(*parsed) / round(1 / factor)
    return number.value * factor


def _european(tokens: Tokens, number: Numeral, money: Money) -> float | None:
    """ "250.000 EUR": one dot before three digits groups thousands where the money has no other thousandths."""
    head, dot, tail = number.digits.partition(".")
    if not dot or len(tail) != 3 or number.scale != 1 or number.value is None or head == "0" or "," in head:
        return number.value
    if tail.endswith("00") or (money.sign not in ("$", "£") and len(head) >= 2):
        return number.value * 1000
    return number.value


def _and_cents(tokens: Tokens, a: Amount, t: Tables, *, has_sign: bool) -> None:
    """ "7 dollars 20 cents", "six euros and ten cents", "9 dollars 80": the small coin belongs to the amount."""
    at, n = a.last + 1, tokens.n
    joined = at < n and tokens.low[at] == "and"
    at += joined
    if at >= n or a.low is None or a.low >= 1e5 or a.low != int(a.low):
        return
    number = numerals.read(tokens, at, t.numbers)
    if number is None or number.value is None or not 0 < number.value < 100 or number.value != int(number.value):
        return
    coin = currencies.after(tokens, number.last, t.money, has_sign=False, plural_scale=False)
    if coin and coin.sign == "minor" and (coin.codes[0] in a.codes or coin.codes[0] == "USD"):
        last = coin.last
    else:
        plain = number.last + 1 >= n or tokens.kind[number.last + 1] == PUNCT
        if (
            coin
            or has_sign
            or not plain
            or len(number.digits) != 2
            or tokens.low[number.last + 1 : number.last + 2] == ["%"]
        ):
            return
        if tokens.low[number.last + 1 : number.last + 2] == [","] and joined:
            return
        last = number.last
    a.low = a.high = round(a.low + number.value / 100, 2)
    a.last = last


def _scale_behind(tokens: Tokens, j: int, t: Tables) -> tuple[int, int] | None:
    at = j + 1
    if at < tokens.n and tokens.kind[at] == WORD:
        word = tokens.low[at]
        factor = t.numbers.scales.get(word) or t.numbers.abbreviated.get(word)
        if factor and factor > 100 and not (word.endswith("s") and tokens.low[at + 1 : at + 2] == ["of"]):
            return at, factor
        if word in ("m", "b", "k"):
            return at, t.numbers.letters[word]
    return None


def _without_letter(tokens: Tokens, number: Numeral, t: Tables) -> Numeral:
    """A number that took "m" for million but has no currency: "30 m" is a length, "33m people" are people, "$" may be elided."""
    letter, behind = tokens.low[number.last], number.last + 1
    if tokens.touching(number.last) and letter in ("m", "k", "b"):
        word = behind < tokens.n and tokens.kind[behind] == WORD and tokens.low[behind] not in t.units.stops
        follows = word and (
            units.counted(tokens, number.last, t.units, single=False, plural_scale=False)
            or units.measured(tokens, number.last, t.units)
        )
        if follows or not word or letter != "m":
            number.needs_money = False
            return number
    parsed = parse_digits(number.digits)
    value = exact(*parsed) if parsed else number.mantissa
    return Numeral(number.first, number.last - 1, value, number.rule, mantissa=value, digits=number.digits)


def _other(tokens: Tokens, number: Numeral, t: Tables, *, plural: bool, floor: int, inner: bool) -> Amount | None:
    """An amount that is no money: unit, share, multiple, counted noun or a bare number."""
    last, value = number.last, number.value

    def amount(end: int, unit: str | None, rule: str, of: str | None = None) -> Amount:
        return Amount(number.first, end, number, value, value, unit, rule, of=of)

    if number.fraction:
        points = _of_a_percent(tokens, last, t)
        if points is not None:
            return amount(points.last, points.unit, "percent")
    unit = units.measured(tokens, last, t.units)
    if unit and number.rule != "bare_scale" and not (number.fraction and unit.unit not in t.units.durations):
        if unit.unit.startswith("pct"):
            return amount(unit.last, unit.unit, "percent")
        if noclaims.is_age(tokens, number, t.noclaims) or noclaims.glued_before(tokens, number):
            return None
        if number.fraction and tokens.low[number.first] == "a" and tokens.low[number.last].endswith(("rd", "th")):
            return None  # "for a fifth day"
        if unit.unit not in t.units.durations:
            return amount(unit.last, unit.unit, "unit")
        return amount(unit.last, unit.unit, measures.duration_rule(tokens, number))
    if number.rule == "multiple":
        return amount(last, "ratio", "multiple:verb") if measures.grows(tokens, number) else None
    if number.fraction:
        return amount(last, "ratio", "share") if measures.is_share(tokens, number, t.noclaims) else None
    if _opens_range(tokens, number, t):
        return amount(last, None, f"bare:{number.rule}")
    if noclaims.rejected(tokens, number, t.noclaims, t.units, floor, inner=inner):
        return None
    if number.rule == "bare_scale":
        return amount(last, None, "bare:scale")
    share = partcounts.share_of(tokens, number, t.numbers, t.units)
    if share:
        return Amount(number.first, share[0], number, share[1], share[1], "ratio", "share")
    end = measures.multiple(tokens, number)
    if end is not None:
        return amount(end, "ratio", "multiple")
    part = partcounts.part_of(tokens, number, t.numbers, t.units)
    if part is not None:
        return amount(part.last, "count", "count:part", part.of)
    counted = measures.count(tokens, number, t.units, plural=plural)
    if counted:
        thing, rule = counted
        named = t.money.names.ahead(tokens, thing.last)
        if named and tokens.low[thing.last] not in currencies.WORDS_TOO:  # "16 million of its dollars"
            return Amount(number.first, thing.last, number, value, value, named[1][0], "money:noun", named[1])
        return amount(thing.last, "count", rule, thing.of)
    label = measures.label(tokens, number, t.units)
    if label:
        return amount(last, "count", "count:label", label)
    following = last + 1
    open_end = following >= tokens.n or tokens.kind[following] != WORD or tokens.low[following] in t.units.stops
    hyphen = following < tokens.n and tokens.low[following] in "-‐‑" and tokens.kind[following] not in (NUMBER, SIGN)
    return amount(last, None, f"bare:{number.rule}" if open_end and not hyphen else "bare:word")


def _of_a_percent(tokens: Tokens, last: int, t: Tables) -> units.Unit | None:
    """ "a quarter of a percent (of GDP)", "half a percentage point": the unit of which a fraction is told."""
    at = last + 1
    if tokens.low[at : at + 1] == ["of"]:
        at += 1
    if tokens.low[at : at + 1] not in (["a"], ["one"]):
        return None
    unit = units.measured(tokens, at, t.units)
    return unit if unit is not None and unit.unit.startswith("pct") else None


def _opens_range(tokens: Tokens, number: Numeral, t: Tables) -> bool:
    """ "2-3 billion", "10–12 per cent": the dash behind the number joins it to one that has a unit or scale."""
    joint, n = number.last + 1, tokens.n
    if joint + 1 >= n or not number.digits or tokens.low[joint] not in "-‐‑–—−" or tokens.kind[joint + 1] != NUMBER:
        return False
    if number.scale > 1 or (tokens.touching(number.first) and tokens.kind[number.first - 1] == WORD):
        return False
    second = numerals.read(tokens, joint + 1, t.numbers)
    if second is None or second.value is None or number.value is None or second.value <= number.value:
        return False
    if second.last + 1 < n and tokens.low[second.last + 1] in "-‐‑–/":
        return False
    return (
        second.scale > 1
        or currencies.after(tokens, second.last, t.money, has_sign=False, plural_scale=False) is not None
        or units.measured(tokens, second.last, t.units) is not None
        or units.counted(tokens, second.last, t.units, single=False, plural_scale=False) is not None
    )
