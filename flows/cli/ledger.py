"""``claims`` and ``sql``: looking into the published copy of the ledger."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.common import FINDINGS, MISUSED, AsJson, SettingsFile, Stop, console, print_json, settings_of
from flows.cli.stopping import stoppable


class Shape(StrEnum):
    """How ``sql`` prints."""

    table = "table"
    csv = "csv"
    json = "json"
    jsonl = "jsonl"
    markdown = "markdown"
    parquet = "parquet"


#: what a file is by its ending
_ENDINGS = {
    ".csv": Shape.csv, ".json": Shape.json, ".jsonl": Shape.jsonl, ".ndjson": Shape.jsonl, ".md": Shape.markdown, ".parquet": Shape.parquet,
    ".txt": Shape.table,
}  # fmt: skip


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=FINDINGS)(claims)
    app.command(rich_help_panel=FINDINGS)(sql)


def claims(
    text: Annotated[
        str | None,
        typer.Argument(help="Only claims with this text in actor, recipient, purpose or quote.", show_default=False),
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="pledge or figure.", show_default=False)] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most this many.")] = 30,
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """The newest claims: who gives or says what, with the sentence it stands in."""
    from flows.report import findings

    if kind not in (None, "pledge", "figure"):
        raise Stop(f"--kind {kind} is not possible: pledge or figure", MISUSED)
    rows = findings.claims(settings_of(settings), text, kind, limit)
    if as_json:
        for row in rows:
            print_json(row)
    else:
        console().print(findings.claims_table(rows, narrowed=text is not None or kind is not None))


def sql(
    query: Annotated[
        str | None,
        typer.Argument(
            metavar="[QUERY]",
            help="SQL; - for standard input; none: what is piped in, a prompt in a terminal, else the views.",
            show_default=False,
        ),
    ] = None,
    shape: Annotated[
        Shape | None,
        typer.Option("--format", help="How to print; else by the ending of --output, else table.", show_default=False),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", "-f", help="Read the SQL from this file.", show_default=False)
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Write to this file: .csv, .json, .jsonl, .md, .parquet or .txt.", show_default=False
        ),
    ] = None,
    max_rows: Annotated[int, typer.Option("--max-rows", min=0, help="Rows of a table to show; 0: all.")] = 1000,
    allow_files: Annotated[
        bool, typer.Option("--allow-files", help="Let the query read and write files and the network.")
    ] = False,
    serve: Annotated[
        int | None,
        typer.Option("--serve", metavar="PORT", help="Serve the copy to DuckDB clients of this machine, until Ctrl-C."),
    ] = None,
    settings: SettingsFile = None,
) -> None:
    """Query the ledger's published copy, read-only. Views: claims, pledges, figures, contradictions, alerts and more."""
    from flows.report import findings

    form = _form(shape, output)
    query = _query(query, file)
    chosen = settings_of(settings)
    if serve is not None:
        findings.serve_sql(chosen, serve, say=lambda line: print(line, file=sys.stderr, flush=True))
        return
    if query is None or not query.strip():
        if query is None and sys.stdin.isatty() and sys.stdout.isatty():
            findings.ask_sql(chosen, "table" if form is Shape.parquet else form.value, max_rows)
        else:
            console().print(findings.tables(chosen))
        return
    kept = f", and {output} is as it was" if output is not None else ""
    with stoppable(lambda: f"stopped: the query was not answered to its end{kept}"):
        findings.run_sql(chosen, query, form.value, output, max_rows, allow_files, sys.stdout)


def _form(shape: Shape | None, output: Path | None) -> Shape:
    """The format that is asked for, or that the file's ending names. Endings that name none are for who says the format."""
    ending = output.suffix.lower() if output is not None else ""
    named = _ENDINGS.get(ending)
    if shape is None and ending and named is None:
        raise Stop(
            f"--output {output}: {ending} names no format; end it in {', '.join(_ENDINGS)}, or give --format", MISUSED
        )
    if shape is not None and named is not None and shape is not named:
        raise Stop(
            f"--output {output} is to be {named.value} by its ending, and --format says {shape.value}: one of them",
            MISUSED,
        )
    return shape or named or Shape.table


def _query(query: str | None, file: Path | None) -> str | None:
    """The SQL from where it is given: a file, the command line, or a pipe. None where there is none; an empty pipe is none."""
    if file is not None:
        if query is not None:
            raise Stop("a query and --file are given: one of them", MISUSED)
        try:
            if not (text := file.read_text(encoding="utf-8")).strip():
                raise Stop(f"there is no query in {file}: it is empty", MISUSED)
            return text
        except (OSError, UnicodeDecodeError) as problem:
            reason = problem.strerror if isinstance(problem, OSError) else "it is no UTF-8 text"
            raise Stop(
                f"the query in {file} cannot be read ({reason}): name a text file with SQL", MISUSED
            ) from problem
    if query == "-" or (query is None and not sys.stdin.isatty()):
        piped = sys.stdin.read()
        return piped if piped.strip() or query == "-" else None
    return query
