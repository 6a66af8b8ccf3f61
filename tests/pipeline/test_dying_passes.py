"""A pass that dies tells so: ping, operator, heartbeat, metrics. Each time where monitors watch, once where people read."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from flows import health
from flows.passes import pipeline, stages
from flows.passes.pipeline import run_pass
from flows.report.summary import Summary
from flows.settings import BadSettings, Settings, load
from newsroom import MONDAY, Newsroom
from slack import Receiver, hook_receiver
from storage.errors import LedgerBusy
from storage.ledger import Ledger
from website import Site

HALF = dt.timedelta(minutes=30)


def watched(folder: Path, site: Site, hook: Receiver, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A desk with a ping address and an operator's channel, both of them on the receiver."""
    file = Newsroom(site).settings(folder)
    file.write_text(
        file.read_text()
        + f'[health]\noperator = "ops"\nping_url_env = "DESK_PING"\n[[channels]]\nname = "ops"\nurl = "{hook.url("ops")}"\n'
    )
    monkeypatch.setenv("DESK_PING", f"http://127.0.0.1:{hook.port}/check")
    hook.plan = lambda number: (200, {}, "ok") if hook.requests[number - 1][1].startswith("/check") else None
    return load(file)


def pings(hook: Receiver) -> list[str]:
    return [path for _, path, _ in hook.requests if path.startswith("/check")]


def notices(hook: Receiver) -> list[str]:
    return [m["message"] for m in hook.messages]


def metric(settings: Settings, name: str) -> float:
    lines = (settings.paths.data / "metrics.prom").read_text().splitlines()
    return float(next(line for line in lines if line.startswith(f"pledgewatch_{name} ")).split()[1])


def test_a_ledger_that_is_held_is_told_once_and_pinged_every_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Site() as site, hook_receiver() as hook:
        settings = watched(tmp_path, site, hook, monkeypatch)
        run_pass(settings, MONDAY)
        articles = metric(settings, "articles_total")
        monkeypatch.setattr(stages, "LEDGER_WAIT_SECONDS", 0.1)
        with Ledger.open(settings.ledger_path):
            for number in (1, 2, 3):
                with pytest.raises(LedgerBusy):
                    run_pass(settings, MONDAY + number * HALF)
        assert pings(hook) == ["/check", "/check/fail", "/check/fail", "/check/fail"]
        (told,) = notices(hook)
        assert "died in its stage plan" in told and "in use by" in told
        beat = json.loads((tmp_path / "data" / "heartbeat.json").read_text())
        assert (beat["failed"], beat["died"]["stage"], beat["died"]["kind"]) == (True, "plan", "LedgerBusy")
        assert (beat["died_in_a_row"], beat["last_success"][:16]) == (3, "2026-03-02T09:00")
        assert health.age(settings, MONDAY + 4 * HALF) <= 1800
        assert [metric(settings, n) for n in ("last_pass_failed", "last_pass_died", "passes_died_total")] == [1, 1, 3]
        # what is known of the ledger is known from the copy
        assert metric(settings, "articles_total") == articles > 0
        run_pass(settings, MONDAY + 4 * HALF)
        assert len(notices(hook)) == 1, "one pass that ends well is not yet the end of the trouble"
        run_pass(settings, MONDAY + 5 * HALF)
        assert "come to their end again" in notices(hook)[-1] and len(notices(hook)) == 2
        assert pings(hook)[-2:] == ["/check", "/check"]
        assert [metric(settings, n) for n in ("last_pass_failed", "passes_died_total")] == [0, 3]


@pytest.mark.parametrize("stage", ["plan", "fetch", "read", "judge", "deliver", "publish"])
def test_a_death_in_any_stage_is_told_and_comes_out_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    def dying(what: pipeline.Stage, *rest: object) -> list[object]:
        if what.name == stage:
            raise ValueError("no Dask scheduler answers at tcp://10.0.0.7:8786")
        return pipeline.in_this_process(what, *rest)  # type: ignore[arg-type]

    with Site() as site, hook_receiver() as hook:
        settings = watched(tmp_path, site, hook, monkeypatch)
        with pytest.raises(ValueError, match="no Dask scheduler"):
            run_pass(settings, MONDAY, run=dying)
        assert pings(hook) == ["/check/fail"] and "tcp://10.0.0.7:8786" in notices(hook)[0]
        assert json.loads((tmp_path / "data" / "heartbeat.json").read_text())["died"]["stage"] == stage


