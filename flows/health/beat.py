"""``heartbeat.json`` in the data folder: when the last pass was, how it ended, and what the operator was told of passes that went wrong."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path

from flows.settings import Settings
from storage.whole import write_whole


@dataclass(slots=True)
class Beat:
    """One heartbeat. Times are ISO 8601. ``died`` says how a pass ended that did not come to its end."""

    #: when the pass ended, however it did, or when what keeps passes waiting last gave a sign: what a dead-man's switch watches
    at: str
    #: what keeps passes waiting, such as "reading history again: 250 of 9,000 pages"; None after a pass
    working: str | None = None
    run_id: str = ""
    #: nothing could be read, or the pass died
    failed: bool = False
    #: ``{"stage": …, "kind": …, "error": …}``
    died: dict[str, str] | None = None
    #: how long the whole pass took, delivering and publishing included
    seconds: float = 0.0
    sources: int = 0
    sources_failed: int = 0
    articles: int = 0
    claims: int = 0
    alerts: int = 0
    #: when a pass last came to its end and could read something
    last_success: str | None = None
    #: passes that died one after another up to now, and ever
    died_in_a_row: int = 0
    died_ever: int = 0
    #: trouble the operator was told of and that is not over: what → ``{"since": …, "told": [kinds], "good": looks in a row}``
    troubles: dict[str, dict[str, object]] = field(default_factory=dict)

    @property
    def moment(self) -> datetime:
        """When it was."""
        return datetime.fromisoformat(self.at).astimezone(UTC)


def read_beat(settings: Settings) -> Beat | None:
    """The last heartbeat; None without one, or where it cannot be read."""
    try:
        record = json.loads(_path(settings).read_text(encoding="utf-8"))
        known = {f.name for f in fields(Beat)}
        found = Beat(**{name: value for name, value in record.items() if name in known})
        found.moment  # noqa: B018 - raises where it is no time
        found.troubles = {k: dict(v) for k, v in found.troubles.items()}
        found.died = None if found.died is None else {str(k): str(v) for k, v in found.died.items()}
        found.died_in_a_row, found.died_ever = int(found.died_in_a_row), int(found.died_ever)
        found.seconds = float(found.seconds)
        return found
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def write_beat(settings: Settings, beat: Beat) -> None:
    """Replace the heartbeat. Raises OSError."""
    write_even_if_full(_path(settings), (json.dumps(asdict(beat), ensure_ascii=False) + "\n").encode())


def write_even_if_full(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path`` in one step; where a full disk has no room for a second file, write over the one that is there.

    A reader may then see half of it for a moment, which is better than the news of before the disk was full.
    """
    try:
        write_whole(path, content)
    except OSError:
        if not path.exists():
            raise
        with path.open("r+b", buffering=0) as file:
            file.write(content)
            file.truncate(len(content))


def last_beat(settings: Settings) -> datetime | None:
    """When the last heartbeat was; None without one."""
    beat = read_beat(settings)
    return None if beat is None else beat.moment


def age(settings: Settings, now: datetime | None = None) -> float | None:
    """Seconds since the last heartbeat; None without one."""
    last = last_beat(settings)
    return None if last is None else ((now or datetime.now(UTC)) - last).total_seconds()


def _path(settings: Settings) -> Path:
    return settings.paths.data / "heartbeat.json"
