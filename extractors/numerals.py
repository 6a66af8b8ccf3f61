"""Numbers in digits and words: "1,050", "1.5bn", "two hundred and fifty thousand", "half a billion", "tens of millions", "a third".

A `Numeral` is the number alone: no currency, no unit, no words around it. `read` looks at the tokens from one place on and says what
number begins there; it never looks back and never further than `_REACH` tokens.
"""

from __future__ import annotations

from extractors.digits import exact, parse_digits
from extractors.numberforms import NumberTables, Numeral, half_behind, scaled, tables
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
_THIN = "\u00a0\u202f\u2009"


def read(tokens: Tokens, i: int, t: NumberTables) -> Numeral | None:
    """The number that begins at token ``i``, or None."""
    if tokens.kind[i] == NUMBER:
        return _digits(tokens, i, t)
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
