"""A small web site on loopback whose behaviour a test scripts while it runs: real sockets, real HTTP/1.1, TLS where wanted.

    with Site() as site:
        site.page("/a.html", "<p>Hello</p>")                    # text or bytes; the type is guessed from the path
        site.feed("/news.xml", [Entry("Title", "/a.html")])     # an RSS feed of entries
        site.answer("/gone", status=410)
        site.answer("/slow", Drip(b"x", every=0.05))            # and other behaviours, see below
        fetch(..., url=site.url("/news.xml"))
        assert site.hits("/a.html") == 1
        assert site.requests[-1].headers["user-agent"].startswith("pledgewatch")

Pages answer conditional requests by themselves (ETag and Last-Modified are derived from the content). A handler may also be a
function ``(Request) -> Answer``. Several answers for one path are given one after another; the last one stays.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import format_datetime
from html import escape
from types import TracebackType
from typing import BinaryIO
from urllib.parse import urlsplit

TYPES = {
    "html": "text/html; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "opml": "text/x-opml; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked. Header names are lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Drip:
    """A body that comes byte by byte: ``piece`` every ``every`` seconds, ``times`` times."""

    piece: bytes = b"x"
    every: float = 0.05
    times: int = 100_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site says. ``length`` overrides Content-Length (to lie); ``chunked`` sends the body in chunks; ``hang_up`` closes early."""

    body: bytes | Drip = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    chunked: bool = False
    hang_up: bool = False
    #: bytes written as they are, instead of everything above
    raw: bytes | None = None
    #: validators for this answer; conditional requests that match get 304
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed. ``link`` may be relative to the site."""

    title: str
    link: str
    published: dt.datetime | str | None = None
    guid: str | None = None
    summary: str = ""


Handler = Answer | Callable[[Request], Answer]


class Site:
    """A loopback web server with scripted behaviour. Use it as a context manager, or call ``start`` and ``close``."""

    def __init__(self, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None, port: int = 0) -> None:
        self.host = host
        self.port = port
        self.requests: list[Request] = []
        self._tls = tls
        self._routes: dict[str, list[Handler]] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._socket: socket.socket | None = None
        self._open: set[socket.socket] = set()
        self.start()

    # --- scripting ------------------------------------------------------------------------------------------------------------

    def page(
        self,
        path: str,
        body: str | bytes,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        content_type: str | None = None,
        validators: bool = True,
        modified: dt.datetime | None = None,
    ) -> str:
        """Put a page (or change it); returns its address. With ``validators`` it has an ETag and answers 304 by itself."""
        data = body.encode() if isinstance(body, str) else body
        guessed = TYPES.get(path.rsplit(".", 1)[-1], TYPES["html"])
        named = {"Content-Type": content_type or guessed, **(headers or {})}
        etag = f'"{hashlib.sha256(data).hexdigest()[:16]}"' if validators else None
        stamp = format_datetime(modified, usegmt=True) if modified else None
        return self.script(path, Answer(data, status, named, etag=etag, last_modified=stamp))

    def article(
        self,
        path: str,
        title: str,
        paragraphs: Iterable[str],
        *,
        published: str | None = None,
        language: str = "en",
        head: str = "",
    ) -> str:
        """Put a news article in plain, well-formed HTML, as an outlet would print it."""
        when = f'<meta property="article:published_time" content="{escape(published)}">' if published else ""
        body = "\n".join(f"<p>{escape(text)}</p>" for text in paragraphs)
        return self.page(
            path,
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>{when}{head}</head>'
            f"<body><header><nav><a href='/'>Home</a></nav></header><main><article><h1>{escape(title)}</h1>\n{body}\n</article></main>"
            f"<footer>Imprint</footer></body></html>",
        )

    def feed(
        self, path: str, entries: Sequence[Entry], *, title: str = "Test feed", headers: Mapping[str, str] | None = None
    ) -> str:
        """Put an RSS 2.0 feed of ``entries`` (or replace it)."""
        items = "\n".join(self._item(entry) for entry in entries)
        return self.page(
            path,
            f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>{escape(title)}</title>'
            f"<link>{self.url('/')}</link>\n{items}\n</channel></rss>",
            content_type=TYPES["rss"],
            headers=headers,
        )

    def answer(self, path: str, body: str | bytes | Drip = b"", status: int = 200, **headers: str) -> str:
        """Put a bare answer: ``site.answer("/feed", status=429, retry_after="120")``; ``_`` in header names stands for ``-``."""
        data = body.encode() if isinstance(body, str) else body
        return self.script(path, Answer(data, status, {k.replace("_", "-"): v for k, v in headers.items()}))

    def redirect(self, path: str, to: str, status: int = 301) -> str:
        """Put a redirect; ``to`` may be a path of this site or any address."""
        return self.answer(path, status=status, location=to)

    def script(self, path: str, *handlers: Handler) -> str:
        """Put the handlers for a path, to be used one after another (the last stays); returns its address."""
        with self._lock:
            self._routes[path] = list(handlers)
        return self.url(path)

    def remove(self, path: str) -> None:
        """From now on this path answers 404."""
        with self._lock:
            self._routes.pop(path, None)

    # --- looking ------------------------------------------------------------------------------------------------------------

    def url(self, path: str = "/") -> str:
        """The address of a path of this site."""
        return f"{'https' if self._tls else 'http'}://{self.host}:{self.port}{path}"

    def hits(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(request.path == path for request in self.requests)

    def last(self, path: str) -> Request:
        """The last request for a path."""
        return next(request for request in reversed(self.requests) if request.path == path)

    def forget(self) -> None:
        """Forget the requests seen so far."""
        self.requests.clear()

    # --- serving ------------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        self._socket = socket.create_server((self.host, self.port), backlog=256)
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True, name=f"site-{self.port}").start()

    def close(self) -> None:
        self._closing.set()
        if self._socket is not None:
            self._socket.close()
        for connection in list(self._open):
            connection.close()

    def __enter__(self) -> Site:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _item(self, entry: Entry) -> str:
        link = entry.link if "://" in entry.link else self.url(entry.link)
        when = entry.published
        stamp = format_datetime(when, usegmt=when.tzinfo is dt.UTC) if isinstance(when, dt.datetime) else when
        return (
            f"<item><title>{escape(entry.title)}</title><link>{escape(link)}</link>"
            f'<guid isPermaLink="false">{escape(entry.guid or link)}</guid>'
            + (f"<pubDate>{escape(stamp)}</pubDate>" if stamp else "")
            + f"<description>{escape(entry.summary)}</description></item>"
        )

    def _accept(self) -> None:
        assert self._socket is not None
        while not self._closing.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        self._open.add(connection)
        try:
            connection.settimeout(30)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
                self._open.add(connection)
            with connection, connection.makefile("rb") as lines:
                while not self._closing.is_set():
                    request = _read(lines)
                    if request is None or not self._serve(connection, request):
                        return
        except (OSError, ValueError):
            return  # the client hung up, refused the certificate, or sent what is not HTTP
        finally:
            self._open.discard(connection)

    def _serve(self, connection: socket.socket, request: Request) -> bool:
        """Answer one request; True while the connection may be used again."""
        with self._lock:
            self.requests.append(request)
            queue = self._routes.get(request.path)
            handler = (queue.pop(0) if len(queue) > 1 else queue[0]) if queue else Answer(b"not here", 404)
        answer = handler(request) if callable(handler) else handler
        if answer.raw is not None:
            connection.sendall(answer.raw)
            return False
        if _unchanged(request, answer):
            answer = Answer(b"", 304, {**answer.headers}, etag=answer.etag, last_modified=answer.last_modified)
        connection.sendall(_head(answer, request))
        if isinstance(answer.body, Drip):
            self._drip(connection, answer.body)
            return False
        if request.method != "HEAD" and answer.status != 304:
            connection.sendall(_chunks(answer.body) if answer.chunked else answer.body)
        return not answer.hang_up and (answer.length is None or answer.length == len(answer.body))

    def _drip(self, connection: socket.socket, drip: Drip) -> None:
        for _ in range(drip.times):
            if self._closing.is_set():
                return
            connection.sendall(drip.piece)
            time.sleep(drip.every)


def _read(lines: BinaryIO) -> Request | None:
    first = lines.readline(65_537)
    if not first.strip():
        return None
    method, target, _ = first.decode("latin-1").split(" ", 2)
    headers: dict[str, str] = {}
    while (line := lines.readline(65_537)).strip():
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    body = lines.read(int(headers.get("content-length", 0)))
    parts = urlsplit(target)
    return Request(method, parts.path, parts.query, headers, body)


def _unchanged(request: Request, answer: Answer) -> bool:
    if answer.status != 200:
        return False
    if "if-none-match" in request.headers:
        return answer.etag is not None and request.headers["if-none-match"] == answer.etag
    return answer.last_modified is not None and request.headers.get("if-modified-since") == answer.last_modified


def _head(answer: Answer, request: Request) -> bytes:
    headers = dict(answer.headers)
    if answer.etag:
        headers["ETag"] = answer.etag
    if answer.last_modified:
        headers["Last-Modified"] = answer.last_modified
    if isinstance(answer.body, Drip):
        headers["Content-Length"] = str(len(answer.body.piece) * answer.body.times)
    elif answer.chunked:
        headers["Transfer-Encoding"] = "chunked"
    elif answer.status != 304:
        headers["Content-Length"] = str(len(answer.body) if answer.length is None else answer.length)
    if answer.hang_up:
        headers["Connection"] = "close"
    lines = [
        f"HTTP/1.1 {answer.status} {'OK' if answer.status < 400 else 'No'}",
        *(f"{k}: {v}" for k, v in headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def _chunks(body: bytes, size: int = 1000) -> bytes:
    pieces = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in pieces) + b"0\r\n\r\n"
