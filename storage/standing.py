"""How a desk stands, in one look: sources, the last pass, what was ever counted, deliveries by destination.

The same questions are put to the ledger and, where another process holds that, to the published copy.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb

from storage import known
from storage.rows import RunSummary, SourceState

#: run ids of passes; history that is read again is recorded under others
_MADE = r"regexp_matches(run_id, '^\d{8}T\d{6}-')"


@dataclass(frozen=True, slots=True)
class Deliveries:
    """One destination: what waits there now, and how its attempts ended since the ledger began."""

    owed: int = 0
    digest: int = 0
    parked: int = 0
    sent_ever: int = 0
    failed_ever: int = 0
    parked_ever: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """``totals`` count since the ledger began: passes, pages, articles, claims, verdicts, alerts, problems. They never shrink."""

    states: dict[str, SourceState] = field(default_factory=dict)
    last_pass: RunSummary | None = None
    totals: dict[str, int] = field(default_factory=dict)
    deliveries: dict[str, Deliveries] = field(default_factory=dict)


def look(connection: duckdb.DuckDBPyConnection) -> Standing:
    """Ask an open database."""
    last = connection.execute(f"SELECT run_id FROM run_log WHERE {_MADE} ORDER BY rowid DESC LIMIT 1").fetchone()
    counted = ("pages", "articles", "claims", "verdicts", "problems")
    sums = ", ".join(f"coalesce(sum({name}), 0)::BIGINT" for name in counted)
    row = connection.execute(f"SELECT count(*), {sums} FROM run_log WHERE {_MADE}").fetchall()[0]
    alerts = connection.execute("SELECT count(*) FROM alert_log WHERE channel = 'alert'").fetchall()[0][0]
    rows = connection.execute(
        """
        WITH now AS (
            SELECT destination, count(*) FILTER (status = 'owed' AND NOT digest) AS owed,
                   count(*) FILTER (status = 'owed' AND digest) AS digest, count(*) FILTER (status = 'parked') AS parked
            FROM outbox GROUP BY destination
        ), ever AS (
            SELECT destination, count(*) FILTER (outcome = 'sent') AS sent, count(*) FILTER (outcome = 'failed') AS failed,
                   count(*) FILTER (outcome = 'parked') AS parked
            FROM delivery_log GROUP BY destination
        )
        SELECT destination, coalesce(n.owed, 0), coalesce(n.digest, 0), coalesce(n.parked, 0), coalesce(e.sent, 0),
               coalesce(e.failed, 0), coalesce(e.parked, 0)
        FROM now n FULL JOIN ever e USING (destination) ORDER BY destination
        """
    ).fetchall()
    return Standing(
        known.source_states(connection),
        known.run_summary(connection, last[0]) if last else None,
        {"passes": row[0], **dict(zip(counted, row[1:], strict=True)), "alerts": alerts},
        {destination: Deliveries(*numbers) for destination, *numbers in rows},
    )
