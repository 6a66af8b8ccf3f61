"""Counts: parts of a whole, small numbers that are told and those that only describe, shares with a noun. Every text is invented."""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.model import Claim, Document


def read(text: str) -> list[Claim]:
    return extract(Document("d", text, published="2026-09-10"))


COUNTED = [
    # a part of a whole: the whole's own number stays apart
    ("Floods damaged 14 of the province's 40 bridges.", 14, "bridges"),
    ("Eleven of the 30 schools have reopened.", 11, "schools"),
    ("Three of its eight ferries are in dock.", 3, "ferries"),
    ("Donors hold seven of 13 seats on the board.", 7, "seats"),
    ("Only 9 of Malta's buses can be charged at night.", 9, "buses"),
    ("The storm sank 23 of the trawlers.", 23, "trawlers"),
    ("Four of the valley's six mills grind no more.", 4, "mills"),
    ("Twenty of her first 25 patients were farmers.", 20, "patients"),
    # nouns without -s, in -men
    ("Biologists counted 34 species of orchid on the slope.", 34, "species"),
    ("The mine employs 640 workmen and a cook.", 640, "workmen"),
    ("The boat was rowed by ten oarsmen.", 10, "oarsmen"),
    ("The port hired 16 watchmen.", 16, "watchmen"),
    # small, and what the clause is about
    ("The fund has nine donors so far.", 9, "donors"),
    ("Our clinic has 8 beds and a doctor.", 8, "beds"),
    ("* Four new filling lines in Ohio", 4, "filling lines"),
    ("In place of the mill two hangars will appear.", 2, "hangars"),
    ("The port operates five cranes.", 5, "cranes"),
]


@pytest.mark.parametrize(("text", "value", "noun"), COUNTED)
def test_counts_that_are_told(text: str, value: float, noun: str) -> None:
    found = [c for c in read(text) if c.unit == "count" and c.low == value]
    assert found, (text, read(text))
    assert found[0].unit_of == noun


SHARES = [
    ("One pupil in twenty hears badly.", 0.05),
    ("One in four homes has mould.", 0.25),
    ("Two teachers in five want to leave.", 0.4),
    ("One well in every nine has run dry.", 1 / 9),
    ("Nine out of ten farmers have no insurance.", 0.9),
    ("Only one seedling in seven survives.", 1 / 7),
    ("One house out of three has no roof.", 1 / 3),
]


@pytest.mark.parametrize(("text", "value"), SHARES)
def test_shares_told_with_their_noun(text: str, value: float) -> None:
    assert [(c.unit, c.low) for c in read(text) if c.unit == "ratio"] == [("ratio", pytest.approx(value))], read(text)


NOT_TOLD = [
    "Three officials said on Monday that talks go on.",
    "The two finance ministries met in Riga.",
    "The lake lies between two hills.",
    "It fell apart in three pieces.",
    "She runs the office with two colleagues.",
    "The plan came after six rounds of talks.",
    "NATO's 32 members met.",
    "But the seven of them stayed.",
    "Of the 29 halls nothing is known.",
]


@pytest.mark.parametrize("text", NOT_TOLD)
def test_numbers_that_only_describe(text: str) -> None:
    assert [c for c in read(text) if c.unit == "count"] == [], read(text)


@pytest.mark.parametrize(
    "text",
    ["They opened two schools in nine districts.", "He sold 18 in 40 camps.", "The river rose in 3 days in 20 years."],
)
def test_two_numbers_that_are_no_share(text: str) -> None:
    assert [c for c in read(text) if c.unit == "ratio"] == [], read(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Brussels pays twelve point six million euros for the dam.", 12.6e6),
        ("Kenya gives three point two five billion shillings for schools.", 3.25e9),
        ("The rate rose by zero point five percent.", 0.5),
    ],
)
def test_decimals_as_they_are_spoken(text: str, value: float) -> None:
    assert [c.low if c.low is not None else c.high for c in read(text)] == [pytest.approx(value)], read(text)


def test_the_whole_is_not_claimed_beside_its_part() -> None:
    assert [(c.low, c.unit_of) for c in read("Donors hold seven of 13 seats on the board.")] == [(7.0, "seats")]
