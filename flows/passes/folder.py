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

#: held while a pass is made, and while ``serve`` watches
PASS, WATCH = "pass.lock", "serve.lock"
#: in the lock, after its holder's number: a pass over all sources is being made
WHOLE = "a pass"


class Busy(Exception):
    """Something needs the data folder alone, and a pass is running; the message is one sentence."""

    #: how a command ends by it: EX_TEMPFAIL of sysexits.h, try again later
    exit_code = 75


@contextmanager
def alone(settings: Settings, wait: bool | None = None, whole: bool = False) -> Iterator[bool]:
    """Hold the data folder's lock: who holds it may fetch, judge and deliver. Yields False where another process holds it.

    ``wait`` waits for it instead; by default as ``schedule.overlap`` says. ``whole``: for a pass over all sources, which others are told.
    """
    waits = settings.schedule.overlap == "wait" if wait is None else wait
    with _locked(_path(settings), settings, waits, WHOLE if whole else "") as got:
        yield got


def passing(settings: Settings) -> bool:
    """Whether who signed the lock last makes a pass over all sources. To be asked only where it was found held."""
    return _signature(settings, PASS)[1:] == [WHOLE]


@contextmanager
def watching(settings: Settings) -> Iterator[None]:
    """Hold what only one ``serve`` of a data folder holds: a second one would take the first one's Prefect server over and end it.

    Raises Busy, and names who holds it.
    """
    with _locked(_path(settings, WATCH), settings, wait=False) as got:
        if not got:
            raise Busy(
                f"{holder(settings, WATCH)} watches this data folder already; stop it first, or give this serve a data folder of its own "
                "(paths.data)"
            )
        yield


@contextmanager
def _locked(path: Path, settings: Settings, wait: bool, what: str = "") -> Iterator[bool]:
    descriptor = _open(path)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not wait:
                yield False
                return
            log.info("waiting for %s", holder(settings, path.name))
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        _sign(descriptor, what)
        yield True
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    """Raises LedgerUnwritable: whoever cannot lay a lock in the data folder could keep nothing in it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as problem:
        from storage.errors import LedgerUnwritable
        from storage.refusals import unwritable

        told = unwritable(f"The data folder {path.parent}", path, problem, "set paths.data to another folder")
        raise LedgerUnwritable(f"{told}.") from problem


def held(settings: Settings, name: str = PASS) -> bool:
    """Whether a process holds the lock now."""
    try:
        descriptor = os.open(_path(settings, name), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def holder(settings: Settings, name: str = PASS) -> str:
    """Who holds the lock, for a sentence: ``process 4711 (pledgewatch serve)``. To be asked only where it was found held."""
    from storage.lock import describe

    number = signed_by(settings, name)
    if number is None or (command := describe(number)) is None:
        return "another process"
    return f"process {number} ({command})"


def signed_by(settings: Settings, name: str = PASS) -> int | None:
    """The number of the process that signed the lock last; it may have given the lock up since."""
    try:
        return int(_signature(settings, name)[0])
    except (IndexError, ValueError):
        return None


def _signature(settings: Settings, name: str) -> list[str]:
    try:
        return _path(settings, name).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _sign(descriptor: int, what: str) -> None:
    """Write who holds it, and what for. On a full disk the lock is good all the same."""
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n{what}".encode("ascii"), 0)
    except OSError as error:
        log.debug("a lock stays unsigned: %s", error)


def _path(settings: Settings, name: str = PASS) -> Path:
    return settings.paths.data / name
