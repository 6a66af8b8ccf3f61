"""What a sentence says of its amount's past, whole and rivals: "raised from 3.6 to 5 billion", "20 of its 60 million", "2.1, not the 2.3 that ...".

Such a sentence names the other amount itself, which is the surest way to the statement it speaks of, whatever slots were misread. Numbers
whose scale is left out ("compared with the 660 they came with") take that of the claim.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import isclose
from typing import Literal

from extractors.model import Claim
from flows.compare.periods import NUMBERS
from flows.compare.values import point

Direction = Literal["up", "down", "any"]

_SCALES = {"thousand": 1e3, "k": 1e3, "lakh": 1e5, "million": 1e6, "millions": 1e6, "m": 1e6, "mn": 1e6, "crore": 1e7, "billion": 1e9, "billions": 1e9, "bn": 1e9, "b": 1e9, "milliard": 1e9, "milliards": 1e9, "trillion": 1e12, "tn": 1e12}  # fmt: skip
_WORDS = {
    **{w: float(n) for w, n in NUMBERS.items() if n > 1},
    **{w: float(10 * n) for n, w in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2)},
    "half": 0.5,
}  # fmt: skip
_NUMBER = (
    r"(?:(?:(?-i:[A-Z]{1,3})\$?|[$€£¥₹]|Rs\.?)\s?)?(?P<n>\d[\d,.]*\d|\d|" + "|".join(_WORDS) + r")"
    r"(?:[\s-]?(?P<s>" + "|".join(sorted(_SCALES, key=len, reverse=True)) + r")\b)?(?!\s*(?:years?|months?|weeks?|days?|times|per cent of|o'clock)\b)"
)  # fmt: skip
_SIZE = r"(?:(?:about|around|roughly|some|nearly|almost|only|just|more than|at least|up to|a|an|approximately|originally|initially)\s+)*"
_UP = (
    r"rais|lift|increas|boost|hik|expand|doubl|trebl|tripl|quadrupl|grow|grew|rose\b|ris(?:e|es|en|ing)\b|g(?:o|oes|one|oing) up|went up|"
    r"step(?:s|ped|ping)? up|top(?:s|ped|ping)? up|scal(?:e|es|ed|ing) up|upp(?:ed|ing)|swell|swoll|climb|bring(?:s|ing)?\b|brought|tak(?:es|ing)\b|widen|enlarg"
)
_DOWN = (
    r"cut|reduc|lower|trim|slash|halv|halve|shrink|shrank|shrunk|scal(?:e|es|ed|ing) (?:back|down)|drop|fell\b|fall(?:s|en|ing)?\b|par(?:e|es|ed|ing)\b|"
    r"downgrad|curb|capp(?:ed|ing)|clip|whittl|halving"
)
_ANY = r"revis|chang|adjust|reset|updat|pass(?:es|ed)?\b|mov(?:e|es|ed|ing)\b|now (?:puts?|wants?|plans?|expects?|speaks? of|talks? of|reckons?)"
_STEP = r"(?:[^.;:]|\.(?=\d))"  # within a sentence; the point of a number ends none
_TO = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<any>{_ANY}))\w*\b{_STEP}{{0,110}}?\bto\W*{_SIZE}(?:a total of\s+|as much as\s+|(?-i:[A-Z]{{2,3}})\s?|[$€£¥₹]|Rs\.?\s?)*$", re.I)  # fmt: skip
_FROM_TO = re.compile(rf"\bfrom\s+{_SIZE}{_NUMBER}{_STEP}{{0,40}}?\bto\W*{_SIZE}(?:(?-i:[A-Z]{{2,3}})\s?|[$€£¥₹]|Rs\.?\s?)*$", re.I)  # fmt: skip
_FORMER_AFTER = re.compile(
    rf"^[^.;:]{{0,60}}?(?:\b(?:instead of|rather than|up from|down from|compared (?:with|to)|not the|after|previously|formerly|originally|(?:before|against|from))\b|\()\s*"
    rf"(?:it was\s+|previously\s+|formerly\s+|was\s+|the\s+|its\s+|their\s+|a\s+planned\s+)*{_SIZE}{_NUMBER}",
    re.I,
)  # fmt: skip
_FORMER_MARK = re.compile(r"\b(?:instead of|rather than|up from|down from|compared (?:with|to)|previously|formerly|originally)\b", re.I)  # fmt: skip
_FORMER_BEFORE = re.compile(
    rf"\b(?:had|once|previously|originally|initially|first|earlier)\s+(?:\w+\s+){{0,2}}?(?:promis|pledg|offer|announc|commit|plann|earmark|want|ask|set aside|put up|said|say|given|giv)\w*\s+{_SIZE}{_NUMBER}",
    re.I,
)  # fmt: skip
_PLANNED_BEFORE = re.compile(
    rf"\b(?:where|while|though|of)?\s*{_SIZE}{_NUMBER}[^,;.]{{0,30}}?\b(?:was|were|had been)\s+(?:once\s+|first\s+|originally\s+)?(?:plann|promis|pledg|announc|intend|expect|foreseen|meant|agreed)",
    re.I,
)  # fmt: skip
_NOW = re.compile(
    r"\bnow\s+(?:only\s+)?(?:wants?|plans?|intends?|means?|expects?|offers?|puts?|speaks? of|talks? of|has|to be)\b[^.;]{0,50}$",
    re.I,
)
_MORE_NOW = re.compile(rf"\b(?:{_UP}|{_DOWN}|now|instead)\w*\b[^.;]*$", re.I)
_WHOLE_AFTER = re.compile(rf"^\W*(?:(?!instead\b)\w+\W+){{0,3}}?of\s+(?:the\s+|its\s+|their\s+|his\s+|her\s+|that\s+|those\s+|a\s+|an\s+)?(?:promised\s+|pledged\s+|planned\s+|agreed\s+|full\s+|total\s+)*{_SIZE}{_NUMBER}", re.I)  # fmt: skip
_WHOLE_BEFORE = re.compile(rf"(?:^|[,;:–—(“\"]|\b(?:and|but|that|while|said))\s*[Oo]f\s+(?:the\s+|its\s+|their\s+|that\s+|those\s+)?(?:promised\s+|pledged\s+)*{_SIZE}{_NUMBER}[^.;:]{{0,90}}$", re.I)  # fmt: skip
_OF_BEFORE = re.compile(rf"\b[Oo]f\s+(?:the\s+|its\s+|their\s+|that\s+|those\s+)?(?:promised\s+|pledged\s+)*{_SIZE}{_NUMBER}[^.;:]{{0,90}}$", re.I)  # fmt: skip
_RIVAL_AFTER = re.compile(rf"^[^.;:]{{0,25}}?,?\s*\bnot\s+(?:the\s+|merely\s+|just\s+)?{_SIZE}{_NUMBER}", re.I)
_RIVAL_BEFORE = re.compile(rf"\bnot\s+(?:the\s+)?{_SIZE}{_NUMBER}[^.;:]{{0,60}}\bbut\s+{_SIZE}(?:[$€£¥₹]|(?-i:[A-Z]{{2,3}})\s?)?$", re.I)  # fmt: skip


_MONEY = r"(?:sums?|money|amount|total|pledge|package|loan|promise|credit|grant|contribution|share|programme|program|fund|increase)"
_PIECE_AFTER = re.compile(rf"^\W*of (?:what\b|it\b|this\b|that\b(?! \w+ed)|them\b|(?:the|its|their|this|that) (?:new |joint |fresh |whole )?{_MONEY}\b)", re.I)  # fmt: skip
_PIECE_LATER = re.compile(r"^[^.;:,]{0,40}?\b(?:is|are|was|were|being)\s+(?:already\s+|a\s+|all\s+)?(?:part of|included in|contained in|within|counted in)\s+(?:it|this|that|these|those|the (?:total|sum|figure|number|toll|amount))\b", re.I)  # fmt: skip
_PIECE_BEFORE = re.compile(rf"\b(?:(?-i:O|o)f (?:this|that|the|these|those|its) (?:new |joint |whole )?{_MONEY}\b[^.;:]{{0,60}}|of (?:it|this|that|which),?[^.;:]{{0,40}}|(?:the|its|another|a) (?:remaining|rest)\b[^.;:]{{0,40}})$", re.I)  # fmt: skip
_TRANCHE = re.compile(rf"\b(?:the|its|their) (?:first|next|second|third|last|final|initial|opening)\s+{_SIZE}(?:(?:tranche|instal?ment|payment|slice|stage|part|portion) (?:of|is|was|,|worth)\s+)?(?:(?-i:[A-Z]{{2,3}})\s?|[$€£¥₹]|Rs\.?\s?)*$", re.I)  # fmt: skip
_UMBRELLA = re.compile(rf"\b(?:parts?|share|slice|piece|tranche|element) of (?:an?|(?:the|its|their|a) (?:wider|larger|broader|overall|bigger)) {_SIZE}(?:(?-i:[A-Z]{{2,3}})\s?|[$€£¥₹]|Rs\.?\s?)*$", re.I)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What the sentence of a claim says beside its amount. Values are printed numbers at every scale they may have."""

    #: the amount is told as moved: raised, cut, or just changed
    direction: Direction | None = None
    #: what it was before
    former: frozenset[float] = frozenset()
    #: what it is a part of
    whole: frozenset[float] = frozenset()
    #: what others wrongly say it is
    rival: frozenset[float] = frozenset()
    #: it is told as a part of what the text speaks of ("of what Denmark promised", "the remaining 2 billion")
    piece: bool = False
    #: it is told as one payment of several ("the first 35 million")
    tranche: bool = False
    #: it is told as the whole of which the text's matter is a part ("part of a 132 million package")
    umbrella: bool = False


