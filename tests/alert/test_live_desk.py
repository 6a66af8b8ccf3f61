"""Quiet hours, limits and digests on a desk that reads a served site: whole passes, real receivers, the clock given from outside."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.passes.pipeline import run_pass
from flows.settings import Settings, load
from newsroom import MONDAY, Newsroom, told
from slack import BOT_URL, Receiver, slack_receiver
from smtp import MailServer, mail_server
from website import Site

TEXT = (
    "{capital} – {country} pledged {amount} million euros in {what} for Ukraine, Defence Minister {name} said on {day}.",
    "The ministry said that contracts would be signed within the month, and that the first part would arrive before summer.",
    "{country} has given before, and its parliament is expected to agree without a long debate.",
)
PLEDGES = [
    ("VILNIUS", "Lithuania", 60, "drones", "Robertas Kaunas"),
    ("RIGA", "Latvia", 45, "armoured vehicles", "Andris Spruds"),
    ("TALLINN", "Estonia", 70, "artillery shells", "Hanno Pevkur"),
    ("WARSAW", "Poland", 90, "howitzers", "Jan Nowak"),
    ("LISBON", "Portugal", 55, "patrol boats", "Nuno Melo"),
    ("ATHENS", "Greece", 65, "air defence missiles", "Nikos Dendias"),
]
REFUSAL = (
    "BUDAPEST – Hungary refuses to take part in the fund for Ukraine's weapons, Foreign Minister Peter Szijjarto said on {day}.",
    "Budapest has opposed such funds before, and diplomats in Brussels had expected nothing else.",
    "Other members of the alliance said that they would go on without it.",
)


def pledge(room: Newsroom, n: int, when: datetime) -> None:
    """One country more gives something."""
    words = dict(zip(("capital", "country", "amount", "what", "name"), PLEDGES[n], strict=True), day=f"{when:%A}")
    paragraphs = tuple(text.format(**words) for text in TEXT)
    outlet = ("north", "harbour", "inland")[n % 3]
    room.publish(outlet, f"pledge-{n}", f"{words['country']} helps Ukraine", paragraphs, f"{when:%Y-%m-%dT%H:%M:%SZ}")


class Desk:
    """A newsroom that is read, and the receivers that are told."""

    def __init__(self, folder: Path, room: Newsroom, post: MailServer, chat: Receiver, **options: str) -> None:
        self.mail, self.slack = post, chat
        file = room.settings(folder, mail=post.url(), slack=BOT_URL)
        text = file.read_text("utf-8")
        for name, more in options.items():
            text = text.replace(f'url_file = "{name}.url"', f'url_file = "{name}.url"\n{more}')
        file.write_text(text, "utf-8")
        self.settings: Settings = load(file)
        self.at(MONDAY + timedelta(hours=3))

    def at(self, moment: datetime) -> tuple[list[str], list[str]]:
        """Make a pass at this moment; gives what came to Slack and by mail, by title."""
        self.slack.messages.clear()
        self.mail.mails.clear()
        run_pass(self.settings, moment)
        assert self.slack.refused == []
        return [m["text"].replace("*", "") for m in self.slack.messages], [
            m["Subject"].strip() for _, m in self.mail.mails
        ]


def test_quiet_hours_of_one_channel_hold_its_messages_and_not_those_of_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Site() as site, mail_server() as mail, slack_receiver(monkeypatch) as slack:
        room = Newsroom(site)
        desk = Desk(tmp_path, room, mail, slack, slack='quiet = "22:00-07:00"\ntimezone = "Europe/Brussels"')
        pledge(room, 0, MONDAY + timedelta(hours=12))
        night = desk.at(MONDAY + timedelta(hours=12, minutes=30))  # 22:30 in Brussels
        assert night[0] == [] and [t for t in night[1] if t.startswith("NEW PLEDGE: Lithuania, EUR 60m")]
        pledge(room, 1, MONDAY + timedelta(hours=20))
        early = desk.at(MONDAY + timedelta(hours=20, minutes=30))  # 06:30
        assert early[0] == [] and len(early[1]) == 1
        morning = desk.at(MONDAY + timedelta(hours=21, minutes=1))  # 07:01
        assert morning[1] == []
        assert sorted(t.split(",")[0] for t in morning[0]) == ["NEW PLEDGE: Latvia", "NEW PLEDGE: Lithuania"]


def test_more_than_an_hour_takes_comes_together_and_nothing_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Site() as site, mail_server() as mail, slack_receiver(monkeypatch) as slack:
        room = Newsroom(site)
        desk = Desk(tmp_path, room, mail, slack, slack="max_per_hour = 3")
        for n in range(len(PLEDGES)):
            pledge(room, n, MONDAY + timedelta(hours=6))
        chat, mails = desk.at(MONDAY + timedelta(hours=7))
        assert len(mails) == len(PLEDGES), "the other channel knows no limit"
        assert len(chat) == 3 and sum(t.startswith("Digest: 4 findings in 4 articles") for t in chat) == 1
        shown = slack.all_text()
        assert all(shown.count(f"{country}, EUR {amount}m") >= 1 for _, country, amount, _, _ in PLEDGES)
        room.publish("harbour", "dollars", "Norway helps Ukraine", told("150 million dollars"), room.day(hour=16))
        full, _ = desk.at(MONDAY + timedelta(hours=7, minutes=30))
        assert full == [], "three within the hour: the conflict waits"
        later, _ = desk.at(MONDAY + timedelta(hours=8, minutes=5))
        assert [t.split(":")[0] for t in later] == ["CURRENCY CONFLICT"]


def test_a_weekly_digest_comes_on_monday_morning_and_a_daily_one_the_next_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Site() as site, mail_server() as mail, slack_receiver(monkeypatch) as slack:
        room = Newsroom(site)
        options = 'digest = "weekly"\ndigest_hour = 8\ntimezone = "Europe/Brussels"'
        desk = Desk(tmp_path, room, mail, slack, mail=options, slack='digest = "daily"\ndigest_hour = 7')
        refusal = tuple(text.format(day="Wednesday") for text in REFUSAL)
        wednesday = MONDAY + timedelta(days=2, hours=1)
        room.publish("inland", "refusal", "Budapest says no", refusal, f"{wednesday:%Y-%m-%dT%H:%M:%SZ}")
        assert desk.at(wednesday + timedelta(hours=1)) == ([], []), "no amount: for the digest"
        thursday = MONDAY.replace(hour=7, minute=10) + timedelta(days=3)
        daily = desk.at(thursday)
        assert [t.split(":")[0] for t in daily[0]] == ["Digest"] and daily[1] == []
        assert "REFUSES" in slack.all_text() and "Hungary" in slack.all_text()
        sunday = MONDAY.replace(hour=22) + timedelta(days=6)
        assert desk.at(sunday) == ([], [])
        early = MONDAY.replace(hour=6, minute=50) + timedelta(days=7)
        assert desk.at(early) == ([], []), "07:50 in Brussels"
        chat, mails = desk.at(early + timedelta(minutes=15))
        assert chat == [] and len(mails) == 1 and mails[0].startswith("Digest: ")
        (_, digest) = mail.mails[0]
        text = digest.get_body(("plain",)).get_content()
        assert "REFUSES: Hungary" in text and "it names no amount" in " ".join(text.split())
        assert desk.at(early + timedelta(hours=1)) == ([], []), "once"


def test_what_was_given_up_is_listed_and_sent_again_by_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def command(*words: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "flows.cli", *words, "--settings", str(desk.settings.file)]
        return subprocess.run(line, capture_output=True, text=True, timeout=120)

    with Site() as site, mail_server() as mail, slack_receiver(monkeypatch) as slack:
        room = Newsroom(site)
        desk = Desk(tmp_path, room, mail, slack)
        mail.refuse["analyst@desk.example"] = "550 5.1.1 no such user"
        pledge(room, 0, MONDAY + timedelta(hours=6))
        chat, mails = desk.at(MONDAY + timedelta(hours=7))
        assert len(chat) == 1 and mails == []
        listed = command("alerts")
        assert "2 of 3, 1 given up" in " ".join(listed.stdout.split())
        still = command("alerts", "retry")
        assert still.returncode == 1 and "1 given up (the mail server answered 550" in still.stdout
        mail.refuse.clear()
        again = command("alerts", "retry")
        assert again.returncode == 0 and "1 given up before, tried again" in again.stdout
    assert [m["Subject"].strip().split(",")[0] for _, m in mail.mails] == ["NEW PLEDGE: Lithuania"]
    assert len(slack.messages) == 1, "who has it does not get it again"


def test_what_failed_a_moment_ago_is_sent_by_command_without_its_pause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail server is back before the pause is over; what waits for its digest is left to it, and said."""

    def retry() -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "flows.cli", "alerts", "retry", "--settings", str(desk.settings.file)]
        return subprocess.run(line, capture_output=True, text=True, timeout=120)

    now = datetime.now(UTC).replace(microsecond=0)
    with Site() as site, mail_server() as mail, slack_receiver(monkeypatch) as slack:
        room = Newsroom(site)
        desk = Desk(tmp_path, room, mail, slack)
        desk.at(now - timedelta(minutes=3))
        mail.refuse["analyst@desk.example"] = "451 4.3.0 try again later"
        pledge(room, 0, now - timedelta(hours=1))
        refusal = tuple(text.format(day=f"{now:%A}") for text in REFUSAL)
        room.publish("inland", "refusal", "Budapest says no", refusal, f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}")
        chat, mails = desk.at(now + timedelta(minutes=4))  # its pause is not over before the command comes
        assert len(chat) == 1 and mails == []
        down = retry()
        assert down.returncode == 1 and "1 that had failed, tried again now" in down.stdout, down.stdout
        assert "0 sent, 1 still owed" in down.stdout
        mail.refuse.clear()
        again = retry()
        assert again.returncode == 0 and "1 that had failed, tried again now" in again.stdout, again.stdout
        assert re.search(r"slack: 1 for the digest of 20\d\d-\d\d-\d\d \d\d:\d\d UTC", again.stdout), again.stdout
        assert "1 that had failed" not in retry().stdout
    assert [m["Subject"].strip().split(",")[0] for _, m in mail.mails] == ["NEW PLEDGE: Lithuania"]
    assert len(slack.messages) == 1


def test_a_night_and_a_limit_on_one_channel_leave_nothing_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the quiet hours held is more than an hour takes: two messages in the morning hold all of it, and a digest names each event."""
    with Site() as site, mail_server() as mail, slack_receiver(monkeypatch) as slack:
        room = Newsroom(site)
        night = 'quiet = "22:00-07:00"\ntimezone = "Europe/Brussels"\nmax_per_hour = 2'
        desk = Desk(tmp_path, room, mail, slack, slack=night)
        for n in range(len(PLEDGES)):
            pledge(room, n, MONDAY + timedelta(hours=12))
        held, mails = desk.at(MONDAY + timedelta(hours=12, minutes=30))  # 22:30 in Brussels
        assert held == [] and len(mails) == len(PLEDGES)
        morning, again = desk.at(MONDAY + timedelta(hours=21, minutes=5))  # 07:05
        assert again == [] and len(morning) == 2
        shown = slack.all_text()
        assert all(shown.count(f"{country}, EUR {amount}m") >= 1 for _, country, amount, _, _ in PLEDGES)
        assert desk.at(MONDAY + timedelta(hours=23)) == ([], []), "once"
