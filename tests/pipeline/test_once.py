"""Runs that came due while nothing was running collapse into one; second looks are asked for where they are due."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from flows.passes import once
from flows.passes.pipeline import run_pass
from flows.passes.revisits import due_sources
from flows.settings import Paths, Settings, load
from newsroom import MONDAY, Newsroom
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
