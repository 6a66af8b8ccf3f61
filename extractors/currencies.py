"""Which currency the words and signs beside a number mean.

Codes and English names come from ISO 4217 (pycountry) and CLDR (Babel, English only); signs, bare words ("kroner", "rupees") and
newspaper styles from ``lexicon/currencies.yaml``. A sign or word that several countries use carries all its codes, the usual one first:
whose dollars are meant is decided by who knows the payer (`extractors.elision.with_issuer`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extractors import regions
from extractors.lexicon import Lexicon
from extractors.phrases import Phrases
from extractors.tokens import NUMBER, SIGN, WORD, Tokens

_DASHES = "-‐‑–"


#: two capitals that name a currency and hardly anything else
#: currency names that are also other words
WORDS_TOO = frozenset(
    (
        "pound",
        "pounds",
        "won",
        "rand",
        "sole",
        "soles",
        "crown",
        "crowns",
        "mark",
        "marks",
        "som",
        "kina",
        "lev",
        "leu",
        "kip",
        "real",
    )
)
_SURE = frozenset(("RM", "PS"))
#: letters that belong to a sign although a space and lower case stand between ("us $ 40 million")
_APART = frozenset(("c", "us", "hk", "Can", "Aus", "Mex", "usd"))


@dataclass(frozen=True, slots=True)
class Money:
    """A currency as printed beside a number: tokens ``first..last``; ``codes`` the usual one first; value x ``factor``."""

    first: int
    last: int
    codes: tuple[str, ...]
    #: "MEUR 48", "2 cents"
    factor: float = 1.0
    #: printed as a code that is also an English word, or as one letter: needs a number that can be nothing but money
    risky: bool = False
    sign: str = ""


@dataclass(frozen=True, slots=True)
class CurrencyTables:
    codes: frozenset[str]
    risky: frozenset[str]
    signs: dict[str, tuple[str, ...]]
    sign_prefixes: dict[tuple[str, str], str]
    sign_suffixes: Phrases[str]
    prefixes: dict[str, tuple[str, ...]]
    touching: dict[str, tuple[str, ...]]
    names: Phrases[tuple[str, ...]]
    #: small coins: whose they may be, how many make one
    minor: Phrases[tuple[tuple[str, ...], int]]
    usd_per_unit: dict[str, float]
    #: "brazilian" -> the currencies in use there
    demonyms: dict[str, frozenset[str]]


def tables(lexicon: Lexicon) -> CurrencyTables:
    """The currencies of a lexicon as lookup tables (use through ``lexicon.compiled(tables)``; about 0.2 s, once)."""
    get = lexicon.mapping

    def codes(key: str) -> dict[str, tuple[str, ...]]:
        found = get("currencies", key)
        for word, value in found.items():
            if not isinstance(value, list) or not all(isinstance(c, str) and len(c) == 3 for c in value):
                raise lexicon.error("currencies", f"{key}.{word}", "must be a list of ISO 4217 codes: [SEK, NOK]")
        return {word: tuple(value) for word, value in found.items()}

    ignored = frozenset(lexicon.words("currencies", "ignored_codes"))
    own, cldr = codes("names"), dict(_cldr_names())
    in_use = set(_in_use())
    known = {code for _, all_codes in cldr.items() for code in all_codes} | {c for cs in own.values() for c in cs}
    names = [(n, c) for n, c in own.items() if c] + [(n, c) for n, c in cldr.items() if n not in own]
    prefixes = {
        (prefix.upper(), sign): code
        for sign, table in get("currencies", "sign_prefixes").items()
        for prefix, code in table.items()
    }
    signs = codes("signs")
    minor = {
        w: (signs["$"] if whose == ["$"] else tuple(whose), int(n))
        for w, (*whose, n) in get("currencies", "minor").items()
    }
    return CurrencyTables(
        frozenset(known - ignored),
        frozenset(lexicon.words("currencies", "risky_codes")) | (known - in_use),
        signs,
        prefixes,
        Phrases((str(k), str(v)) for k, v in get("currencies", "sign_suffixes").items()),
        codes("prefixes"),
        codes("touching"),
        Phrases(names),
        Phrases(minor.items()),
        {code: float(v) for code, v in get("currencies", "usd_per_unit").items()},
        lexicon.compiled(regions.demonyms),
    )


def _in_use() -> Iterator[str]:
    """Codes of today, and those that the news still print for the last years."""
    import pycountry

    yield from (c.alpha_3 for c in pycountry.currencies)
    yield from ("BGN", "HRK")


def _cldr_names() -> Iterator[tuple[str, tuple[str, ...]]]:
    """English names of all currencies in use, singular and plural, as CLDR spells them and without accents."""
    from babel.numbers import get_currency_name, list_currencies

    active = set(_in_use())
    names: dict[str, list[str]] = {}
    for code in sorted(list_currencies("en"), key=lambda c: (c not in active, c)):
        for count in (1, 2, None):
            name = get_currency_name(code, count, locale="en").lower()
            if "(" in name or (code not in active and len(name.split()) == 1):
                continue
            for form in {name, _plain(name)}:
                names.setdefault(form, []).append(code)
    for name, found in names.items():
        yield name, tuple(dict.fromkeys(found))


def _plain(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


def before(tokens: Tokens, i: int, t: CurrencyTables, floor: int) -> Money | None:
    """The currency printed before the number that begins at token ``i``, looking no further back than token ``floor``."""
    p = i - 1
    if p < floor:
        return None
    if tokens.kind[p] == SIGN:
        return _sign_before(tokens, p, t, floor)
    if tokens.low[p] == "=" and p > floor and tokens.low[p - 1] == "y" and tokens.touching(p) and tokens.touching(i):
        return Money(p - 1, p, ("JPY",), sign="Y=")
    if (
        tokens.low[p] == "."
        and p > floor
        and tokens.touching(p)
        and tokens.raw(p - 1) in t.prefixes
        and not tokens.raw(p - 1).isupper()
    ):
        return Money(p - 1, p, t.prefixes[tokens.raw(p - 1)])
    if (
        tokens.low[p] == "-"
        and p > floor
        and tokens.touching(p)
        and tokens.touching(i)
        and tokens.raw(p - 1) in t.codes
    ):
        p -= 1
    if tokens.kind[p] != WORD:
        return None
    raw = tokens.raw(p)
    if p > floor and tokens.kind[p - 1] == SIGN and tokens.touching(p):  # "$US6 billion"
        code = t.sign_prefixes.get((raw.upper(), tokens.low[p - 1]))
        if code and len(raw) > 1:
            return Money(p - 1, p, (code,), sign=tokens.low[p - 1])
    code = _code(raw, t)
    if code:
        return Money(p, p, (code,), risky=code in t.risky)
    if len(raw) == 4 and raw[0] == "M" and raw[1:] in t.codes:
        return Money(p, p, (raw[1:],), factor=1e6)
    if raw in t.prefixes:
        risky = len(raw) <= 2 and raw.isupper() and raw not in _SURE
        sure = tokens.touching(i) and (_printed_surely(tokens.text, raw) or _priced(tokens.text, raw))
        return Money(p, p, t.prefixes[raw], risky=risky and not sure)
    named = t.names.behind(tokens, p, floor)
    if named and not _counted(tokens, named[0] - 1, floor) and tokens.low[p] not in WORDS_TOO:
        return Money(named[0], p, named[1], risky=True)  # "Euro 500m", "Rupees 500 crore"
    if raw in t.touching and tokens.touching(i) and not (p > floor and tokens.touching(p)):
        return Money(p, p, t.touching[raw], risky=not _priced(tokens.text, raw))
    return None


@lru_cache(maxsize=32)
def _printed_surely(text: str, prefix: str) -> bool:
    """Whether the text prints the prefix where it can be nothing but money: "R14,800", "K2.5 million" beside "R280"."""
    return (
        re.search(rf"\b{re.escape(prefix)} ?\d{{1,3}}(?:(?:,\d{{3}})+\b|(?:\.\d+)? ?(?:m|bn|million|billion)\b)", text)
        is not None
    )


#: letters that also name roads, masks, fuels and quarters
_NAMES_TOO = frozenset(("E", "Q", "M", "Y", "D"))
_PRICED = (
    r"\b(?:costs?|paid|pays?|charges?|fined|earns?|fetch(?:es|ed)?|sets? \w+ back|sell(?:s|ing)? (?:at|for)) {0}\d{{2,}}\b"
    r"|\b{0}\d{{2,}}(?:\.\d\d)? ?(?:an?|per|/) ?"
    r"(?:kilo|kg|litre|liter|bag|sack|loaf|bottle|dozen|tonne|head|person|child|day|week|month|year|hour|night|ticket|bucket|household)\b"
)


@lru_cache(maxsize=32)
def _priced(text: str, letter: str) -> bool:
    """Whether the text prints a price with this letter for a currency: "P58 a kilo", "paid K900"; then "P46" is one too."""
    return letter not in _NAMES_TOO and re.search(_PRICED.format(re.escape(letter)), text) is not None


def _counted(tokens: Tokens, at: int, floor: int) -> bool:
    """Whether the currency word behind token ``at`` already belongs to a number."""
    return at >= floor and (
        tokens.kind[at] == NUMBER or tokens.low[at] in ("million", "billion", "bn", "m", "trillion", "crore", "of")
    )


def _sign_before(tokens: Tokens, p: int, t: CurrencyTables, floor: int) -> Money:
    sign = tokens.low[p]
    codes = t.signs[sign]
    q = p - 1
    for first, spelled in ((q - 3, ["u", ".", "s", "."]), (q - 2, ["u", ".", "s"])):
        if first >= floor and tokens.low[first : q + 1] == spelled:  # "U.S. $58"
            return Money(first, p, ("USD",), sign=sign)
    if q < floor or tokens.kind[q] != WORD:
        return Money(p, p, codes, sign=sign)
    raw, near = tokens.raw(q), tokens.touching(p)
    code = t.sign_prefixes.get((raw.upper(), sign))
    apart = (len(raw) > 1 and raw.isupper()) or raw in _APART
    if code and (near or (apart and not (raw == "us" and tokens.low[q - 1 : q] == ["to"]))):
        return Money(q, p, (code,), sign=sign)
    if near and raw in t.codes:
        return Money(q, p, (raw,), sign=sign)
    return Money(p, p, codes, sign=sign)


def _code(raw: str, t: CurrencyTables) -> str | None:
    if len(raw) != 3:
        return None
    if raw in t.codes:
        return raw
    upper = raw.upper()
    return upper if raw.islower() and upper in t.codes and upper not in t.risky else None


def after(tokens: Tokens, j: int, t: CurrencyTables, *, has_sign: bool, plural_scale: bool) -> Money | None:
    """The currency printed behind the number that ends at token ``j``.

    ``has_sign``: the number already has one before it. ``plural_scale``: it ended in "billions", so that "of" may follow.
    """
    n, p = tokens.n, j + 1
    if p >= n:
        return None
    if tokens.low[p] in _DASHES and tokens.touching(p) and p + 1 < n and tokens.touching(p + 1):
        p += 1  # "billion-dollar"
        if tokens.kind[p] != WORD:
            return None
    elif plural_scale and tokens.low[p] == "of" and p + 1 < n:
        p += 1
        if tokens.low[p] == "the" and p + 1 < n and tokens.low[p + 1] in t.demonyms and t.names.ahead(tokens, p + 2):
            p += 1  # "milliards of the Norwegian crowns"
    kind = tokens.kind[p]
    if tokens.low[p] == "¢":
        return None if has_sign else Money(p, p, ("USD",), factor=0.01, sign="minor")
    if kind == SIGN:
        taken = (
            p + 1 < n
            and tokens.kind[p + 1] == NUMBER
            and (has_sign or tokens.touching(p + 1))
            and not tokens.touching(p)
        )
        return None if taken or has_sign else Money(p, p, t.signs[tokens.low[p]], sign=tokens.low[p])
    if kind != WORD:
        return None
    raw = tokens.raw(p)
    at = p + 2 if tokens.low[p + 1 : p + 2] == ["-"] else p + 1
    if at < n and tokens.kind[at] == SIGN and tokens.touching(at) and not has_sign:  # "100 m US$", "17,5 million US-$"
        mine = t.sign_prefixes.get((raw.upper(), tokens.low[at]))
        if mine and not _belongs_ahead(tokens, j, at):
            return Money(p, at, (mine,), sign=tokens.low[at])
    code = _code(raw, t)
    if code and not (
        p + 1 < n
        and tokens.kind[p + 1] == NUMBER
        and (has_sign or (tokens.touching(p + 1) and not tokens.touching(p)) or _belongs_ahead(tokens, j, p))
    ):
        return Money(p, p, (code,), risky=code in t.risky)
    if len(raw) == 4 and raw[0] == "M" and raw[1:] in t.codes and not has_sign:
        return Money(p, p, (raw[1:],), factor=1e6)
    named = t.names.ahead(tokens, p)
    if named:
        return Money(p, named[0], named[1])
    if p + 1 < n and tokens.low[p] in t.demonyms:  # "Brazilian reais", "Taiwan dollars"
        named = t.names.ahead(tokens, p + 1)
        if named:
            own = t.demonyms[tokens.low[p]]
            return Money(p, named[0], tuple(c for c in named[1] if c in own) or named[1])
    small = None if has_sign else t.minor.ahead(tokens, p)
    if small and not (tokens.low[p] == "p" and not (tokens.touching(p) and tokens.kind[j] == NUMBER)):
        whose, size = small[1]
        return Money(p, small[0], whose, factor=1 / size, sign="minor")
    return None


def _belongs_ahead(tokens: Tokens, j: int, p: int) -> bool:
    """ "in the budget for 2026 UAH 44.3 billion is set aside": a currency between a year and a number is the number's."""
    year = tokens.low[j]
    plain = len(year) == 4 and year.isdigit() and 1900 <= int(year) <= 2150
    return plain and tokens.kind[p + 1 : p + 2] == [NUMBER]


def dollars_of(tokens: Tokens, j: int, t: CurrencyTables, closing: frozenset[str]) -> Money | None:
    """ "$9 US a bushel", "$200 million Canadian.": whose dollars a sign meant, said behind the number that ends at ``j``."""
    found = t.sign_suffixes.ahead(tokens, j + 1)
    if not found:
        return None
    last, code = found
    nxt = last + 1
    if nxt >= tokens.n or tokens.kind[nxt] != WORD or tokens.low[nxt] in closing:
        return Money(j + 1, last, (code,))
    return None
