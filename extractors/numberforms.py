"""Numbers as the readers of digits and of words share them: what a `Numeral` is, the number words of a lexicon, and the scales behind a number."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.digits import exact
from extractors.lexicon import Lexicon
from extractors.tokens import WORD, Tokens

_MONEY_WORDS = frozenset(("euro", "euros", "eur", "usd", "us", "dollar", "dollars", "chf", "gbp", "sek", "nok", "dkk"))
DASHES = "-‐‑–"


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


def scaled(tokens: Tokens, found: Numeral, t: NumberTables, parts: tuple[int, int] | None = None) -> Numeral:
    """Take the scale words behind the number: "4 billion", "4bn", "1,000 million", "3 lakh crore", "1.5-billion"."""
    n, scale, last = tokens.n, 1, found.last
    for _ in range(3):
        at = last + 1
        if at < n and tokens.low[at] in DASHES and tokens.touching(at) and at + 1 < n and tokens.touching(at + 1):
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


def half_behind(tokens: Tokens, at: int) -> int | None:
    """The last token of "and a half" or "-and-a-half"."""
    low = tokens.low
    if low[at : at + 3] == ["and", "a", "half"]:
        return at + 2
    if low[at : at + 6] in (["-", "and", "-", "a", "-", "half"], ["‑", "and", "‑", "a", "‑", "half"]):
        return at + 5
    return None
