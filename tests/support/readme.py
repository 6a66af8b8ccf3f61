"""The README's sample of what ``pledgewatch run`` prints: taken from a real pass over the seeds, as a person sees it in a log.

PYTHONPATH=tests/support .venv/bin/python -m readme      # write it anew, after a change of what is read or how it is shown
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
#: the first fenced block without a language
BLOCK = re.compile(r"^```\n(.*?)^```", re.S | re.M)


def seeds_only(folder: Path) -> None:
    """A desk as ``pledgewatch init`` makes it, without its feeds."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PLEDGEWATCH", "PREFECT", "COLUMNS"))}
    command = [sys.executable, "-m", "flows.cli", "init", str(folder)]
    subprocess.run(command, env=environment, capture_output=True, check=True, timeout=240)
    file = folder / "pledgewatch.toml"
    file.write_text(file.read_text(encoding="utf-8").split("# Public feeds", 1)[0], encoding="utf-8")


def page(folder: Path, *options: str) -> list[str]:
    """What a first pass over the seeds prints when its output is kept: a line for each stage, then the page."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PLEDGEWATCH", "PREFECT", "COLUMNS"))}
    command = [sys.executable, "-m", "flows.cli", "run", "--here", *options]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True, timeout=240)
    return [line.rstrip() for line in done.stdout.splitlines()]


def sample(lines: list[str]) -> str:
    """The page's first line, and the first conflict with its heading."""
    begin = next(n for n, line in enumerate(lines) if line and not line.endswith(" ..."))
    found = next(n for n, line in enumerate(lines) if line.startswith("Found in the back catalogue"))
    end = next(n for n in range(found + 2, len(lines)) if not lines[n].startswith("  "))
    return "\n".join([lines[begin], "", *lines[found:end]]) + "\n"


def main() -> None:
    """Write the sample into the README."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "desk"
        seeds_only(folder)
        wanted = sample(page(folder))
    text = README.read_text(encoding="utf-8")
    README.write_text(BLOCK.sub(lambda _: f"```\n{wanted}```", text, count=1), encoding="utf-8")


if __name__ == "__main__":
    main()
