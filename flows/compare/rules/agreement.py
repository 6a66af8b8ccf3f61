"""Rows 16 to 19: the amounts meet; who said it, how firm it is, what it adds. (SEMANTICS section 4; a rule returns None where the question is not its own.)"""

from __future__ import annotations

from extractors.model import Claim, Route
from flows.compare.measure import ladder, on_one_scale, shown
from flows.compare.news import acted
from flows.compare.types import Finding, Pair
from flows.compare.values import AGREE, interval, same_numeral

_AGAINST = frozenset({"refused", "withdrawn"})
_PLANS = frozenset({"planned", "conditional", "expected"})
_FOR = frozenset({"pledged", "planned", "reaffirmed", "conditional", "expected"})


def told_differently(pair: Pair) -> Finding | None:
    """Row 16: one statement has one speaker, one gift one giver."""
    r = pair.relation
    if not r.differs or not r.same_utterance:
        return None
    channel: Route = "digest" if r.copy is not None else "alert"
    what = "actor" if "actor" in r.differs else "speaker"
    a, b = (getattr(pair.earlier, what) or "unnamed", getattr(pair.later, what) or "unnamed")
    return Finding(
        "contradicts", channel, f"One {'gift' if what == 'actor' else 'statement'}, two {what}s: {a} and {b}.", (what,)
    )


def next_stage(pair: Pair) -> Finding | None:
    """Row 17: the same amount, later, further up the ladder."""
    old, new, r = pair.earlier, pair.later, pair.relation
    a, b = ladder(old), ladder(new)
    a = 3 if a is None and old.modality == "planned" else a
    b = 3 if b is None and new.modality == "planned" else b
    if not r.days or r.days <= 0 or a is None or b is None or new.modality in _AGAINST:
        return None
    if interval(old) is None or interval(new) is None or new.modality == "reaffirmed" or r.series:
        return None
    if old.modality in _PLANS and new.modality in ("pledged", "planned") and acted(new) and not acted(old):
        return Finding(
            "updates", "alert", f"What was {old.modality} is now decided: {shown(new)}.", ("modality",), "stage"
        )
    if b <= a:
        return None
    if (a, b) == (3, 4) and not new.speaker:
        return None  # a plan that an outlet calls a pledge without naming who made it one
    loud = a <= 4 and b == 5 and new.stage == "commitment"
    return Finding(
        "updates",
        "alert" if loud else "digest",
        f"From {old.stage or old.modality} to {new.stage or new.modality}: {shown(new)}.",
        ("modality",),
        "stage",
    )


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
        return Finding(
            "refines",
            "digest",
            f"The same statement told as more firm ({new.modality} instead of {old.modality}); adds {', '.join(r.adds)}.",
            ("modality",),
            "modality_upgrade",
        )
    tighter = (
        b.high < a.high
        and (a.high == float("inf") or b.low > a.low * (1 + AGREE))
        and (old.comparator != new.comparator)
    )
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
        return Finding(
            "refines",
            "silent",
            f"{shown(new)} beside {shown(old)}: no reference rate, so no verdict on the amount.",
            subtype="no_rate",
        )
    subtype = (
        "re_announcement"
        if r.days and r.days > 7 and new.modality in _FOR
        else "other_currency"
        if old.unit != new.unit
        else None
    )
    return Finding("corroborates", "silent", f"{shown(new)} agrees with {shown(old)}.", subtype=subtype)


def _equal_value(old: Claim, new: Claim) -> bool:
    return same_numeral(old, new) and old.unit == new.unit and old.per == new.per


def _telling(adds: tuple[str, ...]) -> bool:
    return bool(set(adds) & {"start", "deadline", "duration", "precision", "condition", "conversion"})
