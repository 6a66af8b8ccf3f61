"""The command ``pledgewatch``. Commands are thin: they read options, call a room's door and print what it says.

Nothing heavy is imported before a command runs, so that ``--help`` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import flows.cli.alerts as alerts
import flows.cli.keeping as keeping
import flows.cli.ledger as ledger
import flows.cli.passes as passes
import flows.cli.sources as sources
import flows.cli.start as start
import flows.cli.texts as texts
from flows.cli.common import Commands

app = typer.Typer(
    name="pledgewatch",
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start here: pledgewatch init DIR, then pledgewatch run in that folder.",
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"pledgewatch {version('pledgewatch')}")
        raise typer.Exit


@app.callback()
def root(
    settings: Annotated[
        Path | None, typer.Option("--settings", help="Settings file for every command (each takes it, too).")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Read the news for promises and numbers, and be told once when something new is promised or two figures disagree."""
    if settings is not None:
        import os

        os.environ["PLEDGEWATCH_SETTINGS"] = str(settings)


for module in (passes, ledger, alerts, texts, keeping, sources, start):
    module.register(app)
