"""The flow ``monitor``: one pass, with a task for each part of each stage. What stands beside it is in ``flows.upkeep``.

The order of the stages is not here but in ``flows.passes.pipeline``; a flow run and a plain pass call the very same functions. Deployments
name this flow as the module ``flows.monitor.monitor`` (the path form would load the file twice).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from prefect import flow, runtime, tags, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.events import emit_event
from prefect.futures import PrefectFuture
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.annotations import quote

from flows import appointing, missed
from flows.alert import card as cards
from flows.fetching import by_a_worker
from flows.logs import lines
from flows.passes import pipeline, workers
from flows.report import summary
from flows.settings import Settings, load

log = logging.getLogger("flows.monitor")


@dataclass(slots=True)
class _Caller:
    """``pledgewatch run``: it has the settings already, watches the progress and wants the summary. A deployment's run has none."""

    settings: Settings
    progress: pipeline.Progress
    summary: summary.Summary | None = None


_caller: ContextVar[_Caller | None] = ContextVar("caller", default=None)

#: family of a finding -> the event that is emitted for it
EVENTS = {
    "new": "pledgewatch.new-commitment",
    "contradicts": "pledgewatch.contradiction",
    "inconsistent": "pledgewatch.contradiction",
    "updates": "pledgewatch.update",
}

#: so many alerts of a pass get a link of their own in the UI; the rest stand in the page of findings
LINKS = 20

_THREADS: ThreadPoolTaskRunner[Any] = ThreadPoolTaskRunner(max_workers=4)


def _run_name() -> str:
    return missed.name_of("monitor", runtime.flow_run.scheduled_start_time)


@flow(
    name="monitor",
    flow_run_name=_run_name,
    task_runner=_THREADS,  # type: ignore[arg-type]
    persist_result=False,
    validate_parameters=True,
)
def monitor(settings: str | None = None, only: list[str] | None = None, everything: bool = False) -> State[Any]:
    """One pass: fetch what is new, read its claims, compare them with what was known, tell what is new or contradictory.

    Args:
        settings: Path of the settings file; empty: PLEDGEWATCH_SETTINGS, else the nearest pledgewatch.toml upwards.
        only: Names of sources; empty: all of them.
        everything: Ask also those sources that are not due yet.
    """
    caller = _caller.get()
    chosen = caller.settings if caller is not None else load(settings)
    if caller is None:
        lines.set_up(chosen)
    progress = caller.progress if caller is not None else pipeline.no_progress
    due = runtime.flow_run.scheduled_start_time
    # what a person asked for by name, or of all sources, is not what a pass by the schedule does
    waits_for_its_turn = caller is None and not (everything or only)
    try:
        if waits_for_its_turn:
            _unless_needless(chosen, due)
        with missed.present(chosen):
            done = pipeline.run_pass(
                chosen,
                now=datetime.now(UTC),
                progress=progress,
                only=tuple(only or ()),
                due_only=waits_for_its_turn,
                run=_as_tasks,
                held=lambda: _at_work(
                    chosen, due if waits_for_its_turn else None, "some sources" if only else "monitor"
                ),
            )
    except _Needless as why:
        log.info("%s", why)
        return Completed(name="Collapsed", message=str(why))
    if caller is not None:
        caller.summary = done
    _publish(done)
    _emit(done)
    sentence = summary.sentence(done)
    if caller is None:
        lines.say(chosen, sentence, run_id=done.run_id)
    else:
        log.info(sentence)
    if done.failed:
        return Failed(message=sentence)
    return Completed(name="Skipped" if done.skipped else "Completed", message=sentence)


class _Needless(Exception):
    """Another pass does or did the work of this one; the message is one sentence."""


def _unless_needless(settings: Settings, due: datetime | None) -> None:
    """Nothing where this pass has work to do. Raises _Needless."""
    if due is None:
        return
    if missed.done_right_now(settings, "monitor", due):
        raise _Needless(missed.UNDER_WAY)
    if pipeline.passed_since(settings, due):
        raise _Needless(missed.DONE_MEANWHILE)


