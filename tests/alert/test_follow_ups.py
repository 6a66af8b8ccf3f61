"""What was told and put right is told again to whoever got it, in the same thread: whole passes over a served site."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from flows.alert.why import find
from flows.passes.pipeline import run_pass
from flows.settings import load
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
    assert follow["Subject"].startswith(f"{word}: EUR 150m, before: USD 150m")
    assert follow["In-Reply-To"] == follow["References"] == conflict["Message-ID"]
    answer = slack.messages[-1]
    assert word in answer["text"] and answer["thread_ts"]
    assert len(slack.messages) == len(mail.mails) and slack.refused == []
