"""The flow on a real Prefect server: from the command line, as a deployment with a worker, and served on its schedule."""

from __future__ import annotations

import itertools
import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from flows.desk.server import answers, own_server
from flows.passes.pipeline import STAGES
from flows.settings import Paths, Prefect, Settings
from prefect_desk import any_port, ask, environment, finished, runs, until

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "flows.cli"]


def test_run_goes_through_the_server_and_shows_its_tables_there(api: str, desk: Path) -> None:
    env = environment(api, desk.parent / "home")
    done = subprocess.run(
        [*COMMAND, "run", "--settings", str(desk)], env=env, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "2 new articles" in done.stdout
    (run,) = runs(api, desk)
    assert run["name"].startswith("pass of 2")
    assert run["state"]["name"] == "Completed" and "2 new articles" in run["state"]["message"]
    assert set(run["tags"]) == {"pledgewatch", "monitor"}
    tasks = ask(api, "task_runs", task_runs={"flow_run_id": {"any_": [run["id"]]}})
    assert {t["name"].split()[0] for t in tasks} == {stage.name for stage in STAGES}
    assert len(tasks) <= 50
    artifacts = {a["key"]: a for a in ask(api, "artifacts", artifacts={"flow_run_id": {"any_": [run["id"]]}})}
    assert {"sources", "pass", "findings"} <= set(artifacts)
    assert '"source": "texts"' in str(artifacts["sources"]["data"]).replace("'", '"')
    page = artifacts["findings"]["data"]
    assert "Latvia" in page
    # what was told can be opened at its sentence: in the page of findings, and as a link of its own
    (opened,) = re.findall(
        r"open at the sentence: \[Riga Times[^\]]*\]\((https://riga\.example/drones-%282026%29#:~:text=[^)\s]+)\)", page
    )
    links = [a for key, a in artifacts.items() if key.startswith("alert-")]
    assert [(a["type"], opened in a["data"]) for a in links] == [("markdown", True)], links
    assert "Latvia" in links[0]["description"]


def test_a_server_that_does_not_answer_is_done_without(desk: Path) -> None:
    env = environment("http://127.0.0.1:9/api", desk.parent / "home")
    done = subprocess.run(
        [*COMMAND, "run", "--settings", str(desk)], env=env, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "2 new articles" in done.stdout and "made without it" in done.stdout


def watching(api: str, settings: Path) -> list[dict[str, Any]]:
    """The deployment of the passes that ``serve`` keeps for a settings file (digest and upkeep are beside it)."""
    found = [d for d in ask(api, "deployments") if d["parameters"].get("settings") == str(settings)]
    assert {d["name"] for d in found} == {"monitor", "digest", "revisit", "maintain", "publish", "reextract"}
    return [d for d in found if d["name"] == "monitor"]


def made_runs(api: str, settings: Path) -> list[dict[str, Any]]:
    """The runs that were made. One that came due meanwhile is collapsed: it never began, and has no length."""
    return [r for r in finished(api, settings) if r["state"]["type"] == "COMPLETED" and r["total_run_time"] > 0]


def serving(api: str, desk: Path) -> subprocess.Popen[bytes]:
    with (desk.parent / "serve.log").open("ab") as log:
        return subprocess.Popen(
            [*COMMAND, "serve", "--settings", str(desk)],
            env=environment(api, desk.parent / "home"),
            stdout=log,
            stderr=log,
        )


def test_serve_keeps_its_schedule_over_a_restart_in_another_folder(api: str, desk: Path) -> None:
    log = desk.parent / "serve.log"
    first = serving(api, desk)
    try:
        # the line is written just before the run ends
        until(lambda: "2 new articles" in log.read_text() or first.poll() is not None)
        until(lambda: made_runs(api, desk))
        assert first.poll() is None, log.read_text()
        (made,) = watching(api, desk)
        first.send_signal(signal.SIGTERM)
        assert first.wait(180) == 0, log.read_text()
        assert "Traceback" not in log.read_text()
        (kept,) = watching(api, desk)
        assert kept["schedules"][0]["active"] and not kept["paused"]
        before = {r["id"] for r in finished(api, desk)}
    finally:
        first.kill()
    moved = move(desk)
    again = serving(api, moved)
    log = moved.parent / "serve.log"
    try:
        until(lambda: made_runs(api, moved) or again.poll() is not None)
        assert again.poll() is None, log.read_text()
        (same,) = watching(api, moved)
        assert same["id"] == made["id"]
        # what came due while the desk lay in its old folder is done in the new one: no run looks for the old settings
        assert not [r["state"] for r in finished(api, desk) if r["id"] not in before]
        # what came due while nothing was running and what comes due during a pass never runs beside one
        done = [r for file in (desk, moved) for r in made_runs(api, file)]
        spans = sorted((r["start_time"], r["end_time"]) for r in done)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans)), spans
        again.send_signal(signal.SIGINT)
        assert again.wait(180) == 0, log.read_text()
        assert not (desk.parent / "data").exists()
    finally:
        again.kill()


def move(desk: Path) -> Path:
    """The desk in another folder, with all it kept."""
    folder = desk.parent / "moved"
    folder.mkdir()
    for name in (desk.name, "texts", "data"):
        (desk.parent / name).rename(folder / name)
    return folder / desk.name


