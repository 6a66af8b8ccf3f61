"""A Prefect server for tests, and small questions to it: a real one, started by our own code, once for all tests that need it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any


def ask(api: str, what: str, **body: Any) -> list[dict[str, Any]]:
    """``POST /<what>/filter``: all rows, at most 200."""
    found: list[dict[str, Any]] = send(api, "POST", f"{what}/filter", body)
    return found


def send(api: str, method: str, path: str, body: object = None) -> Any:
    """What the server answers. One that is too busy for a moment (503: nothing was done) is asked again, some ten times."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(f"{api}/{path}", data, {"Content-Type": "application/json"}, method=method)
    for left in reversed(range(10)):
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            if error.code != 503 or not left:
                raise
            time.sleep(1)
    raise AssertionError


def said(api: str, desk: Path, script: str) -> list[str]:
    """The lines that a script of Python prints that talks to the server for a desk, its settings file being the only argument."""
    made = subprocess.run(
        [sys.executable, "-c", script, str(desk)],
        env=environment(api, desk.parent / "home"),
        capture_output=True, text=True, timeout=400, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    return made.stdout.splitlines()


def runs(api: str, settings: Path) -> list[dict[str, Any]]:
    """The flow runs for a settings file, oldest first."""
    found = [r for r in ask(api, "flow_runs", limit=200) if r["parameters"].get("settings") == str(settings)]
    return sorted(found, key=lambda r: r["start_time"] or "9999")


def finished(api: str, settings: Path) -> list[dict[str, Any]]:
    """Those of them that ended."""
    ends = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
    return [r for r in runs(api, settings) if r["state"] and r["state"]["type"] in ends]


def until(wanted: Callable[[], Any], seconds: float = 500) -> Any:
    """The first true answer of ``wanted``, asked again and again for at most so long (a loaded machine takes its time).

    A server that is too busy for one answer (5xx, no answer in time) is asked again.
    """
    deadline = time.monotonic() + seconds
    busy: Exception | None = None
    while True:
        try:
            if found := wanted():
                return found
        except TimeoutError as error:
            busy = error
        except urllib.error.HTTPError as error:
            if error.code < 500:
                raise
            busy = error
        if time.monotonic() > deadline:
            raise AssertionError(f"nothing came within {seconds} s (last trouble: {busy})")
        time.sleep(0.25)


def any_port(data: Path) -> None:
    """Let a server of ours on this data folder take any free port, not the usual one where several test runs would meet."""
    (data / "prefect").mkdir(parents=True)
    (data / "prefect" / "server.json").write_text('{"port": 0}', encoding="utf-8")


def environment(api: str, home: Path) -> dict[str, str]:
    """The environment for processes that talk to the server."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "PLEDGEWATCH"))}
    return kept | {
        "PREFECT_API_URL": api,
        "PREFECT_HOME": str(home),
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        # ask often: tests wait for what the schedule makes
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
    }
