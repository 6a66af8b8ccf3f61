"""What is measured, where it is not money: percent (of GDP), areas, powers, lengths, weights, durations, and counted things."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.lexicon import Lexicon
from extractors.phrases import Phrases
from extractors.tokens import BREAK, NUMBER, WORD, Tokens

_DASHES = "-‐‑–"
_CALIBRES = ("mm", "millimetre", "millimeter", "millimetres", "cm", "inch", "kg", "km", "kw", "mw")
_OUTPUT = ("gdp", "gni", "gnp")
#: a counted thing is named by at most this many words behind its number
_NOUN_REACH = 5


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit behind a number, through token ``last``. ``of`` names the thing of a count."""

    last: int
    unit: str
    of: str | None = None


@dataclass(frozen=True, slots=True)
class UnitTables:
    phrases: Phrases[str]
    durations: frozenset[str]
    areas: frozenset[str]
    written: frozenset[str]
    of_output: Phrases[str]
    output_words: frozenset[str]
    stops: frozenset[str]
    heads: frozenset[str]
    not_heads: frozenset[str]
    leading: frozenset[str]
    groups: frozenset[str]
    peoples: frozenset[str]
    gifts: frozenset[str]
    victims: frozenset[str]
    period_words: frozenset[str]
    group_determiners: frozenset[str]


def tables(lexicon: Lexicon) -> UnitTables:
    """The units of a lexicon as lookup tables (use through ``lexicon.compiled(tables)``)."""

    def phrases(key: str) -> Phrases[str]:
        entries: list[tuple[str, str]] = []
        for unit, names in lexicon.mapping("units", key).items():
            if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
                raise lexicon.error("units", f"{key}.{unit}", "must be a list of names")
            entries += [(name, unit) for name in names]
            entries += [(name.replace(" ", "-"), unit) for name in names if " " in name]  # "250,000-square-foot"
        return Phrases(entries)

    def words(section: str, key: str) -> frozenset[str]:
        return frozenset(lexicon.words(section, key))

    return UnitTables(
        phrases("units"), words("units", "durations"), words("units", "areas"), words("units", "written"),
        phrases("of_gdp"), words("units", "gdp_words"),
        words("not_claims", "stops"), words("not_claims", "heads"), words("not_claims", "not_heads"),
        words("not_claims", "leading"), words("not_claims", "groups"), words("not_claims", "peoples"), words("not_claims", "gifts"), words("not_claims", "victims"), words("units", "period_words"),
        words("not_claims", "group_determiners"),
    )  # fmt: skip


def measured(tokens: Tokens, j: int, t: UnitTables) -> Unit | None:
    """The physical unit, percent or duration behind the number that ends at token ``j``."""
    n, p = tokens.n, j + 1
    if p < n and tokens.low[p] in _DASHES and tokens.touching(p) and p + 1 < n and tokens.touching(p + 1):
        p += 1
        if tokens.kind[p] != WORD:
            return None
    if p >= n:
        return None
    found = t.phrases.ahead(tokens, p)
    if not found and tokens.low[p] in t.period_words:  # "two full years", "five more years"
        later = t.phrases.ahead(tokens, p + 1)
        found = later if later and later[1] in t.durations else None
    if not found:
        return None
    last, unit = found
    if tokens.low[p] in t.written and last == p:
        raw = tokens.raw(p)
        if len(raw) == 1 and (not tokens.touching(p) or not raw.islower()):
            return None  # "5 m", "5 T": not clearly a unit
    if unit == "pct":
        return _of_output(tokens, last, t)
    return Unit(last, unit)


