"""Gold claims as input of the comparison, and the worked examples as pairs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from extractors.model import Article, Claim, Equivalent, Quote, Span, Statement, Time
from flows.compare.types import Context, Pair, Relation

GOLDS = Path(__file__).parent.parent / "golds"
#: the annotators' flags that the extractor tells in a claim's role
ROLES = {
    "superseded": "superseded",
    "listsum": "own_sum",
    "prior": "prior",
    "further": "increment",
    "bringtotal": "total",
    "total": "total",
    "part": "part",
}


def read(path: Path) -> list[dict[str, Any]]:
    """Rows of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def span(d: dict[str, Any]) -> Span:
    """A span of a record."""
    return Span(d["start"], d["end"], d["exact"])


def claim(d: dict[str, Any], text: str) -> Claim:
    """A gold claim; slots the gold leaves out are derived as an extractor would (quote: the sentence around the anchor)."""
    anchor = span(d["anchor"])
    quote = d.get("quote")
    if not quote:
        start = max(text.rfind(". ", 0, anchor.start) + 2, text.rfind("\n", 0, anchor.start) + 1, 0)
        ends = [e for e in (text.find(". ", anchor.end), text.find("\n", anchor.end)) if e >= 0]
        end = min(ends) + 1 if ends else len(text)
        quote = {"start": start, "end": end, "exact": text[start:end]}
    keep = ("actor", "actor_as_written", "speaker", "speaker_as_written", "recipient", "purpose", "low", "high", "unit", "unit_of", "comparator", "hedge", "per", "modality", "stage", "condition")  # fmt: skip
    flags = d.get("flags") or []
    role = next((r for f, r in ROLES.items() if f in flags), None)
    return Claim(
        d["document_id"], d.get("segment") or 0, d["claim_id"], d["kind"], anchor, Quote(quote["start"], quote["end"], quote["exact"], "", ""),
        **{k: d.get(k) for k in keep}, measure=d.get("measure") or "none", unit_basis=d.get("unit_basis") or "explicit",
        equivalents=tuple(Equivalent(e["low"], e["high"], e["unit"]) for e in d.get("equivalents") or ()),
        time=Time(**{k: (d.get("time") or {}).get(k) for k in ("text", "start", "end", "deadline", "as_of")}),
        role=role, magnitude=d.get("magnitude"), recalled="stale" in flags and d.get("modality") != "withdrawn",
    )  # fmt: skip


def statements(folder: str) -> list[Statement]:
    """All gold claims of a folder as statements, documents in order of play."""
    documents = {d["id"]: d for d in read(GOLDS / folder / "documents.jsonl")}
    segments = {}
    if (GOLDS / folder / "segments.jsonl").exists():
        for s in read(GOLDS / folder / "segments.jsonl"):
            segments.setdefault((s["document_id"], s.get("segment", 0)), s.get("published"))
    by: dict[str, list[dict[str, Any]]] = {}
    for row in read(GOLDS / folder / "claims.jsonl"):
        by.setdefault(row["document_id"], []).append(row)
    result = []
    for i, d in documents.items():
        for row in by.get(i, ()):
            published = segments.get((i, row.get("segment") or 0)) or d["published"]
            article = Article(
                i,
                row.get("segment") or 0,
                0,
                len(d["text"]),
                d["title"],
                d["url"],
                d["publisher"],
                published,
                d["language"],
            )
            result.append(Statement(claim(row, d["text"]), article))
    return result


def examples() -> list[dict[str, Any]]:
    """The worked examples."""
    return read(GOLDS / "worked_examples.jsonl")


def example_claim(d: dict[str, Any] | None, name: str) -> Claim:
    """A side of a worked example as a claim; a missing side is an empty figure."""
    d = d or {"unit": None, "modality": "reported"}
    at = Span(0, 1, "x")
    slots = {k: d.get(k) for k in ("low", "high", "unit", "comparator", "per", "stage", "hedge")}
    equivalents = tuple(Equivalent(e["low"], e["high"], e["unit"]) for e in d.get("equivalents") or ())
    return Claim(
        name, 0, name, "pledge", at, Quote(0, 1, "x", "", ""), modality=d["modality"], equivalents=equivalents, **slots
    )


def example_relation(r: dict[str, Any], fx: str | None) -> Relation:
    """What resolution would yield, from the example's `relation`; its `channel` is not read."""
    on = r.get("fx") or fx
    return Relation(
        same_utterance=bool(r.get("same_statement")) or bool(r.get("near_duplicate")), same_period=bool(r.get("same_reference_period")),
        days=r.get("later_by_days"), actor=r.get("actor", "same"), scope=r.get("scope", "same"), object_differs="object" in r,
        time={"disjoint": "disjoint", "window_inside": "inside"}.get(r.get("time", ""), "unknown"),  # type: ignore[arg-type]
        months=(float(r["months"]),) if "months" in r else (), copy=0.9 if r.get("near_duplicate") else None,
        differs=(r["attribute_differs"],) if "attribute_differs" in r else (), period_differs=bool(r.get("deadline_differs")),
        correction=bool(r.get("correction")), expectation_due=bool(r.get("expectation_due")), office=r.get("role"), adds=tuple(r.get("adds", ())),
        informative=bool(r.get("informative")), series=bool(r.get("series")), on=date.fromisoformat(on) if on else None,
    )  # fmt: skip


def example_pair(example: dict[str, Any], context: Context) -> Pair:
    """A worked example as a pair."""
    old, new = example["earlier"], example["later"]
    fx = (new or {}).get("fx_date") or (old or {}).get("fx_date")
    return Pair(example_claim(old, "a"), example_claim(new, "b"), example_relation(example["relation"], fx), context)


def dump(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write JSON Lines."""
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")


def day_before(day: str, days: int) -> str:
    """A date some days earlier."""
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()
