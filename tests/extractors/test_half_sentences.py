"""A text may be cut anywhere, as feeds and short notices are: nothing in it makes the reader raise."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from extractors import extract
from extractors.model import Document

GOLDS = Path(__file__).parents[1] / "golds"


def sentences() -> list[list[str]]:
    """The words of every sentence with a digit in the seeds and two folders of pairs."""
    texts = (
        json.loads(line)["text"]
        for folder in ("seeds", "pairs", "pairs2")
        for line in (GOLDS / folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    )
    parts = (part for text in texts for block in text.split("\n") for part in block.split(". "))
    return [part.split(" ") for part in parts if any(sign.isdigit() for sign in part)]


@pytest.mark.parametrize("seed", range(3))
def test_a_text_cut_anywhere_is_read(seed: int) -> None:
    chance, known = random.Random(seed), sentences()
    for number in range(400):
        words = chance.choice(known)
        begin = chance.randrange(len(words))
        text = " ".join(words[begin : chance.randrange(begin, len(words)) + 1]) + chance.choice(("", "", "'s"))
        for claim in extract(Document(f"d{number}", text)):
            assert text[claim.anchor.start : claim.anchor.end] == claim.anchor.exact
