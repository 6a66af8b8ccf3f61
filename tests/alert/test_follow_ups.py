"""What was told and put right is told again to whoever got it, in the same thread: whole passes over a served site."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from extractors.model import Document
from flows.alert.why import find
from flows.passes.pipeline import run_pass
from flows.settings import load
from flows.texts.replay import replay
from newsroom import MONDAY, Newsroom, told
from slack import BOT_URL, slack_receiver
from smtp import mail_server
from storage.ledger import Ledger
from website import Site

NOTICE = (
    "Correction: an earlier version of this article gave the amount as 150 million dollars. It is 150 million euros."
)


@pytest.mark.parametrize(("notice", "word"), [((NOTICE,), "CORRECTS"), ((), "PAGE CHANGED")])
def test_a_page_that_is_put_right_answers_in_the_thread_of_its_conflict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, notice: tuple[str, ...], word: str
) -> None:
    with Site() as site, mail_server() as mail, slack_receiver(monkeypatch) as slack:
        room = Newsroom(site)
        settings = load(room.settings(tmp_path, mail=mail.url(), slack=BOT_URL))
        run_pass(settings, MONDAY + timedelta(hours=3))
        room.publish("north", "dollars", "Norway helps Ukraine", told("150 million dollars"), room.day(hour=14))
        run_pass(settings, MONDAY + timedelta(hours=6))
        (conflict,) = [m for _, m in mail.mails if "CURRENCY CONFLICT" in m["Subject"]]
        before = len(mail.mails)
        room.rewrite(
            "north", "dollars", "Norway helps Ukraine", (*told("150 million euros"), *notice), room.day(hour=14)
        )
        run_pass(settings, MONDAY + timedelta(hours=9))
    with Ledger.open(settings.ledger_path, read_only=True) as ledger:
        told_first = next(a for a in ledger.alerts(50) if "CURRENCY CONFLICT" in a.title)
    file, versions = find(settings.ledger_path, told_first.alert_id)
    assert {s.claim.document_id for s in file.statements.values()} == set(versions), "also of what has changed since"
    (follow,) = [m for _, m in mail.mails[before:]]  # once, not as an alert of its own beside it
    assert follow["Subject"].startswith(f"{word}: EUR 150m, {'not' if notice else 'before:'} USD 150m")
    assert follow["In-Reply-To"] == follow["References"] == conflict["Message-ID"]
    answer = slack.messages[-1]
    assert word in answer["text"] and answer["thread_ts"]
    assert len(slack.messages) == len(mail.mails) and slack.refused == []


CORRECTION = (
    "Correction: Norway will give Ukraine 150 million euros for air defence in 2026, not 150 million dollars as we reported on Monday.",
    "The mistake was made in translation, the editors said, and they regret it.",
)
SETTLEMENT = (
    "Norway will give Ukraine 150 million euros for air defence in 2026, Jonas Gahr Støre told parliament on Tuesday.",
    "Lawmakers asked how fast interceptors can be bought, and the prime minister answered that talks with makers had begun.",
)


@pytest.mark.parametrize(
    ("later", "word", "rule"),
    [(CORRECTION, "CORRECTS", "declared_correction"), (SETTLEMENT, "SETTLED", "conflict_settled")],
)
def test_another_article_puts_right_what_was_told_in_the_same_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, later: tuple[str, ...], word: str, rule: str
) -> None:
    """Two articles of one outlet: the first makes a conflict that goes to Slack and by mail, the second ends it for the same people."""
    with Site() as site, mail_server() as mail, slack_receiver(monkeypatch) as slack:
        room = Newsroom(site)
        recipients = ("analyst@desk.example", "second@desk.example")
        settings = load(room.settings(tmp_path, mail=mail.url(*recipients), slack=BOT_URL))
        run_pass(settings, MONDAY + timedelta(hours=3))
        room.publish("harbour", "dollars", "Norway helps Ukraine", told("150 million dollars"), room.day(hour=14))
        run_pass(settings, MONDAY + timedelta(hours=6))
        posted, mailed = len(slack.messages), len(mail.mails)
        conflicts = {to: m for to, m in mail.mails if "CURRENCY CONFLICT" in m["Subject"]}
        stamp = slack.stamps[next(n for n, m in enumerate(slack.messages) if "CURRENCY CONFLICT" in m["text"])]
        room.publish("harbour", "later", "The money from Oslo", later, room.day(days=1, hour=10))
        run_pass(settings, MONDAY + timedelta(hours=26))
    follows = dict(mail.mails[mailed:])
    assert set(follows) == set(conflicts) == set(recipients) and len(mail.mails) == mailed + 2
    for to, follow in follows.items():
        assert follow["Subject"].startswith(f"{word}: EUR 150m, not USD 150m – Norway to Ukraine")
        assert follow["In-Reply-To"] == follow["References"] == conflicts[to]["Message-ID"]
        text = follow.get_body(("plain",)).get_content()
        assert rule in text and "150 million dollars" in text and "150 million euros" in text
    (answer,) = slack.messages[posted:]
    assert word in answer["text"] and answer["thread_ts"] == stamp and slack.refused == []


def test_what_is_put_right_before_it_arrived_follows_it_into_its_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quiet hours hold the conflict; the correction that comes in the same night goes out after it, as an answer to it."""
    with Site() as site, mail_server() as mail, slack_receiver(monkeypatch) as slack:
        room = Newsroom(site)
        file = room.settings(tmp_path, mail=mail.url(), slack=BOT_URL)
        quiet = file.read_text("utf-8").replace('.url"\n[[', '.url"\nquiet = "18:00-06:00"\n[[')
        file.write_text(quiet, "utf-8")
        settings = load(file)
        assert all(c.quiet for c in settings.channels)
        run_pass(settings, MONDAY + timedelta(hours=3))
        mail.mails.clear()
        slack.messages.clear()
        slack.stamps.clear()
        room.publish("harbour", "dollars", "Norway helps Ukraine", told("150 million dollars"), room.day(hour=18))
        run_pass(settings, MONDAY + timedelta(hours=10))
        room.publish("harbour", "later", "The money from Oslo", CORRECTION, room.day(hour=20))
        run_pass(settings, MONDAY + timedelta(hours=12))
        assert mail.mails == [] and slack.messages == []
        run_pass(settings, MONDAY + timedelta(hours=22))
    conflict, follow = (m for _, m in mail.mails)
    assert "CURRENCY CONFLICT" in conflict["Subject"] and "CORRECTS" in follow["Subject"]
    assert follow["References"] == conflict["Message-ID"]
    first, second = slack.messages
    assert "CURRENCY CONFLICT" in first["text"] and "thread_ts" not in first
    assert "CORRECTS" in second["text"] and second["thread_ts"] == slack.stamps[0] and slack.refused == []


