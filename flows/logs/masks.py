"""Addresses as they may be shown: without user names, passwords and tokens."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit, urlunsplit

_SECRET_KEY = re.compile(r"key|token|secret|pass|pwd|auth|sig|code|session|credential", re.IGNORECASE)
_URL = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s\"'<>]+", re.IGNORECASE)
_PATH = re.compile(r"with url: \S+")
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


def mask_address(url: str) -> str:
    """A channel's address: service and host only, since webhooks carry their token in the path (``https://hooks.slack.com/***``)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "***"
    if parts.scheme.lower() not in _WEB or not parts.hostname:
        return f"{parts.scheme}://***" if parts.scheme else "***"
    return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}/***"


def mask_text(text: str) -> str:
    """Mask every address inside a text (an error message, a log line)."""
    return _URL.sub(lambda match: mask_url(match[0]), text)


def mask_addresses(text: str) -> str:
    """Mask what a channel's library says of itself: every address to its host, and the path that HTTP errors print alone."""
    return _PATH.sub("with url: ***", _URL.sub(lambda match: mask_address(match[0]), text))
