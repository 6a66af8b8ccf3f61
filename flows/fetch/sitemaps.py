"""Sitemaps (sitemaps.org 0.9) and news sitemaps: bytes to items."""

from __future__ import annotations

from datetime import datetime

from lxml import etree

from flows.clean.decoding import decode, xml_text
from flows.fetch.bodies import BodyError
from flows.fetch.bodies import decode as decompress
from flows.fetch.feedxml import without_torn_address
from flows.fetch.identity import web_address
from flows.fetch.items import Item, Listing, NotAListingError, iso_moment

#: the protocol's own limit
MAX_ADDRESSES = 50_000


def parse_sitemap(
    body: bytes, *, address: str, now: datetime, charset: str | None = None, limit: int = 50_000_000
) -> Listing:
    """Read a sitemap, news sitemap, sitemap index (``further``) or a text file with an address a line; a gzip file served as such is
    unpacked, up to ``limit`` bytes.

    Raises NotAListingError where there is none. Without lastmod an item has no date.
    """
    if body.startswith(b"\x1f\x8b"):
        try:
            body, _ = decompress(body, "gzip", limit)
        except BodyError as error:
            raise NotAListingError("not_a_sitemap", "the sitemap is a damaged gzip file") from error
    text = without_torn_address(xml_text(decode(body, charset).text))
    if not text.strip():
        raise NotAListingError("empty", "the sitemap is empty")
    if (lines := _of_lines(text)) is not None:
        return Listing("sitemap", lines)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    name = _local(root) if root is not None else ""
    if name not in ("urlset", "sitemapindex"):
        kind = "html" if "<html" in text[:5_000].lower() else "not_a_sitemap"
        raise NotAListingError(kind, "the address does not answer with a sitemap")
    warnings = () if not parser.error_log else ("the sitemap is not well-formed XML; what could be read was read",)
    if name == "sitemapindex":
        places = [
            (iso_moment(_text(entry, "lastmod"), now) or "", web_address(_text(entry, "loc"), address))
            for entry in root
        ]
        newest = sorted((place for place in places if place[1]), key=lambda place: place[0], reverse=True)
        return Listing("sitemapindex", (), further=tuple(str(link) for _, link in newest), warnings=warnings)
    items = tuple(item for item in (_item(entry, address, now) for entry in root[:MAX_ADDRESSES]) if item is not None)
    kind = "news sitemap" if any(item.title for item in items) else "sitemap"
    return Listing(kind, items, warnings=warnings)


def _of_lines(text: str) -> tuple[Item, ...] | None:
    """The items of a text file of addresses (sitemaps.org, "Text file"); None where a line of the first hundred is none."""
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    if any(" " in line or web_address(line) is None for line in lines[:100]):
        return None
    return tuple(Item(line) for line in lines[:MAX_ADDRESSES] if web_address(line))


def _item(entry: etree._Element, address: str, now: datetime) -> Item | None:
    url = web_address(_text(entry, "loc"), address)
    if url is None:
        return None
    news = next((child for child in entry if _local(child) == "news"), None)
    if news is None:
        return Item(url, published=iso_moment(_text(entry, "lastmod"), now))
    publication = next((child for child in news if _local(child) == "publication"), None)
    return Item(
        url,
        title=_text(news, "title"),
        published=iso_moment(_text(news, "publication_date"), now) or iso_moment(_text(entry, "lastmod"), now),
        language=_text(publication, "language") if publication is not None else None,
    )


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _text(element: etree._Element, name: str) -> str | None:
    for child in element:
        if _local(child) == name:
            return " ".join((child.text or "").split())[:2_000] or None
    return None
