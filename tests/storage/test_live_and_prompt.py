"""The prompt answers and goes on after errors; live SQL serves readers where the extension can be had, and says so where not."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import duckdb
import pytest

from goldledger import gold_copy
from storage import live, sealed
from storage.errors import LedgerError, LedgerMissing
from storage.live import NoServer, serve_sql
from storage.prompt import prompt
from storage.snapshot import edition


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return gold_copy(tmp_path_factory.mktemp("live"))


#: an interpreter with duckdb and the packages duckdb-extension-quack and duckdb-extension-httpfs of its version, to try the real server
WITH_QUACK = os.environ.get("PLEDGEWATCH_QUACK_PYTHON")


def has_quack() -> bool:
    connection = duckdb.connect(":memory:", config={"autoinstall_known_extensions": False})
    try:
        for name in ("httpfs", "quack"):
            live._load(connection, name)
    except NoServer:
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
    assert re.search(r"^as_of\(\) +as_of\(day\): the claims", said, re.M)


def publish_one_less(own: Path) -> None:
    """Put a copy that lacks one claim in a copy's place."""
    newer = Path(shutil.copyfile(own, own.with_name("newer.duckdb")))
    with duckdb.connect(str(newer)) as changed:
        changed.execute("DELETE FROM claim_log WHERE claim_seq = 1")
        changed.execute("UPDATE meta SET value = ? WHERE name = 'published_at'", [datetime.now(UTC).isoformat()])
    newer.replace(own)


def test_tables_of_ones_own_hold_the_prompt_back(copy: Path, tmp_path: Path) -> None:
    """They would be lost with the edition beside which they were made."""
    own = Path(shutil.copyfile(copy, tmp_path / "pledgewatch.duckdb"))
    out, count = StringIO(), "SELECT count(*) AS n FROM claims;"
    lines = iter(("CREATE TEMP TABLE mine AS FROM claims LIMIT 3;", None, count, count, "DROP TABLE mine;", count))

    def read(sign: str) -> str:
        try:
            if (line := next(lines)) is None:
                publish_one_less(own)
                line = next(lines)
        except StopIteration:
            raise EOFError from None
        return str(line)

    prompt(own, out, read, format="csv")
    said = out.getvalue()
    assert said.count("for the sake of your temporary tables (mine): drop them to go over") == 1
    assert re.findall(r"^n\n(\d+)$", said, re.M) == ["75", "75", "74"]


def test_the_prompt_goes_over_to_a_newer_copy_and_says_so(copy: Path, tmp_path: Path) -> None:
    """At the next question, once; where what lies there cannot be read, the one before answers on."""
    own = Path(shutil.copyfile(copy, tmp_path / "pledgewatch.duckdb"))
    ask, out, said = "SELECT count(*) AS n FROM claims;", StringIO(), []

    def replaced() -> None:
        publish_one_less(own)

    def damaged() -> None:
        broken = tmp_path / "broken.duckdb"
        broken.write_bytes(b"no database" * 999)
        broken.replace(own)

    happenings = iter((lambda: None, lambda: None, replaced, lambda: None, damaged, own.unlink))

    def read(sign: str) -> str:
        said.append(out.getvalue())
        out.seek(0)
        out.truncate()
        try:
            next(happenings)()
        except StopIteration:
            raise EOFError from None
        return ask

    prompt(own, out, read, format="csv")
    opening, *answers = said
    assert "read-only" in opening
    assert answers[:2] == ["n\n75\n"] * 2
    assert answers[2] == "the published copy was replaced: answers are from the new one, just published\nn\n74\n"
    assert answers[3] == "n\n74\n"
    for answer, why in zip(answers[4:], ("damaged", "no published copy"), strict=True):
        told, *rest = answer.splitlines()
        assert why in told and told.endswith("Until then answers are from the one that was opened before.")
        assert rest == ["n", "74"]


