"""A Slack-shaped receiver on loopback, and a plain webhook receiver.

``slack_receiver`` takes the true HTTPS requests for hooks.slack.com and slack.com: it is a CONNECT proxy (set as HTTPS_PROXY) that answers with a
certificate of its own, so the URL under test is a real ``slack://`` one. It enforces what Slack documents: Block Kit limits, rate limit 429 with
Retry-After, refusal of malformed payloads. ``hook_receiver`` takes the JSON of ``json://``. Both can fail, hang and die.
"""

from __future__ import annotations

import contextlib
import json
import re
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from smtp import certificate

#: what Slack would do with <...>: links to http(s) and mailto are links, everything else calls somebody or something
_ANGLE = re.compile(r"<([^>]*)>")
_LIVE = re.compile(r"^(!|@|#)")
_ENTITY = re.compile(r"&(?!(amp|lt|gt);)")


@dataclass
class Receiver:
    """What came in. ``plan`` is called with the number of the request (from 1) and may give an answer of its own: a (status, headers,
    body) triple, ``"hang"``, ``"drop"`` (no answer), ``"die"`` (accepts, keeps the message, and drops the connection) or None."""

    port: int = 0
    #: payloads that were accepted, in order
    messages: list[dict[str, Any]] = field(default_factory=list)
    #: (method, path, headers) of every request
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    #: why payloads were refused
    refused: list[str] = field(default_factory=list)
    plan: Callable[[int], Any] | None = None
    #: at most so many messages in this many seconds, by the receiver's clock (None: no limit)
    limit: tuple[int, float] | None = None
    clock: Callable[[], float] = time.monotonic
    #: moments (of ``clock``) of the accepted messages
    times: list[float] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    #: bots: the Web API answers with a time stamp, which a thread is named by; one for each accepted message
    stamps: list[str] = field(default_factory=list)
    #: the bot's token; another one is refused
    token: str = "xoxb-"
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str = "") -> str:
        """The Apprise URL of the plain webhook."""
        return f"json://127.0.0.1:{self.port}/{path}"

    def all_text(self) -> str:
        """Everything that was accepted, as one text."""
        return json.dumps(self.messages, ensure_ascii=False)


def slack_errors(payload: dict[str, Any]) -> list[str]:
    """What Slack would refuse in a payload, or do that nobody wants: limits of Block Kit, live mentions, torn entities and links."""
    errors = []
    if not payload.get("text") and not payload.get("blocks") and not payload.get("attachments"):
        return ["no_text"]
    if len(payload.get("text") or "") > 40_000:
        errors.append("msg_too_long")
    groups = [payload.get("blocks") or []] + [a.get("blocks") or [] for a in payload.get("attachments") or []]
    if len(payload.get("attachments") or []) > 100:
        errors.append("too_many_attachments")
    for blocks in groups:
        if len(blocks) > 50:
            errors.append("invalid_blocks: more than 50 blocks")
        for block in blocks:
            errors += _block_errors(block)
    for words in _mrkdwn(payload):
        errors += _text_errors(words)
    return errors


def _block_errors(block: dict[str, Any]) -> list[str]:
    kind = block.get("type")
    if kind == "header":
        words = block["text"]["text"]
        return [] if block["text"]["type"] == "plain_text" and 1 <= len(words) <= 150 else ["invalid_blocks: header"]
    if kind == "section":
        words = block["text"]["text"]
        return [] if 1 <= len(words) <= 3000 else [f"invalid_blocks: section text of {len(words)}"]
    if kind == "context":
        elements = block.get("elements") or []
        good = 1 <= len(elements) <= 10 and all(1 <= len(e["text"]) <= 2000 for e in elements)
        return [] if good else ["invalid_blocks: context"]
    return [] if kind == "divider" else [f"invalid_blocks: type {kind}"]


def _mrkdwn(payload: dict[str, Any]) -> Iterator[str]:
    yield payload.get("text") or ""
    for attachment in payload.get("attachments") or []:
        yield from (attachment.get(k) or "" for k in ("text", "pretext", "title"))
    for blocks in [payload.get("blocks") or []] + [a.get("blocks") or [] for a in payload.get("attachments") or []]:
        for block in blocks:
            for holder in [block.get("text"), *(block.get("elements") or [])]:
                if holder and holder.get("type") == "mrkdwn":
                    yield holder["text"]


