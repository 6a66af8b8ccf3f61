"""When each flow last did its work on this data folder, so that runs which came due meanwhile collapse into one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from flows.settings import Settings
from storage.clock import ahead
from storage.whole import write_whole


def done_since(settings: Settings, flow: str, due: datetime | None, now: datetime | None = None) -> bool:
    """Whether the flow's work was begun after ``due``: then a run that was due at that moment has nothing left to do.

    A mark from later than ``now`` (by default the clock) was made by a clock that was ahead, and is none.
    """
    if due is None:
        return False
    try:
        began = datetime.fromisoformat(_marks(settings)[flow])
        return began > due and not ahead(began, now or datetime.now(UTC))
    except (KeyError, ValueError, TypeError):
        return False


def mark(settings: Settings, flow: str, began: datetime) -> None:
    """Note that the flow's work, begun at this moment, is done."""
    marks = _marks(settings) | {flow: began.isoformat()}
    write_whole(_path(settings), (json.dumps(marks, indent=1, sort_keys=True) + "\n").encode())


def _marks(settings: Settings) -> dict[str, str]:
    try:
        found = json.loads(_path(settings).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _path(settings: Settings) -> Path:
    return settings.paths.data / "flows.json"
