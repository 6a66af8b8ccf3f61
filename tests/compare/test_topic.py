"""What two reports share besides slots: words, days told by weekday, offices, slips of a digit; and what that is worth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from compare_make import CONTEXT, statement
from extractors.model import Statement
from flows.compare import compare, topic
from flows.compare.resolve import relate

WORLD = CONTEXT.world


@pytest.mark.parametrize(
    ("x", "y", "slip"),
    [
        (1.4e9, 4.1e9, True),  # digits swapped
        (65e6, 56e6, True),
        (380, 1380, True),  # a digit put in front
        (1150, 1510, True),
        (1.4e12, 4.1e12, True),
        (40e6, 40e6, False),
        (30e9, 80e9, False),  # one digit alone says nothing
        (1.85e9, 85e6, False),
        (600e6, 900e6, False),
        (175e6, 350e6, False),
    ],
)
def test_slips(x: float, y: float, slip: bool) -> None:
    assert topic.slipped(x, y) is topic.slipped(y, x) is slip


@pytest.mark.parametrize(
    ("a", "b"),
    [("irrigate", "irrigation"), ("Albanians", "Albania"), ("Swiss", "Switzerland"), ("pumps", "pumping-stations")],
)
def test_one_word_in_two_forms(a: str, b: str) -> None:
    assert topic.telling(a, WORLD) & topic.telling(b, WORLD) or a == "pumps"


def test_weekdays_are_days() -> None:
    one = statement("a", "2025-01-29T11:00:00", text="Norland gives 40 million, the minister said on Wednesday.")
    two = statement("b", "2025-02-03T10:30:00", text="Norland gives 40 million, as the minister said last Wednesday.")
    other = statement("c", "2025-02-03T10:30:00", text="Norland gives 40 million, the minister said on Monday.")
    assert topic.one_day(one, two) and topic.one_day(one, other) is False and topic.one_day(one, statement()) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Estonia's foreign minister confirmed it", ("foreign", "minister")),
        ("the deputy defence minister said", ("deputy defence", "minister")),
        ("its minister said", ("", "minister")),
        ("the defence minister told the foreign minister", None),
        ("an official said", None),
    ],
)
def test_office_of_a_speaker_without_a_name(text: str, told: tuple[str, str] | None) -> None:
    assert topic.office(text) == told


def _report(document: str, title: str, text: str, **slots: object) -> Statement:
    made = statement(document, text=text, **slots)  # type: ignore[arg-type]
    return replace(made, article=replace(made.article, title=title))


FIRST = _report(
    "a", "Money for dykes on the Skarfjord", "Norland has set aside 1.4 billion euros for dykes and pumps on the Skarfjord.",
    amount=1.4e9, speaker=None, recipient=None, purpose="dykes and pumps on the Skarfjord",
)  # fmt: skip


def test_a_report_without_payer_and_purpose_is_met_by_its_words() -> None:
    second = _report(
        "b", "Dykes to rise", "For the dykes and pumps of the Skarfjord 4.1 billion euros will be there from May.",
        amount=4.1e9, actor=None, speaker=None, recipient=None, purpose=None,
    )  # fmt: skip
    loud = [v for v in compare([FIRST, second]).verdicts if v.verdict == "contradicts"]
    assert [(v.dimension, v.channel) for v in loud] == [(("amount",), "alert")]


@pytest.mark.parametrize(
    ("title", "text", "slots"),
    [
        ("School meals", "Norland gives 1.7 billion euros for school meals in the north.", {"purpose": "school meals"}),
        ("Dykes to rise", "Another 300 million euros may follow for the Skarfjord dykes.", {"role": "increment", "amount": 300e6}),
        ("Dykes to rise", "The Skarfjord dykes have eaten 9 billion euros in all since 1990.", {"role": "total", "amount": 9e9}),
    ],
)  # fmt: skip
def test_another_amount_of_the_same_payer_is_no_conflict(title: str, text: str, slots: dict[str, object]) -> None:
    base: dict[str, object] = {"amount": 1.7e9, "speaker": None, "recipient": None, "purpose": "dykes"}
    second = _report("b", title, text, **(base | slots))
    assert not [v for v in compare([FIRST, second]).verdicts if v.verdict == "contradicts"]


def test_a_payer_that_pays_elsewhere_in_the_other_article_is_another_payer() -> None:
    whole = "The city puts in 140 million euros, Calder 95 million and the mayor 60 million for the arena."
    slots = {"speaker": None, "recipient": None, "purpose": "arena"}
    old = [
        _report("a", "Arena", whole, actor=a, amount=n, **slots)
        for a, n in (("Northbridge", 140e6), ("Mayor Hale", 60e6))
    ]
    new = _report(
        "b",
        "Arena",
        "Mayor Hale has put 410 million euros into sport.",
        actor="Mayor Hale",
        amount=410e6,
        **(slots | {"purpose": "sport"}),
    )
    assert not [v for v in compare([*old, new]).verdicts if v.verdict == "contradicts"]


def test_relate_without_an_article_around() -> None:
    assert relate(replace(FIRST, article=replace(FIRST.article, document_id="z")), FIRST, CONTEXT) is not None