@contextmanager
def _at_work(settings: Settings, due: datetime | None, what: str) -> Iterator[None]:
    """The pass has the data folder for its own. What it waited for may have done its work. ``what``: whose work it does."""
    if due is not None and pipeline.passed_since(settings, due):
        raise _Needless(missed.DONE_MEANWHILE)
    appointing.note(settings)
    with missed.on_record(settings, what):
        yield


def _as_tasks(stage: pipeline.Stage, settings: Settings, parts: list[Any], progress: pipeline.Progress) -> list[Any]:
    """Each part of a stage as one task run; pure parts are handed on to processes or a cluster, where the settings have them.

    ``quote``: Prefect shall not search megabytes of pages for futures.
    """
    progress(stage.name, 0, len(parts))
    if stage.pure and settings.read.dask is not None and parts:
        from flows.reading import on_dask

        spread = on_dask(stage, settings, parts, progress)
        if spread is not None:
            return spread
    results = []
    function = stage.work
    if stage.name == "fetch" and settings.fetch.workers is not None:
        function = by_a_worker
    with workers.crew(settings, len(parts), pure=stage.pure, network=False) as call:

        def work(settings: Settings, part: Any) -> Any:
            return call(function, settings, part)()

        named = task(
            name=stage.name,
            description=stage.work.__doc__,
            retries=stage.retries,
            retry_delay_seconds=[5.0, 20.0, 60.0][: stage.retries],
            cache_policy=NO_CACHE,
            persist_result=False,
        )(work)
        futures: list[PrefectFuture[Any]] = []
        for number, part in enumerate(parts, 1):
            label = f"{stage.name} {number} of {len(parts)}" if len(parts) > 1 else stage.name
            submitted = named.with_options(task_run_name=label).submit(quote(settings), quote(part))  # type: ignore[call-overload]
            futures.append(submitted)
        for number, future in enumerate(futures, 1):
            results.append(future.result())
            progress(stage.name, number, len(parts))
    return results


def _publish(done: summary.Summary) -> None:
    """What a person sees of the run in the Prefect UI."""
    create_table_artifact(key="sources", table=summary.source_rows(done), description="Sources of this pass")
    create_table_artifact(key="pass", table=summary.count_rows(done), description=summary.sentence(done))
    create_markdown_artifact(key="findings", markdown=summary.markdown(done), description="What was found")
    for alert in [a for a in done.alerts if a.channel == "alert"][:LINKS]:
        for name, address in summary.articles_of(alert)[:1]:
            create_link_artifact(link=address, link_text=name, key=f"alert-{alert.alert_id}", description=alert.title)


def _emit(done: summary.Summary) -> None:
    """An event for each finding that was told or waits for a digest, for Prefect automations to hang on; none for the back catalogue."""
    for alert in done.alerts:
        if alert.channel == "silent":
            continue
        for finding in cards.loads(alert.card).findings if alert.card else ():
            name = EVENTS.get(finding.family)
            if name is not None:
                emit_event(
                    event=name,
                    resource={
                        "prefect.resource.id": f"pledgewatch.event.{finding.event_id}",
                        "prefect.resource.name": f"{finding.word}: {finding.line}"[:200],
                        "pledgewatch.severity": finding.severity or "none",
                        "pledgewatch.route": alert.channel,
                    },
                    payload={"alert_id": alert.alert_id, "title": alert.title, "url": finding.now.url},
                )


def pass_of_command(settings: Settings, progress: pipeline.Progress, only: tuple[str, ...]) -> summary.Summary:
    """One pass as a flow run of the configured server, in this process; returns what it found."""
    caller = _Caller(settings, progress)
    token = _caller.set(caller)
    try:
        with tags("pledgewatch", "monitor"):  # as runs of a deployment have them
            state = monitor(settings=str(settings.file) if settings.file else None, only=list(only), return_state=True)
    except Exception as error:
        if caller.summary is None:
            raise
        # the work is done and recorded; only telling the server about it failed
        log.info("the run's end could not be told to its server: %s", type(error).__name__)
        return caller.summary
    finally:
        _caller.reset(token)
    if caller.summary is None:
        state.result()  # raises what went wrong
        raise RuntimeError("the flow run ended without a summary")
    return caller.summary
