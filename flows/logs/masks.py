"""What may be shown of addresses and texts: no user names, passwords, tokens, and no value of a secret that this desk was given.

Two nets. What secrets look like: user information and telling parameters of addresses, the paths of webhooks, ``password=…``, bearer
tokens. And what they are: ``hide`` is told the values of the settings' secrets, and these are masked wherever they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote_plus, urlsplit

#: parameters whose value is a secret, by a part of their name or by the whole of it
_SECRET_KEY = re.compile(
    r"key(?!word)|token|secret|pass|pwd|auth|sig|code|session|credential|jwt|hmac|^(?:t|k|s|sid|sas|st|ticket|otp|pin)$",
    re.IGNORECASE,
)
_URL = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s\"'<>\\]+", re.IGNORECASE)
_PATH = re.compile(r"with url: \S+")
#: addresses of these keep host and path, which a reader needs; every other scheme (slack://, mailto://, json://) is a channel's and keeps
#: its token there
_OPEN = {
    "http", "https", "ws", "wss", "tcp", "tls", "ucx", "ftp", "sftp", "ssh", "file", "s3", "gs", "gcs", "az", "abfs", "abfss", "memory",
    "postgresql", "postgres", "postgresql+asyncpg", "mysql", "sqlite", "sqlite+aiosqlite", "redis", "rediss", "amqp", "amqps", "quack",
}  # fmt: skip
#: hosts whose addresses are secrets: whoever has one may post or ping
_HOOK_HOST = re.compile(
    r"(?:^|\.)(?:hooks\.slack\.com|hc-ping\.com|hchk\.io|webhook\.office\.com|hooks\.zapier\.com|maker\.ifttt\.com|api\.telegram\.org|"
    r"cronitor\.link|cronitor\.io|deadmanssnitch\.com|nosnch\.in|push\.statuspage\.io|ntfy\.sh|webhook\.site)$",
    re.IGNORECASE,
)
#: and where in a path the secret part begins, on any host
_HOOK_PATH = re.compile(r"/(?:webhooks?/|hooks/|(?:heartbeat|ping)/(?=[\w-]{16})|bot(?=\d{6,}:))", re.IGNORECASE)
_END = ".,;:!?)]}"
#: a source's placeholders (settings.credentials), which hide nothing; and user information whose password is one
_PLACEHOLDERS = re.compile(r"(?:\$\{[A-Za-z_]\w*\})+")
_NAMES_ITS_SECRET = re.compile(rf"[\w.+-]{{1,40}}:{_PLACEHOLDERS.pattern}|{_PLACEHOLDERS.pattern}(?::x?)?")

_WORD = (
    r"[A-Za-z0-9_.-]*(?:passw(?:or)?d|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)"
)
#: ``password=x``, ``"api_key": "x"``, ``password: x``; the group is what stands before the value
_NAMED = re.compile(
    rf"(?i)\b({_WORD}(?:=|[\"']\s*[:=]\s*|\s+=\s+)|passw(?:or)?d:\s*)(?!\*\*\*|\$\{{\w+\}}(?!\w))(?:\"[^\"]*\"|'[^']*'|(?:\$\{{\w+\}}|[^\s\"'&;,)\]}}])+)",
)
_HEADER = re.compile(r"(?i)(authorization[\"']?\s*[:=]\s*[\"']?(?:(?:bearer|basic|token|digest)\s+)?)([^\s\"',;]+)")
_BEARER = re.compile(r"\b(Bearer\s+|bearer\s+(?=\S{16}))([A-Za-z0-9._~+/=-]+)")
#: tokens that are known by their shape: Slack's, GitHub's, those of AWS, JSON web tokens
_SHAPED = re.compile(
    r"\bxox[a-z]-[A-Za-z0-9-]{8,}|\bgh[pousr]_[A-Za-z0-9]{20,}|\bAKIA[0-9A-Z]{16}\b|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"
)

_OPEN_PLACEHOLDER = re.compile(r"\$\{\w+$")

#: values of this desk's secrets → what is shown instead
_hidden: dict[str, str] = {}
_hidden_pattern: re.Pattern[str] | None = None


def mask_url(url: str) -> str:
    """``https://user:pass@host/x?key=1`` → ``https://***@host/x?key=***``; the address of a channel or webhook keeps its host at most.

    What is shown is shown as it stands, percent signs and all.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return "***"
    if not parts.scheme or "://" not in url:
        return url if "://" not in url else "***"
    if parts.scheme.lower() not in _OPEN:
        return f"{parts.scheme}://***"
    user, at, place = parts.netloc.rpartition("@")
    netloc = f"{user if _NAMES_ITS_SECRET.fullmatch(user) else '***'}@{place}" if at else place
    path = parts.path
    if _HOOK_HOST.search(host) and len(path) > 1:
        return f"{parts.scheme}://{netloc}/***"
    if found := _HOOK_PATH.search(path):
        path = path[: found.end()].rstrip("/") + "/***" if len(path) > found.end() else path
    query = "&".join(_pair(pair) for pair in parts.query.split("&")) if parts.query else ""
    return f"{parts.scheme}://{netloc}{path}{'?' if query else ''}{query}"


