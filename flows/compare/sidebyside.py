"""Inside one sentence: two papers, bodies or witnesses that are quoted with two numbers for one thing.

"The local branch speaks of 190, the national federation of some 400"; "the release has 42 million, the programme 24 million for the same works".
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from extractors.model import Claim, Statement
from flows.compare.measure import money, shown
from flows.compare.sums import Found
from flows.compare.types import Finding
from flows.compare.values import interval, point

_SIZE = r"(?:(?:some|about|around|nearly|roughly|only|just|more than|at least|up to|as many as|(?-i:[A-Z]{2,3})\$?|[$€£¥₹]|Rs\.?)\s?)*"
#: "X speaks of [190]", "X puts it at [42 million]": the verb and the preposition that the second source leaves out
_TELLS = re.compile(
    rf"\b(?:speaks?|spoke|talks?|talked|tells?|puts? (?:it|them|this|that|the \w+)|reckons?|writes?|wrote|counts?|warns?)\s+(?P<by>of|at|with)\s+{_SIZE}$",
    re.I,
)
#: ", the national federation of [400]", "while its programme speaks of"
_SECOND = r"^[^.;,:]{{0,30}}[,;]\s+(?:and\s+|but\s+|while\s+|whereas\s+)?(?:the|its|their|his|her|an?|another|[A-Z][\w’'-]+)\s[^.;,:]{{2,60}}?\s?{by}\s+{size}$"
#: "... 24 million for the same works"
_SAME = re.compile(r"^[^.;,]{0,20}\b(?:for|on|of) (?:the (?:very )?same|one and the same|that same|this same)\b", re.I)
#: one of the two is told as a change, an aim or a part of the other
_OTHERWISE = re.compile(
    r"\b(?:from|next|last|in (?:19|20)\d\d|by (?:19|20)\d\d|then|later|before|of which|of them|rest|each|per|respectively|both)\b",
    re.I,
)


def told_side_by_side(statements: Sequence[Statement]) -> Iterator[Found]:
    """Two numbers that one sentence gives by two sources: money alerts, other counts go to the digest."""
    for a, b in itertools.pairwise(statements):
        x, y = a.claim, b.claim
        if x.quote.start != y.quote.start or x.unit != y.unit or x.per != y.per or not _apart(x, y):
            continue
        if not _side_by_side(x, y):
            continue
        paid = money(x.unit)
        reason = f"Two sources of one sentence: {shown(x)} and {shown(y)}."
        dimension = ("amount",) if paid else ("count",)
        finding = Finding(
            "contradicts",
            "alert" if paid else "digest",
            reason,
            dimension,
            rule="told_side_by_side",
            severity="medium" if paid else "low",
        )
        yield b, a, finding


def _apart(x: Claim, y: Claim) -> bool:
    p, q = interval(x), interval(y)
    return p is not None and q is not None and point(x) != point(y) and not p.meets(q)


def _side_by_side(x: Claim, y: Claim) -> bool:
    quote, at = x.quote.exact, x.quote.start
    before, between = quote[: x.anchor.start - at], quote[x.anchor.end - at : y.anchor.start - at]
    behind = quote[y.anchor.end - at :]
    told = _TELLS.search(before)
    if told is None or _OTHERWISE.search(between):
        return False
    second = re.compile(_SECOND.format(by=told["by"], size=_SIZE), re.I)
    return bool(second.match(between)) or bool(_SAME.match(behind) and re.match(r"[^.;,:]{0,30},\s", between))
