"""Which Prefect API and which deployment make the passes of this data folder, as the last pass under one noted it: ``deployed.json``.

A worker's schedule stands in its deployment, on a server, and not in the settings; who asks how a desk stands (``status``, a probe) may
know neither the server's address nor have Prefect at hand. Passes that a person starts note nothing. Imports no Prefect.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from flows.desk.timetable import Rule, rules_of
from flows.passes import folder
from flows.settings import Settings
from storage.clock import ahead
from storage.whole import write_whole

log = logging.getLogger("flows.desk.appointed")


@dataclass(frozen=True, slots=True)
class Deployed:
    """What the last pass under a deployment noted. ``rules`` are its active schedules, ``upcoming`` the moments that its API named."""

    at: datetime
    api_url: str
    #: flow and deployment: ``monitor/monitor``
    name: str
    #: it is one of those that ``serve`` keeps, with the schedule of the settings
    served: bool = False
    rules: tuple[Rule, ...] = ()
    upcoming: tuple[datetime, ...] = ()
    #: it has a schedule that is none of intervals and cron
    otherwise: bool = field(default=False)


def note(settings: Settings, deployed: Deployed) -> None:
    """Write it down. A disk that is full is told by who needs it."""
    record = asdict(deployed) | {"api_url": without_secrets(deployed.api_url)}
    try:
        write_whole(_path(settings), (json.dumps(record, default=_plain) + "\n").encode())
    except OSError as error:
        log.debug("%s stays unwritten: %s", _path(settings), error)


def read(settings: Settings) -> Deployed | None:
    """What was noted; None where no deployment ever made a pass here, or where it cannot be read."""
    try:
        found = json.loads(_path(settings).read_text(encoding="utf-8"))
        return Deployed(
            at=_moment(found["at"]),
            api_url=str(found["api_url"]),
            name=str(found["name"]),
            served=bool(found["served"]),
            rules=tuple(_rule(entry) for entry in found["rules"]),
            upcoming=tuple(_moment(entry) for entry in found["upcoming"]),
            otherwise=bool(found["otherwise"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def by_worker(settings: Settings) -> Deployed | None:
    """The deployment whose own schedule makes the passes: that of a worker. None where the settings' schedule does."""
    found = read(settings)
    return None if found is None or found.served else found


def rules(settings: Settings) -> tuple[Rule, ...]:
    """By what passes are made: the deployment's schedules where a worker makes them, else that of the settings."""
    found = by_worker(settings)
    return found.rules if found is not None else rules_of(settings.schedule)


def api(settings: Settings, now: datetime) -> str | None:
    """The API without which no pass is made: the worker's, or that of a ``serve`` that is at work. None: there is none, or not known."""
    from flows.desk import pulse, server

    found = read(settings)
    if found is not None and not found.served:
        return found.api_url
    since = pulse.served_since(settings) if folder.held(settings, folder.WATCH) else None
    if since is None or (not ahead(since, now) and (now - since).total_seconds() < settings.prefect.start_seconds):
        return None
    if found is not None and found.at >= since:
        return found.api_url
    return server.noted_address(settings)


def without_secrets(address: str) -> str:
    """An address without user, password, query and fragment."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rstrip("/"), "", ""))


def _rule(entry: dict[str, Any]) -> Rule:
    pause, first = entry["pause"], entry["first"]
    return Rule(
        cron=entry["cron"],
        pause=None if pause is None else timedelta(seconds=float(pause)),
        timezone=str(entry["timezone"]),
        first=None if first is None else datetime.fromisoformat(first),
    )


def _plain(value: object) -> object:
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _path(settings: Settings) -> Path:
    return settings.paths.data / "deployed.json"
