"""Units that are not printed: "contributions reached 4 billion", "around 15 or a little bit more", "the 150 million ($174.6 million)".

An amount without currency takes that of the nearest amount before it, else of the nearest after it, else the article's most frequent
currency; one without scale word also takes the scale, if the numbers are of one size. What was taken is marked ``unit_basis`` "context".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from extractors import currencies
from extractors import lexicon as lexicons
from extractors.lexicon import Lexicon
from extractors.model import Quantity

#: a number takes the scale of its antecedent only if they then differ by no more than this factor
_KIN = 60.0
#: an antecedent is no further back than this many characters for a small number, whatever stands between
_NEAR = 600


def resolve_context(
    quantities: Sequence[Quantity], text: str, issuer_currency: str | None = None, *, lexicon: Lexicon | None = None
) -> list[Quantity]:
    """The quantities with elided units filled in; bare numbers that nothing explains are left out. Pure.

    ``issuer_currency`` is the currency of who issues the text or pays: "$", "kr", "rupees" are read as it where they may stand for it
    (also explicit: the sign is printed), and amounts without any currency take it where no other amount tells.
    """
    words = lexicon if lexicon is not None else lexicons.load()
    told = [with_issuer(q, issuer_currency) for q in quantities]
    main = _main_currency(told) or issuer_currency
    out: list[Quantity] = []
    for at, q in enumerate(told):
        if q.unit is not None:
            out.append(q)
            continue
        resolved = _resolve(q, at, told, out, text, main, words)
        if resolved is not None:
            out.append(resolved)
    return out


def with_issuer(q: Quantity, issuer_currency: str | None) -> Quantity:
    """The quantity with its ambiguous sign or word read as the issuer's currency, where it may stand for that."""
    if issuer_currency and q.unit != issuer_currency and issuer_currency in q.unit_candidates:
        return replace(q, unit=issuer_currency)
    return q


def _is_money(q: Quantity) -> bool:
    return q.unit is not None and len(q.unit) == 3 and q.unit.isupper()


def _main_currency(quantities: Sequence[Quantity]) -> str | None:
    counts = Counter(q.unit for q in quantities if _is_money(q) and q.rule != "money:minor")
    return counts.most_common(1)[0][0] if counts else None


def _number(q: Quantity) -> float | None:
    return q.low if q.low is not None else q.high if q.high is not None else q.magnitude


def _resolve(
    q: Quantity, at: int, told: Sequence[Quantity], out: Sequence[Quantity], text: str, main: str | None, words: Lexicon
) -> Quantity | None:
    if q.equivalents:
        unit = _from_conversion(q, words) or main
        return _filled(q, unit, 1.0, "elided:conversion") if unit else None
    if q.scale > 1000 or (q.magnitude or 0) > 1000:
        return _scaled(q, at, told, out, text, main)
    return _plain(q, out, text)


def _from_conversion(q: Quantity, words: Lexicon) -> str | None:
    """The currency whose usual rate fits "150 million ($174.6 million)"."""
    rates = words.compiled(currencies.tables).usd_per_unit
    value, other = _number(q), q.equivalents[0]
    if not value or not other.low or other.unit != "USD":
        return None
    implied = other.low / value
    return next((code for code, rate in rates.items() if abs(implied / rate - 1) < 0.125), None)


def _filled(q: Quantity, unit: str | None, factor: float, rule: str, of: str | None = None) -> Quantity:
    return replace(
        q,
        unit=unit,
        unit_basis="context",
        unit_of=of,
        low=q.low * factor if q.low is not None else None,
        high=q.high * factor if q.high is not None else None,
        rule=rule,
    )


def _scaled(
    q: Quantity, at: int, told: Sequence[Quantity], out: Sequence[Quantity], text: str, main: str | None
) -> Quantity | None:
    """ "4 billion": the number is whole, only the unit is missing."""
    for p in reversed(out):
        if _is_money(p):
            return _filled(q, p.unit, 1.0, "elided:currency")
        if p.unit == "count" and (_number(p) or 0) >= 10_000 and q.span.start - p.span.end < _NEAR:
            return _filled(q, "count", 1.0, "elided:count", p.unit_of)
    for p in told[at + 1 :]:
        if _is_money(p):
            return _filled(q, p.unit, 1.0, "elided:currency")
    return _filled(q, main, 1.0, "elided:currency" if main else "elided:unknown")


def _plain(q: Quantity, out: Sequence[Quantity], text: str) -> Quantity | None:
    """ "Then it was two", "bringing the total to 600", "more than 500, over four": the scale is missing too."""
    value = _number(q)
    if not value:
        return None
    for p in reversed(out):
        if q.span.start - p.span.end > _NEAR:
            return None
        other = _number(p)
        if other is None or p.unit in ("year", "month", "week", "day", "hour", "minute", "second", "decade", "ratio"):
            continue
        if _is_money(p) and p.scale > 1000:
            size = value * p.scale
            if 1 / _KIN <= size / other <= _KIN:
                return _filled(q, p.unit, p.scale, "elided:scale")
            return None
        if p.unit == "count" and 1 / _KIN <= value / other <= _KIN:
            return _filled(q, "count", 1.0, "elided:count", p.unit_of)
        return None
    return None
