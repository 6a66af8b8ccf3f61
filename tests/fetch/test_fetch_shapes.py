"""Feed files of many shapes, as ministries, weblogs and alert services write them: file -> what is read of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from flows.fetch.articles import address_of
from flows.fetch.feeds import parse_feed
from flows.fetch.sitemaps import parse_sitemap

FEEDS = Path(__file__).parent / "feeds"
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
NINE = "2026-03-02T09:05:00Z"

#: file -> address, title and date of each entry
SHAPES: dict[str, list[tuple[str | None, str | None, str | None]]] = {
    "rss091.xml": [
        ("http://supply.example/rel/17", "Shells for the coast guard", None),
        ("http://supply.example/rel/16", "New depot opens", None),
    ],
    "windows-1251.xml": [("https://mo.example/news/1", "Уряд виділить 40 млрд грн на укриття", "2026-03-02T07:00:00Z")],
    "utf-16.xml": [("https://bund.example/1", "Zusage über 5 Mrd. €", "2026-03-02T08:00:00Z")],
    "wordpress.xml": [
        ("https://gazette.example/2026/03/council-ready/", "Council “ready to pay” – mayor", "2026-03-02T10:11:12Z")
    ],
    "dates.xml": [
        ("https://d.example/1", "zone by letters", NINE),
        ("https://d.example/2", "no weekday, two digits", NINE),
        ("https://d.example/3", "ISO with a space", NINE),
        ("https://d.example/4", "Dublin Core", NINE),
        ("https://d.example/5", "a wrong weekday", NINE),
        ("https://d.example/6", "of the year one", None),
        ("https://d.example/7", "of next year", None),
        ("https://d.example/8", "empty", None),
    ],
    "atom03.xml": [("https://old.example/7", "Aid & arms", "2026-03-01T12:00:00Z")],
    "atom-base.xml": [("https://base.example/news/9.html", "A bold pledge", "2026-03-02T05:00:00Z")],
    "alerts.xml": [("https://north.example/news/norway?id=5", "Norway pledges millions", "2026-03-02T07:00:00Z")],
    "feedburner.xml": [("https://burnt.example/2026/through-a-counter", "Through a counter", "2026-03-02T07:00:00Z")],
    "media.xml": [("https://m.example/1", "With a picture", "2026-03-02T07:00:00Z")],
    "permalinks.xml": [
        ("https://p.example/one", "One", None),
        ("https://p.example/two", "Two", None),
        ("https://host.example/three?a=1&b=2", "Three", None),
        ("https://p.example/four", "Four", None),
    ],
    "junk.xml": [("https://j.example/1", "Café été — 5 € & more", None)],
    "userland.xml": [("https://u.example/1", "It is read all the same", "2026-03-02T07:00:00Z")],
    "jsonfeed-links.json": [
        ("https://paper.example/story", "Elsewhere", "2026-03-02T06:00:00Z"),
        ("https://l.example/8", None, None),
        (None, None, None),
    ],
    "sitemap-pictures.xml": [
        ("https://s.example/a", None, "2026-03-02T07:00:00Z"),
        ("https://s.example/b?x=1&y=2", None, "2026-03-01T00:00:00Z"),
    ],
}


@pytest.mark.parametrize("name", SHAPES)
def test_shape(name):
    parse = parse_sitemap if "sitemap" in name else parse_feed
    listing = parse((FEEDS / name).read_bytes(), address="https://host.example/feed", now=NOON)
    read = [(address_of(item) if item.url else None, item.title, item.published) for item in listing.items]
    assert read == SHAPES[name]
    assert bool(listing.warnings) == (name == "junk.xml")
