"""A step between two levels is no gift of its own, and the time of what it is counted from is no term.

Every text is invented for this table.
"""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.model import Claim, Document


def read(text: str) -> list[Claim]:
    return extract(Document("d", text, published="2025-06-10"))


#: what is said behind "Norway will give Moldova 350 million euros"; the step is 150 million
MORE = [
    ", 150 million more than announced last week.",
    ", 150 million euros more than it had promised last month.",
    ", an increase of 150 million on what was announced last week.",
    ", up by 150 million from last year.",
    ", up 150 million on the sum promised in May.",
    ", which is 150 million above the pledge of last week.",
    ", or 150 million higher than planned last year.",
    ", a rise of 150 million compared with last week's announcement.",
    ", 150 million more than Sweden.",
    " (150 million more than the cabinet had agreed in May).",
]
LESS = [
    ", 150 million less than announced last week.",
    ", 150 million below last year's pledge.",
    ", a cut of 150 million on what was promised last month.",
    ", 150 million euros lower than planned last year.",
    ", down by 150 million from last year.",
]


@pytest.mark.parametrize(("tail", "role"), [*((t, "increment") for t in MORE), *((t, "cut") for t in LESS)])
def test_the_step_is_told_as_one(tail: str, role: str) -> None:
    level, step = read(f"Norway will give Moldova 350 million euros{tail}")
    assert (level.low, level.role) == (350e6, None)
    assert (step.low, step.role) == (150e6, role)
    assert {c.time.start for c in (level, step)} == {None}


def test_the_level_keeps_its_own_term() -> None:
    text = "Norway will give Moldova 350 million euros for schools in 2027, 150 million more than announced last week."
    assert {(c.time.start, c.time.end) for c in read(text)} == {("2027", "2027")}


def test_a_count_has_steps_too() -> None:
    assert [c.role for c in read("Norway will send 40 trucks, 10 more than promised last week.")] == [None, "increment"]


def test_what_is_given_less_is_taken_off_a_promise() -> None:
    (claim,) = read("Norway will give Moldova 150 million euros less than announced last week.")
    assert (claim.role, claim.modality) == ("cut", "withdrawn")


NO_STEPS = [
    "Norway will give Moldova 350 million euros and more than 150 million kroner for schools.",
    "Norway will give Moldova 150 million euros, more than half of it in grants.",
    "Norway will give Moldova 150 million euros over the next four years.",
    "Norway will give Moldova 150 million euros above all for schools.",
    "Norway will give Moldova up to 150 million euros from last week's budget.",
    "Norway will give 150 million euros to more than 20 towns.",
]


@pytest.mark.parametrize("text", NO_STEPS)
def test_look_alikes(text: str) -> None:
    assert not {c.role for c in read(text)} & {"increment", "cut"}


#: a past week or year is when it was announced or what is compared with; else it is the time of the gift
TIMES = [
    ("Norway will give Moldova the 200 million euros announced last week.", None),
    ("Norway will give Moldova the 200 million euros promised in May by March.", None),
    ("Norway gave Moldova 200 million euros last year.", "2024"),
    ("Norway gave Moldova more than 200 million euros last year.", "2024"),
    ("Norway spent more than half a million euros last year.", "2024"),
    ("Norway will give Moldova 200 million euros more than planned in 2027.", "2027"),
]


@pytest.mark.parametrize(("text", "start"), TIMES)
def test_times(text: str, start: str | None) -> None:
    assert {c.time.start for c in read(text)} == {start}
