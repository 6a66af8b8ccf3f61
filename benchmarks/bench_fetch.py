"""What polling costs: CPU for each unchanged feed (304), and whole passes.

    .venv/bin/python benchmarks/bench_fetch.py            1,000 feeds, five rounds
    .venv/bin/python benchmarks/bench_fetch.py 200 2      feeds, rounds

The web site runs in a process of its own, so that its work is not counted. Target: 2 ms of CPU for each unchanged feed.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from monitoring import NOON, Monitor, feed  # noqa: E402
from website import Entry, Site  # noqa: E402


def serve(feeds: int, pipe) -> None:
    """A site with so many feeds; tells its address, and stays until told to go."""
    with Site() as site:
        for number in range(feeds):
            entries = [Entry(f"{number}-{n}", f"/f{number}/a{n}", NOON - timedelta(hours=n)) for n in range(20)]
            site.feed(f"/f{number}.xml", entries)
        pipe.send(site.url("/"))
        pipe.recv()


def main(feeds: int = 1000, rounds: int = 5) -> dict[str, float]:
    """Figures in milliseconds of CPU for each feed."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(feeds, theirs), daemon=True)
    server.start()
    base = ours.recv()
    monitor = Monitor(
        *(feed(f"{base}f{number}.xml", f"feed{number}", max_items=1) for number in range(feeds)),
        concurrency=16,
        revisit_hours=(),
    )
    monitor.recorded = {f"{base}f{number}/a{n}" for number in range(feeds) for n in range(20)}
    began = time.process_time()
    monitor.go()
    figures = {"first poll, 20 items each": (time.process_time() - began) * 1000 / feeds}
    passes = []
    for _ in range(rounds):
        began = time.process_time()
        found = monitor.go()
        passes.append((time.process_time() - began) * 1000 / feeds)
        assert {report.status for report in found.reports} == {"unchanged"}
    ours.send("done")
    server.join(10)
    passes.sort()
    figures["unchanged feed (304), median"] = passes[len(passes) // 2]
    figures["peak memory of this process, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


if __name__ == "__main__":
    for name, figure in main(*map(int, sys.argv[1:3])).items():
        print(f"{figure:10.2f}  {name}")
