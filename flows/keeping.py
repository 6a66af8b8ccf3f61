"""Keeping what was gathered: backups, checks, exports, other desks' bundles. Between the commands and the storage room."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.alert.safe import clean
from flows.passes.stages import LEDGER_WAIT_SECONDS
from flows.settings import Settings

#: orders to fetching workers are taken within minutes; older ones belong to a pass that died
ORDERS_KEPT = timedelta(days=1)
#: bytes that the log of our own Prefect server may have
LOG_KEPT = 10_000_000

if TYPE_CHECKING:
    from rich.console import RenderableType

    from storage.backup import BackupReport
    from storage.difference import Difference
    from storage.doctor import Check


def backup(settings: Settings, target: Path | None, now: datetime | None = None) -> BackupReport:
    """Write a backup; without a target into ``backups/`` in the data folder, named by the time."""
    from flows.archives import belongings
    from storage.backup import backup as write

    moment = now or datetime.now(UTC)
    place = target or settings.paths.data / "backups" / f"pledgewatch-{moment:%Y%m%dT%H%M%SZ}.tar"
    return write(settings.ledger_path, settings.raw_path, place, belongings(settings), moment, LEDGER_WAIT_SECONDS)


def maintain(settings: Settings, now: datetime | None = None) -> list[str]:
    """The daily upkeep. Says what was done, a sentence each.

    What killed processes left half written is swept, what they left in the ledger's journal is folded into the ledger (a checkpoint), a
    backup is made and proven, and what has served its time goes: backups beyond ``keep.backups``, orders to fetching workers that nobody
    took, a long log of the Prefect server. Ends with what is not whole.
    """
    from flows.passes.folder import alone
    from storage.raw import RawStore

    moment = now or datetime.now(UTC)
    done = []
    with alone(settings, wait=True):
        swept = RawStore(settings.raw_path).sweep() if settings.raw_path.exists() else 0
        if swept:
            done.append(f"{swept} half-written raw pages removed")
        done += _checkpoint(settings)
        if settings.keep.backups and settings.ledger_path.exists():
            done.append(backup_sentence(backup(settings, None, moment)))
            kept = sorted((settings.paths.data / "backups").glob("pledgewatch-*.tar"))
            for old in kept[: -settings.keep.backups]:
                old.unlink()
                done.append(f"{old.name} removed: {settings.keep.backups} are kept")
    done += _left_behind(settings, moment)
    failing = [f"{c.name}: {c.message}" for c in doctor(settings) if c.status == "fail"]
    return done + failing


def _checkpoint(settings: Settings) -> list[str]:
    """Fold the journal that a killed process left beside the ledger into it: opening it for writing and closing it does that."""
    from storage.ledger import Ledger

    if not settings.ledger_path.exists():
        return []
    journal = settings.ledger_path.with_name(f"{settings.ledger_path.name}.wal")
    left = journal.stat().st_size if journal.exists() else 0
    with Ledger.open(settings.ledger_path, wait_seconds=LEDGER_WAIT_SECONDS):
        pass
    size = f"{settings.ledger_path.stat().st_size / 1e6:.1f} MB"
    return [
        f"checkpoint: {left / 1e3:.0f} kB of journal folded into the ledger ({size})"
        if left
        else f"checkpoint: ledger {size}"
    ]


def _left_behind(settings: Settings, now: datetime) -> list[str]:
    """What killed passes and a long-lived server leave in the data folder, beside the ledger and the raw pages."""
    done = []
    old = (now - ORDERS_KEPT).timestamp()
    orders = [f for f in (settings.raw_path / "exchange").glob("*.json") if f.stat().st_mtime < old]
    for file in orders:
        file.unlink(missing_ok=True)
    if orders:
        done.append(f"{len(orders)} orders to fetching workers that nobody took removed")
    log = settings.paths.data / "prefect" / "server.log"
    if log.exists() and log.stat().st_size > LOG_KEPT:
        shutil.copyfile(log, log.with_name("server.log.1"))
        os.truncate(log, 0)  # the server goes on writing at its end
        done.append("the Prefect server's log was begun anew; the old one is server.log.1")
    return done


def backup_sentence(report: BackupReport) -> str:
    """What a backup holds."""
    return f"{report.path}: {report.files} files, {report.bytes / 1e6:.1f} MB, {report.rows.get('claim_log', 0):,} claims; read back and proven"


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
    counts = f"{len(sources)} sources, {len(settings.watches)} watches, {len(settings.channels)} channels"
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


def doctor_table(checks: Sequence[Check]) -> RenderableType:
    """The checks for a person."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_header=False)
    for check in checks:
        style = {"ok": "green", "warn": "yellow", "fail": "bold red"}[check.status]
        table.add_row(Text(check.status, style=style), Text(check.name), Text(clean(check.message, 400)))
    return table


def export(settings: Settings, target: Path, forms: Sequence[Any], force: bool) -> str:
    """Write everything in the published copy as files."""
    from storage.export import FORMS
    from storage.export import export as write

    files = write(settings.snapshot_path, target, list(forms) or list(FORMS), datetime.now(UTC), force)
    return f"{target}: {len(files)} files, {sum(f.bytes for f in files) / 1e6:.1f} MB"


def import_bundle(settings: Settings, folder: Path, name: str) -> str:
    """Take another desk's export in as a reference: its claims become priors here, and are never told."""
    from flows.compare import blocking_keys
    from flows.judge import statements_of
    from flows.passes.folder import Busy, alone, holder
    from storage.bundle import read_bundle
    from storage.ledger import Ledger

    now = datetime.now(UTC)
    harvest = read_bundle(folder, name, now)
    keys = {s.claim.claim_id: tuple(sorted(blocking_keys(s))) for s in statements_of(harvest.readings)}
    harvest.keys.update(keys)
    with alone(settings) as may:
        if not may:
            raise Busy(f"{holder(settings)} is making a pass; try again when it has ended")
        with Ledger.open(settings.ledger_path, wait_seconds=LEDGER_WAIT_SECONDS) as ledger:
            recorded = ledger.record(harvest, now)
    return f"{recorded.articles} articles and {recorded.claims} claims of {name} are known here now; new claims are compared with them"


def difference_view(found: Difference, limit: int = 20) -> RenderableType:
    """What another reading of history would have said."""
    from rich.console import Group
    from rich.text import Text

    lines = [Text(f"{found.documents} documents compared; {found.claims_same} claims the same", style="bold")]
    for title, rows in (
        ("claims it would have added", found.claims_added),
        ("claims it would not have found", found.claims_lost),
        ("claims it would have read otherwise", found.claims_changed),
        ("findings it would have added", found.findings_added),
        ("findings it would not have made", found.findings_lost),
        ("alerts it would have sent", found.alerts_added),
        ("alerts it would not have sent", found.alerts_lost),
    ):
        if rows:
            lines.append(Text(f"\n{title}: {len(rows)}", style="bold"))
            lines += [Text(f"  {_line(row)}") for row in rows[:limit]]
            if len(rows) > limit:
                lines.append(Text(f"  … and {len(rows) - limit} more (--json shows all)", style="dim"))
    if found.empty:
        lines.append(Text("no difference", style="green"))
    return Group(*lines)


def _line(row: Any) -> str:
    record = dict(row)
    head = clean(str(record.get("title") or record.get("anchor") or ""), 100)
    what = record.get("changes") or record.get("verdict") or record.get("channel") or ""
    return f"{record.get('document_id', '')}: {head} {clean(str(what), 120)}".rstrip()
