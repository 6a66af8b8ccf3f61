"""The Prefect server that ``serve`` started dies: it is started again, or serve ends, tells it, and the next serve goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from flows import deployments
from flows.cli.common import _sentence
from flows.desk import serve, server, watch
from flows.settings import Paths, Settings, load
from newsroom import Newsroom
from prefect_desk import any_port, until
from slack import hook_receiver
from website import Site

SLEEPS = [sys.executable, "-c", "input()"]
COMMAND = [sys.executable, "-m", "flows.cli"]


class Desk:
    """Children that sleep in the place of servers, and who was told what."""

    def __init__(self, broken: int = 0) -> None:
        self.children: list[subprocess.Popen[bytes]] = []
        self.told: list[tuple[str, str]] = []
        self.event = threading.Event()
        self.broken = broken

    def sleeper(self) -> subprocess.Popen[bytes]:
        self.children.append(subprocess.Popen(SLEEPS, stdin=subprocess.PIPE))
        return self.children[-1]

    def start(self, take: Callable[[subprocess.Popen[bytes]], None]) -> None:
        if self.broken:
            self.broken -= 1
            raise server.NoServer("the port was taken")
        take(self.sleeper())

    def watched(self, process: subprocess.Popen[bytes] | int) -> watch.Watch:
        def told(what: str) -> Callable[[str], None]:
            def hear(sentence: str) -> None:
                self.told.append((what, sentence))
                self.event.set()

            return hear

        return watch.Watch(process, self.start, told("back"), told("lost"))

    def heard(self) -> tuple[str, str]:
        assert self.event.wait(60)
        self.event.clear()
        return self.told[-1]

    def end(self) -> None:
        for child in self.children:
            child.kill()
            child.communicate()


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "PAUSES", (0.0, 0.0, 0.0))


def test_a_server_that_is_killed_is_started_again_a_few_times() -> None:
    desk = Desk()
    try:
        kept = desk.watched(desk.sleeper())
        for number in range(3):
            desk.children[-1].kill()
            assert desk.heard() == ("back", "the Prefect server ended (killed by SIGKILL) and was started again")
            assert len(desk.children) == number + 2 and kept.process is desk.children[-1]
        desk.children[-1].kill()
        assert desk.heard()[0] == "lost"
    finally:
        desk.end()


@pytest.mark.parametrize(("broken", "heard"), [(2, "back"), (3, "lost")])
def test_a_start_that_fails_is_tried_again_and_then_told(broken: int, heard: str) -> None:
    desk = Desk(broken)
    try:
        desk.watched(desk.sleeper())
        desk.children[0].terminate()
        what, sentence = desk.heard()
        assert (what, len(desk.children)) == (heard, 2 if heard == "back" else 1)
        assert "killed by SIGTERM" in sentence and ("port was taken" in sentence) == (heard == "lost")
    finally:
        desk.end()


def test_a_server_of_another_serve_is_watched_too_and_one_that_is_ended_on_purpose_is_not_started_again() -> None:
    desk = Desk()
    try:
        foreign = desk.sleeper()
        kept = desk.watched(foreign.pid)
        foreign.kill()
        foreign.wait()
        assert desk.heard()[0] == "back" and kept.process is desk.children[-1]
        kept.stop()
        desk.children[-1].kill()
        kept._thread.join(60)
        assert not kept._thread.is_alive() and len(desk.children) == 2
    finally:
        desk.end()


def group(*errors: Exception) -> ExceptionGroup[Exception]:
    return ExceptionGroup("unhandled errors in a TaskGroup", [ExceptionGroup("inner", list(errors))])


def test_a_runner_that_gave_up_begins_again_when_its_server_answers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ends: list[Exception | None] = [group(RuntimeError("Service exceeded error threshold.")), None]
    awaited: list[str] = []

    def keep(settings: Settings) -> None:
        if (error := ends.pop(0)) is not None:
            raise error

    monkeypatch.setattr(server, "server", lambda settings, say, told: nullcontext("http://127.0.0.1:9/api"))
    monkeypatch.setattr(server, "tell_prefect", lambda address: None)
    monkeypatch.setattr(server, "well_again", lambda settings, address, say: awaited.append(address))
    monkeypatch.setattr(deployments, "keep", keep)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    said: list[str] = []
    try:
        serve.serve(Settings(paths=Paths(data=tmp_path)), first_now=False, say=said.append)
        assert not ends and awaited and "watching goes on" in said[-2] and said[-1].startswith("stopped")
        ends += [group(RuntimeError("Service exceeded error threshold."))] * 9
        with pytest.raises(server.NoServer, match="gave up 4 times in a row") as gone:
            serve.serve(Settings(paths=Paths(data=tmp_path)), first_now=False, say=said.append)
        assert gone.value.exit_code == 69
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_a_group_of_errors_is_one_sentence() -> None:
    sentence, code = _sentence(group(ValueError("what it was"), OSError("another")))
    assert "ValueError: what it was" in sentence and "TaskGroup" not in sentence and code == 70
    assert _sentence(group(server.NoServer("no server"))) == ("no server", 69)


@pytest.mark.drill
def test_a_server_that_cannot_come_back_ends_serve_which_says_so_and_the_next_one_goes_on(tmp_path: Path) -> None:
    with Site() as site, hook_receiver() as hook:
        file = Newsroom(site).settings(tmp_path)
        more = (
            '[schedule]\nevery = "5s"\n[log]\nformat = "json"\n[health]\noperator = "ops"\nping_url_env = "DESK_PING"\n'
        )
        more += f'[[channels]]\nname = "ops"\nurl = "{hook.url()}"\n[prefect]\nstart_seconds = 400\n'
        file.write_text(file.read_text() + more, encoding="utf-8")
        settings = load(file)
        any_port(settings.paths.data)
        home, ping = settings.paths.data / "prefect", f"http://127.0.0.1:{hook.port}/ping"
        env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "PLEDGEWATCH"))}
        env |= {"PREFECT_HOME": str(tmp_path / "home"), "PREFECT_RUNNER_POLL_FREQUENCY": "1", "DESK_PING": ping}

        def serving() -> subprocess.Popen[bytes]:
            with (tmp_path / "out.log").open("wb") as out, (tmp_path / "err.log").open("wb") as err:
                return subprocess.Popen(
                    [*COMMAND, "serve", "--settings", str(file)], env=env, stdout=out, stderr=err, cwd=tmp_path
                )

        def lines() -> list[str]:
            return (tmp_path / "err.log").read_text().splitlines()

        first = serving()
        try:
            until(lambda: any("new articles" in line for line in lines()) or first.poll() is not None)
            assert first.poll() is None, lines()
            kept = (home / "prefect.db").rename(home / "kept.db")
            for more in home.glob("prefect.db-*"):
                more.unlink()
            (home / "prefect.db").mkdir()  # no server starts on this
            os.kill(json.loads((home / "server.json").read_text())["pid"], signal.SIGKILL)
            assert first.wait(400) == 69, lines()
        finally:
            first.kill()
        assert (tmp_path / "out.log").read_text() == ""
        said = [json.loads(line)["message"] for line in lines() if line.startswith("{")]
        assert "could not be started again" in said[-1] and "start pledgewatch serve again" in said[-1]
        assert any("could not be started again" in str(m) for m in hook.messages), hook.messages
        assert any(path == "/ping/fail" for _, path, _ in hook.requests)
        (home / "prefect.db").rmdir()
        kept.rename(home / "prefect.db")
        again = serving()
        try:
            until(lambda: any("0 new articles" in line for line in lines()) or again.poll() is not None)
            assert again.poll() is None, lines()
            again.send_signal(signal.SIGTERM)
            assert again.wait(180) == 0, lines()
        finally:
            again.kill()
