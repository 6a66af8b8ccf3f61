"""Runs that came due while nothing was running are ended before a process is made for them: named and tagged as the others are."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from prefect_desk import ask, environment

#: a deployment of the desk whose slots of two hours passed, as the server's own scheduler makes them; then one run of it does its work
MAKES = """
import sys
from datetime import UTC, datetime, timedelta
from prefect.client.orchestration import get_client
from prefect.flow_engine import run_flow
from flows import deployments, upkeep
from flows.settings import load

(digest,) = [d for d in deployments.deployments(load(sys.argv[1])) if d.name == "digest"]
number = digest.apply()
now = datetime.now(UTC)
with get_client(sync_client=True) as client:
    answer = client.request(
        "POST", "/deployments/{id}/schedule", path_params={"id": number},
        json={"start_time": (now - timedelta(hours=2)).isoformat(), "end_time": now.isoformat(), "min_runs": 2, "max_runs": 2},
    )
    run = client.create_flow_run_from_deployment(number)
    run_flow(upkeep.digest, flow_run=run, parameters=run.parameters, return_type="state")
    client._client.delete(f"/deployments/{number}")
"""


def test_a_collapsed_run_is_named_by_what_it_does_and_when_it_was_due(api: str, desk: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-c", MAKES, str(desk)],
        env=environment(api, desk.parent / "home"),
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    mine = [r for r in ask(api, "flow_runs") if r["parameters"].get("settings") == str(desk)]
    collapsed = [r for r in mine if r["state"]["name"] == "Collapsed"]
    assert len(collapsed) == 2, mine
    for run in collapsed:
        due = re.sub(r"[T.Z+].*", "", run["expected_start_time"].replace("T", " ", 1))
        assert run["name"] == f"digest of {due}", run
        assert {"pledgewatch", "digest"} <= set(run["tags"]), run
