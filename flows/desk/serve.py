"""``pledgewatch serve``: a server where none is configured, and the monitor flow on its schedule until stopped."""

from __future__ import annotations

import logging
import os
import signal
from datetime import UTC, datetime
from types import FrameType
from typing import NoReturn

from flows.desk import pulse, server
from flows.logs import lines
from flows.logs.masks import mask_text
from flows.passes.pipeline import no_progress
from flows.report.summary import sentence
from flows.settings import Settings


def serve(settings: Settings, first_now: bool, say: server.Say) -> None:
    """Make passes by the schedule of the settings until SIGTERM or Ctrl-C. Blocks.

    The schedule lives in the Prefect server and is left active when this ends, so that a restart goes on with it. Runs that came due
    while nothing was running collapse into one.
    """
    asked: list[int] = []

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        asked.append(number)
        raise KeyboardInterrupt

    # until the runner takes the signals over, they must unwind the stack, or our server would outlive us
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    # a closed terminal ends it in order too, whoever has the signal by then
    signal.signal(signal.SIGHUP, lambda number, frame: os.kill(os.getpid(), signal.SIGTERM))
    try:
        pulse.began(settings)
        _check(settings, say)
        with server.server(settings, say) as address:
            _keep_watching(settings, first_now, say, address, asked)
    except KeyboardInterrupt:
        pass
    except Exception as error:
        # struck while a library was importing, a signal comes out as that library's own error
        if not asked:
            raise
        logging.getLogger(__name__).info("while stopping: %s: %s", type(error).__name__, error)
    say("stopped; the schedule goes on with the next pledgewatch serve")


def _check(settings: Settings, say: server.Say) -> None:
    """The self-check: what is not well is said here and to the operator. It stops nothing: a desk that can do half its work does it."""
    from flows import health, keeping

    checks = keeping.self_check(settings)
    wrong = [f"{c.name}: {c.message}" for c in checks if c.status != "ok"]
    failed = [f"at start: {c.name}: {c.message}" for c in checks if c.status == "fail"]
    say(
        "self-check: "
        + ("; ".join(mask_text(line) for line in wrong) if wrong else f"{len(checks)} things looked at, all well")
    )
    if failed:
        try:
            health.tell_operator(settings, failed, datetime.now(UTC))
        except Exception as error:  # whatever a disk or a network may do
            say(mask_text(f"self-check: the operator's notice could not be given: {error}"))


def _keep_watching(settings: Settings, first_now: bool, say: server.Say, address: str, asked: list[int]) -> None:
    server.tell_prefect(address)
    from flows import deployments, monitor

    lines.adopt(settings)  # Prefect has set its handlers up when it was imported

    when = f"cron {settings.schedule.cron}" if settings.schedule.cron else f"every {settings.schedule.every or '30m'}"
    number = sum(source.enabled for source in settings.sources)
    say(
        f"watching {number} source{'' if number == 1 else 's'}, {when}; UI: {address.removesuffix('/api')}; stop with Ctrl-C"
    )
    if first_now and not asked:
        try:
            done = monitor.pass_of_command(settings, progress=no_progress, only=())
            if settings.log.level in ("warning", "error"):  # else the flow has said it
                lines.say(settings, sentence(done), run_id=done.run_id)
        except Exception as error:
            if asked:
                raise
            say(mask_text(f"the first pass failed ({error}); the schedule goes on"))
    if not asked:  # a library may have swallowed what the signal raised
        deployments.keep(settings)
