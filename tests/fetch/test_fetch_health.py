"""Sources that fall silent are noticed once, and once more when they are back; finding, checking and exchanging sources."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.fetch import (
    BadOpmlError,
    FetchError,
    FoundFeed,
    check,
    claim_silence,
    discover,
    health,
    named,
    read_opml,
    source_name,
    write_opml,
)
from flows.settings import Source
from monitoring import NOON, Monitor, feed, report_of
from website import Entry, Site


@pytest.fixture
def site():
    with Site() as site:
        yield site


def kinds(found) -> list[str]:
    return [notice.kind for notice in found.notices]


def test_a_failing_source_is_told_once_and_its_recovery_once(site):
    monitor = Monitor(feed(site.url("/rss.xml")))
    told = [kinds(monitor.go()) for _ in range(6)]
    assert told == [[], [], ["failing"], [], [], []]
    site.feed("/rss.xml", [])
    assert [kinds(monitor.go()) for _ in range(4)] == [[], ["recovered"], [], []]


def test_flapping_is_not_told(site):
    monitor = Monitor(feed(site.url("/rss.xml")))
    told = []
    for _ in range(8):
        site.answer("/rss.xml", status=502)
        told += kinds(monitor.go()) + kinds(monitor.go())
        site.feed("/rss.xml", [])
        told += kinds(monitor.go())
    assert told == []


def test_a_source_that_comes_and_goes_for_days_is_told_a_few_times_only(site):
    """Three failures, two successes, and so on for three days: nobody reads the fiftieth notice. Then it stays well, and that is told."""
    monitor = Monitor(feed(site.url("/rss.xml")))
    told = []
    for poll in range(144):
        site.answer("/rss.xml", status=502) if poll % 5 < 3 else site.feed("/rss.xml", [])
        told += kinds(monitor.go())
    assert told == ["failing", "recovered", "failing"]
    site.feed("/rss.xml", [])
    for _ in range(10):
        told += kinds(monitor.go())
    assert told == ["failing", "recovered", "failing", "recovered"]


def test_one_good_poll_amid_failures_is_no_recovery(site):
    monitor = Monitor(feed(site.url("/rss.xml")))
    told = []
    for happening in "fffgfffgffgg":
        site.answer("/rss.xml", status=502) if happening == "f" else site.feed("/rss.xml", [])
        told += kinds(monitor.go())
    assert told == ["failing", "recovered"]


def test_a_retired_source_is_told_once(site):
    site.answer("/rss.xml", status=410)
    monitor = Monitor(feed(site.url("/rss.xml")))
    assert [kinds(monitor.go()) for _ in range(3)] == [["retired"], [], []]


def test_a_source_that_answers_but_has_nothing_new_is_told(site):
    entries = [Entry(str(n), f"/a{n}", NOON - dt.timedelta(hours=6 * n)) for n in range(10)]
    monitor = Monitor(feed(site.feed("/rss.xml", entries)))
    assert kinds(monitor.go()) == []
    assert kinds(monitor.go(minutes=24 * 60)) == []
    (notice,) = monitor.go(minutes=60 * 60).notices
    assert notice.kind == "quiet" and "usually every 6 hours" in notice.message
    assert kinds(monitor.go(minutes=60)) == []
    site.feed("/rss.xml", [Entry("new", "/new", monitor.now), *entries])
    assert kinds(monitor.go()) == ["recovered"]


@pytest.mark.parametrize("kind", ["feed", "page"])
def test_a_source_without_dates_is_known_by_when_it_brought_something(site, kind):
    """Old feeds and watched pages have no dates: their rhythm is that of their news, and their silence is told all the same."""
    monitor = Monitor(Source(name="news", kind=kind, url=site.url("/x")), revisit_hours=())
    told = []
    for day in range(9):
        if kind == "feed":
            site.feed("/x", [Entry(str(n), f"/a{n}") for n in range(day, -1, -1)])
        else:
            site.page(
                "/x",
                f"<html><body><p>So far {day + 4} billion euros were paid out, the ministry says.</p></body></html>",
            )
        told += kinds(monitor.go(minutes=24 * 60))
    (row,) = health(monitor.sources, monitor.states, monitor.now)
    assert told == [] and row.rhythm == "24 hours" and row.status == "ok"
    for _ in range(14):
        told += kinds(monitor.go(minutes=24 * 60))
    assert told == ["quiet"]


def test_a_source_that_was_quiet_and_fails_then_is_told_again(site):
    entries = [Entry(str(n), f"/a{n}", NOON - dt.timedelta(hours=6 * n)) for n in range(10)]
    monitor = Monitor(feed(site.feed("/rss.xml", entries)))
    monitor.go()
    told = kinds(monitor.go(minutes=96 * 60))
    site.answer("/rss.xml", status=502)
    for _ in range(4):
        told += kinds(monitor.go())
    assert told == ["quiet", "failing"]
    site.feed("/rss.xml", [Entry("new", "/new", monitor.now), *entries])
    for _ in range(4):
        told += kinds(monitor.go())
    assert told == ["quiet", "failing", "recovered"]


@pytest.mark.parametrize(("wait", "told"), [(3600, []), (3 * 86_400, ["failing"])])
def test_a_server_that_will_not_be_asked_for_days_is_told_at_once(site, wait, told):
    site.answer("/rss.xml", status=429, retry_after=str(wait))
    monitor = Monitor(feed(site.url("/rss.xml")))
    found = monitor.go()
    assert kinds(found) == told and kinds(monitor.go()) == [] and site.hits("/rss.xml") == 1
    if told:
        assert "is not asked before 2026-03-05" in found.notices[0].message


def test_names_of_many_sources_are_a_few_and_how_many_more():
    assert named([*"abc"]) == "a, b, c" and named([*"abcdefghijk"]) == "a, b, c, d, e, f, g, h, i, j, k"
    assert named([f"s{n}" for n in range(25)]).endswith("s8, s9 and 15 more")


def test_a_notice_carries_a_key_that_stays(site):
    monitor = Monitor(feed(site.url("/rss.xml")))
    monitor.go()
    monitor.go()
    once, again = monitor.go(record=False), monitor.go()
    assert once.notices[0].key == again.notices[0].key


def test_claims_that_dry_up_are_a_warning():
    weekly = [NOON - dt.timedelta(days=12 + 1.5 * n) for n in range(36)]
    assert "no claim in 10 days, normally" in claim_silence(weekly, NOON)
    assert claim_silence([*weekly, NOON - dt.timedelta(days=1)], NOON) is None
    assert claim_silence(weekly[:3], NOON) is None


def test_a_habit_counts_from_the_first_claim_on_and_takes_more_than_a_day():
    young = [NOON - dt.timedelta(days=11 + n) for n in range(10)]
    assert "normally 5 a week" in claim_silence(young, NOON), "three weeks old, ten claims in ten days"
    assert claim_silence([NOON - dt.timedelta(days=12, minutes=n) for n in range(40)], NOON) is None, "one day's flood"
    assert claim_silence([NOON - dt.timedelta(days=12 + 7 * n) for n in range(8)], NOON) is None, "one a week"
    assert claim_silence([], NOON) is None


def test_health_says_what_to_do(site):
    site.feed("/good.xml", [Entry(str(n), f"/a{n}", NOON - dt.timedelta(hours=n)) for n in range(8)])
    site.answer("/gone.xml", status=410)
    sources = [
        feed(site.url("/good.xml"), "good"), feed(site.url("/none.xml"), "none"), feed(site.url("/gone.xml"), "gone"),
        feed(site.url("/x.xml"), "paused", enabled=False), feed(site.url("/html"), "html"),
    ]  # fmt: skip
    site.page("/html", "<html><body>hello</body></html>")
    monitor = Monitor(*sources)
    monitor.go()
    rows = {
        row.name: row for row in health([*sources, feed(site.url("/y.xml"), "unasked")], monitor.states, monitor.now)
    }
    assert {name: row.status for name, row in rows.items()} == {
        "good": "ok", "none": "failing", "gone": "retired", "paused": "paused", "html": "failing", "unasked": "new",
    }  # fmt: skip
    assert (
        rows["good"].rhythm == "60 minutes"
        and rows["none"].error_class == "missing"
        and rows["html"].error_class == "content"
    )
    assert all(rows[name].advice for name in ("none", "gone", "html", "unasked"))


def test_check_asks_everyone_and_fetches_nothing_else(site):
    good = feed(site.feed("/good.xml", [Entry("t", "/a1")]), "good")
    reports = check([good, feed(site.url("/none.xml"), "none")], Monitor().settings, NOON)
    assert [(report.name, report.status, report.items) for report in reports] == [
        ("good", "ok", 1),
        ("none", "failed", 0),
    ]
    assert site.hits("/a1") == 0


# --- finding feeds --------------------------------------------------------------------------------------------------------


def urls(site: Site, address: str) -> list[str]:
    return [found.url.removeprefix(site.url("")) for found in discover(address, Monitor().settings, NOON)]


def test_a_feeds_own_address(site):
    (found,) = discover(site.feed("/x.xml", [Entry("t", "/a", NOON)], title="The Outlet"), Monitor().settings, NOON)
    assert (found.title, found.kind, found.items, found.newest) == ("The Outlet", "feed", 1, "2026-03-02T12:00:00Z")


def test_feeds_that_a_page_announces_are_tried_and_comments_come_last(site):
    for path in ("/comments/feed", "/main.atom"):
        site.feed(path, [])
    site.page(
        "/",
        "<html><head><link rel='alternate' type='application/rss+xml' title='Comments' href='/comments/feed'>"
        "<link rel=alternate type=application/rss+xml href=/dead.xml><LINK REL=alternate TYPE='application/atom+xml' HREF='main.atom'>"
        "<link rel='alternate' hreflang='de' href='/de'></head></html>",
    )
    assert urls(site, site.url("/")) == ["/main.atom", "/comments/feed"]


def test_a_linked_feed_and_the_usual_places(site):
    site.feed("/service/rss.xml", [])
    site.page("/", "<html><body><a href='/service/rss.xml'>RSS</a><a href='/pressroom'>Press</a></body></html>")
    assert urls(site, site.url("/")) == ["/service/rss.xml"]
    site.page("/", "<html><body>nothing</body></html>")
    site.feed("/feed/", [])
    assert urls(site, site.url("/")) == ["/feed/"]


def test_a_news_sitemap_named_in_robots(site):
    site.page("/", "<html></html>")
    site.page("/robots.txt", f"User-agent: *\nSitemap: {site.url('/all.xml')}\nSitemap: {site.url('/the-news.xml')}\n")
    site.page("/the-news.xml", f"<urlset><url><loc>{site.url('/a')}</loc></url></urlset>")
    (found,) = discover(site.url("/"), Monitor().settings, NOON)
    assert (found.kind, found.items, found.url) == ("sitemap", 1, site.url("/the-news.xml"))


def test_a_page_without_feeds_gives_none_and_a_dead_one_a_sentence(site):
    site.page("/", "<html></html>")
    assert urls(site, site.url("/")) == []
    with pytest.raises(FetchError) as raised:
        urls(site, site.url("/dead"))
    assert "has no such page" in raised.value.message
    with pytest.raises(FetchError):
        urls(site, "not an address at all")


def test_a_feed_source_that_answers_html_names_the_feed(site):
    site.page("/", "<html><head><link rel='alternate' type='application/rss+xml' href='/real.xml'></head></html>")
    assert f"the page names this feed: {site.url('/real.xml')}" in report_of(Monitor(feed(site.url("/"))).go()).error


def test_sitemaps_as_sources(site):
    site.article("/a1", "One", ["Allies pledged one billion euros a month for weapons, the minister said."])
    site.page(
        "/index.xml",
        f"<sitemapindex><sitemap><loc>{site.url('/s1.xml')}</loc></sitemap><sitemap><loc>/none.xml</loc></sitemap></sitemapindex>",
    )
    site.page("/s1.xml", f"<urlset><url><loc>{site.url('/a1')}</loc><lastmod>2026-03-02</lastmod></url></urlset>")
    monitor = Monitor(Source(name="map", kind="sitemap", url=site.url("/index.xml")))
    found = monitor.go()
    assert [page.url for page in found.pages] == [site.url("/a1")] and "none.xml" in report_of(found, "map").warnings[0]
    assert monitor.go().pages == ()


# --- OPML -----------------------------------------------------------------------------------------------------------------


def test_opml_there_and_back():
    sources = [
        feed("https://a.example/rss?x=1&y=2", "a", publisher="Ministry & Co", tags=("official",)),
        feed("https://b.example/rss", "b"),
        Source(name="map", kind="sitemap", url="https://c.example/sitemap.xml"),
    ]
    back, strange, _secret = read_opml(write_opml(sources))
    assert strange == []
    assert [(source.url, source.publisher, source.tags) for source in back] == [
        ("https://a.example/rss?x=1&y=2", "Ministry & Co", ("official",)),
        ("https://b.example/rss", "b", ()),
    ]
    assert [source.name for source in back] == ["ministry-co", "b"]


def test_opml_of_other_readers():
    data = b"""<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml version="1.0"><body>
    <outline text="News"><outline text="Caf\xe9" xmlUrl="https://a.example/1"/><outline text="Caf\xe9" xmlUrl="https://a.example/2"/>
    <outline title="Again" xmlUrl="https://a.example/1"/><outline text="&x;" xmlUrl="file:///etc/passwd"/></outline>"""
    assert [(source.name, source.url, source.tags) for source in read_opml(data, ["café"])[0]] == [
        ("café-2", "https://a.example/1", ("News",)),
        ("café-3", "https://a.example/2", ("News",)),
    ]


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_what_is_no_opml_says_so(data):
    try:
        read_opml(data)
    except BadOpmlError as error:
        assert "no OPML" in str(error)


def test_names_for_new_sources(site):
    (found,) = discover(site.feed("/rss", []), Monitor().settings, NOON)
    name = source_name(found, set())
    assert name and source_name(found, {name}) == f"{name}-2"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.harbourpost.example/rss", "harbourpost"),
        ("https://news.harbourpost.example/rss", "news-harbourpost"),
        ("http://127.0.0.1/rss", "127-0-0-1"),
        ("http://127.0.0.1:8000/rss", "127-0-0-1-8000"),
        ("http://127.0.0.1:8001/rss", "127-0-0-1-8001"),
        ("http://[2001:db8::5]:8080/rss", "2001-db8-5-8080"),
        ("https://harbourpost.example:8443/rss", "harbourpost-8443"),
        ("http://localhost:8000/rss", "localhost-8000"),
    ],
)
def test_a_name_tells_hosts_and_ports_apart(address, name):
    assert source_name(FoundFeed(address), set()) == name