def _text_errors(words: str) -> list[str]:
    errors = []
    for inner in _ANGLE.findall(words):
        if _LIVE.match(inner):
            errors.append(f"live mention <{inner}>")
        elif not re.match(r"^(https?://|mailto:)[^|\s]+(\|[^|]+)?$", inner):
            errors.append(f"broken link <{inner}>")
    rest = _ANGLE.sub("", words)
    if "<" in rest:
        errors.append("torn link")
    if _ENTITY.search(words):
        errors.append("torn entity")
    return errors


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    receiver: Receiver
    context: ssl.SSLContext | None = None
    shape: str = "hook"
    timeout = 20

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_CONNECT(self) -> None:
        """A proxy that is the target itself: TLS with a certificate for the asked host, then the request."""
        assert self.context is not None
        self.send_response(200, "Connection established")
        self.end_headers()
        self.wfile.flush()
        with contextlib.suppress(OSError):
            secure = self.context.wrap_socket(self.connection, server_side=True)
            self.connection = self.request = secure
            self.rfile, self.wfile = secure.makefile("rb"), secure.makefile("wb")
            self.close_connection = False
            with secure:
                while not self.close_connection:
                    self.handle_one_request()
        self.close_connection = True

    def do_POST(self) -> None:
        got = self.receiver
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with got.lock:
            got.requests.append((self.command, self.path, dict(self.headers)))
            number = len(got.requests)
        planned = got.plan(number) if got.plan else None
        if planned == "hang":
            got.over.wait(30)
            self.close_connection = True
            return
        if planned == "drop":
            return self._drop()
        if planned not in (None, "die"):
            return self._answer(*planned)
        try:
            payload = json.loads(raw)
        except ValueError:
            return self._answer(400, {}, "invalid_payload")
        with got.lock:
            status, headers, body = self._judge(payload)
            # the Web API says no with a 200, too
            if status == 200 and '"ok": false' not in body:
                got.messages.append(payload)
                got.times.append(got.clock())
                got.arrived.set()
        if planned == "die" and status == 200:
            return self._drop()
        self._answer(status, headers, body)

    do_PUT = do_POST

    def _judge(self, payload: dict[str, Any]) -> tuple[int, dict[str, str], str]:
        got = self.receiver
        now = got.clock()
        bot = self.path.startswith("/api/")
        if got.limit and len(got.times) >= got.limit[0]:
            passed = now - got.times[-got.limit[0]]
            if passed < got.limit[1]:
                pause = str(max(1, round(got.limit[1] - passed)))
                got.refused.append("ratelimited")
                return 429, {"Retry-After": pause}, '{"ok":false,"error":"ratelimited"}' if bot else "rate_limited"
        if self.shape == "slack" and (errors := slack_errors(payload)):
            got.refused += errors
            word = errors[0].split(":")[0].replace(" ", "_")
            return (200, {}, json.dumps({"ok": False, "error": word})) if bot else (400, {}, word)
        if bot:
            if word := self._bot_error(payload):
                got.refused.append(word)
                return 200, {}, json.dumps({"ok": False, "error": word})
            got.stamps.append(f"1764780000.{len(got.requests):06d}")
            return 200, {}, json.dumps({"ok": True, "channel": "C1", "ts": got.stamps[-1]})
        return 200, {}, "ok"

    def _bot_error(self, payload: dict[str, Any]) -> str | None:
        """What the Web API refuses: a missing or foreign token, no channel, a thread that it does not know."""
        token = self.headers.get("Authorization", "")
        if not token.startswith("Bearer "):
            return "not_authed"
        if not token.removeprefix("Bearer ").startswith(self.receiver.token):
            return "invalid_auth"
        if not payload.get("channel"):
            return "channel_not_found"
        if payload.get("thread_ts") not in (None, *self.receiver.stamps):
            return "thread_not_found"
        return None

    def _drop(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _answer(self, status: int, headers: dict[str, str], body: str) -> None:
        raw = body.encode()
        with contextlib.suppress(OSError):
            self.send_response(status)
            for key, value in {"Content-Type": "text/plain", "Content-Length": str(len(raw)), **headers}.items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(raw)
            self.wfile.flush()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that are killed in mid-sentence are what these receivers are for."""


@contextlib.contextmanager
def _running(receiver: Receiver, **attributes: Any) -> Iterator[Receiver]:
    handler = type("Handler", (_Handler,), {"receiver": receiver, **attributes})
    server = _Server(("127.0.0.1", 0), handler)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.contextmanager
def hook_receiver() -> Iterator[Receiver]:
    """A plain webhook: takes any JSON object, answers 200."""
    with _running(Receiver()) as receiver:
        yield receiver


@contextlib.contextmanager
def slack_receiver(monkeypatch: Any) -> Iterator[Receiver]:
    """Slack on loopback: every HTTPS request of this process goes to it. Use with ``slack://…?verify=no``."""
    with tempfile.TemporaryDirectory() as folder:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate(Path(folder)))
        with _running(Receiver(), context=context, shape="slack") as receiver:
            monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{receiver.port}")
            monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{receiver.port}")
            for name in ("NO_PROXY", "no_proxy"):
                monkeypatch.setenv(name, "127.0.0.1,localhost")
            yield receiver


#: a webhook address of the form that Slack gives out; no such one exists
SLACK_URL = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/?verify=no"
BOT_URL = "slack://xoxb-1234-1234-4ddbc191d40ee098cbaae6f3523ada2d/#desk?verify=no"
