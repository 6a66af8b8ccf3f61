"""``pledgewatch status``: what it says where something is wrong, and that it is not silent where it cannot look."""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console
from typer.testing import CliRunner

from flows import health
from flows.cli import app
from flows.desk import status
from flows.keeping import reread
from flows.passes import pipeline, stages
from flows.passes.folder import alone
from flows.passes.pipeline import run_pass
from flows.report import findings
from flows.report.summary import sentence
from flows.settings import Settings, load
from newsroom import MONDAY, Newsroom
from slack import hook_receiver
from storage.ledger import Ledger
from website import Site

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
HOLD = "import sys, pathlib; from storage.ledger import Ledger; l = Ledger.open(pathlib.Path(sys.argv[1])); print('held', flush=True); input()"


@contextmanager
def held_by_another_process(settings: Settings) -> Iterator[int]:
    """The ledger, opened by a process that is no pass; its number."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(settings.ledger_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        assert child.stdout.readline() == "held\n"
        try:
            yield child.pid
        finally:
            child.stdin.close()


def scheduled(folder: Path, site: Site, schedule: str, **channels: str) -> Settings:
    file = Newsroom(site).settings(folder, **channels)
    file.write_text(file.read_text() + f"[schedule]\n{schedule}\n", encoding="utf-8")
    return load(file)


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk's folder after one pass on MONDAY, for tests that look only."""
    folder = tmp_path_factory.mktemp("passed")
    with Site() as site:
        run_pass(load(Newsroom(site).settings(folder)), MONDAY)
    return folder


def after_a_pass(passed: Path, folder: Path, schedule: str) -> Settings:
    """A copy of that desk with a schedule."""
    shutil.copytree(passed, folder, dirs_exist_ok=True)
    file = folder / "pledgewatch.toml"
    file.write_text(file.read_text() + f"[schedule]\n{schedule}\n", encoding="utf-8")
    return load(file)


def test_a_ledger_that_another_process_holds_is_not_well(tmp_path: Path) -> None:
    with Site() as site:
        settings = scheduled(tmp_path, site, 'every = "30m"')
        run_pass(settings, MONDAY)
        site.answer("/north.xml", status=500)
        run_pass(settings, MONDAY + HOUR)
    with held_by_another_process(settings) as number:
        soon = status.look(settings, MONDAY + HOUR + 10 * MINUTE)
        assert soon.code == status.WARN and any(f"process {number}" in line for line in soon.findings), soon
        # what the copy knows is still said
        assert soon.last_pass == MONDAY + HOUR and soon.failing == ["north"] and soon.claims > 0
        late = status.look(settings, MONDAY + dt.timedelta(days=30))
        assert late.code == status.ACT and any("began 30 days ago" in line for line in late.findings), late


def test_the_heartbeat_tells_the_age_where_neither_ledger_nor_copy_can_be_read(passed: Path, tmp_path: Path) -> None:
    settings = after_a_pass(passed, tmp_path, 'every = "30m"')
    settings.snapshot_path.unlink()
    with held_by_another_process(settings):
        report = status.look(settings, MONDAY + 5 * HOUR)
    assert report.last_pass is None and any("began 5 hours ago" in line for line in report.findings)


