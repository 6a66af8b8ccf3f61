"""The whole pipeline on pages: CPU seconds and pages a second by stage, against trafilatura alone on the same pages; who reads; a day of passes.

    python -m benchmarks.bench_pipeline                                   # 400 pages, all four parts: a few minutes
    python -m benchmarks.bench_pipeline --pages 20000 --folder F          # the full count: an hour or two on an idle machine
    python -m benchmarks.bench_pipeline --pages 20000 --folder F --minutes 9 [--only stages|processes|dask|soak]

With ``--folder`` what is done is kept there, and ``--minutes`` stops after so long: the same command again goes on where it stopped, and the
figures are of all that was done. A line of progress comes every half minute.

*stages*: passes of 500 pages, each read, judged, recorded and published, in CPU time of this process, so that whatever else the machine
does counts little; trafilatura alone reads every fourth of the same pages in turn, with the title, author and date that we give too, and once
more for the text only. *processes*, *dask*: reading by the clock on one process, on two, and on a local Dask cluster,
the same pages to each in turn, with the workers already started. *soak*: a simulated day of passes: memory, handles, threads, ledger.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.newspages import NOW, pages
from flows.passes import cluster, stages, workers
from flows.settings import Paths, Settings
from storage.rows import Page

#: pages of one pass, and of one turn where several ways of reading take turns
PASS, TURN = 500, 100
#: trafilatura alone reads every fourth page, in turn with the pipeline, and is reckoned up to all of them
EVERY = 4
#: pages that travel to a worker together
BATCH = 10
SAY_EVERY = 30.0
PARTS = ("stages", "processes", "dask", "soak")


class Course:
    """How far a part is, kept in a file where there is a folder for it, and when to stop."""

    def __init__(self, name: str, folder: Path | None, total: int, until: float) -> None:
        self.name, self.total, self.until = name, total, until
        self.file = folder / f"{name}.json" if folder else None
        self.sums: dict[str, float] = {}
        self._said = time.monotonic()
        if self.file is not None and self.file.exists():
            kept = json.loads(self.file.read_text(encoding="utf-8"))
            if kept["total"] != total:
                raise SystemExit(f"{self.file} is of {kept['total']} pages, not of {total}: name another folder")
            self.sums = kept["sums"]

    @property
    def done(self) -> int:
        """Pages that are behind us."""
        return int(self.sums.get("pages", 0))

    def turns(self, size: int) -> Iterator[tuple[int, int]]:
        """(first page, how many) of every turn that is left, until the time is up."""
        while self.done < self.total and time.monotonic() < self.until:
            count = min(size, self.total - self.done)
            yield self.done, count
            self.add("pages", count)
            if self.file is not None:
                self.file.write_text(json.dumps({"total": self.total, "sums": self.sums}, indent=1), encoding="utf-8")
            if time.monotonic() - self._said > SAY_EVERY:
                self._said = time.monotonic()
                print(f"  {self.name}: {self.done:,} of {self.total:,} pages", flush=True)
        if self.done < self.total:
            again = "give the same command again to go on" if self.file else "with --folder it could go on"
            print(f"  {self.name}: stopped at {self.done:,} of {self.total:,} pages; {again}", flush=True)

    def add(self, key: str, value: float) -> None:
        self.sums[key] = self.sums.get(key, 0.0) + value

    @contextmanager
    def cpu(self, key: str) -> Iterator[None]:
        """Adds the CPU seconds of this process."""
        began = time.process_time()
        yield
        self.add(key, time.process_time() - began)


def one_pass(course: Course, settings: Settings, start: int, count: int) -> None:
    """So many pages through every stage, and through trafilatura alone, page by page in turn."""
    from trafilatura import bare_extraction

    from flows.judge import Listeners, judge
    from storage.ledger import Ledger
    from storage.rows import Harvest

    readings = []
    for number, page in enumerate(pages(count, start)):
        if number % EVERY == 0:
            with course.cpu("trafilatura alone"):
                bare_extraction(page.body.decode(), include_comments=False, with_metadata=True)
            with course.cpu("trafilatura, text only"):
                bare_extraction(page.body.decode(), include_comments=False)
            course.add("alone", 1)
        reading = _read(course, settings, page)
        if reading is not None:
            readings.append(reading)
    course.add("claims", sum(len(r.claims) for r in readings))
    course.add("read", len(readings))
    run_id = f"bench-{start}"
    with Ledger.open(settings.ledger_path) as ledger:
        with course.cpu("judge"):
            judged = judge(readings, ledger, Listeners(None), settings, NOW)
        with course.cpu("record"):
            ledger.record(judged.into(Harvest(run_id=run_id, started_at=NOW)), NOW)
    with course.cpu("publish"):
        stages.publish(settings, NOW)


def _read(course: Course, settings: Settings, page: Page) -> Any:
    """As ``stages.read_page`` does it, with the two halves measured apart."""
    from extractors import articles, extract
    from extractors.lexicon import load
    from flows.clean import clean
    from storage.rows import Reading

    with course.cpu("clean"):
        cleaned = clean(page)
    if cleaned.document is None:
        return None
    with course.cpu("extract"):
        claims = tuple(extract(cleaned.document, load(settings.lexicon.extend)))
        return Reading(page, cleaned.document, tuple(articles(cleaned.document)), claims)


def by_stages(count: int, folder: Path | None, until: float) -> None:
    """Every stage in CPU time, and its share of trafilatura's own speed."""
    course = Course("stages", folder, count, until)
    with tempfile.TemporaryDirectory() as name:
        began = time.process_time()
        one_pass(Course("warm-up", None, 3, until), Settings(paths=Paths(data=Path(name) / "warm")), 10_000_000, 3)
        print(f"what is paid once (imports, tables, an empty ledger): {time.process_time() - began:.1f} s CPU")
        settings = Settings(paths=Paths(data=(folder or Path(name)) / "data"))
        for start, number in course.turns(PASS):
            one_pass(course, settings, start, number)
        size = settings.ledger_path.stat().st_size / 1e6 if settings.ledger_path.exists() else 0
    spent = {k: v for k, v in course.sums.items() if k not in ("pages", "claims", "read", "alone")}
    every = course.done / max(course.sums.get("alone", 0.0), 1.0)
    yardsticks = {name: spent.pop(name, 0.0) * every for name in ("trafilatura alone", "trafilatura, text only")}
    own = sum(spent.values())
    for stage, seconds in {**yardsticks, **spent, "all our stages": own}.items():
        per_page = 1000 * seconds / max(course.done, 1)
        print(
            f"{stage:22} {seconds:8.2f} s CPU {per_page:7.1f} ms a page {course.done / max(seconds, 1e-9):9.1f} pages/s"
        )
    print(
        f"{course.done:,} pages, {course.sums.get('read', 0):,.0f} read, {course.sums.get('claims', 0):,.0f} claims, ledger {size:.0f} MB"
    )
    shares = [seconds / max(own, 1e-9) for seconds in yardsticks.values()]
    print(f"share of trafilatura's own pages/s: {shares[0]:.3f} (asked: 0.65); without its metadata: {shares[1]:.3f}")
    print(
        f"memory of this process at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (asked: 600)"
    )


