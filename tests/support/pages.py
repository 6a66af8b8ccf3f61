"""Pages as bytes for tests of the cleaner."""

from __future__ import annotations

import datetime as dt
import hashlib
from html import escape
from typing import Any

from storage.rows import Page

WHEN = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def page(
    body: bytes | str,
    url: str = "https://www.outlet.example/news/1",
    content_type: str | None = "text/html",
    **more: Any,
) -> Page:
    """A fetched page."""
    data = body.encode() if isinstance(body, str) else body
    return Page("news", url, WHEN, data, hashlib.sha256(data).hexdigest(), content_type, **more)


def sentence(n: int) -> str:
    """A sentence of its own."""
    return f"In statement {n} the minister said that {n} billion euros would go to air defence, ammunition and repairs within the year."


def paragraphs(*numbers: int) -> str:
    """HTML paragraphs of such sentences."""
    return "".join(f"<p>{sentence(n)} {sentence(n + 100)}</p>" for n in numbers)


def html(main: str, head: str = "", lang: str = "en", around: str = "") -> str:
    """A page around some markup."""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Aid grows | The Outlet</title>{head}</head><body>'
        f"<header><nav><a href='/'>Home</a> <a href='/war'>War</a></nav></header>{main}{around}<footer><p>© The Outlet</p></footer></body></html>"
    )


def article(*numbers: int, title: str = "Aid grows", head: str = "", lang: str = "en", around: str = "") -> str:
    """A page with one article."""
    return html(f"<main><article><h1>{escape(title)}</h1>{paragraphs(*numbers)}</article></main>", head, lang, around)
