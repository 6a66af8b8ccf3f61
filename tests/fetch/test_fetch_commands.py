"""``pledgewatch sources`` as a user types it, against a site on loopback: every kind of source is found, written, read and shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
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


def test_a_page_without_a_feed_names_the_other_way_and_changes_nothing(site, folder):
    site.page("/nothing", "<html><body>Our news</body></html>")
    before = (folder / "pledgewatch.toml").read_bytes()
    assert 'watch the page with kind = "page"' in typed(folder, "add", site.url("/nothing"), code=2)
    assert (folder / "pledgewatch.toml").read_bytes() == before


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
