"""A pass that waited for the data folder: how long it took is counted from when it had it, and the wait is said apart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.passes import pipeline
from flows.passes.folder import alone
from flows.report.summary import as_record, sentence
from flows.settings import Paths, Settings
from newsroom import MONDAY


class Clock:
    """A monotonic clock that stands still but while somebody waits."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


def test_a_wait_for_the_folder_is_no_part_of_the_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()

    @contextmanager
    def after_another(settings: Settings, wait: bool | None, whole: bool) -> Iterator[bool]:
        clock.now += 36.0
        with alone(settings, wait, whole) as got:
            yield got
            clock.now += 0.5

    monkeypatch.setattr(pipeline, "time", clock)
    monkeypatch.setattr(pipeline, "alone", after_another)
    done = pipeline.run_pass(Settings(paths=Paths(data=tmp_path / "data")), MONDAY)
    assert done.finished_at is not None and (done.finished_at - done.started_at).total_seconds() == 36.5
    assert done.seconds == 0.5 and done.waited == 36.0
    assert sentence(done).endswith(" in 0.5 s, after 36.0 s of waiting for another process")
    assert as_record(done)["waited_seconds"] == 36.0
    beat = json.loads((tmp_path / "data" / "heartbeat.json").read_text(encoding="utf-8"))
    assert beat["seconds"] == 0.5
