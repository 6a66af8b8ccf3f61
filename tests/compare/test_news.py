"""A first report is news only where its sentence promises something; and reference rates are replaced whole or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from compare_make import CONTEXT, statement
from extractors.model import Span, Statement
from flows.compare.first import first_report


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
]


@pytest.mark.parametrize("text", LOUD)
def test_promises_are_told(text: str) -> None:
    assert first_report(told(text, "40 million euros"), CONTEXT).channel == "alert"


@pytest.mark.parametrize("text", QUIET)
def test_what_is_no_promise_is_not(text: str) -> None:
    assert first_report(told(text, "40 million euros"), CONTEXT).channel != "alert"


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
