"""A deployment's schedule that is changed on its server: ``status`` does not hold a desk to the old one until the next pass."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from flows.desk import appointed, status
from flows.settings import Settings
from prefect_desk import said

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
#: a pass under a worker's deployment, whose schedule is changed then; a digest; then it is paused, and another digest
MAKES = """
import sys
from datetime import timedelta
from pathlib import Path
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.flow_engine import run_flow
from prefect.schedules import Cron, Interval
from prefect.types.entrypoint import EntrypointType
from flows import upkeep
from flows.monitor import monitor

file, noted = sys.argv[1], Path(sys.argv[1]).parent / "data" / "deployed.json"
with get_client(sync_client=True) as client:
    client.create_work_pool(WorkPoolCreate(name="changed", type="process"))

    def give(schedule, **more):
        made = monitor.to_deployment(
            name="changed", schedule=schedule, parameters={"settings": file}, entrypoint_type=EntrypointType.MODULE_PATH, **more
        )
        return made.apply(work_pool_name="changed", image=None)

    number = give(Interval(timedelta(minutes=30)))
    run = client.create_flow_run_from_deployment(number)
    run_flow(monitor, flow_run=run, parameters=run.parameters, return_type="state")
    print(noted.read_text())
    give(Cron("0 7 * * *", timezone="UTC"))
    upkeep.digest(file)
    print(noted.read_text())
    give(Cron("0 7 * * *", timezone="UTC"), paused=True)
    upkeep.digest(file)
    print(noted.read_text())
    client._client.delete(f"/deployments/{number}")
    upkeep.digest(file)
    print(noted.read_text())
"""


def test_a_digest_notes_the_schedule_of_the_passes_anew(api: str, desk: Path) -> None:
    told = said(api, desk, MAKES)
    first, changed, paused, gone = (json.loads(line) for line in told if line.startswith("{"))
    assert [rule["pause"] for rule in first["rules"]] == [1800.0] and not first["served"]
    assert [rule["cron"] for rule in changed["rules"]] == ["0 7 * * *"]
    assert changed["name"] == first["name"] == "monitor/changed"
    assert paused["rules"] == []
    assert gone["rules"] == [], "of a deployment that is not there any more the last word stays"


def test_a_worker_without_an_active_schedule_is_something_to_look_at(tmp_path: Path) -> None:
    """It makes no pass by itself, and nothing would ever be late."""
    settings = Settings.model_validate({"paths": {"data": tmp_path}})
    appointed.note(settings, appointed.Deployed(NOON, "http://127.0.0.1:9/api", "monitor/monitor"))
    report = status.look(settings, NOON)
    assert any("the deployment monitor/monitor has no active schedule" in line for line in report.findings)
    appointed.note(settings, appointed.Deployed(NOON, "http://127.0.0.1:9/api", "monitor/monitor", otherwise=True))
    assert not any("no active schedule" in line for line in status.look(settings, NOON).findings)
