"""Rows 10 to 15: currency, period and amount. (SEMANTICS section 4; a rule returns None where the question is not its own.)"""

from __future__ import annotations

import re
from dataclasses import replace
from math import inf

from extractors.model import Claim, Route
from flows.compare import severity
from flows.compare.dollars import may_be_one
from flows.compare.measure import ladder, linked, money, on_one_scale, rate, shown
from flows.compare.periods import NUMBERS, SAME_ACT_DAYS
from flows.compare.types import Finding, Pair
from flows.compare.values import (
    AGREE,
    EXCHANGE,
    GROWTH,
    GROWTH_EUR,
    close,
    digits,
    interval,
    misheard,
    point,
    same_numeral,
    scale_slip,
    shifted_point,
    transposed,
)

#: How far a later total has to lie beyond "more than" before it counts as a new figure rather than as the same one made precise.
BEYOND = 0.10
#: A pledge retold within this time with the same number is the same pledge, if the resolution is sure of the rest.
RETOLD_DAYS = 120
#: ... and even a year later, if the number is not a round one.
RETOLD_LATE = 366
SURE = 6.0
#: ... and so soon even a currency that is only implied is held against the printed one.
FORTNIGHT = 14
#: What a slip across days takes: firm promises both, and so much evidence of one matter.
_FIRM = frozenset({"pledged", "planned", "reaffirmed"})
SLIP_SCORE = 4.0
_SOFT = frozenset({"demanded", "conditional"})


def same_number_other_currency(pair: Pair) -> Finding | None:
    """Row 11: the identical numeral with another currency is the sign of a slip, even where the intervals would meet."""
    old, new, r = pair.earlier, pair.later, pair.relation
    if not (same_numeral(old, new) and money(old.unit) and money(new.unit)) or old.unit == new.unit:
        return None
    late = abs(r.days or 0)
    again = (
        (late <= RETOLD_DAYS or (late <= RETOLD_LATE and digits(point(new) or 0) > 1))
        and r.score >= (SURE if late > FORTNIGHT and r.actor != "same" else SURE - 1)
        and new.role != "increment"
        and r.time != "disjoint"
        and ("context" not in (old.unit_basis, new.unit_basis) or (late <= FORTNIGHT and r.actor == "same"))
    )
    if linked(old, new) or not (r.same_utterance or again):
        return None
    found = rate(pair.context.rates, new.unit, old.unit, r.on)
    if found and close(found[0], 1.0, EXCHANGE):
        return None
    if may_be_one(old, new):
        return other_period(pair) or Finding(
            "corroborates",
            "silent",
            f"{shown(new)} and {shown(old)}: one number of dollars, one of them without a country.",
        )
    dimension = ("currency", "period") if r.period_differs and bool(old.per) != bool(new.per) else ("currency",)
    worth = f"; {new.unit} is {found[0]:.4g} {old.unit} (ECB {found[1]})" if found else "; no reference rate"
    return Finding(
        "contradicts", "alert", f"The same number in two currencies: {shown(old)} and {shown(new)}{worth}.", dimension
    )


def other_period(pair: Pair) -> Finding | None:
    """Row 10: another deadline, start, horizon or recurrence of one amount."""
    old, new, r = pair.earlier, pair.later, pair.relation
    if not r.period_differs:
        return None
    scale = on_one_scale(pair)
    if scale and scale.bridged and scale.earlier.meets(scale.later) and not same_numeral(old, new):
        return None
    told = f"{_when(old)} against {_when(new)}"
    recurs = bool(old.per) != bool(new.per) and same_numeral(old, new) and not r.moved
    if recurs and not r.same_utterance and abs(r.days or 0) <= RETOLD_LATE:
        # nobody makes a yearly gift of a single one, or the other way round, with the same number and without a word
        return Finding("contradicts", "alert", f"One amount, told once as recurring: {told}.", ("period",))
    if r.same_utterance:
        channel: Route = "digest" if r.gloss or r.copy is not None else "alert"
        return Finding(
            "contradicts",
            channel,
            f"One statement with two periods: {told}.",
            ("period",),
            "gloss" if r.gloss else None,
        )
    return Finding("updates", "digest", f"The period has changed: {told}.", ("period",))


