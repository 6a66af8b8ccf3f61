"""What a run at work tells its Prefect server of other runs: those that came due meanwhile, and one whose process died in the middle.

A worker makes a process of ten seconds for every slot of the schedule that passed while it was away, and a run whose process was killed
stays `Running` for good (or `Pending`, where it was killed before the run began), since nobody is left to say more. The run that has the data folder's lock knows better: it does the work of all
slots before it, and whoever noted a run there earlier and did not take the note back is dead. A run that waits for the lock holds one
of its own, which is gone with its process.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from prefect import runtime
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterId,
    FlowRunFilterNextScheduledStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import StateType
from prefect.context import FlowRunContext
from prefect.states import Completed, Crashed

from flows.passes import folder
from flows.settings import Settings
from storage.clock import ahead
from storage.whole import write_whole

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun

log = logging.getLogger("flows.missed")

DONE_MEANWHILE = "A run that was at work when this one was due, or later, has done its work."
UNDER_WAY = "A run that began after this one was due is doing its work."
DIED = "Its process ended in the middle; what it had not recorded is done by the next run."
UNBEGUN = "Its process ended before the run began; what it was to do is done by the next one."

#: a run that was handed to a process so long ago and has not begun never will: a start takes seconds, on a crowded machine minutes
STARTS_WITHIN = timedelta(hours=1)
#: runs asked for at a time
PAGE = 200
#: what a flow does, where its own name is not the word for it
WORDS = {"monitor": "pass", "maintain": "upkeep", "reextract": "reading again"}


def name_of(flow: str, due: datetime | None) -> str:
    """A run's name: what it does, and when it was due (now, where nobody said)."""
    return f"{WORDS.get(flow, flow)} of {due or datetime.now(UTC):%Y-%m-%d %H:%M:%S}"


def done_right_now(settings: Settings, flow: str, due: datetime | None) -> bool:
    """Whether a run of the flow that began after ``due`` is at work: then one that was due at that moment has nothing left to do."""
    note = _read(settings)
    if due is None or note.get("flow") != flow or not folder.held(settings):
        return False
    try:
        began = datetime.fromisoformat(note["began"])
        return began > due and not ahead(began, datetime.now(UTC))  # a clock that was ahead tells no order
    except (KeyError, ValueError, TypeError):
        return False


@contextmanager
def present(settings: Settings) -> Iterator[None]:
    """While this run waits for the data folder or works in it: a file with its number, locked, which dies with the process.

    Whoever has the folder next finds the file of a process that was killed unlocked, also of one that only waited and noted nothing.
    """
    run = _current()
    if run is None:
        yield
        return
    file = _present(settings) / str(run.id)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:  # a full disk is told by who needs it
        log.debug("%s stays unwritten: %s", file, error)
        yield
        return
    try:
        yield
    except Exception:  # and nothing else: of an error Prefect tells the server, of a signal nobody does
        file.unlink(missing_ok=True)
        raise
    else:
        file.unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def _killed(settings: Settings) -> list[str]:
    """Runs whose process is gone; their files go with this."""
    found = []
    for file in sorted(_present(settings).glob("*")):
        with suppress(OSError, ValueError):
            descriptor = os.open(file, os.O_RDWR | os.O_CLOEXEC)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # refused while its process lives
                found.append(str(UUID(file.name)))
                file.unlink()
            finally:
                os.close(descriptor)
    return found


@contextmanager
def on_record(settings: Settings, flow: str) -> Iterator[None]:
    """While this run does its work, which needs the data folder's lock: noted there, and others that are left told to its server."""
    run = _current()
    if run is None:
        yield
        return
    dead = [*str(_read(settings).get("runs", "")).split(), *_killed(settings)]
    # a pass may be a part of another run: both end with their process
    runs = dict.fromkeys([str(run.id), str(runtime.flow_run.root_flow_run_id or run.id)])
    _write(settings, {"runs": " ".join(runs), "flow": flow, "began": datetime.now(UTC).isoformat()})
    _tell(run, [number for number in dead if number not in runs])
    try:
        yield
    except Exception:  # and nothing else: of an error Prefect tells the server, of a signal nobody does
        _forget(settings)
        raise
    _forget(settings)


