"""What the real web serves as a feed, over real sockets: read what can be read, name the rest; and whatever the bytes, no exception,
no hang, bounded memory."""

from __future__ import annotations

import datetime as dt
import gzip
import subprocess
import sys
import textwrap
from pathlib import Path

import brotli
import pytest
import zstandard

from monitoring import NOON, Monitor, feed, paths, report_of
from website import Answer, Site

ROOT = Path(__file__).resolve().parent.parent.parent
LEAD = "Уряд виділив 40 млрд € на оборону, the minister said on Tuesday; allies pledged one billion euros a month."
RSS = {"Content-Type": "application/rss+xml"}


@pytest.fixture
def site():
    with Site() as site:
        for n in range(3):
            site.article(f"/a{n}", f"Article {n}", [f"{LEAD} This is number {n}.", "A second paragraph follows."])
        yield site


def items(site: Site, title: str = "40 млрд €", extra: str = "") -> str:
    return "".join(f"<item><title>{title}</title><link>{site.url(f'/a{n}')}</link>{extra}</item>" for n in range(3))


def rss(site: Site, **more: str) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{items(site, **more)}</channel></rss>'.encode()


SERVED = {
    "one bad byte": lambda s: Answer(rss(s).replace(b"<channel>", b"<channel><title>\x92 News</title>"), 200, RSS),
    "the wrong charset in the header": lambda s: Answer(rss(s), 200, {"Content-Type": "text/xml; charset=iso-8859-1"}),
    "the wrong charset in the prolog": lambda s: Answer(rss(s).replace(b"utf-8", b"latin-1"), 200, RSS),
    "as HTML": lambda s: Answer(rss(s), 200, {"Content-Type": "text/html"}),
    "as a download": lambda s: Answer(rss(s), 200, {"Content-Type": "application/octet-stream"}),
    "without a type": lambda s: Answer(rss(s)),
    "gzip": lambda s: Answer(gzip.compress(rss(s)), 200, {**RSS, "Content-Encoding": "gzip"}),
    "brotli": lambda s: Answer(brotli.compress(rss(s)), 200, {**RSS, "Content-Encoding": "br"}),
    "zstd": lambda s: Answer(zstandard.compress(rss(s)), 200, {**RSS, "Content-Encoding": "zstd"}),
    "as a gzip file": lambda s: Answer(gzip.compress(rss(s)), 200, {"Content-Type": "application/x-gzip"}),
    "in chunks": lambda s: Answer(rss(s), 200, RSS, chunked=True),
    "cut after an address": lambda s: Answer(rss(s)[:-23], 200, RSS),
    "white space before the prolog": lambda s: Answer(b"\r\n\r\n " + rss(s), 200, RSS),
    "a bare ampersand": lambda s: Answer(rss(s, title="AT&T: 40 млрд €"), 200, RSS),
    "dates of the year 9999": lambda s: Answer(
        rss(s, extra="<pubDate>Fri, 31 Dec 9999 23:59:59 GMT</pubDate>"), 200, RSS
    ),
    "dates that are none": lambda s: Answer(rss(s, extra="<pubDate>yesterday</pubDate>"), 200, RSS),
    "an entity bomb": lambda s: Answer(_bomb(rss(s)), 200, RSS),
    "an entity that names a file": lambda s: Answer(_file_entity(rss(s)), 200, RSS),
    "an external DTD": lambda s: Answer(
        rss(s).replace(b"<rss", b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/x.dtd"><rss', 1), 200, RSS
    ),
}


def _bomb(body: bytes) -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{levels}]>'.encode()
    return body.replace(b"<rss", doctype + b"<rss", 1).replace(
        b"<channel>", b"<channel><description>&l11;</description>"
    )


def _file_entity(body: bytes) -> bytes:
    doctype = b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return body.replace(b"<rss", doctype + b"<rss", 1).replace(b"<channel>", b"<channel><description>&x;</description>")


@pytest.mark.parametrize("how", SERVED)
def test_a_feed_is_read_when_it_comes_with(site, how):
    site.script("/rss.xml", SERVED[how](site))
    found = Monitor(feed(site.url("/rss.xml"))).go()
    assert sorted(paths(found)) == ["a0", "a1", "a2"] and found.problems == ()
    assert all("40 млрд €" in (page.title or "") for page in found.pages), "no mojibake"
    assert all(page.published is None or page.published < "2027" for page in found.pages)
    assert b"root:" not in b"".join(page.body for page in found.pages)