def test_another_kind_of_death_is_told_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Site() as site, hook_receiver() as hook:
        settings = watched(tmp_path, site, hook, monkeypatch)
        errors = [
            OSError("No space left on device"),
            LedgerBusy("held"),
            OSError("No space left on device"),
            LedgerBusy("held"),
        ]
        for number, error in enumerate(errors):
            health.pass_died(settings, Summary("r", MONDAY), "judge", error, MONDAY + number * HALF)
        assert len(notices(hook)) == 2 and len(pings(hook)) == 4


def test_every_source_failing_is_told_once_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Site() as site, hook_receiver() as hook:
        settings = watched(tmp_path, site, hook, monkeypatch)
        for outlet in ("north", "harbour", "inland"):
            site.answer(f"/{outlet}.xml", status=500)
        for number in range(3):
            run_pass(settings, MONDAY + number * HALF)
    assert sum("nothing could be read" in text for text in notices(hook)) == 1
    assert pings(hook) == ["/check/fail"] * 3


def test_a_misspelt_name_and_an_order_to_stop_are_no_death(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*what: object) -> list[object]:
        raise KeyboardInterrupt

    from flows.passes.run import one_pass

    with Site() as site, hook_receiver() as hook:
        settings = watched(tmp_path, site, hook, monkeypatch)
        with pytest.raises(BadSettings):
            one_pass(settings, pipeline.no_progress, here=True, only=("nroth",))
        with pytest.raises(KeyboardInterrupt):
            run_pass(settings, MONDAY, run=stopped)
        assert not hook.requests and health.last_beat(settings) is None


def test_a_pass_that_is_made_anew_at_once_is_no_news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Prefect server went away in mid-pass: ``run`` makes the pass without it."""

    def dying(*what: object) -> list[object]:
        raise ConnectionError("the server is gone")

    with Site() as site, hook_receiver() as hook:
        settings = watched(tmp_path, site, hook, monkeypatch)
        token = pipeline.making_anew.set(lambda: True)
        try:
            with pytest.raises(ConnectionError):
                run_pass(settings, MONDAY, run=dying)
        finally:
            pipeline.making_anew.reset(token)
        assert not hook.requests


FULL = """
import datetime, resource, sys, pathlib
from flows.passes.pipeline import run_pass
from flows.settings import load
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
run_pass(load(pathlib.Path(sys.argv[1])), datetime.datetime.now(datetime.UTC))
"""


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file may grow beyond some hundred bytes: neither heartbeat nor metrics fit, and the operator hears of it all the same."""
    with Site() as site, hook_receiver() as hook:
        settings = watched(tmp_path, site, hook, monkeypatch)
        ended = subprocess.run(
            [sys.executable, "-c", FULL, str(tmp_path / "pledgewatch.toml"), "200"],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            preexec_fn=lambda: signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
        )
        assert ended.returncode == 1, ended.stderr
        assert pings(hook) == ["/check/fail"]
        assert "died in its stage" in notices(hook)[0]
        assert not list(settings.paths.data.glob(".heartbeat*"))


@pytest.mark.skipif(not Path("/proc/self/ns/user").exists(), reason="no namespaces")
def test_on_a_disk_without_room_the_heartbeat_is_written_over(tmp_path: Path) -> None:
    """A real full file system, where the machine lets us mount one of our own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    script = (
        'mount -t tmpfs -o size=64k none $1 || exit 77; echo \'{"at": "2026-03-02T09:00:00+00:00", "run_id": "old", '
        '"troubles": {"x": "padding padding padding"}}\' > $1/heartbeat.json; '
        "dd if=/dev/zero of=$1/filler bs=4k 2>/dev/null; exec $2 -c "
        '"import pathlib, sys; from flows.health.beat import write_even_if_full; from storage.whole import write_whole\n'
        "path = pathlib.Path(sys.argv[1], 'heartbeat.json')\n"
        "try:\n    write_whole(path, b'x' * 100)\nexcept OSError as error:\n    print(error.strerror)\n"
        "write_even_if_full(path, b'new')\nprint(path.read_text())\" $1"
    )
    ended = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, "sh", str(disk), sys.executable],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
    )
    if ended.returncode == 77 or "unshare" in ended.stderr:
        pytest.skip("this machine mounts nothing for us")
    assert ended.stdout.split("\n")[:2] == ["No space left on device", "new"], ended.stderr
