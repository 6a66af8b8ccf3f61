"""Verdicts become alerts: pure. One alert per article bundles what is new in it; one finding is told at most once.

A finding is all verdicts of one event in one article. Findings of one article that go to the same people at the same volume share an
alert (docs/decisions/0060); the most important one gives it its title and its event.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from extractors.model import Alert, Family, Severity, Statement, Verdict
from flows.alert import card as cards
from flows.alert.finding import Book, finding_of
from flows.alert.render import text
from flows.alert.safe import shorten
from flows.alert.schedule import next_digest
from flows.alert.watch import Loud, loudness
from flows.alert.words import FAMILY_ORDER, loudest
from flows.settings import Channel, Watch
from storage.rows import Owed

#: where a watch without channels is told: the terminal, and the file data/alerts.jsonl that holds every alert
TERMINAL, LOG = "terminal", "log"
#: Slack takes no longer header
TITLE_LIMIT = 150
_KIND = {"new": "new", "contradicts": "contradiction", "inconsistent": "contradiction"}
#: silent verdicts that still stand as evidence on the card of their event: the further numbers of one conflict
_EVIDENCE = ("contradicts", "inconsistent", "updates")
_LOUDNESS = {"alert": 0, "digest": 1, "silent": 2}
_RANK: dict[Severity | None, int] = {"high": 0, "medium": 1, "low": 2, None: 3}
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


class Composed(NamedTuple):
    """The alerts of a pass and what is owed to whom."""

    alerts: tuple[Alert, ...]
    owed: tuple[Owed, ...]
    #: (event, kind) of what is told by now: what came in as ``told``, and these alerts
    told: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class _Routed:
    """A finding with its way: alert or digest, to which destinations (name, waits for the digest), asked for by which watches."""

    verdicts: tuple[Verdict, ...]
    channel: Literal["alert", "digest"]
    destinations: tuple[tuple[str, bool], ...]
    watches: tuple[str, ...]


def kind_of(family: Family) -> str:
    """The kind of finding: ``new``, ``contradiction`` or ``update``. One alert per event and kind."""
    return _KIND.get(family, "update")


def compose(
    verdicts: Iterable[Verdict],
    statements: Iterable[Statement],
    watches: Sequence[Watch] | None,
    *,
    now: datetime,
    channels: Sequence[Channel] = (),
    endpoints: Mapping[str, Sequence[str]] | None = None,
    told: Collection[tuple[str, str]] = (),
) -> Composed:
    """Alerts for what was judged, and a row owed for each destination.

    ``statements`` holds the new claims and the priors that the verdicts name. ``watches=None`` watches everything and owes nobody
    (replay). ``endpoints`` splits a channel with several recipients into one destination each, so that one can fail alone. ``told`` holds
    (event_id, kind) of what was alerted in the last 24 hours; a contradiction is never held back by it.
    """
    book = Book.of(statements)
    by_channel = {c.name: c for c in channels}
    alerts: list[Alert] = []
    owed: list[Owed] = []
    known = set(told)
    for document_id, findings in _by_document(verdicts, book, known).items():
        routed = [r for f in findings if (r := _route(f, book, watches, by_channel, endpoints or {}))]
        for group in _bundles(routed):
            alert = _alert(document_id, group, book, now)
            alerts.append(alert)
            owed += [
                Owed(
                    key=f"{alert.alert_id}:{name}",
                    alert_id=alert.alert_id,
                    destination=name,
                    digest=waits,
                    next_attempt=next_digest(by_channel.get(name.partition("/")[0]), now) if waits else now,
                )
                for name, waits in group[0].destinations
            ]
    return Composed(tuple(alerts), tuple(owed), frozenset(known))


def _by_document(
    verdicts: Iterable[Verdict], book: Book, told: set[tuple[str, str]]
) -> dict[str, list[tuple[Verdict, ...]]]:
    """The findings of each document in the order of play; what was told before under the same event and kind is left out.

    What ``told`` holds back is not lost: its verdicts stay in the ledger, where ``why-not`` finds them.
    """
    events: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.claim_id in book.by_claim and (verdict.channel != "silent" or verdict.verdict in _EVIDENCE):
            events.setdefault((verdict.document_id, verdict.event_id), []).append(verdict)
    out: dict[str, list[tuple[Verdict, ...]]] = {}
    for (document_id, event_id), group in events.items():
        fresh = tuple(v for v in group if (event_id, kind_of(v.verdict)) not in told)
        if all(v.channel == "silent" for v in fresh):
            continue
        told |= {(event_id, kind_of(v.verdict)) for v in group if v.channel == "alert"}
        out.setdefault(document_id, []).append(tuple(sorted(fresh, key=lambda v: _LOUDNESS[v.channel])))
    return out


def _route(
    verdicts: tuple[Verdict, ...],
    book: Book,
    watches: Sequence[Watch] | None,
    channels: Mapping[str, Channel],
    endpoints: Mapping[str, Sequence[str]],
) -> _Routed | None:
    """Who wants the finding, and how loudly; None if nobody does. A channel whose digest is off gets alerts only."""
    own = loudest(verdicts).channel
    if own == "silent":  # compose drops silent events before; for the type checker
        return None
    if watches is None:
        return _Routed(verdicts, own, (), ())
    about = book.sides(verdicts)
    wanted: dict[str, bool] = {}
    names = []
    best: Loud = "silent"
    for watch in watches:
        loud = loudness(watch, own, about)
        if loud == "silent":
            continue
        names.append(watch.name)
        best = "alert" if "alert" in (best, loud) else "digest"
        for channel in watch.channels or (TERMINAL,):
            if loud == "digest" and channel in channels and channels[channel].digest == "off":
                continue
            for destination in endpoints.get(channel) or (channel,):
                wanted[destination] = wanted.get(destination, True) and loud == "digest" and channel != TERMINAL
    if best == "silent":
        return None
    wanted[LOG] = False
    return _Routed(verdicts, best, tuple(sorted(wanted.items())), tuple(names))


def _bundles(routed: Sequence[_Routed]) -> list[list[_Routed]]:
    """Findings of one article that go the same way, the most important first."""
    groups: dict[tuple[object, ...], list[_Routed]] = {}
    for finding in routed:
        groups.setdefault((finding.channel, finding.destinations), []).append(finding)
    return [sorted(group, key=_importance) for group in groups.values()]


def _importance(routed: _Routed) -> tuple[int, int, int]:
    lead = loudest(routed.verdicts)
    severity = min(_RANK[v.severity] for v in routed.verdicts if v.channel == lead.channel)
    return severity, FAMILY_ORDER.index(lead.verdict), lead.anchor.start


def _alert(document_id: str, group: Sequence[_Routed], book: Book, now: datetime) -> Alert:
    verdict_ids = tuple(v.verdict_id for r in group for v in r.verdicts)
    lead = loudest(group[0].verdicts)
    severity: Severity | None = min((v.severity for r in group for v in r.verdicts), key=lambda s: _RANK[s])
    findings = tuple(finding_of(r.verdicts, book) for r in group)
    more = len(findings) - 1
    first = findings[0]
    suffix = f" (+{more} more)" if more else ""
    title = shorten(f"{first.word}: {first.line}", TITLE_LIMIT - len(suffix)) + suffix
    card = cards.Card(
        alert_id=short_id(document_id, group[0].channel, *sorted(verdict_ids)),
        title=title,
        channel=group[0].channel,
        severity=severity,
        created_at=now.isoformat(timespec="seconds"),
        findings=findings,
        watches=tuple(dict.fromkeys(w for r in group for w in r.watches)),
    )
    return Alert(
        alert_id=card.alert_id,
        event_id=lead.event_id,
        document_id=document_id,
        created_at=card.created_at,
        channel=group[0].channel,
        severity=severity,
        title=title,
        body=text.body(card),
        verdict_ids=verdict_ids,
        card=cards.dumps(card),
    )


def short_id(*parts: str) -> str:
    """Ten characters that name an alert for good, from its content: easy to say and to type, no look-alike letters (50 bits)."""
    value = int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:8], "big") >> 14
    return "".join(_ALPHABET[(value >> shift) & 31] for shift in range(45, -1, -5))
