"""What the ledger knows besides claims: sources, pages, documents, findings, alerts, passes. Questions to an open database."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import duckdb

from extractors.model import Alert, Family, Verdict
from storage import mapping
from storage.mapping import ALERT_COLUMNS, STATE_COLUMNS, VERDICT_COLUMNS
from storage.rows import Known, Page, RunSummary, SourceState


def source_states(connection: duckdb.DuckDBPyConnection) -> dict[str, SourceState]:
    """What is remembered of every source, by name."""
    rows = connection.execute(
        f"SELECT {', '.join(STATE_COLUMNS)}, updated_at FROM source_state ORDER BY name"
    ).fetchall()
    return {row[0]: mapping.state_from(row) for row in rows}


def addresses(connection: duckdb.DuckDBPyConnection, urls: Collection[str]) -> dict[str, Known]:
    """The newest recorded page of each of these addresses (as asked for, or where a redirect ended)."""
    rows = connection.execute(
        "WITH wanted AS (SELECT DISTINCT unnest(?::VARCHAR[]) AS url) "
        "SELECT w.url, p.sha256, p.fetched_at, p.final_url, p.source, p.document_id, p.revision "
        "FROM wanted w JOIN page_log p ON p.url = w.url OR p.final_url = w.url "
        "QUALIFY row_number() OVER (PARTITION BY w.url ORDER BY p.rowid DESC) = 1",
        [list(urls)],
    ).fetchall()
    return {row[0]: Known(row[0], row[1], row[2].replace(tzinfo=UTC), *row[3:]) for row in rows}


def documents(
    connection: duckdb.DuckDBPyConnection, document_ids: Collection[str], extractor: str | None = None
) -> set[str]:
    """Those documents that are recorded already (by this extractor version, where one is named)."""
    rows = connection.execute(
        "SELECT DISTINCT a.document_id FROM article_log a JOIN generation_log g USING (generation) "
        "WHERE a.document_id IN (SELECT unnest(?::VARCHAR[])) AND (?::VARCHAR IS NULL OR g.extractor = ?)",
        [list(document_ids), extractor, extractor],
    ).fetchall()
    return {row[0] for row in rows}


def claim_times(connection: duckdb.DuckDBPyConnection, since: datetime) -> dict[str, list[datetime]]:
    """When each source gave claims since then (a moment a claim), by the time at which they were recorded; baselines do not count."""
    rows = connection.execute(
        "SELECT a.source, c.recorded_at FROM claim_log c JOIN article_log a USING (article_seq) "
        "WHERE c.recorded_at > ? AND NOT c.baseline AND a.source IS NOT NULL ORDER BY c.recorded_at",
        [mapping.utc(since)],
    ).fetchall()
    found: dict[str, list[datetime]] = {}
    for source, moment in rows:
        found.setdefault(source, []).append(moment.replace(tzinfo=UTC))
    return found


_PAGE = (
    "source, url, fetched_at, sha256, content_type, charset, final_url, title, published, publisher, language, baseline, "
    "given_id, revision"
)


def pages(connection: duckdb.DuckDBPyConnection, since: datetime | None = None) -> list[Page]:
    """The recorded pages that gave a document, fetched since then, oldest first; their bytes are in the raw store (``body`` is empty)."""
    rows = connection.execute(
        f"SELECT {_PAGE} FROM page_log WHERE document_id IS NOT NULL AND (?::TIMESTAMP IS NULL OR fetched_at >= ?) "
        "ORDER BY fetched_at, rowid",
        [mapping.utc(since), mapping.utc(since)],
    ).fetchall()
    return [_page(row) for row in rows]


def runs_of_pages(connection: duckdb.DuckDBPyConnection) -> list[list[Page]]:
    """The recorded pages that gave a document, a list for each pass or import that recorded them, in the order in which it was recorded."""
    rows = connection.execute(
        f"SELECT run_id, {_PAGE} FROM page_log WHERE document_id IS NOT NULL ORDER BY rowid"
    ).fetchall()
    return [[_page(row[1:]) for row in run] for _, run in groupby(rows, key=itemgetter(0))]


def _page(row: tuple[Any, ...]) -> Page:
    return Page(row[0], row[1], row[2].replace(tzinfo=UTC), b"", *row[3:12], *row[12:])


def documents_of_pages(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    """(address, SHA-256) of each page -> the document that it gave."""
    rows = connection.execute("SELECT url, sha256, document_id FROM page_log WHERE document_id IS NOT NULL").fetchall()
    return {(url, sha256): document for url, sha256, document in rows}


def alerts(connection: duckdb.DuckDBPyConnection, limit: int) -> list[Alert]:
    """The newest alerts, newest first."""
    rows = connection.execute(
        f"SELECT {', '.join(ALERT_COLUMNS)} FROM alert_log ORDER BY recorded_at DESC, created_at DESC LIMIT ?", [limit]
    ).fetchall()
    return [mapping.alert_from(row) for row in rows]


def alerts_by_id(connection: duckdb.DuckDBPyConnection, alert_ids: Collection[str]) -> dict[str, Alert]:
    """The alerts of these ids, without their files."""
    rows = connection.execute(
        f"SELECT {', '.join(ALERT_COLUMNS)} FROM alert_log WHERE alert_id IN (SELECT unnest(?::VARCHAR[]))",
        [list(alert_ids)],
    ).fetchall()
    return {row[0]: mapping.alert_from(row) for row in rows}


def told(connection: duckdb.DuckDBPyConnection, event_ids: Collection[str]) -> set[tuple[str, Family]]:
    """What was alerted about these events: (event, family of the verdict). An alert may bundle several events."""
    rows = connection.execute(
        "SELECT DISTINCT v.event_id, v.verdict FROM verdict_log v "
        "JOIN (SELECT unnest(verdict_ids) AS verdict_id FROM alert_log WHERE channel = 'alert') a USING (verdict_id) "
        "WHERE v.channel = 'alert' AND v.event_id IN (SELECT unnest(?::VARCHAR[]))",
        [list(event_ids)],
    ).fetchall()
    return {(row[0], row[1]) for row in rows}


def verdicts(connection: duckdb.DuckDBPyConnection, claim_ids: Collection[str]) -> list[Verdict]:
    """The findings about these claims, in the order in which they were recorded."""
    rows = connection.execute(
        f"SELECT {', '.join(VERDICT_COLUMNS)} FROM verdict_log WHERE claim_id IN (SELECT unnest(?::VARCHAR[])) "
        "ORDER BY recorded_at, rowid",
        [list(claim_ids)],
    ).fetchall()
    return [mapping.verdict_from(row) for row in rows]


def run_summary(connection: duckdb.DuckDBPyConnection, run_id: str | None = None) -> RunSummary | None:
    """What one pass (by default the one recorded last, whatever its clock said) added; None where there was none."""
    rows = connection.execute(
        "SELECT run_id, started_at, recorded_at, version, sources_ok, sources_failed, pages, articles, claims, verdicts, "
        "alerts, problems FROM run_log WHERE ?::VARCHAR IS NULL OR run_id = ? ORDER BY rowid DESC LIMIT 1",
        [run_id, run_id],
    ).fetchall()
    if not rows:
        return None
    row = rows[0]
    return RunSummary(row[0], row[1].replace(tzinfo=UTC), row[2].replace(tzinfo=UTC), *row[3:])