def checkout(folder: Path) -> Path:
    """What a person has in a checkout, as far as the laptop's quick start needs it; the seeds are the only source, a pass is due every 5 s."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt", "seeds"):
        (folder / name).symlink_to(ROOT / name)
    (folder / ".venv").symlink_to(sys.prefix)
    text = (ROOT / "pledgewatch.toml").read_text(encoding="utf-8").split("# Public feeds", 1)[0]
    (folder / "pledgewatch.toml").write_text(
        text.replace('every = "30m"', 'every = "5s"') + "\n[prefect]\nstart_seconds = 400\n", encoding="utf-8"
    )
    return folder


def laptop() -> tuple[list[str], str]:
    """What docs/running.md tells a person with a laptop to give: two commands, and the line for cron."""
    text = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    section = text[text.index("## On a laptop") : text.index("## The flows")]
    (block,) = re.findall(r"```sh\n(.*?)```", section, re.S)
    (cron,) = re.findall(r"^\*/30 \* \* \* \*  (.*)$", section, re.M)
    return [line.split("  ", 1)[0] for line in block.splitlines()], cron


def test_the_laptops_quick_start_word_for_word(tmp_path: Path) -> None:
    folder = checkout(tmp_path)
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "PLEDGEWATCH", "MAKE"))}
    env |= {"PREFECT_HOME": str(folder / "home"), "PREFECT_RUNNER_POLL_FREQUENCY": "1"}
    any_port(folder / "data")

    def given(line: str) -> subprocess.CompletedProcess[str]:
        line = line.replace("make run", "make -o .venv/.ready run").replace("/srv/pledgewatch", str(folder))
        return subprocess.run(
            ["sh", "-c", line], cwd=folder, env=env, capture_output=True, text=True, timeout=240, check=False
        )

    (make, serve), cron = laptop()
    first = given(make)
    assert first.returncode == 0 and "conflict" in first.stdout, first.stdout + first.stderr
    # the commands that its last lines name can be given as they stand
    details = next(line for line in first.stdout.splitlines() if line.startswith("details: ")).removeprefix("details: ")
    assert details.startswith(".venv/bin/pledgewatch why ")
    assert given(details.split(" (")[0]).returncode == 0
    quiet = given(cron)
    assert (quiet.returncode, quiet.stdout) == (0, ""), quiet.stderr
    log, note = folder / "serve.log", folder / "data" / "prefect" / "server.json"
    with log.open("wb") as out:
        child = subprocess.Popen(["sh", "-c", f"exec {serve}"], cwd=folder, env=env, stdout=out, stderr=out)
    try:
        until(lambda: "watching" in log.read_text() or child.poll() is not None)
        assert child.poll() is None, log.read_text()
        assert "self-check: " in log.read_text() and "all well" in log.read_text(), log.read_text()
        server = json.loads(note.read_text())
        assert answers(server["api_url"]) and "127.0.0.1" in server["api_url"]
        with urllib.request.urlopen(server["api_url"] + "/admin/settings", timeout=30) as answer:
            vacuum = json.load(answer)["server"]["services"]["db_vacuum"]
        assert set(vacuum["enabled"]) == {"events", "flow_runs"} and vacuum["retention_period"] == "P90D"
        (shown,) = re.findall(r"UI: (\S+);", log.read_text())
        with urllib.request.urlopen(shown, timeout=30) as page:
            assert page.status == 200 and b"<html" in page.read()
        until(
            lambda: "1 source, 0 new articles" in log.read_text() or child.poll() is not None
        )  # a pass by the schedule
        assert child.poll() is None, log.read_text()
        os.kill(server["pid"], signal.SIGKILL)  # the server is started again, at its address, and passes go on
        until(lambda: "was started again" in log.read_text() or child.poll() is not None)
        again = json.loads(note.read_text())
        assert again["pid"] != server["pid"] and again["api_url"] == server["api_url"], log.read_text()
        passes = log.read_text().count("1 source, 0 new articles")
        until(lambda: log.read_text().count("1 source, 0 new articles") > passes or child.poll() is not None)
        assert child.poll() is None, log.read_text()
        child.send_signal(signal.SIGHUP)  # a closed terminal
        assert child.wait(180) == 0, log.read_text()
        assert not answers(server["api_url"])
        assert "stopped" in log.read_text() and "Failed the last" not in log.read_text()
    finally:
        if child.poll() is None:  # something above failed: killed, it would leave its server behind
            child.terminate()
            try:
                child.wait(60)
            except subprocess.TimeoutExpired:
                child.kill()


def patient(folder: Path) -> Settings:
    """Settings for a server of ours on a crowded machine."""
    return Settings(paths=Paths(data=folder), prefect=Prefect(start_seconds=400))


class _SaysYes(BaseHTTPRequestHandler):
    """Somebody else's server: it is well, and it is not ours."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"true")

    def log_message(self, *args: Any) -> None:
        pass


def test_a_port_that_somebody_takes_while_the_server_starts_is_given_up(tmp_path: Path) -> None:
    any_port(tmp_path)
    note = tmp_path / "prefect" / "server.json"
    foreign: list[ThreadingHTTPServer] = []

    def take_the_port() -> None:
        until(lambda: "pid" in note.read_text())  # the child was started just now and is seconds from listening
        foreign.append(ThreadingHTTPServer(("127.0.0.1", json.loads(note.read_text())["port"]), _SaysYes))
        foreign[0].serve_forever()

    thief = threading.Thread(target=take_the_port)
    thief.start()
    said: list[str] = []
    try:
        with own_server(patient(tmp_path), say=said.append) as address:
            taken = foreign[0].server_address[1]
            assert f":{taken}/" not in address
            assert answers(address)
            assert json.loads(note.read_text())["api_url"] == address
        assert any(f"port {taken} was taken" in line for line in said)
        assert not answers(address)
    finally:
        foreign[0].shutdown()
        foreign[0].server_close()
        thief.join()
