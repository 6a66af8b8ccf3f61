"""Closed word classes of English as the grammar uses them (lexicon/grammar.yaml): prepositions, helpers, what can follow what.

Unlike the other lists these are no matter of taste of a user, so they are read once from the shipped file.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def _lists() -> dict[str, str]:
    text = (Path(__file__).parent / "lexicon" / "grammar.yaml").read_text(encoding="utf-8")
    found: dict[str, str] = yaml.load(text, Loader=_Loader)
    return found


def wordset(name: str) -> frozenset[str]:
    """A class by its name; raises KeyError where there is none."""
    return frozenset(_lists()[name].split())
