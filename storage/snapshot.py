"""The published copy: a read-only file that people query while the pipeline writes, replaced by atomic rename.

Readers who have the old copy open keep reading it; whoever opens next gets the new one. Nobody waits for anybody.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from storage import database, lock, migrate, rates, sealed, summaries
from storage.errors import LedgerBehind, LedgerError, LedgerMissing, LedgerUnwritable
from storage.refusals import unwritable

if TYPE_CHECKING:
    from fsspec.implementations.memory import MemoryFileSystem

#: what the published copy is called in SQL
CATALOG = "pledgewatch"
#: where a result is written that leaves a sealed engine
MEMORY_TARGET = "memory://result"


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """What a published copy is: when it was made and what is in it; ``claims`` and ``articles`` as they are read today by this desk."""

    path: Path
    published_at: datetime
    bytes: int
    claims: int
    articles: int
    alerts: int
    #: readings that a newer generation replaced, kept for history
    older_claims: int = 0
    #: what other desks handed over, in their current reading
    reference_claims: int = 0
    #: of every generation, other desks' included: logs are only added to, so these never shrink
    all_claims: int = 0
    all_articles: int = 0
    #: attempts to deliver what was owed, successful or not
    deliveries: int = 0

    @property
    def logged(self) -> str:
        """What its logs hold, for people: "136 claims of 10 articles, 11 alerts, 4 deliveries"."""
        return f"{self.all_claims:,} claims of {self.all_articles:,} articles, {self.alerts:,} alerts, {self.deliveries:,} deliveries"

    @property
    def held(self) -> str:
        """What it holds, for people: "5 articles, 68 claims (and 68 of older readings), 11 alerts"."""
        more = [f"{self.older_claims:,} of older readings"] if self.older_claims else []
        more += [f"{self.reference_claims:,} of other desks"] if self.reference_claims else []
        beside = f" (and {', '.join(more)})" if more else ""
        return f"{self.articles:,} articles, {self.claims:,} claims{beside}, {self.alerts:,} alerts"

    def age(self, now: datetime) -> str:
        """How old it is, for people: "3 minutes old"."""
        seconds = max(0, int((now - self.published_at).total_seconds()))
        for size, word in ((86400, "day"), (3600, "hour"), (60, "minute")):
            if seconds >= size:
                count = seconds // size
                return f"{count} {word}{'s' if count != 1 else ''} old"
        return "just published"


def publish(
    ledger: Path | str,
    snapshot: Path | str,
    now: datetime | None = None,
    wait_seconds: float = 10.0,
    rates_file: Path | None = None,
    force: bool = False,
) -> SnapshotInfo:
    """Replace ``snapshot`` by a copy of the ledger's present state. The ledger is held for the time of a checkpoint and a file copy.

    ``rates_file``: a history of reference rates to convert by instead of the packaged one.

    A copy that holds more than the ledger is not replaced: the ledger was lost then, and the copy is the best there is. ``force`` puts it
    aside and publishes all the same.

    Raises LedgerMissing, LedgerBusy, LedgerBehind, LedgerUnwritable. The old copy stays whole until the new one is on disk.
    """
    source, target = Path(ledger), Path(snapshot)
    if not source.exists():
        if (left := _published_before(target)) is not None and left.all_claims:
            raise LedgerBehind(gone_sentence(source, left))
        raise LedgerMissing(f"There is no ledger at {source}: make a first pass with `pledgewatch run`.")
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    connection = database.connect_aside()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        before = _published_before(target)
        looked = _look(connection, source, wait_seconds)
        with lock.held(source, wait_seconds=wait_seconds):
            info = _prepare(connection, source, target, moment, rates_file, looked, None if force else before)
            # DuckDB has closed the file: copying it while this process has it open would drop DuckDB's lock (see lock.py)
            part = _copy(source, target)
        _finish(part, target)
    except LedgerUnwritable as problem:
        if not target.exists():
            raise
        raise LedgerUnwritable(f"{problem} The copy published before is untouched.") from problem
    except OSError as problem:
        raise LedgerUnwritable(
            f"{unwritable(f'The published copy {target}', target, problem)}; the copy published before is untouched."
        ) from problem
    finally:
        connection.close()
    if before is not None and less(info, before):
        target.rename(target.with_name(f"{target.stem}.before-{moment:%Y%m%dT%H%M%S}{target.suffix}"))
    part.replace(target)
    _sync_folder(target.parent)
    return info


def _published_before(target: Path) -> SnapshotInfo | None:
    """What stands in the copy that is to be replaced; None where there is none, or none that can be read."""
    for stray in sealed.strays(target):  # before the new copy is there: it must not be read with them for a moment
        stray.unlink(missing_ok=True)
    try:
        return info(target)
    except LedgerError:
        return None


def less(ledger: SnapshotInfo, copy: SnapshotInfo) -> bool:
    """Whether a ledger lacks what a copy of it holds. Logs are only added to, so a ledger never holds fewer rows than its own copy."""
    kinds = ("all_claims", "all_articles", "alerts", "deliveries")
    return any(getattr(ledger, kind) < getattr(copy, kind) for kind in kinds)


def behind_sentence(ledger: SnapshotInfo, copy: SnapshotInfo) -> str:
    """What is to be said, and done, where a ledger that holds less was put in the place of the one that was copied."""
    return (
        f"The ledger {ledger.path} holds {ledger.logged}; its published copy {copy.path} holds {copy.logged}: the ledger was lost or replaced, "
        "so nothing is judged by it, told or published. Restore the newest backup (pledgewatch restore FILE DIR), or bring the ledger back from "
        "the copy (pledgewatch restore --from-copy); to go on without what the copy holds: pledgewatch publish --force."
    )


def gone_sentence(ledger: Path, copy: SnapshotInfo) -> str:
    """What is to be said, and done, where there is no ledger beside a copy of one."""
    return (
        f"There is no ledger at {ledger}, but its published copy {copy.path} holds {copy.logged}: bring the ledger back from the copy (pledgewatch "
        "restore --from-copy) or restore the newest backup (pledgewatch restore FILE DIR); to begin anew, move the copy away first."
    )


@dataclass(frozen=True, slots=True)
class _Looked:
    """What the kept summaries were found to lack while others could still read the ledger."""

    update: summaries.Update | None


def _look(connection: duckdb.DuckDBPyConnection, source: Path, wait_seconds: float) -> _Looked | None:
    """Work out what the kept summaries lack, with the ledger open for reading only. None where it must be brought to this version first."""
    with (
        lock.held(source, read_only=True, wait_seconds=wait_seconds),
        database.attached(connection, source, read_only=True),
    ):
        if migrate.applied(connection) != len(migrate.packaged()) or not migrate.views_laid(connection):
            return None
        return _Looked(summaries.prepare(connection))


def _prepare(
    connection: duckdb.DuckDBPyConnection,
    source: Path,
    target: Path,
    moment: datetime,
    rates_file: Path | None,
    looked: _Looked | None,
    before: SnapshotInfo | None,
) -> SnapshotInfo:
    """Bring the (locked) ledger to what is to be copied: schema, views, rates, summaries, the moment."""
    if looked is None:
        migrate.upgrade(source).close()
    with database.attached(connection, source):
        if before is not None and less(held := describe(connection, source, moment, 0), before):
            raise LedgerBehind(behind_sentence(held, before))
        migrate.lay_views(connection)
        rates.load(connection, rates_file)
        if looked is None or not summaries.reached(connection, looked.update):  # somebody wrote in between
            looked = _Looked(summaries.prepare(connection))
        if looked.update is not None:
            summaries.take_in(connection, looked.update)
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('published_at', ?)", [moment.isoformat()])
        connection.execute("CHECKPOINT")
        return describe(connection, target, moment, source.stat().st_size)


def _finish(part: Path, target: Path) -> None:
    """Work the other summaries out in the copy; the ledger is free again meanwhile."""
    try:
        part.chmod(0o644)
        connection = database.connect_file(part)
        try:
            summaries.lay(connection)
            connection.execute("CHECKPOINT")
        finally:
            connection.close()
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.chmod(0o444)  # whoever opens it for writing by mistake is told so at once and locks nobody out
    except BaseException as problem:
        with suppress(OSError):
            part.unlink()
        if isinstance(problem, duckdb.Error):
            raise database.explain(problem, target) from problem
        raise


def describe(connection: duckdb.DuckDBPyConnection, path: Path, moment: datetime, size: int) -> SnapshotInfo:
    """What an open ledger or copy holds."""
    counts = connection.execute(
        "WITH apart AS (SELECT article_seq FROM article_log WHERE starts_with(source, 'import:')), "
        "gone AS (SELECT article_seq FROM supersession_log UNION ALL FROM apart) "
        "SELECT (SELECT count(*) FROM claim_log WHERE article_seq NOT IN (FROM gone)), "
        "(SELECT count(*) FROM article_log WHERE article_seq NOT IN (FROM gone)), (SELECT count(*) FROM alert_log), "
        "(SELECT count(*) FROM claim_log WHERE article_seq IN (SELECT article_seq FROM supersession_log)), "
        "(SELECT count(*) FROM claim_log WHERE article_seq IN (FROM apart) AND article_seq NOT IN (SELECT article_seq FROM supersession_log)), "
        "(SELECT count(*) FROM claim_log), (SELECT count(*) FROM article_log), (SELECT count(*) FROM delivery_log)"
    ).fetchall()[0]
    return SnapshotInfo(path, moment, size, *counts)


def _copy(source: Path, target: Path) -> Path:
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    part = Path(name)
    try:
        os.close(descriptor)
        shutil.copyfile(source, part)  # inside the kernel where it can
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    return part


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def published_at(connection: duckdb.DuckDBPyConnection) -> datetime | None:
    """When an open ledger was last copied for publication, by its own word; of a copy: when it was made. None where it never was."""
    rows = connection.execute("SELECT value FROM meta WHERE name = 'published_at'").fetchall()
    try:
        return datetime.fromisoformat(rows[0][0]) if rows else None
    except ValueError:  # not by us
        return None


def info(snapshot: Path | str) -> SnapshotInfo:
    """When a published copy was made and what it holds. Raises LedgerMissing, LedgerDamaged."""
    path = Path(snapshot)
    connection = connect_snapshot(path)
    try:
        moment = published_at(connection) or datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return describe(connection, path, moment, path.stat().st_size)
    except (duckdb.Error, UnicodeDecodeError) as problem:
        raise database.explain(problem, path, copy=True) from problem
    finally:
        connection.close()


def edition(path: Path) -> tuple[int, int]:
    """What tells a published copy from the one that takes its place. Raises OSError."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns


