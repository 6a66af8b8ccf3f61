"""What ``sql`` writes: no column lost, one JSON document, no file emptied by a query that is wrong, and how old the copy is."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.cli.common import Stop
from goldledger import gold_copy
from storage.errors import LedgerError, QueryRefused


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("output")
    (folder / "data").mkdir()
    (folder / "pledgewatch.toml").write_text('[paths]\ndata = "data"\n')
    gold_copy(folder / "data")
    return folder


def sql(desk: Path, *words: str) -> tuple[str, str]:
    """Standard output and standard error of the command. Raises what it would end with."""
    done = CliRunner().invoke(
        app,
        ["sql", "--settings", str(desk / "pledgewatch.toml"), *words],
        standalone_mode=False,
        env={"PLEDGEWATCH_DEBUG": "1"},
    )
    if done.exception is not None:
        raise done.exception
    return done.stdout, done.stderr


@pytest.mark.parametrize(
    "text", ["a\rb", "a\r\nb", "a\nb", "a\r", "\r", 'a "b", c', "a\u2028b", "a\tb;c", " a ", "é漢🙂"]
)
def test_csv_gives_back_the_text_that_was_in_it(desk: Path, tmp_path: Path, text: str) -> None:
    """Old Macs' line ends too: a field with one stands in quotes, or a reader takes it for the end of the row."""
    query = f"select {' || '.join(f'chr({ord(letter)})' for letter in text)} as a, 1 as b"
    sql(desk, "--output", str(tmp_path / "x.csv"), query)
    written = (tmp_path / "x.csv").read_bytes()
    assert written.startswith(b"a,b\n") and written.endswith(b",1\n")
    assert list(csv.reader(io.StringIO(written.decode(), newline=""))) == [["a", "b"], [text, "1"]]
    read = duckdb.sql(
        f"FROM read_csv('{tmp_path / 'x.csv'}', header = true, columns = {{a: 'VARCHAR', b: 'INT'}}, new_line = '\\n')"
    )
    assert read.fetchall() == [(text, 1)]


@pytest.mark.parametrize(
    ("query", "record"),
    [
        ("select 1 a, 2 a", {"a": 1, "a_1": 2}), ("select 1 a, 2 A, 3 a", {"a": 1, "A_1": 2, "a_2": 3}),
        ("select 1 a, 2 a, 3 a_1", {"a": 1, "a_2": 2, "a_1": 3}), ("select 1 a, 2 b", {"a": 1, "b": 2}),
    ],
)  # fmt: skip
def test_columns_of_one_name_are_told_apart(desk: Path, query: str, record: dict[str, int]) -> None:
    assert json.loads(sql(desk, "--format", "json", query)[0]) == [record]
    assert json.loads(sql(desk, "--format", "jsonl", query)[0]) == record
    assert sql(desk, "--format", "csv", query)[0].splitlines()[0] == ",".join(record)


def test_json_is_one_document(desk: Path) -> None:
    with pytest.raises(LedgerError, match="one document"):
        sql(desk, "--format", "json", "select 1 a; select 2 b")
    steps = "create temp table t as select 1 a; set variable x = 3; insert into t values (2); select a + getvariable('x') as n from t"
    assert json.loads(sql(desk, "--format", "json", steps)[0]) == [{"n": 4}, {"n": 5}]
    assert sql(desk, "--format", "jsonl", "select 1 a; select 2 b")[0] == '{"a": 1}\n{"b": 2}\n'
    assert json.loads(sql(desk, "--format", "json", "pivot claims on kind using count(*)")[0])


