"""Migrations go forward, whole or not at all; everything that people see is explained; the dictionary in docs/ is true."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from goldledger import harvest_of
from storage import comments, migrate
from storage.database import STORAGE_VERSION
from storage.errors import LedgerError
from storage.ledger import Ledger
from storage.migrate import Migration
from storage.snapshot import publish

DICTIONARY = Path(__file__).parent.parent.parent / "docs" / "data-dictionary.md"


def schema(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return connection.execute(
        "SELECT table_name, column_name, data_type, is_nullable, column_default, comment FROM duckdb_columns() "
        "WHERE NOT internal AND database_name = current_database() UNION ALL "
        "SELECT view_name, sql, NULL, NULL, NULL, comment FROM duckdb_views() WHERE NOT internal UNION ALL "
        "SELECT function_name, macro_definition, NULL, NULL, NULL, comment FROM duckdb_functions() WHERE NOT internal ORDER BY ALL"
    ).fetchall()


@pytest.fixture
def fresh() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    migrate.apply(connection)
    migrate.lay_views(connection)
    return connection


def test_the_data_dictionary_is_that_of_the_schema(fresh: duckdb.DuckDBPyConnection) -> None:
    assert DICTIONARY.read_text("utf-8") == comments.dictionary(fresh), "run python -m storage.comments"


def test_every_table_view_column_and_macro_has_its_comment_in_the_file(fresh: duckdb.DuckDBPyConnection) -> None:
    for query in (
        "SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal",
        "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal",
        "SELECT table_name || '.' || column_name, comment FROM duckdb_columns() WHERE NOT internal",
        "SELECT function_name, comment FROM duckdb_functions() WHERE NOT internal AND function_type LIKE '%macro%'",
    ):
        rows = fresh.execute(query).fetchall()
        assert rows and [name for name, comment in rows if not comment] == []


def test_the_glossary_explains_nothing_that_is_not_there(fresh: duckdb.DuckDBPyConnection) -> None:
    words = comments.glossary()
    fields = comments.columns(fresh)
    used = {name for columns in fields.values() for name, _ in columns}
    assert set(words.tables) == set(comments.relations(fresh))
    assert set(words.columns) - used == set()
    assert {key for key in words.own if key.split(".")[1] not in {n for n, _ in fields[key.split(".")[0]]}} == set()


def test_a_name_that_the_glossary_lacks_is_named(fresh: duckdb.DuckDBPyConnection) -> None:
    fresh.execute("CREATE TABLE gizmo (frobnication INT)")
    with pytest.raises(LedgerError, match=r"gizmo, gizmo\.frobnication"):
        comments.script(fresh)


def test_views_are_laid_anew_only_when_they_changed(fresh: duckdb.DuckDBPyConnection) -> None:
    assert migrate.lay_views(fresh) is False
    before = schema(fresh)
    fresh.execute(
        "CREATE VIEW gone_in_this_version AS SELECT 1 AS a; UPDATE meta SET value = 'older' WHERE name = 'views'"
    )
    assert migrate.lay_views(fresh) is True
    assert schema(fresh) == before


def test_every_view_can_be_read_when_nothing_is_recorded(fresh: duckdb.DuckDBPyConnection) -> None:
    for name, is_view in comments.relations(fresh).items():
        if is_view:
            assert fresh.execute(f"SELECT * FROM {name}").fetchall() == []
    for name in ("as_of", "alerts_as_of", "verdicts_as_of", "contradictions_as_of"):
        assert fresh.execute(f"SELECT * FROM {name}('2026-01-01')").fetchall() == []


@pytest.fixture
def more_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    real = migrate.packaged()
    after = (
        *real,
        Migration(len(real) + 1, "more", "ALTER TABLE run_log ADD COLUMN extra VARCHAR; CREATE TABLE note (a INT)"),
    )
    monkeypatch.setattr(migrate, "packaged", lambda: after)


def test_a_migrated_ledger_is_as_a_fresh_one_and_keeps_its_data_and_a_copy(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    old, new = tmp_path / "old.duckdb", tmp_path / "new.duckdb"
    with Ledger.open(old) as ledger:
        ledger.record(harvest_of("seeds"))
    request.getfixturevalue("more_steps")
    for path in (old, new):
        with Ledger.open(path) as ledger:
            assert ledger.record(harvest_of("dev", "after")).claims == 214
    connections = [duckdb.connect(str(path)) for path in (old, new)]
    assert schema(connections[0]) == schema(connections[1])
    assert connections[0].execute("SELECT count(*) FROM claim_log").fetchall() == [(330,)]
    kept = [p for p in tmp_path.iterdir() if ".schema-" in p.name]
    assert len(kept) == 1 and f".schema-{len(migrate.packaged()) - 1:04d}." in kept[0].name
    copy = duckdb.connect(str(kept[0]), read_only=True)
    assert copy.execute(
        "SELECT (SELECT count(*) FROM claim_log), (SELECT max(number) FROM migration_log)"
    ).fetchall() == [(116, len(migrate.packaged()) - 1)]


def test_the_day_of_a_statement_is_worked_out_for_older_claims_as_for_new_ones(tmp_path: Path) -> None:
    path = tmp_path / "ledger.duckdb"
    with Ledger.open(path) as ledger:
        ledger.record(harvest_of("seeds"))
        ledger.record(harvest_of("dev", "dev"))
    connection = duckdb.connect(str(path))
    before = connection.execute("SELECT claim_id, said_on FROM claim_log ORDER BY 1").fetchall()
    connection.execute("ALTER TABLE claim_log DROP COLUMN said_on; DELETE FROM migration_log WHERE number > 2")
    for later in migrate.packaged()[3:]:
        for table in re.findall(r"CREATE TABLE (\w+)", later.sql):
            connection.execute(f"DROP TABLE {table}")
        for table, column in re.findall(r"ALTER TABLE (\w+) ADD COLUMN (\w+)", later.sql):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    connection.close()
    with Ledger.open(path):
        pass
    assert duckdb.connect(str(path)).execute("SELECT claim_id, said_on FROM claim_log ORDER BY 1").fetchall() == before
    assert sum(day is not None for _, day in before) > 300


def test_a_ledger_of_another_making_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "ledger.duckdb"
    with Ledger.open(path):
        pass
    connection = duckdb.connect(str(path))
    connection.execute("DELETE FROM migration_log WHERE number > 2")
    connection.close()
    with pytest.raises(LedgerError, match="tables that this version expects"):
        Ledger.open(path)


def test_a_step_that_fails_changes_nothing(fresh: duckdb.DuckDBPyConnection) -> None:
    before = schema(fresh)
    number = len(migrate.packaged()) + 1
    bad = (*migrate.packaged(), Migration(number, "bad", "CREATE TABLE half (a INT); INSERT INTO half SELECT 1/'x'"))
    with pytest.raises(duckdb.Error):
        migrate.apply(fresh, bad)
    assert schema(fresh) == before and migrate.applied(fresh) == number - 1
    assert migrate.apply(fresh, bad[:-1]) == 0


@pytest.mark.parametrize(
    "names", [["0002_b.sql"], ["0001_a.sql", "0003_c.sql"], ["0001_a.sql", "0001_b.sql"], ["first.sql"]]
)
def test_migrations_are_numbered_without_a_gap(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).write_text("SELECT 1")
    with pytest.raises(LedgerError):
        migrate.packaged.__wrapped__(tmp_path)


def test_a_released_migration_is_never_changed() -> None:
    """Checksums of released steps; a step is added here when a version that carries it is released."""
    released: dict[int, str] = {
        1: "c2abd481418ad1c9e1e4ccd9b1a127adb653923e2f333eff3625ff3d78f82509",
        2: "cfd9b6e111c4f2194725a106bd6c1da969f1b8a43fa6c6c9b46dc01e0bfbbebe",
        3: "a76f0bec8732c02980b88a7627af86dff297ae0f41a8ff32933b1292bd1ed9a0",
        4: "ed7c2b64eb2b6e3ef37c428e5344e03dfceed0d8c11be35a2dd828ec47e5fc0c",
    }
    assert {step.number: step.checksum for step in migrate.packaged() if step.number in released} == released


def test_the_files_are_written_for_clients_of_duckdb_one_five(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.duckdb") as ledger:
        ledger.record(harvest_of("seeds"))
    publish(tmp_path / "ledger.duckdb", tmp_path / "copy.duckdb")
    connection = duckdb.connect(":memory:")
    for name in ("ledger", "copy"):
        connection.execute(f"ATTACH '{tmp_path}/{name}.duckdb' AS {name}_file (READ_ONLY)")
    tags = dict(
        connection.execute(
            "SELECT database_name, tags FROM duckdb_databases() WHERE database_name LIKE '%_file'"
        ).fetchall()
    )
    assert STORAGE_VERSION == "v1.5.0"
    assert all("v1.5" in str(tag) for tag in tags.values()), tags
