"""What ``sql`` writes: no column lost, one JSON document, no file emptied by a query that is wrong, and how old the copy is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.cli.common import Stop
from goldledger import gold_copy
from storage.errors import LedgerError


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
