"""The door: new statements and their priors in, verdicts out. Pure: no clock, no disk, no ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from extractors.model import Against, Statement, Verdict
from flows.compare.choose import Judged, worth_telling
from flows.compare.first import first_report, recalled
from flows.compare.keys import LATEST, blocking_keys
from flows.compare.origins import origins
from flows.compare.own import Own, identifier, where
from flows.compare.periods import published
from flows.compare.resolve import AGAINST, aligned, examine, key
from flows.compare.rules import decide
from flows.compare.types import Context, Finding, Judgement, Pair
from flows.compare.values import point

#: From this much in common (a payer and a number) a prior is worth naming as a look-alike.
LOOK_ALIKE = 3.0
#: A claim is held against so many priors at most.
CANDIDATES = 24
#: Keys of a number, a subject or an ordinal say more than those of a day or a recipient.
_TELLING = frozenset({"pn", "nd", "rn", "ps", "po", "u|", "tw", "sl"})


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
        """Priors that share a key: those that share most of them, the latest first, without those of the same article.

        However full a key is, a claim is held against `CANDIDATES` priors at most.
        """
        found: dict[str, Statement] = {}
        shared: dict[str, int] = defaultdict(int)
        for k in keys:
            for s in self.index.get(k, ())[-LATEST:]:
                if (s.article.document_id, s.article.segment) != own:
                    found[s.claim.claim_id] = s
                    shared[s.claim.claim_id] += 2 if k[:2] in _TELLING else 1
        best = sorted(found.values(), key=lambda s: (s.article.published or "", s.claim.claim_id), reverse=True)
        best = sorted(best, key=lambda s: -shared[s.claim.claim_id])[:CANDIDATES]
        if (
            len(best) == CANDIDATES
        ):  # much is known of these payers: who shares no more than who and when is not worth a look
            best = [s for s in best if shared[s.claim.claim_id] > 1]
        return sorted(best, key=lambda s: (s.article.published or "", s.claim.claim_id))

    def judge(self, statements: list[Statement]) -> None:
        """Judge one article: what it says against itself, then each of its claims against what is known."""
        statements = [
            replace(s, article=replace(s.article, origin=self.origin.get(key(s), s.article.origin))) for s in statements
        ]
        own = Own(statements, self.context)
        here = place_of(statements[0])
        self.keys |= {s.claim.claim_id: blocking_keys(s, self.context.world) for s in statements}
        own.meet({s.claim.claim_id: self.candidates(self.keys[s.claim.claim_id], here) for s in statements})
        kept: list[Statement] = []
        for s in sorted(statements, key=lambda s: s.claim.claim_id in own.repeats):
            keys = self.keys[s.claim.claim_id]
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
            kept.append(self._one(s, keys, own))
        for s, other, finding in own.findings:
            proposition = self.done[s.claim.claim_id].proposition_id or ""
            event = identifier("inside", *where(s), finding.rule)
            self._tell(s, other, finding, proposition, event)
        self.remember(kept, self.keys)

    def _one(self, s: Statement, keys: frozenset[str], own: Own) -> Statement:
        found = self._against_priors(s, keys, own)
        if not found:
            place = own.place(s)
            if place.total_beside and not any(
                self._against_priors(t, self.keys[t.claim.claim_id], own) for t in own.totals_beside(s)
            ):
                place = replace(place, total_beside=False)
            finding = first_report(s, self.context, place)
            proposition = identifier("prop", s.claim.claim_id)
            event = own.event(s, finding)
            self._tell(s, None, finding, proposition, event)
            alike = self._look_alike(s, own)
            if alike is not None and finding.verdict == "new":
                self._tell(s, alike[0], alike[1], proposition, event)
            return self._keep(s, proposition, event)
        best, _, finding = found[0]
        proposition = best.proposition_id or identifier("prop", best.claim.claim_id)
        for other, _, f in found[1:]:
            if (
                other.proposition_id
                and other.proposition_id != proposition
                and f.verdict in ("corroborates", "refines")
            ):
                self.joined.append((other.proposition_id, proposition, s.claim.claim_id))
        agreed = next((p for p, _, f in found if f.verdict in ("corroborates", "refines")), None)
        event = self._event(s, best, finding, agreed)
        self._tell(s, best, finding, proposition, event)
        for other, _, more in found[1:]:
            self._tell(s, other, more, proposition, self._event(s, other, more, agreed))
        return self._keep(s, proposition, event)

    def _against_priors(self, s: Statement, keys: frozenset[str], own: Own) -> list[Judged]:
        """The findings worth telling: the loudest, and a contradiction beside an agreement."""
        related: list[Judged] = []
        if (
            s.claim.modality in ("denied", "hypothetical")
            or s.claim.role == "superseded"
            or (s.claim.kind == "pledge" and own.silent(s))
        ):
            return []
        for prior in own.candidates[s.claim.claim_id]:
            meant = aligned(s, prior)
            seen = examine(meant, prior, self.context, own.beside(s, prior))
            own.seen.setdefault(s.claim.claim_id, []).append((prior, seen))
            relation = seen.relation
            if relation is None or ("actor" in relation.differs and own.told_of(prior, s)):
                continue
            if own.corrects(s, prior):
                relation = replace(relation, correction=True)
            if own.doubled(s, prior):
                relation = replace(relation, level_as_increment=True)
            finding = decide(Pair(prior.claim, meant.claim, relation, self.context))
            if finding.verdict != "unrelated":
                related.append((prior, relation, finding))
        return worth_telling(s, related, history=recalled(s.claim, published(s)) and s.claim.modality not in AGAINST)

    def _look_alike(self, s: Statement, own: Own) -> tuple[Statement, Finding] | None:
        """The nearest prior that is not about the same thing, with the evidence that told them apart: for ``why-not``."""
        best: tuple[float, Statement, tuple[str, ...]] | None = None
        for prior, seen in own.seen.get(s.claim.claim_id, ()):
            same = point(s.claim) is not None and point(s.claim) == point(prior.claim)
            rank = seen.score + (LOOK_ALIKE if same else 0.0)
            if (
                seen.relation is None
                and seen.notes
                and (same or rank >= LOOK_ALIKE)
                and (best is None or rank > best[0])
            ):
                best = (rank, prior, seen.notes)
        if best is None:
            return None
        against = "; ".join(n.split(" ", 1)[1] for n in best[2] if n.startswith("-")) or "too little in common"
        return best[1], Finding(
            "unrelated", "silent", f"Looks like it, but: {against}.", subtype="lookalike", rule="look_alike"
        )

    def _event(self, s: Statement, prior: Statement, finding: Finding, agreed: Statement | None) -> str:
        """Conflicts of one article are one event, unless it only sides with a version of an open one; so are its updates."""
        root = prior.event_id or prior.proposition_id or prior.claim.claim_id
        if finding.verdict == "contradicts" and finding.channel == "silent" and agreed is not None:
            return next((e for e in (agreed.event_id or "", root) if e.startswith("conflict")), root)
        if finding.verdict == "contradicts":
            return identifier("conflict", *where(s))
        return identifier("update", *where(s)) if finding.verdict == "updates" else root

    def _tell(self, s: Statement, prior: Statement | None, f: Finding, proposition: str, event: str) -> None:
        self.family.setdefault(s.claim.claim_id, f.verdict)
        against = Against(prior.article.document_id, prior.claim.claim_id, prior.claim.anchor) if prior else None
        name = identifier("v", s.claim.claim_id, prior.claim.claim_id if prior else "", f.rule, f.verdict, *f.dimension)
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


def place_of(s: Statement) -> tuple[str, int]:
    return s.article.document_id, s.article.segment
