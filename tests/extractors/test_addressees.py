"""Whom a demand is put to and who puts it, told another way than "asked Norway for"; and what is ruled out without an amount.

Every text is invented for this table.
"""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.model import Claim, Document


def read(text: str) -> list[Claim]:
    return extract(Document("d", text, published="2025-06-10"))


#: text, who is to give, who says so
DEMANDS = [
    ("Norway heard from Brussels to raise its share to 3 million euros.", "Norway", "European Union"),
    ("European leaders are at a loss; Europe just heard from Washington to increase its defence spending to $644bn.", "Europe", "United States"),
    ("Norway was told by Brussels to pay 3 million euros into the fund.", "Norway", "European Union"),
    ("Kenya has been urged by the World Bank to spend 3 million dollars on wells.", "Kenya", "World Bank"),
    ("The union demanded that the city pay 20 million dollars for the new bridge.", "city", "union"),
    ("Opposition leader Elena Ruiz demanded that the city pay 20 million dollars.", "city", "Elena Ruiz"),
    ("The party asked that the council pledge 3 million euros for schools.", "council", "party"),
    ("Residents insist that the state give 20 million dollars for the dykes.", "state", None),
    ("The health ministry has ruled out any further payments to the hospital, which asked for £40m.", "health ministry", "hospital"),
    ("The council has turned down the theatre, which wants 3 million pounds.", "council", "theatre"),
    ("Germany refuses any further payments to the bank, which had asked for 40 million euros.", "Germany", "bank"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "actor", "speaker"), DEMANDS)
def test_who_is_asked(text: str, actor: str, speaker: str | None) -> None:
    claim = max(read(text), key=lambda c: c.low or 0)
    assert (claim.modality, claim.actor) == ("demanded", actor)
    assert speaker is None or claim.speaker == speaker


#: what is heard is no demand, and who hears it gives nothing
HEARD = [
    ("The ministers heard from Paris that Mali would pay 3 million euros.", "Mali", "France"),
    ("The court heard that Norway paid 3 million euros.", "Norway", None),
]


@pytest.mark.parametrize(("text", "actor", "speaker"), HEARD)
def test_what_is_heard(text: str, actor: str, speaker: str | None) -> None:
    (claim,) = read(text)
    assert claim.modality != "demanded"
    assert (claim.actor, claim.speaker) == (actor, speaker)


REFUSALS = [
    ("The health ministry has ruled out any further payments to the hospital.", "health ministry"),
    ("Germany has ruled out any further payments to Chad.", "Germany"),
    ("Germany refuses any payouts to the bank.", "Germany"),
    ("Norway rejects more payments to the fund.", "Norway"),
]


@pytest.mark.parametrize(("text", "actor"), REFUSALS)
def test_what_is_ruled_out(text: str, actor: str) -> None:
    assert [(c.modality, c.actor) for c in read(text)] == [("refused", actor)]


@pytest.mark.parametrize(
    "text",
    [
        "Norway has not ruled out further payments to the fund.",
        "Norway declined to comment on payments to the fund.",
        "The union demanded that the rate of pay rise soon.",
    ],
)
def test_nothing_is_refused(text: str) -> None:
    assert "refused" not in {c.modality for c in read(text)}


def test_a_number_of_years_is_no_purpose() -> None:
    (claim,) = read("The state of Illinois will add 5 million dollars a year for three years.")
    assert claim.purpose is None
