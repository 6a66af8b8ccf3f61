"""What the server that made this run says of its deployment, noted for who asks how the desk stands (``flows.desk.appointed``)."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterNextScheduledStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.schedules import CronSchedule, IntervalSchedule
from prefect.client.schemas.sorting import FlowRunSort
from prefect.context import FlowRunContext

from flows.desk import appointed
from flows.desk.timetable import Rule
from flows.settings import Settings

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.responses import DeploymentResponse

log = logging.getLogger("flows.appointing")

#: so many coming moments are noted: enough to tell the next one until the next pass notes anew
COMING = 3


def note(settings: Settings) -> None:
    """Note the deployment of this run: its API, its schedules, when it is due next. A run of none, or a silent server, notes nothing."""
    context = FlowRunContext.get()
    run = context.flow_run if context is not None else None
    if context is None or run is None or run.deployment_id is None:
        return
    try:
        with get_client(sync_client=True) as client:
            deployment = client.read_deployment(run.deployment_id)
            name = f"{context.flow.name if context.flow is not None else 'monitor'}/{deployment.name}"
            found = _deployed(client, deployment, name)
    except Exception as error:  # whatever a server may do
        log.info("the server could not be asked for this run's deployment: %s: %s", type(error).__name__, error)
        return
    before = appointed.read(settings)
    if not (found.rules or found.otherwise) and before is not None and before.name != name:
        return  # started by hand or by an event, beside the one that has the schedule
    appointed.note(settings, found)


def renew(settings: Settings) -> None:
    """Note anew the deployment by which a worker makes the passes: its schedule may have been changed since the last pass, or paused.

    From a run of any other flow on the same server; one that does not know the deployment changes nothing.
    """
    before = appointed.by_worker(settings)
    if before is None:
        return
    try:
        with get_client(sync_client=True) as client:
            if appointed.without_secrets(str(client.api_url)) == before.api_url:
                appointed.note(settings, _deployed(client, client.read_deployment_by_name(before.name), before.name))
    except Exception as error:  # whatever a server may do
        log.info("the server could not be asked for the schedule of the passes: %s: %s", type(error).__name__, error)


def _deployed(client: SyncPrefectClient, deployment: DeploymentResponse, name: str) -> appointed.Deployed:
    """What the server says of a deployment."""
    now: Any = datetime.now(UTC)
    coming = client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            deployment_id=FlowRunFilterDeploymentId(any_=[deployment.id]),
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
            next_scheduled_start_time=FlowRunFilterNextScheduledStartTime(after_=now),
        ),
        sort=FlowRunSort.NEXT_SCHEDULED_START_TIME_ASC,
        limit=COMING,
    )
    active = [] if deployment.paused else [entry.schedule for entry in deployment.schedules if entry.active]
    rules = [rule for rule in map(_rule, active) if rule is not None]
    due = [
        other.next_scheduled_start_time for other in coming if other.auto_scheduled and other.next_scheduled_start_time
    ]
    return appointed.Deployed(
        at=now,
        api_url=str(client.api_url),
        name=name,
        served=deployment.work_pool_name is None,
        rules=tuple(rules),
        upcoming=tuple(due),
        otherwise=len(rules) < len(active),
    )


def _rule(schedule: object) -> Rule | None:
    """One of a deployment's schedules; None for a kind that is not told by intervals or cron."""
    if isinstance(schedule, IntervalSchedule):
        return Rule(pause=schedule.interval, timezone=schedule.timezone or "UTC", first=schedule.anchor_date)
    if isinstance(schedule, CronSchedule):
        return Rule(cron=schedule.cron, timezone=schedule.timezone or "UTC")
    return None
