"""Live read-only SQL for many clients over DuckDB's own server protocol (quack, DuckDB 2.0), where that extension is installed.

It serves the published copy, not the ledger: what a client can break is nothing that anybody needs. The extension is not in the Python
wheel; it is downloaded once by `INSTALL quack` on a machine with network. Quack itself checks a token on every connection and speaks
plain HTTP on localhost; for other machines put a TLS proxy before it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

import duckdb

from storage.errors import LedgerError, LedgerMissing
from storage.snapshot import CATALOG

PORT = 9494
#: Only whole single queries pass: what begins otherwise, or holds a second statement, is refused before it is prepared.
_READS = r"(?is)\s*\(*\s*(select|with|from|values|describe|show|summarize|explain|pivot|unpivot)\b[^;]*;?\s*"
_WRITES = r"(?is).*\b(attach|detach|copy|export|import|install|load|insert|update|delete|merge|create|alter|drop|truncate|set|reset|pragma|call)\b.*"


class NoServer(LedgerError):
    """The quack extension is not there, or its server does not start."""


@dataclass(slots=True)
class LiveServer:
    """A running server; `close` stops it."""

    address: str
    token: str
    _connection: duckdb.DuckDBPyConnection

    def close(self) -> None:
        self._connection.close()


def serve_sql(snapshot: Path, port: int = PORT, token: str | None = None) -> LiveServer:
    """Serve the published copy to DuckDB clients on this machine, read-only, until `close`.

    Clients: `CREATE SECRET (TYPE quack, TOKEN '…'); ATTACH 'quack:localhost:PORT' AS pledgewatch`. Raises LedgerMissing without a copy, NoServer
    with one sentence where the extension is not installed or the port is taken.
    """
    if not snapshot.exists():
        raise LedgerMissing(
            f"There is no published copy at {snapshot}: make a pass with `pledgewatch run`, it publishes one."
        )
    word = token or secrets.token_urlsafe(24)
    connection = duckdb.connect(":memory:", config={"autoinstall_known_extensions": False})
    try:
        try:
            connection.execute("LOAD quack")
        except duckdb.Error as problem:
            raise NoServer(
                "Live SQL needs DuckDB's quack extension, which is not installed on this machine: run "
                "`python -c \"import duckdb; duckdb.sql('INSTALL quack')\"` once with network, or query the published copy with `pledgewatch sql`."
            ) from problem
        place = str(snapshot.absolute()).replace("'", "''")
        connection.execute(f"ATTACH '{place}' AS {CATALOG} (READ_ONLY)")
        connection.execute(
            "CREATE MACRO pledgewatch_may_read(session, query) AS "
            f"regexp_full_match(query, '{_READS}') AND NOT regexp_full_match(regexp_replace(query, '''[^'']*''', '', 'g'), '{_WRITES}')"
        )
        connection.execute("SET GLOBAL quack_authorization_function = 'pledgewatch_may_read'")
        quoted = word.replace("'", "''")
        try:
            connection.execute(f"CALL quack_serve('quack:localhost:{int(port)}', token => '{quoted}')")
        except duckdb.Error as problem:
            raise NoServer(
                f"Live SQL does not start on port {port} ({str(problem).splitlines()[0][:150]}): is the port taken?"
            ) from None
        connection.execute("SET lock_configuration = true")
    except BaseException:
        connection.close()
        raise
    return LiveServer(f"quack:localhost:{port}", word, connection)
