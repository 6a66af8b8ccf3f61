"""Texts with their claims marked: ``{P:amount}`` is a pledge, ``{F:amount}`` a figure, ``{W:words}`` a pledge without an amount, ``{N:words}``
no claim at all. One construction in many sayings, and what only looks like it; every text is invented. A line beginning with ``#`` is a heading.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extractors import extract
from extractors.model import Claim, Document

_MARK = re.compile(r"\{(?P<what>[PFWN]):(?P<words>[^{}]*)\}")
LINES = [
    line
    for path in sorted((Path(__file__).parent / "marked").glob("*.txt"))
    for line in path.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def unmarked(line: str) -> tuple[str, list[tuple[str, int, int]]]:
    """The plain text, and what is said of which stretch of it."""
    text, at, marks = "", 0, []
    for m in _MARK.finditer(line):
        text += line[at : m.start()]
        marks.append((m["what"], len(text), len(text) + len(m["words"])))
        text += m["words"]
        at = m.end()
    return text + line[at:], marks


def is_so(what: str, claims: list[Claim]) -> bool:
    if what == "N":
        return not claims
    if what == "W":
        return any(c.kind == "pledge" for c in claims)
    kind = "pledge" if what == "P" else "figure"
    return any(c.kind == kind for c in claims if c.low is not None or c.high is not None or c.magnitude is not None)


@pytest.mark.parametrize("line", LINES)
def test_every_marked_stretch_is_read_as_marked(line: str) -> None:
    text, marks = unmarked(line)
    assert marks, f"nothing is marked in {line!r}"
    claims = extract(Document("d", text, published="2026-09-10"))
    for what, start, end in marks:
        there = [c for c in claims if c.anchor.start < end and start < c.anchor.end]
        assert is_so(what, there), (what, text[start:end], [(c.kind, c.low, c.unit, c.trace) for c in there])
