"""Reading a whole text takes work in proportion to its length, whatever the text: no hang on noise, no expression that looks back again."""

from __future__ import annotations

import sys

import pytest

from extractors import extract
from extractors.model import Document

UNITS = [
    "a, b and ", "\"“", "said that ", "of the ", "A.", "the the ", "in the spring of ", "X said Y said ", "$1 (€1) ", "it was 2. ", "by the end of ",
    "Mr. A. B. ", "A: b\n", "which is ", "or more than ", "A-", "'s ", "x; ", "Reports that ", "Norway pledged €1bn to Mali by 2027. ", "had spent by June ",
    "over five years from ", "Norway gave Mali 5 million euros in 2024, and Oslo said that it would pay more, ", "the floods of 2022 ", "bringing the total to ",
]  # fmt: skip


def _calls(text: str) -> int:
    """How many function calls reading takes: a clock that no other process disturbs."""
    count = 0

    def step(frame: object, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    old = sys.getprofile()
    sys.setprofile(step)
    try:
        extract(Document("g", text, published="2025-05-12"))
    finally:
        sys.setprofile(old)
    return count


@pytest.mark.parametrize("unit", UNITS)
def test_work_grows_with_length_only(unit: str) -> None:
    extract(Document("g", "Norway gave 1 euro."))  # tables are built
    short, long = _calls(unit * (1_500 // len(unit))), _calls(unit * (6_000 // len(unit)))
    assert long <= 6 * short + 4_000


@pytest.mark.parametrize("unit", UNITS)
def test_a_long_noise_comes_back(unit: str) -> None:
    """Work inside one regular expression counts as one call above; here it would hang."""
    extract(Document("g", unit * (12_000 // len(unit)), published="2025-05-12"))
