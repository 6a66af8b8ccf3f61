"""The first pass of a new source: so many alerts of its own, the gravest and surest; the rest goes into the digests. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from extractors.model import Alert
from flows.alert import card as cards
from flows.alert.finding import RANK
from flows.alert.kinds import FAMILY_ORDER
from flows.alert.render import text
from flows.alert.routing import LOG, TERMINAL
from flows.alert.schedule import next_digest
from flows.settings import Channel, Source
from storage.rows import Owed


class Limited(NamedTuple):
    """Everything that is told, and that part of it which lost an alert of its own."""

    alerts: list[Alert]
    owed: list[Owed]
    held: list[Alert]


def limited(
    alerts: Sequence[Alert],
    owed: Sequence[Owed],
    sources: Mapping[str, Source],
    new: Collection[str],
    channels: Sequence[Channel],
    now: datetime,
) -> Limited:
    """Of each ``new`` source (by name) only ``first_alerts`` go out as alerts; the others become digest items that say so.

    ``sources`` is by document id. What puts an earlier alert right is not counted: whoever got that one has to hear it.
    """
    loud: dict[str, list[Alert]] = {}
    for alert in alerts:
        source = sources.get(alert.document_id)
        if source is not None and source.name in new and alert.channel == "alert" and not _card(alert).follows:
            loud.setdefault(source.name, []).append(alert)
    held: dict[str, Alert] = {}
    for ranked in (sorted(group, key=_gravest) for group in loud.values()):
        source = sources[ranked[0].document_id]
        for alert in ranked[source.first_alerts :]:
            held[alert.alert_id] = _quieter(alert, source)
    if not held:
        return Limited(list(alerts), list(owed), [])
    by_name = {c.name: c for c in channels}
    rows = [_later(row, by_name, now) if row.alert_id in held else row for row in owed]
    return Limited(
        [held.get(a.alert_id, a) for a in alerts], [row for row in rows if row is not None], list(held.values())
    )


def _gravest(alert: Alert) -> tuple[int, int, int, str]:
    """The most severe first; of those the one with the fewest doubts on it, and a conflict before a change before what is new."""
    if not alert.card:
        return RANK[alert.severity], 0, FAMILY_ORDER.index("new"), alert.alert_id
    lead = _card(alert).findings[0]
    doubts = sum(len(side.marks) for side in (lead.now, lead.before) if side is not None)
    return RANK[alert.severity], doubts, FAMILY_ORDER.index(lead.family), alert.alert_id


def _quieter(alert: Alert, source: Source) -> Alert:
    note = f"No alert of its own: {source.name} is new here, and first_alerts = {source.first_alerts} (docs/alerts.md)."
    card = _card(alert)
    card = replace(card, channel="digest", notes=(*card.notes, note))
    return replace(alert, channel="digest", card=cards.dumps(card), body=text.body(card))


def _later(row: Owed, channels: Mapping[str, Channel], now: datetime) -> Owed | None:
    """What is owed waits for the digest; a channel without one gets nothing of it. The terminal and the file of alerts keep none."""
    if row.destination in (TERMINAL, LOG):
        return row
    channel = channels.get(row.destination.partition("/")[0])
    if channel is not None and channel.digest == "off":
        return None
    return replace(row, digest=True, next_attempt=next_digest(channel, now))


def _card(alert: Alert) -> cards.Card:
    if alert.card:
        return cards.loads(alert.card)
    return cards.Card(alert.alert_id, alert.title, alert.channel, alert.severity, alert.created_at, ())
