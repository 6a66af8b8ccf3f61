"""What docs/scaling.md says of a second machine: a server that asks for its auth string, and a worker that only fetches."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import yaml

from prefect_desk import until
from units import UNITS, free_port, kill, unit

ROOT = Path(__file__).parents[2]


def written() -> list[str]:
    """The lines of docs/scaling.md that write the files of the units."""
    text = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
    (block,) = [b for b in re.findall(r"```sh\n(.*?)```", text, re.S) if "AUTH_STRING" in b]
    lines = [line for line in block.splitlines() if line.startswith(("umask", "AUTH=", "echo"))]
    assert len(lines) == 5 and len(block.splitlines()) == 8
    return lines


def given(api: str, folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A Prefect command as somebody on another machine gives it."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "PLEDGEWATCH"))}
    env |= {"PREFECT_API_URL": api, "PREFECT_HOME": str(folder / "home"), "DO_NOT_TRACK": "1"} | more
    return subprocess.run(
        [sys.executable, "-m", "prefect", *words], env=env, cwd=folder, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip


def asked(api: str, what: str, auth: str | None) -> object:
    """What the API itself answers to a question."""
    head = {"Content-Type": "application/json"}
    if auth is not None:
        head["Authorization"] = "Basic " + base64.b64encode(auth.encode()).decode()
    with urllib.request.urlopen(urllib.request.Request(f"{api}/{what}", b"{}", head), timeout=60) as answer:
        found: object = json.load(answer)
        return found


@pytest.mark.drill
def test_a_server_with_an_auth_string_takes_those_who_know_it(desk: Path) -> None:
    folder, port = desk.parent, free_port()
    api = f"http://127.0.0.1:{port}/api"
    (folder / "data").mkdir()
    (folder / ".venv").symlink_to(sys.prefix)
    given_lines = "\n".join(line for line in written() if line != "umask 077")
    subprocess.run(["sh", "-euc", given_lines], cwd=folder, check=True, timeout=60)
    auth = (folder / "server.env").read_text(encoding="utf-8").splitlines()[0].split("=", 1)[1]
    with (folder / "secrets.env").open("a", encoding="utf-8") as more:
        more.write(f"PREFECT_API_URL={api}\n")
    children = []
    try:
        # its start waits for its health, which is told to anybody
        children.append(unit("pledgewatch-server", folder, port).start(folder, folder / "server.log"))
        for wrong in (None, "desk:another"):
            with pytest.raises(urllib.error.HTTPError, match="401"):
                asked(api, "work_pools/filter", wrong)
        create = ["work-pool", "create", "pledgewatch", "--type", "process", "--overwrite"]
        refused = given(api, folder, *create)
        assert refused.returncode != 0 and "Unauthorized" in refused.stdout + refused.stderr
        made = given(api, folder, *create, PREFECT_API_AUTH_STRING=auth)
        assert made.returncode == 0, made.stdout + made.stderr
        fetcher = unit("pledgewatch-fetcher", folder, port)
        children.append(fetcher.start(folder, folder / "fetcher.log"))
        workers = until(lambda: asked(api, "work_pools/pledgewatch/workers/filter", auth))
        assert [worker["status"] for worker in workers] == ["ONLINE"]
        assert fetcher.stop(children.pop()) in (0, 130, -2), (folder / "fetcher.log").read_text()
        assert auth not in (folder / "fetcher.log").read_text() + (folder / "server.log").read_text()
    finally:
        for child in children:
            kill(child)


def test_the_documented_files_are_read_by_nobody_else(tmp_path: Path) -> None:
    (tmp_path / ".venv").symlink_to(sys.prefix)
    subprocess.run(["sh", "-euc", "\n".join(written())], cwd=tmp_path, check=True, timeout=60)
    server, worker = tmp_path / "server.env", tmp_path / "secrets.env"
    assert {file.stat().st_mode & 0o777 for file in (server, worker)} == {0o600}
    word = worker.read_text(encoding="utf-8").strip().split("=", 1)[1]
    assert f"PREFECT_SERVER_API_AUTH_STRING={word}\n" in server.read_text(encoding="utf-8") and len(word) > 40


def test_a_fetching_worker_takes_no_pass() -> None:
    command = unit("pledgewatch-fetcher", Path("/srv/pledgewatch"), 4200).command
    queue = command[command.index("--work-queue") + 1]
    deployments = yaml.safe_load((ROOT / "deploy" / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert [d["name"] for d in deployments if d["work_pool"].get("work_queue_name") == queue] == ["fetch"]
    text = (UNITS / "pledgewatch-fetcher.service").read_text(encoding="utf-8")
    assert "pledgewatch-server" not in text and "127.0.0.1" not in text
