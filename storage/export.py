"""Everything in a published copy in the forms that others read: Parquet, CSV, JSON Lines, schema.org JSON-LD, IATI-coded rows.

A bundle is a folder, written beside its place and put there whole, with a manifest that counts and checksums its files:

    manifest.json                what is in it, of which version, made when
    parquet/VIEW.parquet         every public view (zstd)
    csv/VIEW.csv                 every public view; lists and structures as JSON
    records/*.jsonl              articles, claims, verdicts, alerts, propositions, joins in the formats of docs/records.md
    claims.jsonld                schema.org Claim and ClaimReview
    iati-transactions.csv        pledges of money with their IATI transaction type
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, TextIO

import duckdb

from extractors.records import to_line
from storage import closed, comments, database, jsonld, mapping, migrate
from storage.errors import LedgerError, LedgerMissing, LedgerUnwritable
from storage.recording import own_version
from storage.refusals import unwritable
from storage.snapshot import connect_snapshot

Form = Literal["parquet", "csv", "records", "jsonld", "iati"]
FORMS: tuple[Form, ...] = ("parquet", "csv", "records", "jsonld", "iati")
#: version of the bundle's layout; a reader refuses a higher one
BUNDLE_VERSION = 1
_BATCH = 5000

#: whose export it is where nobody says
DESK = "pledgewatch desk"
#: stands for an IATI organisation identifier that nobody named
NO_REF = "PLEDGEWATCH"

# IATI 2.03, codelist TransactionType: 2 outgoing commitment, 3 disbursement, 12 outgoing pledge. The desk tells of others' money: it is a secondary
# reporter. A proposition is the activity, a claim the transaction. What recurs or is a running total is no transaction, and has no iati_type.
_IATI = """
SELECT $ref || '-' || coalesce(p.proposition_id, p.claim_id) AS iati_identifier, $ref AS reporting_org_ref, $desk AS reporting_org_narrative,
       1 AS reporting_org_secondary_reporter, p.claim_id AS transaction_ref, p.iati_type AS transaction_type_code,
       CASE p.iati_type WHEN 2 THEN 'Outgoing Commitment' WHEN 3 THEN 'Disbursement' ELSE 'Outgoing Pledge' END AS transaction_type,
       p.actor AS provider_org_narrative, p.recipient AS receiver_org_narrative,
       CASE WHEN p.low = p.high THEN p.low END AS value, p.low AS value_low, p.high AS value_high,
       p.unit AS currency, p.said_on AS value_date, p.said_on AS transaction_date, p.comparator,
       coalesce(p.purpose, p.anchor) AS description_narrative, p.quote AS evidence, p.publisher, p.url AS document_link,
       p.proposition_id
FROM pledges p
WHERE p.iati_type IS NOT NULL
ORDER BY p.said_on, p.claim_id
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """One file of a bundle."""

    path: str
    rows: int
    bytes: int
    sha256: str


def export(
    snapshot: Path | str,
    target: Path,
    forms: Sequence[Form] = FORMS,
    now: datetime | None = None,
    force: bool = False,
    desk: str | None = None,
    org_ref: str | None = None,
    own: Sequence[Path] = (),
) -> list[Exported]:
    """Write a bundle of a published copy to the folder ``target``, whole or not at all. Returns its files.

    ``force`` replaces an earlier bundle that holds nothing but itself, and no other folder; never one with a file or folder of ``own`` in it.

    ``desk`` is who publishes (author of reviews, reporting organisation), ``org_ref`` its IATI organisation identifier, if it has one.
    Raises LedgerMissing without a copy, LedgerDamaged where that cannot be read through, LedgerUnwritable where the folder exists (unless
    ``force``) or cannot be written.
    """
    own = (Path(snapshot), *own)
    _refuse_taken(target, force, own)
    if target.exists():
        target = target.resolve()  # of a link, what it leads to is replaced
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent.absolute()))
    except OSError as problem:
        raise _unwritable(target, problem) from problem
    try:
        counts = _write(Path(snapshot), part, forms, desk or DESK, org_ref or NO_REF)
        files = [_described(part, name, rows) for name, rows in counts.items()]
        manifest = {
            "bundle": BUNDLE_VERSION,
            "made_by": f"pledgewatch {own_version()}",
            "made_at": (now or datetime.now(UTC)).isoformat(),
            "files": [asdict(file) for file in files],
        }
        (part / "manifest.json").write_text(json.dumps(manifest, indent=1), "utf-8")
        part.chmod(0o755)
        _refuse_taken(target, force, own)  # once more: this took a while
        _put(part, target)
    except OSError as problem:
        raise _unwritable(target, problem) from problem
    except duckdb.Error as problem:
        raise _blamed(problem, Path(snapshot), target) from problem
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return files


