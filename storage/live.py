"""Live read-only SQL for many clients over DuckDB's own server protocol (quack, DuckDB 2.0), where that extension is installed.

It serves the published copy, not the ledger: what a client can break is nothing that anybody needs; when a pass has published a newer one,
`LiveServer.refresh` goes over to it under the clients' hands. The extension is not in the Python
wheel; it is downloaded once by `INSTALL quack` on a machine with network. Quack itself checks a token on every connection and speaks
plain HTTP on localhost; for other machines put a TLS proxy before it.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import duckdb

from storage import database, migrate, sealed
from storage.errors import LedgerError, LedgerMissing
from storage.snapshot import CATALOG, edition

PORT = 9494
SHORTEST_TOKEN = 8
#: what a newer edition is called while the server goes over to it
_NEXT = "pledgewatch_next"
#: the macro that says of every statement whether it may be run
_MAY_READ = "pledgewatch_may_read"


class NoServer(LedgerError):
    """The quack extension is not there, or its server does not start."""


@dataclass(slots=True)
class LiveServer:
    """A running server; `close` stops it."""

    address: str
    token: str
    _connection: duckdb.DuckDBPyConnection
    _snapshot: Path
    _edition: tuple[int, int]
    _room: Path

    def refresh(self) -> bool:
        """Serve the newest edition of the copy, if it was replaced since. Queries that are running end on the one they began with.

        Raises a LedgerError where the new one cannot be read; the old one is served on.
        """
        try:
            found = edition(self._snapshot)
            if found == self._edition:
                return False
            _attach(self._connection, self._snapshot, _NEXT, self._room)
            _lay(self._connection, _NEXT)  # whoever asks in this moment is answered too
            self._connection.execute(f"DETACH {CATALOG}")
            _attach(self._connection, self._snapshot, CATALOG, self._room)
            _lay(self._connection, CATALOG)
            self._connection.execute(f"DETACH {_NEXT}")
        except (duckdb.Error, OSError) as problem:
            raise database.explain(problem, self._snapshot) from problem
        self._edition = found
        return True

    def close(self) -> None:
        """Stop answering. Clients that are still connected do not keep it running."""
        with suppress(duckdb.Error):
            self._connection.execute(f"CALL quack_stop('{self.address}')")
        self._connection.close()


def _make_room(snapshot: Path) -> Path:
    """The only folder in which the server's engine may open files. It is there for the moments in which an edition is attached."""
    beside = snapshot.absolute().parent
    return (beside if os.access(beside, os.W_OK) else Path(tempfile.gettempdir())) / f".live-{secrets.token_hex(8)}"


def _attach(connection: duckdb.DuckDBPyConnection, snapshot: Path, name: str, room: Path) -> None:
    """Attach an edition under a name that nobody can know before and that is gone after: what DuckDB keeps allowed leads nowhere."""
    sealed.refuse_strays(snapshot)
    place = room / f"{secrets.token_hex(8)}.duckdb"
    room.mkdir(mode=0o700, exist_ok=True)
    try:
        try:
            os.link(snapshot, place)
        except OSError:  # another disk, or another user's file
            shutil.copyfile(snapshot, place)
        quoted = str(place).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS {name} (READ_ONLY)")
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _close_up(connection: duckdb.DuckDBPyConnection, room: Path) -> None:
    """Lay down what may be asked, and close the file system but for the room. Settings are locked later: the server's own are still to come."""
    # quack calls it with the text of every statement before it is prepared
    connection.execute(f"CREATE MACRO {_MAY_READ}(session, query) AS {sealed.asks('query')}")
    quoted = str(room).replace("'", "''")
    connection.execute(f"SET allowed_directories = ['{quoted}']; SET enable_external_access = false")


def _lay(connection: duckdb.DuckDBPyConnection, catalog: str) -> None:
    """Clients see what lies in the server's own database: every view and table of the copy under its name, and the macros over them."""
    names = connection.execute(
        f"SELECT view_name FROM duckdb_views() WHERE database_name = '{catalog}' AND NOT internal UNION ALL "
        f"SELECT table_name FROM duckdb_tables() WHERE database_name = '{catalog}' AND NOT starts_with(table_name, 'summary_')"
    ).fetchall()
    with database.transaction(connection):
        for (name,) in names:
            connection.execute(f'CREATE OR REPLACE VIEW "{name}" AS FROM {catalog}."{name}"')


def _load(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Load an extension: installed by DuckDB, or by pip (a package with the file for this very version of DuckDB)."""
    try:
        connection.execute(f"LOAD {name}")
        return
    except duckdb.Error as problem:
        packaged = packaged_extension(name)
        if packaged is None:
            raise NoServer(
                f"Live SQL needs DuckDB's extensions quack and httpfs for DuckDB {duckdb.__version__}, and {name} is not installed on this "
                f"machine: run `python -c \"import duckdb; duckdb.sql('INSTALL {name}')\"` once with network, or query the published copy "
                "with `pledgewatch sql`."
            ) from problem
    try:
        place = str(packaged).replace("'", "''")
        connection.execute(f"LOAD '{place}'")
    except duckdb.Error as problem:
        raise NoServer(
            f"The extension in {packaged} cannot be loaded ({str(problem).splitlines()[0][:150]}): install it again."
        ) from problem


def packaged_extension(name: str) -> Path | None:
    """An extension's file in an installed package ``duckdb-extension-NAME`` of DuckDB's own version; None where there is none."""
    found = find_spec(f"duckdb_extension_{name}")
    for folder in (found.submodule_search_locations or ()) if found is not None else ():
        file = Path(folder) / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
        if file.is_file():
            return file
    return None


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
    if len(word) < SHORTEST_TOKEN:
        raise NoServer(f"The token for live SQL is too short: give one of at least {SHORTEST_TOKEN} characters.")
    connection = database.engine(config=sealed.CONFIG)
    room = _make_room(snapshot)
    try:
        for name in ("httpfs", "quack"):  # quack speaks over httpfs, as a server too
            _load(connection, name)
        served = edition(snapshot)
        try:
            _attach(connection, snapshot, CATALOG, room)
        except duckdb.Error as problem:
            raise database.explain(problem, snapshot) from problem
        _lay(connection, CATALOG)
        connection.execute(migrate.macro_script())
        _close_up(connection, room)
        connection.execute(f"SET GLOBAL quack_authorization_function = '{_MAY_READ}'")
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
    return LiveServer(f"quack:localhost:{port}", word, connection, snapshot, served, room)
