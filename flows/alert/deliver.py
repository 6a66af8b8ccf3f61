"""What is owed is sent: each destination by itself, every message marked as soon as it was taken.

At least once: a message goes out a second time only if the process died between the destination's acceptance and our mark, and then
with the same key (Message-ID, id in the text). A dead destination costs the others nothing; what it is owed waits with back-off.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from extractors.model import Alert
from flows.alert import card as cards
from flows.alert import feed, journal
from flows.alert.card import Card
from flows.alert.channels import Destination, open_channel
from flows.alert.compose import LOG, TERMINAL
from flows.alert.finding import RANK
from flows.alert.marks import Marker
from flows.alert.outcome import BadChannel, Message, Outcome, read_receipt, receipt
from flows.alert.schedule import ATTEMPTS, backoff, quiet_until
from flows.alert.words import date_text
from flows.settings import Channel, Settings
from storage.clock import SLACK
from storage.ledger import Ledger
from storage.rows import Owed

#: a destination that asks for a pause of at most so many seconds is waited for, so many times in a pass
PATIENCE, PAUSES = 30.0, 20
#: in the receipt of what went out in a digest: the key of that message, which a follow-up answers
IN_MESSAGE = "message"
#: cards in one digest message
DIGEST_SIZE = 40
#: destinations served at a time
WORKERS = 8
#: what failed at first and goes out so much after it was found says so: no night's quiet hours are longer
LATE = timedelta(hours=12)

Clock = Callable[[], datetime]
Sleep = Callable[[float], None]
Show = Callable[[Sequence[Card]], None]


@dataclass
class Delivered:
    """What came of one destination in one pass."""

    destination: str
    masked: str = ""
    sent: int = 0
    waiting: int = 0
    parked: int = 0
    error: str | None = None
    #: why something waits that is no fault: quiet hours, the rate
    note: str | None = None
    #: alert ids that went out, in order
    alerts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What was delivered in a pass, by destination."""

    destinations: tuple[Delivered, ...]

    @property
    def sent(self) -> int:
        """Messages taken, over all destinations."""
        return sum(d.sent for d in self.destinations)

    @property
    def problems(self) -> tuple[str, ...]:
        """One sentence for each destination that did not take everything."""
        return tuple(f"{d.destination}: {d.error}" for d in self.destinations if d.error)


@dataclass(frozen=True, slots=True)
class _Parcel:
    """The rows that one message settles."""

    rows: tuple[Owed, ...]
    message: Message


def deliver(
    ledger_path: Path,
    channels: Sequence[Channel],
    settings: Settings,
    now: datetime | None = None,
    *,
    clock: Clock | None = None,
    sleep: Sleep = time.sleep,
    show: Show | None = None,
    opener: Callable[[Channel], Destination] = open_channel,
) -> DeliveryReport:
    """Send what is due. The ledger is open only while the due rows are read and while each result is marked.

    ``show`` prints the cards of the terminal (default: rich on stdout). ``clock`` and ``sleep`` are time, for tests; without a clock time
    goes on from ``now``, so that what is marked, counted by the hour and tried again keeps to the caller's time. Never raises for a
    destination's fault; raises LedgerBusy where the ledger stays locked.
    """
    started = now or (clock or _utc)()
    clock = clock or _from(started)
    with Ledger.open(ledger_path) as ledger:
        rows = ledger.owed(started)
        alerts = ledger.alerts_by_id({r.alert_id for r in rows}) if rows else {}
        follows = _earlier(ledger, alerts.values())
        lately = ledger.messages_between(started - timedelta(hours=1), started + SLACK) if rows else {}
    if not rows:
        return DeliveryReport(())
    by_name = {c.name: c for c in channels}
    groups: dict[str, list[Owed]] = {}
    for row in rows:
        groups.setdefault(row.destination, []).append(row)
    with Marker(lambda: Ledger.open(ledger_path, wait_seconds=60)) as marker:
        drain = _Drain(
            marker, by_name, alerts, follows, lately, settings, clock, sleep, show or _print, opener, started
        )
        with ThreadPoolExecutor(min(WORKERS, len(groups)), "pledgewatch-deliver") as pool:
            done = list(pool.map(lambda item: drain.destination(*item), groups.items()))
    return DeliveryReport(tuple(done))


