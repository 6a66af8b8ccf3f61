"""A worker that is killed in mid-pass with everything it started: the next pass does the work, and nothing is told twice."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections import Counter
from pathlib import Path

import psutil
import pytest

from flows.alert.journal import read as read_journal
from flows.settings import load
from newsroom import Newsroom
from prefect_desk import environment, until
from slack import hook_receiver
from website import Drip, Site

ROOT = Path(__file__).parents[2]
PREFECT = [sys.executable, "-m", "prefect"]
BOTH = ["NEW PLEDGE: Denmark", "NEW PLEDGE: Norway"]


@pytest.mark.drill
def test_a_worker_killed_in_mid_pass_costs_nothing(api: str, tmp_path: Path) -> None:
    with Site() as site, hook_receiver() as hook:
        room = Newsroom(site, today=dt.datetime.now(dt.UTC))
        file = room.settings(tmp_path, hook=hook.url())
        env = environment(api, tmp_path / "home") | {"PLEDGEWATCH_SETTINGS": str(file)}
        for words in (
            ["work-pool", "create", "pledgewatch", "--type", "process", "--overwrite"],
            ["--no-prompt", "deploy", "--name", "monitor", "--prefect-file", str(ROOT / "deploy" / "prefect.yaml")],
            ["deployment", "run", "monitor/monitor"],
        ):
            subprocess.run([*PREFECT, *words], env=env, cwd=tmp_path, capture_output=True, timeout=240, check=True)
        # the pass hangs on this page until it is killed: pages of the others are fetched, nothing is recorded
        site.answer("/inland/choir-2.html", Drip(every=0.2))
        log = tmp_path / "worker.log"
        with log.open("wb") as out:
            worker = subprocess.Popen(
                [*PREFECT, "worker", "start", "--pool", "pledgewatch", "--type", "process"],
                env=env, cwd=tmp_path, stdout=out, stderr=out,
            )  # fmt: skip
        try:
            until(lambda: site.hits("/inland/choir-2.html") or worker.poll() is not None)
            assert worker.poll() is None, log.read_text()
        finally:
            for process in [*psutil.Process(worker.pid).children(recursive=True), psutil.Process(worker.pid)]:
                process.kill()
            worker.wait()
        assert not hook.messages
        room.publish("inland", "choir-2", "Songs of the coast", ("The choir sang.", "It was late.", "All went home."))
        run = [sys.executable, "-m", "flows.cli", "run", "--settings", str(file)]
        done = subprocess.run(run, env=env, capture_output=True, text=True, timeout=240, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        told = [r["title"].split(",")[0] for r in read_journal(load(file).alerts_path) if r["channel"] == "alert"]
        assert sorted(told) == BOTH
        assert Counter(m["title"].split(",")[0] for m in hook.messages) == dict.fromkeys(BOTH, 1)
