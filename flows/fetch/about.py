"""What is said of a file's article beside its text: manifest.toml, front matter, the fields of a JSON document.

Each function gives what it could use, and the sentences about what it could not: file, line, and what to do.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import yaml

from flows.clean.decoding import decode
from flows.settings.credentials import without_secrets

KNOWN = frozenset({"id", "file", "title", "publisher", "published", "url", "language", "note"})
#: other words for them, in front matter
_ALSO = {"date": "published", "lang": "language"}
#: what other programs write into front matter, and nobody misses here
_OTHERS = frozenset(
    [
        "author",
        "authors",
        "tags",
        "categories",
        "category",
        "keywords",
        "layout",
        "slug",
        "draft",
        "description",
        "summary",
        "source",
        "type",
    ]
)
_FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\r?\n(.{0,8000}?)^\1[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_OPEN = re.compile(r"\A(---|\+\+\+)[ \t]*\r?\n(.{0,400})", re.DOTALL)
#: a line that says that this is front matter, and no text between two rules
_MEANT = re.compile(rf"^[\"']?(?:{'|'.join(sorted(KNOWN - {'file'} | _ALSO.keys()))})[\"']?[ \t]*[:=]", re.MULTILINE)
_LINE = re.compile(r" \(at line (\d+), column (\d+)\)")

About = dict[str, str]


def manifest(text: str) -> tuple[dict[str, About], list[str]]:
    """manifest.toml: ``[[articles]]`` tables with ``file`` and what is known of it."""
    try:
        tables = tomllib.loads(text).get("articles", [])
    except ValueError as error:
        where, reason = _placed(str(error))
        return {}, [f"manifest.toml{where} is no TOML: {reason}; the files are read without it until it is mended"]
    found: dict[str, About] = {}
    wrong = []
    for number, table in enumerate(tables if isinstance(tables, list) else [], 1):
        if not isinstance(table, dict) or not isinstance(table.get("file"), str):
            wrong.append(f'[[articles]] number {number} of manifest.toml needs file = "name of the file"')
            continue
        if unknown := sorted(set(table) - KNOWN):
            wrong.append(
                f"manifest.toml says {', '.join(unknown)} of {table['file']}, which means nothing here; known are {_names()}"
            )
        found[table["file"]], more = facts(table, f"manifest.toml, {table['file']}")
        wrong += more
    return found, wrong


def front_matter(body: bytes, name: str) -> tuple[About, bytes, list[str]]:
    """YAML (---) or TOML (+++) front matter of a text file, and the rest. What is surely none is text; what is meant as some and cannot be
    read is named, and the text below it is read."""
    if not body.lstrip(b"\xef\xbb\xbf").startswith((b"---", b"+++")):
        return {}, body, []
    text = decode(body).text
    block = _FRONT.match(text)
    if block is None:
        start = _OPEN.match(text)
        if start is None or not _MEANT.match(start[2]):
            return {}, body, []
        return {}, body, [f"{name} line 1 opens front matter that does not end: put {start[1]} on a line below it"]
    rest = text[block.end() :].encode("utf-8", "replace")
    try:
        data = yaml.safe_load(block[2]) if block[1] == "---" else tomllib.loads(block[2])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if not _MEANT.search(block[2]):
            return {}, body, []
        return {}, rest, [f"{name}{_reason(error)}; mend it, or quote the value: the text below it was read without it"]
    if not isinstance(data, dict) or not any(_MEANT.match(f"{key}:") for key in data):
        return {}, body, []
    wrong = []
    if unknown := sorted(str(key) for key in data if key not in KNOWN | _ALSO.keys() | _OTHERS):
        wrong.append(f"{name} says {', '.join(unknown)} above its text, which means nothing here; known are {_names()}")
    for other, key in _ALSO.items():
        data.setdefault(key, data.get(other))
    about, more = facts(data, name)
    return about, rest, wrong + more


def facts(table: Mapping[str, Any], name: str) -> tuple[About, list[str]]:
    """The known fields of a table as text; a date that is none is left out and named."""
    found = {
        key: _text(value) for key, value in table.items() if key in KNOWN - {"file", "note"} and value not in (None, "")
    }
    doubts = []
    if "url" in found and (open_address := without_secrets(found["url"])) != found["url"]:
        found["url"] = open_address
        doubts.append(f"{name}: the password or token in its url was left out; take it out there, too")
    when = found.get("published")
    if when is not None and not _is_date(when):
        del found["published"]
        return found, [
            f"{name}: published = {when[:40]!r} is no date; write 2026-03-01 or 2026-03-01T10:00:00Z",
            *doubts,
        ]
    return found, doubts


def _text(value: Any) -> str:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, date | datetime) else str(value)


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _reason(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        what = getattr(error, "problem", None) or "it cannot be read"
        return f" line {mark.line + 2}: the front matter is no YAML ({what})"
    where, reason = _placed(str(error), below=1)
    return f"{where}: the front matter is no TOML ({reason})"


def _placed(message: str, below: int = 0) -> tuple[str, str]:
    """tomllib's message with its place in front: " line 3", "Expected ...". ``below`` lines stand above the text that was read."""
    place = _LINE.search(message)
    reason = _LINE.sub("", message).replace(" (at end of document)", " before the end")
    return (f" line {int(place[1]) + below}" if place else ""), reason[:120]


def _names() -> str:
    return ", ".join(sorted(KNOWN - {"file", "note"}))
