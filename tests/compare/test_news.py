"""A first report is news only where its sentence promises something; and reference rates are replaced whole or not at all."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from compare_make import CONTEXT, statement
from extractors.model import Span, Statement
from flows.compare.first import first_report
from flows.compare.money import Rates
from flows.compare.update_rates import BadRates, update_rates


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


HISTORY = "Date,USD,JPY,GBP,\n2031-01-03,1.5,160.0,0.8,\n2031-01-02,1.4,159.0,0.8,\n"


def test_rates_are_replaced(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("eurofxref-hist.csv", HISTORY)
    target = tmp_path / "rates" / "history.csv"
    assert update_rates(packed.getvalue(), target) == date(2031, 1, 3)
    found = Rates(str(target)).rate("EUR", "USD", date(2031, 1, 4))
    assert found is not None and (found.value, found.on) == (1.5, date(2031, 1, 3))


@pytest.mark.parametrize(
    "bad",
    [b"", b"<html>", b"PK\x03\x04broken", b"Date,USD,JPY,GBP\n2031-01-02,0,1,1\n", b"Date,USD,JPY,GBP\nsoon,1,1,1\n"],
)
def test_a_bad_file_changes_nothing(tmp_path: Path, bad: bytes) -> None:
    target = tmp_path / "history.csv"
    target.write_text(HISTORY)
    with pytest.raises(BadRates, match=r"ECB|eurofxref"):
        update_rates(bad, target)
    assert target.read_text() == HISTORY and [p.name for p in tmp_path.iterdir()] == ["history.csv"]
