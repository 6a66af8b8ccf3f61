"""What people say of findings: right or wrong. Nothing is overwritten; the newest word about a finding counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import duckdb

from storage import mapping
from storage.errors import LedgerError
from storage.mapping import VERDICT_COLUMNS
from storage.rows import Mark


def mark(
    connection: duckdb.DuckDBPyConnection, finding: str, is_right: bool, note: str | None, at: datetime
) -> list[str]:
    """Note a judgement about an alert (all its findings that are not silent; all of one that was shown and never sent) or about one verdict. Returns the verdicts marked.

    The beginning of an id is enough where it is the only one. Nothing is noted, and nothing returned, for an unknown id.
    """
    alert_id, verdict_ids = _named(connection, finding)
    moment, words = mapping.utc(at), mapping.text(note)
    for verdict_id in verdict_ids:
        connection.execute(
            "INSERT INTO feedback_log VALUES (?, ?, ?, ?, ?)", [verdict_id, alert_id, is_right, words, moment]
        )
    return verdict_ids


def _named(connection: duckdb.DuckDBPyConnection, finding: str) -> tuple[str | None, list[str]]:
    if not finding:
        return None, []
    alerts = connection.execute(
        "SELECT alert_id FROM alert_log WHERE starts_with(alert_id, ?) ORDER BY alert_id <> ? LIMIT 2",
        [finding, finding],
    ).fetchall()
    if len(alerts) > 1 and alerts[0][0] != finding:
        raise LedgerError(f"Several alerts begin with {finding}: give more of the id.")
    if alerts:
        rows = connection.execute(
            "SELECT verdict_id, channel FROM verdict_log WHERE verdict_id IN "
            "(SELECT unnest(verdict_ids) FROM alert_log WHERE alert_id = ?) ORDER BY verdict_id",
            [alerts[0][0]],
        ).fetchall()
        # what was found in a back catalogue is silent as a whole, and shown all the same
        return alerts[0][0], [row[0] for row in rows if row[1] != "silent"] or [row[0] for row in rows]
    rows = connection.execute(
        "SELECT verdict_id FROM verdict_log WHERE starts_with(verdict_id, ?) ORDER BY verdict_id <> ? LIMIT 2",
        [finding, finding],
    ).fetchall()
    if len(rows) > 1 and rows[0][0] != finding:
        raise LedgerError(f"Several findings begin with {finding}: give more of the id.")
    return None, [row[0] for row in rows[:1]]


def marks(connection: duckdb.DuckDBPyConnection) -> Sequence[Mark]:
    """The newest word about every finding that was marked, oldest first."""
    columns = ", ".join(f"v.{column}" for column in VERDICT_COLUMNS)
    rows = connection.execute(
        f"SELECT f.alert_id, f.is_right, f.note, f.recorded_at, {columns} FROM "
        "(SELECT *, row_number() OVER (PARTITION BY verdict_id ORDER BY rowid DESC) AS age FROM feedback_log) f "
        "JOIN verdict_log v ON v.verdict_id = f.verdict_id WHERE f.age = 1 ORDER BY f.recorded_at, f.verdict_id"
    ).fetchall()
    return tuple(Mark(mapping.verdict_from(row[4:]), row[1], row[2], row[0], mapping.aware(row[3])) for row in rows)
