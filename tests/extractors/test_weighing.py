"""Sums of money that no rule knows: the signs around them decide, so that verbs nobody has listed are read, and losses are not."""

from __future__ import annotations

import itertools

import pytest

from extractors import extract
from extractors.lexicon import load
from extractors.model import Claim, Document
from extractors.weighing import Telling, Weights

#: words that are no English verbs, so no list can have them
STEMS = ["glorp", "wumble", "trisk", "bandle"]
TELLINGS = [
    ("Norway {0}s 90 million kroner for hospitals in Malawi, the foreign minister said.", "Norway"),
    ("The World Bank {0}s $200 million for small farms in Kenya.", "World Bank"),
    ("Japan will {0} 60 million dollars for flood defences in Bangladesh.", "Japan"),
    ("Germany has {0}ed €45 million for vaccines in Haiti.", "Germany"),
]
NOBODY_GIVES = [
    "The storm {0}s damage of 2 billion euros, insurers reckon.",
    "The film {0}s 90 million euros on its first weekend.",
    "The club {0}s debts of 240 million pounds.",
    "Losses of $30 million {0} the airline.",
    "A flat in the old town {0}s 900,000 euros.",
]


def read(text: str) -> list[Claim]:
    return extract(Document("d", text, published="2025-10-15"))


@pytest.mark.parametrize(("telling", "stem"), list(itertools.product(TELLINGS, STEMS)))
def test_a_gift_in_a_verb_that_no_list_has(telling: tuple[str, str], stem: str) -> None:
    (claim,) = read(telling[0].format(stem))
    assert claim.kind == "pledge" and claim.actor == telling[1]
    assert any(t.startswith("kind: weighed +") for t in claim.trace), "the trace says what was weighed"


@pytest.mark.parametrize(("telling", "stem"), list(itertools.product(NOBODY_GIVES, STEMS)))
def test_a_loss_or_a_price_in_a_verb_that_no_list_has(telling: str, stem: str) -> None:
    assert [c for c in read(telling.format(stem)) if c.kind == "pledge"] == []


def test_what_a_rule_knows_is_not_weighed() -> None:
    for text in (
        "Oslo owes its suppliers €90 million.",
        "Norway will give Ukraine 150 million euros.",
        "The bridge will cost 900 million zloty.",
    ):
        assert not any("weighed" in t for c in read(text) for t in c.trace)


@pytest.mark.parametrize(
    "text",
    [
        "Denmark will run a fund of 300 million kroner for schools in Malawi.",
        "Portugal will carry 60 million euros of the costs of the new clinics in Mozambique.",
    ],
)
def test_a_verb_alone_is_weighed(text: str) -> None:
    """Its rule says figure, the signs around it say promise, and the trace tells both."""
    (claim,) = read(text)
    rules = [t for t in claim.trace if t.startswith("kind: ")]
    assert claim.kind == "pledge" and claim.certainty is not None
    assert rules[0].startswith("kind: verb ") and rules[1].startswith("kind: weighed +")


@pytest.mark.parametrize(
    "text", ["Kenya needs 400 million euros to rebuild.", "The miner Altyn pays its chief executive $9 million."]
)
def test_what_is_needed_or_paid_to_ones_own_stays_a_figure(text: str) -> None:
    (claim,) = read(text)
    assert claim.kind == "figure"


def test_has_is_a_present_form() -> None:
    """A phrase with "has" is read like one with "pencils": by its rule, with nothing to weigh."""
    (claim,) = read("Norway has in mind 40 million euros for schools in Kenya.")
    assert (claim.kind, claim.modality, claim.certainty) == ("pledge", "planned", None)


def test_every_weight_is_small_enough_that_no_single_sign_decides() -> None:
    weights = load().compiled(Weights)
    assert len(weights.signs) > 100
    assert max(abs(w) for w in weights.signs.values()) < 3


#: sums without a verb, in articles that promise: promised, and said again they are no new promise
NOTES = [
    "Ministers met in Oslo to pledge aid for the flooded valleys. Norway will give 90 million kroner for wells. Then came the small ones: "
    "{0} for clinics in the hills.",
    "Donors promised help for the schools of Malawi. Japan pledged $60 million for roofs. On top of that, {0} for books.",
]


@pytest.mark.parametrize(
    ("note", "amount"), list(itertools.product(NOTES, ["€5 million", "12 million pounds", "CHF 3.5 million"]))
)
def test_a_sum_without_a_verb_beside_promises(note: str, amount: str) -> None:
    claim = next(c for c in read(note.format(amount)) if c.anchor.exact == amount)
    assert (claim.kind, claim.modality) == ("pledge", "pledged"), claim.trace


#: what some people have, earn or cost stays a figure beside promises too
BESIDE = [
    "Exports bring the region {0} a year, a study says.",
    "Insurers put the damage at {0}.",
    "The club lost {0} last season.",
    "The old bridge cost {0}.",
    "Sales of umbrellas rose to {0}.",
]


@pytest.mark.parametrize(("telling", "amount"), list(itertools.product(BESIDE, ["$80 million", "£30 million"])))
def test_what_nobody_gives_is_no_promise_beside_one(telling: str, amount: str) -> None:
    claims = read("Norway will give Malawi 90 million kroner for wells. " + telling.format(amount))
    assert [c for c in claims if c.kind == "pledge" and c.anchor.exact.startswith(amount)] == []


TOLD = [
    "Repairs go on in 14 districts of the north.",
    "The company works in 14 countries from Senegal to Kazakhstan.",
    "Power was cut in 22 districts.",
    "Norway pays for the 14 vehicles that go to Ukraine.",
]
NOT_TOLD = [
    "The 32 members of NATO met on Monday.",
    "All 50 states signed.",
    "Three officials said so.",
    "The talks went through three rounds.",
    "Five ideas were on the table.",
]


@pytest.mark.parametrize("text", TOLD)
def test_a_count_that_a_rule_would_leave_out_is_told_after_all(text: str) -> None:
    (claim,) = read(text)
    assert claim.low in (14, 22)
    assert any(t.startswith("told: weighed +") for t in claim.trace), "the trace says what was weighed"


@pytest.mark.parametrize("text", NOT_TOLD)
def test_a_presupposed_number_stays_out(text: str) -> None:
    assert [c for c in read(text) if c.low is not None] == []


def test_no_sign_of_telling_decides_alone() -> None:
    weights = load().compiled(Telling)
    assert len(weights.signs) > 50
    assert max(abs(w) for w in weights.signs.values()) < 3
