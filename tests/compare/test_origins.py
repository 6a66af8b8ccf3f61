"""Copies of one text are one origin; a shared background, an outlet's standing paragraph or a common subject make none."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.compare.origins import COPY, Sketch, origins, similarity, sketch, tally

_WORDS = [a + b for a in "ba ke di lo mu ran tes vil gor han pel sak".split() for b in "tor wen zim fjo lan sta ber nik".split()]  # noqa: SIM905  # fmt: skip


def prose(seed: int, words: int) -> str:
    """So many words that no other seed gives in this order."""
    return " ".join(random.Random(seed).choices(_WORDS, k=words)) + ". "


STORY, OTHER, BACKGROUND = prose(1, 150), prose(2, 150), prose(3, 300)
COPIES = {
    "letter for letter": STORY + BACKGROUND,
    "without its end": STORY + BACKGROUND[:600],
    "with an outlet's own first sentence": prose(4, 15) + STORY + BACKGROUND,
    "with another word here and there": " ".join(
        w if n % 25 else "changed" for n, w in enumerate((STORY + BACKGROUND).split())
    ),
    "with a line at its end": STORY + BACKGROUND + prose(5, 40),
}
APART = {
    "the same long background": OTHER + BACKGROUND,
    "the same background first told elsewhere": BACKGROUND + OTHER,
    "another story": OTHER + prose(6, 300),
    "a short item that quotes its first sentence": STORY[:90] + prose(7, 200),
}


@pytest.mark.parametrize("name", COPIES)
def test_a_copy(name: str) -> None:
    assert similarity(sketch(COPIES[name]), sketch(STORY + BACKGROUND)) >= COPY


@pytest.mark.parametrize("name", APART)
def test_no_copy(name: str) -> None:
    assert similarity(sketch(APART[name]), sketch(STORY + BACKGROUND)) < COPY


def test_a_common_background_joins_no_stories_through_a_third() -> None:
    texts = {"a": STORY + BACKGROUND, "b": OTHER + BACKGROUND, "c": prose(8, 150) + BACKGROUND, "d": STORY + BACKGROUND}
    sketches = {k: s for k, t in texts.items() if (s := sketch(t)) is not None}
    assert origins(sketches, texts) == {"a": "a", "b": "b", "c": "c", "d": "a"}


def test_seven_outlets_two_origins() -> None:
    texts = {f"{n}": STORY if n % 3 else OTHER for n in range(7)}
    sketches = {k: s for k, t in texts.items() if (s := sketch(t)) is not None}
    found = origins(sketches, texts)
    assert tally((f"outlet {k}", found[k]) for k in texts) == (7, 2)


def test_a_sketch_from_before_beginnings_were_kept_still_finds_its_copies() -> None:
    new = sketch(STORY + BACKGROUND)
    assert new is not None and similarity(Sketch(new.signature), new) == 1.0


@settings(max_examples=30, deadline=None)
@given(st.integers(10, 99), st.integers(40, 300))
def test_every_text_is_its_own_copy_and_likeness_is_mutual(seed: int, words: int) -> None:
    a, b = sketch(prose(seed, words)), sketch(prose(seed + 1, words))
    assert similarity(a, a) == 1.0 and similarity(a, b) == similarity(b, a) < COPY
