"""Tables of constructions: which make an amount a pledge, which a figure, how firm, and what is history. Every text is invented."""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.model import Claim, Document


def read(text: str, published: str = "2025-10-15") -> list[Claim]:
    return extract(Document("d", text, published=published))


def of(text: str, value: float | None, published: str = "2025-10-15") -> Claim:
    found = [c for c in read(text, published) if (c.low if c.low is not None else c.high) == value]
    assert found, (text, read(text, published))
    return found[0]


PLEDGES = [
    ("Norway is making 60 million kroner available for the flooded valleys.", 60e6, "pledged"),
    ("Bulgaria is ready to make 70,000 blankets available to the camps.", 70_000, "planned"),
    ("The budget contains 9 million euros for the new clinic in Gao.", 9e6, "pledged"),
    ("20,000 trees, promises the company, for the burnt slopes.", 20_000, "planned"),
    ("Germany will finance 120 pumps for the dykes of Bengal.", 120, "pledged"),
    ("The mayor talked of a 15 million koruna hospital wing.", 15e6, "pledged"),
    ("The Swiss bank is opening a credit line of 600 million francs for its neighbour.", 600e6, "pledged"),
    ("The remaining 160 million dollars has to come from governments.", 160e6, "demanded"),
    ("Côte d'Ivoire can build its sea walls: 200 million dollars is coming from the World Bank.", 200e6, "pledged"),
    ("60 million zlotys will arrive from Warsaw before the cold sets in.", 60e6, "pledged"),
    ("The first convoy carries part of the 1,380 generators that Rome is giving Kyiv.", 1_380, "pledged"),
    (
        "Ten billion zlotys a year, the deputy minister said last Wednesday, are to be sunk into bunkers.",
        1e10,
        "planned",
    ),
    ("The harvest fund of 44 million dollars has been awarded to Uganda by the Green Facility.", 44e6, "pledged"),
    ("Poland has granted Moldova a loan of 240 million zlotys.", 240e6, "pledged"),
    ("Portugal will spend 24 million euros on its rural roads.", 24e6, "planned"),
    ("Condor Sur will recruit 640 pilots before the summer.", 640, "planned"),
    ("Butler County is going to contribute 75 million dollars to the dome.", 75e6, "pledged"),
    ("Ministers have turned down the request for 75 million pounds.", 75e6, "refused"),
    ("The Swedes have to bear 900 million euros of the upkeep.", 900e6, "demanded"),
    ("The World Bank had offered 450 million dollars but withdrew over the plan.", 450e6, "withdrawn"),
    ("The 350 million pounds that London promised in June stands, an official said.", 350e6, "reaffirmed"),
]


@pytest.mark.parametrize(("text", "value", "modality"), PLEDGES)
def test_constructions_that_make_a_pledge(text: str, value: float, modality: str) -> None:
    claim = of(text, value)
    assert (claim.kind, claim.modality) == ("pledge", modality), claim.trace


FIGURES = [
    ("Agents already ask 9,500 rupees a square foot on the lane behind.", 9500),
    ("Land has been allotted at 12 million rupees an acre.", 12e6),
    ("The assets stay frozen in Brussels: 210 billion euros of them.", 210e9),
    ("A judge in Leeds has awarded 84,500 pounds to a cyclist.", 84_500),
    ("The institute's yearbook gives the British 74,300 regulars.", 74_300),
    ("The arena is budgeted at 355 million pounds.", 355e6),
    ("In all we arrive at 503 million pounds.", 503e6),
    ("The driver intends to buy a kettle for 30 pounds.", 30),
    ("Loans are cheap, given that 38,000 households burn oil.", 38_000),
    ("The castle charges little; you share its 22 hectares with six gardeners.", 22),
    ("The club got 3 million pounds. Participation has fallen since the bid, from 61 to 58 per cent.", 61),
    ("Jobs: up to 1,000", 1000),
]


@pytest.mark.parametrize(("text", "value"), FIGURES)
def test_prices_costs_rulings_and_books_are_figures(text: str, value: float) -> None:
    claim = of(text, value)
    assert (claim.kind, claim.modality) == ("figure", "reported"), claim.trace


REFUSALS = [
    "The new county board will not contribute to the dome, its chair said.",
    "Hungary and Slovakia pay nothing, under a clause drafted overnight.",
    "Calder Live won't put in another penny, a spokesman said.",
    "Slovakia's prime minister said his country would not guarantee a single cent.",
    '"Not one crown of Czech citizens" will be spent on it.',
]


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_needs_no_amount(text: str) -> None:
    assert [(c.kind, c.modality, c.low) for c in read(text)] == [("pledge", "refused", None)]


DENIALS = [
    (
        "Is Canada about to send ten more launchers? That is what a radio station claims. Not true, an official says.",
        10,
        "denied",
    ),
    ("Ankara denied that Turkey had offered 2,000 drones.", 2000, "denied"),
    ("China has transferred 40 million dollars and denied reports that it had cancelled the rest.", 40e6, "delivered"),
    ("If the loan is agreed, Berlin will add 3 billion euros of its own.", 3e9, "conditional"),
    ("If the money doubled, Prague could send 900,000 shells.", 900_000, "hypothetical"),
    ("The state will reimburse 60 million rupees, subject to a ceiling on wages.", 60e6, "pledged"),
    ("A grant of 780 million shillings from the Whitfield Endowment will equip wards.", 780e6, "pledged"),
]


@pytest.mark.parametrize(("text", "value", "modality"), DENIALS)
def test_denials_and_conditions_have_their_scope(text: str, value: float, modality: str) -> None:
    assert of(text, value).modality == modality


@pytest.mark.parametrize(
    ("text", "value", "recalled"),
    [
        ("In 2021 the firm promised 430 billion dollars.", 430e9, True),
        ("They agreed at Gleneagles in 2005 to raise aid by 50 billion dollars a year by 2010.", 50e9, True),
        ("Norway promised 50 million kroner on Tuesday.", 50e6, False),
        ("The agency will release 35 million euros in January.", 35e6, False),
        ("After the war of 1948 came the plan of 1950. Washington gave Europe 13 billion dollars.", 13e9, True),
    ],
)
def test_history_is_recalled(text: str, value: float, recalled: bool) -> None:
    assert of(text, value).recalled is recalled


def test_a_month_to_come_is_the_next_one() -> None:
    assert of("The agency will release 35 million euros in January.", 35e6).time.start == "2026-01"


def test_the_time_of_an_aside_is_not_the_promises() -> None:
    claim = of(
        "The library, burnt out in January, will be rebuilt with 2 million pounds from the Pemberley Trust.", 2e6
    )
    assert claim.time.start is None


@pytest.mark.parametrize(
    "text",
    ["1" * 200_000, "€1bn " * 20_000, "123 " * 50_000, "Norway pledged €1bn. " * 300],
    ids=["digits", "list", "numbers", "same"],
)
def test_noise_gives_hardly_any_claims(text: str) -> None:
    assert len(extract(Document("d", text))) <= 3


@pytest.mark.parametrize(
    "text",
    [
        "The ministry will not give a date, its spokesman said.",
        "The bank declined to comment on its plans.",
        "Oslo will not give names or details, an official said.",
    ],
)
def test_silence_is_no_refusal(text: str) -> None:
    assert not read(text)


def test_a_level_named_before_is_what_is_promised() -> None:
    text = "Allies have been spending 40 billion euros a year on arms. They will decide in July to sustain this level in 2026, Stoltenberg said."
    found = [c for c in read(text) if c.kind == "pledge"]
    assert [(c.low, c.unit, c.unit_basis) for c in found] == [(40e9, "EUR", "context")]
