"""From conflict to its end, with real feeds and a real mail server: whoever was told of the conflict is told how it ended, in its thread."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from pathlib import Path

import pytest

from flows.passes.pipeline import run_pass
from flows.settings import load
from newsroom import MONDAY, Newsroom, told
from smtp import MailServer, mail_server
from website import Site

HOUR = dt.timedelta(hours=1)
#: what ends it: outlet, headline, paragraphs, word of the follow-up
ENDS = {
    "the outlet prints the other version": (
        "inland", "More on the air defence money",
        ("Norway will give Ukraine 150 million euros for air defence in 2026, the finance ministry in Oslo said on Tuesday.",
         "Officials spoke of interceptors and of spare parts for batteries, and of a first delivery in the summer.",
         "The money had been found in a reserve that was set aside for storms, a member of the committee said."),
        "SETTLED",
    ),
    "the payer says which holds": (
        "north", "Støre speaks of euros",
        ("Prime Minister Jonas Gahr Støre confirmed on Tuesday that Norway will give Ukraine 150 million euros for air defence in 2026.",
         "He answered a question in parliament, where a member had asked for the exact sum and the year in which it falls due.",
         "The debate went on until the evening and turned to roads, ferries and the price of power in the north."),
        "SETTLED",
    ),
}  # fmt: skip


def mails(mail: MailServer, word: str) -> list[EmailMessage]:
    return [m for _, m in mail.mails if word in str(m["subject"])]


@pytest.mark.parametrize("case", ENDS)
def test_whoever_was_told_of_a_conflict_is_told_its_end(tmp_path: Path, case: str) -> None:
    outlet, title, paragraphs, word = ENDS[case]
    with Site() as site, mail_server() as mail:
        room = Newsroom(site)
        settings = load(room.settings(tmp_path, mail=mail.url()))
        run_pass(settings, MONDAY + 3 * HOUR)
        room.publish(
            "inland", "dollars", "Norway helps Ukraine's air defence", told("150 million dollars"), room.day(hour=14)
        )
        run_pass(settings, MONDAY + 6 * HOUR)
        (conflict,) = mails(mail, "CURRENCY")
        room.publish(outlet, "end", title, paragraphs, room.day(1, hour=9))
        ended = run_pass(settings, MONDAY + 26 * HOUR)
        (verdict,) = [v for v in ended.verdicts if v.subtype == "resolution"]
        assert verdict.event_id.startswith("settled-") and verdict.dimension == ("currency",)
        (end,) = mails(mail, word)
        assert end["In-Reply-To"] == conflict["Message-ID"]
        body = end.get_body(("plain",))
        assert body is not None and "the conflict is settled" in " ".join(body.get_content().split())
        room.publish(outlet, "again", title + ", again", paragraphs, room.day(2, hour=9))
        run_pass(settings, MONDAY + 50 * HOUR)
        assert len(mails(mail, word)) == 1
