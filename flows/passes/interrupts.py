"""Ctrl-C (or SIGTERM) in a command: an order to stop, however it comes out of the library that it strikes; and what is done by then."""

from __future__ import annotations

import select
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

#: the exit code of a command that ended by Ctrl-C (128 + SIGINT)
INTERRUPTED = 130
#: orders to stop, Ctrl-C first
_ORDERS = (signal.SIGINT, signal.SIGTERM)
#: a query that began just as it was to be stopped did not hear of it: told again after so many seconds, so many times
_AGAIN_SECONDS, _TIMES = 0.05, 20

_asked = threading.Event()
_numbers: list[int] = []


@contextmanager
def listening(keep: bool = True) -> Iterator[None]:
    """Note an order to stop before it unwinds the stack: a library may swallow it, or come out with an error of its own.

    A query that is running in the ledger or its copy is stopped at once. Not ``keep``: a Ctrl-C is for what runs just now
    (a prompt goes on after it), and SIGTERM ends the process as ever.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    from storage.stopping import stop_queries

    told = _Told()

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        told.answer()
        stop_queries()  # an error raised between two steps of a query may be lost in it: then this ends it
        if keep:
            _numbers.append(number)
            _asked.set()
        raise KeyboardInterrupt

    _asked.clear()
    _numbers.clear()
    before = {number: signal.signal(number, stop) for number in (_ORDERS if keep else _ORDERS[:1])}
    try:
        with _watched(told, keep):
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Told:
    """What the system told of signals, and whether the main thread has answered it.

    One answer is for all signals until then: their bytes are taken away with it, and what is there afterwards is a later order.
    """

    def __init__(self) -> None:
        self.reader, self.writer = socket.socketpair()
        self.reader.setblocking(False)
        self.writer.setblocking(False)
        self.answered = threading.Event()
        #: an answer may be struck by the next signal, in the same thread
        self._lock = threading.RLock()

    def answer(self) -> None:
        """By the main thread: what it was told is heard."""
        with self._lock:
            with suppress(EOFError, OSError):  # struck while the watching ends: there is nothing left to take
                self._taken()
            self.answered.set()

    def next(self) -> bytes:
        """By the watcher: the numbers of signals not answered yet, as soon as there are any (none: they were); EOFError at the end."""
        select.select([self.reader], [], [])
        with self._lock:
            if numbers := self._taken():
                self.answered.clear()
            return numbers

    def _taken(self) -> bytes:
        try:
            numbers = self.reader.recv(64)
        except BlockingIOError:
            return b""
        if not numbers:
            raise EOFError
        return numbers


@contextmanager
def _watched(told: _Told, keep: bool) -> Iterator[None]:
    """A thread to which the system tells of signals at once, while the main thread hears of them when its query has ended."""
    thread = threading.Thread(target=_watch, args=(told, keep), name="orders to stop", daemon=True)
    thread.start()
    before = signal.set_wakeup_fd(told.writer.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        told.writer.close()
        told.answered.set()
        thread.join()
        told.reader.close()


def _watch(told: _Told, keep: bool) -> None:
    from storage.stopping import stop_queries

    with suppress(EOFError):
        while True:
            if not set(told.next()) & set(_ORDERS):
                continue
            if keep:
                _asked.set()
                stop_queries()  # those of other threads, whatever the main one has heard
            for _ in range(_TIMES):
                if told.answered.is_set():
                    break
                stop_queries()
                told.answered.wait(_AGAIN_SECONDS)


def ignored() -> None:
    """Take no further Ctrl-C: the process is ending by one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def code() -> int:
    """The exit code of a command that was ordered to stop: 128 and the signal's number."""
    return 128 + _numbers[0] if _numbers else INTERRUPTED


def heed() -> None:
    """End here if a Ctrl-C came that some library swallowed."""
    if _asked.is_set():
        raise KeyboardInterrupt


def is_interrupt(error: BaseException) -> bool:
    """Whether ``error`` is what became of a Ctrl-C. DuckDB, struck in a query, raises a plain RuntimeError in its place."""
    struck = type(error) is RuntimeError and "Query interrupted" in str(error)
    return isinstance(error, KeyboardInterrupt) or struck or _asked.is_set()


class Course:
    """How far a pass came, as its progress tells. To be called as one (stage, parts done, parts)."""

    def __init__(self, show: Callable[[str, int, int], None]) -> None:
        self._show = show
        self._stage = ""
        self._whole: set[str] = set()

    def __call__(self, stage: str, done: int, total: int) -> None:
        self._stage = stage
        if total and done >= total:
            self._whole.add(stage)
        self._show(stage, done, total)

    def sentence(self) -> str:
        """What a pass that was stopped here has done, and what the next one does."""
        if not self._stage:
            return "stopped before its first stage: nothing was done"
        if "publish" in self._whole:
            return "stopped at the end of the pass: everything is recorded, sent and published"
        if "deliver" in self._whole:
            return "stopped before the copy to query was replaced: what was found is recorded and sent; the next pass publishes it"
        if "judge" in self._whole:
            return (
                "stopped before everything was sent: what was found is recorded; the next pass (or pledgewatch alerts retry) sends "
                "what is owed, and publishes the copy to query"
            )
        if self._stage == "judge":
            return "stopped while judging: what was found is recorded as a whole or not at all, and the next pass does what is left"
        return f"stopped in the stage {self._stage}: nothing of this pass is recorded, and the next one does it anew"
