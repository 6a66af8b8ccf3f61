"""Feeds: bytes to items. RSS, Atom and RDF through feedparser, JSON Feed by ourselves."""

from __future__ import annotations

import calendar
import html
import json
import re
from datetime import UTC, datetime
from typing import Any

import feedparser

from flows.clean.decoding import decode, xml_text
from flows.fetch.bodies import BLANK, BodyError
from flows.fetch.bodies import decode as decompress
from flows.fetch.feedxml import lean_feed
from flows.fetch.identity import web_address
from flows.fetch.items import (
    FULL_TEXT,
    MAX_CONTENT,
    MAX_FIELD,
    MAX_ITEMS,
    Item,
    Listing,
    NotAListingError,
    iso_moment,
    moment,
)

#: bytes of a feed that came as a gzip file
MAX_UNPACKED = 5_000_000
_FEED = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)


def parse_feed(
    body: bytes, *, address: str, now: datetime, charset: str | None = None, content_type: str = "", whole: bool = True
) -> Listing:
    """Read a feed of any kind. ``address`` is where it came from (relative links), ``whole`` False if the bytes were cut.

    Damaged and truncated feeds give the items that can be read and a warning. Raises NotAListingError where there is no feed.
    """
    if body.startswith(b"\x1f\x8b"):
        body, whole = _unpacked(body, whole)
    if not body.strip(BLANK):
        raise NotAListingError("empty", "the feed is empty")
    decoded = decode(body, charset)
    warnings = []
    if decoded.bad_bytes:
        warnings.append(f"{decoded.bad_bytes} bytes are not valid {decoded.encoding}; the rest was read")
    text = decoded.text.lstrip("\ufeff \t\r\n")
    if text.startswith("{") or ("json" in content_type and text.startswith("[")):
        return _json_feed(text, address, now, tuple(warnings))
    if not _FEED.search(text[:20_000]):
        if _HTML.search(text[:5_000]):
            raise NotAListingError("html", "the address answers with an HTML page, not with a feed")
        raise NotAListingError("not_a_feed", "the address does not answer with a feed")
    return _xml_feed(xml_text(text), address, now, whole, warnings)


def _unpacked(body: bytes, whole: bool) -> tuple[bytes, bool]:
    """A gzip file that is served as such, without a word of it in the headers."""
    try:
        text, complete = decompress(body, "gzip", MAX_UNPACKED)
    except BodyError as error:
        raise NotAListingError(
            "not_a_feed", f"the address answers with a gzip file that cannot be read: {error}"
        ) from error
    return text, whole and complete


def _xml_feed(text: str, address: str, now: datetime, whole: bool, warnings: list[str]) -> Listing:
    lean = lean_feed(text)
    if lean is None and (start := _FEED.search(text)) is not None and start.start():
        lean = lean_feed(text[start.start() :])
        warnings.append("something stands before the feed (a server's warning?); the feed was read")
    if lean is None:
        raise NotAListingError("not_a_feed", "the address does not answer with a feed")
    data, sound, cut = lean
    if cut:
        warnings.append(f"the feed holds more than {MAX_ITEMS} entries; the first {MAX_ITEMS} were read")
    if not whole:
        warnings.append("the feed was cut off; what came was read")
    elif not sound:
        warnings.append("the feed is not well-formed XML; what could be read was read")
    parsed = feedparser.parse(
        data,
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    head = parsed.feed
    ttl = str(head.get("ttl", ""))
    return Listing(
        kind=parsed.get("version") or "feed",
        items=tuple(_item(entry, address, now) for entry in parsed.entries[:MAX_ITEMS]),
        title=_line(head.get("title")),
        ttl=int(ttl) if ttl.isdigit() and len(ttl) < 6 else None,
        warnings=tuple(warnings),
    )


def _item(entry: Any, address: str, now: datetime) -> Item:
    guid = str(entry.get("id") or "")[:MAX_FIELD] or None
    url = _link(entry, address) or web_address(guid)
    when = next(
        (
            m
            for m in (_stamp(dict.get(entry, f"{key}_parsed"), now) for key in ("published", "created", "updated"))
            if m
        ),
        None,
    )
    pieces = [str(piece.get("value", "")) for piece in entry.get("content", [])[:5]] or [str(entry.get("summary", ""))]
    content = _worth(max(pieces, key=len), url)
    return Item(url, _line(entry.get("title")), when, _line(entry.get("language")), guid, content)


def _worth(content: str, url: str | None) -> str | None:
    """An entry's own text, where it is needed: there is no link, or it is long enough to stand in for a page that refuses us."""
    return content[:MAX_CONTENT] if content and (url is None or FULL_TEXT <= len(content) <= MAX_CONTENT) else None


def _link(entry: Any, address: str) -> str | None:
    choices = [link.get("href") for link in entry.get("links") or [] if link.get("rel", "alternate") == "alternate"]
    # where a counter stands in front of the article, the feed names the article beside it
    links = [link for link in [entry.get("feedburner_origlink"), *choices, entry.get("link")] if link]
    # a GUID that passes for a link (RSS's isPermaLink is true by default) is one only if it is a whole address
    found = (web_address(link, None if link == entry.get("id") else address) for link in links)
    return next((link for link in found if link), None)


def _stamp(parsed: Any, now: datetime) -> str | None:
    try:
        return moment(datetime.fromtimestamp(calendar.timegm(parsed), UTC), now) if parsed else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _line(text: Any) -> str | None:
    if not isinstance(text, str):
        return None
    plain = html.unescape(re.sub(r"<[^<>]{0,200}>", "", text[: 2 * MAX_FIELD]))
    return " ".join(plain.split())[:MAX_FIELD] or None


def _json_feed(text: str, address: str, now: datetime, warnings: tuple[str, ...]) -> Listing:
    """JSON Feed 1 and 1.1 (jsonfeed.org/version/1.1)."""
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise NotAListingError("not_a_feed", "the address answers with JSON that cannot be read") from error
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise NotAListingError("not_a_feed", "the address answers with JSON that is no feed")
    items = tuple(
        _json_item(entry, data, address, now) for entry in data["items"][:MAX_ITEMS] if isinstance(entry, dict)
    )
    return Listing(kind="json", items=items, title=_line(data.get("title")), warnings=warnings)


def _json_item(entry: dict[str, Any], feed: dict[str, Any], address: str, now: datetime) -> Item:
    def word(key: str, thing: dict[str, Any] = entry) -> str | None:
        value = thing.get(key)
        return str(value)[:MAX_CONTENT] if isinstance(value, str | int) and not isinstance(value, bool) else None

    # "external_url" is what a link blog points at: the article itself
    url = web_address(word("external_url"), address) or web_address(word("url"), address) or web_address(word("id"))
    when = iso_moment(word("date_published"), now) or iso_moment(word("date_modified"), now)
    content = _worth(word("content_html") or word("content_text") or "", url)
    return Item(url, _line(word("title")), when, word("language") or word("language", feed), word("id"), content)
