"""Headline, lede, body and caption of one statement become one claim with its best slots and all its mentions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from extractors.drafts import Draft
from extractors.headlined import one_amount, one_thing
from extractors.model import Span

_WEAK_ROLES = ("headline", "caption", "bullets")
#: what a headline rounds stands so many sentences below it
_OPENING = 5


def merged(drafts: list[Draft]) -> list[Draft]:
    """One draft for each statement, in the order of the text; what others add is kept as mentions and in empty slots."""
    groups: dict[object, list[list[Draft]]] = defaultdict(list)
    order: list[list[Draft]] = []
    for draft in sorted(drafts, key=lambda d: (d.start, d.end)):
        for group in groups[_value(draft)][-12:]:
            if all(_same(draft, other) for other in group[-12:]):
                group.append(draft)
                break
        else:
            group = [draft]
            groups[_value(draft)].append(group)
            order.append(group)
    return [_one(group) for group in _headlined(order)]


def _headlined(groups: list[list[Draft]]) -> list[list[Draft]]:
    """The groups, those of a headline alone joined to the statement of the text that they tell less exactly."""
    heads = [g for g in groups if all(d.sentence.role == "headline" for d in g)]
    if not heads:
        return groups
    told = [g for g in groups if any(d.sentence.role == "body" for d in g)]
    joined: list[list[Draft]] = []
    for head in heads:
        group = next((g for g in told if all(_less_exact(h, d) for h in head for d in g[-12:])), None)
        if group is not None:
            if any(d.actor for d in group):
                for draft in head:
                    draft.borrowed_actor = True  # "Pill giant": the text knows better who gives
            group[:0] = head
            joined.append(head)
    return [g for g in groups if not any(g is head for head in joined)]


def _less_exact(head: Draft, body: Draft) -> bool:
    if head.kind != body.kind or not _same(head, body, loosely=True) or not one_amount(head, body):
        return False
    if _number(head) == _number(body):
        return True
    told, own = (frozenset((d.purpose or "").lower().split()) for d in (head, body))
    opening = body.sentence.index - head.sentence.index <= _OPENING
    return opening and (not told or not own or not told.isdisjoint(own))


def _number(draft: Draft) -> float | None:
    q = draft.quantity
    return None if q is None else q.low if q.low is not None else q.high


def _value(draft: Draft) -> object:
    q = draft.quantity
    if q is None or (q.low is None and q.high is None):
        return (
            draft.kind,
            "none",
            draft.modality if q is None else (q.unit, q.magnitude),
            draft.start if q is None else 0,
        )
    number = q.low if q.low is not None else q.high
    return (draft.kind, number, q.high if q.low is not None and q.high is not None else number, q.unit)


def _same(a: Draft, b: Draft, *, loosely: bool = False) -> bool:
    """Whether two drafts with one number may be one statement: no slot that both fill speaks against it."""
    qa, qb = a.quantity, b.quantity
    if qa and qb and qa.per != qb.per and qa.per is not None and qb.per is not None:
        return False
    if qa and qb and qa.unit == "count" and not one_thing(a, b, loosely=loosely):
        return False
    if {a.modality, b.modality} & {"denied", "refused", "withdrawn", "hypothetical"} and a.modality != b.modality:
        return False
    if (
        a.actor
        and b.actor
        and a.actor != b.actor
        and not (a.borrowed_actor or b.borrowed_actor)
        and not _contained(a.actor, b.actor)
    ):
        return False
    if a.recipient and b.recipient and a.recipient != b.recipient:
        return False
    for x, y in ((a.time.start, b.time.start), (a.time.end, b.time.end), (a.time.deadline, b.time.deadline)):
        if x and y and not (x.startswith(y) or y.startswith(x)):
            return False
    return True


def _contained(a: str, b: str) -> bool:
    x, y = set(a.lower().split()), set(b.lower().split())
    return x <= y or y <= x


def _one(group: list[Draft]) -> Draft:
    if len(group) == 1:
        return group[0]
    best = max(group, key=_worth)
    for other in group:
        if other is best:
            continue
        best.mentions.append(Span(other.start, other.end, other.sentence.reading.text[other.start : other.end]))
        best.mentions.extend(other.mentions)
        _fill(best, other)
    best.trace.append(f"merge: {len(group)} mentions")
    return best


def _worth(draft: Draft) -> tuple[bool, bool, bool, int, int]:
    """The better of two mentions is printed in the body, a pledge by its verb, with its unit, and fuller."""
    q = draft.quantity
    printed = q is None or not q.rule.startswith("elided")
    return draft.sentence.role not in _WEAK_ROLES, not _only_by_topic(draft), printed, draft.filled(), -draft.start


def _only_by_topic(draft: Draft) -> bool:
    """Whether an amount is a pledge only because its article is about gifts."""
    return any(t.startswith("kind: an article about gifts") for t in draft.trace)


def _fill(best: Draft, other: Draft) -> None:
    for slot in ("speaker", "recipient", "purpose", "stage", "condition", "ordinal"):
        if getattr(best, slot) is None and getattr(other, slot) is not None:
            setattr(best, slot, getattr(other, slot))
            if slot == "speaker":
                best.speaker_as_written = other.speaker_as_written
    if (best.actor is None or best.borrowed_actor) and other.actor is not None and not other.borrowed_actor:
        best.actor, best.actor_as_written, best.borrowed_actor = other.actor, other.actor_as_written, False
    t, o = best.time, other.time
    best.time = replace(
        t, text=t.text or o.text, start=t.start or o.start, end=t.end or o.end, deadline=t.deadline or o.deadline
    )
    q, p = best.quantity, other.quantity
    if q is not None and p is not None:
        if q.per is None and p.per is not None:
            best.quantity = q = replace(q, per=p.per)
        if not q.equivalents and p.equivalents:
            best.quantity = replace(q, equivalents=p.equivalents)
