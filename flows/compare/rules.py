"""The decision table as named rules in order: each looks at one pair of claims of one matter, the first that decides wins.

Rows are those of SEMANTICS section 4. A rule returns None where the question is not its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from extractors.model import Claim, Route
from flows.compare import severity
from flows.compare.measure import ladder, linked, money, on_one_scale, rate, shown
from flows.compare.periods import SAME_ACT_DAYS
from flows.compare.types import Finding, Pair
from flows.compare.words import surname_match
from flows.compare.values import AGREE, EXCHANGE, GROWTH, GROWTH_EUR, close, interval, point, same_numeral

Rule = Callable[[Pair], Finding | None]

#: How far a later total has to lie beyond "more than" before it counts as a new figure rather than as the same one made precise.
BEYOND = 0.10
#: A pledge retold within this time with the same number is the same pledge, if the resolution is sure of the rest.
RETOLD_DAYS = 120
SURE = 6.0
#: A pledge is not overpaid by more than this: then the payment was for another one as well.
OVERPAID = 1.5
_AGAINST = frozenset({"refused", "withdrawn"})
_FOR = frozenset({"pledged", "planned", "reaffirmed", "conditional", "expected"})
_SOFT = frozenset({"demanded", "conditional"})


def copied_text(pair: Pair) -> Finding | None:
    """Row 1: a copy of a text that says the same is no further evidence."""
    r = pair.relation
    if r.copy is None or r.differs or r.period_differs or not _equal(pair.earlier, pair.later):
        return None
    return Finding("corroborates", "silent", "A copy of the same text says the same: one origin, no further evidence.", subtype="verbatim_duplicate")


def office(pair: Pair) -> Finding | None:
    """Row 4: who held the office at the article's date."""
    if pair.relation.office == "register_conflict":
        return Finding("contradicts", "alert", "The register has another holder of the office at the article's date.", ("role",))
    if pair.relation.office == "succession":
        return Finding("updates", "silent", "Another holder of the office, each right at the date of the article.", ("role",), "office_change")
    return None


def declared_correction(pair: Pair) -> Finding | None:
    """Row 5: the outlet itself corrects a stored figure; that closes the conflict."""
    if not pair.relation.correction:
        return None
    return Finding("updates", "digest", f"Corrected from {shown(pair.earlier)} to {shown(pair.later)}.", _changed(pair), "correction")


def other_matter(pair: Pair) -> Finding | None:
    """Row 6: another object, another definition, another payer: only a look-alike."""
    r = pair.relation
    if r.object_differs or r.scope == "other" or (r.actor == "disjoint" and "actor" not in r.differs):
        return Finding("unrelated", "silent", "Another object, scope or payer: the two only look alike.", subtype="lookalike")
    return None


def polarity(pair: Pair) -> Finding | None:
    """Row 7: one refuses what the other promises."""
    old, new, r = pair.earlier, pair.later, pair.relation
    sides = (old.modality in _AGAINST, new.modality in _AGAINST)
    if r.actor not in ("same", "unknown") or sides[0] == sides[1]:
        return None
    other = old.modality if sides[1] else new.modality
    if other not in _FOR:
        return Finding("unrelated", "silent", "A refusal now does not touch what was given or asked for before.", subtype="lookalike")
    told_once = r.copy is not None or not r.days and (not old.speaker or not new.speaker or surname_match(old.speaker, new.speaker))
    if r.same_utterance and told_once:
        return Finding("contradicts", "alert", "One report has the payer promise what the other has it refuse.", ("amount",), "polarity")
    if sides[1]:
        kind = "withdrawal" if new.modality == "withdrawn" else "reversal"
        return Finding("updates", "alert", f"What was promised ({shown(old)}) is now {new.modality}.", ("modality",), kind)
    return Finding("updates", "alert", f"What was {old.modality} is now promised: {shown(new)}.", ("modality",), "reversal")


def part_and_whole(pair: Pair) -> Finding | None:
    """Row 8: a part may not exceed its whole; else it is no conflict."""
    r, old, new = pair.relation, pair.earlier, pair.later
    if r.actor not in ("part_of", "contains") and r.scope != "part_of":
        return None
    if new.modality in _AGAINST or old.modality in _AGAINST:
        return Finding("unrelated", "silent", "A member's refusal is an exception, it does not contradict the group.", subtype="part_of")
    scale = on_one_scale(pair)
    whole_is_later = r.actor == "contains"
    if scale and r.time != "disjoint" and not r.informative and r.scope != "part_of":
        part, whole = (scale.earlier, scale.later) if whole_is_later else (scale.later, scale.earlier)
        if part.low > whole.high and r.actor == "part_of":
            return Finding("contradicts", "alert", f"A part of {shown(new)} cannot exceed the whole of {shown(old)}.", ("amount",), "part_of")
    if r.informative:
        return Finding("refines", "silent", "A part of what is known, named for the first time.", ("scope",), "part_of")
    return Finding("unrelated", "silent", "A part and a whole: neither contradicts the other.", subtype="part_of")