def _current() -> FlowRun | None:
    context = FlowRunContext.get()
    return context.flow_run if context is not None else None


def collapse() -> None:
    """End the runs of this run's deployment that came due by the schedule and were not begun: this one does their work."""
    if (run := _current()) is not None:
        _tell(run, [])


def _tell(run: FlowRun, dead: list[str]) -> None:
    """The server's part of it is for those who look at it; a pass is made whether it can be told or not."""
    try:
        with get_client(sync_client=True) as client:
            if dead:
                _bury(client, dead)
            _bury_unbegun(client, run)
            if run.deployment_id is not None:
                _collapse(client, run)
    except Exception as error:  # whatever a server may do
        log.info("the server could not be told of other runs: %s: %s", type(error).__name__, error)


def _bury(client: SyncPrefectClient, dead: list[str]) -> None:
    """Say of runs that their process is gone, where the server still takes them for runs at work."""
    for run in client.read_flow_runs(
        flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[UUID(number) for number in dead]))
    ):
        if run.state is not None and not run.state.is_final():
            client.set_flow_run_state(run.id, Crashed(message=DIED), force=True)
            log.info("%s: %s", run.name, DIED)


def _bury_unbegun(client: SyncPrefectClient, run: FlowRun) -> None:
    """The same of our runs that a worker took up (`Pending`, `Submitting`) and that never came to note anything here."""
    before: Any = datetime.now(UTC) - STARTS_WITHIN  # Prefect's own type of moments is one of these
    waiting = client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            tags=FlowRunFilterTags(all_=["pledgewatch"]),
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.PENDING])),
            expected_start_time=FlowRunFilterExpectedStartTime(before_=before),
        ),
        limit=PAGE,
    )
    for other in waiting:
        if other.id != run.id and other.state is not None and other.state.timestamp < before:
            _name(client, other, client.read_flow(other.flow_id).name)
            client.set_flow_run_state(other.id, Crashed(message=UNBEGUN), force=True)
            log.info("%s: %s", other.name, UNBEGUN)


def _collapse(client: SyncPrefectClient, run: FlowRun) -> None:
    deployment = FlowRunFilterDeploymentId(any_=[run.deployment_id] if run.deployment_id else [])
    now: Any = datetime.now(UTC)  # Prefect's own type of moments is one of these
    late = client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            deployment_id=deployment,
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
            next_scheduled_start_time=FlowRunFilterNextScheduledStartTime(before_=now),
        ),
        limit=PAGE,
    )
    ended = 0
    for other in late:
        if other.auto_scheduled and other.parameters == run.parameters:
            context = FlowRunContext.get()
            if context is not None and context.flow is not None:
                _name(client, other, context.flow.name)
            client.set_flow_run_state(other.id, Completed(name="Collapsed", message=UNDER_WAY))
            ended += 1
    if ended:
        log.info("%d runs that came due meanwhile are collapsed into this one", ended)
    if ended == PAGE:
        _collapse(client, run)


def _name(client: SyncPrefectClient, other: FlowRun, flow: str) -> None:
    """What a process would have done first: until one is made for it, a run has a name that Prefect drew by lot."""
    other.name = name_of(flow, other.next_scheduled_start_time or other.expected_start_time)
    other.tags = [*dict.fromkeys([*other.tags, "pledgewatch", flow])]
    client.update_flow_run(other.id, name=other.name, tags=other.tags)


def _read(settings: Settings) -> dict[str, str]:
    try:
        found = json.loads(_path(settings).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(settings: Settings, note: dict[str, str]) -> None:
    try:
        write_whole(_path(settings), (json.dumps(note) + "\n").encode())
    except OSError as error:  # a full disk is told by who needs it
        log.debug("%s stays unwritten: %s", _path(settings), error)


def _forget(settings: Settings) -> None:
    with suppress(OSError):
        _path(settings).unlink()


def _path(settings: Settings) -> Path:
    return settings.paths.data / "run.json"


def _present(settings: Settings) -> Path:
    return settings.paths.data / "runs"
