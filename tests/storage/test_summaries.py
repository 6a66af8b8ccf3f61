"""What a published copy holds worked out is what the views of the ledger say, under the same names and comments."""

from __future__ import annotations

import duckdb
import pytest

from goldledger import RUN_AT, merged
from storage import migrate
from storage.ledger import Ledger
from storage.snapshot import publish
from storage.summaries import PREFIX, SUMMARIES


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("both")
    with Ledger.open(folder / "ledger.duckdb") as ledger:
        ledger.record(merged("seeds"), RUN_AT)
        ledger.record(merged("dev"), RUN_AT)
    publish(folder / "ledger.duckdb", folder / "copy.duckdb")
    connection = duckdb.connect(":memory:")
    for name in ("ledger", "copy"):
        connection.execute(f"ATTACH '{folder}/{name}.duckdb' AS {name} (READ_ONLY)")
    return connection


@pytest.mark.parametrize("view", SUMMARIES)
def test_a_summary_has_the_rows_of_its_view(both: duckdb.DuckDBPyConnection, view: str) -> None:
    both.execute("USE ledger")
    wanted = both.execute(f"FROM ledger.{view} ORDER BY ALL")
    columns = [column[:2] for column in wanted.description or ()]
    rows = wanted.fetchall()
    found = both.execute(f"FROM copy.{view} ORDER BY ALL")
    assert [column[:2] for column in found.description or ()] == columns
    assert [repr(row) for row in found.fetchall()] == [repr(row) for row in rows] and rows


def test_the_copy_is_explained_as_the_ledger_is(both: duckdb.DuckDBPyConnection) -> None:
    query = (
        "SELECT view_name, comment FROM duckdb_views() WHERE database_name = '{}' AND NOT internal UNION ALL "
        "SELECT table_name || '.' || column_name, comment FROM duckdb_columns() WHERE database_name = '{}' AND NOT internal"
    )
    ledger = dict(both.execute(query.format("ledger", "ledger")).fetchall())
    copy = dict(both.execute(query.format("copy", "copy")).fetchall())
    assert {name: copy.get(name) for name in ledger} == ledger
    extra = set(copy) - set(ledger)
    assert extra and all(name.startswith(PREFIX) and copy[name] for name in extra)
    tables = dict(
        both.execute("SELECT table_name, comment FROM duckdb_tables() WHERE database_name = 'copy'").fetchall()
    )
    assert all(tables[PREFIX + view] for view in SUMMARIES)


def test_the_ledger_itself_keeps_plain_views(both: duckdb.DuckDBPyConnection) -> None:
    found = both.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'ledger' AND starts_with(table_name, ?)", [PREFIX]
    )
    assert found.fetchall() == [(0,)] and migrate.view_script().count("CREATE VIEW") > 15
