"""One pass from the command line: through Prefect where a server answers, else at once in this process."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

from flows.desk import server
from flows.passes import stages
from flows.passes.pipeline import Progress, making_anew, run_pass
from flows.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from flows.report.summary import Summary


def one_pass(settings: Settings, progress: Progress, here: bool = False, only: tuple[str, ...] = ()) -> Summary:
    """Make one pass. With a Prefect server that answers (and not ``here``), the pass is a flow run there; the stages are the same."""
    stages.chosen(settings, only)  # a name that was misspelt is no pass that died
    address = None if here else server.running(settings)
    if address is None:
        summary = run_pass(settings, now=datetime.now(UTC), progress=progress, only=only)
        wanted = None if here else server.configured(settings)
        if wanted:
            summary.warnings.append(f"no Prefect server answers at {wanted}: this pass was made without it")
        return summary
    server.tell_prefect(address)
    # the summary is what the user reads here; the run's log lines are on the server, and if that is gone one sentence says so
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    os.environ.setdefault("PREFECT_INTERNAL_LOGGING_LEVEL", "CRITICAL")
    os.environ.setdefault("PREFECT_CLIENT_MAX_RETRIES", "2")
    logging.raiseExceptions = False
    from flows import monitor

    token = making_anew.set(lambda: not server.answers(address, seconds=10))
    try:
        summary = monitor.pass_of_command(settings, progress=progress, only=only)
    except Exception:
        if server.answers(address, seconds=10):
            raise
        # what the broken run recorded is recorded; the rest is done now, as after any pass that died
        making_anew.set(None)
        summary = run_pass(settings, now=datetime.now(UTC), progress=progress, only=only)
    finally:
        making_anew.reset(token)
    summary.server_gone = not server.answers(address, seconds=10)
    if summary.server_gone:
        summary.warnings.append(
            f"the Prefect server at {address} went away in mid-pass: the pass was finished without it"
        )
    return summary


def leave(code: int) -> NoReturn:
    """End the process at once. Prefect's threads would wait minutes for a server that is gone, and nothing of ours is left to do."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


@contextmanager
def progress(console: Console, visible: bool) -> Iterator[Progress]:
    """What to call with a stage's name and how much of it is done; a live line in a terminal, a line a stage in a log."""
    if not visible:
        yield lambda stage, done, total: None
        return
    if not console.is_terminal:
        seen: set[str] = set()

        def say(stage: str, done: int, total: int) -> None:
            if stage not in seen:
                seen.add(stage)
                console.print(f"{stage} ...", style="dim")

        yield say
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    with Bars(
        TextColumn("{task.description:>8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    ) as bars:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield show
