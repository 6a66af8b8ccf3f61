"""Finding the feeds of a site from its home page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.fetch.identity import web_address

_TAG = re.compile(rb"<(link|a)\b([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""([\w:-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")
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


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that a page names (or links to)."""

    url: str
    title: str | None = None


def feeds_in_page(body: bytes, address: str, limit: int = 20) -> list[FoundFeed]:
    """The feeds that an HTML page announces (``rel=alternate``), then those its links look like; feeds of comments last. Never raises."""
    announced: dict[str, FoundFeed] = {}
    linked: dict[str, FoundFeed] = {}
    for tag in _TAG.finditer(body[:1_000_000]):
        pairs = {
            k.decode().lower(): v.strip(b"\"'").decode("utf-8", "replace").replace("&amp;", "&")
            for k, v in _ATTRIBUTE.findall(tag[2])
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
