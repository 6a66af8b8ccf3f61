"""``pledgewatch init``: a folder to work in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.common import SETUP, Stop


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=SETUP)(init)


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make; may exist.")],
    force: Annotated[bool, typer.Option("--force", help="Replace an existing pledgewatch.toml.")] = False,
) -> None:
    """Make a folder with a commented settings file that works as it is."""
    from flows.desk.starter import write_starter

    file, kept = write_starter(folder, force=force)
    if kept:
        raise Stop(f"{file} exists and was left as it is; --force replaces it")
    typer.echo(f"made {file}\nnext: cd {folder} && pledgewatch run")
