"""Numbers in digits and words: "1,050", "1.5bn", "two hundred and fifty thousand", "half a billion", "tens of millions", "a third".

A `Numeral` is the number alone: no currency, no unit, no words around it. `read` looks at the tokens from one place on and says what
number begins there; it never looks back and never further than `_REACH` tokens.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractors.digits import exact, parse_digits
from extractors.lexicon import Lexicon
from extractors.tokens import NUMBER, PUNCT, WORD, Tokens

#: no number in words is longer than this many tokens ("nine hundred and ninety-nine billion nine hundred ...")
_REACH = 24
#: nor spoken to more decimals than this
_SPOKEN = 4
_MONEY_WORDS = frozenset(("euro", "euros", "eur", "usd", "us", "dollar", "dollars", "chf", "gbp", "sek", "nok", "dkk"))
_CALIBRES = ("mm", "cm")
_THIN = "\u00a0\u202f\u2009"
_DASHES = "-‐‑–"


@dataclass(slots=True)
class Numeral:
    """A number at tokens ``first..last`` (inclusive). ``value`` is None for a vague plural, then ``magnitude`` holds its order."""

    first: int
    last: int
    value: float | None
    rule: str
    magnitude: float | None = None
    #: the scale word it was printed with (1e9 of "4 billion"), 1 where there is none
    scale: float = 1.0
    #: the number before its scale ("4" of "4 billion")
    mantissa: float | None = None
    #: how the digits were printed, "" for words
    digits: str = ""
    #: a share of something: "a third", "half"
    fraction: bool = False
    #: the scale word is a letter or abbreviation that needs money ("3 m", "2b")
    needs_money: bool = False


@dataclass(frozen=True, slots=True)
class NumberTables:
    cardinals: dict[str, int]
    scales: dict[str, int]
    abbreviated: dict[str, int]
    letters: dict[str, int]
    money_only: frozenset[str]
    vague: dict[str, int]
    multi: frozenset[str]
    fractions: dict[str, tuple[int, int]]
    glyphs: dict[str, tuple[int, int]]
    multiples: dict[str, int]
    quantifiers: frozenset[str]
    starters: frozenset[str]
    #: what "a" may stand before to begin a number
    behind_article: frozenset[str]


def tables(lexicon: Lexicon) -> NumberTables:
    """The number words of a lexicon as lookup tables (use through ``lexicon.compiled(tables)``)."""

    def numbers(key: str) -> dict[str, int]:
        found = lexicon.mapping("numbers", key)
        for word, value in found.items():
            if not isinstance(value, int):
                raise lexicon.error("numbers", f"{key}.{word}", "must be a whole number")
        return found

    def ratios(key: str) -> dict[str, tuple[int, int]]:
        found = lexicon.mapping("numbers", key)
        for word, pair in found.items():
            if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(x, int) and x for x in pair)):
                raise lexicon.error("numbers", f"{key}.{word}", "must be two whole numbers: [1, 3]")
        return {word: (pair[0], pair[1]) for word, pair in found.items()}

    cardinals, scales, vague = numbers("cardinals"), numbers("scales"), numbers("vague")
    fractions, glyphs, multiples = ratios("fractions"), ratios("glyphs"), numbers("multiples")
    multi = frozenset(lexicon.words("numbers", "multi"))
    quantifiers = frozenset(lexicon.words("numbers", "quantifiers"))
    starters = frozenset(
        {*cardinals, *scales, *vague, *multi, *glyphs, *multiples, *quantifiers, "half", "quarter", "a", "an"}
    )
    return NumberTables(
        cardinals, scales, numbers("abbreviated"), numbers("letters"), frozenset(lexicon.words("numbers", "money_only")),
        vague, multi, fractions, glyphs, multiples, quantifiers, starters,
        frozenset({*scales, *fractions, *quantifiers}),
    )  # fmt: skip


def read(tokens: Tokens, i: int, t: NumberTables) -> Numeral | None:
    """The number that begins at token ``i``, or None."""
    if tokens.kind[i] == NUMBER:
        return _digits(tokens, i, t)
    if tokens.kind[i] != WORD:
        return None
    word = tokens.low[i]
    if word in t.glyphs:
        top, bottom = t.glyphs[word]
        return _scaled(tokens, Numeral(i, i, top / bottom, "glyph", mantissa=top / bottom, fraction=True), t)
    return _words(tokens, i, t)


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
            return None  # 3/4, 12/5/2024, 2024/25
        elif following in ("and", "-") and not decimals:  # "2 and a half million"
            end = _half_behind(tokens, last + 1)
            if end is not None:
                found.value = found.mantissa = value + 0.5
                found.last, whole, decimals = end, whole * 10 + 5, 1
    return _scaled(tokens, found, t, (whole, decimals) if found.value == exact(whole, decimals) else None)


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


# --- scales ---------------------------------------------------------------------------------------------------------------------


def _scaled(tokens: Tokens, found: Numeral, t: NumberTables, parts: tuple[int, int] | None = None) -> Numeral:
    """Take the scale words behind the number: "4 billion", "4bn", "1,000 million", "3 lakh crore", "1.5-billion"."""
    n, scale, last = tokens.n, 1, found.last
    for _ in range(3):
        at = last + 1
        if at < n and tokens.low[at] in _DASHES and tokens.touching(at) and at + 1 < n and tokens.touching(at + 1):
            at += 1
            if tokens.low[at] not in t.scales:
                break
        if at >= n or tokens.kind[at] != WORD:
            break
        word = tokens.low[at]
        factor = t.scales.get(word)
        if factor is None and scale == 1 and found.digits:
            factor = t.abbreviated.get(word)
            if factor is None and word in t.letters:
                factor = t.letters[word]
                if not tokens.touching(at):
                    found.needs_money = True
            if factor is not None and word in t.money_only:
                found.needs_money = True
        if factor is None or (word == "dozen" and scale != 1):
            break
        scale *= factor
        last = at
        if word in t.abbreviated and at + 2 < n and tokens.low[at + 1] == "." and tokens.touching(at + 1):
            # "25 mln. euros", but not the full stop of a sentence
            nxt = tokens.raw(at + 2) if tokens.kind[at + 2] == WORD else ""
            last += nxt[:1].islower() or nxt.lower() in _MONEY_WORDS
    if scale != 1 and found.value is not None:
        found.value = exact(*parts, scale) if parts else found.value * scale
        found.scale = float(scale)
        found.last = last
        found.fraction = False
    return found


# --- words ----------------------------------------------------------------------------------------------------------------------


def _words(tokens: Tokens, i: int, t: NumberTables) -> Numeral | None:
    low = tokens.low
    word = low[i]
    n = tokens.n
    if word in t.multi:
        return _multi(tokens, i, t)
    if (word in t.vague and word not in t.scales) or (word.endswith("s") and word in t.vague):
        return _vague(tokens, i, t)
    if word in ("half", "quarter") or (word in ("a", "an") and i + 1 < n and low[i + 1] in t.fractions):
        return _fraction(tokens, i, t)
    if word in t.quantifiers:
        return _quantified(tokens, i, i + 1, t)
    if word in ("a", "an"):
        return _indefinite(tokens, i, t)
    if word in t.multiples:
        return Numeral(i, i, float(t.multiples[word]), "multiple", mantissa=float(t.multiples[word]))
    if word in t.cardinals:
        share = _counted_fraction(tokens, i, t)
        return share or _cardinal(tokens, i, t)
    if word in ("hundred", "thousand") and i + 1 < tokens.n and t.scales.get(low[i + 1], 0) > 1000:
        return _cardinal(tokens, i, t)  # "hundred million euros"
    if word in t.scales and word not in ("hundred", "thousand", "dozen"):
        # "billion-dollar", "billion or more": the caller decides by what follows
        value = float(t.scales[word])
        return Numeral(i, i, value, "bare_scale", scale=value, mantissa=1.0)
    return None


def _indefinite(tokens: Tokens, i: int, t: NumberTables) -> Numeral | None:
    """ "a hundred and fifty", "a million", "a dozen", "a couple of million", "a multibillion"."""
    low, n = tokens.low, tokens.n
    if i + 1 >= n or tokens.kind[i + 1] != WORD:
        return None
    following = low[i + 1]
    if following in t.quantifiers:
        return _quantified(tokens, i, i + 2, t)
    if following in t.scales and following not in t.vague:
        return _cardinal(tokens, i, t)
    return None


def _quantified(tokens: Tokens, i: int, at: int, t: NumberTables) -> Numeral | None:
    """ "several billion", "a few hundred million", "a couple of million": the order of magnitude is all that is told."""
    low, n = tokens.low, tokens.n
    if low[at : at + 1] == ["of"] and low[at - 1] == "couple":
        at += 1
    magnitude, last = 1.0, -1
    while at < n and at - i < 6 and low[at] in t.scales and not low[at].endswith("s") and low[at] != "dozen":
        magnitude *= t.scales[low[at]]
        last, at = at, at + 1
    return Numeral(i, last, None, "vague", magnitude=magnitude) if last >= 0 else None


def _cardinal(tokens: Tokens, i: int, t: NumberTables) -> Numeral | None:
    """Numbers in words, by the usual sum-and-multiply reading."""
    low, n = tokens.low, tokens.n
    total = current = 0
    last, at, scale = i - 1, i, 1
    seen = False
    if low[i] in ("a", "an"):
        current, at, seen = 1, i + 1, True
    elif low[i] in t.scales:
        seen = True
    stop = min(n, i + _REACH)
    tail = 0  # the last cardinal, to forbid "five six"
    while at < stop:
        word = low[at]
        if tokens.kind[at] == PUNCT:
            joined = word in _DASHES and at > i and tokens.touching(at) and at + 1 < stop and tokens.touching(at + 1)
            if joined and (low[at + 1] in t.cardinals or low[at + 1] in t.scales):
                at += 1
                continue
            break
        if word == "and":
            nxt = low[at + 1] if at + 1 < stop else ""
            if not (seen and tail == 0 and nxt in t.cardinals and last >= i and low[last] in t.scales):
                break
            at += 1
            continue
        value = t.cardinals.get(word)
        if value is not None:
            if tail and not (tail >= 20 and tail % 10 == 0 and 0 < value < 10):
                break
            current += value
            tail = value
            seen = True
        else:
            factor = t.scales.get(word)
            if factor is None or not seen:
                break
            scale = max(scale, factor)
            if factor in (100, 12):
                current = max(current, 1) * factor
            else:
                total = (
                    (total + max(current, 1)) * factor if total and total < factor else total + max(current, 1) * factor
                )
                current = 0
            tail = 0
        last = at
        at += 1
    if last < i or not seen:
        return None
    value = total + current
    found = Numeral(i, last, float(value), "words", scale=float(scale) if scale > 100 else 1.0)
    found.mantissa = value / found.scale
    return _pointed(tokens, found, t) or _and_a_half(tokens, found, t)


def _pointed(tokens: Tokens, found: Numeral, t: NumberTables) -> Numeral | None:
    """ "twelve point six (billion)", "three point two five million": decimals as they are spoken."""
    low, at, n = tokens.low, found.last + 2, tokens.n
    if found.scale != 1 or found.value is None or found.value >= 1000 or low[at - 1 : at] != ["point"]:
        return None
    decimals = ""
    while at < n and low[at] in t.cardinals and t.cardinals[low[at]] < 10 and len(decimals) < _SPOKEN:
        decimals += str(t.cardinals[low[at]])
        at += 1
    if not decimals:
        return None
    found.value = found.mantissa = float(f"{int(found.value)}.{decimals}")
    found.last = at - 1
    return _scaled(tokens, found, t)


def _and_a_half(tokens: Tokens, found: Numeral, t: NumberTables) -> Numeral:
    """ "two and a half billion", "one and a half million": the half belongs before the scale."""
    end = _half_behind(tokens, found.last + 1)
    if end is not None and found.value is not None and found.scale == 1:
        found.value += 0.5
        found.mantissa = found.value
        found.last = end
        return _scaled(tokens, found, t)
    if end is not None and found.value is not None and found.scale > 100:
        found.value += found.scale / 2  # "a billion and a half"
        found.mantissa = found.value / found.scale
        found.last = end
    return found


def _half_behind(tokens: Tokens, at: int) -> int | None:
    """The last token of "and a half" or "-and-a-half"."""
    low = tokens.low
    if low[at : at + 3] == ["and", "a", "half"]:
        return at + 2
    if low[at : at + 6] in (["-", "and", "-", "a", "-", "half"], ["‑", "and", "‑", "a", "‑", "half"]):
        return at + 5
    return None


def _fraction(tokens: Tokens, i: int, t: NumberTables) -> Numeral | None:
    """ "half a billion", "half a million", "a quarter of a million", "a third", "half"."""
    low, n = tokens.low, tokens.n
    at = i + 1 if low[i] in ("a", "an") else i
    if low[at] not in t.fractions:
        return None
    top, bottom = t.fractions[low[at]]
    return _fraction_of_scale(tokens, i, at, top, bottom, t, n)


def _counted_fraction(tokens: Tokens, i: int, t: NumberTables) -> Numeral | None:
    """ "two thirds", "three-quarters", "three quarters of a billion"."""
    low, n = tokens.low, tokens.n
    at = i + 1
    if at < n and low[at] in _DASHES and tokens.touching(at):
        at += 1
    if at < n and low[at] in t.fractions and low[at] != "second" and t.cardinals[low[i]] > 0:
        top, bottom = t.fractions[low[at]]
        count = t.cardinals[low[i]]
        if count == 1 or low[at].endswith("s"):
            return _fraction_of_scale(tokens, i, at, top * count, bottom, t, n)
    return None


def _fraction_of_scale(tokens: Tokens, i: int, at: int, top: int, bottom: int, t: NumberTables, n: int) -> Numeral:
    low = tokens.low
    share = top / bottom
    j = at + 1
    while j < n and j - at < 6 and (low[j] in ("of", "a", "an") or (low[j] in _DASHES and tokens.touching(j))):
        j += 1
    if j < n and low[j] in t.scales and not low[j].endswith("s") and low[j] != "dozen":
        factor = t.scales[low[j]]
        return Numeral(i, j, top * factor / bottom, "fraction_of_scale", scale=float(factor), mantissa=share)
    if j < n and low[j] == "dozen":
        return Numeral(i, j, top * 12 / bottom, "fraction_of_scale", mantissa=top * 12 / bottom)
    return Numeral(i, at, share, "fraction", mantissa=share, fraction=True)


def _vague(tokens: Tokens, i: int, t: NumberTables) -> Numeral:
    """ "billions", "hundreds of millions", "tens of thousands": an order of magnitude, no number."""
    low, n = tokens.low, tokens.n
    magnitude = float(t.vague[low[i]])
    last = i
    while last + 2 < n and low[last + 1] == "of" and low[last + 2] in t.vague:
        magnitude *= t.vague[low[last + 2]]
        last += 2
    return Numeral(i, last, None, "vague", magnitude=magnitude)


def _multi(tokens: Tokens, i: int, t: NumberTables) -> Numeral | None:
    """ "multibillion-dollar", "multi-billion"."""
    low, n = tokens.low, tokens.n
    word, last = low[i], i
    if word == "multi":
        last = i + 2 if i + 2 < n and low[i + 1] in _DASHES else i + 1
        word = low[last] if last < n else ""
    else:
        word = word.removeprefix("multi")
    if word not in t.scales:
        return None
    return Numeral(i, last, None, "multi", magnitude=float(t.scales[word]))
