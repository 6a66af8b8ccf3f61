"""The schedule's own decision on a desk whose clock was once ahead: runs of a real server do their work, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.desk import pulse, status
from flows.passes import once
from flows.passes.pipeline import run_pass
from flows.settings import load
from prefect_desk import said

#: runs as a schedule makes them, due a minute ago: each flow twice, before its work was done and after it
MAKES = """
import sys
from datetime import UTC, datetime, timedelta
from prefect.client.orchestration import get_client
from prefect.flow_engine import run_flow
from prefect.states import Scheduled
from flows import upkeep
from flows.monitor import monitor

settings = {"settings": sys.argv[1]}
due = Scheduled(scheduled_time=datetime.now(UTC) - timedelta(minutes=1))
with get_client(sync_client=True) as client:
    for flow in (monitor, upkeep.digest, upkeep.revisit, upkeep.maintain):
        for _ in range(2):
            run = client.create_flow_run(flow, parameters=settings, state=due)
            print("made", flow.name, run_flow(flow, flow_run=run, parameters=settings, return_type="state").name, sep=" | ")
"""


def test_runs_of_the_schedule_are_made_after_a_clock_was_ahead(api: str, desk: Path) -> None:
    settings = load(desk)
    ahead = datetime.now(UTC) + timedelta(days=400)
    run_pass(settings, ahead)
    for flow in ("digest", "revisit", "maintain"):
        once.mark(settings, flow, ahead)
    assert status.look(settings).code == status.ACT and not pulse.feel(settings).alive
    told = [line.split(" | ")[1:] for line in said(api, desk, MAKES) if line.startswith("made | ")]
    flows = ("monitor", "digest", "revisit", "maintain")
    assert told == [[flow, end] for flow in flows for end in ("Completed", "Collapsed")]
    report = status.look(settings)
    assert report.last_pass is not None and report.last_pass <= datetime.now(UTC)
    assert not any("clock" in finding for finding in report.findings) and pulse.feel(settings).alive
