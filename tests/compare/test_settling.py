"""An open conflict and its end: who gives way, who confirms, and what settles nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from compare_make import CONTEXT, statement
from extractors.model import Article, Statement, Verdict
from flows.compare import compare, contested
from flows.compare.authority import own_word
from flows.compare.types import Judgement

DAY = "2025-06-{:02d}T08:00:00"


def report(name: str, day: int, outlet: str | None = None, url: str | None = None, **slots: Any) -> Statement:
    """A statement of EUR 40m (unless told otherwise) that an outlet prints on a day of June."""
    made = statement(name, DAY.format(day), **slots)
    return replace(
        made, article=Article(name, 0, 0, 100, f"Title of {name}", url, outlet or f"{name} Post", DAY.format(day), "en")
    )


def play(*reports: Statement) -> list[Judgement]:
    """Each report judged against all that was stored before it, as a pass does."""
    known: list[Statement] = []
    verdicts: list[Verdict] = []
    out = []
    for one in reports:
        asked = set(contested(known))
        found = compare([one], known, CONTEXT, None, [v for v in verdicts if v.claim_id in asked])
        known += found.statements
        verdicts += found.verdicts
        out.append(found)
    return out


def ends(found: Judgement) -> list[Verdict]:
    return [v for v in found.verdicts if v.subtype == "resolution"]


#: two outlets, two sums
OPEN = (report("a", 10, "Courier"), report("b", 10, "Gazette", amount=4e6))
SAYS = "Ada Berg, the {} of Norland, {} that Norland will give Ruritania {} for hospital beds"
SETTLES = [
    report("c", 12, "Courier", amount=4e6),
    report("c", 12, "Gazette"),
    report("c", 30, "Courier", amount=4e6),
    report("c", 13, amount=4e6, text=SAYS.format("finance minister", "confirmed", "4 million euros")),
    report("c", 11, amount=4e6, text=SAYS.format("finance minister", "clarified", "4 million euros")),
    report("c", 25, amount=4e6, text=SAYS.format("finance minister", "said", "4 million euros")),
    report("c", 25, speaker="Norland", amount=4e6),
    report("c", 25, "Norland", speaker=None, amount=4e6),
]
SETTLES_NOTHING = [
    report("c", 10, amount=4e6),  # a third outlet
    report("c", 11, text=SAYS.format("finance minister", "said", "40 million euros")),  # the same words again
    report("c", 11, speaker="one analyst", amount=4e6),
    report(
        "c",
        25,
        speaker="Jon Dahl",
        amount=4e6,
        text="Jon Dahl, an economist, confirmed that Norland gives 4 million euros",
    ),
    report("c", 12, "Courier", amount=7e6),  # neither
    report("c", 12, "Courier"),  # it stands by its version
    report("c", 12, "Gazette", amount=4e6),
    report("c", 12, "Courier", amount=4e6, speaker="television"),  # what another outlet is said to say
]


@pytest.mark.parametrize("last", SETTLES)
def test_what_settles_a_conflict(last: Statement) -> None:
    _, second, third = play(*OPEN, last)
    (conflict,) = [v for v in second.verdicts if v.verdict == "contradicts"]
    (end,) = ends(third)
    assert (end.verdict, end.channel, end.rule) == ("updates", "digest", "conflict_settled")
    assert end.dimension == conflict.dimension == ("amount",)
    wrong = OPEN[0] if last.claim.low == 4e6 else OPEN[1]
    assert end.against is not None and end.against.claim_id == wrong.claim.claim_id
    assert not [v for v in third.verdicts if v.channel == "alert"]
    assert "EUR 4m" in end.reason and "EUR 40m" in end.reason and "settled" in end.reason


@pytest.mark.parametrize("last", SETTLES_NOTHING)
def test_what_settles_nothing(last: Statement) -> None:
    assert not ends(play(*OPEN, last)[-1])


def test_a_conflict_is_settled_once() -> None:
    found = play(*OPEN, report("c", 12, "Courier", amount=4e6), report("d", 13, "Courier", amount=4e6))
    assert len(ends(found[2])) == 1 and not ends(found[3])
    together = compare(
        [*OPEN, report("c", 12, "Courier", amount=4e6), report("d", 13, "Courier", amount=4e6)], [], CONTEXT
    )
    assert len(ends(together)) == 1


def test_the_end_of_a_conflict_nobody_heard_of_is_silent() -> None:
    first = compare([OPEN[0]], [], CONTEXT)
    second = compare([OPEN[1]], first.statements, CONTEXT)
    known = [replace(v, channel="silent") for v in second.verdicts]
    third = compare([SETTLES[0]], [*first.statements, *second.statements], CONTEXT, None, known)
    assert [v.channel for v in ends(third)] == ["silent"]


def test_who_tells_both_versions_settles_nothing() -> None:
    first, second = play(*OPEN)
    both = [
        report("c", 12, "Courier", amount=4e6),
        report("c", 12, "Courier", text="Others have 40 million euros for hospital beds"),
    ]
    third = compare(both, [*first.statements, *second.statements], CONTEXT, None, second.verdicts)
    assert not ends(third)


@pytest.mark.parametrize("dimension", [{"unit": "USD"}, {"speaker": "Jon Dahl"}, {"time": {"deadline": "2030"}}])
def test_conflicts_of_every_sort_can_end(dimension: dict[str, Any]) -> None:
    base = {"time": {"deadline": "2027"}} if "time" in dimension else {}
    found = play(
        report("a", 10, "Courier", **base),
        report("b", 10, "Gazette", **dimension),
        report("c", 12, "Courier", **dimension),
    )
    assert [v.verdict for v in found[1].verdicts if v.rule != "look_alike"] == ["contradicts"]
    assert len(ends(found[2])) == 1, [(v.verdict, v.rule, v.reason) for v in found[2].verdicts]


def test_a_correction_and_a_changed_page_settle_too() -> None:
    page = "https://courier.example/1"
    a, b = report("a", 10, "Courier", url=page), report("b", 10, "Gazette", amount=4e6)
    silent = play(a, b, report("a@2", 11, "Courier", url=page, amount=4e6))[-1].verdicts[0]
    notice = report(
        "a@2",
        11,
        "Courier",
        url=page,
        text="Correction: we wrongly wrote 40 million euros for hospital beds",
        role="superseded",
    )
    right = report("a@2", 11, "Courier", url=page, amount=4e6)
    first, second = play(a, b)
    declared = compare(
        [right, notice], [*first.statements, *second.statements], CONTEXT, None, second.verdicts
    ).verdicts
    assert silent.subtype == "revision"
    for verdict in (silent, next(v for v in declared if v.subtype == "correction" and v.against)):
        assert verdict.event_id.startswith("settled-") and "settles the conflict with Gazette" in verdict.reason


def test_another_outlets_correction_is_a_conflict_that_says_what_is_right() -> None:
    wrong = report(
        "b", 11, "Gazette", text="The Courier wrongly reported 40 million euros for hospital beds", role="superseded"
    )
    right = report("b", 11, "Gazette", amount=4e6, text="Norland will give Ruritania 4 million euros for hospital beds")
    found = compare([report("a", 10, "Courier"), wrong, right], [], CONTEXT)
    (told,) = [v for v in found.verdicts if v.against]
    assert (told.verdict, told.subtype, told.channel) == ("contradicts", "rejected", "alert")
    assert "EUR 40m is wrong" in told.reason and "gives EUR 4m" in told.reason


#: speaker, as written, sentence -> whether it is the payer's own word
WORDS = [
    ("Ada Berg", "Ada Berg", "Norland's finance minister Ada Berg said so", True),
    ("Ada Berg", "Ada Berg", "Ada Berg, spokeswoman of the ministry, said so", True),
    ("finance ministry", "the finance ministry", "The finance ministry said so", True),
    ("Norland", "Norland", "Norland said so", True),
    ("Ada Berg", "Ada Berg", "Ada Berg said so", False),
    ("Ada Berg", "Ada Berg", "French finance minister Ada Berg said so", False),
    ("Ada Berg", "Ada Berg", "Ada Berg, an economist in the capital, said so", False),
    ("newspaper", "a newspaper", "A newspaper close to the ministry said so", False),
    (None, None, "The finance minister is silent", False),
]  # fmt: skip


@pytest.mark.parametrize(("speaker", "written", "sentence", "own"), WORDS)
def test_whose_word_it_is(speaker: str | None, written: str | None, sentence: str, own: bool) -> None:
    s = statement("a", speaker=speaker, speaker_as_written=written, text=sentence)
    assert own_word(s.claim, s.article, CONTEXT, None) is own
