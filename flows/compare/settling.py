"""What becomes of a conflict: which are open, and which report settles one.

A conflict is settled when one side gives way: its outlet prints the other version (with or without a correction), or the payer himself
says which version holds. A third outlet that merely prints one of them settles nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from extractors.model import Claim, Statement, Verdict
from flows.compare import changes
from flows.compare.authority import own_word
from flows.compare.choose import Judged, covers
from flows.compare.corrections import outlet, taken_back
from flows.compare.own import Own, identifier
from flows.compare.periods import SAME_ACT_DAYS, apart, published
from flows.compare.rules import decide
from flows.compare.types import Context, Pair, Relation
from flows.compare.values import point
from flows.compare.words import words

#: Subtypes by which one side of a conflict gives way.
CLOSING = frozenset({"correction", "resolution", "revision"})
#: Events of these kinds are told apart by the beginning of their id.
CONFLICT, SETTLED = "conflict-", "settled-"
_NOT_SO = re.compile(r"\b(?:not|rather than|instead of|contrary to|never)\b", re.I)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two claims that cannot both be right, the event under which that was told, and whether anybody was told at all."""

    newer: str
    older: str
    dimension: tuple[str, ...]
    event: str

    def other(self, claim_id: str) -> str:
        """The claim on the other side."""
        return self.older if claim_id == self.newer else self.newer


class Conflicts:
    """The conflicts that are known, by claim, and which of them are settled. Filled from verdicts, stored ones and those of the batch."""

    def __init__(self, verdicts: Iterable[Verdict] = ()) -> None:
        self._of: dict[str, list[Conflict]] = {}
        self._settled: set[str] = set()
        self._loud: set[str] = set()
        for verdict in verdicts:
            self.note(verdict)

    def note(self, v: Verdict) -> None:
        """Take in a verdict: a contradiction opens a conflict, one under an event of settling closes it."""
        if v.event_id.startswith(SETTLED) and v.subtype in CLOSING:
            self._settled.add(v.event_id)
        elif v.verdict == "contradicts" and v.against is not None and v.event_id.startswith(CONFLICT):
            conflict = Conflict(v.claim_id, v.against.claim_id, v.dimension, v.event_id)
            for side in (conflict.newer, conflict.older):
                self._of.setdefault(side, []).append(conflict)
            if v.channel != "silent":
                self._loud.add(v.event_id)

    def of(self, claim_id: str) -> Sequence[Conflict]:
        """The conflicts in which the claim is one side, settled ones included."""
        return self._of.get(claim_id, ())

    def open(self, conflict: Conflict) -> bool:
        """Whether nobody has given way yet."""
        return closing(conflict) not in self._settled

    def told(self, conflict: Conflict) -> bool:
        """Whether anybody was told of it, at once or in a digest."""
        return conflict.event in self._loud


def closing(conflict: Conflict) -> str:
    """The event under which the end of a conflict is told."""
    return identifier(SETTLED[:-1], conflict.event)


def settlement(
    s: Statement,
    related: Sequence[Judged],
    own: Own,
    conflicts: Conflicts,
    known: Mapping[str, Statement],
    context: Context,
) -> tuple[Judged, Conflict] | None:
    """The end that the statement puts to an open conflict, if it does: the finding against the side that is given up.

    ``related``: the priors that are one matter with it, as judged; ``known``: every statement at hand by claim id.
    """
    for prior, relation, finding in related:
        if finding.verdict not in ("corroborates", "refines"):
            continue
        for conflict in conflicts.of(prior.claim.claim_id):
            wrong = known.get(conflict.other(prior.claim.claim_id))
            if wrong is None or not conflicts.open(conflict) or not _sides(s, prior, wrong, relation, conflict):
                continue
            by = _by_whom(s, prior, wrong, conflict, [x[0] for x in related], own, context)
            if by is not None:
                told = replace(relation, settled_by=by, correction=False, revision=False)
                ended = decide(Pair(wrong.claim, s.claim, told, context))
                channel = ended.channel if conflicts.told(conflict) else "silent"
                return (wrong, told, replace(ended, channel=channel, dimension=conflict.dimension)), conflict
    return None


