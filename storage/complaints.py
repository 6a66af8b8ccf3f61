"""What is wrong with a person's SQL, in one line: where it is, and what they may have meant."""

from __future__ import annotations

import re
from difflib import get_close_matches

import duckdb

from storage import comments

#: so many names are given as examples
_NAMED = 12
#: relations that nobody asks by name
_INNER = re.compile(
    r"(summary_.*|.*_log|meta|outbox|article_band|article_sketch|claim_key|source_state|reference_rate)"
)

_NO_COLUMN = re.compile(
    r'Referenced column "(?P<a>[^"]+)" not found|"(?P<of>[^"]+)" does not have a column named "(?P<b>[^"]+)"|Column "(?P<c>[^"]+)" does not exist'
)
#: words that may stand behind a relation's name and are no other name for it
_NO_ALIAS = frozenset(
    [
        "anti",
        "as",
        "asof",
        "cross",
        "except",
        "from",
        "full",
        "group",
        "having",
        "inner",
        "intersect",
        "join",
        "left",
        "limit",
        "natural",
        "offset",
        "on",
        "order",
        "pivot",
        "positional",
        "qualify",
        "right",
        "sample",
        "semi",
        "tablesample",
        "union",
        "unpivot",
        "using",
        "where",
        "window",
    ]
)
_NO_TABLE = re.compile(r"Table with name (\S+) does not exist")
_NO_FUNCTION = re.compile(r"Function with name (\S+) does not exist")
_WRONG_TYPES = re.compile(r"No function matches the given name and argument types '([^']+)'")
_MACRO = re.compile(r"Macro (\w+)\(\) does not support")
_SYNTAX = re.compile(r'syntax error at or near "([^"]*)"')
_MEANT = re.compile(r'Did you mean "([^"]+)"')


def sentence(problem: duckdb.Error, connection: duckdb.DuckDBPyConnection | None = None, sql: str = "") -> str:
    """DuckDB's words as one line for the person who wrote the query; with a connection, names that exist are offered."""
    message = str(problem).strip()
    where = _place(message)
    if found := _SYNTAX.search(message):
        return f"syntax error: the SQL cannot be read at {found.group(1)!r}{where}"
    if found := _NO_COLUMN.search(message):
        name = found["a"] or found["b"] or found["c"]
        return _no_column(name, found["of"], connection, sql, where)
    if found := _NO_TABLE.search(message):
        return _no_table(found.group(1), connection, where)
    if found := _NO_FUNCTION.search(message):
        return _no_function(found.group(1), message, where)
    if (found := _MACRO.search(message)) and (entry := comments.glossary().macros.get(found.group(1))):
        return f"{found.group(1)} does not take these arguments{where}; {entry['text']}"
    if found := _WRONG_TYPES.search(message):
        return f"{found.group(1)} does not work: no function of this name takes these types{where}; change the type with column::TYPE"
    first = message.split("\n", 1)[0]
    return re.sub(r"^[A-Z][A-Za-z ]+ Error: ", "", first).rstrip(" .!") + where


def _place(message: str) -> str:
    """ "(line 2, column 8)", where DuckDB shows it."""
    found = re.search(r"^LINE (\d+): (.*)\n( *)\^", message, re.MULTILINE)
    if found is None or found.group(2).startswith("..."):
        return ""
    column = len(found.group(3)) - len(f"LINE {found.group(1)}: ") + 1
    return f" (line {found.group(1)}, column {column})" if column > 0 else ""


def _no_column(name: str, of: str | None, connection: duckdb.DuckDBPyConnection | None, sql: str, where: str) -> str:
    """``of``: what the query calls the relation that does not have it, where it says which."""
    said = f"there is no column {name}{where}"
    if f'= "{name}"' in sql or f'("{name}"' in sql:
        return f"{said}: text stands in single quotes, '{name}'"
    if connection is None:
        return said
    known = {relation: [column for column, _ in fields] for relation, fields in comments.columns(connection).items()}
    called = {relation: alias for relation in known if (alias := _called(relation, sql))}
    meant = [
        relation for relation, alias in called.items() if of is not None and of.lower() in (alias.lower(), relation)
    ]
    holders = [relation for relation in called if name.lower() in known[relation] and relation not in meant]
    asked = meant or list(called)
    columns = list(dict.fromkeys(column for relation in asked for column in known[relation]))
    near = [column for column in get_close_matches(name.lower(), columns, 4, 0.6) if column != name.lower()][:3]
    parts = [f"there is no column {name} in {meant[0]}{where}" if meant else said]
    if holders and meant:
        parts.append(f"{name} is a column of {holders[0]}: {called[holders[0]]}.{name.lower()}")
    elif holders:
        parts.append(f"{name} is a column of {holders[0]}, and not handed on to this part of the query")
    elif near:
        parts.append(f"did you mean {' or '.join(near)}?")
    if asked:
        more = f", … (all {len(columns)}: DESCRIBE {asked[0]})" if len(columns) > _NAMED else ""
        parts.append(f"{', '.join(asked)} {'have' if len(asked) > 1 else 'has'} {', '.join(columns[:_NAMED])}{more}")
    return "; ".join(parts)


def _called(relation: str, sql: str) -> str | None:
    """What a query calls a relation: by its alias, where it has one. None where the query does not name it."""
    found = re.search(rf"(?:\bfrom|\bjoin|,)\s+{re.escape(relation)}\b(?:\s+(?:as\s+)?(\w+))?", sql, re.IGNORECASE)
    if found is None:
        return None
    alias = found.group(1)
    return alias if alias and alias.lower() not in _NO_ALIAS else relation


def _no_table(name: str, connection: duckdb.DuckDBPyConnection | None, where: str) -> str:
    said = f"there is no view or table {name}{where}"
    if connection is None:
        return said
    views = [
        relation
        for relation, is_view in comments.relations(connection).items()
        if is_view and not _INNER.fullmatch(relation)
    ]
    near = get_close_matches(name.lower(), views, 2, 0.6)
    return "; ".join(
        [said, *([f"did you mean {' or '.join(near)}?"] if near else []), f"the views are {', '.join(views)}"]
    )


def _no_function(name: str, message: str, where: str) -> str:
    macros = list(comments.glossary().macros)
    near = get_close_matches(name.lower(), macros, 1, 0.6)
    meant = near or ([found.group(1)] if (found := _MEANT.search(message)) else [])
    offer = f"; did you mean {meant[0]}?" if meant else ""
    return f"there is no function {name}{where}{offer}; of the ledger's own there are {', '.join(macros)}"
