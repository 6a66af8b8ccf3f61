"""Amounts of one article that are one piece of news: parts behind their whole, an increase beside the level, a conversion in brackets; and
what looks like them and is not."""

from __future__ import annotations

import pytest

from compare_make import CONTEXT, article, statement
from extractors.model import Statement
from flows.compare import compare
from flows.compare.own import Own


def channels(statements: list[Statement]) -> list[str]:
    """How loud each of them is, in order of the text."""
    judged = compare(statements, context=CONTEXT)
    first = {}
    for v in judged.verdicts:
        first.setdefault(v.claim_id, v.channel)
    return [first[s.claim.claim_id] for s in statements]


WHOLE = "Norland will put [150 million euros=150000000 EUR] into beds."
PARTS = [
    # listed item by item, behind each other, with a remainder, with other amounts between
    [WHOLE, "- [90 million euros=90000000 EUR] for clinics;", "- [45 million euros=45000000 EUR] for nurses;", "- the rest, [15 million euros=15000000 EUR], for roads."],
    [WHOLE, "Clinics: [100 million euros=100000000 EUR] – nurses: [50 million euros=50000000 EUR]."],
    [WHOLE, "Buildings take [75 million euros=75000000 EUR], equipment [60 million euros=60000000 EUR], training [15 million euros=15000000 EUR]."],
]  # fmt: skip


@pytest.mark.parametrize("sentences", PARTS)
def test_parts_that_make_the_whole_are_no_news_of_their_own(sentences: list[str]) -> None:
    whole, *parts = channels(article(*sentences))
    assert whole == "alert" and set(parts) == {"digest"}


def test_gifts_of_several_givers_are_no_parts() -> None:
    given = article(
        "Donors promised [150 million euros=150000000 EUR] for beds.",
        "Freedonia gives [90 million euros=90000000 EUR].",
        "Sylvania gives [60 million euros=60000000 EUR].",
        n0={"actor": "donors"}, n1={"actor": "Freedonia"}, n2={"actor": "Sylvania"},
    )  # fmt: skip
    assert channels(given)[1:] == ["alert", "alert"]


@pytest.mark.parametrize(
    "sentences",
    [
        [WHOLE, "It will put [90 million euros=90000000 EUR] into roads.", "It will put [45 million euros=45000000 EUR] into ports."],  # no sum
        [WHOLE, "It will put [90 million dollars=90000000 USD] into roads.", "It will put [60 million euros=60000000 EUR] into ports."],
    ],
)  # fmt: skip
def test_other_gifts_of_one_payer_are_told(sentences: list[str]) -> None:
    assert set(channels(article(*sentences))) == {"alert"}


LEVELS = [
    "Norland raises its help by [20 million euros=20000000 EUR] to [120 million euros=120000000 EUR].",
    "Norland gives [20 million euros=20000000 EUR] more, taking its help to [120 million euros=120000000 EUR].",
    "Norland adds [20 million euros=20000000 EUR], which lifts its share to [120 million euros=120000000 EUR].",
    "Norland puts in a further [20 million euros=20000000 EUR], bringing its contribution to [120 million euros=120000000 EUR].",
]


@pytest.mark.parametrize("sentence", LEVELS)
def test_the_level_tells_the_increase(sentence: str) -> None:
    assert channels(article(sentence, n0={"role": "increment"})) == ["silent", "alert"]


def test_an_increase_is_told_where_no_level_is() -> None:
    alone = article("Norland gives a further [20 million euros=20000000 EUR] for beds.", n0={"role": "increment"})
    assert channels(alone) == ["alert"]
    # a level that is history tells nothing
    told = article(
        "Norland gives [20 million euros=20000000 EUR] more. ", "That takes all since 2014 to [120 million euros=120000000 EUR].",
        n0={"role": "increment"}, n1={"role": "total", "recalled": True},
    )  # fmt: skip
    assert channels(told)[0] == "alert"


@pytest.mark.parametrize(
    "sentence",
    [
        "Norland gives [150 million crowns=150000000 NOK] (so nearly [13 million euros=13000000 EUR], if I reckon rightly).",
        "Norland gives [900 million kronur=900000000 ISK] ([6.3 million euros=6300000 EUR], a delegate reckons) for beds.",
    ],
)
def test_a_conversion_in_brackets_is_no_second_gift(sentence: str) -> None:
    made = article(sentence)
    assert Own(made, CONTEXT).repeats == {made[1].claim.claim_id: made[0].claim.claim_id}
    assert channels(made) == ["alert", "silent"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Norland gives [150 million crowns=150000000 NOK] (its neighbour [40 million euros=40000000 EUR]).",  # another amount
        "Norland gives [150 million crowns=150000000 NOK] and [13 million euros=13000000 EUR] for roads.",  # no brackets
        "Norland gives [150 million crowns=150000000 NOK]; its bank (the larger one; it lends [13 million euros=13000000 EUR]) waits.",
    ],
)
def test_what_is_no_conversion(sentence: str) -> None:
    assert Own(article(sentence), CONTEXT).repeats == {}


def test_the_sum_of_a_meeting_is_news_the_outlets_own_sum_is_not() -> None:
    givers = ["Freedonia gives [90 million euros=90000000 EUR].", "Sylvania gives [70 million euros=70000000 EUR]."]
    slots = {"n0": {"actor": "donors", "role": "total"}, "n1": {"actor": "Freedonia"}, "n2": {"actor": "Sylvania"}}
    for lead, told in (
        ("Donors promised [190 million euros=190000000 EUR] on Tuesday to refill the fund.", "alert"),
        ("By the close of the session, [190 million euros=190000000 EUR] had been promised.", "alert"),
        ("All that is on the list comes to [190 million euros=190000000 EUR].", "silent"),
    ):
        assert channels(article(lead, *givers, **slots))[0] == told, lead


#: months later one payer gives the same sum to something else, or speaks of the same thing again
LATER = [
    ("Norland will pay 40 million euros for a heated pool in Altmark, Ada Berg said.", "Norland will pay 40 million euros to mend the theatre at Bruck, Ada Berg said.", False),
    ("BRUCK, Feb 3 (Wire) - Norland grants 40 million euros for batteries on the island.", "BRUCK, Jun 9 (Wire) - Norland grants 40 million euros for tunnels under the pass.", False),
    ("Norland will pay 40 million euros for school lunches, budget director Ada Berg said.", "Fishermen get cheaper diesel, and Norland bears 40 million euros, budget director Ada Berg said.", False),
    ("Norland will pay 40 million euros for a heated pool in Altmark, Ada Berg said.", "The heated pool in Altmark gets 40 million euros from Norland, Ada Berg said.", True),
    ("Norland will pay 40 million euros for a heated pool in Altmark, Ada Berg said.", "Swimmers in Altmark wait for the 40 million euros that Norland promised.", True),
]  # fmt: skip


@pytest.mark.parametrize(("then", "now", "same"), LATER)
def test_the_same_sum_for_something_else_is_another_pledge(then: str, now: str, same: bool) -> None:
    blank = {"recipient": None, "purpose": None, "amount": 40e6}
    old = statement("a", published="2025-02-03T08:00:00", text=then, **blank)
    new = statement("b", published="2025-06-09T08:00:00", text=now, **(blank | {"recalled": "promised" in now}))
    found = [v for v in compare([new], [old], CONTEXT).verdicts if v.claim_id == new.claim.claim_id]
    assert (found[0].verdict in ("corroborates", "refines")) is same, [(v.verdict, v.reason) for v in found]
