"""Shares, multiples and counts: what a number without currency or physical unit measures."""

from __future__ import annotations

from extractors import units
from extractors.noclaims import NoClaimTables
from extractors.numerals import Numeral
from extractors.tokens import BREAK, NUMBER, SIGN, WORD, Tokens
from extractors.units import Unit, UnitTables

_JOINERS = ("and", "or", "but", "in", "by", "the")
_AFTER_TIMES = frozenset(
    [
        "as",
        "more",
        "higher",
        "larger",
        "bigger",
        "the",
        "its",
        "greater",
        "that",
        "what",
        "faster",
        "less",
        "their",
        "over",
    ]
)


def is_share(tokens: Tokens, number: Numeral, t: NoClaimTables) -> bool:
    """ "a third of the money", "gave a quarter.", "half of it", but no third country, no first half and no half-hour."""
    low, n, at = tokens.low, tokens.n, number.last + 1
    single = number.first == number.last  # "half", "third" without an article or a count
    before = low[number.first - 1] if number.first else ""
    if single and (before in t.fraction_blockers or before == "in"):
        return False
    if at >= n or tokens.kind[at] not in (WORD, NUMBER, SIGN):
        return not (at < n and low[at] in "-‐‑–" and tokens.touching(at))
    following = low[at]
    if single and low[number.last] == "half" and following == "the":
        return True
    if following == "of":
        return not (at + 1 < n and tokens.kind[at + 1] == NUMBER and tokens.low[number.last] == "quarter")
    if following in t.fraction_followers:
        return True
    return not single and following in _JOINERS


def grows(tokens: Tokens, number: Numeral) -> bool:
    """ "has doubled.", "rose threefold", "twice as much", but not "doubled to $200bn": there the amount is told by itself."""
    at, low, n = number.last + 1, tokens.low, tokens.n
    if low[number.first] in ("double", "triple", "treble", "quadruple", "twice"):
        return at < n and low[at] in ("as", "the", "that", "what", "its")
    for k in range(at, min(at + 7, n)):
        if tokens.kind[k] == BREAK or low[k] in ".;!?":
            return True
        if tokens.kind[k] == NUMBER and _is_year(tokens, k):
            continue  # "Rents have doubled since 2019"
        if tokens.kind[k] in (NUMBER, SIGN):
            return False
    return True


def _is_year(tokens: Tokens, k: int) -> bool:
    year = tokens.low[k]
    plain = len(year) == 4 and year.isdigit() and 1900 <= int(year) <= 2150
    return plain and tokens.low[k - 1] in ("since", "in", "by", "from", "after", "before", "until")


def multiple(tokens: Tokens, number: Numeral) -> int | None:
    """ "five times as many", "three times more": the token of "times"."""
    at, low = number.last + 1, tokens.low
    if low[at : at + 2] in (["to", "one"], ["to", "1"]):
        return at + 1  # "by 1.7 to one"
    if at + 1 < len(low) and low[at] == "times" and low[at + 1] in _AFTER_TIMES:
        return at
    return None


_WINDOWS = frozenset(
    ["over", "in", "within", "for", "during", "next", "past", "last", "coming", "following", "previous", "after", "before", "every", "first",
     "throughout", "across", "spread", "since", "these", "those", "than", "just", "about", "around"]
)  # fmt: skip


def duration_rule(tokens: Tokens, number: Numeral) -> str:
    """``duration:window`` for a stretch that is the time of something else ("over four years"), ``duration`` for one that is what is
    promised or measured ("a 10-year agreement", "another year")."""
    at = number.last + 1
    if at < tokens.n and tokens.low[at] in "-‐‑":
        return "duration"
    for k in range(number.first - 1, max(-1, number.first - 4), -1):
        if tokens.low[k] in _WINDOWS:
            return "duration:window"
        if tokens.kind[k] != WORD or tokens.low[k] == "another":
            break
    if at + 1 < tokens.n and tokens.low[at + 1] in ("ago", "later", "earlier", "after", "before"):
        return "duration:window"
    return "duration"


def count(tokens: Tokens, number: Numeral, t: UnitTables, *, plural: bool) -> tuple[Unit, str] | None:
    """The counted thing behind a number and the rule: ``count:group`` only says how large a known group is ("NATO's 32 members"),
    ``count:round`` is a figure of speech more often than not ("a thousand flowers")."""
    value = number.value
    at = number.last + 1
    if number.scale == 1 and tokens.low[at : at + 2] in (["of", "them"], ["of", "these"], ["of", "those"]):
        return Unit(number.last, "count"), "count:small" if value is not None and value < 10 else "count"
    single = value == 1 and not number.digits
    found = units.counted(tokens, number.last, t, single=single, plural_scale=plural or number.scale > 1)
    if found is None:
        return None
    head = tokens.low[found.last]
    before = tokens.low[number.first - 1] if number.first else ""
    if before in t.group_determiners or before.endswith(("'s", "’s", "s’", "s'")) or before in ("'", "’"):
        words = tokens.low[number.last + 1 : found.last + 1]
        if head in t.groups or any(w in t.groups for w in words):
            return found, "count:group"
    if value == 1:
        return found, "count:one"
    if tokens.low[number.first] in ("a", "an") and number.last == number.first + 1 and value and value > 12:
        return found, "count:round"
    return found, "count:small" if value is not None and value < 10 else "count"


def label(tokens: Tokens, number: Numeral, t: UnitTables) -> str | None:
    """ "Deaths: 1,739", "Jobs? NINA: Twenty thousand": the noun stands before, as the head of a line or as a question."""
    at, low = number.first - 1, tokens.low
    if at < 1 or low[at] != ":":
        return None
    if units.plural(low[at - 1], t) and (at == 1 or tokens.kind[at - 2] == BREAK or low[at - 2] in ".;(|"):
        return low[at - 1]
    k = at - 1
    while k > 0 and at - k < 4 and tokens.kind[k] == WORD:
        k -= 1
    if k > 1 and tokens.kind[k] == BREAK and low[k - 1] == "?" and units.plural(low[k - 2], t):
        return low[k - 2]
    return None