@pytest.mark.skipif(has_quack(), reason="the quack extension is installed here")
def test_without_the_extension_live_sql_is_refused_in_one_sentence(copy: Path) -> None:
    with pytest.raises(NoServer, match="INSTALL") as caught:
        serve_sql(copy)
    assert "pledgewatch sql" in str(caught.value) and "\n" not in str(caught.value)


def test_without_a_copy_nothing_is_served(tmp_path: Path) -> None:
    with pytest.raises(LedgerMissing):
        serve_sql(tmp_path / "none.duckdb")


CLIENT = Path(__file__).parents[1] / "support" / "quack_client.py"


@pytest.mark.skipif(
    not (WITH_QUACK or has_quack()), reason="DuckDB's quack extension is not installed; name an interpreter that has it"
)
def test_live_sql_serves_many_readers_and_refuses_all_else(copy: Path, tmp_path: Path) -> None:
    own = shutil.copyfile(copy, tmp_path / "pledgewatch.duckdb")
    done = subprocess.run(
        [WITH_QUACK or sys.executable, str(CLIENT), str(own)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said.pop("count") == [75, 75], "two clients at a time, by query and by attached name"
    assert said.pop("honest") == [75, "%;%"], "words of SQL in names, text and comments are no statements"
    assert said.pop("as of") == 75, "macros answer as in the copy itself"
    assert said.pop("newer") == [[False, True, False], [74, 74]], "a newer copy is served to clients that are connected"
    refused = said
    assert len(refused) >= 10
    assert {name: answer for name, answer in refused.items() if not answer.startswith("refused")} == {}
    assert "Authentication" in refused["wrong token"] and "disabled" in refused["a file"]


def test_a_server_goes_over_to_a_newer_copy_under_its_clients_hands(copy: Path, tmp_path: Path) -> None:
    """The part of it that needs no extension: the served names read the new edition, an open result the old, and nothing else opens up."""
    own = Path(shutil.copyfile(copy, tmp_path / "pledgewatch.duckdb"))
    connection = duckdb.connect(":memory:")
    room = live._make_room(own)
    live._attach(connection, own, "pledgewatch", room)
    live._lay(connection, "pledgewatch")
    live._close_up(connection, room)
    connection.execute("SET lock_configuration = true")
    server = live.LiveServer("nowhere", "token", connection, own, edition(own), room)
    client = connection.cursor()
    running = client.execute("SELECT claim_id FROM claims, range(1000)")
    running.fetchmany(5)
    assert server.refresh() is False
    newer = Path(shutil.copyfile(copy, tmp_path / "newer.duckdb"))
    changed = duckdb.connect(str(newer))
    changed.execute("DELETE FROM claim_log WHERE claim_seq = 1")
    changed.close()
    newer.replace(own)
    assert server.refresh() is True and server.refresh() is False
    assert len(running.fetchall()) == 75_000 - 5
    assert (
        client.execute("SELECT count(*) FROM claims").fetchall()
        == client.execute("SELECT count(*) FROM pledgewatch.claims").fetchall()
        == [(74,)]
    )
    with pytest.raises(duckdb.Error):
        client.execute("SELECT * FROM read_text('/etc/hostname')")
    served = client.execute("SELECT path FROM duckdb_databases() WHERE path IS NOT NULL").fetchall()
    for target in (
        own,
        f"{own}.wal",
        ".tmp/x.csv",
        *(path for (path,) in served),
        *(f"{path}.wal" for (path,) in served),
    ):
        with pytest.raises(duckdb.Error):
            client.execute(f"COPY (SELECT 1) TO '{target}'")
    assert {p.name for p in tmp_path.iterdir()} == {"pledgewatch.duckdb"}
    own.write_bytes(b"no database" * 999)
    with pytest.raises(LedgerError, match="damaged"):
        server.refresh()
    assert client.execute("SELECT count(*) FROM runs").fetchall() == [(1,)], "the one before is served on"


def test_a_short_token_is_refused(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoServer, match="too short"):
        serve_sql(copy, token="abc")


@pytest.mark.parametrize(
    ("sql", "may"),
    [
        ("SELECT 1", True), ("  select * from claims;", True), ("WITH a AS (SELECT 1) SELECT * FROM a", True), ("FROM claims LIMIT 3", True),
        ("SELECT 'please delete this' AS a", True), ("(SELECT 1) UNION (SELECT 2)", True), ("SELECT updated_at FROM sources", True),
        ("DELETE FROM claim_log", False), ("SELECT 1; DROP VIEW claims", False), ("WITH a AS (SELECT 1) INSERT INTO meta SELECT 'a', 'b'", False),
        ("DETACH pledgewatch", False), ("ATTACH 'x' AS y", False), ("SET threads = 1", False), ("COPY claims TO 'x'", False), ("", False),
        ("EXPLAIN ANALYZE DELETE FROM meta", False), ("CALL quack_stop()", False),
        ("SELECT * FROM claims WHERE quote LIKE '%;%'", True), ("-- what is new?\nSELECT 1", True), ("/* a */ SELECT 1 /* b */", True), ("/*'*/ SELECT 1", True),
        ('SELECT count(*) AS "call"', True), ("SELECT 'a' AS load", True), ("SELECT 1 AS \"set\", 'it''s; drop it' AS \"drop\" -- copy", True), ("SELECT 1;", True),
        ("EXPLAIN SELECT 1", True), ("explain analyze from claims", True), ("EXPLAIN (FORMAT json) SELECT 1", False), ("DESCRIBE claims", True), ("SHOW TABLES", True),
        ("SUMMARIZE claims", True), ("VALUES (1)", True), ("SELECT '\"type\":\"COPY_QUERY_NODE\"' AS a", True), ("SELECT 'quack_stop()' AS \"quack_stop\"", True),
        ("WITH RECURSIVE r AS (SELECT 1 n UNION ALL SELECT n + 1 FROM r WHERE n < 5) FROM r", True), ("SELECT $$copy (select 1) to 'x'$$", True),
        ("explain analyze /*'*/ copy (select 1) to 'x.wal'", False), ("EXPLAIN ANALYZE COPY (SELECT 1) TO 'x'", False), ("/*'*/ COPY (SELECT 1) TO 'x' --'", False),
        ("/* /* */ explain select 1 -- */ copy (select 1) to 'x'", False), ("explain /* /* */ select 1 -- */ copy (select 1) to 'x'", False),
        ("-- explain \n copy (select 1) to 'x'", False), ("WITH x AS (COPY (SELECT 1) TO 'x') FROM x", False), ("SELECT (WITH x AS (COPY (SELECT 1) TO 'y') SELECT 1)", False),
        ("EXPLAIN ANALYZE WITH x AS (COPY (SELECT 1) TO 'x') FROM x", False), ("WITH x AS (DELETE FROM meta RETURNING *) FROM x", False),
        ("WITH x AS (UPDATE meta SET value = '' RETURNING *) FROM x", False), ("PREPARE p AS SELECT 1", False), ("EXECUTE p", False), ("BEGIN", False),
        ("FROM quack_stop('quack:localhost:9494')", False), ('FROM "Quack_Stop"(1)', False), ("SELECT 1 WHERE 1 = (SELECT 1 FROM quack_stop('a'))", False),
        ("FROM query('FROM quack_stop()')", False), ("FROM enable_logging()", False), ("SELECT write_log('x')", False), ("SELECT 1; SELECT 2", False), ("-- nothing", False),
        ("FROM duckdb_secrets()", False), ("$$", False), ("SELEC 1", False), ("EXPLAIN", False), ("SELECT sleep_ms(1000000)", False),
    ],
)  # fmt: skip
def test_only_single_reading_queries_pass(sql: str, may: bool) -> None:
    engine = duckdb.connect()
    engine.execute(f"CREATE MACRO may_read(session, query) AS {sealed.asks('query')}")
    assert engine.execute("SELECT may_read('', ?)", [sql]).fetchall() == [(may,)]
    assert engine.execute("SELECT may_read('', q) FROM (VALUES (?)) t(q)", [sql]).fetchall() == [(may,)]
