"""Who only hears a thing neither says nor gives it; who receives gives nothing; the opener of a clause is no part of its subject."""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.model import Claim, Document


def read(text: str) -> Claim:
    [claim, *_] = extract(Document("d", text, published="2026-03-04"))
    return claim


@pytest.mark.parametrize(
    "text, actor",
    [
        ("The House heard that 340 million cedis had been paid to 4,100 property owners in Ghana.", "Ghana"),
        ("MPs were told that 25 million pounds had been spent on the inquiry.", None),
        ("The minister assured Members that 6,500 flats would be built in Ghana.", "Ghana"),
        ("Reporters heard that 300 million euros would be lent to Moldova.", None),
    ],
)
def test_who_hears_it_neither_says_nor_gives_it(text: str, actor: str | None) -> None:
    claim = read(text)
    assert claim.actor == actor
    assert claim.speaker in (None, "minister")


@pytest.mark.parametrize(
    "text, actor",
    [
        (
            "When the scheme was sold to us in November it was going to cost the state 8.5 billion kroner a year.",
            "scheme",
        ),
        ("Because the bridge was closed, it cost the city 4 million dollars a day.", "bridge"),
    ],
)
def test_the_opener_of_a_clause_is_no_part_of_its_subject(text: str, actor: str) -> None:
    assert read(text).actor == actor


@pytest.mark.parametrize(
    "text",
    [
        "It would entail foregone revenues of 110 billion pesos annually.",
        "Around 2.3 million taxpayers will benefit from it.",
        "Income tax falls by 2 percentage points from July.",
    ],
)
def test_no_verb_and_no_amount_is_an_actor(text: str) -> None:
    assert read(text).actor is None
