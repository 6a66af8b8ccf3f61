"""The cookbook's questions, on the seeds: every query runs, and gives the answer that is printed under it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cookbook import FILE, Entry, answer, entries, seeds_copy

ENTRIES = entries(FILE.read_text("utf-8"))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return seeds_copy(tmp_path_factory.mktemp("cookbook"))


def test_there_are_twenty_questions_numbered_in_order() -> None:
    assert len(ENTRIES) >= 20
    assert [entry.number for entry in ENTRIES] == list(range(1, len(ENTRIES) + 1))
    assert FILE.read_text("utf-8").count("```sql") == len(ENTRIES), "a query that is no entry is not tested"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.number:02}")
def test_a_query_gives_its_printed_answer(copy: Path, entry: Entry) -> None:
    assert answer(copy, entry.query).splitlines() == entry.answer.splitlines(), entry.question
    assert len(entry.answer.splitlines()) > 2, "an answer without rows shows nothing"
