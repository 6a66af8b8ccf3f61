"""Who gives, who says so, who receives: each construction of a sentence with several names, most of them in no list of names.

Every text is invented for this table. A row is a construction; `{A}` is filled with givers, `{R}` with receivers, `{S}` with speakers.
"""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.model import Claim, Document


def read(text: str, title: str | None = None) -> list[Claim]:
    return extract(Document("d", text, title=title, published="2025-03-10"))


#: as printed -> the name it stands for
GIVERS = {
    "Norway": "Norway",
    "Brimsta Foods": "Brimsta Foods",
    "the Velmar Foundation": "Velmar Foundation",
    "the Kestrel Bay city council": "Kestrel Bay city council",
    "Warsaw": "Poland",
    "Quebec": "Quebec",
}

ACTIVE = {
    "active": "{A} will give 40 million euros to flood victims in Lesotho.",
    "active, fronted time": "On Tuesday {A} promised 40 million euros to flood victims in Lesotho.",
    "active, fronted place": "At a meeting in Maseru, {A} pledged 40 million euros for clinics.",
    "active, fronted clause": "After two weeks of talks, {A} agreed to provide 40 million euros.",
    "relative clause in commas": "{A}, which had hesitated for weeks, will contribute 40 million euros.",
    "apposition": "{A}, a newcomer among the donors, is giving 40 million euros.",
    "adverb before the verb": "{A} has also quietly set aside 40 million euros for wells.",
    "row of verbs": "{A} scrapped an older plan and pledged 40 million euros for wells.",
    "governed infinitive": "{A} plans to give 40 million euros to clinics in Lesotho.",
    "means to": "{A} means to spend 40 million euros on a new harbour.",
    "participle behind": "{A} widened its programme on Friday, adding 40 million euros for wells.",
    "passive with by": "Some 40 million euros will be given by {A} to clinics in Lesotho.",
    "passive, receiver first": "Clinics in Lesotho will be given 40 million euros by {A}.",
    "from behind the amount": "Clinics in Lesotho will get 40 million euros from {A}.",
    "nominal": "A pledge of 40 million euros by {A} opened the conference.",
    "borne by": "The cost, some 40 million euros, will be borne by {A}.",
    "courtesy of": "Schools will receive 40 million euros, courtesy of {A}.",
    "possessive": "{A}'s pledge of 40 million euros still stands.",
    "share": "{A}'s share will be 40 million euros.",
    "relative to the amount": "The 40 million euros that {A} promised in March have not arrived.",
    "reported": "The chairwoman said {A} would give 40 million euros.",
    "told somebody": "The chairwoman told the assembly {A} would give 40 million euros.",
    "its promise to": "{A} announced its commitment to provide Lesotho with 40 million euros.",
    "second clause": "Sweden will send 3 million kronor, while {A} is giving 40 million euros.",
    "list line": "The pledges so far:\n- {A}: 40 million euros",
}


@pytest.mark.parametrize("construction", ACTIVE)
@pytest.mark.parametrize("printed", GIVERS)
def test_who_gives(construction: str, printed: str) -> None:
    text = ACTIVE[construction].format(A=printed)
    text = text[0].upper() + text[1:]
    actors = [c.actor for c in read(text) if c.low == 40e6]
    assert actors == [GIVERS[printed]], text


OTHERS = [
    # organs and ownership
    ("The cabinet of Veldmark released 45 billion rupees for the metro.", 45e9, "Veldmark"),
    ("Chad's parliament has approved 45 billion francs for roads.", 45e9, "Chad"),
    ("The board of the Orlane Bank approved a loan of 45 million dollars to Togo.", 45e6, "Orlane Bank"),
    ("The Kazakh government has promised 45 billion tenge for houses.", 45e9, "Kazakhstan"),
    ("The Basque town of Arrosa will give the hospital 16 ambulances.", 16, "Arrosa"),
    ("Swedish Armed Forces will transfer 18 mobile workshops to Moldova.", 18, "Sweden"),
    ("Fiji will be helped by India, whose envoy in Suva, Prakash Menon, promised 45 fire engines.", 45, "India"),
    # lists
    ("Austria, Benin and Chad will jointly give 45 million euros to the fund.", 45e6, "Austria, Benin, Chad"),
    ("Banks and governments promised Togo 45 million dollars.", 45e6, "Banks and governments"),
    # somebody pointed back to
    ("Norvik opened a plant in Leeds. The company will invest 45 million pounds there.", 45e6, "Norvik"),
    ("Brimsta Foods met its unions near Denver on Friday. The group will hire 4,500 people.", 4500, "Brimsta Foods"),
    ("Norvik said on Monday it would put 45 million pounds into a new line.", 45e6, "Norvik"),
    ("OSLO, May 3 (Wire) - Norway had a good year. By 2030 the country will give 45 million euros.", 45e6, "Norway"),
    ("Hungary's minister left early. His country will pay 45 million forints for it.", 45e6, "Hungary"),
    ("Leeds council met on Friday. The city is setting aside 45 million pounds for heat pumps.", 45e6, "Leeds"),
    ("Norvik sells boats. A decade ago the firm had promised 45 million pounds for a yard.", 45e6, "Norvik"),
    ("Norvik sells boats. Kentucky gets a yard. In May the company pledged 45 million pounds.", 45e6, "Norvik"),
    # plain nouns
    ("An anonymous donor has given 45 million euros to the museum.", 45e6, "anonymous donor"),
    ("Keepers of mountain huts have collected 45 million francs for paths.", 45e6, "Keepers of mountain huts"),
    # a person acts for somebody
    ("Prime Minister Astrid Moen of Norway promised 45 million euros for Chad.", 45e6, "Norway"),
    # a figure is its own subject's
    ("Spain will give 3 million euros to Chad. Locusts took 45 percent of the millet.", 45, "Locusts"),
    ("Spain will give 3 million euros to Chad. A hired excavator moves 45 tonnes an hour.", 45, "excavator"),
    ("Spain will give 3 million euros to Mali. In Kharkiv the current is off for 11 hours a day.", 11, "Kharkiv"),
]


