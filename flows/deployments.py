"""What ``serve`` keeps: the flows as deployments on their schedules, and the runner that makes them.

``deploy/prefect.yaml`` says the same for a server with workers of its own.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import warnings
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any, cast
from uuid import UUID

from prefect import Flow
from prefect._internal import observers
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterNextScheduledStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner, _scheduled_run_poller
from prefect.schedules import Cron, Interval, Schedule
from prefect.types.entrypoint import EntrypointType

from flows import beside, missed, upkeep
from flows.desk.timetable import anchor
from flows.monitor import monitor
from flows.settings import Settings

log = logging.getLogger("flows.deployments")


def _to_the_log(*words: object) -> None:
    log.debug("%s", " ".join(map(str, words)))


# what Prefect's loops would print of a server that stays away: pages of tracebacks on stdout; the error itself comes out of ``keep``
_LOOPING: tuple[Any, ...] = (_scheduled_run_poller, observers)
for _module in _LOOPING:
    if (_loop := getattr(_module, "critical_service_loop", None)) is not None:
        _module.critical_service_loop = partial(_loop, printer=_to_the_log)


def schedule_of(settings: Settings) -> Schedule:
    """The settings' schedule as Prefect's."""
    if settings.schedule.cron is not None:
        return Cron(settings.schedule.cron, timezone=settings.schedule.timezone)
    first = anchor(settings.schedule)
    return Interval(settings.schedule.interval, anchor_date=first, timezone=settings.schedule.timezone)


class _Desk(Runner):
    """A runner that ends in an orderly way: a signal stops the polling and the pass that is running, then ``start`` returns."""

    def handle_sigterm(self, *args: Any, **kwargs: Any) -> None:
        """SIGTERM and Ctrl-C. Prefect's own handler exits inside the event loop, which leaves its clean-up undone."""
        self._asked = True
        if self._ending is None and self.started:
            self._ending = asyncio.get_running_loop().create_task(self.astop())

    async def __aenter__(self) -> _Desk:
        await super().__aenter__()
        if self._asked:  # the signal came while the runner was starting
            self.handle_sigterm()
        return self

    _asked = False
    _ending: asyncio.Task[None] | None = None


def deployments(settings: Settings) -> list[RunnerDeployment]:
    """What ``serve`` keeps: the passes on their schedule, digests and second looks between them, the nightly upkeep, and, for the UI
    and for automations, what has no schedule. One run at a time, by the runner's own limit and the data folder's lock: a limit on the
    server would outlive a process that is killed."""
    parameters = {"settings": str(settings.file) if settings.file else None}
    zone = settings.schedule.timezone
    plans: list[tuple[Flow[Any, Any], Schedule | None]] = [
        (monitor, schedule_of(settings)),
        (upkeep.digest, Cron("5 * * * *", timezone=zone)),
        (upkeep.revisit, Cron("35 * * * *", timezone=zone)),
        (upkeep.maintain, Cron("40 3 * * *", timezone=zone)),
        (upkeep.publish, None),
        (upkeep.reextract, None),
    ]
    made = [
        work.to_deployment(
            name=work.name,
            schedule=schedule,
            parameters=parameters,
            tags=["pledgewatch", work.name],
            description=work.description,
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        for work, schedule in plans
    ]
    return cast("list[RunnerDeployment]", made)


async def _late_as_given_now(deployment: UUID, parameters: dict[str, Any]) -> None:
    """Give the runs that came due while nothing was running the deployment's parameters of today.

    Prefect makes those of the future anew and leaves these as they were: in a desk that was moved each would look for its settings in the old
    folder, and fail there, or make a pass of a desk that is no longer meant.
    """
    now: Any = datetime.now(UTC)  # Prefect's own type of moments is one of these
    async with get_client() as client:
        late: list[FlowRun] = []
        while len(late) % missed.PAGE == 0:
            some = await client.read_flow_runs(
                deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment])),
                flow_run_filter=FlowRunFilter(
                    state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
                    next_scheduled_start_time=FlowRunFilterNextScheduledStartTime(before_=now),
                ),
                sort=FlowRunSort.NEXT_SCHEDULED_START_TIME_ASC,
                limit=missed.PAGE,
                offset=len(late),
            )
            if not some:
                break
            late += some
        for run in late:
            if run.auto_scheduled and run.parameters != parameters:
                await client.update_flow_run(run.id, parameters=parameters)


def keep(settings: Settings) -> None:
    """Serve the flow until stopped. The schedule stays active on the server, so that a restart goes on with it.

    Raises Busy where they are somebody else's, and an ExceptionGroup (or what Prefect's client raises) where the server does not answer for minutes.
    """
    kept = deployments(settings)

    async def forever() -> None:
        await beside.refuse_if_anothers(settings)
        runner = _Desk(name="pledgewatch", pause_on_shutdown=False, limit=1)
        for deployment in kept:
            # added as a deployment, not as a flow: each run then imports the flow anew instead of unpickling this process's copy
            number = await runner.aadd_deployment(deployment)
            await _late_as_given_now(number, deployment.parameters or {})
        signal.signal(signal.SIGINT, runner.handle_sigterm)
        await runner.start()

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    # struck while its server is away, Prefect's runner leaves a handler of its own unawaited: nothing that a person can act on
    warnings.filterwarnings("ignore", message="coroutine 'Runner.* was never awaited", category=RuntimeWarning)
    try:
        with suppress(asyncio.CancelledError):
            asyncio.run(forever())
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
