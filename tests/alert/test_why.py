"""Why an alert came, and what people said of it."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

import cards
import outbox
from flows.alert import feedback
from flows.alert.compose import compose
from flows.alert.why import UnknownAlert, find, why
from flows.settings import Settings
from outbox import NOW, shown
from storage.ledger import Ledger
from storage.rows import Harvest
from storage.snapshot import publish


@pytest.fixture
def s(tmp_path: Path) -> Settings:
    return outbox.seeded(tmp_path)


def conflict_id(s: Settings) -> str:
    with Ledger.open(s.ledger_path) as ledger:
        return next(a.alert_id for a in ledger.alerts() if "CURRENCY" in a.title)


def test_why_shows_sentence_offsets_slots_rule_and_prior_side_by_side(s: Settings) -> None:
    told = shown(why(s.ledger_path, conflict_id(s)[:6]))
    for words in (
        "EUR 1bn a month", "at least USD 1bn a month", "1 billion euros per month", "code points 976 to 1001", "code points 263 to 301",
        "Jens Stoltenberg", "Mark Rutte", "gold_contradicts", "Bayou City Crier", "RBC-Ukraine", "3 Dec 2025", "002_cd5647c306864531, article 0",
        "implied by the context", "where it went", "owed", "V40", "sha256 001_02ce801a60f9", "P-PURL-RATE-2026",
    ):  # fmt: skip
        assert words in told, words


@pytest.mark.parametrize(("silent", "why_unsent"), [(True, "back catalogue"), (False, "its source was new")])
def test_what_was_only_shown_says_so_everywhere(tmp_path: Path, silent: bool, why_unsent: str) -> None:
    made = outbox.settings(tmp_path)
    composed = compose(cards.verdicts(), cards.statements(), made.watches, now=NOW)
    alert = next(a for a in composed.alerts if "CURRENCY" in a.title)
    verdicts = tuple(replace(v, channel="silent" if silent else v.channel) for v in cards.verdicts())
    with Ledger.open(made.ledger_path) as ledger:
        ledger.record(Harvest("r", NOW, verdicts=verdicts, alerts=(replace(alert, channel="silent"),)))
    told = shown(why(made.ledger_path, alert.alert_id))
    assert f"not sent: {why_unsent}" in told and "shown, not sent" in told and "to nobody: it was not sent" in told
    assert "→ silent" not in told and "told as alert" not in told


def test_links_are_whole_where_a_program_reads(s: Settings) -> None:
    screen = io.StringIO()
    Console(file=screen, width=120, soft_wrap=True).print(why(s.ledger_path, conflict_id(s)))
    links = [line for line in screen.getvalue().splitlines() if ":~:text=" in line]
    assert links and all(
        line.split(": ", 1)[1].startswith("https://") and " " not in line.split(": ", 1)[1] for line in links
    )


def test_an_unknown_id_is_one_clear_sentence(s: Settings) -> None:
    with pytest.raises(UnknownAlert, match="no alert has the id nothing; pledgewatch alerts lists"):
        why(s.ledger_path, "nothing")


def test_offsets_point_at_the_words_in_the_text(s: Settings) -> None:
    texts = {d["id"]: d["text"] for d in cards.lines(cards.GOLDS / "seeds" / "documents.jsonl")}
    file, _ = find(s.ledger_path, conflict_id(s))
    for statement in file.statements.values():
        for span in (statement.claim.anchor, statement.claim.quote):
            assert texts[statement.claim.document_id][span.start : span.end] == span.exact


def test_marks_are_kept_counted_and_given_as_cases(s: Settings) -> None:
    alert = conflict_id(s)
    assert list(feedback.cases(s.ledger_path)) == []
    count = feedback.mark(s.ledger_path, alert, True)
    assert count == 3, "two sides of the conflict and the refusal; silent evidence is not marked"
    found = [json.loads(line) for line in feedback.cases(s.ledger_path)]
    assert {c["verdict"]["verdict_id"] for c in found} == {"V40", "V43", "V44"}
    case = next(c for c in found if c["verdict"]["verdict_id"] == "V40")
    assert case["mark"] == "right" and case["claim"]["unit"] == "EUR" and case["against"]["unit"] == "USD"
    assert case["article"]["publisher"] == "Bayou City Crier" and case["alert_id"] == alert


def test_the_newest_word_counts_and_precision_is_a_view(s: Settings) -> None:
    alert = conflict_id(s)
    feedback.mark(s.ledger_path, alert, True)
    feedback.mark(s.ledger_path, alert, False, "it was\nold news")
    marks = [json.loads(line) for line in feedback.cases(s.ledger_path)]
    assert {(m["mark"], m["note"]) for m in marks} == {("wrong", "it was old news")}
    publish(s.ledger_path, s.snapshot_path, NOW)
    with duckdb.connect(s.snapshot_path, read_only=True) as copy:
        rows = copy.execute(
            "SELECT rule, marked, marked_right, precision FROM precision_by_rule ORDER BY rule"
        ).fetchall()
        sources = copy.execute("SELECT source, marked FROM precision_by_source").fetchall()
    assert rows == [("gold_contradicts", 2, 0, 0.0), ("gold_new", 1, 0, 0.0)]
    assert sources == [("seeds", 3)]


def test_marking_nothing_is_refused(s: Settings) -> None:
    with pytest.raises(UnknownAlert, match="no alert or finding"):
        feedback.mark(s.ledger_path, "zzz", True)
