"""The comment of every table, view, column and macro, and the data dictionary: both made from views/glossary.yaml."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from storage.errors import LedgerError

_FILE = Path(__file__).parent / "views" / "glossary.yaml"
#: how tables begin that hold a view's rows (storage/summaries.py)
SUMMARY = "summary_"
#: and how those end that hold what a view is put together from
PARTS = "_parts"
_OWN = "NOT internal AND database_name = current_database()"


@dataclass(frozen=True, slots=True)
class Glossary:
    """The meaning of names."""

    tables: dict[str, str]
    macros: dict[str, dict[str, Any]]
    columns: dict[str, str]
    own: dict[str, str]

    def table(self, name: str) -> str | None:
        """What a table or view holds; of a summary: that of its view."""
        view = name.removeprefix(SUMMARY)
        if name.startswith(SUMMARY) and name.endswith(PARTS):
            return f"What {view.removesuffix(PARTS)} is put together from, added to when a copy is published. Not for queries."
        if view != name and view in self.tables:
            return f"The rows of {view}, brought up to date when a copy is published; ask {view}."
        return self.tables.get(name)

    def column(self, table: str, name: str) -> str | None:
        if table.startswith(SUMMARY) and table.endswith(PARTS):
            return f"See {table.removeprefix(SUMMARY).removesuffix(PARTS)}."
        table = table.removeprefix(SUMMARY)
        return self.own.get(f"{table}.{name}") or self.columns.get(name)


@cache
def glossary() -> Glossary:
    """The packaged glossary."""
    raw = yaml.safe_load(_FILE.read_text("utf-8"))
    return Glossary(raw["tables"], raw["macros"], raw["columns"], raw["own"])


@cache
def glossary_text() -> str:
    """The glossary as it is written, to notice a change."""
    return _FILE.read_text("utf-8")


def relations(connection: duckdb.DuckDBPyConnection) -> dict[str, bool]:
    """Tables and views of a ledger: name -> whether it is a view; views first, both by name."""
    views = connection.execute(f"SELECT view_name FROM duckdb_views() WHERE {_OWN} ORDER BY 1").fetchall()
    tables = connection.execute(f"SELECT table_name FROM duckdb_tables() WHERE {_OWN} ORDER BY 1").fetchall()
    return {name: True for (name,) in views} | {name: False for (name,) in tables}


def columns(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, str]]]:
    """Columns of every table and view: relation -> [(name, type)] in order."""
    rows = connection.execute(
        f"SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE {_OWN} ORDER BY table_name, column_index"
    ).fetchall()
    found: dict[str, list[tuple[str, str]]] = {}
    for table, name, kind in rows:
        found.setdefault(table, []).append((name, kind))
    return found


def script(connection: duckdb.DuckDBPyConnection, only: Collection[str] | None = None) -> str:
    """COMMENT statements for all that is there (or for these relations). Raises LedgerError naming what the glossary lacks."""
    words, lines, missing = glossary(), [], []
    for table, is_view in relations(connection).items():
        if only is not None and table not in only:
            continue
        text = words.table(table)
        if text is None:
            missing.append(table)
        lines.append(f"COMMENT ON {'VIEW' if is_view else 'TABLE'} {_name(table)} IS {_quoted(text or '')};")
    for table, fields in columns(connection).items():
        for name, _ in fields if only is None or table in only else ():
            text = words.column(table, name)
            if text is None:
                missing.append(f"{table}.{name}")
            lines.append(f"COMMENT ON COLUMN {_name(table)}.{_name(name)} IS {_quoted(text or '')};")
    for name, entry in words.macros.items() if only is None else ():
        lines.append(f"COMMENT ON MACRO {'TABLE ' if entry['table'] else ''}{_name(name)} IS {_quoted(entry['text'])};")
    if missing:
        raise LedgerError(f"storage/views/glossary.yaml says nothing about {', '.join(missing)}: add a line for each.")
    return "\n".join(lines)


def dictionary(connection: duckdb.DuckDBPyConnection) -> str:
    """The data dictionary as Markdown, from the comments in an opened ledger or published copy."""
    out = [
        "# Data dictionary",
        "",
        "Made from the comments in the published copy by `python -m storage.comments`; do not edit. The same text is in the file itself:",
        "`SELECT table_name, column_name, comment FROM duckdb_columns()`. All times are UTC, all offsets are Unicode code points.",
        "",
    ]
    words, fields = glossary(), columns(connection)
    kinds = relations(connection)
    for heading, wanted in (("Views", True), ("Tables", False)):
        out += [f"## {heading}", ""]
        for table in sorted(name for name, is_view in kinds.items() if is_view is wanted):
            out += [
                f"### {table}",
                "",
                words.tables.get(table, ""),
                "",
                "| column | type | meaning |",
                "| --- | --- | --- |",
            ]
            out += [f"| {name} | {kind} | {words.column(table, name) or ''} |" for name, kind in fields[table]]
            out.append("")
        if wanted:
            out += ["## Macros", "", "| macro | meaning |", "| --- | --- |"]
            out += [
                f"| {name} | {entry['text'].replace('|', '/')} |" for name, entry in sorted(words.macros.items())
            ] + [""]
    return "\n".join(out)


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _main() -> None:
    """Write docs/data-dictionary.md of the checkout that this module lies in."""
    from storage import database, migrate

    connection = database.engine()
    migrate.apply(connection)
    migrate.lay_views(connection)
    (Path(__file__).parent.parent / "docs" / "data-dictionary.md").write_text(dictionary(connection), "utf-8")


if __name__ == "__main__":
    _main()
