"""Opening a ledger file: locked, connected, and of this version's schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from storage import database, lock, migrate
from storage.stopping import stoppable


@contextmanager
def opened(file: Path, read_only: bool, wait_seconds: float) -> Iterator[duckdb.DuckDBPyConnection]:
    """A locked and connected ledger file of this version's schema: an older one is migrated first, for readers too."""
    if not read_only:
        _make_folder(file)
        with _connected(file, False, wait_seconds) as connection:
            yield connection
        return
    with _connected(file, True, wait_seconds) as connection:
        # looked at where it is read: an engine takes 50 ms to start, and hardly any ledger is older
        if _version(connection, file) in (0, len(migrate.packaged())):
            yield connection
            return
    with lock.held(file, wait_seconds=wait_seconds):
        migrate.upgrade(file).close()
    with _connected(file, True, wait_seconds) as connection:
        _version(connection, file)
        yield connection


@contextmanager
def _connected(file: Path, read_only: bool, wait_seconds: float) -> Iterator[duckdb.DuckDBPyConnection]:
    with lock.held(file, read_only=read_only, wait_seconds=wait_seconds):
        connection = database.connect_file(file, read_only=True) if read_only else migrate.upgrade(file)
        try:
            with stoppable(connection):
                yield connection
        except duckdb.Error as problem:
            raise database.explain(problem, file) from problem
        finally:
            connection.close()


def _version(connection: duckdb.DuckDBPyConnection, file: Path) -> int:
    """The version of a ledger's schema. Raises LedgerNewer."""
    version = migrate.applied(connection)
    migrate.check_version(version, str(file))
    return version


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise database.explain(duckdb.IOException(f"Cannot open file: {problem}"), file) from problem
