"""Constructions, not sentences: who pledges what, said by whom, how firmly. Every text here is invented for this table."""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.model import Claim, Document


def read(text: str, published: str = "2025-03-10", title: str | None = None) -> list[Claim]:
    return extract(Document("d", text, title=title, published=published))


PLEDGES = [
    # text, actor, speaker, modality
    ("The Harmon Foundation will give the hospital in Gulu 2.5 million pounds, its director Ellen Marsh said on Monday.", "Harmon Foundation", "Ellen Marsh", "pledged"),
    ("Steelmaker Orvex is pumping 400 million euros into a furnace, chief executive Luc Adam told reporters.", "Orvex", "Luc Adam", "pledged"),
    ("The city of Graz is setting aside 14 million euros for school kitchens, deputy mayor Judith Pfann announced.", "Graz", "Judith Pfann", "pledged"),
    ("Norrland Energi wants to spend 3 billion kronor on two wind parks, spokeswoman Karin Ek said.", "Norrland Energi", "Karin Ek", "planned"),
    ("Under the deal, Lisbon lends Maputo 80 million euros at two percent.", "Portugal", None, "pledged"),
    ("Brazil and Colombia have each committed $30 million to the rainforest fund.", "Brazil, Colombia", None, None),
    ("Ottawa is to supply 200 armoured vehicles, Defence Minister Anita Anand said.", "Canada", "Anita Anand", "pledged"),
    ("The Prime Minister, Jonas Gahr Støre, said Norway would increase its support to 85 billion kroner.", "Norway", "Jonas Gahr Støre", "planned"),
    ('"We will give 10 million euros," Chancellor Olaf Scholz said in Kyiv.', "Germany", "Olaf Scholz", "pledged"),
    ("Warsaw is ready to hand over 14 MiG-29 jets, President Duda told the broadcaster.", "Poland", "Andrzej Duda", "planned"),
    ("The EU has so far paid out 1.1 billion euros of the 4.2 billion it promised Tunisia.", "European Union", None, "delivered"),
    ("Some 800 generators from Poland arrived in Odesa on Friday.", "Poland", None, "delivered"),
    ("Italy has suspended its 40 million euro contribution to the agency.", "Italy", None, "withdrawn"),
    ("Officials in Ankara denied that Turkey had offered 2,000 drones.", "Turkey", None, "denied"),
    ("Open Rivers receives 4 million euros from the Dutch Lottery, its founder Lea Voss said.", "Dutch Lottery", "Lea Voss", "pledged"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "actor", "speaker", "modality"), PLEDGES)
def test_a_pledge_has_its_actor_speaker_and_modality(
    text: str, actor: str, speaker: str | None, modality: str | None
) -> None:
    claim = read(text)[0]
    assert (claim.kind, claim.actor) == ("pledge", actor)
    if speaker:
        assert claim.speaker == speaker
    if modality:
        assert claim.modality == modality


FIGURES = [
    "The rail ministry says the bridge will cost 900 million zloty.",
    "Inflation rose to 7.4 percent in March.",
    "Volunteers in Bergen have collected 6 million kroner since June.",
    "Flood damage is put at 3 billion euros by insurers.",
    "The new stadium seats 42,000 people.",
    "Sales came to 3.9 billion euros, 6 percent more than a year before.",
]


@pytest.mark.parametrize("text", FIGURES)
def test_a_cost_a_rate_and_a_sale_are_figures(text: str) -> None:
    claims = read(text)
    assert claims and all(c.kind == "figure" and c.modality == "reported" for c in claims)


@pytest.mark.parametrize(
    ("text", "actor", "speaker"),
    [
        ("She asked governments for $84 million to feed families.", "governments", None),
        ("Rutte said allies must allocate at least 1 billion dollars every month.", "allies", "Mark Rutte"),
        ("Unicef appealed for $120 million to feed children in Sudan.", None, "UNICEF"),
        ("Ministers want the bank to lend 5 billion rand to small farms.", "bank", None),
    ],
)
def test_a_demand_is_never_a_pledge_of_who_demands(text: str, actor: str | None, speaker: str | None) -> None:
    claim = read(text)[0]
    assert claim.modality == "demanded" and claim.stage == "need"
    assert actor is None or claim.actor == actor
    assert speaker is None or claim.speaker == speaker


