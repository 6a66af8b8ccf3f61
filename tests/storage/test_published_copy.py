"""The published copy: replaced under its readers without disturbing them, and nothing that a query does can change or leave it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import duckdb
import pytest

from goldledger import RUN_AT, gold, harvest_of
from storage.errors import LedgerDamaged, LedgerMissing, QueryRefused
from storage.ledger import Ledger
from storage.lookups import rows
from storage.query import FORMATS, Format, jsonable, run_sql
from storage.rows import Harvest
from storage.snapshot import connect_snapshot, info, publish


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    with Ledger.open(folder / "ledger.duckdb") as ledger:
        ledger.record(harvest_of("seeds"), RUN_AT)
    publish(folder / "ledger.duckdb", folder / "pledgewatch.duckdb", RUN_AT)
    return folder / "pledgewatch.duckdb"


def ask(copy: Path, sql: str, format: Format = "jsonl", **more: object) -> str:
    out = StringIO()
    run_sql(copy, sql, out, format=format, **more)  # type: ignore[arg-type]
    return out.getvalue()


def test_readers_keep_the_copy_that_they_opened(tmp_path: Path) -> None:
    ledger_file, copy = tmp_path / "ledger.duckdb", tmp_path / "pledgewatch.duckdb"
    with Ledger.open(ledger_file) as ledger:
        ledger.record(harvest_of("seeds"))
    publish(ledger_file, copy)
    script = (
        "import duckdb, sys\nc = duckdb.connect(sys.argv[1], read_only=True)\n"
        "for line in sys.stdin: print(c.execute('SELECT count(*) FROM claims').fetchall()[0][0], flush=True)"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(copy)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdin is not None and child.stdout is not None

    def outside() -> int:
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write("?\n")
        child.stdin.flush()
        return int(child.stdout.readline())

    own = connect_snapshot(copy)
    try:
        assert outside() == 116
        with Ledger.open(ledger_file) as ledger:
            ledger.record(harvest_of("dev", "two"))
            assert outside() == 116, "a writer at work does not disturb readers of the copy"
        publish(ledger_file, copy)
        assert outside() == 116
        assert own.execute("SELECT count(*) FROM claims").fetchall() == [(116,)]
        assert json.loads(ask(copy, "SELECT count(*) AS n FROM claims")) == {"n": 330}
    finally:
        own.close()
        child.kill()
        child.communicate()


def test_its_age_and_contents_are_told(copy: Path) -> None:
    found = info(copy)
    assert (found.published_at, found.claims, found.articles, found.alerts) == (RUN_AT, 116, 6, 11)
    assert found.bytes == copy.stat().st_size
    ages = {0: "just published", 59: "just published", 60: "1 minute old", 7200: "2 hours old", 200_000: "2 days old"}
    for seconds, words in ages.items():
        assert found.age(RUN_AT + timedelta(seconds=seconds)) == words


def test_it_holds_no_raw_page_and_no_text_of_a_page(copy: Path) -> None:
    names = {
        row[0]
        for row in duckdb.connect(str(copy), read_only=True)
        .execute("SELECT column_name FROM duckdb_columns()")
        .fetchall()
    }
    assert not names & {"text", "page", "raw"}
    assert gold("seeds")[0][0].text.encode()[-200:] not in copy.read_bytes()


def test_it_cannot_be_opened_for_writing_by_mistake(copy: Path) -> None:
    assert copy.stat().st_mode & 0o222 == 0


def test_no_copy_yet_is_told(tmp_path: Path) -> None:
    for action in (info, connect_snapshot, lambda path: ask(path, "SELECT 1")):
        with pytest.raises(LedgerMissing, match="pledgewatch run"):
            action(tmp_path / "none.duckdb")
    with pytest.raises(LedgerMissing, match="no ledger"):
        publish(tmp_path / "none.duckdb", tmp_path / "copy.duckdb")


def test_a_damaged_copy_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.duckdb").write_bytes(b"nonsense" * 5000)
    with pytest.raises(LedgerDamaged):
        ask(tmp_path / "x.duckdb", "SELECT 1")


FORBIDDEN = [
    "DELETE FROM claim_log", "UPDATE claim_log SET low = 0", "DROP VIEW claims", "CREATE TABLE t (a INT)", "CREATE VIEW v AS SELECT 1",
    "INSERT INTO meta VALUES ('a', 'b')", "ALTER TABLE meta ADD COLUMN x INT", "TRUNCATE claim_log",
    "SELECT * FROM '/etc/passwd'", "SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM glob('/etc/*')", "SELECT * FROM 'https://example.org/a.csv'", "SELECT * FROM sniff_csv('/etc/passwd')",
    "COPY claim_log TO '/tmp/pledgewatch-leak.csv'", "COPY meta FROM '/etc/passwd'", "EXPORT DATABASE '/tmp/pledgewatch-leak'",
    "IMPORT DATABASE '/tmp/pledgewatch-leak'", "ATTACH '/tmp/pledgewatch-leak.duckdb'", "ATTACH '{copy}' AS again",
    "DETACH pledgewatch", "USE memory; DETACH pledgewatch; ATTACH '{copy}' AS w; CREATE TABLE w.t (a INT)",
    "INSTALL httpfs", "LOAD httpfs", "LOAD '/tmp/evil.duckdb_extension'", "SET enable_external_access = true",
    "SET lock_configuration = false", "RESET enable_external_access", "SET allowed_directories = ['/']", "SET threads = 64",
    "PRAGMA enable_profiling", "SET home_directory = '/'", "CREATE SECRET (TYPE s3)",
    "SELECT getenv('HOME')", "FORCE CHECKPOINT; PREPARE x AS ATTACH '/tmp/y.duckdb'",
]  # fmt: skip


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_a_query_can_change_nothing_and_reach_nothing(copy: Path, sql: str) -> None:
    before = copy.read_bytes()
    with pytest.raises(QueryRefused) as caught:
        ask(copy, sql.format(copy=copy))
    assert "Traceback" not in str(caught.value)
    assert copy.read_bytes() == before and not list(Path("/tmp").glob("pledgewatch-leak*"))


def test_files_can_be_read_when_asked_for_and_the_copy_still_not_written(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    assert json.loads(ask(copy, f"SELECT * FROM '{tmp_path}/a.csv'", external_access=True)) == {"x": 1, "y": 2}
    with pytest.raises(QueryRefused, match="read-only"):
        ask(copy, "DELETE FROM claim_log", external_access=True)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELEC 1", "syntax error"), ("SELECT nope FROM claims", "nope"), ("SELECT * FROM claim", "claim"), ("", "no query"),
        ("   ", "no query"), ("-- nothing", "no query"), ("SELECT 1/'a'", "convert"), ("SELECT ?", "parameter"),
    ],
)  # fmt: skip
def test_wrong_sql_is_told_in_words(copy: Path, sql: str, words: str) -> None:
    with pytest.raises(QueryRefused, match=f"(?i){words}"):
        ask(copy, sql)


QUERY = "SELECT claim_id, low, unit, equivalents, dimension, recorded_at FROM claim_log JOIN verdict_log v USING (claim_id) ORDER BY 1, v.verdict_id LIMIT 60"
QUERY = QUERY.replace("recorded_at", "v.recorded_at AS found_at")


def test_every_format_holds_the_same_rows(copy: Path, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in ask(copy, QUERY).splitlines()]
    assert len(rows) == 60 and any(row["equivalents"] for row in rows)
    assert json.loads(ask(copy, QUERY, "json")) == rows
    read = list(csv.DictReader(StringIO(ask(copy, QUERY, "csv"))))
    assert [r["claim_id"] for r in read] == [r["claim_id"] for r in rows]
    assert [json.loads(r["equivalents"]) for r in read] == [r["equivalents"] for r in rows]
    assert [r["low"] for r in read] == ["" if r["low"] is None else str(r["low"]) for r in rows]
    markdown = ask(copy, QUERY, "markdown").splitlines()
    assert len(markdown) == 62 and markdown[1] == "|" + " --- |" * 6
    assert ask(copy, QUERY, "table").splitlines()[-1] == "60 rows"
    assert run_sql(copy, QUERY, StringIO(), format="parquet", output_file=tmp_path / "x.parquet") == 60
    back = duckdb.connect().execute(f"SELECT * FROM '{tmp_path}/x.parquet'")
    assert back.description is not None
    names = [column[0] for column in back.description]
    assert [{n: jsonable(v) for n, v in zip(names, row, strict=True)} for row in back.fetchall()] == rows


@pytest.mark.parametrize("format", [f for f in FORMATS if f != "parquet"])
def test_no_rows_are_no_error(copy: Path, format: Format) -> None:
    out = ask(copy, "SELECT claim_id FROM claims WHERE false", format)
    assert out == {"table": "claim_id\n--------\n0 rows\n", "csv": "claim_id\n", "json": "[]\n", "jsonl": ""}.get(
        format, "| claim_id |\n| --- |\n"
    )


def test_parquet_wants_a_file_and_one_query(copy: Path, tmp_path: Path) -> None:
    with pytest.raises(QueryRefused, match="--output"):
        ask(copy, "SELECT 1", "parquet")
    for sql in ("SELECT 1; SELECT 2", "CREATE TABLE t (a INT)", "SELECT nope"):
        with pytest.raises(QueryRefused):
            ask(copy, sql, "parquet", output_file=tmp_path / "x.parquet")
    assert list(tmp_path.iterdir()) == []


def test_long_results_are_cut_only_in_tables(copy: Path) -> None:
    assert (
        ask(copy, "SELECT claim_id FROM claims", "table", max_rows=5)
        .splitlines()[-1]
        .startswith("116 rows, the first 5 shown")
    )
    assert len(ask(copy, "SELECT claim_id FROM claims", "csv", max_rows=5).splitlines()) == 117


def test_several_statements_run_in_order_and_parameters_fill_the_last(copy: Path) -> None:
    out = ask(copy, "SELECT 1 AS a; SET VARIABLE v = 2; SELECT getvariable('v') + ? AS b", parameters=[40])
    assert out.splitlines() == ['{"a": 1}', '{"b": 42}']


def test_cells_of_a_markdown_table_do_not_break_it(copy: Path) -> None:
    assert ask(copy, "SELECT 'a|b' || chr(10) || 'c' AS x", "markdown").splitlines()[2] == "| a\\|b c |"


def test_values_without_a_json_form_get_one() -> None:
    assert jsonable(float("nan")) is None and jsonable(float("inf")) is None
    assert jsonable({"a": (b"\x01", datetime(2026, 1, 1, tzinfo=UTC))}) == {"a": ["01", "2026-01-01T00:00:00+00:00"]}
    assert jsonable(5.0) == 5 and jsonable(0.5) == 0.5 and jsonable(True) is True


def test_money_is_converted_at_the_rate_of_its_day(copy: Path) -> None:
    sql = "SELECT round(convert(1e9, 'USD', DATE '2025-12-03')) AS eur, convert(1, 'EUR', DATE '2025-12-06', 'USD') AS saturday, "
    sql += "convert(1, 'UAH', DATE '2025-12-03') AS unknown, convert(5, 'EUR', DATE '2025-12-03') AS same, convert(1, 'RUB', DATE '2022-06-01') AS stale"
    got = json.loads(ask(copy, sql))
    rates = {
        (r["currency"], r["day"]): r["per_eur"]
        for r in map(
            json.loads,
            ask(
                copy, "SELECT * FROM reference_rate WHERE day BETWEEN DATE '2025-12-03' AND DATE '2025-12-06'"
            ).splitlines(),
        )
    }
    assert got["eur"] == round(1e9 / rates["USD", "2025-12-03"]) and 8e8 < got["eur"] < 9e8
    assert got["saturday"] == rates["USD", "2025-12-05"] and got["same"] == 5
    assert got["unknown"] is None and got["stale"] is None


def test_a_euro_is_a_euro_where_the_rates_have_ended(tmp_path: Path) -> None:
    """The packaged history ends on the day it was built: amounts in euros need none, and are in every sum."""
    reading = next(r for r in harvest_of("seeds").readings if r.claims)
    told = replace(reading.claims[0], kind="pledge", actor="Norway", recipient="Ukraine", low=7e6, high=7e6, unit="EUR", per=None,
                   modality="pledged", stage="pledge", time=replace(reading.claims[0].time, as_of="2071-03-01"))  # fmt: skip
    with Ledger.open(tmp_path / "ledger.duckdb") as ledger:
        ledger.record(Harvest("late", RUN_AT, readings=(replace(reading, claims=(told,)),)), RUN_AT)
    publish(tmp_path / "ledger.duckdb", tmp_path / "copy.duckdb", now=RUN_AT)
    asked = "SELECT convert(low, unit, said_on) AS eur, convert(low, 'USD', said_on) AS usd FROM claims"
    assert rows(tmp_path / "copy.duckdb", asked) == [{"eur": 7e6, "usd": None}]
    sums = rows(tmp_path / "copy.duckdb", "SELECT actor, pledged_eur FROM commitments_vs_deliveries")
    assert sums == [{"actor": "Norway", "pledged_eur": 7e6}]
