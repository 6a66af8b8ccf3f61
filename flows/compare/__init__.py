"""Comparison: new claims and their priors in, verdicts out. Pure.

`compare` judges statements; `flows.judge` does so for readings, with priors looked up by `blocking_keys` in one go.
"""

from flows.compare.compare import compare, contested, planned
from flows.compare.keys import LATEST, blocking_keys
from flows.compare.rules import RULES
from flows.compare.types import Context, Finding, Judgement, Pair, Relation

__all__ = [
    "LATEST",
    "RULES",
    "Context",
    "Finding",
    "Judgement",
    "Pair",
    "Relation",
    "blocking_keys",
    "compare",
    "contested",
    "planned",
]