@pytest.mark.parametrize(("text", "value", "actor"), OTHERS, ids=[t[:50] for t, _, _ in OTHERS])
def test_who_acts_without_being_the_plain_subject(text: str, value: float, actor: str) -> None:
    found = [c.actor for c in read(text) if c.low == value]
    assert len(found) == 1 and found[0] is not None
    assert found[0] == actor or set(actor.split()) <= set(found[0].split()), found


NOT_THE_LAST_ONE = [
    ("Germany gave 3 million euros. Oslo's part is 6 million kroner.", 6e6, "Norway"),
    ("Ukraine needs shells. Japan announced its commitment to provide Ukraine with 8 billion yen.", 8e9, "Japan"),
    (
        "Ukraine waits. The US has just said that it will spend an additional $644 billion on defense.",
        644e9,
        "United States",
    ),
    ("A television channel ran the story. In March Brimsta Foods promised 5 million euros.", 5e6, "Brimsta Foods"),
]


@pytest.mark.parametrize(("text", "value", "actor"), NOT_THE_LAST_ONE, ids=[t[:50] for t, _, _ in NOT_THE_LAST_ONE])
def test_a_sentence_with_a_subject_takes_no_actor_from_the_one_before(text: str, value: float, actor: str) -> None:
    assert [c.actor for c in read(text) if c.low == value] == [actor]


#: as printed -> the speaker
SPEAKERS = {
    "Harriet Oyelaran": "Harriet Oyelaran",
    "Finance Minister Tuva Lindqvist": "Tuva Lindqvist",
    "the deputy transport minister": "deputy transport minister",
    "Reto Amstutz, director of the water board,": "Reto Amstutz",
    "a spokeswoman for the ministry": "a spokeswoman for the ministry",
    "a Danish official": "a Danish official",
}

SAID = {
    "behind": "Denmark will give Chad 40 million kroner, {S} said on Friday.",
    "inverted": "Denmark will give Chad 40 million kroner, said {S} in Aarhus.",
    "quoted": '"We will give Chad 40 million kroner," {S} told reporters.',
    "quoted, inverted": '"We will give Chad 40 million kroner," said {S}.',
    "in front": "{S} said Denmark would give Chad 40 million kroner.",
    "according to": "Denmark will give Chad 40 million kroner, according to {S}.",
    "promised": "Chad is to get 40 million kroner from Denmark, {S} promised in Aarhus.",
    "let know": "Denmark will give Chad 40 million kroner, {S} let reporters know.",
    "sighs": "If all goes well, sighs {S}, Denmark will give Chad 40 million kroner.",
    "pointed at": "Denmark will give Chad 40 million kroner. {S} announced the sum on Friday.",
    "pointed at, passive": "Denmark will give Chad 40 million kroner. This was announced by {S} on Friday.",
}


@pytest.mark.parametrize("construction", SAID)
@pytest.mark.parametrize("printed", SPEAKERS)
def test_who_says_so(construction: str, printed: str) -> None:
    text = SAID[construction].format(S=printed).replace(",,", ",").replace(",.", ".")
    text = text[0].upper() + text[1:]
    said = [c.speaker for c in read(text) if c.low == 40e6]
    assert len(said) == 1 and said[0] is not None, text
    plain = said[0].lower().removeprefix("the ").removeprefix("a ")
    assert plain == SPEAKERS[printed].lower().removeprefix("the ").removeprefix("a "), text


