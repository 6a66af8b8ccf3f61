"""What Prefect says in a unit before any settings of ours are read: as log.format of the desk says, and without its secrets."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
WORD = "a-word-that-nobody-shall-read"
#: as a worker or the first moment of a run: nothing of ours is called, and the folder is another one
SPEAKS = f"""
from prefect import get_run_logger
from prefect.logging import get_logger
get_logger("flow_runs.worker").info("asks https://hooks.example.org/{WORD}")
"""


def said_of_logs(unit: Path) -> dict[str, str]:
    return dict(re.findall(r"^Environment=(PREFECT_LOGGING_\w+|PLEDGEWATCH_SETTINGS)=(\S+)$", unit.read_text(), re.M))


@pytest.mark.parametrize("unit", UNITS, ids=[unit.stem for unit in UNITS])
def test_every_unit_says_the_same_of_logs_as_the_deployments(unit: Path) -> None:
    said = said_of_logs(unit)
    assert said.pop("PLEDGEWATCH_SETTINGS") == "/srv/pledgewatch/pledgewatch.toml"
    jobs = yaml.safe_load((DEPLOY / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    for deployment in jobs:
        assert len(said) == 3 and said.items() <= deployment["work_pool"]["job_variables"]["env"].items()


@pytest.mark.parametrize("text", ['[log]\nformat = "json"\n', '[log]\nformat = "text"\n', "[log\n", None])
def test_prefect_speaks_as_the_settings_say(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "desk" / "pledgewatch.toml"
    file.parent.mkdir()
    channel = '[[channels]]\nname = "one"\nurl_env = "ONE_ADDRESS"\n'
    if text is not None:
        file.write_text(text + channel, encoding="utf-8")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "PLEDGEWATCH"))}
    here = {
        "PLEDGEWATCH_SETTINGS": str(file),
        "PREFECT_HOME": str(tmp_path / "home"),
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    }
    spoken = subprocess.run(
        [sys.executable, "-c", SPEAKS],
        cwd=tmp_path, env=kept | said_of_logs(UNITS[-1]) | here | {"ONE_ADDRESS": f"https://hooks.example.org/{WORD}"},
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    (line,) = spoken.stderr.splitlines()
    if text is not None and "json" in text:
        assert json.loads(line)["logger"] == "prefect.flow_runs.worker"
    else:
        assert " INFO    prefect.flow_runs.worker: asks " in line
    # the settings name the address that is not to be told
    assert (WORD in line) == (text is None or text == "[log\n"), line
