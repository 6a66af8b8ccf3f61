"""How firmly somebody stands to a gift that a noun names: "is in talks on a loan of $5m", "a grant of $5m is on hold", "counts on $5m from".

The phrases are lexicon/stances.yaml. The noun alone ("a loan of") would call each of these promised.
"""

from __future__ import annotations

from extractors.frames import Frame
from extractors.grammar import wordset
from extractors.model import Modality
from extractors.stances import Stance, Stances, ending_at
from extractors.verbnouns import HELPERS, NEGATIONS

#: between a phrase and the sum: "in talks on [a new concessional loan of up to] $5m"
_HEDGES = wordset("verbless_hedges") | frozenset({"the", "its", "their", "his", "her", "our"})
_GIFTS = wordset("pledges_nouns") | wordset("pledges_promises") | wordset("giftstances_payments")
_OF = frozenset({"of", "worth", "totalling", "totaling", "amounting"})
_POSSESSIVES = frozenset({"its", "their", "his", "her", "our", "'s", "the", "that", "this"})
_NO_MODIFIERS = frozenset(
    {"of", "for", "to", "from", "in", "on", "by", "with", "at", "and", "or", "but", "that", "which", ",", ";", ":", ".", "(", ")", '"', "“", "”"}
)  # fmt: skip
#: an adjective or a name more between phrase and noun is another matter
_MOST_MODIFIERS = 5
#: "Kyiv can count on a loan of": what may be relied on is promised; "clubs can apply for grants of"
_MAY = frozenset({"can", "may", "could", "might"})
#: said of what was promised before
_OLD = ("reaffirmed", "delivered")
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "remains", "remain", "remained", "stays", "stay", "seems", "seem", "looks", "appears"})  # fmt: skip
_BETWEEN = frozenset(
    {"now", "still", "also", "currently", "already", "widely", "reportedly", "not", "been", "being", "very", "all"}
)
#: a predicate stands no further behind the sum than this
_FAR = 12
_PARTS = frozenset(
    {",", ";", ":", ".", "(", ")", "that", "which", "who", "and", "but", "while", "when", "because", '"', "“", "”"}
)


def stance_of_gift(frame: Frame, behind: bool = True) -> Modality | None:
    """What a phrase right before the gift, or what is said of it behind, makes of it; None where neither stands there."""
    stances = frame.sentence.reading.lexicon.compiled(Stances)
    return _before(frame, stances) or (_behind(frame, stances) if behind else None)


def _head(frame: Frame) -> tuple[int, bool]:
    """Where the noun phrase of the gift has its noun, else the sum; and whether a noun names it."""
    low, lo = frame.sentence.reading.words.low, frame.sentence.lo
    k = frame.first
    while k > lo and low[k - 1] in _HEDGES:
        k -= 1
    if k - 1 > lo and low[k - 1] in _OF and low[k - 2] in _GIFTS:
        return k - 2, True
    return frame.first, not _GIFTS.isdisjoint(low[frame.last : frame.last + 2])


def _before(frame: Frame, stances: Stances) -> Modality | None:
    words, lo = frame.sentence.reading.words, frame.sentence.lo
    low = words.low
    head, named = _head(frame)
    k, owned = head, False
    for _ in range(_MOST_MODIFIERS + 1):
        found = ending_at(stances.before_gift, low, k, lo)
        if found is not None and _fits(found, frame, head, owned, named):
            if low[found.first - 1] in _MAY:
                return None
            if found.modality == "demanded" and (_turned_away(frame, found.first) or turned_down(frame)):
                return "refused"
            return _weighed(found, low, lo)
        if k - 1 <= lo or low[k - 1] in _NO_MODIFIERS or any(v.last == k for v in frame.sentence.verbs):
            return None
        owned = owned or low[k - 1] in _POSSESSIVES
        k -= 1
    return None


_PROMISED = frozenset(
    {"offer", "pledge", "promise", "commitment", "undertaking", "offers", "pledges", "promises", "commitments"}
)


def _fits(found: Stance, frame: Frame, at: int, owned: bool, named: bool) -> bool:
    """What was promised before is somebody's: "keeps its promise of"; what stops is named: "ended a grant of"."""
    low, last = frame.sentence.reading.words.low, frame.last
    if low[found.first] in _STAYS:
        return True
    if found.modality == "denied":
        return not _PROMISED.isdisjoint(low[at : at + 1]) or (named and not _PROMISED.isdisjoint(low[last : last + 2]))
    return (owned and named) if found.modality in _OLD else named or found.modality != "withdrawn"


_STAYS = frozenset({"remain", "remains", "remained", "stay", "stays", "stayed"})
_TURNS = frozenset({"dismiss", "ignore", "brush off", "wave off", "disregard", "pour cold water on"})


def _turned_away(frame: Frame, at: int) -> bool:
    """ "dismissed calls for $5m"."""
    before = frame.sentence.reading.words.low[max(frame.sentence.lo, at - 5) : at]
    if any(before[k : k + 2] in _TURNED for k in range(len(before) - 1)):
        return True
    near = (v for v in frame.sentence.verbs if 0 <= at - v.last <= 3)
    return any((v.is_a("refuse") or v.lemma() in _TURNS) and not v.negated for v in near)


_TURNED = (
    ["deaf", "ear"],
    ["back", "on"],
    ["brushed", "aside"],
    ["waved", "away"],
    ["waved", "aside"],
    ["shot", "down"],
    ["nose", "up"],
)


def turned_down(frame: Frame) -> bool:
    """ "A request for $5m was turned down", "a plea for $5m fell on deaf ears"."""
    low, sentence = frame.sentence.reading.words.low, frame.sentence
    behind = low[frame.last : min(sentence.hi, frame.last + 12)]
    if any(behind[k : k + 2] == ["deaf", "ears"] for k in range(len(behind) - 1)):
        return True
    verb = next((v for v in sentence.verbs if v.begin >= frame.last), None)
    return (
        verb is not None and verb.begin - frame.last <= 9 and verb.passive and verb.is_a("refuse") and not verb.negated
    )


def _weighed(found: Stance, low: list[str], lo: int) -> Modality:
    """A phrase with what negates it: "is not considering a loan of", "does not need"."""
    before = low[max(lo, found.first - 3) : found.first]
    negated = not NEGATIONS.isdisjoint(before) or before[-2:] == ["no", "longer"] or before[-1:] == ["no"]
    if negated and found.modality in ("planned", "expected"):
        return "refused"
    return "planned" if negated and found.modality == "refused" else found.modality


def _behind(frame: Frame, stances: Stances) -> Modality | None:
    sentence = frame.sentence
    low = sentence.reading.words.low
    head, named = _head(frame)
    if not named or any(v.last <= head and head - v.last <= 8 and not v.is_a("report") for v in sentence.verbs):
        return None
    for k in range(frame.last, min(sentence.hi - 1, frame.last + _FAR)):
        if low[k] in _PARTS:
            return None
        if low[k] in _BE:
            at = k + 1
            while at < sentence.hi and low[at] in _BETWEEN and stances.behind_gift.at(low, at, sentence.hi) is None:
                at += 1
            hit = stances.behind_gift.at(low, at, sentence.hi) if at < sentence.hi else None
            negated = "not" in low[k + 1 : at] or low[k - 1] in HELPERS & NEGATIONS
            return hit.values[0] if hit is not None and not negated else None
        if low[k] in HELPERS or any(v.first == k for v in sentence.verbs):
            return None
    return None
