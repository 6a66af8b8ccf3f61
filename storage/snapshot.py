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

import duckdb

from storage import database, lock, migrate, rates, summaries
from storage.errors import LedgerMissing, LedgerUnwritable

#: what the published copy is called in SQL
CATALOG = "pledgewatch"


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """What a published copy is: when it was made and what is in it."""

    path: Path
    published_at: datetime
    bytes: int
    claims: int
    articles: int
    alerts: int

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
) -> SnapshotInfo:
    """Replace ``snapshot`` by a copy of the ledger's present state. The ledger is held for the time of a checkpoint and a file copy.

    ``rates_file``: a history of reference rates to convert by instead of the packaged one.

    Raises LedgerMissing, LedgerBusy, LedgerUnwritable. The old copy stays whole until the new one is on disk.
    """
    source, target = Path(ledger), Path(snapshot)
    if not source.exists():
        raise LedgerMissing(f"There is no ledger at {source}: make a first pass with `pledgewatch run`.")
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    connection = database.connect_aside()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        looked = _look(connection, source, wait_seconds)
        with lock.held(source, wait_seconds=wait_seconds):
            info = _prepare(connection, source, target, moment, rates_file, looked)
            # DuckDB has closed the file: copying it while this process has it open would drop DuckDB's lock (see lock.py)
            part = _copy(source, target)
        _finish(part)
    except LedgerUnwritable as problem:
        if not target.exists():
            raise
        raise LedgerUnwritable(f"{problem} The copy published before is untouched.") from problem
    except OSError as problem:
        raise LedgerUnwritable(
            f"The published copy {target} cannot be written ({problem.strerror or problem}): free some space or make its folder "
            "writable; the copy published before is untouched."
        ) from problem
    finally:
        connection.close()
    part.replace(target)
    _sync_folder(target.parent)
    return info


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
) -> SnapshotInfo:
    """Bring the (locked) ledger to what is to be copied: schema, views, rates, summaries, the moment."""
    if looked is None:
        migrate.upgrade(source).close()
    with database.attached(connection, source):
        migrate.lay_views(connection)
        rates.load(connection, rates_file)
        if looked is None or not summaries.reached(connection, looked.update):  # somebody wrote in between
            looked = _Looked(summaries.prepare(connection))
        if looked.update is not None:
            summaries.take_in(connection, looked.update)
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('published_at', ?)", [moment.isoformat()])
        connection.execute("CHECKPOINT")
        return _describe(connection, target, moment, source.stat().st_size)


def _finish(part: Path) -> None:
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
            raise database.explain(problem, part) from problem
        raise


def _describe(connection: duckdb.DuckDBPyConnection, path: Path, moment: datetime, size: int) -> SnapshotInfo:
    counts = connection.execute(
        "SELECT (SELECT count(*) FROM claim_log), (SELECT count(*) FROM article_log), (SELECT count(*) FROM alert_log)"
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


def info(snapshot: Path | str) -> SnapshotInfo:
    """When a published copy was made and what it holds. Raises LedgerMissing, LedgerDamaged."""
    path = Path(snapshot)
    connection = connect_snapshot(path)
    try:
        rows = connection.execute("SELECT value FROM meta WHERE name = 'published_at'").fetchall()
        moment = datetime.fromisoformat(rows[0][0]) if rows else datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return _describe(connection, path, moment, path.stat().st_size)
    except duckdb.Error as problem:
        raise database.explain(problem, path) from problem
    finally:
        connection.close()


def connect_snapshot(
    path: Path | str, *, external_access: bool = False, writable: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """A published copy, read-only, for analysts' SQL: it can write nothing, read no other file, and reach no network.

    ``external_access`` opens files and network up for one who asks for it (still read-only towards the copy itself);
    ``writable`` allows one file or one folder to be written (an export's target).
    """
    file = Path(path)
    if not file.exists():
        raise LedgerMissing(
            f"There is no published copy at {file}: make a pass with `pledgewatch run`, it publishes one."
        )
    # An engine of its own with the copy attached, not duckdb.connect(file): that would share an engine with whoever has the path
    # open in this process, and show them the copy from before the last publication.
    connection = duckdb.connect(":memory:", config={"autoinstall_known_extensions": False})
    try:
        place = str(file.absolute()).replace("'", "''")
        connection.execute(f"ATTACH '{place}' AS {CATALOG} (READ_ONLY); USE {CATALOG}")
        if not external_access:
            connection.execute("SET autoload_known_extensions = false")
            if writable is not None:
                allowed = str(writable).replace("'", "''")
                setting = "allowed_directories" if writable.is_dir() else "allowed_paths"
                connection.execute(f"SET {setting} = ['{allowed}']")
            connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    except duckdb.Error as problem:
        connection.close()
        raise database.explain(problem, file) from problem
    return connection
