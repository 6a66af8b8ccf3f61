"""No query writes anything, anywhere: neither by the statements that are refused nor by those that the engine must stop."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from contextlib import suppress
from io import StringIO
from pathlib import Path

import duckdb
import pytest

from goldledger import RUN_AT, gold_copy, harvest_of
from storage.errors import CopyDisturbed, QueryRefused
from storage.ledger import Ledger
from storage.query import run_on, run_sql
from storage.snapshot import connect_snapshot, publish


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return gold_copy(tmp_path_factory.mktemp("made"))


@pytest.fixture
def desk(tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with nothing but a published copy under its data folder, which is where the analyst stands."""
    (tmp_path / "desk/data").mkdir(parents=True)
    shutil.copyfile(made, tmp_path / "desk/data/pledgewatch.duckdb")
    monkeypatch.chdir(tmp_path / "desk")
    return tmp_path / "desk"


def contents(folder: Path) -> dict[str, tuple[int, int, int]]:
    """What is there and was not touched: inode, size and time of every file."""
    found = {str(p.relative_to(folder)): p.stat() for p in folder.rglob("*") if p.is_file()}
    return {name: (s.st_ino, s.st_size, s.st_mtime_ns) for name, s in found.items()}


TARGETS = [
    "data/pledgewatch.duckdb", "data/pledgewatch.duckdb.wal", "data/pledgewatch.duckdb.wal.checkpoint", "data/pledgewatch.duckdb.wal.recovery",
    "{desk}/data/pledgewatch.duckdb.wal", "data/../data/pledgewatch.duckdb.wal", "file:data/pledgewatch.duckdb.wal", ".tmp/x.csv", "x.csv",
    "{desk}/.tmp/x.csv", "memory://result", "/dev/stderr",
]  # fmt: skip

#: {} is the target
WAYS = [
    "COPY (SELECT repeat('x', 100000) a) TO '{}'", "copy (select 1) to '{}' (format csv)", "COPY (SELECT 1 a) TO '{}' (FORMAT parquet)",
    "COPY (SELECT 1 a) TO '{}' (FORMAT json)", "COPY (SELECT from_hex('00ff') a) TO '{}' (FORMAT blob)", "COPY claim_log TO '{}'",
    "COPY (SELECT 1) TO '{}' (USE_TMP_FILE false)", "COPY (SELECT 1 a, 2 b) TO '{}' (PARTITION_BY (a), OVERWRITE_OR_IGNORE)",
    "COPY (SELECT 1) TO '{}' (PER_THREAD_OUTPUT)", "COPY (SELECT 1) TO '{}' (COMPRESSION gzip)",
    "/* a question */ COPY (SELECT 1) TO '{}'", "-- a question\nCOPY (SELECT 1) TO '{}'", "/*'*/ COPY (SELECT 1) TO '{}' --'",
    "SELECT 1; COPY (SELECT 1) TO '{}'", "(SELECT 1);;COPY (SELECT 1) TO '{}';",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO '{}'", "explain /*'*/ analyze copy (select 1) to '{}'", "EXPLAIN (ANALYZE) COPY (SELECT 1) TO '{}'",
    "EXPLAIN (ANALYZE, FORMAT json) COPY (SELECT 1) TO '{}'", "PREPARE p AS COPY (SELECT 1) TO '{}'; EXECUTE p",
    "PREPARE p AS COPY (SELECT ?::INT) TO '{}'; EXECUTE p(1)", "WITH x AS (COPY (SELECT 1) TO '{}') FROM x", "EXPLAIN ANALYZE WITH x AS (COPY (SELECT 1) TO '{}') FROM x",
    "SELECT * FROM (WITH x AS (COPY (SELECT 1) TO '{}') FROM x)", "SELECT (WITH x AS (COPY (SELECT 1) TO '{}') SELECT count(*) FROM x)",
    "CREATE TEMP TABLE t AS WITH x AS (COPY (SELECT 1) TO '{}') FROM x", "CREATE TEMP TABLE t AS SELECT 1 a; COPY t TO '{}'",
    "CREATE TEMP MACRO m() AS TABLE (WITH x AS (COPY (SELECT 1) TO '{}') FROM x); FROM m()", "CREATE TEMP VIEW v AS WITH x AS (COPY (SELECT 1) TO '{}') FROM x; FROM v",
    "FROM query('COPY (SELECT 1) TO ''{}''')", "FROM query('WITH x AS (COPY (SELECT 1) TO ''{}'') FROM x')",
    "BEGIN; COPY (SELECT 1) TO '{}'; COMMIT", "SET VARIABLE f = '{}'; COPY (SELECT 1) TO (getvariable('f'))", "EXPORT DATABASE '{}'",
    "EXPLAIN ANALYZE EXPORT DATABASE '{}'", "ATTACH '{}' AS w; CREATE TABLE w.t (a INT)", "SELECT * FROM enable_logging(storage = 'file', storage_path = '{}')",
    "CALL enable_logging(storage = 'file', storage_path = '{}')", "PRAGMA profiling_output = '{}'", "CALL enable_profiling(save_location = '{}')",
    "SET temp_directory = '{}'", "SET log_query_path = '{}'", "SET allowed_paths = ['{}']", "COPY FROM DATABASE pledgewatch TO memory; USE memory; EXPORT DATABASE '{}'",
    "SET disabled_filesystems = ''; COPY (SELECT 1) TO '{}'", "UPDATE EXTENSIONS", "FROM read_duckdb('{}')", "FROM read_text('{}')",
]  # fmt: skip


