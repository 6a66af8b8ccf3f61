"""Rows 1 to 9: is it the same matter at all, who is told of it, and for which period? (SEMANTICS section 4; a rule returns None where the question is not its own.)"""

from __future__ import annotations

import re

from extractors.model import Claim
from flows.compare.measure import ladder, on_one_scale, shown
from flows.compare.types import Finding, Pair
from flows.compare.values import GROWTH, point, same_numeral, scale_slip, transposed
from flows.compare.words import surname_match

#: A pledge is not overpaid by more than this: then the payment was for another one as well.
OVERPAID = 1.5
#: What stands so early in a text is its news.
LEAD = 400
_ALL = re.compile(r"\b(?:all|in full|fully|the whole|entire|the last|complete[dly]*|to the last)\b", re.I)
_AGAINST = frozenset({"refused", "withdrawn"})
_FOR = frozenset({"pledged", "planned", "reaffirmed", "conditional", "expected"})


def copied_text(pair: Pair) -> Finding | None:
    """Row 1: a copy of a text that says the same is no further evidence."""
    r = pair.relation
    if r.copy is None or r.differs or r.period_differs or not _equal(pair.earlier, pair.later):
        return None
    return Finding(
        "corroborates",
        "silent",
        "A copy of the same text says the same: one origin, no further evidence.",
        subtype="verbatim_duplicate",
    )


def office(pair: Pair) -> Finding | None:
    """Row 4: who held the office at the article's date."""
    if pair.relation.office == "register_conflict":
        return Finding(
            "contradicts", "alert", "The register has another holder of the office at the article's date.", ("role",)
        )
    if pair.relation.office == "succession":
        return Finding(
            "updates",
            "silent",
            "Another holder of the office, each right at the date of the article.",
            ("role",),
            "office_change",
        )
    return None


def declared_correction(pair: Pair) -> Finding | None:
    """Row 5: the outlet itself corrects a stored figure; that closes the conflict."""
    if not pair.relation.correction:
        return None
    return Finding(
        "updates",
        "digest",
        f"Corrected from {shown(pair.earlier)} to {shown(pair.later)}.",
        _changed(pair),
        "correction",
    )


def silent_revision(pair: Pair) -> Finding | None:
    """Row 5, without a declaration: the same page now prints another figure."""
    old, new = pair.earlier, pair.later
    if not pair.relation.revision:
        return None
    changed = _changed(pair)
    if not changed and _equal(old, new) and not pair.relation.differs:
        return None
    if not changed:
        changed = pair.relation.differs or (("period",) if pair.relation.period_differs else ())
    if not changed:
        return None
    x, y = point(old), point(new)
    slight = changed == ("amount",) and x is not None and y is not None and abs(y / x - 1) < GROWTH if x else False
    reason = f"The page was changed without a word: it said {shown(old)}, now it says {shown(new)}."
    return Finding("updates", "digest" if slight else "alert", reason, changed, "revision")


def conflict_settled(pair: Pair) -> Finding | None:
    """Row 5, without a correction: one side of an open conflict prints the other version now, or the payer says which one holds."""
    if pair.relation.settled_by is None:
        return None
    how, who = pair.relation.settled_by
    old, new = _told_as(pair.earlier, pair.later), _told_as(pair.later, pair.earlier)
    if how == "adopted":
        reason = f"{who} had {old} and now has {new}: the conflict is settled."
    else:
        reason = f"{who} says that it is {new}, not {old}: the conflict is settled."
    return Finding("updates", "digest", reason, _changed(pair), "resolution")


def _told_as(claim: Claim, beside: Claim) -> str:
    """The amount, or what else tells the two versions apart where the amounts are the same."""
    if shown(claim) != shown(beside):
        return shown(claim)
    for slot in ("speaker", "actor"):
        one, other = getattr(claim, slot), getattr(beside, slot)
        if one and other and one != other:
            return f"{shown(claim)} by {one}"
    period = claim.time.text or claim.time.deadline or claim.time.end or claim.time.start
    return f"{shown(claim)} ({period})" if period else shown(claim)


