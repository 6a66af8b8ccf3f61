"""Fetching one article that a listing names."""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import replace
from urllib.parse import urlsplit

from flows.fetch.desk import Desk
from flows.fetch.download import PAGE_TYPES, FetchError, Response
from flows.fetch.identity import canonical, declared_canonical, host_of, refreshed, unwrap
from flows.fetch.items import Item, iso
from flows.fetch.memory import Pending, Revisit
from flows.settings import Source
from storage.rows import Page

#: an article that cannot be had is given up after so many passes
MAX_TRIES = 6
#: errors that another try does not mend
_FINAL = frozenset(
    {"robots", "unresolved_link", "bad_address", "not_text", "http_410", "http_451", "redirected_home", "bad_redirect"}
)
_FINAL_SOON = frozenset(
    {
        "http_401",
        "http_402",
        "http_403",
        "http_404",
        "http_400",
        "bomb",
        "bad_encoding",
        "redirect_loop",
        "tls",
        "empty",
    }
)
#: the server does not let us read the page; what the feed itself gave is then the article
_CLOSED = frozenset({"http_401", "http_402", "http_403", "http_451", "robots"})
_TEXT = re.compile(r"^$|^text/|html|xml|json|^application/octet-stream$")


def address_of(item: Item) -> str:
    """The canonical address of an item, aggregator links unwrapped. Raises FetchError("unresolved_link") for an opaque one."""
    link, opaque = unwrap(item.url or "")
    if opaque:
        raise FetchError(
            "unresolved_link",
            f"{host_of(link)} hides the article's address behind a script; subscribe to the outlet's own feed",
        )
    return canonical(link)


def variants(address: str) -> list[str]:
    """The addresses under which the same article may be recorded: http and https, with and without ``www.`` and the last slash."""
    parts = urlsplit(address)
    host = parts.netloc.removeprefix("www.")
    path = parts.path.rstrip("/")
    query = f"?{parts.query}" if parts.query else ""
    return [
        f"{scheme}://{www}{host}{path}{slash}{query}"
        for scheme in ("https", "http")
        for www in ("", "www.")
        for slash in ("", "/")
    ]


async def fetch_article(source: Source, pending: Pending, address: str, desk: Desk) -> tuple[Page, Revisit, str]:
    """The article's page, the plan to look at it again, and where redirects ended (canonical). Raises FetchError."""
    item = pending.item
    if not await desk.allowed(address):
        raise FetchError("robots", f"the robots.txt of {host_of(address)} asks not to fetch this page")
    limit = desk.settings.fetch.max_page_bytes
    response = await desk.get(address, limit=limit, accept=PAGE_TYPES, source=source)
    check(response, address)
    target = refreshed(response.body, response.final_url)
    if target is not None:
        if not await desk.allowed(target):
            raise FetchError("robots", f"the robots.txt of {host_of(target)} asks not to fetch this page")
        response = await desk.get(target, limit=limit, accept=PAGE_TYPES, source=source)
        check(response, target)
    page = page_of(source, address, response, desk)
    page = replace(
        page,
        title=item.title,
        published=item.published,
        language=item.language or source.language,
        baseline=pending.baseline,
    )
    if not response.whole:
        desk.problem(
            source.name, address, "truncated", f"the page is larger than {limit / 1e6:g} MB; the first part was read"
        )
    revisit = Revisit(
        url=address,
        first=iso(desk.now),
        etag=response.validator("etag"),
        last_modified=response.validator("last-modified"),
        digest=text_digest(response.body),
        title=item.title,
        published=item.published,
        baseline=pending.baseline,
    )
    return page, revisit, canonical(response.final_url)


def stand_in(pending: Pending, error: FetchError) -> bool:
    """May the feed's own text of an article be read in place of its page?"""
    return error.code in _CLOSED and bool(pending.item.content)


