"""One article against itself, from its text: sums that do not add up, and headlines that their own text does not bear out."""

from __future__ import annotations

import pytest

from extractors.model import Document, Verdict
from flows.texts.replay import replay

#: (id, title, text, the rule that tells it, what it is about)
ODD = [
    ("together", None, "Chile gives 200,000 dollars, Peru 150,000 dollars and Bolivia 20,000 dollars to the Andean fund. Together that makes 500,000 dollars, the secretary announced.", "sum_of_parts", "arithmetic"),
    ("altogether", None, "Norway will give Moldova 40 million euros for clinics and Denmark 25 million euros for schools. Altogether that is 75 million euros.", "sum_of_parts", "arithmetic"),
    ("adds-up", None, "Finland pledged 30 million euros for Kenya and Sweden pledged 20 million euros. That adds up to 60 million euros.", "sum_of_parts", "arithmetic"),
    ("colon", None, "Ireland will give Malawi 90 million euros: 50 million euros for clinics, 20 million euros for schools and 30 million euros for roads.", "sum_of_parts", "arithmetic"),
    ("headline-currency", "Norway promises $300m for Moldova", "Norway will give Moldova 300 million euros for its power grid, Prime Minister Kari Dahl said in Oslo on Tuesday.", "headline_against_text", "currency"),
    ("headline-digits", "Berlin pledges €35 million to Ghana", "Germany will give Ghana 53 million euros for clinics, Development Minister Jana Roth said on Monday.", "headline_against_text", "amount"),
    ("headline-scale", "Kuwait lends Jordan $2 million", "Kuwait will lend Jordan 2 billion dollars over ten years, its finance minister said on Sunday.", "headline_against_text", "amount"),
    ("headline-teen", "Austria gives €16m for Balkan floods", "Austria will give 60 million euros for the victims of the Balkan floods, the chancellor said in Vienna.", "headline_against_text", "amount"),
    ("headline-other", "Portugal to give Mozambique €40 million for clinics", "Portugal will give Mozambique 55 million euros for clinics in the north, its foreign ministry said in Lisbon.", "headline_against_text", "amount"),
]  # fmt: skip

EVEN = [
    ("exact-sum", None, "Chile gives 200,000 dollars, Peru 150,000 dollars and Bolivia 20,000 dollars to the Andean fund. Together that makes 370,000 dollars, the secretary announced."),
    ("rounded-sum", None, "Norway will give Moldova 40.4 million euros for clinics and Denmark 24.8 million euros for schools. Together that makes about 65 million euros."),
    ("some-of-them", None, "Among others, Chile gives 200,000 dollars and Peru 150,000 dollars. Together the donors came to 900,000 dollars."),
    ("others-too", None, "Finland pledged 30 million euros for Kenya and Sweden 20 million euros, and others smaller sums. That adds up to 90 million euros."),
    ("to-date", None, "Canada will give Ukraine 3.6 billion dollars for shells and 1.5 billion dollars for drones, while its support to date adds up to 23.5 billion dollars."),
    ("of-which", None, "Ireland will give Malawi 90 million euros, of which 50 million euros is for clinics and 20 million euros for schools."),
    ("sentence-between", None, "Finland pledged 30 million euros for Kenya and Sweden pledged 20 million euros. The conference lasted two days. Together the donors promised 400 million euros."),
    ("headline-rounds", "Norway promises €300m for Moldova", "Norway will give Moldova 298 million euros for its power grid, Prime Minister Kari Dahl said in Oslo on Tuesday."),
    ("headline-converts", "Norway promises $350m for Moldova", "Norway will give Moldova 300 million euros ($351 million) for its power grid, Prime Minister Kari Dahl said in Oslo."),
    ("headline-by-rate", "Norway promises $350m for Moldova", "Norway will give Moldova 300 million euros for its power grid, Prime Minister Kari Dahl said in Oslo."),
    ("headline-of-two", "Nordics promise €65m for Moldova", "Norway will give Moldova 40 million euros for clinics. Denmark will give it 25 million euros for schools."),
    ("headline-other-thing", "Ministers meet over $90bn rail plan", "Portugal will give Mozambique 55 million euros for clinics in the north, its foreign ministry said in Lisbon."),
    ("headline-bounds", "Portugal to give Mozambique over €40 million for clinics", "Portugal will give Mozambique 55 million euros for clinics in the north, its foreign ministry said in Lisbon."),
    ("headline-elided", "Norway gives Mozambique 150 million for clinics", "Norway will give Mozambique 150 million euros for clinics in the north, its foreign ministry said in Oslo."),
    ("headline-without", "Portugal helps Mozambique's clinics", "Portugal will give Mozambique 55 million euros for clinics in the north, its foreign ministry said in Lisbon."),
]  # fmt: skip


@pytest.fixture(scope="module")
def told() -> dict[str, list[Verdict]]:
    pages = [(name, title, text) for name, title, text, *_ in (*ODD, *EVEN)]
    documents = [Document(n, x, title=t, published="2025-12-03T10:00:00", language="en", ledger=n) for n, t, x in pages]
    found: dict[str, list[Verdict]] = {name: [] for name, *_ in pages}
    for v in replay(documents, None, by_ledger=True).verdicts:
        found[v.document_id].append(v)
    return found


@pytest.mark.parametrize("case", ODD, ids=lambda c: c[0])
def test_it_is_told(case: tuple[str, ...], told: dict[str, list[Verdict]]) -> None:
    odd = [v for v in told[case[0]] if v.verdict == "inconsistent"]
    assert [(v.rule, v.dimension, v.channel) for v in odd] == [(case[3], (case[4],), "digest")], told[case[0]]


@pytest.mark.parametrize("case", EVEN, ids=lambda c: c[0])
def test_it_is_not(case: tuple[str, ...], told: dict[str, list[Verdict]]) -> None:
    assert told[case[0]]
    assert not [v.reason for v in told[case[0]] if v.verdict in ("inconsistent", "contradicts")]
