"""Worked examples as two short articles: read, compared and judged by `replay`, from text to verdict."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from extractors.model import Document, Verdict
from flows.texts.replay import replay

CASES = yaml.safe_load((Path(__file__).parent / "articles" / "worked_examples.yaml").read_text(encoding="utf-8"))
QUIET = {"refines", "corroborates", "unrelated", "new"}


@pytest.fixture(scope="module")
def verdicts() -> dict[str, list[Verdict]]:
    documents = [
        Document(
            f"{case['id']}-{side}",
            case[side][1],
            published=case[side][0],
            language="en",
            ledger=case["id"],
            publisher=side,
        )
        for case in CASES
        for side in ("a", "b")
    ]
    found: dict[str, list[Verdict]] = {}
    for v in replay(documents, None, by_ledger=True).verdicts:
        if v.document_id.endswith("-b"):
            found.setdefault(v.document_id[:-2], []).append(v)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
def test_same_verdict_from_text(case: dict, verdicts: dict[str, list[Verdict]]) -> None:
    found = verdicts.get(case["id"], [])
    assert case["verdict"] in {v.verdict for v in found}, [(v.verdict, v.rule, v.reason) for v in found]
    if "dimension" in case:
        assert case["dimension"] in {d for v in found if v.verdict == case["verdict"] for d in v.dimension}
    if case["verdict"] in QUIET:
        assert not [v for v in found if v.verdict in ("contradicts", "inconsistent")], [v.reason for v in found]


def test_there_are_enough() -> None:
    assert len(CASES) >= 30