def _utc() -> datetime:
    return datetime.now(UTC)


def _from(moment: datetime) -> Clock:
    """A clock that shows ``moment`` now."""
    began = time.monotonic()
    return lambda: moment + timedelta(seconds=time.monotonic() - began)


def _earlier(ledger: Ledger, alerts: Iterable[Alert]) -> dict[tuple[str, str], Owed]:
    """(alert id, destination) -> how an alert that is now followed up was delivered."""
    found: dict[tuple[str, str], Owed] = {}
    for alert in alerts:
        first = cards.loads(alert.card).follows if alert.card else None
        file = ledger.alert(first) if first else None
        if file is not None:
            found |= {(file.alert.alert_id, o.destination): o for o in file.owed}
    return found


@dataclass
class _Drain:
    marker: Marker
    channels: dict[str, Channel]
    alerts: dict[str, Alert]
    follows: dict[tuple[str, str], Owed]
    #: messages that each destination took in the last hour
    lately: dict[str, int]
    settings: Settings
    clock: Clock
    sleep: Sleep
    show: Show
    opener: Callable[[Channel], Destination]
    started: datetime

    def destination(self, name: str, rows: list[Owed]) -> Delivered:
        """Send everything that one destination is owed, until it is done or down."""
        report = Delivered(name)
        known = self._in_turn(name, [r for r in rows if r.alert_id in self.alerts], report)
        if not known:
            return report
        if name == LOG:
            return self._log(report, known)
        if name == TERMINAL:
            return self._terminal(report, known)
        channel = self.channels.get(name)
        if channel is None:
            return self._unreachable(report, known, f"the settings name no channel {name}; what it is owed waits")
        if until := quiet_until(channel, self.started):
            loud = [r for r in known if channel.quiet_except == "high" and self.alerts[r.alert_id].severity == "high"]
            report.waiting += len(known) - len(loud)
            report.note = f"quiet until {until:%H:%M} {until:%Z}"
            known = [r for r in loud if not r.digest]
            if not known:
                return report
        try:
            destination = self.opener(channel)
        except BadChannel as error:
            return self._unreachable(report, known, str(error))
        report.masked = destination.masked
        parcels = self._within_rate(channel, list(self._parcels(name, known)), report)
        try:
            self._send_all(destination, parcels, report)
        finally:
            destination.close()
        return report

    def _in_turn(self, name: str, rows: list[Owed], report: Delivered) -> list[Owed]:
        """The rows with follow-ups last; one whose alert is still to come from an earlier pass waits for it."""
        here = {r.alert_id for r in rows}
        ready = []
        for row in rows:
            first = self.follows.get((card_of(self.alerts[row.alert_id]).follows or "", name))
            if first is not None and first.status == "owed" and first.alert_id not in here:
                report.waiting += 1
                report.note = "what it follows up is still to be sent"
            else:
                ready.append((first is not None, row))
        return [row for _, row in sorted(ready, key=lambda pair: pair[0])]

    # --- the two built-in destinations ----------------------------------------------------------------------------------------

    def _log(self, report: Delivered, rows: list[Owed]) -> Delivered:
        report.masked = str(self.settings.alerts_path)
        try:
            if journal.append(self.settings.alerts_path, [self.alerts[r.alert_id] for r in rows]):
                newest = list(journal.read(self.settings.alerts_path))
                feed.write(self.settings.alerts_path.with_suffix(".atom"), newest)
        except OSError as error:
            return self._unreachable(report, rows, f"{self.settings.alerts_path} cannot be written ({error.strerror})")
        self._mark(rows, report, Outcome(True))
        return report

    def _terminal(self, report: Delivered, rows: list[Owed]) -> Delivered:
        self.show([card_of(self.alerts[r.alert_id]) for r in rows])
        self._mark(rows, report, Outcome(True))
        return report

    # --- sending ----------------------------------------------------------------------------------------------------------------

    def _parcels(self, name: str, rows: list[Owed]) -> Iterable[_Parcel]:
        """One message for each alert; what waited for the digest goes together, before what follows it up."""
        waited = {r.key for r in rows if r.digest}
        behind: list[_Parcel] = []
        for row in (r for r in rows if not r.digest):
            alert = self.alerts[row.alert_id]
            card = self._dated(row, card_of(alert))
            first = self.follows.get((card.follows or "", name))
            thread = read_receipt(first.receipt) if first else {}
            message = Message(
                row.key,
                (card,),
                alert.title,
                done=read_receipt(row.receipt),
                follows=thread.pop(IN_MESSAGE, first.key) if first else None,
                thread=thread,
            )
            if first is not None and first.key in waited:
                behind.append(_Parcel((row,), message))
            else:
                yield _Parcel((row,), message)
        yield from self._digests(name, [r for r in rows if r.digest])
        yield from behind

    def _dated(self, row: Owed, card: Card) -> Card:
        """The card, with the time of its finding where trouble with the channel held it back for long: it is no news of today."""
        found = datetime.fromisoformat(card.created_at)
        if not row.attempts or self.started - found < LATE:
            return card
        note = f"Found on {date_text(card.created_at)} at {found:%H:%M} {found:%Z} and not delivered until now: later news may have overtaken it."
        return replace(card, notes=(*card.notes, note))

    def _digests(self, name: str, rows: Sequence[Owed]) -> Iterable[_Parcel]:
        """The rows in messages of many cards, those of one event next to each other, the most severe event first."""
        rank: dict[str, int] = {}
        for alert in (self.alerts[r.alert_id] for r in rows):
            rank[alert.event_id] = min(RANK[alert.severity], rank.get(alert.event_id, RANK[None]))
        events = {r.key: self.alerts[r.alert_id].event_id for r in rows}
        ordered = sorted(rows, key=lambda r: (rank[events[r.key]], events[r.key], r.key))
        for at in range(0, len(ordered), DIGEST_SIZE):
            part = tuple(ordered[at : at + DIGEST_SIZE])
            alerts = tuple(self.alerts[r.alert_id] for r in part)
            yield _Parcel(part, digest_message(name, part, alerts))

    def _within_rate(self, channel: Channel, parcels: list[_Parcel], report: Delivered) -> list[_Parcel]:
        """No more messages than the channel takes in an hour: the most severe alone, the rest as digests, what is over waits."""
        if channel.max_per_hour is None:
            return parcels
        room = max(0, channel.max_per_hour - self.lately.get(channel.name, 0))
        if len(parcels) <= room:
            return parcels
        # a follow-up is never before what it follows
        single = sorted(
            (p for p in parcels if not p.message.digest),
            key=lambda p: (p.message.follows is not None, RANK[self.alerts[p.rows[0].alert_id].severity]),
        )
        # as few digests as hold what does not go alone
        bundles = next((n for n in range(1, room) if room - n + DIGEST_SIZE * n >= len(parcels)), room)
        kept = single[: room - bundles]
        rest = [r for p in parcels if p not in kept for r in p.rows]
        digests = list(self._digests(channel.name, rest))[: room - len(kept)]
        sent = {r.key for p in [*kept, *digests] for r in p.rows}
        over = sum(r.key not in sent for r in rest)
        report.waiting += over
        if over:
            report.note = f"{over} wait: at most {channel.max_per_hour} messages an hour"
        return [*kept, *digests]

    def _send_all(self, destination: Destination, parcels: list[_Parcel], report: Delivered) -> None:
        pauses = 0
        last: datetime | None = None
        #: key -> what the recipients answered to it in this drain
        taken: dict[str, dict[str, str]] = {}
        for n, parcel in enumerate(parcels):
            while True:
                last = self._pace(destination, last)
                outcome = destination.send(self._in_thread(parcel.message, taken))
                if outcome.ok or outcome.retry_after is None or outcome.retry_after > PATIENCE or pauses >= PAUSES:
                    break
                pauses += 1
                parcel = replace(parcel, message=replace(parcel.message, done=outcome.done))
                self.sleep(outcome.retry_after)
            if outcome.ok and parcel.message.digest:
                outcome = replace(outcome, done={**outcome.done, IN_MESSAGE: parcel.message.key})
            taken |= {row.key: outcome.done for row in parcel.rows}
            self._mark(parcel.rows, report, outcome)
            if not outcome.ok and outcome.down:
                rest = [row for p in parcels[n + 1 :] for row in p.rows]
                untried = Outcome(
                    False, f"not tried, for: {outcome.error}", outcome.permanent, True, outcome.retry_after
                )
                self._mark(rest, report, untried, tried=False)
                return

    @staticmethod
    def _in_thread(message: Message, taken: dict[str, dict[str, str]]) -> Message:
        """The message with the thread that its alert began a moment ago, if it did."""
        begun = dict(taken.get(message.follows or "", {}))
        if not begun or message.thread:
            return message
        return replace(message, follows=begun.pop(IN_MESSAGE, message.follows), thread=begun)

    def _pace(self, destination: Destination, last: datetime | None) -> datetime:
        """Wait until the destination's rate allows the next message."""
        gap = 1.0 / destination.sender.per_second
        now = self.clock()
        if last is not None:
            wait = gap - (now - last).total_seconds()
            if wait > 0:
                self.sleep(wait)
                return max(self.clock(), last + timedelta(seconds=gap))
        return now

    def _unreachable(self, report: Delivered, rows: list[Owed], error: str) -> Delivered:
        self._mark(rows, report, Outcome(False, error, down=True))
        return report

    def _mark(self, rows: Sequence[Owed], report: Delivered, outcome: Outcome, tried: bool = True) -> None:
        """Write down what came of these rows, in one go, and count it."""
        if not rows:
            return
        now = self.clock()
        if not outcome.ok:
            report.error = report.error or outcome.error

        def work(ledger: Ledger) -> None:
            for row in rows:
                attempts = row.attempts + 1
                told = receipt(outcome.done)
                if outcome.ok:
                    ledger.mark_sent(row.key, now, told)
                elif outcome.permanent or attempts >= ATTEMPTS:
                    ledger.park(row.key, now, outcome.error or "", told)
                else:
                    due = now + backoff(attempts, outcome.retry_after)
                    ledger.mark_failed(row.key, now, outcome.error or "", due, told)

        self.marker.do(work)
        for row in rows:
            if outcome.ok:
                report.sent += 1
                report.alerts.append(row.alert_id)
            elif outcome.permanent or row.attempts + 1 >= ATTEMPTS:
                report.parked += 1
            else:
                report.waiting += 1


