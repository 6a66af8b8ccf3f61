"""Delivery against real receivers: everything owed arrives, once, and one channel's trouble is its own."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

import cards
import outbox
from flows.alert.card import dumps, loads
from flows.alert.compose import compose
from flows.alert.deliver import deliver
from flows.settings import Settings
from outbox import NOW, Clock
from slack import BOT_URL, SLACK_URL, hook_receiver, slack_receiver
from smtp import dead_port, mail_server, silent_port
from storage.ledger import Ledger
from storage.rows import Harvest, Owed

pytestmark = pytest.mark.filterwarnings("ignore:Unverified HTTPS", "ignore:Requiring AUTH", "ignore:'imghdr'")
SILENT = lambda cards: None  # noqa: E731


def run(s: Settings, clock: Clock | None = None):
    clock = clock or Clock()
    return deliver(s.ledger_path, s.channels, s, clock(), clock=clock, sleep=clock.sleep, show=SILENT)


def test_a_webhook_gets_every_alert_once(tmp_path: Path) -> None:
    with hook_receiver() as hook:
        s = outbox.settings(tmp_path, desk=hook.url())
        alerts = [a for a in outbox.record(s) if a.channel == "alert"]
        report = run(s)
        assert run(s).destinations == ()
    assert Counter(m["title"] for m in hook.messages) == Counter(a.title for a in alerts)
    conflict = next(m for m in hook.messages if "CURRENCY AND SPEAKER CONFLICT" in m["title"])
    for words in (
        "1 billion euros per month",
        "at least 1 billion dollars every month",
        "Mark Rutte",
        "#:~:text=",
        "pledgewatch why",
    ):
        assert words in conflict["message"]
    assert report.problems == ()


def test_alerts_jsonl_holds_every_alert_once_even_after_a_torn_line(tmp_path: Path) -> None:
    s = outbox.settings(tmp_path)
    alerts = outbox.record(s)
    s.alerts_path.write_text('{"alert_id": "torn', encoding="utf-8")
    run(s)
    told = [json.loads(line) for line in s.alerts_path.read_text(encoding="utf-8").splitlines() if line.endswith("}")]
    assert sorted(t["alert_id"] for t in told) == sorted(a.alert_id for a in alerts)


@pytest.mark.parametrize(("starttls", "auth"), [(False, False), (False, True), (True, True)])
def test_mail_arrives_by_plain_smtp_login_and_starttls(tmp_path: Path, starttls: bool, auth: bool) -> None:
    with mail_server(starttls=starttls, auth=auth) as server:
        url = server.url(mode="starttls" if starttls else "", login=auth, extra="&verify=no")
        s = outbox.settings(tmp_path, mail=url)
        alerts = [a for a in outbox.record(s) if a.channel == "alert"]
        report = run(s)
    assert report.problems == ()
    assert len(server.mails) == len(alerts)
    assert server.secured == (len(alerts) if starttls else 0)
    assert bool(server.logins) is auth
    mail = next(m for _, m in server.mails if "CURRENCY" in m["Subject"])
    assert [p.get_content_type() for p in mail.iter_parts()] == ["text/plain", "text/html"]
    text, html = (p.get_content() for p in mail.iter_parts())
    for part in (text, html):
        assert "1 billion euros per month" in part and "RBC-Ukraine" in part and "#:~:text=" in part


def test_an_untrusted_certificate_is_no_excuse_to_send_in_the_clear(tmp_path: Path) -> None:
    with mail_server(starttls=True, auth=True) as server:
        s = outbox.settings(tmp_path, mail=server.url(mode="starttls", login=True))
        outbox.record(s)
        report = run(s)
    assert server.mails == [] and "certificate" in report.problems[0]


def test_slack_takes_every_message_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with slack_receiver(monkeypatch) as slack:
        s = outbox.settings(tmp_path, desk=SLACK_URL)
        alerts = [a for a in outbox.record(s) if a.channel == "alert"]
        report = run(s)
    assert report.problems == () and slack.refused == []
    assert len(slack.messages) == len(alerts)
    assert {path for _, path, _ in slack.requests if path.startswith("/services/")}
    conflict = next(m for m in slack.messages if "CURRENCY" in m["text"])
    assert "*1 billion euros per month*" in json.dumps(conflict, ensure_ascii=False)


def test_slack_says_too_many_requests_and_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    with slack_receiver(monkeypatch) as slack:
        slack.plan = lambda n: (429, {"Retry-After": "7"}, "rate_limited") if n == 2 else None
        s = outbox.settings(tmp_path, desk=SLACK_URL)
        alerts = [a for a in outbox.record(s) if a.channel == "alert"]
        run(s, clock)
    assert len(slack.messages) == len(alerts) and 7.0 in clock.slept


def test_a_slack_bot_keeps_the_time_stamp_for_the_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with slack_receiver(monkeypatch) as slack:
        s = outbox.settings(tmp_path, desk=BOT_URL)
        outbox.record(s)
        run(s)
    assert {m["channel"] for m in slack.messages} == {"#desk"}
    receipts = [r.receipt for r in outbox.rows(s).values() if r.destination == "desk" and r.status == "sent"]
    assert receipts and all("1764780000." in r for r in receipts if r)


def test_a_revoked_webhook_is_parked_and_comes_back_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with slack_receiver(monkeypatch) as slack:
        slack.plan = lambda n: (404, {}, "no_service") if n == 1 else None
        s = outbox.settings(tmp_path, desk=SLACK_URL)
        alerts = [a for a in outbox.record(s) if a.channel == "alert"]
        report = run(s)
        assert slack.messages == [] and "no_service" in report.problems[0]
        parked = [r for r in outbox.rows(s).values() if r.status == "parked"]
        assert len(parked) == len(alerts)
        with Ledger.open(s.ledger_path) as ledger:
            assert ledger.unpark() == len(parked)
        run(s)
        assert len(slack.messages) == len(alerts)


def test_a_dead_channel_delays_nobody_and_gets_everything_later(tmp_path: Path) -> None:
    clock = Clock()
    with hook_receiver() as hook, mail_server() as mail, silent_port() as mute:
        dead = f"json://127.0.0.1:{dead_port()}/"
        hanging = f"json://127.0.0.1:{mute}/?rto=1&cto=1"
        s = outbox.settings(tmp_path, dead=dead, hanging=hanging, hook=hook.url(), mail=mail.url())
        alerts = [a for a in outbox.record(s) if a.channel == "alert"]
        report = {d.destination: d for d in run(s, clock).destinations}
        assert (len(hook.messages), len(mail.mails)) == (len(alerts), len(alerts))
        for name in ("dead", "hanging"):
            assert report[name].sent == 0 and report[name].waiting == len(alerts) and report[name].error
        with hook_receiver() as revived:
            s = outbox.settings(tmp_path, dead=revived.url(), hanging=hanging, hook=hook.url(), mail=mail.url())
            assert not any(d.destination == "dead" for d in run(s, clock).destinations), "back-off is kept"
            clock.sleep(31)
            run(s, clock)
            assert len(revived.messages) == len(alerts)
    assert len(hook.messages) == len(alerts)


def test_one_refused_recipient_costs_the_other_nothing_and_nobody_gets_a_copy(tmp_path: Path) -> None:
    clock = Clock()
    with mail_server() as server:
        server.refuse["b@desk.example"] = "451 4.3.0 try again later"
        s = outbox.settings(tmp_path, mail=server.url("a@desk.example", "b@desk.example"))
        alerts = [a for a in outbox.record(s) if a.channel == "alert"]
        run(s, clock)
        assert (len(server.to("a@desk.example")), len(server.to("b@desk.example"))) == (len(alerts), 0)
        server.refuse.clear()
        clock.sleep(31)
        run(s, clock)
        assert (len(server.to("a@desk.example")), len(server.to("b@desk.example"))) == (len(alerts), len(alerts))


def test_an_address_that_does_not_exist_is_parked_with_the_servers_words(tmp_path: Path) -> None:
    with mail_server() as server:
        server.refuse["gone@desk.example"] = "550 5.1.1 no such user"
        s = outbox.settings(tmp_path, mail=server.url("gone@desk.example"))
        outbox.record(s)
        run(s)
    parked = [r for r in outbox.rows(s).values() if r.status == "parked"]
    assert parked and all("550" in (r.last_error or "") for r in parked)


def test_a_server_that_dies_after_acceptance_gives_the_same_message_again(tmp_path: Path) -> None:
    clock = Clock()
    with mail_server() as server:
        server.die_after_data = True
        s = outbox.settings(tmp_path, mail=server.url())
        outbox.record(s)
        run(s, clock)
        server.die_after_data = False
        clock.sleep(31)
        run(s, clock)
    counts = Counter(m["Message-ID"] for _, m in server.mails)
    alerts = {m["X-Pledgewatch-Key"] for _, m in server.mails}
    assert len(counts) == len(alerts) and max(counts.values()) <= 2


def test_a_redirect_is_no_success(tmp_path: Path) -> None:
    with hook_receiver() as hook:
        hook.plan = lambda n: (301, {"Location": f"http://127.0.0.1:{hook.port}/elsewhere"}, "")
        s = outbox.settings(tmp_path, desk=hook.url())
        outbox.record(s)
        report = run(s)
    assert report.problems and all(d.sent == 0 for d in report.destinations if d.destination == "desk")


def test_a_missing_secret_keeps_the_alerts_owed_and_says_what_to_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.settings import Channel

    monkeypatch.delenv("DESK_URL", raising=False)
    s = outbox.settings(tmp_path, desk="json://127.0.0.1:9/")
    s = s.model_copy(update={"channels": (Channel(name="desk", url_env="DESK_URL"),)})
    outbox.record(s)
    report = run(s)
    assert "DESK_URL" in report.problems[0]
    assert all(r.status == "owed" for r in outbox.rows(s).values() if r.destination == "desk")


def test_the_digest_waits_for_its_hour_and_comes_as_one_message(tmp_path: Path) -> None:
    clock = Clock()
    with hook_receiver() as hook:
        s = outbox.settings(tmp_path, desk=hook.url())
        alerts = outbox.record(s)
        run(s, clock)
        before = len(hook.messages)
        assert before == sum(a.channel == "alert" for a in alerts)
        clock.sleep(12 * 3600)
        run(s, clock)
        assert len(hook.messages) == before + 1
        digest = hook.messages[-1]
    assert digest["title"].startswith("Digest")
    for alert in alerts:
        assert (alert.alert_id in digest["message"]) is (alert.channel == "digest")


def test_what_follows_up_a_finding_of_the_digest_comes_after_it_in_its_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    with mail_server() as mail, slack_receiver(monkeypatch) as slack:
        s = outbox.settings(tmp_path, mail=mail.url(), desk=BOT_URL)
        first, second, later, *_ = compose(cards.verdicts(), cards.statements(), None, now=NOW).alerts
        answer = dataclasses.replace(later, card=dumps(dataclasses.replace(loads(later.card), follows=first.alert_id)))
        due = NOW + timedelta(hours=1)
        owed = [Owed(f"{a.alert_id}:{d}", a.alert_id, d, next_attempt=due, digest=True) for a in (first, second) for d in ("mail", "desk")]  # fmt: skip
        owed += [Owed(f"{answer.alert_id}:{d}", answer.alert_id, d, next_attempt=NOW) for d in ("mail", "desk")]
        with Ledger.open(s.ledger_path) as ledger:
            ledger.record(Harvest("run-1", NOW, alerts=(first, second, answer), owed=tuple(owed)))
        run(s, clock)
        assert (mail.mails, slack.messages) == ([], []), "it waits for what it puts right"
        clock.sleep(3600)
        run(s, clock)
    digest, follow = (m for _, m in mail.mails)
    assert digest["Subject"].startswith("Digest: ") and follow["Subject"] == answer.title
    assert follow["References"] == digest["Message-ID"]
    assert [m.get("thread_ts") for m in slack.messages] == [None, slack.stamps[0]]


def test_what_comes_days_late_says_when_it_was_found(tmp_path: Path) -> None:
    clock = Clock()
    with mail_server() as mail:
        s = outbox.settings(tmp_path, mail=mail.url())
        outbox.record(s)
        mail.refuse["analyst@desk.example"] = "451 4.3.0 try again later"
        run(s, clock)
        mail.refuse.clear()
        clock.sleep(60)
        run(s, clock)
        soon = [m.get_body(("plain",)).get_content() for _, m in mail.mails]
        assert soon and not any("Found on" in text for text in soon)
    with mail_server() as mail:
        s = outbox.settings(tmp_path / "late", mail=mail.url())
        outbox.record(s)
        mail.refuse["analyst@desk.example"] = "550 5.1.1 no such user"
        run(s)
        mail.refuse.clear()
        with Ledger.open(s.ledger_path) as ledger:
            ledger.unpark()
        run(s, Clock(NOW + timedelta(days=2)))
        late = [m.get_body(("plain",)).get_content() for _, m in mail.mails if not m["Subject"].startswith("Digest")]
    assert late and all("Found on 3 Dec 2025 at 19:00 UTC and not delivered until now" in " ".join(text.split()) for text in late)  # fmt: skip


def test_a_digest_keeps_an_event_together_and_tells_the_most_severe_first(tmp_path: Path) -> None:
    with hook_receiver() as hook:
        s = outbox.settings(tmp_path, desk=hook.url())
        model = compose(cards.verdicts(), cards.statements(), None, now=NOW).alerts[0]
        made = [("a", "ev1", "low"), ("b", "ev2", "low"), ("c", "ev3", "high"), ("d", "ev3", "low"), ("e", "ev1", None)]
        alerts = tuple(
            dataclasses.replace(model, alert_id=name, event_id=event, severity=severity, title=f"alert {name}", card="")
            for name, event, severity in made
        )
        owed = tuple(Owed(f"{a.alert_id}:desk", a.alert_id, "desk", next_attempt=NOW, digest=True) for a in alerts)
        with Ledger.open(s.ledger_path) as ledger:
            ledger.record(Harvest("run-1", NOW, alerts=alerts, owed=owed))
        run(s)
    (digest,) = hook.messages
    names = [line.removeprefix("alert ") for line in digest["message"].splitlines() if line.startswith("alert ")]
    assert names == ["c", "d", "a", "e", "b"]
