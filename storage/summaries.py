"""Views that would group a million claims at every question, kept as tables of their rows (docs/decisions/0136).

Two are kept in the ledger between publications, in tables ``summary_NAME``, and brought up to date when a copy is published: only the rows
that new claims, findings, joins and replaced readings touch are worked out again. Two are worked out anew in each copy. In the ledger the
views themselves stay plain; in the copy, which nobody writes, they read the tables. Names, columns and comments are the same in both.

The text of a kept view holds the mark TOUCHED once. Where it is replaced by a condition, the same query gives the touched rows alone: there
is no second wording that could say something else.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass

import duckdb

from storage import comments, database, migrate
from storage.errors import LedgerError

#: kept up to date in the ledger: view -> the column by which its rows are told apart
KEPT = {"propositions": "proposition_id", "contradictions": "verdict_id"}
#: worked out in each copy; each costs well under a second at a million claims
ANEW = ("by_actor", "commitments_vs_deliveries")
SUMMARIES = (*KEPT, *ANEW)
PREFIX = comments.SUMMARY
TOUCHED = "/* AND TOUCHED */"
_META = "summaries"
#: when more of the propositions than this share is touched, all are worked out: that is one pass over the tables instead of several
_MOST = 0.2


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the kept tables have read the ledger, and with which wording of the views."""

    claims: int
    supersessions: int
    joins: int
    views: str


@dataclass(frozen=True, slots=True)
class Update:
    """What `prepare` found: the tables as they have to be reached from ``before`` (None: anew) to ``after``."""

    before: Reach | None
    after: Reach


def prepare(connection: duckdb.DuckDBPyConnection) -> Update | None:
    """Work out what the kept tables of this (current) ledger lack, into temporary tables ``fresh_NAME`` and ``gone_NAME``.

    The ledger may be open for reading only. None where the tables say all there is.
    """
    now, then = _present(connection), _kept(connection)
    if then is not None and (then.views != now.views or not _reached(connection, then, now)):
        then = None
    if then is not None and not _find_touched(connection, then):
        then = None
    for view, key in KEPT.items():
        query = _query(view)
        if then is None:
            connection.execute(f"CREATE OR REPLACE TEMP TABLE fresh_{view} AS {query}")
            continue
        condition = f"AND hash({key}) IN (SELECT hash({key}) FROM temp.gone_{view})"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE fresh_{view} AS {query.replace(TOUCHED, condition)}")
    if then == now and not any(_count(connection, f"temp.gone_{view}") for view in KEPT):
        return None
    return Update(then, now)


def take_in(connection: duckdb.DuckDBPyConnection, update: Update) -> None:
    """Bring the kept tables up to date by what `prepare` found on this connection, in one transaction."""
    with database.transaction(connection):
        for view, key in KEPT.items():
            if update.before is None:
                connection.execute(f"CREATE OR REPLACE TABLE {PREFIX}{view} AS FROM temp.fresh_{view}")
            else:
                connection.execute(f"DELETE FROM {PREFIX}{view} WHERE {key} IN (SELECT {key} FROM temp.gone_{view})")
                connection.execute(f"INSERT INTO {PREFIX}{view} FROM temp.fresh_{view}")
        if update.before is None:
            connection.execute(comments.script(connection, {PREFIX + view for view in KEPT}))
        connection.execute(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)", [_META, json.dumps(asdict(update.after), sort_keys=True)]
        )


def reached(connection: duckdb.DuckDBPyConnection, update: Update | None) -> bool:
    """Whether the ledger still stands where it stood when the update was prepared."""
    now, then = _present(connection), _kept(connection)
    return then == now if update is None else (update.after == now and update.before in (None, then))


