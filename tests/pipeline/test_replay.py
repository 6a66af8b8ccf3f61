"""Replay: the same pipeline on documents, whatever their order, their ledger, and how many come together."""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractors.model import Document
from extractors.records import read_documents, to_line
from flows.texts.replay import replay
from storage.ledger import Ledger

GOLDS = Path(__file__).parents[1] / "golds"


def documents(*names: str) -> list[Document]:
    """Gold documents, the ledger of each its cluster."""
    out = []
    for name in names:
        meta = {}
        for line in (GOLDS / name / "meta.jsonl").read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            meta[record["document_id"]] = record
        with (GOLDS / name / "documents.jsonl").open("rb") as lines:
            for d in read_documents(lines):
                out.append(replace(d, ledger=f"{name}/{meta[d.id]['cluster']}"))
    return out


@pytest.fixture(scope="module")
def seeds() -> list[Document]:
    return documents("seeds")


def test_the_seeds_show_the_currency_conflict_with_both_quotes(seeds: list[Document]) -> None:
    result = replay(seeds, None)
    conflicts = [a for a in result.alerts if a.channel == "alert" and "CURRENCY" in a.title]
    assert conflicts
    text = " ".join(" ".join(a.body.split()) for a in conflicts)
    assert "1 billion euros per month" in text
    assert any(
        f"{words} month" in text
        for words in ("1 billion dollars every", "1 billion dollars per", "one billion US dollars each")
    )
    assert "around 15" not in text
    assert {v.document_id for v in result.verdicts} == {d.id for d in seeds}
    assert {v.claim_id for v in result.verdicts} <= {c.claim_id for c in result.claims}


def test_every_judged_claim_has_a_verdict(seeds: list[Document]) -> None:
    result = replay(seeds, None)
    assert {c.claim_id for c in result.claims} == {v.claim_id for v in result.verdicts}


def test_input_order_does_not_matter_where_documents_have_dates(seeds: list[Document]) -> None:
    shuffled = list(seeds)
    random.Random(3).shuffle(shuffled)
    expected, got = replay(seeds, None), replay(shuffled, None)
    assert got.verdicts == expected.verdicts and got.alerts == expected.alerts


def test_a_document_without_a_date_keeps_its_place() -> None:
    def said(number: int, published: str | None) -> Document:
        text = f"Finland will give Ukraine {number} million euros in aid, the government said on Monday."
        return Document(id=f"d{number}", text=text, published=published)

    later_first = [said(30, "2026-03-05"), said(10, "2026-03-01"), said(20, None)]
    order = list(dict.fromkeys(v.document_id for v in replay(later_first, None).verdicts))
    assert order == ["d10", "d20", "d30"]


def test_by_ledger_keeps_groups_apart(seeds: list[Document]) -> None:
    twice = [replace(d, id=f"{name}-{d.id}", ledger=name) for name in ("a", "b") for d in seeds]
    result = replay(twice, None, by_ledger=True)
    own = {name: [v for v in result.verdicts if v.document_id.startswith(f"{name}-")] for name in ("a", "b")}
    assert [v.verdict for v in own["a"]] == [v.verdict for v in own["b"]]
    assert all(v.against is None or v.against.document_id[0] == v.document_id[0] for v in result.verdicts)


def test_a_ledger_on_disk_gives_what_memory_gives_and_stays_as_it_was(seeds: list[Document], tmp_path: Path) -> None:
    empty = tmp_path / "ledger.duckdb"
    with Ledger.open(empty):
        pass
    before = empty.read_bytes()
    from_disk, from_memory = replay(seeds, None, db=empty), replay(seeds, None)
    assert empty.read_bytes() == before
    assert [to_line(v) for v in from_disk.verdicts] == [to_line(v) for v in from_memory.verdicts]
    assert [a.alert_id for a in from_disk.alerts] == [a.alert_id for a in from_memory.alerts]


def test_priors_of_a_copied_ledger_count(seeds: list[Document], tmp_path: Path) -> None:
    from flows.settings import load

    shipped = Path(__file__).parents[2]
    shutil.copytree(shipped / "seeds", tmp_path / "seeds")
    text = '[[sources]]\nname = "seeds"\nkind = "folder"\npath = "seeds"\nbaseline = true\n'
    (tmp_path / "pledgewatch.toml").write_text(text, encoding="utf-8")
    settings = load(tmp_path)
    from flows.passes.pipeline import run_pass

    run_pass(settings, datetime(2026, 3, 1, tzinfo=UTC))
    again = replace(seeds[-1], id="retold", published="2026-03-02")
    result = replay([again], None, db=settings.ledger_path)
    assert any(v.against is not None and v.against.document_id != "retold" for v in result.verdicts)
    assert not any(v.verdict == "new" and v.against is None and v.channel == "alert" for v in result.verdicts)


def test_one_clock_makes_old_news_silent(seeds: list[Document]) -> None:
    loud = replay(seeds, None)
    late = replay(seeds, None, now=datetime(2027, 1, 1, tzinfo=UTC))
    assert any(v.channel == "alert" for v in loud.verdicts)
    assert {v.channel for v in late.verdicts} == {"silent"} and not late.alerts
    assert [v.verdict for v in late.verdicts] == [v.verdict for v in loud.verdicts]