def test_no_statement_writes_a_file(desk: Path) -> None:
    before = contents(desk)
    connection = connect_snapshot(desk / "data/pledgewatch.duckdb")
    for way in WAYS:
        for target in TARGETS:
            with pytest.raises(QueryRefused) as caught:
                run_on(connection, way.format(target.format(desk=desk)), StringIO(), "jsonl")
            assert "\n" not in str(caught.value)
        with suppress(duckdb.Error):
            connection.execute("ROLLBACK")
        assert contents(desk) == before, way
    connection.close()


def test_the_engine_alone_would_stop_them(desk: Path) -> None:
    """As if every statement were let through: what a future DuckDB calls by another name writes nothing either."""
    before = contents(desk)
    for way in WAYS:
        connection = connect_snapshot(desk / "data/pledgewatch.duckdb")
        for target in TARGETS[:4]:
            with pytest.raises(duckdb.Error):
                connection.execute(way.format(target.format(desk=desk))).fetchall()
        connection.close()
        assert contents(desk) == before, way


def test_parquet_writes_its_own_file_and_no_other(desk: Path) -> None:
    copy, before = desk / "data/pledgewatch.duckdb", contents(desk)
    for way in (way for way in WAYS if way.startswith(("SELECT", "WITH", "FROM"))):
        with pytest.raises(QueryRefused):
            run_sql(
                copy,
                way.format("data/pledgewatch.duckdb.wal"),
                StringIO(),
                format="parquet",
                output_file=desk / "out.parquet",
            )
    assert contents(desk) == before
    assert run_sql(copy, "SELECT 1 AS a -- one", StringIO(), format="parquet", output_file=desk / "out.parquet") == 1
    assert set(contents(desk)) - set(before) == {"out.parquet"}
    assert duckdb.execute(f"FROM '{desk}/out.parquet'").fetchall() == [(1,)]


QUESTIONS = [
    "EXPLAIN SELECT 1", "EXPLAIN ANALYZE SELECT count(*) FROM claims", "EXPLAIN (FORMAT json) FROM claims", "/* a */ EXPLAIN -- b\n ANALYZE FROM claims",
    "/* 漢字é */ EXPLAIN SELECT 1", "EXPLAIN /* ääääääääääää */ ANALYZE SELECT 'é' AS é", "DESCRIBE claims", "SUMMARIZE alerts", "SHOW TABLES", "SELECT 'COPY x TO y' AS copy", "SELECT 1 AS \"attach\"; SELECT 2",
    "CREATE TEMP TABLE t AS FROM claims; INSERT INTO t FROM t; SELECT count(*) FROM t", "PIVOT claims ON kind USING count(*)",
    "SELECT sum(range) FROM range(300000)", "SELECT count(DISTINCT x) FROM (SELECT hash(range) x FROM range(200000))",
]  # fmt: skip


def test_questions_are_answered_by_the_closed_engine(desk: Path) -> None:
    before = contents(desk)
    connection = connect_snapshot(desk / "data/pledgewatch.duckdb")
    for sql in QUESTIONS:
        out = StringIO()
        run_on(connection, sql, out, "jsonl")
        assert out.getvalue(), sql
    connection.close()
    assert contents(desk) == before


def test_files_can_be_written_when_asked_for(desk: Path) -> None:
    copy = desk / "data/pledgewatch.duckdb"
    run_sql(copy, "COPY (SELECT 1 a) TO 'x.csv'", StringIO(), external_access=True)
    assert (desk / "x.csv").read_text() == "a\n1\n"
    run_sql(copy, "FROM 'x.csv'", StringIO(), format="parquet", output_file=desk / "x.parquet", external_access=True)
    assert duckdb.execute(f"FROM '{desk}/x.parquet'").fetchall() == [(1,)]


FORGER = """
import duckdb, os, sys
connection = duckdb.connect(sys.argv[1])
connection.execute("SET checkpoint_threshold = '1GB'; UPDATE claim_log SET low = 666e9, high = 666e9")
os._exit(0)
"""


def forge(copy: Path) -> Path:
    """Lay a log of changes beside a copy, such as a writer leaves that was killed: it says that every amount is 666 billion."""
    aside = Path(shutil.copyfile(copy, copy.with_name("aside.duckdb")))
    subprocess.run([sys.executable, "-c", FORGER, str(aside)], check=True)
    log = aside.with_name(aside.name + ".wal").rename(copy.with_name(copy.name + ".wal"))
    aside.unlink()
    return log


def test_a_forged_log_beside_the_copy_is_not_believed_and_goes_with_the_next_publication(tmp_path: Path) -> None:
    ledger, copy = tmp_path / "ledger.duckdb", tmp_path / "pledgewatch.duckdb"
    with Ledger.open(ledger) as opened:
        opened.record(harvest_of("seeds"), RUN_AT)
    publish(ledger, copy)
    log = forge(copy)
    believed = duckdb.connect(str(copy), read_only=True)
    assert believed.execute("SELECT DISTINCT low FROM claim_log").fetchall() == [(666e9,)], "DuckDB itself is deceived"
    believed.close()
    with pytest.raises(CopyDisturbed, match=r"pledgewatch\.duckdb\.wal.*pledgewatch publish"):
        run_sql(copy, "SELECT count(*) FROM claims", StringIO())
    publish(ledger, copy)
    assert not log.exists()
    out = StringIO()
    run_sql(copy, "SELECT count(*) AS n FROM claims WHERE low = 666e9", out, format="jsonl")
    assert json.loads(out.getvalue()) == {"n": 0}
