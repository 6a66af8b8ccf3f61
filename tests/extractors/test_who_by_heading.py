"""Whom a paragraph is about by the name over or before it. Every text is invented for these tables."""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.model import Claim, Document


def read(text: str, title: str | None = None) -> list[Claim]:
    found = [c for c in extract(Document("d", text, title=title, published="2025-03-10")) if c.low is not None]
    return sorted(found, key=lambda c: c.anchor.start)


TITLE = "Who has paid into the flood fund for Malawi"
HEADED = {
    "capitals and a colon": (
        "SPAIN: The cortes approved 40 million euros in May. Half has been paid out.\n\n"
        "JAPAN: The government has cut its 900 million yen to 600 million yen.\n\n"
        "THE NETHERLANDS: Still silent. On Friday it promised 5 million euros for the wells.",
        ["Spain", "Spain", "Japan", "Japan", "Netherlands"],
    ),
    "two states before one colon": (
        "Kenya and Uganda: Between them they had offered 3 million dollars.\n\nGhana: The ministry will send 2 million cedis.",
        ["Kenya, Uganda", "Ghana"],
    ),
    "a clock time and a full stop": (
        "14:20 Austria. State secretary Lena Hofer puts down 12 million euros for the wells.\n\n"
        "13:55 Canada: 20 million Canadian dollars. 8 million of that had been announced in May.",
        ["Austria", "Canada", "Canada"],
    ),
    "a line of its own": (
        "Portugal\nThe finance ministry has set aside 7 million euros for the fund.\n\n"
        "Turkey\nThe government will give 60 million lira to the fund.",
        ["Portugal", "Turkey"],
    ),
    "a question": (
        "Sweden promised 90 million kronor. And Denmark? Sixty million kroner, announced with a smile for Malawi.",
        ["Sweden", "Denmark"],
    ),
}


@pytest.mark.parametrize(("text", "actors"), HEADED.values(), ids=HEADED)
def test_whom_a_paragraph_is_about(text: str, actors: list[str]) -> None:
    assert [c.actor for c in read(text, TITLE)] == actors


def test_names_of_states_before_a_colon_are_no_speakers() -> None:
    text = "SPAIN: The cortes approved 40 million euros.\n\nJAPAN: Nothing yet.\n\nMALTA: It has sent 2 million euros."
    assert [c.speaker for c in read(text, TITLE)] == [None, None]


UNHEADED = {
    "one name before a colon": ("Kenya: two banks to merge. The government has promised Norway 40 million dollars.", "Norway"),
    "a dateline": ("PARIS: Chile will give 5 million dollars to Malawi, its envoy said.", "France"),
    "the paragraph names who gives": (
        "SPAIN: Italy will pay 3 million euros instead.\n\nJAPAN: Chile has given 2 million dollars.", "Spain",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "nobody"), UNHEADED.values(), ids=UNHEADED)
def test_a_name_that_heads_nothing(text: str, nobody: str) -> None:
    assert nobody not in [c.actor for c in read(text)]


def test_people_before_a_colon_still_speak() -> None:
    lines = [
        "NILS: Norway will give 5 million euros.",
        "ANNA: Is that all?",
        "NILS: Yes.",
        "ANNA: Hm.",
        "NILS: Spain gives 2 million euros.",
    ]
    assert [c.speaker for c in read("\n\n".join(lines))] == ["Nils", "Nils"]
