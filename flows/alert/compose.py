"""Verdicts become alerts: pure. One alert per article bundles what is new in it; one finding is told at most once.

A finding is all verdicts of one event in one article. Findings of one article that go to the same people at the same volume share an
alert (docs/decisions/0060); the most important one gives it its title and its event.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from extractors.model import Alert, Severity, Statement, Verdict
from flows.alert import card as cards
from flows.alert.finding import LOUDNESS, RANK, Book, cause, findings_of
from flows.alert.kinds import CONFLICTS, FAMILY_ORDER, loudest
from flows.alert.render import text
from flows.alert.routing import LOG, TERMINAL, Routed, Router, kind_of
from flows.alert.safe import shorten
from flows.alert.schedule import next_digest
from flows.settings import Channel, Mute, Source, Watch
from storage.rows import Owed, Told

__all__ = ["FOLLOW_UPS", "LOG", "TERMINAL", "Composed", "compose", "kind_of", "short_id"]

#: Slack takes no longer header
TITLE_LIMIT = 150
#: silent verdicts that still stand as evidence on the card of their event: the further numbers of one conflict
_EVIDENCE = ("contradicts", "inconsistent", "updates")
#: updates that go to whoever was told what they put right
FOLLOW_UPS = ("correction", "resolution", "revision")
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


class Composed(NamedTuple):
    """The alerts of a pass and what is owed to whom."""

    alerts: tuple[Alert, ...]
    owed: tuple[Owed, ...]
    #: (event, kind) of what is told by now: what came in as ``told``, and these alerts
    told: frozenset[tuple[str, str]] = frozenset()


def compose(
    verdicts: Iterable[Verdict],
    statements: Iterable[Statement],
    watches: Sequence[Watch] | None,
    *,
    now: datetime,
    channels: Sequence[Channel] = (),
    endpoints: Mapping[str, Sequence[str]] | None = None,
    told: Collection[tuple[str, str]] = (),
    mutes: Sequence[Mute] = (),
    sources: Mapping[str, Source] | None = None,
    earlier: Mapping[str, Sequence[Told]] | None = None,
) -> Composed:
    """Alerts for what was judged, and a row owed for each destination.

    ``statements`` holds the new claims and the priors that the verdicts name. ``watches=None`` watches everything and owes nobody
    (replay). ``endpoints`` splits a channel into several destinations. ``told`` holds (event_id, kind) of what was alerted before: it is
    not told again; a contradiction is never held back by an earlier ``new``. ``sources`` (document id -> source) is for tags and mutes.
    ``earlier`` (claim id -> where it was told) sends a correction after the alert that it corrects, to whoever got that one.
    """
    book = Book.of(statements)
    by_channel = {c.name: c for c in channels}
    router = Router(watches, by_channel, endpoints or {}, mutes, sources or {}, now.date())
    alerts: list[Alert] = []
    owed: list[Owed] = []
    known = set(told)
    for document_id, findings in _by_document(verdicts, book, known, router).items():
        routed: list[Routed] = []
        for finding in findings:
            answered: set[str] = set()
            for alert, rows in _follow_ups(document_id, finding, book, earlier or {}, now):
                alerts.append(alert)
                owed += rows
                answered |= {row.destination for row in rows}
            routed += [left for r in _routes(finding, book, router) if (left := _spared(r, answered))]
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


def _follow_ups(
    document_id: str, verdicts: tuple[Verdict, ...], book: Book, earlier: Mapping[str, Sequence[Told]], now: datetime
) -> Iterable[tuple[Alert, list[Owed]]]:
    """What puts an alert right, owed at once to the destinations of that alert, to each once: in the thread of the last alert that told it."""
    repairs = tuple(v for v in verdicts if v.subtype in FOLLOW_UPS and v.against is not None)
    wrong = {v.against.claim_id for v in repairs if v.against}
    tellings = dict.fromkeys(t for claim in sorted(wrong) for t in earlier.get(claim, ()))
    last = {name: told.alert_id for told in tellings for name in told.destinations}
    for first in dict.fromkeys(told.alert_id for told in tellings):
        names = [name for name, alert_id in last.items() if alert_id == first]
        if not names:
            continue
        ways = tuple((name, False) for name in (*names, LOG))
        alert = _alert(document_id, [Routed(repairs, "alert", ways, ())], book, now, first)
        rows = [Owed(f"{alert.alert_id}:{name}", alert.alert_id, name, next_attempt=now) for name, _ in ways]
        yield alert, rows


def _spared(routed: Routed, answered: Collection[str]) -> Routed | None:
    """Without the destinations that are told the repairs in the thread of what they repair (None: nobody is left).

    What else is found goes to them all the same.
    """
    others = any(v.subtype not in FOLLOW_UPS and v.channel != "silent" for v in routed.verdicts)
    if others or not answered:
        return routed
    left = tuple(d for d in routed.destinations if d[0] not in answered)
    return replace(routed, destinations=left) if left else None


def _by_document(
    verdicts: Iterable[Verdict], book: Book, told: set[tuple[str, str]], router: Router
) -> dict[str, list[tuple[Verdict, ...]]]:
    """The findings of each document in the order of play; what was told before under the same event and kind is left out.

    What ``told`` or a mute holds back is not lost: its verdicts stay in the ledger, where ``why-not`` finds them.
    """
    events: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.claim_id not in book.by_claim or router.muted(verdict):
            continue
        if verdict.channel != "silent" or verdict.verdict in _EVIDENCE:
            events.setdefault((verdict.document_id, verdict.event_id), []).append(verdict)
    out: dict[str, list[tuple[Verdict, ...]]] = {}
    for (document_id, event_id), group in events.items():
        fresh = tuple(v for v in group if (event_id, kind_of(v.verdict)) not in told)
        if all(v.channel == "silent" for v in fresh):
            continue
        told |= {(event_id, kind_of(v.verdict)) for v in group if v.channel == "alert"}
        out.setdefault(document_id, []).append(tuple(sorted(fresh, key=lambda v: LOUDNESS[v.channel])))
    return out


def _routes(event: tuple[Verdict, ...], book: Book, router: Router) -> list[Routed]:
    """The ways of one event. Each of its findings is asked for by itself; what goes to the same people goes together, as loud as the
    loudest: a digest item rides along with the alert of its event."""
    causes: dict[tuple[str, ...], list[Verdict]] = {}
    for verdict in event:
        causes.setdefault(cause(verdict), []).append(verdict)
    together: dict[frozenset[str], list[Routed]] = {}
    for verdicts in causes.values():
        if routed := router.route(tuple(verdicts), book):
            together.setdefault(frozenset(name for name, _ in routed.destinations), []).append(routed)
    return [_merged(ways) for ways in together.values()]


def _merged(ways: Sequence[Routed]) -> Routed:
    if len(ways) == 1:
        return ways[0]
    waits: dict[str, bool] = {}
    for name, later in (d for way in ways for d in way.destinations):
        waits[name] = waits.get(name, True) and later
    return Routed(
        tuple(v for way in ways for v in way.verdicts),
        "alert" if any(way.channel == "alert" for way in ways) else "digest",
        tuple(sorted(waits.items())),
        tuple(dict.fromkeys(w for way in ways for w in way.watches)),
        tuple(dict.fromkeys(n for way in ways for n in way.notes)) if all(w.channel == "digest" for w in ways) else (),
    )


def _bundles(routed: Sequence[Routed]) -> list[list[Routed]]:
    """Findings of one article that go the same way, the most important first."""
    groups: dict[tuple[object, ...], list[Routed]] = {}
    for finding in routed:
        groups.setdefault((finding.channel, finding.destinations), []).append(finding)
    return [sorted(group, key=_importance) for group in groups.values()]


def _importance(routed: Routed) -> tuple[int, int, int]:
    lead = loudest(routed.verdicts)
    severity = min(RANK[v.severity] for v in routed.verdicts if v.channel == lead.channel)
    return severity, FAMILY_ORDER.index(lead.verdict), lead.anchor.start


def _alert(document_id: str, group: Sequence[Routed], book: Book, now: datetime, follows: str | None = None) -> Alert:
    verdict_ids = tuple(v.verdict_id for r in group for v in r.verdicts)
    severity: Severity | None = min((v.severity for r in group for v in r.verdicts), key=lambda s: RANK[s])
    findings = tuple(f for r in group for f in findings_of(r.verdicts, book))
    first = findings[0]
    suffix = _more(findings)
    title = shorten(f"{first.word}: {first.line}", TITLE_LIMIT - len(suffix)) + suffix
    card = cards.Card(
        alert_id=short_id(document_id, group[0].channel, follows or "", *sorted(verdict_ids)),
        title=title,
        channel=group[0].channel,
        severity=severity,
        created_at=now.isoformat(timespec="seconds"),
        findings=findings,
        watches=tuple(dict.fromkeys(w for r in group for w in r.watches)),
        follows=follows,
        notes=tuple(dict.fromkeys(n for r in group for n in r.notes)),
    )
    return Alert(
        alert_id=card.alert_id,
        event_id=findings[0].event_id,
        document_id=document_id,
        created_at=card.created_at,
        channel=group[0].channel,
        severity=severity,
        title=title,
        body=text.body(card),
        verdict_ids=verdict_ids,
        card=cards.dumps(card),
    )


def _more(findings: Sequence[cards.Finding]) -> str:
    """What the title says of the findings below the first: how many, and the conflict among them that it would otherwise hide."""
    if len(findings) == 1:
        return ""
    hidden = [] if findings[0].family in CONFLICTS else [f.word for f in findings[1:] if f.family in CONFLICTS]
    return f" (+{len(findings) - 1} more{f'; also {hidden[0]}' if hidden else ''})"


def short_id(*parts: str) -> str:
    """Ten characters that name an alert for good, from its content: easy to say and to type, no look-alike letters (50 bits)."""
    value = int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:8], "big") >> 14
    return "".join(_ALPHABET[(value >> shift) & 31] for shift in range(45, -1, -5))
