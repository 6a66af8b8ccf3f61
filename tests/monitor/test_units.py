"""The server set-up of docs/running.md: its own commands, the units' own command lines, a pass, an automation, an orderly end."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

from flows.desk.server import answers
from prefect_desk import ask, until
from units import free_port, unit

ROOT = Path(__file__).parents[2]
PREFECT = [sys.executable, "-m", "prefect"]
FLOWS = {"monitor", "digest", "revisit", "fetch", "publish", "maintain", "reextract"}


def documented(port: int) -> list[list[str]]:
    """The Prefect commands that docs/running.md tells a person to give, word for word but for the port and where programs lie."""
    text = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    (block,) = [b for b in re.findall(r"```sh\n(.*?)```", text, re.S) if "work-pool create" in b]
    assert f"export PREFECT_API_URL=http://127.0.0.1:{4200}/api" in block
    lines = [line for line in block.splitlines() if line.startswith(".venv/bin/prefect ")]
    said = [line.replace("deploy/prefect.yaml", str(ROOT / "deploy" / "prefect.yaml")) for line in lines]
    return [[*PREFECT, *shlex.split(line.removeprefix(".venv/bin/prefect "))] for line in said]


#: lines of the server's quick start that need root, systemd or a package index: not carried out here, and said so in the docs
ELSEWHERE = (
    "sudo useradd --system --create-home --home-dir /srv/pledgewatch pledgewatch",
    "sudo -iu pledgewatch",
    "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt .",
    "exit",
    "sudo cp deploy/systemd/pledgewatch-server.service deploy/systemd/pledgewatch-worker.service /etc/systemd/system/",
    "sudo systemctl daemon-reload && sudo systemctl enable --now pledgewatch-server",
)


def test_every_line_of_the_quick_start_is_carried_out_or_needs_what_is_not_here(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    section = text[text.index("## On a server") : text.index("## In containers")]
    lines = [
        re.split(r"\s{2,}#", line)[0]
        for block in re.findall(r"```sh\n(.*?)```", section, re.S)
        for line in block.splitlines()
    ]
    here = [line for line in lines if line not in ELSEWHERE]
    assert len(lines) - len(here) == len(ELSEWHERE)
    made, address, *prefect = here
    tried = [words[len(PREFECT) :] for words in documented(4200)]
    assert [shlex.split(line.replace("deploy/", f"{ROOT}/deploy/"))[1:] for line in prefect] == tried
    # the units use the very address, and the folder that init made
    for name in ("server", "worker"):
        unit_text = (ROOT / "deploy" / "systemd" / f"pledgewatch-{name}.service").read_text(encoding="utf-8")
        assert "WorkingDirectory=/srv/pledgewatch" in unit_text
        assert "--port 4200" in unit_text or address.removeprefix("export ") in unit_text
    line = made.replace(".venv/bin/pledgewatch", f"{sys.executable} -m flows.cli").replace(
        "/srv/pledgewatch", str(tmp_path / "desk")
    )
    done = subprocess.run(shlex.split(line), cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0 and (tmp_path / "desk" / "pledgewatch.toml").is_file(), done.stderr


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
    return [r for r in found if r["state"] and r["state"]["type"] in ("COMPLETED", "FAILED", "CRASHED")]


def add_contradiction(texts: Path) -> None:
    (texts / "zero.txt").write_text(
        "Latvia will give Ukraine 30 million dollars for drones this year, the defence minister said on Tuesday.\n"
        "The ministry pays for them itself, it was said in Riga, and the first money flows in spring.\n",
        encoding="utf-8",
    )


def test_the_units_and_the_quick_start_make_a_desk_that_works_and_stops(desk: Path) -> None:
    folder, port = desk.parent, free_port()
    api = f"http://127.0.0.1:{port}/api"
    add_contradiction(folder / "texts")
    (folder / "data" / "prefect").mkdir(parents=True)
    serving, working = unit("pledgewatch-server", folder, port), unit("pledgewatch-worker", folder, port)
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "PLEDGEWATCH"))}
    env |= {"PREFECT_API_URL": api, "PREFECT_HOME": str(folder / "home")}
    server = serving.start(folder, folder / "server.log")
    worker = None
    try:
        until(lambda: answers(api) or server.poll() is not None)
        assert server.poll() is None, (folder / "server.log").read_text()
        for command in documented(port):
            given = subprocess.run(
                command, env=env, cwd=folder, capture_output=True, text=True, timeout=240, check=False
            )
            assert given.returncode == 0, given.stdout + given.stderr
        made = {d["name"]: d for d in ask(api, "deployments")}
        assert set(made) == FLOWS
        assert {name for name, d in made.items() if any(s["active"] for s in d["schedules"])} == FLOWS - {
            "fetch", "publish", "reextract"
        }  # fmt: skip
        parameters = made["monitor"]["parameter_openapi_schema"]["properties"]
        assert all(parameters[name].get("description") for name in ("settings", "only", "everything")), parameters
        assert parameters["everything"]["type"] == "boolean" and "array" in json.dumps(parameters["only"]), parameters
        hang_automation(folder, made["publish"]["id"], env)
        start = [*PREFECT, "deployment", "run", "monitor/monitor", "--param", "everything=true"]
        subprocess.run(start, env=env, capture_output=True, timeout=240, check=True)
        worker = working.start(folder, folder / "worker.log", PREFECT_WORKER_QUERY_SECONDS="1")
        log = folder / "worker.log"
        done = until(lambda: ended(api, made["monitor"]["id"]))
        assert done[0]["state"]["name"] == "Completed", (done[0]["state"], log.read_text())
        assert "3 new articles" in done[0]["state"]["message"]
        assert {"pledgewatch", "monitor"} <= set(done[0]["tags"])
        # the contradiction's event reached the server, the shipped automation made a run of it, and the worker made that run
        for name, word in (("pledgewatch.contradiction", "Latvia"), ("pledgewatch.new-commitment", "Estonia")):
            told = until(lambda name=name: events(api, name))
            assert any(word in event["resource"]["prefect.resource.name"] for event in told), told
            for event in told:
                assert event["resource"]["prefect.resource.id"].startswith("pledgewatch.event.")
                assert event["resource"]["pledgewatch.severity"] in ("high", "medium", "low", "none")
                assert event["payload"]["alert_id"] and event["payload"]["title"] and "url" in event["payload"]
        published = until(lambda: ended(api, made["publish"]["id"]))
        assert published[0]["state"]["name"] == "Completed", published[0]["state"]["message"]
        assert published[0]["name"].startswith("publish of 2")
        assert working.stop(worker) in (0, 130, -2), log.read_text()
        assert serving.stop(server) in (0, -15), (folder / "server.log").read_text()
        assert not answers(api)
    finally:
        for child in (worker, server):
            if child is not None and child.poll() is None:
                child.kill()
                child.wait()


def hang_automation(folder: Path, deployment: str, env: dict[str, str]) -> None:
    """The shipped automation, as its first lines say."""
    shipped = (ROOT / "deploy" / "automation.yaml").read_text(encoding="utf-8")
    mine = folder / "automation.yaml"
    mine.write_text(shipped.replace("{{ DEPLOYMENT_ID }}", deployment), encoding="utf-8")
    create = [*PREFECT, "automation", "create", "--from-file", str(mine)]
    taken = subprocess.run(create, env=env, capture_output=True, text=True, timeout=240, check=False)
    assert taken.returncode == 0, taken.stdout + taken.stderr
