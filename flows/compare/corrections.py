"""Whether a sentence takes a value back: the correction notices of outlets, by what stands before and after the value."""

from __future__ import annotations

import re

from extractors.model import Claim

#: a sentence that speaks of an error of its own outlet
_NOTICE = re.compile(
    r"\bcorrect(?:ion|ions|ed|s)\b|\bclarification\b|\beditor['’]s note\b|\bamended\b|\bas (?:we|was|were|had been|previously|earlier|first|originally) "
    r"|\b(?:earlier|previous|original|first) (?:\w+ )?(?:version|edition|report|article|story|headline)\b"
    r"|\b(?:wrongly|incorrectly|mistakenly|erroneously|misstated|misreported|in error|by mistake)\b",
    re.I,
)
#: what follows it was wrong
_WRONG = re.compile(
    r"\b(?:an?|the|our) (?:earlier|previous|original|first) (?:\w+ )?(?:version|edition|report|article|story|headline)\b"
    r"|\b(?:wrongly|incorrectly|mistakenly|erroneously|misstated|misreported)\b|\bwe (?:wrote|reported|gave|put)\b",
    re.I,
)
#: what follows it is right, though an error was spoken of before
_RIGHT = re.compile(
    r"\b(?:should (?:be|have|read)|in fact|correct(?:ed)?|(?:it|this|that|sum|amount|figure|number|value) (?:is|was) (?!given|put|said|wrong|reported|stated))\b",
    re.I,
)
_INSTEAD = re.compile(r"\b(?:not|instead of|rather than|(?:corrected|changed|amended) from)\s+(?:the\s+)?$", re.I)


def taken_back(claim: Claim) -> bool:
    """Whether the claim's sentence says that this value was an error ("an earlier version said X"; "Y, not X as we reported")."""
    quote = claim.quote.exact
    start = claim.anchor.start - claim.quote.start
    if claim.role == "superseded":
        return True
    if not 0 <= start <= len(quote) or not _NOTICE.search(quote):
        return False
    before = quote[:start]
    if _INSTEAD.search(before):
        return True
    found = list(_WRONG.finditer(before))
    return bool(found) and not _RIGHT.search(before[found[-1].end() :])
