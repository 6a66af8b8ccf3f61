"""Inside one article: printed conversions, sums, the headline, one number with two meanings, two sources, a wrong office."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from extractors.model import Claim, Statement
from flows.compare.headline import headline
from flows.compare.measure import money, short, shown
from flows.compare.offices import GRACE_DAYS
from flows.compare.periods import days, disjoint, published
from flows.compare.sidebyside import told_side_by_side
from flows.compare.sums import Found, sums
from flows.compare.types import Context, Finding
from flows.compare.values import (
    CONVERSION_ODD,
    CONVERSION_WRONG,
    decade,
    digits,
    interval,
    last_unit,
    point,
    scale_slip,
)
from flows.compare.words import fold, near_word, words

#: One breath: no more stands between two counts of one thing.
BREATH = 60
#: Counts of one thing differ by less than this.
FAR_COUNTS = 3.0
#: Two numbers this near to each other in a text are read together.
NEAR = 500


def conversion(claim: Claim, context: Context, on: date | None) -> Finding | None:
    """Row 2: the printed conversion against the best rate of its day, month or year; None where there is nothing to check.

    Good conversions give a silent `corroborates`, so that a caller can tell them from unchecked ones.
    """
    worst: Finding | None = None
    for equivalent in claim.equivalents:
        amount, other = point(claim), equivalent.low if equivalent.high is None else equivalent.high
        if amount is None or other is None or not amount or on is None or not money(equivalent.unit):
            continue
        source = claim.unit if money(claim.unit) else context.rates.implied_currency(amount, other, equivalent.unit, on)
        if source is None or source == equivalent.unit:
            continue
        best = context.rates.best(source, equivalent.unit, other / amount, on)
        if best is None:
            continue
        found = _conversion(source, amount, other, equivalent.unit, *best)
        if worst is None or found.verdict == "inconsistent":
            worst = found
    return worst


def _conversion(source: str, amount: float, other: float, unit: str, rate: float, name: str) -> Finding:
    off = other / amount / rate - 1
    slack = sum(last_unit(v) / 2 / v for v in (amount, other) if digits(v) >= 2)
    beyond = max(0.0, abs(off) - slack)
    right = f"{source} {short(amount)} is {unit} {short(amount * rate)} ({name}), printed is {unit} {short(other)} ({off:+.1%})"
    if beyond <= CONVERSION_ODD:
        return Finding("corroborates", "silent", f"The printed conversion is right: {right}.", rule="conversion")
    slip = scale_slip(other, amount * rate) or (abs(off) > 0.85 and 0.05 < (other / (amount * rate)) % 1 < 0.2)
    rounded = digits(other) == 1 and abs(other - amount * rate) <= last_unit(other) / 2
    loud = (beyond > CONVERSION_WRONG or slip) and not rounded  # "JPY 200m (USD 2m)" is 1.53 in whole millions
    reason = f"The printed conversion is off: {right}{', a slipped power of ten' if slip else ''}."
    return Finding(
        "inconsistent", "alert" if loud else "digest", reason, ("conversion",), rule="conversion", severity="medium"
    )


def two_meanings(a: Claim, b: Claim) -> Finding:
    """Row 3: one number told as two measures of two payers."""
    reason = f"The same {shown(a)} is told of {a.actor or 'one payer'} and of {b.actor or 'another'}, once as an increase, once as a level."
    return Finding("inconsistent", "alert", reason, ("actor",), rule="one_number_two_measures", severity="medium")


def wrong_office(statement: Statement, context: Context, on: date | None) -> Finding | None:
    """Row 4: the article gives a person an office that the register gives to somebody else at the article's date."""
    claim = statement.claim
    if on is None:
        return None
    named = context.offices.named(claim.quote.exact)
    for person in dict.fromkeys([*([claim.speaker] if claim.speaker else []), *named]):
        texts = [claim.quote.exact, *([claim.speaker_as_written or ""] if person == claim.speaker else [])]
        found = _wrongly_titled(person, texts, context, on)
        if found is not None:
            return found
    return None


