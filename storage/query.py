"""Analysts' SQL on the published copy: one statement or many, as a table, CSV, JSON, JSON Lines, Markdown or Parquet."""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, TextIO
from uuid import UUID

import duckdb

from storage import closed
from storage.errors import QueryRefused
from storage.refusals import in_the_name_of
from storage.snapshot import MEMORY_TARGET, connect_snapshot
from storage.statements import answers, refused, statements, unwritten
from storage.stopping import stoppable
from storage.tables import plain_table
from storage.whole import write_whole

Format = Literal["table", "csv", "json", "jsonl", "markdown", "parquet"]
FORMATS: tuple[Format, ...] = ("table", "csv", "json", "jsonl", "markdown", "parquet")
_BATCH = 2000
#: what DuckDB answers to a statement that only does something; a file of data has no use for it
_DONE = (["Count"], ["Success"])
#: formats of which a file holds one result
_OF_ONE = {"json": "JSON is one document", "csv": "CSV is one table with one heading"}
_ROW_END = "\r\n"
_FOR_PEOPLE = ("table", "markdown")


def run_sql(
    snapshot: Path | str,
    sql: str,
    out: TextIO,
    *,
    format: Format = "table",
    output_file: Path | None = None,
    parameters: Sequence[Any] | None = None,
    max_rows: int | None = None,
    external_access: bool = False,
    width: int | None = None,
    own: Sequence[Path] = (),
) -> int:
    """Run SQL on a published copy and write every result to ``out``; returns the number of rows of the last result.

    ``sql`` may hold several statements (a file read by the caller); ``parameters`` fill the ``?`` of the last one. "parquet" needs
    ``output_file`` and exactly one query. ``max_rows`` cuts tables short, ``width`` (cells of a terminal) makes them fit, with a line that says so; other formats are never cut.
    ``own``: files and folders that neither the result nor, with ``external_access``, a COPY may change; the copy is always one of them.
    Raises QueryRefused with one sentence for wrong SQL and for anything that would write, LedgerMissing without a published copy.
    """
    own = (Path(snapshot), *own)
    if output_file is not None:
        closed.refuse_output(output_file, own)
    if format == "parquet":
        if output_file is None:
            raise QueryRefused("Parquet is binary and needs a file: name one with --output FILE.parquet.")
        return to_parquet(snapshot, sql, output_file, parameters, external_access, own)
    connection = connect_snapshot(snapshot, external_access=external_access)
    try:
        with stoppable(connection):
            return run_on(connection, sql, out, format, parameters, max_rows, width, external_access, own)
    finally:
        connection.close()


def run_on(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    out: TextIO,
    format: Format = "table",
    parameters: Sequence[Any] | None = None,
    max_rows: int | None = None,
    width: int | None = None,
    files: bool = False,
    own: Sequence[Path] = (),
) -> int:
    """As run_sql, on an open connection (for a prompt, where several questions share one copy). ``files``: statements may name files."""
    found = statements(connection, sql, files, own)
    if format in _OF_ONE and sum(answers(statement) for statement in found) > 1:
        raise QueryRefused(f"{_OF_ONE[format]} and takes the rows of one query: use jsonl, or ask one after the other.")
    count, before = 0, False
    for number, statement in enumerate(found, 1):
        last = number == len(found)
        try:
            connection.execute(statement, list(parameters or ()) if last else [])
            if connection.description is None:
                continue
            names = _distinct([column[0] for column in connection.description])
            if format not in _FOR_PEOPLE and names in _DONE and not answers(statement):
                continue
            if before and format == "markdown":  # two tables without a line between them are one
                out.write("\n")
            count, before = write(names, _rows(connection), out, format, max_rows, width), True
        except duckdb.InterruptException:
            raise  # it was stopped: nothing is wrong with it
        except duckdb.Error as problem:
            raise unwritten(statement, problem) or refused(problem, connection, sql) from problem
    return count


def _distinct(names: Sequence[str]) -> list[str]:
    """Names of columns, no two alike (to those who read them without regard to case): the second "a" is a_1, as in DuckDB's own tables."""
    given, taken = {name.lower() for name in names}, set[str]()
    found = []
    for name in names:
        free, number = name, 0
        while free.lower() in taken or (number and free.lower() in given):
            number += 1
            free = f"{name}_{number}"
        taken.add(free.lower())
        found.append(free)
    return found


def _rows(connection: duckdb.DuckDBPyConnection) -> Iterator[Sequence[Any]]:
    while batch := connection.fetchmany(_BATCH):
        yield from batch


