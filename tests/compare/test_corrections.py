"""Correction notices: which of the values in a sentence the outlet takes back."""

from __future__ import annotations

from dataclasses import replace

import pytest

import compare_make as make
from extractors.model import Claim, Quote, Span
from flows.compare import corrections
from flows.compare.corrections import taken_back

#: sentence, the wrong value in it, the right one ("" where it stands elsewhere)
NOTICES = [
    ("Correction: an earlier version of this article said that Norway will give 150 million dollars.", "150 million dollars", ""),
    ("An earlier version gave the sum as 40 million; it should be 14 million.", "40 million", "14 million"),
    ("A previous version of this story put the grant at $9m; the correct figure is $6m.", "$9m", "$6m"),
    ("Clarification: the credit is worth 3bn kroner, not 3bn euros.", "3bn euros", "3bn kroner"),
    ("The pledge is 20 million pounds, not 20 million euros as we reported.", "20 million euros", "20 million pounds"),
    ("This article was amended: Peru promised 8 tonnes rather than 80 tonnes.", "80 tonnes", "8 tonnes"),
    ("We wrongly reported that the bank would lend 7bn rupees.", "7bn rupees", ""),
    ("The headline was corrected from 12m francs to 1.2m francs.", "12m francs", "1.2m francs"),
    ("The article incorrectly stated the amount as 5bn yen.", "5bn yen", ""),
    ("At 06:10 we said that the tyre maker's gift was worth Rs 25 crore.", "Rs 25 crore", ""),
    ("Yesterday we wrote that the loan came to 40 million zlotys.", "40 million zlotys", ""),
    ("Correction: Saturday's front page said Norway had 18 launchers to give.", "18 launchers", ""),
    ("Clarification. Our print edition had the fund at 3 billion kroner.", "3 billion kroner", ""),
]  # fmt: skip
#: sentences that take nothing back
OTHERS = [
    ("Norway gives 150 million euros, not 100 million as in the year before.", "100 million"),
    ("We said we would give 5 million euros, and we will, the minister told parliament.", "5 million euros"),
    ("The ministry wants loans instead of 40 million euros in grants.", "40 million euros"),
    ("Chile raised its offer from 3m to 4m dollars.", "3m"),
    ("As we said last week, the gift was worth 25 million euros.", "25 million euros"),
    ("“From the start we said that the bill was 40 million euros,” the mayor told the council.", "40 million euros"),
    ("We said that 30 million euros will be needed.", "30 million euros"),
    ("The front page said Norway had 18 launchers to give.", "18 launchers"),
]


def claim(sentence: str, value: str) -> Claim:
    start = sentence.index(value) + 100
    return replace(
        make.claim("a", sentence),
        anchor=Span(start, start + len(value), value),
        quote=Quote(100, 100 + len(sentence), sentence, "", ""),
    )


@pytest.mark.parametrize(("sentence", "wrong", "right"), NOTICES)
def test_what_a_notice_takes_back(sentence: str, wrong: str, right: str) -> None:
    assert taken_back(claim(sentence, wrong))
    assert not right or not taken_back(claim(sentence, right))


@pytest.mark.parametrize(("sentence", "value"), OTHERS)
def test_what_is_no_notice(sentence: str, value: str) -> None:
    assert not taken_back(claim(sentence, value))


@pytest.mark.parametrize(
    "notice",
    [
        "Correction: it is 40 million.", "This corrects the sum.", "Clarification: it is 40 million.", "Editor's note: it is 40 million.", "The text was amended.",
        "It is 40 million, not 50 as we wrote.", "not 50 as was printed", "not 50 as were told", "not 50 as had been said", "not 50 as previously said", "not 50 as earlier told",
        "not 50 as first said", "not 50 as originally said", "An earlier version had 50.", "A previous online edition had 50.", "The original headline had 50.", "The first report had 50.",
        "We wrongly had 50.", "We incorrectly had 50.", "We mistakenly had 50.", "We erroneously had 50.", "We misstated it.", "We misreported it.", "It was 50 in error.", "It was 50 by mistake.",
        "At noon we said that the gift was worth 50.", "At noon we wrote that it was 50.", "At noon we reported that it was 50.", "At noon we told you that it was 50.", "At noon we put it that it was 50.",
    ],
)  # fmt: skip
def test_whatever_a_notice_says_has_its_mark(notice: str) -> None:
    assert corrections._NOTICE.search(notice) and corrections._notices(notice)
