"""Queries that can be stopped from another thread: Python hears a signal between bytecodes, and a query may run for hours in one.

Not on the list while they commit or roll back: what is stopped is a query, never the end of a transaction.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb

#: held while a connection is stopped, so that none is closed under the hands of who stops it
_lock = threading.RLock()
_listed: dict[int, duckdb.DuckDBPyConnection] = {}


@contextmanager
def stoppable(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """`stop_queries` stops what this connection is running; that comes out of here as KeyboardInterrupt. To be left before it is closed."""
    with _lock:
        _listed[id(connection)] = connection
    try:
        yield
    except (duckdb.InterruptException, RuntimeError) as problem:
        if not was_stopped(problem):
            raise
        raise KeyboardInterrupt from problem
    finally:
        with _lock:
            _listed.pop(id(connection), None)


def was_stopped(error: BaseException) -> bool:
    """Whether a query ended with this because it was stopped: from another thread, or by DuckDB's own look at the signals."""
    struck = type(error) is RuntimeError and "Query interrupted" in str(error)
    return struck or isinstance(error, duckdb.InterruptException)


@contextmanager
def spared(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Meanwhile `stop_queries` leaves this connection alone."""
    with _lock:
        listed = _listed.pop(id(connection), None)
    try:
        yield
    finally:
        if listed is not None:
            with _lock:
                _listed[id(connection)] = listed


def stop_queries() -> None:
    """Stop the query that each stoppable connection is running, at its next step (milliseconds). One that runs none is left as it is."""
    with _lock:
        for connection in _listed.values():
            with suppress(duckdb.Error):
                connection.interrupt()
