"""Views that would group a million claims at every question, worked out once for each published copy.

In the ledger they are plain views. In the copy, which nobody writes, each becomes a view over a table ``summary_NAME`` that holds its rows
(docs/decisions/0100). Names, columns and comments are the same in both.
"""

from __future__ import annotations

import duckdb

from storage import comments

#: the views in question; each costs a second or less to work out at a million claims
SUMMARIES = ("propositions", "contradictions", "by_actor", "commitments_vs_deliveries")
PREFIX = "summary_"


def work_out(connection: duckdb.DuckDBPyConnection) -> None:
    """Turn the views of SUMMARIES in this (published) file into tables with views of the same names over them, comments included."""
    # looking for the smallest form of each column takes longer than writing it: a copy lives until the next pass
    connection.execute("PRAGMA force_compression = 'uncompressed'")
    connection.begin()
    try:
        for view in SUMMARIES:
            connection.execute(f"CREATE TABLE {PREFIX}{view} AS FROM {view}")
        for view in SUMMARIES:
            connection.execute(f"CREATE OR REPLACE VIEW {view} AS FROM {PREFIX}{view}")
        names = {*SUMMARIES, *(PREFIX + view for view in SUMMARIES)}
        connection.execute(comments.script(connection, names))
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