def other_matter(pair: Pair) -> Finding | None:
    """Row 6: another object, another definition, another payer: only a look-alike."""
    r, old, new = pair.relation, pair.earlier, pair.later
    if new.modality == "demanded" and old.modality in _FOR and not same_numeral(old, new) and old.kind == new.kind:
        return Finding("unrelated", "silent", "What is asked for beside what is promised.", subtype="lookalike")
    if {old.role, new.role} == {"increment", "total"} and same_numeral(old, new) and not r.level_as_increment:
        return Finding("unrelated", "silent", "An increase and a level of the same number.", subtype="lookalike")
    if r.object_differs or r.scope == "other" or (r.actor == "disjoint" and "actor" not in r.differs):
        return Finding(
            "unrelated", "silent", "Another object, scope or payer: the two only look alike.", subtype="lookalike"
        )
    return None


def polarity(pair: Pair) -> Finding | None:
    """Row 7: one refuses what the other promises."""
    old, new, r = pair.earlier, pair.later, pair.relation
    sides = (old.modality in _AGAINST, new.modality in _AGAINST)
    if r.actor not in ("same", "unknown") or sides[0] == sides[1]:
        return None
    other = old.modality if sides[1] else new.modality
    if other not in _FOR:
        return Finding(
            "unrelated",
            "silent",
            "A refusal now does not touch what was given or asked for before.",
            subtype="lookalike",
        )
    if new.modality == "withdrawn" and new.role == "prior" and same_numeral(old, new):
        return Finding(
            "corroborates", "silent", f"{shown(new)} is named as what had been proposed before.", subtype="recalled"
        )
    told_once = r.copy is not None or (
        not r.days and (not old.speaker or not new.speaker or surname_match(old.speaker, new.speaker))
    )
    if r.same_utterance and told_once:
        return Finding(
            "contradicts",
            "alert",
            "One report has the payer promise what the other has it refuse.",
            ("amount",),
            "polarity",
        )
    if sides[1]:
        kind = "withdrawal" if new.modality == "withdrawn" else "reversal"
        return Finding(
            "updates", "alert", f"What was promised ({shown(old)}) is now {new.modality}.", ("modality",), kind
        )
    return Finding(
        "updates", "alert", f"What was {old.modality} is now promised: {shown(new)}.", ("modality",), "reversal"
    )


def part_and_whole(pair: Pair) -> Finding | None:
    """Row 8: a part may not exceed its whole; else it is no conflict."""
    r, old, new = pair.relation, pair.earlier, pair.later
    if r.actor not in ("part_of", "contains") and r.scope != "part_of":
        return None
    if new.modality in _AGAINST or old.modality in _AGAINST:
        return Finding(
            "unrelated",
            "silent",
            "A member's refusal is an exception, it does not contradict the group.",
            subtype="part_of",
        )
    scale = on_one_scale(pair)
    whole_is_later = r.actor == "contains"
    if scale and r.time != "disjoint" and not r.informative and r.scope != "part_of":
        part, whole = (scale.earlier, scale.later) if whole_is_later else (scale.later, scale.earlier)
        if part.low > whole.high and r.actor == "part_of":
            return Finding(
                "contradicts",
                "alert",
                f"A part of {shown(new)} cannot exceed the whole of {shown(old)}.",
                ("amount",),
                "part_of",
            )
    if r.informative:
        return Finding("refines", "silent", "A part of what is known, named for the first time.", ("scope",), "part_of")
    return Finding("unrelated", "silent", "A part and a whole: neither contradicts the other.", subtype="part_of")


def stock_told_as_given(pair: Pair) -> Finding | None:
    """Row 13 turned round: what had only been found, counted or needed is told as handed over."""
    if not pair.relation.inventory:
        return None
    return Finding(
        "contradicts",
        "alert",
        f"{shown(pair.earlier)} had only been found or counted, now it is told as delivered.",
        ("modality",),
    )


def level_told_as_increment(pair: Pair) -> Finding | None:
    """An addition over the same stretch as the whole and larger than it: the new total was taken for the increase."""
    if not pair.relation.level_as_increment:
        return None
    if pair.later.role in ("own_sum", "list_sum", "total"):
        reason = f"The sum of {shown(pair.later)} adds a new total to the old one ({shown(pair.earlier)})."
        return Finding("contradicts", "digest", reason, ("amount",), "level_as_increment")
    reason = f"A further {shown(pair.later)} over the same period exceeds all that was pledged ({shown(pair.earlier)}): the new total seems to be told as an increase."
    return Finding("contradicts", "alert", reason, ("amount", "scope"), "level_as_increment")


