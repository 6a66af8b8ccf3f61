"""One writer at a time, and its name for the one who waits.

DuckDB locks its file with POSIX record locks. Those are lost as soon as the same process closes *any* descriptor of the file, so
copying a ledger inside the process that has it open would unlock it in silence. Hence a lock file of our own beside the ledger
(``flock``: bound to the open descriptor, works between threads too), held from before DuckDB opens the file until after the last
copy is made. It also carries who holds it, which DuckDB's own message does only in part.
"""

from __future__ import annotations

import fcntl
import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from storage.errors import LedgerBusy, LedgerUnwritable
from storage.refusals import unwritable

log = logging.getLogger("storage.lock")

_POLL_SECONDS = 0.05
#: after so long a wait it is said what is waited for
TELL_SECONDS = 2.0


def waiting_seconds() -> float:
    """How long a pass, and a command that writes, waits for the ledger: two minutes, or what PLEDGEWATCH_LEDGER_WAIT says."""
    try:
        return max(0.0, float(os.environ.get("PLEDGEWATCH_LEDGER_WAIT", "120")))
    except ValueError:
        return 120.0


def lock_path(ledger: Path) -> Path:
    """The lock file of a ledger."""
    return ledger.with_name(ledger.name + ".lock")


def describe(pid: int) -> str | None:
    """The command line of a process, or None where the system does not tell (no /proc, another user's, gone)."""
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return None
    words = [os.fsdecode(part) for part in raw.split(b"\0") if part]
    return " ".join(" ".join(words).split())[:200] or None


def _who(pid: int | None, command: str | None) -> str:
    if pid is None:
        return "another process"
    if pid == os.getpid():
        return "another part of this process"
    return f"process {pid}" + (f" ({command})" if command else "")


def busy(ledger: Path, pid: int | None, command: str | None, waited: float) -> LedgerBusy:
    """The one sentence for a ledger that somebody else holds."""
    who = _who(pid, command)
    after = f" after {waited:.0f} s" if waited >= 1 else ""
    return LedgerBusy(
        f"The ledger {ledger} is in use by {who}{after}: wait until it has finished, or stop it; "
        "queries do not need the ledger, they read the published copy (pledgewatch sql).",
        pid,
        command,
    )


def _holder(descriptor: int) -> tuple[int | None, str | None]:
    """Who wrote their name into the lock file; nobody where it is empty or its process is gone."""
    text = os.pread(descriptor, 1000, 0).decode("utf-8", "replace").strip()
    number, _, command = text.partition("\n")
    if not number.isdigit() or (not Path(f"/proc/{number}").exists() and sys.platform == "linux"):
        return None, None
    return int(number), command or describe(int(number))


def _open(path: Path, read_only: bool) -> int | None:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as problem:
        if (
            read_only
        ):  # a reader of a folder that it cannot write to has nothing to lock with, and DuckDB still guards it
            return None
        raise LedgerUnwritable(
            f"{unwritable(f'The ledger in {path.parent}', path, problem, 'set paths.data to another folder')}."
        ) from problem


@contextmanager
def held(ledger: Path, *, read_only: bool = False, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the ledger: alone for writing, together with others for reading.

    Raises LedgerBusy after ``wait_seconds`` and LedgerUnwritable where the lock file cannot be made.
    """
    descriptor = _open(lock_path(ledger), read_only)
    if descriptor is None:
        yield
        return
    try:
        _acquire(descriptor, ledger, fcntl.LOCK_SH if read_only else fcntl.LOCK_EX, wait_seconds)
        if not read_only:
            os.ftruncate(descriptor, 0)
            with suppress(OSError):  # a full disk: the lock holds all the same, only our name is not in it
                os.pwrite(descriptor, f"{os.getpid()}\n{describe(os.getpid()) or ''}\n".encode(), 0)
        yield
        if not read_only:
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, ledger: Path, mode: int, wait_seconds: float) -> None:
    began, told = time.monotonic(), wait_seconds <= TELL_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            waited = time.monotonic() - began
            if waited >= wait_seconds:
                pid, command = _holder(descriptor)
                raise busy(ledger, pid, command, waited) from None
            if not told and waited >= TELL_SECONDS:
                told = True
                # said whatever the level of the log is: a person who sees nothing happen thinks it hangs
                log.info(
                    "the ledger is in use by %s: waiting for it, at most %.0f s more", _who(*_holder(descriptor)), wait_seconds - waited,
                    extra={"said": True},
                )  # fmt: skip
            time.sleep(min(_POLL_SECONDS, max(0.0, wait_seconds - waited)))
        except OSError:
            return  # a file system without flock (some network mounts): DuckDB's own lock is left to guard