def _of_output(tokens: Tokens, last: int, t: UnitTables) -> Unit:
    """ "5 percent", or "5 percent of (the country's) GDP"."""
    at, n = last + 1, tokens.n
    for _ in range(7):
        found = t.of_output.ahead(tokens, at)
        if found:
            return Unit(found[0], found[1])
        if at >= n or tokens.kind[at] == BREAK:
            break
        word = tokens.low[at]
        if word.startswith(_OUTPUT) and tokens.raw(at)[:3].isupper():
            return Unit(at, "pct_gdp" if word.startswith("gdp") else "pct_gni")  # "GDPEuronews": a lost space
        possessive = word.endswith(("'s", "’s"))
        joined = word in ("'", "’") or (at > last + 1 and tokens.raw(at)[:1].isupper())
        if at == last + 1 and word not in ("of", "from") and not possessive:
            break
        if not (word in t.output_words or possessive or joined or (word == "from" and at == last + 1)):
            break
        at += 1
    return Unit(last, "pct")


def counted(tokens: Tokens, j: int, t: UnitTables, *, single: bool, plural_scale: bool) -> Unit | None:
    """The noun of a count behind the number that ends at token ``j``: "artillery rounds", "people", "Patriot battery" (``single``)."""
    n, p = tokens.n, j + 1
    low = tokens.low
    if p < n and low[p] == "of" and plural_scale:
        p += 1
        while p < n and low[p] in ("the", "its", "their", "our", "his", "her"):
            p += 1
    while p < n and p <= j + 3 and low[p] in t.leading:
        p += 1
    if p < n and low[p] in t.victims and not (p + 1 < n and plural(low[p + 1], t)):
        return Unit(p, "count", f"people {low[p]}")
    first, head = p, -1
    dashed = False
    if p + 1 < n and tokens.kind[p] == NUMBER and _calibre(tokens, p):
        p = _calibre(tokens, p)
    while p < n and p - first < _NOUN_REACH + 4:
        word = low[p]
        if tokens.kind[p] == NUMBER and p > first and (low[p - 1] in _DASHES or tokens.raw(p - 1)[0].isupper()):
            if (
                low[p + 1 : p + 2] and low[p + 1] in ("s", "as", "bs", "ms") and tokens.touching(p + 1)
            ):  # "12 F-16s", "45 T-72Bs"
                head = p + 1
                break
            dashed = False
            p += 1  # "24 Leopard 2 tanks"
            continue
        if tokens.kind[p] != WORD:
            if word in _DASHES and tokens.touching(p) and p > first and p + 1 < n and tokens.touching(p + 1):
                dashed = True
                p += 1
                continue
            if word in "\"“”'‘’" and p == first:
                p += 1
                continue
            break
        if word in t.stops and not dashed:  # "pick-up trucks"
            break
        if head >= 0 and not dashed and not plural(word, t):
            break
        if plural(word, t):
            head = p
        dashed = False
        p += 1
    if head < 0 and first < n and low[first] in t.peoples and tokens.raw(first)[0].isupper():
        alone = first + 1 >= n or tokens.kind[first + 1] != WORD or low[first + 1] not in t.gifts
        head = first if alone else -1  # "1.3 million Sudanese", not "the 200 million Chinese loan"
    if head < 0 and single and p > first:
        head = p - 1 if p - first <= 3 and tokens.kind[p - 1] == WORD else -1
    if head < 0:
        return None
    words = tokens.text[tokens.start[first] : tokens.end[head]].lower()
    return Unit(head, "count", words)


def _calibre(tokens: Tokens, p: int) -> int:
    """The token behind "155mm" or "155-millimetre" in front of a counted noun, else 0."""
    at = p + 1
    if at < tokens.n and tokens.low[at] in _DASHES:
        at += 1
    return at + 1 if at < tokens.n and tokens.low[at] in _CALIBRES else 0


def plural(word: str, t: UnitTables) -> bool:
    """Whether a word can be the plural head of a counted thing."""
    if word in t.heads:
        return True
    if word.endswith("men"):
        return len(word) > 5 and word not in t.not_heads  # "oarsmen", "gunmen"
    return (
        len(word) > 3
        and word.endswith("s")
        and not word.endswith(("ss", "'s", "’s", "us", "is"))
        and word not in t.not_heads
    )
