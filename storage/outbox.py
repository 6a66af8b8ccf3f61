"""What is owed to whom, and what came of it. The outbox holds the present state, delivery_log every attempt."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime

import duckdb

from extractors.model import Statement
from storage import mapping
from storage.clock import SLACK
from storage.errors import LedgerError
from storage.mapping import ALERT_COLUMNS, DELIVERY_COLUMNS, OWED_COLUMNS, VERDICT_COLUMNS
from storage.rows import AlertFile, Joined, Owed, Told

_OWED = ", ".join(OWED_COLUMNS)


def due(connection: duckdb.DuckDBPyConnection, now: datetime) -> list[Owed]:
    """What is to be sent now, oldest first. What was put off by a clock that was ahead waits no longer: nobody knows for how long it meant."""
    rows = connection.execute(
        f"SELECT {_OWED} FROM outbox WHERE status = 'owed' AND (next_attempt IS NULL OR next_attempt <= ? "
        "OR (updated_at > ? AND next_attempt > updated_at)) ORDER BY owed_at, rowid",
        [mapping.utc(now), mapping.utc(now + SLACK)],
    ).fetchall()
    return [mapping.owed_from(row) for row in rows]


def settle(
    connection: duckdb.DuckDBPyConnection,
    key: str,
    outcome: str,
    at: datetime,
    error: str | None,
    next_attempt: datetime | None,
    receipt: str | None = None,
) -> bool:
    """Note one attempt. False (and nothing noted) where the key is unknown or was delivered already."""
    rows = connection.execute(
        "SELECT alert_id, destination, attempts, status FROM outbox WHERE key = ?", [key]
    ).fetchall()
    if not rows or rows[0][3] == "sent":
        return False
    alert_id, destination, attempts, _ = rows[0]
    status = "owed" if outcome == "failed" else outcome
    moment, told = mapping.utc(at), mapping.text(error)
    connection.execute(
        "UPDATE outbox SET status = ?, attempts = ?, next_attempt = ?, last_error = ?, receipt = coalesce(?, receipt), "
        "updated_at = ? WHERE key = ?",
        [status, attempts + 1, mapping.utc(next_attempt), told, mapping.text(receipt), moment, key],
    )
    connection.execute(
        f"INSERT INTO delivery_log ({', '.join(DELIVERY_COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [key, alert_id, destination, outcome, attempts + 1, moment, told],
    )
    return True


def unpark(connection: duckdb.DuckDBPyConnection, keys: Collection[str] | None, at: datetime) -> int:
    """Parked deliveries become due again."""
    wanted = list(keys) if keys is not None else None
    rows = connection.execute(
        "UPDATE outbox SET status = 'owed', next_attempt = NULL, updated_at = ? "
        "WHERE status = 'parked' AND (?::VARCHAR[] IS NULL OR key IN (SELECT unnest(?::VARCHAR[]))) RETURNING key",
        [at, wanted, wanted or []],
    ).fetchall()
    return len(rows)


def hasten(connection: duckdb.DuckDBPyConnection, at: datetime) -> int:
    """Deliveries that failed and wait for their next try become due. What waits for its first (a digest's hour) goes on waiting."""
    rows = connection.execute(
        "UPDATE outbox SET next_attempt = NULL, updated_at = ? "
        "WHERE status = 'owed' AND attempts > 0 AND next_attempt > ? RETURNING key",
        [at, at],
    ).fetchall()
    return len(rows)


def for_digests(connection: duckdb.DuckDBPyConnection, now: datetime) -> list[tuple[str, int, datetime]]:
    """(destination, findings, next digest) of what waits for the hour of its digest."""
    rows = connection.execute(
        "SELECT destination, count(*), min(next_attempt) FROM outbox "
        "WHERE status = 'owed' AND digest AND next_attempt > ? GROUP BY destination ORDER BY destination",
        [mapping.utc(now)],
    ).fetchall()
    return [(str(name), int(count), moment.replace(tzinfo=UTC)) for name, count, moment in rows]


def alert_file(
    connection: duckdb.DuckDBPyConnection, alert_id: str, statements: Callable[[Collection[str]], dict[str, Statement]]
) -> AlertFile | None:
    """One alert with its findings, both sides of each, and its deliveries."""
    rows = connection.execute(
        f"SELECT {', '.join(ALERT_COLUMNS)} FROM alert_log WHERE starts_with(alert_id, ?) ORDER BY alert_id <> ? LIMIT 5",
        [alert_id, alert_id],
    ).fetchall()
    if not rows or not alert_id:
        return None
    if len(rows) > 1 and rows[0][0] != alert_id:
        raise LedgerError(
            f"Several alerts begin with {alert_id} ({', '.join(row[0] for row in rows)}): give more of the id."
        )
    alert = mapping.alert_from(rows[0])
    verdicts = tuple(
        mapping.verdict_from(row)
        for row in connection.execute(
            f"SELECT {', '.join(VERDICT_COLUMNS)} FROM verdict_log WHERE verdict_id IN (SELECT unnest(?::VARCHAR[])) "
            "ORDER BY list_position(?::VARCHAR[], verdict_id)",
            [list(alert.verdict_ids), list(alert.verdict_ids)],
        ).fetchall()
    )
    sides = {v.claim_id for v in verdicts} | {v.against.claim_id for v in verdicts if v.against is not None}
    owed = connection.execute(
        f"SELECT {_OWED} FROM outbox WHERE alert_id = ? ORDER BY destination", [alert.alert_id]
    ).fetchall()
    tries = connection.execute(
        f"SELECT {', '.join(DELIVERY_COLUMNS)} FROM delivery_log WHERE alert_id = ? ORDER BY attempted_at, rowid",
        [alert.alert_id],
    ).fetchall()
    return AlertFile(
        alert,
        verdicts,
        statements(sides),
        tuple(mapping.owed_from(row) for row in owed),
        tuple(mapping.delivery_from(row) for row in tries),
        _joined(connection, {v.proposition_id for v in verdicts}),
    )


def _joined(connection: duckdb.DuckDBPyConnection, propositions: Collection[str]) -> tuple[Joined, ...]:
    rows = connection.execute(
        "SELECT j.proposition_id, j.joined_into, j.claim_id, j.recorded_at, s.recorded_at FROM proposition_join_log j "
        "LEFT JOIN claim_log c USING (claim_id) LEFT JOIN supersession_log s USING (article_seq) "
        "WHERE list_contains($1, j.proposition_id) OR list_contains($1, j.joined_into) ORDER BY j.recorded_at, j.rowid",
        [sorted(propositions)],
    ).fetchall()
    return tuple(
        Joined(row[0], row[1], row[2], row[3].replace(tzinfo=UTC), row[4].replace(tzinfo=UTC) if row[4] else None)
        for row in rows
    )


def messages_between(connection: duckdb.DuckDBPyConnection, since: datetime, until: datetime) -> dict[str, int]:
    """destination -> messages it took in that time. Rows that were marked at one moment went out as one message (a digest)."""
    rows = connection.execute(
        "SELECT destination, count(DISTINCT attempted_at) FROM delivery_log "
        "WHERE outcome = 'sent' AND attempted_at BETWEEN ? AND ? GROUP BY destination",
        [mapping.utc(since), mapping.utc(until)],
    ).fetchall()
    return {str(destination): int(count) for destination, count in rows}


def tellings(connection: duckdb.DuckDBPyConnection, claim_ids: Collection[str]) -> dict[str, list[Told]]:
    """claim -> the alerts that told it, or told a conflict or a change in which it is the earlier side, oldest first, with the destinations
    that took them or are still to get them. What was told of an older reading of the same words counts as told of this one."""
    rows = connection.execute(
        """
        WITH wanted AS (SELECT unnest(?::VARCHAR[]) AS claim_id), places AS (
            SELECT claim_id, document_id, segment, kind, anchor_start, anchor_end FROM claim_log SEMI JOIN wanted USING (claim_id)
        ), readings AS (
            -- the claim itself, and what it was in older generations
            SELECT claim_id AS asked, claim_id FROM wanted
            UNION
            SELECT p.claim_id, c.claim_id FROM claim_log c JOIN places p USING (document_id, segment, kind, anchor_start, anchor_end)
            WHERE c.article_seq IN (SELECT article_seq FROM supersession_log)
        ), about AS (
            SELECT r.asked AS claim_id, v.verdict_id FROM verdict_log v JOIN readings r USING (claim_id)
            UNION
            SELECT r.asked, v.verdict_id FROM verdict_log v JOIN readings r ON r.claim_id = v.against_claim_id
            WHERE v.verdict IN ('contradicts', 'updates')
        )
        SELECT v.claim_id, a.alert_id, list(DISTINCT o.destination ORDER BY o.destination)
        FROM (SELECT alert_id, recorded_at, unnest(verdict_ids) AS verdict_id FROM alert_log WHERE channel = 'alert') a
        JOIN about v USING (verdict_id)
        JOIN outbox o ON o.alert_id = a.alert_id AND o.status IN ('sent', 'owed') AND o.destination <> 'log'
        GROUP BY v.claim_id, a.alert_id, a.recorded_at ORDER BY a.recorded_at, a.alert_id
        """,
        [list(claim_ids)],
    ).fetchall()
    found: dict[str, list[Told]] = {}
    for claim_id, alert_id, destinations in rows:
        found.setdefault(claim_id, []).append(Told(alert_id, tuple(destinations)))
    return found
