"""Gifts that bear a number: "its 46th aid package" counts the ones before it."""

from __future__ import annotations

import re

from extractors.actors import actor_name
from extractors.cues import Verb
from extractors.drafts import Draft
from extractors.frames import frame_of
from extractors.mention import Mention
from extractors.model import Quantity, Span
from extractors.reading import Reading, Sentence
from extractors.recipients import recipient_of
from extractors.slots import fill_speaker
from extractors.subjects import subject_of
from extractors.when import time_of

_ORDINAL = re.compile(
    r"\b(?P<number>\d{1,3})(?:st|nd|rd|th) (?:[a-z-]+ ){0,2}(?P<noun>package|donation|tranche|instalment|installment|batch|shipment)s?\b"
)
_SILENT_ROLES = ("duplicate_body", "boilerplate", "byline")
_OWNERS = ("country", "capital", "org", "group", "name")


def is_silent(sentence: Sentence) -> bool:
    """Whether a sentence claims nothing; "By giving 2 million, Norway hopes ..." only looks like a byline."""
    return sentence.role in _SILENT_ROLES and not (sentence.role == "byline" and sentence.hi - sentence.lo > 8)


def numbered(reading: Reading) -> list[Draft]:
    """ "its 46th aid package": which one it is counts the ones before; amounts of the sentence bear the number as their identity."""
    return [
        _numbered(sentence, m)
        for sentence in reading.sentences
        if not is_silent(sentence)
        for m in _ORDINAL.finditer(reading.text, sentence.start, sentence.end)
    ]


def _numbered(sentence: Sentence, m: re.Match[str]) -> Draft:
    number = float(m.group("number"))
    span = Span(m.start(), m.end(), m.group())
    quantity = Quantity(span, number, number, "count", unit_of="packages", rule="ordinal")
    order = f"{m.group('number')} {m.group('noun')}"
    draft = Draft(sentence, m.start(), m.end(), "figure", "reported", quantity, measure="count", ordinal=order)
    first = sentence.reading.word_at(m.start())
    frame = frame_of(sentence, first, first + 1)
    giver = _who_gives_its_own(sentence, first, frame.verb)
    if giver is not None:
        draft.actor, draft.actor_rule = actor_name(giver, sentence), "own_gift"
        draft.recipient = recipient_of(sentence, frame.verb, first, first + 1, [giver])
    else:
        owner = next((x for x in reversed(sentence.mentions) if x.last <= first and first - x.last <= 2), None)
        draft.actor = actor_name(owner, sentence) if owner is not None else None
    fill_speaker(draft, frame)
    draft.time = time_of(sentence, draft.start, draft.end)
    return draft


def _who_gives_its_own(sentence: Sentence, first: int, verb: Verb | None) -> Mention | None:
    """ "Finland will send Ukraine its 31st package": it is theirs who give."""
    low = sentence.reading.words.low
    if verb is None or verb.passive or not verb.is_a("give", "deliver") or not 0 <= first - verb.last <= 8:
        return None
    if first <= sentence.lo or low[first - 1] not in {"its", "their", "a", "the"}:
        return None
    whose = subject_of(sentence, verb)
    return whose if whose is not None and whose.kind in _OWNERS else None
