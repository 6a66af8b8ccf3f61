"""On what a reading stands, in fields that others may rely on: the trace is for people, its wording may change.

What weighs a claim's signs says how likely a promise it is (``Draft.odds``, log odds); what finds its payer notes where it looked.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractors.drafts import Draft
    from extractors.model import PayerFrom, RecipientFrom

#: notes of the finders that looked beyond the sentence, or found no name in it
_PLACES: dict[str, PayerFrom] = {
    "the article's main actor": "article",
    "weighed": "article",
    "weighed, by whose money it is": "nowhere",
    "that of the claim before": "article",
    "the project the sentence speaks of": "article",
    "the place or body that the sentence names": "article",
    "noun before the verb": "noun",
    "who gave is not named": "nowhere",
    "who gives is not named": "nowhere",
}

#: how the finder of recipients notes that no words of the claim say to whom
ARTICLES_PAYEE = "recipient: where the article's pledges go"


def payer_from(draft: Draft) -> PayerFrom | None:
    """Where the payer was found, by the last finder that noted it; None for a claim without a payer that nobody noted."""
    notes = [t.removeprefix("actor: ") for t in draft.trace if t.startswith("actor: ")]
    if notes:
        place = _PLACES.get(notes[-1], "sentence")
        unsaid = any(_PLACES.get(n) == "nowhere" for n in notes)  # a guess does not name whom the sentence leaves out
        return "nowhere" if place == "article" and unsaid else place
    if draft.actor is None:
        return None
    return "article" if draft.borrowed_actor else "sentence"


def recipient_from(recipient: str | None, trace: Sequence[str]) -> RecipientFrom | None:
    """``article`` where the last finder of a recipient took the article's payee; ledgers of before kept no more than the trace."""
    if recipient is None:
        return None
    notes = [t for t in trace if t.startswith("recipient: ")]
    return "article" if notes and notes[-1] == ARTICLES_PAYEE else None


def certainty(draft: Draft) -> float | None:
    """The probability that signs give a promise that no rule knew; None where a rule knew."""
    return None if draft.odds is None else round(1 / (1 + exp(-draft.odds)), 3)
