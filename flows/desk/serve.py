"""``pledgewatch serve``: a server where none is configured, and the monitor flow on its schedule until stopped."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from datetime import UTC, datetime
from types import FrameType
from typing import NoReturn

import httpx

from flows.desk import pulse, server
from flows.logs import lines
from flows.logs.masks import mask_text
from flows.passes.folder import watching
from flows.passes.pipeline import no_progress
from flows.report.summary import sentence
from flows.settings import Settings

log = logging.getLogger(__name__)

#: the runner may give up so often in a row, each time after less than ``STEADY`` seconds, before serve does
RUNNERS, STEADY = 3, 1800.0
#: seconds for an end in order when the server is lost: Prefect's client may ask it for minutes what it will never answer
ENDS_WITHIN = 30.0


def serve(settings: Settings, first_now: bool, say: server.Say) -> None:
    """Make passes by the schedule of the settings until SIGTERM or Ctrl-C. Blocks.

    The schedule lives in the Prefect server and is left active when this ends, so that a restart goes on with it. Runs that came due
    while nothing was running collapse into one.

    A server of its own that ends is started again. Raises NoServer where that cannot be done, or where the configured one stays away:
    the operator and the ping's address have been told then. Raises Busy where another ``serve`` watches the data folder.
    """
    asked: list[int] = []
    gone: list[server.NoServer] = []

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        asked.append(number)
        raise KeyboardInterrupt

    def lost(sentence: str) -> None:
        gone.append(server.NoServer(f"{sentence}; {_WAY_OUT}"))
        _tell(settings, str(gone[0]), say, failed=True)
        last = threading.Timer(ENDS_WITHIN, _leave, [gone[0]])
        last.daemon = True
        last.start()
        os.kill(os.getpid(), signal.SIGTERM)  # ends what runs in order

    told = server.Told(back=lambda sentence: _tell(settings, sentence, say), lost=lost)
    # until the runner takes the signals over, they must unwind the stack, or our server would outlive us
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    # a closed terminal ends it in order too, whoever has the signal by then
    signal.signal(signal.SIGHUP, lambda number, frame: os.kill(os.getpid(), signal.SIGTERM))
    try:
        with watching(settings):
            pulse.began(settings)
            _check(settings, say)
            with server.server(settings, say, told) as address:
                _keep_watching(settings, first_now, say, address, asked)
    except KeyboardInterrupt:
        pass
    except Exception as error:
        # struck while a library was importing, a signal comes out as that library's own error
        if not asked and not gone:
            raise
        log.info("while stopping: %s: %s", type(error).__name__, error)
    if gone:
        raise gone[0]
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
    tries = 0
    while not asked:  # a library may have swallowed what the signal raised
        began = time.monotonic()
        try:
            deployments.keep(settings)
            return
        except (ExceptionGroup, RuntimeError, httpx.HTTPError, OSError) as error:
            if asked:
                raise
            # what Prefect's runner ends with when its server does not answer for minutes
            log.warning("the schedule's runner ended: %s", _leaf(error), exc_info=error)
            tries = 1 if time.monotonic() - began > STEADY else tries + 1
            _well_again(settings, address, say, tries, _leaf(error))


def _leave(error: server.NoServer) -> None:
    """End now, as the command would by this error."""
    lines.tell(mask_text(str(error)))
    os._exit(error.exit_code)


def _well_again(settings: Settings, address: str, say: server.Say, tries: int, why: str) -> None:
    """After the runner gave up: until its server answers again. Raises NoServer, and who is to be told of that is told."""
    try:
        if tries > RUNNERS:
            raise server.NoServer(f"the schedule's runner gave up {tries} times in a row ({why}); {_WAY_OUT}")
        server.well_again(settings, address, say)
    except server.NoServer as error:
        _tell(settings, str(error), say, failed=True)
        raise
    say("the Prefect server answers; watching goes on")


_WAY_OUT = "start pledgewatch serve again (the log of a server of its own is data/prefect/server.log): what is due is done then"


def _leaf(error: BaseException) -> str:
    """One sentence for an error, or for the first of a group."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return " ".join(f"{type(error).__name__}: {error}".split())


def _tell(settings: Settings, sentence: str, say: server.Say, failed: bool = False) -> None:
    """Something about the server, to the operator, and, where passes cannot go on, to the ping's address."""
    from flows import health

    if not failed:  # else it is what the command ends with
        say(mask_text(sentence))
    try:
        if failed and settings.health.ping_url_env:
            health.ping(settings, failed=True)
    except Exception as error:  # whatever a network may do
        say(mask_text(f"the ping could not be given: {error}"))
    try:
        if settings.health.operator:
            health.tell_operator(settings, [f"serve: {sentence}"], datetime.now(UTC))
    except Exception as error:
        say(mask_text(f"the operator's notice could not be given: {error}"))
