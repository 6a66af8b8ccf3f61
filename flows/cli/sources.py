"""``sources``: how each source fares, checking them, and adding one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.common import FAILED, SETUP, AsJson, SettingsFile, console, print_json, settings_of

app = typer.Typer(invoke_without_command=True, rich_markup_mode="rich")


rates_app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich")


def register(root: typer.Typer) -> None:
    root.add_typer(
        rates_app, name="rates", help="The ECB's reference rates that amounts are compared by.", rich_help_panel=SETUP
    )
    root.add_typer(app, name="sources", help="How the sources fare; check them, add one.", rich_help_panel=SETUP)


@app.callback()
def health(ctx: typer.Context, settings: SettingsFile = None, as_json: AsJson = False) -> None:
    """How each source fares: last success, last new item, failures, and what to do about them."""
    if ctx.invoked_subcommand is not None:
        return
    from flows import sources

    rows = sources.health(settings_of(settings))
    if as_json:
        for row in rows:
            print_json(row)
    else:
        console().print(sources.health_table(rows))


@app.command()
def check(
    settings: SettingsFile = None,
    name: Annotated[list[str] | None, typer.Argument(help="Only these sources.", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """Read every source once, show what it gives and what is wrong with it. Records nothing. Exit code 1 if a source fails."""
    from flows import sources

    reports = sources.check(settings_of(settings), tuple(name or ()))
    if as_json:
        for report in reports:
            print_json(sources.report_record(report))
    else:
        console().print(sources.check_table(reports))
    if any(report.status == "failed" for report in reports):
        raise typer.Exit(FAILED)


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="Address of a site, page or feed; or a folder of this machine.")],
    name: Annotated[
        str | None, typer.Option("--name", help="What to call it; else its host.", show_default=False)
    ] = None,
    page: Annotated[bool, typer.Option("--page", help="Watch this page itself for changes; look for no feed.")] = False,
    settings: SettingsFile = None,
) -> None:
    """Find the feed of an address, try it, and add it to the settings file; with --page the page itself, of a folder what is put into it."""
    from flows import sources

    typer.echo(sources.add(settings_of(settings), url, name, page))


@app.command("import")
def import_opml(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="OPML, as feed readers export it.")
    ],
    settings: SettingsFile = None,
) -> None:
    """Add the feeds of an OPML file to the settings file."""
    from flows import sources

    typer.echo(sources.import_opml(settings_of(settings), file))


@app.command()
def export(settings: SettingsFile = None) -> None:
    """The feeds of the settings as OPML, on standard output."""
    from flows import sources

    sys.stdout.buffer.write(sources.export_opml(settings_of(settings)))


@rates_app.callback()
def rates() -> None:
    """The ECB's reference rates that amounts in different currencies are compared by."""


@rates_app.command()
def update(
    file: Annotated[
        Path | None,
        typer.Option(
            "--file",
            exists=True,
            dir_okay=False,
            help="The ECB's eurofxref-hist.zip or .csv, where there is no network.",
        ),
    ] = None,
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """Fetch the history of reference rates, check it, and use it from now on. A file that is cut, no history or older changes nothing."""
    from datetime import UTC, datetime

    from flows.rates import update

    done = update(settings_of(settings), datetime.now(UTC), file)
    if as_json:
        print_json({"before": done.before, "last": done.last, "path": str(done.path)})
    else:
        news = "as before" if done.before == done.last else f"before: {done.before or 'none'}"
        typer.echo(f"reference rates up to {done.last} ({news}) in {done.path}")
