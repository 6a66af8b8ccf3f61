"""What a published copy holds worked out is what the views of the ledger say, under the same names and comments, however it grew."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldledger import RUN_AT, merged
from growing import Desk
from storage import database, migrate, summaries
from storage.ledger import Ledger
from storage.snapshot import publish
from storage.summaries import ASSEMBLED, KEPT, PARTS, PREFIX, SUMMARIES


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """A ledger and its copy, published a second time after more was recorded."""
    folder = tmp_path_factory.mktemp("both")
    for part in ("seeds", "dev"):
        with Ledger.open(folder / "ledger.duckdb") as ledger:
            ledger.record(merged(part), RUN_AT)
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
    parts = {name: text for name, text in ledger.items() if name.split(".")[0].endswith(PARTS)}
    assert parts and all(parts.values()) and not set(parts) & set(copy), "the copy has no use for them"
    assert {name: copy.get(name) for name in ledger if name not in parts} == {
        n: t for n, t in ledger.items() if n not in parts
    }
    extra = set(copy) - set(ledger)
    assert extra and all(name.startswith(PREFIX) and copy[name] for name in extra)
    tables = dict(
        both.execute("SELECT table_name, comment FROM duckdb_tables() WHERE database_name = 'copy'").fetchall()
    )
    assert all(tables[PREFIX + view] for view in SUMMARIES)


def test_the_views_of_the_ledger_itself_stay_plain(both: duckdb.DuckDBPyConnection) -> None:
    """Its tables are brought up to date when a copy is published; whoever asks the ledger itself is not to read what was."""
    both.execute("USE ledger")
    for (text,) in both.execute(
        "SELECT sql FROM duckdb_views() WHERE database_name = 'ledger' AND NOT internal"
    ).fetchall():
        assert PREFIX not in text
    assert migrate.view_script().count("CREATE VIEW") > 15


# --- brought up to date, however the ledger grew ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "ledger.duckdb"
    connection = database.connect_file(path)
    migrate.apply(connection)
    migrate.lay_views(connection)
    connection.execute(
        "INSERT INTO reference_rate SELECT d::DATE, 'EUR', 1.0, d::DATE FROM range(DATE '2025-11-01', DATE '2026-02-01', INTERVAL 1 DAY) t(d)"
    )
    connection.close()
    return path


def bring_up(connection: duckdb.DuckDBPyConnection) -> summaries.Update | None:
    update = summaries.prepare(connection)
    assert summaries.reached(connection, update)
    if update is not None:
        summaries.take_in(connection, update)
    return update


def rounded(value: object) -> object:
    """Sums of amounts, whatever the order in which they were added."""
    return round(value, 3) if isinstance(value, float) else value


def assert_as_worked_out_anew(connection: duckdb.DuckDBPyConnection) -> None:
    for view in KEPT:
        wanted = connection.execute(f"FROM {view} ORDER BY ALL").fetchall()
        assert connection.execute(f"FROM {PREFIX}{view} ORDER BY ALL").fetchall() == wanted, view
    for view in ASSEMBLED:
        wanted = connection.execute(f"FROM {view} ORDER BY ALL").fetchall()
        text = summaries._text(view).replace(summaries._parts(view), f" FROM {PREFIX}{view}{PARTS} ")
        found = connection.execute(f"FROM ({text}) ORDER BY ALL").fetchall()
        assert [tuple(map(rounded, row)) for row in found] == [tuple(map(rounded, row)) for row in wanted], view


def grow_and_compare(empty: Path, path: Path, seed: int, passes: list[int]) -> None:
    path.unlink(missing_ok=True)
    shutil.copyfile(empty, path)
    connection = database.connect_file(path)
    try:
        desk = Desk(connection, seed)
        for steps in passes:
            for _ in range(steps):
                desk.step()
            bring_up(connection)
            assert_as_worked_out_anew(connection)
    finally:
        connection.close()


PASSES = st.lists(st.integers(1, 4), min_size=2, max_size=4)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), passes=PASSES)
def test_brought_up_to_date_is_as_worked_out_anew(empty: Path, tmp_path: Path, seed: int, passes: list[int]) -> None:
    grow_and_compare(empty, tmp_path / "ledger.duckdb", seed, passes)


@pytest.mark.drill
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), passes=PASSES)
def test_brought_up_to_date_a_hundred_times(empty: Path, tmp_path: Path, seed: int, passes: list[int]) -> None:
    grow_and_compare(empty, tmp_path / "ledger.duckdb", seed, passes)


@pytest.fixture(scope="module")
def grown(empty: Path) -> Path:
    path = empty.with_name("grown.duckdb")
    shutil.copyfile(empty, path)
    connection = database.connect_file(path)
    desk = Desk(connection, 7)
    for _ in range(12):
        desk.step()
    connection.close()
    return path


@pytest.fixture
def ledger(grown: Path, tmp_path: Path) -> duckdb.DuckDBPyConnection:
    shutil.copyfile(grown, tmp_path / "ledger.duckdb")
    return database.connect_file(tmp_path / "ledger.duckdb")


def test_only_what_is_touched_is_worked_out(ledger: duckdb.DuckDBPyConnection) -> None:
    first = bring_up(ledger)
    assert first is not None and first.before is None
    assert bring_up(ledger) is None or not any(
        summaries._count(ledger, f"temp.gone_{view}") for view in ("propositions",)
    )
    ledger.execute("UPDATE summary_propositions SET latest_quote = 'as it was'")
    Desk(ledger, 8).step()
    again = bring_up(ledger)
    assert again is not None and again.before == first.after
    kept = ledger.execute("SELECT count(*) FROM summary_propositions WHERE latest_quote = 'as it was'").fetchall()
    assert kept[0][0] > 0, "rows that nothing touched are left alone"


@pytest.mark.parametrize(
    "doubt",
    [
        "UPDATE meta SET value = replace(value, '\"views\": \"', '\"views\": \"x') WHERE name = 'summaries'",
        "UPDATE meta SET value = 'no json' WHERE name = 'summaries'",
        "UPDATE meta SET value = '{}' WHERE name = 'summaries'",
        "UPDATE meta SET value = replace(value, '\"claims\": ', '\"claims\": 9') WHERE name = 'summaries'",
        "DELETE FROM meta WHERE name = 'summaries'",
        "DROP TABLE summary_contradictions",
        "DROP TABLE summary_by_actor_parts",
    ],
)
def test_in_doubt_all_is_worked_out_anew(ledger: duckdb.DuckDBPyConnection, doubt: str) -> None:
    bring_up(ledger)
    ledger.execute("UPDATE summary_propositions SET latest_quote = 'wrong'")
    ledger.execute(doubt)
    update = bring_up(ledger)
    assert update is not None and update.before is None
    assert_as_worked_out_anew(ledger)


def test_parts_are_put_together_anew_when_rates_change_or_additions_pile_up(
    ledger: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_up(ledger)
    ledger.execute(
        "UPDATE reference_rate SET per_eur = 2; INSERT OR REPLACE INTO meta VALUES ('reference_rates', 'another')"
    )
    update = bring_up(ledger)
    assert update is not None and update.before is not None and update.parts_anew
    assert_as_worked_out_anew(ledger)
    ledger.execute("INSERT INTO summary_by_actor_parts SELECT p.* FROM summary_by_actor_parts p, range(9)")
    again = bring_up(ledger)
    assert again is None or not again.parts_anew
    monkeypatch.setattr(summaries, "_PILE", 1)
    update = bring_up(ledger)
    assert update is not None and update.parts_anew
    assert_as_worked_out_anew(ledger)


def test_tables_of_an_older_version_go_when_the_views_are_laid_anew(ledger: duckdb.DuckDBPyConnection) -> None:
    """Whatever columns they had: an upgrade that renames one must not stop at a name that nobody explains any more."""
    bring_up(ledger)
    ledger.execute("ALTER TABLE summary_propositions RENAME COLUMN claims TO said_so_often")
    ledger.execute("UPDATE meta SET value = 'older' WHERE name = 'views'")
    assert migrate.lay_views(ledger)
    update = bring_up(ledger)
    assert update is not None and update.before is None
    assert_as_worked_out_anew(ledger)


def test_what_was_found_while_others_wrote_is_not_taken_in(ledger: duckdb.DuckDBPyConnection) -> None:
    bring_up(ledger)
    desk = Desk(ledger, 9)
    desk.number = 100
    update = summaries.prepare(ledger)
    assert summaries.reached(ledger, update)
    before = summaries._present(ledger)
    while summaries._present(ledger) == before:
        desk.step()
    assert not summaries.reached(ledger, update)


def test_a_copy_of_a_published_ledger_says_when(tmp_path: Path) -> None:
    """Publishing twice without a pass between: the second copy holds the same and its own moment."""
    path = tmp_path / "ledger.duckdb"
    with Ledger.open(path) as opened:
        opened.record(merged("seeds"), RUN_AT)
    first = publish(path, tmp_path / "copy.duckdb", RUN_AT)
    second = publish(path, tmp_path / "copy.duckdb", datetime(2027, 1, 1, tzinfo=UTC))
    assert (first.claims, second.published_at.year) == (second.claims, 2027)
