"""The whole pipeline on pages: CPU seconds and pages a second by stage, against trafilatura alone on the same pages.

    python -m benchmarks.bench_pipeline [--pages 400] [--processes 2]

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


def pages(count: int) -> list[Page]:
    """``count`` web pages out of the development texts."""
    texts = []
    for name in ("seeds", "dev", "pairs", "quiet"):
        for line in (GOLDS / name / "documents.jsonl").read_text(encoding="utf-8").splitlines():
            texts.append(json.loads(line))
    out = []
    for number in range(count):
        record = texts[number % len(texts)]
        url = f"https://outlet{number % 40}.example/news/{number}.html"
        published = (dt.datetime(2025, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=number)).isoformat()
        body = _page(record["title"] or f"Report {number}", f"Report {number}.\n{record['text']}", published)
        digest = hashlib.sha256(body).hexdigest()
        out.append(
            Page(
                "bench",
                url,
                NOW,
                body,
                digest,
                "text/html",
                "utf-8",
                published=published,
                publisher=f"Outlet {number % 40}",
            )
        )
    return out


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
    chosen = parser.parse_args()
    from trafilatura import bare_extraction

    work = pages(chosen.pages)
    lexicon = load()
    for page in work[:3]:  # warm up: imports and tables
        extract(clean(page).document or _none(page), lexicon)
        bare_extraction(page.body.decode(), include_comments=False)
    spent: dict[str, float] = {}
    with measured(spent, "trafilatura alone"):
        for page in work:
            bare_extraction(page.body.decode(), include_comments=False, with_metadata=True)
    readings = []
    for page in work:
        with measured(spent, "clean"):
            document = clean(page).document
        if document is None:
            continue
        with measured(spent, "extract"):
            readings.append(Reading(page, document, tuple(articles(document)), tuple(extract(document, lexicon))))
    claims = sum(len(r.claims) for r in readings)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(paths=Paths(data=Path(folder)))
        for start in range(0, len(readings), TOGETHER):
            batch = readings[start : start + TOGETHER]
            with Ledger.open(settings.ledger_path) as ledger:
                with measured(spent, "judge"):
                    judged = judge(batch, ledger, Listeners(None), settings, NOW)
                with measured(spent, "record"):
                    ledger.record(judged.into(Harvest(run_id=f"bench-{start}", started_at=NOW)), NOW)
        with measured(spent, "publish"):
            stages.publish(settings, NOW)
        if chosen.processes:
            _processes(settings, work, chosen.processes)
    own = sum(seconds for stage, seconds in spent.items() if stage != "trafilatura alone")
    for stage, seconds in spent.items():
        print(f"{stage:18} {seconds:8.2f} s CPU  {len(work) / max(seconds, 1e-9):9.1f} pages/s")
    print(f"{'all our stages':18} {own:8.2f} s CPU  {len(work) / own:9.1f} pages/s, {claims} claims")
    print(f"share of trafilatura's own pages/s: {spent['trafilatura alone'] / own:.2f}")
    print(f"memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _none(page: Page):  # type: ignore[no-untyped-def]
    raise SystemExit(f"the benchmark's own page {page.url} cannot be read")


def _processes(settings: Settings, work: list[Page], number: int) -> None:
    stage = next(s for s in pipeline.STAGES if s.name == "read")
    for processes in (1, number):
        own = settings.model_copy(update={"read": Read(processes=processes, batch=10)})
        parts = stages.read_parts(own, [stages.Fetch(pages=tuple(work))])
        began = time.perf_counter()
        pipeline.in_this_process(stage, own, parts, pipeline.no_progress)
        seconds = time.perf_counter() - began
        print(f"reading on {processes} processes: {len(work) / seconds:.1f} pages/s by the clock ({seconds:.1f} s)")


if __name__ == "__main__":
    main()
