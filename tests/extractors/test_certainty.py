"""On what a reading stands is told in fields: how likely a weighed promise is, and where its payer was found."""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.certainty import certainty
from extractors.drafts import Draft
from extractors.model import Claim, Document

#: text -> where the payer of its first money was found
PAYERS = [
    ("Norway will give Ukraine 90 million kroner for shelters, the ministry said.", "sentence"),
    ("Norway will give Ukraine 90 million kroner for shelters. Another 20 million kroner goes to schools.", "sentence"),
]


def money(text: str) -> list[Claim]:
    found = extract(Document("d", text, published="2025-06-10"))
    return sorted((c for c in found if len(c.unit or "") == 3), key=lambda c: c.anchor.start)


@pytest.mark.parametrize(("text", "place"), PAYERS)
def test_where_the_payer_was_found(text: str, place: str) -> None:
    first = money(text)[0]
    assert first.payer_from == place and first.certainty is None


def test_a_payer_of_the_sentence_before_is_of_the_article() -> None:
    second = money(
        "Norway will give Ukraine 90 million kroner for shelters. Another 20 million kroner has been set aside for schools."
    )[1]
    assert second.actor == "Norway" and second.payer_from == "article"


def test_what_signs_alone_say_is_a_probability() -> None:
    drafted = Draft.__new__(Draft)
    for odds, wanted in ((0.0, 0.5), (2.2, 0.9), (-2.2, 0.1), (None, None)):
        drafted.odds = odds
        assert certainty(drafted) == pytest.approx(wanted, abs=0.01)