def test_a_pass_took_all_of_its_time_delivering_and_publishing_included(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the ledger knows ends where it was recorded; status, the metrics and the sentence of the pass say the same."""
    late = [0.0]
    publish = pipeline.STAGES[-1]

    def for_minutes(settings: Settings, now: dt.datetime) -> Path:
        late[0] += 300
        return stages.publish(settings, now)

    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + late[0], sleep=time.sleep)
    monkeypatch.setattr(pipeline, "time", clock)
    monkeypatch.setattr(pipeline, "STAGES", (*pipeline.STAGES[:-1], replace(publish, work=for_minutes)))
    with Site() as site:
        settings = scheduled(tmp_path, site, 'every = "30m"')
        done = run_pass(settings, MONDAY)
    assert publish.name == "publish" and 300 <= done.seconds < 600
    report = status.look(settings, MONDAY + HOUR)
    assert report.last_pass_took == pytest.approx(done.seconds, abs=0.01)
    assert report.last_pass_took is not None and f"60 minutes ago, took {report.last_pass_took:.1f} s" in shown(report)
    assert sentence(done).endswith(f"in {done.seconds:.1f} s")
    (line,) = [
        line
        for line in (settings.paths.data / "metrics.prom").read_text("utf-8").splitlines()
        if line.startswith("pledgewatch_last_pass_seconds ")
    ]
    assert float(line.split()[1]) == pytest.approx(done.seconds)
    # between recording and its end, or after a pass that died without a word, only the time until then is known, and called so
    (settings.paths.data / "heartbeat.json").unlink()
    before = status.look(settings, MONDAY + HOUR)
    assert before.last_pass_took is None and before.last_pass_recorded_after is not None
    assert 0 < before.last_pass_recorded_after < 300
    assert f"60 minutes ago, recorded after {before.last_pass_recorded_after:.1f} s" in shown(before)


def shown(report: status.Report) -> str:
    out = io.StringIO()
    Console(file=out, width=160).print(status.render(report))
    return out.getvalue()


def test_a_pass_that_writes_is_as_it_should_be(passed: Path, tmp_path: Path) -> None:
    settings = after_a_pass(passed, tmp_path, 'every = "30m"')
    with alone(settings), Ledger.open(settings.ledger_path):
        report = status.look(settings, MONDAY + 10 * MINUTE)
    assert (report.code, report.last_pass) == (status.WELL, MONDAY)
    assert "a pass is writing the ledger right now" in report.findings[0]


@pytest.mark.parametrize(
    ("schedule", "ages"),
    [
        # minutes since the last pass at 09:00 → exit code
        ('cron = "*/10 * * * *"', {15: 0, 26: 1, 46: 2, 47 * 60: 2}),
        ('every = "30m"', {60: 0, 66: 1, 106: 2}),
        ('every = "1d"', {15 * 60: 0, 17 * 60: 1, 22 * 60: 2}),
        ('cron = "0 9 * * 1"', {6 * 24 * 60: 0, 7 * 24 * 60 + 70: 1, 7 * 24 * 60 + 7 * 60: 2}),
    ],
)
def test_a_desk_that_is_dead_is_told_by_its_own_schedule(
    passed: Path, tmp_path: Path, schedule: str, ages: dict[int, int]
) -> None:
    settings = after_a_pass(passed, tmp_path, schedule)
    found = {minutes: status.look(settings, MONDAY + minutes * MINUTE).code for minutes in ages}
    assert found == ages


@pytest.mark.parametrize(
    ("schedule", "asked", "due", "shown"),
    [
        ('cron = "*/10 * * * *"', 17, MONDAY + 20 * MINUTE, "next 09:20 UTC"),
        ('every = "30m"', 40, MONDAY + 60 * MINUTE, "next 10:00 UTC"),
        ('every = "1d"\ntimezone = "Asia/Tokyo"', 0, MONDAY + 6 * HOUR, "next 2026-03-03 00:00 Asia/Tokyo"),
        (
            'cron = "0 7 * * *"\ntimezone = "Europe/Berlin"',
            0,
            MONDAY + 21 * HOUR,
            "next 2026-03-03 07:00 Europe/Berlin",
        ),
    ],
)
def test_the_next_pass_is_the_next_from_now(
    passed: Path,
    tmp_path: Path,
    schedule: str,
    asked: int,
    due: dt.datetime | None,
    shown: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from rich.console import Console

    settings = after_a_pass(passed, tmp_path, schedule)
    report = status.look(settings, MONDAY + asked * MINUTE)
    assert report.next_pass == due
    Console(width=120).print(status.render(report))
    assert shown in capsys.readouterr().out


def test_what_a_retry_has_sent_is_given_up_no_longer(tmp_path: Path) -> None:
    with Site() as site, hook_receiver() as hook:
        hook.plan = lambda number: (404, {}, "no such hook")
        settings = scheduled(tmp_path, site, 'every = "30m"', hook=hook.url())
        run_pass(settings, MONDAY)
        given_up = status.look(settings, MONDAY + MINUTE)
        assert (given_up.code, given_up.parked > 0) == (status.ACT, True)
        hook.plan = None
        findings.retry(settings)
    after = status.look(settings, MONDAY + 2 * MINUTE)
    assert (after.code, after.parked, after.owed) == (status.WELL, 0, 0), after


def test_history_read_again_is_no_pass(tmp_path: Path) -> None:
    """``reextract`` records old pages under the time at which they were fetched."""
    with Site() as site:
        settings = scheduled(tmp_path, site, 'every = "30m"')
        run_pass(settings, MONDAY - dt.timedelta(days=90))
        run_pass(settings, MONDAY)
    with Ledger.open(settings.ledger_path) as ledger:
        from storage.rows import Harvest

        old = MONDAY - dt.timedelta(days=90)
        ledger.record(Harvest("reread-20251202T090000-3", old, extractor="x"), MONDAY + MINUTE)
    assert reread  # the run's name above is that of flows.keeping.reread
    report = status.look(settings, MONDAY + 2 * MINUTE)
    assert (report.last_pass, report.code) == (MONDAY, status.WELL)


def test_a_pass_that_died_is_something_to_look_at_and_two_are_something_to_act_on(tmp_path: Path) -> None:
    from flows.report.summary import Summary

    with Site() as site:
        settings = scheduled(tmp_path, site, 'every = "30m"')
        run_pass(settings, MONDAY)
        codes = []
        for number in (1, 2):
            moment = MONDAY + number * HOUR / 2
            health.pass_died(settings, Summary(f"r{number}", moment), "judge", OSError("No space left"), moment)
            codes.append(status.look(settings, moment + MINUTE).code)
        assert codes == [status.WARN, status.ACT]
        line = status.look(settings, MONDAY + HOUR).findings[-1]
        assert "died" in line and "judge: No space left; it was the second in a row" in line
        run_pass(settings, MONDAY + HOUR * 1.5)
    assert status.look(settings, MONDAY + HOUR * 1.6).code == status.WELL


def test_the_command_says_it_with_its_exit_code(tmp_path: Path) -> None:
    with Site() as site:
        file = Newsroom(site).settings(tmp_path)
        run_pass(load(file), dt.datetime.now(dt.UTC))
    with held_by_another_process(load(file)) as number:
        said = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["status", "--settings", str(file)])
    assert said.exit_code == 1 and f"process {number}" in said.stdout and "never" not in said.stdout
    assert os.getpid() != number