NOTHING = Told()


def told(claim: Claim) -> Told:
    """What the sentence says of the claim's amount; `NOTHING` where the anchor does not stand in the quote."""
    start = claim.anchor.start - claim.quote.start
    value = point(claim)
    if value is None or start < 0 or not claim.quote.exact.startswith(claim.anchor.exact, start):
        return NOTHING
    return _told(claim.quote.exact, start, start + len(claim.anchor.exact), value)


@lru_cache(maxsize=16384)
def _told(quote: str, start: int, end: int, value: float) -> Told:
    before, after = quote[:start], quote[end:]
    inner = quote[start:end]
    if m := re.match(r"(?:bringing the total )?to\s+", inner, re.I):
        before += m.group()  # an anchor that begins with the "to" of its verb
    direction: Direction | None = None
    former = _values(_FORMER_AFTER.match(after), value) if _FORMER_MARK.search(after[:90]) else frozenset()
    moves = _moves(before)
    if moves:
        direction = moves[-1]
    way, base = _step(after, value)
    if way is not None:
        direction, former = direction or way, former | base
    if pair := _FROM_TO.search(before):
        former |= _values(pair, value)
        direction = direction or "any"
    if _MORE_NOW.search(before):
        former |= _values(_FORMER_BEFORE.search(before), value)
    former |= _values(_PLANNED_BEFORE.search(before), value)
    if _NOW.search(before) or re.match(r"[^.;]{0,25}\b(?:is|are|will)\s+now\b", after):
        direction = direction or "any"
    rival = _values(_RIVAL_AFTER.match(after), value) | _values(_RIVAL_BEFORE.search(before), value)
    of = (
        _OF_BEFORE if direction else _WHOLE_BEFORE
    )  # "lowered its stake of 5 million to 2"; "speaks of 42 million, of 24 elsewhere" is no whole
    whole = _values(_WHOLE_AFTER.match(after), value) or _values(of.search(before), value)
    if direction:
        former, whole = former | whole, frozenset()  # "cut its grant of 3.5 million to 2": no part of it
    elif former:
        direction = "any"
    else:  # "the mayor, who had committed 60 million: the first 20 million arrived"
        whole |= frozenset(v for v in _values(_FORMER_BEFORE.search(before), value) if v > value)
    piece = direction is None and bool(
        _PIECE_AFTER.match(after) or _PIECE_LATER.match(after) or _PIECE_BEFORE.search(before)
    )
    whole = frozenset(v for v in whole if v > value * 1.0001 or value <= 1)
    tranche = direction is None and bool(_TRANCHE.search(before))
    return Told(direction, former, whole, rival, piece or tranche, tranche, bool(_UMBRELLA.search(before)))


