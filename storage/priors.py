"""What a batch of new claims is compared with: earlier claims under the same blocking keys, and articles that may be one text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import duckdb

from extractors.model import Statement
from storage import mapping
from storage.collector import collector_paused
from storage.mapping import ARTICLE_COLUMNS, CLAIM_COLUMNS
from storage.rows import Hit, Sketched

#: At most this many of the newest claims are fetched per blocking key, or one popular key would make the cost grow with the ledger.
PER_KEY = 400
#: A batch may have at least this many priors, however few keys it asks for.
LEAST = 4000
#: So many of each key are looked for first.
FIRST_LOOK = 6

#: of claims that share keys with a batch, oldest first: the numbers of those that are worth fetching
Choice = Callable[[Sequence[Hit]], Collection[int]]

_ARTICLE = ", ".join(f"a.{name}" for name in ARTICLE_COLUMNS)
_STATEMENT = ", ".join(f"c.{name}" for name in CLAIM_COLUMNS) + f", {_ARTICLE}, c.proposition_id, c.event_id"
#: as _STATEMENT, without what no comparison reads: each of these wide columns would be unpacked for all of a large ledger
_PRIOR = (
    ", ".join(mapping.UNREAD.get(name, f"c.{name}") for name in CLAIM_COLUMNS)
    + f", {_ARTICLE}, c.proposition_id, c.event_id, c.claim_seq"
)
#: as rows.Said has it
_SAID = "c.actor, c.speaker, c.low, c.unit, c.per, c.modality, c.role"


def budget(keys: Collection[str]) -> int:
    """At most so many priors a batch gets where the caller does not say: one per key, ``LEAST`` at least."""
    return max(LEAST, len(keys))


def keyed(
    connection: duckdb.DuckDBPyConnection, keys: Collection[str], per_key: int, most: int, choose: Choice | None = None
) -> tuple[list[Statement], dict[str, frozenset[str]]]:
    """The current claims that share a blocking key with one of ``keys``, oldest first; and by claim id the keys it was found under.

    Set-based, for a whole batch. Of each key the ``per_key`` newest claims count; where that is more than ``most``, the newest of every key
    come before the second newest of any. ``choose`` is shown where each of these stands and under which keys, oldest first, and says which of
    them are worth fetching: a claim has some fifty columns, and in a large ledger each of them lies in another place of every part of the
    table. The words around the quote, the other mentions and the trace are left out: `statements` has them.
    """
    with collector_paused():
        names = {mapping.key_number(key): key for key in keys}
        hits = _newest(connection, sorted(names), per_key, most)
        under = {seq: frozenset([names[key] for key in found]) for seq, found in hits.items()}
        wanted = list(under) if choose is None else list(choose(_placed(connection, under)))
        # a second query, not a join with the first: DuckDB would build its hash table on the million wide rows, not on these few numbers
        rows = connection.execute(
            f"WITH hits AS (SELECT unnest(?::BIGINT[]) AS claim_seq) SELECT {_PRIOR} "
            "FROM hits JOIN claim_log c USING (claim_seq) JOIN article_log a USING (article_seq) "
            "WHERE c.article_seq NOT IN (SELECT article_seq FROM supersession_log)",
            [wanted],
        ).fetchall()
        rows.sort(key=lambda row: row[-1])
        found = [mapping.statement_from(row[:-1]) for row in rows]
        return found, {s.claim.claim_id: under[row[-1]] for s, row in zip(found, rows, strict=True)}


def _placed(connection: duckdb.DuckDBPyConnection, under: dict[int, frozenset[str]]) -> list[Hit]:
    """Where the current ones of these claims stand, oldest first."""
    rows = connection.execute(
        "WITH hits AS (SELECT unnest(?::BIGINT[]) AS claim_seq) SELECT c.claim_seq, c.claim_id, "
        f"a.document_id, a.segment, a.published, {_SAID} "
        "FROM hits JOIN claim_log c USING (claim_seq) JOIN article_log a USING (article_seq) "
        "WHERE c.article_seq NOT IN (SELECT article_seq FROM supersession_log) ORDER BY c.claim_seq",
        [list(under)],
    ).fetchall()
    return [
        Hit(seq, claim, document, segment, on, under[seq], None if said[2] is None else (*said,))
        for seq, claim, document, segment, on, *said in rows
    ]


def _newest(connection: duckdb.DuckDBPyConnection, keys: list[int], per_key: int, most: int) -> dict[int, list[int]]:
    """The ``most`` newest claims of these keys, each with its keys; the newest of every key before the second newest of any."""
    found: list[tuple[Any, ...]] = []
    # a large ledger fills the budget with the first few of each key; keeping hundreds of each would only make it slower
    for depth in (min(FIRST_LOOK, per_key), per_key):
        found = connection.execute(
            "WITH newest AS (SELECT key, max(claim_seq, ?) AS seqs FROM claim_key "
            "WHERE key IN (SELECT unnest(?::UBIGINT[])) GROUP BY key), "
            "hits AS (SELECT key, unnest(seqs) AS claim_seq, unnest(range(len(seqs))) AS place FROM newest) "
            "SELECT claim_seq, list(key) FROM hits GROUP BY claim_seq ORDER BY min(place), claim_seq DESC LIMIT ?",
            [depth, keys, most],
        ).fetchall()
        if len(found) >= most or depth == per_key:
            break
    return dict(found)


def statements(connection: duckdb.DuckDBPyConnection, claim_ids: Collection[str]) -> dict[str, Statement]:
    """Claims by id, of any generation."""
    rows = connection.execute(
        f"SELECT {_STATEMENT} FROM claim_log c JOIN article_log a USING (article_seq) "
        "WHERE c.claim_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY c.claim_seq",
        [list(claim_ids)],
    ).fetchall()
    found = [mapping.statement_from(row) for row in rows]
    return {statement.claim.claim_id: statement for statement in found}


def articles_like(connection: duckdb.DuckDBPyConnection, bands: Collection[int], limit: int) -> list[Sketched]:
    """Recorded articles that share a fingerprint band with one of ``bands``: candidates for copies of one text, newest first."""
    rows = connection.execute(
        "WITH hits AS (SELECT DISTINCT article_seq FROM article_band WHERE band IN (SELECT unnest(?::UBIGINT[])) "
        "  ORDER BY article_seq DESC LIMIT ?) "
        f"SELECT {_ARTICLE}, s.sketch "
        "FROM hits JOIN article_log a USING (article_seq) JOIN article_sketch s USING (article_seq) "
        "ORDER BY article_seq DESC",
        [list(set(bands)), limit],
    ).fetchall()
    return [Sketched(mapping.article_from(row[:-1]), bytes(row[-1])) for row in rows]
