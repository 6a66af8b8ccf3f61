"""Whose dollars: a bare "$" beside another country's dollar is a paper's own way of printing it, no second currency.

Measured on twenty folders that no rule was written from: of the conflicts told between two dollars eleven were right where the American one was
marked ("US$30m" beside "C$30m"), and one of twelve where it was bare.
"""

from __future__ import annotations

import re
from functools import cache

from extractors.lexicon import load
from extractors.model import Claim

#: "US$60 million", "5bn US dollars", "$120 million US", "USD 3m", "30 million American dollars"
_AMERICAN = re.compile(r"US|U\.\s?S\b|American")
#: what may say whose they are behind an amount: "11 milliards of dollars of the USA"
_BEHIND = re.compile(r"(?:\s+of the\s+\S+|\s+\S+)?")
_PRINTED = re.compile(r"\$|dollar", re.IGNORECASE)


@cache
def dollars() -> frozenset[str]:
    """The currencies for which "$" stands (lexicon/currencies.yaml, ``signs``)."""
    return frozenset(load().mapping("currencies", "signs")["$"])


def may_be_one(a: Claim, b: Claim) -> bool:
    """Whether two units may be one currency: the American one is only "$" or "dollars" in print, or no country of either is printed."""
    if not {a.unit, b.unit} <= dollars():
        return False
    american = [c for c in (a, b) if c.unit == "USD"]
    return all(_bare(c) for c in american or (a, b))


def _bare(claim: Claim) -> bool:
    printed = claim.anchor.exact
    _, _, behind = claim.quote.exact.partition(printed)
    whose = _BEHIND.match(behind)
    printed += whose[0] if whose else ""
    return claim.unit_basis == "context" or (
        claim.unit == "USD" and bool(_PRINTED.search(printed)) and not _AMERICAN.search(printed)
    )
