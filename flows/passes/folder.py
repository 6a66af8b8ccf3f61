"""The data folder's lock: one process at a time fetches, judges and delivers on it. Who holds it is written in it."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.settings import Settings

log = logging.getLogger("flows.passes.folder")


class Busy(Exception):
    """Something needs the data folder alone, and a pass is running; the message is one sentence."""

    #: how a command ends by it: EX_TEMPFAIL of sysexits.h, try again later
    exit_code = 75


@contextmanager
def alone(settings: Settings, wait: bool | None = None) -> Iterator[bool]:
    """Hold the data folder's lock: who holds it may fetch, judge and deliver. Yields False where another process holds it.

    ``wait`` waits for it instead; by default as ``schedule.overlap`` says.
    """
    settings.paths.data.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(_path(settings), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not (settings.schedule.overlap == "wait" if wait is None else wait):
                yield False
                return
            log.info("waiting for %s", holder(settings))
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        _sign(descriptor)
        yield True
    finally:
        os.close(descriptor)


def held(settings: Settings) -> bool:
    """Whether a process holds the lock now."""
    try:
        descriptor = os.open(_path(settings), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def holder(settings: Settings) -> str:
    """Who holds the lock, for a sentence: ``process 4711 (pledgewatch serve)``. To be asked only where it was found held."""
    from storage.lock import describe

    number = signed_by(settings)
    if number is None or (command := describe(number)) is None:
        return "another process"
    return f"process {number} ({command})"


def signed_by(settings: Settings) -> int | None:
    """The number of the process that signed the lock last; it may have given the lock up since."""
    try:
        return int(_path(settings).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _sign(descriptor: int) -> None:
    """Write who holds it. On a full disk the lock is good all the same."""
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
    except OSError as error:
        log.debug("pass.lock stays unsigned: %s", error)


def _path(settings: Settings) -> Path:
    return settings.paths.data / "pass.lock"
