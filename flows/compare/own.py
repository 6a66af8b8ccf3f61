"""What the claims of one article are to one another: repeats, wholes and parts, totals and increments, corrections."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Literal

from extractors.model import Claim, Statement
from flows.compare import article as inside
from flows.compare import changes, grounds
from flows.compare.corrections import corrected_now, in_notice, of_others, one_outlet, taken_back
from flows.compare.first import Place, first_report
from flows.compare.measure import money
from flows.compare.periods import disjoint, period_differs, published, windows
from flows.compare.types import Context, Finding
from flows.compare.values import close, interval, point, unit_class

_AGAINST = frozenset({"refused", "withdrawn"})
_FIRM = frozenset({"pledged", "planned", "reaffirmed"})


def identifier(kind: str, *parts: str) -> str:
    """An id from content: the same parts give the same id in every run."""
    return f"{kind}-{blake2b('|'.join(parts).encode(), digest_size=10).hexdigest()}"


def where(s: Statement) -> tuple[str, str]:
    return s.article.document_id, str(s.article.segment)


class Own:
    """What the claims of one article are to one another."""

    def __init__(self, statements: list[Statement], context: Context) -> None:
        self.statements, self.context = statements, context
        self.findings = inside.findings(statements, context)
        self.repeats = _repeats(statements, context)
        self._pieces = _pieces(statements, context)
        self._refused = {s.claim.claim_id for s in statements if self._named_as_wrong(s)}
        self._wrong = [s for s in statements if s.claim.claim_id in self._refused or taken_back(s.claim)]

    def event(self, s: Statement, finding: Finding) -> str:
        """First reports of one article are one piece of news; what is silent has an event of its own."""
        if finding.channel == "silent":
            return identifier("background", s.claim.claim_id)
        kind = "refusal" if finding.subtype in ("refusal", "withdrawal") else "news"
        return identifier("new", s.article.document_id, str(s.article.segment), kind)

    def silent(self, s: Statement) -> bool:
        """Whether the claim is not judged against priors: its number is unusable, or it is the increase beside a total that is judged."""
        place = self.place(s)
        return place.unusable or place.total_beside

    def place(self, s: Statement) -> Place:
        """How the claim stands among the others of its article."""
        claim = s.claim
        kin = [
            o.claim
            for o in self.statements
            if o is not s and unit_class(o.claim) == unit_class(claim) and o.claim.unit == claim.unit
        ]
        same = [c for c in kin if self.context.world.kin(c.actor, claim.actor) == "same"]
        total = bool(self.totals_beside(s))
        torn = [(a, b) for a, b, f in self.findings if f.rule == "one_number_two_measures"]
        unusable = any(claim.claim_id in (a.claim.claim_id, b.claim.claim_id if b else "") for a, b in torn)
        wholes = [
            c
            for c in kin
            if c.role not in ("own_sum", "list_sum", "part")
            and c.modality in _FIRM
            and (point(c) or 0) > (point(claim) or 0)
        ]
        return Place(
            total_beside=total, sum_of_others=claim.modality == "conditional" and _is_sum(claim, [c for c in same if c.role not in ("prior", "increment")]), parts_beside=self.parts_beside(s),
            whole_beside=any(self.context.world.kin(c.actor, claim.actor) in ("same", "contains") for c in wholes), unusable=unusable,
            rejected=self.rejected(s), level_told=self._level_told(s), piece_of_sum=claim.claim_id in self._pieces,
        )  # fmt: skip

    def _level_told(self, s: Statement) -> bool:
        """Whether the new level beside an increase is news by itself: then it tells the increase as well."""
        return any(first_report(o, self.context).channel == "alert" for o in self.totals_beside(s))

    def totals_beside(self, s: Statement) -> list[Statement]:
        """The new totals that stand next to an increment ("another 100m, bringing its total to 200m") or to a difference of any kind."""
        if s.claim.role not in ("increment", "cut"):
            return []
        near = [
            o
            for o in self.statements
            if (
                (s.claim.role == "increment" and o.claim.role == "total")
                or _rises_to(o.claim, s.claim)
                or _differs_by(o.claim, s.claim)
            )
            and o.claim.unit == s.claim.unit
            and _close_by(o.claim, s.claim)
        ]
        kin = self.context.world.kin
        return [o for o in near if kin(o.claim.actor, s.claim.actor) == "same" or _one_sentence(o.claim, s.claim)]

    def parts_beside(self, s: Statement) -> bool:
        """Whether at least two named payers pledge in the article what a total of nobody in particular adds up."""
        generic = bool(self.context.world.payers(s.claim.actor) & self.context.world.generic) or s.claim.actor is None
        pledges = [
            o.claim
            for o in self.statements
            if o.claim.kind == "pledge" and o.claim.actor and o.claim.unit_of == s.claim.unit_of
        ]
        named = {
            c.actor
            for c in pledges
            if not self.context.world.payers(c.actor) & self.context.world.generic and c.actor != s.claim.actor
        }
        return generic and len(named) >= 2

    def told_of(self, prior: Statement, s: Statement) -> bool:
        """Whether the article tells the prior's own gift beside this one: then it is a list of givers, no contradiction."""
        same = [
            o
            for o in self.statements
            if o is not s and point(o.claim) == point(prior.claim) and o.claim.unit == prior.claim.unit
        ]
        return any(self.context.world.kin(o.claim.actor, prior.claim.actor) == "same" for o in same)

    def corrects(self, s: Statement, prior: Statement) -> Literal["own", "other"] | None:
        """Whether the article declares the prior's value wrong and this one right, as its own error or as that of another outlet."""
        stored = (point(prior.claim), prior.claim.unit)
        if stored == (point(s.claim), s.claim.unit):
            return None
        meant = [
            w.claim
            for w in self._wrong
            if w is not s
            and (point(w.claim), w.claim.unit) == stored
            and (w.claim.role != "superseded" or _close_by(w.claim, s.claim) or in_notice(w.claim))
        ]
        if not meant:
            return "own" if one_outlet(s.article, prior.article) and corrected_now(s.claim) else None
        same = one_outlet(s.article, prior.article)
        if all(w.claim_id in self._refused for w in meant):
            return "own" if same else "other"
        return "other" if same is False and all(of_others(w, prior.article) for w in meant) else "own"

    def rejected(self, s: Statement) -> bool:
        """Whether the article names the value only to say that it is not so: "500 million, not the 5 billion of other reports"."""
        return s.claim.claim_id in self._refused

    def _named_as_wrong(self, s: Statement) -> bool:
        near = [o for o in self.statements if o is not s and o.claim.quote.start == s.claim.quote.start]
        return any(changes.names(changes.told(o.claim).rival, s.claim) for o in near) or changes.not_it(s.claim)

    def doubled(self, s: Statement, prior: Statement) -> bool:
        """Whether the claim adds to the prior's total an "increase" that is itself the new total, told elsewhere in the article."""
        value, base = point(s.claim), point(prior.claim)
        if value is None or base is None or s.claim.role not in ("own_sum", "list_sum", "total"):
            return False
        more = [
            point(o.claim) or 0
            for o in self.statements
            if o.claim.role == "increment"
            and o.claim.unit == prior.claim.unit
            and windows(o.claim) == windows(prior.claim)
        ]
        return any(m > base and close(base + m, value) for m in more)


