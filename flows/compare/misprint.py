"""One number of one event, misprinted: 385 million children here and 358 million there, and neither report knows the other's number.

Digits that changed places say more than any slot that was read: a payer or a counted thing may be misread on one side, but two reports of one
event seldom print numbers that differ in nothing but the order of their digits, unless one of them copied badly. On the folders that no rule
was written from all 25 such pairs whose two sides the gold has are conflicts (0223).
"""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING

from flows.compare.kinship import EVENT
from flows.compare.values import digits, significant

if TYPE_CHECKING:
    from flows.compare.beside import Beside
    from flows.compare.facts import Facts

#: reports of one event are so many days apart at most
DAYS = 3
#: from so many digits on a number is its own proof
PRECISE = 3


def swapped(later: Facts, earlier: Facts) -> bool:
    """Whether two numbers of one unit and one order of magnitude have the same digits in another order: 35 and 53, 204 and 240 million."""
    x, y = later.number, earlier.number
    if not x or not y or x == y or later.claim.unit != earlier.claim.unit or later.unit_class in ("time", "none"):
        return False
    a, b = significant(abs(x)), significant(abs(y))
    return len(a) > 1 and a == b and floor(log10(abs(x))) == floor(log10(abs(y)))


def misprinted(later: Facts, earlier: Facts, beside: Beside, days: int | None, shared: int) -> bool:
    """Whether two such numbers are one: told within days in two reports of one event, and neither stands in the other report.

    A short number of two kinds of things is no misprint unless the sentences share a word or the payer; nor is one of two payers who each
    have a claim of their own in the other report, unless it is of one kind of thing. ``shared``: words that the two sentences share.
    """
    if days is None or abs(days) > DAYS or later.place == earlier.place or beside.matched:
        return False
    if not (beside.companions or beside.lone or len(beside.common) >= EVENT):
        return False
    kin = later.kin(earlier.claim.actor)
    proof = shared > 0 or max(digits(later.number or 0), digits(earlier.number or 0)) >= PRECISE
    one_sort = bool(later.thing & earlier.thing)
    two_things = bool(later.thing and earlier.thing) and not one_sort
    if kin == "disjoint" and beside.both_pay:
        return proof or one_sort
    return not two_things or kin == "same" or proof
