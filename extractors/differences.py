"""Amounts that are the step from one level to another: "150 million more than announced", "an increase of 20 million", "up 5 percent on"."""

from __future__ import annotations

from extractors.model import NumberRole
from extractors.tokens import NUMBER, Tokens

_MORE = frozenset({"more", "higher", "larger", "bigger", "greater"})
_LESS = frozenset({"less", "lower", "smaller", "fewer"})
_RISES = frozenset({"increase", "rise", "hike", "raise", "uplift", "jump", "boost"})
_CUTS = frozenset({"cut", "reduction", "decrease", "drop", "decline"})
#: what a step is counted from: "above the pledge of last week", "up 5 million on what was promised"
_BASES = frozenset({"the", "what", "its", "their", "his", "her", "last", "previous", "earlier", "this"})
_FROM = frozenset({"on", "from", "compared", "against", "over", "versus"})
#: words between an amount and its comparison: "150 million euros more than", "10 trucks more than"
_REACH = 2


def step_of(tokens: Tokens, first: int, last: int, floor: int) -> NumberRole | None:
    """The role of the amount at tokens ``first`` to ``last`` where its words make it a difference: "increment" or "cut"; None for all others."""
    return _than(tokens, last) or _noun(tokens, first, floor) or _up(tokens, first, last, floor)


def _than(tokens: Tokens, last: int) -> NumberRole | None:
    """ "150 million euros more than announced", "20 million below the plan"; not "5 million, more than 3 of it", "more than 20 states"."""
    low, n = tokens.low, tokens.n
    if low[last] in _MORE | _LESS and low[last + 1 : last + 2] == ["than"]:
        last -= 1
    for k in range(last + 1, min(last + 2 + _REACH, n - 2)):
        word, follows = low[k], low[k + 1]
        if word in _MORE | _LESS and follows == "than":
            base = tokens.kind[k + 2] != NUMBER and low[k + 2] not in _NO_BASES
            return ("increment" if word in _MORE else "cut") if base else None
        if word in ("above", "below") and follows in _BASES:
            return "increment" if word == "above" else "cut"
        if not word.isalpha() or word in _BETWEEN:
            return None
    return None


#: "5 million or more than half": these measure, and are nothing that is compared with
_NO_BASES = frozenset({"half", "twice", "double", "a", "an", "one", "two", "three", "four", "five", "ten", "enough"})
_BETWEEN = frozenset(
    {"and", "or", "but", "to", "for", "in", "on", "of", "by", "with", "is", "was", "are", "were", "at"}
)


def _noun(tokens: Tokens, first: int, floor: int) -> NumberRole | None:
    """ "an increase of 150 million", "a cut of 20 million"."""
    low, at = tokens.low, first - 1
    if at - 1 < floor or low[at] != "of":
        return None
    return "increment" if low[at - 1] in _RISES else "cut" if low[at - 1] in _CUTS else None


def _up(tokens: Tokens, first: int, last: int, floor: int) -> NumberRole | None:
    """ "350 million, up (by) 150 million on the sum of May"; "up to 150 million" is a limit."""
    low, at = tokens.low, first - 1
    if at >= floor and low[at] == "by":
        at -= 1
    if at <= floor or low[at] not in ("up", "down") or low[at - 1] not in (",", "(", "–", "—", "-"):
        return None
    behind = low[last + 1 : last + 3]
    if not any(word in _FROM for word in behind):
        return None
    return "increment" if low[at] == "up" else "cut"