def test_results_of_two_queries_are_never_mixed(desk: Path) -> None:
    two = "select 1 a; select 2 b, 3 c"
    with pytest.raises(LedgerError, match="one table with one heading"):
        sql(desk, "--format", "csv", two)
    assert sql(desk, "--format", "csv", "create temp table t as select 1 a; from t")[0] == "a\n1\n"
    assert sql(desk, "--format", "markdown", two)[0] == "| a |\n| --- |\n| 1 |\n\n| b | c |\n| --- | --- |\n| 2 | 3 |\n"
    assert "1 row\n" in sql(desk, two)[0]


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("n.csv", b"a\n1\n"), ("n.json", b'[\n {"a": 1}\n]\n'), ("N.JSONL", b'{"a": 1}\n'), ("n.ndjson", b'{"a": 1}\n'),
        ("n.md", b"| a |\n"), ("n.parquet", b"PAR1"), ("n.txt", b"a\n-\n1\n"), ("n", b"a\n-\n1\n"),
    ],
)  # fmt: skip
def test_the_ending_of_a_file_names_its_format(desk: Path, tmp_path: Path, name: str, beginning: bytes) -> None:
    sql(desk, "-o", str(tmp_path / name), "select 1 a")
    assert (tmp_path / name).read_bytes().startswith(beginning)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-o", "{}/n.xlsx"), r"\.xlsx names no format; end it in \.csv, .*--format"),
        (("-o", "{}/n.json", "--format", "csv"), "json by its ending, and --format says csv"),
        (("-o", "{}/n.csv", "--format", "table"), "csv by its ending, and --format says table"),
    ],
)
def test_an_ending_that_names_no_format_or_another_is_refused(
    desk: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    with pytest.raises(Stop, match=said):
        sql(desk, *(word.format(tmp_path) for word in words), "select 1 a")
    assert list(tmp_path.iterdir()) == []
    sql(desk, "-o", str(tmp_path / "n.dat"), "--format", "csv", "select 1 a")
    assert (tmp_path / "n.dat").read_text() == "a\n1\n"


@pytest.mark.parametrize("format", ["csv", "json", "jsonl", "markdown", "table", "parquet"])
def test_a_query_that_is_wrong_leaves_the_file_as_it_was(desk: Path, tmp_path: Path, format: str) -> None:
    file = tmp_path / "out"
    file.write_text("last month's answer")
    file.chmod(0o640)
    for wrong in (
        "select nope from claims",
        "selec",
        "select 1 a; select nope",
        "select (range || 'x')::int from range(100000)",
    ):
        with pytest.raises(LedgerError):
            sql(desk, "--format", format, "-o", str(file), wrong)
        assert file.read_text() == "last month's answer" and [p.name for p in tmp_path.iterdir()] == ["out"]
    sql(desk, "--format", format, "-o", str(file), "select 1 a")
    assert b"last month" not in file.read_bytes() and file.stat().st_size > 2
    if format != "parquet":
        assert file.stat().st_mode & 0o777 == 0o640


def test_without_a_query_views_and_macros_are_told(desk: Path) -> None:
    said = " ".join(sql(desk)[0].split())
    assert (
        "commitments_vs_deliveries Per actor and recipient" in said and "convert convert(amount, from_currency" in said
    )
    assert "from as_of('2026-03-01')" in said


def test_an_empty_file_has_no_query(desk: Path, tmp_path: Path) -> None:
    for text in ("", " \n\t\n", "-- nothing\n"):
        (tmp_path / "q.sql").write_text(text)
        with pytest.raises(Exception, match=r"(?i)there is no query"):
            sql(desk, "--file", str(tmp_path / "q.sql"))


@pytest.mark.parametrize(
    "words", [("--format", "csv"), ("--format", "json"), (), ("--format", "parquet", "-o", "{}/x"), ("-o", "{}/x")]
)
def test_the_age_of_the_copy_is_told_beside_the_answer(desk: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    out, beside = sql(desk, *(word.format(tmp_path) for word in words), "select 1 as a")
    assert "old" in beside and beside.startswith("from the published copy, ") and beside.count("\n") == 1
    assert "published copy" not in out


@pytest.fixture
def own_desk(tmp_path: Path, desk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk of one's own, with raw pages and Parquet files elsewhere, in whose folder the analyst stands."""
    folder = tmp_path / "desk"
    shutil.copytree(desk / "data", folder / "data")
    for name in (
        "data/ledger/ledger.duckdb", "data/backups/b.tar", "data/alerts.jsonl", "pages/ab/page.zst", "out/.columns-2026/claims/00000.parquet",
        "out/.columns-2025/claims/00000.parquet",
    ):  # fmt: skip
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("kept")
    (folder / "out/columns").symlink_to(".columns-2026")
    (folder / "pledgewatch.toml").write_text('[paths]\ndata = "data"\nraw = "pages"\n[keep]\nparquet = "out/columns"\n')
    (folder / "way in").symlink_to("data/ledger")
    (folder / "answer").symlink_to("data/pledgewatch.duckdb")
    os.link(folder / "data/ledger/ledger.duckdb", folder / "second name")
    (folder / "data/link out").symlink_to("../free")
    monkeypatch.delenv("PLEDGEWATCH_KEEP__PARQUET", raising=False)
    monkeypatch.chdir(folder)
    return folder


def everything(folder: Path) -> dict[str, bytes | str]:
    return {
        str(path.relative_to(folder)): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


#: {} is the folder of the desk
OWN = [
    "data/ledger/ledger.duckdb", "data/ledger/ledger.duckdb.wal", "data/pledgewatch.duckdb", "data/new", "data/backups/b.tar", "data/alerts.jsonl",
    "pages/ab/page.zst", "pages/new", "out/columns/claims/00000.parquet", "out/columns", "out/.columns-2025/claims/00000.parquet",
    "{}/data/new", "free/../data/ledger/ledger.duckdb", "way in/ledger.duckdb", "way in/new", "answer", "second name", "data/link out",
    "pledgewatch.toml", ".", "{}",
]  # fmt: skip


@pytest.mark.parametrize("format", ["csv", "json", "jsonl", "markdown", "table", "parquet"])
def test_no_result_takes_the_place_of_the_desks_own_files(own_desk: Path, format: str) -> None:
    (own_desk / "free").mkdir()
    before = everything(own_desk)
    for target in OWN:
        if Path(target).suffix in (".jsonl", ".parquet") and not target.endswith(format):
            continue  # the ending is refused first
        for files in ((), ("--allow-files",)):
            words = ("--format", format, "--output", target.format(own_desk), *files, "select 1 a")
            with pytest.raises(QueryRefused, match=r"the desk's own, .*name a file in another folder\.$"):
                sql(own_desk, *words)
        assert everything(own_desk) == before, target
    sql(own_desk, "--format", format, "--output", "free/answer", "select 1 a")
    sql(own_desk, "--format", format, "--output", "answer of mine", "select 1 a")
    assert set(everything(own_desk)) - set(before) == {"free/answer", "answer of mine"}


#: {} is the target
WRITING = [
    "COPY (SELECT 1) TO '{}'", "copy (select 1 a, 2 b) to '{}' (partition_by (a), overwrite)", "COPY (SELECT 1) TO '{}' (USE_TMP_FILE false)",
    "SELECT 1; /* é */ COPY (SELECT 'é')TO/**/'{}'", "EXPLAIN ANALYZE COPY (SELECT 1) TO '{}'", "WITH x AS (COPY (SELECT 1) TO '{}') FROM x",
    "CREATE TEMP TABLE t AS WITH x AS (COPY (SELECT 1) TO '{}') FROM x", "COPY (SELECT 1) TO 'file:{}'", "COPY (FROM 'some.csv') TO '{}' (FORMAT json)",
]  # fmt: skip


def test_queries_that_may_write_files_write_none_of_the_desks_own(own_desk: Path) -> None:
    (own_desk / "free").mkdir()
    (own_desk / "some.csv").write_text("a\n1\n")
    before = everything(own_desk)
    for way in WRITING:
        for target in OWN if way is WRITING[0] else OWN[:3]:
            with pytest.raises(QueryRefused, match="the desk's own"):
                sql(own_desk, "--allow-files", way.format(target.format(own_desk)))
            assert everything(own_desk) == before, (way, target)


@pytest.mark.parametrize(
    "query",
    [
        "COPY (SELECT 1) TO ('data/ledger/' || 'ledger.duckdb')", "SET VARIABLE f = 'data/new'; COPY (SELECT 1) TO (getvariable('f'))",
        "COPY (SELECT 1) TO 'data/led'\n'ger/ledger.duckdb'", "COPY (SELECT 1) TO $$data/new$$", "COPY (SELECT 1) TO E'data/new'",
        "COPY (SELECT 1) TO \"data/new\"", "COPY (SELECT 1 a, 2 b) TO 'x' (PARTITION_BY a, FILENAME_PATTERN '../../data/ledger/l_{i}')",
        "COPY (SELECT 1 a) TO 'x' (PER_THREAD_OUTPUT, FILE_EXTENSION '/../../data/new')", "IMPORT DATABASE 'imported'",
        "COPY (SELECT 1 a, 2 b) TO 'x' (PARTITION_BY a, \"filename_pattern\" ('..' || '/x_{i}'))", "PRAGMA import_database('imported')",
    ],
)  # fmt: skip
def test_a_query_that_hides_where_it_writes_is_refused(own_desk: Path, query: str) -> None:
    (own_desk / "imported").mkdir()
    (own_desk / "imported/schema.sql").write_text("COPY (SELECT 1) TO 'data/new';")
    (own_desk / "imported/load.sql").write_text("SELECT 1;")
    before = everything(own_desk)
    with pytest.raises(QueryRefused, match=r"plain quotes|one by one"):
        sql(own_desk, "--allow-files", query)
    assert everything(own_desk) == before


def test_queries_that_may_read_files_read_everything_and_write_elsewhere(own_desk: Path) -> None:
    (own_desk / "free").mkdir()
    (own_desk / "data/notes.csv").write_text("a\n7\n")
    read = "--allow-files", "--format", "jsonl"
    assert sql(own_desk, *read, "from 'data/notes.csv'")[0] == '{"a": 7}\n'
    assert sql(own_desk, *read, "create temp table t (a int); copy t from 'data/notes.csv'; from t")[0] == '{"a": 7}\n'
    assert sql(own_desk, *read, 'select \'copy x to data/new\' as copy, "to" from (select 1 as "to")')[0]
    for query in (
        "COPY (FROM 'data/notes.csv') TO 'free/a.csv'", "COPY (FROM 'data/notes.csv') TO 'it''s é.csv' (FORMAT csv, DELIMITER '/')",
        "COPY (SELECT 1 a, 2 b) TO 'free/parts' (PARTITION_BY a, FILENAME_PATTERN 'p_{i}', FILE_EXTENSION 'txt', FORMAT csv)",
        f"COPY (SELECT 1) TO 'file:{own_desk}/free/b.csv'",
    ):  # fmt: skip
        sql(own_desk, "--allow-files", query)
    assert {p.name for p in (own_desk / "free").rglob("*")} == {"a.csv", "b.csv", "parts", "a=1", "p_0.txt"}
    assert (own_desk / "it's é.csv").read_text() == "a\n7\n"
