"""What cleaning costs beside trafilatura alone, on the same pages in the same run, and whether memory stays flat.

    .venv/bin/python -m benchmarks.bench_clean                   150 pages, each read by both
    .venv/bin/python -m benchmarks.bench_clean --pages 10000     only ours, all different, watching memory (five minutes of CPU)

Pages are generated: 30 to 250 kB, one to forty paragraphs among menus, teasers, scripts and footers. Target: cleaning adds at most 10 %.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from flows.clean import clean  # noqa: E402
from flows.clean.markup import bare  # noqa: E402
from pages import html, page, paragraphs, sentence  # noqa: E402


def make(chance: random.Random) -> str:
    """A news page with all that surrounds an article."""
    menu = "".join(f"<li><a href='/s/{n}'>Section {n} of the paper</a></li>" for n in range(chance.randint(30, 120)))
    teasers = "".join(
        f"<div class='teaser'><a href='/a/{n}'><img src='/i/{n}.jpg' alt=''><h3>{sentence(n)[:70]}</h3></a><p>{sentence(n)[:90]}</p></div>"
        for n in range(chance.randint(20, 150))
    )
    script = f"<script>var data = {list(range(chance.randint(500, 9000)))};</script>"
    head = (
        '<meta property="og:site_name" content="The Outlet"><meta property="article:published_time" content="2026-03-01T10:00:00Z">'
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","datePublished":"2026-03-01T10:00:00Z",'
        '"author":{"@type":"Person","name":"Ana Blyth"},"publisher":{"@type":"Organization","name":"The Outlet"}}</script>'
    )
    body = paragraphs(*(chance.randint(1, 10_000) for _ in range(chance.randint(1, 40))))
    return html(
        f"<div class='menu'><ul>{menu}</ul></div><main><article><h1>Aid grows</h1>{body}</article></main>",
        head,
        around=f"<section>{teasers}</section>{script}",
    )


def alone(body: str) -> None:
    """trafilatura with the same settings, from bytes."""
    bare()(
        body.encode(),
        url="https://www.outlet.example/news/1",
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"original_date": True, "extensive_search": False, "max_date": "2026-03-03"},
    )


def main(count: int = 150) -> dict[str, float]:
    """Seconds for both, their ratio, and peak memory."""
    chance = random.Random(5)
    warm = make(chance)
    clean(page(warm))
    alone(warm)
    ours = theirs = size = 0.0
    for number in range(count):
        body = make(chance)
        size += len(body)
        work = [lambda body=body: clean(page(body)), lambda body=body: alone(body)]
        for turn in (0, 1) if number % 2 else (1, 0):  # in turns, so that neither always finds warm caches
            began = time.process_time()
            work[turn]()
            spent = time.process_time() - began
            ours, theirs = (ours + spent, theirs) if turn == 0 else (ours, theirs + spent)
    return {
        "pages": count,
        "mean size, kB": size / count / 1000,
        "pages a second": count / ours,
        "ratio to trafilatura alone": ours / theirs,
        "peak memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def memory(count: int) -> dict[str, float]:
    """Resident memory while so many different pages are read in one process, as one long pass would: early, late, peak."""
    chance = random.Random(11)
    marks: list[float] = []
    spent = size = 0.0
    for number in range(count):
        body = make(chance).replace("Aid grows", f"Aid grows {number}").replace("/a/", f"/a{number}/")
        size += len(body)
        began = time.process_time()
        clean(page(body, url=f"https://www.outlet{number % 50}.example/news/{number}"))
        spent += time.process_time() - began
        if number % max(1, count // 20) == 0:
            marks.append(resident())
            print(f"{number:6d} pages, {marks[-1]:.0f} MB resident", file=sys.stderr, flush=True)
    tenth = max(1, len(marks) // 10)
    return {
        "pages": count,
        "mean size, kB": size / count / 1000,
        "ms of CPU a page": spent * 1000 / count,
        "resident after the first tenth, MB": marks[min(len(marks) - 1, 2 * tenth)],
        "resident at the end, MB": resident(),
        "peak memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def resident() -> float:
    """Megabytes this process has in memory now."""
    with Path("/proc/self/statm").open() as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6


if __name__ == "__main__":
    if sys.argv[1:2] == ["--pages"]:
        figures = memory(int(sys.argv[2]))
    else:
        figures = main(*map(int, sys.argv[1:2]))
    for name, figure in figures.items():
        print(f"{figure:10.2f}  {name}")
