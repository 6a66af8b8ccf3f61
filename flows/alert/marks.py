"""Writing to the outbox while several destinations are being served: one thread opens the ledger, and closes it when nobody waits."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Self

#: what opens the ledger for writing
Opener = Callable[[], AbstractContextManager[Any]]
Work = Callable[[Any], Any]
#: how long the ledger stays open in the hope of more work; opening costs 65 ms, a fast message less
LINGER = 0.15


class Marker:
    """Runs small pieces of work on the ledger, in order, each durable when ``do`` returns.

    Nothing else holds the ledger in between: it is opened for what is waiting and closed again (DuckDB locks out every reader while a
    writer has the file).
    """

    def __init__(self, opener: Opener) -> None:
        self._open = opener
        self._queue: queue.Queue[tuple[Work, Future[Any]] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, name="pledgewatch-marks", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._queue.put(None)
        self._thread.join()

    def do(self, work: Work) -> Any:
        """Run ``work(ledger)`` and give what it gives; raises what it raises, or why the ledger cannot be opened."""
        future: Future[Any] = Future()
        self._queue.put((work, future))
        return future.result()

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            try:
                with self._open() as ledger:
                    item = self._serve(ledger, item)
            except BaseException as error:
                if item is not None and not item[1].done():
                    item[1].set_exception(error)
                continue
            if item is None:
                return

    def _serve(self, ledger: Any, item: tuple[Work, Future[Any]] | None) -> tuple[Work, Future[Any]] | None:
        """Work until nobody waits. Returns None when the end was asked for, else the last piece of work."""
        while item is not None:
            work, future = item
            try:
                future.set_result(work(ledger))
            except BaseException as error:
                future.set_exception(error)
            try:
                after = self._queue.get(timeout=LINGER)
            except queue.Empty:
                return item
            item = after
        return None
