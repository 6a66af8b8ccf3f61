"""What the line over a list makes of its items: "The package includes: - 50 trucks", "Germany will send the following: ..."."""

from __future__ import annotations

from extractors.cues import Verb
from extractors.frames import Frame
from extractors.grammar import wordset
from extractors.listings import is_giveable
from extractors.modality import modality_of
from extractors.model import Modality, Quantity
from extractors.reading import Sentence
from extractors.tense import looks_ahead
from extractors.verbcase import SHARES, Reading

_MARKS = frozenset({"-", "–", "—", "•", "*", "·", "▪", "‣", "◦", "o"})
_HEDGES = wordset("verbless_hedges")
_HOLDS = wordset("introductions_holds")
_GIFTS = wordset("introductions_gifts")
_OPEN = frozenset(
    {
        "for",
        "on",
        "to",
        "of",
        "following",
        "include",
        "includes",
        "including",
        "contains",
        "comprises",
        "by",
        "into",
        "are",
        "is",
    }
)
_AIMED = frozenset(
    {"used", "intended", "meant", "destined", "earmarked", "planned", "foreseen", "reserved", "go", "flow"}
)
#: how far above an item its introduction may stand
_FAR = 14


def under_heading(frame: Frame, quantity: Quantity) -> Reading | None:
    """An amount that opens an item of a list whose introduction says what becomes of the items."""
    sentence = frame.sentence
    if quantity.unit in SHARES or quantity.unit is None or quantity.unit == "year":
        return None
    if not is_giveable(quantity) and quantity.unit != "count" and quantity.unit not in _LOADS:
        return None
    low, k = sentence.reading.words.low, frame.first - 1
    while k >= sentence.lo and low[k] in _HEDGES:
        k -= 1
    if sentence.role == "bullets":
        if k >= sentence.lo and low[k] not in _MARKS:
            return None
        over = introduction(sentence)
        end = over.hi if over is not None else 0
    else:
        if k <= sentence.lo or low[k] not in _MARKS or ":" not in low[sentence.lo : k]:
            return None
        over, end = sentence, sentence.lo + low[sentence.lo : k].index(":") + 1
        if low[end : end + 1] and low[end] not in _MARKS:
            return None
    if over is None or any(w in sentence.reading.lists.costs for w in low[frame.last : frame.last + 4]):
        return None
    told = _told(over, end)
    return Reading("pledge", told, frame.verb, "under a heading") if told is not None else None


_LOADS = frozenset({"t", "kg", "MW", "l", "L"})


def introduction(sentence: Sentence) -> Sentence | None:
    """The line over a list, if it leads on to it."""
    others = sentence.reading.sentences
    for at in range(sentence.index - 1, max(-1, sentence.index - _FAR), -1):
        other = others[at]
        if other.role == "bullets":
            continue
        if not other.low or other.role not in ("body", "headline"):
            return None
        last = other.low[-1]
        return other if last == ":" or last in _OPEN else None
    return None


def _told(over: Sentence, end: int) -> Modality | None:
    """How firm the items are by the words of their introduction; None where it says nothing of giving."""
    low = over.reading.words.low[over.lo : end]
    if any(w in over.reading.lists.costs for w in low):
        return None
    verbs = [v for v in over.verbs if v.last <= end]
    verb: Verb | None = next(
        (v for v in reversed(verbs) if v.is_a("give", "promise", "allocate", "deliver", "receive")), None
    )
    if verb is not None:
        found = modality_of(verb, over.reading.lists.offers)
        return "pledged" if verb.is_a("receive") and found not in ("delivered", "demanded") else found
    if not _AIMED.isdisjoint(low):
        return "planned"
    ahead = next((v for v in reversed(verbs) if v.is_a("spend", "plan") and looks_ahead(v)), None)
    if ahead is not None:
        return "planned"
    if not _HOLDS.isdisjoint(low) and not _GIFTS.isdisjoint(low):
        return "pledged"
    return None
