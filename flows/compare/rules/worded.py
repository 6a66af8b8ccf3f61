"""What the later sentence itself says of the earlier amount: it is a part of it, it is not it, its condition is gone. (SEMANTICS section 4)"""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.model import Claim
from flows.compare.measure import shown
from flows.compare.news import acted
from flows.compare.periods import SAME_ACT_DAYS
from flows.compare.types import Finding, Pair
from flows.compare.values import interval, point, same_numeral

_STILL_TO = re.compile(
    r"\b(?:will|would|could|can|may|might|shall|is to|are to|is due|are due|expects? to|plans? to)\b", re.I
)
_FOR = frozenset({"pledged", "planned", "reaffirmed", "conditional", "expected"})
_MOVED = re.compile(
    r"\b(?:paid|pays?|transfer\w*|arriv\w*|spent|borrow\w*|releas\w*|flow\w*|deliver\w*|reach\w*|receiv\w*|draw\w*|drew|disburs\w*|"
    r"handed|sent|shipp\w*|came in|come in|produc\w*|committed|collected|raised|met|honou?red|used)\b",
    re.I,
)


def _to_move(claim: Claim) -> bool:
    """Whether the money is still to move: "the first 35 million will be released in October"."""
    start = claim.anchor.start - claim.quote.start
    around = claim.quote.exact[max(start - 40, 0) : max(start, 0) + len(claim.anchor.exact) + 40]
    return claim.modality != "delivered" and bool(_STILL_TO.search(around))


def rejected_value(pair: Pair) -> Finding | None:
    """Row 14 in so many words: "2.1 percent, not the 2.3 that the government quotes"."""
    old, new, r = pair.earlier, pair.later, pair.relation
    if not r.rival:
        return None
    reason = f"The later report says that {shown(old)} is wrong and gives {shown(new)}."
    return Finding("contradicts", "alert", reason, ("amount",), "rejected")


def part_of_it(pair: Pair) -> Finding | None:
    """Rows 8 and 9 in so many words: "120 of its 185 million" has moved, or is what a part of it is for."""
    old, new, r = pair.earlier, pair.later, pair.relation
    if not r.part:
        return None
    x, y = point(old), point(new)
    if x is not None and y is not None and y > x and old.unit == new.unit:
        return Finding(
            "unrelated", "silent", f"{shown(new)} is the whole of which {shown(old)} may be a part.", subtype="part_of"
        )
    if old.modality in _FOR and (new.modality == "delivered" or (_MOVED.search(new.quote.exact) and not _to_move(new))):
        share = shown(new) if new.unit not in ("ratio", "pct") else new.anchor.exact
        return Finding("updates", "digest", f"{share} of {shown(old)} has moved.", subtype="progress")
    if not r.named:
        return Finding("unrelated", "silent", f"{shown(new)} is told as a part of something larger.", subtype="part_of")
    return Finding("refines", "silent", f"{shown(new)} is a part of {shown(old)}.", ("scope",), "part_of")


#: "each promised 20 million", "20 million apiece"; not "for each house", "each year"
_EACH = re.compile(
    r"(?<!\bfor )(?<!\bper )(?<!\bto )(?<!\bin )(?<!\bon )(?<!\bof )\beach\b(?!\s+(?:(?:of the )?(?:next |coming |following |past )?\w*\s?)?(?:years?|months?|weeks?|days?|quarters?|seasons?)\b)"
    r"|\bapiece\b",
    re.I,
)
_JOINTLY = re.compile(
    r"\b(?:between them|between the (?:two|three|four|five|six)|among them|together|jointly|combined|as a pair|all told|altogether)\b",
    re.I,
)
_BREATH = 90


def each_or_together(pair: Pair) -> Finding | None:
    """Row 14, one number told of each of several payers and of all of them together: "20 million each", "20 million between them"."""
    old, new = pair.earlier, pair.later
    if not same_numeral(old, new) or (old.unit, old.per, old.unit_of) != (new.unit, new.per, new.unit_of):
        return None
    a, b = _shared_out(old), _shared_out(new)
    if None in (a, b) or a == b:
        return None
    reason = f"{shown(old)} is told of each of the payers by one report, of all of them together by the other."
    return Finding("contradicts", "digest" if pair.relation.copy is not None else "alert", reason, ("amount",))


def _shared_out(claim: Claim) -> str | None:
    """Whether the amount is told of each of several, or of all together; None where its sentence says neither, or both."""
    start = claim.anchor.start - claim.quote.start
    if not 0 <= start <= len(claim.quote.exact):
        return None
    return _sharing(claim.quote.exact[max(start - _BREATH, 0) : start + len(claim.anchor.exact) + _BREATH // 3])


@lru_cache(maxsize=4096)  # a claim is held against many others
def _sharing(words: str) -> str | None:
    each, jointly = bool(_EACH.search(words)), bool(_JOINTLY.search(words))
    return None if each == jointly else "each" if each else "jointly"


_STILL_IF = re.compile(
    r"\b(?:if|provided|providing|unless|once|subject to|on (?:the )?condition|conditional|as long as|pending|depend\w*|assuming|until|should)\b",
    re.I,
)


def condition_gone(pair: Pair) -> Finding | None:
    """Row 17: the same amount, later, no longer tied to a condition."""
    old, new, r = pair.earlier, pair.later, pair.relation
    a, b = interval(old), interval(new)
    if old.modality != "conditional" or new.modality not in ("pledged", "planned") or not r.days or r.days < 0:
        return None
    if (
        a is None
        or b is None
        or point(new) is None
        or not same_numeral(old, new)
        or old.unit != new.unit
        or new.condition
    ):
        return None
    if _STILL_IF.search(new.quote.exact) or (r.days <= SAME_ACT_DAYS and not acted(new)):
        return None  # who retells a promise of yesterday without its condition has only left it out
    reason = f"{shown(new)} had been tied to a condition and is now told without one."
    return Finding("updates", "alert", reason, ("modality",), "stage")