def _refuse_taken(target: Path, force: bool, own: Sequence[Path]) -> None:
    if target.exists():
        if not force:
            raise LedgerUnwritable(
                f"{target} exists already: name a new folder, or use --force to replace it if it is an export."
            )
        closed.refuse_replacing(target, own)


def _put(part: Path, target: Path) -> None:
    old = None
    if target.exists():
        old = part.with_name(part.name + ".old")
        target.rename(old)
    try:
        part.rename(target)
    except OSError:
        if old is not None:
            old.rename(target)
        raise
    if old is not None:
        with suppress(OSError):
            shutil.rmtree(old)


def _unwritable(target: Path, problem: OSError) -> LedgerUnwritable:
    return LedgerUnwritable(f"{unwritable(f'The export {target}', target, problem)}.")


def _blamed(problem: duckdb.Error, snapshot: Path, target: Path) -> LedgerError:
    """The error of a query that reads the copy and writes the export: which of the two it is about, and what to do about that one."""
    told = database.explain(problem, target)
    return told if isinstance(told, LedgerUnwritable) else database.explain(problem, snapshot, copy=True)


def _described(folder: Path, name: str, rows: int) -> Exported:
    digest = sha256()
    with (folder / name).open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return Exported(name, rows, (folder / name).stat().st_size, digest.hexdigest())


def _write(snapshot: Path, folder: Path, forms: Sequence[Form], desk: str, org_ref: str) -> dict[str, int]:
    connection = connect_snapshot(snapshot, writable=folder)
    counts: dict[str, int] = {}
    try:
        if migrate.applied(connection) < len(migrate.packaged()):
            raise LedgerMissing(
                f"The published copy {snapshot} was made by an older version: make a pass with `pledgewatch run`, it publishes a new one."
            )
        connection.execute(CLAIMS)
        views = [name for name, is_view in comments.relations(connection).items() if is_view]
        for form in forms:
            if form in ("parquet", "csv"):
                (folder / form).mkdir()
                for view in views:
                    counts[f"{form}/{view}.{form}"] = _copy(connection, view, folder / form / f"{view}.{form}", form)
            elif form == "iati":
                named = _IATI.replace("$ref", _literal(org_ref)).replace("$desk", _literal(desk))
                counts["iati-transactions.csv"] = _copy_query(
                    connection, named, folder / "iati-transactions.csv", "csv"
                )
            elif form == "records":
                (folder / "records").mkdir()
                for name, lines in _RECORDS.items():
                    counts[f"records/{name}.jsonl"] = _lines(folder / "records" / f"{name}.jsonl", lines(connection))
            else:
                with (folder / "claims.jsonld").open("w", encoding="utf-8") as out:
                    counts["claims.jsonld"] = write_jsonld(connection, out, desk)
    finally:
        connection.close()
    return counts


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _copy(connection: duckdb.DuckDBPyConnection, view: str, target: Path, form: str) -> int:
    nested = [
        name
        for name, kind in comments.columns(connection)[view]
        if form == "csv" and ("[]" in kind or "STRUCT" in kind)
    ]
    replaced = ", ".join(f"to_json({name}) AS {name}" for name in nested)
    return _copy_query(connection, f"SELECT *{f' REPLACE ({replaced})' if nested else ''} FROM {view}", target, form)


def _copy_query(connection: duckdb.DuckDBPyConnection, query: str, target: Path, form: str) -> int:
    options = "FORMAT parquet, COMPRESSION zstd" if form == "parquet" else "FORMAT csv, HEADER"
    place = str(target).replace("'", "''")
    return int(connection.execute(f"COPY ({query}) TO '{place}' ({options})").fetchall()[0][0])


def _lines(target: Path, lines: Iterable[str]) -> int:
    count = 0
    with target.open("w", encoding="utf-8") as out:
        for line in lines:
            out.write(line + "\n")
            count += 1
    return count


def _stream(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    cursor = connection.execute(query)
    while batch := cursor.fetchmany(_BATCH):
        yield from batch


def _record_lines(
    table: str, columns: Sequence[str], build: Callable[[Sequence[Any]], Any], order: str
) -> Callable[[Any], Iterator[str]]:
    query = f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}"
    return lambda connection: (to_line(build(row)) for row in _stream(connection, query))


def _plain_lines(query: str, names: Sequence[str]) -> Callable[[Any], Iterator[str]]:
    """Rows that are no domain objects, as records of the query's columns."""
    return lambda connection: (
        json.dumps(dict(zip(names, map(_dated, row), strict=True)), ensure_ascii=False)
        for row in _stream(connection, query)
    )


def _dated(value: Any) -> Any:
    return f"{value.isoformat()}Z" if isinstance(value, datetime) else value