def reference_period(pair: Pair) -> Finding | None:
    """Row 9: other years are another matter; a part of the period is progress."""
    r, new = pair.relation, pair.later
    if r.period_differs and (r.same_utterance or r.time != "disjoint"):
        return None
    if r.moved and r.named and r.time == "inside":
        return None  # "raised from 60 to 80 million, until 2029 as before" is no stage of the 60
    if r.time == "disjoint":
        return Finding("unrelated", "silent", "The two are about different periods.", subtype="lookalike")
    if r.time == "around" and r.copy is None:
        return Finding("unrelated", "silent", "The one is about a part of the other's period.", subtype="lookalike")
    if r.time == "inside" and new.modality == "delivered" == pair.earlier.modality:
        return Finding("unrelated", "silent", "What was paid in a part of the other's period.", subtype="lookalike")
    if r.time == "inside" and new.modality != "delivered":
        return Finding(
            "refines", "silent", "A stage within the period of the earlier statement.", ("period",), "progress"
        )
    return None


def _misprinted(old: Claim, new: Claim) -> bool:
    """Whether the two numbers are one but for a slip of digits or of scale."""
    x, y = point(old), point(new)
    return bool(x and y) and (transposed(x or 0, y or 0) or scale_slip(x or 0, y or 0))


#: days after which a pace that was promised once says nothing of a sum paid by now
FORGOTTEN = 400


def payment(pair: Pair) -> Finding | None:
    """Row 9 and decided rule 7: money paid or goods handed over against a stored pledge."""
    old, new, r = pair.earlier, pair.later, pair.relation
    if new.modality != "delivered" or old.modality in ("delivered", "refused", "withdrawn") or old.kind == "figure":
        return None
    if r.moved:
        return None  # "has cut its investment to 2 billion" pays nothing
    told_alike = same_numeral(old, new) or _misprinted(old, new)
    if r.same_utterance and not r.days and told_alike and old.unit == new.unit and old.modality in _FOR:
        return None  # one report has it promised, the other of the same day given: a word, not a payment
    if r.same_utterance and old.per != new.per:
        return None  # a pace told beside what has come in so far
    if old.per is not None and new.per is None and (r.days or 0) > FORGOTTEN:
        return Finding(
            "unrelated",
            "silent",
            "A sum paid by now is not held against what was to come each year or month long before.",
            subtype="lookalike",
        )
    scale = on_one_scale(pair)
    if scale and scale.later.low > scale.earlier.low * OVERPAID and scale.earlier.high < scale.later.low:
        return Finding(
            "unrelated", "silent", "Far more was paid than this pledge: it was for something else.", subtype="lookalike"
        )
    if scale is None or r.time == "inside" or not scale.earlier.meets(scale.later):
        return Finding(
            "updates", "digest", f"{shown(new)} has been paid or handed over of {shown(old)}.", subtype="progress"
        )
    subtype = "stage" if (ladder(new) or 0) > (ladder(old) or 0) else "progress"
    if subtype == "stage" and new.anchor.start < LEAD and _ALL.search(new.quote.exact) and r.days:
        return Finding("updates", "alert", f"All of {shown(old)} has been paid or handed over.", ("modality",), subtype)
    return Finding("updates", "digest", f"{shown(old)} has been paid or handed over.", ("modality",), subtype)


def _equal(old: Claim, new: Claim) -> bool:
    return (old.low, old.high, old.unit, old.per, old.modality in _AGAINST) == (
        new.low,
        new.high,
        new.unit,
        new.per,
        new.modality in _AGAINST,
    )


def _changed(pair: Pair) -> tuple[str, ...]:
    old, new = pair.earlier, pair.later
    changed = (("currency", old.unit != new.unit), ("amount", point(old) != point(new)), ("period", old.per != new.per))
    return tuple(name for name, yes in changed if yes)
