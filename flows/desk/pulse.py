"""Whether a desk is alive: its heartbeat keeps to its schedule. For probes that restart what hangs: reads two small files, no ledger.

What a restart does not mend (a source that fails, a channel that is down, a ledger that is held, a pass that ends with an error) is
no business of it; ``status`` without ``--alive`` looks at that.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flows import health
from flows.desk.timetable import limits
from flows.desk.words import span
from flows.settings import Settings
from storage.whole import write_whole

log = logging.getLogger("flows.desk.pulse")


@dataclass(frozen=True, slots=True)
class Pulse:
    """What the heartbeat says. ``age`` is that of the last sign of life, ``limit`` how old it may become; both in seconds."""

    alive: bool
    sentence: str
    age: float | None = None
    limit: float | None = None


def began(settings: Settings) -> None:
    """Note that ``serve`` began: until its first pass is due there is no heartbeat, and one of before it stopped says nothing."""
    record = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "pid": os.getpid()}
    try:
        write_whole(_path(settings), (json.dumps(record) + "\n").encode())
    except OSError as error:  # a full disk must not keep a desk from starting
        log.warning("%s cannot be written: %s", _path(settings), error)


def feel(settings: Settings, now: datetime | None = None) -> Pulse:
    """Feel the pulse. A heartbeat may be as old as the schedule's own pauses allow, and as much more as a pass may take for fetching."""
    now = now or datetime.now(UTC)
    moments = [m for m in (health.last_beat(settings), _served(settings)) if m is not None]
    if not moments:
        return Pulse(False, "no heartbeat: no pass was made here, and serve is not running")
    last = max(moments)
    age = (now - last).total_seconds()
    within = limits(settings.schedule, last)
    if within is None:
        return Pulse(True, f"the last sign of life is {span(now - last)} old; the schedule names no further pass", age)
    limit = within[1] - last + timedelta(minutes=settings.fetch.pass_minutes)
    alive = now - last <= limit
    word = "alive" if alive else "not alive"
    sentence = f"{word}: the last sign of life is {span(now - last)} old, at most {span(limit)} by the schedule"
    return Pulse(alive, sentence, age, limit.total_seconds())


def as_record(beat: Pulse) -> dict[str, Any]:
    """The pulse as one JSON object."""
    return {"alive": beat.alive, "age_seconds": beat.age, "limit_seconds": beat.limit, "sentence": beat.sentence}


def _served(settings: Settings) -> datetime | None:
    """When ``serve`` last began on this data folder; None where it never did."""
    try:
        return datetime.fromisoformat(json.loads(_path(settings).read_text(encoding="utf-8"))["at"]).astimezone(UTC)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _path(settings: Settings) -> Path:
    return settings.paths.data / "serving.json"
