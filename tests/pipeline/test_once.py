"""Runs that came due while nothing was running collapse into one; second looks are asked for where they are due."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from pathlib import Path

import pytest

from flows.passes import once
from flows.passes.folder import alone
from flows.passes.pipeline import passed_since, run_pass
from flows.passes.revisits import due_sources
from flows.settings import Paths, Settings, load
from newsroom import MONDAY, Newsroom
from storage.ledger import Ledger
from storage.rows import Harvest
from website import Site

HOUR = dt.timedelta(hours=1)


def test_a_run_that_was_due_before_the_last_one_began_has_nothing_to_do(tmp_path: Path) -> None:
    settings = Settings(paths=Paths(data=tmp_path / "data"))
    assert not once.done_since(settings, "digest", MONDAY)
    once.mark(settings, "digest", MONDAY + HOUR)
    assert once.done_since(settings, "digest", MONDAY)
    assert not once.done_since(settings, "digest", MONDAY + 2 * HOUR)
    assert not once.done_since(settings, "digest", MONDAY + HOUR)  # due in the very moment: its own
    assert not once.done_since(settings, "maintain", MONDAY)
    assert not once.done_since(settings, "digest", None)  # started by a person
    once.mark(settings, "maintain", MONDAY)
    assert once.done_since(settings, "digest", MONDAY)
    (tmp_path / "data" / "flows.json").write_text("{broken")
    assert not once.done_since(settings, "digest", MONDAY)
    once.mark(settings, "digest", MONDAY + HOUR)
    assert once.done_since(settings, "digest", MONDAY)


def test_only_sources_with_a_second_look_due_are_named(tmp_path: Path) -> None:
    with Site() as site:
        settings = load(Newsroom(site).settings(tmp_path))
        assert due_sources(settings, MONDAY) == []  # before the first pass
        run_pass(settings, MONDAY + 3 * HOUR)
        assert due_sources(settings, MONDAY + 3 * HOUR) == []
        later = due_sources(settings, MONDAY + 5 * HOUR)
        assert later and set(later) <= {"north", "harbour", "inland"}
        run_pass(settings, MONDAY + 5 * HOUR, only=tuple(later))
        assert due_sources(settings, MONDAY + 5 * HOUR + HOUR / 2) == []


def test_a_pass_over_some_sources_does_not_do_the_work_of_one_over_all(tmp_path: Path) -> None:
    """A desk with one pass a day would go without it for a second look, or for what a person asked of one source."""
    with Site() as site:
        settings = load(Newsroom(site).settings(tmp_path))
        run_pass(settings, MONDAY)
        due = MONDAY + 2 * HOUR
        run_pass(settings, due + HOUR, only=("north",))
        with Ledger.open(settings.ledger_path) as ledger:  # as history that is read again records itself
            ledger.record(Harvest("reread-20260302T120000-4", due + HOUR), due + HOUR)
        assert not passed_since(settings, due, due + 2 * HOUR)
        assert not run_pass(settings, due + 2 * HOUR, due_only=True).skipped
    assert passed_since(settings, due, due + 3 * HOUR)


def test_a_pass_of_the_schedule_is_left_out_beside_another_pass_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The nightly upkeep, a digest and a pass over some sources do not do its work: it waits for them, whatever ``overlap`` has for passes."""
    settings = Settings(paths=Paths(data=tmp_path / "data"))
    skipped: list[bool] = []
    waits = threading.Event()

    class Heard(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.getMessage().startswith("waiting for "):
                waits.set()

    def makes() -> None:
        skipped.append(run_pass(settings, MONDAY, due_only=True).skipped)

    logger, heard = logging.getLogger("flows.passes.folder"), Heard()
    logger.addHandler(heard)
    caplog.set_level(logging.INFO, logger.name)
    made = threading.Thread(target=makes)
    try:
        with alone(settings, whole=True):
            assert run_pass(settings, MONDAY, due_only=True).skipped
        with alone(settings):
            assert run_pass(settings, MONDAY).skipped  # by cron or by hand: its exit code says so
            made.start()
            assert waits.wait(60)
        made.join(60)
    finally:
        logger.removeHandler(heard)
    assert skipped == [False]
