"""A desk whose ledger is gone: no pass begins another one beside its copy, and the commands that the refusal names bring it back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SEEDS = Path(__file__).parents[2] / "seeds"
SETTINGS = f"""[paths]
data = "data"

[[sources]]
name = "seeds"
kind = "folder"
path = "{SEEDS}"
"""


def run(desk: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PLEDGEWATCH", "PREFECT"))}
    given = [sys.executable, "-m", "flows.cli", *words]
    return subprocess.run(given, cwd=desk, env=env, capture_output=True, text=True, timeout=120, check=False)


def test_a_lost_ledger_comes_back_from_its_copy_and_nothing_is_told_anew(tmp_path: Path) -> None:
    (tmp_path / "pledgewatch.toml").write_text(SETTINGS, encoding="utf-8")
    assert run(tmp_path, "run").returncode == 0
    told = run(tmp_path, "alerts", "--json").stdout
    assert run(tmp_path, "export", "given").returncode == 0
    (ledger,) = (tmp_path / "data").rglob("ledger.duckdb")
    ledger.unlink()
    refused = run(tmp_path, "run", "--quiet")
    assert refused.returncode != 0 and "restore --from-copy" in refused.stderr and not ledger.exists(), refused.stderr
    taken = run(tmp_path, "import", "given", "--name", "friends")
    assert taken.returncode != 0 and "restore --from-copy" in taken.stderr and not ledger.exists(), taken.stderr
    back = run(tmp_path, "restore", "--from-copy")
    assert back.returncode == 0 and "the ledger is back" in back.stdout + back.stderr
    again = run(tmp_path, "run", "--quiet")
    assert again.returncode == 0, again.stderr
    assert run(tmp_path, "alerts", "--json").stdout == told
    # where nothing is lost there is nothing to bring back
    assert run(tmp_path, "restore", "--from-copy").returncode != 0
