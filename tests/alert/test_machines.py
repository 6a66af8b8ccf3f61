"""What programs get: the signed webhook, the Atom feed, alerts.jsonl."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import pytest

import outbox
from flows.alert import feed, journal
from flows.alert.card import loads
from flows.alert.channels import open_channel
from flows.alert.deliver import deliver
from flows.alert.outcome import BadChannel
from flows.alert.webhook import SIGNATURE, sign, verify
from flows.settings import Channel
from outbox import NOW, Clock
from slack import hook_receiver

KEY = b"a signing key of the test"


def test_a_signature_holds_for_its_body_its_key_and_five_minutes() -> None:
    header = sign(KEY, b"body", 1_764_788_400)
    assert verify(KEY, b"body", header, 1_764_788_400 + 299)
    assert not verify(KEY, b"body", header, 1_764_788_400 + 301)
    assert not verify(KEY, b"bodY", header, 1_764_788_400)
    assert not verify(b"other", b"body", header, 1_764_788_400)
    for bad in ("", "t=,v1=", "v1=x", "t=x,v1=y", "t=1764788400"):
        assert not verify(KEY, b"body", bad, 1_764_788_400)


def test_the_signature_is_the_hmac_that_openssl_computes() -> None:
    import subprocess

    made = (
        subprocess.run(
            ["openssl", "dgst", "-sha256", "-hmac", KEY.decode()], input=b"17.body", capture_output=True, check=True
        )
        .stdout.split()[-1]
        .decode()
    )
    assert sign(KEY, b"body", 17) == f"t=17,v1={made}"


def test_a_signed_webhook_delivers_cards_that_verify(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_KEY", KEY.decode())
    with hook_receiver() as hook:
        s = outbox.settings(tmp_path, desk=hook.url("in"))
        s = s.model_copy(update={"channels": (s.channels[0].model_copy(update={"sign_env": "HOOK_KEY"}),)})
        alerts = [a for a in outbox.record(s) if a.channel == "alert"]
        clock = Clock()
        deliver(s.ledger_path, s.channels, s, clock(), clock=clock, sleep=clock.sleep, show=lambda _: None)
    assert len(hook.messages) == len(alerts)
    for message, (_, path, headers) in zip(hook.messages, hook.requests, strict=True):
        assert path == "/in"
        body = json.dumps(message, ensure_ascii=False).encode()
        signature = headers[SIGNATURE]
        assert verify(KEY, body, signature, int(signature[2:].split(",")[0]))
        assert headers["Idempotency-Key"] == message["key"]
        assert message["cards"][0]["findings"][0]["now"]["quote"]


def test_a_signed_webhook_needs_its_key_and_a_json_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOOK_KEY", raising=False)
    with pytest.raises(BadChannel, match="HOOK_KEY is not set"):
        open_channel(Channel(name="desk", url="json://127.0.0.1/", sign_env="HOOK_KEY"))
    with pytest.raises(BadChannel, match="json://"):
        open_channel(
            Channel(name="desk", url="mailto://127.0.0.1?from=a@a.example&to=b@a.example", sign_env="HOOK_KEY")
        )


def test_the_feed_is_atom_that_a_feed_reader_reads(tmp_path: Path) -> None:
    s = outbox.settings(tmp_path)
    alerts = outbox.record(s)
    deliver(s.ledger_path, s.channels, s, NOW, clock=lambda: NOW, sleep=lambda _: None, show=lambda _: None)
    raw = s.alerts_path.with_suffix(".atom").read_bytes()
    read = feedparser.parse(raw)
    assert not read.bozo and {e.title for e in read.entries} == {a.title for a in alerts}
    # without an address a reader falls back on the entry's id
    links = {a.title: loads(a.card).source.link or f"urn:pledgewatch:alert:{a.alert_id}" for a in alerts}
    assert {e.title: e.link for e in read.entries} == links and any("#:~:text=" in link for link in links.values())
    root = ET.fromstring(raw)
    assert root.tag == f"{{{feed.ATOM}}}feed"
    ids = [e.findtext(f"{{{feed.ATOM}}}id") for e in root.findall(f"{{{feed.ATOM}}}entry")]
    assert len(set(ids)) == len(alerts)


def test_hostile_records_make_a_feed_all_the_same() -> None:
    record = {
        "alert_id": "x",
        "title": "\x00<b>&\x1b",
        "body": "a\x08\n  b<script>\ud800",
        "created_at": None,
        "channel": "alert",
        "link": "javascript:alert(1)",
    }
    (entry,) = feedparser.parse(feed.atom([record])).entries
    assert "\x1b" not in entry.title and "script" in entry.content[0].value
    assert b"javascript" not in feed.atom([record])


def test_the_journal_takes_each_alert_once(tmp_path: Path) -> None:
    s = outbox.settings(tmp_path)
    alerts = outbox.record(s)
    assert journal.append(s.alerts_path, alerts) == len(alerts)
    assert journal.append(s.alerts_path, alerts) == 0
    assert [r["alert_id"] for r in journal.read(s.alerts_path)] == [a.alert_id for a in alerts]
