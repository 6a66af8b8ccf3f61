"""An article that somebody hands in as a text or a web page, not as JSON Lines: made the document a pass would read in a folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from extractors.records import to_line


class BadInput(ValueError):
    """What was asked for cannot be read; the message is one sentence with the way out."""


LISTS = frozenset({".jsonl", ".ndjson", ".json"})
#: so many lines of a pipe are looked at before it is taken for an article
_LOOKED_AT = 50


def handed_in(lines: Iterable[bytes], name: str, published: str | None = None) -> Iterable[bytes]:
    """JSON Lines as they came; anything else as the one line of the document that it is. ``name``: the file's, or ``-``.

    Raises `BadInput` where nothing can be read of it (a picture, an empty file, a page without an article).
    """
    if Path(name).suffix.lower() in LISTS:
        return lines
    rest = iter(lines)
    first: list[bytes] = []
    for line in rest:
        first.append(line)
        if line.lstrip(b"\xef\xbb\xbf \t").startswith(b"{"):
            return chain(first, rest)
        if len(first) == _LOOKED_AT:
            break
    body = b"".join(chain(first, rest))
    return _line(body, name, published) if body.strip() else []


def _line(body: bytes, name: str, published: str | None) -> Iterator[bytes]:
    from flows.clean import clean
    from flows.fetch.about import front_matter
    from storage.rows import Page

    path = Path(name)
    try:
        datetime.fromisoformat(published or "1970-01-01")
    except ValueError:
        raise BadInput(f"--published {published} is no ISO 8601 date; write it like 2026-01-31") from None
    told, text, wrong = front_matter(body, name)
    page = Page(
        source="text",
        url=told.get("url") or (path.name if name != "-" else "text"),
        fetched_at=datetime.now(UTC),
        body=text,
        sha256=hashlib.sha256(text).hexdigest(),
        content_type="text/html" if path.suffix.lower() in (".html", ".htm", ".xhtml") else None,
        title=told.get("title"),
        published=published or told.get("published"),
        publisher=told.get("publisher"),
        language=told.get("language"),
        document_id=told.get("id") or (path.stem if name != "-" else "text"),
    )
    cleaned = clean(page)
    if cleaned.document is None:
        raise BadInput(f"{name} cannot be read: {'; '.join(p.message for p in cleaned.problems)}")
    if wrong:
        raise BadInput(wrong[0])
    yield (to_line(cleaned.document) + "\n").encode("utf-8", "surrogatepass")
