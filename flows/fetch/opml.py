"""OPML 2.0 (opml.org/spec2.opml): subscriptions in and out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from flows.clean.decoding import decode, xml_text
from flows.fetch.identity import host_of, web_address
from flows.settings import Source
from flows.settings.credentials import fault_of_address

_MAX_FEEDS = 5_000


class BadOpmlError(ValueError):
    """The bytes are no OPML, with a sentence that says so."""


def read_opml(data: bytes, taken: Iterable[str] = ()) -> tuple[list[Source], list[str], list[str]]:
    """The feeds of an OPML file as sources, the titles of those whose address is none of the web, and of those whose address holds a secret;
    folders become tags, names are made unique beside ``taken``, doubles dropped.

    Raises BadOpmlError if there is no outline in it.
    """
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(xml_text(decode(data).text).encode("utf-8", "replace"), parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadOpmlError("this is no OPML file: it is not XML") from error
    if root is None or root.find("body") is None:
        raise BadOpmlError("this is no OPML file: it has no body with outlines")
    names, urls = set(taken), set()
    sources: list[Source] = []
    strange: list[str] = []
    secret: list[str] = []
    for outline in root.iter("outline"):
        written = next((v for v in (outline.get(key) for key in ("xmlUrl", "xmlurl", "url")) if v is not None), None)
        url = web_address(_feed_scheme(written))
        called = " ".join((outline.get("title") or outline.get("text") or host_of(url or "") or written or "").split())
        if url is None and written is not None:
            strange.append(called[:100])
        if url is not None and fault_of_address(url) is not None:
            secret.append(called[:100])
            continue
        if (
            url is None
            or url in urls
            or outline.get("type", "rss").lower() not in ("rss", "atom", "feed", "link", "include")
        ):
            continue
        urls.add(url)
        title = " ".join((outline.get("title") or outline.get("text") or "").split())[:100]
        name = _unique(title or url, names)
        names.add(name)
        folders = [above.get("text") or above.get("title") or "" for above in outline.iterancestors("outline")]
        sources.append(
            Source(
                name=name,
                url=url,
                publisher=title or None,
                tags=tuple(folder for folder in reversed(folders) if folder),
            )
        )
        if len(sources) == _MAX_FEEDS:
            break
    return sources, strange, secret


def _feed_scheme(link: str | None) -> str | None:
    """``feed://host/…`` and ``feed:https://host/…``, by which readers were called up, as the address they mean."""
    found = re.match(r"(?i)feed:(?://(?=\w)|(?=https?:))", link or "")
    if link is None or found is None:
        return link
    rest = link[found.end() :]
    return rest if re.match(r"(?i)https?:", rest) else f"http://{rest}"


def write_opml(sources: Iterable[Source], title: str = "pledgewatch") -> bytes:
    """The feeds among the sources as OPML, under their first tag. Sitemaps, pages and folders have no place in OPML and are left out."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    folders: dict[str, etree._Element] = {}
    for source in sources:
        if source.kind != "feed" or not source.url:
            continue
        place = body
        if source.tags:
            tag = source.tags[0]
            if tag not in folders:
                folders[tag] = etree.SubElement(body, "outline", text=tag, title=tag)
            place = folders[tag]
        shown = source.publisher or source.name
        etree.SubElement(place, "outline", type="rss", text=shown, title=shown, xmlUrl=source.url)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _unique(title: str, taken: set[str]) -> str:
    label = re.sub(r"[^\w]+", "-", title.lower()).strip("-")[:40] or "feed"
    name, number = label, 1
    while name in taken:
        number += 1
        name = f"{label}-{number}"
    return name
