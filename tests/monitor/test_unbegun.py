"""A run whose process died before the run began stays Pending on its server: the next run that writes marks it Crashed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from prefect_desk import ask, environment

#: three runs of ours that were handed to a process and never began, one of a stranger; then an upkeep, with its patience as given
MAKES = """
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


def test_a_run_that_never_began_is_marked_as_crashed(api: str, desk: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-c", MAKES, str(desk)],
        env=environment(api, desk.parent / "home"),
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    runs = json.loads(made.stdout.splitlines()[0])
    states = {r["id"]: r["state"] for r in ask(api, "flow_runs", flow_runs={"id": {"any_": list(runs.values())}})}
    assert states[runs["ours"]]["type"] == "CRASHED" and "before the run began" in states[runs["ours"]]["message"]
    assert states[runs["foreign"]]["type"] == "PENDING"
    # handed over 61 minutes ago by that clock, too
    assert states[runs["new"]]["type"] == "CRASHED"
