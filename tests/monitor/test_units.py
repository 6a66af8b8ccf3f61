"""The server set-up of docs/running.md: its own commands, the units' own command lines, a pass, an automation, an orderly end."""

from __future__ import annotations

import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import pytest

from flows.desk.server import answers
from prefect_desk import ask, until
from units import as_installed, free_port, kill, unit

ROOT = Path(__file__).parents[2]
PREFECT = [sys.executable, "-m", "prefect"]
FLOWS = {"monitor", "digest", "revisit", "fetch", "publish", "maintain", "reextract"}


def documented() -> list[list[str]]:
    """The Prefect commands that docs/running.md tells a person to give, word for word, without the program."""
    text = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    (block,) = [b for b in re.findall(r"```sh\n(.*?)```", text, re.S) if "work-pool create" in b]
    assert "export PREFECT_API_URL=http://127.0.0.1:4200/api" in block
    lines = [line for line in block.splitlines() if line.startswith(".venv/bin/prefect ")]
    return [shlex.split(line.removeprefix(".venv/bin/prefect ")) for line in lines]


#: lines of the server's quick start that need root, systemd, another machine or a package index: not carried out here, and said so in the docs
ELSEWHERE = (
    "sudo useradd --system --create-home --home-dir /srv/pledgewatch --shell /bin/sh pledgewatch",
    "sudo -iu pledgewatch",
    "git clone https://git.example.org/pledgewatch.git checkout",
    "python3 -m venv .venv",
    "(cd checkout && ../.venv/bin/pip install -c constraints.txt .)",
    "exit",
    "sudo systemctl daemon-reload",
    "sudo systemctl enable --now pledgewatch-server",
    "sudo systemctl enable --now pledgewatch-worker",
)


def commands(page: str, heading: str, following: str) -> list[str]:
    """Every line of the shell that a section of a page gives, in order."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    section = text[text.index(heading) : text.index(following)]
    blocks = re.findall(r"```sh\n(.*?)```", section, re.S)
    return [re.split(r"\s{2,}#", line)[0] for block in blocks for line in block.splitlines()]


def quick_start() -> list[str]:
    """What docs/running.md gives for a server."""
    return commands("running.md", "## On a server", "## In containers")


#: lines of docs/upgrading.md's part on a server that are not carried out here: systemd, git, a package index; and those of the quick start
ELSEWHERE_TOO = (
    *ELSEWHERE,
    "sudo systemctl stop pledgewatch-worker pledgewatch-server",
    "(cd checkout && git pull && ../.venv/bin/pip install -c constraints.txt .)",
    "sudo systemctl start pledgewatch-server",
    "sudo systemctl start pledgewatch-worker",
)


def upgrade() -> list[str]:
    """What docs/upgrading.md gives for a server."""
    return commands("upgrading.md", "## On a server", "## With containers")


def home(folder: Path) -> Path:
    """What the lines that are not carried out leave: a user's new home with its dotfiles, a checkout, an environment in .venv."""
    folder.mkdir(exist_ok=True)
    (folder / ".profile").touch()
    (folder / "checkout").symlink_to(ROOT)
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


def test_every_line_of_the_quick_start_is_carried_out_or_needs_what_is_not_here(tmp_path: Path) -> None:
    folder, etc = home(tmp_path / "pledgewatch"), tmp_path / "etc"
    etc.mkdir()
    lines = quick_start()
    assert set(ELSEWHERE) <= set(lines)
    here = [line for line in lines if line not in ELSEWHERE]
    prefect = [line for line in here if line.startswith((".venv/bin/prefect ", "export "))]
    assert len(prefect) == 3  # the next test gives them
    for line in here:
        if line not in prefect:
            line = (
                line.removeprefix("sudo ")
                .replace("/srv/pledgewatch", str(folder))
                .replace("/etc/systemd/system", str(etc))
            )
            done = subprocess.run(
                ["sh", "-c", line], cwd=folder, capture_output=True, text=True, timeout=120, check=False
            )
            assert done.returncode == 0, line + done.stderr
    assert folder.stat().st_mode & 0o777 == 0o750  # the copy and the metrics are files for everybody who may enter
    assert {file.name for file in etc.iterdir()} == {"pledgewatch-server.service", "pledgewatch-worker.service"}
    for file in etc.iterdir():
        text = file.read_text(encoding="utf-8").replace("/srv/pledgewatch", str(folder))
        assert "--port 4200" in text or prefect[0].removeprefix("export ") in text
        # what systemd demands before it starts anything: folders that are there, a program that is
        for key, value in re.findall(r"^(WorkingDirectory|ReadWritePaths|ExecStart)=(\S+)", text, re.M):
            assert Path(value).exists(), f"{file.name}: {key}={value}"


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


