"""Whom groups, lists, boards and offices beside a name stand for. Every text is invented for these tables."""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.model import Claim, Document


def read(text: str, title: str | None = None) -> list[Claim]:
    found = [c for c in extract(Document("d", text, title=title, published="2025-03-10")) if c.low is not None]
    return sorted(found, key=lambda c: c.anchor.start)


GIVERS = {
    "how many together": [
        ("A group of NATO allies agreed to give 400 million euros to Ukraine.", ["NATO allies"]),
        ("A handful of rich countries promised 5 million dollars to Malawi.", ["rich countries"]),
        ("A number of EU governments have promised 90 million euros to Mali.", ["EU member states"]),
    ],
    "a row of sources": [
        (
            "Malawi will receive the following:\n- from Austria - EUR 4 million;\n- from the Netherlands - EUR 18 million;"
            "\n- from Canada: CAD 15 million.",
            ["Austria", "Netherlands", "Canada"],
        ),
    ],
    "with a gift, behind by": [
        (
            "The dam is financed by the World Bank, which lends 60 million dollars, and by Gavi with a grant of 25 million dollars.",
            ["World Bank", "Gavi"],
        ),
    ],
    "two names, the first with its town": [
        ("Verdano Mining of Potosi and the Chilean utility Kelsora will spend 4 billion dollars on a plant.", ["Verdano Mining, Kelsora"]),
        ("Verdano and Kelsora will put 4 billion dollars into the mine at Uyuni.", ["Verdano, Kelsora"]),
    ],
    "a body of two parts of a country": [
        ("The England and Wales Netball Board will give 4 million pounds to clubs in Kenya.", ["England and Wales Netball Board"]),
    ],
    "what a state is like": [
        ("Neighbouring Togo sends 3 million francs to Mali.", ["Togo"]),
        ("Tiny Luxembourg will give 3 million euros to Mali.", ["Luxembourg"]),
    ],
    "a title in small letters": [
        ("State secretary Lena Hofer of Austria promised 12 million euros to Mali.", ["Austria"]),
    ],
    "in whose name": [
        ("For the World Food Programme, deputy director Ana Ruiz offered 7 million dollars to Chad.", ["World Food Programme"]),
        ("On behalf of Ireland, development director Sean Byrne promised 7 million euros to Chad.", ["Ireland"]),
    ],
    "the house of whoever speaks": [
        ("According to Marta Silva, director for energy at Bancoral, her institution is ready to lend 2 million euros to Malawi.", ["Bancoral"]),
        ("Ana Ruiz of Aquadom met farmers in Chad. Her company will give 3 million dollars for wells.", ["Aquadom"]),
    ],
    "a topic in front": [
        ("Spain pays 3 million euros to Mali. As for Kenya, it has promised 2 million dollars.", ["Spain", "Kenya"]),
    ],
    "a government of somebody": [
        ("The administration of US President Donald Trump has approved 500 million dollars for Ukraine.", ["United States"]),
    ],
    "who owes": [
        ("Nurses in Malawi will receive 4 million dollars of what Lilongwe owes them.", ["Malawi"]),
        ("Teachers are to get 9 million shillings owed by Kenya.", ["Kenya"]),
    ],
    "a line over a list": [
        ("Kenya will send the following to Malawi:\n- 40 trucks;\n- 3 million dollars in cash.", ["Kenya", "Kenya"]),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("text", "actors"), [r for rows in GIVERS.values() for r in rows], ids=lambda v: str(v)[:50])
def test_who_gives(text: str, actors: list[str]) -> None:
    assert [c.actor for c in read(text)] == actors


HOUSES = [
    ("World Bank approves grant for Chad", "The World Bank approved 90 million dollars for Chad. The Board also approved 40 million dollars for Niger."),
    ("Aquadom raises its dividend", "Aquadom grew. Aquadom's sales rose. The Group will invest 90 million euros. The Executive Board will give 40 million euros to staff."),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text"), HOUSES, ids=["board", "group"])
def test_a_board_is_that_of_its_house(title: str, text: str) -> None:
    assert {c.actor for c in read(text, title)} == {title.split(" a")[0].split(" r")[0]}


NOBODY = {
    "places of what is built give nothing": (
        "The World Bank gives 95 million dollars for wells:\n- wells in the provinces of Sila, Wadai and Guera ($95 million).",
        "Sila",
    ),
    "who agrees to a gift does not give it": (
        "If Congress raises no objection, officials in Oslo say, there will be 40 million dollars for food.", "Officials",
    ),
    "a common noun that opens": ("Police and Interpol have found 4 million euros for victims in Mali.", "Police"),
    "a list of members is no pack": ("A group of Kenya's pupils will get 3 million dollars from Spain.", "Kenya"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "nobody"), NOBODY.values(), ids=NOBODY)
def test_who_gives_nothing(text: str, nobody: str) -> None:
    assert nobody not in [c.actor for c in read(text)]


PAYEES = [
    ("Oman will provide 9 million rials for a clinic in Zanzibar's old town.", "Zanzibar"),
    (
        "Malta will finance a desalination plant on Brava, the smallest island of the group, with 11 million euros.",
        "Brava",
    ),
    ("The Treasury agreed to release 7 million shillings in arrears owed to lecturers.", "lecturers"),
    ("Canada will cancel 75 million dollars of debt owed by Ghana.", "Ghana"),
    ("Kelsora will pay the colony of Tamba 3 million francs a year.", "colony of Tamba"),
    ("Spain approved a grant of 22 million euros to help Chad provide schools to refugees.", "Chad"),
    ("Gavi approved 22 million dollars for the modernisation of Niger's power grid.", "Niger"),
    ("The lottery is to distribute 25 million pounds among the counties and village clubs.", "counties"),
    ("Norway will spend 8 million crowns on air defence for Ukraine next year.", "Ukraine"),
]


@pytest.mark.parametrize(("text", "payee"), PAYEES, ids=lambda v: v[:40])
def test_who_receives(text: str, payee: str) -> None:
    assert payee in (read(text)[0].recipient or "")


NO_PAYEES = [
    ("Mali will not take part in the 3 million dollar fund, its ambassador to NATO said.", "NATO"),
    ("The Baltic states split 50 million euros among themselves.", "themselves"),
    ("Chad will contribute CFAF 6 billion to the project in Mali.", "CFAF"),
    ("Toyoma will invest 5 billion yen in a plant in Kentucky.", "Kentucky"),
]


@pytest.mark.parametrize(("text", "nobody"), NO_PAYEES, ids=lambda v: v[:40])
def test_who_receives_nothing(text: str, nobody: str) -> None:
    assert nobody not in [c.recipient for c in read(text)]


SPEAKERS = [
    ("Russia launched 700 drones, according to the Ukrainian air force.", "Ukrainian air force"),
    ("Some 40 boats were turned back, the Greek coast guard said.", "Greek coast guard"),
]


@pytest.mark.parametrize(("text", "speaker"), SPEAKERS, ids=lambda v: v[:40])
def test_who_says_so(text: str, speaker: str) -> None:
    assert read(text)[0].speaker == speaker


TOLD = [
    ("As noted by Deputy Minister Olena Marchuk, the need comes to 1,000 drones a month.", "Olena Marchuk"),
    ("The civil defence office counts 64 dead.", "civil defence office"),
    ("Last month alone the police in Busia recorded 31 such calls.", "police"),
    ("The basin lost 590,000 hectares, if the satellite people at Leiden are right.", "satellite people at Leiden"),
    ("That is the price of 1,200 hip operations, if you believe the surgeons.", "surgeons"),
    ("Health Minister Ana Ruiz was in Busia on Friday to announce that Spain will give 6 million euros.", "Ana Ruiz"),
    ("Spain is going to give 4 million euros, as its ambassador to Chad, Amal Reyes, disclosed on Monday.", "Amal Reyes"),
    ("The final tally comes from the United Nations coordinator, Amara Fall: 812 million dollars in pledges.", "Amara Fall"),
    ("Ghana's planning minister, Kofi Boateng, met donors. Another 5 million dollars will follow, he promises.", "Kofi Boateng"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "speaker"), TOLD, ids=lambda v: v[:40])
def test_who_tells(text: str, speaker: str) -> None:
    assert read(text)[0].speaker == speaker


UNTOLD = [
    "Stack capacity is put at 900 MW.",
    "From July makers of hydrogen can claim 2 dollars for each kilogram.",
    "If he is right, the fund has lost 40 million euros.",
    "Kenya recorded 31 such calls.",
]


@pytest.mark.parametrize("text", UNTOLD)
def test_nobody_tells(text: str) -> None:
    assert [c.speaker for c in read(text)] == [None]


INTERVIEW = (
    "Amara Fall runs the camp. We met on Monday.\n\nQ: Spain promised you 8 million euros. Has it come?\n\nA: Yes.\n\n"
    "Q: And Japan?\n\nA: Japan has sent 900 million yen.\n\nQ: Who else?\n\nA: Nobody."
)


def test_who_answers_is_named_and_who_asks_tells_nothing() -> None:
    found = read(INTERVIEW, "A pledge is no soup: Amara Fall on an empty pot")
    assert [c.speaker for c in found] == [None, "Amara Fall"]


OWN = [
    ("Kelsora Foods opened a plant. Its profit rose by 8 percent.", ["Kelsora Foods"]),
    ("The Union of Rowers met in Lima. Its reserves stood at 310 million francs.", ["Union of Rowers"]),
    ("Mali has few doctors. Their number fell by 40 last year; its hospitals have 900 beds.", ["number", "Mali"]),
]


@pytest.mark.parametrize(("text", "actors"), OWN, ids=lambda v: str(v)[:40])
def test_whose_own_a_figure_is(text: str, actors: list[str]) -> None:
    assert [c.actor for c in read(text)][-1] == actors[-1]


MORE = [
    ("The space agency approved a budget, with Germany contributing 5 billion euros and France 3 billion.", ["Germany", "France"]),
    ("Korvan Steel said on Monday it would cut its planned investment in Lodz to 480 million euros.", ["Korvan Steel"]),
    ("A regulator wants more masts. A rival, Kobola, has promised 600 masts.", ["Kobola"]),
    ("The diocese of Lund has set aside 45 million kronor for schools in Mali.", ["diocese of Lund"]),
    ("The Port of Arvento will invest 40 million euros in a quay.", ["Port of Arvento"]),
    ("Korvan Steel is still committed to 350 jobs in Lodz.", ["Korvan Steel"]),
    ("China's Exim Bank lends Kenya 3 billion dollars for a line to Moyale, and Turkey has guaranteed another 400 million dollars.",
     ["Exim Bank", "Turkey"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "actors"), MORE, ids=lambda v: str(v)[:40])
def test_who_gives_by_other_means(text: str, actors: list[str]) -> None:
    assert [c.actor for c in read(text)] == actors


TIMES = [
    ("Japan gave 5 million yen to Mali in August, and the new money brings its contribution to 9 million yen.", None),
    ("He said the first 10 million euros for Mali would be paid before Christmas.", "2025-12-25"),
    ("Half of it, 12 million euros for Mali, went to Bamako before Christmas.", "2024-12-25"),
]


@pytest.mark.parametrize(("text", "deadline"), TIMES, ids=lambda v: str(v)[:40])
def test_a_clause_has_its_own_time(text: str, deadline: str | None) -> None:
    last = read(text)[-1]
    assert (last.time.deadline, last.time.start) == (deadline, None)


JOINT = [
    ("Gorgo and the French operator Oranda will lay a cable for which the two are to pay 410 million dollars.", ["Gorgo, Oranda"]),
    ("Kenya and Uganda met on Monday. The two countries have promised 40 trucks to Chad.", ["Kenya, Uganda"]),
    ("Norway and Sweden met donors. They will give 40 million euros to Mali.", ["Norway, Sweden"]),
    ("A consortium of Norway's Statnord and the Turkish builder Limrak would invest 870 million dollars in a dam.", ["Statnord, Limrak"]),
    ("Spain will give Mali 60 million euros and Italy another 210 million, of which 40 million this year.", ["Spain", "Italy", "Italy"]),
    ("Germany's Annika Sorg offered 90 million euros, her Dutch colleague 45 million.", ["Germany", "Netherlands"]),
    ("Sorg Bio will invest 60 million euros in Chad; 25 million of that is a loan from the World Bank.", ["Sorg Bio", "World Bank"]),
    ("The agency welcomes the decision by the Government of Canada to contribute 15 million dollars.", ["Canada"]),
    ("Fjordlin AS will order four electric ferries for 2 billion kroner.", ["Fjordlin AS", "Fjordlin AS"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "actors"), JOINT, ids=lambda v: str(v)[:40])
def test_who_gives_together(text: str, actors: list[str]) -> None:
    assert [c.actor for c in read(text)] == actors


def test_names_in_a_row_receive_each_their_own() -> None:
    text = "India doubled its grants. Bhutan gets 120 million rupees, Nepal 80 million and the Maldives 40 million."
    assert [c.recipient for c in read(text)][-3:] == ["Bhutan", "Nepal", "Maldives"]


def test_who_promises_to_a_state_is_not_of_that_state() -> None:
    found = read("Last week the minister promised Jordan another 40 million pounds. The Germans gave 25 million euros.")
    assert found[0].actor != "Jordan" and found[0].recipient == "Jordan"
