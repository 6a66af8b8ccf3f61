"""Backups, and the daily upkeep: what killed processes left is swept, a backup is made and proven, what has served its time goes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from flows import health
from flows.health.after import words_of
from flows.keeping.checks import doctor
from flows.passes.interrupts import is_interrupt
from flows.passes.stages import LEDGER_WAIT_SECONDS
from flows.settings import Settings
from storage.clock import SLACK
from storage.errors import LedgerError

if TYPE_CHECKING:
    from storage.backup import BackupReport

#: orders to fetching workers are taken within minutes; older ones belong to a pass that died
ORDERS_KEPT = timedelta(days=1)
#: bytes that the log of our own Prefect server may have
LOG_KEPT = 10_000_000


def backup(settings: Settings, target: Path | None, now: datetime | None = None, pages: bool = True) -> BackupReport:
    """Write a backup; without a target into ``backups/`` in the data folder, named by the time. ``pages``: with the raw pages."""
    from flows.keeping.archives import belongings
    from storage.backup import backup as write
    from storage.lost import refuse_if_none

    refuse_if_none(settings.ledger_path, settings.snapshot_path)
    moment = now or datetime.now(UTC)
    place = target or settings.paths.data / "backups" / f"pledgewatch-{moment:%Y%m%dT%H%M%SZ}.tar"
    raw = settings.raw_path if pages else None
    return write(settings.ledger_path, raw, place, belongings(settings), moment, LEDGER_WAIT_SECONDS)


def maintain(
    settings: Settings, now: datetime | None = None, held: Callable[[], AbstractContextManager[None]] = nullcontext
) -> list[str]:
    """The daily upkeep. Says what was done, a sentence each. ``held`` is entered while the data folder is its own.

    What killed processes left half written is swept, what they left in the ledger's journal is folded into the ledger (a checkpoint), a
    backup is made and proven, and what has served its time goes: backups beyond ``keep.backups``, orders to fetching workers that nobody
    took, a long log of the Prefect server. Parquet files that passes left for later are written. Ends with what is not whole, of which
    the operator hears, and ``status`` says it until the next upkeep. A backup that cannot be made keeps nothing else from being done; its
    error is raised at the end.
    """
    moment = now or datetime.now(UTC)
    try:
        done, failed = _maintained(settings, moment, held)
        failing = [c for c in doctor(settings) if c.status == "fail"]
    except Exception as error:
        if not is_interrupt(error):
            health.upkeep_done(settings, {"upkeep": f"it did not come to its end: {words_of(error)}"}, moment)
        raise
    told = {} if failed is None else {"backup": f"no backup could be made: {words_of(failed)}"}
    for check in failing:
        told[check.name] = (
            f"{told[check.name]}; {check.message}" if check.name in told else f"{check.name}: {check.message}"
        )
    health.upkeep_done(settings, told, moment)
    if failed is not None:
        raise failed
    return done + [f"{check.name}: {check.message}" for check in failing]


def _maintained(
    settings: Settings, now: datetime, held: Callable[[], AbstractContextManager[None]]
) -> tuple[list[str], Exception | None]:
    """What was done, and why no backup could be made."""
    from flows.passes.folder import alone
    from storage.raw import RawStore

    done: list[str] = []
    failed: Exception | None = None
    with alone(settings, wait=True), held():
        swept = RawStore(settings.raw_path).sweep() if settings.raw_path.exists() else 0
        if swept:
            done.append(f"{swept} half-written raw pages removed")
        done += _checkpoint(settings)
        try:
            done += _backups(settings, now)
        except (OSError, LedgerError) as error:
            failed = error
        done += _parquet(settings, now)
    return done + _left_behind(settings, now), failed


def _backups(settings: Settings, now: datetime) -> list[str]:
    """One more, and those go that are too many."""
    # a ledger that was begun anew must not push the backups of the lost one out
    if not settings.keep.backups or not settings.ledger_path.exists() or _is_lost(settings):
        return []
    done = [backup_sentence(backup(settings, None, now, settings.keep.backup_pages))]
    # those dated later than now, by a clock that was ahead, neither go nor push the newest ones out
    latest = f"pledgewatch-{now + SLACK:%Y%m%dT%H%M%SZ}.tar"
    folder = settings.paths.data / "backups"
    kept = sorted(file for file in folder.glob("pledgewatch-*.tar") if file.name <= latest)
    for old in kept[: -settings.keep.backups]:
        old.unlink()
        done.append(f"{old.name} removed: {settings.keep.backups} are kept")
    return done


def _is_lost(settings: Settings) -> bool:
    from storage.lost import noticed

    return noticed(settings.ledger_path, settings.snapshot_path, LEDGER_WAIT_SECONDS) is not None


def _parquet(settings: Settings, now: datetime) -> list[str]:
    """Bring the Parquet folder to the published copy, where passes found it too much to write."""
    from storage.parquet import is_behind, publish_parquet

    folder, copy = settings.parquet_path, settings.snapshot_path
    if folder is None or not copy.exists() or not is_behind(copy, folder):
        return []
    publish_parquet(copy, folder, now)
    return [f"{folder} written: passes had left it for later"]


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
    from flows.passes.exchange import Exchange

    done = []
    if orders := Exchange(settings).sweep(now - ORDERS_KEPT):
        done.append(f"{orders} orders to fetching workers that nobody took removed")
    log = settings.paths.data / "prefect" / "server.log"
    if log.exists() and log.stat().st_size > LOG_KEPT:
        shutil.copyfile(log, log.with_name("server.log.1"))
        os.truncate(log, 0)  # the server goes on writing at its end
        done.append("the Prefect server's log was begun anew; the old one is server.log.1")
    return done


def backup_sentence(report: BackupReport) -> str:
    """What a backup holds."""
    return f"{report.path}: {report.files} files, {report.bytes / 1e6:.1f} MB, {report.rows.get('claim_log', 0):,} claims of all generations; read back and proven"
