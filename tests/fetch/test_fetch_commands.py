"""``pledgewatch sources`` as a user types it, against a site on loopback: every kind of source is found, written, read and shown."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.passes.pipeline import run_pass
from flows.settings import load
from newsroom import MONDAY
from website import Entry, Site

LEAD = "Norway will give Ukraine 150 million euros for air defence in 2026, its prime minister said on Monday."


@pytest.fixture
def site():
    with Site() as site:
        for n in range(3):
            site.article(f"/a{n}", f"Article {n}", [f"{LEAD} This is number {n}.", "A second paragraph follows."])
        site.feed("/news.xml", [Entry(f"Article {n}", f"/a{n}", MONDAY) for n in range(2)], title="The Outlet")
        yield site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pledgewatch.toml").write_text(
        '[paths]\ndata = "data"\n[fetch]\nallow_private_networks = true\nper_host_seconds = 0\n', encoding="utf-8"
    )
    return tmp_path


def typed(folder: Path, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["sources", *words, "--settings", str(folder)])
    assert done.exit_code == code, done.output
    return " ".join(done.output.split())


HOME = '<html><head><link rel="alternate" type="application/rss+xml" title="The Outlet" href="/news.xml"></head><body>Our news</body></html>'
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{ns}><url><loc>{url}</loc>{more}</url></urlset>'
NEWS = (
    "<n:news><n:publication><n:name>The Outlet</n:name><n:language>en</n:language></n:publication>"
    "<n:publication_date>2026-03-02T08:00:00Z</n:publication_date><n:title>Article 0</n:title></n:news>"
)
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>R</title></channel>'
    '<item rdf:about="{url}"><title>T</title><link>{url}</link></item></rdf:RDF>'
)
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><id>x</id><title>T</title><link href="{url}"/></entry></feed>'
ADDRESSES = {
    "a home page": ("/", lambda url: HOME, "feed", 2),
    "a feed": ("/news.xml", None, "feed", 2),
    "an Atom feed": ("/atom", lambda url: ATOM.format(url=url), "feed", 1),
    "an RDF feed": ("/rdf", lambda url: RDF.format(url=url), "feed", 1),
    "a JSON feed": (
        "/feed.json",
        lambda url: json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": url}]}),
        "feed",
        1,
    ),
    "a plain sitemap": ("/map.xml", lambda url: SITEMAP.format(url=url, ns="", more=""), "sitemap", 1),
    "a news sitemap": (
        "/sn.xml",
        lambda url: SITEMAP.format(url=url, ns=' xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"', more=NEWS),
        "sitemap",
        1,
    ),
}


@pytest.mark.parametrize("what", ADDRESSES)
def test_added_by_its_address_it_can_be_read(site, folder, what):
    path, body, kind, items = ADDRESSES[what]
    if body is not None:
        site.page(path, body(site.url("/a0")))
    assert 'added "it"' in typed(folder, "add", site.url(path), "--name", "it")
    (source,) = load(folder / "pledgewatch.toml").sources
    assert (source.name, source.kind) == ("it", kind)
    (record,) = [json.loads(line) for line in _lines(folder, "check", "--json")]
    assert (record["status"], record["items"]) == ("ok", items)
    assert "is already there" in typed(folder, "add", site.url(path), code=2)


def _lines(folder: Path, *words: str) -> list[str]:
    done = CliRunner().invoke(app, ["sources", *words, "--settings", str(folder)])
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()


def test_a_page_without_a_feed_names_the_other_way_which_works(site, folder):
    site.page("/nothing", "<html><body>Our news</body></html>")
    before = (folder / "pledgewatch.toml").read_bytes()
    told = typed(folder, "add", site.url("/nothing"), code=2)
    assert f"to watch this page itself for changes: pledgewatch sources add --page {site.url('/nothing')}" in told
    assert (folder / "pledgewatch.toml").read_bytes() == before
    told = typed(folder, "add", "--page", site.url("/nothing"), "--name", "it")
    assert "is watched for changes; mind that no article text was found" in told
    assert "watched for changes" in typed(folder, "add", "--page", site.url("/a0"), "--name", "article")
    assert [(s.name, s.kind, s.url) for s in load(folder / "pledgewatch.toml").sources] == [
        ("it", "page", site.url("/nothing")),
        ("article", "page", site.url("/a0")),
    ]
    assert "is already there" in typed(folder, "add", "--page", site.url("/a0"), code=2)
    assert "has no such page" in typed(folder, "add", "--page", site.url("/dead"), code=2)


def test_a_folder_is_added_as_an_inbox(folder, tmp_path):
    box = tmp_path / "drop here"
    box.mkdir()
    (box / "note.txt").write_text(LEAD)
    assert f"files that are put into {box} are read" in typed(folder, "add", str(box))
    (record,) = [json.loads(line) for line in _lines(folder, "check", "--json")]
    assert (record["name"], record["kind"], record["status"], record["items"]) == ("drop here", "inbox", "ok", 1)
    assert "is already there" in typed(folder, "add", str(box), "--name", "other", code=2)


@pytest.mark.parametrize("word", ["", "  ", "./nowhere", "~/nowhere-at-all", "/no/such/folder"])
def test_what_is_neither_address_nor_folder_is_said_and_adds_nothing(folder, word):
    before = (folder / "pledgewatch.toml").read_bytes()
    told = typed(folder, "add", word, code=2)
    assert ("there is no folder" in told) if word.strip() else ("give the address of a site" in told)
    assert (folder / "pledgewatch.toml").read_bytes() == before


def test_a_feed_that_only_the_header_names_is_found(site, folder):
    site.answer(
        "/bare",
        "<p>Our news</p>",
        link='</x.css>; rel=preload, </news.xml>; rel="alternate"; type="application/rss+xml"',
    )
    assert f'added "it": {site.url("/news.xml")}' in typed(folder, "add", site.url("/bare"), "--name", "it")


def test_what_of_an_opml_file_is_no_feed_is_named(folder, tmp_path):
    (tmp_path / "all.opml").write_text(
        '<opml version="2.0"><body><outline text="World"><outline text="Local" xmlUrl="file:///etc/passwd"/>'
        '<outline text="Old" xmlUrl="feed://outlet.example/rss"/><outline text="Old too" xmlUrl="feed:https://outlet.example/2"/>'
        '<outline text="None" xmlUrl=""/></outline></body></opml>',
        encoding="utf-8",
    )
    told = typed(folder, "import", str(tmp_path / "all.opml"))
    assert "2 added, 0 were there already; 2 have no address of the web and were left out: Local, None" in told
    assert [source.url for source in load(folder / "pledgewatch.toml").sources] == [
        "http://outlet.example/rss",
        "https://outlet.example/2",
    ]


def test_many_feeds_of_one_site_are_counted_not_listed(site, folder):
    links = "".join(f"<link rel='alternate' type='application/rss+xml' href='/f{n}.xml'>" for n in range(6))
    for n in range(6):
        site.feed(f"/f{n}.xml", [Entry("t", "/a0", MONDAY)])
    site.page("/", f"<html><head>{links}</head></html>")
    assert f"the site has 5 more: {', '.join(site.url(f'/f{n}.xml') for n in (1, 2, 3))} and 2 more" in typed(
        folder, "add", site.url("/")
    )


def test_what_all_sources_suffer_from_is_said_once(folder, monkeypatch):
    """Twenty-five sources without network: one line for the cause and since when, not twenty-five."""

    def deaf(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "no network")

    monkeypatch.setattr(socket, "getaddrinfo", deaf)
    blocks = "".join(f'[[sources]]\nname = "s{n:02}"\nurl = "https://outlet{n}.example/rss"\n' for n in range(25))
    (folder / "pledgewatch.toml").write_text('[paths]\ndata = "data"\n' + blocks, encoding="utf-8")
    shown = typed(folder, "check", code=1)
    assert shown.count("no network") == 1 and "25 sources: no network: not one of 25 hosts can be reached" in shown
    run_pass(load(folder / "pledgewatch.toml"), MONDAY)
    shown = typed(folder)
    assert shown.count("no network") == 1 and "failing (network)" in shown
    assert "check the network and the address; it is tried again (since 2026-03-02 09:00)" in shown
    rows = [json.loads(line) for line in _lines(folder, "--json")]
    assert all(row["error"].startswith("no network") and row["failing_since"] for row in rows), "records stay whole"


def test_a_source_whose_articles_are_closed_to_us_says_so(site, folder):
    for n in range(6):
        site.answer(f"/closed{n}", status=403)
    site.feed("/news.xml", [Entry(f"Article {n}", f"/closed{n}", MONDAY) for n in range(6)])
    typed(folder, "add", site.url("/news.xml"), "--name", "it")
    run_pass(load(folder / "pledgewatch.toml"), MONDAY)
    assert "6 articles could not be had, 0 could: its feed is fine and its pages are closed to us" in typed(folder)


def test_subscriptions_go_out_and_come_in(site, folder, tmp_path):
    typed(folder, "add", site.url("/news.xml"), "--name", "outlet")
    other = tmp_path / "other"
    other.mkdir()
    (other / "pledgewatch.toml").write_text('[paths]\ndata = "data"\n', encoding="utf-8")
    (tmp_path / "all.opml").write_text("\n".join(_lines(folder, "export")), encoding="utf-8")
    assert "1 added, 0 were there" in typed(other, "import", str(tmp_path / "all.opml"))
    assert "0 added, 1 were there" in typed(other, "import", str(tmp_path / "all.opml"))
    (source,) = load(other / "pledgewatch.toml").sources
    assert source.url == site.url("/news.xml")
    (tmp_path / "bad.opml").write_text("no outlines", encoding="utf-8")
    assert "no OPML file" in typed(other, "import", str(tmp_path / "bad.opml"), code=2)
