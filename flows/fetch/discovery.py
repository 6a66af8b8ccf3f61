"""Finding the feeds of a site from its home page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from urllib.parse import urljoin, urlsplit

from flows.fetch.desk import Desk
from flows.fetch.download import FEED_TYPES, FetchError, Response, shown
from flows.fetch.feeds import parse_feed
from flows.fetch.identity import host_of, web_address
from flows.fetch.items import NotAListingError
from flows.fetch.polling import SITEMAP_BYTES
from flows.fetch.sitemaps import parse_sitemap
from flows.settings import Source

_TAG = re.compile(rb"<(link|a)\b([^<>]{1,2000})>", re.IGNORECASE)
_PARAMETER = re.compile(r"""([\w-]+)\s*=\s*("[^"]*"|[^\s";,]+)""")
_ATTRIBUTE = re.compile(rb"""([\w:-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")
#: one link of a Link header (RFC 8288, 3)
_LINK_VALUE = re.compile(r"<([^<>]{1,2000})>([^<>]{0,500})")
_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/json",
    "text/xml",
    "application/xml",
)
_LOOKS = re.compile(
    r"(?i)(?:/(?:rss|feed|feeds|atom)(?:/|$|\.)|\.(?:rss|atom|rdf)$|(?:rss|feed|atom)[\w-]*\.(?:xml|json)|[?&]format=(?:rss|atom|feed))"
)
_COMMENTS = re.compile(r"(?i)comments?\b")
#: where feeds and news sitemaps usually are, for sites that name none
_USUAL = (
    "/feed/",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/news-sitemap.xml",
    "/sitemap-news.xml",
)
_TRIES = 6


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed or sitemap, named by a page or found at a usual place. ``items`` is what it holds, None if it was not tried."""

    url: str
    title: str | None = None
    kind: Literal["feed", "sitemap"] = "feed"
    items: int | None = None
    newest: str | None = None


def feeds_in_page(body: bytes, address: str, limit: int = 20) -> list[FoundFeed]:
    """The feeds that an HTML page announces (``rel=alternate``), then those its links look like; feeds of comments last. Never raises."""
    announced: dict[str, FoundFeed] = {}
    linked: dict[str, FoundFeed] = {}
    for tag in _TAG.finditer(body[:1_000_000]):
        pairs = {
            k.decode().lower(): v.strip(b"\"'").decode("utf-8", "replace").replace("&amp;", "&")
            for k, v in _ATTRIBUTE.findall(tag[2])
            if k.isascii()
        }
        link = web_address(pairs.get("href"), address)
        if link is None:
            continue
        kind = pairs.get("type", "").split(";")[0].strip().lower()
        if tag[1].lower() == b"link" and "alternate" in pairs.get("rel", "").lower().split() and kind in _TYPES:
            if kind != "application/json" or "feed" in link:
                announced.setdefault(link, FoundFeed(link, pairs.get("title") or None))
        elif tag[1].lower() == b"a" and _LOOKS.search(link):
            linked.setdefault(link, FoundFeed(link, pairs.get("title") or None))
    found = [*announced.values(), *(feed for link, feed in linked.items() if link not in announced)]
    return sorted(found, key=lambda feed: bool(_COMMENTS.search(f"{feed.url} {feed.title or ''}")))[:limit]


def feeds_in_header(value: str, address: str) -> list[FoundFeed]:
    """The feeds that a Link header announces (RFC 8288)."""
    found = []
    for target, parameters in _LINK_VALUE.findall(value[:20_000]):
        pairs = {k.lower(): v.strip("\"'") for k, v in _PARAMETER.findall(parameters)}
        link = web_address(target, address)
        kind = pairs.get("type", "").lower()
        if link and "alternate" in pairs.get("rel", "").lower().split() and kind in _TYPES:
            found.append(FoundFeed(link, pairs.get("title") or None))
    return found


async def find_feeds(site: Source, desk: Desk) -> list[FoundFeed]:
    """The feeds behind a source's address, each tried, the best first: the address itself if it is one, else those its page names, else
    those at the usual places and the news sitemaps of robots.txt. What lies at the same origin is asked with the same credentials, and
    its address has their placeholders. Raises FetchError if the address itself cannot be read."""
    found = await _found(site, desk)
    credentials = desk.credentials(site)
    return [replace(feed, url=credentials.with_user(feed.url)) for feed in found]


async def _found(site: Source, desk: Desk) -> list[FoundFeed]:
    response = await desk.get(site.url or "", limit=desk.settings.fetch.max_feed_bytes, accept=FEED_TYPES, source=site)
    if (itself := _as_listing(response, desk.now)) is not None:
        return [itself]
    named = feeds_in_header(response.headers.get("link", ""), response.final_url)
    named += [
        feed for feed in feeds_in_page(response.body, response.final_url) if feed.url not in {f.url for f in named}
    ]
    found = await _tried([feed.url for feed in named[:_TRIES]], site, desk, stop_at=_TRIES)
    if not found:
        found = await _tried([urljoin(response.final_url, path) for path in _USUAL], site, desk, stop_at=1)
    if not found:
        found = await _tried(await _announced_sitemaps(response.final_url, site, desk), site, desk, stop_at=1)
    titles = {feed.url: feed.title for feed in named}
    return [feed if feed.title else replace(feed, title=titles.get(feed.url)) for feed in found]


async def _tried(links: list[str], site: Source, desk: Desk, stop_at: int) -> list[FoundFeed]:
    found: list[FoundFeed] = []
    for link in links:
        try:
            response = await desk.get(
                link,
                limit=SITEMAP_BYTES if "sitemap" in link else desk.settings.fetch.max_feed_bytes,
                accept=FEED_TYPES,
                source=site,
            )
        except FetchError:
            continue
        if (feed := _as_listing(response, desk.now)) is not None:
            found.append(feed)
            if len(found) >= stop_at:
                break
    return found


def _as_listing(response: Response, now: datetime) -> FoundFeed | None:
    address = response.moved_to or response.url
    try:
        feed = parse_feed(
            response.body,
            address=response.final_url,
            now=now,
            charset=response.charset,
            content_type=response.content_type,
        )
        return FoundFeed(
            address,
            feed.title,
            "feed",
            len(feed.items),
            max((item.published or "" for item in feed.items), default="") or None,
        )
    except NotAListingError:
        pass
    try:
        sitemap = parse_sitemap(response.body, address=response.final_url, now=now, charset=response.charset)
    except NotAListingError:
        return None
    newest = max((item.published or "" for item in sitemap.items), default="") or None
    return FoundFeed(address, None, "sitemap", len(sitemap.items) or len(sitemap.further), newest)


async def _announced_sitemaps(address: str, site: Source, desk: Desk) -> list[str]:
    parts = urlsplit(address)
    try:
        response = await desk.get(
            f"{parts.scheme}://{parts.netloc}/robots.txt", limit=512_000, accept="text/plain", source=site
        )
    except FetchError:
        return []
    lines = response.body.decode("utf-8", "replace").splitlines()
    links = [web_address(line.partition(":")[2], address) for line in lines if line.lower().startswith("sitemap:")]
    return sorted((link for link in links if link), key=lambda link: "news" not in link)[:_TRIES]


def _port(link: str) -> int | None:
    try:
        return urlsplit(link).port
    except ValueError:
        return None


def source_name(feed: FoundFeed, taken: set[str]) -> str:
    """A short name for a new source that no other has: the host without its last label, then numbered; of an IP address all of it, and
    a port that is not the usual one."""
    host, port = host_of(feed.url), _port(feed.url)
    bare = host if ":" in host or host.replace(".", "").isdigit() else host.rsplit(".", 1)[0]
    label = re.sub(r"[^a-z0-9]+", "-", f"{bare}-{port or ''}".lower()).strip("-") or shown(feed.url)
    name, number = label, 1
    while name in taken:
        number += 1
        name = f"{label}-{number}"
    return name
