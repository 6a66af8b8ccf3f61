"""Engines that read what is attached to them and do nothing else: for other people's SQL.

DuckDB 2.0's `enable_external_access = false` does not close the file system by itself: it keeps the path of every attached file allowed,
its `.wal`, `.wal.checkpoint` and `.wal.recovery` too, and the folder for temporary files, all for writing. A query could lay a log of
changes beside the published copy, and every later reader would be shown what it says. `disabled_filesystems` is what closes it: files
that are open stay open, none is opened any more, and it cannot be taken back.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from storage.errors import CopyDisturbed

#: how an engine for other people's SQL starts: nothing is fetched, nothing is laid down in the folder that somebody happens to stand in
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "temp_directory": "",
}

#: what DuckDB lays beside a file that it is writing; whoever opens the file is shown what stands in them
_LOGS = (".wal", ".wal.checkpoint", ".wal.recovery")

#: of the functions that a SELECT can call, those that do something, and those that run text as SQL where nobody sees it
_DOING = (
    r"quack_\w*|(en|dis)able_(logging|profiling)|truncate_duckdb_logs|write_log|(force_)?checkpoint|query|query_table|"
    r"json_execute_serialized_sql|\w*register_external_\w*|\w+_external_resource|duckdb_secrets|which_secret|sleep_ms"
)

#: In the words of DuckDB's own parser, what makes a SELECT more than a question: a WITH that copies, inserts, updates or deletes, and the
#: functions above. Text in a query cannot look like this: its quotes are escaped there.
_NOT_ONLY_ASKING = rf'"type":"[A-Z_]*_QUERY_NODE"|(?i:"function_name":"({_DOING})")'

#: SQL for: DuckDB itself reads this text as exactly one SELECT (FROM, VALUES, DESCRIBE, SHOW, SUMMARIZE are such too) that only asks
_ASKS = (
    "coalesce((json_serialize_sql({0}) ->> '$.error') = 'false' AND json_array_length(json_serialize_sql({0}), '$.statements') = 1 "
    f"AND NOT regexp_matches(CAST(json_serialize_sql({{0}}) AS VARCHAR), '{_NOT_ONLY_ASKING}'), false)"
)

#: EXPLAIN is no SELECT to the parser: it is taken off where it is the very first word, and what remains must be one
_EXPLAIN = r"(?is)^\s*explain\s+(analyze\s+)?"


def asks(query: str) -> str:
    """A boolean SQL expression: the text that the SQL expression ``query`` gives is one question and nothing else (EXPLAIN of one too)."""
    query = f"CAST({query} AS VARCHAR)"
    rest = f"regexp_replace({query}, '{_EXPLAIN}', '')"
    return f"({_ASKS.format(query)} OR (regexp_matches({query}, '{_EXPLAIN}') AND {_ASKS.format(rest)}))"


def strays(copy: Path) -> list[Path]:
    """Logs of changes beside a published copy. It never has one of its own: it is made whole and put in its place."""
    beside = [copy.with_name(copy.name + ending) for ending in _LOGS]
    return [path for path in beside if path.exists() or path.is_symlink()]


def refuse_strays(copy: Path) -> None:
    """Raises CopyDisturbed where a log of changes lies beside a copy: DuckDB would show what it says as if it were in the copy."""
    if found := strays(copy):
        raise CopyDisturbed(
            f"Beside the published copy lies {found[0]}, which pledgewatch never writes: whoever opens the copy is shown figures that are not in "
            "it; delete it, or run `pledgewatch publish`, which does."
        )


def seal(connection: duckdb.DuckDBPyConnection) -> None:
    """From here on this engine opens no file, reaches no network and changes no setting. What is attached can be read on."""
    connection.execute("SET enable_external_access = false")
    connection.execute("SET disabled_filesystems = 'LocalFileSystem'")
    connection.execute("SET lock_configuration = true")


def open_only(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """For SQL of our own: one folder (or file) can be written, nothing else, and no setting changed."""
    allowed = str(folder).replace("'", "''")
    connection.execute(f"SET {'allowed_directories' if folder.is_dir() else 'allowed_paths'} = ['{allowed}']")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