def write(
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    out: TextIO,
    format: Format,
    max_rows: int | None = None,
    width: int | None = None,
) -> int:
    """Write one result. Returns how many rows it had."""
    counted = _Counted(rows)
    if format == "csv":
        writer = csv.writer(_Lines(out), lineterminator=_ROW_END)
        writer.writerow(names)
        writer.writerows([_flat(value) for value in row] for row in counted)
    elif format == "jsonl":
        for row in counted:
            out.write(json.dumps(_record(names, row), ensure_ascii=False) + "\n")
    elif format == "json":
        out.write("[")
        for row in counted:
            out.write(",\n " if counted.count > 1 else "\n ")
            out.write(json.dumps(_record(names, row), ensure_ascii=False))
        out.write("\n]\n" if counted.count else "]\n")
    elif format == "markdown":
        out.write("| " + " | ".join(_cell(name) for name in names) + " |\n|" + " --- |" * len(names) + "\n")
        for row in counted:
            out.write("| " + " | ".join(_cell(_shown(value)) for value in row) + " |\n")
    elif format == "table":
        _table(names, counted, out, max_rows, width)
    else:
        raise QueryRefused(f"There is no format {format!r}: use one of {', '.join(FORMATS)}.")
    return counted.count


def _table(names: Sequence[str], rows: _Counted, out: TextIO, max_rows: int | None, width: int | None) -> None:
    shown = []
    for row in rows:
        if max_rows is None or rows.count <= max_rows:
            shown.append([_listed(value) for value in row])
    unseen = plain_table(names, shown, out, width)
    said = f"{rows.count} {'row' if rows.count == 1 else 'rows'}"
    if len(shown) < rows.count:
        said += f", the first {len(shown)} shown: all of them with --format csv or --max-rows 0"
    out.write(f"{said}; {unseen}\n" if unseen else f"{said}\n")


class _Lines:
    """Rows of CSV that end in a line feed alone. Only of what ends its rows Python knows that it has to stand in quotes in a field."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, row: str) -> None:
        self._out.write(f"{row.removesuffix(_ROW_END)}\n")


class _Counted:
    """Rows that are counted as they pass."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self.count = 0
        self._rows = rows

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for row in self._rows:
            self.count += 1
            yield row


def _record(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    return {name: jsonable(value) for name, value in zip(names, row, strict=True)}


def jsonable(value: Any) -> Any:
    """A DuckDB value as JSON has it: dates as ISO 8601, decimals as numbers, bytes as hexadecimal, NaN as null."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return (int(value) if value.is_integer() and abs(value) < 2**53 else value) if value - value == 0 else None
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return jsonable(float(value))
    if isinstance(value, dict):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [jsonable(item) for item in value]
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, timedelta | UUID):
        return str(value)
    return str(value)


def _flat(value: Any) -> Any:
    """A value as one CSV field. Text that a spreadsheet would take for a formula is kept as it is: CSV is data (see the cookbook)."""
    plain = jsonable(value)
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, list | dict) else plain


def _listed(value: Any) -> str:
    """As _shown, with words in a list as people write them."""
    return ", ".join(value) if isinstance(value, list) and all(isinstance(x, str) for x in value) else _shown(value)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value - value == 0:
        if value.is_integer() and abs(value) < 1e18:
            return f"{value:,.0f}"
        return f"{value:,.6g}" if abs(value) < 1 else f"{value:,.4f}".rstrip("0")
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    plain = _flat(value)
    return plain if isinstance(plain, str) else str(plain)


def _cell(value: str) -> str:
    return " ".join(value.split()).replace("\\", "\\\\").replace("|", "\\|")


@contextmanager
def written_whole(target: Path) -> Iterator[TextIO]:
    """A text file that takes the place of ``target`` when all is written; a query that goes wrong leaves what is there. Raises OSError, which names ``target``."""
    with in_the_name_of(target):
        yield from _written(target)


def _written(target: Path) -> Iterator[TextIO]:
    if target.exists() and not target.is_file():  # a pipe, /dev/stdout: nothing to replace
        with target.open("w", encoding="utf-8") as straight:
            yield straight
        return
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.absolute().parent)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            yield file
        part.chmod(mode)
        part.replace(target.resolve())
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _umask() -> int:
    os.umask(mask := os.umask(0o022))
    return mask


def to_parquet(
    snapshot: Path | str,
    sql: str,
    target: Path,
    parameters: Sequence[Any] | None = None,
    external_access: bool = False,
    own: Sequence[Path] = (),
) -> int:
    """One query's result as a zstd Parquet file, written whole or not at all. Returns its number of rows.

    The engine writes it into memory: it can open no file, whatever the query is.
    """
    # a tenth of a second, and needed for this alone
    from fsspec.implementations.memory import MemoryFileSystem

    memory = MemoryFileSystem(skip_instance_cache=True)
    memory.store, memory.pseudo_dirs = {}, [""]  # its own, where fsspec has one for the whole process
    connection = connect_snapshot(snapshot, external_access=external_access, memory=memory)
    try:
        found = statements(connection, sql, external_access, own)
        if len(found) != 1 or found[0].type != duckdb.StatementType.SELECT:
            raise QueryRefused("Parquet takes the rows of exactly one query: give one SELECT.")
        query = found[0].query.rstrip().rstrip(";")
        with stoppable(connection):
            connection.execute(
                f"COPY ({query}\n) TO '{MEMORY_TARGET}' (FORMAT parquet, COMPRESSION zstd)", list(parameters or ())
            )
        rows = connection.fetchall()
    except duckdb.Error as problem:
        raise refused(problem, connection, sql) from problem
    finally:
        connection.close()
    write_whole(target, memory.store["/result"].getvalue())
    return int(rows[0][0]) if rows else 0
