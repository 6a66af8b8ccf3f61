"""Two desks beside each other on one Prefect server: the second would take the first one's deployments, which then made no pass any more."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

from flows.passes.folder import watching
from flows.settings import load
from prefect_desk import environment

PREFECT = [sys.executable, "-m", "prefect"]
GIVES = "import sys; from flows import deployments; from flows.settings import load; deployments.deployments(load(sys.argv[1]))[0].apply()"
ROOT = Path(__file__).parents[2]


def deployment(api: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{api}/deployments/name/monitor/monitor", timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def test_serve_leaves_the_deployments_of_a_desk_that_is_watched_alone(api: str, desk: Path) -> None:
    env = environment(api, desk.parent / "home")
    other = desk.parent / "other"
    other.mkdir()
    shutil.copytree(desk.parent / "texts", other / "texts")
    shutil.copy(desk, other)
    subprocess.run([sys.executable, "-c", GIVES, str(desk)], env=env, check=True, timeout=240)
    with watching(load(desk)):
        done = subprocess.run(
            [sys.executable, "-m", "flows.cli", "serve", "--settings", str(other / desk.name)],
            env=env, capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
    assert done.returncode == 75, done.stdout + done.stderr
    assert str(desk) in done.stderr and "a server of its own" in done.stderr, done.stderr
    assert deployment(api)["parameters"]["settings"] == str(desk)


def test_serve_leaves_the_deployments_of_a_worker_alone(api: str, desk: Path) -> None:
    env = environment(api, desk.parent / "home") | {"PLEDGEWATCH_SETTINGS": str(desk)}

    def prefect(*words: str) -> None:
        subprocess.run([*PREFECT, *words], env=env, cwd=desk.parent, check=True, timeout=240, stdout=subprocess.DEVNULL)

    prefect("work-pool", "create", "pledgewatch", "--type", "process", "--overwrite")
    prefect("--no-prompt", "deploy", "--name", "monitor", "--prefect-file", str(ROOT / "deploy" / "prefect.yaml"))
    # as a worker says that it is there
    beat = json.dumps({"name": "one", "heartbeat_interval_seconds": 600}).encode()
    request = urllib.request.Request(
        f"{api}/work_pools/pledgewatch/workers/heartbeat", beat, {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request, timeout=30).close()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "flows.cli", "serve", "--settings", str(desk)],
            env=os.environ | env, capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
        assert done.returncode == 75, done.stdout + done.stderr
        assert "a worker of the pool pledgewatch" in done.stderr, done.stderr
        assert deployment(api)["work_pool_name"] == "pledgewatch"
    finally:
        prefect("--no-prompt", "work-pool", "delete", "pledgewatch")
        request = urllib.request.Request(f"{api}/deployments/{deployment(api)['id']}", method="DELETE")
        urllib.request.urlopen(request, timeout=30).close()
