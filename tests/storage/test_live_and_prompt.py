"""The prompt answers and goes on after errors; live SQL serves readers where the extension can be had, and says so where not."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import duckdb
import pytest

from cookbook import seeds_copy
from storage.errors import LedgerMissing
from storage.live import _READS, _WRITES, NoServer, serve_sql
from storage.prompt import prompt


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return seeds_copy(tmp_path_factory.mktemp("live"))


def has_quack() -> bool:
    try:
        duckdb.connect(":memory:", config={"autoinstall_known_extensions": False}).execute("LOAD quack")
    except duckdb.Error:
        return False
    return True


def session(copy: Path, *lines: str) -> str:
    typed: Iterator[str] = iter(lines)
    out = StringIO()

    def read(sign: str) -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    prompt(copy, out, read)
    return out.getvalue()


def test_the_prompt_answers_and_goes_on(copy: Path) -> None:
    said = session(
        copy,
        "",
        "SELECT count(*)",
        "  AS n FROM claims;",
        "SELECT nope;",
        "DROP VIEW claims;",
        ".format csv",
        "SELECT 1 AS a, 2 AS b;",
    )
    assert "75" in said and "nope" in said and "read-only" in said and said.endswith("a,b\n1,2\n")


def test_the_prompt_explains_the_views(copy: Path) -> None:
    said = session(
        copy, ".views", ".columns alerts", ".columns nothing", ".format xml", ".help", ".quit", "SELECT 'never';"
    )
    assert "contradictions" in said and "How many are still owed." in said and "there is no view nothing" in said
    assert "no format xml" in said and ".quit" in said and "never" not in said


@pytest.mark.skipif(has_quack(), reason="the quack extension is installed here")
def test_without_the_extension_live_sql_is_refused_in_one_sentence(copy: Path) -> None:
    with pytest.raises(NoServer, match="INSTALL quack") as caught:
        serve_sql(copy)
    assert "pledgewatch sql" in str(caught.value) and "\n" not in str(caught.value)


def test_without_a_copy_nothing_is_served(tmp_path: Path) -> None:
    with pytest.raises(LedgerMissing):
        serve_sql(tmp_path / "none.duckdb")


@pytest.mark.skipif(not has_quack(), reason="the quack extension is not installed here and is not downloaded by tests")
def test_live_sql_serves_readers_and_refuses_writers(copy: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    server = serve_sql(copy, port)
    try:
        client = duckdb.connect(":memory:")
        client.execute("LOAD quack")
        client.execute(f"CREATE SECRET (TYPE quack, TOKEN '{server.token}')")
        ask = "SELECT * FROM quack_query('quack:localhost:{}', '{}')"
        assert client.execute(ask.format(port, "SELECT count(*) FROM pledgewatch.claims")).fetchall() == [(75,)]
        for sql in ("DELETE FROM pledgewatch.claim_log", "DETACH pledgewatch", "SELECT 1; DETACH pledgewatch"):
            with pytest.raises(duckdb.Error):
                client.execute(ask.format(port, sql)).fetchall()
    finally:
        server.close()


@pytest.mark.parametrize(
    ("sql", "may"),
    [
        ("SELECT 1", True), ("  select * from claims;", True), ("WITH a AS (SELECT 1) SELECT * FROM a", True), ("FROM claims LIMIT 3", True),
        ("SELECT 'please delete this' AS a", True), ("(SELECT 1) UNION (SELECT 2)", True), ("SELECT updated_at FROM sources", True),
        ("DELETE FROM claim_log", False), ("SELECT 1; DROP VIEW claims", False), ("WITH a AS (SELECT 1) INSERT INTO meta SELECT 'a', 'b'", False),
        ("DETACH pledgewatch", False), ("ATTACH 'x' AS y", False), ("SET threads = 1", False), ("COPY claims TO 'x'", False), ("", False),
        ("EXPLAIN ANALYZE DELETE FROM meta", False), ("CALL quack_stop()", False),
    ],
)  # fmt: skip
def test_only_single_reading_queries_pass(sql: str, may: bool) -> None:
    plain = duckdb.connect().execute(
        f"SELECT regexp_full_match(?, '{_READS}') AND NOT regexp_full_match(regexp_replace(?, '''[^'']*''', '', 'g'), '{_WRITES}')",
        [sql, sql],
    )
    assert plain.fetchall() == [(may,)]
    assert re.compile(_READS) and re.compile(_WRITES)