_AGO = (
    r"(?:(?:it|they|he|she|was|were|had|been|have|has|what|first|originally|initially|previously|earlier|the|its|their)\s+){0,4}"
    r"(?:announc|promis|pledg|plann|agreed|offer|commit|approv|budget|earmark|foreseen|expected|last\b|previous|earlier|before\b|sum\b|amount\b|figure\b|promise|plan\b)"
)
_LEAD = r"^[^.;:]{0,50}?(?:,|\(|–|—)\s*(?:or |and so |that is |which (?:is|was|means) )?"
_STEPS = (
    re.compile(rf"{_LEAD}{_SIZE}{_NUMBER}(?:\s[a-z]+){{0,2}}?\s(?:(?P<up>(?:more|higher|larger|bigger|greater) than|above)|(?P<down>(?:less|lower|fewer|smaller) than|below))\s+{_AGO}", re.I),
    re.compile(rf"{_LEAD}an?\s+(?:\w+\s+)?(?:(?P<up>increase|rise|hike|raise|uplift|jump|boost)|(?P<down>cut|reduction|decrease|drop|decline))\s+of\s+{_SIZE}{_NUMBER}", re.I),
    re.compile(rf"{_LEAD}(?:(?P<up>up)|(?P<down>down))\s+(?:by\s+)?{_SIZE}{_NUMBER}(?:\s[a-z]+){{0,2}}?\s(?:on|from|over|compared)\b(?!\s+{_SIZE}\d)", re.I),
)  # fmt: skip