def gives_way(
    s: Statement, prior: Statement, related: Sequence[Judged], conflicts: Conflicts
) -> tuple[Conflict, Statement] | None:
    """The open conflict that ends because the statement takes back its side of it, and the side that stands."""
    agreed = {p.claim.claim_id: p for p, _, f in related if f.verdict in ("corroborates", "refines")}
    for conflict in conflicts.of(prior.claim.claim_id):
        stands = agreed.get(conflict.other(prior.claim.claim_id))
        if stands is not None and conflicts.open(conflict):
            return conflict, stands
    return None


def _sides(s: Statement, right: Statement, wrong: Statement, relation: Relation, conflict: Conflict) -> bool:
    """Whether the statement has one version of what is in conflict, and has not the other."""
    same = relation.actor == "same"
    return covers(s.claim, right.claim, conflict.dimension, same_actor=same) and not covers(
        s.claim, wrong.claim, conflict.dimension, same_actor=same and "actor" not in conflict.dimension
    )


def _by_whom(
    s: Statement,
    right: Statement,
    wrong: Statement,
    conflict: Conflict,
    others: Sequence[Statement],
    own: Own,
    context: Context,
) -> tuple[str, str] | None:
    """("adopted", the outlet) or ("confirmed", the payer or his speaker); None where the report only sides with one version."""
    if context.world.outlet(s.claim.speaker) or _tells_both(own, wrong, conflict, context):
        return None
    mine = outlet(s.article)
    printed = [x for x in (wrong, *others) if _one_version(x.claim, wrong.claim, conflict, context) and _before(x, s)]
    alike = s.claim.kind == wrong.claim.kind  # a figure of something else does not take back a promise
    if alike and mine is not None and any(outlet(x.article) == mine for x in printed):
        return "adopted", s.article.publisher or mine
    if own_word(s.claim, s.article, context, published(s)) and _confirms(s, right, wrong, context):
        return "confirmed", s.claim.speaker or s.article.publisher or s.claim.actor or "the payer"
    return None


def _confirms(s: Statement, right: Statement, wrong: Statement, context: Context) -> bool:
    """Whether the payer's word is a new one: it rejects the other value, it says that it confirms, or it comes days after both."""
    quote = s.claim.quote.exact
    if changes.names(changes.told(s.claim).rival, wrong.claim):
        return _before(right, s) and _before(wrong, s)
    days = [apart(x, s) for x in (right, wrong)]
    if any(d is None or d < 0 for d in days):
        return False
    if all((d or 0) > SAME_ACT_DAYS for d in days):
        return True
    later = all((published(x) or published(s)) != published(s) for x in (right, wrong))
    firm = bool(context.world.confirming & set(words(quote)))
    return firm and (later or bool(_NOT_SO.search(quote))) and _before(right, s) and _before(wrong, s)


def _tells_both(own: Own, wrong: Statement, conflict: Conflict, context: Context) -> bool:
    """Whether the article lets the other version stand beside its own: it weighs both and settles nothing."""
    return any(
        _one_version(o.claim, wrong.claim, conflict, context) and not taken_back(o.claim) and not own.rejected(o)
        for o in own.statements
    )


def _one_version(a: Claim, b: Claim, conflict: Conflict, context: Context) -> bool:
    """Whether two claims of one matter are alike in what the conflict is about, and in the number."""
    alike = covers(a, b, conflict.dimension, same_actor=context.world.kin(a.actor, b.actor) == "same")
    return alike and point(a) == point(b)


def _before(a: Statement, b: Statement) -> bool:
    return a.article.document_id != b.article.document_id and (a.article.published or "") <= (b.article.published or "")
