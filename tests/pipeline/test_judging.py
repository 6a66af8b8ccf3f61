"""Judging beside others: who may read meanwhile, and what only the ledger knows of a source."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

import flows.judge
from extractors.model import Statement
from flows.passes.pipeline import run_pass
from flows.report import parts, summary
from flows.settings import load
from newsroom import MONDAY, Newsroom
from storage.ledger import Ledger
from storage.lookups import rows
from website import Site

HOUR = dt.timedelta(hours=1)


def test_others_read_the_ledger_while_a_pass_compares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Site() as site:
        settings = load(Newsroom(site).settings(tmp_path))
        compare, seen = flows.judge.judge, []

        def watched(*given: object, **more: object) -> flows.judge.Judged:
            with Ledger.open(settings.ledger_path, read_only=True, wait_seconds=0) as ledger:
                seen.append(ledger.run_summary())
            return compare(*given, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(flows.judge, "judge", watched)
        done = run_pass(settings, MONDAY + 3 * HOUR)
    assert seen == [None] and done.recorded.articles > 0


def test_a_source_without_its_usual_claims_is_named(tmp_path: Path) -> None:
    """Thirty claims in seven weeks, and the pages are fetched as ever; then none for three weeks."""
    with Site() as site:
        settings = load(Newsroom(site).settings(tmp_path))
        run_pass(settings, MONDAY + 3 * HOUR)
        with Ledger.open(settings.ledger_path) as ledger:
            first = ledger.claim_times(MONDAY - HOUR)
            assert first and all(t.tzinfo is not None for times in first.values() for t in times)
            assert ledger.claim_times(MONDAY + 300 * HOUR) == {}
        giving = max(first, key=lambda name: len(first[name]))
        later = run_pass(settings, MONDAY + 24 * 20 * HOUR)
        warned = {r.name for r in later.reports if any("no claim in 10 days" in w for w in r.warnings)}
        expected = {name for name, times in first.items() if len(times) / (60 / 7) >= 3}
    assert warned == expected, (giving, {name: len(times) for name, times in first.items()})


def test_a_note_about_what_waits_is_told(tmp_path: Path) -> None:
    done = summary.Summary("r", MONDAY, deliveries=[("desk", 0, 2, 0, None)], notes={"desk": "quiet until 07:00 UTC"})
    (line,) = parts.deliveries(done)
    assert str(line) == "→ desk: 2 still owed (quiet until 07:00 UTC)"
    assert summary.as_record(done)["deliveries"][0]["note"] == "quiet until 07:00 UTC"
    failed = replace(done, deliveries=[("desk", 0, 2, 0, "no route to host")])
    assert "no route to host" in str(next(iter(parts.deliveries(failed))))


def test_a_text_that_cannot_be_compared_costs_its_claims_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    compare = flows.judge.compare
    with Site() as site:
        settings = load(Newsroom(site).settings(tmp_path))
        (tmp_path / "whole").mkdir()
        whole = load(Newsroom(site).settings(tmp_path / "whole"))
        all_of_it = run_pass(whole, MONDAY + 3 * HOUR).recorded
        by_text = rows(
            whole.snapshot_path, "SELECT document_id, count(*) AS n FROM claims GROUP BY ALL ORDER BY n, document_id"
        )
        victim, its_claims = by_text[0]["document_id"], by_text[0]["n"]

        def fails_on_one(new: list[Statement], *given: object) -> object:
            if any(s.article.document_id == victim for s in new):
                raise IndexError("tuple index out of range")
            return compare(new, *given)  # type: ignore[arg-type]

        monkeypatch.setattr(flows.judge, "compare", fails_on_one)
        done = run_pass(settings, MONDAY + 3 * HOUR)
        assert (done.recorded.articles, done.recorded.claims) == (all_of_it.articles, all_of_it.claims - its_claims)
        assert [p.code for p in done.problems if p.stage == "compare"] == ["compare_failed"]
        again = run_pass(settings, MONDAY + 4 * HOUR)
        assert again.recorded.articles == 0 and not [p for p in again.problems if p.stage == "compare"]


def test_a_fault_that_every_text_meets_ends_the_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Site() as site:
        settings = load(Newsroom(site).settings(tmp_path))
        with monkeypatch.context() as broken:
            broken.setattr(flows.judge, "blocking_keys", lambda s: {}["no such key"])
            with pytest.raises(RuntimeError, match="no text can be compared"):
                run_pass(settings, MONDAY + 3 * HOUR)
        assert run_pass(settings, MONDAY + 4 * HOUR).recorded.claims > 0
