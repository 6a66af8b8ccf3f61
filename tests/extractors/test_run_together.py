"""Words that lost the space between them: who acts is still found behind a sign-off, and names that only look so stay whole."""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.model import Document
from extractors.wording import Words

BEFORE = "Many hope that Europe will fill the gap. Kyiv waits. "


@pytest.mark.parametrize(
    ("text", "payer"),
    [
        ("Shares its views on the XThe US has just said that it will spend an additional $44 billion on arms.", "United States"),
        ("Shares her views on XThe Netherlands said it would give Kyiv 30 million euros.", "Netherlands"),
        ("On page AThe World Bank said it would lend Kenya 200 million dollars.", "World Bank"),
    ],
)  # fmt: skip
def test_a_sign_off_that_lost_its_space_hides_no_payer(text: str, payer: str) -> None:
    assert [c.actor for c in extract(Document("a", BEFORE + text))] == [payer]


@pytest.mark.parametrize("word", ["Theo", "ATheist", "McThea", "X", "The", "OxfordThe"])
def test_other_words_stay_whole(word: str) -> None:
    assert Words(f"On {word} rose.").raw[1] == word