def card_of(alert: Alert) -> Card:
    """The alert's card; an alert without one (written by hand) gets a bare card of its text."""
    if alert.card:
        return cards.loads(alert.card)
    side = cards.Side(claim_id="", amount="", quote=alert.body, document_id=alert.document_id)
    finding = cards.Finding(
        alert.event_id, "ALERT", alert.title, "new", alert.severity, side, verdict_ids=alert.verdict_ids
    )
    return Card(alert.alert_id, alert.title, alert.channel, alert.severity, alert.created_at, (finding,))


def digest_message(destination: str, rows: Sequence[Owed], alerts: Sequence[Alert]) -> Message:
    """The message that holds several alerts. Its key comes from theirs: the same digest sent again is the same message."""
    key = hashlib.sha256("\x1f".join(sorted(r.key for r in rows)).encode()).hexdigest()[:16]
    n = sum(len(card_of(a).findings) for a in alerts)
    title = f"Digest: {n} finding{'s' if n != 1 else ''} in {len(alerts)} article{'s' if len(alerts) != 1 else ''}"
    return Message(
        f"digest-{key}:{destination}", tuple(card_of(a) for a in alerts), title, True, read_receipt(rows[0].receipt)
    )


def _print(shown: Sequence[Card]) -> None:
    from rich.console import Console

    from flows.alert.render import terminal

    terminal.show(shown, Console())
