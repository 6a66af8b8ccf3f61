"""Who gives and who says so where no verb with its subject tells it. Every text is invented for these tables."""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.model import Claim, Document


def read(text: str, title: str | None = None) -> list[Claim]:
    found = [c for c in extract(Document("d", text, title=title, published="2025-03-10")) if c.low is not None]
    return sorted(found, key=lambda c: c.anchor.start)


GIVERS = {
    "a row that says its verb once": [
        (
            "Canada followed with 45 million Canadian dollars, Austria with 12 million euros and Ghana with 3 million cedis.",
            ["Canada", "Austria", "Ghana"],
        ),
        (
            "Sweden gave 300 million kronor, Denmark 200 million kroner, and Finland, which joined late, 15 million euros.",
            ["Sweden", "Denmark", "Finland"],
        ),
        ("Ghana and Togo promised 6 million cedis and 15 million francs respectively.", ["Ghana", "Togo"]),
        ("From private purses came 3 million euros from the Brandt Foundation and 2 million from the drug maker Novatis.",
         ["Brandt Foundation", "Novatis"]),
    ],
    "the nation in a gift's adjective": [
        ("The European Commission has cleared €300 million in Spanish aid for a battery plant in Vigo.", ["Spain"]),
        ("The Commission approved Polish support of 800 million zlotys for a steel mill.", ["Poland"]),
        ("Malawi signed for a Japanese credit of 4 billion yen.", ["Japan"]),
        ("The first tranche of the Swiss grant, 5 million francs, arrived on Friday.", ["Switzerland"]),
    ],
    "a promise as a noun": [
        ("The minister welcomed the commitment made by Ireland on Friday to provide 30 million euros.", ["Ireland"]),
        ("The contribution of the Kingdom of Norway to the fund will amount to 60 million kroner.", ["Norway"]),
        ("Mali is to get 40 million euros out of the Sahel Fund.", ["Sahel Fund"]),
        ("The sum of all pledges stands at 2 billion dollars. Norway is the host.", ["donors"]),
        ("Money promised by the Chilean government, some 5 million dollars, is late.", ["Chile"]),
    ],
    "whoever made the plan": [
        ("Kenya and Uganda on Monday launched a plan that will put 40 million dollars into clinics.", ["Kenya, Uganda"]),
    ],
    "what belongs to somebody": [
        ("South Africa has paid in full. Its 500 million rand came in on Friday for the clinics.", ["South Africa"]),
        ("Busan's mayor was asked about the city's 4 billion won for the fund.", ["Busan"]),
    ],
    "the short name of a body": [
        ("The International Chess Union met in Baku. The ICU will endow the fund with 60 million francs.",
         ["International Chess Union"]),
        ("The Global Seed Alliance met in Rome. The Alliance pledged 60 million dollars for Niger.", ["Global Seed Alliance"]),
    ],
    "what a state acts through": [
        ("MPs in Berlin have voted another 3 billion euros for Ukraine.", ["Germany"]),
        ("The Senate in Warsaw approved 300 million zlotys for Ukraine.", ["Poland"]),
        ("Korea's Ministry of Culture, Sports and Tourism will add 20 billion won.", ["South Korea"]),
    ],
    "who is asked": [
        ("Ministers have been asked for £75 million towards the village.", ["Ministers"]),
        ("Norway was urged by Chile to give 5 million dollars.", ["Norway"]),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("text", "actors"), [r for rows in GIVERS.values() for r in rows], ids=lambda v: str(v)[:50])
def test_who_gives(text: str, actors: list[str]) -> None:
    assert [c.actor for c in read(text)] == actors


BODIES = [
    ("Arun Mehta, who runs Sundar Iron, promised 35 million rupees for flood victims.", "Sundar Iron", "Arun Mehta"),
    ("Lena Vogt, head of the Brandt Foundation, has offered 3 million euros for the clinics.", "Brandt Foundation", "Lena Vogt"),
    ("Reto Frei, who directs Switzerland's environment office, offered 12 million francs.", "environment office", "Reto Frei"),
    ("Ventosa makes turbines. The company's chief executive, Rui Costa, has promised 300 jobs.", "Ventosa", "Rui Costa"),
    ("Ghana's finance minister, Ama Boateng, met donors. She promised 40 million cedis for clinics.", "Ghana", "Ama Boateng"),
    ("Malawi is helped by India, whose envoy in Lilongwe, Prakash Iyer, promised 45 fire engines.", "India", "Prakash Iyer"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "body", "person"), BODIES)
def test_for_whom_a_person_acts(text: str, body: str, person: str) -> None:
    claim = read(text)[0]
    assert (claim.actor, claim.speaker) == (body, person)


SPEAKERS = [
    ("Latvia will give 3 million euros to Moldova, has announced its defence minister.", "defence minister"),
    ("Latvia will give 3 million euros, the agency reports, citing the finance ministry.", "finance ministry"),
    ("Tokyo extends to Mongolia a credit of 100 million dollars, announced on Friday by the finance ministry.", "finance ministry"),
    ("Kestrel will invest 600 million zlotys, the company's head for Poland, Beata Kruk, told the city council.", "Beata Kruk"),
    ("According to the president of the Bank, Mr. Adewale, Ghana will give 5 million dollars.", "Adewale"),
    ("The secretary for the environment Joana Prado declared that Brazil will spend 850 million reals on fires.", "Joana Prado"),
    ("The Dutch Lottery will give the museum 4.8 million euros. Director Saskia Blom broke the news on Sunday.", "Saskia Blom"),
    ("Romania shoulders 60 million euros of the bridge. Ilie Stan, deputy minister of transport, gave his word.", "Ilie Stan"),
    ("The trust means to hire 60 rangers. Chair Dot Pemberton told the annual meeting so yesterday.", "Dot Pemberton"),
    ("KfW signed for 650 million euros, with Jutta Ahrens, its director, speaking of a new chapter.", "Jutta Ahrens"),
    ("Canberra will transfer 24 million dollars to the centre, to go by what the sports minister said.", "sports minister"),
    ("Dortmund pays 22 million euros for the roof, we learn from the state sports minister's appearance.", "state sports minister"),
    ("Ghana will give 5 million dollars, if we take the word of its vice president, Ama Boateng.", "Ama Boateng"),
    ("The high commissioner spoke on Tuesday of a line of credit of 26 billion rupees from India.", "high commissioner"),
    ("A board member whispers that Qatar will throw in 50 million dollars.", "board member"),
    ("Through their solicitor Grace Tan, the Velmar family promised 45 million pounds for chairs.", "Grace Tan"),
    ("Ghana will give 5 million dollars - sources.", "sources"),
    ("Ghana will give 5 million dollars: finance minister", "finance minister"),
    ("A claim that Togo would give 5 million dollars was denied by its embassy.", "embassy"),
    ("The aid agency said that, according to Chile's president, Peru would give 5 million dollars.", "Chile's president"),
    ("Canals will be dug at a cost of 5 million ringgit, the deputy minister, Nor Azlina Idris, announced.", "Nor Azlina Idris"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "speaker"), SPEAKERS)
def test_who_says_so(text: str, speaker: str) -> None:
    said = read(text)[0].speaker or ""
    assert (
        said.removeprefix("an ").removeprefix("A ").removeprefix("a ").removeprefix("the ").removeprefix("its ")
        == speaker
    )


NOBODY_SAYS = [
    "An earlier version of this article said that the United Kingdom had pledged £60 million to the fund.",
    "Norway will give 5 million dollars. Readers ask whether that is enough.",
    "Norway's share was raised to 5 million dollars, citing weak demand for oil.",
    "The 5 million dollars announced in May by Canada have arrived in Haiti.",
    "Norway: $5 million",
    "The bridge will cost Norway 5 million dollars: steel, paint and bolts.",
    "Through a loan of 5 million dollars, Norway will help Chad.",
]


@pytest.mark.parametrize("text", NOBODY_SAYS)
def test_nobody_says_so(text: str) -> None:
    assert read(text)[0].speaker is None


NOT_WHO = [
    # whose adjective a gift for somebody bears
    ("EU approves aid for Ukraine", "Brussels approved 5 billion euros in Ukrainian aid.", "Ukraine"),
    (None, "The clinic got 30 beds. The Danish loan was repaid. Norway gave 5 million kroner.", "Denmark"),
    (None, "Some 200 drones from Tartu would go to Ukraine, Estonia's foreign minister confirmed.", "Tartu"),
    (None, "Almost 2,000 laptops are going to students from Gaza, a present of the university.", "Gaza"),
    (None, "Colonel Vaitkus said that Ukraine would now be getting 95 mortars from Lithuania.", "Ukraine"),
    (None, "Opposition councillors had wanted more. The city puts in 140 million pounds for the arena.", "Opposition"),
]


@pytest.mark.parametrize(("title", "text", "wrong"), NOT_WHO)
def test_who_does_not_give(title: str | None, text: str, wrong: str) -> None:
    assert wrong not in [c.actor for c in read(text, title)]
