"""What somebody gives by not taking it: taxes forgone, duties waived, debts cancelled. "Ceará forgoes R$85m a year in sales tax".

Verbs of refusing and withdrawing ("forgo", "cancel", "write off") give where what they take away is a claim on somebody else.
"""

from __future__ import annotations

from extractors.cues import Verb
from extractors.frames import Frame
from extractors.grammar import wordset
from extractors.listings import is_giveable
from extractors.modality import FUTURE, POSSIBLE, modality_of
from extractors.model import Modality, Quantity
from extractors.verbcase import Reading

_LETS_GO = frozenset(
    {"forgo", "forego", "waive", "remit", "forgive", "write off", "cancel", "give up", "renounce", "let off", "sacrifice", "wipe out",
     "abolish", "suspend", "scrap", "drop", "wipe off", "excuse", "exempt"}
)  # fmt: skip
#: these let go of much else: what is owed must be named as another's
_LOOSE = frozenset(
    {
        "cancel",
        "write off",
        "wipe out",
        "wipe off",
        "give up",
        "suspend",
        "scrap",
        "drop",
        "abolish",
        "sacrifice",
        "let off",
    }
)
_TAXES = wordset("concessions_taxes")
_DEBTS = wordset("concessions_debts")
_BAD = frozenset({"bad", "soured", "non-performing", "toxic", "impaired", "corporate", "consumer", "own"})
_OWED = frozenset({"owed", "by", "of", "from", "held", "due"})
_FAR = 9


def concession(frame: Frame, quantity: Quantity) -> Reading | None:
    """ "waives property tax worth $31m for the plant", "will cancel C$75m of debt owed by Gabon", "forgoes €20m a year in rent"."""
    verb, sentence = frame.verb, frame.sentence
    if verb is None or verb.lemma() not in _LETS_GO or not is_giveable(quantity):
        return None
    low = sentence.reading.words.low
    near = low[max(sentence.lo, verb.begin - 4) : min(sentence.hi, frame.last + _FAR)]
    taxes, debts = not _TAXES.isdisjoint(near), not _DEBTS.isdisjoint(near)
    if not (taxes or debts) or not _BAD.isdisjoint(near):
        return None
    if verb.lemma() in _LOOSE and not _is_anothers(frame, near, taxes=taxes):
        return None
    return Reading("pledge", _firmness(verb), verb, f"lets go of what is due: {verb.lemma()}")


def _is_anothers(frame: Frame, near: list[str], *, taxes: bool) -> bool:
    """Whether the debt or tax let go is said to be somebody else's, or for somebody: a bank writes off what it has lost."""
    if taxes:
        return "for" in near or "on" in near
    low, sentence = frame.sentence.reading.words.low, frame.sentence
    behind = low[frame.last : min(sentence.hi, frame.last + _FAR)]
    at = next((k for k, w in enumerate(behind) if w in _DEBTS), None)
    if at is not None:
        return not _OWED.isdisjoint(behind[at + 1 :])
    owner = low[max(sentence.lo, frame.first - 6) : frame.first]
    return "'s" in owner and not _DEBTS.isdisjoint(owner)


def _firmness(verb: Verb) -> Modality:
    """As firm as the same words are of a verb of giving."""
    helpers = set(verb.helpers)
    if verb.negated:
        return "refused"
    if verb.governor is not None or verb.governing_word is not None or verb.stance is not None:
        told = modality_of(verb)
        return "pledged" if told in ("withdrawn", "refused", "delivered") else told
    if helpers & POSSIBLE or "would" in helpers:
        return "planned"
    if "to" in helpers and helpers & {"has", "have", "had"}:
        return "demanded"
    return "demanded" if helpers & {"must", "should", "ought"} and not helpers & FUTURE else "pledged"
