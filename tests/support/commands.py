"""The commands in processes of their own, on a desk that reads the seeds."""

from __future__ import annotations

import os
import resource
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
#: what `ulimit -f` counts in
BLOCK = 1024


def run(
    desk: Path, *words: str, blocks: int | None = None, out: object = subprocess.PIPE
) -> subprocess.CompletedProcess[str]:
    """The command, whose files may grow to so many blocks as `ulimit -f` counts them."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PLEDGEWATCH", "PREFECT"))}

    def limit() -> None:
        if blocks is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (blocks * BLOCK, resource.RLIM_INFINITY))

    return subprocess.run(
        [sys.executable, "-m", "flows.cli", *words],
        cwd=desk, env=env, stdout=out, stderr=subprocess.PIPE, text=True, timeout=120, check=False, preexec_fn=limit,
    )  # fmt: skip
