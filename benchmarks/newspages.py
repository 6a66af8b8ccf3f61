"""Web pages for benchmarks: the development texts set into pages of a usual size, each with an address and a counter of its own."""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import json
from functools import lru_cache
from pathlib import Path

from storage.rows import Page

GOLDS = Path(__file__).parents[1] / "tests" / "golds"
NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


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