def add_contradictions(texts: Path) -> None:
    """Two of them in one pass."""
    (texts / "zero.txt").write_text(
        "Latvia will give Ukraine 30 million dollars for drones this year, the defence minister said on Tuesday.\n"
        "The ministry pays for them itself, it was said in Riga, and the first money flows in spring.\n",
        encoding="utf-8",
    )
    (texts / "none.txt").write_text(
        "Estonia pledged 12 million dollars in ammunition for Ukraine, the government in Tallinn said on Tuesday.\n"
        "Makers in three countries are to fill the shells, it was said.\n",
        encoding="utf-8",
    )


def add_a_digest(folder: Path) -> None:
    """A pledge that the watch wants in its digest alone."""
    (folder / "texts" / "four.txt").write_text(
        "Norway pledged billions of kroner in artillery for Ukraine, the government in Oslo said on Tuesday.\n"
        "The guns are to be delivered before the end of the year.\n",
        encoding="utf-8",
    )
    file = folder / "pledgewatch.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace('name = "all"\n', 'name = "all"\nminimum_amount = 1\nunknown_amounts = "digest"\n'),
        encoding="utf-8",
    )


class Units:
    """The server's and the worker's unit of one folder, on an installation that may not be written where the machine allows to try that."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port, self.api = folder, port, f"http://127.0.0.1:{port}/api"
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.inside = as_installed()

    def start(self, name: str, **more: str) -> None:
        command = unit(f"pledgewatch-{name}", self.folder, self.port)
        self.running[name] = command.start(self.folder, self.folder / f"{name}.log", self.inside, **more)
        assert self.running[name].poll() is None, self.log(name)

    def stop(self, name: str) -> int:
        return unit(f"pledgewatch-{name}", self.folder, self.port).stop(self.running[name])

    def idle(self, name: str) -> bool:
        """Whether the processes of all runs are gone."""
        return not psutil.Process(self.running[name].pid).children(recursive=True)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8")

    def give(self, *command: str) -> str:
        """A Prefect command as the desk's user gives it."""
        env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "PLEDGEWATCH"))}
        env |= {"PREFECT_API_URL": self.api, "PREFECT_HOME": str(self.folder / "home")}
        given = subprocess.run(
            [*PREFECT, *command], env=env, cwd=self.folder, capture_output=True, text=True, timeout=240, check=False
        )
        assert given.returncode == 0, given.stdout + given.stderr
        return given.stdout


@pytest.fixture
def units(desk: Path) -> Iterator[Units]:
    """Both units with the folder of a desk as their own, ended whatever happens."""
    (desk.parent / "data").mkdir()
    (desk.parent / "checkout").symlink_to(ROOT)
    (desk.parent / ".venv").symlink_to(sys.prefix)
    made = Units(desk.parent, free_port())
    yield made
    for child in made.running.values():
        kill(child)


