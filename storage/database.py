"""Opening a DuckDB file as a ledger: configuration, clear errors, and a shared engine for ledgers in memory."""

from __future__ import annotations

import errno
import itertools
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from storage.errors import LedgerBusy, LedgerDamaged, LedgerError, LedgerMissing, LedgerNewer, LedgerUnwritable
from storage.lock import busy, describe
from storage.refusals import FORBIDDEN, reason_in, remedy, user
from storage.stopping import spared

#: Clients of DuckDB 1.5 can open what we write.
STORAGE_VERSION = "v1.5.0"

#: what an attached ledger file is called in SQL
ATTACHED = "ledger"

_CONFIG: dict[str, str | bool | int] = {
    "storage_compatibility_version": STORAGE_VERSION,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}

_memory_lock = threading.Lock()
_memory_numbers = itertools.count(1)
_memory_engine: duckdb.DuckDBPyConnection | None = None


def engine(
    path: Path | str = ":memory:",
    *,
    read_only: bool = False,
    config: Mapping[str, str | bool | int | float | list[str]] | None = None,
) -> duckdb.DuckDBPyConnection:
    """Start an engine on a file or in memory; the only place that does. Its sessions are in UTC, as the times that are stored.

    DuckDB takes the machine's zone: `now()` compared with a stored time would be off by hours. Raises duckdb.Error.
    """
    connection = duckdb.connect(str(path), read_only=read_only, config=dict(config or {}))
    # for this session and every later one of the engine (live SQL gives each client its own); DuckDB takes it as no part of `config`.
    # A build without time zones refuses it, and knows none but UTC.
    with suppress(duckdb.InvalidInputException, duckdb.CatalogException):
        connection.execute("SET GLOBAL TimeZone = 'UTC'")
    return connection


def connect_file(path: Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a ledger file. Raises a LedgerError whose text says what to do."""
    if read_only and not path.exists():
        raise LedgerMissing(f"There is no ledger at {path}: make a first pass with `pledgewatch run`.")
    is_new = not path.exists()
    try:
        return engine(path, read_only=read_only, config=_CONFIG)
    except (duckdb.Error, UnicodeDecodeError) as problem:
        told = explain(problem, path)
        if is_new and isinstance(told, LedgerUnwritable):
            # the beginning of a ledger, with nothing in it: the next pass would take it for a damaged one
            with suppress(OSError):
                path.unlink()
        raise told from problem


def connect_aside() -> duckdb.DuckDBPyConnection:
    """An engine in memory to which ledger files are attached, one after the other: temporary tables outlive the file they came from."""
    return engine(config=_CONFIG)


@contextmanager
def attached(connection: duckdb.DuckDBPyConnection, path: Path, *, read_only: bool = False) -> Iterator[None]:
    """A (locked) ledger file as the database that a connection of `connect_aside` stands in. Raises a LedgerError."""
    place = str(path.absolute()).replace("'", "''")
    try:
        connection.execute(f"ATTACH '{place}' AS {ATTACHED}{' (READ_ONLY)' if read_only else ''}; USE {ATTACHED}")
        try:
            yield
        finally:
            connection.execute("USE memory; DETACH ledger")
    except (duckdb.Error, UnicodeDecodeError) as problem:
        raise explain(problem, path) from problem


def connect_memory() -> tuple[duckdb.DuckDBPyConnection, str]:
    """An empty database in memory and its name, for replay: a new one costs under a millisecond.

    A DuckDB engine takes 20 to 60 ms to start, so all of them share one; each has its own attached catalog and connection.
    """
    global _memory_engine
    with _memory_lock:
        if _memory_engine is None:
            _memory_engine = engine(config={"threads": 1, "autoinstall_known_extensions": False})
        name = f"ledger_{next(_memory_numbers)}"
        connection = _memory_engine.cursor()
    connection.execute(f"ATTACH ':memory:' AS {name}; USE {name}")
    return connection, name


def close_memory(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Give the memory of a ledger made by connect_memory back."""
    connection.execute(f"USE memory; DETACH {name}")
    connection.close()


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of it or nothing. What went wrong is what is raised: a commit that failed (a full disk) is rolled back already."""
    try:
        connection.begin()
        yield
        with spared(connection):
            connection.commit()
    except BaseException:
        with suppress(duckdb.Error), spared(connection):
            connection.rollback()
        raise


def explain(problem: BaseException, path: Path, copy: bool = False) -> LedgerError:
    """A DuckDB error about a ledger file (``copy``: about a published copy) as one sentence with the way out."""
    text = " ".join(str(problem).split())
    low = text.lower()
    if "could not set lock" in low or "conflicting lock" in low:
        found = re.search(r"\(PID (\d+)\)", text)
        pid = int(found.group(1)) if found else None
        return busy(path, pid, describe(pid) if pid else None, 0)
    if "different configuration" in low:
        return LedgerBusy(f"The ledger {path} is already open in this process in another mode: close it there first.")
    if "newer version" in low or ("storage version" in low and "can only read" in low):
        return LedgerNewer(
            f"The file {path} was written by a newer DuckDB: upgrade pledgewatch and duckdb, then try again."
        )
    if (refusal := _refusal(text, path)) is not None:
        return LedgerUnwritable(refusal)
    if isinstance(problem, duckdb.CatalogException | duckdb.BinderException | duckdb.ParserException):
        return LedgerError(
            f"The ledger {path} does not have the tables that this version expects ({_tail(text)}): it was made by an unreleased or changed "
            "version; nothing was changed in it. Use that version, or restore a backup."
        )
    if copy:
        return LedgerDamaged(
            f"The published copy {path} is damaged ({_tail(text)}); the ledger is another file: the next pass replaces the copy, and "
            "`pledgewatch publish` does at once."
        )
    return LedgerDamaged(
        f"The file {path} is damaged or no pledgewatch ledger ({_tail(text)}): restore the newest backup with `pledgewatch restore FILE DIR`; "
        "where there is none, `pledgewatch restore --from-copy` brings back all that the published copy holds. Leave the copy where it is until then."
    )


def copy_lost(copy: Path, problem: BaseException) -> LedgerDamaged:
    """What to say of a damaged copy where there is no whole ledger either that it could be made of."""
    return LedgerDamaged(
        f"The published copy {copy} is damaged ({_tail(' '.join(str(problem).split()))}), and there is no whole ledger to publish it from: "
        "restore the newest backup with `pledgewatch restore FILE DIR`. The copy was left as it is."
    )


def _refusal(text: str, path: Path) -> str | None:
    """A sentence about a file that the system does not let us open or write, and what to do by the reason; None where it is something else."""
    low, number = text.lower(), reason_in(text)
    if number == errno.EFBIG:
        return f"The file {path} cannot be written (File too large): {remedy(number, path)}; what was committed before is safe."
    unnamed = number is None and ("disk full" in low or "could not write" in low)
    if number in (errno.ENOSPC, errno.EDQUOT) or unnamed:
        return f"The disk under {path} takes no more data: free some space and run again; what was committed before is safe."
    if number == errno.EROFS:
        return f"The file {path} cannot be opened or written ({_tail(text)}): {remedy(number, path)}."
    if number in FORBIDDEN or "cannot open file" in low:
        return (
            f"The file {path} cannot be opened or written ({_tail(text)}): check its owner, its permissions and those of its folder; this is "
            f"user {user()}."
        )
    return None


def _tail(text: str) -> str:
    return text[:160].rstrip(" .")
