"""Looking again: watched pages, silent edits, withdrawn articles."""

from __future__ import annotations

import pytest

from flows.settings import Source
from monitoring import Monitor, feed, report_of
from website import Entry, Site

LEAD = "Allies pledged one billion euros a month for weapons, the minister said on Tuesday, and more would follow."


@pytest.fixture
def site():
    with Site() as site:
        yield site


def articles(site: Site, *numbers: int) -> list[Entry]:
    """Articles /a1, /a2 ... and their feed entries."""
    for n in numbers:
        site.article(
            f"/a{n}", f"Article {n}", [f"{LEAD} This is number {n}.", "A second paragraph with more of the same."]
        )
    return [Entry(f"Article {n}", f"/a{n}") for n in numbers]


def test_watched_pages_give_a_version_for_each_change_of_their_text(site):
    page = "<html><body><nav>{0}</nav><h1>Aid</h1><p>{1} euros were committed to the fund so far, the ministry says.</p></body></html>"
    source = Source(name="watch", kind="page", url=site.page("/total", page.format("a", 4)))
    monitor = Monitor(source)
    assert [p.revision for p in monitor.go().pages] == [0]
    site.page("/total", page.format("another menu", 4))
    assert monitor.go().pages == ()
    site.page("/total", page.format("another menu", 5))
    assert [p.revision for p in monitor.go().pages] == [1]
    assert report_of(monitor.go(), "watch").status == "unchanged"


def test_silent_edits_are_seen_by_revisiting(site):
    entries = articles(site, 1)
    monitor = Monitor(feed(site.feed("/rss.xml", entries)))
    monitor.go()
    assert monitor.go(minutes=61).pages == ()
    site.article(
        "/a1",
        "Article 1",
        [
            LEAD.replace("one billion", "two billion") + " This is number 1.",
            "A second paragraph with more of the same.",
        ],
    )
    assert monitor.go(minutes=30).pages == (), "the next visit is after six hours"
    (page,) = monitor.go(minutes=6 * 60).pages
    assert (page.url, page.revision, page.title) == (site.url("/a1"), 1, "Article 1")
    site.forget()
    for hours in (18, 24, 48, 24):
        monitor.go(minutes=hours * 60)
    assert site.hits("/a1") == 2, "after 24 and 72 hours, then never again"


def test_a_withdrawn_article_is_named_once(site):
    monitor = Monitor(feed(site.feed("/rss.xml", articles(site, 1))))
    monitor.go()
    site.answer("/a1", status=410)
    assert [p.code for p in monitor.go(minutes=90).problems] == ["withdrawn"]
    assert monitor.go(minutes=600).problems == ()
