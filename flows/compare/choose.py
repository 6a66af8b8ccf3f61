"""Of all that the rules say about one claim against many priors: what is worth telling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import inf
from typing import Any

from extractors.model import Claim, Statement
from flows.compare.facts import key
from flows.compare.first import recalled
from flows.compare.measure import shown
from flows.compare.news import acted
from flows.compare.periods import SAME_ACT_DAYS, days, published
from flows.compare.types import Finding, Relation
from flows.compare.values import close, digits, interval, point, same_numeral, shifted_point, transposed
from flows.compare.words import surname_match

LOUD = {"alert": 2, "digest": 1, "silent": 0}
#: "2.1 percent, not the 2.3 that it quotes", "20 million between them": what a report words against a prior is not settled by another that it agrees with
REJECTED = frozenset({"rejected_value", "each_or_together"})
#: digits in another order, or a share told as the whole: nobody raises 35 to 53 without a word
SLIPPED = frozenset({"digits_slipped", "misprint", "each_or_together"})
AGREEING = ("corroborates", "refines")
Judged = tuple[Statement, Relation, Finding]


def worth_telling(s: Statement, related: list[Judged], *, history: bool) -> list[Judged]:
    """One finding against the best prior; where versions differ, the agreement and one finding of each conflicting dimension.

    What is told as history (or was so told) can only agree: an old amount neither moves nor contradicts a new one.
    """
    agree = [x for x in related if x[2].verdict in AGREEING]
    others = [x for x in related if x[2].verdict not in AGREEING and _comparable(s, x, history=history)]
    first = _order(s)
    # what a page itself printed before is no rival's version: its change is told as such, however many look-alikes there are
    if own := [x for x in others if x[1].revision and x[2].subtype in ("revision", "correction")]:
        return [min(own, key=first)]
    best = min(agree, key=first) if agree else None
    told_there = {
        key(a[0]) for a in agree
    }  # an article that also tells our version lists several amounts; it does not contradict
    siding = agree + [x for x in others if x[2].verdict == "updates" and x[2].dimension == ("modality",)]
    fights = [
        x
        for x in others
        if x[2].verdict == "contradicts"
        and (x[2].rule in REJECTED or not any(_covers(a, x[2].dimension, s) for a in siding))
    ]
    fights = [
        x for x in fights if key(x[0]) not in told_there or "amount" not in x[2].dimension or x[2].rule in REJECTED
    ]
    if fights:
        chosen: dict[tuple[str, ...], Judged] = {}
        for x in sorted(fights, key=first):
            chosen.setdefault(x[2].dimension, x)
        result = sorted(chosen.values(), key=lambda x: -LOUD[x[2].channel])
        return [*result, *([best] if best else [])]
    tally = [
        x for x in others if x[2].verdict == "contradicts" and best and "conflict" in (_kind(x[0]), _kind(best[0]))
    ]
    if best and tally:
        return [_sided(best, min(tally, key=first)[0])]
    others = [x for x in others if x[2].verdict != "contradicts"]
    firmer = [x for x in others if x[2].subtype in ("stage", "correction", "revision")]
    if agree and not firmer:
        return [min(agree, key=first)]
    if firmer:
        return [min(firmer, key=first)]
    return [_latest_version(others, first)] if others else []


def _sided(agreed: Judged, other: Statement) -> Judged:
    """The agreement with one side of a conflict that is known: it moves the tally of that conflict, and is told to nobody."""
    prior, relation, finding = agreed
    open_event = next(e for e in (prior.event_id or "", other.event_id or "") if e.startswith("conflict"))
    told = f"{finding.reason} One version of a known conflict: {other.article.publisher or 'another report'} has {shown(other.claim)}."
    return replace(prior, event_id=open_event), relation, replace(finding, reason=told)


def _kind(s: Statement) -> str:
    return (s.event_id or "").split("-", 1)[0]


def _covers(agreed: Judged, dimension: tuple[str, ...], s: Statement) -> bool:
    """Whether an agreeing prior has the very slot on which another prior differs: then the two priors differ, not this report."""
    return covers(s.claim, agreed[0].claim, dimension, same_actor=agreed[1].actor == "same")


def covers(new: Claim, old: Claim, dimension: tuple[str, ...], *, same_actor: bool) -> bool:
    """Whether two claims are alike in all that these dimensions are about."""
    same = {
        "amount": point(new) is not None and point(new) == point(old) and new.unit == old.unit, "count": point(new) == point(old),
        "currency": new.unit == old.unit and point(new) == point(old), "actor": same_actor,
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
        return (
            not same,
            prior.claim.unit != s.claim.unit,
            -LOUD[finding.channel],
            -round(relation.score),
            prior.article.published or "",
            prior.claim.kind != "pledge",
            prior.claim.anchor.start,
        )

    return rank


def _latest_version(others: list[Judged], rank: Callable[[Judged], tuple[Any, ...]]) -> Judged:
    """Priors that agree with each other are one version; the version that began last is what was known, its most precise report stands."""
    versions: list[list[Judged]] = []
    for x in sorted(others, key=lambda x: (x[0].article.published or "", x[0].claim.anchor.start)):
        own = interval(x[0].claim)
        for version in versions:
            head = interval(version[0][0].claim)
            if (
                version[0][0].claim.unit == x[0].claim.unit
                and own is not None
                and head is not None
                and own.meets(head)
                and own.high < inf > head.high
            ):
                version.append(x)
                break
        else:
            versions.append([x])
    best = max(versions, key=lambda v: (max(round(x[1].score) for x in v), v[0][0].article.published or ""))
    return min(best, key=lambda x: (-digits(point(x[0].claim) or 0), rank(x)))


def _comparable(s: Statement, item: Judged, *, history: bool) -> bool:
    """Whether the two are more than an agreement with history: none is told as what had been, or both tell of one and the same day.

    A number that differs from what it recalls by a slip alone is told, however long ago the first one was."""
    prior, relation, finding = item
    if s.claim.role == "prior" or prior.claim.role in _FORMER:
        return False
    retold = relation.one_day and relation.same_utterance
    if retold or finding.rule in SLIPPED or _slip_of_one_report(s.claim, prior.claim, relation, finding):
        return True
    # what was raised from the very amount that is known, or paid of it since, is news to who knows only that amount
    paid = finding.rule == "payment" and same_numeral(prior.claim, s.claim)
    decided = finding.subtype == "stage" and acted(s.claim)
    since = paid or decided or (relation.named and (relation.moved or relation.part))
    history = history and not (since and finding.verdict == "updates" and _after(s, prior, began=not relation.moved))
    # what was told as history with this very number, and is now decided or paid, is no first report
    carried = (
        finding.subtype in ("stage", "progress")
        and same_numeral(prior.claim, s.claim)
        and prior.claim.modality != "demanded"
    )
    return not (history or (recalled(prior.claim, published(prior)) and not carried))


def _slip_of_one_report(new: Claim, old: Claim, relation: Relation, finding: Finding) -> bool:
    """Whether two reports of the same days differ by a currency or a digit: that is no history, whatever tense or date was read."""
    if (
        finding.verdict != "contradicts"
        or abs(relation.days or 0) > SAME_ACT_DAYS
        or not {"currency", "amount"} & {*finding.dimension}
    ):
        return False
    x, y = point(new) or 0.0, point(old) or 0.0
    return same_numeral(new, old) or bool(x and y and (shifted_point(x, y) or transposed(x, y)))


def _after(s: Statement, prior: Statement, *, began: bool) -> bool:
    """Whether the claim tells of a time after the prior was printed, as far as it tells any: that ended, or even ``began`` after it."""
    told, on = days(s.claim.time.end or s.claim.time.start), published(prior)
    return told is None or on is None or (told.start if began else told.end) >= on


_FORMER = frozenset({"prior", "own_sum", "list_sum"})