def by_readers(name: str, count: int, folder: Path | None, until: float) -> None:
    """Reading by the clock: two ways take turns on the same pages, their workers already started."""
    course = Course(name, folder, count, until)
    settings = Settings()
    largest = 0.0
    with ExitStack() as stack:
        ways: dict[str, Executor] = {"2 processes": stack.enter_context(workers.processes(2))}
        if name == "processes":
            ways["1 process"] = stack.enter_context(workers.processes(1))
        else:
            ways["Dask, local"] = stack.enter_context(cluster.client("local")).get_executor(pure=False)
        for pool in ways.values():
            for _ in range(2):  # imports and tables, on each worker
                _on(pool, settings, pages(4 * BATCH))
        for turn, (start, number) in enumerate(course.turns(TURN)):
            work = pages(number, start)
            for way in sorted(ways, reverse=bool(turn % 2)):
                began = time.perf_counter()
                _on(ways[way], settings, work)
                course.add(way, time.perf_counter() - began)
            largest = max(largest, *_children())
    speeds = {way: course.done / max(course.sums.get(way, 0.0), 1e-9) for way in ways}
    for way, speed in speeds.items():
        print(f"reading, {way:12}: {speed:6.1f} pages/s by the clock over {course.done:,} pages")
    base, asked = ("1 process", "1.7") if name == "processes" else ("Dask, local", "0.87 to 1.15")
    print(f"2 processes against {base}: {speeds['2 processes'] / speeds[base]:.2f} (asked: {asked})")
    print(f"memory of the largest worker: {largest:.0f} MB (asked: 600)")


def _on(pool: Executor, settings: Settings, work: list[Page]) -> None:
    parts = [tuple(work[i : i + BATCH]) for i in range(0, len(work), BATCH)]
    for future in [pool.submit(stages.read, settings, part) for part in parts]:
        future.result()


def _children() -> Iterator[float]:
    """Resident megabytes of every process that reads for us."""
    import psutil

    for child in psutil.Process().children(recursive=True):
        try:
            yield child.memory_info().rss / 1e6
        except psutil.Error:
            continue
    yield 0.0


def by_soak() -> None:
    """A simulated day of passes every half hour, an article each."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
    from soak import a_day

    with tempfile.TemporaryDirectory() as name:
        a_day(Path(name), say=lambda line: print(f"  soak: {line}", flush=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--only", choices=PARTS, action="append", help="only this part (repeat for several)")
    parser.add_argument("--folder", type=Path, help="keep what is done here, and go on from it")
    parser.add_argument("--minutes", type=float, default=1e6, help="stop after so long")
    chosen = parser.parse_args()
    until = time.monotonic() + 60 * chosen.minutes
    if chosen.folder:
        chosen.folder.mkdir(parents=True, exist_ok=True)
    for part in chosen.only or PARTS:
        print(f"== {part}", flush=True)
        if part == "stages":
            by_stages(chosen.pages, chosen.folder, until)
        elif part == "soak":
            if time.monotonic() < until:
                by_soak()
        else:
            by_readers(part, chosen.pages, chosen.folder, until)


if __name__ == "__main__":
    main()
