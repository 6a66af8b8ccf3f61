"""Inside one article: a headline whose amount its own text does not bear out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from extractors.model import Claim, Quantity, Statement
from extractors.quantities import read_quantities
from flows.compare import topic
from flows.compare.measure import money, rate, short
from flows.compare.sums import Found
from flows.compare.types import Context, Finding
from flows.compare.values import EXCHANGE, close, last_unit, misheard, point, scale_slip, transposed

#: Headlines round: an amount of the text this near to the headline's is the same.
ROUNDED = 0.1
#: So many telling words in common make headline and sentence one statement.
ONE_STATEMENT = 3
#: What stands so early in an article is what its headline tells.
LEAD = 400


def headline(statements: Sequence[Statement], context: Context, on: date | None) -> Found | None:
    """Row 3: the headline has an amount that the text does not have, and the text has one that must have been meant.

    Told of the text's claim, against the headline's where that is a claim too.

    Told are a swapped currency, digits in another order and a slipped scale; any other difference only where headline and opening tell one
    amount each of one thing. ``statements``: the claims of one article, in text order.
    """
    title = statements[0].article.title if statements else None
    if not title:
        return None
    told = [q for q in amounts(title) if money(q.unit) and _value(q)]
    body = [s for s in statements if money(s.claim.unit) and point(s.claim) and not headlined(s)]
    for q in told:
        if not body or any(_borne_out(q, s.claim, context, on) for s in body) or _a_sum(q, body):
            continue
        found = next((f for s in body if (f := _slip(q, s)) is not None), None) or _sole(q, told, body, title, context)
        if found is not None:
            over = (s for s in statements if headlined(s) and point(s.claim) == _value(q) and s is not found[0])
            return found[0], next(over, None), found[1]
    return None


def headlined(s: Statement) -> bool:
    """Whether the claim is told by the article's headline alone."""
    title, quote = s.article.title, s.claim.quote.exact.strip()
    return bool(title and quote) and (title or "").strip().startswith(quote)


@lru_cache(maxsize=1024)
def amounts(title: str) -> tuple[Quantity, ...]:
    """The amounts that a headline prints with their unit: "150 million" alone takes the currency of its text, and can't conflict with it."""
    return tuple(q for q in read_quantities(title) if q.rule != "elided:currency")


def _value(q: Quantity) -> float | None:
    if q.low is None or q.high is None:
        return q.high if q.low is None else q.low
    return (q.low + q.high) / 2


def _borne_out(q: Quantity, claim: Claim, context: Context, on: date | None) -> bool:
    """Whether the text's amount is the headline's: the same but for rounding, as printed, as its conversion, or by the rate of the day."""
    value, own = _value(q) or 0.0, point(claim) or 0.0
    also = [(own, claim.unit), *((e.low if e.high is None else e.high, e.unit) for e in claim.equivalents)]
    slack = max(last_unit(value) / 2, value * ROUNDED)
    for number, unit in also:
        if number is None:
            continue
        if unit in (q.unit, *q.unit_candidates):  # a bare "$" is what the text has it be
            if abs(number - value) <= slack:
                return True
            continue
        twin = close(number, value, 1e-6)  # the same number in another currency is no conversion
        found = None if twin else rate(context.rates, unit, q.unit, on)
        if found is not None and abs(number * found[0] - value) <= slack + value * EXCHANGE:
            return True
    return False


def _a_sum(q: Quantity, body: Sequence[Statement]) -> bool:
    """Whether amounts of the text make the headline's: all of one currency, or any two."""
    value = _value(q) or 0.0
    own = [point(s.claim) or 0.0 for s in body if s.claim.unit == q.unit]
    return close(sum(own), value, ROUNDED) or any(close(a + b, value) for i, a in enumerate(own) for b in own[i + 1 :])


def _slip(q: Quantity, s: Statement) -> tuple[Statement, Finding] | None:
    value, own, claim = _value(q) or 0.0, point(s.claim) or 0.0, s.claim
    if claim.unit_basis == "context":
        return None
    if claim.unit not in (q.unit, *q.unit_candidates) and close(value, own, 1e-6):
        return s, _finding(q, claim, "currency")
    if claim.unit == q.unit and (transposed(value, own) or misheard(value, own) or scale_slip(value, own)):
        return s, _finding(q, claim, "amount")
    return None


def _sole(
    q: Quantity, told: Sequence[Quantity], body: Sequence[Statement], title: str, context: Context
) -> tuple[Statement, Finding] | None:
    """One amount in the headline, another in the opening of the text, of the same payer and in the same words."""
    lead = [s for s in body if s.claim.anchor.start - s.article.start < LEAD and s.claim.unit == q.unit]
    if len(told) != 1 or len(lead) != 1 or lead[0].claim.kind != "pledge" or lead[0].claim.role is not None:
        return None
    s, world = lead[0], context.world
    common = topic.telling(title, world) & topic.telling(s.claim.quote.exact, world)
    value, own = _value(q) or 0.0, point(s.claim) or 0.0
    if len(common) < ONE_STATEMENT or not topic.named_in(s.claim.actor, title, world) or not 1 / 3 < value / own < 3:
        return None
    return None if q.comparator != "exact" or s.claim.comparator != "exact" else (s, _finding(q, s.claim, "amount"))


def _finding(q: Quantity, claim: Claim, dimension: str) -> Finding:
    reason = f"The headline has {q.unit} {short(_value(q) or 0)}, the text {claim.unit} {short(point(claim) or 0)}."
    return Finding("inconsistent", "digest", reason, (dimension,), rule="headline_against_text", severity="low")
