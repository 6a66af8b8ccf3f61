"""A first report is news only where its sentence promises something; and reference rates are replaced whole or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from compare_make import CONTEXT, statement
from extractors import articles, extract
from extractors.model import Document, Span, Statement
from flows.compare import compare
from flows.compare.choose import worth_telling
from flows.compare.first import first_report
from flows.compare.types import Finding, Relation


def told(text: str, anchor: str, **slots: object) -> Statement:
    """A pledge whose anchor stands in its sentence."""
    made = statement(text=text, **slots)  # type: ignore[arg-type]
    claim = made.claim
    at = claim.quote.start + text.index(anchor)
    quote = replace(claim.quote, end=claim.quote.start + len(text))
    return replace(made, claim=replace(claim, quote=quote, anchor=Span(at, at + len(anchor), anchor)))


LOUD = [
    "Norland will give Ruritania 40 million euros for hospital beds.",
    "Norland finances the remaining 40 million euros.",
    "For beds 40 million euros is earmarked over three years.",
    "Ruritania will receive 40 million euros after last year's floods.",
    "Norland puts in 40 million euros at once and a loan later.",
    "The minister said Norland had pledged 40 million euros.",
    "40 million euros of this has been approved by the board.",
    "By the close of the session 40 million euros had been promised.",
    "The cabinet, which had asked for more, means to find 40 million euros.",
    "With Ruritania's consent Norland would pay 40 million euros.",
]
QUIET = [
    "Of the 40 million euros that Norland committed, half has flowed.",
    "The track cost more, against 40 million euros promised.",
    "Norland had opened the bargaining with a fund of 40 million euros.",
    "In 2021 it promised 40 million euros.",
    "By my arithmetic, that'd be 40 million euros.",
    "It is a bank with a market value of some 40 million euros.",
    "Is Norland about to send 40 million euros?",
    "At noon we wrote that Norland was giving 40 million euros.",
    "Norland's share was to be 40 million euros.",
    "The committee received 10 million of its 40 million euros.",
    "It began with a cheque for 40 million euros.",
    "Norland continues to spend 40 million euros.",
    "The frame for beds remains at 40 million euros.",
    "Norland's plan for beds, 40 million euros through 2030, is unchanged.",
    "It belongs to a programme for which parliament has set aside 40 million euros.",
    "If both join, the fund could top 40 million euros.",
    "The goal is always of 40 million euros.",
    "The actor in the play lent 40 million euros he did not have.",
    "One rival has just stumped up 40 million euros.",  # Norland is not named here
    # from memory
    "Old hands recall the beds plan of 2017, which was going to spend 40 million euros.",
    "She promised 40 million euros for beds, remember.",
    "The answer, as he remembers it, was 40 million euros for every bed.",
    "Looking back, he speaks of a gift of 40 million euros.",
    "Some 40 million euros of the bank's sum had been meant for dams.",
    "Norland's 40 million euros was once intended for power stations.",
    "About 40 million euros of it had been destined for beds.",
    # if
    "If every member gave a percent, the fund would hold 40 million euros.",
    "If each of them paid as Norland does, there would be 40 million euros for beds.",
    # talk
    "On Telegram a figure of 40 million euros is doing the rounds.",
    "She waved off a report that 40 million euros is coming for beds.",
    "The ministry laughed off talk that it would give 40 million euros.",
    "Bloggers have it that Norland pays 40 million euros.",
    "A spokesman brushed aside suggestions that Norland would pay 40 million euros.",
    # another matter
    "The railway, for which Norland lends 40 million euros, is a separate project.",
    "Norland has cleared 40 million euros for roads, a separate scheme.",
    "For the port Norland gives 40 million euros, an entirely different matter.",
    # owners, winners, creditors
    "Up to 40 million euros goes back to shareholders.",
    "Norland pays 40 million euros in dividends.",
    "Creditors have filed claims worth 40 million euros.",
    "The winners get 40 million euros.",
    "The largest jackpot so far, 40 million euros, was paid out in Norland.",
    # measured and added up
    "The hall is 40 million euros over budget.",
    "Added up, the amounts on the list come to 40 million euros.",
]


@pytest.mark.parametrize("text", LOUD)
def test_promises_are_told(text: str) -> None:
    assert first_report(told(text, "40 million euros"), CONTEXT).channel == "alert"


@pytest.mark.parametrize("text", QUIET)
def test_what_is_no_promise_is_not(text: str) -> None:
    assert first_report(told(text, "40 million euros", speaker=None), CONTEXT).channel != "alert"


def test_refusals_are_of_money_or_goods_by_somebody() -> None:
    refused = {"modality": "refused", "low": None, "high": None, "unit": None, "purpose": None}
    assert (
        first_report(told("Norland refuses to pay for it.", "refuses to pay for it", **refused), CONTEXT).channel
        == "alert"
    )
    assert (
        first_report(told("Norland refuses to let it in.", "refuses to let it in", **refused), CONTEXT).channel
        == "silent"
    )
    nobody = refused | {"actor": None}
    assert (
        first_report(told("It refuses to pay for it.", "refuses to pay for it", **nobody), CONTEXT).channel == "silent"
    )


#: a refusal of money names it by its coin as well, and what only says when refuses nothing
@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("Norland will not put another rupee into the works.", "alert"),
        ("Norland said it would not spend a single crown on it.", "alert"),
        ("Not one forint is coming, Norland said.", "alert"),
        ("Norland is not giving a dollar.", "alert"),
        ("Not a dollar of it will be spent before the autumn, Norland says.", "silent"),
        ("Norland will pay nothing until the accounts are published.", "silent"),
        ("Norland has not yet spent a crown.", "silent"),
        ("Norland refuses to vote on it.", "silent"),
    ],
)
def test_refusals_by_the_coin(text: str, channel: str) -> None:
    refused = {"modality": "refused", "low": None, "high": None, "unit": None, "purpose": None}
    anchor = text.rstrip(".")
    assert first_report(told(text, anchor, **refused), CONTEXT).channel == channel


#: what is or was asked for goes to the digest, as an amount or as a share
@pytest.mark.parametrize(
    ("text", "anchor", "slots", "channel"),
    [
        ("Aid groups had asked for 40 million euros.", "40 million euros", {"recalled": True}, "digest"),
        (
            "The cabinet, which had asked for 40 million euros, got less.",
            "40 million euros",
            {"role": "prior"},
            "digest",
        ),
        ("The opposition had wanted 40 million euros for it.", "40 million euros", {}, "digest"),
        ("Fair Share asks Norland for half of its profit.", "half", {"amount": 0.5, "unit": "ratio"}, "digest"),
        ("The union asks Norland for one percent of sales.", "one percent", {"amount": 1.0, "unit": "pct"}, "digest"),
        ("I should ask for the 3 he mislaid.", "3", {"amount": 3.0, "unit": "count", "recalled": True}, "silent"),
        (
            "Somebody asks for more than half.",
            "half",
            {"amount": 0.5, "unit": "ratio", "speaker": None, "recipient": None},
            "silent",
        ),
    ],
)
def test_what_is_asked_for(text: str, anchor: str, slots: dict[str, object], channel: str) -> None:
    made = told(text, anchor, **({"modality": "demanded", "stage": "need", "speaker": "Fair Share"} | slots))
    assert first_report(made, CONTEXT).channel == channel


#: what a sum has come to
GROWN = [
    "With the decision, the means at the fund's disposal grow to 40 million euros.",
    "The total of the promises passes thus from 35 to 40 million euros.",
    "The pot has swelled to 40 million euros.",
    "The eight go home with 40 million euros on the table, compared with the 35 they came with.",
    "The kitty stands, up to now, at 40 million euros, up from 35.",
]


@pytest.mark.parametrize("text", GROWN)
def test_a_total_that_moved_is_nobodys_promise(text: str) -> None:
    made = told(text, "40 million euros", speaker=None)
    made = replace(made, claim=replace(made.claim, payer_from="article"))
    assert first_report(made, CONTEXT).channel == "silent"


def test_what_a_report_itself_rejects_is_told_though_another_prior_agrees() -> None:
    new = statement(
        text="The share is 2.1 percent, not the 2.3 that the government quotes.", amount=2.1, unit="pct_gdp"
    )
    goal, quoted = statement("b", amount=2.0, unit="pct_gdp"), statement("c", amount=2.3, unit="pct_gdp")
    agree = (goal, Relation(), Finding("corroborates", "silent", "agrees", rule="said_again"))
    for rule, said in (("rejected_value", "contradicts"), ("amounts_apart", "corroborates")):
        fight = (quoted, Relation(), Finding("contradicts", "alert", "not 2.3", ("modality",), rule=rule))
        assert worth_telling(new, [agree, fight], history=False)[0][2].verdict == said


#: what the reader says of how it came to the claim, and what else is known of it
UNFOUNDED: list[dict[str, object]] = [
    {"certainty": 0.62},
    {"certainty": 0.48},
    {"certainty": 0.72, "modality": "planned"},
    {"certainty": 0.87, "payer_from": "article", "modality": "delivered"},
    {"payer_from": "article", "modality": "delivered"},
    {"payer_from": "noun", "actor": "helpers", "modality": "delivered"},
    {"payer_from": "noun", "actor": "officers", "unit": "count"},
    {"payer_from": "nowhere", "actor": "donors", "recipient": "Ezra Kiprono", "speaker": None},
    {"payer_from": "article", "modality": "reaffirmed"},
    {"actor": "they", "speaker": None},
    {"actor": "Indian supplier", "speaker": "An Indian supplier of the firm"},
]
FOUNDED: list[dict[str, object]] = [
    {},
    {"payer_from": "sentence"},
    {"certainty": 0.92},
    {"payer_from": "article"},
    {"payer_from": "noun", "actor": "Eight Nordic governments"},
    {"payer_from": "nowhere", "actor": "donors", "recipient": "Ruritania"},
]


@pytest.mark.parametrize("slots", UNFOUNDED)
def test_a_guess_is_kept_and_not_told(slots: dict[str, object]) -> None:
    assert first_report(_read(slots), CONTEXT).channel == "silent"


@pytest.mark.parametrize("modality", ["pledged", "planned", "conditional"])
def test_a_likely_guess_alarms_nobody(modality: str) -> None:
    assert first_report(_read({"certainty": 0.8, "modality": modality}), CONTEXT).channel == "digest"


@pytest.mark.parametrize("slots", FOUNDED)
def test_what_a_rule_knew_is_told(slots: dict[str, object]) -> None:
    assert first_report(_read(slots), CONTEXT).channel == "alert"


def _read(slots: dict[str, object]) -> Statement:
    made = statement(text="Norland will give Ruritania 40 million euros for hospital beds.")
    return replace(made, claim=replace(made.claim, **slots))  # type: ignore[arg-type]


#: whole texts, read and compared: full of numbers, and nobody promises anybody anything
NO_NEWS = [
    "Prices rose 3.1 percent in May, the statistics office in Oslo said on Tuesday. Rents went up by 4 percent, and a basket that cost "
    "100 kroner in 2015 now costs 139. The bank expects 2.4 percent for the year.",
    "The winner of the Lisbon marathon, Tadesse Abera, needed 2 hours and 7 minutes. Abera gets 30,000 euros and a car. Volunteers gave out "
    "90,000 cups of water, and 12,400 of 14,000 starters reached the finish.",
    "Creditors of the airline Skyro want 310 million dollars back, the administrator told a court in Dublin on Monday. Against that stand "
    "4 aircraft worth 60 million. Unsecured lenders can hope for 12 cents on the dollar.",
    "A ticket bought in Lyon won 51 million euros on Friday. The largest prize ever paid, 240 million, went to a man in Austria. "
    "Three people in Ireland shared 17 million in March.",
    "Police have 22 detectives on the case of the stolen paintings, which are insured for 9 million pounds. They have watched 300 hours of film.",
    "In 1904 the city promised the sculptor 12,000 francs for a fountain. He got half. The bronze weighs 4 tonnes, and its repair in 1988 cost "
    "900,000 francs. Last year 210,000 people came to see it.",
    "In the second act the banker lends the duke 5 million crowns, and the duke gives the maid 200. By the end everybody owes everybody "
    "20 million. The play runs for two hours; seats cost 45 to 90 euros.",
]


@pytest.mark.parametrize("text", NO_NEWS)
def test_a_text_of_numbers_sends_nothing(text: str) -> None:
    document = Document(id="quiet", text=text, published="2025-06-03", language="en")
    article = next(iter(articles(document)))
    judged = compare([Statement(claim, article) for claim in extract(document)], context=CONTEXT)
    assert [v.reason for v in judged.verdicts if v.channel == "alert"] == []
