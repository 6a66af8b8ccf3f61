"""Replay: documents in the order of their dates against an empty ledger (or a copy of one). No network, nothing kept, nothing sent."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from extractors.model import Alert, Claim, Document, Verdict
from flows.judge import Judged, Listeners, in_order, judge, moment_of
from flows.settings import BadSettings, Mute, Settings
from storage.errors import LedgerMissing
from storage.ledger import MEMORY, Ledger
from storage.rows import Harvest, Page, Problem, Reading


@dataclass(slots=True)
class Replayed:
    """What a replay found, in the order of play."""

    documents: int = 0
    claims: list[Claim] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    #: what would be among the alerts if it were not muted, each with its mute
    muted: list[tuple[Verdict, Mute]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def replay(
    documents: Iterable[Document],
    settings: Settings | None,
    by_ledger: bool = False,
    db: Path | None = None,
    now: datetime | None = None,
    heeding: Settings | None = None,
    sources: Mapping[str, str] | None = None,
) -> Replayed:
    """Judge documents as if they had come in on their own dates.

    ``settings`` None watches everything; else their watches, word lists, mutes and freshness count (``heeding``: its mutes and
    sources in any case; ``sources`` says of documents, by id, of which source each is). ``by_ledger`` gives every value of the
    documents' field ``ledger`` an empty ledger of its own. ``db`` starts from a copy of that ledger. ``now`` is one clock for all.
    """
    chosen = settings if settings is not None else Settings.model_construct()
    if heeding is not None:
        chosen = chosen.model_copy(update={"mutes": heeding.mutes, "sources": heeding.sources})
    listeners = Listeners(settings.watches if settings is not None else None, ())
    named = sources or {}
    readings = [_reading(document, chosen, named.get(document.id, "replay")) for document in documents]
    groups: dict[str | None, list[Reading]] = {}
    for reading in readings:
        groups.setdefault(reading.document.ledger if by_ledger else None, []).append(reading)
    result = Replayed(documents=len(readings))
    for group in groups.values():
        ordered = in_order(group)
        result.claims += [claim for reading in ordered for claim in reading.claims]
        with _ledger(db) as ledger:
            for judged in _play(ordered, ledger, listeners, chosen, now):
                result.verdicts += judged.verdicts
                result.alerts += judged.alerts
                result.muted += judged.muted
    return result


def _play(
    readings: Sequence[Reading], ledger: Ledger, listeners: Listeners, settings: Settings, now: datetime | None
) -> Iterator[Judged]:
    """One document after the other, each recorded before the next one comes in."""
    dated = (moment_of(reading.document.published) for reading in readings)
    # before the first date stands what has none: it counts as of that day, and as of today where nothing is dated
    last = next((moment for moment in dated if moment is not None), datetime.now(UTC).replace(microsecond=0))
    for number, reading in enumerate(readings):
        last = moment_of(reading.document.published) or last
        clock = now or last
        judged = judge([reading], ledger, listeners, settings, clock)
        ledger.record(judged.into(Harvest(run_id=f"replay-{number}", started_at=clock)), clock)
        yield judged


def _reading(document: Document, settings: Settings, source: str) -> Reading:
    from extractors import articles, extract
    from extractors.lexicon import load

    body = document.text.encode("utf-8", "surrogatepass")
    page = Page(
        source=source,
        url=document.url or document.id,
        fetched_at=datetime(1970, 1, 1, tzinfo=UTC),
        body=b"",
        sha256=sha256(body).hexdigest(),
        document_id=document.id,
    )
    claims = extract(document, load(settings.lexicon.extend))
    return Reading(page, document, tuple(articles(document)), tuple(claims))


@contextmanager
def _ledger(db: Path | None) -> Iterator[Ledger]:
    """An empty ledger in memory, or a copy of ``db`` that is thrown away."""
    if db is None:
        with Ledger.open(MEMORY) as ledger:
            yield ledger
        return
    if not db.is_file():
        raise LedgerMissing(f"--db {db} is no file; name a ledger or a published copy of one")
    with tempfile.TemporaryDirectory(prefix="pledgewatch-replay-") as folder:
        copy = Path(folder) / "ledger.duckdb"
        shutil.copyfile(db, copy)
        with Ledger.open(copy) as ledger:
            yield ledger


def folders(settings: Settings) -> tuple[list[Document], dict[str, str], list[Problem]]:
    """What the settings' folders hold, as documents, and the source of each; nothing is asked of the network, nothing remembered."""
    from flows.clean import clean
    from flows.fetch import fetch

    sources = [s for s in settings.sources if s.kind in ("folder", "inbox") and s.enabled]
    if not sources:
        raise BadSettings(f"{settings.file} names no folder to replay; name a file of documents, or pipe them in")
    found = fetch(sources, {}, settings, now=datetime.now(UTC))
    problems = [*found.problems]
    problems += [
        Problem(r.name, r.name, "fetch", "failed", r.error or "") for r in found.reports if r.status == "failed"
    ]
    documents: list[Document] = []
    named: dict[str, str] = {}
    for page in found.pages:
        cleaned = clean(page)
        problems += cleaned.problems
        if cleaned.document is not None:
            documents.append(cleaned.document)
            named.setdefault(cleaned.document.id, page.source)
    return documents, named, problems
