"""Whether an installation is whole: ``doctor`` reads everything that is kept, ``self_check`` is the quick look before passes begin."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel

from flows.keeping.openness import readable_by_others
from flows.settings import Settings, credentials

if TYPE_CHECKING:
    from storage.doctor import Check

#: checks without which no pass can be made at all; whatever else is wrong, the rest of the work is done
NEEDED = ("disk", "ledger")


def doctor(settings: Settings) -> list[Check]:
    """Look at the settings, the channels and everything that is kept. Nothing is sent and nothing is changed (a file is written to the data folder and removed)."""
    from storage.doctor import check

    kept = check(settings.ledger_path, settings.snapshot_path, settings.raw_address, datetime.now(UTC))
    lost = [check for check in kept[:1] if check.name == "ledger"]  # a ledger that was lost comes before all else
    return [*lost, *_told(settings), *kept[len(lost) :], *_parquet(settings)]


def _parquet(settings: Settings) -> Iterator[Check]:
    """The Parquet files, against their manifest: one that was touched stays, for each edition carries over what did not change."""
    from storage.doctor import Check
    from storage.parquet import damaged

    folder = settings.parquet_path
    if folder is not None and (wrong := damaged(folder)):
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        text = f"{folder / wrong[0]}{more} is not what was published: remove {folder} (a link); pledgewatch publish lays all of it down anew"
        yield Check("Parquet files", "fail", text)


def prevents(checks: Sequence[Check]) -> bool:
    """Whether something that failed keeps every pass from being made (a channel that is not set up does not)."""
    return any(check.status == "fail" and check.name in NEEDED for check in checks)


def self_check(settings: Settings, now: datetime | None = None) -> list[Check]:
    """What ``serve`` and a worker's unit look at before they begin: quick, and without reading what is kept (``doctor`` does that, every night)."""
    from storage import refusals
    from storage.clock import ahead
    from storage.doctor import LOW_DISK, Check
    from storage.errors import LedgerBusy, LedgerError, LedgerMissing
    from storage.ledger import Ledger
    from storage.lost import refuse_if_lost

    found = _told(settings)
    moment = now or datetime.now(UTC)
    try:
        settings.paths.data.mkdir(parents=True, exist_ok=True)
        if (refused := refusals.tried(settings.paths.data)) is not None:
            raise refused
        free = shutil.disk_usage(settings.paths.data).free
        found.append(
            Check("disk", "warn" if free < LOW_DISK else "ok", f"{free / 1e9:.1f} GB free in {settings.paths.data}")
        )
    except OSError as problem:
        place = settings.paths.data
        text = refusals.unwritable(str(place), place / "file", problem, "set paths.data to another folder")
        found.append(Check("disk", "fail", text))
    try:
        refuse_if_lost(settings.ledger_path, settings.snapshot_path, 1)
        with Ledger.open(settings.ledger_path, read_only=True, wait_seconds=1) as ledger:
            last = ledger.run_summary()
        found.append(Check("ledger", "ok", f"{settings.ledger_path} can be read"))
        if last is not None and ahead(last.recorded_at, moment):
            text = f"the last pass was recorded at {last.recorded_at:%Y-%m-%d %H:%M} UTC, later than now: check this machine's clock"
            found.append(Check("clock", "warn", text))
    except LedgerMissing:
        found.append(Check("ledger", "ok", "none yet: the first pass makes it"))
    except LedgerBusy:
        found.append(Check("ledger", "ok", "another process is writing it"))
    except LedgerError as problem:
        found.append(Check("ledger", "fail", str(problem)))
    return found


def _told(settings: Settings) -> list[Check]:
    """What the settings say, the channels, and the variables that are named and not there."""
    found = [*_settings(settings), *_channels(settings), *_sources(settings), *readable_by_others(settings)]
    told = [check.message for check in found if check.status == "fail"]
    return [*found, *(check for name, check in _variables(settings) if not any(name in message for message in told))]


def _variables(settings: Settings) -> Iterator[tuple[str, Check]]:
    """Environment variables that the settings name (every ``…_env``) and that are not set where this runs."""
    from storage.doctor import Check

    seen = set()
    for place, name in _named(settings, ""):
        value = os.environ.get(name, "").strip()
        if not value and name not in seen:
            text = f"{place} names the environment variable {name}, which is not set where pledgewatch runs: set it there, or take the line out"
            yield name, Check("variable", "fail", text)
        elif place == "health.ping_url_env" and not value.startswith(("https://", "http://")):
            yield name, Check("variable", "fail", f"the environment variable {name} ({place}) holds no web address")
        seen.add(name)


def _named(table: BaseModel, place: str) -> Iterator[tuple[str, str]]:
    """Where a table of the settings names variables, and their names. What is not enabled needs none."""
    for key in type(table).model_fields:
        value = getattr(table, key)
        path = f"{place}.{key}" if place else key
        if isinstance(value, BaseModel):
            yield from _named(value, path)
        elif isinstance(value, tuple):
            for entry in value:
                if isinstance(entry, BaseModel) and getattr(entry, "enabled", True):
                    yield from _named(entry, f'{path} "{getattr(entry, "name", "")}"')
        elif key.endswith("_env") and isinstance(value, str):
            yield path, value


def _settings(settings: Settings) -> list[Check]:
    """What the settings (which were checked when they were read) come to, and what is odd about them."""
    from storage.doctor import Check

    sources = [source for source in settings.sources if source.enabled]
    counts = f"sources: {len(sources)}, watches: {len(settings.watches)}, channels: {len(settings.channels)}"
    place = f"{settings.file}: {counts}" if settings.file is not None else counts
    if not sources:
        return [
            Check(
                "settings",
                "warn",
                f"{place}; no source is enabled, so nothing will be read: add one with pledgewatch sources add",
            )
        ]
    if not settings.watches:
        return [Check("settings", "warn", f"{place}; without a [[watches]] table nothing is told")]
    return [Check("settings", "ok", place)]


def _sources(settings: Settings) -> Iterator[Check]:
    """The sources that name a password or token which is not there."""
    from storage.doctor import Check

    for source in settings.sources:
        if source.enabled and (lacking := credentials.missing(source)) is not None:
            yield Check("source", "fail", f"{source.name}: {lacking}")


def _channels(settings: Settings) -> list[Check]:
    """Whether each channel's address is there and understood, without sending anything."""
    from flows.alert.channels import open_channel
    from flows.alert.outcome import BadChannel
    from storage.doctor import Check

    found = []
    for channel in settings.channels:
        try:
            destination = open_channel(channel)
            destination.close()
            found.append(
                Check("channel", "ok", f"{channel.name}: {destination.masked}; to try it: pledgewatch alerts test")
            )
        except BadChannel as problem:
            found.append(Check("channel", "fail", str(problem)))
    if not settings.channels:
        found.append(Check("channels", "ok", "none: findings go to the terminal and to alerts.jsonl"))
    return found
