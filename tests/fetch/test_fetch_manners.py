"""Manners: the pure rules, and how they show on the wire."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections import Counter
from random import Random

import httpx
import pytest

from flows.fetch import Network
from flows.fetch.download import FetchError, retry_after
from flows.fetch.manners import BACK_OFF, LONGEST_WAIT, Hosts, back_off, error_class, freshness, poll_wait, rhythm
from flows.settings import Source
from monitoring import NOON, Monitor, feed, report_of
from website import Answer, Entry, Site

HOUR = 3600.0


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("http_403", 403, "limited"), ("http_429", 429, "limited"), ("http_401", 401, "login"), ("http_404", 404, "missing"),
        ("http_410", 410, "missing"), ("http_500", 500, "server"), ("http_503", 503, "server"), ("http_599", 599, "server"), ("dns", None, "network"),
        ("timeout", None, "network"), ("tls", None, "network"), ("connection", None, "network"), ("html", None, "content"), ("bomb", None, "content"),
        ("refused_address", None, "ours"), ("robots", None, "ours"),
    ],
)  # fmt: skip
def test_classes_of_error(code, status, kind):
    assert error_class(FetchError(code, "…", status=status)) == kind


@pytest.mark.parametrize("kind", [kind for kind, (first, _) in BACK_OFF.items() if first])
def test_back_off_doubles_up_to_a_bound_with_jitter(kind):
    first, longest = BACK_OFF[kind]
    waits = [back_off(kind, failures, None, Random(1)) for failures in range(1, 40)]
    assert 0.8 * first <= waits[0] <= 1.2 * first and max(waits) <= 1.2 * longest
    assert len({back_off(kind, 1, None, Random(n)) for n in range(20)}) > 10
    assert waits[1] == pytest.approx(2 * waits[0]) or waits[1] >= 0.8 * longest


def test_the_servers_own_wish_is_the_least():
    assert back_off("server", 1, 90_000, Random(1)) == 90_000


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120), ("0", 0), ("Mon, 02 Mar 2026 12:10:00 GMT", 600), ("Mon, 02 Mar 2026 11:00:00 GMT", 0), ("99999999999", 604_800),
        ("soon", None), ("-5", None), ("", None), ("1.5", None),
    ],
)  # fmt: skip
def test_retry_after(value, seconds):
    assert retry_after(httpx.Headers({"retry-after": value}), NOON) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": 'public, MAX-AGE="600"', "age": "100"}, 500),
        ({"cache-control": "max-age=600, no-cache"}, 0),
        ({"cache-control": "no-store"}, 0),
        ({"cache-control": "max-age=600", "expires": "Mon, 02 Mar 2026 18:00:00 GMT"}, 600),
        ({"expires": "Mon, 02 Mar 2026 13:00:00 GMT", "date": "Mon, 02 Mar 2026 12:30:00 GMT"}, 1800),
        ({"expires": "0"}, 0),
        ({"expires": "Mon, 02 Mar 2026 11:00:00 GMT"}, 0),
        ({"cache-control": "max-age=99999999"}, LONGEST_WAIT),
        ({"cache-control": "max-age=x"}, 0),
        ({"cache-control": "max-age=60", "age": "x"}, 60),
    ],
)
def test_freshness(headers, seconds):
    assert freshness(httpx.Headers(headers), NOON) == seconds


def dates(*hours_ago: float) -> list[str]:
    return [(NOON - dt.timedelta(hours=h)).isoformat() for h in hours_ago]


def test_rhythm_is_the_median_pause_and_silence_slows_it():
    assert rhythm(dates(1, 2, 3), NOON) is None
    assert rhythm(dates(0.5, 1.5, 2.5, 3.5, 90), NOON) == HOUR
    assert rhythm(dates(240, 241, 242, 243, 244), NOON) == 60 * HOUR
    assert rhythm(["nonsense", *dates(1, 2, 3, 4)], NOON) == HOUR


def test_poll_wait():
    assert poll_wait(600, None, None) == 600
    assert poll_wait(0, 30, None) == 1800
    assert poll_wait(0, 9999, None) == HOUR, "a ttl of a week is a mistake"
    assert poll_wait(0, None, 20 * HOUR) == 2 * HOUR
    assert poll_wait(0, None, 10_000 * HOUR) == LONGEST_WAIT


# --- on the wire ----------------------------------------------------------------------------------------------------------


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.at = 0.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds

    def network(self) -> Network:
        return Network(sleep=self.sleep, monotonic=self.monotonic)


@pytest.fixture
def site():
    with Site() as site:
        yield site


def put(site: Site, count: int) -> list[Entry]:
    for n in range(count):
        site.article(
            f"/a{n}", f"Article {n}", ["Allies pledged one billion euros a month for weapons, the minister said."]
        )
    return [Entry(f"Article {n}", f"/a{n}") for n in range(count)]


def test_requests_to_one_host_keep_their_distance(site):
    clock = Clock()
    Monitor(feed(site.feed("/rss.xml", put(site, 4))), network=clock.network(), per_host_seconds=3).go()
    assert len(site.requests) == 6 and sum(clock.slept) == pytest.approx(15, abs=0.1)


def test_the_crawl_delay_of_robots_counts(site):
    clock = Clock()
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 7\n")
    Monitor(feed(site.feed("/rss.xml", put(site, 3))), network=clock.network(), per_host_seconds=0).go()
    assert sum(clock.slept) >= 14


def test_robots_are_obeyed_for_pages_and_can_be_ignored_by_setting(site):
    site.page("/robots.txt", "User-agent: pledgewatch\nDisallow: /a1\n")
    source = feed(site.feed("/rss.xml", put(site, 2)))
    found = Monitor(source).go()
    assert [page.url for page in found.pages] == [site.url("/a0")] and [p.code for p in found.problems] == ["robots"]
    assert len(Monitor(source, robots=False).go().pages) == 2 and site.hits("/robots.txt") == 1


@pytest.mark.parametrize(("status", "pages"), [(404, 2), (403, 2), (500, 0), (503, 0)])
def test_robots_that_cannot_be_read(site, status, pages):
    """RFC 9309, 2.3.1: "unavailable" (4xx) allows all, "unreachable" (5xx) forbids for now."""
    site.answer("/robots.txt", status=status)
    monitor = Monitor(feed(site.feed("/rss.xml", put(site, 2))))
    assert len(monitor.go().pages) == pages
    site.page("/robots.txt", "")
    assert len(monitor.go().pages) == 2 - pages


def test_retry_after_is_honoured_even_when_asked_by_hand(site):
    site.script("/rss.xml", Answer(b"", 429, {"Retry-After": "7200"}))
    monitor = Monitor(feed(site.url("/rss.xml")))
    assert report_of(monitor.go()).status == "failed"
    assert report_of(monitor.go(minutes=60)).status == "skipped" and site.hits("/rss.xml") == 1
    site.feed("/rss.xml", [])
    assert report_of(monitor.go(minutes=61)).status == "ok"


def test_a_host_that_says_429_is_left_alone_for_the_rest_of_the_pass(site):
    entries = put(site, 12)
    site.script("/a0", Answer(b"", 429, {"Retry-After": "60"}))
    site.script("/a11", Answer(b"", 429, {"Retry-After": "60"}))
    monitor = Monitor(feed(site.feed("/rss.xml", entries)))
    monitor.go()
    assert sum(site.hits(f"/a{n}") for n in range(12)) <= 4
    put(site, 12)
    assert len(monitor.recorded) < 12
    total = {page.url for page in monitor.go().pages} | monitor.recorded
    assert len({url for url in total if "/a" in url}) == 12, "nothing is lost"


def test_a_scheduler_asks_only_who_is_due(site):
    site.feed("/rss.xml", [], headers={"Cache-Control": "max-age=3600"})
    monitor = Monitor(feed(site.url("/rss.xml")))
    monitor.go(due_only=True)
    assert report_of(monitor.go(minutes=30, due_only=True)).status == "skipped"
    assert report_of(monitor.go(minutes=31, due_only=True)).status == "unchanged"
    assert report_of(monitor.go(minutes=1)).status == "unchanged", "by hand at any time"


@pytest.mark.parametrize(("every", "least", "most"), [(0.25, 200, 288), (24, 9, 13), (24 * 30, 4, 5)])
def test_a_source_is_asked_as_often_as_it_publishes(site, every, least, most):
    """A day of a scheduler that looks every five minutes: ten times as often as there is something new, four times a day at the least."""
    entries = [Entry(f"{n}", f"/a{n}", NOON - dt.timedelta(hours=every * n)) for n in range(8)]
    monitor = Monitor(feed(site.feed("/rss.xml", entries), max_items=1))
    monitor.recorded = {site.url(f"/a{n}") for n in range(8)}
    for tick in range(288):
        if every < 1 and tick % 3 == 0:
            site.feed("/rss.xml", [*(Entry("new", "/a0", monitor.now, guid=f"{tick}") for _ in "1"), *entries[1:]])
        monitor.go(minutes=5, due_only=True)
    assert least <= site.hits("/rss.xml") <= most


def test_a_failing_source_backs_off_under_a_scheduler(site):
    site.answer("/rss.xml", status=500)
    monitor = Monitor(feed(site.url("/rss.xml")))
    for _ in range(100):
        monitor.go(minutes=5, due_only=True)
    assert 5 <= site.hits("/rss.xml") <= 9


def test_a_permanent_redirect_is_believed_after_three_that_agree(site):
    site.feed("/new.xml", [])
    site.redirect("/old.xml", "/new.xml", 301)
    monitor = Monitor(feed(site.url("/old.xml")))
    warned = [bool(report_of(monitor.go()).warnings) for _ in range(5)]
    assert warned[:3] == [False, False, True] and site.hits("/old.xml") == 3


def test_one_strange_redirect_is_not_believed(site):
    site.feed("/new.xml", [])
    site.feed("/other.xml", [])
    monitor = Monitor(feed(site.url("/old.xml")))
    for target in ("/new.xml", "/other.xml", "/new.xml", "/other.xml", "/new.xml"):
        site.redirect("/old.xml", target, 301)
        assert report_of(monitor.go()).warnings == ()
    assert site.hits("/old.xml") == 5


def test_temporary_redirects_are_followed_and_never_adopted(site):
    site.feed("/new.xml", put(site, 1))
    site.redirect("/old.xml", "/new.xml", 302)
    monitor = Monitor(feed(site.url("/old.xml")))
    for _ in range(5):
        assert report_of(monitor.go()).warnings == ()
    assert site.hits("/old.xml") == 5


@pytest.mark.parametrize("kind", ["feed", "page"])
def test_validators_of_a_304_replace_those_before(site, kind):
    """RFC 9111, 4.3.4. A server that turned over its ETags would answer in full for ever otherwise."""
    body = b"<rss><channel><item><title>t</title><link>/a0</link></item></channel></rss>"
    site.script(
        "/x", Answer(body, 200, {"ETag": '"1"', "Content-Type": "text/html"}), Answer(b"", 304, {"ETag": '"2"'})
    )
    monitor = Monitor(Source(name="news", kind=kind, url=site.url("/x")))
    for _ in range(4):
        monitor.go()
    asked = [request.headers.get("if-none-match") for request in site.requests if request.path == "/x"]
    assert asked == [None, '"1"', '"2"', '"2"']


def test_validators_of_a_cut_answer_are_not_kept(site):
    rss = b"<rss><channel><item><title>t</title><link>/a0</link></item></channel></rss>"
    site.script("/rss.xml", Answer(rss, 200, etag='"1"', length=9999, hang_up=True), Answer(rss, 200, etag='"1"'))
    monitor = Monitor(feed(site.url("/rss.xml")))
    assert any("cut off" in warning for warning in report_of(monitor.go()).warnings)
    assert report_of(monitor.go()).status == "ok", "asked without validators"


def test_cookies_last_for_one_exchange(site):
    def gate(request):
        if "seen=1" in request.headers.get("cookie", ""):
            return Answer(b"<rss><channel></channel></rss>")
        return Answer(b"", 302, {"Location": "/rss.xml", "Set-Cookie": "seen=1; Path=/"})

    site.script("/rss.xml", gate)
    monitor = Monitor(feed(site.url("/rss.xml")))
    assert report_of(monitor.go()).status == "ok" and report_of(monitor.go()).status == "ok"
    assert [bool(request.headers.get("cookie")) for request in site.requests] == [False, True, False, True]


@pytest.mark.parametrize(("limit", "names", "at_most", "of_one"), [(5, 7, 5, None), (8, 2, 4, 2), (1, 3, 1, 1)])
def test_no_more_requests_at_a_time_than_the_settings_allow_and_two_to_a_host(limit, names, at_most, of_one):
    at_once = {"all": 0, "host": 0}

    async def ask(hosts: Hosts, host: str, now: Counter[str]) -> None:
        async with hosts.turn(host):
            now[host] += 1
            at_once["all"] = max(at_once["all"], now.total())
            at_once["host"] = max(at_once["host"], now[host])
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            now[host] -= 1

    async def everyone() -> None:
        hosts, now = Hosts(limit, 0.0, asyncio.sleep, time.monotonic), Counter()
        await asyncio.gather(*(ask(hosts, f"h{n % names}", now) for n in range(70)))

    asyncio.run(everyone())
    assert at_once["all"] == at_most and at_once["host"] in ((1, 2) if of_one is None else (of_one,))


@pytest.mark.parametrize(("status", "hours"), [(403, 1), (429, 1), (404, 1), (500, 1 / 12), (410, None)])
def test_how_long_a_scheduler_leaves_a_source_alone(site, status, hours):
    site.answer("/rss.xml", status=status)
    monitor = Monitor(feed(site.url("/rss.xml")))
    found = monitor.go(due_only=True)
    if hours is None:
        assert [notice.kind for notice in found.notices] == ["retired"]
        monitor.go(minutes=60 * 24 * 60, due_only=True)
        assert site.hits("/rss.xml") == 1
        return
    waits = []
    for _ in range(3):
        wait = monitor.states["news"].next_due - monitor.now
        waits.append(wait / dt.timedelta(hours=1))
        asked = site.hits("/rss.xml")
        monitor.go(minutes=wait / dt.timedelta(minutes=1) - 1, due_only=True)
        assert site.hits("/rss.xml") == asked
        monitor.go(minutes=1, due_only=True)
        assert site.hits("/rss.xml") == asked + 1
    for wait, factor in zip(waits, (1, 2, 4), strict=True):
        assert 0.79 <= wait / (hours * factor) <= 1.21
