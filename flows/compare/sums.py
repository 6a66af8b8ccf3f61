"""Inside one article: amounts that are listed beside the sum they are said to make."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from extractors.model import Claim, Statement
from flows.compare.measure import money, short
from flows.compare.types import Context, Finding
from flows.compare.values import Interval, close, decade, interval, point, rounding
from flows.compare.words import fold

Found = tuple[Statement, Statement | None, Finding]
#: A sum stands at most so many characters behind its parts.
NEAR = 300
#: "Together that makes half a million": what stands before is all of it
_TOGETHER = re.compile(
    r"\b(?:together|altogether|combined|all told|in sum|(?:add|added|adding|put) (?:it |them |that |this |these )?(?:all )?(?:up|together))\b[^.;]{0,50}$"
    r"|\b(?:that|this|which|it all|they|these|the (?:two|three|four|five|six)(?: \w+)?)(?: \w+)? (?:makes?|adds? up to|comes? to|totals?|amounts? to|gives?)\W+(?:\w+\W+){0,3}$",
    re.I,
)
#: a list that does not name all of its parts
_SOME = re.compile(
    r"\b(?:among (?:them|others|these)|includ(?:es?|ing)|such as|for (?:example|instance)|(?:and|with|plus) (?:others?|more|smaller)|others?|"
    r"of which|of it|remain(?:s|der|ing)|the rest|more than|at least|already|previous\w*|earlier|besides|on top|each|to date|so far|since)\b",
    re.I,
)
_NOT_LISTED = frozenset({"prior", "superseded", "own_sum", "list_sum", "total"})


def sums(statements: Sequence[Statement], context: Context, on: date | None) -> Iterator[Found]:
    """Row 3: sums that do not add up, of amounts told one by one and of vague totals ("hundreds of millions")."""
    for s in statements:
        found = _told_sum(s, statements) or _listed_behind(s, statements) or _vague_total(s, statements, context, on)
        if found is not None:
            yield found


def sum_against(total: Interval, parts: float, what: str) -> Finding | None:
    """Listed parts that fall outside the total they are said to make."""
    if total.low <= parts <= total.high:
        return None
    reason = f"The parts add up to {short(parts)}, {what}."
    return Finding("inconsistent", "digest", reason, ("arithmetic",), rule="sum_of_parts", severity="low")


def _told_sum(s: Statement, statements: Sequence[Statement]) -> Found | None:
    """ "A gives 200,000, B 150,000 and C 20,000. Together that makes half a million." """
    claim = s.claim
    before, _ = _around(claim)
    if point(claim) is None or not money(claim.unit) or not _TOGETHER.search(before) or _SOME.search(claim.quote.exact):
        return None
    earlier = [x for x in statements if _countable(x, s) and 0 < claim.anchor.start - x.claim.anchor.end < NEAR]
    last = max((x.claim.quote.start for x in earlier), default=None)
    parts = [x for x in earlier if x.claim.quote.start == last]
    apart = claim.quote.start - parts[0].claim.quote.end > 3 if parts and last != claim.quote.start else False
    if apart or (parts and _SOME.search(parts[0].claim.quote.exact)):
        return None  # another sentence stands between the list and the sum, or the list names only some of its parts
    return _verdict(s, parts)


def _listed_behind(s: Statement, statements: Sequence[Statement]) -> Found | None:
    """ "A total of 90 million: 50 for clinics, 20 for schools and 30 for roads." """
    claim = s.claim
    _, after = _around(claim)
    if (
        point(claim) is None
        or not money(claim.unit)
        or not re.match(r"[^.;:,]{0,60}:", after)
        or _SOME.search(claim.quote.exact)
    ):
        return None
    later = [
        x for x in statements if x.claim.quote.start == claim.quote.start and x.claim.anchor.start > claim.anchor.end
    ]
    parts = [x for x in later if _countable(x, s)]
    return _verdict(s, parts) if len(parts) == len([x for x in later if money(x.claim.unit)]) else None


def _verdict(s: Statement, parts: list[Statement]) -> Found | None:
    """What follows from a sum and its parts; a sum that fits some of the parts is a sum of those."""
    values = [point(x.claim) or 0.0 for x in parts]
    told, value = interval(s.claim), point(s.claim)
    if len(values) < 2 or told is None or value is None:
        return None
    slack = sum(rounding(v) for v in values)
    whole = Interval(told.low - slack, told.high + slack)
    runs = [sum(values[i:j]) for i in range(len(values)) for j in range(i + 2, len(values) + 1)]
    if any(whole.low <= run <= whole.high for run in runs) or any(close(v, value) for v in values):
        return None
    finding = sum_against(whole, sum(values), f"told as {s.claim.anchor.exact!r}")
    return (s, max(parts, key=lambda x: point(x.claim) or 0), finding) if finding else None


def _countable(part: Statement, total: Statement) -> bool:
    """Whether an amount can be one of those that a sum adds up: of its kind and currency, exact, and told as a thing of its own."""
    a, b = part.claim, total.claim
    if a is b or (a.unit, a.per) != (b.unit, b.per):
        return False
    return point(a) is not None and a.comparator in ("exact", "about", None) and a.role not in _NOT_LISTED


def _around(claim: Claim) -> tuple[str, str]:
    start = max(claim.anchor.start - claim.quote.start, 0)
    return claim.quote.exact[:start], claim.quote.exact[start + len(claim.anchor.exact) :]


def _vague_total(s: Statement, statements: Sequence[Statement], context: Context, on: date | None) -> Found | None:
    """ "Hundreds of millions in total", and packages listed behind it that come to billions."""
    c = s.claim
    if c.magnitude is None or point(c) is not None or not money(c.unit):
        return None
    if "total" not in fold(f"{c.anchor.exact} {c.quote.exact}"):
        return None
    parts = [x for x in statements if x.claim.anchor.start > c.anchor.end and _is_part(x.claim, c, context)]
    if len(parts) < 2 or len({x.claim.actor for x in parts}) < 2:
        return None
    values = [context.rates.rate(x.claim.unit or "", c.unit or "", on) if on else None for x in parts]
    total = sum((point(x.claim) or 0) * r.value for x, r in zip(parts, values) if r is not None)
    finding = sum_against(decade(c.magnitude), total, f"which is not {c.anchor.exact!r}")
    if finding is None:
        return None
    return max(parts, key=lambda x: (point(x.claim) or 0) if x.claim.unit == c.unit else 0), s, finding


def _is_part(part: Claim, total: Claim, context: Context) -> bool:
    once = part.measure in ("one_off", "none") and not part.per
    firm = part.kind == "pledge" and part.modality in ("pledged", "planned") and once
    same = part.recipient and total.recipient and context.world.kin(part.recipient, total.recipient) == "same"
    return bool(firm and same and money(part.unit) and point(part) and part.actor and part.actor != total.actor)
