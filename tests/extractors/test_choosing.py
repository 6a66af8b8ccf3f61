"""Who acts where no rule is sure: candidates of the whole article, signs that hold in any text, and a choice that is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import extract
from extractors.choosing import ActorWeights
from extractors.lexicon import load
from extractors.model import Claim, Document


def last(text: str, title: str | None = None) -> Claim:
    return max(extract(Document("d", text, title, published="2025-06-03")), key=lambda c: c.anchor.start)


#: the amount is in one country's own money, and another country stands nearer
MONEY = [
    ("Norway", "kroner", "Japan"),
    ("Denmark", "Danish kroner", "Kenya"),
    ("Poland", "zlotys", "Ghana"),
    ("Japan", "yen", "Norway"),
    ("Sweden", "Swedish kronor", "Chile"),
]


@pytest.mark.parametrize(("payer", "money", "other"), MONEY)
@pytest.mark.parametrize(
    "told",
    [
        "For the harbours 640 million {money} has been set aside.",
        "A further 640 million {money} is earmarked for the harbours.",
        "In the coming year 640 million {money} is to be paid out for the harbours.",
    ],
)
def test_whose_own_money_it_is(payer: str, money: str, other: str, told: str) -> None:
    text = (
        f"{payer} presented its budget on Monday. {payer} raises taxes on sugar. {payer} has few friends in {other}.\n\n"
        f"{other} was not amused.\n\n{told.format(money=money)}"
    )
    assert last(text, f"{payer} adopts its budget").actor == payer


def test_a_pronoun_is_nobody() -> None:
    text = "Nobody was there. It rained. The day was long. They will put 40 million euros into it."
    assert all((c.actor or "").lower() not in {"it", "they", "we"} for c in extract(Document("d", text)))


def test_what_was_weighed_is_told() -> None:
    text = "Norway adopted its budget. Norway raises taxes on sugar. Norway will not borrow.\n\nFor barracks 640 million kroner is earmarked."
    claim = last(text, "Norway adopts its budget")
    assert claim.actor == "Norway"
    told = [t for t in claim.trace if t.startswith("candidates: Norway")]
    assert told, claim.trace


#: a rule that is sure is no matter of signs, whoever else the article is about
SURE = [
    "{a} will give {b} 40 million euros.",
    "{a} pledged 40 million euros to {b}.",
    "A grant of 40 million euros by {a} goes to {b}.",
]


@given(st.sampled_from(SURE), st.permutations(["Kenya", "Norway", "Japan", "Ghana"]))
def test_who_is_printed_as_the_giver_gives(told: str, names: list[str]) -> None:
    a, b, c, d = names
    text = f"{c} and {d} met on Monday. {c} spoke for an hour. {d} listened.\n\n{told.format(a=a, b=b)}"
    assert last(text, f"{c} meets {d}").actor == a


def test_no_weight_decides_alone() -> None:
    for kind, weights in load().compiled(ActorWeights).of.items():
        assert 200 < len(weights) < 500, kind
        assert max(abs(w) for w in weights.values()) < 2.5