def lay(connection: duckdb.DuckDBPyConnection) -> None:
    """In this published file: work out the summaries that the ledger does not keep, and let the views of all read their tables."""
    # looking for the smallest form of each column takes longer than writing it: these tables live until the next pass
    connection.execute("PRAGMA force_compression = 'uncompressed'")
    with database.transaction(connection):
        for view in ANEW:
            connection.execute(f"CREATE OR REPLACE TABLE {PREFIX}{view} AS FROM {view}")
        for view in SUMMARIES:
            connection.execute(f"CREATE OR REPLACE VIEW {view} AS FROM {PREFIX}{view}")
        names = {*SUMMARIES, *(PREFIX + view for view in ANEW)}
        connection.execute(comments.script(connection, names))


def _query(view: str) -> str:
    """The query of a kept view, as it is written in storage/views/."""
    found = re.search(rf"CREATE VIEW {view} AS(.*?);\n", migrate.view_script(), re.DOTALL)
    if found is None or found.group(1).count(TOUCHED) != 1:
        raise LedgerError(f"The view {view} in storage/views must hold the mark {TOUCHED} exactly once.")
    return found.group(1)


def _present(connection: duckdb.DuckDBPyConnection) -> Reach:
    row = connection.execute(
        "SELECT (SELECT coalesce(max(claim_seq), 0) FROM claim_log), (SELECT count(*) FROM supersession_log), "
        "(SELECT count(*) FROM proposition_join_log)"
    ).fetchall()[0]
    claims, supersessions, joins = row
    return Reach(claims, supersessions, joins, migrate.view_digest())


def _kept(connection: duckdb.DuckDBPyConnection) -> Reach | None:
    rows = connection.execute("SELECT value FROM meta WHERE name = ?", [_META]).fetchall()
    there = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database() AND list_contains(?, table_name)",
        [[PREFIX + view for view in KEPT]],
    ).fetchall()
    if not rows or there != [(len(KEPT),)]:
        return None
    try:
        return Reach(**json.loads(rows[0][0]))
    except (ValueError, TypeError):
        return None


def _reached(connection: duckdb.DuckDBPyConnection, then: Reach, now: Reach) -> bool:
    """Whether the ledger has only grown since."""
    return then.claims <= now.claims and then.supersessions <= now.supersessions and then.joins <= now.joins


def _find_touched(connection: duckdb.DuckDBPyConnection, then: Reach) -> bool:
    """Which rows of the kept tables may not be right any more: ``gone_NAME``. False where they are so many that all are worked out.

    A proposition is touched by a new claim, by a reading that was replaced, by a join, and by the replacement of the reading that a join
    rests on; with it all that are one with it. A contradiction is new, or one whose claims were not all there.
    """
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE gone_propositions AS
        WITH replaced AS (SELECT article_seq FROM supersession_log WHERE rowid >= $supersessions),
        loosened AS (
            SELECT claim_id FROM claim_log WHERE article_seq IN (FROM replaced)
        ), joins AS (
            SELECT proposition_id, joined_into FROM proposition_join_log
            WHERE rowid >= $joins OR claim_id IN (FROM loosened) OR claim_id IN (SELECT claim_id FROM claim_log WHERE claim_seq > $claims)
        ), touched AS (
            SELECT proposition_id FROM claim_log WHERE claim_seq > $claims
            UNION SELECT proposition_id FROM claim_log WHERE article_seq IN (FROM replaced)
            UNION SELECT proposition_id FROM joins UNION SELECT joined_into FROM joins
        )
        SELECT proposition_id FROM touched WHERE proposition_id IS NOT NULL
        UNION SELECT unnest(joined) FROM proposition_roots WHERE proposition_id IN (FROM touched)
        """,
        {"claims": then.claims, "supersessions": then.supersessions, "joins": then.joins},
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE gone_contradictions AS "
        "SELECT verdict_id FROM verdict_log WHERE verdict IN ('contradicts', 'inconsistent') AND verdict_id NOT IN "
        f"(SELECT verdict_id FROM {PREFIX}contradictions WHERE against_claim_id IS NULL OR other_quote IS NOT NULL)"
    )
    return _count(connection, "temp.gone_propositions") <= 1000 + _MOST * _count(connection, PREFIX + "propositions")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])
