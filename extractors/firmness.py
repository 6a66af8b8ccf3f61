"""What the rest of the sentence makes of a promise: a phrase, a denial, a condition, a thought, an older promise (order of precedence)."""

from __future__ import annotations

from extractors.frames import Frame
from extractors.giftstances import stance_of_gift, turned_down
from extractors.moods import (
    condition_of,
    in_unreal_clause,
    is_denied,
    is_expected_by_others,
    is_given_as_word,
    is_here,
    is_put_off,
    is_reaffirmed,
    is_taken_back,
    is_unreal,
    was_promised,
)
from extractors.verbcase import Reading

#: what a condition, a denial or a later word may change
_TOLD = ("pledged", "planned", "expected", "delivered")
_CHANGED = ("pledged", "planned", "demanded", "expected", "delivered", "reaffirmed")
_SPEAKERS = frozenset({"we", "i", "you", "one"})
_SOFT = ("pledged", "planned", "demanded", "expected")
#: conditions that bind a promise however it is told
_BINDING = ("subject", "on condition", "on the condition", "provided", "conditional", "contingent", "pending")


def mooded(found: Reading, frame: Frame) -> Reading:
    """Denial, condition and reaffirmation change what the verb alone says."""
    sentence = frame.sentence
    stance = (
        stance_of_gift(frame, found.modality in _SOFT) if found.modality in _CHANGED and not found.settled else None
    )
    if stance is not None and stance != "conditional":
        found.modality, found.rule, found.settled = stance, found.rule + f", {stance} by a phrase", True
    hangs = found.verb is not None and found.verb.governing_noun is not None
    if found.modality == "planned" and hangs and turned_down(frame):
        found.modality, found.rule = "refused", found.rule + ", turned down"
    if is_denied(sentence, frame.first, frame.last):
        found.modality, found.rule = "denied", found.rule + ", denied"
    elif frame.verb is not None and found.modality in _TOLD and in_unreal_clause(sentence, frame.verb, frame.first):
        found.modality, found.rule = "hypothetical", found.rule + ", unreal clause"
    elif is_unreal(sentence):
        told = _would_if(found, frame)
        found.condition = told
        found.modality, found.rule = "conditional" if told else "hypothetical", found.rule + ", unreal condition"
    elif (found.modality in _TOLD or (found.modality == "reaffirmed" and not found.rule.endswith("of a promise"))) and (
        is_taken_back(sentence, frame.last) or is_put_off(sentence, frame.verb, frame.last)
    ):
        found.modality, found.rule = "withdrawn", found.rule + ", taken back"
    elif found.modality in (*_TOLD, "refused", "demanded"):
        _conditioned(found, frame)
    return found


def _would_if(found: Reading, frame: Frame) -> str | None:
    """ "would give $5m if others followed": offered on a condition, unless it is a mere thought ("we could do a million")."""
    verb = found.verb
    if verb is None or "would" not in verb.helpers or frame.subject is None or frame.subject.name.lower() in _SPEAKERS:
        return None
    return condition_of(frame.sentence, frame.first, frame.last) if verb.is_a("give", "promise", "allocate") else None


def _unpaid(found: Reading) -> bool:
    """ "has still not paid the $5m it pledged"."""
    verb = found.verb
    return found.modality == "refused" and verb is not None and verb.perfect and verb.is_a("give", "deliver")


def _conditioned(found: Reading, frame: Frame) -> None:
    sentence = frame.sentence
    condition = condition_of(sentence, frame.first, frame.last)
    low = (condition or "").lower()
    if condition is not None and (
        found.modality in ("pledged", "planned", "expected")
        or (found.modality == "delivered" and low.startswith(_BINDING))
        or (found.modality == "refused" and low.startswith(("unless", "only")))
        or (found.modality == "demanded" and low.startswith(("must still", "still")))
    ):
        found.modality, found.condition = "conditional", condition
    elif found.modality == "planned" and is_given_as_word(sentence, found.verb):
        found.modality = "pledged"
    elif (found.modality in ("pledged", "planned", "demanded") or _unpaid(found)) and was_promised(
        sentence, frame.first, frame.last
    ):
        come = is_here(sentence, frame.last)
        found.modality, found.rule = "delivered" if come else "reaffirmed", found.rule + ", promised before"
    elif is_reaffirmed(sentence) and (
        found.modality == "pledged"
        or (found.modality == "planned" and found.verb is not None and "would" in found.verb.helpers)
    ):
        found.modality = "reaffirmed"
    elif found.modality in ("pledged", "planned") and is_expected_by_others(sentence, frame.first):
        found.modality = "expected"
