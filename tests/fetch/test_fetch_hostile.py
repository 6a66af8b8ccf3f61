"""Articles that the web serves badly, or with intent: named, bounded, and nothing else is lost."""

from __future__ import annotations

import pytest

from monitoring import Monitor, feed, paths
from website import Answer, Drip, Entry, Site

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


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(b"%PDF-1.7", 200, {"Content-Type": "application/pdf"}), "not_text"),
        (Answer(b"", 200, {"Content-Type": "text/html"}), "empty"),
        (Answer(b"", 302, {"Location": "/"}), "redirected_home"),
        (Answer(b"", 302, {"Location": "file:///etc/passwd"}), "bad_redirect"),
        (Answer(b"", 302, {"Location": "/a1"}), "redirect_loop"),
        (Answer(b"<p>half", 200, {"Content-Type": "text/html"}, length=9999, hang_up=True), "interrupted"),
        (Answer(b"x", 403), "http_403"),
        (Answer(b"x", 451), "http_451"),
        (Answer(raw=b"SSH-2.0-OpenSSH_9.6\r\n"), "protocol"),
        (Answer(b"\x00\x01", 200, {"Content-Encoding": "gzip", "Content-Type": "text/html"}), "bad_encoding"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_article_is_named_and_stops_nothing(site, answer, code):
    entries = articles(site, 1, 2)
    site.page("/", "home")
    site.script("/a1", answer)
    found = Monitor(feed(site.feed("/rss.xml", entries))).go()
    assert paths(found) == ["a2"] and [problem.code for problem in found.problems] == [code]
    assert found.problems[0].message[0].isascii() and found.problems[0].url == site.url("/a1")


def test_a_dripping_page_ends_at_the_deadline(site):
    entries = articles(site, 1, 2)
    site.answer("/a1", Drip(b"<p>drip</p>", every=0.02))
    found = Monitor(feed(site.feed("/rss.xml", entries)), timeout_seconds=0.5).go()
    assert paths(found) == ["a2"] and [problem.code for problem in found.problems] == ["timeout"]


def test_a_page_over_the_cap_is_read_as_far_as_it_may_be(site):
    site.page("/a1", f"<html><body><p>{LEAD}</p>" + "<p>more</p>" * 5000, content_type="text/html")
    found = Monitor(feed(site.feed("/rss.xml", [Entry("t", "/a1")])), max_page_bytes=10_000).go()
    assert len(found.pages[0].body) == 10_000 and [problem.code for problem in found.problems] == ["truncated"]