def connect_snapshot(
    path: Path | str,
    *,
    external_access: bool = False,
    writable: Path | None = None,
    memory: MemoryFileSystem | None = None,
) -> duckdb.DuckDBPyConnection:
    """A published copy, read-only, for analysts' SQL: it can write nothing, read no other file, and reach no network.

    ``external_access`` opens files and network up for one who asks for it (still read-only towards the copy itself);
    ``writable`` allows SQL of our own one folder or file to write (an export's target); ``memory``, for a result that a query writes, takes
    `MEMORY_TARGET` and nothing else. Raises LedgerMissing, LedgerDamaged, CopyDisturbed.
    """
    file = Path(path)
    if not file.exists():
        raise LedgerMissing(
            f"There is no published copy at {file}: make a pass with `pledgewatch run`, it publishes one."
        )
    sealed.refuse_strays(file)
    # An engine of its own with the copy attached, not one on the file: that would share an engine with whoever has the path
    # open in this process, and show them the copy from before the last publication.
    connection = database.engine(config=sealed.CONFIG)
    try:
        place = str(file.absolute()).replace("'", "''")
        connection.execute(f"ATTACH '{place}' AS {CATALOG} (READ_ONLY); USE {CATALOG}")
        if memory is not None:
            connection.register_filesystem(memory)
            connection.execute(f"SET allowed_paths = ['{MEMORY_TARGET}']")
        if external_access:
            connection.execute("SET lock_configuration = true")
        elif writable is not None:
            sealed.open_only(connection, writable)
        else:
            sealed.seal(connection)
    except (duckdb.Error, UnicodeDecodeError) as problem:
        connection.close()
        raise database.explain(problem, file, copy=True) from problem
    return connection
