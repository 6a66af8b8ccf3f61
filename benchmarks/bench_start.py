"""What it costs to start: help, a warm pass with nothing new, and the same through a Prefect server.

    python -m benchmarks.bench_start [--repeats 5] [--server]

CPU seconds of the whole child process, and seconds by the clock (each the least of the repeats; the second says something on an idle machine only). ``--server``
starts a Prefect server of its own first and measures a pass through it: what is beyond the plain pass is Prefect's own start-up.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from flows.desk.server import own_server
from flows.settings import Paths, Settings

TEXT = """Latvia will give Ukraine 30 million euros for drones this year, the defence minister said on Tuesday.
The money comes from the ministry's own budget, and the first part is to be paid in spring.
"""


def cost(words: list[str], repeats: int, **env: str) -> tuple[float, float]:
    """CPU seconds of the command and seconds by the clock, each the least of so many times."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PLEDGEWATCH", "PREFECT"))} | env
    spent, clock = [], []
    for _ in range(repeats):
        began = time.perf_counter()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *words], env=clean, capture_output=True, check=True)
        clock.append(time.perf_counter() - began)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(spent), min(clock)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--server", action="store_true")
    chosen = parser.parse_args()
    command = ["-m", "flows.cli"]
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        desk = Path(name) / "pledgewatch.toml"
        (Path(name) / "texts").mkdir()
        (Path(name) / "texts" / "one.txt").write_text(TEXT, encoding="utf-8")
        desk.write_text('[[sources]]\nname = "texts"\nkind = "folder"\npath = "texts"\n', encoding="utf-8")
        one = [*command, "run", "--quiet", "--settings", str(desk)]
        cost(one, 1)

        def show(what: str, words: list[str], **env: str) -> None:
            spent, clock = cost(words, chosen.repeats, **env)
            print(f"{what:36} {spent:6.2f} s CPU {clock:6.2f} s by the clock", flush=True)

        show("python alone", ["-c", "pass"])
        show("pledgewatch --help", [*command, "--help"])
        show("pledgewatch run --help", [*command, "run", "--help"])
        show("import prefect", ["-c", "import prefect, prefect.flows, prefect.tasks"])
        show("warm pass, nothing new", [*one, "--here"])
        if chosen.server:
            (Path(name) / "server" / "prefect").mkdir(parents=True)
            (Path(name) / "server" / "prefect" / "server.json").write_text('{"port": 0}', encoding="utf-8")
            settings = Settings(paths=Paths(data=Path(name) / "server"))
            api = stack.enter_context(own_server(settings, say=lambda line: None))
            show("warm pass through a Prefect server", one, PREFECT_API_URL=api)


if __name__ == "__main__":
    main()