def test_the_units_and_the_quick_start_make_a_desk_that_works_and_stops(units: Units) -> None:
    api = units.api
    add_contradictions(units.folder / "texts")
    add_a_digest(units.folder)
    units.start("server")
    assert answers(api)  # at once: the unit's start lasts until it answers
    look_at_the_ui(api)
    created, *more = documented()
    units.give(*created)
    for command in (created, *more):  # "giving it again changes nothing"
        units.give(*command)
    made = {d["name"]: d for d in ask(api, "deployments")}
    assert set(made) == FLOWS
    assert not any(d["global_concurrency_limit"] for d in made.values())
    assert {name for name, d in made.items() if any(s["active"] for s in d["schedules"])} == FLOWS - {
        "fetch", "publish", "reextract"
    }  # fmt: skip
    parameters = made["monitor"]["parameter_openapi_schema"]["properties"]
    assert all(parameters[name].get("description") for name in ("settings", "only", "everything")), parameters
    assert parameters["everything"]["type"] == "boolean" and "array" in json.dumps(parameters["only"]), parameters
    hang_automation(units, made["monitor"]["id"])
    units.give("deployment", "run", "monitor/monitor", "--param", "everything=true")
    with (units.folder / "pledgewatch.toml").open("a", encoding="utf-8") as more_settings:
        more_settings.write('[log]\nformat = "json"\n')  # the unit is as it is shipped
    units.start("worker", PREFECT_WORKER_QUERY_SECONDS="1")
    # not a slot of the schedule that came due meanwhile: it ends as collapsed
    done = until(lambda: [run for run in ended(api, made["monitor"]["id"]) if run["parameters"].get("everything")])
    assert done[0]["state"]["name"] == "Completed", (done[0]["state"], units.log("worker"))
    assert "5 new articles" in done[0]["state"]["message"]
    # started by hand, it noted whose deployment makes the passes
    assert (
        json.loads((units.folder / "data" / "deployed.json").read_text(encoding="utf-8"))["name"] == "monitor/monitor"
    )
    assert {"pledgewatch", "monitor"} <= set(done[0]["tags"])
    # events of both contradictions reached the server, the shipped automation made one run of them, and the worker made that run
    for name, word, number in (
        ("pledgewatch.contradiction", "Latvia", 2),
        ("pledgewatch.new-commitment", "Estonia", 2),
        ("pledgewatch.new-commitment", "Norway", 2),
    ):
        told = until(lambda name=name, number=number: e if len(e := events(api, name)) >= number else None)
        assert any(word in event["resource"]["prefect.resource.name"] for event in told), told
        for event in told:
            assert event["resource"]["prefect.resource.id"].startswith("pledgewatch.event.")
            assert event["resource"]["pledgewatch.severity"] in ("high", "medium", "low", "none")
            # beyond its first alerts a new source's findings wait for the digest
            routes = {"digest"} if "Norway" in str(event["resource"]) else {"alert", "digest"}
            assert event["resource"]["pledgewatch.route"] in routes, event
            assert event["payload"]["alert_id"] and event["payload"]["title"] and "url" in event["payload"]
    again = until(lambda: by_automation(ended(api, made["monitor"]["id"])))
    assert again[0]["state"]["name"] == "Completed" and again[0]["parameters"]["everything"] is True, again
    assert len(by_automation(ask(api, "flow_runs"))) == 1
    until(lambda: units.idle("worker"))  # Prefect's worker may not heed a signal in the very moment in which a run ends
    assert units.stop("worker") in (0, 130, -2), units.log("worker")
    look_at_the_log(units.log("worker"))
    assert units.stop("server") in (0, -15), units.log("server")
    assert not answers(api)
    upgraded_as_documented(units)
    old_runs_go(units, kept=again[0]["id"])


#: what Prefect's command prints to a person whatever its logs are set to; docs/running.md names it
PRINTED = re.compile(r"Worker '.*' (?:started|stopped)!|Received SIGINT\. Sending SIGINT to the process worker .*")


def look_at_the_log(log: str) -> None:
    """From where the worker begins, each line of it and of its runs is JSON, but what its command prints."""
    lines = log.splitlines()
    begun = lines[next(i for i, line in enumerate(lines) if line.startswith(("{", "Worker "))) :]
    records = [json.loads(line) for line in begun if not PRINTED.fullmatch(line)]
    assert all({"time", "level", "logger", "message"} <= set(record) for record in records)
    # Prefect's own lines, of the worker and of the runs, and ours
    loggers = {record["logger"] for record in records}
    assert {"prefect.flow_runs.worker", "prefect.flow_runs", "flows.passes"} <= loggers, loggers


