"""Feeds and sitemaps of many shapes: what is read of each."""

from __future__ import annotations

import gzip
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.clean.decoding import decode, xml_text
from flows.fetch.feeds import parse_feed
from flows.fetch.feedxml import lean_feed
from flows.fetch.items import MAX_ITEMS, NotAListingError, newest_first
from flows.fetch.sitemaps import parse_sitemap
from monitoring import NOON

FEEDS = Path(__file__).parent / "feeds"


def read(name: str, **more):
    return parse_feed(
        (FEEDS / name).read_bytes(), address=f"https://{name.split('.')[0]}.example/feed", now=NOON, **more
    )


def rows(listing):
    return [(item.url, item.title, item.published) for item in listing.items]


def test_rss():
    listing = read("rss2.xml")
    assert rows(listing) == [
        ("https://ministry.example/news/1", "Howitzers & shells: a €40m contract", "2026-03-02T08:30:00Z"),
        ("https://rss2.example/news/2?utm_source=rss", "Relative link, no zone", "2026-03-01T08:00:00Z"),
        ("https://ministry.example/news/3", "Only a permalink GUID", "2026-02-28T12:00:00Z"),
        ("https://ministry.example/news/4", "From the future", None),
        ("https://ministry.example/news/5", "No date, GUID that is no address", None),
    ]
    assert (listing.title, listing.ttl, listing.warnings) == ("Ministry of Examples", 15, ())


def test_atom():
    assert rows(read("atom.xml")) == [
        ("https://alliance.example/1", "Allies & partners pledge", "2026-03-01T21:30:00Z"),
        ("https://atom.example/2", "Updated only", "2026-02-27T11:00:00Z"),
    ]


def test_rdf_in_latin_1():
    (item,) = read("rdf.xml").items
    assert (item.url, item.title, item.published, item.language) == (
        "https://wave.example/a",
        "Panzer für Kiew",
        "2026-03-02T07:15:00Z",
        "de",
    )


def test_json_feed():
    listing = read("jsonfeed.json", content_type="application/feed+json")
    assert rows(listing) == [
        ("https://tracker.example/1", "Aid tracker updated", "2026-03-02T07:00:00Z"),
        ("https://ministry.example/news/9", "Linked", "2026-03-01T00:00:00Z"),
        (None, "Note", None),
    ]
    assert listing.items[2].content == "<p>No link, but words.</p>" and listing.items[2].language == "uk"


def test_a_truncated_feed_gives_what_came_and_a_warning():
    listing = read("truncated.xml")
    assert [item.url for item in listing.items][:2] == ["https://cut.example/1", "https://cut.example/2"]
    assert any("well-formed" in warning for warning in listing.warnings)


def test_an_address_that_was_cut_leads_nowhere_else():
    """Half an address is another article's, or the home page."""
    for kept, (start, end) in itertools.product(
        range(1, 60),
        (
            ("<item><title>Two</title><link>", "</link></item>"),
            ("<item><title>Two</title><link><![CDATA[", "]]></link></item>"),
            ("<item><title>Two</title><guid>", "</guid></item>"),
        ),
    ):
        one = "<item><title>One</title><link>https://outlet.example/news/1</link></item>"
        whole = f'<rss version="2.0"><channel>{one}{start}https://outlet.example/news/12345{end}</channel></rss>'
        cut = whole[: whole.index(start) + len(start) + kept].encode()
        links = {item.url for item in parse_feed(cut, address="https://outlet.example/feed", now=NOON).items}
        assert links <= {"https://outlet.example/news/1", "https://outlet.example/news/12345", None}
        assert "https://outlet.example/news/1" in links


def test_a_sitemap_that_was_cut_names_whole_addresses_only():
    body = b"<urlset><url><loc>https://outlet.example/news/1</loc></url><url><loc>https://outlet.example/news/12"
    listing = parse_sitemap(body, address="https://outlet.example/map.xml", now=NOON)
    assert [item.url for item in listing.items] == ["https://outlet.example/news/1"] and listing.warnings


def test_a_sitemap_of_plain_lines():
    """sitemaps.org, "Text file": one whole address a line, nothing else."""
    body = b"\xef\xbb\xbfhttps://outlet.example/a\r\n\r\nhttps://outlet.example/b?x=1&y=2\n"
    listing = parse_sitemap(body, address="https://outlet.example/map.txt", now=NOON)
    assert [item.url for item in listing.items] == ["https://outlet.example/a", "https://outlet.example/b?x=1&y=2"]


def test_a_malformed_feed_is_read_as_far_as_it_goes():
    listing = read("malformed.xml")
    assert listing.items[0].url == "https://bad.example/1?a=1&b=2" and "R&D budget up 5%" in listing.items[0].title
    assert "https://bad.example/2" in [item.url for item in listing.items] and listing.warnings


