"""What deploy/compose.yaml starts, started without containers: a Prefect server on a real PostgreSQL, and the worker's own command.

Host names and ports are those of this machine; everything else is read from the files.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.desk.server import answers
from flows.logs.lines import PREFECT_SPEAKS_JSON
from postgres import postgres, programs
from prefect_desk import ask, until
from units import free_port

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")


def image(word: str) -> list[str]:
    """ENTRYPOINT or CMD of the image."""
    (found,) = re.findall(rf"^{word} (\[.*\])$", DOCKERFILE, re.M)
    words: list[str] = json.loads(found)
    return words


def spoken() -> dict[str, str]:
    """What the image says of logs, to the server as to the worker."""
    found = dict(re.findall(r"((?:PREFECT_LOGGING|PLEDGEWATCH_LOG_)_\w+)=(\S+)", DOCKERFILE))
    assert found.keys() >= PREFECT_SPEAKS_JSON.keys() and found["PLEDGEWATCH_LOG__FORMAT"] == "json"
    return found


def saved_and_brought_back(host: str, port: int, folder: Path) -> None:
    """The lines of docs/upgrading.md that dump Prefect's database and fill a new one with it: no run is lost."""
    text = (ROOT / "docs" / "upgrading.md").read_text(encoding="utf-8")
    dump, restore = (
        shlex.split(found) for found in re.findall(r"exec -T database (pg_\w+ .*?) [<>] prefect\.dump", text)
    )
    bin_, at = programs(), ["-h", host, "-p", str(port)]
    assert bin_ is not None

    def given(words: list[str], **more: Any) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([str(bin_ / words[0]), *at, *words[1:]], check=True, timeout=120, **more)

    with (folder / "prefect.dump").open("wb") as out:
        given(dump, stdout=out)
    given(["createdb", "-U", "prefect", "again"])
    with (folder / "prefect.dump").open("rb") as back:
        given([*restore[:-1], "again"], stdin=back)
    query = ["-U", "prefect", "-A", "-t", "-c", "select count(*), max(id::text) from flow_run"]
    before, after = (given(["psql", *query, "-d", name], capture_output=True).stdout for name in ("prefect", "again"))
    assert before == after and not before.startswith(b"0")


def here(words: list[str]) -> list[str]:
    """The command with this interpreter's own programs."""
    programs_here = {
        "prefect": [sys.executable, "-m", "prefect"],
        "pledgewatch": [sys.executable, "-m", "flows.cli"],
        "python": [sys.executable],
    }
    return [*programs_here[words[0]], *words[1:]]


@pytest.mark.skipif(programs() is None, reason="no PostgreSQL here (apt-get install postgresql)")
def test_a_prefect_server_on_postgresql_and_a_worker_beside_it(desk: Path) -> None:
    folder, port = desk.parent, free_port()
    api = f"http://127.0.0.1:{port}/api"
    server, worker = COMPOSE["services"]["server"], COMPOSE["services"]["worker"]
    database = COMPOSE["services"]["database"]["environment"]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "PLEDGEWATCH"))}
    url = server["environment"]["PREFECT_API_DATABASE_CONNECTION_URL"].replace("${PREFECT_DATABASE_PASSWORD}", "secret")
    with postgres(database["POSTGRES_USER"], database["POSTGRES_DB"]) as (host, pg_port):
        children: list[subprocess.Popen[bytes]] = []
        logs = {name: folder / f"{name}.log" for name in ("server", "worker")}
        try:
            env = kept | {
                "PREFECT_API_DATABASE_CONNECTION_URL": url.replace("database:5432", f"{host}:{pg_port}"),
                "PREFECT_HOME": str(folder / "prefect"),
            }
            env |= spoken()
            line = [w.replace("0.0.0.0", "127.0.0.1") for w in here(server["entrypoint"])]
            with logs["server"].open("wb") as log:
                children.append(subprocess.Popen([*line, "--port", str(port)], env=env, stdout=log, stderr=log))
            until(lambda: answers(api) or children[0].poll() is not None)
            assert children[0].poll() is None, logs["server"].read_text()
            check = [word.replace("4200", str(port)) for word in here(server["healthcheck"]["test"][1:])]
            assert subprocess.run(check, check=False, timeout=60).returncode == 0
            env = kept | {
                "PREFECT_API_URL": worker["environment"]["PREFECT_API_URL"].replace("server:4200", f"127.0.0.1:{port}"),
                "PREFECT_HOME": str(folder / "home"),
                "PLEDGEWATCH_SETTINGS": str(desk),
                "PREFECT_RUNNER_POLL_FREQUENCY": "1",
            }
            env |= spoken()
            with logs["worker"].open("wb") as log:
                line = here([*image("ENTRYPOINT"), *image("CMD")])
                children.append(subprocess.Popen(line, env=env, stdout=log, stderr=log, cwd=folder))
            until(lambda: "2 new articles" in logs["worker"].read_text() or children[1].poll() is not None)
            said = next(line for line in logs["worker"].read_text().splitlines() if "2 new articles" in line)
            assert json.loads(said)["level"] == "info"
            until(lambda: [r for r in ask(api, "flow_runs") if r["state"] and r["state"]["name"] == "Completed"])
            for child in reversed(children):  # what docker stop sends
                child.send_signal(signal.SIGTERM)
                assert child.wait(120) in (0, -15), [log.read_text() for log in logs.values()]
            for line in logs["worker"].read_text().splitlines():
                assert json.loads(line)["message"], line
            saved_and_brought_back(host, pg_port, folder)
        finally:
            for child in children:
                if child.poll() is None:
                    child.kill()
                    child.wait()
