"""Pledge or figure by construction: what the noun, the list head, the comparison or the clause says, whatever the verb is.

Each construction stands with several sayings; `LOOKALIKES` are sentences built alike in which nobody gives.
"""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.model import Claim, Document

#: construction -> (text, amount, modalities that are right)
SAYINGS: dict[str, list[tuple[str, float, str]]] = {
    "the noun's size": [
        ("The central bank's new credit line for mills amounts to 19 billion rupees.", 19e9, "pledged"),
        ("Finland's contribution to the fund comes to €12 million.", 12e6, "pledged"),
        ("The size of the grant is $4 million, the foundation said.", 4e6, "pledged"),
        ("Oslo's donation totals 210 million kroner.", 210e6, "pledged"),
        ("The Estonian pledge stands at 5 million euros.", 5e6, "pledged"),
    ],
    "money set aside that grows or shrinks": [
        ("The appropriation for Ukraine rises to 11.5 billion euros.", 11.5e9, "planned"),
        ("Sweden's aid budget will shrink to 53 billion kronor.", 53e9, "planned"),
        ("The defence budget is to climb to $40 billion.", 40e9, "planned"),
        ("Their allocation for schools falls to £90 million next year.", 90e6, "planned"),
    ],
    "stays at its sum": [
        ("Donors met in Bonn to pledge aid. The United States stayed at $17.5 million.", 17.5e6, "reaffirmed"),
        ("Donors pledged more aid. Japan remains at $30 million.", 30e6, "reaffirmed"),
        ('At the pledging session the commissioner said: "We stand at €125 million."', 125e6, "reaffirmed"),
    ],
    "on the table": [
        ("Singapore laid $20 million on the table.", 20e6, "pledged"),
        ("Qatar has put $75 million on the table for Yemen.", 75e6, "pledged"),
        ("Brussels could put €3 billion on the table, a diplomat said.", 3e9, "planned"),
    ],
    "no to an offer": [
        ("Nauru: no to China's $100 million port loan.", 100e6, "refused"),
        ("The island said a firm no to $30 million from Beijing.", 30e6, "refused"),
    ],
    "an item under its introduction": [
        (
            "The Dutch package includes:\n- 25 armoured trucks;\n- 400 goggles;\n- €11 million for drones.",
            400,
            "pledged",
        ),
        ("Germany will send the following:\n• 12 tanks\n• 300,000 rounds", 300_000, "pledged"),
        ("The additional funds are intended for\n• 18 howitzers ordered from industry,\n• drones.", 18, "planned"),
        ("The consignment contains: - 40 tonnes of rice; - 900 tents.", 900, "pledged"),
    ],
    "held against another sum": [
        (
            "Donors promised a total of $792 million, up from about $420 million on the first day.",
            420e6,
            "reaffirmed|pledged",
        ),
        ("Poland will pay 400 million zlotys instead of 800 million zlotys.", 800e6, "reaffirmed|planned|pledged"),
    ],
    "the same sum again": [
        ("Ireland will give €90 million to Lebanon. Critics of the €90 million say it is late.", 90e6, "pledged"),
    ],
    "made to give": [
        ("A court ordered the miner to pay $95 million to the villages.", 95e6, "demanded"),
        ("The ministry was told to find £3 million for the shelters.", 3e6, "demanded"),
        ("Allies pressed Madrid to provide €300 million.", 300e6, "demanded"),
    ],
    "things asked for": [
        ("Chisinau had asked for 100 buses.", 100, "demanded"),
        ("Ukraine requested 12 jets from the Dutch.", 12, "demanded"),
        ("The mayor called for 400 tents.", 400, "demanded"),
    ],
    "a promise kept": [
        ("India has completed all 400 clinics it had promised to Malawi.", 400, "delivered"),
        ("Denmark has delivered the 19 jets it pledged.", 19, "delivered"),
    ],
    "an outlay put at a sum": [
        ("The draft puts military help for Ukraine at 4 billion euros.", 4e9, "planned"),
        ("The minister put the contribution at 30 million euros.", 30e6, "planned"),
        ("The budget bill puts support for Moldova at €90 million.", 90e6, "planned"),
    ],
    "things shared, given, taken in": [
        ("Brazil will share at least 5 million doses of its vaccine with neighbours.", 5e6, "pledged"),
        ("The Czechs give Ukraine 14,000 rockets a year.", 14_000, "pledged"),
        ("The neighbours of Brazil receive this year 5.4 million doses.", 5.4e6, "pledged"),
        ("Manila gets 24 drones from India.", 24, "pledged|delivered"),
        ("Ireland is ready to take in 400 patients from Gaza.", 400, "planned"),
    ],
    "money yet to follow": [
        ("Another €90 million will follow in spring.", 90e6, "planned|pledged"),
        ("A further $5 million is to follow from Qatar.", 5e6, "planned|pledged"),
    ],
    "a report that was wrong": [
        ("The paper wrongly reported that Norway gave 5 billion kroner to Moldova.", 5e9, "denied"),
        ("The agency mistakenly said Canada had donated $40 million.", 40e6, "denied"),
        ("A post falsely claimed that Poland had promised 300 tanks.", 300, "denied"),
        ("The report that Madrid would give €82 million was a misprint.", 82e6, "denied"),
        ("The claim that Oslo pledged 2 billion kroner was unfounded.", 2e9, "denied"),
    ],
    "verbs of giving, however plain": [
        ("Portugal wired Mozambique 18 million euros.", 18e6, "delivered|pledged"),
        ("Tokyo will allot 27 billion yen to the port.", 27e9, "pledged"),
        ("The Dutch are co-financing the line with €40 million.", 40e6, "pledged|planned"),
        ("MPs nodded through €3 billion for Kyiv.", 3e9, "pledged"),
        ("Rome is funnelling €60 million to Libya's coast guard.", 60e6, "pledged"),
        ("Norway will waive $40 million of Somalia's debt.", 40e6, "pledged"),
        ("Brussels dangled €1.4 billion in grants.", 1.4e9, "pledged"),
        ("The Swiss floated a loan of 500 million francs.", 500e6, "planned|pledged"),
        ("Austria rebuffed a plea for €150 million.", 150e6, "refused|demanded"),
        ("Canberra clawed back A$30 million from the fund.", 30e6, "withdrawn"),
    ],
    "fans who do give": [("Fans have stumped up £1.7 million to buy their club back.", 1.7e6, "delivered|pledged")],
}