def _step(after: str, value: float) -> tuple[Direction | None, frozenset[float]]:
    """ "350 million, 150 million more than announced last week", "an increase of 20 million": which way it moved, and from what."""
    for pattern in _STEPS:
        match = pattern.match(after)
        if match is None:
            continue
        sign = -1 if match["up"] else 1
        before = frozenset(value + sign * step for step in _values(match, value) if step < value or sign > 0)
        return ("up" if match["up"] else "down"), before
    return None, frozenset()


_NOT_IT = re.compile(rf"{_NUMBER}[^.;:]{{0,60}},\s*(?:and\s+)?not\s+(?:the\s+)?{_SIZE}(?:(?-i:[A-Z]{{1,3}})\s?|[$€£¥₹]|Rs\.?\s?)*$", re.I)  # fmt: skip


def not_it(claim: Claim) -> bool:
    """Whether the sentence prints the claim's amount as what another one in it is not: "500 million euros, not [5 billion euros]"."""
    start = claim.anchor.start - claim.quote.start
    return 0 < start <= len(claim.quote.exact) and bool(_NOT_IT.search(claim.quote.exact[:start]))


def _moves(before: str) -> list[Direction]:
    """The verbs of moving whose "to" ends the text, in order: of "now wants to cut it to" the last one says which way."""
    found: list[Direction] = []
    at = 0
    while moved := _TO.search(before, at):
        found.append("up" if moved["up"] else "down" if moved["down"] else "any")
        at = moved.start() + 1
    return found


def _values(match: re.Match[str] | None, value: float) -> frozenset[float]:
    """The number of a match, at its own scale or, where it prints none, at every scale that the claim's amount could lend it."""
    if match is None:
        return frozenset()
    number = _number(match["n"])
    if number is None:
        return frozenset()
    scale = _SCALES.get((match["s"] or "").lower())
    if scale is not None:
        return frozenset((number * scale,))
    lent = {1.0, *(s for s in (1e3, 1e6, 1e9, 1e12) if value >= s)}
    return frozenset(number * s for s in lent)


def _number(text: str) -> float | None:
    word = _WORDS.get(text.lower())
    if word is not None:
        return word
    plain = text.rstrip(".,")
    if re.fullmatch(r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?", plain):
        plain = plain.replace(",", "")
    try:
        return float(plain.replace(",", "."))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Standing:
    """How the later claim's own sentence places it to the earlier amount. ``named``: by printing that amount."""

    moved: bool = False
    part: bool = False
    rival: bool = False
    named: bool = False


APART = Standing()
_SHARES = frozenset({"ratio", "pct"})


def stands(new: Claim, old: Claim, before: frozenset[float] = frozenset()) -> Standing:
    """Whether the later sentence says that its amount was moved from the earlier one, is a part of it, or is meant instead of it.

    ``before``: values that the article tells beside this one as what had been.
    """
    said = told(new)
    if (said is NOTHING or said == NOTHING) and not before:
        return APART
    x, y = point(old), point(new)
    if x is None or y is None or x == y:
        return APART
    if new.unit != old.unit:
        part = new.unit in _SHARES and old.unit not in _SHARES and names(said.whole, old)
        return Standing(part=True, named=True) if part else APART
    rival, part, former = names(said.rival, old), names(said.whole, old), names(said.former | before, old)
    apart = y > x if said.umbrella else said.piece and y < x
    if apart and not (rival or part or former):
        return Standing(part=True)
    moved = former or (fits(said.direction, x, y) and new.per == old.per and not part)
    return Standing(moved, part, rival, former or part or rival)


def names(values: frozenset[float], claim: Claim) -> bool:
    """Whether one of the values is the claim's own number."""
    own = point(claim)
    return own is not None and any(isclose(v, own, rel_tol=1e-3) for v in values)


def fits(direction: Direction | None, old: float, new: float) -> bool:
    """Whether a move in that direction leads from the old number to the new one."""
    return direction == "any" or (direction == "up" and new > old) or (direction == "down" and new < old)
