"""Foreign text made harmless: what an article prints may reach a terminal, a mail header or a chat, and must stay mere text there."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

#: what a shortened text ends in
CUT = "…"

_MENTION = re.compile(r"@(?=\w)")
_WORD = re.compile(r"\S+")
#: characters that a URL may hold as they are; everything else is percent-encoded
_URL_SAFE = "/:?#[]@!$&'()*+,;=%-._~"
#: allowed in a URL, but a sign of its own in one of the markups that an address is put into
_MARKUP = "'()*"


def clean(text: str | None, limit: int | None = None) -> str:
    """One line of printable text: no control, format, bidi or private characters, runs of white space as one space, NFC.

    ``limit`` counts code points; a longer text is cut at a word and ends in an ellipsis.
    """
    kept = []
    for ch in unicodedata.normalize("NFC", text or ""):
        category = unicodedata.category(ch)
        if ch.isspace() or category == "Cc":
            kept.append(" ")
        elif category not in ("Cf", "Cs", "Co", "Cn"):
            kept.append(ch)
    line = " ".join("".join(kept).split())
    return shorten(line, limit) if limit is not None else line


def shorten(text: str, limit: int) -> str:
    """Cut ``text`` to at most ``limit`` code points, at a word where one ends in the second half."""
    if len(text) <= limit:
        return text
    if limit <= 1:
        return CUT[:limit]
    head = text[: limit - 1]
    at_word = head.rstrip().rpartition(" ")[0] if not text[limit - 1].isspace() else head
    return (at_word if len(at_word) * 2 >= limit else head).rstrip(" ,;:–-") + CUT


def unmention(text: str) -> str:
    """``@channel`` that calls nobody: chats look for the sign directly before the word."""
    return _MENTION.sub("@\u2060", text)


def web_url(url: str | None) -> str | None:
    """``url`` if it is an http or https address with a host, percent-encoded so that it can stand in any markup; else None."""
    if not url or any(unicodedata.category(ch) in ("Cc", "Cf", "Cs") for ch in url.strip()):
        return None
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or parts.username or parts.password:
        return None
    safe = quote(parts.geturl(), safe=_URL_SAFE)
    if "[" not in parts.netloc:  # brackets belong to an IPv6 host and nowhere else
        safe = safe.replace("[", "%5B").replace("]", "%5D")
    for character in _MARKUP:
        safe = safe.replace(character, f"%{ord(character):02X}")
    return safe


def text_fragment(url: str | None, exact: str, words: int = 6) -> str | None:
    """``url`` with a text fragment (WICG scroll-to-text-fragment) that opens the page at ``exact``; None without a usable address.

    A long sentence is given by its first and last words, so that a page's line breaks and footnotes in between do no harm.
    """
    base = web_url(url)
    if base is None:
        return None
    found = _WORD.findall(exact)
    if not found:
        return base
    if len(found) <= 2 * words:
        parts = [" ".join(found)]
    else:
        parts = [" ".join(found[:words]), " ".join(found[-words:])]
    directive = ",".join(quote(part, safe="").replace("-", "%2D") for part in parts)
    return f"{base}{'' if '#' in base else '#'}:~:text={directive}"
