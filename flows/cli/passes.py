"""``run``, ``serve`` and ``status``: making passes and looking after them."""

from __future__ import annotations

import logging
import sys
from typing import Annotated

import typer

from flows.cli.common import BUSY, FAILED, WATCHING, AsJson, SettingsFile, Stop, console, print_json, settings_of
from flows.cli.stopping import stoppable


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=WATCHING)(run)
    app.command(rich_help_panel=WATCHING)(serve)
    app.command(rich_help_panel=WATCHING)(status)


def run(
    settings: SettingsFile = None,
    here: Annotated[
        bool, typer.Option("--here", help="In this process, even where a Prefect server is running.")
    ] = False,
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Only this source (repeat for several).", show_default=False)
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing unless something failed.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Show every finding as a card, not a line.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The summary as one JSON object.")] = False,
) -> None:
    """Make one pass: fetch, read, compare, tell. Ends with a summary; exit code 1 only if nothing at all could be read, 75 if another pass is running."""
    from flows.logs.lines import tell
    from flows.passes import interrupts
    from flows.passes import run as passes
    from flows.report import summary as summaries

    chosen = settings_of(settings)
    if quiet:
        logging.getLogger("storage.lock").setLevel(logging.WARNING)  # that it waits is nothing that failed
    shown = console(stderr=True) if as_json else console()
    course = interrupts.Course(lambda stage, done, total: None)
    with (
        stoppable(lambda: course.sentence()),
        passes.progress(shown, visible=not (quiet or as_json)) as progress,
    ):
        course = interrupts.Course(progress)
        summary = passes.one_pass(chosen, progress=course, here=here, only=tuple(source or ()))
    if as_json:
        print_json(summaries.as_record(summary))
    elif quiet and summary.skipped:
        tell(summaries.sentence(summary))
    elif not quiet or summary.failed:
        shown.print(summaries.render(summary, chosen, full=full))
    if summary.server_gone:
        passes.leave(FAILED if summary.failed else 0)
    if summary.skipped or summary.failed:
        raise typer.Exit(BUSY if summary.skipped else FAILED)


def serve(
    settings: SettingsFile = None,
    now: Annotated[bool, typer.Option("--now", help="Make the first pass at once, then by schedule.")] = False,
    sql: Annotated[
        bool, typer.Option("--sql", help="Make no passes: answer DuckDB clients of this machine, read-only (quack).")
    ] = False,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Where --sql listens.")] = 9494,
) -> None:
    """Keep watching: passes by the schedule of the settings, until stopped. Brings its own Prefect server if none is configured."""
    if sql:
        from flows.report import findings

        findings.serve_sql(settings_of(settings), port, say=lambda line: print(line, file=sys.stderr, flush=True))
        return
    from flows.desk.serve import serve as keep_watching
    from flows.logs.lines import announce

    chosen = settings_of(settings)
    keep_watching(chosen, first_now=now, say=lambda line: announce(chosen, line))


def status(
    settings: SettingsFile = None,
    as_json: AsJson = False,
    alive: Annotated[
        bool,
        typer.Option(
            "--alive",
            help="Only whether passes are still made, for liveness probes: exit code 0 while the heartbeat keeps to the schedule, else 1.",
        ),
    ] = False,
) -> None:
    """How things stand: last and next pass, failing sources, owed alerts, sizes. Exit code 0 well, 1 look at it, 2 act now."""
    if alive:
        from flows.desk import pulse

        beat = pulse.feel(settings_of(settings))
        if as_json:
            print_json(pulse.as_record(beat))
        else:
            print(beat.sentence)
        raise typer.Exit(0 if beat.alive else FAILED)
    from flows.desk import status as state

    report = state.look(settings_of(settings))
    if as_json:
        print_json(state.as_record(report))
    else:
        console().print(state.render(report))
    raise typer.Exit(report.code)


__all__ = ["Stop", "register"]
