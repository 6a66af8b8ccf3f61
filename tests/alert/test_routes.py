"""Quiet hours, digests, hourly limits, mutes, corrections: what is held back is held, not dropped, and everyone gets what is theirs."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import cards
import outbox
from extractors.model import Alert
from flows.alert.card import Finding, loads
from flows.alert.compose import compose
from flows.alert.deliver import DeliveryReport, deliver
from flows.alert.schedule import ATTEMPTS, backoff, next_digest, quiet_until
from flows.settings import Channel, Mute, Settings, Source, Watch
from outbox import NOW, Clock
from slack import BOT_URL, hook_receiver, slack_receiver
from smtp import mail_server
from storage.ledger import Ledger
from storage.rows import Harvest, Told

BRUSSELS = ZoneInfo("Europe/Brussels")


def channel(**options) -> Channel:
    return Channel(name="desk", url="json://127.0.0.1/", **options)


def with_channel(s: Settings, **options) -> Settings:
    return s.model_copy(update={"channels": tuple(c.model_copy(update=options) for c in s.channels)})


def run(s: Settings, clock: Clock) -> DeliveryReport:
    return deliver(s.ledger_path, s.channels, s, clock(), clock=clock, sleep=clock.sleep, show=lambda _: None)


#: digest settings, moment (UTC), when it is due (UTC)
DIGESTS = [
    ({"digest": "hourly"}, "2025-12-03T19:20", "2025-12-03T20:00"),
    ({"digest": "hourly"}, "2025-12-03T19:00", "2025-12-03T20:00"),
    ({"digest": "daily"}, "2025-12-03T06:59", "2025-12-03T07:00"),
    ({"digest": "daily"}, "2025-12-03T07:00", "2025-12-04T07:00"),
    ({"digest": "daily", "timezone": "Europe/Brussels"}, "2025-12-03T05:59", "2025-12-03T06:00"),
    ({"digest": "daily", "digest_hour": 18}, "2025-12-03T19:00", "2025-12-04T18:00"),
    ({"digest": "weekly"}, "2025-12-03T19:00", "2025-12-08T07:00"),
    ({"digest": "weekly"}, "2025-12-08T06:00", "2025-12-08T07:00"),
    # the night of 29 March 2026 has no 02:30 in Brussels, that of 25 October two
    ({"digest": "daily", "digest_hour": 2, "timezone": "Europe/Brussels"}, "2026-03-28T20:00", "2026-03-29T01:00"),
    ({"digest": "daily", "digest_hour": 2, "timezone": "Europe/Brussels"}, "2026-10-24T20:00", "2026-10-25T00:00"),
    ({"digest": "hourly", "timezone": "Europe/Brussels"}, "2026-10-25T00:30", "2026-10-25T01:00"),
]


@pytest.mark.parametrize(("options", "moment", "due"), DIGESTS)
def test_when_the_digest_is_due(options: dict[str, object], moment: str, due: str) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert next_digest(channel(**options), now) == datetime.fromisoformat(due).replace(tzinfo=UTC)


#: quiet hours in Brussels, local moment, end of the quiet (local) or None
QUIET = [
    ("22:00-07:00", "2025-12-03T21:59", None),
    ("22:00-07:00", "2025-12-03T22:00", "2025-12-04T07:00"),
    ("22:00-07:00", "2025-12-04T06:59", "2025-12-04T07:00"),
    ("22:00-07:00", "2025-12-04T07:00", None),
    ("12:00-13:30", "2025-12-04T12:15", "2025-12-04T13:30"),
    ("12:00-13:30", "2025-12-04T13:30", None),
    ("22:00-07:00", "2026-03-28T23:00", "2026-03-29T07:00"),
]


@pytest.mark.parametrize(("hours", "moment", "end"), QUIET)
def test_quiet_hours(hours: str, moment: str, end: str | None) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=BRUSSELS)
    expected = end and datetime.fromisoformat(end).replace(tzinfo=BRUSSELS)
    assert quiet_until(channel(quiet=hours, timezone="Europe/Brussels"), now.astimezone(UTC)) == expected


def test_back_off_grows_and_keeps_the_destinations_word() -> None:
    waits = [backoff(n).total_seconds() for n in range(1, ATTEMPTS + 1)]
    assert waits == sorted(waits) and waits[0] == 30 and waits[-1] == 4 * 3600
    assert timedelta(days=2) < sum((backoff(n) for n in range(1, ATTEMPTS)), timedelta()) < timedelta(days=5)
    assert backoff(1, 900).total_seconds() == 900
    assert backoff(1, 10**9).total_seconds() == 86400


def test_quiet_hours_hold_and_never_drop(tmp_path: Path) -> None:
    clock = Clock(datetime(2025, 12, 3, 23, tzinfo=UTC))
    with hook_receiver() as hook:
        s = with_channel(outbox.settings(tmp_path, desk=hook.url()), quiet="22:00-07:00")
        alerts = [a for a in outbox.record(s, clock()) if a.channel == "alert"]
        report = run(s, clock)
        assert hook.messages == [] and report.problems == ()
        assert any(d.note and "quiet until 07:00" in d.note for d in report.destinations)
        clock.sleep(8 * 3600 + 60)
        run(s, clock)
        titles = [m["title"] for m in hook.messages if not m["title"].startswith("Digest")]
    assert sorted(titles) == sorted(a.title for a in alerts)


def test_high_severity_may_wake_you(tmp_path: Path) -> None:
    clock = Clock(datetime(2025, 12, 3, 23, tzinfo=UTC))
    with hook_receiver() as hook:
        s = with_channel(outbox.settings(tmp_path, desk=hook.url()), quiet="22:00-07:00", quiet_except="high")
        alerts = outbox.record(s, clock())
        run(s, clock)
    assert sorted(m["title"] for m in hook.messages) == sorted(
        a.title for a in alerts if a.channel == "alert" and a.severity == "high"
    )


def test_more_than_the_hour_takes_goes_out_as_one_digest_and_the_rest_waits(tmp_path: Path) -> None:
    clock = Clock()
    with hook_receiver() as hook:
        s = with_channel(outbox.settings(tmp_path, desk=hook.url()), max_per_hour=5)
        outbox.record_many(s, 300, ("desk",))
        run(s, clock)
        assert len(hook.messages) == 5, "five digests of forty"
        clock.sleep(600)
        run(s, clock)
        assert len(hook.messages) == 5, "the hour is not over"
        clock.sleep(3060)
        run(s, clock)
        assert len([m for m in hook.messages if m["title"].startswith("alert ")]) == 2, (
            "three digests hold 98 of a hundred"
        )
    told = Counter(f"al{n:08d}" for n in range(300) for m in hook.messages if f"al{n:08d}" in m["message"])
    assert len(told) == 300 and set(told.values()) == {1}


def test_a_thousand_alerts_keep_to_the_rate_of_the_channel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack takes one message a second; the receiver enforces it by the same clock."""
    from slack import SLACK_URL

    clock = Clock()
    count = 25  # the drill sends the thousand
    with slack_receiver(monkeypatch) as slack:
        slack.clock = lambda: clock().timestamp()
        slack.limit = (1, 0.999)
        s = outbox.settings(tmp_path, desk=SLACK_URL)
        outbox.record_many(s, count, ("desk",))
        run(s, clock)
    assert len(slack.messages) == count and slack.refused == []
    assert clock() - NOW >= timedelta(seconds=count - 1)


