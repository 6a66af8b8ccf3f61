"""A bare "$" beside another country's dollar is one currency printed two ways; a marked one is not. "By 2030" and "before 2030" are one horizon."""

from __future__ import annotations

from datetime import date

import pytest

from extractors import extract
from extractors.model import Claim, Document
from flows.compare.dollars import may_be_one
from flows.compare.periods import date_differs, period_differs
from flows.texts.replay import replay


def claim(text: str, published: str = "2026-03-04") -> Claim:
    [found] = extract(Document("d", text, published=published))
    return found


@pytest.mark.parametrize(
    ("a", "b", "one"),
    [
        ("Norway's bank will lend Canada C$30 million.", "Norway's bank will lend the museum $30 million.", True),
        ("Kenya will pay the school A$30 million.", "Kenya will pay the school 30 million dollars.", True),
        ("Kenya will pay the school A$30 million.", "Kenya will pay the school US$30 million.", False),
        ("Kenya will pay the school A$30 million.", "Kenya will pay the school 30 million US dollars.", False),
        (
            "Kenya will pay the school A$30 million.",
            "Kenya will pay the school 30 millions of dollars of the USA.",
            False,
        ),
        ("Kenya will pay the school €30 million.", "Kenya will pay the school $30 million.", False),
    ],
)
def test_whose_dollars(a: str, b: str, one: bool) -> None:
    assert may_be_one(claim(a), claim(b)) is one


@pytest.mark.parametrize(("printed", "verdict"), [("$45 million", "corroborates"), ("US$45 million", "contradicts")])
def test_one_pledge_of_dollars_in_two_papers(printed: str, verdict: str) -> None:
    texts = (
        "Kenya will give the flood fund of Garissa C$45 million, Finance Minister John Mbadi said in Nairobi on Tuesday.",
        f"Finance Minister John Mbadi said in Nairobi on Tuesday that Kenya will give the flood fund of Garissa {printed}.",
    )
    documents = [
        Document(
            f"d{i}", text, url=f"https://p{i}.example/{i}", publisher=f"p{i}.example", published=f"2026-03-0{3 + i}"
        )
        for i, text in enumerate(texts)
    ]
    found = {v.verdict for v in replay(documents, None).verdicts if v.document_id == "d1"}
    assert verdict in found and ("contradicts" in found) is (verdict == "contradicts")


def test_one_horizon_said_two_ways() -> None:
    assert not date_differs("2029-12-31", "2030")
    assert not date_differs("2030", "2029-12-31")
    assert date_differs("2029-12-31", "2030-01-01")  # two days, both exact
    assert date_differs("2028-12-31", "2030")


def test_since_2022_runs_to_the_day_on_which_it_is_told() -> None:
    a, b = (
        claim(f"Norway has given Moldova 40 million euros since 2022, as of {d} August.", f"2026-08-{d}")
        for d in (20, 21)
    )
    assert not period_differs(a, b, date(2026, 8, 21))
