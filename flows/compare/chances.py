"""How likely two claims with such evidence are one matter: a logistic sum of the signs of `evidence`, with weights fitted on the open gold.

The weights of `signs.WEIGHTS` were set by hand and decide which claims are held against each other. They count every sign on its own
scale, whatever the others say; fitted together on several thousand pairs the same signs tell a matter from its look-alike better. What
comes of it is used twice: a pair below the bar may still be one matter, and a contradiction is told only between claims that likely are.
"""

from __future__ import annotations

from functools import cache
from math import exp, fsum
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from extractors.model import Claim

if TYPE_CHECKING:
    from flows.compare.evidence import Evidence

#: what has no bar to pass (another payer of one number) is marked so
NO_BAR = float("-inf")


@cache
def weights() -> tuple[float, dict[str, float]]:
    """Where the sum begins, and how far each sign moves it (log odds of one matter). Fitted by ``benchmarks/fit_chances.py``."""
    read = yaml.safe_load((Path(__file__).parent / "chances.yaml").read_text("utf-8"))
    return float(read["start"]), {str(sign): float(weight) for sign, weight in read["signs"].items()}


def signs(new: Claim, old: Claim, evidence: Evidence, bar: float) -> dict[str, float]:
    """What is known of a pair: the signs of its evidence and their sum, which kinds and modalities meet, and which bar holds for them."""
    return evidence.signs | {
        "sum": evidence.score,
        "no bar" if bar == NO_BAR else f"bar {bar:g}": 1.0,
        f"later {new.modality}": 1.0,
        f"earlier {old.modality}": 1.0,
        f"{new.kind} beside {old.kind}": 1.0,
    }


def chance(new: Claim, old: Claim, evidence: Evidence, bar: float) -> float:
    """How likely the two are one matter, 0 to 1."""
    start, known = weights()
    total = start + fsum(known.get(sign, 0.0) * value for sign, value in signs(new, old, evidence, bar).items())
    return 1 / (1 + exp(-max(-50.0, min(50.0, total))))
