"""Blocking keys: what two statements must share before they are compared at all, so that nothing is compared with everything.

Keys are symmetric: a statement is stored under its keys and looks its priors up by the same ones. Each key is narrow (a payer and a
subject, a payer and a number, a number and a day), so that what a key holds grows with the news about one matter, not with the
ledger; the one that is not (payer and recipient) is cut to the latest by whoever looks up (`LATEST`).
"""

from __future__ import annotations

from extractors.model import Claim, Statement
from flows.compare.periods import said
from flows.compare.relations import World, world
from flows.compare.values import point
from flows.compare.words import words

#: At most so many of the latest priors a key: enough for any matter, and a bound for payers who are always in the news.
LATEST = 64
#: Two statements within two days share one of their two day buckets.
_BUCKET = 4
_SUBJECTS = 4


def blocking_keys(statement: Statement, known: World | None = None) -> frozenset[str]:
    """The keys of a statement. At most about two dozen; lower-case text without blanks around the separators."""
    table = known or world()
    claim = statement.claim
    payers = sorted(table.payers(claim.actor))[:4] or ["?"]
    number = _number(claim)
    buckets = _buckets(statement)
    subjects = sorted(table.subject(claim), key=lambda w: (-len(w), w))[:_SUBJECTS]
    keys = {f"pd|{p}|{b}" for p in payers for b in buckets}
    keys |= {f"ps|{p}|{s}" for p in payers for s in subjects}
    keys |= {f"pr|{p}|{_recipient(claim, table)}" for p in payers}
    if number:
        keys |= {f"pn|{p}|{number}" for p in payers} | {f"nd|{number}|{b}" for b in buckets}
        if claim.recipient:
            keys.add(f"rn|{_recipient(claim, table)}|{number}")
    if claim.speaker and table.person(claim.speaker):
        name = words(claim.speaker)[-1]
        keys |= {f"sd|{name}|{b}" for b in buckets}
    if claim.ordinal:
        keys |= {f"po|{p}|{claim.ordinal}" for p in payers}
    if statement.article.url:
        keys.add(f"u|{statement.article.url}")
    return frozenset(keys)


def _number(claim: Claim) -> str | None:
    value = point(claim)
    return None if value is None else f"{value:.6g}"


def _recipient(claim: Claim, table: World) -> str:
    return ",".join(sorted(table.payers(claim.recipient))) or "-"


def _buckets(statement: Statement) -> tuple[int, ...]:
    when = said(statement)
    if when is None:
        return (0,)
    day = when.end.toordinal()
    return (day // _BUCKET * 2, (day + _BUCKET // 2) // _BUCKET * 2 + 1)
