"""What trafilatura reads on a page: its text, and its title, author and day where nothing better says them.

Asked for metadata, trafilatura finds ten things, of which three are wanted here, each only where better sources are silent; its search for
an author takes a third of the time of a page. So its readers are called one by one (decision 0213).
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from configparser import ConfigParser
from datetime import datetime, timedelta
from functools import cache, cached_property
from html import unescape
from typing import Any

from lxml import etree
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
#: less text than this is no article
LEAST = 40
#: more paragraphs than this are never one element run together
_FEW = 8
#: where these begin or end, so does a line
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "td", "th", "tr", "ul",
})  # fmt: skip
_UNSEEN = frozenset({"script", "style", "template", "noscript"})
# trafilatura logs every page it cannot use; here that is a Problem
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def read(tree: HtmlElement, page: Page) -> Any:
    """Trafilatura's document of a page, without metadata; None where it finds no article. The tree is left as it is.

    Of a page with little text trafilatura takes a whole element as one paragraph, headline and byline with it. Such a page is read again
    without that last resort; where too little comes of it, the paragraph is broken where the elements of the page end.
    """
    found = _extracted(tree, page)
    if found is None or not found.text or not _last_resort(found.body):
        return found
    pieces = broken(found.text, tree)
    if "\n" not in pieces:
        return found
    again = _extracted(tree, page, least=LEAST)
    if again is not None and again.text and not _last_resort(again.body) and _holds(again.text, pieces):
        return again
    found.text = pieces
    return found


def _extracted(tree: HtmlElement, page: Page, least: int | None = None) -> Any:
    """``least``: the characters from which on trafilatura takes what it found for enough; its own 250 where None."""
    config = {} if least is None else {"config": _content_with(least)}
    return bare()(tree, url=page.final_url or page.url, include_comments=False, **config)


@cache
def _content_with(least: int) -> ConfigParser:
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(least))
    return config


def _last_resort(body: Any) -> bool:
    """Whether a body may be trafilatura's last resort: paragraphs of bare text and nothing else, few as articles on a page."""
    return (
        body is not None
        and 0 < len(body) <= _FEW
        and all(each.tag == "p" and not len(each) and not each.attrib for each in body)
    )


def _holds(text: str, pieces: str) -> bool:
    """Whether a text has what stands in sentences among these pieces: what may be left out are names, dates and links."""
    told = [piece for piece in pieces.split("\n") if piece.rstrip("\"'”’»)").endswith((".", "!", "?", "…"))]
    return bool(told) and all(piece in text for piece in told)


def broken(text: str, tree: HtmlElement) -> str:
    """A text in which blocks of a page were run together, with a line for each block; as it is where it holds none."""
    runs = [run for root in (list(tree.iter("article")) or [tree]) for run in _runs(root)]
    first: dict[str, list[str]] = {}
    for run in dict.fromkeys(runs):
        first.setdefault(run.split(" ", 1)[0], []).append(run)
    return "\n".join(piece for line in _paragraphs(text) for piece in _pieces(line, first))


def _paragraphs(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n")]


def _pieces(line: str, runs: dict[str, list[str]]) -> list[str]:
    """A line cut into the blocks that it begins with, one after the other, the longest first; what follows the last is one piece."""
    pieces, at = [], 0
    while at < len(line):
        word = line[at:end] if (end := line.find(" ", at)) >= 0 else line[at:]
        here = [
            run
            for run in runs.get(word, ())
            if line.startswith(run, at) and line[at + len(run) : at + len(run) + 1] in ("", " ")
        ]
        if not here:
            break
        longest = max(here, key=len)
        pieces.append(longest)
        at += len(longest) + 1
    return [*pieces, line[at:]] if at < len(line) else pieces


def _runs(root: HtmlElement) -> list[str]:
    """The text of an element, cut wherever a block begins or ends, white space collapsed."""
    runs: list[str] = []
    open_run: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in _BLOCKS:
            runs.append(" ".join("".join(open_run).split()))
            open_run = []
        if element.tag not in _UNSEEN:
            open_run.append((element.text if event == "start" else None) or "")
        if event == "end" and element is not root:
            open_run.append(element.tail or "")
    runs.append(" ".join("".join(open_run).split()))
    return [run for run in runs if run]


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
