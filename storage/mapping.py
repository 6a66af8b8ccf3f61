"""Domain objects to rows and back. One tuple of column names per table, in the order in which the functions give the values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from extractors.certainty import recipient_from
from extractors.model import Against, Alert, Article, Claim, Equivalent, Quote, Span, Statement, Time, Verdict
from storage.rows import Delivery, Owed, PageFacts, SourceState

Row = tuple[Any, ...]

#: the columns of claim_log that a Claim fills, in order
CLAIM_COLUMNS = (
    "claim_id", "document_id", "segment", "kind", "anchor", "anchor_start", "anchor_end", "quote", "quote_start", "quote_end",
    "quote_prefix", "quote_suffix", "actor", "actor_as_written", "speaker", "speaker_as_written", "recipient", "purpose",
    "measure", "low", "high", "unit", "unit_of", "unit_basis", "comparator", "hedge", "per", "equivalents", "time_text",
    "time_start", "time_end", "time_deadline", "time_as_of", "modality", "stage", "condition", "extractor", "role", "ordinal",
    "magnitude", "recalled", "mentions", "trace", "payer_from", "recipient_from", "certainty",
)  # fmt: skip
#: those that comparing does not read, with the empty value that stands for each where claims are fetched for it
UNREAD = {"quote_prefix": "''", "quote_suffix": "''", "mentions": "[]", "trace": "[]"}
#: the columns of article_log that an Article fills, in order
ARTICLE_COLUMNS = (
    "document_id", "segment", "start_offset", "end_offset", "title", "url", "publisher", "published", "language", "origin",
    "doubts",
)  # fmt: skip
#: the columns of article_log that a page's facts fill, in order
FACT_COLUMNS = ("author", "modified", "published_from", "published_confidence")
VERDICT_COLUMNS = (
    "verdict_id", "document_id", "claim_id", "anchor", "anchor_start", "anchor_end", "verdict", "dimension", "subtype",
    "against_document_id", "against_claim_id", "against_anchor", "against_anchor_start", "against_anchor_end", "channel",
    "severity", "rule", "reason", "proposition_id", "event_id",
)  # fmt: skip
#: slots in which two readings of one place may differ
SLOTS = (
    "actor", "speaker", "recipient", "purpose", "measure", "low", "high", "unit", "unit_of", "comparator", "per", "time_start",
    "time_end", "time_deadline", "time_as_of", "modality", "stage", "condition",
)  # fmt: skip
#: beginning of the run ids under which a scratch ledger holds what could not be read again
CARRIED = "carried"
ALERT_COLUMNS = (
    "alert_id", "event_id", "document_id", "created_at", "channel", "severity", "title", "body", "verdict_ids",
    "card",
)  # fmt: skip
OWED_COLUMNS = (
    "key",
    "alert_id",
    "destination",
    "status",
    "attempts",
    "next_attempt",
    "last_error",
    "digest",
    "receipt",
)
DELIVERY_COLUMNS = ("key", "alert_id", "destination", "outcome", "attempt", "attempted_at", "error")
STATE_COLUMNS = (
    "name", "url", "etag", "last_modified", "last_success", "last_new_item", "failures", "error", "next_due", "baseline_done",
    "cursor",
)  # fmt: skip


def utc(moment: datetime | None) -> datetime | None:
    """A moment as the ledger stores it: UTC without offset. A moment without an offset is taken as UTC."""
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def aware(moment: datetime | None) -> datetime | None:
    """A stored moment as the rest of the program wants it: with its offset."""
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def text(value: str | None) -> str | None:
    """Text that a UTF-8 database takes: lone surrogates become U+FFFD."""
    if value is None or value.isascii():
        return value
    return value.encode("utf-8", "replace").decode("utf-8") if _surrogate.search(value) else value


_surrogate = re.compile("[\ud800-\udfff]")


def key_number(key: str) -> int:
    """A blocking key as the unsigned 64-bit number under which it is stored; a collision gives a prior too many, never one too few."""
    return int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def moment_of(published: str | None) -> datetime | None:
    """The first moment of an ISO 8601 date of any precision, in UTC; None where it is missing or no date."""
    if not published:
        return None
    value = published.strip().rstrip("~?%")
    if re.fullmatch(r"\d{4}(-\d{2})?", value):
        value += "-01-01" if len(value) == 4 else "-01"
    try:
        return utc(datetime.fromisoformat(value))
    except (ValueError, OverflowError):
        return None


def claim_row(claim: Claim) -> Row:
    """The values of CLAIM_COLUMNS."""
    c, q, t = claim, claim.quote, claim.time
    return (
        text(c.claim_id), text(c.document_id), c.segment, c.kind, text(c.anchor.exact), c.anchor.start, c.anchor.end,
        text(q.exact), q.start, q.end, text(q.prefix), text(q.suffix),
        text(c.actor), text(c.actor_as_written), text(c.speaker), text(c.speaker_as_written), text(c.recipient), text(c.purpose),
        c.measure, c.low, c.high, c.unit, text(c.unit_of), c.unit_basis, c.comparator, text(c.hedge), c.per,
        [{"low": e.low, "high": e.high, "unit": e.unit} for e in c.equivalents],
        text(t.text), t.start, t.end, t.deadline, t.as_of, c.modality, c.stage, text(c.condition), c.extractor,
        c.role, text(c.ordinal), c.magnitude, c.recalled,
        [{"start_offset": m.start, "end_offset": m.end, "exact": text(m.exact)} for m in c.mentions],
        [text(line) for line in c.trace], c.payer_from, c.recipient_from, c.certainty,
    )  # fmt: skip


def claim_from(row: Sequence[Any]) -> Claim:
    """A Claim from the values of CLAIM_COLUMNS."""
    (claim_id, document_id, segment, kind, anchor, a0, a1, quote, q0, q1, prefix, suffix, actor, actor_w, speaker, speaker_w,
     recipient, purpose, measure, low, high, unit, unit_of, basis, comparator, hedge, per, equivalents, t_text, t_start, t_end,
     deadline, as_of, modality, stage, condition, extractor, role, ordinal, magnitude, recalled, mentions, trace, payer, receiver, certainty) = row  # fmt: skip
    return Claim(
        document_id=document_id, segment=segment, claim_id=claim_id, kind=kind, anchor=Span(a0, a1, anchor),
        quote=Quote(q0, q1, quote, prefix, suffix), actor=actor, actor_as_written=actor_w, speaker=speaker,
        speaker_as_written=speaker_w, recipient=recipient, purpose=purpose, measure=measure, low=low, high=high, unit=unit,
        unit_of=unit_of, unit_basis=basis, comparator=comparator, hedge=hedge, per=per,
        equivalents=tuple(Equivalent(e["low"], e["high"], e["unit"]) for e in equivalents),
        time=Time(t_text, t_start, t_end, deadline, as_of), modality=modality, stage=stage, condition=condition,
        extractor=extractor, mentions=tuple(Span(m["start_offset"], m["end_offset"], m["exact"]) for m in mentions),
        role=role, ordinal=ordinal, magnitude=magnitude, recalled=recalled, trace=tuple(trace),
        payer_from=payer, recipient_from=receiver or recipient_from(recipient, trace), certainty=certainty,
    )  # fmt: skip


def article_row(article: Article) -> Row:
    """The values of ARTICLE_COLUMNS."""
    a = article
    return (text(a.document_id), a.segment, a.start, a.end, text(a.title), text(a.url), text(a.publisher), text(a.published),
            a.language, text(a.origin), list(a.doubts) or None)  # fmt: skip


def fact_row(article: Article, facts: PageFacts | None) -> tuple[Any, ...]:
    """The values of FACT_COLUMNS. An article with a date that is not its page's has it from its own part of the text."""
    if facts is None:
        return (None, None, None, None)
    source, confidence = facts.published_from, facts.published_confidence
    if article.published is None:
        source, confidence = "none", "none"
    elif article.published != facts.published:
        source, confidence = "part", "medium"
    return (text(facts.author), text(facts.modified), source, confidence)


