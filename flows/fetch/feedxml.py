"""A feed's XML made small and well-formed, so that feedparser's time is bounded.

feedparser turns to a loose parser where XML is broken, and that one needs minutes for a few megabytes that somebody wrote for the purpose
(measured: 5 MB of ``<item>`` took 118 s, a date of 5 MB never ended). libxml2 recovers what can be recovered in a second at most; then
only the parts of an entry that are read go on, each cut to its size.
"""

from __future__ import annotations

import re
from html.entities import html5

from lxml import etree

from flows.fetch.items import MAX_CONTENT, MAX_FIELD, MAX_ITEMS

_BARE = re.compile(r"&(?:#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|([a-zA-Z][a-zA-Z0-9]{1,31});)?")
_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ENTRIES = frozenset({"item", "entry"})
#: what is read of an entry -> characters of it
_OF_ENTRY = {
    **dict.fromkeys(("title", "link", "guid", "id", "about", "origlink"), MAX_FIELD),
    **dict.fromkeys(("pubdate", "published", "updated", "date", "created", "issued", "modified", "language"), 100),
    **dict.fromkeys(("description", "summary", "content", "encoded"), MAX_CONTENT),
}
_ATTRIBUTES, _CHILDREN, _AMPERSANDS = 40, 200, 200_000
_TORN = re.compile(r"<(?:[\w.-]+:)?(?:link|guid|id|origlink|loc)\b[^<>]*>\s*(?:<!\[CDATA\[)?[^<]*\Z", re.IGNORECASE)
_TAG = re.compile(r"</?([A-Za-z][\w.:-]*)[^<>]*>")
_VOCABULARY = frozenset(
    [
        "rss",
        "channel",
        "item",
        "title",
        "link",
        "description",
        "language",
        "copyright",
        "managingeditor",
        "webmaster",
        "pubdate",
        "lastbuilddate",
        "category",
        "generator",
        "docs",
        "cloud",
        "ttl",
        "image",
        "url",
        "width",
        "height",
        "rating",
        "textinput",
        "name",
        "skiphours",
        "hour",
        "skipdays",
        "day",
        "author",
        "comments",
        "enclosure",
        "guid",
        "source",
        "feed",
        "entry",
        "id",
        "updated",
        "published",
        "summary",
        "content",
        "contributor",
        "email",
        "uri",
        "icon",
        "logo",
        "rights",
        "subtitle",
        "rdf",
        "items",
        "li",
        "seq",
        "issued",
        "modified",
        "created",
        "tagline",
    ]
)
_OF_FEED = frozenset({"title", "ttl", "language", "link", "channel"})


def lean_feed(text: str) -> tuple[bytes, bool, bool] | None:
    """Well-formed XML with the feed's entries, MAX_ITEMS at most; whether the original was well-formed; whether entries were cut.

    None if there is no feed in it.
    """
    text = _with_defined_entities(without_torn_address(text))
    root, sound = _parsed(text)
    if not sound:
        root, _ = _parsed(_TAG.sub(_foreign, text))
    if root is None or _local(root) not in ("rss", "feed", "rdf", "channel"):
        return None
    entries = [element for element in root.iter() if _local(element) in _ENTRIES and not _inside_entry(element)]
    for entry in entries[MAX_ITEMS:]:
        _drop(entry)
    for entry in entries[:MAX_ITEMS]:
        _trim(entry)
    for place in (root, *(child for child in root if _local(child) == "channel")):
        place.text = None
        _few_attributes(place)
        for child in list(place):
            child.tail = None
            if _local(child) not in _OF_FEED | _ENTRIES or (
                _local(child) != "channel" and _length(child) > 8 * MAX_CONTENT
            ):
                _drop(child)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True), sound, len(entries) > MAX_ITEMS


def without_torn_address(text: str) -> str:
    """The text without the address in whose middle it ends: half of it is another article's, or the home page."""
    tail = text[-2 * MAX_FIELD :]
    torn = _TORN.search(tail)
    return text[: len(text) - len(tail) + torn.start()] if torn else text


def _parsed(text: str) -> tuple[etree._Element | None, bool]:
    """What libxml2 can recover of the text, and whether nothing had to be."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        return None, False
    return root, parser.error_log.last_error is None


def _foreign(tag: re.Match[str]) -> str:
    """A tag as text, if no feed has such a tag: the unclosed ``<br>`` in a title that would take the rest of the entry with it."""
    name = tag[1].lower()
    return tag[0] if ":" in name or name in _VOCABULARY else tag[0].replace("<", "&lt;")


def _trim(entry: etree._Element) -> None:
    entry.text = entry.tail = None
    _few_attributes(entry)
    del entry[_CHILDREN:]
    for child in list(entry):
        child.tail = None
        room = _OF_ENTRY.get(_local(child))
        if room is None:
            _drop(child)
        elif len(child):
            if _length(child) > room:
                _drop(child)
        elif child.text and len(child.text) > room:
            child.text = child.text[:room]
        _few_attributes(child)


def _few_attributes(element: etree._Element) -> None:
    """An honest element has a handful of attributes; one with hundreds of thousands has none that matter."""
    if len(element.attrib) > _ATTRIBUTES or any(len(str(value)) > MAX_FIELD for value in element.attrib.values()):
        element.attrib.clear()


def _with_defined_entities(text: str) -> str:
    """Ampersands that start no entity ("AT&T", "?a=1&b=2") escaped, HTML's named entities spelt out; CDATA left alone."""
    if text.count("&") > _AMPERSANDS:
        return text  # libxml2 drops what it cannot read, and nobody writes so by mistake
    pieces, at = [], 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        end = text.find("]]>", start)
        if end < 0:
            break
        pieces += [_BARE.sub(_entity, text[at:start]), text[start : end + 3]]
        at = end + 3
    return "".join([*pieces, _BARE.sub(_entity, text[at:])])


def _entity(found: re.Match[str]) -> str:
    name = found[1]
    if len(found[0]) == 1:
        return "&amp;"
    if name is None or name in _XML:
        return found[0]
    meaning = html5.get(f"{name};")
    return "".join(f"&#{ord(character)};" for character in meaning) if meaning else f"&amp;{name};"


def _inside_entry(element: etree._Element) -> bool:
    return any(_local(above) in _ENTRIES for above in element.iterancestors())


def _length(element: etree._Element) -> int:
    length = 0
    for each in element.iter():
        length += 20 + len(each.text or "") + len(each.tail or "") + 20 * len(each.attrib)
        if length > 8 * MAX_CONTENT:
            break
    return length


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(element.tag, str) else ""
