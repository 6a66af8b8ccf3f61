"""The amount that a short text is about.

News tell it first: the first money amount that is no part, prior or superseded value. Registers and trackers often recount a larger package
first and then say which share they enter ("... promised 90 million in all. We report here the 7 million for schools"): there the entered
amount is meant, and what stands before it is context. `recorded` finds such an amount; words in ``lexicon/recording.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors import lexicon as lexicons
from extractors.heldagainst import is_money
from extractors.lexicon import Lexicon
from extractors.model import Quantity

#: a cue stands at most this many characters from its amount
_BEFORE, _BEHIND = 140, 150
_SENTENCE = re.compile(r"[.;!?]\s|\n")


@dataclass(frozen=True, slots=True)
class _Cues:
    before: re.Pattern[str]
    behind: re.Pattern[str]
    against: re.Pattern[str]


def _cues(lexicon: Lexicon) -> _Cues:
    def any_of(key: str) -> str:
        return "|".join(map(re.escape, sorted(lexicon.words("recording", key), key=len, reverse=True)))

    return _Cues(
        re.compile(rf"\b(?:{any_of('subjects')})\b[^\n]{{0,60}}?\b(?:{any_of('verbs')})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{any_of('behind')})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{any_of('against')})\b", re.IGNORECASE),
    )


def recorded(quantities: Sequence[Quantity], text: str, *, lexicon: Lexicon | None = None) -> Quantity | None:
    """The money amount that the text says it enters, or None where it says nothing of the kind (all news). Pure.

    Claims on money amounts before it are context: the assembler should tell them as figures, not as pledges of this text.
    """
    words = lexicon if lexicon is not None else lexicons.load()
    cues = words.compiled(_cues)
    if not cues.before.search(text) and not cues.behind.search(text):
        return None
    first: Quantity | None = None
    for q in quantities:
        if not is_money(q) or q.rule == "money:minor":
            continue
        before = _SENTENCE.split(text[max(0, q.span.start - _BEFORE) : q.span.start])[-1]
        behind = _SENTENCE.split(text[q.span.end : q.span.end + _BEHIND], maxsplit=1)[0]
        match = cues.behind.search(behind)
        if match and not cues.against.search(behind[: match.start()]):
            return q
        match = cues.before.search(before)
        if first is None and match and not cues.against.search(match.group()):
            first = q
    return first


def principal(quantities: Sequence[Quantity], text: str, *, lexicon: Lexicon | None = None) -> Quantity | None:
    """The amount a short text is about: the one it says it enters, else its first money amount that is no part, prior or superseded value."""
    entered = recorded(quantities, text, lexicon=lexicon)
    if entered is not None:
        return entered
    money = [q for q in quantities if is_money(q) and q.rule != "money:minor"]
    return next((q for q in money if q.role not in ("part", "prior", "superseded")), money[0] if money else None)