def article_from(row: Sequence[Any]) -> Article:
    """An Article from the values of ARTICLE_COLUMNS."""
    return Article(*(*row[:-1], tuple(row[-1] or ())))


def statement_from(row: Sequence[Any]) -> Statement:
    """A Statement from CLAIM_COLUMNS, ARTICLE_COLUMNS, proposition_id, event_id."""
    cut = len(CLAIM_COLUMNS)
    return Statement(claim_from(row[:cut]), article_from(row[cut:-2]), row[-2], row[-1])


def verdict_row(verdict: Verdict) -> Row:
    """The values of VERDICT_COLUMNS."""
    v, against = verdict, verdict.against
    other: Row = (None, None, None, None, None)
    if against is not None:
        at = against.anchor
        other = (text(against.document_id), text(against.claim_id), text(at.exact), at.start, at.end)
    return (
        text(v.verdict_id), text(v.document_id), text(v.claim_id), text(v.anchor.exact), v.anchor.start, v.anchor.end,
        v.verdict, list(v.dimension), v.subtype, *other, v.channel, v.severity, v.rule, text(v.reason),
        text(v.proposition_id), text(v.event_id),
    )  # fmt: skip


def verdict_from(row: Sequence[Any]) -> Verdict:
    """A Verdict from the values of VERDICT_COLUMNS."""
    (verdict_id, document_id, claim_id, anchor, a0, a1, family, dimension, subtype, o_document, o_claim, o_anchor, o0, o1,
     channel, severity, rule, reason, proposition_id, event_id) = row  # fmt: skip
    against = Against(o_document, o_claim, Span(o0, o1, o_anchor)) if o_claim is not None else None
    return Verdict(verdict_id, document_id, claim_id, Span(a0, a1, anchor), family, tuple(dimension), subtype, against, channel,
                   severity, rule, reason, proposition_id, event_id)  # fmt: skip


