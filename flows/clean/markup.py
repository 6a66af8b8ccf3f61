"""What trafilatura reads on a page: its text, and its title, author and day where nothing better says them.

Asked for metadata, trafilatura finds ten things, of which three are wanted here, each only where better sources are silent; its search for
an author takes a third of the time of a page. So its readers are called one by one (decision 0212).
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache, cached_property
from html import unescape
from typing import Any

from lxml.html import HtmlElement

from storage.rows import Page

#: one of these stands in every element that trafilatura's paths to an author can find (``AUTHOR_XPATHS``), in lower case
_SIGNED = (
    "author",
    "byl",
    "bbl",
    "username",
    "channel-name",
    "zuozhe",
    "bianji",
    "xiaobian",
    "submitted-by",
    "posted-by",
    "journalist-name",
    "screenname",
    "writer",
    "<rel",
)
# trafilatura logs every page it cannot use; here that is a Problem
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def read(tree: HtmlElement, page: Page) -> Any:
    """Trafilatura's document of a page, without metadata; None where it finds no article. The tree is left as it is."""
    return bare()(tree, url=page.final_url or page.url, include_comments=False)


def text_of(tree: HtmlElement, page: Page) -> str | None:
    """The text of a part of a page; of one in which trafilatura finds no article, its paragraphs. None if it has no text."""
    found = read(tree, page)
    if found is not None and found.text:
        return str(found.text)
    paragraphs = (" ".join(p.text_content().split()) for p in tree.iter("p", "li", "blockquote"))
    return "\n".join(text for text in paragraphs if text) or None


class Markup:
    """A page's title, author and day as trafilatura finds them in meta tags, JSON-LD and markup; searched for when asked."""

    def __init__(self, tree: HtmlElement, source: str, page: Page) -> None:
        """``source`` is the text that the tree was parsed from."""
        self.tree, self._source, self._page = tree, source, page

    def title(self) -> str | None:
        """The headline: what the page's metadata say, else its heading."""
        from trafilatura.metadata import extract_title

        return _line(self._told.title or extract_title(self.tree))

    def author(self) -> str | None:
        """Who signs: a full name in the page's metadata, else what a byline's markup shows."""
        if self._told.author:
            return _line(self._told.author)
        shown = self._source.lower()
        if not any(word in shown for word in _SIGNED):
            return None
        from trafilatura.metadata import extract_author

        return _line(extract_author(self.tree))

    def day(self, now: datetime) -> str | None:
        """The day (YYYY-MM-DD) that the page's markup or address shows, never one after tomorrow as seen from ``now``."""
        from htmldate import find_date
        from trafilatura.metadata import extract_url

        url = self._told.url or extract_url(self.tree, self._page.final_url or self._page.url)
        latest = (now + timedelta(days=1)).strftime("%Y-%m-%d")
        found = find_date(self.tree, url=url, original_date=True, extensive_search=False, max_date=latest)
        return str(found) if found else None

    @cached_property
    def _told(self) -> Any:
        from trafilatura.metadata import examine_meta, extract_meta_json

        told = examine_meta(self.tree)
        if told.author and " " not in told.author:
            told.author = None  # a user name, or the address of one
        try:
            return extract_meta_json(self.tree, told)
        except (
            Exception
        ):  # JSON-LD comes in any shape, and trafilatura trusts it; what was found before the fault stands
            return told


def _line(text: str | None) -> str | None:
    return " ".join(unescape(text).split()) or None if text else None


@cache
def bare() -> Callable[..., Any]:
    """Trafilatura's ``bare_extraction``, imported when first asked for."""
    # half a second to import; its downloader, which is never used, warns of a missing SOCKS library
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from trafilatura import bare_extraction
    return bare_extraction