def stock_told_as_given(pair: Pair) -> Finding | None:
    """Row 13 turned round: what had only been found, counted or needed is told as handed over."""
    if not pair.relation.inventory:
        return None
    return Finding("contradicts", "alert", f"{shown(pair.earlier)} had only been found or counted, now it is told as delivered.", ("modality",))


def level_told_as_increment(pair: Pair) -> Finding | None:
    """An addition over the same stretch as the whole and larger than it: the new total was taken for the increase."""
    if not pair.relation.level_as_increment:
        return None
    if pair.later.role in ("own_sum", "list_sum", "total"):
        reason = f"The sum of {shown(pair.later)} adds a new total to the old one ({shown(pair.earlier)})."
        return Finding("contradicts", "digest", reason, ("amount",), "level_as_increment")
    reason = f"A further {shown(pair.later)} over the same period exceeds all that was pledged ({shown(pair.earlier)}): a new total told as an increase?"
    return Finding("contradicts", "alert", reason, ("amount", "scope"), "level_as_increment")


def reference_period(pair: Pair) -> Finding | None:
    """Row 9: other years are another matter; a part of the period is progress."""
    r, new = pair.relation, pair.later
    if r.period_differs and (r.same_utterance or r.time != "disjoint"):
        return None
    if r.time == "disjoint":
        return Finding("unrelated", "silent", "The two are about different periods.", subtype="lookalike")
    if r.time == "around" and r.copy is None:
        return Finding("unrelated", "silent", "The one is about a part of the other's period.", subtype="lookalike")
    if r.time == "inside" and new.modality == "delivered" == pair.earlier.modality:
        return Finding("unrelated", "silent", "What was paid in a part of the other's period.", subtype="lookalike")
    if r.time == "inside" and new.modality != "delivered":
        return Finding("refines", "silent", "A stage within the period of the earlier statement.", ("period",), "progress")
    return None


def payment(pair: Pair) -> Finding | None:
    """Row 9 and decided rule 7: money paid or goods handed over against a stored pledge."""
    old, new, r = pair.earlier, pair.later, pair.relation
    if new.modality != "delivered" or old.modality in ("delivered", "refused", "withdrawn") or old.kind == "figure":
        return None
    if r.same_utterance and old.per != new.per:
        return None  # a pace told beside what has come in so far
    scale = on_one_scale(pair)
    if scale and scale.later.low > scale.earlier.low * OVERPAID and scale.earlier.high < scale.later.low:
        return Finding("unrelated", "silent", "Far more was paid than this pledge: it was for something else.", subtype="lookalike")
    if scale is None or r.time == "inside" or not scale.earlier.meets(scale.later):
        return Finding("updates", "digest", f"{shown(new)} has been paid or handed over of {shown(old)}.", subtype="progress")
    subtype = "stage" if (ladder(new) or 0) > (ladder(old) or 0) else "progress"
    return Finding("updates", "digest", f"{shown(old)} has been paid or handed over.", ("modality",), subtype)


def same_number_other_currency(pair: Pair) -> Finding | None:
    """Row 11: the identical numeral with another currency is the sign of a slip, even where the intervals would meet."""
    old, new, r = pair.earlier, pair.later, pair.relation
    if not (same_numeral(old, new) and money(old.unit) and money(new.unit)) or old.unit == new.unit:
        return None
    again = abs(r.days or 0) <= RETOLD_DAYS and r.score >= (SURE if abs(r.days or 0) > 14 else SURE - 1) and new.role != "increment" and r.time != "disjoint"
    if linked(old, new) or not (r.same_utterance or again):
        return None
    found = rate(pair.context.rates, new.unit, old.unit, r.on)
    if found and close(found[0], 1.0, EXCHANGE):
        return None
    dimension = ("currency", "period") if r.period_differs and bool(old.per) != bool(new.per) else ("currency",)
    worth = f"; {new.unit} is {found[0]:.4g} {old.unit} (ECB {found[1]})" if found else "; no reference rate"
    return Finding("contradicts", "alert", f"The same number in two currencies: {shown(old)} and {shown(new)}{worth}.", dimension)


