"""Which statements may be run on the published copy, and what is said of those that may not. The engine refuses them as well (sealed.py)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from storage import closed, complaints
from storage.errors import QueryRefused

#: Statements that are for other things than reading the copy, with files allowed or without.
_NEVER = frozenset({"ATTACH", "DETACH", "COPY_DATABASE", "EXPORT", "EXTENSION", "LOAD", "UPDATE_EXTENSIONS"})

#: They carry another statement, or name one that was given before
_CARRIERS = frozenset({"PREPARE", "EXECUTE"})

#: Statements that would change the copy; they succeed only on temporary tables
_CHANGES = frozenset({"INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "MERGE_INTO", "CREATE_FUNC", "VACUUM"})

_NO_FILES = (
    "Queries cannot read or write other files or the network: use --format and --output for results, "
    "or --allow-files if you trust the query."
)
_WORD = re.compile(r"\w+")


def statements(
    connection: duckdb.DuckDBPyConnection, sql: str, files: bool = False, own: Sequence[Path] = ()
) -> list[Any]:
    """The statements of a text, as DuckDB reads it. ``files``: other files may be read, and written but for ``own``. Raises QueryRefused."""
    try:
        found = connection.extract_statements(sql)
    except duckdb.Error as problem:
        raise refused(problem) from problem
    if not found:
        raise QueryRefused("There is no query: give one in quotes, in a file, or at the prompt.")
    for statement in found:
        kind = _kind(statement)
        if kind == "EXPLAIN":
            kind = _explained(connection, statement.query)
        if kind == "COPY" and not files:
            raise QueryRefused(_NO_FILES)
        if kind in _NEVER or kind in _CARRIERS:
            raise QueryRefused(
                f"{kind} is not for queries on the published copy: they read what is in it, nothing else."
            )
        if files:
            closed.refuse_copies(statement.query, own)
    return list(found)


def _kind(statement: Any) -> str:
    """The type of a statement; what DuckDB's Python part has no name for is taken for the worst."""
    try:
        return str(statement.type.name)
    except ValueError:
        return "UPDATE_EXTENSIONS"


def answers(statement: Any) -> bool:
    """Whether rows are what a statement is for."""
    return _kind(statement) == "MULTI" or list(statement.expected_result_type) == [
        duckdb.ExpectedResultType.QUERY_RESULT
    ]


def _explained(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """The type of the statement that an EXPLAIN is of: EXPLAIN ANALYZE runs it. What cannot be found out is an EXPORT."""
    text = query.encode()  # the lexer counts bytes
    words = [start for start, kind in duckdb.tokenize(query) if kind != duckdb.token_type.comment]
    for start in words[1:]:
        rest = text[start:].decode(errors="replace")
        if rest[:1] == "(" or _WORD.match(rest):
            if (found := _WORD.match(rest)) and found.group().lower() in ("analyze", "analyse", "verbose"):
                continue
            try:
                inner = connection.extract_statements(rest)
            except duckdb.Error:
                continue  # options in brackets stand before the statement
            return _kind(inner[0]) if inner else "EXPORT"
    return "EXPORT"


def unwritten(statement: Any, problem: duckdb.Error) -> QueryRefused | None:
    """The sentence for a statement that would have changed the copy, however DuckDB worded its refusal."""
    if _kind(statement) not in _CHANGES or isinstance(problem, duckdb.ParserException | duckdb.PermissionException):
        return None
    if "temp" in statement.query.lower():  # a table of one's own: what went wrong there is told as it is
        return None
    return QueryRefused(
        f"This copy is read-only: {statement.type.name} can change nothing in it, passes alone do. For a table of your own use "
        "CREATE TEMP TABLE; for a file use --format and --output."
    )


def refused(problem: duckdb.Error, connection: duckdb.DuckDBPyConnection | None = None, sql: str = "") -> QueryRefused:
    """A DuckDB error about a query as one line: what is wrong, where, what may be meant; for forbidden things what is allowed."""
    low = str(problem).lower()
    if "read-only" in low or "read only" in low:
        return QueryRefused("The published copy is read-only: queries can read it, nothing can change it.")
    if "disabled by configuration" in low or "external access" in low:
        return QueryRefused(_NO_FILES)
    if "configuration has been locked" in low:
        return QueryRefused("Settings of the database cannot be changed from a query.")
    if "checksum" in low or "corrupt" in low or "could not read enough bytes" in low:
        return QueryRefused(
            "The published copy is damaged, this query cannot read it: the next pass replaces it, and `pledgewatch publish` does at once."
        )
    if isinstance(problem, duckdb.OutOfMemoryException):
        return QueryRefused(
            "The query needs more memory than this machine has free: ask for fewer rows or columns, or in parts."
        )
    return QueryRefused(complaints.sentence(problem, connection, sql))
