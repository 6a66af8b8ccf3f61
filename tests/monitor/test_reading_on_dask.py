"""A flow run reads on a Dask cluster: its batches are task runs that the cluster's workers carry out and the server shows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import distributed
import pytest

from prefect_desk import ask, environment, runs
from storage.lookups import rows

COMMAND = [sys.executable, "-m", "flows.cli", "run", "--settings"]


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a scheduler with one worker process."""
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        yield cluster.scheduler_address


def test_batches_are_tasks_that_the_cluster_carries_out(api: str, desk: Path, scheduler: str) -> None:
    desk.write_text(desk.read_text() + f'[read]\nbatch = 1\ndask = "{scheduler}"\n', encoding="utf-8")
    env = environment(api, desk.parent / "home")
    done = subprocess.run([*COMMAND, str(desk)], env=env, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr
    assert "2 new articles" in done.stdout and "cannot run on Dask" not in done.stderr
    (run,) = runs(api, desk)
    (inner,) = [
        r for r in ask(api, "flow_runs", limit=200) if r["name"] != run["name"] and _parent(api, r) == run["id"]
    ]
    tasks = ask(api, "task_runs", task_runs={"flow_run_id": {"any_": [inner["id"]]}})
    assert sorted(t["name"] for t in tasks) == ["read 1 of 2", "read 2 of 2"]
    assert {t["state"]["type"] for t in tasks} == {"COMPLETED"}
    claims = rows(desk.parent / "data" / "pledgewatch.duckdb", "SELECT count(*) AS n FROM claims")
    assert claims[0]["n"] >= 2


def _parent(api: str, run: dict) -> str | None:
    """The flow run that a subflow's stand-in task belongs to."""
    if not run.get("parent_task_run_id"):
        return None
    found = ask(api, "task_runs", task_runs={"id": {"any_": [run["parent_task_run_id"]]}})
    return str(found[0]["flow_run_id"]) if found else None