def test_entities_are_neither_expanded_nor_loaded():
    listing = read("entities.xml")
    assert "https://bomb.example/1" in [item.url for item in listing.items]
    assert all(len(item.title or "") < 100 and "root:" not in (item.title or "") for item in listing.items)


# --- encodings: value -> bytes that must all give it ----------------------------------------------------------------------

VALUE = "Уряд виділив 40 млрд €"


def as_feed(title: str, declared: str | None, encoding: str, mark: bytes = b"") -> bytes:
    prolog = f'<?xml version="1.0" encoding="{declared}"?>' if declared else "<?xml version='1.0'?>"
    text = f"{prolog}<rss version='2.0'><channel><title>t</title><item><title>{title}</title><link>https://x.example/1</link></item></channel></rss>"
    return mark + text.encode(encoding)


@pytest.mark.parametrize(
    ("declared", "header", "encoding", "mark"),
    [
        ("utf-8", "utf-8", "utf-8", b""),
        (None, None, "utf-8", b""),
        ("utf-8", "iso-8859-1", "utf-8", b""),
        ("iso-8859-1", "windows-1251", "utf-8", b""),
        ("utf-8", None, "utf-8", b"\xef\xbb\xbf"),
        ("windows-1251", None, "windows-1251", b""),
        ("utf-8", "windows-1251", "windows-1251", b""),
        ("utf-16", None, "utf-16-le", b"\xff\xfe"),
        ("utf-16", None, "utf-16-be", b"\xfe\xff"),
        ("utf-8", None, "utf-16-le", b""),
        ("utf-8; x", "no-such-charset", "utf-8", b""),
    ],
)
def test_a_title_survives_every_encoding(declared, header, encoding, mark):
    listing = parse_feed(
        as_feed(VALUE, declared, encoding, mark), address="https://x.example/", now=NOON, charset=header
    )
    assert listing.items[0].title == VALUE


def test_one_bad_byte_stays_one_bad_byte():
    """feedparser alone reads such a feed as ISO-8859-2, and every other character is destroyed."""
    data = as_feed(f"{VALUE} it@s", "utf-8", "utf-8").replace(b"@", b"\x92")
    listing = parse_feed(data, address="https://x.example/", now=NOON, charset="utf-8")
    assert listing.items[0].title == f"{VALUE} it’s"
    assert any("1 bytes are not valid" in warning for warning in listing.warnings)


def test_control_characters_that_xml_forbids_are_dropped():
    data = as_feed("Aid\x0b for\x00 Kyiv\x1f", "utf-8", "utf-8")
    assert parse_feed(data, address="https://x.example/", now=NOON).items[0].title == "Aid for Kyiv"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b" \n\x00\xef\xbb\xbf", "empty"),
        (b"<!DOCTYPE html><html><head><title>Please log in</title></head></html>", "html"),
        (b"<HTML><body>hello</body></HTML>", "html"),
        (b"404", "not_a_feed"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not_a_feed"),
        (b'{"error": "no"}', "not_a_feed"),
        (b'{"items": [', "not_a_feed"),
        (b"[" * 100_000, "not_a_feed"),
        (b"<?xml version='1.0'?><opml><body/></opml>", "not_a_feed"),
    ],
)
def test_what_is_no_feed_says_so(body, code):
    with pytest.raises(NotAListingError) as raised:
        parse_feed(body, address="https://x.example/", now=NOON)
    assert raised.value.code == code and raised.value.message[0].islower()


def test_a_huge_feed_is_read_up_to_a_bound():
    items = "".join(f"<item><title>{n}</title><link>https://x.example/{n}</link></item>" for n in range(3 * MAX_ITEMS))
    listing = parse_feed(f"<rss><channel>{items}</channel></rss>".encode(), address="https://x.example/", now=NOON)
    assert len(listing.items) == MAX_ITEMS and any("the first" in warning for warning in listing.warnings)


def test_endless_fields_are_cut():
    body = f"<rss><channel><item><title>{'x' * 900_000}</title><link>https://x.example/1</link></item></channel></rss>"
    assert len(parse_feed(body.encode(), address="https://x.example/", now=NOON).items[0].title) <= 2000