def vague_beside_exact(pair: Pair) -> Finding | None:
    """Row 14, comparator vague: "billions" contradicts nothing; beside a number it agrees or is about something else."""
    old, new = pair.earlier, pair.later
    a, b = interval(old), interval(new)
    if (point(old) is None) == (point(new) is None) or a is None or b is None or pair.relation.differs:
        return None
    if a.meets(b) and old.per == new.per and old.unit == new.unit:
        return Finding("corroborates", "silent", f"{shown(new)} fits {shown(old)}, one of them vague.", subtype="vague")
    return Finding("unrelated", "silent", "A vague amount of another order: nothing to compare.", subtype="lookalike")


def rate_and_total(pair: Pair) -> Finding | None:
    """Row 12: a rate meets a total through a stated window, and only so."""
    old, new, r = pair.earlier, pair.later, pair.relation
    if bool(old.per) == bool(new.per) or point(old) is None or point(new) is None:
        return None
    scale = on_one_scale(pair)
    if scale is None:
        return Finding(
            "refines",
            "silent",
            "A rate and a total without a stated period: nothing to hold against each other.",
            ("period",),
        )
    if scale.earlier.meets(scale.later):
        if r.differs:
            return None
        return Finding("corroborates", "silent", f"{shown(new)} is {shown(old)}: {scale.note}.")
    return None


_TIMES = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})\s+(?:times|equal|instal?lments?|tranches|parts|slices|"
    r"payments|stages|donors|banks|partners|countries|states|cities)\b",
    re.I,
)
_COUNT = {w: n for w, n in NUMBERS.items() if n > 1}


def stated_multiple(pair: Pair) -> Finding | None:
    """Row 14, arithmetic told in the text: "four times 60 million" is 240 million, "240 million in four parts" is 60 each."""
    old, new = pair.earlier, pair.later
    x, y = point(old), point(new)
    if not x or not y or old.unit != new.unit or close(x, y):
        return None
    ratio = max(x, y) / min(x, y)
    told = {_COUNT.get(w.lower()) or int(w) for c in (old, new) for w in _TIMES.findall(c.quote.exact)}
    if any(close(ratio, n) for n in told):
        return Finding(
            "corroborates", "silent", f"{shown(new)} and {shown(old)} are one sum by the count that is told."
        )
    return None


def expectation(pair: Pair) -> Finding | None:
    """Row 13: the deadline of an expectation has passed."""
    old, new = pair.earlier, pair.later
    if not pair.relation.expectation_due:
        return None
    value, hoped = point(new), interval(old)
    if value is None or hoped is None or old.unit != new.unit:
        return None
    if value < hoped.low:
        return Finding(
            "updates",
            "alert",
            f"{shown(old)} had been expected by now; it is {shown(new)}.",
            ("amount",),
            "expectation_missed",
        )
    return Finding(
        "updates", "digest", f"The expected {shown(old)} has been reached: {shown(new)}.", ("amount",), "stage"
    )


def amounts_apart(pair: Pair) -> Finding | None:
    """Row 14: one statement, or one fact, with amounts that cannot both be right."""
    r = pair.relation
    if not (r.same_utterance or (r.same_period and not r.days)) or r.series or r.moved:
        return None
    scale = on_one_scale(pair)
    if scale is None or None in (point(pair.earlier), point(pair.later)):
        return None
    if (scale.earlier.meets(scale.later) or _agree(pair)) and not _slipped_bound(pair):
        return None
    channel: Route = "digest" if r.copy is not None or r.gloss else "alert"
    note = f" ({scale.note})" if scale.note else ""
    return Finding(
        "contradicts",
        channel,
        f"Two amounts for one thing: {shown(pair.earlier)} and {shown(pair.later)}{note}.",
        ("amount",),
    )


def _slipped_bound(pair: Pair) -> bool:
    """Whether "more than 5,200" is told as 52,000 in another report of the same words: it fits the bound, and nobody means that."""
    old, new = pair.earlier, pair.later
    x, y = point(old), point(new)
    open_ended = {old.comparator, new.comparator} & {"at_least", "more_than"}
    like = (old.unit, old.per, old.unit_of) == (new.unit, new.per, new.unit_of)
    return bool(
        pair.relation.same_utterance
        and open_ended
        and like
        and x
        and y
        and digits(x) > 1
        and scale_slip(abs(x), abs(y))
    )


def misprint(pair: Pair) -> Finding | None:
    """Row 14, whatever slots were read: in two reports of one event one number with its digits swapped is a misprint in one of them."""
    old, new, r = pair.earlier, pair.later, pair.relation
    if not r.misprint or r.moved or r.named or r.series:
        return None
    reason = f"{shown(new)} and {shown(old)} are one number of one event with its digits swapped; no change is told."
    return Finding("contradicts", "digest" if r.copy is not None else "alert", reason, ("amount",))


