"""Whether an installation is whole: ``doctor`` reads everything that is kept, ``self_check`` is the quick look before ``serve`` begins."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from flows.settings import Settings

if TYPE_CHECKING:
    from storage.doctor import Check


def doctor(settings: Settings) -> list[Check]:
    """Look at the settings, the channels and everything that is kept. Nothing is sent and nothing is changed."""
    from storage.doctor import check

    kept = check(settings.ledger_path, settings.snapshot_path, settings.raw_address, datetime.now(UTC))
    return [*_settings(settings), *_channels(settings), *kept]


def self_check(settings: Settings, now: datetime | None = None) -> list[Check]:
    """What ``serve`` looks at before it begins: quick, and without reading what is kept (``doctor`` does that, every night)."""
    from storage.doctor import LOW_DISK, Check
    from storage.errors import LedgerBusy, LedgerError, LedgerMissing
    from storage.ledger import Ledger

    found = [*_settings(settings), *_channels(settings)]
    moment = now or datetime.now(UTC)
    try:
        settings.paths.data.mkdir(parents=True, exist_ok=True)
        if not os.access(settings.paths.data, os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied")
        free = shutil.disk_usage(settings.paths.data).free
        found.append(
            Check("disk", "warn" if free < LOW_DISK else "ok", f"{free / 1e9:.1f} GB free in {settings.paths.data}")
        )
    except OSError as problem:
        text = (
            f"{settings.paths.data} cannot be written ({problem.strerror}): give it to the user that runs pledgewatch"
        )
        found.append(Check("disk", "fail", text))
    try:
        with Ledger.open(settings.ledger_path, read_only=True, wait_seconds=1) as ledger:
            last = ledger.run_summary()
        found.append(Check("ledger", "ok", f"{settings.ledger_path} can be read"))
        if last is not None and last.recorded_at > moment + timedelta(minutes=10):
            text = f"the last pass was recorded at {last.recorded_at:%Y-%m-%d %H:%M} UTC, later than now: check this machine's clock"
            found.append(Check("clock", "warn", text))
    except LedgerMissing:
        found.append(Check("ledger", "ok", "none yet: the first pass makes it"))
    except LedgerBusy:
        found.append(Check("ledger", "ok", "another process is writing it"))
    except LedgerError as problem:
        found.append(Check("ledger", "fail", str(problem)))
    return found


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