NO_FEED = {
    "an HTML page": (Answer(b"<!doctype html><html><body><p>Our news</p></body></html>", 200, RSS), "HTML page"),
    "nothing": (Answer(b"", 200, RSS), "empty"),
    "a gzip bomb": (Answer(gzip.compress(b" " * 40_000_000, 9), 200, {**RSS, "Content-Encoding": "gzip"}), "bomb"),
    "a file that is a gzip bomb": (Answer(gzip.compress(b" " * 40_000_000, 9), 200, RSS), "bomb"),
    "a file that only begins as gzip": (Answer(b"\x1f\x8b" + b"x" * 900, 200, RSS), "cannot be read"),
    "a zstd bomb": (Answer(zstandard.compress(b" " * 300_000_000), 200, {**RSS, "Content-Encoding": "zstd"}), "bomb"),
    "a brotli bomb": (
        Answer(brotli.compress(b" " * 40_000_000, quality=4), 200, {**RSS, "Content-Encoding": "br"}),
        "bomb",
    ),
    "a picture": (Answer(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, 200, RSS), "not answer with a feed"),
    "a redirect to a file": (Answer(b"", 302, {"Location": "file:///etc/passwd"}), "no web address"),
}


@pytest.mark.parametrize("what", NO_FEED)
def test_what_is_no_feed_is_named(site, what):
    answer, word = NO_FEED[what]
    site.script("/rss.xml", answer)
    report = report_of(Monitor(feed(site.url("/rss.xml"))).go())
    assert report.status == "failed" and word in report.error and len(report.error) < 300


def test_a_feed_of_fifty_megabytes_is_read_as_far_as_the_cap(site):
    body = rss(site).replace(b"</channel></rss>", b"")
    item = (
        b"<item><title>more</title><link>https://x.invalid/%08d</link><description>"
        + b"y" * 900
        + b"</description></item>"
    )
    body += b"".join(item % n for n in range(50_000))
    site.script("/rss.xml", Answer(body, 200, RSS))
    found = Monitor(feed(site.url("/rss.xml"), max_items=3)).go()
    report = report_of(found)
    assert report.status == "ok" and report.items == 1000 and report.bytes < 6_000_000
    assert any("cut off" in warning for warning in report.warnings)


def test_a_date_in_the_future_is_no_date_and_the_article_is_still_news(site):
    stamp = (NOON + dt.timedelta(days=3)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    site.script("/rss.xml", Answer(rss(site, extra=f"<pubDate>{stamp}</pubDate>"), 200, RSS))
    pages = Monitor(feed(site.url("/rss.xml"))).go().pages
    assert [page.published for page in pages] == [None] * 3 and not any(page.baseline for page in pages)


FUZZ = """
    import random, resource, sys
    resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
    sys.path[:0] = [{root!r}, {support!r}]
    from datetime import UTC, datetime
    from pathlib import Path
    from flows.clean import clean
    from flows.fetch.feeds import parse_feed
    from flows.fetch.items import NotAListingError
    from flows.fetch.sitemaps import parse_sitemap
    from pages import article, page
    chance = random.Random({seed})
    feeds = [file.read_bytes() for file in sorted(Path({feeds!r}).iterdir()) if file.is_file()]
    pages = [article(1, 2, 3).encode(), article(*range(40)).encode()]
    def peak():
        # not getrusage: that begins with the memory of whoever started this process
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) // 1024
    def mutated(body):
        body = bytearray(body)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(body) + 1)
            kind = chance.randrange(5)
            if kind == 0: body[at:at] = bytes(chance.randrange(256) for _ in range(8))
            elif kind == 1: del body[at:at + chance.randrange(200)]
            elif kind == 2: body[at:at] = body[at:at + 300] * chance.randrange(200)
            elif kind == 3: body[at:at] = chance.choice([b"<", b"&", b"]]>", b"<!--", b"<![CDATA[", b"<item>", b"<p>", b"<div>", b'"']) * chance.choice([1, 50, 5000])
            else: body = body[:at]
            if not body: body = bytearray(b"<")
        return bytes(body[:{size}])
    for number in range({count}):
        body = mutated(chance.choice(feeds))
        for parse in (parse_feed, parse_sitemap):
            try:
                parse(body, address="https://x.example/", now=datetime(2026, 3, 2, tzinfo=UTC))
            except NotAListingError:
                pass
        cleaned = clean(page(mutated(chance.choice(pages))))
        assert cleaned.document is not None or cleaned.problems
        assert "unreadable" not in [problem.code for problem in cleaned.problems]
        assert peak() < 500, (number, peak(), "megabytes")
"""


def fuzz(count: int, seconds: int, seed: int, size: int) -> None:
    """Mutated feeds and pages in a process with a limit on its CPU time: an endless loop is killed, an exception is its exit code."""
    script = FUZZ.format(
        seconds=seconds, root=str(ROOT), support=str(ROOT / "tests" / "support"), seed=seed, count=count, size=size,
        feeds=str(Path(__file__).parent / "feeds"),
    )  # fmt: skip
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.returncode, done.stderr[-2000:])


def test_mutated_feeds_and_pages_neither_raise_nor_hang_nor_grow():
    fuzz(8, 60, 1, 30_000)


@pytest.mark.drill
@pytest.mark.parametrize("seed", range(2, 6))
def test_many_more_of_them(seed):
    fuzz(100, 1800, seed, 400_000)
