"""Failure drills: whatever breaks in a pass, the next one completes the work, and nothing is lost or told twice."""

from __future__ import annotations

import datetime as dt
import os
import re
import resource
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest

from flows.alert.journal import read as read_journal
from flows.desk.server import own_server
from flows.passes import stages
from flows.passes.pipeline import run_pass
from flows.settings import Paths, Prefect, Settings, load
from newsroom import MONDAY, Newsroom
from prefect_desk import any_port, environment
from slack import hook_receiver
from storage.errors import LedgerBusy, LedgerUnwritable
from storage.ledger import Ledger
from website import Site

HOUR = dt.timedelta(hours=1)
COMMAND = [sys.executable, "-m", "flows.cli", "run"]


def told(settings: Settings) -> list[str]:
    """Titles of the alerts in alerts.jsonl; each must be there once."""
    records = [r for r in read_journal(settings.alerts_path) if r["channel"] == "alert"]
    ids = [r["alert_id"] for r in records]
    assert len(ids) == len(set(ids))
    return sorted(r["title"].split(",")[0] for r in records)


BOTH = ["NEW PLEDGE: Denmark", "NEW PLEDGE: Norway"]


def test_a_ledger_that_is_held_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Site() as site:
        settings = load(Newsroom(site).settings(tmp_path))
        ledger = Ledger.open(settings.ledger_path)
        with monkeypatch.context() as impatient:
            impatient.setattr(stages, "LEDGER_WAIT_SECONDS", 0.2)
            with pytest.raises(LedgerBusy, match="in use by"):
                run_pass(settings, MONDAY + 3 * HOUR)
        release = threading.Timer(0.5, ledger.close)
        release.start()
        try:
            assert not run_pass(settings, MONDAY + 3 * HOUR).failed
        finally:
            release.join()
        assert told(settings) == BOTH


