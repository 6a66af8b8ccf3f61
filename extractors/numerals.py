"""Numbers in digits and words: "1,050", "1.5bn", "two hundred and fifty thousand", "half a billion", "tens of millions", "a third".

A `Numeral` is the number alone: no currency, no unit, no words around it. `read` looks at the tokens from one place on and says what
number begins there; it never looks back and never further than `_REACH` tokens.
"""

from __future__ import annotations

from extractors.digits import exact, parse_digits
from extractors.numberforms import DASHES, NumberTables, Numeral, half_behind, scaled, tables
from extractors.numberwords import in_words
from extractors.tokens import NUMBER, SIGN, WORD, Tokens

__all__ = ["NumberTables", "Numeral", "read", "tables"]

_CALIBRES = ("mm", "cm")
#: what a price is for behind a stroke
_BY_THE = frozenset(
    ("t", "tonne", "ton", "mt", "kg", "kilo", "lb", "oz", "g", "mwh", "kwh", "gwh", "mw", "kw", "bbl", "barrel", "boe", "litre", "liter",
     "l", "gal", "gallon", "bushel", "bu", "m2", "m3", "sqm", "ha", "acre", "day", "week", "month", "mo", "year", "yr", "hour", "hr",
     "night", "person", "head", "share", "unit", "teu", "feu", "mmbtu", "mbtu", "therm", "ct")
)  # fmt: skip
#: from here on a number may go on in smaller scales
_LEAST_SCALE = 1e3
_THIN = "\u00a0\u202f\u2009"


def read(tokens: Tokens, i: int, t: NumberTables) -> Numeral | None:
    """The number that begins at token ``i``, or None."""
    if tokens.kind[i] == NUMBER:
        found = _digits(tokens, i, t)
        return _with_rest(tokens, found, t) if found is not None and found.scale >= _LEAST_SCALE else found
    if tokens.kind[i] != WORD:
        return None
    word = tokens.low[i]
    if word in t.glyphs:
        top, bottom = t.glyphs[word]
        return scaled(tokens, Numeral(i, i, top / bottom, "glyph", mantissa=top / bottom, fraction=True), t)
    return in_words(tokens, i, t)


# --- digits ---------------------------------------------------------------------------------------------------------------------


def _digits(tokens: Tokens, i: int, t: NumberTables) -> Numeral | None:
    printed, last = tokens.low[i], i
    if len(printed) <= 3 and printed.isdigit():
        printed, last = _spaced_groups(tokens, i)
    parsed = parse_digits(printed)
    if parsed is None:
        return None
    whole, decimals = parsed
    value = exact(whole, decimals)
    found = Numeral(i, last, value, "digits", mantissa=value, digits=printed)
    n = tokens.n
    if last + 1 < n:
        following = tokens.low[last + 1]
        if following in t.glyphs:  # 1½
            top, bottom = t.glyphs[following]
            found.value = found.mantissa = value + top / bottom
            found.last = last + 1
        elif following == "/" and last + 2 < n and tokens.touching(last + 1) and tokens.touching(last + 2):
            priced = i and (tokens.kind[i - 1] == SIGN or tokens.touching(i) or tokens.raw(i - 1).isupper())
            if not (tokens.low[last + 2] in _BY_THE and priced):
                return None  # 3/4, 12/5/2024, 2024/25; but "$640/t"
        elif following in ("and", "-") and not decimals:  # "2 and a half million"
            end = half_behind(tokens, last + 1)
            if end is not None:
                found.value = found.mantissa = value + 0.5
                found.last, whole, decimals = end, whole * 10 + 5, 1
    return scaled(tokens, found, t, (whole, decimals) if found.value == exact(whole, decimals) else None)


def _with_rest(tokens: Tokens, found: Numeral, t: NumberTables) -> Numeral:
    """ "1 billion 250 million", "6 thousand 500", "2 crore 50 lakh": the number with what is told of it in smaller scales, as agencies translate."""
    at = found.last + 1
    while found.value is not None and at < tokens.n and tokens.kind[at] == NUMBER and _one_space(tokens, at):
        if not tokens.low[at].isdigit() or len(tokens.low[at]) > 3:
            break
        rest = _digits(tokens, at, t)
        if rest is None or not rest.value or rest.needs_money or rest.value >= found.scale:
            break
        behind = tokens.low[rest.last + 1] if rest.last + 1 < tokens.n else ""
        if rest.scale == 1 and (found.scale != _LEAST_SCALE or behind in _CALIBRES or behind in DASHES):
            break  # "2 million 300 howitzers" are two things, "5 thousand 155 mm shells", "10 thousand 20-foot containers" too
        found.value += rest.value
        found.scale, found.mantissa, found.last = rest.scale, found.value / rest.scale, rest.last
        at = found.last + 1
        if rest.scale == 1:
            break
    return found


def _one_space(tokens: Tokens, at: int) -> bool:
    gap = tokens.text[tokens.end[at - 1] : tokens.start[at]]
    return len(gap) == 1 and (gap == " " or gap in _THIN)


def _spaced_groups(tokens: Tokens, i: int) -> tuple[str, int]:
    """ "800 000" and "1 250 000": groups of three behind one space."""
    printed, last, text = tokens.low[i], i, tokens.text
    n = tokens.n
    while last + 1 < n and tokens.kind[last + 1] == NUMBER and last - i < 5:
        group = tokens.low[last + 1]
        gap = text[tokens.end[last] : tokens.start[last + 1]]
        if len(gap) != 1 or (gap != " " and gap not in _THIN):
            break
        body = group.split(".")[0]
        if len(body) != 3 or not body.isdigit() or printed.startswith("0"):
            break
        if tokens.touching(last + 2) and tokens.kind[last + 2] == WORD and tokens.low[last + 2] in _CALIBRES:
            break  # "800 155mm shells"
        printed += group
        last += 1
        if body != group:
            break
    return printed, last