#: built alike, and nobody gives: the amount
LOOKALIKES: list[tuple[str, float]] = [
    ("Severance pay will amount to €31 million, the company said.", 31e6),
    ("The country's deficit stands at €480 million.", 480e6),
    ("The damage amounts to $240 million.", 240e6),
    ("Estimates range from 290 to 580 billion dollars a year.", 290e9),
    ("Defence spending rose to $40 billion last year.", 40e9),
    ("The price tag has crept up. It is now €8.1 billion.", 8.1e9),
    ("This is 4 billion euros more than the government draft.", 4e9),
    ("Were Germany to give just 3 billion euros, that would be a start.", 3e9),
    ("Suppose Oslo paid 3 billion kroner for it.", 3e9),
    ("Some $14 million of food aid went missing last year.", 14e6),
    ("The €3 million stolen from the fund was never found.", 3e6),
    ("The gallery counted 17 yawns during the answer.", 17),
    ("A member was thrown out, and the gallery counted 17 yawns.", 17),
    ("The Commission reckons a full repair would run to €410 million.", 410e6),
    ("Total expenditure amounts to 524.5 billion euros.", 524.5e9),
    ("The sum would have been reduced to 20 billion euros.", 20e9),
    ("Korean maker Hanul is to sink $9.5 billion into 12 plants.", 12),
    ("Parliament had counted on the money to pay 38,000 civil servants.", 38_000),
    ("Fans paid £40 a head to see it.", 40),
    ("The EU has immobilised €210 billion of reserves.", 210e9),
    ("Shipbuilder Daehan bags a $2.2 billion order from Qatar.", 2.2e9),
    ("A jaw-dropping £2.6 billion was the turnover.", 2.6e9),
    ("Tourist arrivals are up by 40,000.", 40_000),
    ("The library lends 460 books a day.", 460),
    ("Readers were asked about 300 songs.", 300),
    ("The list of sights:\n- 25 bridges\n- 400 towers", 400),
    ("The dish contains: - 40 kg of rice; - 900 olives.", 900),
    ("The army used up 11,000 litres of fuel.", 11_000),
    ("Sales of $792 million, up from about $420 million.", 420e6),
    ("An audit of the €90 million hospital bill is out.", 90e6),
]

#: nothing is claimed
SILENT = ["visitor | 2 dogs", "There was no money in it from the start.", "No more fish from Iceland, please."]

#: what is refused or threatened without a sum: text -> (modality, words that the anchor holds)
ACTS: list[tuple[str, str, str]] = [
    ("Hungary explained its refusal to participate in NATO's mission to Ukraine.", "refused", "mission"),
    ("Slovakia's refusal to join the EU's joint loan is no surprise.", "refused", "loan"),
    ("There will be no new money from Washington.", "refused", "money"),
    ("No further aid will come from Bern.", "refused", "aid"),
    ("Washington could reconsider its commitment to Europe.", "conditional", "reconsider"),
]


def read(text: str) -> list[Claim]:
    return extract(Document("d", text, published="2026-03-10"))


@pytest.mark.parametrize(
    ("text", "value", "firm"), [row for rows in SAYINGS.values() for row in rows], ids=lambda x: str(x)[:60]
)
def test_a_pledge_by_its_construction(text: str, value: float, firm: str) -> None:
    claims = [c for c in read(text) if value in (c.low, c.high)]
    assert claims
    assert claims[0].kind == "pledge", claims[0].trace
    assert claims[0].modality in firm.split("|"), claims[0].trace


@pytest.mark.parametrize(("text", "value"), LOOKALIKES, ids=lambda x: str(x)[:60])
def test_built_alike_and_nobody_gives(text: str, value: float) -> None:
    assert [
        c.trace for c in read(text) if value in (c.low, c.high) and c.kind == "pledge" and c.modality != "hypothetical"
    ] == []


@pytest.mark.parametrize("text", SILENT)
def test_nothing_is_claimed(text: str) -> None:
    assert [c.trace for c in read(text) if c.kind == "pledge"] == []


@pytest.mark.parametrize(("text", "modality", "word"), ACTS)
def test_an_act_without_a_sum(text: str, modality: str, word: str) -> None:
    claims = [c for c in read(text) if c.kind == "pledge"]
    assert [c.modality for c in claims] == [modality]
    assert word in claims[0].anchor.exact
    assert not claims[0].anchor.exact.endswith(("'s", "’s", " the"))


def test_a_threat_is_no_stage_of_a_pledge() -> None:
    claims = read("Washington could reconsider its commitment to Europe.")
    assert [c.stage for c in claims] == [None]
