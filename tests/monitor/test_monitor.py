"""The flow on a real Prefect server: from the command line, as a deployment with a worker, and served on its schedule."""

from __future__ import annotations

import itertools
import json
import os
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
from flows.settings import Paths, Settings
from prefect_desk import any_port, ask, environment, finished, runs, until

ROOT = Path(__file__).parents[2]
PREFECT = [sys.executable, "-m", "prefect"]
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
    tasks = ask(api, "task_runs", task_runs={"flow_run_id": {"any_": [run["id"]]}})
    assert {t["name"].split()[0] for t in tasks} == {stage.name for stage in STAGES}
    assert len(tasks) <= 50
    artifacts = {a["key"]: a for a in ask(api, "artifacts", artifacts={"flow_run_id": {"any_": [run["id"]]}})}
    assert {"sources", "pass", "findings"} <= set(artifacts)
    assert '"source": "texts"' in str(artifacts["sources"]["data"]).replace("'", '"')
    assert "Latvia" in artifacts["findings"]["data"]


def test_a_server_that_does_not_answer_is_done_without(desk: Path) -> None:
    env = environment("http://127.0.0.1:9/api", desk.parent / "home")
    done = subprocess.run(
        [*COMMAND, "run", "--settings", str(desk)], env=env, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "2 new articles" in done.stdout and "made without it" in done.stdout


def test_the_deployment_is_accepted_and_runs_with_a_worker(api: str, desk: Path) -> None:
    env = environment(api, desk.parent / "home") | {"PLEDGEWATCH_SETTINGS": str(desk)}
    (desk.parent / "texts" / "zero.txt").write_text(
        "Latvia will give Ukraine 30 million dollars for drones this year, the defence minister said on Tuesday.\n"
        "The ministry pays for them itself, it was said in Riga, and the first money flows in spring.\n",
        encoding="utf-8",
    )
    pool = [*PREFECT, "work-pool", "create", "pledgewatch", "--type", "process"]
    subprocess.run(pool, env=env, capture_output=True, timeout=240, check=True)
    deploy = [*PREFECT, "--no-prompt", "deploy", "--all", "--prefect-file", str(ROOT / "deploy" / "prefect.yaml")]
    accepted = subprocess.run(
        deploy, env=env, cwd=desk.parent, capture_output=True, text=True, timeout=240, check=False
    )
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    made = {d["name"]: d for d in ask(api, "deployments") if d["work_pool_name"] == "pledgewatch"}
    assert set(made) == {"monitor", "digest", "publish", "maintain", "reextract"}
    automation = desk.parent / "automation.yaml"
    shipped = (ROOT / "deploy" / "automation.yaml").read_text(encoding="utf-8")
    automation.write_text(shipped.replace("{{ DEPLOYMENT_ID }}", made["publish"]["id"]), encoding="utf-8")
    create = [*PREFECT, "automation", "create", "--from-file", str(automation)]
    taken = subprocess.run(create, env=env, capture_output=True, text=True, timeout=240, check=False)
    assert taken.returncode == 0, taken.stdout + taken.stderr
    assert made["monitor"]["entrypoint"] == "flows.monitor.monitor"
    assert made["monitor"]["schedules"][0]["active"]
    subprocess.run(
        [*PREFECT, "deployment", "run", "monitor/monitor"], env=env, capture_output=True, timeout=240, check=True
    )
    with (desk.parent / "worker.log").open("wb") as log:
        worker = subprocess.Popen(
            [*PREFECT, "worker", "start", "--pool", "pledgewatch", "--type", "process"],
            env=env,
            cwd=desk.parent,
            stdout=log,
            stderr=log,
        )
    try:
        done = until(lambda: ended(api, made["monitor"]["id"]))
        assert done[0]["state"]["name"] == "Completed", (done[0]["state"], (desk.parent / "worker.log").read_text())
        # the contradiction's event reached the server, the shipped automation made a run of it, and the worker made that run
        until(lambda: events(api, "pledgewatch.contradiction"))
        until(lambda: ask(api, "flow_runs", flow_runs={"deployment_id": {"any_": [made["publish"]["id"]]}}))
        published = until(lambda: ended(api, made["publish"]["id"]))
    finally:
        # the runs have ended: nothing is lost by it, and an orderly end takes minutes on a loaded machine
        worker.kill()
        worker.wait()
        subprocess.run(
            [*PREFECT, "deployment", "delete", "monitor/monitor"],
            env=env,
            capture_output=True,
            timeout=240,
            check=False,
        )
    assert "3 new articles" in done[0]["state"]["message"]
    assert published[0]["state"]["name"] == "Completed", published[0]["state"]["message"]


def events(api: str, name: str) -> list[dict[str, Any]]:
    """The events of a name that the server has."""
    body = json.dumps({"filter": {"event": {"name": [name]}}}).encode()
    request = urllib.request.Request(f"{api}/events/filter", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        found: list[dict[str, Any]] = json.load(answer)["events"]
    return found


def ended(api: str, deployment: str) -> list[dict[str, Any]]:
    """The runs of a deployment that ended."""
    found = ask(api, "flow_runs", flow_runs={"deployment_id": {"any_": [deployment]}})
    return [r for r in found if r["state"]["type"] in ("COMPLETED", "FAILED", "CRASHED")]


def watching(api: str, settings: Path) -> list[dict[str, Any]]:
    """The deployment of the passes that ``serve`` keeps for a settings file (digest and upkeep are beside it)."""
    found = [d for d in ask(api, "deployments") if d["parameters"].get("settings") == str(settings)]
    assert {d["name"] for d in found} == {"monitor", "digest", "maintain"}
    return [d for d in found if d["name"] == "monitor"]


def serving(api: str, desk: Path) -> subprocess.Popen[bytes]:
    with (desk.parent / "serve.log").open("ab") as log:
        return subprocess.Popen(
            [*COMMAND, "serve", "--settings", str(desk)],
            env=environment(api, desk.parent / "home"),
            stdout=log,
            stderr=log,
        )


def test_serve_keeps_its_schedule_over_a_restart(api: str, desk: Path) -> None:
    log = desk.parent / "serve.log"
    first = serving(api, desk)
    try:
        until(lambda: finished(api, desk) or first.poll() is not None)
        assert first.poll() is None, log.read_text()
        (made,) = watching(api, desk)
        first.send_signal(signal.SIGTERM)
        assert first.wait(180) == 0, log.read_text()
        assert "Traceback" not in log.read_text()
        (kept,) = watching(api, desk)
        assert kept["schedules"][0]["active"] and not kept["paused"]
        ended = len(finished(api, desk))
    finally:
        first.kill()
    again = serving(api, desk)
    try:
        until(lambda: len(finished(api, desk)) > ended or again.poll() is not None)
        assert again.poll() is None, log.read_text()
        (same,) = watching(api, desk)
        assert same["id"] == made["id"]
        # what came due while nothing was running and what comes due during a pass never runs beside one
        spans = sorted(
            (r["start_time"], r["end_time"]) for r in finished(api, desk) if r["start_time"] and r["end_time"]
        )
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans)), spans
        again.send_signal(signal.SIGINT)
        assert again.wait(180) == 0, log.read_text()
    finally:
        again.kill()


def test_serve_brings_a_server_of_its_own_and_takes_it_away(desk: Path) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "PLEDGEWATCH"))}
    env["PREFECT_HOME"] = str(desk.parent / "home")
    any_port(desk.parent / "data")
    log = desk.parent / "serve.log"
    with log.open("wb") as out:
        child = subprocess.Popen([*COMMAND, "serve", "--settings", str(desk)], env=env, stdout=out, stderr=out)
    note = desk.parent / "data" / "prefect" / "server.json"
    try:
        until(lambda: "watching" in log.read_text() or child.poll() is not None)
        assert child.poll() is None, log.read_text()
        server = json.loads(note.read_text())
        assert answers(server["api_url"])
        assert "127.0.0.1" in server["api_url"]
        child.send_signal(signal.SIGTERM)
        assert child.wait(180) == 0
        assert not answers(server["api_url"])
    finally:
        child.kill()


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
        with own_server(Settings(paths=Paths(data=tmp_path)), say=said.append) as address:
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
