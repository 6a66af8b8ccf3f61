"""Numbers in words: "two hundred and fifty thousand", "half a billion", "tens of millions", "several hundred million", "a third"."""

from __future__ import annotations

from extractors.numberforms import DASHES, NumberTables, Numeral, half_behind, scaled
from extractors.tokens import PUNCT, WORD, Tokens

#: no number in words is longer than this many tokens ("nine hundred and ninety-nine billion nine hundred ...")
_REACH = 24
#: nor spoken to more decimals than this
_SPOKEN = 4


def in_words(tokens: Tokens, i: int, t: NumberTables) -> Numeral | None:
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
            joined = word in DASHES and at > i and tokens.touching(at) and at + 1 < stop and tokens.touching(at + 1)
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
    return scaled(tokens, found, t)


def _and_a_half(tokens: Tokens, found: Numeral, t: NumberTables) -> Numeral:
    """ "two and a half billion", "one and a half million": the half belongs before the scale."""
    end = half_behind(tokens, found.last + 1)
    if end is not None and found.value is not None and found.scale == 1:
        found.value += 0.5
        found.mantissa = found.value
        found.last = end
        return scaled(tokens, found, t)
    if end is not None and found.value is not None and found.scale > 100:
        found.value += found.scale / 2  # "a billion and a half"
        found.mantissa = found.value / found.scale
        found.last = end
    return found


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
    if at < n and low[at] in DASHES and tokens.touching(at):
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
    while j < n and j - at < 6 and (low[j] in ("of", "a", "an") or (low[j] in DASHES and tokens.touching(j))):
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
        last = i + 2 if i + 2 < n and low[i + 1] in DASHES else i + 1
        word = low[last] if last < n else ""
    else:
        word = word.removeprefix("multi")
    if word not in t.scales:
        return None
    return Numeral(i, last, None, "multi", magnitude=float(t.scales[word]))