HOSTILE = {
    "unclosed entries": b"<rss><channel>" + b"<item>" * 150_000,
    "unclosed titles": b"<rss><channel><item>" + b"<title>x" * 120_000,
    "angle brackets": b"<rss><channel>" + b"<" * 900_000,
    "ampersands": b"<rss><channel>" + b"&" * 900_000,
    "open CDATA": b"<rss><channel>" + b"<![CDATA[" * 100_000,
    "attributes": b"<rss><channel><item " + b"a='1' " * 150_000 + b">",
    "an endless date": b"<rss><channel><item><pubDate>" + b"1 " * 450_000 + b"</pubDate></item></channel></rss>",
    "foreign elements": b"<rss><channel>" + b"<a:b>" * 180_000,
    "deep markup": b"<rss><channel><item><description>" + b"<div>" * 180_000,
    "text between entries": b"<rss><channel>"
    + b"x " * 450_000
    + b"<item><link>http://a.b/c</link></item></channel></rss>",
    "broken UTF-8": b"<rss><channel><item><title>" + b"\xd0\x92\x92" * 300_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_reaches_the_feed_parser_is_bounded(name):
    """feedparser's loose parser needs minutes for some of these, and for the date for ever."""
    lean = lean_feed(xml_text(decode(HOSTILE[name]).text))
    assert lean is None or len(lean[0]) < 200_000
    try:
        parse_feed(HOSTILE[name], address="https://x.example/", now=NOON)
    except NotAListingError as error:
        assert error.code == "not_a_feed"


def test_named_entities_of_html_are_read():
    body = "<rss><channel><item><title>Caf&eacute;&nbsp;&ndash; &euro;40bn &amp; more &nosuch;</title><link>https://x.example/1</link></item></channel></rss>"
    assert (
        parse_feed(body.encode(), address="https://x.example/", now=NOON).items[0].title
        == "Café – €40bn & more &nosuch;"
    )


def test_newest_first_with_undated_in_front():
    listing = read("rss2.xml")
    assert [item.url[-1] for item in newest_first(listing.items)] == ["4", "5", "1", "s", "3"] or newest_first(
        listing.items
    )[2].url.endswith("/1")


# --- sitemaps -------------------------------------------------------------------------------------------------------------


def sitemap(body: bytes):
    return parse_sitemap(body, address="https://outlet.example/sitemap.xml", now=NOON)


def test_a_news_sitemap():
    listing = sitemap((FEEDS / "news-sitemap.xml").read_bytes())
    assert listing.kind == "news sitemap"
    assert rows(listing) == [
        ("https://outlet.example/one", "One & only", "2026-03-02T04:00:00Z"),
        ("https://outlet.example/two", None, "2026-03-01T00:00:00Z"),
    ]
    assert listing.items[0].language == "en"


def test_a_sitemap_index_names_the_newest_first_and_gzip_files_are_unpacked():
    body = (
        b'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://o.example/1.xml</loc><lastmod>2026-01-01</lastmod>'
        b"</sitemap><sitemap><loc>/2.xml</loc><lastmod>2026-02-01</lastmod></sitemap></sitemapindex>"
    )
    assert sitemap(gzip.compress(body)).further == ("https://outlet.example/2.xml", "https://o.example/1.xml")


@pytest.mark.parametrize(
    "body", [b"", b"<html></html>", b"nothing", b"<urlset", b"\x1f\x8bbroken", b"<rss/>", json.dumps({}).encode()]
)
def test_what_is_no_sitemap_says_so(body):
    try:
        assert sitemap(body).items == ()
    except NotAListingError as error:
        assert error.message


# --- anything at all ------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [b"<rss>", b"</rss>", b"<channel>", b"<item>", b"</item>", b"<link>https://a.b/c</link>", b"<title>", b"</title>", b"<![CDATA[", b"]]>",
     b"<!DOCTYPE x [", b"<!ENTITY y 'z'>", b"]>", b"&y;", b"&#x0;", b"<?xml version='1.0' encoding='utf-7'?>", b"<feed xmlns='http://www.w3.org/2005/Atom'>",
     b"<entry>", b"<link href='//x'/>", b"<guid>", b"<pubDate>Mon, 99 Foo 0000 99:99:99 +9999</pubDate>", b"\xff\xfe", b"\x00", b"{\"items\":[", b"{\"url\":3}", b"]}",
     b"<urlset>", b"<url><loc>http://[::1</loc></url>", b"<updated>-0001-13-45T99:00</updated>", b"<media:content url='x'>", b"<a:rdf>"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(PIECES, st.binary(max_size=20)), max_size=30).map(b"".join),
    st.sampled_from([None, "utf-8", "utf-16", "koi8-r", "x"]),
)
def test_no_bytes_make_a_parser_raise_anything_else(body, charset):
    for parse in (parse_feed, parse_sitemap):
        try:
            listing = parse(b"<rss>" + body, address="https://x.example/", now=NOON, charset=charset)
        except NotAListingError:
            continue
        assert all(item.url is None or item.url.startswith("http") for item in listing.items)


def test_an_entry_of_endless_parts_is_read_in_its_first():
    many = "<link href='http://a.example/1'/>" * 20_000
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>T</title>{many}</entry></feed>".encode()
    (item,) = parse_feed(body, address="https://x.example/", now=NOON).items
    assert (item.title, item.url) == ("T", "http://a.example/1")
