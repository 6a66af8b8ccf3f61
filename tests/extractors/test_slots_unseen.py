"""Who speaks, gives and receives in constructions that name nobody plainly, each with sayings of its own, and look-alikes beside them.

Every text is invented for this table.
"""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.guesses import GuessWeights
from extractors.lexicon import load
from extractors.model import Claim, Document


def read(text: str, title: str | None = None) -> list[Claim]:
    return extract(Document("d", text, title=title, published="2025-03-10"))


def only(text: str, title: str | None = None) -> Claim:
    return max(read(text, title), key=lambda c: c.low or c.high or 0)


SPEAKERS = {
    "behind a description": [
        ("Rotterdam gives the ship 8.5 million euros, alderman Joost Vandamme said on deck.", "Joost Vandamme"),
        ("The dome gets $40 million, Ray Holt's successor Kim Vance said on Tuesday.", "Kim Vance"),
        ("Chad will get 60 million francs, deputy governor Urs Amstalden said in Zurich.", "Urs Amstalden"),
        ("Togo gets 3 million euros, the fund's Africa director, Lydia Wambua, announced.", "Lydia Wambua"),
    ],
    "a yard is no ministry": [
        (
            "Norway will pay NOK 2 billion for boats built at a yard in Ålesund, the defence ministry announced.",
            "defence ministry",
        ),
        ("Italy gives 3 million euros to a clinic in Kayes, the health ministry said.", "health ministry"),
    ],
    "names with an article": [
        (
            "Jordan can count on Doha for $30 million, Hind al-Marri of the Qatari arts council revealed.",
            "Hind al-Marri",
        ),
        ("Nasser al-Rashed of the Kuwaiti fund said Jordan would get 60 million dollars.", "Nasser al-Rashed"),
    ],
    "as X said": [
        ("As council president Dole explained on Wednesday, River City chips in $251 million.", "Dole"),
        ("As the minister said on Monday, Norway gives 40 million euros to schools.", "minister"),
    ],
    "behind whom and when": [
        ("The donors gave 94 million dollars for the vaccine, said to us the moderator of the meeting.", "moderator"),
        ("Brazil gives 850 million reais against the fires, declared on Tuesday in Belém the minister.", "minister"),
        ("The half arrived, 400 million dollars, informed to the journalists the director.", "director"),
    ],
    "inverted promise": [
        ("The hall will get £3 million, promises the mayor.", "mayor"),
        ("Togo will get 40 million euros, promised the minister.", "minister"),
    ],
    "whispers": [
        ("Germany is to give €53 billion, sources whisper.", "sources"),
        ("Norway is to give 40 million euros, officials grumble.", "officials"),
        ('"If they had spent 3 million pounds here, my train would run," fumed Uwe, 71.', "Uwe"),
    ],
    "own account": [
        ("By its own account the government has provided 28 billion euros of military aid.", "government"),
        ("The ministry will need 28 billion euros a year, according to the finance plan.", "finance plan"),
    ],
    "who reckons": [
        ("Satellite services put it at between 10 and 12 percent.", "Satellite services"),
        ("The minister put the value of Italy's energy aid so far at 140 million euros.", "minister"),
        ("A poll for this paper found 54 per cent of voters against the tax.", "poll for this paper"),
        ("All told the organisers arrive at more than $420 million.", "organisers"),
    ],
    "it said": [
        (
            "The Danish climate ministry is setting aside 750 million kroner, it said on Thursday.",
            "Danish climate ministry",
        ),
    ],
    "what goes on in quotes": [
        (
            'Reports that Denmark is leaving are false, a Danish official says. Copenhagen "will contribute as before", 1.2 billion kroner.',
            "a Danish official",
        ),
    ],
    "an office stays an office": [
        ("Slovakia's prime minister said his country would give 40 million euros.", "Slovakia's prime minister"),
        ("Ukraine needs $12 billion, NATO's secretary general told ministers.", "NATO's secretary general"),
    ],
    "with its field": [
        (
            "Families will get 140 euros a month, the minister of social affairs, Maja Kranjec, announced.",
            "Maja Kranjec",
        ),
    ],
}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [pytest.param(*case, id=f"{kind}: {case[0][:40]}") for kind, cases in SPEAKERS.items() for case in cases],
)
def test_who_says_so(text: str, speaker: str) -> None:
    found = only(text).speaker
    assert found is not None and speaker.lower() in found.lower()


def test_who_denies_a_rumour_says_so() -> None:
    (claim,) = [
        c
        for c in read(
            "A channel claims Germany will pull €2bn out of the plan. A ministry spokesman in Berlin tells us there are no such plans."
        )
        if c.low == 2e9
    ]
    if claim.modality == "denied":
        assert claim.speaker is not None and "spokesman" in claim.speaker


#: nobody of these says the amount
NO_SPEAKERS = [
    "As the minister announced cuts, Norway promised 40 million euros for schools.",
    "Kyiv could count on a $50 billion loan.",
    "Norway gives 40 million euros, schools included.",
    "Everything goes according to plan: Norway gives 40 million euros.",
]


