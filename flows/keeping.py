"""Keeping what was gathered: backups, checks, exports, other desks' bundles. Between the commands and the storage room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.alert.safe import clean
from flows.passes.stages import LEDGER_WAIT_SECONDS
from flows.settings import Settings

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
    """The daily upkeep: what killed processes left half written is swept, a backup is made, old ones go. Says what was done."""
    from flows.passes.pipeline import alone
    from storage.raw import RawStore

    moment = now or datetime.now(UTC)
    done = []
    with alone(settings, wait=True):
        swept = RawStore(settings.raw_path).sweep() if settings.raw_path.exists() else 0
        if swept:
            done.append(f"{swept} half-written raw pages removed")
        if settings.keep.backups and settings.ledger_path.exists():
            done.append(backup_sentence(backup(settings, None, moment)))
            kept = sorted((settings.paths.data / "backups").glob("pledgewatch-*.tar"))
            for old in kept[: -settings.keep.backups]:
                old.unlink()
                done.append(f"{old.name} removed: {settings.keep.backups} are kept")
    failing = [f"{c.name}: {c.message}" for c in doctor(settings) if c.status == "fail"]
    return done + failing


def backup_sentence(report: BackupReport) -> str:
    """What a backup holds."""
    return f"{report.path}: {report.files} files, {report.bytes / 1e6:.1f} MB, {report.rows.get('claim_log', 0):,} claims; read back and proven"


def doctor(settings: Settings) -> list[Check]:
    """Look at the settings, the channels and everything that is kept. Nothing is sent and nothing is changed."""
    from storage.doctor import check

    kept = check(settings.ledger_path, settings.snapshot_path, settings.raw_address, datetime.now(UTC))
    return [*_settings(settings), *_channels(settings), *kept]


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
    from flows.passes.pipeline import Busy, alone
    from storage.bundle import read_bundle
    from storage.ledger import Ledger

    now = datetime.now(UTC)
    harvest = read_bundle(folder, name, now)
    keys = {s.claim.claim_id: tuple(sorted(blocking_keys(s))) for s in statements_of(harvest.readings)}
    harvest.keys.update(keys)
    with alone(settings) as may:
        if not may:
            raise Busy("a pass is running; try again when it has ended")
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
