"""What a running desk tells its operator after every pass: a heartbeat, metrics, and notices that need a person.

All of it is best effort and comes last: a monitor that cannot be reached must not cost a pass. Notices wait in a file until the
operator's channel has taken them.
"""

from __future__ import annotations

import json
import logging
import os
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.logs.masks import mask_text
from flows.settings import Settings
from storage.whole import write_whole

if TYPE_CHECKING:
    from flows.report.summary import Summary

log = logging.getLogger("flows.health")

#: notices that wait at most; older ones are dropped, the newest say what is wrong now
MOST_WAITING = 200


def after_pass(settings: Settings, done: Summary, now: datetime, notices: Sequence[str] = ()) -> list[str]:
    """Write heartbeat and metrics, ping, and tell the operator. Returns a sentence for each thing that did not work."""
    problems = []
    works: tuple[tuple[str, Callable[[], None]], ...] = (
        ("the heartbeat", lambda: heartbeat(settings, done, now)),
        ("the metrics", lambda: metrics(settings, done, now)),
        ("the ping", lambda: ping(settings, failed=done.failed)),
        ("the operator's notice", lambda: tell_operator(settings, _notices(done, notices), now)),
    )
    for what, work in works:
        try:
            work()
        except Exception as error:  # whatever a disk or a network may do
            problems.append(mask_text(f"{what} could not be given: {error}"))
            log.warning(problems[-1])
    return problems


def _notices(done: Summary, notices: Sequence[str]) -> list[str]:
    said = [*notices]
    if done.failed:
        said.append("nothing could be read in this pass: every source failed")
    said += [
        f"deliveries to {d} were given up: {error or 'refused'}" for d, _, _, parked, error in done.deliveries if parked
    ]
    return said


def heartbeat(settings: Settings, done: Summary, now: datetime) -> None:
    """``heartbeat.json`` in the data folder: its age is what a dead-man's switch watches."""
    record = {
        "at": now.isoformat(timespec="seconds"),
        "run_id": done.run_id,
        "failed": done.failed,
        "seconds": round(done.seconds, 2),
        "sources": len(done.reports),
        "sources_failed": sum(r.status == "failed" for r in done.reports),
        "articles": done.recorded.articles,
        "claims": done.recorded.claims,
        "alerts": sum(a.channel == "alert" for a in done.alerts),
    }
    write_whole(settings.paths.data / "heartbeat.json", (json.dumps(record) + "\n").encode())


def ping(settings: Settings, failed: bool) -> None:
    """Ask the ping address, with ``/fail`` after a pass that read nothing (the form that healthchecks.io and its like take)."""
    name = settings.health.ping_url_env
    if name is None:
        return
    address = os.environ.get(name, "").strip()
    if not address.startswith(("https://", "http://")):
        raise ValueError(f"the environment variable {name} holds no web address")
    request = urllib.request.Request(address.rstrip("/") + ("/fail" if failed else ""), method="POST", data=b"")
    with urllib.request.urlopen(request, timeout=10):
        pass


def metrics(settings: Settings, done: Summary, now: datetime) -> None:
    """``metrics.prom`` in the data folder, for node_exporter's textfile collector (OpenMetrics text, replaced by atomic rename)."""
    from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

    registry = CollectorRegistry()

    def gauge(name: str, about: str, value: float) -> None:
        Gauge(f"pledgewatch_{name}", about, registry=registry).set(value)

    gauge("last_pass_timestamp_seconds", "When the last pass ended.", now.timestamp())
    gauge("last_pass_seconds", "How long it took.", done.seconds)
    gauge("last_pass_failed", "1 if nothing at all could be read.", float(done.failed))
    gauge("last_pass_pages", "Pages fetched.", done.pages)
    gauge("last_pass_articles", "New articles recorded.", done.recorded.articles)
    gauge("last_pass_claims", "New claims recorded.", done.recorded.claims)
    gauge("last_pass_alerts", "Alerts composed.", sum(a.channel == "alert" for a in done.alerts))
    gauge("last_pass_problems", "Pages and entries that could not be read.", len(done.problems))
    up = Gauge(
        "pledgewatch_source_up", "1 if the source could be read in its last pass.", ["source"], registry=registry
    )
    for report in done.reports:
        if report.status != "skipped":
            up.labels(report.name).set(float(report.status != "failed"))
    waiting = Gauge("pledgewatch_deliveries_waiting", "Deliveries not taken yet.", ["destination"], registry=registry)
    given_up = Gauge("pledgewatch_deliveries_given_up", "Deliveries given up.", ["destination"], registry=registry)
    for destination, _, owed, parked, _ in done.deliveries:
        waiting.labels(destination).set(owed)
        given_up.labels(destination).set(parked)
    if settings.ledger_path.exists():
        gauge("ledger_bytes", "Size of the ledger.", settings.ledger_path.stat().st_size)
    write_to_textfile(str(settings.paths.data / "metrics.prom"), registry)


def tell_operator(settings: Settings, notices: Iterable[str], now: datetime) -> None:
    """Send what the operator should hear through the operator's channel; what is not taken waits in ``notices.jsonl``."""
    waiting = settings.paths.data / "notices.jsonl"
    pending = [*_read(waiting), *({"at": now.isoformat(timespec="seconds"), "say": mask_text(n)} for n in notices)]
    name = settings.health.operator
    if not pending:
        return
    for notice in pending:
        log.warning("operator: %s", notice["say"])
    if name is None:
        return
    write_whole(waiting, "".join(json.dumps(n, ensure_ascii=False) + "\n" for n in pending[-MOST_WAITING:]).encode())
    from flows.alert.channels import open_channel

    channel = next(c for c in settings.channels if c.name == name)
    outcome = open_channel(channel).send(_message(pending, now))
    if not outcome.ok:
        raise OSError(f"channel {name}: {outcome.error}")
    waiting.unlink()


def _message(pending: Sequence[dict[str, Any]], now: datetime) -> Any:
    """One message for all notices, in the form that every channel can render."""
    from flows.alert.card import Card, Finding, Side
    from flows.alert.outcome import Message
    from flows.alert.safe import shorten

    stamp = now.strftime("%Y%m%d%H%M%S")
    findings = tuple(
        Finding(
            event_id=f"notice-{number}",
            word="NOTICE",
            line=shorten(str(notice["say"]), 300),
            family="updates",
            severity="medium",
            now=Side(
                claim_id="", amount="", quote=str(notice["say"]), publisher="pledgewatch", published=str(notice["at"])
            ),
        )
        for number, notice in enumerate(pending[-20:])
    )
    title = (
        shorten(f"pledgewatch: {pending[-1]['say']}", 140)
        if len(pending) == 1
        else f"pledgewatch: {len(pending)} notices"
    )
    card = Card(f"note{stamp[-6:]}", title, "alert", "medium", now.isoformat(timespec="seconds"), findings)
    return Message(f"notice-{stamp}", (card,), title)


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict) and {"at", "say"} <= record.keys():
            found.append(record)
    return found


def last_beat(settings: Settings) -> datetime | None:
    """When the last heartbeat was; None without one."""
    try:
        record = json.loads((settings.paths.data / "heartbeat.json").read_text(encoding="utf-8"))
        return datetime.fromisoformat(record["at"]).astimezone(UTC)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def age(settings: Settings, now: datetime | None = None) -> float | None:
    """Seconds since the last heartbeat; None without one."""
    beat = last_beat(settings)
    return None if beat is None else ((now or datetime.now(UTC)) - beat).total_seconds()
