"""The one definition of the order of stages: plan, fetch, read, judge, deliver, publish. Knows no Prefect.

A stage falls into parts; each part is worked by a plain function of (settings, part) that can run anywhere, and its results are taken
back into the pass. Who runs the parts is the caller's choice: ``in_this_process`` here, Prefect tasks in ``flows.monitor``.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flows import health
from flows.notices import together
from flows.passes import once, stages, workers
from flows.passes.folder import alone, holder, passing
from flows.passes.interrupts import heed, is_interrupt
from flows.report.summary import Summary
from flows.settings import Settings
from storage.errors import LedgerError

log = logging.getLogger("flows.passes.pipeline")


#: set by who makes a pass that dies anew at once: asked then whether that is so, and nobody needs to hear of the death
making_anew: ContextVar[Callable[[], bool] | None] = ContextVar("making_anew", default=None)

#: under what ``flows.passes.once`` has the last pass over all sources
BEGAN, ENDED = "pass began", "pass ended"

#: called with a stage's name, how many of its parts are done, and how many there are
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Pass:
    """What one pass knows so far."""

    settings: Settings
    now: datetime
    run_id: str
    #: the monotonic clock when it was asked for
    began: float = field(default_factory=lambda: time.monotonic())
    only: tuple[str, ...] = ()
    due_only: bool = False
    #: the stage it is in
    stage: str = ""
    plan: stages.Plan = field(default_factory=stages.Plan)
    fetched: list[stages.Fetch] = field(default_factory=list)
    read: list[stages.Read] = field(default_factory=list)
    summary: Summary = field(init=False)

    def __post_init__(self) -> None:
        self.summary = Summary(self.run_id, self.now)

    def end(self) -> None:
        """Note when it ended, by the clock that gave the start: a test or an operator may have set another than the real one."""
        self.summary.finished_at = self.now + timedelta(seconds=time.monotonic() - self.began)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a pass. ``parts`` cuts the work, ``work`` does one part, ``take`` brings the results back into the pass."""

    name: str
    parts: Callable[[Pass], list[Any]]
    work: Callable[[Settings, Any], Any]
    take: Callable[[Pass, list[Any]], None]
    #: how often a part is tried again when it raises; only where the network is touched
    retries: int = 0
    #: True: pure and heavy, may run in other processes
    pure: bool = False


#: who runs the parts of a stage and returns their results in order
Run = Callable[[Stage, Settings, list[Any], Progress], list[Any]]


def _take_plan(p: Pass, results: list[stages.Plan]) -> None:
    p.plan = results[0]


def _take_fetched(p: Pass, results: list[stages.Fetch]) -> None:
    p.fetched = results
    for result in results:
        p.summary.reports += result.reports
        p.summary.problems += result.problems
        p.summary.pages += len(result.pages)
    # an outage is one event, in however many groups the sources were asked
    notices = [notice for result in results for notice in result.notices]
    p.summary.notices += [notice.message for notice in together(notices, [s.name for s in p.settings.sources])]
    order = {source.name: number for number, source in enumerate(p.settings.sources)}
    p.summary.reports.sort(key=lambda r: order.get(r.name, len(order)))


def _take_read(p: Pass, results: list[stages.Read]) -> None:
    p.read = results
    for result in results:
        p.summary.problems += result.problems


def _take_judged(p: Pass, results: list[stages.Told]) -> None:
    told = results[0]
    s = p.summary
    s.recorded, s.statements, s.verdicts, s.alerts = told.recorded, told.statements, told.verdicts, told.alerts
    s.back_catalogue, s.held_back, s.muted = told.back_catalogue, told.held_back, told.muted
    s.notices += told.notices
    s.problems += told.problems
    warned = {r.name: r for r in told.reports}
    s.reports = [warned.get(r.name, r) for r in s.reports]


def _take_delivered(p: Pass, results: list[stages.Delivered]) -> None:
    p.summary.deliveries, p.summary.shown, p.summary.notes = results[0].rows, results[0].shown, results[0].notes


def _take_published(p: Pass, results: list[Path | None]) -> None:
    p.summary.snapshot = results[0]


STAGES: tuple[Stage, ...] = (
    Stage("plan", lambda p: [(p.only, p.due_only)], stages.plan, _take_plan),
    Stage("fetch", lambda p: stages.fetch_parts(p.settings, p.plan, p.now), stages.fetch, _take_fetched, retries=2),
    Stage("read", lambda p: stages.read_parts(p.settings, p.fetched), stages.read, _take_read, pure=True),
    Stage(
        "judge",
        lambda p: [stages.judge_part(p.run_id, p.now, p.plan, p.fetched, p.read, p.began)],
        stages.judge,
        _take_judged,
    ),
    Stage("deliver", lambda p: [p.now], stages.deliver, _take_delivered, retries=1),
    Stage("publish", lambda p: [p.now], stages.publish, _take_published),
)


