"""An Atom feed of the newest alerts (RFC 4287), for feed readers and other programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from flows.alert.safe import clean, web_url
from storage.whole import write_whole

ATOM = "http://www.w3.org/2005/Atom"
#: entries in the feed
NEWEST = 100


def atom(records: Sequence[dict[str, Any]]) -> bytes:
    """The feed of alert records (the public format), newest first. The same records give the same bytes."""
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")
    _child(feed, "id", "urn:pledgewatch:alerts")
    _child(feed, "title", "pledgewatch alerts")
    _child(feed, "updated", max((_stamp(r) for r in records), default="1970-01-01T00:00:00+00:00"))
    _child(_child(feed, "author"), "name", "pledgewatch")
    _child(feed, "generator", "pledgewatch")
    for record in records:
        entry = _child(feed, "entry")
        _child(entry, "id", f"urn:pledgewatch:alert:{clean(str(record.get('alert_id')), 40)}")
        _child(entry, "title", clean(str(record.get("title")), 200))
        _child(entry, "updated", _stamp(record))
        for term in (record.get("channel"), record.get("severity")):
            if term:
                _child(entry, "category").set("term", clean(str(term), 20))
        if link := web_url(str(record.get("link") or "")):
            _child(entry, "link").attrib.update(rel="alternate", href=link)
        # the body is lines of clean text; cleaning line by line keeps them lines
        body = "\n".join(_spaced(line) for line in str(record.get("body")).splitlines())
        _child(entry, "content", body).set("type", "text")
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def write(path: Path, records: Sequence[dict[str, Any]]) -> None:
    """Put the feed of the newest records (the last of the list) in place in one step: a reader sees the old file or the new one."""
    write_whole(path, atom(list(reversed(records[-NEWEST:]))))


def _child(parent: ET.Element, name: str, words: str | None = None) -> ET.Element:
    element = ET.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = words
    return element


def _stamp(record: dict[str, Any]) -> str:
    stamp = clean(str(record.get("created_at") or ""), 40)
    return (
        stamp
        if "T" in stamp and ("+" in stamp or stamp.endswith("Z"))
        else f"{stamp[:10] or '1970-01-01'}T00:00:00+00:00"
    )


def _spaced(line: str) -> str:
    """The line without control characters, its indentation kept."""
    return " " * (len(line) - len(line.lstrip(" "))) + clean(line)