def content_page(source: Source, pending: Pending, address: str, desk: Desk) -> Page:
    """The page of an item that brings its text along: at its link, if it has one."""
    item = pending.item
    title = html.escape(item.title or "")
    body = f"<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>{item.content}</article></body></html>".encode(
        "utf-8", "replace"
    )
    if desk.raw is not None:
        desk.raw.put(body)
    desk.bytes_held += len(body)
    return Page(
        source=source.name,
        url=address
        if item.url
        else f"{address}#{hashlib.sha256((item.guid or item.content or '').encode('utf-8', 'replace')).hexdigest()[:16]}",
        fetched_at=desk.now,
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        content_type="text/html",
        charset="utf-8",
        title=item.title,
        published=item.published,
        publisher=source.publisher,
        language=item.language or source.language,
        baseline=pending.baseline,
    )


def check(response: Response, address: str) -> None:
    """Is the answer a page with text, and the page that was asked for? Raises FetchError if not."""
    if response.broken:
        raise FetchError("interrupted", f"{host_of(address)} broke off in the middle of the page")
    if response.status == 204 or not response.body.strip():
        raise FetchError("empty", "the page is empty")
    if not _TEXT.search(response.content_type):
        raise FetchError("not_text", f"the link leads to {response.content_type}, which is not read")
    asked, came = urlsplit(address), urlsplit(response.final_url)
    if asked.path.strip("/") and not came.path.strip("/") and not came.query and not asked.query:
        raise FetchError(
            "redirected_home", f"{host_of(address)} sends the reader to its home page: the article is gone"
        )


def page_of(source: Source, address: str, response: Response, desk: Desk) -> Page:
    """A page out of an answer; the raw bytes are kept. ``final_url`` is the page's own canonical address, else where redirects ended."""
    final = declared_canonical(response.body, response.final_url) or canonical(response.final_url)
    if desk.raw is not None:
        desk.raw.put(response.body)
    desk.bytes_held += len(response.body)
    return Page(
        source=source.name,
        url=address,
        fetched_at=desk.now,
        body=response.body,
        sha256=hashlib.sha256(response.body).hexdigest(),
        content_type=response.content_type or None,
        charset=response.charset,
        final_url=final,
        publisher=source.publisher,
        language=source.language,
    )


def next_try(pending: Pending, error: FetchError) -> Pending | None:
    """The same item for the next pass, or None if it is given up. A host that asked for peace costs no try."""
    if error.code == "host_closed" or error.status == 429:
        return pending
    limit = 1 if error.code in _FINAL else 3 if error.code in _FINAL_SOON else MAX_TRIES
    return replace(pending, tries=pending.tries + 1) if pending.tries + 1 < limit else None


_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>|<!--.*?-->", re.DOTALL)
_SILENT = frozenset({b"script", b"style", b"noscript", b"template", b"nav", b"aside", b"footer", b"header"})
_BLOCK = frozenset(
    {
        b"p",
        b"h1",
        b"h2",
        b"h3",
        b"li",
        b"blockquote",
        b"td",
        b"figcaption",
        b"div",
        b"article",
        b"section",
        b"ul",
        b"br",
    }
)


def text_digest(body: bytes) -> str:
    """A digest of a page's running text, so that tokens, counters and menus that change on every visit do not count as an edit."""
    return hashlib.sha256(b"\n".join(text_blocks(body))).hexdigest()[:16]


def text_blocks(body: bytes) -> list[bytes]:
    """A page's running text: blocks of 40 bytes and more, outside navigation, headers and footers; where there are none, all text."""
    blocks: list[bytes] = []
    block: list[bytes] = []
    silent: bytes | None = None
    at = 0
    for tag in _TAG.finditer(body):
        if silent is None:
            block.append(body[at : tag.start()])
        at = tag.end()
        name, closing = (tag[2] or b"").lower(), bool(tag[1])
        if silent is not None:
            silent = None if closing and name == silent else silent
        elif name in _SILENT and not closing:
            silent = name
        elif name in _BLOCK:
            blocks.append(b" ".join(b"".join(block).split()))
            block = []
    if silent is None:
        block.append(body[at:])
    blocks.append(b" ".join(b"".join(block).split()))
    return [text for text in blocks if len(text) >= 40] or blocks