def no_progress(stage: str, done: int, total: int) -> None:
    """For callers that nobody watches."""


def in_this_process(stage: Stage, settings: Settings, parts: list[Any], progress: Progress) -> list[Any]:
    """Pure parts on the processes that the settings allow, network parts side by side and again after a failure, the rest in order."""
    progress(stage.name, 0, len(parts))
    results = []
    with workers.crew(settings, len(parts), pure=stage.pure, network=stage.retries > 0) as call:
        pending = [call(_tried, stage.work, stage.retries, settings, part) for part in parts]
        for number, wait in enumerate(pending, 1):
            results.append(wait())
            progress(stage.name, number, len(parts))
    return results


def _tried(work: Callable[[Settings, Any], Any], retries: int, settings: Settings, part: Any) -> Any:
    for attempt in range(retries):
        try:
            return work(settings, part)
        except OSError:
            time.sleep(2.0 * (attempt + 1))
    return work(settings, part)


def run_pass(
    settings: Settings,
    now: datetime,
    progress: Progress = no_progress,
    only: tuple[str, ...] = (),
    due_only: bool = False,
    run: Run = in_this_process,
    held: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Summary:
    """Make one pass over the sources (or ``only`` these), stage by stage, and say what it did. ``due_only``: as a schedule wants it.

    ``held`` is entered once the data folder is this pass's own, and left before it is given back.

    What was recorded stays recorded if a later stage dies: the next pass completes the work. Where another pass is running on the same
    data folder this one is left out, or waits, as ``schedule.overlap`` says. A scheduled one waits in any case for what is no pass over
    all sources and so does nothing of its work.
    """
    current = Pass(settings, now, run_id=f"{now:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}", only=only, due_only=due_only)
    try:
        with alone(settings, True if due_only and not passing(settings) else None, whole=not only) as may:
            if not may:
                current.summary.skipped = True
                current.summary.beside = holder(settings)
            else:
                # of a pass that waited a minute for its turn nobody shall think that it works slowly
                current.summary.waited = time.monotonic() - current.began
                with held():
                    _through_the_stages(current, run, progress)
                    _mark(current)
    except Exception as error:
        if is_interrupt(error):
            raise KeyboardInterrupt from error
        # before the first stage ``held`` may say that there is nothing to do; what a disk or a ledger refuses there is a death as any
        if current.stage or isinstance(error, OSError | LedgerError):
            _tell_of_death(current, error)
        raise
    current.end()
    if not current.summary.skipped:
        finished = current.summary.finished_at or now
        problems = health.after_pass(settings, current.summary, finished, current.summary.notices)
        current.summary.warnings += problems
    return current.summary


def _through_the_stages(current: Pass, run: Run, progress: Progress) -> None:
    for stage in STAGES:
        heed()
        began, current.stage = time.monotonic(), stage.name
        stage.take(current, run(stage, current.settings, stage.parts(current), progress))
        log.info("%s done in %.2f s", stage.name, time.monotonic() - began, extra={"run_id": current.run_id})


def _tell_of_death(current: Pass, error: Exception) -> None:
    """A pass that dies says so before it does, unless whoever asked for it makes it anew at once. Signals are no death but an order."""
    made_anew = making_anew.get()
    if made_anew is not None and made_anew():
        return
    current.end()
    finished = current.summary.finished_at or current.now
    try:
        health.pass_died(current.settings, current.summary, current.stage or "plan", error, finished)
    except Exception as another:  # nothing of this may hide what the pass died of
        log.warning("that the pass died could not be told: %s", another)


def _mark(current: Pass) -> None:
    """Note when a pass over all sources began and ended: one over some of them does nobody else's work."""
    if current.only:
        return
    ended = current.now + timedelta(seconds=time.monotonic() - current.began)
    try:
        once.mark(current.settings, BEGAN, current.now)
        once.mark(current.settings, ENDED, ended)
    except OSError as error:  # then a run that was due earlier makes another pass
        log.warning("the end of the pass cannot be noted: %s", error)


def passed_since(settings: Settings, moment: datetime, now: datetime | None = None) -> bool:
    """Whether a pass over all sources that began after ``moment`` came to its end: then one that was due at that moment has nothing left to do.

    Where ``schedule.overlap`` leaves out what comes due during a pass, one that ended after ``moment`` is enough: whoever starts
    runs may do so only when the pass has ended. One from later than ``now`` (by default the clock) was made by a clock that was
    ahead, and proves nothing. Nor does a pass over some sources, or history that was read again.
    """
    return once.done_since(settings, BEGAN if settings.schedule.overlap == "wait" else ENDED, moment, now)
