"""Readings that stand on too little to be told as somebody's promise: the questions that are asked of each, in order."""

from __future__ import annotations

from collections.abc import Callable

from extractors.model import Claim
from flows.compare import grounds
from flows.compare.measure import shown
from flows.compare.news import grown
from flows.compare.types import Context, Finding


def at_large(claim: Claim, context: Context) -> bool:
    """Whether the payer is donors, allies, the world: payers in general."""
    return bool(context.world.payers(claim.actor) & context.world.generic)


#: what makes a reading stand on too little -> what is said of it, and the question
_WHY = {
    "unlikely": "No rule knew it for a promise, and little speaks for one.",
    "common_noun": "Things handed out by nobody who has a name.",
    "paid_by_whom": "Paid or handed over, and its sentence does not say by whom.",
    "donors_at_large": "Given by donors at large to nobody named.",
    "grown": "A total that has moved; its sentence does not say whose.",
    "known_to_the_text": "An amount that the text takes as known.",
    "won": "What a person wins or earns; who pays it is not said.",
}
_UNFOUNDED: dict[str, Callable[[Claim, Context], object]] = {
    "unlikely": lambda c, _: grounds.unlikely(c) and c.modality != "demanded",
    "common_noun": lambda c, _: grounds.common_noun(c) and (c.unit == "count" or c.modality == "delivered"),
    "paid_by_whom": lambda c, _: c.modality == "delivered" and grounds.borrowed(c),
    "donors_at_large": lambda c, x: c.modality == "delivered" and not c.recipient and at_large(c, x),
    "grown": lambda c, _: grounds.borrowed(c) and grown(c),
    "known_to_the_text": lambda c, _: c.modality == "reaffirmed" and grounds.borrowed(c),
    "won": lambda c, x: grounds.nobody_named(c) and x.world.person(c.recipient) and not c.speaker,
}


def unfounded(claim: Claim, context: Context) -> Finding | None:
    """A reading that stands on too little to be told as somebody's promise; it is kept, and later claims are held against it."""
    why = next((question for question, holds in _UNFOUNDED.items() if holds(claim, context)), None)
    if why is not None:
        return Finding("new", "silent", _WHY[why], subtype="background", ground=why)
    if grounds.guessed(claim) and claim.modality != "demanded":
        return Finding(
            "new", "digest", f"Read by the signs around it, not by a rule: {shown(claim)}.", ground="guessed"
        )
    return None
