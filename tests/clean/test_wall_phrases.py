"""The words by which a notice is looked for at a glance stand in whatever its phrase finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.clean.walls import anchors, notices, wall

PHRASES = [phrase for kind in ("consent", "challenge", "paywall", "not_found") for phrase, *_ in notices(kind)._phrases]  # type: ignore[arg-type]


@settings(max_examples=400, deadline=None)
@given(data=st.data(), phrase=st.sampled_from(PHRASES))
def test_no_match_is_without_them(data: st.DataObject, phrase: str) -> None:
    text = data.draw(st.from_regex(re.compile(phrase, re.IGNORECASE | re.ASCII), fullmatch=True))
    words = anchors(phrase)
    assert not words or any(word in text.lower() for word in words), (phrase, text)


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("manage cookies", {"cookies"}),
        ("(?:accept|reject) (?:all )?cookies", {"cookies"}),
        ("(?:unlock|get|gain) (?:this article|full) (?:access|digital)", {"access", "digital"}),
        ("we (?:use it|value your privacy)", {"privacy", "use"}),
        ("^\\W*404\\b", set()),
        ("(?:for now)?", set()),
        ("(?:sub)+scribe", {"scribe"}),
    ],
)
def test_they_are_what_is_easiest_told_from_other_texts(phrase: str, words: set[str]) -> None:
    assert anchors(phrase) == words


def test_of_an_article_that_holds_none_nobody_asks_more() -> None:
    """Neither what else is visible on the page nor in which language it is: that costs more than all phrases."""

    def asked(*_: object) -> frozenset[str]:
        raise AssertionError("asked for nothing")

    article = "Norland will give Sudland 40 million euros for bridges, its minister said on Monday. " * 9
    assert wall(article, asked, "Bridges for Sudland", "outlet.example", None, asked) is None  # type: ignore[arg-type]
