"""A headline tells an amount of its text rounder, vaguer or with fewer words: "10 billion" for 10.3, "5 billion dollars" for 5 billion
Canadian dollars, "16 Gripens" for 16 Gripen fighter jets. Both are one statement, and the text's is the one that stands.
"""

from __future__ import annotations

from extractors.drafts import Draft
from extractors.model import Quantity

#: a headline rounds by so much, or by half a unit of the scale word it prints ("2 billion" for 2.4 billion)
ROUNDED = 0.1
#: "over 10 billion" may be so much less than the text's amount
OVER = 0.2
#: "billions" is less than a thousand of them, "dozens" less than ten
_LARGE, _MANY, _FEW = 1000.0, 1000.0, 10.0


def one_amount(head: Draft, body: Draft) -> bool:
    """Whether the headline's amount is the text's, less exactly printed: nothing is asked of who gives to whom."""
    q, p = head.quantity, body.quantity
    if q is None or p is None or (p.low is None and p.high is None) or q.role not in (None, p.role):
        return False
    if q.unit == "count" or p.unit == "count":
        return q.unit == p.unit and one_thing(head, body, loosely=True) and _one_number(q, p)
    return _one_money(q, p) and _one_number(q, p)


def _one_money(q: Quantity, p: Quantity) -> bool:
    """The same unit; or a word that several countries use for their money, one of them the text's; or none printed at all."""
    if q.unit == p.unit:
        return True
    bare = len(q.unit_candidates) > 1 and p.unit in q.unit_candidates
    return bare or (q.rule == "elided:currency" and p.unit_basis == "explicit" and len(p.unit or "") == 3)


def _one_number(q: Quantity, p: Quantity) -> bool:
    value = p.low if p.low is not None else p.high or 0.0
    told = q.low if q.low is not None else q.high
    if told is None:
        return bool(q.magnitude) and 1 <= value / (q.magnitude or 1) < (_MANY if (q.magnitude or 0) >= _LARGE else _FEW)
    if told == value:
        return True
    if not told or not value or told * value < 0 or _digits(told) >= _digits(value):
        return False
    unit = q.scale if told % q.scale == 0 and q.scale > 1 else 0.0
    more = value - told
    if q.comparator in ("more_than", "at_least"):
        return 0 < more <= max(OVER * told, unit)
    if q.comparator in ("less_than", "up_to"):
        return 0 < -more <= max(ROUNDED * told, unit / 2)
    return abs(more) <= max(ROUNDED * told, unit / 2)


def _digits(value: float) -> int:
    """Significant digits as news prints them: 40e9 has one, 691e6 three."""
    return len(f"{abs(value):.12e}".split("e")[0].replace(".", "").rstrip("0"))


def one_thing(a: Draft, b: Draft, *, loosely: bool = False) -> bool:
    """Whether two counts are of one thing, told with more words or fewer: "jets", "fighter jets", "Gripen fighter jets".

    ``loosely``: also where only the last word is the same, or one has the make alone ("Gripens").
    """
    x, y = _words(a), _words(b)
    if not x or not y:
        return True
    if x[-1] == y[-1]:
        return loosely or set(x) <= set(y) or set(y) <= set(x)
    return loosely and (_make(x[-1], b) or _make(y[-1], a))


def _words(draft: Draft) -> list[str]:
    """The words of what is counted, without the ending of the plural."""
    things = draft.quantity.unit_of if draft.quantity is not None else None
    return [w.removesuffix("s") if len(w) > 3 else w for w in (things or "").replace("’", "'").split()]


def _make(word: str, other: Draft) -> bool:
    """Whether a word stands in the other's amount as a name: "Gripen" of "16 Gripen fighter jets", not the "tank" of "16 tank crews"."""
    printed = other.sentence.reading.text[other.start : other.end].split()
    return any(w.casefold() == word and w != word for w in printed[:-1])
