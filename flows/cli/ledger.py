"""``claims`` and ``sql``: looking into the published copy of the ledger."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from flows.cli.common import FINDINGS, MISUSED, AsJson, SettingsFile, Stop, console, print_json, settings_of


class Shape(StrEnum):
    """How ``sql`` prints."""

    table = "table"
    json = "json"
    csv = "csv"


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
    from flows import findings

    if kind not in (None, "pledge", "figure"):
        raise Stop(f"--kind {kind} is not possible: pledge or figure", MISUSED)
    rows = findings.claims(settings_of(settings), text, kind, limit)
    if as_json:
        for row in rows:
            print_json(row)
    else:
        console().print(findings.claims_table(rows))


def sql(
    query: Annotated[
        str | None,
        typer.Argument(
            metavar="[QUERY]", help="SQL; - for standard input; none: the views and examples.", show_default=False
        ),
    ] = None,
    shape: Annotated[Shape, typer.Option("--as", help="How to print.")] = Shape.table,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most this many rows.")] = 1000,
    settings: SettingsFile = None,
) -> None:
    """Query the ledger's published copy, read-only. Views: claims, pledges, figures, contradictions, alerts."""
    from flows import findings

    if query == "-":
        query = sys.stdin.read()
    chosen = settings_of(settings)
    if query is None or not query.strip():
        console().print(findings.tables(chosen))
        return
    findings.run_sql(chosen, query, shape.value, limit, sys.stdout)