TENTS = (
    "KAMPALA – The charity Lifewell will send {number} tents to Sudan, its director Ana Berg said on Monday.\n\n"
    "The first of them leave Bergen next week, she said, and the rest will follow by ship before the rains begin."
)
#: a notice before or behind the text, and what the text says now
NOTICES = [
    ("", "\n\n(Corrects number of tents in paragraph 1 to 1,200 from 12,000)", "1,200"),
    ("(Corrects number of tents in first paragraph to 1,200 from 12,000)\n\n", "", "1,200"),
    ("", "\n\n(This article has been corrected to say 1,200 tents, not 12,000)", "1,200"),
    ("", "\n\nCorrection: an earlier version of this article spoke of 12,000 tents.", "1,200"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "behind", "number"), NOTICES)
def test_however_an_agency_words_its_correction_the_card_says_what_holds(before: str, behind: str, number: str) -> None:
    def wire(name: str, text: str, day: int) -> Document:
        return Document(name, text, None, f"https://wire.example/{name}", "Wire", f"2026-03-0{day}T08:00:00Z")

    texts = TENTS.format(number="12,000"), before + TENTS.format(number=number) + behind
    found = replay([wire(f"tents-{n}", text, n) for n, text in enumerate(texts, 2)], None)
    titles = [a.title for a in found.alerts if a.document_id == "tents-3"]
    assert titles == ["CORRECTS: 1,200 tents, not 12,000 tents – Lifewell to Sudan"]
