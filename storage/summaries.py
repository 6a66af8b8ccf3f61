"""Views that would group a million claims at every question, kept as tables of their rows (docs/decisions/0136).

What is dear of them is kept in the ledger between publications and brought up to date when a copy is published: of two views the rows, in tables
``summary_NAME``, of which only those are worked out again that new claims, findings, joins and replaced readings touch; of two others what they
are put together from, in tables ``summary_NAME_parts``, to which new claims only add. In the ledger the views themselves stay plain; in the
copy, which nobody writes, they read tables. Names, columns and comments are the same in both.

The text of a view holds the mark TOUCHED once, and where parts are kept they stand between KEPT and END. Where TOUCHED is replaced by a condition,
the same query gives the touched rows alone: there is no second wording that could say something else.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass

import duckdb

from storage import comments, database, migrate, rates
from storage.errors import LedgerError

#: kept up to date in the ledger: view -> the column by which its rows are told apart
KEPT = {"propositions": "proposition_id", "contradictions": "verdict_id"}
#: put together in each copy from parts that are kept in the ledger
ASSEMBLED = ("by_actor", "commitments_vs_deliveries")
SUMMARIES = (*KEPT, *ASSEMBLED)
PREFIX, PARTS = comments.SUMMARY, comments.PARTS
TOUCHED = "/* AND TOUCHED */"
_META = "summaries"
#: when more of the propositions than this share is touched, all are worked out: that is one pass over the tables instead of several
_MOST = 0.2
#: so many rows of small additions are not worth putting together
_PILE = 20_000


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the kept tables have read the ledger, and with which wording of the views."""

    claims: int
    supersessions: int
    joins: int
    views: str
    rates: str


@dataclass(frozen=True, slots=True)
class Update:
    """What `prepare` found: the tables as they have to be reached from ``before`` (None: anew) to ``after``; parts may be anew by themselves."""

    before: Reach | None
    after: Reach
    parts_anew: bool


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
        condition = "" if then is None else f"AND hash({key}) IN (SELECT hash({key}) FROM temp.gone_{view})"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE fresh_{view} AS {_text(view).replace(TOUCHED, condition)}")
    parts_anew = then is None or _parts_anew(connection, then, now)
    for view in ASSEMBLED:
        condition = "" if parts_anew or then is None else f"AND c.claim_seq > {then.claims}"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE fresh_{view} AS {_parts(view).replace(TOUCHED, condition)}")
    if then == now and not parts_anew and not any(_count(connection, f"temp.gone_{view}") for view in KEPT):
        return None
    return Update(then, now, parts_anew)


def take_in(connection: duckdb.DuckDBPyConnection, update: Update) -> None:
    """Bring the kept tables up to date by what `prepare` found on this connection, in one transaction."""
    with database.transaction(connection):
        for view, key in KEPT.items():
            if update.before is None:
                connection.execute(f"CREATE OR REPLACE TABLE {PREFIX}{view} AS FROM temp.fresh_{view}")
            else:
                connection.execute(f"DELETE FROM {PREFIX}{view} WHERE {key} IN (SELECT {key} FROM temp.gone_{view})")
                connection.execute(f"INSERT INTO {PREFIX}{view} FROM temp.fresh_{view}")
        for view in ASSEMBLED:
            table = PREFIX + view + PARTS
            how = f"CREATE OR REPLACE TABLE {table} AS" if update.parts_anew else f"INSERT INTO {table}"
            connection.execute(f"{how} FROM temp.fresh_{view}")
        if update.before is None or update.parts_anew:
            connection.execute(comments.script(connection, set(_tables())))
        connection.execute(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)", [_META, json.dumps(asdict(update.after), sort_keys=True)]
        )


def reached(connection: duckdb.DuckDBPyConnection, update: Update | None) -> bool:
    """Whether the ledger still stands where it stood when the update was prepared."""
    now, then = _present(connection), _kept(connection)
    return then == now if update is None else (update.after == now and update.before in (None, then))


