"""What a bare number is held against: "another 5,000" after hectares, "when the standard is fifteen", "where it used to be nine", "against
the 1,000 it spoke of". It takes unit and rate from there.
"""

from __future__ import annotations

import re

from extractors.continuations import said_to_be
from extractors.model import Per, Quantity

#: amounts are of one size if they differ by no more than this factor
KIN = 60.0
_STOP = re.compile(r"[.!?][\"”’')]?\s|\n")
#: units that a bare number has rules of its own to take
_NO_MEASURES = frozenset(
    ("count", "ratio", "pct", "pct_gdp", "pct_gni", "mm", "year", "month", "week", "day", "hour", "minute", "second")
)
#: a norm or an earlier state that a rate is held against
_NORM = re.compile(
    r"\b(?:standard|norm|minimum|average|target|limit|goal|need|capacity|maximum|rule|recommendation|requirement|aim)s?"
    r"(?: (?:of|for|in|by) [^,.;]{1,30})? (?:is|was|are|were|being|calls for|called for)(?: (?:about|around|only|just|at least))?\s*\Z"
)
_AGAINST = re.compile(
    r"\b(?:against|instead of|rather than|compared (?:with|to)|up from|down from|not|from|than|where (?:it|they) (?:was|were|used to be)|"
    r"(?:standard|norm|minimum|average|target|limit|goal) (?:is|was))(?: (?:the|its|their|about|around|only))*\s*\Z"
)


def _held_to_a_norm(text: str, q: Quantity) -> bool:
    """ "when the standard is fifteen", "instead of the 300 planned": held against the amount before."""
    near = max(0, q.span.start - 80)
    return _NORM.search(text, near, q.span.start) is not None or _sets_against(text[near : q.span.start])


_USED_TO_BE = re.compile(r"\b(?:where|when|and|but|while) (?:it|that|this|they|there) (?:used to be|was|were)\s*\Z")
_NOUN = re.compile(r"[ -][a-z]{3,}s\b(?! as| is)")


def _used_to_be(before: str) -> bool:
    """ "where it used to be"."""
    return _USED_TO_BE.search(before) is not None


def _stands_before_noun(text: str, q: Quantity) -> bool:
    """Whether a plural stands right behind a bare number, so that it counts: "up from 12 buses"."""
    return _NOUN.match(text, q.span.end) is not None


def _sets_against(before: str) -> bool:
    """Whether the words before a number hold it against another amount: "against the", "up from", "where it was"."""
    return _AGAINST.search(before) is not None


def is_money(q: Quantity) -> bool:
    """Whether the unit is a currency."""
    return q.unit is not None and len(q.unit) == 3 and q.unit.isupper()


def number_of(q: Quantity) -> float | None:
    """The number of an amount: its lower bound, else its upper one, else its order of magnitude."""
    return q.low if q.low is not None else q.high if q.high is not None else q.magnitude


def same_measure(text: str, p: Quantity, q: Quantity) -> bool:
    """ "10,000 hectares for camps and fields; another 5,000 will follow", "eight litres a day, when the standard is fifteen"."""
    if is_money(p) or p.unit is None or p.unit in _NO_MEASURES or "duration" in p.rule:
        return False
    gap, value, other = text[p.span.end : q.span.start], number_of(q), number_of(p)
    if len(gap) > 140 or _STOP.search(gap) or not value or not other or not 1 / KIN <= value / other <= KIN:
        return False
    if _stands_before_noun(text, q):
        return False
    if q.role == "increment" and len(gap) < 90:
        return True
    return q.role == "prior" or said_to_be(text, q) or _held_to_a_norm(text, q)


def was(text: str, p: Quantity, q: Quantity) -> bool:
    """ "five dollars a month, where it used to be nine", "$14 a ticket, up from 12": a price of before."""
    gap, a, b = text[p.span.end : q.span.start], number_of(p), number_of(q)
    near = len(gap) < 60 and not _STOP.search(gap) and a and b and 1 / 10 <= a / b <= 10
    return bool(near) and (q.role == "prior" or _used_to_be(gap)) and not _stands_before_noun(text, q)


def same_per(text: str, p: Quantity, q: Quantity) -> Per | None:
    """ "wants 1,500 a day, against the 1,000 it spoke of": set against a rate in its sentence, a bare number is a rate too."""
    gap = text[p.span.end : q.span.start]
    return p.per if p.per and len(gap) < 140 and not _STOP.search(gap) and _sets_against(gap) else None
