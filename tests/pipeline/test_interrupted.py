"""Ctrl-C in ``run``: wherever it strikes it is an order, not a death; one sentence says what is done and what the next pass does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flows.health.beat import read_beat
from flows.passes.interrupts import Course, is_interrupt
from flows.settings import load
from newsroom import Newsroom
from website import Site

#: a pass whose stage ends as a Ctrl-C in one of DuckDB's queries makes it end, or by a Ctrl-C that some library swallowed
SCRIPT = """
import dataclasses, os, signal, sys
from flows.passes import pipeline

def struck(settings, part):
    raise RuntimeError("Query interrupted")

def swallowed(settings, part):
    try:
        os.kill(os.getpid(), signal.SIGINT)
        signal.sigtimedwait([], 5)
    except KeyboardInterrupt:
        pass
    return works[stage](settings, part)

works = {s.name: s.work for s in pipeline.STAGES}
stage, way = sys.argv.pop(1), sys.argv.pop(1)
pipeline.STAGES = tuple(dataclasses.replace(s, work=globals()[way]) if s.name == stage else s for s in pipeline.STAGES)
from flows.cli import app
app(["run", "--here", "--quiet", "--settings", sys.argv[1]], prog_name="pledgewatch")
"""


@pytest.mark.parametrize(
    ("stage", "way", "said"),
    [
        (
            "read",
            "struck",
            "stopped in the stage read: nothing of this pass is recorded, and the next one does it anew",
        ),
        ("publish", "struck", "what was found is recorded and sent; the next pass publishes it"),
        (
            "judge",
            "swallowed",
            "what was found is recorded; the next pass (or pledgewatch alerts retry) sends what is owed",
        ),
    ],
)
def test_ctrl_c_inside_a_query_is_no_death(tmp_path: Path, stage: str, way: str, said: str) -> None:
    with Site() as site:
        settings = load(Newsroom(site).settings(tmp_path))
        line = [sys.executable, "-c", SCRIPT, stage, way, str(settings.file)]
        process = subprocess.run(line, capture_output=True, text=True, timeout=60)
    told = process.stderr.splitlines()[-1]
    assert process.returncode == 130 and said in told and "unexpected" not in process.stderr, process.stderr
    beat = read_beat(settings)
    assert beat is None or beat.died is None
    if stage != "read":
        assert settings.ledger_path.exists()


def test_what_is_said_follows_the_course() -> None:
    course = Course(lambda stage, done, total: None)
    said = [course.sentence()]
    for stage in ("plan", "fetch", "read", "judge", "deliver", "publish"):
        for done in (0, 1):
            course(stage, done, 1)
            said.append(course.sentence())
    assert "nothing was done" in said[0]
    assert [line.split(":")[0] for line in said[1:7:2]] == [
        f"stopped in the stage {s}" for s in ("plan", "fetch", "read")
    ]
    assert "as a whole or not at all" in said[7] and "sends what is owed" in said[8] == said[9]
    assert "the next pass publishes it" in said[10] == said[11] and "sent and published" in said[12]


def test_other_errors_are_none() -> None:
    assert not is_interrupt(RuntimeError("the store is gone")) and not is_interrupt(ValueError("Query interrupted"))
    assert is_interrupt(KeyboardInterrupt()) and is_interrupt(RuntimeError("Query interrupted"))
