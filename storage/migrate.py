"""Forward-only migrations, and the views that are laid anew over the tables whenever their text changes."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import duckdb

from storage import comments, database
from storage.errors import LedgerError, LedgerNewer, LedgerUnwritable
from storage.refusals import remedy

_HERE = Path(__file__).parent
#: in the order in which they are laid: later files build on earlier ones
VIEW_FILES = ("views_record.sql", "views_findings.sql", "views_feedback.sql", "views_sources.sql", "macros.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step of the schema."""

    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


@cache
def packaged(folder: Path = _HERE / "migrations") -> tuple[Migration, ...]:
    """The migrations of this version, in order. Raises LedgerError where a number is missing or double."""
    steps = []
    for path in sorted(folder.glob("*.sql")):
        match = re.fullmatch(r"(\d{4})_(\w+)\.sql", path.name)
        if match is None:
            raise LedgerError(f"{path} is no migration: name it NNNN_what_it_does.sql.")
        steps.append(Migration(int(match.group(1)), match.group(2), path.read_text("utf-8")))
    if [step.number for step in steps] != list(range(1, len(steps) + 1)):
        raise LedgerError(f"The migrations in {folder} are not numbered 0001, 0002, … without a gap: rename them.")
    return tuple(steps)


@cache
def view_script() -> str:
    """All views and macros of this version as one script."""
    return "\n".join((_HERE / "views" / name).read_text("utf-8") for name in VIEW_FILES)


@cache
def macro_script() -> str:
    """The macros alone, for a database that has the views under their names."""
    return (_HERE / "views" / "macros.sql").read_text("utf-8")


@cache
def view_digest() -> str:
    """What names this version's views, macros and comments: it changes with any word of them, and with the tables."""
    return hashlib.sha256((view_script() + comments.glossary_text() + str(len(packaged()))).encode()).hexdigest()


def views_laid(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a ledger carries this version's views."""
    return connection.execute("SELECT value FROM meta WHERE name = 'views'").fetchall() == [(view_digest(),)]


def applied(connection: duckdb.DuckDBPyConnection) -> int:
    """The number of the last migration a database has, 0 for an empty one."""
    try:  # asking the catalog which tables there are takes 40 ms, this one: it looks at every table
        rows = connection.execute("SELECT max(number) FROM migration_log").fetchall()
    except duckdb.CatalogException:
        return 0
    return int(rows[0][0] or 0)


def check_version(version: int, path: str, steps: Sequence[Migration] | None = None) -> None:
    """Refuse a ledger that a newer pledgewatch has migrated."""
    known = len(packaged() if steps is None else steps)
    if version > known:
        raise LedgerNewer(
            f"The ledger {path} is at schema {version:04d}, this pledgewatch knows {known:04d}: upgrade pledgewatch, "
            "or bring back a backup made before the upgrade."
        )


def keep_copy(path: Path, version: int) -> Path:
    """A copy of a (closed) ledger beside it, made before it is migrated; an older copy of the same version is kept too."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    kept = path.with_name(f"{path.stem}.schema-{version:04d}.{stamp}{path.suffix}")
    part = kept.with_name(kept.name + ".part")
    try:
        shutil.copyfile(path, part)
        part.replace(kept)
    except OSError as problem:
        part.unlink(missing_ok=True)
        raise LedgerUnwritable(
            f"The ledger {path} is of an older version and has to be migrated, but the copy that is kept before cannot be written "
            f"({problem.strerror or problem}): {remedy(problem.errno, kept, 'move the data folder to another disk')}; nothing was changed."
        ) from problem
    return kept


def apply(connection: duckdb.DuckDBPyConnection, steps: Sequence[Migration] | None = None) -> int:
    """Bring the tables to this version, each step in its transaction. Returns how many steps were taken."""
    todo = packaged() if steps is None else steps
    have = applied(connection)
    if have == 0:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migration_log "
            "(number INTEGER NOT NULL, name VARCHAR NOT NULL, checksum VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL);"
            "CREATE TABLE IF NOT EXISTS meta (name VARCHAR NOT NULL PRIMARY KEY, value VARCHAR NOT NULL)"
        )
    for step in todo[have:]:
        with database.transaction(connection):
            connection.execute(step.sql)
            connection.execute(
                "INSERT INTO migration_log VALUES (?, ?, ?, ?)",
                [step.number, step.name, step.checksum, datetime.now(UTC).replace(tzinfo=None)],
            )
    return len(todo) - have


def upgrade(path: Path) -> duckdb.DuckDBPyConnection:
    """A (locked) ledger file opened for writing and brought to this version; a copy is kept beside it before an older one is touched.

    Raises LedgerNewer, LedgerDamaged, LedgerUnwritable: the file and its copy are as they were then.
    """
    connection = database.connect_file(path)
    try:
        version = applied(connection)
        check_version(version, str(path))
        if 0 < version < len(packaged()):
            connection.execute("CHECKPOINT")
            connection.close()
            keep_copy(path, version)
            connection = database.connect_file(path)
        apply(connection)
    except duckdb.Error as problem:
        connection.close()
        raise database.explain(problem, path) from problem
    except BaseException:
        connection.close()
        raise
    return connection


def lay_views(connection: duckdb.DuckDBPyConnection) -> bool:
    """Create all views, macros and comments anew where the installed text differs from this version's. Returns whether it did.

    Done when a copy is published, not whenever the ledger is opened: it takes half a second, and only the copy is for people.
    """
    if views_laid(connection):
        return False
    with database.transaction(connection):
        for (name,) in connection.execute(
            "SELECT view_name FROM duckdb_views() WHERE NOT internal AND database_name = current_database()"
        ).fetchall():
            connection.execute(f'DROP VIEW IF EXISTS "{name}"')
        for (name,) in connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND starts_with(table_name, ?)",
            [comments.SUMMARY],
        ).fetchall():
            connection.execute(
                f'DROP TABLE "{name}"'
            )  # rows of views as they were; worked out anew when a copy is published
        connection.execute(view_script())
        connection.execute(comments.script(connection))
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('views', ?)", [view_digest()])
    return True
