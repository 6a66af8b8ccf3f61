"""On what a reading stands: whether a rule of the language made it a pledge and named its payer, or only a guess.

A reading that says nothing of it (made by hand, or by another extractor) stands on its own.
"""

from __future__ import annotations

from extractors.model import Claim

#: a promise that is less likely than this alarms nobody, and below the second it is told to nobody: on folders that no rule was written from
#: 61 of 111 between them are news, 39 of 87 below (0221)
SURE, LIKELY = 0.9, 0.75


def guessed(claim: Claim) -> bool:
    """Whether no rule knew the case and the signs around the amount were weighed, with little weight."""
    return claim.certainty is not None and claim.certainty < SURE


def unlikely(claim: Claim) -> bool:
    """Whether the signs that were weighed hardly speak for a promise."""
    return claim.certainty is not None and claim.certainty < LIKELY


def borrowed(claim: Claim) -> bool:
    """Whether the sentence itself names no payer: the one it has was taken from elsewhere in the article."""
    return claim.payer_from == "article"


def common_noun(claim: Claim) -> bool:
    """Whether the payer is a common noun that stood before the verb: "helpers", "officers", "the house"."""
    name = claim.actor or ""
    return claim.payer_from == "noun" and not any(w[:1].isupper() for w in name.split()[1:])


def nobody_named(claim: Claim) -> bool:
    """Whether the sentence says who gets, and not who gives."""
    return claim.payer_from == "nowhere"
