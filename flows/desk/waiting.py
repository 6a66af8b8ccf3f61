"""``python -m flows.desk.waiting ADDRESS``: wait until a Prefect server answers, for ExecStartPost of its unit.

systemd takes a service as started when ExecStartPost ends, so that what follows in a script, or stands After= it, meets a server that
answers. Bounded: a server that does not come makes the start fail, with a sentence.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence

from flows.desk.server import answers

SECONDS = 120.0


def main(words: Sequence[str] | None = None) -> int:
    """0 as soon as the API is well; 1 after so many seconds, or when the process that systemd names in MAINPID is gone."""
    parser = argparse.ArgumentParser(prog="python -m flows.desk.waiting")
    parser.add_argument("address", help="the API's address, like http://127.0.0.1:4200/api")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long to wait at most (%(default)s)")
    asked = parser.parse_args(words)
    main_process = os.environ.get("MAINPID", "")
    deadline = time.monotonic() + asked.seconds
    while not answers(asked.address):
        if main_process.isdecimal() and not _alive(int(main_process)):
            print("the Prefect server ended while it was starting; its log says why", file=sys.stderr)
            return 1
        if time.monotonic() > deadline:
            print(f"no Prefect server answers at {asked.address} after {asked.seconds:g} s", file=sys.stderr)
            return 1
        time.sleep(0.2)
    return 0


def _alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is there, and another's
        return True
    return True


if __name__ == "__main__":
    sys.exit(main())
