"""The worker's unit is stopped in mid-pass, slots pass while it is away, and it is started again: what the deployment's runs come to."""

from __future__ import annotations

import datetime as dt
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from newsroom import Newsroom
from prefect_desk import ask, environment, send, until
from units import kill, unit
from website import Drip, Site

ROOT = Path(__file__).parents[2]
PREFECT = [sys.executable, "-m", "prefect"]
SLOW = "/inland/choir-2.html"
SLOTS = 12


class Worker:
    """The unit of the worker on a server of the tests, in the folder of a desk."""

    def __init__(self, api: str, folder: Path) -> None:
        self.api, self.folder = api, folder
        self.env = environment(api, folder / "home")
        self.unit = unit("pledgewatch-worker", folder, 4200)
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.child = self.unit.start(
            self.folder, self.folder / "worker.log", PREFECT_API_URL=self.api, PREFECT_WORKER_QUERY_SECONDS="1"
        )

    def stop(self) -> int:
        assert self.child is not None
        return self.unit.stop(self.child)

    def log(self) -> str:
        return (self.folder / "worker.log").read_text(encoding="utf-8")

    def give(self, *words: str) -> None:
        subprocess.run([*PREFECT, *words], env=self.env, cwd=self.folder, capture_output=True, timeout=240, check=True)


@pytest.fixture
def worker(api: str, tmp_path: Path) -> Iterator[Worker]:
    made = Worker(api, tmp_path)
    made.give("work-pool", "create", "pledgewatch", "--type", "process", "--overwrite")
    made.give("--no-prompt", "deploy", "--name", "monitor", "--prefect-file", str(ROOT / "deploy" / "prefect.yaml"))
    # no slot of its own falls into the test: one that comes due beside the run that was asked for would do its work
    (monitor,) = [d for d in ask(api, "deployments") if d["name"] == "monitor" and d["work_pool_name"] == "pledgewatch"]
    for schedule in monitor["schedules"]:
        send(api, "PATCH", f"deployments/{monitor['id']}/schedules/{schedule['id']}", {"active": False})
    yield made
    kill(made.child)
    made.give("--no-prompt", "deployment", "delete", "monitor/monitor")


def missed_slots(api: str, deployment: str) -> list[str]:
    """Runs as the server's scheduler makes them, all of them due a while ago."""
    now, made = dt.datetime.now(dt.UTC), []
    for number in range(SLOTS, 0, -1):
        due = (now - dt.timedelta(seconds=number)).isoformat()
        state = {"type": "SCHEDULED", "state_details": {"scheduled_time": due}}
        run = send(api, "POST", f"deployments/{deployment}/create_flow_run", {"state": state})
        made.append(run["id"])
    database = Path(send(api, "GET", "admin/settings")["home"]) / "prefect.db"
    with closing(sqlite3.connect(database, timeout=60)) as connection, connection:
        connection.executemany("update flow_run set auto_scheduled = 1 where id = ?", [(each,) for each in made])
    return made


def logged(api: str, run: str) -> list[str]:
    """What a run logged on the server."""
    return [row["message"] for row in ask(api, "logs", logs={"flow_run_id": {"any_": [run]}})]


def overlap(file: Path, how: str) -> None:
    text = "".join(line for line in file.read_text(encoding="utf-8").splitlines(True) if "overlap" not in line)
    schedule = f'overlap = "{how}"\n'
    text = (
        text.replace("[schedule]\n", f"[schedule]\n{schedule}")
        if "[schedule]" in text
        else f"{text}\n[schedule]\n{schedule}"
    )
    file.write_text(text, encoding="utf-8")


@pytest.mark.drill
def test_the_deployment_goes_on_after_a_stop_in_mid_pass(worker: Worker) -> None:
    api = worker.api
    (monitor,) = [d for d in ask(api, "deployments") if d["name"] == "monitor" and d["work_pool_name"] == "pledgewatch"]

    def made(*ids: str) -> list[dict[str, Any]]:
        mine = {"deployment_id": {"any_": [monitor["id"]]}} | ({"id": {"any_": list(ids)}} if ids else {})
        return ask(api, "flow_runs", flow_runs=mine, sort="EXPECTED_START_TIME_ASC")

    def asked_for() -> str:
        number: str = send(api, "POST", f"deployments/{monitor['id']}/create_flow_run", {})["id"]
        return number

    def state(number: str) -> tuple[str, str]:
        (run,) = made(number)
        return run["state"]["name"], run["state"]["message"] or ""

    def over(*ids: str) -> bool:
        return all(r["state"]["type"] in ("COMPLETED", "CRASHED", "FAILED", "CANCELLED") for r in made(*ids))

    with Site() as site:
        file = Newsroom(site, today=dt.datetime.now(dt.UTC)).settings(worker.folder)
        patient = file.read_text(encoding="utf-8").replace("timeout_seconds = 5", "timeout_seconds = 3600")
        assert "3600" in patient
        file.write_text(patient, encoding="utf-8")
        # the first pass hangs on this page: pages of the others are fetched, nothing is recorded
        site.answer(SLOW, Drip(every=0.2))
        first = asked_for()
        worker.start()
        until(lambda: site.hits(SLOW))
        # a second one beside it: left out, or waiting, as the settings say
        second = asked_for()
        until(lambda: over(second))
        assert state(second)[0] == "Skipped", state(second)
        assert "is making a pass; this one was left out" in state(second)[1]
        overlap(file, "wait")
        third = asked_for()
        until(lambda: any("waiting for process" in line for line in logged(api, third)))
        assert state(third)[0] == "Running" and state(first)[0] == "Running"
        assert worker.stop() in (0, 130, -2), worker.log()
        # nobody is left to tell the server; meanwhile slots of the schedule pass
        assert state(first)[0] == "Running"
        slots_missed = missed_slots(api, monitor["id"])
        site.answer(SLOW, body=b"<p>The choir sang.</p>")
        worker.start()
        until(lambda: over(*slots_missed))
    ended = made(*slots_missed)
    names = [r["state"]["name"] for r in ended]
    assert set(names) == {"Completed", "Collapsed"}, (names, worker.log())
    done = [r for r in ended if r["state"]["name"] == "Completed"]
    assert "new articles" in done[0]["state"]["message"] and len(done) <= 2
    # most of them without a process: three runs were asked for before
    assert worker.log().count("submitting flow run") - 3 <= 2 * SLOTS // 3, worker.log()
    for killed in (first, third):  # the one that worked, and the one that only waited
        assert state(killed)[0] == "Crashed" and "ended in the middle" in state(killed)[1], (killed, state(killed))
    assert not list((worker.folder / "data" / "runs").glob("*"))
