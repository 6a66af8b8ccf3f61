"""Ranges of two amounts, and pairs that lend each other what is printed once.

    amount := core | core ("-" | "to" | "or") core | "between" core "and" core | "from" core "to" core

"from 5 to 10 billion" is a change unless a word like "ranging" makes it a range: then both stay amounts of their own.
"""

from __future__ import annotations

from extractors.amounts import Amount, Tables, core
from extractors.tokens import NUMBER, SIGN, WORD, Tokens

_DASHES = "-‐‑–—−"


def ranged(tokens: Tokens, a: Amount, t: Tables, ranging: frozenset[str], moving: frozenset[str]) -> Amount:
    """The range that ``a`` opens, else ``a`` itself, with scale and currency lent from the amount it is paired with."""
    joint = a.last + 1
    if joint + 1 >= tokens.n or a.number.value is None or a.unit == "ratio" or a.sign == "minor":
        return a
    word = tokens.low[joint]
    before = tokens.low[a.first - 1] if a.first else ""
    if word == "up" and before == "from" and tokens.low[joint + 1] == "to" and joint + 2 < tokens.n:
        joint, word = joint + 1, "until"  # "from 350 up to 500 euros"
    if word not in ("and", "to", "or", "till", "until") and word not in _DASHES:
        return a
    if word == "and" and before not in ("between", "both"):
        return a
    b = opening(tokens, joint + 1, t)
    if b is None or b.number.value is None or b.unit == "ratio" or b.sign == "minor":
        return a
    pair = word == "to" and _is_change(tokens, a, b, before, ranging, moving)
    if a.unit == "pct" and b.unit in ("pct_gdp", "pct_gni"):
        a.unit = b.unit  # "from 0.7% to 0.5% of GNI"
    if not _kin(a, b):
        return a
    low, high = _lent(a, b)
    if pair:
        if low is not None and (low != a.low or a.unit is None) and b.unit is not None and b.number.scale > 1:
            a.low = a.high = low
            a.unit, a.codes, a.of, a.rule = b.unit, b.codes or a.codes, b.of, b.rule
            a.number.scale = b.number.scale
        return a
    return _range(tokens, a, b, low, high, word) or a


def opening(tokens: Tokens, i: int, t: Tables) -> Amount | None:
    """The amount that begins right at token ``i``, with its currency first or its number first."""
    for k in range(i, min(i + 4, tokens.n)):
        if tokens.kind[k] == NUMBER or tokens.low[k] in t.numbers.starters:
            found = core(tokens, k, t, i, inner=True)
            if found and found.first == i:
                return found
            if tokens.kind[k] == NUMBER:
                return None
        if tokens.kind[k] not in (SIGN, WORD) and tokens.low[k] != ".":
            return None
    return None


def _is_change(
    tokens: Tokens, a: Amount, b: Amount, before: str, ranging: frozenset[str], moving: frozenset[str]
) -> bool:
    """ "from 5 to 10", "raise its 5 to 10", "by €5bn to €60bn", but "ranging from 5 to 10", "by 5 to 10 percent"."""
    if before == "between":
        return False
    if before == "from":
        return not any(tokens.low[k] in ranging for k in range(max(0, a.first - 3), a.first - 1))
    for k in range(a.first - 1, max(-1, a.first - 7), -1):
        if tokens.low[k] == "by":
            whole = a.last > a.number.last or a.first < a.number.first  # it has a unit of its own
            return whole and b.low is not None and a.low is not None and b.low > 3 * a.low
        if tokens.low[k] in moving:
            return True
    return False


def _kin(a: Amount, b: Amount) -> bool:
    """Whether two amounts can be the ends of one range or one change."""
    if a.of is not None:
        return False  # "5 ships and 10 tanks"
    if a.money and b.money:
        return a.unit == b.unit or b.codes[0] in a.codes or a.codes[0] in b.codes
    if a.unit is None:
        return True
    if b.unit is None:
        return a.money
    return a.unit == b.unit


def _lent(a: Amount, b: Amount) -> tuple[float | None, float | None]:
    """Both values, with the scale that is printed once: "$2-3 billion", "from $10 to $15 billion"."""
    low, high = a.low, b.low
    x, y = a.number, b.number
    if low is None or high is None or x.mantissa is None or y.mantissa is None:
        return low, high
    if x.scale == 1 and y.scale > 1 and x.mantissa < (500 if not a.money else 3 * y.mantissa):
        low *= y.scale
    elif y.scale == 1 and x.scale > 1 and b.unit is None and y.mantissa < 1000:
        high *= x.scale
    return low, high


def _range(tokens: Tokens, a: Amount, b: Amount, low: float | None, high: float | None, joint: str) -> Amount | None:
    if low is None or high is None or high <= low:
        return None
    if joint in _DASHES and ((a.unit is None and b.unit is None and b.number.scale == 1) or high > 1e4 * low):
        return None
    if joint == "or" and high > 3 * low:
        return None
    codes = a.codes if a.money and (not b.money or len(a.codes) <= len(b.codes)) else b.codes
    rule = b.rule if b.unit is not None else a.rule
    found = Amount(
        a.first,
        b.last,
        b.number,
        low,
        high,
        codes[0] if codes else b.unit or a.unit,
        f"range:{rule}",
        codes,
        of=b.of,
        ranged=True,
    )
    found.sign = a.sign or b.sign
    return found
