"""How likely two claims that a rule finds in conflict are one: a logistic sum of small signs, with weights fitted on the open gold.

A rule sees two values that cannot both be right; it does not see how sure it is that each was read right and meant of the same thing. Signs
around the pair know: which rule it is, how likely the two are one matter, whether units, payers and promises were read or guessed, what their
articles share. Where such pairs hardly ever are a conflict, the next rule decides that finds an agreement; else the pair is a look-alike. No
sign says which of the two came first, or how wide a value is: the order of a day's reports and a wider reading create no conflict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from math import exp, fsum, log
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from flows.compare import grounds
from flows.compare.measure import money
from flows.compare.types import Finding, Pair
from flows.compare.values import digits, point

if TYPE_CHECKING:
    from flows.compare.beside import Beside

#: below it a conflict is told to nobody: fewer than one in five such pairs are one
BAR = -1.5
#: the chance of one matter counts within these
_LEAST, _MOST = 1e-3, 1 - 1e-3
_TIMES = {"disjoint": "apart", "inside": "nested", "around": "nested"}
_PAYERS = {"part_of": "nested", "contains": "nested"}
_SORTS = frozenset({"count", "pct", "pct_gdp", "pct_gni", "ratio"})
_STANDS = ("same_utterance", "same_period", "period_differs", "one_day", "misprint")


@cache
def weights() -> tuple[float, dict[str, float]]:
    """Where the sum begins, and how far each sign moves it (log odds of a conflict). Fitted by ``benchmarks/fit_clashes.py``."""
    read = yaml.safe_load((Path(__file__).parent / "clashes.yaml").read_text("utf-8"))
    return float(read["start"]), {str(sign): float(weight) for sign, weight in read["signs"].items()}


def is_weighed(pair: Pair, found: Finding) -> bool:
    """Whether signs may decide: a conflict between two claims that our own reader read, and no gloss that an article makes itself."""
    ours = pair.earlier.payer_from is not None and pair.later.payer_from is not None
    return found.verdict == "contradicts" and ours and not pair.relation.gloss


def unlikely(pair: Pair, found: Finding, beside: Beside) -> float | None:
    """How likely (0 to 1) such pairs are a conflict, where that is too little to tell anybody; None where it is enough."""
    if not is_weighed(pair, found):
        return None
    start, known = weights()
    total = start + fsum(known.get(sign, 0.0) * value for sign, value in signs(pair, found, beside).items())
    return 1 / (1 + exp(-total)) if total < BAR else None


def signs(pair: Pair, found: Finding, beside: Beside) -> Mapping[str, float]:
    """The signs of a pair in conflict; what both sides have counts twice."""
    out: Counter[str] = Counter()
    rule, r = found.rule, pair.relation
    likely = min(max(r.chance, _LEAST), _MOST)
    stands = [name for name in _STANDS if getattr(r, name)]
    stands += [
        name
        for name, holds in (("matched", beside.matched), ("lone", beside.lone), ("both pay", beside.both_pay))
        if holds
    ]
    out.update(
        [
            f"rule {rule}",
            f"told differently: {', '.join(sorted(found.dimension))}",
            f"one matter: {int(likely * 10)} tenths",
        ]
    )
    out.update([*stands, *(f"{name}, {rule}" for name in stands)])
    out.update(["a copy"] if r.copy is not None else [])
    out.update(
        [
            f"days {_step(abs(r.days), 0, 1, 3, 7, 20) if r.days is not None else 'unknown'}",
            f"payers {_PAYERS.get(r.actor, r.actor)}",
            f"times {_TIMES.get(r.time, r.time)}",
        ]
    )
    out.update(
        [
            f"companions {_step(beside.companions, 0, 1, 2, 4)}",
            f"words in common {_step(len(beside.common), 2, 4, 8, 14)}",
        ]
    )
    _of_sides(out, pair, rule)
    odds = log(likely / (1 - likely)) / 2
    return {**out, "chance": odds, f"chance, {rule}": odds}


def _of_sides(out: Counter[str], pair: Pair, rule: str) -> None:
    a, b = pair.earlier, pair.later
    for c in (a, b):
        sort = "money" if money(c.unit) else c.unit if c.unit in _SORTS else "other" if c.unit else "none"
        out.update(
            [
                c.modality,
                f"payer from {c.payer_from}",
                f"role {c.role}",
                f"unit {sort}",
                f"unit {c.unit_basis}",
                f"unit {c.unit_basis}, {rule}",
            ]
        )
        out.update(["guessed"] if grounds.guessed(c) else [])
        out.update(f"{slot} named" for slot in ("speaker", "purpose", "recipient") if getattr(c, slot))
        out.update(["recalled"] if c.recalled else [])
        out.update(["equivalents", f"equivalents, {rule}"] if c.equivalents else [])
    out.update(["kinds " + " and ".join(sorted((a.kind, b.kind)))])
    out.update(["one modality" if a.modality == b.modality else "two modalities"])
    speakers = {c.speaker for c in (a, b) if c.speaker}
    out.update([f"speakers {len(speakers)}" if not (a.speaker and a.speaker == b.speaker) else "one speaker of both"])
    numbers = [digits(n) for n in (point(a), point(b)) if n]
    out.update([f"digits {min(4, max(numbers))}"] if numbers else [])


def _step(value: int, *steps: int) -> int:
    return sum(value > step for step in steps)