#: the claims of an export: this desk's as they are read today, and of other desks' those that its findings name, so that every reference is in it
CLAIMS = """
CREATE OR REPLACE TEMP TABLE exported AS
WITH own AS (
    SELECT article_seq FROM article_log
    WHERE article_seq NOT IN (SELECT article_seq FROM supersession_log) AND NOT starts_with(coalesce(source, ''), 'import:')
)
SELECT claim_seq, claim_id, article_seq FROM claim_log WHERE article_seq IN (FROM own) OR claim_id IN (
    SELECT v.against_claim_id FROM verdicts v JOIN claim_log c ON c.claim_id = v.claim_id WHERE c.article_seq IN (FROM own)
);
CREATE OR REPLACE TEMP TABLE exported_findings AS
SELECT verdict_id, document_id, anchor_start, anchor_end, verdict, against_document_id, against_anchor_start FROM verdicts
WHERE claim_id IN (SELECT claim_id FROM exported) AND (against_claim_id IS NULL OR against_claim_id IN (SELECT claim_id FROM exported));
CREATE OR REPLACE TEMP TABLE exported_articles AS
SELECT article_seq FROM article_log
WHERE article_seq IN (SELECT article_seq FROM exported) OR (article_seq NOT IN (SELECT article_seq FROM supersession_log)
  AND NOT starts_with(coalesce(source, ''), 'import:'));
"""
#: alerts stay what was told; the findings that they name are those that hold today of the same words
_ALERTS = f"""
SELECT {", ".join(f"coalesce(t.verdict_ids, []) AS {c}" if c == "verdict_ids" else f"a.{c}" for c in mapping.ALERT_COLUMNS)}
FROM alert_log a LEFT JOIN (
    SELECT o.alert_id, list(n.verdict_id ORDER BY o.place) AS verdict_ids
    FROM (SELECT alert_id, unnest(verdict_ids) AS verdict_id, unnest(range(len(verdict_ids))) AS place FROM alert_log) o
    JOIN verdict_log v USING (verdict_id)
    JOIN exported_findings n ON n.document_id = v.document_id AND n.anchor_start = v.anchor_start AND n.anchor_end = v.anchor_end
     AND n.verdict = v.verdict AND n.against_document_id IS NOT DISTINCT FROM v.against_document_id
     AND n.against_anchor_start IS NOT DISTINCT FROM v.against_anchor_start
    GROUP BY o.alert_id
) t ON t.alert_id = a.alert_id
ORDER BY a.rowid
"""


def _alert_lines(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    return (to_line(mapping.alert_from(row)) for row in _stream(connection, _ALERTS))


_MINE = "WHERE claim_id IN (SELECT claim_id FROM exported)"
_RECORDS: dict[str, Callable[[duckdb.DuckDBPyConnection], Iterator[str]]] = {
    "articles": _record_lines(
        "article_log WHERE article_seq IN (FROM exported_articles)", mapping.ARTICLE_COLUMNS, mapping.article_from, "article_seq"
    ),
    "claims": _record_lines(f"claim_log {_MINE}", mapping.CLAIM_COLUMNS, mapping.claim_from, "claim_seq"),
    "verdicts": _record_lines(
        "verdict_log WHERE verdict_id IN (SELECT verdict_id FROM exported_findings)",
        mapping.VERDICT_COLUMNS,
        mapping.verdict_from,
        "rowid",
    ),
    "alerts": _alert_lines,
    "propositions": _plain_lines(
        f"SELECT claim_id, proposition_id, event_id FROM claim_log {_MINE} AND proposition_id IS NOT NULL ORDER BY claim_seq",
        ("claim_id", "proposition_id", "event_id"),
    ),
    "joins": _plain_lines(
        "SELECT proposition_id, joined_into, claim_id, known_from, known_until FROM proposition_joins "
        "WHERE known_until IS NOT NULL OR claim_id IN (SELECT claim_id FROM exported) ORDER BY ALL",
        ("proposition_id", "joined_into", "claim_id", "since", "until"),
    ),
}  # fmt: skip


def write_jsonld(connection: duckdb.DuckDBPyConnection, out: TextIO, desk: str = DESK) -> int:
    """Claims and the reviews of those that were contradicted or confirmed, as one schema.org document. Returns how many nodes."""
    names = jsonld.CLAIM_FIELDS
    count = 0
    out.write('{"@context": "https://schema.org", "@graph": [')
    for build, fields, query in (
        (jsonld.claim, names, f"SELECT {', '.join(names)} FROM claim_history {_MINE} ORDER BY claim_id"),
        (partial(jsonld.review, desk=desk), jsonld.REVIEW_FIELDS, jsonld.REVIEWS),
    ):
        for row in _stream(connection, query):
            node = build(dict(zip(fields, row, strict=True)))
            out.write(("," if count else "") + "\n" + json.dumps(node, ensure_ascii=False))
            count += 1
    out.write("\n]}\n")
    return count