def _rises_to(level: Claim, more: Claim) -> bool:
    """Whether one is told as what a sum rises to by the other: "3 billion more, which takes the budget to 11.5 billion"."""
    x, y = point(level), point(more)
    return x is not None and y is not None and x > y and changes.told(level).direction == "up"


_STEP_AFTER = re.compile(r"\W*(?:\w+\s){0,2}?(?:more|higher|larger|bigger|greater|less|lower|smaller|fewer) than\b|\W*(?:\w+\s){0,2}?(?:above|below)\b", re.I)  # fmt: skip
_STEP_BEFORE = re.compile(r"(?:\b(?:increase|rise|hike|raise|uplift|jump|boost|cut|reduction|decrease|drop|decline) of|\b(?:up|down)(?: by)?)\s*\Z", re.I)  # fmt: skip


def _differs_by(level: Claim, step: Claim) -> bool:
    """Whether one is the level that the other is the difference of: "350 million, 150 million more than announced last week"."""
    if not _one_sentence(level, step) or level.role not in (None, "total") or level.anchor.end > step.anchor.start:
        return False
    x, y = point(level), point(step)
    if x is None or y is None or (step.role == "increment" and x <= y):
        return False
    start = step.quote.start
    between = step.quote.exact[level.anchor.end - start : step.anchor.start - start]
    if len(between) > 90 or re.search(r"[.;]|\band\b(?! (?:so|thus|therefore|hence)\b)", between):
        return False
    after = step.quote.exact[step.anchor.end - start :]
    return bool(_STEP_AFTER.match(after) or _STEP_BEFORE.search(between))


def _one_sentence(a: Claim, b: Claim) -> bool:
    return a.quote.start == b.quote.start


def _close_by(a: Claim, b: Claim) -> bool:
    return abs(a.anchor.start - b.anchor.start) < 200


#: A list of parts follows its whole within so many characters.
LISTED = 700
_WHOLES = frozenset({None, "total", "increment"})


def _pieces(statements: list[Statement], context: Context) -> frozenset[str]:
    """Claims that are listed behind an amount of the same payer and add up to it: 260 million, of which 185, 52 and 23 are for this and that."""
    found: set[str] = set()
    ordered = sorted((s.claim for s in statements if point(s.claim)), key=lambda c: c.anchor.start)
    for n, whole in enumerate(ordered):
        if whole.role not in _WHOLES or unit_class(whole) not in ("money", "count"):
            continue
        value = point(whole) or 0.0
        behind = [c for c in ordered[n + 1 :] if c.anchor.start - whole.anchor.end <= LISTED]
        run: list[Claim] = []
        for c in behind:
            if (c.unit, c.per, c.unit_of) != (whole.unit, whole.per, whole.unit_of):
                continue
            if (point(c) or 0.0) >= value or not _of_one_purse(c, whole, context):
                run = []
                continue
            run.append(c)
            while len(run) > 2 and _sum(run) > value * (1 + SUM):
                run.pop(0)
            if len(run) > 1 and close(_sum(run), value, SUM):
                found.update(x.claim_id for x in run)
                run = []
    return frozenset(found)