def _pair(pair: str) -> str:
    key, equals, value = pair.partition("=")
    if _PLACEHOLDERS.fullmatch(value):
        return pair
    return f"{key}=***" if equals and value and _SECRET_KEY.search(unquote_plus(key)) else pair


def mask_address(url: str) -> str:
    """A channel's address: service and host only, since webhooks carry their token in the path (``https://hooks.slack.com/***``)."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "***"
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return f"{parts.scheme}://***" if parts.scheme else "***"
    return f"{parts.scheme}://{parts.hostname}{f':{port}' if port else ''}/***"


def mask_text(text: str) -> str:
    """Mask every address and secret inside a text (an error message, a log line)."""
    if _hidden_pattern is not None:
        text = _hidden_pattern.sub(lambda match: _hidden[match[0]], text)
    if "://" in text:
        text = _URL.sub(_within, text)
    text = _HEADER.sub(r"\1***", text)
    text = _BEARER.sub(r"\1***", text)
    text = _NAMED.sub(r"\1***", text)
    return _SHAPED.sub("***", text)


def _within(match: re.Match[str]) -> str:
    """An address in a sentence: what closes the sentence is not of it."""
    address = match[0].rstrip(_END)
    if _OPEN_PLACEHOLDER.search(address) and match[0][len(address) :].startswith("}"):
        address += "}"
    return mask_url(address) + match[0][len(address) :]


def mask_value(value: object) -> object:
    """What is logged beside a message, masked through and through: texts, also inside lists and mappings; a key may tell a secret, too."""
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, Mapping):
        return {
            mask_text(str(k)): "***" if _SECRET_KEY.search(str(k)) and isinstance(v, str) else mask_value(v)
            for k, v in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [mask_value(one) for one in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return mask_text(str(value))


def mask_addresses(text: str) -> str:
    """Mask what a channel's library says of itself: every address to its host, and the path that HTTP errors print alone."""
    return mask_text(_PATH.sub("with url: ***", _URL.sub(lambda match: mask_address(match[0]), text)))


def hide(secrets: Iterable[str]) -> None:
    """Mask these values (and no others any more) from now on, wherever they stand: each whole, quoted as in an address, and the telling parts of an address."""
    global _hidden_pattern
    _hidden.clear()
    for secret in secrets:
        whole = secret.strip()
        if len(whole) < 4:  # masking it would mask half of what is said
            continue
        shown = mask_address(whole) if "://" in whole else "***"
        for value, instead in [(whole, shown), *((part, "***") for part in _parts(whole))]:
            _hidden[value] = instead
            _hidden.setdefault(quote(value, safe=""), "***")
    longest_first = sorted(_hidden, key=len, reverse=True)
    _hidden_pattern = re.compile("|".join(map(re.escape, longest_first))) if _hidden else None


def _parts(address: str) -> list[str]:
    """The parts of an address that a service may show by themselves: password, tokens in path and query. Hosts and plain words are none."""
    if "://" not in address:
        return []
    try:
        parts = urlsplit(address)
        password = parts.password or ""
    except ValueError:
        return []
    values = [p.partition("=")[2] for p in parts.query.split("&")]
    pieces = [*parts.path.split("/"), *values, *parts.netloc.rpartition("@")[0].split(":")]
    if parts.scheme.lower() not in _OPEN and re.fullmatch(r"[\w-]+", parts.netloc):
        pieces.append(parts.netloc)  # slack://TOKEN/…
    telling = [p for p in pieces if len(p) >= 8 and (len(p) >= 20 or re.search(r"\d", p)) and re.search("[A-Za-z]", p)]
    named = [unquote_plus(v) for k, _, v in (p.partition("=") for p in parts.query.split("&")) if _SECRET_KEY.search(k)]
    return [*telling, *(v for v in (unquote_plus(password), *named) if len(v) >= 4)]
