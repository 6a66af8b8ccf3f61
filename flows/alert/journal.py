"""``alerts.jsonl``: every alert ever told, one JSON object a line, appended and never changed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from extractors.model import Alert
from flows.alert import card as cards

_FIELDS = ("alert_id", "event_id", "document_id", "created_at", "channel", "severity", "title", "body", "verdict_ids")


def append(path: Path, alerts: Iterable[Alert]) -> int:
    """Add the alerts that the file does not hold yet, on disk when this returns; returns how many. An alert is never in it twice."""
    path.parent.mkdir(parents=True, exist_ok=True)
    known = {record.get("alert_id") for record in read(path)}
    fresh = {a.alert_id: a for a in alerts if a.alert_id not in known}
    if not fresh:
        return 0
    lines = [json.dumps(_record(a), ensure_ascii=False) for a in fresh.values()]
    with path.open("ab+") as file:
        # a line cut short by a crash stays a line of its own, so that the next one is whole
        torn = file.tell() > 0 and _last_byte(path) != b"\n"
        file.write(("\n" if torn else "").encode() + "".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))
        file.flush()
        os.fsync(file.fileno())
    return len(fresh)


def _record(alert: Alert) -> dict[str, Any]:
    """The public record; where the finding stands written, if it has an address; and by when it is due, if it says so."""
    source = cards.loads(alert.card).source if alert.card else None
    beside = {"link": source.link, "when": source.when} if source is not None else {}
    return {f: getattr(alert, f) for f in _FIELDS} | {name: value for name, value in beside.items() if value}


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The whole lines of the file; a torn one is passed over."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                record = json.loads(line)
            except ValueError:
                continue
            if isinstance(record, dict):
                yield record


def _last_byte(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1)
