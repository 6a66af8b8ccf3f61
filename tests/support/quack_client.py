"""Serve a published copy over quack and try it as clients do; the answers as JSON. A program of its own: another interpreter may run it."""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import duckdb

from storage import live

TOKEN = "token-of-the-desk"
FORBIDDEN = {
    "create": "CREATE TABLE x (a INT)",
    "delete": "DELETE FROM pledgewatch.claim_log",
    "insert after with": "WITH x AS (SELECT 1) INSERT INTO pledgewatch.meta SELECT 1, 2 FROM x",
    "detach": "DETACH pledgewatch",
    "two statements": "SELECT 1; DETACH pledgewatch",
    "settings": "SET enable_external_access = true",
    "a copy": "COPY (SELECT 1) TO ''x.wal''",
    "an explained copy": "EXPLAIN ANALYZE /*''*/ COPY (SELECT 1) TO ''x.wal''",
    "stopping it": "FROM quack_stop(''quack:localhost:9494'')",
    "a file": "SELECT * FROM read_text(''/etc/hostname'')",
}


def client() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:", config={"autoinstall_known_extensions": False})
    for name in ("httpfs", "quack"):
        live._load(connection, name)
    return connection


def main(copy: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    server = live.serve_sql(copy, port, TOKEN)
    try:
        one, two = client(), client()
        ask = "SELECT * FROM quack_query('" + server.address + "', '{}', token => '{}')"
        count = one.execute(ask.format("SELECT count(*) FROM pledgewatch.claims", TOKEN)).fetchall()[0][0]
        two.execute(f"CREATE SECRET (TYPE quack, TOKEN '{TOKEN}')")
        two.execute(f"ATTACH '{server.address}' AS desk")
        (home := copy.with_name("next.duckdb")).write_bytes(copy.read_bytes())
        said: dict[str, object] = {"count": [count, two.execute("SELECT count(*) FROM desk.claims").fetchall()[0][0]]}
        said["wrong token"] = answer(one, ask.format("SELECT 1", "another-token"))
        for name, sql in FORBIDDEN.items():
            said[name] = answer(one, ask.format(sql, TOKEN))
        honest = "/* it''s; */ SELECT count(*) AS \"call\", ''%;%'' AS load FROM claims -- copy"
        said["honest"] = one.execute(ask.format(honest, TOKEN)).fetchall()[0]
        said["as of"] = one.execute(ask.format("SELECT count(*) FROM as_of(current_date)", TOKEN)).fetchall()[0][0]
        served = [server.refresh()]
        replace(copy, home)
        served += [server.refresh(), server.refresh()]
        counts = [c.execute(q).fetchall()[0][0] for c, q in ((one, ask.format("SELECT count(*) FROM claims", TOKEN)), (two, "SELECT count(*) FROM desk.claims"))]  # fmt: skip
        said["newer"] = [served, counts]
        said["after that a file"] = answer(one, ask.format(FORBIDDEN["a file"], TOKEN))
        print(json.dumps(said), flush=True)
        one.close()
        two.close()
    finally:
        server.close()


def replace(copy: Path, newer: Path) -> None:
    """Put another edition in the copy's place, as publishing does: the same with one claim fewer."""
    newer.chmod(0o644)
    connection = duckdb.connect(str(newer))
    connection.execute("DELETE FROM claim_log WHERE claim_seq = 1")
    connection.close()
    newer.chmod(0o444)
    newer.replace(copy)


def answer(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    try:
        return f"answered {connection.execute(sql).fetchall()}"
    except duckdb.Error as problem:
        return "refused: " + " ".join(str(problem).split())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