def digits_slipped(pair: Pair) -> Finding | None:
    """Row 14 across days: the same digits in another order, or a "-teen" for a "-ty", without a word of a change, is a misprint."""
    old, new, r = pair.earlier, pair.later, pair.relation
    x, y = point(old), point(new)
    if not x or not y or (old.unit, old.per) != (new.unit, new.per) or abs(r.days or 0) > RETOLD_LATE:
        return None
    if not {old.modality, new.modality} <= _FIRM or r.score < SLIP_SCORE:
        return None  # a demand, a condition or a figure of another day may well be another number
    if (
        r.moved
        or r.named
        or r.series
        or "delivered" in (old.modality, new.modality)
        or r.actor not in ("same", "unknown")
    ):
        return None
    shifted = (
        digits(x) > 1 and shifted_point(x, y) and old.kind == new.kind == "pledge"
    )  # 85 million a year, and ten times that without a word
    if not (transposed(x, y) or misheard(x, y) or shifted) or {"increment", "total"} & {old.role, new.role}:
        return None
    reason = f"{shown(new)} and {shown(old)} differ by a slip of digits alone; no change is told."
    return Finding("contradicts", "digest" if r.copy is not None else "alert", reason, ("amount",))


def amount_moved(pair: Pair) -> Finding | None:
    """Row 15 and decided rule 5: a later statement with another amount; a raise or cut is news from a quarter or EUR 1bn on."""
    old, new, r = pair.earlier, pair.later, pair.relation
    scale = on_one_scale(pair)
    x, y = point(old), point(new)
    if scale is None or x is None or y is None:
        return None
    grown = (
        new.role == "total"
        and y > x * (1 + BEYOND)
        and scale.exact
        and old.per == new.per
        and abs(r.days or 0) > SAME_ACT_DAYS
    )
    # "at least 1bn" allows 3bn, yet who then asks for or promises "at least 3bn" has moved the floor
    floor = (
        scale.earlier.high == scale.later.high == inf
        and (old.unit, old.per) == (new.unit, new.per)
        and abs(y / x - 1) >= GROWTH
        and abs(r.days or 0) > SAME_ACT_DAYS
        if x
        else False
    )
    if (scale.earlier.meets(scale.later) and not grown and not floor and not r.moved) or _agree(pair):
        return None
    if r.series and (y < x or not r.days):
        return Finding(
            "contradicts",
            "digest",
            f"Two counts of one toll: {shown(old)} and {shown(new)}.",
            ("count",),
            severity="low",
        )
    if r.series:
        return Finding("updates", "digest", f"The figure moved from {shown(old)} to {shown(new)}.", ("count",))
    factor = scale.later.low / scale.earlier.low if scale.earlier.low else 0.0
    change = abs(y / x - 1) if old.per == new.per and old.unit == new.unit else abs(factor - 1)
    worth = (
        severity.euros(replace(new, low=abs(y - x), high=abs(y - x)), pair.context.rates, r.on)
        if old.unit == new.unit
        else None
    )
    firm = all((ladder(c) or -1) >= 3 for c in (old, new)) or new.modality in ("pledged", "reaffirmed")
    soft = (
        old.modality in _SOFT
        or new.modality in _SOFT
        or new.role in ("own_sum", "list_sum")
        or old.kind == new.kind == "figure"
    )
    loud = firm and not soft and (change >= GROWTH or (worth or 0) >= GROWTH_EUR)
    word = "raised" if y > x else "cut"
    return Finding(
        "updates", "alert" if loud else "digest", f"{word.capitalize()} from {shown(old)} to {shown(new)}.", ("amount",)
    )


def _agree(pair: Pair) -> bool:
    x, y = point(pair.earlier), point(pair.later)
    same = pair.earlier.unit == pair.later.unit and pair.earlier.per == pair.later.per
    return same and x is not None and y is not None and close(x, y, AGREE)


def _when(claim: Claim) -> str:
    time = claim.time
    span = " to ".join(x for x in (time.start, time.end) if x) or (f"by {time.deadline}" if time.deadline else "")
    said = claim.anchor.exact if point(claim) is None else ""
    begins = f" from {time.start}" if time.start and not time.end else ""
    return (f"a {claim.per}{begins}" if claim.per else "") or time.text or span or said or "no period"
