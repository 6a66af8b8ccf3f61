"""Another desk's export as a reference set: its articles and claims become priors here, and are never told as news."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from extractors.model import Article, Claim, Document
from extractors.records import RecordError, article_from_record, claim_from_record
from storage.errors import LedgerDamaged, LedgerMissing, LedgerNewer
from storage.export import BUNDLE_VERSION
from storage.rows import Harvest, Page, Reading, SourceReport

#: beginning of the source names of what other desks have exported
IMPORTED = "import:"


def read_bundle(folder: Path, name: str, now: datetime) -> Harvest:
    """The articles and claims of an exported bundle as one harvest of the source ``import:NAME``, all back catalogue.

    Ids of documents, claims, propositions and events get the prefix ``NAME/``, so that nothing of ours is taken for theirs. What was one
    statement there is one here: propositions and the joins that hold come along (exports of older versions have none). The harvest has no blocking keys: the
    caller assigns them as for any claim (compare's ``blocking_keys``) before recording it.
    Raises LedgerMissing, LedgerNewer, LedgerDamaged (a checksum or a line is wrong), each naming the file.
    """
    _check(folder)
    source = IMPORTED + name
    claims: dict[str, list[Claim]] = {}
    for number, record in _records(folder / "records" / "claims.jsonl"):
        try:
            claim = claim_from_record(record)
        except RecordError as problem:
            raise _bad(folder / "records" / "claims.jsonl", number, problem) from problem
        own = replace(claim, document_id=f"{name}/{claim.document_id}", claim_id=f"{name}/{claim.claim_id}")
        claims.setdefault(own.document_id, []).append(own)
    articles: dict[str, list[Article]] = {}
    for number, record in _records(folder / "records" / "articles.jsonl"):
        try:
            article = article_from_record(record)
        except RecordError as problem:
            raise _bad(folder / "records" / "articles.jsonl", number, problem) from problem
        document = f"{name}/{article.document_id}"
        articles.setdefault(document, []).append(replace(article, document_id=document))
    readings = tuple(
        _reading(source, document, tuple(articles.get(document, ())), tuple(claims.get(document, ())), now)
        for document in dict.fromkeys([*articles, *claims])
    )
    count = sum(len(found) for found in claims.values())
    propositions, events = _propositions(folder, name)
    return Harvest(
        run_id=f"import-{name}-{now:%Y%m%dT%H%M%S}",
        started_at=now,
        reports=(SourceReport(source, "import", "ok", len(readings), count),),
        readings=readings,
        propositions=propositions,
        events=events,
        joined=_joins(folder, name),
    )


def _propositions(folder: Path, name: str) -> tuple[dict[str, str], dict[str, str]]:
    """By claim id: the statement that the claim is about, and the finding it belongs to."""
    path = folder / "records" / "propositions.jsonl"
    propositions, events = {}, {}
    for number, record in _optional(path):
        try:
            claim, proposition, event = record["claim_id"], record["proposition_id"], record["event_id"]
        except (KeyError, TypeError) as problem:
            raise _bad(path, number, problem) from problem
        propositions[f"{name}/{claim}"] = f"{name}/{proposition}"
        if event:
            events[f"{name}/{claim}"] = f"{name}/{event}"
    return propositions, events


def _joins(folder: Path, name: str) -> tuple[tuple[str, str, str], ...]:
    """The joins that hold; those that were taken back are history of that desk."""
    path = folder / "records" / "joins.jsonl"
    found = []
    for number, record in _optional(path):
        try:
            one = (record["proposition_id"], record["joined_into"], record["claim_id"])
            if record["until"] is None:
                found.append((f"{name}/{one[0]}", f"{name}/{one[1]}", f"{name}/{one[2]}"))
        except (KeyError, TypeError) as problem:
            raise _bad(path, number, problem) from problem
    return tuple(found)


def _optional(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The records of a file that exports of older versions do not have."""
    return _records(path) if path.exists() else iter(())


def _reading(
    source: str, document_id: str, articles: tuple[Article, ...], claims: tuple[Claim, ...], now: datetime
) -> Reading:
    first = articles[0] if articles else Article(document_id, 0, 0, 0)
    digest = sha256(
        document_id.encode()
    ).hexdigest()  # their page is not here; the name keeps it apart from pages that are
    page = Page(
        source, first.url or f"urn:pledgewatch:import:{document_id}", now, b"", digest, title=first.title, published=first.published,
        publisher=first.publisher, language=first.language, baseline=True,
    )  # fmt: skip
    document = Document(document_id, "", first.title, first.url, first.publisher, first.published, first.language)
    return Reading(page, document, articles, claims)


def _check(folder: Path) -> None:
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        version, files = int(manifest["bundle"]), list(manifest["files"])
    except FileNotFoundError:
        raise LedgerMissing(f"{folder} is no export of pledgewatch: it has no manifest.json.") from None
    except (ValueError, KeyError, TypeError, OSError) as problem:
        raise LedgerDamaged(
            f"{folder / 'manifest.json'} cannot be read ({problem}): get the export again."
        ) from problem
    if version > BUNDLE_VERSION:
        raise LedgerNewer(
            f"{folder} is an export of version {version}, this pledgewatch reads {BUNDLE_VERSION}: upgrade pledgewatch."
        )
    wanted = {"records/claims.jsonl", "records/articles.jsonl"}
    read = {*wanted, "records/propositions.jsonl", "records/joins.jsonl"}
    for file in files:
        if file["path"] in read:
            wanted.discard(file["path"])
            path = folder / file["path"]
            if not path.is_file() or sha256(path.read_bytes()).hexdigest() != file["sha256"]:
                raise LedgerDamaged(f"{path} is not what the manifest says: get the export again.")
    if wanted:
        raise LedgerMissing(
            f"{folder} holds no records ({', '.join(sorted(wanted))}): export it with the form 'records'."
        )


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield number, json.loads(line)
                except ValueError as problem:
                    raise _bad(path, number, problem) from problem


def _bad(path: Path, number: int, problem: Exception) -> LedgerDamaged:
    return LedgerDamaged(f"{path}, line {number} cannot be read ({problem}): get the export again.")
