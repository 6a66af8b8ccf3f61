"""The decision table as named rules in order: each looks at one pair of claims of one matter, the first that decides wins.

Rows are those of SEMANTICS section 4. A rule returns None where the question is not its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flows.compare import severity
from flows.compare.rules.agreement import made_precise, next_stage, said_again, told_differently
from flows.compare.rules.amounts import (
    amount_moved,
    amounts_apart,
    digits_slipped,
    expectation,
    misprint,
    other_period,
    rate_and_total,
    same_number_other_currency,
    stated_multiple,
    vague_beside_exact,
)
from flows.compare.rules.matter import (
    conflict_settled,
    copied_text,
    declared_correction,
    level_told_as_increment,
    office,
    other_matter,
    part_and_whole,
    payment,
    polarity,
    reference_period,
    silent_revision,
    stock_told_as_given,
)
from flows.compare.rules.worded import condition_gone, each_or_together, part_of_it, rejected_value
from flows.compare.types import Finding, Pair

Rule = Callable[[Pair], Finding | None]

#: The order is the table's: the first rule that decides wins.
RULES: tuple[Rule, ...] = (
    conflict_settled, each_or_together, copied_text, office, declared_correction, silent_revision, misprint, other_matter, rejected_value, polarity, part_of_it, part_and_whole, stock_told_as_given, level_told_as_increment,
    reference_period, same_number_other_currency, payment, other_period, vague_beside_exact, rate_and_total, stated_multiple, expectation, amounts_apart, digits_slipped, amount_moved,
    told_differently, condition_gone, next_stage, made_precise, said_again,
)  # fmt: skip


def _also_told_differently(pair: Pair, found: Finding) -> Finding:
    """A statement whose number and whose speaker were both changed is one conflict on two dimensions."""
    more = tuple(d for d in pair.relation.differs if d not in found.dimension)
    if found.verdict != "contradicts" or not more or not pair.relation.same_utterance:
        return found
    told = told_differently(pair)
    reason = f"{found.reason} {told.reason}" if told is not None else found.reason
    return replace(found, dimension=(*found.dimension, *more), reason=reason)


def decide(pair: Pair, *, conflicts: bool = True) -> Finding:
    """The finding of the first rule that decides, with the rule's name and the severity filled in.

    ``conflicts``: False passes over rules that find a conflict, where such pairs hardly ever are one (`clashes`).
    """
    for rule in RULES:
        found = rule(pair)
        if found is not None and (conflicts or found.verdict != "contradicts"):
            return _graded(pair, replace(_also_told_differently(pair, found), rule=rule.__name__))
    raise AssertionError("the last rule always decides")


def _graded(pair: Pair, found: Finding) -> Finding:
    r, grade = pair.relation, found.severity
    if grade is None and r.gloss:
        grade = "low"
    elif grade is None and found.verdict == "contradicts":
        grade = severity.of_conflict(pair.earlier, pair.later, found.dimension, pair.context.rates, r.on)
    elif grade is None and found.channel == "alert":
        grade = severity.of_new(pair.later, pair.context.rates, r.on)
    elif grade is None and found.channel == "digest":
        grade = "low"
    return replace(found, severity=grade)
