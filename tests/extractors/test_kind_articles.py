"""Short invented articles of many styles, each amount marked with what may be read of it: how many kinds and moods are right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extractors import extract
from extractors.model import Claim, Document

ARTICLES = Path(__file__).with_name("articles") / "by_kind.txt"
_MARK = re.compile(r"\{([^|{}]*)\|([^{}]*)\}")
_KINDS = {"p": "pledge", "f": "figure"}


@dataclass(frozen=True)
class Amount:
    """A marked amount: where it stands, the readings that are right (kind -> moods, empty: any), and what was read there."""

    article: int
    text: str
    wanted: dict[str, tuple[str, ...]]
    read: tuple[Claim, ...]

    @property
    def right(self) -> bool:
        return any(c.kind in self.wanted for c in self.read)


def _wanted(spec: str) -> dict[str, tuple[str, ...]]:
    wanted: dict[str, tuple[str, ...]] = {}
    for part in spec.split(";"):
        kinds, _, moods = part.partition(":")
        for kind in kinds.split(","):
            wanted[_KINDS[kind]] = tuple(moods.split(",")) if moods and kind == "p" else ()
    return wanted


def _amounts(number: int, article: str) -> Iterator[Amount]:
    head, _, marked = article.strip().partition("\n")
    date, _, title = head.partition(" |")
    text, marks, at = "", [], 0
    title = _MARK.sub(lambda m: m[1], title).strip()
    for m in _MARK.finditer(marked):
        text += marked[at : m.start()]
        marks.append((len(text), len(text) + len(m[1]), m[2]))
        text, at = text + m[1], m.end()
    text += marked[at:]
    claims = extract(Document(f"d{number}", text, title or None, published=date.strip()))
    for start, end, spec in marks:
        if spec in ("", "x"):
            continue
        here = tuple(c for c in claims if any(s.start < end and start < s.end for s in (c.anchor, *c.mentions)))
        yield Amount(number, text[max(0, start - 40) : end + 20], _wanted(spec), here)


@cache
def amounts() -> tuple[Amount, ...]:
    body = "\n".join(line for line in ARTICLES.read_text("utf-8").splitlines() if not line.startswith("#"))
    return tuple(a for number, article in enumerate(body.split("%%\n")) for a in _amounts(number, article))


def test_the_kind_is_right_in_nearly_all() -> None:
    found = [a for a in amounts() if a.read]
    wrong = [(a.article, a.text) for a in found if not a.right]
    assert len(found) >= 500
    assert len(wrong) <= 0.04 * len(found), wrong


def test_hardly_an_amount_is_overlooked() -> None:
    missed = [(a.article, a.text) for a in amounts() if not a.read]
    assert len(missed) <= 0.06 * len(amounts()), missed


def test_how_firm_is_right_in_most() -> None:
    told = [(a, c) for a in amounts() for c in a.read if c.kind == "pledge" and a.wanted.get("pledge")]
    wrong = [(a.text, c.modality) for a, c in told if c.modality not in a.wanted["pledge"]]
    assert len(wrong) <= 0.2 * len(told), wrong
