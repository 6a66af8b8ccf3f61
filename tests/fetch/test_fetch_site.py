"""One hostile web site, one pass over all of it, and what the ledger says afterwards: each case is a source of its own with its own sum,
so that a claim of that sum shows what was read, and a problem or the source's health names what was not."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard

from certificates import make_tls
from flows import sources
from flows.fetch.wire import trust
from flows.passes.pipeline import run_pass
from flows.settings import load
from newsroom import MONDAY
from storage.lookups import rows
from website import Answer, Drip, Entry, Site

HOUR = dt.timedelta(hours=1)
COUNTRIES = ("Norway", "Denmark", "Sweden", "Finland", "Estonia", "Latvia", "Poland", "Spain")
RSS, HTML = {"Content-Type": "application/rss+xml"}, {"Content-Type": "text/html"}
FILLER = ("The ministry published the decision in the evening, and parliament will debate it in the spring.",)


@dataclass(frozen=True)
class Want:
    """What the ledger is to say of a source: its health, the sums (millions) of its claims, what was named instead of read."""

    sums: tuple[int, ...] = ()
    problems: tuple[str, ...] = ()
    status: str = "ok"
    error: str = ""
    #: of its articles, in order: whatever columns the case asks for
    articles: dict[str, list[Any]] = field(default_factory=dict)


Case = tuple[dict[str, Any], Want]


def promise(n: int) -> str:
    return f"{COUNTRIES[n % 8]} will give Ukraine {n} million euros for air defence in 2026, its prime minister said on Monday."


def put(site: Site, n: int, path: str | None = None, head: str = "", more: tuple[str, ...] = FILLER) -> str:
    """An article with that sum; its address."""
    return site.article(path or f"/a{n}", f"Sum {n}", (promise(n), *more), head=head)


def rss(site: Site, n: int, extra: str = "", title: str = "40 млрд €") -> bytes:
    text = "".join(f"<p>{sentence}</p>" for sentence in (promise(n), *FILLER))
    link = site.page(f"/a{n}", f'<html lang="en"><meta charset="utf-8"><body><article>{text}</article></body></html>')
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><item><title>{title}</title><link>{link}</link>{extra}</item></channel></rss>'.encode()


def served(change: Callable[[bytes], Answer], **want: Any) -> Callable[[Site, Path, int], Case]:
    """A feed of one article, served in some way."""

    def case(site: Site, folder: Path, n: int) -> Case:
        return {"url": site.script(f"/{n}.xml", change(rss(site, n)))}, Want(**{"sums": (n,), **want})

    return case


def failing(answer: Answer, error: str, status: str = "failing") -> Callable[[Site, Path, int], Case]:
    """A feed that is none."""
    return lambda site, folder, n: ({"url": site.script(f"/{n}.xml", answer)}, Want(status=status, error=error))


def closed(answer: Answer, code: str) -> Callable[[Site, Path, int], Case]:
    """An article that cannot be had."""

    def case(site: Site, folder: Path, n: int) -> Case:
        link = site.script(f"/a{n}", answer)
        return {"url": site.feed(f"/{n}.xml", [Entry("t", link, MONDAY)])}, Want(problems=(code,))

    return case


def shown(body: str, *sums: int, problems: tuple[str, ...] = (), head: str = "", dated: Any = MONDAY, **want: Any):
    """An article page with this in its body; ``{0}`` stands for the sentence with the sum, ``sums`` are added to it."""

    def case(site: Site, folder: Path, n: int) -> Case:
        text = body.replace("{0}", promise(n))
        page = f'<html lang="en"><head><meta charset="utf-8"><title>Aid</title>{head}</head><body>{text}</body></html>'
        link = site.page(f"/a{n}", page)
        read = tuple(n + each for each in sums)
        return {"url": site.feed(f"/{n}.xml", [Entry("Aid", link, dated)])}, Want(read, problems, **want)

    return case


def linked(link: Callable[[Site, int], str], **want: Any) -> Callable[[Site, Path, int], Case]:
    """A feed whose entry points to the article in a roundabout way."""

    def case(site: Site, folder: Path, n: int) -> Case:
        put(site, n)
        return {"url": site.feed(f"/{n}.xml", [Entry("Aid", link(site, n), MONDAY)])}, Want(**{"sums": (n,), **want})

    return case


def listing(body: str, kind: str = "feed", pack: Callable[[bytes], bytes] = bytes) -> Callable[[Site, Path, int], Case]:
    """A listing of some kind; URL stands for the article's address."""

    def case(site: Site, folder: Path, n: int) -> Case:
        url = site.page(f"/{n}.xml", pack(body.replace("URL", put(site, n)).encode()))
        return {"url": url, "kind": kind}, Want((n,))

    return case


