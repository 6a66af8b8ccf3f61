"""Opening a ledger file: locked, connected, and of this version's schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from storage import database, lock, migrate


@contextmanager
def opened(file: Path, read_only: bool, wait_seconds: float) -> Iterator[duckdb.DuckDBPyConnection]:
    """A locked and connected ledger file of this version's schema: an older one is migrated first, for readers too."""
    if not read_only:
        _make_folder(file)
    elif _is_older(file, wait_seconds):
        with lock.held(file, wait_seconds=wait_seconds):
            migrate.upgrade(file).close()
    with lock.held(file, read_only=read_only, wait_seconds=wait_seconds):
        connection = database.connect_file(file, read_only=True) if read_only else migrate.upgrade(file)
        try:
            if read_only:
                migrate.check_version(migrate.applied(connection), str(file))
            yield connection
        except duckdb.Error as problem:
            raise database.explain(problem, file) from problem
        finally:
            connection.close()


def _is_older(file: Path, wait_seconds: float) -> bool:
    """Whether a ledger that is to be read was written by an older version."""
    with lock.held(file, read_only=True, wait_seconds=wait_seconds):
        connection = database.connect_file(file, read_only=True)
        try:
            return 0 < migrate.applied(connection) < len(migrate.packaged())
        except duckdb.Error as problem:
            raise database.explain(problem, file) from problem
        finally:
            connection.close()


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise database.explain(duckdb.IOException(f"Cannot open file: {problem}"), file) from problem
