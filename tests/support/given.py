"""The product's own judging on claims that are handed in: `flows.judge` against a ledger in memory, each document recorded before the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256

from compare_golds import GOLDS, read, statements
from extractors.model import Alert, Article, Claim, Document, Statement, Verdict
from flows.judge import Judged, Listeners, judge, moment_of
from flows.settings import Settings
from storage.ledger import MEMORY, Ledger
from storage.rows import Harvest, Page, Reading


def reading(document: Document, articles: Sequence[Article], claims: Sequence[Claim]) -> Reading:
    """A document as the reading stage hands it on, with these claims in place of what an extractor would find."""
    digest = sha256(document.text.encode()).hexdigest()
    page = Page(
        "given", document.url or document.id, datetime(1970, 1, 1, tzinfo=UTC), b"", digest, document_id=document.id
    )
    return Reading(page, document, tuple(articles), tuple(claims))


def play(readings: Iterable[Reading], ledger: Ledger | None = None) -> list[Judged]:
    """What is concluded of each document, in the order in which they are given; a missing date is that of the one before."""
    with ledger or Ledger.open(MEMORY) as kept:
        found, last = [], datetime(2025, 1, 1, tzinfo=UTC)
        for number, each in enumerate(readings):
            last = moment_of(each.document.published) or last
            judged = judge([each], kept, Listeners(None, ()), Settings.model_construct(), last)
            kept.record(judged.into(Harvest(run_id=f"given-{number}", started_at=last)), last)
            found.append(judged)
        return found


def verdicts(found: Iterable[Judged]) -> list[Verdict]:
    """All verdicts of some judgings."""
    return [v for j in found for v in j.verdicts]


def alerts(found: Iterable[Judged]) -> list[Alert]:
    """All alerts of some judgings."""
    return [a for j in found for a in j.alerts]


@cache
def judged(folder: str) -> list[Judged]:
    """A gold folder with its hand-made claims as input, every cluster against an empty ledger."""
    meta = {m["document_id"]: m for m in read(GOLDS / folder / "meta.jsonl")}
    rows = {d["id"]: d for d in read(GOLDS / folder / "documents.jsonl")}
    by: dict[str, list[Statement]] = defaultdict(list)
    for s in statements(folder):
        by[s.article.document_id].append(s)
    clusters: dict[str, list[Reading]] = defaultdict(list)
    for i, d in sorted(rows.items(), key=lambda r: (r[1]["published"] or "", meta[r[0]]["order"])):
        document = Document(i, d["text"], d["title"], d["url"], d["publisher"], d["published"], d["language"])
        articles = list({(s.article.document_id, s.article.segment): s.article for s in by[i]}.values())
        clusters[meta[i]["cluster"]].append(reading(document, articles, [s.claim for s in by[i]]))
    return [j for readings in clusters.values() for j in play(readings)]
