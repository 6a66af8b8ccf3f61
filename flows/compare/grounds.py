"""On what a reading stands: whether a rule of the language made it a pledge and named its payer, or only a guess.

A claim's ``trace`` says how its slots were found. A reading without a trace (made by hand, or by another extractor) stands on its own.
"""

from __future__ import annotations

from extractors.model import Claim

#: signs that weigh less than this speak for a pledge no surer than a coin; on the open texts most of what lies below is no promise
SURE = 2.2
_BORROWED = (
    "the article's main actor",
    "that of the claim before",
    "the project the sentence speaks of",
    "the place or body that the sentence names",
)


def guessed(claim: Claim) -> bool:
    """Whether no rule knew the case and the signs around the amount were weighed, with little weight."""
    weights = [float(t.split("weighed ", 1)[1].split(" ", 1)[0]) for t in claim.trace if t.startswith("kind: weighed ")]
    return bool(weights) and weights[-1] < SURE


def _actor(claim: Claim) -> str:
    found = [t[len("actor: ") :] for t in claim.trace if t.startswith("actor: ")]
    return found[-1] if found else ""


def borrowed(claim: Claim) -> bool:
    """Whether the sentence itself names no payer: the one it has was taken from elsewhere in the article."""
    return _actor(claim) in _BORROWED


def common_noun(claim: Claim) -> bool:
    """Whether the payer is a common noun that stood before the verb: "helpers", "officers", "the house"."""
    name = claim.actor or ""
    return _actor(claim) == "noun before the verb" and not any(w[:1].isupper() for w in name.split()[1:])


def nobody_named(claim: Claim) -> bool:
    """Whether the sentence says who gets, and not who gives."""
    return _actor(claim) in ("who gave is not named", "who gives is not named")