def _wrongly_titled(person: str, texts: Sequence[str], context: Context, on: date) -> Finding | None:
    if not context.offices.terms_of(person):
        return None  # most speakers: the register does not know them
    for text in texts:
        if not context.offices.tells_office(person, text):
            continue
        said = context.offices.claimed(person, _respelt(text, person))
        if said is None:
            continue
        term, former = said
        own = [t for t in context.offices.terms_of(person) if t.office == term.office]
        serving = any(t.covers(on, GRACE_DAYS) for t in own)
        if former and any(t.covers(on, -GRACE_DAYS) for t in own):
            reason = f"{person} is called a former {term.office}, but held the office on {on.isoformat()}."
            return Finding("contradicts", "alert", reason, ("role",), rule="wrong_office", severity="low")
        if not former and not serving:
            holder = context.offices.holder(term, on)
            reason = f"{person} is called {term.office}; on {on.isoformat()} it was {holder.person if holder else 'somebody else'}."
            return Finding("contradicts", "alert", reason, ("role",), rule="wrong_office", severity="medium")
    return None


def _respelt(text: str, person: str) -> str:
    """The text with a misspelt surname put right, so that the register's spelling is found in it."""
    words = fold(person).split()
    if not words:
        return text
    last = words[-1]
    return re.sub(r"[^\W\d_]+", lambda m: last if near_word(fold(m.group()), last) else m.group(), text)


def findings(statements: Sequence[Statement], context: Context) -> list[Found]:
    """All that one article says against itself. ``statements``: the claims of one article, in text order."""
    on = published(statements[0]) if statements else None
    found: list[Found] = []
    roles = 0
    for s in statements:
        odd = conversion(s.claim, context, on)
        if odd is not None and odd.verdict == "inconsistent":
            found.append((s, None, odd))
        role = wrong_office(s, context, on)
        if role is not None:
            roles += 1
            found.append((s, None, role if roles == 1 else _hushed(role)))
    found += sums(statements, context, on)
    found += _two_measures(statements, context)
    found += _two_deliveries(statements)
    found += _two_sources(statements, context)
    found += told_side_by_side(statements)
    over = headline(statements, context, on)
    return found if over is None else [*found, over]


def _hushed(finding: Finding) -> Finding:
    return Finding(
        finding.verdict, "silent", finding.reason, finding.dimension, finding.subtype, finding.severity, finding.rule
    )


def _two_measures(statements: Sequence[Statement], context: Context) -> list[Found]:
    found: list[Found] = []
    for i, a in enumerate(statements):
        for b in statements[i + 1 :]:
            x, y = a.claim, b.claim
            if y.anchor.start - x.anchor.end > NEAR:
                break
            if (
                point(x) is None
                or point(x) != point(y)
                or x.unit != y.unit
                or digits(point(x) or 0) < 3
                or x.per != y.per
            ):
                continue
            if context.world.kin(x.actor, y.actor) == "disjoint" and {_meaning(x), _meaning(y)} == {
                "increment",
                "level",
            }:
                found.append((b, a, two_meanings(x, y)))
    return found


_RAISED_TO = re.compile(r"\b(?:increas|rais|lift|boost|grow|cut|reduc|bring)\w*\b[^.;]*\bto\s*$", re.I)


def _meaning(claim: Claim) -> str | None:
    text = fold(claim.anchor.exact)
    if (
        claim.role == "increment"
        or claim.measure == "increment"
        or set(words(text)) & {"additional", "extra", "further", "another", "more"}
    ):
        return "increment"
    before = claim.quote.exact[: max(claim.anchor.start - claim.quote.start, 0)]
    if _RAISED_TO.search(before):
        return "level"
    return "level" if claim.measure == "level" or claim.role == "total" or f" {text}".find(" to ") >= 0 else None


