"""Who gives, who says it, who receives: constructions and ways of saying them. Every text here is invented for these tables."""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.model import Claim, Document


def read(text: str, title: str | None = None, publisher: str | None = None) -> list[Claim]:
    return extract(Document("d", text, title=title, published="2025-03-10", publisher=publisher))


GIVERS = {
    # the owner printed around the amount
    "possessor": [
        ("Kenya's share is 40 million shillings; Uganda's share will be 12 million shillings.", ["Kenya", "Uganda"]),
        ("Toyota's pledge of 5 billion yen to flood victims still stands.", ["Toyota"]),
    ],
    "a row of givers": [
        (
            "The World Bank provides 200 million euros, the lender KfW 90 million and the state utility the rest.",
            ["World Bank", "KfW"],
        ),
        ("From Japan came 20 million dollars, from Canada 15 million dollars.", ["Japan", "Canada"]),
    ],
    "who bears it": [
        ("Some 40 million euros will be borne by Austria.", ["Austria"]),
        ("The hospital will get $3 million from the Hallam Trust.", ["Hallam Trust"]),
        ("Malawi will receive 1.9 million doses from Gavi.", ["Gavi"]),
    ],
    "a row of verbs": [
        ("Spain abandoned a loan to Chad and agreed to raise 95 million euros for Mali.", ["Spain"]),
    ],
    "anonymous bodies": [
        ("A Swiss charity has offered 2 million francs for herders in Mongolia.", ["Swiss charity"]),
        ("The ministry in Lima has earmarked 300 million soles for schools in Puno.", ["Peru"]),
        ("The factory employs 340 people.", ["factory"]),
    ],
    "companies": [
        (
            "Brightwater plc said it would invest £45m in a plant near Leeds. The company has 3,000 employees.",
            ["Brightwater plc", "Brightwater plc"],
        ),
        ("Kinder Foods Inc will donate 2 million meals to refugees.", ["Kinder Foods Inc"]),
    ],
}


@pytest.mark.parametrize(
    ("text", "actors"), [(t, a) for rows in GIVERS.values() for t, a in rows], ids=lambda v: str(v)[:40]
)
def test_who_gives(text: str, actors: list[str]) -> None:
    assert [c.actor for c in read(text)] == actors


SPEAKERS = [
    ("Norway is giving Ukraine 1.5 billion kroner, State Secretary Even Tofte said on Wednesday.", "Even Tofte"),
    ("Estonia is sending Ukraine 200 drones built in Tartu, its defence minister said.", "defence minister"),
    (
        "Boats worth 2 billion kroner are paid for by Norway and built in Ålesund, the ministry in Oslo said.",
        "ministry",
    ),
    ("The 3 million pounds that London promised stands, an official of its ministry said.", "official of its ministry"),
    ("Insurers have settled 62 per cent of the claims, according to their trade body.", "trade body"),
    ("The shortfall is put at 160 billion dollars by the International Monetary Fund.", "International Monetary Fund"),
    ("The deal will bring 5 million euros, sources in the Ministry of Power said.", "sources in the Ministry of Power"),
    ("In the words of the mayor, the city will give 4 million zlotys to flood victims.", "mayor"),
    ("Lisbon has spent 70 million euros, on the ministry's own figures.", "ministry"),
    ("Benin has received 8 million dollars, finance ministry data seen by reporters show.", "finance ministry"),
    ("Chad will get 3 million dollars, Ms. Reddy said.", "Reddy"),
]


@pytest.mark.parametrize(("text", "speaker"), SPEAKERS)
def test_who_says_so(text: str, speaker: str) -> None:
    said = read(text)[0].speaker
    assert said is not None and said.removeprefix("an ").removeprefix("the ") == speaker


def test_a_quotation_goes_on_in_the_next_sentence() -> None:
    text = '"We will give 5 million euros to Moldova," said Romania\'s finance minister. "And we will add 2 million euros."'
    assert [(c.actor, c.speaker) for c in read(text)] == [("Romania", "Romania's finance minister")] * 2


RECEIVERS = [
    ("Bonn will lend Nepal 600 million euros for the Sunkoshi dam.", "Nepal"),
    ("Ukraine could be lent 130 billion euros by the European Union.", "Ukraine"),
    ("Malawi will receive 1.9 million doses from Gavi.", "Malawi"),
    ("The hospital will get $3 million from the Hallam Trust.", "hospital"),
    ("The council has set aside £12 million for grassroots clubs.", "grassroots clubs"),
    ("Nordic Steel will invest $500 million in the United States.", "United States"),
]


@pytest.mark.parametrize(("text", "recipient"), RECEIVERS)
def test_who_receives(text: str, recipient: str) -> None:
    assert read(text)[0].recipient == recipient


def test_pledges_that_do_not_say_to_whom_go_where_the_article_points() -> None:
    claims = read(
        "Japan will give 20 million dollars to Kenya. Canada is adding 5 million dollars.",
        title="Donors pledge for Kenya",
    )
    assert [c.recipient for c in claims] == ["Kenya", "Kenya"]


NOT_ACTORS = [
    "Engineers came with slides about a dam of 670 MW and spoke of 400 jobs.",
    "EUROCRATS are about to hand out 130 million euros.",
    "Doctors had asked for 20,000 litres before Christmas. It will cost 4 million euros.",
    "Interest is charged at 1.5 per cent. It will cost 4 million euros.",
]


@pytest.mark.parametrize("text", NOT_ACTORS)
def test_units_shouts_feasts_and_plain_openers_are_no_actors(text: str) -> None:
    assert not {c.actor for c in read(text)} & {"MW", "EUROCRATS", "Christmas", "Interest"}


def test_a_figure_that_stands_for_itself_is_not_the_payers() -> None:
    claims = read("Spain will give 40 million euros to Chad. Lifeguards earn 17 dollars an hour.")
    assert [c.actor for c in claims] == ["Spain", "Lifeguards"]


def test_a_press_release_is_about_its_issuer() -> None:
    claims = read(
        "Around 20,000 people will be hired by May. Helion has built in Dresden before.",
        publisher="pressroom.helion.example.org",
    )
    assert claims[0].actor == "Helion"


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("Wals said that the lenders must secure 2 million dollars a month for Malawi.", ("lenders", "Malawi")),
        ("France should secure 200 million euros a year for Lebanon to rebuild its schools.", ("France", "Lebanon")),
        ("Kenya secured a $300 million loan from the World Bank.", ("World Bank", "Kenya")),
    ],
)
def test_who_finds_money_for_another_does_not_get_it(text: str, pair: tuple[str, str]) -> None:
    (claim,) = read(text)
    assert (claim.actor, claim.recipient) == pair
