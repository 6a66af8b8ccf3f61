"""One sum is one thing: what an article says plainly of an amount in one place holds where it is only mentioned in another.

"The cabinet approved €90 million for ... The €90 million ..."; "up from about $420 million": a bare amount takes the kind of its full
mention, and an amount that another is held against takes the other's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extractors.modality import stage_of

if TYPE_CHECKING:
    from extractors.drafts import Draft
    from extractors.model import Modality

#: what a mention may say anew of the same money; denials and conditions are those of their own sentence
_CARRIED = ("pledged", "planned", "delivered", "reaffirmed", "demanded", "expected", "withdrawn")
_AGAINST = (
    ["up", "from"],
    ["down", "from"],
    ["instead", "of"],
    ["rather", "than"],
    ["compared", "with"],
    ["compared", "to"],
)
_HEDGES = frozenset(
    {
        "about",
        "around",
        "some",
        "nearly",
        "almost",
        "the",
        "a",
        "roughly",
        "just",
        "only",
        "its",
        "their",
        "an",
        "initial",
        "original",
    }
)


def agreed(drafts: Sequence[Draft]) -> None:
    """Give amounts that no rule knew the kind that the article gives them elsewhere."""
    _held_against(drafts)
    _mentioned_again(drafts)


def _mentioned_again(drafts: Sequence[Draft]) -> None:
    full: dict[object, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.kind == "pledge" and not draft.undecided and draft.modality in _CARRIED and not _by_topic(draft):
            full[_amount(draft)].append(draft)
    for draft in drafts:
        if draft.kind != "figure" or not draft.undecided or draft.quantity is None or draft.quantity.low is None:
            continue
        if len(draft.quantity.unit or "") != 3 and (draft.quantity.low or 0) < 100:
            continue  # "two", "12": too common a number to mean one thing
        known = full.get(_amount(draft))
        if (
            known
            and not _costs(draft)
            and (draft.frame is None or draft.frame.verb is None or not draft.frame.verb.is_a("figure"))
        ):
            _as(draft, known[0], known[0].modality, "kind: said so of the same amount")


#: what is planned to hold or grow holds something now
_OF_ROOM = frozenset({"kind: is to hold", "kind: is to have", "kind: is to grow"})


def _held_against(drafts: Sequence[Draft]) -> None:
    """ "a total of $792 million, up from about $420 million on the opening day"."""
    for draft in drafts:
        if draft.kind != "figure" or draft.quantity is None:
            continue
        sentence = draft.sentence
        low, k = sentence.reading.words.low, sentence.reading.word_at(draft.start) - 1
        while k > sentence.lo and low[k] in _HEDGES:
            k -= 1
        if low[k - 1 : k + 1] not in _AGAINST:
            continue
        before = [
            d
            for d in drafts
            if d.sentence is sentence and d.start < draft.start and d.quantity is not None and _unit(d) == _unit(draft)
        ]
        if before and not _OF_ROOM.isdisjoint(before[-1].trace):
            continue  # "will have 14 chairs, up from six": there are six now
        if before and before[-1].kind == "pledge" and before[-1].modality not in ("denied", "hypothetical"):
            firm: Modality = "pledged" if before[-1].modality == "delivered" else before[-1].modality
            _as(
                draft,
                before[-1],
                "reaffirmed" if firm in ("pledged", "planned") else firm,
                "kind: held against a promise",
            )


def _as(draft: Draft, other: Draft, modality: Modality, why: str) -> None:
    draft.kind, draft.modality, draft.undecided = "pledge", modality, False
    draft.stage = other.stage if modality == other.modality else stage_of(modality, None)
    if draft.actor is None or draft.borrowed_actor:
        draft.actor, draft.actor_as_written, draft.borrowed_actor = other.actor, other.actor_as_written, True
    draft.trace.append(why)


def _amount(draft: Draft) -> object:
    q = draft.quantity
    return (q.low, q.high, q.unit, q.unit_of if q.unit == "count" else None, q.per) if q is not None else None


def _unit(draft: Draft) -> str | None:
    return draft.quantity.unit if draft.quantity is not None else None


def _by_topic(draft: Draft) -> bool:
    return any(t.startswith(("kind: an article about gifts", "kind: goes on")) for t in draft.trace)


def _costs(draft: Draft) -> bool:
    sentence = draft.sentence
    low, k = sentence.reading.words.low, sentence.reading.word_at(draft.start)
    return any(w in sentence.reading.lists.costs for w in low[max(sentence.lo, k - 6) : k + 6])
