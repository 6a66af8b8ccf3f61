"""``serve`` with its Prefect server over some dozens of passes: memory and open files stay, Prefect's database grows by its runs only."""

from __future__ import annotations

import itertools
import json
import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from flows.settings import load
from newsroom import Newsroom
from prefect_desk import any_port, ask, send, until
from soak import story
from website import Site

COMMAND = [sys.executable, "-m", "flows.cli"]
FINAL = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
#: passes before the first look and between the first and the last
SETTLE, PASSES = 4, 20
#: megabytes that serve and its server may have more at the end, files that each may have open more, bytes of a run in the database
#: (two thirds are events, which Prefect keeps for a week; the rest for keep.runs_days)
MEGABYTES, FILES, RUN_BYTES = (20.0, 60.0), 12, 350_000


@dataclass
class Held:
    """What serve and its server hold: megabytes and open files of each, runs and bytes of the database once it is vacuumed."""

    megabytes: tuple[float, float]
    files: tuple[int, int]
    runs: int
    bytes: int


def held(serve: psutil.Process, server: psutil.Process, home: Path) -> Held:
    both = (serve, server)
    copy = home / "vacuumed.db"
    copy.unlink(missing_ok=True)
    with sqlite3.connect(f"file:{home / 'prefect.db'}?mode=ro", uri=True, timeout=60) as database:
        database.execute("VACUUM INTO ?", (str(copy),))
        (runs,) = database.execute("SELECT count(*) FROM flow_run WHERE start_time IS NOT NULL").fetchone()
    database.close()
    # the least of a few looks: a connection that is in use at this moment is borrowed, not held
    files = (min(both[0].num_fds() for _ in range(3)), min(both[1].num_fds() for _ in range(3)))
    return Held(
        (both[0].memory_info().rss / 1e6, both[1].memory_info().rss / 1e6), files, int(runs), copy.stat().st_size
    )


def started(api: str, deployment: str) -> str:
    """A run of the deployment that is due now; its number."""
    return str(send(api, "POST", f"deployments/{deployment}/create_flow_run", {})["id"])


def found(api: str, number: str) -> list[dict[str, Any]]:
    return ask(api, "flow_runs", flow_runs={"id": {"any_": [number]}})


@pytest.mark.drill
def test_serve_and_its_server_grow_by_their_runs_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Site() as site:
        room = Newsroom(site)
        file = room.settings(tmp_path)
        file.write_text(
            file.read_text() + '[schedule]\nevery = "30d"\n[prefect]\nstart_seconds = 400\n', encoding="utf-8"
        )
        settings = load(file)
        any_port(settings.paths.data)
        home = settings.paths.data / "prefect"
        env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "PLEDGEWATCH"))}
        env |= {"PREFECT_HOME": str(tmp_path / "home"), "PREFECT_RUNNER_POLL_FREQUENCY": "1"}
        log = tmp_path / "serve.log"
        with log.open("wb") as out:
            child = subprocess.Popen([*COMMAND, "serve", "--settings", str(file)], env=env, stdout=out, stderr=out)
        try:
            until(lambda: "watching" in log.read_text() or child.poll() is not None)
            assert child.poll() is None, log.read_text()
            note = json.loads((home / "server.json").read_text())
            (deployment,) = until(lambda: [d for d in ask(note["api_url"], "deployments") if d["name"] == "monitor"])
            numbers = itertools.count()

            def passes(wanted: int) -> None:
                """So many passes, one as soon as another has ended, each with an article of its own."""
                for _ in range(wanted):
                    number = next(numbers)
                    room.publish("north", f"shelter-{number}", f"Shelter {number}", story(number))
                    made = started(note["api_url"], deployment["id"])
                    ended = until(
                        lambda made=made: [r for r in found(note["api_url"], made) if r["state"]["type"] in FINAL]
                    )
                    assert ended[0]["state"]["type"] == "COMPLETED", (ended[0]["state"], log.read_text())

            passes(SETTLE)
            both = psutil.Process(child.pid), psutil.Process(note["pid"])
            first = held(*both, home)
            passes(PASSES)
            last = held(*both, home)
            child.send_signal(signal.SIGTERM)
            assert child.wait(180) == 0, log.read_text()
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait(120)
    runs = last.runs - first.runs
    each = (last.bytes - first.bytes) / max(runs, 1)
    with capsys.disabled():
        print(f"\n{first}\n{last}\n{runs} runs, {each / 1e3:.0f} kB of database each")
    assert runs >= PASSES
    assert all(b - a <= more for a, b, more in zip(first.megabytes, last.megabytes, MEGABYTES, strict=True)), (
        first,
        last,
    )
    assert all(b - a <= FILES for a, b in zip(first.files, last.files, strict=True)), (first, last)
    assert each <= RUN_BYTES, (first, last)
