"""Blocking keys: what two statements must share before they are compared at all, so that nothing is compared with everything.

Keys are symmetric: a statement is stored under its keys and looks its priors up by the same ones. Each key is narrow (a payer and a
subject, a payer and a number, a number and a day), so that what a key holds grows with the news about one matter, not with the
ledger; the one that is not (payer and recipient) is cut to the latest by whoever looks up (`LATEST`).
"""

from __future__ import annotations

from extractors.model import Claim, Statement
from flows.compare import changes, topic
from flows.compare.periods import said as when_said
from flows.compare.relations import World, world
from flows.compare.values import point
from flows.compare.words import last_word
from storage.rows import Said

#: At most so many of the latest priors a key: enough for any matter, and a bound for payers who are always in the news.
LATEST = 64
#: Two statements within two days share one of their two day buckets.
_BUCKET = 4
_SUBJECTS = 4
_NAMES = 4
_NAMED = 2


def blocking_keys(statement: Statement, known: World | None = None) -> frozenset[str]:
    """The keys of a statement. At most about three dozen; lower-case text without blanks around the separators."""
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
    names = _names(statement, table)
    keys |= {f"tw|{word}|{b}" for word in names for b in buckets}
    for former in _beside(claim):
        keys |= {f"pn|{p}|{former}" for p in payers}
        keys |= {f"tn|{former}|{name}" for name in (*names, *_states(statement, table))}
        if claim.recipient:
            keys.add(f"rn|{_recipient(claim, table)}|{former}")
    keys |= {f"pa|{p}" for p in payers if p != "?" and p not in table.generic}
    if number:
        keys |= {f"tn|{number}|{name}" for name in (*names, *_states(statement, table))}
        keys |= {f"sn|{_slip_digits(number)}|{name}" for name in names if len(_slip_digits(number)) > 1}
        keys |= {f"sl|{_slip_digits(number)}|{b}" for b in buckets}
    if claim.speaker and table.person(claim.speaker):
        name = last_word(claim.speaker)
        keys |= {f"sd|{name}|{b}" for b in buckets}
    if claim.ordinal:
        keys |= {f"po|{p}|{claim.ordinal}" for p in payers}
    if statement.article.url:
        keys.add(f"u|{statement.article.url}")
    return frozenset(keys)


def said(claim: Claim) -> Said | None:
    """What a claim says at a glance: priors that share it are told apart by nothing but where they stand. None without a number."""
    if claim.low is None:
        return None
    return claim.actor, claim.speaker, claim.low, claim.unit, claim.per, claim.modality, claim.role


def _number(claim: Claim) -> str | None:
    value = point(claim)
    return None if value is None else f"{value:.6g}"


def _beside(claim: Claim) -> list[str]:
    """The amounts that the sentence names as what it was, is a part of, or is not; without a scale of their own, in the claim's."""
    said, value = changes.told(claim), point(claim)
    if said == changes.NOTHING or value is None:
        return []
    named = sorted(said.former | said.whole | said.rival, key=lambda v: abs(v / value - 1) if value else v)
    return [f"{v:.6g}" for v in named[:_NAMED]]


def _slip_digits(number: str) -> str:
    """The digits but for zeros in order of size: the same for 1.4 and 41 billion, 204 and 240, so that a slip is looked up as well."""
    return "".join(sorted(number.split("e")[0].replace(".", "").replace("0", "")))


def _names(statement: Statement, table: World) -> list[str]:
    """Up to `_NAMES` names of places, people and things in sentence and headline, the longest first; states are no narrow key."""
    text = f"{statement.article.title or ''}. {statement.claim.quote.exact}"
    known = topic.names(text)
    found = {
        w[: topic.PREFIX] for w in known if w not in table.names and w not in table.dull and topic.telling(w, table)
    }
    return sorted(found, key=lambda w: (-len(w), w))[:_NAMES]


def _states(statement: Statement, table: World) -> list[str]:
    """States that sentence and headline tell of; only beside a number are they narrow enough."""
    claim = statement.claim
    text = (statement.article.title, claim.quote.exact, claim.recipient, claim.actor)
    told = topic.telling(" ".join(x for x in text if x), table)
    return sorted(told & table.states)[:_NAMES]


def _recipient(claim: Claim, table: World) -> str:
    return ",".join(sorted(table.payers(claim.recipient))) or "-"


def _buckets(statement: Statement) -> tuple[int, ...]:
    when = when_said(statement)
    if when is None:
        return (0,)
    told = topic.days_told(statement)
    days = {when.end.toordinal(), *(d.toordinal() for d in told if len(told) == 1 and 0 < (when.end - d).days <= 7)}
    return tuple(sorted({b for d in days for b in (d // _BUCKET * 2, (d + _BUCKET // 2) // _BUCKET * 2 + 1)}))
