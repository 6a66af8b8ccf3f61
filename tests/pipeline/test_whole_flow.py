"""The whole flow on real sockets: three feeds and twelve pages in, e-mail and webhook out, twice, with changed figures in between."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from flows.alert import feedback
from flows.alert.journal import read as read_journal
from flows.passes.pipeline import run_pass
from flows.settings import load
from newsroom import MONDAY, Newsroom, told
from slack import Receiver, hook_receiver
from smtp import MailServer, mail_server
from storage.ledger import Ledger
from website import Site

HOUR = dt.timedelta(hours=1)


def short(title: str) -> str:
    """A title without the purpose in brackets, which is the extractor's own matter."""
    return " ".join(re.sub(r" \([^)]*\)", "", title).split())


def subjects(mail: MailServer) -> list[str]:
    return [short(str(message["subject"])) for _, message in mail.mails]


def hooks(hook: Receiver) -> list[str]:
    return [short(message["title"]) for message in hook.messages]


def test_two_passes_with_changed_figures_tell_exactly_what_they_should(tmp_path: Path) -> None:
    with Site() as site, mail_server() as mail, hook_receiver() as hook:
        room = Newsroom(site)
        settings = load(room.settings(tmp_path, mail=mail.url(), hook=hook.url()))

        first = run_pass(settings, MONDAY + 3 * HOUR)

        assert not first.failed
        assert {r.name: (r.items, r.new) for r in first.reports} == {
            "north": (4, 4),
            "harbour": (4, 4),
            "inland": (4, 4),
        }
        assert sorted((p.code, p.url.rsplit("/", 1)[-1]) for p in first.problems) == [
            ("binary", "picture.html"),
            ("no_text", "empty.html"),
        ]
        # two new pledges; the retold one and the wire copy say nothing new, the benches are below the minimum
        assert sorted(subjects(mail)) == [
            "NEW PLEDGE: Denmark, EUR 200m for Ukraine, says Troels Lund Poulsen",
            "NEW PLEDGE: Norway, EUR 150m for Ukraine, 2026, says Jonas Gahr Støre",
        ]
        assert sorted(hooks(hook)) == sorted(subjects(mail))
        # six weeks old: told in the summary, never sent
        assert [a.title.split(",")[0] for a in first.back_catalogue] == ["NEW PLEDGE: Sweden"]
        assert feedback.mark(settings.ledger_path, first.back_catalogue[0].alert_id, True) == 1, "and can be judged"

        room.rewrite("harbour", "oslo", "Oslo supports air defence", told("450 million euros"), room.day(hour=9))
        room.publish(
            "inland", "dollars", "Norway helps Ukraine's air defence", told("150 million dollars"), room.day(hour=14)
        )
        second = run_pass(settings, MONDAY + 6 * HOUR)

        assert (second.recorded.articles, second.recorded.claims) == (2, 2)
        fresh = subjects(mail)[2:]
        assert sorted(fresh) == sorted(hooks(hook)[2:])
        conflict = next(s for s in fresh if "CURRENCY" in s)
        assert "USD 150m" in conflict and "EUR 150m" in conflict
        body = next(m for _, m in mail.mails if short(str(m["subject"])) == conflict).get_body(("plain",))
        assert body is not None
        text = " ".join(body.get_content().split())
        assert "Norway will give Ukraine 150 million dollars for air defence" in text
        assert "Norway will give Ukraine 150 million euros for air defence" in text
        assert "Inland News" in text and re.search(r"(North|Harbour|Inland) News, 2 Mar 2026", text)

        third = run_pass(settings, MONDAY + 7 * HOUR)
        assert (third.recorded.articles, third.recorded.claims, third.alerts) == (0, 0, [])
        assert subjects(mail)[2:] == fresh and hooks(hook)[2:] and len(hooks(hook)) == len(subjects(mail))
        journal = [record["alert_id"] for record in read_journal(settings.alerts_path)]
        assert len(journal) == len(set(journal)) == len(first.alerts) + len(second.alerts)