@pytest.mark.drill
def test_a_thousand_alerts_really(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from slack import SLACK_URL

    clock = Clock()
    with slack_receiver(monkeypatch) as slack:
        slack.clock = lambda: clock().timestamp()
        slack.limit = (1, 0.999)
        s = outbox.settings(tmp_path, desk=SLACK_URL)
        outbox.record_many(s, 1000, ("desk",))
        run(s, clock)
    assert len(slack.messages) == 1000 and slack.refused == []


# --- mutes, kinds, severities, tags ----------------------------------------------------------------------------------------------

CONFLICT = next(v for v in cards.verdicts() if v.verdict_id == "V40")
SOURCE = Source(name="crier", url="https://crier.example/feed", tags=("local",))
MUTES = [
    (Mute(event="EV21"), False),
    (Mute(proposition=CONFLICT.proposition_id), False),
    (Mute(rule=CONFLICT.rule), False),
    (Mute(source="crier"), False),
    (Mute(event="EV21", until=NOW.date()), False),
    (Mute(event="EV21", until=NOW.date() - timedelta(days=1)), True),
    (Mute(event="EV22"), True),
    (Mute(source="other"), True),
]


@pytest.mark.parametrize(("mute", "told"), MUTES)
def test_what_is_muted_is_not_told(mute: Mute, told: bool) -> None:
    made = compose(
        cards.verdicts(), cards.statements(), None, now=NOW, mutes=(mute,), sources={CONFLICT.document_id: SOURCE}
    )
    assert any("CURRENCY" in a.title for a in made.alerts) is told


def families(finding: Finding) -> set[str]:
    return {v.verdict for v in cards.verdicts() if v.verdict_id in finding.verdict_ids and v.channel != "silent"}


WATCHES = [
    (Watch(name="w", findings=("contradiction",)), lambda f: families(f) & {"contradicts", "inconsistent"}),
    (Watch(name="w", findings=("new",)), lambda f: "new" in families(f)),
    (Watch(name="w", minimum_severity="high"), lambda f: f.severity == "high"),
    (Watch(name="w", minimum_severity="medium"), lambda f: f.severity in ("high", "medium")),
    (Watch(name="w", tags=("local",)), lambda f: f.now.document_id == CONFLICT.document_id),
]


@pytest.mark.parametrize(("watch", "wanted"), WATCHES)
def test_watches_ask_by_kind_severity_and_tag(watch: Watch, wanted) -> None:
    made = compose(cards.verdicts(), cards.statements(), [watch], now=NOW, sources={CONFLICT.document_id: SOURCE})
    findings = [f for a in made.alerts for f in loads(a.card).findings]
    assert findings and all(wanted(f) for f in findings)


# --- corrections -------------------------------------------------------------------------------------------------------------------


def correction() -> tuple[Alert, ...]:
    """The Crier corrects its euros to dollars."""
    right = next(s for s in cards.statements() if s.claim.claim_id == "C000-03")
    verdict = replace(
        CONFLICT, verdict_id="V99", verdict="updates", dimension=("currency",), subtype="correction", channel="digest", severity="low",
        document_id=right.claim.document_id, claim_id=right.claim.claim_id, event_id="EV99", reason="The outlet corrects itself.",
        against=replace(CONFLICT.against, document_id=CONFLICT.document_id, claim_id=CONFLICT.claim_id),
    )  # fmt: skip
    return (verdict,)


def test_a_correction_goes_at_once_to_whoever_was_told() -> None:
    earlier = {CONFLICT.claim_id: [Told("first00001", ("mail", "slack"))]}
    watch = Watch(name="w", actors=("nobody",), channels=("mail",))
    made = compose(correction(), cards.statements(), [watch], now=NOW, earlier=earlier)
    (alert,) = made.alerts
    assert loads(alert.card).follows == "first00001" and alert.channel == "alert" and "CORRECTS" in alert.title
    assert {(o.destination, o.digest) for o in made.owed} == {("mail", False), ("slack", False), ("log", False)}
    assert compose(correction(), cards.statements(), [watch], now=NOW).alerts == ()


def test_a_correction_arrives_in_the_thread_of_the_alert(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    with mail_server() as mail, slack_receiver(monkeypatch) as slack:
        s = outbox.settings(tmp_path, mail=mail.url(), slack=BOT_URL)
        watches = [Watch(name="w", findings=("contradiction",), channels=("mail", "slack"))]
        first = compose(cards.verdicts(), cards.statements(), watches, now=NOW, channels=s.channels)
        told = cards.verdicts()
        with Ledger.open(s.ledger_path) as ledger:
            ledger.record(Harvest("r1", NOW, verdicts=told, alerts=first.alerts, owed=first.owed))
        run(s, clock)
        with Ledger.open(s.ledger_path) as ledger:
            earlier = ledger.tellings([CONFLICT.claim_id])
            assert set(earlier[CONFLICT.claim_id][0].destinations) == {"mail", "slack"}
            second = compose(correction(), cards.statements(), watches, now=NOW, channels=s.channels, earlier=earlier)
            ledger.record(Harvest("r2", NOW, verdicts=correction(), alerts=second.alerts, owed=second.owed))
        run(s, clock)
    original = next(m for _, m in mail.mails if "CURRENCY" in m["Subject"])
    follow = next(m for _, m in mail.mails if "CORRECTS" in m["Subject"])
    assert follow["In-Reply-To"] == follow["References"] == original["Message-ID"]
    alert = next(a for a in first.alerts if "CURRENCY" in a.title)
    stamp = next(r.receipt for k, r in outbox.rows(s).items() if k == f"{alert.alert_id}:slack")
    answer = next(m for m in slack.messages if "CORRECTS" in m["text"])
    assert answer["thread_ts"] in stamp
    assert sum("CORRECTS" in m["text"] for m in slack.messages) == 1