def alert_row(alert: Alert) -> Row:
    """The values of ALERT_COLUMNS."""
    a = alert
    return (text(a.alert_id), text(a.event_id), text(a.document_id), a.created_at, a.channel, a.severity, text(a.title),
            text(a.body), list(a.verdict_ids), text(a.card))  # fmt: skip


def alert_from(row: Sequence[Any]) -> Alert:
    """An Alert from the values of ALERT_COLUMNS."""
    alert_id, event_id, document_id, created_at, channel, severity, title, body, verdict_ids, card = row
    return Alert(alert_id, event_id, document_id, created_at, channel, severity, title, body, tuple(verdict_ids), card)


def owed_from(row: Sequence[Any]) -> Owed:
    """An Owed from the values of OWED_COLUMNS."""
    key, alert_id, destination, status, attempts, next_attempt, error, digest, receipt = row
    return Owed(key, alert_id, destination, status, attempts, aware(next_attempt), error, digest, receipt)


def delivery_from(row: Sequence[Any]) -> Delivery:
    """A Delivery from the values of DELIVERY_COLUMNS."""
    key, alert_id, destination, outcome, attempt, at, error = row
    return Delivery(key, alert_id, destination, outcome, attempt, at.replace(tzinfo=UTC), error)


def state_row(state: SourceState) -> Row:
    """The values of STATE_COLUMNS."""
    s = state
    return (s.name, text(s.url), text(s.etag), text(s.last_modified), utc(s.last_success), utc(s.last_new_item), s.failures,
            text(s.error), utc(s.next_due), s.baseline_done, {text(k): text(v) for k, v in s.cursor.items()})  # fmt: skip


def state_from(row: Sequence[Any]) -> SourceState:
    """A SourceState from the values of STATE_COLUMNS and the moment at which they were recorded."""
    name, url, etag, modified, success, new_item, failures, error, due, baseline, cursor, updated = row
    return SourceState(name, url, etag, modified, aware(success), aware(new_item), failures, error, aware(due), baseline,
                       dict(cursor or {}), aware(updated))  # fmt: skip
