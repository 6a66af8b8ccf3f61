"""Whole passes over a local web site: what is fetched, what is not fetched twice, what is carried to the next pass."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from flows.clean import clean
from flows.fetch import fetch
from flows.fetch.memory import MAX_WINDOW
from flows.settings import Source
from monitoring import NOON, Monitor, feed, paths, report_of
from storage.raw import RawStore
from website import Answer, Entry, Site

LEAD = "Allies pledged one billion euros a month for weapons, the minister said on Tuesday, and more would follow."


@pytest.fixture
def site():
    with Site() as site:
        yield site


def articles(site: Site, *numbers: int) -> list[Entry]:
    """Articles /a1, /a2 ... and their feed entries, the higher the newer."""
    for n in numbers:
        site.article(
            f"/a{n}", f"Article {n}", [f"{LEAD} This is number {n}.", "A second paragraph with more of the same."]
        )
    return [Entry(f"Article {n}", f"/a{n}", NOON - dt.timedelta(hours=100 - n)) for n in numbers]


def test_a_feed_is_read_once_and_then_costs_one_conditional_request(site):
    monitor = Monitor(feed(site.feed("/rss.xml", articles(site, 1, 2, 3))))
    first = monitor.go()
    assert paths(first) == ["a1", "a2", "a3"]
    assert report_of(first).status == "ok" and (report_of(first).items, report_of(first).new) == (3, 3)
    site.forget()
    second = monitor.go()
    assert second.pages == () and report_of(second).status == "unchanged"
    assert [request.path for request in site.requests] == ["/rss.xml"]
    assert site.requests[0].headers["if-none-match"].startswith('"')


def test_both_validators_are_sent_and_the_agent_and_contact_named(site):
    site.page("/rss.xml", "<rss version='2.0'><channel><title>t</title></channel></rss>", modified=NOON)
    monitor = Monitor(feed(site.url("/rss.xml")), user_agent="watchdog/2", contact="https://example.org/bot")
    monitor.go()
    monitor.go()
    headers = site.last("/rss.xml").headers
    assert headers["if-none-match"] and headers["if-modified-since"] == "Mon, 02 Mar 2026 12:00:00 GMT"
    assert headers["user-agent"] == "watchdog/2 (+https://example.org/bot)"


def test_only_new_items_are_fetched(site):
    monitor = Monitor(feed(site.feed("/rss.xml", articles(site, 1, 2))))
    monitor.go()
    site.feed("/rss.xml", articles(site, 2, 3))
    site.forget()
    assert paths(monitor.go()) == ["a3"]
    assert site.hits("/a2") == 0


def test_a_pass_that_dies_before_recording_is_repeated_whole(site):
    monitor = Monitor(feed(site.feed("/rss.xml", articles(site, 1, 2))))
    monitor.go(record=False)
    assert paths(monitor.go()) == ["a1", "a2"]


def test_what_the_ledger_has_is_not_fetched_though_the_memory_is_lost(site):
    monitor = Monitor(feed(site.feed("/rss.xml", articles(site, 1, 2))))
    monitor.go()
    monitor.states.clear()
    site.forget()
    assert monitor.go().pages == () and site.hits("/a1") == 0


def test_known_may_be_a_plain_container(site):
    source = feed(site.feed("/rss.xml", articles(site, 1, 2)))
    settings = Monitor().settings
    found = fetch([source], {}, settings, known={site.url("/a1")}, now=NOON)
    assert paths(found) == ["a2"]


HAPPENINGS_WITHOUT_A_NEW_ARTICLE = {
    "its GUID changes": lambda old: Entry(old.title, old.link, old.published, guid="tag:other,2026"),
    "it is retitled": lambda old: Entry("You will not believe this", old.link, old.published),
    "its date is bumped": lambda old: Entry(old.title, old.link, NOON + dt.timedelta(hours=1)),
    "its summary changes": lambda old: Entry(old.title, old.link, old.published, summary="now with words"),
    "it gains tracking parameters": lambda old: Entry(
        old.title, f"{old.link}?utm_source=rss&utm_medium=feed", old.published
    ),
    "it gains a slash and a fragment": lambda old: Entry(old.title, f"{old.link}/#top", old.published),
    "its slug changes but not its GUID": lambda old: Entry(
        old.title, f"{old.link}-retitled", old.published, guid="id-1"
    ),
}


@pytest.mark.parametrize("happening", HAPPENINGS_WITHOUT_A_NEW_ARTICLE, ids=str)
def test_an_article_is_not_new_when(site, happening):
    (entry,) = articles(site, 1)
    entry = Entry(entry.title, entry.link, entry.published, guid="id-1")
    monitor = Monitor(feed(site.feed("/rss.xml", [entry])), revisit_hours=())
    monitor.go()
    monitor.recorded.clear()  # the fetcher's own memory is what is looked at
    site.feed("/rss.xml", [HAPPENINGS_WITHOUT_A_NEW_ARTICLE[happening](entry)])
    assert monitor.go().pages == ()


def test_the_same_article_in_five_feeds_is_fetched_once(site):
    (entry,) = articles(site, 1)
    links = ["/a1", "/a1?utm_source=x", "/a1/", "/a1#comments", "/a1?fbclid=abc"]
    sources = [
        feed(site.feed(f"/{n}.xml", [Entry("t", link, entry.published)]), f"s{n}") for n, link in enumerate(links)
    ]
    found = Monitor(*sources).go()
    assert len(found.pages) == 1 and site.hits("/a1") + site.hits("/a1/") == 1


def test_a_spelling_of_the_address_that_does_not_answer_hides_no_other(site):
    """Of one article in three feeds, the first address is dead: the next is asked in the same pass, and only a failure of all is named."""
    articles(site, 1)
    links = ["/a1/?utm_source=x", "/a1/amp", "/a1"]
    sources = [feed(site.feed(f"/{n}.xml", [Entry("t", link, NOON)]), f"s{n}") for n, link in enumerate(links)]
    found = Monitor(*sources).go()
    assert [(page.source, page.url) for page in found.pages] == [("s2", site.url("/a1"))] and found.problems == ()
    site.remove("/a1")
    found = Monitor(*sources).go()
    assert found.pages == () and [(problem.source, problem.code) for problem in found.problems] == [("s2", "http_404")]


def test_the_pages_own_canonical_link_decides(site):
    for path in ("/print/7", "/story-7"):
        site.article(
            path, "Story", [LEAD, LEAD + " Again."], head=f'<link rel="canonical" href="{site.url("/story-7")}">'
        )
    one = feed(site.feed("/1.xml", [Entry("t", "/story-7")]), "one")
    two = feed(site.feed("/2.xml", [Entry("t", "/print/7")]), "two")
    monitor = Monitor(one, two)
    found = monitor.go()
    assert len(found.pages) == 1 and found.pages[0].final_url == site.url("/story-7")
    site.forget()
    site.page("/2.xml", (site.url("/x") + "<rss><channel></channel></rss>"))
    monitor.go()
    assert site.hits("/print/7") == 0, "the double is remembered"


def test_a_canonical_link_to_another_site_is_not_believed(site):
    site.article("/a1", "Story", [LEAD], head='<link rel="canonical" href="https://www.nato.int/news">')
    found = Monitor(feed(site.feed("/rss.xml", [Entry("t", "/a1")]))).go()
    assert found.pages[0].final_url == site.url("/a1")


def test_feed_facts_travel_with_the_page(site):
    site.article("/a1", "Story", [LEAD])
    source = feed(site.feed("/rss.xml", [Entry("Feed title", "/a1", NOON)]), publisher="The Daily", language="en")
    (page,) = Monitor(source).go().pages
    assert (page.title, page.published, page.publisher, page.language) == (
        "Feed title",
        "2026-03-02T12:00:00Z",
        "The Daily",
        "en",
    )
    assert page.content_type == "text/html" and page.charset == "utf-8" and page.source == "news"


def test_pages_come_in_publication_order(site):
    for n in (1, 2, 3):
        site.article(f"/a{n}", f"Article {n}", [LEAD])
    days = {1: 3, 2: 1, 3: 2}
    entries = [Entry("t", f"/a{n}", NOON - dt.timedelta(days=days[n])) for n in days]
    assert paths(Monitor(feed(site.feed("/rss.xml", entries))).go()) == ["a1", "a3", "a2"]


def test_old_items_of_a_first_pass_are_back_catalogue_and_recent_ones_are_news(site):
    articles(site, 1, 2)
    entries = [Entry("old", "/a1", NOON - dt.timedelta(days=40)), Entry("new", "/a2", NOON - dt.timedelta(hours=2))]
    monitor = Monitor(feed(site.feed("/rss.xml", entries)))
    assert [page.baseline for page in monitor.go().pages] == [True, False]
    articles(site, 3)
    site.feed("/rss.xml", [*entries, Entry("late", "/a3", NOON - dt.timedelta(days=30))])
    assert [page.baseline for page in monitor.go().pages] == [False]


def test_a_baseline_source_is_back_catalogue_at_its_first_pass_only(site):
    monitor = Monitor(feed(site.feed("/rss.xml", articles(site, 1)), baseline=True))
    assert [page.baseline for page in monitor.go().pages] == [True]
    site.feed("/rss.xml", articles(site, 1, 2))
    assert [page.baseline for page in monitor.go().pages] == [False]


def test_a_flood_at_first_sight_is_cut_and_said(site):
    source = feed(site.feed("/rss.xml", articles(site, *range(1, 9))), max_items=3)
    monitor = Monitor(source)
    found = monitor.go()
    assert paths(found) == ["a6", "a7", "a8"]
    assert any("5 older items" in warning for warning in report_of(found).warnings)
    assert monitor.go().pages == (), "what was left out stays out"


def test_more_news_than_one_pass_takes_is_taken_by_the_next(site):
    entries = articles(site, *range(1, 8))
    monitor = Monitor(feed(site.feed("/rss.xml", entries[:1]), max_items=4))
    monitor.go()
    site.feed("/rss.xml", entries)
    assert paths(monitor.go()) == ["a4", "a5", "a6", "a7"]
    assert sorted(paths(monitor.go())) == ["a2", "a3"]


def test_an_overflowing_window_is_a_warning(site):
    monitor = Monitor(feed(site.feed("/rss.xml", articles(site, *range(1, 7)))))
    monitor.go()
    site.feed("/rss.xml", articles(site, *range(11, 17)))
    warnings = report_of(monitor.go()).warnings
    assert any("more may have come and gone" in warning for warning in warnings)


def test_an_article_that_fails_is_tried_again_and_named_once(site):
    entries = articles(site, 1, 2)
    site.script(
        "/a1",
        Answer(b"oops", 500),
        Answer(b"oops", 502),
        Answer(f"<p>{LEAD}</p>".encode() * 3, 200, {"Content-Type": "text/html"}),
    )
    monitor = Monitor(feed(site.feed("/rss.xml", entries)))
    first = monitor.go()
    assert paths(first) == ["a2"] and [problem.code for problem in first.problems] == ["http_500"]
    assert monitor.go().problems == ()
    assert paths(monitor.go()) == ["a1"]


def test_an_article_that_never_comes_is_given_up_and_named(site):
    site.answer("/a1", status=404)
    monitor = Monitor(feed(site.feed("/rss.xml", [Entry("t", "/a1")])))
    codes = [[problem.code for problem in monitor.go().problems] for _ in range(4)]
    assert codes == [["http_404"], [], ["http_404"], []] and site.hits("/a1") == 3


def test_an_entry_without_a_link_gives_its_own_text(site):
    site.page(
        "/atom.xml",
        f"<rss version='2.0'><channel><item><title>Note</title><guid>n1</guid><description>{LEAD}</description></item></channel></rss>",
    )
    (page,) = Monitor(feed(site.url("/atom.xml"))).go().pages
    assert LEAD.encode() in page.body and page.url.startswith(site.url("/atom.xml#"))


def test_the_feeds_full_text_stands_in_for_a_page_that_refuses_us(site):
    text = f"<p>{LEAD}</p>" * 12
    for path, status in (("/a1", 403), ("/a2", 500)):
        site.answer(path, status=status)
    items = "".join(
        f"<item><title>Story</title><link>{site.url(path)}</link><content:encoded><![CDATA[{text}]]></content:encoded></item>"
        for path in ("/a1", "/a2")
    )
    source = feed(
        site.page(
            "/rss.xml",
            f"<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>{items}</channel></rss>",
        )
    )
    monitor = Monitor(source)
    found = monitor.go()
    assert [page.url for page in found.pages] == [site.url("/a1")] and LEAD in clean(found.pages[0]).document.text
    assert [problem.code for problem in found.problems] == ["http_500"], "what may come back is waited for"
    assert len(monitor.states["news"].cursor["pending"]) < 300


def test_a_sitemap_longer_than_the_memory_does_not_come_back_as_new(site):
    entries = "".join(
        f"<url><loc>{site.url(f'/old/{n}')}</loc><lastmod>2020-01-01</lastmod></url>" for n in range(MAX_WINDOW + 2_000)
    )
    site.article("/new", "New", [LEAD])
    newest = f"<url><loc>{site.url('/new')}</loc><lastmod>2026-03-02</lastmod></url>"
    site.page("/map.xml", f"<urlset>{entries}{newest}</urlset>")
    monitor = Monitor(Source(name="news", kind="sitemap", url=site.url("/map.xml"), max_items=1))
    assert paths(monitor.go()) == ["new"]
    site.page("/map.xml", f"<urlset>{entries}{newest} </urlset>")
    again = monitor.go()
    assert again.pages == () and again.problems == () and site.hits("/old/7") == 0


def test_opaque_aggregator_links_are_named_not_fetched(site):
    link = "https://news.google.com/rss/articles/CBMiXkFVX3lxTE1hZ2ljVG9rZW5UaGF0SXNPcGFxdWU?oc=5"
    found = Monitor(feed(site.feed("/rss.xml", [Entry("t", link)]))).go()
    assert found.pages == () and [problem.code for problem in found.problems] == ["unresolved_link"]


def test_raw_bytes_are_kept_before_anyone_reads_them(site, tmp_path):
    store = RawStore(tmp_path / "raw")
    box = tmp_path / "box"
    box.mkdir()
    (box / "note.txt").write_text(LEAD)
    site.page(
        "/own.xml",
        f"<rss version='2.0'><channel><item><title>No link</title><description>{LEAD}</description></item></channel></rss>",
    )
    sources = [
        feed(site.feed("/rss.xml", articles(site, 1))), feed(site.url("/own.xml"), "own"),
        Source(name="watch", kind="page", url=site.url("/a1")), Source(name="box", kind="inbox", path=box),
    ]  # fmt: skip
    pages = fetch(sources, {}, Monitor().settings, now=NOON, raw=store).pages
    assert sorted(page.source for page in pages) == ["box", "news", "own", "watch"]
    assert all(store.get(page.sha256) == page.body for page in pages)


def test_it_works_inside_a_running_event_loop(site):
    source = feed(site.feed("/rss.xml", articles(site, 1)))

    async def inside():
        return fetch([source], {}, Monitor().settings, now=NOON)

    assert len(asyncio.run(inside()).pages) == 1


def test_a_disabled_source_is_left_alone(site):
    found = Monitor(feed(site.feed("/rss.xml", []), enabled=False)).go()
    assert found.reports == () and site.requests == []


def test_a_pass_out_of_time_leaves_the_rest_to_the_next(site):
    monitor = Monitor(feed(site.feed("/rss.xml", articles(site, 1, 2, 3))))
    monitor.settings = monitor.settings.model_copy(
        update={"fetch": monitor.settings.fetch.model_copy(update={"pass_minutes": 1e-9})}
    )
    assert report_of(monitor.go()).status == "skipped"
    monitor.settings = Monitor().settings
    assert len(monitor.go().pages) == 3


def test_a_new_address_in_the_settings_starts_afresh(site):
    site.answer("/old.xml", status=410)
    monitor = Monitor(feed(site.url("/old.xml")))
    assert "gone for good" in report_of(monitor.go()).error
    assert report_of(monitor.go()).status == "skipped" and site.hits("/old.xml") == 1
    monitor.sources = [feed(site.feed("/new.xml", articles(site, 1)))]
    assert paths(monitor.go()) == ["a1"]
