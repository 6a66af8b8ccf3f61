"""One slot of one side was misread (a borrowed payer, a signer, a currency left out): the rest of the two reports decides. And look-alikes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from compare_make import CONTEXT, statement
from extractors.model import Quote, Span, Statement
from flows.compare import compare

DAY = "2025-06-10T08:00:00"
NEXT = "2025-06-11T08:00:00"
GIVES = "Norland gives Ruritania [40 million euros] for hospital beds, Ada Berg said on Tuesday."


def told(
    sentence: str, document: str = "b", published: str = NEXT, title: str | None = None, **slots: Any
) -> Statement:
    """A statement whose amount stands in square brackets in its sentence."""
    start, end = sentence.index("["), sentence.index("]") - 1
    text = sentence.replace("[", "").replace("]", "")
    made = statement(document, published, text=text, **slots)
    claim = replace(made.claim, anchor=Span(start, end, text[start:end]), quote=Quote(0, len(text), text, "", ""))
    return Statement(claim, replace(made.article, title=title or "Beds for Ruritania"))


def said(*statements: Statement) -> list[tuple[str, tuple[str, ...]]]:
    """What is told of the last statement, held against the others."""
    found = compare(list(statements), [], CONTEXT)
    last = statements[-1].claim.claim_id
    return [(v.verdict, v.dimension) for v in found.verdicts if v.claim_id == last and v.rule != "look_alike"]


FIRST = told(GIVES, "a", DAY)
LIST = (
    "Freedonia followed with 45 million euros, Osterlich with 15 million and Norland with [93 million euros], for beds."
)
#: (earlier, later, what is told)
PAIRS: dict[str, tuple[Statement, Statement, list[tuple[str, tuple[str, ...]]]]] = {
    "the payer beside the amount counts, not the first of the list": (
        told(LIST, "a", DAY, actor="Freedonia", amount=93e6, recipient=None),
        told("Norland has found [93 million zlotys] for hospital beds in Ruritania, beds that are needed.", amount=93e6, unit="PLN"),
        [("contradicts", ("currency",))],
    ),
    "a payer read from nowhere is anybody": (
        FIRST,
        told("For hospital beds in Ruritania, Ada Berg said on Tuesday, [400 million euros] are given.", actor="donors", payer_from="nowhere", amount=400e6),
        [("contradicts", ("amount",))],
    ),
    "the ambassador signs for his state": (
        told(GIVES.replace("Norland", "Norway"), "a", DAY, actor="Norway"),
        told("Ambassador Jon Dahl put his name to the grant for hospital beds in Ruritania on Tuesday, all [40 million dollars] of it.", actor="Jon Dahl", speaker=None, unit="USD"),
        [("contradicts", ("currency",))],
    ),
    "a number for a name is no payer": (
        FIRST,
        told("And [40 million euros] of Norland's money goes into hospital beds in Ruritania, Ada Berg said on Tuesday.", actor="million euros of Norland"),
        [("corroborates", ())],
    ),
    "who gets is read as who gives": (
        FIRST,
        told("For Ruritania [40 million dollars] were agreed for hospital beds on Tuesday, Ada Berg said.", actor="Ruritania", recipient=None, unit="USD"),
        [("contradicts", ("currency",))],
    ),
    "what is recalled on the day on which it was said is no history": (
        FIRST,
        told("Norland had, by Tuesday's word of Ada Berg, [14 million euros] for hospital beds in Ruritania.", recalled=True, amount=14e6),
        [("contradicts", ("amount",))],
    ),
    "what is recalled from years ago is": (
        FIRST,
        told("In 2019 Norland had given Ruritania [14 million euros] for hospital beds.", recalled=True, amount=14e6, speaker=None),
        [("new", ())],
    ),
    "every year, or once": (
        FIRST,
        told("Norland gives Ruritania [40 million euros] every year for hospital beds, Ada Berg said on Tuesday.", per="year", measure="rate"),
        [("contradicts", ("period",))],
    ),
    "a year, two years later, is another promise": (
        FIRST,
        told("Norland will give Ruritania [40 million euros] a year for hospital beds, Jon Dahl said.", published="2027-06-11", per="year", measure="rate", speaker="Jon Dahl"),
        [("updates", ("period",))],
    ),
    "swapped digits, three weeks later, without a word of a raise": (
        told("Norland will give Ruritania [35 million euros] for hospital beds.", "a", DAY, amount=35e6, speaker=None),
        told("Norland's gift for hospital beds in Ruritania, [53 million euros], was discussed in parliament.", published="2025-07-01", amount=53e6, speaker=None),
        [("contradicts", ("amount",))],
    ),
    "raised to the same digits, in so many words": (
        told("Norland will give Ruritania [35 million euros] for hospital beds.", "a", DAY, amount=35e6, speaker=None),
        told("Norland has raised its gift for hospital beds in Ruritania to [53 million euros].", published="2025-07-01", amount=53e6, speaker=None),
        [("updates", ("amount",))],
    ),
    "the injured are not the dead": (
        told("The flood has injured [1,340] people in Ruritania.", "a", DAY, kind="figure", modality="reported", unit="count", unit_of="people injured", amount=1340, actor="Ruritania", purpose=None),
        told("The flood has killed [243] people in Ruritania.", kind="figure", modality="reported", unit="count", unit_of="people killed", amount=243, actor="Ruritania", purpose=None),
        [("new", ())],
    ),
    "percentages of other things": (
        told("Nurses' pay rises by [8 percent].", "a", DAY, kind="figure", modality="reported", unit="pct", amount=8, recipient=None, purpose=None, speaker=None),
        told("Norland wants [3.5 percent] of its output for arms.", kind="figure", modality="reported", unit="pct", amount=3.5, recipient=None, purpose=None, speaker=None),
        [("new", ())],
    ),
    "a price is no version of a programme, by the rate of the day": (
        told("Norland puts [18 billion zlotys] into hospital beds in Ruritania, Ada Berg said on Tuesday.", "a", DAY, amount=18e9, unit="PLN"),
        told("Norland pays [610 euros] for hospital beds in Ruritania, Ada Berg said on Tuesday.", amount=610.0),
        [("new", ())],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_what_the_rest_decides(name: str) -> None:
    earlier, later, wanted = PAIRS[name]
    assert said(earlier, later) == wanted


def test_parts_of_a_sum_are_no_versions_of_it() -> None:
    parts = [
        told(f"Of Norland's hospital beds in Ruritania [{n} million euros] come from {source}, Ada Berg said on Tuesday.", amount=n * 1e6, claim_id=f"b-{n}")
        for n, source in ((19, "unused loans"), (9, "a closed programme"))
    ]  # fmt: skip
    for n, part in enumerate(parts):
        parts[n] = Statement(
            replace(part.claim, anchor=replace(part.claim.anchor, start=part.claim.anchor.start + 1000 * n)),
            part.article,
        )
    found = compare([FIRST, *parts], [], CONTEXT)
    assert not [v for v in found.verdicts if v.verdict == "contradicts"]


def test_an_amount_without_a_currency_takes_that_of_its_article() -> None:
    other = told("Norland gives [9 million euros] for roads in Ruritania.", amount=9e6, purpose="roads")
    bare = told(
        "Norland's [40 million] for hospital beds in Ruritania go abroad, Ada Berg said on Tuesday.",
        unit="USD",
        unit_basis="context",
    )
    assert said(FIRST, other, bare) == [("corroborates", ())]
    printed = told(
        "Norland's [40 million dollars] for hospital beds in Ruritania go abroad, Ada Berg said on Tuesday.", unit="USD"
    )
    assert ("contradicts", ("currency",)) in said(FIRST, other, printed)
