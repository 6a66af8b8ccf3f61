"""The flows beside the passes, as runs of a real server: what each did, how it is named and tagged, and what came due long ago."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.passes.folder import alone
from flows.passes.pipeline import run_pass
from flows.settings import load
from prefect_desk import ask, environment, runs, until

#: every flow as a person starts it, then those on a schedule as runs that came due two hours ago, before the work was done
MAKES = """
import sys
from datetime import UTC, datetime, timedelta
from prefect.client.orchestration import get_client
from prefect.flow_engine import run_flow
from prefect.states import Scheduled
from flows import upkeep
from flows.monitor import monitor

settings = {"settings": sys.argv[1]}
for flow in (upkeep.reextract, upkeep.digest, upkeep.revisit, upkeep.publish, upkeep.maintain):
    print("now", flow.name, flow(**settings, return_state=True).name, sep=" | ")
late = Scheduled(scheduled_time=datetime.now(UTC) - timedelta(hours=2))
with get_client(sync_client=True) as client:
    for flow in (monitor, upkeep.digest, upkeep.revisit, upkeep.maintain):
        run = client.create_flow_run(flow, parameters=settings, state=late)
        print("late", flow.name, run_flow(flow, flow_run=run, parameters=settings, return_type="state").name, sep=" | ")
    # what was asked for of all sources is no slot of the schedule
    everything = settings | {"everything": True}
    run = client.create_flow_run(monitor, parameters=everything, state=late)
    print("late", "everything", run_flow(monitor, flow_run=run, parameters=everything, return_type="state").name, sep=" | ")
"""


def logged(api: str, found: list[dict[str, Any]]) -> str:
    """What the runs logged on the server, as one text."""
    wanted = {"flow_run_id": {"any_": [run["id"] for run in found]}}
    return "\n".join(row["message"] for row in ask(api, "logs", logs=wanted)) if found else ""


def test_every_flow_does_its_work_once_and_says_so(api: str, desk: Path) -> None:
    settings = load(desk)
    run_pass(settings, datetime.now(UTC))
    command = [sys.executable, "-c", MAKES, str(desk)]
    env = environment(api, desk.parent / "home") | {"PREFECT_LOGGING_EXTRA_LOGGERS": "flows"}
    with alone(settings):  # a pass is being made
        child = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        until(lambda: child.poll() is not None or "waiting for process" in logged(api, runs(api, desk)))
    out, err = child.communicate(timeout=400)
    assert child.returncode == 0, out + err
    said = [line for line in out.splitlines() if line.startswith(("now | ", "late | "))]
    beside = ("reextract", "digest", "revisit", "publish", "maintain")
    assert said[:5] == [f"now | {name} | Completed" for name in beside]
    assert said[5:-1] == [f"late | {name} | Collapsed" for name in ("monitor", "digest", "revisit", "maintain")]
    assert said[-1] == "late | everything | Completed"
    assert not (settings.paths.data / "run.json").exists()
    made = {r["name"].split(" of ")[0]: r for r in runs(api, desk) if r["state"]["name"] == "Completed"}
    made.pop("pass")
    assert set(made) == {"digest", "revisit", "publish", "upkeep", "reading again"}
    messages = {name: r["state"]["message"] for name, r in made.items()}
    assert messages["digest"] == messages["revisit"] == "nothing was due"
    assert "checkpoint: " in messages["upkeep"] and "read back and proven" in messages["upkeep"]
    assert messages["publish"] == f"published {settings.snapshot_path}"
    assert messages["reading again"].startswith("2 pages, ") and messages["reading again"].endswith(
        "so no new generation"
    )
    tables = {
        a["key"]
        for name in made
        for a in ask(api, "artifacts", artifacts={"flow_run_id": {"any_": [made[name]["id"]]}})
    }
    assert tables == {"upkeep", "reextract"}
    assert list((settings.paths.data / "backups").glob("*.tar"))
