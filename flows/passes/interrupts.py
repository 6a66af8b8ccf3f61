"""Ctrl-C in a pass: an order to stop, however it comes out of the library that it strikes; and what is done by then."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

#: the exit code of a command that ended by Ctrl-C (128 + SIGINT)
INTERRUPTED = 130

_asked = threading.Event()


@contextmanager
def listening() -> Iterator[None]:
    """Note a Ctrl-C before it unwinds the stack: a library may swallow it, or come out with an error of its own."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        _asked.set()
        raise KeyboardInterrupt

    _asked.clear()
    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def ignored() -> None:
    """Take no further Ctrl-C: the process is ending by one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


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