def index(site: Site, folder: Path, n: int) -> Case:
    part = site.page(f"/{n}.gz", gzip.compress(f"<urlset><url><loc>{put(site, n)}</loc></url></urlset>".encode()))
    whole = site.page(f"/{n}.xml", f"<sitemapindex><sitemap><loc>{part}</loc></sitemap></sitemapindex>")
    return {"url": whole, "kind": "sitemap"}, Want((n,))


def watched(site: Site, folder: Path, n: int) -> Case:
    return {"url": put(site, n), "kind": "page"}, Want((n,))


def dropped(site: Site, folder: Path, n: int) -> Case:
    box = folder / f"box{n}"
    box.mkdir()
    (box / "a.txt").write_text(f"---\ntitle: Aid\npublished: 2026-03-01\n---\n{promise(n)}\n")
    (box / "b.jsonl").write_text(json.dumps({"id": "b", "text": promise(n + 300)}) + "\nbroken\n")
    (box / "c.html").write_text(
        f"<html><body><article><p>{promise(n + 400)}</p><p>{FILLER[0]}</p></article></body></html>"
    )
    (box / "d.json").write_text(json.dumps([{"id": "d", "text": promise(n + 500)}]))
    return {"path": str(box), "kind": "inbox"}, Want((n, n + 300, n + 400, n + 500), ("bad_json",))


def five_ways(site: Site, folder: Path, n: int) -> Case:
    for path in (f"/a{n}", f"/a{n}/"):
        put(site, n, path)
    site.redirect(f"/go{n}", f"/a{n}", 302)
    put(site, n, f"/print{n}", head=f'<link rel="canonical" href="{site.url(f"/a{n}")}">')
    links = [f"/a{n}", f"/a{n}?utm_source=x&fbclid=1", f"/a{n}/#comments", f"/go{n}", f"/print{n}"]
    return {"url": site.feed(f"/{n}.xml", [Entry("t", link, MONDAY) for link in links])}, Want((n,))


def forbidden(site: Site, folder: Path, n: int) -> Case:
    return {"url": site.feed(f"/{n}.xml", [Entry("t", put(site, n, f"/private/{n}"), MONDAY)])}, Want(
        problems=("robots",)
    )


def live_blog(site: Site, folder: Path, n: int) -> Case:
    posts = "".join(
        f"<article class='live-post'><h2>Post {k}</h2><time datetime='2026-03-0{k}T06:00:00Z'></time><p>{promise(n + k * 100)}</p></article>"
        for k in (1, 2)
    )
    link = site.page(f"/a{n}", f"<html lang='en'><body><main><h1>Live</h1>{posts}</main></body></html>")
    dates = ["2026-03-01T06:00:00Z", "2026-03-02T06:00:00Z"]
    want = Want((n + 100, n + 200), articles={"published": dates, "published_from": ["part", "part"]})
    return {"url": site.feed(f"/{n}.xml", [Entry("Live", link, MONDAY)])}, want


def _bomb(body: bytes) -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return body.replace(b"<rss", f'<!DOCTYPE rss [<!ENTITY l0 "ha">{levels}]><rss'.encode(), 1).replace(
        b"<item>", b"<title>&l11;</title><item>"
    )


def _secret(body: bytes) -> bytes:
    return body.replace(b"<rss", b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss', 1).replace(
        "40 млрд €".encode(), b"&x; 40"
    )


RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><item rdf:about="URL"><title>T</title><link>URL</link></item></rdf:RDF>'
NEWS_MAP = '<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>URL</loc><n:news><n:publication_date>2026-03-02T08:00:00Z</n:publication_date><n:title>T</n:title></n:news></url></urlset>'
LD = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-03-01T10:00:00Z","dateModified":"2026-03-02T07:00:00Z","author":{"name":"Ana Blyth"},"publisher":{"name":"The Outlet"}}</script>'
PARAGRAPH = f"<p>{FILLER[0]}</p>"
CASES: dict[str, Callable[[Site, Path, int], Case]] = {
    # kinds of source
    "Atom": listing('<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>x</id><title>T</title><link href="URL"/></entry></feed>'),
    "RDF": listing(RDF),
    "JSON Feed": listing('{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "URL"}]}'),
    "a news sitemap": listing(NEWS_MAP, "sitemap"),
    "a sitemap": listing("<urlset><url><loc>URL</loc></url></urlset>", "sitemap"),
    "an index of gzipped sitemaps": index,
    "a watched page": watched,
    "an inbox": dropped,
    # manners
    "gzip": served(lambda b: Answer(gzip.compress(b), 200, {**RSS, "Content-Encoding": "gzip"})),
    "brotli": served(lambda b: Answer(brotli.compress(b), 200, {**RSS, "Content-Encoding": "br"})),
    "zstd": served(lambda b: Answer(zstandard.compress(b), 200, {**RSS, "Content-Encoding": "zstd"})),
    "403": failing(Answer(b"", 403), "refuses access"),
    "404": failing(Answer(b"", 404), "no such page"),
    "410": failing(Answer(b"", 410), "gone for good", "retired"),
    "500": failing(Answer(b"", 500), "error of its own"),
    "robots": forbidden,
    # identity
    "one article in five ways": five_ways,
    "an aggregator's link with the address in it": linked(lambda s, n: f"https://www.google.com/url?sa=t&url={s.url(f'/a{n}')}"),
    "a page that only jumps": linked(lambda s, n: s.page(f"/j{n}", f'<meta http-equiv="refresh" content="0;url=/a{n}">')),
    "an opaque aggregator's link": linked(lambda s, n: "https://news.google.com/rss/articles/CBMiXkFVX3lxTE1hZ2ljVG9rZW4?oc=5", sums=(), problems=("unresolved_link",)),
    # parsing
    "one bad byte": served(lambda b: Answer(b.replace(b"<item>", b"<title>\x92</title><item>"), 200, RSS), articles={"title": ["40 млрд €"]}),
    "a wrong charset": served(lambda b: Answer(b, 200, {"Content-Type": "text/xml; charset=iso-8859-1"})),
    "a wrong type": served(lambda b: Answer(b, 200, HTML)),
    "no type": served(Answer),
    "truncated": served(lambda b: Answer(b[:-20], 200, RSS)),
    "a date in the future": served(lambda b: Answer(b.replace(b"</item>", b"<pubDate>Tue, 03 Mar 2027 12:00:00 GMT</pubDate></item>"), 200, RSS), articles={"published_from": ["none"]}),
    "an entity bomb": served(lambda b: Answer(_bomb(b), 200, RSS)),
    "an entity that names a file": served(lambda b: Answer(_secret(b), 200, RSS)),
    "fifty megabytes": served(lambda b: Answer(b.replace(b"</channel></rss>", b"<!-- padding -->" * 3_200_000), 200, RSS)),
    "HTML in place of a feed": failing(Answer(b"<html><body>Our news</body></html>", 200, RSS), "HTML page"),
    "a picture": failing(Answer(b"\x89PNG" + bytes(range(256)), 200, RSS), "not answer with a feed"),
    "an empty feed": failing(Answer(b"", 200, RSS), "empty"),
    # safety
    "a bomb": failing(Answer(gzip.compress(bytes(9_000_000)), 200, {**RSS, "Content-Encoding": "gzip"}), "bomb"),
    "a redirect to a file": failing(Answer(b"", 302, {"Location": "file:///etc/passwd"}), "no web address"),
    "a redirect to itself": failing(Answer(b"", 302, {"Location": "?"}), "redirects more than"),
    "not HTTP": failing(Answer(raw=b"SSH-2.0-OpenSSH_9.6\r\n"), "proper HTTP"),
    "a link to a file": linked(lambda s, n: "file:///etc/passwd", sums=(), problems=("no_link",)),
    "an article of drops": closed(Answer(Drip(b"<p>drip</p>", every=0.02), 200, HTML), "timeout"),
    "an article that is a PDF": closed(Answer(b"%PDF-1.7", 200, {"Content-Type": "application/pdf"}), "not_text"),
    "an article that is a bomb": closed(Answer(gzip.compress(bytes(9_000_000)), 200, {**HTML, "Content-Encoding": "gzip"}), "bomb"),
    "an article that is gone": closed(Answer(b"", 302, {"Location": "/"}), "redirected_home"),
    # text
    "facts": shown(f"<article><h1>Aid</h1><p>{{0}}</p>{PARAGRAPH}</article>", 0, head=LD, articles={
        "published": ["2026-03-01T10:00:00Z"], "published_from": ["json-ld"], "published_confidence": ["high"], "author": ["Ana Blyth"],
        "modified": ["2026-03-02T07:00:00Z"], "publisher": ["The Outlet"], "language": ["en"],
    }),
    "a date that only the page's text has": shown(
        f"<article><h1>Aid</h1><p><time datetime='2026-03-01'>1 March 2026</time></p><p>{{0}}</p>{PARAGRAPH}</article>", 0, dated=None,
        articles={"published": ["2026-03-01"], "published_from": ["markup"], "published_confidence": ["low"]},
    ),
    "a date that only the feed has": shown(
        f"<article><h1>Aid</h1><p>{{0}}</p>{PARAGRAPH}</article>", 0,
        articles={"published": ["2026-03-02T09:00:00Z"], "published_from": ["feed"], "published_confidence": ["medium"]},
    ),
    "no date": shown(
        f"<article><h1>Aid</h1><p>{{0}}</p>{PARAGRAPH}</article>", 0, dated=None,
        articles={"published": [None], "published_from": ["none"], "published_confidence": ["none"]},
    ),
    "related stories": shown(f"<main><article><h1>Aid</h1><p>{{0}}</p>{PARAGRAPH}</article></main><aside><h3>Related</h3><ul><li><a href='/x'>{promise(990)}</a></li></ul></aside>", 0),
    "the body twice": shown(f"<article class='desktop'><h1>Aid</h1><p>{{0}}</p>{PARAGRAPH * 2}</article><article class='mobile'><h1>Aid</h1><p>{{0}}</p>{PARAGRAPH * 2}</article>", 0),
    "a quote": shown(f"<article><h1>Aid</h1>{PARAGRAPH}<blockquote><p>{{0}}</p></blockquote>{PARAGRAPH}</article>", 0),
    "a list": shown(f"<article><h1>Aid</h1>{PARAGRAPH}<ul><li>{{0}}</li></ul>{PARAGRAPH}</article>", 0),
    "a live blog": live_blog,
    "a paywall": shown("<article><h1>Aid</h1><p>{0}</p><p>Subscribe to continue reading. Already a subscriber? Log in.</p></article>", problems=("paywall",)),
    "a consent form": shown("<p>We value your privacy. We and our partners use cookies.</p><button>Accept all cookies</button><button>Reject all cookies</button>", problems=("consent",)),
    "a check for robots": shown("<h1>Just a moment...</h1><p>Enable JavaScript and cookies to continue.</p>", problems=("challenge",)),
    "a page without text": shown("<script>var x = 1</script>", problems=("no_text",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    """Two passes over everything: what each case wants, and what the ledger says."""
    folder = tmp_path_factory.mktemp("site")
    with Site() as site:
        site.page("/", "home")
        site.page("/robots.txt", "User-agent: *\nDisallow: /private/\n")
        lines = [
            '[paths]\ndata = "data"',
            "[fetch]\nallow_private_networks = true\nper_host_seconds = 0\ntimeout_seconds = 2",
        ]
        wants = {}
        for n, (name, case) in enumerate(CASES.items(), 101):
            block, wants[name] = case(site, folder, n)
            block = {"name": name, "publisher": f"Outlet {n}", **block}
            lines.append(
                "[[sources]]\n"
                + "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in block.items())
            )
        (folder / "pledgewatch.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        settings = load(folder / "pledgewatch.toml")
        first = run_pass(settings, MONDAY + HOUR)
        site.forget()
        second = run_pass(settings, MONDAY + HOUR * 1.5)
        asked = {request.path for request in site.requests if request.path.startswith("/a")}

    def by_source(query: str) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in CASES}
        for row in rows(settings.snapshot_path, query):
            found[row["source"]].append(row)
        return found

    said = {
        "articles": by_source("SELECT * FROM articles ORDER BY document_id, segment"),
        "claims": by_source("SELECT DISTINCT source, low FROM claims ORDER BY low"),
        "problems": by_source("SELECT DISTINCT source, code FROM problems ORDER BY code"),
    }
    health = {row["name"]: row for row in sources.health(settings, MONDAY + 2 * HOUR)}
    return wants, said, health, (first, second), asked


@pytest.mark.parametrize("name", CASES)
def test_the_ledger_says_what_was_read_and_names_what_was_not(ledger, name):
    wants, said, health, *_ = ledger
    want = wants[name]
    assert tuple(int(claim["low"]) // 1_000_000 for claim in said["claims"][name]) == want.sums
    assert tuple(problem["code"] for problem in said["problems"][name]) == want.problems
    assert health[name]["status"] == want.status and want.error in (health[name]["error"] or "")
    assert health[name]["not_read"].keys() == set(want.problems), "counted"
    assert len(said["articles"][name]) == len(want.sums)
    for column, values in want.articles.items():
        assert [article[column] for article in said["articles"][name]] == values


def test_the_second_pass_finds_nothing_new_and_asks_only_what_it_could_not_have(ledger):
    *_, (first, second), asked = ledger
    assert first.recorded.articles >= 33 and second.recorded.articles == 0 and second.recorded.claims == 0
    places = {name: f"/a{n}" for n, name in enumerate(CASES, 101)}
    assert asked == {places["a watched page"], places["an article of drops"], places["an article that is a bomb"]}


def test_nothing_of_this_machine_came_in(ledger):
    _, said, *_ = ledger
    assert "root:" not in str(said)


def test_over_tls_the_certificate_decides(tmp_path, monkeypatch):
    server, _ = make_tls(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    trust.cache_clear()
    with Site(tls=server) as site:
        link = put(site, 150).replace("127.0.0.1", "localhost")
        site.feed("/rss.xml", [Entry("t", link, MONDAY)])
        (tmp_path / "pledgewatch.toml").write_text(
            '[paths]\ndata = "data"\n[fetch]\nallow_private_networks = true\nper_host_seconds = 0\n'
            + "".join(
                f'[[sources]]\nname = "{host}"\nurl = "https://{host}:{site.port}/rss.xml"\n'
                for host in ("localhost", "127.0.0.1")
            )
        )
        settings = load(tmp_path / "pledgewatch.toml")
        run_pass(settings, MONDAY + HOUR)
    trust.cache_clear()
    assert [r["source"] for r in rows(settings.snapshot_path, "SELECT source FROM articles")] == ["localhost"]
    right, wrong = sources.health(settings, MONDAY + HOUR)
    assert right["status"] == "ok" and "certificate of 127.0.0.1 is not valid" in wrong["error"]


def test_without_the_setting_nothing_of_the_inner_network_is_asked(tmp_path):
    with Site() as site:
        (tmp_path / "pledgewatch.toml").write_text(
            f'[paths]\ndata = "data"\n[[sources]]\nname = "inner"\nurl = "{site.feed("/rss.xml", [])}"\n'
        )
        settings = load(tmp_path / "pledgewatch.toml")
        run_pass(settings, MONDAY)
        assert site.requests == []
    (health,) = sources.health(settings, MONDAY)
    assert (health["status"], health["error_class"]) == ("failing", "ours") and "not public (loopback)" in health[
        "error"
    ]
