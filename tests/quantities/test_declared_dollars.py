"""An article says once whose dollars its "$" are; what it says of other things declares nothing."""

import pytest

from extractors import extract
from extractors.model import Document

DECLARED = [
    ("All amounts are in Canadian dollars.", "CAD"),
    ("All figures are in Canadian dollars unless otherwise noted.", "CAD"),
    ("(All dollar amounts are in Australian dollars.)", "AUD"),
    ("Figures are quoted in New Zealand dollars.", "NZD"),
    ("Amounts are expressed in Singapore dollars.", "SGD"),
    ("All $ figures are Canadian.", "CAD"),
    ("All sums are given in Hong Kong dollars.", "HKD"),
    ("All currency figures are in AUD.", "AUD"),
    ("Dollar amounts are US.", "USD"),
    ("All values are in Jamaican dollars.", "JMD"),
]
NOT_DECLARED = [
    "The debt is held by Canadian banks.",
    "Prices are in Canadian shops up again.",
    "The amount is in dispute, Canadian officials said.",
    "Canadian dollars bought less in May.",
    "The figures are in.",
    "All amounts are in euros.",
    "Prices rose in Canada.",
    "Figures are kept in Chile, at the observatory.",
    "It paid $12 million to the observatory in Chile, its biggest gift.",
    "The sums are lost in Australia.",
]


def _unit(sentence):
    (claim,) = [
        c
        for c in extract(Document("d", f"The fund for lakes will give $150 million to Kenya. {sentence}"))
        if "150" in c.anchor.exact
    ]
    return claim.unit


@pytest.mark.parametrize(("sentence", "unit"), DECLARED)
def test_the_article_says_whose_dollars_they_are(sentence, unit):
    assert _unit(sentence) == unit


@pytest.mark.parametrize("sentence", NOT_DECLARED)
def test_what_declares_nothing(sentence):
    assert _unit(sentence) == "USD"


def test_a_printed_letter_holds_against_what_is_declared():
    text = "Canada gives $150 million, and US$20 million comes from Ohio. All amounts are in Canadian dollars."
    assert [c.unit for c in extract(Document("d", text)) if c.kind == "pledge"] == ["CAD", "USD"]
