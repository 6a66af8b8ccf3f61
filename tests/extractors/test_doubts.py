"""What speaks against a text: several articles glued together, repeated bodies, words run into each other, no date."""

from __future__ import annotations

import pytest

import cards
from extractors import articles
from extractors.doubts import GLUED_PAGE, GLUED_WORDS, REPEATED, UNDATED, words_run_together
from extractors.model import Document

RUN_TOGETHER = [
    "Anna PetersonCommenting on the plan said so. The minister agreed.It was over.",
    "Rates rise to 3 percent, BloombergReuters said. He left the room.She stayed on.",
    "GDPEuronews reports that growth slows. The shares fellAnalysts were not surprised.",
]
FINE = [
    "McDonald and MacArthur met DeepMind; YouTube and YouTube again, YouTube everywhere.",
    "See www.example.org/TheStory or write to press.Office@example.org, said FitzGerald of DeVries.",
    "The U.S. and the U.K. agreed. NATO's SecGen spoke. It cost $1.05bn. She said: “No.”",
    "PayPal paid out. PayPal paid in. A single slipHere is a misprint, no habit.",
    "",
]


@pytest.mark.parametrize("text", RUN_TOGETHER)
def test_words_that_run_into_each_other_are_seen(text: str) -> None:
    assert words_run_together(text)


@pytest.mark.parametrize("text", FINE)
def test_brands_names_addresses_and_one_misprint_are_no_habit(text: str) -> None:
    assert not words_run_together(text)


def test_an_undated_text_says_so() -> None:
    assert articles(Document("d", "Norway gives 5 million kroner."))[0].doubts == (UNDATED,)
    assert articles(Document("d", "Norway gives 5 million kroner.", published="2026-01-02"))[0].doubts == ()


def test_the_seeds_that_are_glued_or_garbled_are_marked_and_no_other() -> None:
    texts = cards.lines(cards.GOLDS / "seeds" / "documents.jsonl")
    seeds = [Document(d["id"], d["text"], d["title"], d["url"], d["publisher"], d["published"]) for d in texts]
    found = {(a.document_id[:3], a.segment): a.doubts for d in seeds for a in articles(d) if a.doubts}
    assert found == {("003", 0): (GLUED_WORDS,), ("004", 0): (GLUED_PAGE,), ("004", 1): (GLUED_PAGE, REPEATED)}
