"""The door: new statements and their priors in, verdicts out. Pure: no clock, no disk, no ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from hashlib import blake2b
from math import inf
from typing import Any

from extractors.model import Against, Article, Claim, Statement, Verdict
from flows.compare import article as inside
from flows.compare.first import Place, first_report, recalled
from flows.compare.keys import LATEST, blocking_keys
from flows.compare.origins import origins
from flows.compare.periods import disjoint, period_differs, published, windows
from flows.compare.resolve import examine, key, relate, unit_class
from flows.compare.rules import decide
from flows.compare.types import Context, Finding, Judgement, Pair, Relation
from flows.compare.words import surname_match
from flows.compare.values import close, digits, interval, point

_LOUD = {"alert": 2, "digest": 1, "silent": 0}
_FAMILY = {"contradicts": 5, "inconsistent": 5, "updates": 4, "refines": 2, "corroborates": 2, "new": 3, "unrelated": 0}


def compare(new: Sequence[Statement], priors: Sequence[Statement] = (), context: Context | None = None) -> Judgement:
    """Judge new statements against priors and, in order of publication, against one another.

    ``new`` may hold many articles; input order is kept among articles of one moment and for articles without a date. ``priors``
    carry the proposition and event they were given when they were judged. Judging the same again gives the same.
    """
    context = context or Context()
    desk = _Desk(context, _with_origins(priors, new, context))
    desk.remember(priors)
    for statements in in_order(new):
        desk.judge(statements)
    return desk.judgement()


def in_order(statements: Sequence[Statement]) -> list[list[Statement]]:
    """Statements grouped by article, articles in order of play: by publication, an undated one after its predecessor."""
    groups: dict[tuple[str, int], list[Statement]] = {}
    for s in statements:
        groups.setdefault((s.article.document_id, s.article.segment), []).append(s)
    dated: list[tuple[str, int, list[Statement]]] = []
    last = ""
    for n, group in enumerate(groups.values()):
        when = group[0].article.published
        last = _moment(when) if when else last
        dated.append((last, n, sorted(group, key=lambda s: (s.claim.anchor.start, s.claim.anchor.end))))
    return [group for _, _, group in sorted(dated, key=lambda d: (d[0], d[1]))]


def _moment(published: str) -> str:
    """A sortable form: a date alone is its 00:00, what names no offset is UTC."""
    from datetime import UTC, datetime

    text = published if len(published) > 10 else f"{published}-01-01"[:10]
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return published
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _with_origins(priors: Sequence[Statement], new: Sequence[Statement], context: Context) -> dict[str, str]:
    known = {key(s): s.article.origin for s in priors if s.article.origin}
    order = dict.fromkeys([*(key(s) for s in priors), *(key(g[0]) for g in in_order(new))])
    return origins(context.sketches, order, known)


class _Desk:
    """The working state of one comparison: an index by keys, and what was concluded so far."""

    def __init__(self, context: Context, origin: dict[str, str]) -> None:
        self.context, self.origin = context, origin
        self.index: dict[str, list[Statement]] = defaultdict(list)
        self.keys: dict[str, frozenset[str]] = {}
        self.verdicts: list[Verdict] = []
        self.done: dict[str, Statement] = {}
        self.joined: list[tuple[str, str, str]] = []
        self.family: dict[str, str] = {}

    def remember(self, statements: Iterable[Statement], keys: dict[str, frozenset[str]] | None = None) -> None:
        for s in statements:
            for k in (keys or {}).get(s.claim.claim_id) or blocking_keys(s, self.context.world):
                self.index[k].append(s)

    def candidates(self, keys: frozenset[str], own: tuple[str, int]) -> list[Statement]:
        """Priors that share a key, the latest of each key, without those of the same article, in a stable order."""
        found: dict[str, Statement] = {}
        for k in sorted(keys):
            for s in self.index.get(k, ())[-LATEST:]:
                if (s.article.document_id, s.article.segment) != own:
                    found[s.claim.claim_id] = s
        return sorted(found.values(), key=lambda s: (s.article.published or "", s.claim.claim_id))

    def judge(self, statements: list[Statement]) -> None:
        """Judge one article: what it says against itself, then each of its claims against what is known."""
        statements = [replace(s, article=replace(s.article, origin=self.origin.get(key(s), s.article.origin))) for s in statements]
        own = _Own(statements, self.context)
        here = _where_(statements[0])
        self.keys |= {s.claim.claim_id: blocking_keys(s, self.context.world) for s in statements}
        own.meet({s.claim.claim_id: self.candidates(self.keys[s.claim.claim_id], here) for s in statements})
        kept: list[Statement] = []
        for s in sorted(statements, key=lambda s: s.claim.claim_id in own.repeats):
            keys = self.keys[s.claim.claim_id]
            repeats = own.repeats.get(s.claim.claim_id)
            if repeats is not None:
                first = self.done[repeats]
                aside = self.family.get(repeats) == "unrelated"
                finding = Finding("unrelated" if aside else "corroborates", "silent", "Said before in the same article.", subtype="restatement", rule="restatement")
                self._tell(s, first, finding, first.proposition_id or "", first.event_id or "")
                kept.append(self._keep(s, first.proposition_id or "", first.event_id or ""))
                continue
            kept.append(self._one(s, keys, own))
        for s, other, finding in own.findings:
            proposition = self.done[s.claim.claim_id].proposition_id or ""
            event = _id("inside", *_where(s), finding.rule)
            self._tell(s, other, finding, proposition, event)
        self.remember(kept, self.keys)

    def _one(self, s: Statement, keys: frozenset[str], own: _Own) -> Statement:
        found = self._against_priors(s, keys, own)
        if not found:
            place = own.place(s)
            if place.total_beside and not any(self._against_priors(t, self.keys[t.claim.claim_id], own) for t in own.totals_beside(s)):
                place = replace(place, total_beside=False)
            finding = first_report(s, self.context, place)
            proposition = _id("prop", s.claim.claim_id)
            event = own.event(s, finding)
            self._tell(s, None, finding, proposition, event)
            alike = self._look_alike(s, keys)
            if alike is not None and finding.verdict == "new":
                self._tell(s, alike[0], alike[1], proposition, event)
            return self._keep(s, proposition, event)
        best, relation, finding = found[0]
        proposition = best.proposition_id or _id("prop", best.claim.claim_id)
        for other, _, f in found[1:]:
            if other.proposition_id and other.proposition_id != proposition and f.verdict in ("corroborates", "refines"):
                self.joined.append((other.proposition_id, proposition, s.claim.claim_id))
        agreed = next((p for p, _, f in found if f.verdict in ("corroborates", "refines")), None)
        event = self._event(s, best, finding, agreed)
        self._tell(s, best, finding, proposition, event)
        for other, _, more in found[1:]:
            self._tell(s, other, more, proposition, self._event(s, other, more, agreed))
        return self._keep(s, proposition, event)

    def _against_priors(self, s: Statement, keys: frozenset[str], own: _Own) -> list[tuple[Statement, Relation, Finding]]:
        """The findings worth telling: the loudest, and a contradiction beside an agreement."""
        related: list[tuple[Statement, Relation, Finding]] = []
        if s.claim.modality in ("denied", "hypothetical") or s.claim.role == "superseded" or s.claim.kind == "pledge" and own.silent(s):
            return []
        for prior in self.candidates(keys, (s.article.document_id, s.article.segment)):
            relation = relate(s, prior, self.context, own.companions(s, prior))
            if relation is None or ("actor" in relation.differs and own.told_of(prior, s)):
                continue
            if own.corrects(s, prior):
                relation = replace(relation, correction=True)
            if own.doubled(s, prior):
                relation = replace(relation, level_as_increment=True)
            finding = decide(Pair(prior.claim, s.claim, relation, self.context))
            if finding.verdict != "unrelated":
                related.append((prior, relation, finding))
        return _worth_telling(s, related, history=recalled(s.claim, published(s)) and s.claim.modality not in _AGAINST)

    def _look_alike(self, s: Statement, keys: frozenset[str]) -> tuple[Statement, Finding] | None:
        """The nearest prior that is not about the same thing, with the evidence that told them apart: for ``why-not``."""
        best: tuple[float, Statement, tuple[str, ...]] | None = None
        for prior in self.candidates(keys, _where_(s)):
            seen = examine(s, prior, self.context)
            rank = seen.score + 2.0 * (point(s.claim) is not None and point(s.claim) == point(prior.claim))
            if seen.relation is None and seen.notes and rank >= LOOK_ALIKE and (best is None or rank > best[0]):
                best = (rank, prior, seen.notes)
        if best is None:
            return None
        against = "; ".join(n.split(" ", 1)[1] for n in best[2] if n.startswith("-")) or "too little in common"
        return best[1], Finding("unrelated", "silent", f"Looks like it, but: {against}.", subtype="lookalike", rule="look_alike")

    def _event(self, s: Statement, prior: Statement, finding: Finding, agreed: Statement | None) -> str:
        """Conflicts of one article are one event, unless it only sides with a version of an open one; so are its updates."""
        root = prior.event_id or prior.proposition_id or prior.claim.claim_id
        if finding.verdict == "contradicts" and finding.channel == "silent" and agreed is not None:
            return next((e for e in (agreed.event_id or "", root) if e.startswith("conflict")), root)
        if finding.verdict == "contradicts":
            return _id("conflict", *_where(s))
        return _id("update", *_where(s)) if finding.verdict == "updates" else root

    def _tell(self, s: Statement, prior: Statement | None, f: Finding, proposition: str, event: str) -> None:
        self.family.setdefault(s.claim.claim_id, f.verdict)
        against = Against(prior.article.document_id, prior.claim.claim_id, prior.claim.anchor) if prior else None
        name = _id("v", s.claim.claim_id, prior.claim.claim_id if prior else "", f.rule, f.verdict, *f.dimension)
        self.verdicts.append(
            Verdict(
                name, s.article.document_id, s.claim.claim_id, s.claim.anchor, f.verdict, f.dimension, f.subtype, against, f.channel,
                f.severity, f.rule, f.reason, proposition, event,
            )
        )  # fmt: skip

    def _keep(self, s: Statement, proposition: str, event: str) -> Statement:
        kept = replace(s, proposition_id=proposition, event_id=event)
        self.done[s.claim.claim_id] = kept
        return kept

    def judgement(self) -> Judgement:
        """All conclusions."""
        done = tuple(self.done.values())
        return Judgement(
            tuple(self.verdicts), self.keys, {s.claim.claim_id: s.proposition_id or "" for s in done},
            {s.claim.claim_id: s.event_id or "" for s in done}, {key(s): s.article.origin or key(s) for s in done}, tuple(self.joined), done,
        )  # fmt: skip


Judged = tuple[Statement, Relation, Finding]


def _worth_telling(s: Statement, related: list[Judged], *, history: bool) -> list[Judged]:
    """One finding against the best prior; where versions differ, the agreement and one finding of each conflicting dimension.

    What is told as history (or was so told) can only agree: an old amount neither moves nor contradicts a new one.
    """
    agree = [x for x in related if x[2].verdict in ("corroborates", "refines")]
    others = [x for x in related if x not in agree and not history and not _history(x[0])]
    first = _order(s)
    best = min(agree, key=first) if agree else None
    told_there = {key(a[0]) for a in agree}  # an article that also tells our version lists several amounts; it does not contradict
    fights = [x for x in others if x[2].verdict == "contradicts" and not any(_covers(a, x[2].dimension, s) for a in agree)]
    fights = [x for x in fights if key(x[0]) not in told_there or "amount" not in x[2].dimension]
    if fights:
        chosen: dict[tuple[str, ...], Judged] = {}
        for x in sorted(fights, key=first):
            chosen.setdefault(x[2].dimension, x)
        result = sorted(chosen.values(), key=lambda x: -_LOUD[x[2].channel])
        return [*result, *([best] if best else [])]
    tally = [x for x in others if x[2].verdict == "contradicts" and best and "conflict" in (_kind(x[0]), _kind(best[0]))]
    if best and tally:
        prior, relation, finding = min(tally, key=first)
        told = replace(finding, channel="silent", reason=f"{finding.reason} That conflict is known; this report sides with one version.")
        return [best, (prior, relation, told)]
    others = [x for x in others if x[2].verdict != "contradicts"]
    firmer = [x for x in others if x[2].subtype in ("stage", "correction")]
    if agree and not firmer:
        return [min(agree, key=first)]
    if firmer:
        return [min(firmer, key=first)]
    return [_latest_version(others, first)] if others else []


def _kind(s: Statement) -> str:
    return (s.event_id or "").split("-", 1)[0]


def _covers(agreed: Judged, dimension: tuple[str, ...], s: Statement) -> bool:
    """Whether an agreeing prior has the very slot on which another prior differs: then the two priors differ, not this report."""
    new, old = s.claim, agreed[0].claim
    same = {
        "amount": point(new) is not None and point(new) == point(old) and new.unit == old.unit, "count": point(new) == point(old),
        "currency": new.unit == old.unit and point(new) == point(old), "actor": agreed[1].actor == "same",
        "speaker": bool(new.speaker and old.speaker and surname_match(new.speaker, old.speaker)),
        "period": (new.per, new.time.end, new.time.deadline) == (old.per, old.time.end, old.time.deadline), "modality": new.modality == old.modality,
    }  # fmt: skip
    return all(same.get(d, False) for d in dimension)


def _order(s: Statement) -> Callable[[Judged], tuple[Any, ...]]:
    """Best prior first: the same number and unit, the surest resolution, the most precise number, the earliest report."""
    mine = point(s.claim)

    def rank(item: Judged) -> tuple[Any, ...]:
        prior, relation, finding = item
        other = point(prior.claim)
        same = mine is not None and other is not None and prior.claim.unit == s.claim.unit and close(mine, other)
        return (not same, prior.claim.unit != s.claim.unit, -_LOUD[finding.channel], -round(relation.score), prior.article.published or "")

    return rank


def _latest_version(others: list[Judged], rank: Callable[[Judged], tuple[Any, ...]]) -> Judged:
    """Priors that agree with each other are one version; the version that began last is what was known, its most precise report stands."""
    versions: list[list[Judged]] = []
    for x in sorted(others, key=lambda x: (x[0].article.published or "", x[0].claim.anchor.start)):
        own = interval(x[0].claim)
        for version in versions:
            head = interval(version[0][0].claim)
            if version[0][0].claim.unit == x[0].claim.unit and own is not None and head is not None and own.meets(head) and own.high < inf > head.high:
                version.append(x)
                break
        else:
            versions.append([x])
    best = max(versions, key=lambda v: (max(round(x[1].score) for x in v), v[0][0].article.published or ""))
    return min(best, key=lambda x: (-digits(point(x[0].claim) or 0), rank(x)))


def _history(prior: Statement) -> bool:
    return prior.claim.role in ("prior", "own_sum", "list_sum") or recalled(prior.claim, published(prior))


#: From this much in common (a payer and a number) a prior is worth naming as a look-alike.
LOOK_ALIKE = 3.0


def _where_(s: Statement) -> tuple[str, int]:
    return s.article.document_id, s.article.segment


def _where(s: Statement) -> tuple[str, str]:
    return s.article.document_id, str(s.article.segment)


class _Own:
    """What the claims of one article are to one another."""

    def __init__(self, statements: list[Statement], context: Context) -> None:
        self.statements, self.context = statements, context
        self.findings = inside.findings(statements, context)
        self.repeats = _repeats(statements, context)
        self.shared: dict[str, set[tuple[float, str]]] = {}

    def meet(self, candidates: dict[str, list[Statement]]) -> None:
        """Note which amounts of this article stand in which earlier article as well, with the same payer."""
        for s in self.statements:
            value = point(s.claim)
            for prior in candidates[s.claim.claim_id] if value else ():
                odd = digits(value or 0) >= 3 or self.context.world.kin(s.claim.actor, prior.claim.actor) == "same"
                if point(prior.claim) == value and prior.claim.unit == s.claim.unit and odd and s.claim.unit:
                    self.shared.setdefault(key(prior), set()).add((value or 0, s.claim.unit))

    def companions(self, s: Statement, prior: Statement) -> int:
        """How many amounts besides this one the article shares with the prior's."""
        return len(self.shared.get(key(prior), set()) - {(point(s.claim) or 0, s.claim.unit or "")})

    def event(self, s: Statement, finding: Finding) -> str:
        """First reports of one article are one piece of news; what is silent has an event of its own."""
        if finding.channel == "silent":
            return _id("background", s.claim.claim_id)
        kind = "refusal" if finding.subtype in ("refusal", "withdrawal") else "news"
        return _id("new", s.article.document_id, str(s.article.segment), kind)

    def silent(self, s: Statement) -> bool:
        """Whether the claim is not judged against priors: its number is unusable, or it is the increase beside a total that is judged."""
        place = self.place(s)
        return place.unusable or place.total_beside

    def place(self, s: Statement) -> Place:
        """How the claim stands among the others of its article."""
        claim = s.claim
        kin = [o.claim for o in self.statements if o is not s and unit_class(o.claim) == unit_class(claim) and o.claim.unit == claim.unit]
        same = [c for c in kin if self.context.world.kin(c.actor, claim.actor) == "same"]
        total = bool(self.totals_beside(s))
        unusable = any(f.rule == "one_number_two_measures" and claim.claim_id in (a.claim.claim_id, b.claim.claim_id if b else "") for a, b, f in self.findings)
        firm = ("pledged", "planned", "reaffirmed")
        whole = any(c.role not in ("own_sum", "list_sum", "part") and c.modality in firm and (point(c) or 0) > (point(claim) or 0) and self.context.world.kin(c.actor, claim.actor) in ("same", "contains") for c in kin)
        return Place(total, claim.modality == "conditional" and _is_sum(claim, same), self.parts_beside(s), whole, unusable)

    def totals_beside(self, s: Statement) -> list[Statement]:
        """The new totals that stand next to an increment: "another 100m, bringing its total to 200m"."""
        if s.claim.role != "increment":
            return []
        near = [o for o in self.statements if o.claim.role == "total" and o.claim.unit == s.claim.unit and _close_by(o.claim, s.claim)]
        return [o for o in near if self.context.world.kin(o.claim.actor, s.claim.actor) == "same"]

    def parts_beside(self, s: Statement) -> bool:
        """Whether at least two named payers pledge in the article what a total of nobody in particular adds up."""
        generic = bool(self.context.world.payers(s.claim.actor) & self.context.world.generic) or s.claim.actor is None
        pledges = [o.claim for o in self.statements if o.claim.kind == "pledge" and o.claim.actor and o.claim.unit_of == s.claim.unit_of]
        named = {c.actor for c in pledges if not self.context.world.payers(c.actor) & self.context.world.generic and c.actor != s.claim.actor}
        return generic and len(named) >= 2

    def told_of(self, prior: Statement, s: Statement) -> bool:
        """Whether the article tells the prior's own gift beside this one: then it is a list of givers, no contradiction."""
        same = [o for o in self.statements if o is not s and point(o.claim) == point(prior.claim) and o.claim.unit == prior.claim.unit]
        return any(self.context.world.kin(o.claim.actor, prior.claim.actor) == "same" for o in same)

    def corrects(self, s: Statement, prior: Statement) -> bool:
        """Whether the article declares the prior's value wrong and this one right."""
        wrong = [o.claim for o in self.statements if o.claim.role == "superseded" and o is not s and _close_by(o.claim, s.claim)]
        value = point(prior.claim)
        return value != point(s.claim) and any(point(w) == value and w.unit == prior.claim.unit for w in wrong)

    def doubled(self, s: Statement, prior: Statement) -> bool:
        """Whether the claim adds to the prior's total an "increase" that is itself the new total, told elsewhere in the article."""
        value, base = point(s.claim), point(prior.claim)
        if value is None or base is None or s.claim.role not in ("own_sum", "list_sum", "total"):
            return False
        more = [point(o.claim) or 0 for o in self.statements if o.claim.role == "increment" and o.claim.unit == prior.claim.unit and windows(o.claim) == windows(prior.claim)]
        return any(m > base and close(base + m, value) for m in more)


