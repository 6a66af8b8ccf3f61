"""A conflict that a rule finds is told where such pairs are often enough one; else the next rule decides that finds none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from extractors import extract
from extractors.model import Claim, Document
from flows.compare import clashes
from flows.compare.beside import Beside
from flows.compare.clashes import BAR, is_weighed, signs, unlikely
from flows.compare.rules import decide
from flows.compare.types import Context, Finding, Pair, Relation
from flows.texts.replay import Replayed, replay

FIRST = "Kenya will give the flood fund of Garissa €45 million, Finance Minister John Mbadi said in Nairobi on Tuesday."
SECOND = (
    "Finance Minister John Mbadi said in Nairobi on Tuesday that Kenya will give the flood fund of Garissa $45 million."
)
FOUND = Finding("contradicts", "alert", "Two currencies.", ("currency",), rule="same_number_other_currency")


def claim(text: str) -> Claim:
    [found] = extract(Document("d", text, published="2026-03-04"))
    return found


def pair(**relation: object) -> Pair:
    return Pair(claim(FIRST), claim(SECOND), Relation(**{"chance": 0.8, **relation}), Context())  # type: ignore[arg-type]


def replayed() -> Replayed:
    texts = (FIRST, SECOND)
    return replay(
        [
            Document(f"d{i}", text, url=f"https://p{i}.example/{i}", publisher=f"p{i}", published=f"2026-03-0{4 + i}")
            for i, text in enumerate(texts)
        ],
        None,
    )


def sums(monkeypatch: pytest.MonkeyPatch, total: float, named: Mapping[str, float] | None = None) -> None:
    monkeypatch.setattr(clashes, "weights", lambda: (total, dict(named or {})))


@pytest.mark.parametrize(("total", "told"), [(BAR + 0.01, True), (BAR - 0.01, False), (5.0, True)])
def test_the_bar(monkeypatch: pytest.MonkeyPatch, total: float, told: bool) -> None:
    sums(monkeypatch, total)
    odds = unlikely(pair(), FOUND, Beside())
    assert (odds is None) is told and (told or 0.0 < (odds or 0.0) < 0.19)


def test_only_conflicts_that_our_reader_read() -> None:
    p = pair()
    assert is_weighed(p, FOUND)
    assert not is_weighed(p, replace(FOUND, verdict="updates"))
    assert not is_weighed(replace(p, earlier=replace(p.earlier, payer_from=None)), FOUND)
    assert not is_weighed(pair(gloss=True), FOUND)


def test_order_and_width_are_no_signs() -> None:
    """What is judged must not hang on which report of a day came first, nor on how wide a value is."""
    p = pair(same_utterance=True)
    turned = Pair(p.later, p.earlier, p.relation, p.context)
    assert signs(p, FOUND, Beside()) == signs(turned, FOUND, Beside())
    wide = replace(p, later=replace(p.later, comparator="about", hedge="about"))
    assert signs(wide, FOUND, Beside()) == signs(p, FOUND, Beside())


def test_what_both_sides_have_counts_twice() -> None:
    found = signs(pair(same_utterance=True), FOUND, Beside())
    assert found["pledged"] == found["speaker named"] == 2 and found["one speaker of both"] == 1
    assert found["same_utterance, same_number_other_currency"] == 1 and found["one matter: 8 tenths"] == 1


def test_without_a_conflict_the_next_rule_decides() -> None:
    p = pair(same_utterance=True)
    assert decide(p).rule == "same_number_other_currency"
    assert decide(p, conflicts=False).verdict != "contradicts"


def test_a_likely_conflict_is_told() -> None:
    assert "contradicts" in {v.verdict for v in replayed().verdicts}


def test_an_unlikely_one_is_kept_for_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    sums(monkeypatch, -9.0)
    found = [v for v in replayed().verdicts if v.document_id == "d1"]
    assert "contradicts" not in {v.verdict for v in found}
    assert any("a conflict 0% of the time" in v.reason or "hardly a conflict: 0%" in v.reason for v in found)
