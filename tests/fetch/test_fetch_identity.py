"""Identity: one address -> the ways of writing it, and what must stay apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.fetch.identity import canonical, declared_canonical, same_key, same_site, unwrap, web_address

SAME = {
    "https://outlet.example/world/story-1": [
        "HTTPS://Outlet.Example:443/world/story-1",
        "https://outlet.example/world/story-1#comments",
        "https://outlet.example/world/story-1?utm_source=rss&utm_medium=feed&utm_campaign=x",
        "https://outlet.example/world/story-1?fbclid=1&gclid=2&mc_cid=3",
        "https://outlet.example/world/story-1?at_medium=RSS&at_campaign=KARANGA",
        "https://outlet.example/world/story-1?source=rss&ref=homepage&cmp=share_btn_tw",
        "https://outlet.example//world/story-1",
        "https://outlet.example/world/./x/../story-1",
    ],
    "https://outlet.example/news?id=7&lang=en": [
        "https://outlet.example/news?lang=en&id=7",
        "https://outlet.example/news?id=7&lang=en&xtor=RSS-1",
    ],
}
APART = [
    ("https://outlet.example/news?id=7", "https://outlet.example/news?id=8"),
    ("https://outlet.example/news?page=2", "https://outlet.example/news"),
    ("https://outlet.example/news?cid=1234", "https://outlet.example/news?cid=1235"),
    ("https://outlet.example/a", "https://outlet.example/A"),
    ("https://one.example/a", "https://two.example/a"),
    ("https://outlet.example/a", "https://sub.outlet.example/a"),
    ("https://outlet.example/#!/a", "https://outlet.example/#!/b"),
]
LOOSELY_SAME = [
    ("https://www.outlet.example/a/", "http://outlet.example/a"),
    ("https://m.outlet.example/a", "https://outlet.example/a"),
    ("https://outlet.example/a/amp", "https://outlet.example/a"),
    ("https://amp.outlet.example/a/amp.html", "https://outlet.example/a"),
]


@pytest.mark.parametrize(
    ("address", "written"), [(address, written) for address, many in SAME.items() for written in many]
)
def test_same(address, written):
    assert canonical(written) == address == canonical(address)


@pytest.mark.parametrize(("one", "two"), APART)
def test_apart(one, two):
    assert canonical(one) != canonical(two) and same_key(one) != same_key(two)


@pytest.mark.parametrize(("one", "two"), LOOSELY_SAME)
def test_loosely_the_same(one, two):
    assert same_key(one) == same_key(two)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_canonical_never_raises_and_settles(text):
    once = canonical(f"https://example.org/{text}")
    assert canonical(once) == once or "%" in text or not text.isascii()
    assert web_address(text, "https://example.org/") is None or web_address(text, "https://example.org/").startswith(
        ("http", "HTTP")
    )


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("https://www.bbc.co.uk/a", "https://feeds.bbc.co.uk/b", True),
        ("https://www.bbc.co.uk/a", "https://www.itv.co.uk/b", False),
        ("https://newsukraine.rbc.ua/", "https://www.rbc.ua/", True),
        ("https://nato.int/", "https://notnato.int/", False),
        ("http://127.0.0.1/", "http://127.0.0.1/x", True),
    ],
)
def test_same_site(a, b, same):
    assert same_site(a, b) is same


PAGES = {
    '<link rel="canonical" href="/story">': "https://o.example/story",
    "<LINK HREF='https://o.example/story?utm_source=x' REL='canonical'>": "https://o.example/story",
    '<meta property="og:url" content="https://o.example/story">': "https://o.example/story",
    '<meta property="og:url" content="https://o.example/og"><link rel="canonical" href="/story">': "https://o.example/story",
    '<link rel="canonical" href="https://o.example/s?a=1&amp;b=2">': "https://o.example/s?a=1&b=2",
    '<link rel="canonical" href="https://o.example/">': None,
    '<link rel="canonical" href="https://elsewhere.example/story">': None,
    '<link rel="canonical" href="javascript:alert(1)">': None,
    '<link rel="stylesheet" href="/x.css">': None,
    "": None,
}


@pytest.mark.parametrize(("head", "address"), PAGES.items())
def test_declared_canonical(head, address):
    assert declared_canonical(f"<html><head>{head}</head><body>".encode(), "https://o.example/p?id=1") == address


def test_aggregator_links():
    assert unwrap("https://news.google.com/rss/articles/CBMiHmh0dHBzOi8vb3V0bGV0LmV4YW1wbGUvc3RvcnktMdIBAA") == (
        "https://outlet.example/story-1",
        False,
    )
    assert unwrap("https://news.google.com/rss/articles/CBMiXkFVX3lxTE1hZ2lj?oc=5")[1]
    assert unwrap("https://www.google.com/url?rct=j&url=https://outlet.example/a&ct=ga") == (
        "https://outlet.example/a",
        False,
    )
    assert unwrap("https://outlet.example/a") == ("https://outlet.example/a", False)


ARTICLE = "https://www.outlet.example/news/aid-grows?id=7"
WRAPPED = [
    "https://www.google.com/url?rct=j&sa=t&url=https://www.outlet.example/news/aid-grows%3Fid%3D7&ct=ga",
    "https://www.google.co.uk/url?q=https%3A%2F%2Fwww.outlet.example%2Fnews%2Faid-grows%3Fid%3D7",
    "http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=1&url=https%3a%2f%2fwww.outlet.example%2fnews%2faid-grows%3fid%3d7&c=1&mkt=en-us",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.outlet.example%2Fnews%2Faid-grows%3Fid%3D7&h=AT0",
    "https://out.reddit.com/t3_1?url=https%3A%2F%2Fwww.outlet.example%2Fnews%2Faid-grows%3Fid%3D7&token=x",
    "https://r.search.yahoo.com/_ylt=A/RV=2/RE=1/RO=10/RU=https%3a%2f%2fwww.outlet.example%2fnews%2faid-grows%3fid%3d7/RK=2/RS=x",
    "https://www-outlet-example.cdn.ampproject.org/c/s/www.outlet.example/news/aid-grows?id=7",
    "https://www.google.com/amp/s/www.outlet.example/news/aid-grows?id=7",
]


@pytest.mark.parametrize("link", WRAPPED)
def test_the_address_inside_an_aggregators_link_is_taken_out(link):
    assert unwrap(link) == (ARTICLE, False)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.outlet.example/url?url=https://other.example/x",
        "https://www.google.com/search?q=https://other.example/x",
        "https://www.google.com/url?url=file:///etc/passwd",
        "https://www.bing.com/news/search?url=https://other.example/",
        "https://notgoogle.com/url?q=https://other.example/x",
    ],
)
def test_other_links_stay_as_they_are(link):
    assert unwrap(link) == (link, False)


def test_a_page_that_only_jumps_is_followed(tmp_path):
    from monitoring import Monitor, feed
    from website import Entry, Site

    with Site() as site:
        site.article(
            "/story",
            "Story",
            ["Allies pledged one billion euros a month for weapons, the minister said on Tuesday."] * 2,
        )
        site.page("/go", f'<html><head><meta http-equiv="refresh" content="0; url={site.url("/story")}"></head></html>')
        site.page(
            "/out",
            '<html><head><META HTTP-EQUIV=Refresh CONTENT="0;URL=file:///etc/passwd"></head><p>Moved, and more words than few.</p></html>',
        )
        found = Monitor(feed(site.feed("/rss.xml", [Entry("t", "/go"), Entry("t", "/out")]))).go()
        assert {page.url: page.final_url for page in found.pages}[site.url("/go")] == site.url("/story")
        assert b"billion" in next(page.body for page in found.pages if page.url == site.url("/go"))