def _sum(claims: list[Claim]) -> float:
    return sum(point(c) or 0.0 for c in claims)


#: Listed parts make their whole but for so much rounding.
SUM = 0.004


def _of_one_purse(part: Claim, whole: Claim, context: Context) -> bool:
    """Whether no sentence names a giver of its own for the part: then the list is of one payer's money, not of gifts."""
    if context.world.kin(part.actor, whole.actor) != "disjoint":
        return bool(whole.actor) and not context.world.payers(whole.actor) & context.world.generic
    return grounds.borrowed(part) or grounds.nobody_named(part) or grounds.common_noun(part)


def _is_sum(claim: Claim, others: list[Claim]) -> bool:
    value = point(claim)
    numbers = [
        p for p in (point(c) for c in others if c.kind == "pledge" and c.modality in ("pledged", "planned")) if p
    ]
    return value is not None and any(
        close(value, a + b, 0.005) for i, a in enumerate(numbers) for b in numbers[i + 1 :]
    )


def _repeats(statements: list[Statement], context: Context) -> dict[str, str]:
    """claim -> the fuller claim of the same article that says the same: headline, caption, second copy."""
    found: dict[str, str] = {}
    heads: list[Statement] = []
    for s in sorted(statements, key=lambda s: s.claim.anchor.start):
        n = next(
            (n for n, h in enumerate(heads) if _same_said(h.claim, s.claim, context) or _converted(h, s, context)), None
        )
        if n is None:
            heads.append(s)
        elif _fullness(s.claim) >= _fullness(heads[n].claim) + FULLER:
            before, heads[n] = heads[n].claim.claim_id, s
            found = {k: s.claim.claim_id if v == before else v for k, v in found.items()} | {before: s.claim.claim_id}
        else:
            found[s.claim.claim_id] = heads[n].claim.claim_id
    return found


#: What stands between an amount and its conversion in brackets: "150 million crowns (so nearly 15 million dollars, I reckon)".
_IN_BRACKETS = re.compile(r"^[^().;]{0,60}\((?:[^();.]{0,30})$")
#: A conversion that is told in words may be as far off as this.
REASONABLE = 0.15


def _converted(head: Statement, s: Statement, context: Context) -> bool:
    """Whether an amount in brackets is the one before it in another currency: no second gift."""
    a, b = head.claim, s.claim
    between = a.quote.exact[a.anchor.end - a.quote.start : b.anchor.start - a.quote.start]
    if (
        not _one_sentence(a, b)
        or a.unit == b.unit
        or not (money(a.unit) and money(b.unit))
        or not _IN_BRACKETS.match(between)
    ):
        return False
    x, y, on = point(a), point(b), published(s)
    found = context.rates.rate(b.unit or "", a.unit or "", on) if on else None
    return bool(x and y) and found is not None and close((y or 0.0) * found.value, x or 0.0, REASONABLE)


#: A repeat with so many more slots stands for the statement instead of the first mention.
FULLER = 2


def _fullness(c: Claim) -> int:
    slots = (c.actor, c.speaker, c.recipient, c.purpose, c.per, c.time.start, c.time.deadline, c.condition)
    return (
        sum(x is not None for x in slots)
        + (c.unit_basis == "explicit")
        + 2 * (c.comparator not in (None, "exact", "vague"))
    )


def _same_said(a: Claim, b: Claim, context: Context) -> bool:
    if (
        a.kind != b.kind
        or a.role != b.role
        or a.role == "superseded"
        or a.unit != b.unit
        or a.unit_of != b.unit_of
        or (a.modality in _AGAINST) != (b.modality in _AGAINST)
    ):
        return False
    if (a.modality == "delivered") != (b.modality == "delivered") or {a.modality, b.modality} & {
        "denied",
        "hypothetical",
    }:
        return False
    if (
        context.world.kin(a.actor, b.actor) not in ("same", "unknown")
        or a.per != b.per
        or unit_class(a) != unit_class(b)
    ):
        return False
    x, y = interval(a), interval(b)
    if point(a) is None or point(b) is None:
        return (
            point(a) is point(b)
            and a.magnitude == b.magnitude
            and bool(context.world.subject(a) & context.world.subject(b))
        )
    subjects = context.world.subject(a), context.world.subject(b)
    return (
        point(a) == point(b)
        and x is not None
        and y is not None
        and (not all(subjects) or bool(subjects[0] & subjects[1]))
        and not _other_time(a, b)
    )


def _other_time(a: Claim, b: Claim) -> bool:
    return disjoint(a, b) or period_differs(a, b)


_AGAINST = frozenset({"refused", "withdrawn"})
