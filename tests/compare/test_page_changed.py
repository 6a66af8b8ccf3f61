"""A page whose text changes its figure while its headline stays, or the other way round: told as a change of the page, with both sides."""

from __future__ import annotations

import pytest

from extractors.model import Document, Verdict
from flows.alert.card import loads
from flows.texts.replay import replay

PAGE = "https://harbour.example/page"


def versions(*told: tuple[str, str]) -> list[Document]:
    return [
        Document(
            f"page-v{n}", f"{title}\n{text}", title=title, url=PAGE, published="2026-11-22T17:00:00Z", language="en"
        )
        for n, (title, text) in enumerate(told, 1)
    ]


def of_last(documents: list[Document]) -> list[Verdict]:
    return [v for v in replay(documents, None).verdicts if v.document_id == documents[-1].id]


LATVIA = "RIGA — Latvia will give Ukraine {} for drones in 2027, Defence Minister Andris Spruds said on Sunday."
KENYA = "Norway will provide Kenya with {} for wells, its development minister said in Oslo on Sunday."
JETS = "Sweden will give Ukraine {} fighter jets, Prime Minister Ulf Kristersson said on Sunday."


@pytest.mark.parametrize(
    ("title", "text", "before", "now"),
    [
        ("Latvia gives Ukraine 45 million euros for drones", LATVIA, "45 million euros", "54 million euros"),
        ("Latvia gives Ukraine 45 million euros for drones", LATVIA, "45 million euros", "95 million euros"),
        ("Latvia gives Ukraine 45 million euros for drones", LATVIA, "45 million euros", "45 million dollars"),
        ("Norway gives Kenya 300 million euros", KENYA, "300 million euros", "30 million euros"),
        ("Sweden to give Ukraine 16 fighter jets", JETS, "16 Gripen", "14 Gripen"),
    ],
)
def test_the_text_changes_under_its_headline(title: str, text: str, before: str, now: str) -> None:
    found = of_last(versions((title, text.format(before)), (title, text.format(now))))
    assert "revision" in [v.subtype for v in found]
    assert "new" not in [v.verdict for v in found]


def test_a_text_put_right_to_what_its_headline_said() -> None:
    title = "Latvia gives Ukraine 54 million euros for drones"
    found = of_last(versions((title, LATVIA.format("45 million euros")), (title, LATVIA.format("54 million euros"))))
    assert "new" not in [v.verdict for v in found]


def test_nothing_changed_is_nothing_told() -> None:
    title = "Latvia gives Ukraine 45 million euros for drones"
    found = of_last(versions(*[(title, LATVIA.format("54 million euros"))] * 2))
    assert {v.channel for v in found if v.verdict != "inconsistent"} == {"silent"}


def test_another_gift_in_the_text_is_no_change_of_the_one_that_stands() -> None:
    more = " Latvia will also give Moldova 20 million euros for schools, he said."
    text = LATVIA.format("45 million euros")
    found = of_last(
        versions(
            ("Latvia gives Ukraine 45 million euros", text), ("Latvia gives Ukraine 45 million euros", text + more)
        )
    )
    assert [v.verdict for v in found if v.channel != "silent"] == ["new"]


@pytest.mark.parametrize("printed", [True, False])
def test_a_headline_against_its_text_shows_both_amounts(printed: bool) -> None:
    title, text = "Latvia gives Ukraine 45 million euros for drones", LATVIA.format("54 million euros")
    document = Document("d", f"{title}\n{text}" if printed else text, title=title, published="2026-11-22T17:00:00Z")
    (alert,) = [a for a in replay([document], None).alerts if "DOES NOT ADD UP" in a.title or "INCONSISTENT" in a.title]
    (finding,) = loads(alert.card).findings
    assert "EUR 54m" in finding.line and "EUR 45m" in finding.line
    assert (finding.before is not None) == printed
