"""Printed conversions: "€40bn ($43bn)", "8 billion yen, which is approximately $58,000,000 USD", "5,600 km² (2,160 square miles)".

The second amount is the first in another unit; it becomes an `Equivalent` and never a quantity of its own.
"""

from __future__ import annotations

from extractors.amounts import Amount, Tables
from extractors.model import Equivalent
from extractors.phrases import Phrases
from extractors.ranges import opening
from extractors.tokens import NUMBER, WORD, Tokens

#: words that may stand between the bracket and the second amount
_SOFT = frozenset(
    [
        "about",
        "around",
        "roughly",
        "approximately",
        "approx",
        "some",
        "or",
        "equivalent",
        "to",
        "equal",
        "equals",
        "nearly",
        "almost",
        "over",
        "more",
        "than",
        "under",
        "just",
        "worth",
        "of",
        "i",
        "e",
        "at",
        "the",
        "which",
        "is",
        "that",
        "=",
        "≈",
        "~",
        ".",
        ",",
        "/",
        ";",
        "ca",
        "circa",
        "in",
    ]
)
#: without a bracket the second amount needs one of these openings
_JOINTS = Phrases(
    (p, True)
    for p in (
        ", which is", ", or", ", equivalent to", ", equal to", ", that is", "or about", "or around", "or roughly", "or approximately",
        ", the equivalent of", "equivalent to", "the equivalent of", ", i.e.", "/", "=", "≈", "or", ", about", ", around", ", roughly",
        ", approximately", ", close to", ", nearly", ", almost", ", just under", ", just over", ", some", ", or some", "— around", "— about", "— or", "— roughly", "– around", "– about", "– or", "– roughly", "- around", "- about",
        ", worth", ", which equals", ", which amounts to", ", which corresponds to", ", which is about",
    )
)  # fmt: skip
#: amounts in two sizes of one unit are told apart by this factor
_MEASURES = frozenset(("km2", "mi2", "km", "mi", "ha", "acre", "m2", "ft2", "t", "kg"))
_SIZES = {
    frozenset(("km2", "mi2")),
    frozenset(("km", "mi")),
    frozenset(("ha", "acre")),
    frozenset(("m2", "ft2")),
    frozenset(("t", "kg")),
}


def attach(tokens: Tokens, a: Amount, t: Tables) -> None:
    """Attach the conversions printed behind ``a`` to it and move its end behind them."""
    if not (a.money or a.unit is None or a.unit in _MEASURES):
        return
    for _ in range(3):
        if not _next(tokens, a, t):
            return


def _next(tokens: Tokens, a: Amount, t: Tables) -> bool:
    at, n = a.last + 1, tokens.n
    if at >= n:
        return False
    bracket = tokens.low[at] in "(["
    if (
        not bracket
        and a.money
        and at + 1 < n
        and tokens.kind[at] == WORD
        and tokens.low[at + 1] == "("
        and not tokens.touching(at)
    ):
        at, bracket = at + 1, True  # "a US$70 million credit (€64 million)"
    if bracket:
        begin = at + 1
    else:
        joint = _JOINTS.ahead(tokens, at)
        if not joint:
            return False
        begin = joint[0] + 1
    found: list[Equivalent] = []
    end = at
    while len(found) < 4:
        while begin < n and begin - end < 9 and tokens.low[begin] in _SOFT:
            begin += 1
        b = opening(tokens, begin, t)
        if b is None or b.low is None or not _same_thing(a, b, bracket):
            return False
        found.append(Equivalent(b.low, b.high, b.unit or ""))
        end = b.last
        if not bracket or end + 2 >= n or tokens.low[end + 1] not in ",;/":
            break
        begin = end + 2  # "($143m; £110m)"
    if bracket:
        closing = _closing(tokens, end + 1)
        if closing is None or (at > a.last + 1 and closing > end + 2):
            return False
        end = closing
    a.equivalents += found
    a.last = end
    return True


def _same_thing(a: Amount, b: Amount, bracket: bool) -> bool:
    """Whether ``b`` can be ``a`` in another unit."""
    if b.unit is None:
        return False
    if a.unit is None:  # "the 150 million ($174.6 million)": the sign was lost
        return bracket and b.money and a.number.scale > 1 and a.low is not None
    if a.money and b.money:
        return a.unit != b.unit or (a.codes != b.codes and a.low != b.low)  # "$200 million (US$143 million)"
    return frozenset((a.unit, b.unit)) in _SIZES


def _closing(tokens: Tokens, at: int) -> int | None:
    """The closing bracket, at most a few words on ("at the current exchange rate")."""
    for k in range(at, min(at + 9, tokens.n)):
        if tokens.low[k] in ")]":
            return k
        if tokens.kind[k] == NUMBER or tokens.low[k] in ";\n":
            return None
    return None
