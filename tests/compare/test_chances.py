"""How likely two claims are one matter: the fitted weights, and what the comparison does with them."""

from __future__ import annotations

from typing import Any

import pytest

from compare_make import CONTEXT, statement
from extractors.model import Statement, Verdict
from flows.compare import chances, compare
from flows.compare.beside import Beside
from flows.compare.facts import Facts
from flows.compare.resolve import LIKELY, examine
from flows.compare.signs import ANOTHER, APART_BY, OF_THE_MATTER, WEIGHTS


def examined(then: dict[str, Any], now: dict[str, Any]) -> Any:
    old, new = (Facts(statement(n, **slots), CONTEXT.world) for n, slots in (("a", then), ("b", {"text": None} | now)))
    return examine(new, old, CONTEXT, lambda: Beside(new.topic & old.topic))


def verdicts(old: Statement, new: Statement) -> list[Verdict]:
    return [v for v in compare([new], [old], CONTEXT).verdicts if v.claim_id == new.claim.claim_id]


def test_every_weight_is_of_a_sign_that_can_occur() -> None:
    _, known = chances.weights()
    prefixes = ("bar ", "later ", "earlier ")
    kinds = {f"{a} beside {b}" for a in ("pledge", "figure") for b in ("pledge", "figure")}
    assert [s for s in known if s not in WEIGHTS and not s.startswith(prefixes)] == sorted(
        {"sum", "no bar", "same sentence"} & known.keys() | kinds & known.keys()
    )


def test_what_allows_or_forbids_a_chance_are_signs_that_can_occur() -> None:
    """ "same sentence" alone has no weight of its own: it settles the matter, see `resolve.examine`."""
    assert (OF_THE_MATTER | APART_BY | ANOTHER) - WEIGHTS.keys() == {"same sentence"}
    assert OF_THE_MATTER.isdisjoint(APART_BY | ANOTHER)


ALIKE: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({}, {"speaker": "Otto Kern"}),
    ({}, {"unit": "USD"}),
    ({}, {"amount": 400e6}),
]
OTHERS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {"purpose": "two ferries", "amount": 310e6, "published": "2025-11-10T08:00:00"}),
    ({}, {"recipient": "Altmark", "purpose": "school meals", "amount": 7e6}),
]


def test_versions_of_one_pledge_are_likelier_one_matter_than_two_pledges_of_one_payer() -> None:
    alike = [e.relation.chance for e in (examined(*p) for p in ALIKE) if e.relation]
    others = [e.relation.chance if e.relation else 0.0 for e in (examined(*p) for p in OTHERS)]
    assert len(alike) == len(ALIKE) and min(alike) > LIKELY > max(others), (alike, others)


@pytest.mark.parametrize(("start", "told"), [(-30.0, False), (30.0, True)])
def test_two_values_are_a_conflict_only_where_they_likely_are_one_matter(
    monkeypatch: pytest.MonkeyPatch, start: float, told: bool
) -> None:
    monkeypatch.setattr(chances, "weights", lambda: (start, {}))
    found = verdicts(statement("a"), statement("b", amount=90e6))
    assert any(v.verdict == "contradicts" for v in found) is told, [(v.verdict, v.reason) for v in found]
    doubts = [v for v in found if v.rule == "look_alike" and "one matter 0% of the time" in v.reason]
    assert [v.channel for v in doubts] == ([] if told else ["silent"]), "what was not told is there for why-not"


def test_what_speaks_for_something_else_is_not_outweighed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chances, "weights", lambda: (30.0, {}))
    far = {"published": "2026-03-10T08:00:00"}
    same = examined({}, {"amount": 41e6})
    other = examined({"purpose": "beds"}, {"purpose": "other ferries", "recipient": "Altmark", "amount": 7e6} | far)
    assert same.relation is not None and other.relation is None
