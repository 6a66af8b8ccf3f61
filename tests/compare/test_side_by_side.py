"""Two sources of one sentence, two speakers of one promise, a slip within days: what the comparison says though a slot was misread; and look-alikes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from compare_make import CONTEXT, article, statement
from extractors.model import Span, Statement, Verdict
from flows.compare import compare
from flows.compare.sidebyside import told_side_by_side

FIRES = [
    ("The local branch speaks of [190=190 count], the national federation of some [400=400 count].", "digest"),
    ("The ministry puts it at [40 million euros=40000000 EUR], its auditors at [70 million euros=70000000 EUR].", "alert"),
    ("The release of March speaks of [42 million euros=42000000 EUR], its capital programme of [24 million euros=24000000 EUR] for the same works.", "alert"),
    ("The union reckons with [300 posts=300 count], while the works council reckons with [80 posts=80 count].", "digest"),
    ("One witness spoke of [12 lorries=12 count], another witness of [30 lorries=30 count].", "digest"),
]  # fmt: skip
QUIET = [
    "The branch speaks of [190=190 count], the federation of [190=190 count].",  # they agree
    "The branch speaks of [190=190 count] for next year, the federation of [400=400 count].",  # other years
    "Norland speaks of [40 million euros=40000000 EUR], its neighbour gives [70 million euros=70000000 EUR].",  # two gifts
    "The ministry speaks of [40 million euros=40000000 EUR], of which roads take [10 million euros=10000000 EUR].",
    "The budget rises from [40 million euros=40000000 EUR], the ministry said, to [70 million euros=70000000 EUR].",
    "The ministry puts it at [40 million euros=40000000 EUR], its auditors at [70 million dollars=70000000 USD].",
    "She speaks of [40 million euros=40000000 EUR]. The auditor speaks of [70 million euros=70000000 EUR].".replace(
        ". The", "; later the"
    ),
]


@pytest.mark.parametrize(("sentence", "channel"), FIRES)
def test_two_sources_of_one_sentence(sentence: str, channel: str) -> None:
    ((_, _, found),) = told_side_by_side(article(sentence))
    assert (found.verdict, found.channel) == ("contradicts", channel)


@pytest.mark.parametrize("sentence", QUIET)
def test_no_two_sources(sentence: str) -> None:
    assert not list(told_side_by_side(article(sentence)))


def between(old: Statement, new: Statement) -> list[Verdict]:
    """What is concluded of the second beside the first."""
    return [v for v in compare([new], [old], CONTEXT).verdicts if v.claim_id == new.claim.claim_id]


def reports(then: dict[str, Any], now: dict[str, Any]) -> tuple[Statement, Statement]:
    """Two reports of one gift, a day apart unless they say otherwise."""
    a = {
        "published": "2025-06-10T08:00:00",
        "text": "Norland will give Ruritania 40 million euros for hospital beds, Ada Berg said.",
    }
    b = {
        "published": "2025-06-11T08:00:00",
        "text": "Norland will give Ruritania 40 million euros for hospital beds, it said.",
    }
    return statement("a", **(a | then)), statement("b", **(b | now))


PAST = {"recalled": True}


@pytest.mark.parametrize(
    ("now", "dimension"),
    [
        (PAST | {"unit": "USD"}, "currency"),  # "had scraped together": the tense of the next day's paper is no history
        (
            {"amount": 4e6, "time": {"start": "2025-01-01", "end": "2025-01-01"}},
            "amount",
        ),  # the date of the fire, not of the gift
    ],
)
def test_a_slip_of_the_same_days_is_told_whatever_the_tense(now: dict[str, Any], dimension: str) -> None:
    found = between(*reports({}, now))
    assert [v for v in found if v.verdict == "contradicts" and dimension in v.dimension], [
        (v.rule, v.reason) for v in found
    ]


@pytest.mark.parametrize(
    "now",
    [
        PAST | {"amount": 33e6},  # another number that is told as history
        PAST | {"unit": "USD", "published": "2025-09-11T08:00:00"},  # months later
    ],
)
def test_history_that_is_no_slip_stays_history(now: dict[str, Any]) -> None:
    found = between(*reports({}, now))
    assert not [v for v in found if v.verdict == "contradicts"], [(v.rule, v.reason) for v in found]


@pytest.mark.parametrize(
    ("old", "new", "two"),
    [
        # the reader took "government" for the speaker; the sentence opens with who says it
        ({"speaker": "government", "text": "Defence Minister Ingrid Solheim said her government would give 40 million euros for hospital beds."},
         {"speaker": "Eirik Dahl", "text": "The 40 million euros for hospital beds were announced by the prime minister, Eirik Dahl."}, True),
        ({"speaker": "cabinet", "text": "Minister of Health Mara Lind announced that the cabinet gives 40 million euros for hospital beds."},
         {"speaker": "Jon Dahl", "text": "Foreign minister Jon Dahl promised 40 million euros for hospital beds."}, True),
        ({"speaker": "government", "text": "Defence Minister Ingrid Solheim said her government would give 40 million euros for hospital beds."},
         {"speaker": "Ingrid Solheim", "text": "Defence minister Ingrid Solheim promised 40 million euros for hospital beds."}, False),
        ({"speaker": "government", "text": "Its government would give 40 million euros for hospital beds."},
         {"speaker": "Eirik Dahl", "text": "The prime minister, Eirik Dahl, promised 40 million euros for hospital beds."}, False),
        ({"speaker": "government", "text": "The government gives 40 million euros for hospital beds. Minister Ingrid Solheim said no more."},
         {"speaker": "Eirik Dahl", "text": "Eirik Dahl of the clinic welcomed 40 million euros for hospital beds."}, False),
    ],
)  # fmt: skip
def test_who_opens_the_sentence_says_it(old: dict[str, Any], new: dict[str, Any], two: bool) -> None:
    one, other = reports(old, new)
    made = []
    for s in (one, other):
        at = s.claim.quote.exact.index("40 million")
        start = s.claim.quote.start + at
        made.append(replace(s, claim=replace(s.claim, anchor=Span(start, start + 16, "40 million euros"))))
    found = between(*made)
    assert bool([v for v in found if "speaker" in v.dimension]) is two, [(v.rule, v.reason) for v in found]


@pytest.mark.parametrize(
    ("told", "more", "fires"),
    [
        ("Norland has cut its purchases from 300,000 to 200,000 tonnes a year.", {"role": "increment"}, True),
        ("Norland has cut its purchases from 300,000 to 200,000 tonnes a year.", {}, False),
        ("Norland buys 200,000 tonnes a year.", {"role": "increment"}, False),  # it may well buy as much again
        (
            "Norland has cut its purchases from 300,000 to 200,000 tonnes a year.",
            {"role": "increment", "amount": 50e3},
            False,
        ),
    ],
)
def test_a_level_told_as_an_addition_later(told: str, more: dict[str, Any], fires: bool) -> None:
    rate = {"unit": "t", "per": "year", "amount": 200e3, "purpose": "ammonia"}
    old, new = reports(
        rate | {"text": told},
        rate
        | {
            "published": "2025-10-11T08:00:00",
            "text": "Norland will buy an additional amount of ammonia, tonnes a year.",
        }
        | more,
    )
    at = told.index("200,000")
    anchor = Span(old.claim.quote.start + at, old.claim.quote.start + at + 7, "200,000")
    old = replace(old, claim=replace(old.claim, anchor=anchor))
    found = between(old, new)
    assert bool([v for v in found if v.rule == "level_told_as_increment"]) is fires, [(v.rule, v.reason) for v in found]


def test_what_was_history_and_is_decided_now_is_no_first_report() -> None:
    old, new = reports(
        {"modality": "planned", "stage": "plan", "recalled": True, "text": "A grant of 40 million euros for hospital beds is to go before the board in December."},
        {"published": "2025-12-18T08:00:00", "text": "Norland's board today approved a grant of 40 million euros for hospital beds.", "speaker": None},
    )  # fmt: skip
    found = between(old, new)
    assert [(v.verdict, v.subtype) for v in found] == [("updates", "stage")]
    asked, given = reports(
        {"modality": "demanded", "stage": "need", "recalled": True}, {"published": "2025-12-18T08:00:00"}
    )
    assert "updates" not in {v.verdict for v in between(asked, given)}


@pytest.mark.parametrize(
    ("payer", "same"),
    [
        ("BNDES's board", "BNDES"), ("World Bank's Board of Executive Directors", "World Bank"), ("City of Busan", "Busan"),
        ("Government of Nepal", "Nepal"), ("Odra Steel's supervisory board", "Odra Steel"), ("the Province of Ontario", "Ontario"),
    ],
)  # fmt: skip
def test_an_organ_gives_what_its_owner_gives(payer: str, same: str) -> None:
    assert CONTEXT.world.kin(payer, same) == "same" and CONTEXT.world.canon(payer) == CONTEXT.world.canon(same)


@pytest.mark.parametrize(
    ("payer", "other"),
    [
        ("Bank of England", "England"),
        ("City of London Corporation", "Paris"),
        ("boards", "BNDES"),
        ("Florida Board of Education", "Florida"),
        ("Kuwait's fund", "Iraq"),
    ],
)
def test_names_that_are_no_organs(payer: str, other: str) -> None:
    assert CONTEXT.world.canon(payer) != CONTEXT.world.canon(other)


@pytest.mark.parametrize(
    ("text", "amount", "linked"),
    [
        ("Accountants have pencilled in money, lifting the share of Norland to 185 million euros.", 185e6, True),
        ("The share of Norland is raised to 185 million euros, readers learn from a notice on a wall.", 185e6, True),
        ("On a wall a notice tells readers of 185 million euros from Norland.", 185e6, False),
    ],
)
def test_a_share_that_is_lifted_was_something_before(text: str, amount: float, linked: bool) -> None:
    blank = {"speaker": None, "recipient": None, "purpose": None}
    before = article(
        "The council agreed that Norland puts in [140 million euros=140000000 EUR] of the arena's budget.",
        "A developer called Calder adds [95 million euros=95000000 EUR].",
        n0=blank, n1=blank | {"actor": "Calder"},
    )  # fmt: skip
    made = statement("b", published="2025-09-18T08:00:00", text=text, amount=amount, **blank)
    at = text.index("185")
    made = replace(
        made,
        claim=replace(
            made.claim, anchor=Span(made.claim.quote.start + at, made.claim.quote.start + at + 17, "185 million euros")
        ),
    )
    calder = statement(
        "b",
        published="2025-09-18T08:00:00",
        text="Calder still adds 95 million euros.",
        amount=95e6,
        **(blank | {"actor": "Calder"}),
    )
    found = [v for v in compare([made, calder], before, CONTEXT).verdicts if v.claim_id == made.claim.claim_id]
    assert ("updates" in {v.verdict for v in found}) is linked, [(v.rule, v.reason) for v in found]


def test_ones_are_what_they_stand_for() -> None:
    counted = {"unit": "count", "amount": 7.0, "purpose": None}
    old, new = reports(
        counted | {"unit_of": "water bombers", "text": "Norland will have seven new water bombers by the end of 2027.", "time": {"deadline": "2027-12-31"}},
        counted | {"unit_of": "ones", "text": "Seven new ones by the end of 2029, said Ada Berg.", "time": {"deadline": "2029-12-31"}},
    )  # fmt: skip
    assert [v for v in between(old, new) if v.verdict == "contradicts" and "period" in v.dimension]


def test_two_sums_of_one_fund_by_two_sources() -> None:
    total = {"role": "total", "recipient": "Relief Fund", "actor": "donors"}
    made = article(
        "Donors promised [792 million euros=792000000 EUR] in all, the secretariat said.",
        "A list of one delegation stops at [655 million euros=655000000 EUR].",
        n0=total | {"speaker": "secretariat"}, n1=total | {"speaker": "one delegation"},
    )  # fmt: skip
    rules = {v.rule for v in compare(made, context=CONTEXT).verdicts if v.verdict == "contradicts"}
    assert rules == {"two_sources"}
