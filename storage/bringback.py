"""The ledger back from the published copy, where the ledger is damaged or gone and no newer backup is there.

The copy is the ledger's own file as it was at publication, with every log and the outbox in it; raw pages lie beside both. So all comes back
that was recorded until then. What was recorded later is lost with the ledger: claims, findings and alerts of passes since, and that their
messages were sent.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from storage import comments, database, lock, snapshot
from storage.errors import LedgerDamaged, LedgerError, LedgerUnwritable
from storage.lost import worth_less
from storage.refusals import unwritable


class NothingLost(LedgerError):
    """The ledger is whole and holds all that the copy does: there is nothing to bring back."""


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """What came back, of when, and where the old file lies now."""

    copy: snapshot.SnapshotInfo
    tables: int
    aside: tuple[Path, ...]


def bring_back(ledger: Path, copy: Path, now: datetime) -> BroughtBack:
    """Put the published copy in the ledger's place; what lies there is kept beside it, never overwritten.

    The rows of every table are compared before it counts. Raises NothingLost where the ledger is whole and not behind the copy,
    LedgerMissing without a copy, LedgerDamaged where the copy is no good either, LedgerBusy, LedgerUnwritable.
    """
    found = _info(copy, ledger)
    _make_folder(ledger)
    with lock.held(ledger, wait_seconds=10):
        if worth_less(ledger, found) is None and _reads(ledger):
            raise NothingLost(
                f"The ledger {ledger} is whole and holds all that the published copy does: nothing was changed."
            )
        part = _part(ledger, copy)
        aside = tuple(_put_aside(path, now) for path in _files(ledger) if path.exists())
        part.replace(ledger)
    return BroughtBack(found, len(_rows(ledger)), aside)


def _info(copy: Path, ledger: Path) -> snapshot.SnapshotInfo:
    """What the copy says of itself. A damaged one is replaced from the ledger where that is whole; else only a backup is left."""
    try:
        return snapshot.info(copy)
    except LedgerDamaged as problem:
        with lock.held(ledger, read_only=True, wait_seconds=10):
            if ledger.exists() and _reads(ledger):
                raise
        raise database.copy_lost(copy, problem.__cause__ or problem) from problem


def _make_folder(ledger: Path) -> None:
    try:
        ledger.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise database.explain(duckdb.IOException(f"Cannot open file: {problem}"), ledger) from problem


def _reads(ledger: Path) -> bool:
    """Whether every block of a ledger can be read: one whose counts are right may be damaged all the same."""
    try:
        _rows(ledger)
    except LedgerDamaged:
        return False
    return True


def _files(ledger: Path) -> list[Path]:
    """A ledger with what DuckDB may have left beside it: a log of another file's changes must not be read with the new one."""
    return [
        ledger,
        *(ledger.with_name(ledger.name + ending) for ending in (".wal", ".wal.checkpoint", ".wal.recovery")),
    ]


def _put_aside(path: Path, now: datetime) -> Path:
    return path.rename(path.with_name(f"{path.name}.lost-{now:%Y%m%dT%H%M%S}"))


def _part(ledger: Path, copy: Path) -> Path:
    """The copy as a file beside the ledger, on disk and found to hold the same rows."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{ledger.name}.", suffix=".part", dir=ledger.parent)
        os.close(descriptor)
        part = Path(name)
        try:
            shutil.copyfile(copy, part)
            part.chmod(0o644)
            with part.open("rb") as written:
                os.fsync(written.fileno())
            if _rows_of_copy(copy) != _rows(part):
                raise LedgerDamaged(f"The published copy {copy} does not read the same twice: check the disk.")
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise LedgerUnwritable(
            f"{unwritable(f'The ledger in {ledger.parent}', ledger, problem, 'set paths.data to another folder')}; nothing was changed."
        ) from problem
    return part


def _rows_of_copy(copy: Path) -> dict[str, tuple[int, int]]:
    try:
        return _rows(copy)
    except LedgerDamaged as problem:
        raise database.copy_lost(copy, problem.__cause__ or problem) from problem


def _rows(file: Path) -> dict[str, tuple[int, int]]:
    """Rows and a checksum of all their values, by table. Reading them makes DuckDB verify every block."""
    connection = database.connect_file(file, read_only=True)
    try:
        tables = [name for name, is_view in comments.relations(connection).items() if not is_view]
        found = {}
        for table in tables:
            count, mark = connection.execute(
                f'SELECT count(*), coalesce(bit_xor(hash(t)), 0) FROM "{table}" t'
            ).fetchall()[0]
            found[table] = (int(count), int(mark))
        return found
    except (duckdb.Error, UnicodeDecodeError) as problem:
        raise database.explain(problem, file) from problem
    finally:
        connection.close()
