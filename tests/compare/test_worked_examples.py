"""The worked examples of the decision table, through the rules themselves."""

from __future__ import annotations

from datetime import date

import pytest

from compare_golds import example_claim, example_pair, examples
from flows.compare.article import conversion, two_meanings
from flows.compare.rules import decide
from flows.compare.sums import sum_against
from flows.compare.types import Context, Finding
from flows.compare.values import Interval

CONTEXT = Context()


def judged(example: dict) -> Finding | None:
    relation = example["relation"]
    match relation.get("internal"):
        case "conversion":
            return conversion(
                example_claim(example["later"], "b"), CONTEXT, date.fromisoformat(example["later"]["fx_date"])
            )
        case "sum":
            return sum_against(Interval(*relation["range"]), relation["sum"], "which is not the total")
        case "same_number_two_measures":
            return two_meanings(example_claim(example["earlier"], "a"), example_claim(example["later"], "b"))
    return decide(example_pair(example, CONTEXT))


@pytest.mark.parametrize("example", examples(), ids=lambda e: e["id"])
def test_worked_example(example: dict) -> None:
    found = judged(example)
    assert found is not None
    assert found.verdict == example["verdict"], found
    if example["dimension"]:
        assert set(found.dimension) == set(example["dimension"]), found
    if "channel" not in example["relation"]:
        assert found.channel == example["channel"], found
    if example["hard_negative"]:
        assert found.verdict not in ("contradicts", "inconsistent") and found.channel != "alert"


def test_there_are_sixty_one() -> None:
    assert len(examples()) == 61
