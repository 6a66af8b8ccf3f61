"""A headline that tells its text's amount rounder, vaguer or with fewer words is one claim with it, and the text's is the one that stands."""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.model import Claim, Document


def told(title: str, text: str) -> list[Claim]:
    return extract(Document("d", f"{title}\n{text}", title=title, published="2026-11-22"))


@pytest.mark.parametrize(
    "title, text, value, unit",
    [
        # rounder
        ("Denmark gives Ukraine 10 billion kroner", "Denmark will give Ukraine 10.3 billion Danish kroner, the ministry said.", 10.3e9, "DKK"),
        ("Norway to give Kenya 2 billion euros", "Norway will give Kenya 2.4 billion euros in 2027, the minister said.", 2.4e9, "EUR"),
        ("Poland gives Moldova over 300 million euros", "Poland will give Moldova 312 million euros for gas, the premier said.", 312e6, "EUR"),
        ("Italy to send Jordan nearly 50 million euros", "Italy will send Jordan 49.5 million euros, the minister said on Friday.", 49.5e6, "EUR"),
        ("Spain grants Peru 500 million euros", "Spain will grant Peru 512 million euros, it said on Monday.", 512e6, "EUR"),
        # vaguer
        ("Norway pledges billions for Ukraine", "Norway will provide Ukraine with 2.4 billion euros in 2027, the premier said.", 2.4e9, "EUR"),
        ("Sweden gives Kenya millions of euros", "Sweden will give Kenya 40 million euros for wells, it said.", 40e6, "EUR"),
        # whose dollars
        ("Canada lends Ukraine 5 billion dollars", "Canada will lend Ukraine 5 billion Canadian dollars, Mark Carney said.", 5e9, "CAD"),
        ("Australia gives Fiji $40m", "Australia will give Fiji 40 million Australian dollars, the minister said.", 40e6, "AUD"),
        ("Denmark gives Ukraine 4 billion kroner", "Denmark will give Ukraine 4 billion Danish kroner, the ministry said.", 4e9, "DKK"),
    ],
)  # fmt: skip
def test_one_claim_of_money(title: str, text: str, value: float, unit: str) -> None:
    claims = told(title, text)
    assert [(c.low, c.unit) for c in claims] == [(value, unit)]
    assert claims[0].anchor.start > len(title)
    assert [m.start < len(title) for m in claims[0].mentions] == [True]


@pytest.mark.parametrize(
    "title, text, things",
    [
        ("Sweden to give Ukraine 16 Gripen jets", "Sweden will give Ukraine 16 Gripen fighter jets, the premier said.", "gripen fighter jets"),
        ("Stockholm sends Ukraine 14 Gripens", "Sweden will send Ukraine 14 Gripen fighter jets, the premier said.", "gripen fighter jets"),
        ("Spain sends Ukraine 40 Leopards", "Spain will send Ukraine 40 Leopard 2 battle tanks by March, it said.", "leopard 2 battle tanks"),
        ("Norway gives Kenya 30 ambulances", "Norway will give Kenya 30 Toyota ambulances, the minister said.", "toyota ambulances"),
        ("France to give Chad 12 howitzers", "France will give Chad 12 Caesar howitzers, the minister said.", "caesar howitzers"),
    ],
)  # fmt: skip
def test_one_claim_of_things(title: str, text: str, things: str) -> None:
    claims = told(title, text)
    assert [c.unit_of for c in claims] == [things]
    assert len(claims[0].mentions) == 1


@pytest.mark.parametrize(
    "title, text",
    [
        # the headline contradicts its text
        ("Latvia gives Ukraine 45 million euros", "Latvia will give Ukraine 54 million euros for drones, the minister said."),
        ("Norway gives Ukraine 2.4 billion dollars", "Norway will give Ukraine 2.4 billion euros, the minister said."),
        ("Canada lends Ukraine 5 billion US dollars", "Canada will lend Ukraine 5 billion Canadian dollars, it said."),
        ("Norway gives Kenya 20 million euros", "Norway will give Kenya 42 million euros, the minister said."),
        ("Norway pledges billions for Ukraine", "Norway will provide Ukraine with 240 million euros, the premier said."),
        # another giver, recipient, thing
        ("Denmark gives Ukraine 10 billion euros", "Norway will give Ukraine 10.3 billion euros, the ministry said."),
        ("Denmark gives Ukraine 10 billion euros", "Denmark will give Moldova 10.3 billion euros, the ministry said."),
        ("Denmark gives Ukraine 16 tanks", "Denmark will give Ukraine 16 tank transporters, the ministry said."),
        ("Sweden gives Ukraine 16 Gripens", "Sweden will give Ukraine 16 Archer howitzers, the ministry said."),
        # the text's is the rounder one
        ("Denmark gives Ukraine 10.3 billion euros", "Denmark will give Ukraine 10 billion euros in grants, it said."),
        # a yearly rate is no total
        ("Denmark gives Ukraine 2 billion euros a month", "Denmark will give Ukraine 2.1 billion euros a year, it said."),
    ],
)  # fmt: skip
def test_two_claims(title: str, text: str) -> None:
    assert len(told(title, text)) == 2


def test_two_amounts_of_the_text_do_not_share_a_headline() -> None:
    title = "Denmark gives Ukraine 10 billion kroner"
    claims = told(
        title, "Denmark will give Ukraine 10.3 billion kroner. Last year Denmark gave Ukraine 9.6 billion kroner."
    )
    assert [c.low for c in claims if c.mentions] == [10.3e9]


@pytest.mark.parametrize(
    "text, count",
    [
        ("Sweden will give Ukraine 16 Gripen fighter jets.", 16),
        ("London will give Ukraine 14 Challenger 2 main battle tanks.", 14),
        ("Denmark gave Ukraine 19 F-16s.", 19),
        ("Norway will lend Kenya 12 Volvos for its hospitals.", 12),
        ("Germany delivered Moldova 30 Toyota pick-up trucks.", 30),
    ],
)
def test_a_make_behind_the_country_that_gets_it(text: str, count: int) -> None:
    assert [c.low for c in extract(Document("d", text, published="2026-11-22"))] == [count]


@pytest.mark.parametrize(
    "text",
    ["They beat Germany 2 Wales 1 in Cardiff.", "It ended Ukraine 2 Russia 1 after extra time, reports said."],
)
def test_scores_are_no_counts(text: str) -> None:
    assert extract(Document("d", text, published="2026-11-22")) == []


def test_a_rounder_amount_far_below_is_another() -> None:
    filler = "The talks went on for hours, officials said. Nobody left the hall. It rained. Buses waited outside. The press stood by. "
    assert (
        len(told("Norway to give Kenya 2 billion euros", f"{filler}Norway will give Kenya 2.4 billion euros in 2027."))
        == 2
    )
    assert (
        len(told("Norway to give Kenya 2 billion euros", f"Norway will give Kenya 2.4 billion euros in 2027. {filler}"))
        == 1
    )
