"""Words that look like somebody and are nobody: ranks that are adjectives, several of a kind, the noun "reports"."""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.model import Document

GIVES = "He had hoped the allies would spend 40 billion euros a year on weapons."


@pytest.mark.parametrize(
    "opening", ["Major funding delays", "General elections", "Private donors' doubts", "Chief concerns of voters"]
)
def test_a_rank_before_a_noun_is_no_speaker(opening: str) -> None:
    claims = extract(
        Document("d", f"{opening} have left the fund exposed, Olena Hart said. {GIVES}", published="2026-03-03")
    )
    assert [c.speaker for c in claims] == ["Olena Hart"]


def test_a_rank_alone_still_speaks() -> None:
    claims = extract(
        Document("d", "The general said Norway would give Kenya 30 million euros.", published="2026-03-03")
    )
    assert [c.speaker for c in claims] == ["general"]


@pytest.mark.parametrize("before", ["For all these", "It gave many", "She names several", "Read those"])
def test_several_of_a_kind_are_no_payer(before: str) -> None:
    claims = extract(
        Document("d", f"{before} Reasons. It will spend an additional $644 billion on roads.", published="2026-03-03")
    )
    assert [c.actor for c in claims] == [None]


@pytest.mark.parametrize(
    "opening", ["The announcement comes amid", "The talks follow", "The visit coincides with", "The vote comes after"]
)
def test_reports_after_a_preposition_are_a_noun(opening: str) -> None:
    claims = extract(
        Document(
            "d",
            f"{opening} reports that Western allies have developed packages totaling $300 million.",
            published="2026-03-03",
        )
    )
    assert [c.speaker for c in claims] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "The UN had appealed for $2 billion for Sudan.",
        "The World Food Programme is asking for 90 million dollars for Haiti.",
        "Unicef called for 4 million euros for Malawi.",
    ],
)
def test_who_asks_is_not_who_is_asked(text: str) -> None:
    (claim,) = extract(Document("d", text, published="2026-03-03"))
    assert claim.modality == "demanded" and claim.actor is None and claim.speaker