def test_a_changed_figure_in_an_edited_article_is_found(tmp_path: Path) -> None:
    with Site() as site:
        room = Newsroom(site)
        settings = load(room.settings(tmp_path))
        run_pass(settings, MONDAY + 3 * HOUR)
        room.rewrite("harbour", "oslo", "Oslo supports air defence", told("450 million euros"), room.day(hour=9))
        second = run_pass(settings, MONDAY + 6 * HOUR)
        told_of = [v for v in second.verdicts if v.channel != "silent"]
        assert {v.anchor.exact for v in told_of} == {"450 million euros"}
        assert all(v.verdict in ("contradicts", "updates") and "amount" in v.dimension for v in told_of)


def test_a_feed_that_dies_is_named_and_stops_nothing(tmp_path: Path) -> None:
    with Site() as site:
        room = Newsroom(site)
        settings = load(room.settings(tmp_path))
        site.answer("/north.xml", "<html><body>We moved!</body></html>")
        site.answer("/inland.xml", status=503)
        summary = run_pass(settings, MONDAY + 3 * HOUR)
        reports = {r.name: r for r in summary.reports}
        assert (reports["north"].status, reports["inland"].status, reports["harbour"].status) == (
            "failed",
            "failed",
            "ok",
        )
        assert reports["north"].error and "503" in str(reports["inland"].error)
        assert not summary.failed and summary.recorded.articles == 4


def test_nothing_could_be_read_at_all(tmp_path: Path) -> None:
    with Site() as site:
        room = Newsroom(site)
        settings = load(room.settings(tmp_path))
        for outlet in room.entries:
            site.answer(f"/{outlet}.xml", b"\x00\x01\x02binary\xff" * 50)
        assert run_pass(settings, MONDAY).failed
        command = [sys.executable, "-m", "flows.cli", "run", "--here", "--settings", str(settings.file)]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert ended.returncode == 1
        assert all(outlet in ended.stdout for outlet in room.entries)


def killed_at(stage: str, settings: Path) -> None:
    """Start a pass and kill -9 it as soon as it says that the stage begins."""
    command = [sys.executable, "-m", "flows.cli", "run", "--here", "--settings", str(settings)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as child:
        assert child.stdout is not None
        seen = []
        for line in child.stdout:
            seen.append(line)
            if line.startswith(stage):
                child.kill()
                break
        else:
            pytest.fail(f"the pass ended before {stage}: {''.join(seen)}")
        child.stdout.read()


def test_kill_9_in_every_stage_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    with Site() as site, mail_server() as mail, hook_receiver() as hook:
        room = Newsroom(site, today=dt.datetime.now(dt.UTC))
        file = room.settings(tmp_path, mail=mail.url(), hook=hook.url())
        for stage in ("fetch", "read", "judge", "deliver"):
            killed_at(stage, file)
        # killed as it began to deliver: recorded, and perhaps sent before the mark was made
        early = Counter(subjects(mail)), Counter(hooks(hook))
        command = [sys.executable, "-m", "flows.cli", "run", "--here", "--settings", str(file), "--json"]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert ended.returncode == 0, ended.stderr
        assert not json.loads(ended.stdout)["failed"]
        settings = load(file)
        with Ledger.open(settings.ledger_path) as ledger:
            told_of = [a for a in ledger.alerts() if a.channel == "alert"]
            assert ledger.owed(dt.datetime.now(dt.UTC)) == []
        titles = Counter(short(a.title) for a in told_of)
        assert len(titles) == 2
        for sent, before in ((Counter(subjects(mail)), early[0]), (Counter(hooks(hook)), early[1])):
            assert set(sent) == set(titles)
            assert all(sent[t] <= titles[t] + before[t] for t in sent)
        journal = [record["alert_id"] for record in read_journal(settings.alerts_path)]
        assert sorted(journal) == sorted(set(journal)) and len(journal) == 2
