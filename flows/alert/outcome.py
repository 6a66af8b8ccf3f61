"""What sending came to, per recipient; shared by every kind of channel."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

from flows.alert.card import Card


class BadChannel(ValueError):
    """A channel cannot be used as it is set up; the message is one sentence a person can act on and holds no secret."""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to send: a card, or the cards of a digest. ``key`` is the idempotency key and travels with it."""

    key: str
    cards: tuple[Card, ...]
    title: str
    digest: bool = False
    #: recipients (short ids) that have it from an earlier attempt, with what they answered
    done: dict[str, str] = field(default_factory=dict)
    #: for a follow-up: the key of the message it belongs to, and what its recipients answered then
    follows: str | None = None
    thread: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a destination said. Not ok and not permanent: worth another try, after ``retry_after`` seconds if it said so."""

    ok: bool
    error: str | None = None
    permanent: bool = False
    #: the fault lies with the destination, not with this message: what else waits for it need not be tried now
    down: bool = False
    retry_after: float | None = None
    #: recipients that have the message now, those of earlier attempts included, with what they answered
    done: dict[str, str] = field(default_factory=dict)


def target_id(address: str) -> str:
    """Eight characters that name a recipient without telling who it is."""
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()[:8]


def receipt(done: dict[str, str]) -> str | None:
    """What the ledger keeps of the recipients' answers."""
    return json.dumps(done, sort_keys=True) if done else None


def read_receipt(text: str | None) -> dict[str, str]:
    """What ``receipt`` wrote; nothing where it is none."""
    try:
        data = json.loads(text or "{}")
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in data.items()} if isinstance(data, dict) else {}
