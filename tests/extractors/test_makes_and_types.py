"""A count of a make or type right behind the country that gets it: "send Ukraine 40 Leopard 2 tanks"; scores and tournaments are none."""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.model import Document


@pytest.mark.parametrize(
    "text, count, recipient",
    [
        ("Spain will send Ukraine 40 Leopard tanks by the end of March.", 40, "Ukraine"),
        ("Spain will send Ukraine 40 Leopard 2 tanks.", 40, "Ukraine"),
        ("Sweden gives Moldova 14 Archer howitzers.", 14, "Moldova"),
        ("Poland handed Ukraine 12 MiG-29 jets.", 12, "Ukraine"),
        ("Canada is to lend Jordan 6 Bombardier aircraft.", 6, "Jordan"),
        ("Norway will send Kenya 30 Land Rover ambulances.", 30, "Kenya"),
    ],
)
def test_a_count_stands_between_who_gets_it_and_its_make(text: str, count: int, recipient: str) -> None:
    claims = [c for c in extract(Document("d", text, published="2026-03-03")) if c.unit == "count"]
    assert [(c.low, c.recipient) for c in claims] == [(count, recipient)]


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine 2 Russia 1 after extra time.",
        "In France 98 Adidas was the sponsor.",
        "He missed the Brazil 2014 World Cup for his club.",
    ],
)
def test_scores_and_tournaments_count_nothing(text: str) -> None:
    assert extract(Document("d", text, published="2026-03-03")) == []