def _close_by(a: Claim, b: Claim) -> bool:
    return abs(a.anchor.start - b.anchor.start) < 200


def _is_sum(claim: Claim, others: list[Claim]) -> bool:
    value = point(claim)
    numbers = [p for p in (point(c) for c in others if c.kind == "pledge" and c.modality in ("pledged", "planned")) if p]
    return value is not None and any(close(value, a + b, 0.005) for i, a in enumerate(numbers) for b in numbers[i + 1 :])


def _repeats(statements: list[Statement], context: Context) -> dict[str, str]:
    """claim -> the fuller claim of the same article that says the same: headline, caption, second copy."""
    found: dict[str, str] = {}
    heads: list[Statement] = []
    for s in sorted(statements, key=lambda s: s.claim.anchor.start):
        n = next((n for n, h in enumerate(heads) if _same_said(h.claim, s.claim, context)), None)
        if n is None:
            heads.append(s)
        elif _fullness(s.claim) >= _fullness(heads[n].claim) + FULLER:
            before, heads[n] = heads[n].claim.claim_id, s
            found = {k: s.claim.claim_id if v == before else v for k, v in found.items()} | {before: s.claim.claim_id}
        else:
            found[s.claim.claim_id] = heads[n].claim.claim_id
    return found


#: A repeat with so many more slots stands for the statement instead of the first mention.
FULLER = 2