SAID_OTHERWISE = [
    (
        "Expanding on it, Tim Hallgrenson-BurnsCommenting said Denmark will give Chad 40 million kroner.",
        "Tim Hallgrenson-Burns",
    ),
    ("The ministry's ledger shows 40 million kroner paid to Chad.", "ministry"),
    ("The emergencies ministry speaks of 40 million kroner in damage.", "emergencies ministry"),
    ("Estonia is sending Chad 40 million kroner, its defence minister said.", "defence minister"),
    ("Latvia to give Chad 40 million euros - deputy foreign minister", "deputy foreign minister"),
    ("Chad will get 40 million kroner from Denmark, its envoy Solveig Aune told a meeting.", "Solveig Aune"),
    (
        "Denmark has lifted its offer to 40 million kroner, and Solveig Aune, who announced the decision, left at once.",
        "Solveig Aune",
    ),
]


@pytest.mark.parametrize(("text", "speaker"), SAID_OTHERWISE)
def test_other_ways_of_saying(text: str, speaker: str) -> None:
    said = [c.speaker for c in read(text) if c.low == 40e6]
    assert len(said) == 1 and said[0] is not None and said[0].lower().removeprefix("the ").endswith(speaker.lower()), (
        said
    )


#: as printed -> what the recipient must hold
RECEIVERS = {
    "Lesotho": "Lesotho",
    "farmers in eastern Chad": "farmers",
    "the Orlane Relief Fund": "Orlane Relief Fund",
    "schools for deaf children": "schools",
}

GIVEN = {
    "to": "Norway will give 40 million kroner to {R}.",
    "for": "Norway has set aside 40 million kroner for {R}.",
    "receives": "{R} will receive 40 million kroner from Norway.",
    "is to be paid": "{R} are to be paid 40 million kroner by Norway.",
    "can expect": "{R} can expect 40 million kroner from Norway.",
    "indirect object": "Norway is giving {R} 40 million kroner.",
    "support raised": "Norway has raised its support for {R} to 40 million kroner.",
    "grant": "A Norwegian grant of 40 million kroner to {R} was signed on Friday.",
}


@pytest.mark.parametrize("construction", GIVEN)
@pytest.mark.parametrize("printed", RECEIVERS)
def test_who_receives(construction: str, printed: str) -> None:
    text = GIVEN[construction].format(R=printed)
    text = text[0].upper() + text[1:]
    got = [c.recipient for c in read(text) if c.low == 40e6]
    assert len(got) == 1 and got[0] is not None and RECEIVERS[printed].lower() in got[0].lower(), (text, got)


PURPOSES = [
    ("Germany promised 60 million euros for the Congo's rangers.", "Congo"),
    ("Italy has earmarked 90 million euros to fight bush fires in Angola.", "Angola"),
    ("Germany will finance 120 interceptors for Ukraine's air defence.", "Ukraine"),
    ("The Hallam Trust is to spend 65 million pounds on vaccination in Uganda and Zambia.", "Uganda and Zambia"),
]


@pytest.mark.parametrize(("text", "recipient"), PURPOSES)
def test_help_for_a_purpose_goes_where_the_purpose_is(text: str, recipient: str) -> None:
    assert [c.recipient for c in read(text)] == [recipient]


OWN = [
    "Keir Lowell, the U.K.'s prime minister, stated his intent to raise defence expenditure to 2.5 percent of GDP by 2027.",
    "Germany will devote 5 percent of GDP to defence by 2030.",
    "Canada intends to order 12 submarines from Sweden.",
    "Norvik will spend 40 million euros on a new headquarters.",
]


@pytest.mark.parametrize("text", OWN)
def test_own_spending_goes_to_nobody(text: str) -> None:
    claims = read(text, title="Aid for Ukraine and defence budgets")
    assert [c.recipient for c in claims if c.kind == "pledge"] in ([None], []), claims


def test_the_payee_of_an_article_is_who_gives_nothing() -> None:
    text = (
        "LILONGWE - Germany offered 5 million euros on Friday. Norway adds 20 million kroner, and Japan is sending 3 billion yen. "
        "Malawi's president thanked all of them."
    )
    claims = read(text, title="Donors promise help after cyclone in Malawi")
    assert {c.recipient for c in claims if c.kind == "pledge"} == {"Malawi"}


def test_a_facility_that_is_paid_into_is_the_payee() -> None:
    text = (
        "Heads of state opened the Savanna Water Facility for contributions on Friday. Denmark contributes 45 million kroner, Kenya "
        "gives 6 million shillings and Italy pledged 5 million euros. The facility starts in May, and the facility's board meets in June."
    )
    claims = read(text, title="New facility gets first pledges")
    assert {c.recipient for c in claims if c.kind == "pledge"} == {"Savanna Water Facility"}


def test_one_recipient_of_many_is_not_the_payee_of_all() -> None:
    text = (
        "Canada spends 40 million dollars on barracks. Canada will also order 12 ships, and Canada gives 2 million dollars to Chad. "
        "Canada will raise soldiers' pay by 20 million dollars."
    )
    got = [c.recipient for c in read(text, title="Canada lifts its defence budget")]
    assert got.count("Chad") <= 1
