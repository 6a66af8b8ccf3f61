"""Looking again: watched pages, silent edits, withdrawn articles."""

from __future__ import annotations

import datetime as dt

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


def edited(site: Site, number: int) -> None:
    """The article with another amount."""
    site.article(
        "/a1", "Article 1", [LEAD.replace("one billion", f"{number} billion") + " Told.", "A second paragraph."]
    )


@pytest.mark.parametrize("hours", [None, (0.5, 2), (1,), ()])
def test_an_article_is_visited_at_each_step_and_not_before(site, hours):
    monitor = Monitor(
        feed(site.feed("/rss.xml", articles(site, 1))), **({} if hours is None else {"revisit_hours": hours})
    )
    assert hours is not None or monitor.settings.fetch.revisit_hours == (1, 6, 24, 72), "the default"
    monitor.go()
    begun, seen = monitor.now, []
    for number, hour in enumerate((1, 6, 24, 72) if hours is None else hours):
        edited(site, 10 + number)
        due = begun + dt.timedelta(hours=hour)
        for moment in (due - dt.timedelta(minutes=1), due, due + dt.timedelta(minutes=1)):
            before = site.hits("/a1")
            pages = monitor.go(minutes=(moment - monitor.now) / dt.timedelta(minutes=1)).pages
            assert site.hits("/a1") - before == (moment == due)
            seen += [page.revision for page in pages]
    assert seen == list(range(1, 1 + len((1, 6, 24, 72) if hours is None else hours)))
    edited(site, 99)
    before = site.hits("/a1")
    assert monitor.go(minutes=60 * 24 * 30).pages == () and site.hits("/a1") == before, "and then never again"


def test_visits_that_were_missed_are_one_visit(site):
    monitor = Monitor(feed(site.feed("/rss.xml", articles(site, 1))))
    monitor.go()
    site.forget()
    monitor.go(minutes=25 * 60)
    assert site.hits("/a1") == 1
    monitor.go(minutes=48 * 60)
    assert site.hits("/a1") == 2


@pytest.mark.parametrize("happening", [410, 404, "html"])
def test_articles_are_visited_though_their_feed_is_gone(site, happening):
    monitor = Monitor(feed(site.feed("/rss.xml", articles(site, 1))))
    monitor.go()
    if happening == "html":
        site.page("/rss.xml", "<html><body>We have moved</body></html>")
    else:
        site.answer("/rss.xml", status=happening)
    edited(site, 2)
    assert [page.revision for page in monitor.go(minutes=61).pages] == [1]
    edited(site, 3)
    assert [page.revision for page in monitor.go(minutes=360).pages] == [2]


def test_a_withdrawn_article_is_named_once(site):
    monitor = Monitor(feed(site.feed("/rss.xml", articles(site, 1))))
    monitor.go()
    site.answer("/a1", status=410)
    assert [p.code for p in monitor.go(minutes=90).problems] == ["withdrawn"]
    assert monitor.go(minutes=600).problems == ()
