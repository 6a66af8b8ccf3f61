"""A page's title, author and day are those that trafilatura's own metadata have, though its readers are asked one by one."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from trafilatura.xpaths import AUTHOR_XPATHS

from flows.clean.cleaner import parse
from flows.clean.markup import _SIGNED, Markup, bare
from pages import html, page

NOW = datetime(2026, 3, 2, tzinfo=UTC)
TEXT = "<p>The government will give 40 million euros to the fund this year, the minister said on Monday.</p>" * 4

#: what stands in the head, what stands around the text
PAGES = {
    "nothing but a heading": ("", "<h1>Aid grows</h1>"),
    "a title of two parts": ("<title>Aid grows - The Outlet</title>", ""),
    "a title in the metadata": (
        '<meta property="og:title" content="Aid &amp; arms">',
        "<h1>Another</h1><h1>Third</h1>",
    ),
    "two headings": ("<title>outlet.example</title>", '<h1 class="entry-title">Aid grows</h1><h1>Menu</h1>'),
    "an author in the metadata": ('<meta name="author" content="Ana Blyth">', ""),
    "a user name in the metadata": ('<meta name="author" content="ablyth">', ""),
    "a user name there, a byline here": ('<meta name="author" content="ablyth">', '<p class="byline">By Ana Blyth</p>'),
    "a byline": ("", '<p class="Byline">By Ana Blyth</p>'),
    "a byline by another name": ("", '<div class="byl">Ana Blyth</div>'),
    "a link to the author": ("", '<a rel="author" href="/a">Ana Blyth and Bo Cram</a>'),
    "a card of the author": ("", '<div data-testid="AuthorCard">Ana Blyth</div>'),
    "an element of its own": ("", "<author>Ana Blyth</author>"),
    "a poster": ("", '<span class="submitted-by">Ana Blyth</span>'),
    "the word author in another place only": ("", "<p>The author of the report was not named.</p>"),
    "a day in the markup": ("", '<time datetime="2026-02-27">27 February</time>'),
    "a day after tomorrow": ("", '<time datetime="2026-03-09">9 March</time>'),
    "JSON-LD of an article": (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Aid grows","author":{"@type":"Person","name":"Ana Blyth"},'
        '"datePublished":"2026-02-26T10:00:00Z"}</script>',
        "",
    ),
    "JSON-LD that is broken": (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Aid grows",</script>',
        "",
    ),
    "JSON-LD of an odd shape": (
        '<script type="application/ld+json">[{"@type":["NewsArticle",3],"author":[[]]}]</script>',
        "",
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_as_with_metadata(name: str) -> None:
    head, around = PAGES[name]
    source = html(around + TEXT, head)
    one = page(source)
    tree = parse(source)
    assert tree is not None
    whole = bare()(
        parse(source),
        url=one.url,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"original_date": True, "extensive_search": False, "max_date": "2026-03-03"},
    )
    shown = Markup(tree, source, one)
    assert (shown.title(), shown.author(), shown.day(NOW)) == (whole.title, whole.author, whole.date)


def test_every_name_that_trafilatura_looks_for_is_looked_for_first() -> None:
    """Where none of our words stands in a page, no path to an author may lead anywhere: read out of the paths themselves."""
    sought = [
        name
        for path in AUTHOR_XPATHS
        for quoted in re.findall(r"(?:=|, )'([^']+)'", str(path.path))
        for name in re.sub(r"\[[A-Z]([a-z])\]", r"\1", quoted).split("|")
    ]
    assert len(sought) > 20
    # "me" is compared with the text of an element named rel
    assert [name for name in sought if not any(word in name.lower() for word in _SIGNED)] == ["me"]
    assert all(element in _SIGNED for path in AUTHOR_XPATHS for element in re.findall(r"//([a-z]+)", str(path.path)))
