"""Whether a first report is news: rules say what it is worth, signs how far to believe them, and some grounds are no matter of signs."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from extractors import extract
from extractors.model import Article, Claim, Document, Statement
from flows.compare import newsworth
from flows.compare.first import Place
from flows.compare.newsworth import HARDLY, RATHER, Around, Known, among, is_weighed, signs, weighed
from flows.compare.types import Context, Finding

TEXT = "Norway will give Moldova 40 million euros for schools, Finance Minister Jens Stoltenberg said on Tuesday."
TOLD = Finding("new", "alert", "Norway: EUR 40m.", severity="medium")
HUSHED = Finding("new", "silent", "Told as history: EUR 40m.", subtype="recalled", ground="history")


def statement(text: str = TEXT) -> Statement:
    [claim] = extract(Document("d", text, published="2026-03-04"))
    return Statement(claim, Article("d", 0, 0, len(TEXT), published="2026-03-04"))


def sums(monkeypatch: pytest.MonkeyPatch, total: float, named: Mapping[str, float] | None = None) -> None:
    monkeypatch.setattr(newsworth, "weights", lambda: (total, dict(named or {})))


@pytest.mark.parametrize(
    ("total", "found", "channel"),
    [
        (RATHER + 0.1, HUSHED, "digest"),
        (RATHER - 0.1, HUSHED, "silent"),
        (HARDLY + 0.1, TOLD, "alert"),
        (HARDLY - 0.1, TOLD, "silent"),
        (RATHER + 5.0, TOLD, "alert"),
        (HARDLY - 5.0, HUSHED, "silent"),
    ],
)
def test_signs_overrule_where_they_are_sure(
    monkeypatch: pytest.MonkeyPatch, total: float, found: Finding, channel: str
) -> None:
    sums(monkeypatch, total)
    after = weighed(statement(), found, Around(), Context())
    assert after.channel == channel and after.verdict == "new"
    assert (after == found) is (channel == found.channel)


def test_the_reason_tells_what_the_rule_says(monkeypatch: pytest.MonkeyPatch) -> None:
    sums(monkeypatch, 0.0, {"recipient named": 0.4, "modality pledged": 0.3, "told silent": -0.2})
    after = weighed(statement(), HUSHED, Around(), Context())
    assert after.channel == "digest" and after.severity == "low"
    assert after.reason == "Likely news by the signs around it, though by its rule: Told as history: EUR 40m."


@pytest.mark.parametrize("ground", ["step", "sum", "unusable", "own_sum", "added_up", "question", "had_been"])
def test_what_a_number_is_stands(monkeypatch: pytest.MonkeyPatch, ground: str) -> None:
    sums(monkeypatch, 99.0)
    found = Finding("new", "silent", "It is what it is.", ground=ground)
    assert weighed(statement(), found, Around(), Context()) is found


@pytest.mark.parametrize(
    "text",
    [
        "Hungary refuses to pay 40 million euros for schools in Moldova, its government said on Tuesday.",
        "Inflation in Moldova rose to 7 percent in March, the statistics office said.",
    ],
)
def test_refusals_and_figures_go_by_rule(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    sums(monkeypatch, -99.0)
    assert weighed(statement(text), TOLD, Around(), Context()) is TOLD


def test_claims_made_by_hand_go_by_rule() -> None:
    read = statement().claim
    by_hand = Claim(read.document_id, 0, "c", "pledge", read.anchor, read.quote, modality="pledged")
    assert is_weighed(read, TOLD) and not is_weighed(by_hand, TOLD)


def test_signs_of_a_report() -> None:
    s = statement()
    found = set(signs(s, TOLD, Around(Place(whole_beside=True), 1, 5, Known(3.5, 1, 0, 1)), Context()))
    assert {
        "told alert",
        "alert for promise",
        "modality pledged",
        "money pledged",
        "recipient named",
        "worth 1e7 EUR",
    } <= found
    assert {"place whole_beside", "promises before it: 1", "promises of its article: 4", "certainty of a rule"} <= found
    assert {"nearest prior: 3", "its number is known", "known of its payer: 1"} <= found
    assert {"left: give", "right: for", "in it: euros"} <= found
    assert not any("norway" in sign.lower() or "moldova" in sign.lower() for sign in found)


def test_names_are_no_signs_of_the_table() -> None:
    """What is fitted must not learn who tends to be in the news: words count only in lower case, and countries have a capital."""
    _, table = newsworth.weights()
    words = {sign.partition(": ")[2] for sign in table if sign.startswith(("left: ", "right: ", "in it: "))}
    assert words and not words & {"ukraine", "norway", "germany", "nato", "kyiv", "stoltenberg"}


def test_place_among_the_promises_of_an_article() -> None:
    text = f"{TEXT} Sweden will give Moldova 12 million euros for roads. Prices rose by 7 percent."
    claims = extract(Document("d", text, published="2026-03-04"))
    statements = [Statement(c, Article("d", 0, 0, len(TEXT), published="2026-03-04")) for c in claims]
    around = among(statements[1], statements, Place(), Known())
    assert (around.before, around.promises) == (1, 2)
