"""The whole pipeline on pages: CPU seconds and pages a second by stage, against trafilatura alone on the same pages.

    python -m benchmarks.bench_pipeline [--pages 400] [--processes 2] [--dask]
    python -m benchmarks.bench_pipeline --pages 20000 --processes 2 --dask      # an hour on one core

The pages are the development texts set into web pages of a usual size (navigation, teasers, scripts around the article), each with an
address of its own and a counter in its text, so that no two are copies. Stages are measured in CPU time of this process, so that
whatever else the machine does counts little; the run with processes is measured by the clock.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import html
import json
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from extractors import articles, extract
from extractors.lexicon import load
from flows.clean import clean
from flows.judge import Listeners, judge
from flows.passes import pipeline, stages
from flows.settings import Paths, Read, Settings
from storage.ledger import Ledger
from storage.rows import Harvest, Page, Reading

GOLDS = Path(__file__).parents[1] / "tests" / "golds"
NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
TOGETHER = 50


def pages(count: int, start: int = 0) -> list[Page]:
    """``count`` web pages out of the development texts, from the ``start``-th on."""
    texts = _texts()
    out = []
    for number in range(start, start + count):
        record = texts[number % len(texts)]
        url = f"https://outlet{number % 40}.example/news/{number}.html"
        published = (dt.datetime(2025, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=number)).isoformat()
        body = _page(record["title"] or f"Report {number}", f"Report {number}.\n{record['text']}", published)
        digest = hashlib.sha256(body).hexdigest()
        outlet = f"Outlet {number % 40}"
        out.append(Page("bench", url, NOW, body, digest, "text/html", "utf-8", published=published, publisher=outlet))
    return out


@lru_cache
def _texts() -> list[dict[str, str]]:
    return [
        json.loads(line)
        for name in ("seeds", "dev", "pairs", "quiet")
        for line in (GOLDS / name / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def _page(title: str, text: str, published: str) -> bytes:
    """An article as an outlet prints it: some 90 kB, of which the article is the smaller part."""
    paragraphs = "".join(f"<p>{html.escape(p)}</p>" for p in text.split("\n") if p.strip())
    nav = "".join(f'<li><a class="nav__link" href="/section/{n}">Section {n}</a></li>' for n in range(120))
    teaser = "".join(
        f'<div class="teaser"><a href="/t/{n}"><img src="/i/{n}.jpg" alt=""><span>Another story, number {n}</span></a></div>'
        for n in range(160)
    )
    script = "<script>" + "window.dataLayer=window.dataLayer||[];" * 900 + "</script>"
    return (
        f'<!doctype html><html lang="en"><head><title>{html.escape(title)}</title>'
        f'<meta property="article:published_time" content="{published}">{script}</head><body><nav><ul>{nav}</ul></nav>'
        f"<main><article><h1>{html.escape(title)}</h1>{paragraphs}</article></main><aside>{teaser}</aside></body></html>"
    ).encode()


@contextmanager
def measured(spent: dict[str, float], stage: str) -> Iterator[None]:
    began = time.process_time()
    yield
    spent[stage] = spent.get(stage, 0.0) + time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--processes", type=int, default=0, help="measure reading on this many processes against one")
    parser.add_argument("--dask", action="store_true", help="measure reading on a local Dask cluster against processes")
    parser.add_argument("--reading", type=int, default=400, help="pages for these two")
    chosen = parser.parse_args()

    spent, claims, read = _all_stages(chosen.pages)
    own = sum(seconds for stage, seconds in spent.items() if stage != "trafilatura alone")
    for stage, seconds in spent.items():
        print(f"{stage:18} {seconds:8.2f} s CPU  {chosen.pages / max(seconds, 1e-9):9.1f} pages/s")
    print(f"{'all our stages':18} {own:8.2f} s CPU  {chosen.pages / own:9.1f} pages/s, {claims} claims of {read} pages")
    print(f"share of trafilatura's own pages/s: {spent['trafilatura alone'] / own:.2f}")
    print(f"memory of this process at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if chosen.processes or chosen.dask:
        _spread(pages(chosen.reading), chosen.processes or 2, chosen.dask)


def _all_stages(count: int) -> tuple[dict[str, float], int, int]:
    """CPU seconds by stage, claims and pages read; pages are made, read and recorded in batches, as passes do."""
    from trafilatura import bare_extraction

    lexicon = load()
    for page in pages(3):  # warm up: imports and tables
        extract(clean(page).document or _none(page), lexicon)
        bare_extraction(page.body.decode(), include_comments=False)
    spent: dict[str, float] = {}
    claims = read = 0
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(paths=Paths(data=Path(folder)))
        for start in range(0, count, TOGETHER):
            batch = pages(min(TOGETHER, count - start), start)
            with measured(spent, "trafilatura alone"):
                for page in batch:
                    bare_extraction(page.body.decode(), include_comments=False, with_metadata=True)
            readings = []
            for page in batch:
                with measured(spent, "clean"):
                    document = clean(page).document
                if document is None:
                    continue
                with measured(spent, "extract"):
                    found = tuple(extract(document, lexicon))
                    readings.append(Reading(page, document, tuple(articles(document)), found))
            claims += sum(len(r.claims) for r in readings)
            read += len(readings)
            with Ledger.open(settings.ledger_path) as ledger:
                with measured(spent, "judge"):
                    judged = judge(readings, ledger, Listeners(None), settings, NOW)
                with measured(spent, "record"):
                    ledger.record(judged.into(Harvest(run_id=f"bench-{start}", started_at=NOW)), NOW)
        with measured(spent, "publish"):
            stages.publish(settings, NOW)
    return spent, claims, read


def _none(page: Page):  # type: ignore[no-untyped-def]
    raise SystemExit(f"the benchmark's own page {page.url} cannot be read")


def _spread(work: list[Page], number: int, dask: bool) -> None:
    """Reading by the clock on one process, on several, and on a local Dask cluster; start-up is told apart."""
    stage = next(s for s in pipeline.STAGES if s.name == "read")
    ways = [("1 process", Read(processes=1, batch=10)), (f"{number} processes", Read(processes=number, batch=10))]
    if dask:
        ways.append(("Dask, local", Read(dask="local", batch=10)))
    for name, read in ways:
        own = Settings(read=read)
        parts = stages.read_parts(own, [stages.Fetch(pages=tuple(work))])
        began = time.perf_counter()
        pipeline.in_this_process(stage, own, parts[:1], pipeline.no_progress)
        start = time.perf_counter() - began
        began = time.perf_counter()
        pipeline.in_this_process(stage, own, parts, pipeline.no_progress)
        seconds = time.perf_counter() - began
        print(
            f"reading, {name:12}: {len(work) / seconds:6.1f} pages/s by the clock ({seconds:.1f} s; one part {start:.1f} s)"
        )
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"memory of the largest worker: {children:.0f} MB")


if __name__ == "__main__":
    main()