def _two_deliveries(statements: Sequence[Statement]) -> list[Found]:
    """A vague count of what was handed over beside an exact one of another size."""
    found: list[Found] = []
    given = [s for s in statements if s.claim.modality == "delivered" and s.claim.unit == "count"]
    for vague in (s for s in given if s.claim.magnitude and point(s.claim) is None):
        for exact in given:
            value = point(exact.claim)
            if value is None or (exact.claim.unit_of or "") != (vague.claim.unit_of or ""):
                continue
            span = decade(vague.claim.magnitude or 0)
            if value > span.high or value < span.low:
                reason = f"{vague.claim.anchor.exact!r} and {shown(exact.claim)} are told of one delivery."
                found.append(
                    (
                        vague,
                        exact,
                        Finding("inconsistent", "digest", reason, ("amount",), rule="two_deliveries", severity="low"),
                    )
                )
                break
    return found


def _two_sources(statements: Sequence[Statement], context: Context) -> list[Found]:
    """Two named sources count the same thing and come to different numbers: payments alert, other figures go to the digest."""
    found: list[Found] = []
    counted = [
        s
        for s in statements
        if _source(s.claim)
        and s.claim.role not in _ASIDE
        and (s.claim.modality == "delivered" or s.claim.kind == "figure" or s.claim.role == "total")
    ]
    for i, a in enumerate(counted):
        for b in counted[i + 1 :]:
            x, y = a.claim, b.claim
            p, q = interval(x), interval(y)
            one, other = _source(x), _source(y)
            if (
                one == other
                or x.kind != y.kind
                or p is None
                or q is None
                or p.meets(q)
                or not _one_thing(x, y, context)
            ):
                continue
            paid = x.kind == "pledge" and money(x.unit)
            reason = f"{one} counts {shown(x)}, {other} {shown(y)}."
            dimension = ("amount",) if money(x.unit) else ("count",)
            found.append(
                (
                    b,
                    a,
                    Finding(
                        "contradicts",
                        "alert" if paid else "digest",
                        reason,
                        dimension,
                        rule="two_sources",
                        severity="medium" if paid else "low",
                    ),
                )
            )
    return found


#: "38,500, says the fund's own dashboard"; "according to the union, 190"
_BEHIND = re.compile(
    r"^\W*(?:say|says|said|according to|counts?|counted|reckons?|reckoned|reports?|reported)\s+(?:the\s+|its\s+|an?\s+)?([^.,;:()]{3,60})"
)
_BEFORE = re.compile(r"\b[Aa]ccording to\s+(?:the\s+|its\s+|an?\s+)?([^.,;:()]{3,60}),\s*$")


def _source(claim: Claim) -> str | None:
    """Who gives the number: the speaker, or a thing that speaks beside it (a dashboard, a table, a union)."""
    if claim.speaker:
        return claim.speaker
    start = claim.anchor.start - claim.quote.start
    quote = claim.quote.exact
    if not quote[max(start, 0) :].startswith(claim.anchor.exact):
        return None
    found = _BEHIND.match(quote[start + len(claim.anchor.exact) :]) or _BEFORE.search(quote[:start])
    return found.group(1).strip() if found else None


_ASIDE = frozenset({"increment", "prior", "superseded", "part", "own_sum", "list_sum", "cut"})


def _one_thing(x: Claim, y: Claim, context: Context) -> bool:
    """Whether two claims of an article measure one thing: same unit, payer, recipient, period, and purpose in so many words, or the
    same counted thing in one breath ("41,000 drones, says the staff. 38,500, says the fund.")."""
    if (x.unit, x.unit_of, x.per) != (y.unit, y.unit_of, y.per) or context.world.kin(x.actor, y.actor) != "same":
        return False
    if x.recipient and y.recipient and context.world.kin(x.recipient, y.recipient) != "same":
        return False
    if x.role == y.role == "total" and x.kind == "pledge":
        return bool(x.recipient and y.recipient)  # two sources add up what one fund was promised
    breath = 0 <= y.anchor.start - x.anchor.end < BREATH and bool(x.unit_of) and x.kind == y.kind and not disjoint(x, y)
    if breath and 1 / FAR_COUNTS < (point(x) or 1) / (point(y) or 1) < FAR_COUNTS:
        return True
    if context.world.subject(x) ^ context.world.subject(y) or days(x.time.start) != days(y.time.start):
        return False
    return (bool(x.purpose) and x.purpose == y.purpose) or (
        days(x.time.end) is not None and days(x.time.end) == days(y.time.end)
    )
