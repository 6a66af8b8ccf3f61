"""The door: new statements and their priors in, verdicts out. Pure: no clock, no disk, no ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from extractors.model import Against, Statement, Verdict
from flows.compare import clashes, newsworth
from flows.compare.bench import Bench
from flows.compare.candidates import Plan
from flows.compare.choose import AGREEING, Judged, worth_telling
from flows.compare.corrections import taken_back
from flows.compare.facts import Facts, key
from flows.compare.first import first_report, recalled
from flows.compare.keys import blocking_keys, said
from flows.compare.origins import origins
from flows.compare.own import Own, identifier, where
from flows.compare.periods import published
from flows.compare.rules import decide
from flows.compare.settling import CLOSING, CONFLICT, SETTLED, Conflict, Conflicts, closing, gives_way, settlement
from flows.compare.types import AGAINST, Context, Finding, Judgement, Pair, Relation
from flows.compare.values import point, scale_slip, transposed
from storage.collector import collector_paused
from storage.rows import Hit

#: By so much evidence one of two amounts is rather a version of a prior than the other.
LESS_SURE = 1.5
#: Two values are a conflict only where pairs with such evidence are one matter so often.
SURE = 0.15


def compare(
    new: Sequence[Statement],
    priors: Sequence[Statement] = (),
    context: Context | None = None,
    keys: Mapping[str, frozenset[str]] | None = None,
    known: Sequence[Verdict] = (),
    plan: Plan | None = None,
) -> Judgement:
    """Judge new statements against priors and, in order of publication, against one another.

    ``new`` may hold many articles; input order is kept among articles of one moment and for articles without a date. ``priors``
    carry the proposition and event they were given when they were judged. Judging the same again gives the same. ``keys``: blocking keys by
    claim id, as far as the caller knows them; of a prior those of the batch are enough. ``known``: the verdicts of priors that are a side of a
    conflict or ended one (`contested`), so that a report can settle what is open. ``plan``: which priors each claim is held against, where
    the caller settled it (`planned`) to fetch no others.
    """
    context = context or Context()
    with collector_paused():
        groups = in_order(new)
        keys = _all_keys([*priors, *new], keys or {}, context)
        plan = plan or Plan(groups, keys)
        if plan.candidates is None:
            plan.choose(_hit(n, p, keys) for n, p in enumerate(priors))
        desk = _Desk(context, _with_origins(priors, groups, context), keys, plan.candidates or {}, Conflicts(known))
        desk.remember(priors)
        for statements in groups:
            desk.judge(statements)
        return desk.judgement()


def planned(new: Sequence[Statement], keys: Mapping[str, frozenset[str]]) -> Plan:
    """What `compare` will hold these statements against, to be settled by ``choose`` while priors are looked up."""
    return Plan(in_order(new), keys)


def _all_keys(
    statements: Iterable[Statement], known: Mapping[str, frozenset[str]], context: Context
) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for s in statements:
        own = known.get(s.claim.claim_id)
        found[s.claim.claim_id] = blocking_keys(s, context.world) if own is None else own
    return found


def _hit(number: int, s: Statement, keys: Mapping[str, frozenset[str]]) -> Hit:
    a, own = s.article, s.claim.claim_id
    return Hit(number, own, a.document_id, a.segment, a.published, keys[own], said(s.claim))


def contested(priors: Iterable[Statement]) -> list[str]:
    """The claims among the priors whose verdicts ``compare`` wants to know: sides of a conflict, and what ended one."""
    return [p.claim.claim_id for p in priors if (p.event_id or "").startswith((CONFLICT, SETTLED))]


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
    text = published if len(published) > 10 else f"{published}-01-01"[:10]
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return published
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _with_origins(
    priors: Sequence[Statement], groups: Sequence[Sequence[Statement]], context: Context
) -> dict[str, str]:
    known = {key(s): s.article.origin for s in priors if s.article.origin}
    order = dict.fromkeys([*(key(s) for s in priors), *(key(g[0]) for g in groups)])
    return origins(context.sketches, order, known)


class _Desk:
    """The working state of one comparison: all statements at hand, and what was concluded so far."""

    def __init__(
        self,
        context: Context,
        origin: dict[str, str],
        keys: dict[str, frozenset[str]],
        candidates: Mapping[str, Sequence[str]],
        conflicts: Conflicts,
    ) -> None:
        self.context, self.origin, self.keys, self.conflicts = context, origin, keys, conflicts
        self.candidates = candidates
        self.statements: dict[str, Statement] = {}
        self.facts: dict[str, Facts] = {}
        self.verdicts: list[Verdict] = []
        self.done: dict[str, Statement] = {}
        self.joined: list[tuple[str, str, str]] = []
        self.family: dict[str, str] = {}

    def remember(self, priors: Iterable[Statement]) -> None:
        """Take in what was known before."""
        for s in priors:
            self.facts[s.claim.claim_id] = Facts(s, self.context.world)
            self.statements[s.claim.claim_id] = s

    def judge(self, statements: list[Statement]) -> None:
        """Judge one article: what it says against itself, then each of its claims against what is known."""
        statements = [
            replace(s, article=replace(s.article, origin=self.origin.get(key(s), s.article.origin))) for s in statements
        ]
        own = Own(statements, self.context)
        bench = self._bench(statements)
        kept: list[Statement] = []
        for s in sorted(statements, key=lambda s: s.claim.claim_id in own.repeats):
            repeats = own.repeats.get(s.claim.claim_id)
            if repeats is not None:
                first = self.done[repeats]
                aside = self.family.get(repeats) == "unrelated"
                finding = Finding(
                    "unrelated" if aside else "corroborates",
                    "silent",
                    "Said before in the same article.",
                    subtype="restatement",
                    rule="restatement",
                )
                self._tell(s, first, finding, first.proposition_id or "", first.event_id or "")
                kept.append(self._keep(s, first.proposition_id or "", first.event_id or ""))
                continue
            kept.append(self._one(s, own, bench))
        for s, other, finding in own.findings:
            proposition = self.done[s.claim.claim_id].proposition_id or ""
            event = identifier("inside", *where(s), finding.rule)
            self._tell(s, other, finding, proposition, event)
        for s in kept:
            self.facts[s.claim.claim_id] = bench.settled(s)

    def _bench(self, statements: list[Statement]) -> Bench:
        known = self.facts
        candidates = {
            s.claim.claim_id: [known[c] for c in self.candidates.get(s.claim.claim_id, ()) if c in known]
            for s in statements
        }
        return Bench([Facts(s, self.context.world) for s in statements], candidates, self.context)

    def _one(self, s: Statement, own: Own, bench: Bench) -> Statement:
        related = self._related(s, own, bench)
        found, ends = self._found(s, related, own)
        if not found:
            place = own.place(s)
            if place.total_beside and not any(self._related(t, own, bench) for t in own.totals_beside(s)):
                place = replace(place, total_beside=False)
            around = newsworth.among(s, own.statements, place, bench.known(s))
            finding = newsworth.weighed(s, first_report(s, self.context, place), around, self.context)
            proposition = identifier("prop", s.claim.claim_id)
            event = own.event(s, finding)
            self._tell(s, None, finding, proposition, event)
            alike = bench.look_alike(s)
            if alike is not None and finding.verdict == "new":
                self._tell(s, alike[0], alike[1], proposition, event)
            return self._keep(s, proposition, event)
        best, _, finding = found[0]
        proposition = best.proposition_id or identifier("prop", best.claim.claim_id)
        others = dict.fromkeys(p.proposition_id for p in bench.agreed.get(s.claim.claim_id, ()) if p.proposition_id)
        self.joined += [(other, proposition, s.claim.claim_id) for other in others if other != proposition]
        event = closing(ends) if ends else self._event(s, best, finding)
        self._tell(s, best, finding, proposition, event)
        for other, _, more in found[1:]:
            self._tell(s, other, more, proposition, self._event(s, other, more))
        if s.claim.claim_id in bench.doubted:
            self._tell(s, *bench.doubt_of(s), proposition, event)
        return self._keep(s, proposition, event)

    def _found(self, s: Statement, related: list[Judged], own: Own) -> tuple[list[Judged], Conflict | None]:
        """The findings worth telling (the loudest, and a contradiction beside an agreement), and the conflict that they end."""
        found = worth_telling(s, related, history=recalled(s.claim, published(s)) and s.claim.modality not in AGAINST)
        given = gives_way(s, found[0][0], related, self.conflicts) if found and found[0][2].subtype in CLOSING else None
        if given is not None:
            conflict, stands = given
            prior, relation, finding = found[0]
            more = f" That settles the conflict with {stands.article.publisher or 'the other report'}."
            return [(prior, relation, replace(finding, reason=finding.reason + more)), *found[1:]], conflict
        end = settlement(s, related, own, self.conflicts, self.statements, self.context)
        if end is None:
            return found, None
        agreed = [x for x in found if x[2].verdict in ("corroborates", "refines")]
        return [end[0], *agreed[:1]], end[1]

    def _related(self, s: Statement, own: Own, bench: Bench) -> list[Judged]:
        """What the rules say of the claim against each prior that is one matter with it."""
        related: list[Judged] = []
        if (
            s.claim.modality in ("denied", "hypothetical")
            or taken_back(s.claim)
            or own.rejected(s)
            or (s.claim.kind == "pledge" and own.silent(s))
        ):
            return []
        for prior, meant, relation in bench.related(s):
            if "actor" in relation.differs and own.told_of(prior, s):
                continue
            corrected = own.corrects(s, prior)
            if corrected:
                relation = replace(
                    relation, correction=corrected == "own", rival=relation.rival or corrected == "other"
                )
            if own.doubled(s, prior):
                relation = replace(relation, level_as_increment=True)
            pair = Pair(prior.claim, meant.claim, relation, self.context)
            finding = self._found_of(pair, s, prior, bench)
            if finding.verdict == "contradicts" and relation.chance < SURE and not relation.gloss:
                bench.doubt(s, prior, relation)  # two values of what is most likely not one matter are no conflict
                continue
            if finding.rule == "amounts_apart" and self._one_of_several(s, prior, relation, own, bench):
                continue
            if finding.verdict != "unrelated":
                related.append((prior, relation, finding))
            if finding.verdict in ("corroborates", "refines") and "scope" not in finding.dimension:
                bench.agreed.setdefault(s.claim.claim_id, []).append(prior)
        return related

    def _found_of(self, pair: Pair, s: Statement, prior: Statement, bench: Bench) -> Finding:
        """What the rules say of a pair; of a conflict that such pairs hardly ever are, what they say else."""
        finding = decide(pair)
        if not clashes.is_weighed(pair, finding):
            return finding
        odds = clashes.unlikely(pair, finding, bench.beside(s, prior))
        if odds is None or pair.relation.chance < SURE:
            return finding  # what is most likely not one matter is a look-alike, and agrees with nothing
        quiet = decide(pair, conflicts=False)
        if quiet.verdict in AGREEING:
            return replace(
                quiet, reason=f"{quiet.reason} What differs is hardly a conflict: {odds:.0%} of such pairs are."
            )
        bench.doubt(s, prior, pair.relation, odds)
        return replace(quiet, verdict="unrelated", channel="silent")

    def _one_of_several(self, s: Statement, prior: Statement, mine: Relation, own: Own, bench: Bench) -> bool:
        """Whether another amount of the article stands to the prior just as well: the article lists parts or gifts, none of them a version."""
        x, y = point(s.claim), point(prior.claim)
        if not x or not y or x > y or transposed(x, y) or scale_slip(x, y):
            return False
        for t in own.statements:
            part = point(t.claim)
            if t.claim.unit != s.claim.unit or part in (x, None) or (part or y) > y or t.claim.claim_id in own.repeats:
                continue
            for p, meant, r in bench.related(t):
                if p.claim.claim_id != prior.claim.claim_id or r.score <= mine.score - LESS_SURE:
                    continue
                if decide(Pair(prior.claim, meant.claim, r, self.context)).rule == "amounts_apart":
                    return True
        return False

    def _event(self, s: Statement, prior: Statement, finding: Finding) -> str:
        """Conflicts of one article are one event, unless it only sides with a version of an open one; so are its updates."""
        root = prior.event_id or prior.proposition_id or prior.claim.claim_id
        if finding.verdict == "contradicts":
            return identifier("conflict", *where(s))
        return identifier("update", *where(s)) if finding.verdict == "updates" else root

    def _tell(self, s: Statement, prior: Statement | None, f: Finding, proposition: str, event: str) -> None:
        self.family.setdefault(s.claim.claim_id, f.verdict)
        against = Against(prior.article.document_id, prior.claim.claim_id, prior.claim.anchor) if prior else None
        name = identifier("v", s.claim.claim_id, prior.claim.claim_id if prior else "", f.rule, f.verdict, *f.dimension)
        verdict = Verdict(
            name, s.article.document_id, s.claim.claim_id, s.claim.anchor, f.verdict, f.dimension, f.subtype, against, f.channel,
            f.severity, f.rule, f.reason, proposition, event,
        )  # fmt: skip
        self.verdicts.append(verdict)
        self.conflicts.note(verdict)

    def _keep(self, s: Statement, proposition: str, event: str) -> Statement:
        kept = replace(s, proposition_id=proposition, event_id=event)
        self.done[s.claim.claim_id] = self.statements[s.claim.claim_id] = kept
        return kept

    def judgement(self) -> Judgement:
        """All conclusions."""
        done = tuple(self.done.values())
        return Judgement(
            tuple(self.verdicts), {c: self.keys[c] for c in self.done}, {s.claim.claim_id: s.proposition_id or "" for s in done},
            {s.claim.claim_id: s.event_id or "" for s in done}, {key(s): s.article.origin or key(s) for s in done}, tuple(self.joined), done,
        )  # fmt: skip
