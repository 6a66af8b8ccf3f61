"""Whose rupees, kroner or pesos: the country named beside them, else the one that the text names most often.

Which country uses which currency comes from CLDR, how countries and their people are called from ``lexicon/countries.yaml`` and CLDR. Signs
of the large currencies ("$", "£", "¥") are left alone: a text about Canada may well count in US dollars.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from extractors.lexicon import Lexicon
from extractors.model import Quantity

_WORD = re.compile(r"[^\W\d_]+(?:['’]s)?")
#: a country named this near before the amount (characters) says whose money it is; else the one that the text names most often
_BESIDE = 120
#: so many names are counted
_MANY = 400
#: countries of two words whose second is another word alone
_OF_TWO = {("united", "States"): "USD", ("united", "Kingdom"): "GBP", ("new", "Zealand"): "NZD"}
_NOT_ACTING = frozenset(
    (
        "to",
        "for",
        "in",
        "on",
        "against",
        "with",
        "into",
        "at",
        "near",
        "from",
        "inside",
        "outside",
        "over",
        "helping",
    )
)
#: a country named further from the amount than this says nothing (characters)
_REACH = 5000
#: the usual reading of these holds whatever country is named
_FIRM = frozenset(("USD", "GBP", "EUR", "JPY", "CHF", "CNY"))


@dataclass(frozen=True, slots=True)
class Regions:
    """Currency code -> pattern that finds the names of its countries."""

    names: dict[str, tuple[str, ...]]


def demonyms(lexicon: Lexicon) -> dict[str, frozenset[str]]:
    """ "brazilian", "brazil" -> the currencies in use there (use through ``lexicon.compiled(demonyms)``)."""
    found: dict[str, set[str]] = {}
    for code, names in lexicon.compiled(tables).names.items():
        for name in names:
            if " " not in name:
                found.setdefault(name.lower(), set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items()}


def actor_currency(text: str, start: int, end: int, lexicon: Lexicon) -> str | None:
    """The currency of the country or body that ``text[start:end]`` names as the one that acts: "Germany has given (17.1 billion)".

    Names behind "to", "for", "in" and the like receive or locate and do not count; None where nobody is named or it has several currencies.
    """
    houses = lexicon.mapping("currencies", "houses")
    known = lexicon.compiled(demonyms)
    previous = lead = content = ""
    for match in _WORD.finditer(text, start, end):
        word = match.group()
        if (previous, word) in _OF_TWO and lead not in _NOT_ACTING:
            return _OF_TWO[previous, word]
        if word[0].isupper() and previous not in _NOT_ACTING:
            if word in houses:
                return str(houses[word])
            codes = known.get(word.lower().removesuffix("'s").removesuffix("’s"), frozenset())
            if len(codes) == 1:
                return next(iter(codes))
        previous = word.lower()
        if previous != "the":
            lead, content = content, previous
    return None


def tables(lexicon: Lexicon) -> Regions:
    """Names of the countries of each currency in use (use through ``lexicon.compiled(tables)``)."""
    from babel import Locale
    from babel.core import get_global

    told = lexicon.section("countries") if "countries" in lexicon.sections else {}
    english = Locale("en").territories
    names: dict[str, list[str]] = {}
    for territory, history in get_global("territory_currencies").items():
        current = [code for code, _, until, tender in history if until is None and tender]
        own = [english.get(territory, "")]
        for group in told.get(territory, []):
            own += [n for n in group if isinstance(n, str)]
        for code in current:
            names.setdefault(code, []).extend(n for n in own if len(n) > 3)
    for code, towns in lexicon.mapping("currencies", "towns").items():
        names.setdefault(code, []).extend(towns)
    return Regions({code: tuple(found) for code, found in names.items()})


def told_by_country(quantities: list[Quantity], text: str, lexicon: Lexicon) -> list[Quantity]:
    """The quantities with shared words ("rupees") read as the currency of the country named nearest before, else anywhere."""
    open_ones = [q for q in quantities if len(q.unit_candidates) > 1 and q.unit_candidates[0] not in _FIRM]
    if not open_ones:
        return quantities
    regions = lexicon.compiled(tables)
    window = (max(0, open_ones[0].span.start - _REACH), open_ones[-1].span.end + _REACH)
    places = _places(tuple(dict.fromkeys(q.unit_candidates for q in open_ones)), text, window, regions)
    return [_told(q, places.get(q.unit_candidates)) if q.unit_candidates in places else q for q in quantities]


def _places(
    groups: Sequence[tuple[str, ...]], text: str, window: tuple[int, int], regions: Regions
) -> dict[tuple[str, ...], list[tuple[int, str]]]:
    """For each group of candidate currencies, where the text names a country of one of them."""
    found: dict[tuple[str, ...], list[tuple[int, str]]] = {}
    for group in groups:
        owner = {name: code for code in reversed(group) for name in regions.names.get(code, ())}
        owner |= {name.upper(): code for name, code in owner.items()}  # as datelines print them
        if not owner:
            continue
        pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(owner, key=len, reverse=True))) + r")\b")
        places = [(m.start(), owner[m.group()]) for m in pattern.finditer(text, *window)]
        if places:
            found[group] = places
    return found


def _told(q: Quantity, places: list[tuple[int, str]] | None) -> Quantity:
    if not places:
        return q
    at = bisect_left(places, (q.span.start, ""))
    near, code = places[max(0, at - 1)]
    if not 0 <= q.span.start - near <= _BESIDE:
        counts = Counter(named for _, named in islice(places, _MANY))
        code = max(counts, key=lambda named: (counts[named], named == code))
    return q if code == q.unit else replace(q, unit=code)
