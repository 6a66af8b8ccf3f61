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
from storage.errors import QueryRefused
from storage.query import FORMATS, Format, run_on
from storage.stopping import stoppable

_HELP = """\
SQL ends with a semicolon. Besides:
  .views          views and macros, what they hold    .format NAME    table, csv, json, jsonl, markdown
  .columns VIEW   its columns and what they mean      .quit           leave (or Ctrl-D)
"""


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
    connection = snapshot.connect_snapshot(copy)
    with suppress(ImportError):
        import readline  # noqa: F401  (input() uses it once it is imported)
    target.write(f"the published copy, {snapshot.info(copy).age(datetime.now(UTC))}, read-only; .help tells more\n")
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
                format = _dot(connection, command, word.strip(), format, target)
                continue
            waiting.append(line)
            text = "\n".join(waiting)
            if not text.strip():
                waiting = []
            elif text.rstrip().endswith(";"):
                waiting = []
                try:
                    with stoppable(connection):
                        run_on(connection, text, target, format, max_rows=max_rows, width=width())
                except QueryRefused as problem:
                    target.write(f"{problem}\n")
                except KeyboardInterrupt:
                    target.write("stopped\n")
    finally:
        connection.close()


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
