"""One number of one event whose digits changed places is a misprint in one of two reports, whatever slots were read; two amounts are none."""

from __future__ import annotations

import pytest

from extractors.model import Document, Verdict
from flows.compare.values import significant
from flows.texts.replay import replay

#: two reports of one meeting
REPORT = (
    "At the donors' meeting for the drought in Somalia in Nairobi on Tuesday, Denmark pledged {} dollars for wells along the Shabelle river. "
    "Kenya, the host, will give 61 million shillings for fodder, and the African Union promised 9.7 million dollars for herders in Baidoa."
)
#: what they print
SWAPPED = [
    ("145 million", "154 million"),
    ("204 million", "240 million"),
    ("1.35 billion", "1.53 billion"),
    ("36 million", "63 million"),
]
AGAIN = (
    "NAIROBI. Wells in the valley of the Shabelle are what {} dollars of Danish money will pay for, Copenhagen said at the drought meeting for "
    "Somalia. The African Union, for its part, has 9.7 million dollars for the herders of Baidoa; Kenyan fodder will cost the host 61 million shillings."
)
#: the digits are the same, the order of magnitude is not; or one digit differs; or the same number in other words
OTHER = [("145 million", "15.4 million"), ("145 million", "146 million"), ("36 million", "36.0 million")]


def told(first: str, second: str, day: str = "2026-03-05", more: str = "") -> list[Verdict]:
    documents = [
        Document("a", REPORT.format(first), url="https://one.example/1", publisher="one", published="2026-03-04"),
        Document("b", AGAIN.format(second) + more, url="https://two.example/1", publisher="two", published=day),
    ]
    return [v for v in replay(documents, None).verdicts if v.document_id == "b" and v.rule == "misprint"]


@pytest.mark.parametrize(("first", "second"), SWAPPED)
def test_swapped_digits_are_a_misprint(first: str, second: str) -> None:
    [found] = told(first, second)
    assert (found.verdict, found.dimension, found.channel) == ("contradicts", ("amount",), "alert")
    assert "digits swapped" in found.reason and found.against is not None


@pytest.mark.parametrize(("first", "second"), OTHER)
def test_other_numbers_are_none(first: str, second: str) -> None:
    assert told(first, second) == []


def test_days_later_it_may_be_another_number() -> None:
    assert told("145 million", "154 million", day="2026-03-05")
    assert not told("145 million", "154 million", day="2026-03-20")


def test_a_report_that_prints_both_misprints_neither() -> None:
    both = " Sweden pledged 145 million dollars for wells along the Juba river."
    assert not told("145 million", "154 million", more=both)


def test_articles_of_two_events_are_not_one_number() -> None:
    documents = [
        Document(
            "a", "Denmark will give Somalia 36 million dollars for wells.", publisher="one", published="2026-03-04"
        ),
        Document("b", "Peru will pay Brazil 63 million dollars for buses.", publisher="two", published="2026-03-05"),
    ]
    assert not [v for v in replay(documents, None).verdicts if v.rule == "misprint"]


def test_digits_but_for_zeros_in_order_of_size() -> None:
    assert significant(204e6) == significant(240e6) == significant(0.42) == "24"
    assert significant(145) != significant(146)


def test_whichever_comes_first_and_never_without_a_day() -> None:
    """204 has three digits and 240 two: what is a misprint does not hang on which of them was heard first."""
    assert told("204 million", "240 million") and told("240 million", "204 million")
    undated = [
        Document(
            "a", REPORT.format("204 million"), url="https://one.example/1", publisher="one", published="2026-03-04"
        ),
        Document("b", AGAIN.format("240 million"), url="https://two.example/1", publisher="two"),
    ]
    assert not [v for v in replay(undated, None).verdicts if v.rule == "misprint"]