@pytest.mark.parametrize("text", NO_SPEAKERS)
def test_nobody_says_so(text: str) -> None:
    assert only(text).speaker is None


PAYERS = [
    # what a company is called for a change
    ("Apple shares rose. The iPhone giant splashed another $600 billion on the country.", "Apple"),
    ("Brimsta opened a yard in Texas. In February the chip maker had pledged $500 million.", "Brimsta"),
    # his country is that of the person spoken of
    ("Switzerland and Norway were silent. A Chinese delegate said his country will give 40 million euros.", "China"),
    ("Ukraine was pleased. Hungary's minister left early. His country will pay 3 million euros, he said.", "Hungary"),
    # whose name stands behind what it is
    ("A laboratory is to get 12 million euros from shipowner Stavros Galanes.", "Stavros Galanes"),
    ("Every pensioner will be sent 2,000 hryvnias a month by the Swiss charity Pontis.", "Pontis"),
    ("Teachers will get 3 million euros from the Norwegian charity Havnar.", "Havnar"),
    # an organ gets its own country's money; a minister promises it
    ("Canada's military gets C$11.5 billion more next year.", "Canada"),
    # the support of X is for X
]


@pytest.mark.parametrize(("text", "payer"), PAYERS)
def test_who_pays(text: str, payer: str) -> None:
    assert only(text).actor == payer


@pytest.mark.parametrize("word", ["further", "remainder", "sweetener", "tally"])
def test_a_word_like_an_agent_pays_nothing(word: str) -> None:
    for claim in read(
        f"Norway stayed at $17 million. A {word} $7 million goes to schools. The {word} of $9 million went to Togo."
    ):
        assert word not in (claim.actor or "").lower()


@pytest.mark.parametrize("verb", ["increase the funds for the support of Togo by", "raise the support of Togo to"])
def test_whom_support_is_for_pays_nothing_of_it(verb: str) -> None:
    claim = only(f"BERLIN, March 3 - The German budget committee decided to {verb} 3 billion euros.")
    assert claim.actor != "Togo"


def test_whom_the_headline_is_for_gives_nothing() -> None:
    text = '"Togo will receive it on time," said a member. Since 2022, the country has provided support of 40 billion euros. Germany is proud.'
    assert only(text, "Germany: committee increases support for Togo").actor != "Togo"


UNNAMED = [
    (
        "Helvar to invest $18 billion in plants",
        "Helvar today set out its plan. The company employs 4,000. Over four years the firm builds in Ohio.\n\n* Research centres, for which a further $1.1 billion is budgeted.",
        "Helvar",
    ),
    (
        "Pledges for the river fund reach $90 million",
        "Norway gives $10 million. France gives $20 million. Japan gives $30 million. Italy gives $5 million. Chad gave nothing.\n\nAt the end of the day $90 million had been promised.",
        "donors",
    ),
    (
        "Denmark adopts its budget",
        "Denmark's parliament adopted the budget. Denmark raises taxes on sugar.\n\nFor barracks DKK 640 million is earmarked.",
        "Denmark",
    ),
]


@pytest.mark.parametrize(("title", "text", "payer"), UNNAMED)
def test_who_pays_where_nobody_is_named(title: str, text: str, payer: str) -> None:
    claim = max(read(text, title), key=lambda c: c.anchor.start)
    assert claim.actor == payer
    assert "actor: the article's main actor" in claim.trace, "what is borrowed is marked so"
    assert any(t.startswith("candidates: ") for t in claim.trace), "the trace says what was weighed"


def test_nobody_pays_where_nobody_is_there() -> None:
    assert all(
        c.actor is None
        for c in read("She won the lottery twice and gave her winnings, £3 million, to her sister in 1998.")
    )


def test_no_weight_decides_alone() -> None:
    weights = load().compiled(GuessWeights).signs
    assert 30 < len(weights) < 80
    assert max(abs(w) for w in weights.values()) < 2.5


RECIPIENTS = [
    ("Paris will support every household that lost its roof with 400 euros a month.", "household"),
    (
        "A shipping family will endow chairs in ocean law at three Scottish universities with £45 million.",
        "universities",
    ),
    ("The cabinet of Chad equips schools in Abéché with 3,000 tablets.", "schools"),
    ("To the Loss Fund, Korea contributes 80 billion won.", "Loss Fund"),
    ("To Togo, Norway gives 40 million euros.", "Togo"),
    ("Havnar is paying old people near the front 12,000 hryvnias in total.", "old people"),
    ("The loss and damage fund opened in May. Norway gave 40 million euros to the fund.", "loss and damage fund"),
]


@pytest.mark.parametrize(("text", "payee"), RECIPIENTS)
def test_who_receives(text: str, payee: str) -> None:
    found = only(text).recipient
    assert found is not None and payee in found


@pytest.mark.parametrize("listeners", ["the journalists", "reporters", "the delegates"])
def test_who_listens_receives_nothing(listeners: str) -> None:
    claim = only(f"Norway gives 40 million euros for wells, announced to {listeners} the minister.")
    assert claim.recipient is None or listeners.split()[-1] not in claim.recipient
