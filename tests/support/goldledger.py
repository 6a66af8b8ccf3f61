"""The frozen golds as harvests, so that ledger tests run on real claims without needing an extractor."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from extractors.model import Against, Alert, Article, Claim, Document, Equivalent, Quote, Span, Time, Verdict
from storage.ledger import Ledger
from storage.rows import Harvest, Owed, Page, Reading, SourceReport, SourceState
from storage.snapshot import publish

GOLDS = Path(__file__).parent.parent / "golds"
RUN_AT = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _span(d: dict[str, Any]) -> Span:
    return Span(d["start"], d["end"], d["exact"])


def claim_of(d: dict[str, Any]) -> Claim:
    """A gold claim as the model's Claim; slots that a gold leaves open get the model's neutral value."""
    q = d["quote"] or {**d["anchor"], "prefix": "", "suffix": ""}
    t = d["time"] or {}
    return Claim(
        document_id=d["document_id"], segment=d["segment"] or 0, claim_id=d["claim_id"], kind=d["kind"], anchor=_span(d["anchor"]),
        quote=Quote(q["start"], q["end"], q["exact"], q["prefix"], q["suffix"]), actor=d["actor"],
        actor_as_written=d["actor_as_written"], speaker=d["speaker"], speaker_as_written=d["speaker_as_written"],
        recipient=d["recipient"], purpose=d["purpose"], measure=d["measure"] or "none", low=d["low"], high=d["high"],
        unit=d["unit"], unit_of=d["unit_of"], unit_basis=d["unit_basis"] or "explicit", comparator=d["comparator"],
        hedge=d.get("hedge"), per=d["per"],
        equivalents=tuple(Equivalent(e["low"], e["high"], e["unit"]) for e in d["equivalents"] or ()),
        time=Time(t.get("text"), t.get("start"), t.get("end"), t.get("deadline"), t.get("as_of")),
        modality=d["modality"] or "reported", stage=d["stage"], condition=d["condition"], extractor=d["extractor"],
        magnitude=d.get("magnitude"),
    )  # fmt: skip


def verdict_of(d: dict[str, Any], claim: Claim | None) -> Verdict:
    against = d["against"]
    return Verdict(
        d["verdict_id"], d["document_id"], d["claim_id"], claim.anchor if claim else _span(d["anchor"]), d["verdict"],
        tuple(d["dimension"]), d["subtype"], Against(against["document_id"], against["claim_id"], _span(against["anchor"])) if against else None,
        d["channel"] or "silent", d["severity"], d["rule"] or "gold", d["reason"] or "", d.get("proposition_id") or d["event_id"] or d["verdict_id"],
        d["event_id"] or d["verdict_id"],
    )  # fmt: skip


@cache
def gold(name: str) -> tuple[tuple[Document, ...], tuple[Claim, ...], tuple[Verdict, ...]]:
    """Documents, claims and verdicts of a gold set: seeds, dev, pairs or quiet."""
    folder = GOLDS / name
    documents = tuple(
        Document(d["id"], d["text"], d.get("title"), d.get("url"), d.get("publisher"), d.get("published"), d.get("language"), d.get("ledger"))
        for d in _lines(folder / "documents.jsonl")
    )  # fmt: skip
    raw = _lines(folder / "claims.jsonl")
    claims = tuple(claim_of(d) for d in raw)
    by_id = {c.claim_id: c for c in claims}
    verdicts = tuple(verdict_of(d, by_id.get(d["claim_id"])) for d in _lines(folder / "verdicts.jsonl"))
    return documents, claims, verdicts


def page_of(document: Document, source: str = "seeds", body: bytes | None = None, at: datetime = RUN_AT) -> Page:
    raw = document.text.encode() if body is None else body
    return Page(
        source, document.url or f"file:///{document.id}", at, raw, sha256(raw).hexdigest(), "text/plain",
        title=document.title, published=document.published, publisher=document.publisher, language=document.language,
    )  # fmt: skip


#: articles of a page that holds several, as the seeds' gold dates them
SECOND_ARTICLES = {("004_e53f7bc119211052", 1): (7032, 16129, "2026-01-03")}


def reading_of(document: Document, claims: tuple[Claim, ...], source: str = "seeds") -> Reading:
    own = tuple(c for c in claims if c.document_id == document.id)
    articles = []
    for segment in sorted({c.segment for c in own} | {0}):
        start, end, published = SECOND_ARTICLES.get((document.id, segment), (0, len(document.text), document.published))
        articles.append(
            Article(
                document.id,
                segment,
                start,
                end,
                document.title,
                document.url,
                document.publisher,
                published,
                document.language,
            )
        )
    return Reading(page_of(document, source), document, tuple(articles), own)


def merged(name: str) -> Harvest:
    """A gold set as the pipeline would hand it on: one claim per article and statement, its restatements left out."""
    raw = {d["claim_id"]: d for d in _lines(GOLDS / name / "claims.jsonl")}

    def first(claim_id: str) -> str:
        while raw.get(claim_id, {}).get("duplicate_of"):
            claim_id = raw[claim_id]["duplicate_of"]
        return claim_id

    harvest = harvest_of(name)
    verdicts = tuple(
        replace(
            v, claim_id=first(v.claim_id), against=v.against and replace(v.against, claim_id=first(v.against.claim_id))
        )
        for v in harvest.verdicts
    )
    return replace(
        harvest,
        readings=tuple(
            replace(r, claims=tuple(c for c in r.claims if first(c.claim_id) == c.claim_id)) for r in harvest.readings
        ),
        verdicts=verdicts,
        propositions={key: d["ref"] for key, d in raw.items() if d["ref"]},
    )


def harvest_of(name: str = "seeds", run_id: str = "run-1", destination: str = "desk") -> Harvest:
    """A gold set as one pass: every claim blocked by its actor and its unit, one alert per alerting event."""
    documents, claims, verdicts = gold(name)
    alerts: dict[str, Alert] = {}
    for verdict in verdicts:
        if verdict.channel == "alert":
            ids = tuple(v.verdict_id for v in verdicts if v.event_id == verdict.event_id and v.channel == "alert")
            alerts.setdefault(
                verdict.event_id,
                Alert(f"A-{verdict.event_id}", verdict.event_id, verdict.document_id, "2026-01-05T12:00:00Z", "alert",
                      verdict.severity, verdict.reason[:80] or verdict.verdict, verdict.reason, ids),
            )  # fmt: skip
    return Harvest(
        run_id=run_id,
        started_at=RUN_AT,
        reports=(SourceReport(name, "folder", "ok", len(documents), len(documents), 1000, seconds=0.1),),
        states=(SourceState(name, last_success=RUN_AT, baseline_done=True, cursor={"etag": "x"}),),
        readings=tuple(reading_of(d, claims, name) for d in documents),
        verdicts=verdicts,
        alerts=tuple(alerts.values()),
        owed=tuple(Owed(f"{a.alert_id}@{destination}", a.alert_id, destination) for a in alerts.values()),
        keys={
            c.claim_id: tuple(k for k in (c.actor and f"actor:{c.actor}", c.unit and f"unit:{c.unit}") if k)
            for c in claims
        },
        propositions={v.claim_id: v.proposition_id for v in verdicts},
        events={v.claim_id: v.event_id for v in verdicts},
    )


def gold_copy(folder: Path) -> Path:
    """A published copy of a ledger that holds the seeds' gold, recorded on 2026-01-05."""
    with Ledger.open(folder / "ledger.duckdb") as ledger:
        ledger.record(merged("seeds"), RUN_AT)
    publish(folder / "ledger.duckdb", folder / "pledgewatch.duckdb", RUN_AT)
    return folder / "pledgewatch.duckdb"
