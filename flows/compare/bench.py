"""One article's claims laid beside the priors that each is held against: which are one matter, and what else is known of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from extractors.model import Statement
from flows.compare.beside import Beside, Company
from flows.compare.facts import Facts
from flows.compare.newsworth import LATELY, Known
from flows.compare.periods import published
from flows.compare.resolve import Examined, aligned, examine
from flows.compare.types import Context, Finding, Relation

#: What had been stands so near to what is now.
NEARBY = 150
#: From this much in common (a payer and a number) a prior is worth naming as a look-alike.
LOOK_ALIKE = 3.0


def _formers(claim: Facts, claims: list[Facts]) -> frozenset[float]:
    """The values of one sort that the article tells close by as what had been: "where 350 flats were planned, 210 are to be built"."""
    if claim.claim.role == "prior":
        return frozenset()
    return frozenset(
        o.number
        for o in claims
        if o.claim.role == "prior" and o.number is not None and o.claim.unit == claim.claim.unit and _near(o, claim)
    )


def _near(a: Facts, b: Facts) -> bool:
    return abs(a.claim.anchor.start - b.claim.anchor.start) < NEARBY


def _alike(why: str) -> Finding:
    return Finding("unrelated", "silent", f"Looks like it, but: {why}.", subtype="lookalike", rule="look_alike")


class Bench:
    """The claims of one article beside the priors that each is held against."""

    def __init__(self, claims: list[Facts], candidates: dict[str, list[Facts]], context: Context) -> None:
        self.context = context
        for f in claims:
            f.formers = _formers(f, claims)
            f.printed = frozenset(
                o.claim.unit or ""
                for o in claims
                if o is not f and o.unit_class == "money" and o.claim.unit_basis == "explicit"
            )
        self._facts = {f.claim.claim_id: f for f in claims}
        self._candidates = candidates
        self._company = Company(claims, self._candidates, context.world)
        self._seen: dict[str, list[tuple[Facts, Examined]]] = {}
        #: claim -> the priors that say the same: where they are of two propositions, the two are one
        self.agreed: dict[str, list[Statement]] = {}
        #: claim -> the nearest prior with another value that is no conflict only because such pairs seldom are one, with what is said of it
        self.doubted: dict[str, tuple[Statement, Relation, str]] = {}

    def doubt(self, s: Statement, prior: Statement, relation: Relation, odds: float | None = None) -> None:
        """Remember what would be a conflict if such pairs were more often one matter, or a conflict (``odds``): for ``why-not``."""
        known = self.doubted.get(s.claim.claim_id)
        if known is None or relation.score > known[1].score:
            what = f"one matter {relation.chance:.0%}" if odds is None else f"a conflict {odds:.0%}"
            self.doubted[s.claim.claim_id] = (prior, relation, f"such pairs are {what} of the time")

    def beside(self, s: Statement, prior: Statement) -> Beside:
        """What the article shares with the prior's."""
        own = self._facts[s.claim.claim_id]
        facts = next(p for p in self._candidates[own.claim.claim_id] if p.claim.claim_id == prior.claim.claim_id)
        return self._company.beside(own, facts)

    def related(self, s: Statement) -> Iterator[tuple[Statement, Statement, Relation]]:
        """The priors that are one matter with the claim: (prior, the claim in the prior's currency, how they stand)."""
        own = self._facts[s.claim.claim_id]
        if own.claim.claim_id not in self._seen:
            self._seen[own.claim.claim_id] = [
                (prior, examine(aligned(own, prior), prior, self.context, partial(self._company.beside, own, prior)))
                for prior in self._candidates[own.claim.claim_id]
            ]
        for prior, seen in self._seen[own.claim.claim_id]:
            if seen.relation is not None:
                yield prior.statement, aligned(own, prior).statement, seen.relation

    def known(self, s: Statement) -> Known:
        """What lately was known beside a claim about which nothing was."""
        own, on = self._facts[s.claim.claim_id], published(s)
        lately = []
        for prior, seen in self._seen.get(s.claim.claim_id, ()):
            then = published(prior.statement)
            if on is None or then is None or on - then <= LATELY:
                lately.append((prior, seen))
        numbers = [p for p, _ in lately if own.number is not None and own.same_number(p)]
        mine = {p.claim.claim_id for p, _ in lately if own.claim.actor and p.claim.actor == own.claim.actor}
        payer = [p for p, _ in lately if p.claim.claim_id in mine and p.claim.kind == "pledge"]
        return Known(
            max((seen.score for _, seen in lately), default=0.0),
            len(numbers),
            sum(p.claim.claim_id in mine for p in numbers),
            len(payer),
        )

    def look_alike(self, s: Statement) -> tuple[Statement, Finding] | None:
        """The nearest prior that is not about the same thing, with the evidence that told them apart: for ``why-not``."""
        if s.claim.claim_id in self.doubted:
            return self.doubt_of(s)
        own = self._facts[s.claim.claim_id]
        best, nearest = float("-inf"), None
        for prior, seen in self._seen.get(s.claim.claim_id, ()):
            if seen.relation is not None or not seen.notes:
                continue
            same = own.number is not None and own.number == prior.number
            rank = seen.score + (LOOK_ALIKE if same else 0.0)
            if (same or rank >= LOOK_ALIKE) and rank > best:
                best, nearest = rank, (prior.statement, seen.notes)
        if nearest is None:
            return None
        against = "; ".join(n.split(" ", 1)[1] for n in nearest[1] if n.startswith("-")) or "too little in common"
        return nearest[0], _alike(against)

    def doubt_of(self, s: Statement) -> tuple[Statement, Finding]:
        """The prior that would be the other side of a conflict, and how seldom such pairs are one."""
        prior, _, why = self.doubted[s.claim.claim_id]
        return prior, _alike(why)

    def settled(self, s: Statement) -> Facts:
        """What is known of the claim, now with its proposition and event."""
        facts = self._facts[s.claim.claim_id]
        facts.statement = s
        return facts
