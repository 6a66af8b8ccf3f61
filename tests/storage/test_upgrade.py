"""A ledger of any earlier schema, with the seeds in it, is brought to this version by whoever opens it first, and keeps everything."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from goldledger import RUN_AT, harvest_of
from storage import migrate
from storage.database import STORAGE_VERSION
from storage.errors import LedgerMissing, LedgerNewer, LedgerUnwritable
from storage.export import export
from storage.ledger import Ledger
from storage.snapshot import publish

NEWEST = len(migrate.packaged())


@pytest.fixture(scope="module")
def current(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("current") / "ledger.duckdb"
    with Ledger.open(path) as ledger:
        ledger.record(harvest_of("seeds"), RUN_AT)
    return path


def tables(connection: duckdb.DuckDBPyConnection, name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = ? AND NOT internal ORDER BY ALL",
        [name],
    ).fetchall():
        found.setdefault(table, []).append(column)
    return found


def of_step(number: int, current: Path, target: Path) -> None:
    """The current ledger as schema ``number`` would have held it: its tables and columns, with the same rows."""
    connection = duckdb.connect(str(target), config={"storage_compatibility_version": STORAGE_VERSION})
    migrate.apply(connection, migrate.packaged()[:number])
    connection.execute(f"ATTACH '{current}' AS new (READ_ONLY)")
    there = tables(connection, "new")
    for table, columns in tables(connection, "ledger").items():
        if table not in ("migration_log", "meta"):
            names = ", ".join(column for column in columns if column in there[table])
            connection.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM new.{table}")
    connection.close()


#: on what a reading stands was not kept before the ninth schema: nobody can say it of older claims until they are read again
NOT_KEPT = {"payer_from", "recipient_from", "certainty"}


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    connection = duckdb.connect(str(path), read_only=True)
    try:
        return {
            table: connection.execute(
                f"SELECT {', '.join(c for c in columns if c not in NOT_KEPT)} FROM {table} ORDER BY ALL"
            ).fetchall()
            for table, columns in tables(connection, path.stem).items()
            if table != "migration_log"
        }
    finally:
        connection.close()


@pytest.mark.parametrize("number", range(1, NEWEST))
def test_every_earlier_schema_with_data_becomes_this_one(number: int, current: Path, tmp_path: Path) -> None:
    old = tmp_path / "ledger.duckdb"
    of_step(number, current, old)
    with Ledger.open(old, read_only=number % 2 == 0) as ledger:  # a reader is often the first after an upgrade
        assert ledger.run_summary() is not None
    after, wanted = contents(old), contents(current)
    assert after.keys() == wanted.keys()
    assert {table: len(rows) for table, rows in after.items()} == {table: len(rows) for table, rows in wanted.items()}
    assert after["claim_log"] == wanted["claim_log"], "the day of the statement is worked out for older claims too"
    kept = [path for path in tmp_path.iterdir() if f".schema-{number:04d}." in path.name]
    assert len(kept) == 1, "a copy is kept before migrating"


def test_publishing_migrates_and_keeps_a_copy_too(current: Path, tmp_path: Path) -> None:
    old = tmp_path / "ledger.duckdb"
    of_step(1, current, old)
    assert publish(old, tmp_path / "copy.duckdb").claims == 116
    assert [path for path in tmp_path.iterdir() if ".schema-0001." in path.name]


def test_a_newer_ledger_is_refused_and_left_alone(current: Path, tmp_path: Path) -> None:
    newer = tmp_path / "ledger.duckdb"
    shutil.copyfile(current, newer)
    connection = duckdb.connect(str(newer))
    connection.execute(
        "INSERT INTO migration_log SELECT number + 1, 'later', 'x', applied_at FROM migration_log ORDER BY number DESC LIMIT 1"
    )
    connection.close()
    before = newer.read_bytes()
    for read_only in (True, False):
        with pytest.raises(LedgerNewer, match="upgrade pledgewatch"):
            Ledger.open(newer, read_only=read_only)
    with pytest.raises(LedgerNewer):
        publish(newer, tmp_path / "copy.duckdb")
    assert newer.read_bytes() == before


def test_without_room_for_the_copy_nothing_is_migrated(
    current: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "ledger.duckdb"
    of_step(2, current, old)

    def full(source: object, target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(migrate.shutil, "copyfile", full)
    with pytest.raises(LedgerUnwritable, match="nothing was changed"):
        Ledger.open(old)
    connection = duckdb.connect(str(old), read_only=True)
    assert migrate.applied(connection) == 2


def test_a_copy_of_an_older_version_is_named_when_it_is_exported(current: Path, tmp_path: Path) -> None:
    of_step(3, current, tmp_path / "ledger.duckdb")
    with pytest.raises(LedgerMissing, match="made by an older version"):
        export(tmp_path / "ledger.duckdb", tmp_path / "out", ["records"], RUN_AT)
    assert not (tmp_path / "out").exists()