def lay(connection: duckdb.DuckDBPyConnection) -> None:
    """In this published file: put together what the ledger keeps in parts, and let the views of all summaries read their tables."""
    # looking for the smallest form of each column takes longer than writing it: these tables live until the next pass
    connection.execute("PRAGMA force_compression = 'uncompressed'")
    with database.transaction(connection):
        for view in ASSEMBLED:
            parts = PREFIX + view + PARTS
            connection.execute(
                f"CREATE OR REPLACE TABLE {PREFIX}{view} AS {_text(view).replace(_parts(view), f' FROM {parts} ')}"
            )
            connection.execute(f"DROP TABLE {parts}")
        for view in SUMMARIES:
            connection.execute(f"CREATE OR REPLACE VIEW {view} AS FROM {PREFIX}{view}")
        names = {*SUMMARIES, *(PREFIX + view for view in ASSEMBLED)}
        connection.execute(comments.script(connection, names))


def _tables() -> list[str]:
    """The tables that the ledger keeps."""
    return [PREFIX + view for view in KEPT] + [PREFIX + view + PARTS for view in ASSEMBLED]


def text_of(view: str) -> str:
    """The query of a view, as it is written in storage/views/."""
    found = re.search(rf"CREATE VIEW {view} AS(.*?);\n", migrate.view_script(), re.DOTALL)
    if found is None:
        raise LedgerError(f"There is no view {view} in storage/views.")
    return found.group(1)


def _text(view: str) -> str:
    """The query of a view that is kept."""
    text = text_of(view)
    if text.count(TOUCHED) != 1:
        raise LedgerError(f"The view {view} in storage/views must hold the mark {TOUCHED} exactly once.")
    return text


def _parts(view: str) -> str:
    """The query of what a view is put together from."""
    found = re.search(r"/\* KEPT \*/(.*?)/\* END \*/", _text(view), re.DOTALL)
    if found is None:
        raise LedgerError(f"The view {view} in storage/views must say between /* KEPT */ and /* END */ what is kept.")
    return found.group(1)


def _parts_anew(connection: duckdb.DuckDBPyConnection, then: Reach, now: Reach) -> bool:
    """Whether adding to the parts is not enough: readings were replaced, rates changed, or small additions have piled up."""
    if (then.supersessions, then.rates) != (now.supersessions, now.rates):
        return True
    table = f"{PREFIX}by_actor{PARTS}"
    if _count(connection, table) <= _PILE:
        return False
    pairs = connection.execute(f"SELECT count(DISTINCT (actor, publisher)) FROM {table}").fetchall()[0][0]
    return _count(connection, table) > _PILE + 4 * int(pairs)


def _present(connection: duckdb.DuckDBPyConnection) -> Reach:
    row = connection.execute(
        "SELECT (SELECT coalesce(max(claim_seq), 0) FROM claim_log), (SELECT count(*) FROM supersession_log), "
        "(SELECT count(*) FROM proposition_join_log), (SELECT coalesce(max(value), '') FROM meta WHERE name = ?)",
        [rates.META],
    ).fetchall()[0]
    claims, supersessions, joins, loaded = row
    return Reach(claims, supersessions, joins, migrate.view_digest(), loaded)


def _kept(connection: duckdb.DuckDBPyConnection) -> Reach | None:
    rows = connection.execute("SELECT value FROM meta WHERE name = ?", [_META]).fetchall()
    there = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database() AND list_contains(?, table_name)",
        [_tables()],
    ).fetchall()
    if not rows or there != [(len(_tables()),)]:
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
    rests on; with it all that are one with it. A contradiction is new, or one whose claims were not all there, or one
    of which a side was read anew.
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
        f"""
        CREATE OR REPLACE TEMP TABLE gone_contradictions AS
        WITH replaced AS MATERIALIZED (
            SELECT claim_id FROM claim_log WHERE article_seq IN (SELECT article_seq FROM supersession_log)
        )
        SELECT verdict_id FROM verdict_log WHERE verdict IN ('contradicts', 'inconsistent')
          AND claim_id NOT IN (FROM replaced) AND coalesce(against_claim_id, '') NOT IN (FROM replaced) AND verdict_id NOT IN
            (SELECT verdict_id FROM {PREFIX}contradictions WHERE against_claim_id IS NULL OR other_quote IS NOT NULL)
        UNION ALL
        SELECT verdict_id FROM {PREFIX}contradictions WHERE claim_id IN (FROM replaced) OR against_claim_id IN (FROM replaced)
        """
    )
    return _count(connection, "temp.gone_propositions") <= 1000 + _MOST * _count(connection, PREFIX + "propositions")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])
