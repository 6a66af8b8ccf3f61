"""Runs that no process of theirs ever spoke for: the next run that writes ends them, named and tagged as the others are.

Those that came due while nothing was running are collapsed; those whose process died before the run began stay Pending until then.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from prefect_desk import ask, said

#: three runs of ours that were handed to a process and never began, one of a stranger; then an upkeep, with its patience as given
UNBEGUN = """
import json, sys
from datetime import UTC, datetime, timedelta
from prefect.client.orchestration import get_client
from prefect.states import Pending, Scheduled
from flows import missed, upkeep
from flows.monitor import monitor

made = {}
with get_client(sync_client=True) as client:
    for name, tags, hours in (("ours", ["pledgewatch", "monitor"], 5), ("new", ["pledgewatch"], 0), ("foreign", ["other"], 5)):
        late = Scheduled(scheduled_time=datetime.now(UTC) - timedelta(hours=hours))
        run = client.create_flow_run(monitor, parameters={"settings": sys.argv[1]}, state=late, tags=tags)
        client.set_flow_run_state(run.id, Pending(name="Submitting" if name == "ours" else "Pending"), force=True)
        made[name] = str(run.id)
print(json.dumps(made))
assert missed.STARTS_WITHIN == timedelta(hours=1)
upkeep.digest(sys.argv[1])  # all of them were handed over just now
with get_client(sync_client=True) as client:
    assert client.read_flow_run(made["ours"]).state.type == "PENDING"
missed.datetime = type("Later", (datetime,), {"now": classmethod(lambda cls, zone: datetime.now(zone) + timedelta(minutes=61))})
upkeep.digest(sys.argv[1])
"""

#: a deployment of the desk whose slots of two hours passed, as the server's own scheduler makes them; then one run of it does its work
COLLAPSED = """
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


def due(run: dict[str, Any]) -> str:
    return re.sub(r"[T.Z+].*", "", run["expected_start_time"].replace("T", " ", 1))


def test_a_run_that_never_began_is_marked_as_crashed(api: str, desk: Path) -> None:
    runs = json.loads(said(api, desk, UNBEGUN)[0])
    found = {r["id"]: r for r in ask(api, "flow_runs", flow_runs={"id": {"any_": list(runs.values())}})}
    states = {number: run["state"] for number, run in found.items()}
    assert states[runs["ours"]]["type"] == "CRASHED" and "before the run began" in states[runs["ours"]]["message"]
    assert states[runs["foreign"]]["type"] == "PENDING"
    # handed over 61 minutes ago by that clock, too
    assert states[runs["new"]]["type"] == "CRASHED"
    for name in ("ours", "new"):
        run = found[runs[name]]
        assert run["name"] == f"pass of {due(run)}" and "monitor" in run["tags"], run


def test_a_collapsed_run_is_named_by_what_it_does_and_when_it_was_due(api: str, desk: Path) -> None:
    said(api, desk, COLLAPSED)
    mine = [r for r in ask(api, "flow_runs") if r["parameters"].get("settings") == str(desk)]
    collapsed = [r for r in mine if r["state"]["name"] == "Collapsed"]
    assert len(collapsed) == 2, mine
    for run in collapsed:
        assert run["name"] == f"digest of {due(run)}", run
        assert {"pledgewatch", "digest"} <= set(run["tags"]), run
