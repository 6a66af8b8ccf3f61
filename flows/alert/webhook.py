"""A signed webhook for programs: the alert and its card as JSON, with an HMAC that proves where it comes from."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from flows.alert.channels import APP, by_status
from flows.alert.outcome import BadChannel, Message, Outcome, target_id
from flows.alert.render import text
from flows.alert.safe import shorten
from flows.settings import Channel

SIGNATURE = "X-Pledgewatch-Signature"
#: seconds after which a receiver should refuse a stamp
FRESH = 300


def sign(key: bytes, body: bytes, seconds: int) -> str:
    """The value of the signature header: ``t=<seconds>,v1=<hex of HMAC-SHA256 over "<seconds>.<body>">``."""
    mac = hmac.new(key, str(seconds).encode() + b"." + body, hashlib.sha256)
    return f"t={seconds},v1={mac.hexdigest()}"


def verify(key: bytes, body: bytes, header: str, now: int, fresh: int = FRESH) -> bool:
    """Whether ``header`` is a signature of ``body`` that is not older than ``fresh`` seconds; for receivers written in Python."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    if not parts.get("t", "").isdigit() or abs(now - int(parts["t"])) > fresh:
        return False
    return hmac.compare_digest(sign(key, body, int(parts["t"])), header)


class WebhookSender:
    """Posts to an Apprise ``json://`` or ``jsons://`` address; the key is read from the environment for every message."""

    per_second = 20.0

    def __init__(
        self, plugin: Any, channel: Channel, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        import requests

        self.plugin, self.channel, self.clock = plugin, channel, clock
        self.session = requests.Session()
        port = f":{plugin.port}" if plugin.port else ""
        self.url = f"http{'s' if plugin.secure else ''}://{plugin.host}{port}{plugin.fullpath or '/'}"
        self.target = target_id(self.url)
        self.key()

    def key(self) -> bytes:
        """The signing key; raises BadChannel where the environment has none."""
        name = self.channel.sign_env or ""
        found = os.environ.get(name, "")
        if not found:
            raise BadChannel(
                f"channel {self.channel.name}: the environment variable {name} is not set; put the signing key there"
            )
        return found.encode()

    def close(self) -> None:
        self.session.close()

    def body(self, message: Message) -> bytes:
        """The JSON that is sent and signed."""
        words = text.digest(message.cards) if message.digest else text.body(message.cards[0])
        record = {"key": message.key, "title": message.title, "digest": message.digest, "body": words}
        return json.dumps({**record, "cards": [asdict(c) for c in message.cards]}, ensure_ascii=False).encode(
            "utf-8", "replace"
        )

    def send(self, message: Message) -> Outcome:
        import requests

        if self.target in message.done:
            return Outcome(True, done=message.done)
        body = self.body(message)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": APP,
            "Idempotency-Key": message.key,
            SIGNATURE: sign(self.key(), body, int(self.clock().timestamp())),
        }
        p = self.plugin
        auth = (p.user, p.password or "") if p.user else None
        try:
            answer = self.session.post(
                self.url, data=body, headers={**p.headers, **headers}, auth=auth, verify=p.verify_certificate,
                timeout=p.request_timeout, allow_redirects=False,
            )  # fmt: skip
        except requests.RequestException as error:
            return Outcome(
                False, f"the webhook cannot be reached ({type(error).__name__})", down=True, done=message.done
            )
        if 200 <= answer.status_code < 300:
            return Outcome(True, done={**message.done, self.target: ""})
        pause = answer.headers.get("Retry-After", "")
        wait = float(pause) if pause.isdigit() else None
        return by_status(
            answer.status_code,
            f"the webhook answered {answer.status_code} {shorten(answer.text.strip(), 80)}",
            message.done,
            wait,
        )
