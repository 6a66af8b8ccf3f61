"""Why nothing (or nothing more) was told about an article: how far it came, and which guard kept each of its findings quiet. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from extractors.model import Statement
from flows.alert.reasons import rule_words
from flows.alert.routing import kind_of
from flows.alert.safe import clean
from flows.alert.watch import matches, refusal, unknown
from flows.settings import Settings

Row = Mapping[str, Any]


def course(
    articles: Sequence[Row],
    verdicts: Sequence[Row],
    alerts: Sequence[Row],
    mutes: Sequence[Row],
    settings: Settings,
    sides: Mapping[str, Statement] = MappingProxyType({}),
) -> list[str]:
    """One document's way, a line each. Rows of the published views: its articles and verdicts, the ``alerts`` that told these verdicts or
    others of the same events, and ``mutes``; those of the settings are taken from there. ``sides`` (claim id -> statement) lets each watch
    say why it did not ask for a finding."""
    first = articles[0]
    read = sum(a["claims"] or 0 for a in articles)
    lines = [
        f"read {first['recorded_at'][:16].replace('T', ' ')} from source {first['source']}, published {first['published'] or 'date unknown'}, "
        f"{read} claim{'' if read == 1 else 's'}"
    ]
    if first["baseline"]:
        lines.append("its source was read for the first time then: back catalogue is stored, never sent")
    elif _was_old(first, settings.compare.freshness_days):
        lines.append(
            f"it was older than {settings.compare.freshness_days} days then (freshness_days): stored, never sent"
        )
    if not verdicts:
        lines.append("no claim was found in it, so there was nothing to compare")
    for v in verdicts:
        subtype = f" ({v['subtype']})" if v["subtype"] else ""
        said = f"“{clean(v['anchor'], 60)}”: {v['verdict']}{subtype}, {v['channel']}"
        lines.append(f"{said} – {clean(v['reason'], 300)} [{rule_words(v['rule'])}]")
        if v["channel"] != "silent":
            fate = _fate(v, first["source"], alerts, mutes, settings, sides)
            lines += [f"    {line}" for line in fate]
    return lines


def _fate(
    verdict: Row,
    source: str,
    alerts: Sequence[Row],
    mutes: Sequence[Row],
    settings: Settings,
    sides: Mapping[str, Statement],
) -> list[str]:
    """What became of a finding that was loud enough to be told."""
    own = [a for a in alerts if verdict["verdict_id"] in a["verdict_ids"]]
    about = [sides[c] for c in (verdict["claim_id"], verdict["against_claim_id"]) if c in sides]
    day = datetime.fromisoformat(str(verdict["recorded_at"])[:10]).date()
    if own:
        quieter = own[0]["channel"] == "digest" and verdict["channel"] == "alert" and about
        notes = (
            [why for w in settings.watches if matches(w, about) and (why := unknown(w, about, day))] if quieter else []
        )
        return [_told(own[0]), *(f"no alert of its own: {note}" for note in notes)]
    if silence := _silence(verdict, source, mutes, settings):
        return [silence]
    kind = kind_of(verdict["verdict"])
    earlier = [
        a
        for a in alerts
        if a["channel"] == "alert"
        and (verdict["event_id"], kind) in {(e, kind_of(f)) for e, f in zip(a["events"], a["families"], strict=True)}
        and a["recorded_at"] <= verdict["recorded_at"]
    ]
    if earlier:
        when = earlier[0]["created_at"][:16].replace("T", " ")
        return [f"told before: alert {earlier[0]['alert_id']} of {when} is about the same event"]
    names = ", ".join(w.name for w in settings.watches) or "none"
    asked = f"no watch asked for it when it was found; the watches now are: {names}"
    tags = next((s.tags for s in settings.sources if s.name == source), ())
    said = [
        f"watch “{w.name}”: {why}"
        for w in settings.watches
        if about and (why := refusal(w, {kind}, verdict["severity"], tags, about, day))
    ]
    return [asked, *said]


def _told(alert: Row) -> str:
    if alert["channel"] == "silent":
        return f"shown in the summary only, as {alert['alert_id']} (back catalogue, or more than a new source may say at once)"
    where = f"{alert['sent']} of {alert['destinations']} deliveries made"
    waits = f", {alert['waiting']} waiting" if alert["waiting"] else ""
    parked = f", {alert['parked']} given up (pledgewatch alerts retry)" if alert["parked"] else ""
    return f"told as {alert['channel']} {alert['alert_id']}: {where}{waits}{parked}"


def _silence(verdict: Row, source: str, mutes: Sequence[Row], settings: Settings) -> str | None:
    """The mute that kept it quiet: one that was in force when it was found, or one of the settings as they are now."""
    own = {
        "event": verdict["event_id"],
        "proposition": verdict["proposition_id"],
        "rule": verdict["rule"],
        "source": source,
    }
    for m in mutes:
        lasted = m["until"] is None or m["until"] > verdict["recorded_at"]
        if own.get(m["kind"]) == m["name"] and m["recorded_at"] <= verdict["recorded_at"] and lasted:
            until = f" until {m['until'][:16].replace('T', ' ')}" if m["until"] else ""
            note = f" ({clean(m['note'], 100)})" if m["note"] else ""
            return (
                f"muted: {m['kind']} {m['name']}{until}{note}; lift it with pledgewatch unmute {m['kind']}:{m['name']}"
            )
    for block in settings.mutes:
        for kind, name in own.items():
            if name is not None and getattr(block, kind) == name:
                until = f" until {block.until}" if block.until else ""
                return f"muted by the settings: {kind} {name}{until}; take the block out of [[mutes]] to hear of it"
    return None


def _was_old(article: Row, freshness_days: int) -> bool:
    try:
        published = datetime.fromisoformat(str(article["published"])[:10])
        read = datetime.fromisoformat(str(article["recorded_at"])[:10])
    except ValueError:
        return False
    return read - published > timedelta(days=freshness_days)
