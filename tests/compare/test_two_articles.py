"""Two short articles of one ledger, read, compared and judged by `replay`: what the second says of the first."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from extractors.model import Document
from flows.texts.replay import Replayed, replay

CASES = yaml.safe_load((Path(__file__).parent / "articles" / "two_articles.yaml").read_text(encoding="utf-8"))
CONFLICTS = ("contradicts", "inconsistent")


@pytest.fixture(scope="module")
def replayed() -> Replayed:
    documents = [
        Document(f"{c['id']}|{side}", c[side][1], published=c[side][0], language="en", ledger=c["id"], publisher=side)
        for c in CASES
        for side in ("a", "b")
    ]
    return replay(documents, None, by_ledger=True)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
def test_second_article(case: dict, replayed: Replayed) -> None:
    said = [v for v in replayed.verdicts if v.document_id == f"{case['id']}|b"]
    shown = [(v.verdict, v.dimension, v.channel, v.rule, v.reason) for v in said]
    if case.get("loud") is False:
        assert not [a for a in replayed.alerts if a.document_id == f"{case['id']}|b" and a.channel == "alert"], shown
        return
    assert case["verdict"] in {v.verdict for v in said}, shown
    if "dimension" in case:
        assert case["dimension"] in {d for v in said if v.verdict == case["verdict"] for d in v.dimension}, shown
    if case["verdict"] not in CONFLICTS:
        assert not [v for v in said if v.verdict in CONFLICTS], shown