def upgraded_as_documented(units: Units) -> None:
    """The lines of docs/upgrading.md while both are stopped: a backup, Prefect's database saved and migrated, all found whole."""
    lines = upgrade()
    again = quick_start()
    shared = [line for line in lines if line in again and line not in ELSEWHERE]
    assert len(shared) == 5  # units copied, deployments given: as in the quick start, and tried there
    here = [line for line in lines if line not in shared and line not in ELSEWHERE_TOO]
    assert lines.index("sudo systemctl stop pledgewatch-worker pledgewatch-server") < lines.index(here[0])
    assert lines.index(here[-1]) < lines.index("sudo systemctl start pledgewatch-server")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "PLEDGEWATCH"))}
    script = "\n".join(["set -e", *here]).replace("/srv/pledgewatch", str(units.folder))
    done = subprocess.run(
        ["sh", "-c", script], cwd=units.folder, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, script + done.stdout + done.stderr
    assert "read back and proven" in done.stdout and "upgraded!" in " ".join(done.stdout.split())
    assert list((units.folder / "data" / "backups").glob("pledgewatch-*.tar"))
    with closing(sqlite3.connect(units.folder / "before" / "prefect.db")) as saved:
        assert saved.execute("select count(*) from flow_run").fetchone()[0] > 0


def look_at_the_ui(api: str) -> None:
    request = urllib.request.Request(api.removesuffix("/api") + "/", headers={"Accept": "text/html"})
    with urllib.request.urlopen(request, timeout=60) as page:
        assert page.status == 200 and b"<html" in page.read()


def by_automation(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [r for r in found if (r["created_by"] or {}).get("type") == "AUTOMATION"]


def hang_automation(units: Units, deployment: str) -> None:
    """The shipped automation, as its first lines say: put in, and put in again after a change."""
    shipped = (ROOT / "deploy" / "automation.yaml").read_text(encoding="utf-8")
    mine = units.folder / "automation.yaml"
    mine.write_text(shipped.replace("{{ DEPLOYMENT_ID }}", deployment), encoding="utf-8")
    said = [shlex.split(line, comments=True)[1:] for line in re.findall(r"^#   (prefect .*)$", shipped, re.M)]
    inspect, create, delete = [[word.replace("deploy/automation.yaml", str(mine)) for word in words] for words in said]
    assert deployment in units.give(*inspect)
    units.give(*create)
    assert [a["name"] for a in ask(units.api, "automations")] == [delete[-1]]
    units.give(*delete)
    units.give(*create)
    assert len(ask(units.api, "automations")) == 1


def old_runs_go(units: Units, kept: str) -> None:
    """The runs as they are after a hundred days, all but one: the server's unit drops them, with their tasks and logs, and keeps the one."""
    with closing(sqlite3.connect(units.folder / "data" / "prefect" / "prefect.db")) as database, database:
        for table, whose in (("flow_run", "id"), ("task_run", "flow_run_id"), ("log", "flow_run_id")):
            columns = [
                row[1]
                for row in database.execute(f"pragma table_info({table})")
                if row[2] == "DATETIME" and row[1] != "total_run_time"
            ]
            older = ", ".join(f"{c} = strftime('%Y-%m-%d %H:%M:%f000', {c}, '-100 days')" for c in columns)
            database.execute(f"update {table} set {older} where {whose} != ?", [kept])
    ends = {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"]}}}
    units.start("server")
    left = until(lambda: r if len(r := ask(units.api, "flow_runs", flow_runs=ends)) == 1 else None)
    assert [run["id"] for run in left] == [kept]
    for table in ("task_runs", "logs"):
        until(lambda table=table: {row["flow_run_id"] for row in ask(units.api, table)} == {kept})
    assert units.stop("server") in (0, -15), units.log("server")
