"""Addresses as they may be shown: without user names, passwords and tokens."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit, urlunsplit

_SECRET_KEY = re.compile(r"key|token|secret|pass|pwd|auth|sig|code|session|credential", re.IGNORECASE)
_URL = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s\"'<>]+", re.IGNORECASE)
#: web addresses keep their path, which a reader needs; every other scheme (slack://, mailto://) keeps its token there
_WEB = {"http", "https"}


def mask_url(url: str) -> str:
    """``https://user:pass@host/x?key=1`` → ``https://***@host/x?key=***``; what is no web address keeps its scheme only."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "***"
    if not parts.scheme or not parts.netloc:
        return url if "://" not in url else "***"
    if parts.scheme.lower() not in _WEB:
        return f"{parts.scheme}://***"
    host = parts.netloc.rpartition("@")
    netloc = f"***@{host[2]}" if host[1] else host[2]
    query = "&".join(
        f"{key}={'***' if _SECRET_KEY.search(key) else value}" for key, value in parse_qsl(parts.query, True)
    )
    return urlunsplit((parts.scheme, netloc, parts.path, query, ""))


def mask_text(text: str) -> str:
    """Mask every address inside a text (an error message, a log line)."""
    return _URL.sub(lambda match: mask_url(match[0]), text)
