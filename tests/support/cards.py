"""Statements and verdicts of the seed gold, as the alerts room takes them: the true claims, before any extractor finds them."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from extractors.model import Against, Article, Claim, Equivalent, Quote, Span, Statement, Time, Verdict

GOLDS = Path(__file__).resolve().parents[1] / "golds"


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


@lru_cache(maxsize=8)
def statements(name: str = "seeds") -> tuple[Statement, ...]:
    """Every gold claim of a set, in its article; propositions by the gold's ``ref``."""
    documents = {d["id"]: d for d in lines(GOLDS / name / "documents.jsonl")}
    return tuple(_statement(c, documents[c["document_id"]]) for c in lines(GOLDS / name / "claims.jsonl"))


def _statement(c: dict[str, Any], d: dict[str, Any]) -> Statement:
    anchor = Span(**c["anchor"])
    quote = Quote(**c["quote"]) if c["quote"] else _sentence(d["text"], anchor)
    plain = [
        "document_id",
        "segment",
        "claim_id",
        "kind",
        "actor",
        "actor_as_written",
        "speaker",
        "speaker_as_written",
        "recipient",
        "purpose",
        "measure",
        "low",
        "high",
        "unit",
        "unit_of",
        "comparator",
        "per",
        "modality",
        "stage",
        "condition",
        "extractor",
        "magnitude",
    ]
    claim = Claim(
        **{key: c[key] for key in plain if key in c},
        anchor=anchor,
        quote=quote,
        unit_basis=c["unit_basis"] or "explicit",
        hedge=c.get("hedge"),
        equivalents=tuple(Equivalent(e["low"], e["high"], e["unit"]) for e in c["equivalents"] or ()),
        time=Time(**c["time"]),
    )
    article = Article(
        d["id"],
        c["segment"],
        0,
        len(d["text"]),
        d["title"],
        d["url"],
        d["publisher"],
        d["published"],
        d["language"],
        d["id"],
    )
    return Statement(claim, article, c.get("ref"), None)


def _sentence(text: str, anchor: Span) -> Quote:
    start = max(text.rfind(". ", 0, anchor.start) + 2, text.rfind("\n", 0, anchor.start) + 1, 0)
    ends = [i for i in (text.find(". ", anchor.end), text.find("\n", anchor.end)) if i >= 0]
    end = min(ends) + 1 if ends else len(text)
    return Quote(start, end, text[start:end].rstrip("\n"), text[max(0, start - 32) : start], text[end : end + 32])


@lru_cache(maxsize=8)
def verdicts(name: str = "seeds") -> tuple[Verdict, ...]:
    """Every gold verdict of a set."""
    refs = {s.claim.claim_id: s.proposition_id for s in statements(name)}
    out = []
    for v in lines(GOLDS / name / "verdicts.jsonl"):
        if v["claim_id"] is None:
            continue
        against = v["against"]
        out.append(
            Verdict(
                v["verdict_id"], v["document_id"], v["claim_id"], Span(**v["anchor"]), v["verdict"], tuple(v["dimension"]),
                v["subtype"], against and Against(against["document_id"], against["claim_id"], Span(**against["anchor"])),
                v["channel"], v["severity"], v["rule"] or f"gold_{v['verdict']}", v["reason"] or "", refs.get(v["claim_id"]) or "",
                v["event_id"] or v["verdict_id"],
            )
        )  # fmt: skip
    return tuple(out)
