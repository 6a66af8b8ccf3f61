"""The Prefect server that ``serve`` started, watched: a process that ends unasked is started again, at the same address.

What runs meanwhile (the runner, a pass) asks again for a minute or more by itself, so that a server which is back within that is
missed by nobody. One that does not come back after a few tries is lost: then it is for ``serve`` to end.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import subprocess
import threading
import time
from collections.abc import Callable

log = logging.getLogger("flows.desk.watch")

#: seconds before each try; one that lives for ``STEADY`` seconds has all of them again
PAUSES = (0.0, 2.0, 10.0, 30.0)
STEADY = 600.0


class Watch:
    """Waits in a thread for the end of the server's process. ``start`` makes it anew and returns it once it answers, or raises."""

    def __init__(
        self,
        process: subprocess.Popen[bytes] | int,
        start: Callable[[Callable[[subprocess.Popen[bytes]], None]], None],
        back: Callable[[str], None],
        lost: Callable[[str], None],
    ) -> None:
        self._process, self._start, self._back, self._lost = process, start, back, lost
        self._stopping = threading.Event()
        self._tries, self._began = 0, time.monotonic()
        self._thread = threading.Thread(target=self._run, name="prefect-server-watch", daemon=True)
        self._thread.start()

    @property
    def process(self) -> subprocess.Popen[bytes] | int:
        """The server that is running, or the number of one that is no child of ours."""
        return self._process

    def stop(self) -> None:
        """From now on its end is wanted: to be called before the server is ended."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            how = wait_for_end(self._process)
            if self._stopping.is_set():
                return
            log.warning("the Prefect server ended (%s)", how)
            if time.monotonic() - self._began > STEADY:
                self._tries = 0
            if not self._again(how):
                return

    def _again(self, how: str) -> bool:
        why = ""
        while self._tries < len(PAUSES):
            pause, self._tries = PAUSES[self._tries], self._tries + 1
            if self._stopping.wait(pause):
                return False
            try:
                self._start(self._take)
            except Exception as error:  # whatever a disk, a port or a program may do
                why = str(error)
                log.warning("the Prefect server could not be started again: %s", error)
                continue
            self._began = time.monotonic()
            self._back(f"the Prefect server ended ({how}) and was started again")
            return True
        if not self._stopping.is_set():
            self._lost(f"the Prefect server ended ({how}) and could not be started again{': ' if why else ''}{why}")
        return False

    def _take(self, child: subprocess.Popen[bytes]) -> None:
        self._process = child
        if self._stopping.is_set():
            child.terminate()


def wait_for_end(process: subprocess.Popen[bytes] | int) -> str:
    """Wait until a process has ended, and say how, where that can be known."""
    if not isinstance(process, int):
        code = process.wait()
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    try:
        descriptor = os.pidfd_open(process)
    except AttributeError:  # not on Linux: asked every second
        while _lives(process):
            time.sleep(1)
    except OSError:
        pass  # gone already
    else:
        try:
            select.select([descriptor], [], [])
        finally:
            os.close(descriptor)
    return f"process {process}"


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except OSError:
        return False
    return True