def other_period(pair: Pair) -> Finding | None:
    """Row 10: another deadline, start, horizon or recurrence of one amount."""
    old, new, r = pair.earlier, pair.later, pair.relation
    if not r.period_differs:
        return None
    scale = on_one_scale(pair)
    if scale and scale.bridged and scale.earlier.meets(scale.later) and not same_numeral(old, new):
        return None
    told = f"{_when(old)} against {_when(new)}"
    if r.same_utterance:
        channel: Route = "digest" if r.gloss or r.copy is not None else "alert"
        return Finding("contradicts", channel, f"One statement with two periods: {told}.", ("period",), "gloss" if r.gloss else None)
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
        return Finding("refines", "silent", "A rate and a total without a stated period: nothing to hold against each other.", ("period",))
    if scale.earlier.meets(scale.later):
        if r.differs:
            return None
        return Finding("corroborates", "silent", f"{shown(new)} is {shown(old)}: {scale.note}.")
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
        return Finding("updates", "alert", f"{shown(old)} had been expected by now; it is {shown(new)}.", ("amount",), "expectation_missed")
    return Finding("updates", "digest", f"The expected {shown(old)} has been reached: {shown(new)}.", ("amount",), "stage")


def amounts_apart(pair: Pair) -> Finding | None:
    """Row 14: one statement, or one fact, with amounts that cannot both be right."""
    r = pair.relation
    if not (r.same_utterance or (r.same_period and not r.days)) or r.series:
        return None
    scale = on_one_scale(pair)
    if scale is None or scale.earlier.meets(scale.later) or _agree(pair):
        return None
    channel: Route = "digest" if r.copy is not None or r.gloss else "alert"
    note = f" ({scale.note})" if scale.note else ""
    return Finding("contradicts", channel, f"Two amounts for one thing: {shown(pair.earlier)} and {shown(pair.later)}{note}.", ("amount",))


def amount_moved(pair: Pair) -> Finding | None:
    """Row 15 and decided rule 5: a later statement with another amount; a raise or cut is news from a quarter or EUR 1bn on."""
    old, new, r = pair.earlier, pair.later, pair.relation
    scale = on_one_scale(pair)
    x, y = point(old), point(new)
    if scale is None or x is None or y is None:
        return None
    grown = new.role == "total" and y > x * (1 + BEYOND) and scale.exact and old.per == new.per and abs(r.days or 0) > SAME_ACT_DAYS
    if (scale.earlier.meets(scale.later) and not grown) or _agree(pair):
        return None
    if r.series and (y < x or not r.days):
        return Finding("contradicts", "digest", f"Two counts of one toll: {shown(old)} and {shown(new)}.", ("count",), severity="low")
    if r.series:
        return Finding("updates", "digest", f"The figure moved from {shown(old)} to {shown(new)}.", ("count",))
    factor = scale.later.low / scale.earlier.low if scale.earlier.low else 0.0
    change = abs(y / x - 1) if old.per == new.per and old.unit == new.unit else abs(factor - 1)
    worth = severity.euros(replace(new, low=abs(y - x), high=abs(y - x)), pair.context.rates, r.on) if old.unit == new.unit else None
    firm = all((ladder(c) or -1) >= 3 for c in (old, new)) or new.modality in ("pledged", "reaffirmed")
    soft = old.modality in _SOFT or new.modality in _SOFT or new.role in ("own_sum", "list_sum") or old.kind == new.kind == "figure"
    loud = firm and not soft and (change >= GROWTH or (worth or 0) >= GROWTH_EUR)
    word = "raised" if y > x else "cut"
    return Finding("updates", "alert" if loud else "digest", f"{word.capitalize()} from {shown(old)} to {shown(new)}.", ("amount",))


def told_differently(pair: Pair) -> Finding | None:
    """Row 16: one statement has one speaker, one gift one giver."""
    r = pair.relation
    if not r.differs or not r.same_utterance:
        return None
    channel: Route = "digest" if r.copy is not None else "alert"
    what = "actor" if "actor" in r.differs else "speaker"
    a, b = (getattr(pair.earlier, what) or "unnamed", getattr(pair.later, what) or "unnamed")
    return Finding("contradicts", channel, f"One {'gift' if what == 'actor' else 'statement'}, two {what}s: {a} and {b}.", (what,))


def next_stage(pair: Pair) -> Finding | None:
    """Row 17: the same amount, later, further up the ladder."""
    old, new, r = pair.earlier, pair.later, pair.relation
    a, b = ladder(old), ladder(new)
    a = 3 if a is None and old.modality == "planned" else a
    b = 3 if b is None and new.modality == "planned" else b
    if not r.days or r.days <= 0 or a is None or b is None or b <= a or new.modality in _AGAINST:
        return None
    if interval(old) is None or interval(new) is None or new.modality == "reaffirmed" or r.series:
        return None
    if (a, b) == (3, 4) and not new.speaker:
        return None  # a plan that an outlet calls a pledge without naming who made it one
    loud = a <= 4 and b == 5 and new.stage == "commitment"
    return Finding("updates", "alert" if loud else "digest", f"From {old.stage or old.modality} to {new.stage or new.modality}: {shown(new)}.", ("modality",), "stage")


