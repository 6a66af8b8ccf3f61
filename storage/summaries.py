"""Views that would group a million claims at every question, worked out once for each published copy.

In the ledger they are plain views. In the copy, which nobody writes, each becomes a view over a table ``summary_NAME`` that holds its rows
(docs/decisions/0100). Names, columns and comments are the same in both.
"""

from __future__ import annotations

import duckdb

from storage import comments

#: view -> the order in which its rows lie, so that the questions asked most read the fewest blocks
SUMMARIES = {
    "propositions": "publishers DESC, claims DESC, proposition_id",
    "contradictions": "recorded_at DESC, verdict_id",
    "by_actor": "claims DESC, actor",
    "commitments_vs_deliveries": "actor, recipient",
}
PREFIX = "summary_"


def work_out(connection: duckdb.DuckDBPyConnection) -> None:
    """Turn the views of SUMMARIES in this (published) file into tables with views of the same names over them, comments included."""
    connection.begin()
    try:
        for view, order in SUMMARIES.items():
            connection.execute(f"CREATE TABLE {PREFIX}{view} AS FROM {view} ORDER BY {order}")
        for view in SUMMARIES:
            connection.execute(f"CREATE OR REPLACE VIEW {view} AS FROM {PREFIX}{view}")
        names = {*SUMMARIES, *(PREFIX + view for view in SUMMARIES)}
        connection.execute(comments.script(connection, names))
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
