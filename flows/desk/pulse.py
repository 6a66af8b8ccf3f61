"""Whether a desk is alive: its heartbeat keeps to its schedule. For probes that restart what hangs: reads small files, no ledger.

What a restart does not mend (a source that fails, a channel that is down, a ledger that is held, a pass that ends with an error) is
no business of it; ``status`` without ``--alive`` looks at that.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flows import health
from flows.desk import appointed, server
from flows.desk.timetable import limits
from flows.desk.words import span
from flows.settings import Settings
from storage.clock import ahead
from storage.whole import write_whole

log = logging.getLogger("flows.desk.pulse")


@dataclass(frozen=True, slots=True)
class Pulse:
    """What the heartbeat says. ``age`` is that of the last sign of life, ``limit`` how old it may become; both in seconds."""

    alive: bool
    sentence: str
    age: float | None = None
    limit: float | None = None
    #: whether the Prefect API answers without which no pass is made; None where there is none, or none is known
    prefect_answers: bool | None = None


def began(settings: Settings) -> None:
    """Note that ``serve`` began: until its first pass is due there is no heartbeat, and one of before it stopped says nothing."""
    record = {"at": datetime.now(UTC).isoformat(timespec="seconds")}
    try:
        write_whole(_path(settings), (json.dumps(record) + "\n").encode())
    except OSError as error:  # a full disk must not keep a desk from starting
        log.warning("%s cannot be written: %s", _path(settings), error)


def feel(settings: Settings, now: datetime | None = None) -> Pulse:
    """Feel the pulse. A heartbeat may be as old as the schedule's own pauses allow, and as much more as a pass may take for fetching.

    The schedule is that of the deployment where a worker makes the passes. While the Prefect server without which none is made does not
    answer, a pass that is late is enough; until then a server may be started anew. A sign of life from later than now was given by a clock
    that was ahead, and is none: it would hide for as long that nothing more came.
    """
    now = now or datetime.now(UTC)
    moments = [m for m in (health.last_beat(settings), served_since(settings)) if m is not None]
    if not moments:
        return Pulse(False, "no heartbeat: no pass was made here, and serve is not running")
    right = [m for m in moments if not ahead(m, now)]
    wrong = f"a sign of life of {max(moments):%Y-%m-%d %H:%M} UTC, later than now, is none: the clock was ahead when it was given: check it"
    if not right:
        return Pulse(False, f"not alive: {wrong}")
    last = max(right)
    age = (now - last).total_seconds()
    deployed = appointed.by_worker(settings)
    api = appointed.api(settings, now)
    answers = None if api is None else server.reachable(api)
    silent = f"; the Prefect server at {api} does not answer" if answers is False else ""
    doubt = f"; {wrong}" if len(right) < len(moments) else ""
    whose = f"the schedule of the deployment {deployed.name}" if deployed is not None else "the schedule"
    within = limits(appointed.rules(settings), last)
    if within is None:
        sentence = f"the last sign of life is {span(now - last)} old; {whose} names no further pass{silent}{doubt}"
        return Pulse(True, sentence, age, prefect_answers=answers)
    limit = within[0 if silent else 1] - last + timedelta(minutes=settings.fetch.pass_minutes)
    alive = now - last <= limit
    word = "alive" if alive else "not alive"
    sentence = (
        f"{word}: the last sign of life is {span(now - last)} old, at most {span(limit)} by {whose}{silent}{doubt}"
    )
    return Pulse(alive, sentence, age, limit.total_seconds(), answers)


def as_record(beat: Pulse) -> dict[str, Any]:
    """The pulse as one JSON object."""
    return {
        "alive": beat.alive,
        "age_seconds": beat.age,
        "limit_seconds": beat.limit,
        "prefect_answers": beat.prefect_answers,
        "sentence": beat.sentence,
    }


def served_since(settings: Settings) -> datetime | None:
    """When ``serve`` last began on this data folder, whether it still runs or not; None where it never did."""
    try:
        found = json.loads(_path(settings).read_text(encoding="utf-8"))
        return datetime.fromisoformat(found["at"]).astimezone(UTC)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _path(settings: Settings) -> Path:
    return settings.paths.data / "serving.json"
