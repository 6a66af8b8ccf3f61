"""An interactive prompt for SQL on the published copy, with history and completion where the terminal has readline."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import duckdb

from storage import comments, snapshot
from storage.errors import LedgerError, QueryRefused
from storage.query import FORMATS, Format, run_on
from storage.stopping import stoppable

_HELP = """\
SQL ends with a semicolon. Besides:
  .views          views and macros, what they hold    .format NAME    table, csv, json, jsonl, markdown
  .columns VIEW   its columns and what they mean      .quit           leave (or Ctrl-D)
"""

_OWN_TABLES = (
    "SELECT table_name FROM duckdb_tables() WHERE temporary UNION ALL "
    "SELECT view_name FROM duckdb_views() WHERE temporary AND NOT internal ORDER BY 1"
)
_KEPT = (
    "the published copy was replaced by one that is {age}; answers are still from the one before, for the sake of your temporary tables "
    "({kept}): drop them to go over\n"
)


def prompt(
    copy: Path,
    out: TextIO | None = None,
    read: Callable[[str], str] = input,
    format: Format = "table",
    max_rows: int | None = 50,
    width: Callable[[], int | None] = lambda: None,
) -> None:
    """Ask and answer until the end of input. An error is told and the prompt goes on. Raises LedgerMissing without a copy.

    ``width`` says how wide the terminal is now: windows are resized.
    """
    target = out or sys.stdout
    opened = _Opened(copy)
    with suppress(ImportError):
        import readline  # noqa: F401  (input() uses it once it is imported)
    target.write(f"the published copy, {opened.age()}, read-only; .help tells more\n")
    waiting: list[str] = []
    try:
        while True:
            try:
                line = read("... " if waiting else "sql> ")
            except EOFError:
                return
            except KeyboardInterrupt:
                waiting = []
                target.write("\n")
                continue
            if not waiting and line.strip().startswith("."):
                command, _, word = line.strip().partition(" ")
                if command in (".quit", ".exit"):
                    return
                format = _dot(opened.newest(target), command, word.strip(), format, target)
                continue
            waiting.append(line)
            text = "\n".join(waiting)
            if not text.strip():
                waiting = []
            elif text.rstrip().endswith(";"):
                waiting = []
                try:
                    with stoppable(connection := opened.newest(target)):
                        run_on(connection, text, target, format, max_rows=max_rows, width=width())
                except QueryRefused as problem:
                    target.write(f"{problem}\n")
                except KeyboardInterrupt:
                    target.write("stopped\n")
    finally:
        opened.connection.close()


class _Opened:
    """The edition of the published copy that answers. A prompt stays open for hours, and passes put newer ones in its place."""

    def __init__(self, copy: Path) -> None:
        self._copy = copy
        # looked at before it is opened: what is replaced in between is opened once more, never missed
        self._edition = snapshot.edition(copy) if copy.exists() else None
        self._left: tuple[int, int] | None = None
        self.connection = snapshot.connect_snapshot(copy)

    def age(self) -> str:
        """How old what is published now is. Raises a LedgerError where it cannot be read."""
        return snapshot.info(self._copy).age(datetime.now(UTC))

    def newest(self, out: TextIO) -> duckdb.DuckDBPyConnection:
        """A connection to what is published now; where that is another edition than before, a line says so. One that cannot be read is told,
        and the one before answers on."""
        try:
            found = snapshot.edition(self._copy) if self._copy.exists() else None
            if found == self._edition:
                return self.connection
            if kept := self._own_tables():
                if found != self._left:
                    out.write(_KEPT.format(age=self.age(), kept=kept))
                    self._left = found
                return self.connection
            age, newer = self.age(), snapshot.connect_snapshot(self._copy)
        except (LedgerError, OSError) as problem:
            out.write(f"{problem} Until then answers are from the one that was opened before.\n")
            return self.connection
        self.connection.close()
        self.connection, self._edition = newer, found
        out.write(f"the published copy was replaced: answers are from the new one, {age}\n")
        return newer

    def _own_tables(self) -> str:
        """Temporary tables and views that would be lost with the connection, by name."""
        try:
            rows = self.connection.execute(_OWN_TABLES).fetchall()
        except duckdb.Error:  # a transaction in which something went wrong: it answers nothing until it is rolled back
            return ""
        return ", ".join(name for (name,) in rows)


def _dot(connection: duckdb.DuckDBPyConnection, command: str, word: str, format: Format, out: TextIO) -> Format:
    words = comments.glossary()
    if command == ".views":
        for name, is_view in comments.relations(connection).items():
            if is_view:
                out.write(f"{name:<26}{words.tables.get(name, '')}\n")
        for name, entry in words.macros.items():
            out.write(f"{name + '()':<26}{entry['text']}\n")
    elif command == ".columns":
        found = comments.columns(connection).get(word)
        if found is None:
            out.write(f"there is no view {word or '(none named)'}: .views lists them\n")
        for name, kind in found or ():
            out.write(f"{name:<22}{kind:<14}{words.column(word, name) or ''}\n")
    elif command == ".format":
        for known in FORMATS:
            if known == word and known != "parquet":
                return known
        out.write(f"no format {word or '(none named)'}: {', '.join(f for f in FORMATS if f != 'parquet')}\n")
    else:
        out.write(_HELP)
    return format