@pytest.mark.parametrize(
    ("text", "actor", "modality"),
    [
        ("Hungary will not contribute to the fund.", "Hungary", "refused"),
        ("Slovakia refuses to take part in the scheme.", "Slovakia", "refused"),
        ("The Czech Republic will no longer finance purchases.", "Czech Republic", "refused"),
        ("The US will announce new steps to strengthen air defences.", "United States", "planned"),
        ("The European Union has adopted new measures to protect the ports.", "European Union", "pledged"),
        ("Reports that Denmark is leaving the scheme are false, an official said.", "Denmark", "denied"),
    ],
)
def test_acts_without_an_amount(text: str, actor: str, modality: str) -> None:
    claim = read(text)[0]
    assert (claim.kind, claim.actor, claim.modality) == ("pledge", actor, modality)
    assert claim.low is None and claim.high is None and claim.comparator is None


@pytest.mark.parametrize(
    "text",
    [
        "Two diplomats said the meeting went well.",
        "NATO's 32 members meet on Tuesday.",
        "Europe and Canada are increasing their contributions.",
        "The support signals that the alliance will not walk away from its values.",
        "Не один миллиард рублей был выделен вчера.",
        "Die Bundesregierung hat gestern lange beraten.",
        "",
        " \x00\x1b\ud800 \u2028",
    ],
)
def test_what_is_no_claim(text: str) -> None:
    assert [c for c in read(text) if c.kind == "pledge"] == []


def test_a_misspelt_name_is_matched_with_a_visible_score() -> None:
    claim = read("NATO Secretary General Jens Stltenberg said allies will give 2 billion euros.", "2024-02-01")[0]
    assert claim.speaker == "Jens Stoltenberg"
    assert claim.speaker_as_written is not None and "Stltenberg" in claim.speaker_as_written
    assert any("Jens Stltenberg ~ Jens Stoltenberg 0.9" in line for line in claim.trace)


def test_the_last_link_of_a_chain_speaks() -> None:
    claim = read("A diplomat said Anna Berg had told ministers that Sweden would give 40 million euros.")[0]
    assert claim.speaker == "Anna Berg"


def test_headline_and_body_are_one_claim() -> None:
    text = "Norway to give 300 million kroner for pumps\n\nNorway will give 300 million kroner for pumps, minister Kari Dahl said on Monday."
    claims = [c for c in read(text) if c.unit == "NOK"]
    assert len(claims) == 1
    assert claims[0].speaker == "Kari Dahl" and [m.start for m in claims[0].mentions] == [text.index("300")]


def test_a_list_of_donors_in_an_article_about_pledges() -> None:
    claims = read("Pledges to the fund:\n- Italy: 100m euros\n- Canada: C$16m\nTotal: about $130m.")
    assert [(c.actor, c.unit, c.kind) for c in claims] == [
        ("Italy", "EUR", "pledge"), ("Canada", "CAD", "pledge"), ("donors", "USD", "pledge"),
    ]  # fmt: skip


def test_a_numbered_package_carries_its_number() -> None:
    claims = read("Poland is preparing an additional $207 million package, the nation's 46th donation to Ukraine.")
    assert {c.ordinal for c in claims} == {"46 donation"}


@pytest.mark.parametrize(
    "text",
    [
        "Every household is to pay no more than 40 cents a unit until 2029.",
        "No pupil will pay over 0.8 dollars for a meal.",
    ],
)
def test_a_price_below_one_is_read_beside_every_and_no(text: str) -> None:
    assert read(text)


def test_every_cent_and_not_one_crown_are_no_amounts() -> None:
    assert not read("The ministry wants every single euro back.")
    assert not read("Not one crown was paid to the town of Rivnice.")


def test_a_congress_of_another_state_is_its_own() -> None:
    [claim] = read("The Congress of Chile approved 4 billion pesos for the fire service.")
    assert (claim.actor, claim.unit) == ("Congress of Chile", "CLP")


def test_the_condition_is_kept() -> None:
    claim = read("If Congress clears the bill, Washington could send another $425m in missiles, an official said.")[0]
    assert claim.modality == "conditional" and claim.condition is not None and "Congress" in claim.condition