def made_precise(pair: Pair) -> Finding | None:
    """Row 18: the later statement adds a slot, a tighter bound or another period."""
    old, new, r = pair.earlier, pair.later, pair.relation
    a, b = interval(old), interval(new)
    if a is None or b is None:
        if not r.adds:
            return None
        return Finding("refines", "silent", f"Adds {', '.join(r.adds)}.")
    higher = (ladder(new) or 0) > (ladder(old) or 0)
    if r.same_utterance and higher and r.adds and _equal_value(old, new):
        return Finding("refines", "digest", f"The same statement told as more firm ({new.modality} instead of {old.modality}); adds {', '.join(r.adds)}.", ("modality",), "modality_upgrade")
    tighter = b.high < a.high and (a.high == float("inf") or b.low > a.low * (1 + AGREE)) and (old.comparator != new.comparator)
    other_unit = old.unit != new.unit and "conversion" in r.adds
    if tighter or other_unit or old.per != new.per or _telling(r.adds):
        what = ", ".join(r.adds) or ("the period" if old.per != new.per else "a tighter bound")
        return Finding("refines", "silent", f"{shown(new)} fits {shown(old)} and adds {what}.")
    return None


def said_again(pair: Pair) -> Finding | None:
    """Row 19: the same, from somebody else or again."""
    old, new, r = pair.earlier, pair.later, pair.relation
    scale = on_one_scale(pair)
    if scale is None and interval(old) is not None and interval(new) is not None and old.unit != new.unit:
        return Finding("refines", "silent", f"{shown(new)} beside {shown(old)}: no reference rate, so no verdict on the amount.", subtype="no_rate")
    subtype = "re_announcement" if r.days and r.days > 7 and new.modality in _FOR else "other_currency" if old.unit != new.unit else None
    return Finding("corroborates", "silent", f"{shown(new)} agrees with {shown(old)}.", subtype=subtype)


def _equal(old: Claim, new: Claim) -> bool:
    return (old.low, old.high, old.unit, old.per, old.modality in _AGAINST) == (new.low, new.high, new.unit, new.per, new.modality in _AGAINST)


def _equal_value(old: Claim, new: Claim) -> bool:
    return same_numeral(old, new) and old.unit == new.unit and old.per == new.per


def _agree(pair: Pair) -> bool:
    x, y = point(pair.earlier), point(pair.later)
    same = pair.earlier.unit == pair.later.unit and pair.earlier.per == pair.later.per
    return same and x is not None and y is not None and close(x, y, AGREE)


def _telling(adds: tuple[str, ...]) -> bool:
    return bool(set(adds) & {"start", "deadline", "duration", "precision", "condition", "conversion"})


def _changed(pair: Pair) -> tuple[str, ...]:
    old, new = pair.earlier, pair.later
    changed = (("currency", old.unit != new.unit), ("amount", point(old) != point(new)), ("period", old.per != new.per))
    return tuple(name for name, yes in changed if yes)


def _when(claim: Claim) -> str:
    time = claim.time
    span = " to ".join(x for x in (time.start, time.end) if x) or (f"by {time.deadline}" if time.deadline else "")
    said = claim.anchor.exact if point(claim) is None else ""
    return (f"a {claim.per}" if claim.per else "") or time.text or span or said or "no period"


#: The order is the table's: the first rule that decides wins.
RULES: tuple[Rule, ...] = (
    copied_text, office, declared_correction, other_matter, polarity, part_and_whole, stock_told_as_given, level_told_as_increment,
    reference_period, same_number_other_currency, payment, other_period, vague_beside_exact, rate_and_total, expectation, amounts_apart, amount_moved,
    told_differently, next_stage, made_precise, said_again,
)  # fmt: skip


def decide(pair: Pair) -> Finding:
    """The finding of the first rule that decides, with the rule's name and the severity filled in."""
    for rule in RULES:
        found = rule(pair)
        if found is not None:
            grade = found.severity
            if grade is None and pair.relation.gloss:
                grade = "low"
            elif grade is None and found.verdict == "contradicts":
                grade = severity.of_conflict(pair.earlier, pair.later, found.dimension, pair.context.rates, pair.relation.on)
            elif grade is None and found.channel == "alert":
                grade = severity.of_new(pair.later, pair.context.rates, pair.relation.on)
            elif grade is None and found.channel == "digest":
                grade = "low"
            return replace(found, rule=rule.__name__, severity=grade)
    raise AssertionError("the last rule always decides")
