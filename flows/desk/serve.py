"""``pledgewatch serve``: a server where none is configured, and the monitor flow on its schedule until stopped."""

from __future__ import annotations

import logging
import os
import signal
from types import FrameType
from typing import NoReturn

from flows.desk import server
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


def _keep_watching(settings: Settings, first_now: bool, say: server.Say, address: str, asked: list[int]) -> None:
    server.tell_prefect(address)
    from flows import deployments, monitor

    when = f"cron {settings.schedule.cron}" if settings.schedule.cron else f"every {settings.schedule.every or '30m'}"
    number = sum(source.enabled for source in settings.sources)
    say(
        f"watching {number} source{'' if number == 1 else 's'}, {when}; UI: {address.removesuffix('/api')}; stop with Ctrl-C"
    )
    if first_now and not asked:
        say(sentence(monitor.pass_of_command(settings, progress=no_progress, only=())))
    if not asked:  # a library may have swallowed what the signal raised
        deployments.keep(settings)
