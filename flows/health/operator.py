"""Notices that need a person, through the operator's channel. They wait in a file until the channel has taken them."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.health.beat import write_even_if_full
from flows.logs.masks import mask_text
from flows.settings import Settings

log = logging.getLogger("flows.health")

#: notices that wait at most; older ones are dropped, the newest say what is wrong now
MOST_WAITING = 200
#: notices in one message
IN_ONE = 20


def tell_operator(settings: Settings, notices: Iterable[str], now: datetime) -> None:
    """Send what the operator should hear through the operator's channel; what is not taken waits in ``notices.jsonl``."""
    waiting = settings.paths.data / "notices.jsonl"
    pending = [*_read(waiting), *({"at": now.isoformat(timespec="seconds"), "say": mask_text(n)} for n in notices)]
    name = settings.health.operator
    if not pending:
        return
    for notice in pending:
        log.warning("operator: %s", notice["say"])
    if name is None:
        return
    pending = pending[-MOST_WAITING:]
    _keep(waiting, pending)
    from flows.alert.channels import open_channel

    channel = next(c for c in settings.channels if c.name == name)
    destination = open_channel(channel)
    while pending:
        outcome = destination.send(_message(pending[:IN_ONE], now))
        if not outcome.ok:
            raise OSError(f"channel {name}: {outcome.error}")
        pending = pending[IN_ONE:]
        _keep(waiting, pending)


def _keep(waiting: Path, pending: Sequence[dict[str, Any]]) -> None:
    """What the channel has not taken yet. A full disk is what a notice may be about: it is sent all the same."""
    with suppress(OSError):
        if pending:
            write_even_if_full(waiting, "".join(json.dumps(n, ensure_ascii=False) + "\n" for n in pending).encode())
        else:
            waiting.unlink(missing_ok=True)


def _message(pending: Sequence[dict[str, Any]], now: datetime) -> Any:
    """One message for all notices, in the form that every channel can render."""
    from flows.alert.card import Card, Finding, Side
    from flows.alert.outcome import Message
    from flows.alert.safe import shorten

    stamp = now.strftime("%Y%m%d%H%M%S")
    findings = tuple(
        Finding(
            event_id=f"notice-{number}",
            word="NOTICE",
            line=shorten(str(notice["say"]), 300),
            family="updates",
            severity="medium",
            now=Side(
                claim_id="", amount="", quote=str(notice["say"]), publisher="pledgewatch", published=str(notice["at"])
            ),
        )
        for number, notice in enumerate(pending)
    )
    title = (
        shorten(f"pledgewatch: {pending[-1]['say']}", 140)
        if len(pending) == 1
        else f"pledgewatch: {len(pending)} notices"
    )
    card = Card(f"note{stamp[-6:]}", title, "alert", "medium", now.isoformat(timespec="seconds"), findings)
    said = hashlib.sha256(json.dumps(list(pending)).encode()).hexdigest()[:8]
    return Message(f"notice-{stamp}-{said}", (card,), title)


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict) and {"at", "say"} <= record.keys():
            found.append(record)
    return found