def _fullness(c: Claim) -> int:
    slots = (c.actor, c.speaker, c.recipient, c.purpose, c.per, c.time.start, c.time.deadline, c.condition)
    return sum(x is not None for x in slots) + (c.unit_basis == "explicit") + 2 * (c.comparator not in (None, "exact", "vague"))


def _same_said(a: Claim, b: Claim, context: Context) -> bool:
    if a.kind != b.kind or a.role != b.role or a.role == "superseded" or a.unit != b.unit or a.unit_of != b.unit_of or (a.modality in _AGAINST) != (b.modality in _AGAINST):
        return False
    if (a.modality == "delivered") != (b.modality == "delivered") or {a.modality, b.modality} & {"denied", "hypothetical"}:
        return False
    if context.world.kin(a.actor, b.actor) not in ("same", "unknown") or a.per != b.per or unit_class(a) != unit_class(b):
        return False
    x, y = interval(a), interval(b)
    if point(a) is None or point(b) is None:
        return point(a) is point(b) and a.magnitude == b.magnitude and bool(context.world.subject(a) & context.world.subject(b))
    subjects = context.world.subject(a), context.world.subject(b)
    return point(a) == point(b) and x is not None and y is not None and (not all(subjects) or bool(subjects[0] & subjects[1])) and not _other_time(a, b)


def _other_time(a: Claim, b: Claim) -> bool:
    return disjoint(a, b) or period_differs(a, b)


_AGAINST = frozenset({"refused", "withdrawn"})


def article_of(statement: Statement) -> Article:
    """The article a statement stands in."""
    return statement.article


def _id(kind: str, *parts: str) -> str:
    return f"{kind}-{blake2b('|'.join(parts).encode(), digest_size=10).hexdigest()}"


__all__ = ["compare", "in_order", "recalled"]
