"""What docs/scaling.md says of a second machine: a server that asks for its auth string, and a worker that only fetches."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from prefect_desk import until
from units import free_port, kill, unit

ROOT = Path(__file__).parents[2]
AUTH = "desk:a-long-word-of-the-tests"


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


def test_a_server_with_an_auth_string_takes_those_who_know_it(desk: Path) -> None:
    folder, port = desk.parent, free_port()
    api = f"http://127.0.0.1:{port}/api"
    (folder / "data").mkdir()
    # the files of the documentation
    (folder / "server.env").write_text(f"PREFECT_SERVER_API_AUTH_STRING={AUTH}\n", encoding="utf-8")
    (folder / "secrets.env").write_text(f"PREFECT_API_URL={api}\nPREFECT_API_AUTH_STRING={AUTH}\n", encoding="utf-8")
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
        made = given(api, folder, *create, PREFECT_API_AUTH_STRING=AUTH)
        assert made.returncode == 0, made.stdout + made.stderr
        fetcher = unit("pledgewatch-fetcher", folder, port)
        children.append(fetcher.start(folder, folder / "fetcher.log"))
        workers = until(lambda: asked(api, "work_pools/pledgewatch/workers/filter", AUTH))
        assert [worker["status"] for worker in workers] == ["ONLINE"]
        assert fetcher.stop(children.pop()) in (0, 130, -2), (folder / "fetcher.log").read_text()
        assert AUTH not in (folder / "fetcher.log").read_text() + (folder / "server.log").read_text()
    finally:
        for child in children:
            kill(child)
