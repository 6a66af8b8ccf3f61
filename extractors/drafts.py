"""A claim in the making: slots are filled one after the other, then frozen into a `Claim` with its id."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractors.certainty import certainty, payer_from, recipient_from
from extractors.model import Claim, Kind, Measure, Modality, Quantity, Quote, Span, Stage, Time
from extractors.reading import Sentence

if TYPE_CHECKING:
    from extractors.frames import Frame

#: changes when claims of the same text may change; part of every claim_id
VERSION = "pledgewatch-rules/2"
_CONTEXT = 32


@dataclass(slots=True)
class Draft:
    """What has been read of one claim. ``start`` and ``end`` are the anchor's offsets."""

    sentence: Sentence
    start: int
    end: int
    kind: Kind
    modality: Modality
    quantity: Quantity | None = None
    measure: Measure = "none"
    actor: str | None = None
    actor_as_written: str | None = None
    speaker: str | None = None
    speaker_as_written: str | None = None
    recipient: str | None = None
    purpose: str | None = None
    time: Time = field(default_factory=Time)
    stage: Stage | None = None
    condition: str | None = None
    ordinal: str | None = None
    recalled: bool = False
    mentions: list[Span] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    #: the actor was not found in the sentence but taken from the article
    borrowed_actor: bool = False
    #: which finder of givers.py knew the actor: "printed", "subject:country"; empty where none did
    actor_rule: str = ""
    #: what governs the amount; None for claims without one
    frame: Frame | None = None
    #: called a figure because no rule knew better: extractors.weighing has the last word
    undecided: bool = False
    #: log odds of a promise, where signs were weighed
    odds: float | None = None

    def filled(self) -> int:
        """How many slots are filled: the fullest of several mentions becomes the claim."""
        slots = (
            self.actor,
            self.speaker,
            self.recipient,
            self.purpose,
            self.time.start,
            self.time.end,
            self.time.deadline,
        )
        return sum(s is not None for s in slots) - self.borrowed_actor


def frozen(draft: Draft) -> Claim:
    """The claim of a draft."""
    sentence = draft.sentence
    text, article = sentence.reading.text, sentence.reading.article
    q = draft.quantity
    anchor = Span(draft.start, draft.end, text[draft.start : draft.end])
    start, end = min(sentence.start, draft.start), max(sentence.end, draft.end)
    quote = Quote(
        start,
        end,
        text[start:end],
        text[max(article.start, start - _CONTEXT) : start],
        text[end : min(article.end, end + _CONTEXT)],
    )
    values = (
        draft.actor, draft.speaker, draft.recipient, draft.purpose, draft.measure, draft.modality, draft.condition,
        q and (q.low, q.high, q.unit, q.unit_of, q.comparator, q.per), draft.time.start, draft.time.end, draft.time.deadline,
    )  # fmt: skip
    return Claim(
        document_id=article.document_id,
        segment=article.segment,
        claim_id=claim_id(article.document_id, article.segment, anchor, draft.kind, values),
        kind=draft.kind,
        anchor=anchor,
        quote=quote,
        actor=draft.actor,
        actor_as_written=draft.actor_as_written,
        speaker=draft.speaker,
        speaker_as_written=draft.speaker_as_written,
        recipient=draft.recipient,
        purpose=draft.purpose,
        measure=draft.measure,
        low=q.low if q else None,
        high=q.high if q else None,
        unit=q.unit if q else None,
        unit_of=q.unit_of if q else None,
        unit_basis=q.unit_basis if q else "explicit",
        comparator=q.comparator if q else None,
        hedge=q.hedge if q else None,
        per=q.per if q else None,
        equivalents=q.equivalents if q else (),
        time=draft.time,
        modality=draft.modality,
        stage=draft.stage,
        condition=draft.condition,
        extractor=VERSION,
        mentions=tuple(sorted(draft.mentions, key=lambda s: s.start)),
        role=q.role if q else None,
        ordinal=draft.ordinal,
        magnitude=q.magnitude if q and q.low is None and q.high is None else None,
        recalled=draft.recalled,
        certainty=certainty(draft),
        payer_from=payer_from(draft),
        recipient_from=recipient_from(draft.recipient, draft.trace),
        trace=tuple(draft.trace),
    )


def claim_id(document_id: str, segment: int, anchor: Span, kind: str, values: object) -> str:
    """The same document read by the same version gives the same id, in any process and on any machine."""
    content = repr((document_id, segment, anchor.start, anchor.end, kind, values, VERSION))
    return hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(slots=True)
class Found:
    """An actor, the words that name it, and how it was found. Without a name: it is known that the sentence does not say."""

    name: str | None
    written: str | None = None
    note: str | None = None
    #: only the article could tell more
    borrowed: bool = False