@pytest.mark.parametrize("limit", [300_000, 2_000_000])
def test_a_full_disk_ends_the_pass_with_a_sentence_and_the_next_one_does_the_work(tmp_path: Path, limit: int) -> None:
    """No file may grow beyond the limit: what a full disk looks like from inside, wherever in the pass it strikes."""
    with Site() as site:
        room = Newsroom(site, today=dt.datetime.now(dt.UTC))
        file = room.settings(tmp_path)

        def full() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        ended = subprocess.run(
            [*COMMAND, "--here", "--settings", str(file)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            preexec_fn=full,
        )
        assert ended.returncode == 1, ended.stdout + ended.stderr
        assert ended.stderr.startswith("pledgewatch: ") and "Traceback" not in ended.stderr
        settings = load(file)
        assert not run_pass(settings, dt.datetime.now(dt.UTC)).failed
        assert told(settings) == BOTH


def test_a_raw_store_that_takes_nothing_is_named(tmp_path: Path) -> None:
    with Site() as site:
        settings = load(Newsroom(site).settings(tmp_path))
        settings.paths.data.mkdir(parents=True)
        settings.raw_path.write_text("in the way")
        with pytest.raises(LedgerUnwritable, match=r"raw page .* cannot be written"):
            run_pass(settings, MONDAY + 3 * HOUR)
        settings.raw_path.unlink()
        run_pass(settings, MONDAY + 4 * HOUR)
        assert told(settings) == BOTH


def test_a_clock_that_jumps_back_and_forth_tells_nothing_twice(tmp_path: Path) -> None:
    with Site() as site:
        room = Newsroom(site)
        settings = load(room.settings(tmp_path))
        run_pass(settings, MONDAY + 3 * HOUR)
        for moment in (MONDAY - 48 * HOUR, MONDAY + 400 * 24 * HOUR, MONDAY + 4 * HOUR):
            assert run_pass(settings, moment).alerts == []
        assert told(settings) == BOTH


def test_dns_that_is_down_fails_every_feed_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Site() as site:
        room = Newsroom(site)
        settings = load(room.settings(tmp_path))
        away = settings.model_copy(
            update={
                "sources": tuple(
                    s.model_copy(update={"url": f"https://{s.name}.invalid/feed"}) for s in settings.sources
                )
            }
        )
        summary = run_pass(away, MONDAY + 2 * HOUR)
        assert summary.failed and all(r.status == "failed" and r.error for r in summary.reports)
        assert not run_pass(settings, MONDAY + 3 * HOUR).failed
        assert told(settings) == BOTH


def ended_at(stage: str, file: Path, number: int, env: dict[str, str] | None = None) -> int:
    """Start a pass and send it a signal as soon as it says that the stage begins; returns how it ended."""
    where = ["--here"] if env is None else []
    with subprocess.Popen(
        [*COMMAND, *where, "--settings", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=env,
        # a shell that starts the tests in the background lets them ignore it, and so would the child
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL) and None,
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if line.startswith(stage):
                os.kill(child.pid, number)
                break
        child.stdout.read()
    return child.returncode


STAGES = ("plan", "fetch", "read", "judge", "deliver", "publish")
#: the quick ones; the drill has all
QUICK = {("fetch", "TERM"), ("deliver", "TERM")}
SIGNALS = [
    pytest.param(
        stage,
        getattr(signal, f"SIG{name}"),
        id=f"{stage}-{name}",
        marks=[] if (stage, name) in QUICK else [pytest.mark.drill],
    )
    for stage in STAGES
    for name in ("TERM", "INT", "KILL")
]


@pytest.mark.parametrize(("stage", "number"), SIGNALS)
def test_a_signal_in_any_stage(tmp_path: Path, stage: str, number: signal.Signals) -> None:
    with Site() as site, hook_receiver() as hook:
        room = Newsroom(site, today=dt.datetime.now(dt.UTC))
        file = room.settings(tmp_path, hook=hook.url())
        assert ended_at(stage, file, number) != 0
        early = Counter(m["title"] for m in hook.messages)
        settings = load(file)
        run_pass(settings, dt.datetime.now(dt.UTC))
        assert told(settings) == BOTH
        sent = Counter(m["title"] for m in hook.messages)
        assert {t.split(",")[0] for t in sent} == set(BOTH)
        assert all(count <= 1 + early[title] for title, count in sent.items())


GONE = [
    pytest.param(
        stage,
        getattr(signal, f"SIG{name}"),
        id=f"{stage}-{name}",
        marks=[] if (stage, name) == ("read", "TERM") else [pytest.mark.drill],
    )
    for stage in ("fetch", "read", "judge", "deliver", "publish")
    for name in ("TERM", "KILL")
]


@pytest.mark.parametrize(("stage", "number"), GONE)
def test_the_prefect_server_goes_away_in_mid_pass(tmp_path: Path, stage: str, number: signal.Signals) -> None:
    with Site() as site, hook_receiver() as hook:
        room = Newsroom(site, today=dt.datetime.now(dt.UTC))
        file = room.settings(tmp_path, hook=hook.url())
        any_port(tmp_path / "prefect")
        settings = Settings(paths=Paths(data=tmp_path / "prefect"), prefect=Prefect(start_seconds=400))
        with own_server(settings, say=lambda line: None) as api:
            server = int(re.search(r'"pid": (\d+)', (tmp_path / "prefect/prefect/server.json").read_text())[1])  # type: ignore[index]
            env = environment(api, tmp_path / "home")
            with subprocess.Popen(
                [*COMMAND, "--settings", str(file)],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                env=env,
            ) as child:
                assert child.stdout is not None
                for line in child.stdout:
                    if line.startswith(stage):
                        os.kill(server, number)
                        break
                said = child.stdout.read()
            # one sentence, no tracebacks, and no minutes of waiting for a server that is gone (the test's own time limit)
            assert child.returncode == 0 and "went away" in said, said
            assert not re.search(r"Traceback|Error logging|ERROR|WARNING", said), said
        settings = load(file)
        assert told(settings) == BOTH
        assert {m["title"].split(",")[0] for m in hook.messages} == set(BOTH)
