"""``alerts``: what was told, trying the channels, sending what was given up; ``why`` and ``why-not``."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from flows.cli.common import FAILED, FINDINGS, MISUSED, AsJson, SettingsFile, Stop, console, print_json, settings_of


class Word(StrEnum):
    """What can be said of a finding."""

    right = "right"
    wrong = "wrong"


app = typer.Typer(invoke_without_command=True, rich_markup_mode="rich")

Limit = Annotated[int, typer.Option("--limit", "-n", min=1, help="At most this many.")]


def register(root: typer.Typer) -> None:
    root.add_typer(
        app, name="alerts", help="What was told; test the channels, retry deliveries.", rich_help_panel=FINDINGS
    )
    root.command(rich_help_panel=FINDINGS)(why)
    root.command("why-not", rich_help_panel=FINDINGS)(why_not)
    root.command(rich_help_panel=FINDINGS)(mark)
    root.command(rich_help_panel=FINDINGS)(marks)
    root.command(rich_help_panel=FINDINGS)(mute)
    root.command(rich_help_panel=FINDINGS)(unmute)
    root.command(rich_help_panel=FINDINGS)(mutes)


@app.callback()
def told(ctx: typer.Context, settings: SettingsFile = None, limit: Limit = 20, as_json: AsJson = False) -> None:
    """The newest alerts, and where each was delivered."""
    if ctx.invoked_subcommand is not None:
        return
    from flows.report import findings

    rows = findings.alerts(settings_of(settings), limit)
    if as_json:
        for row in rows:
            print_json(row)
    else:
        console().print(findings.alerts_table(rows))


@app.command()
def test(
    channel: Annotated[list[str] | None, typer.Argument(help="Only these channels.", show_default=False)] = None,
    settings: SettingsFile = None,
) -> None:
    """Send a test message through every channel. Exit code 1 if one did not take it."""
    from flows.report import findings

    results = findings.try_channels(settings_of(settings), tuple(channel or ()))
    if not results:
        raise Stop(
            "the settings have no channel: alerts go to the terminal and to alerts.jsonl in the data folder; "
            "add a [[channels]] block to be told elsewhere"
        )
    for name, error in results:
        typer.echo(f"{name}: {'ok' if error is None else f'failed: {error}'}")
    if any(error for _, error in results):
        raise typer.Exit(FAILED)


@app.command()
def retry(settings: SettingsFile = None) -> None:
    """Send now what is owed, and try again what was given up. A digest keeps its hour; quiet hours and max_per_hour hold."""
    from flows.report import findings

    tried = findings.retry(settings_of(settings))
    if tried.given_up:
        typer.echo(f"{tried.given_up} given up before, tried again")
    if tried.failed:
        typer.echo(f"{tried.failed} that had failed, tried again now")
    for destination, sent, owed, parked, error in tried.done.rows:
        why = error or tried.done.notes.get(destination)
        typer.echo(f"{destination}: {sent} sent, {owed} still owed, {parked} given up{f' ({why})' if why else ''}")
    for destination, number, moment in tried.later:
        typer.echo(f"{destination}: {number} for the digest of {moment:%Y-%m-%d %H:%M} UTC")
    if not tried.done.rows and not tried.later:
        typer.echo("nothing is owed, and nothing was given up")
    if any(owed or parked for _, _, owed, parked, _ in tried.done.rows):
        raise typer.Exit(FAILED)


def why(
    alert: Annotated[str, typer.Argument(metavar="ALERT", help="Id of an alert; its first characters are enough.")],
    settings: SettingsFile = None,
) -> None:
    """Why an alert was sent: both claims, the rule that decided, and where it went."""
    from flows.report import findings

    console().print(findings.why(settings_of(settings), alert))


def why_not(
    url: Annotated[str, typer.Argument(metavar="URL", help="Address or document id of an article.")],
    settings: SettingsFile = None,
) -> None:
    """Why nothing was told about an article: how far it came, and what stopped it."""
    from flows.report import findings

    console().print(findings.why_not(settings_of(settings), url))


def mark(
    finding: Annotated[
        str, typer.Argument(metavar="ID", help="Id of an alert or of a finding; its beginning is enough.")
    ],
    word: Annotated[Word, typer.Argument(metavar="right|wrong", help="What you say of it.", show_default=False)],
    note: Annotated[str | None, typer.Option("--note", help="Why, for whoever reads it later.")] = None,
    settings: SettingsFile = None,
) -> None:
    """Say that an alert was right or wrong. After the next pass: pledgewatch sql "from precision_by_rule"."""
    from flows.report import findings

    count = findings.mark(settings_of(settings), finding, word is Word.right, note)
    typer.echo(
        f"{count} finding{'s' if count != 1 else ''} marked {word.value}; counted in precision_by_rule and precision_by_source after the "
        "next pass (pledgewatch run)"
    )


def marks(settings: SettingsFile = None) -> None:
    """Everything that was marked, as JSON Lines: each a test case with both claims."""
    from flows.report import findings

    for line in findings.marks(settings_of(settings)):
        typer.echo(line)


def mute(
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="An alert, event or proposition by its id (the beginning is enough), a rule or a source by name; "
            "or with its kind before it: source:NAME.",
        ),
    ],
    lasting: Annotated[
        str | None,
        typer.Option("--for", help="How long: 12h, 7d, 4w. Without it: until pledgewatch unmute.", show_default=False),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", help="Why, for whoever reads it later.")] = None,
    settings: SettingsFile = None,
) -> None:
    """Do not be told of something for a while. It is judged and kept as ever, and why-not says that it was muted."""
    from datetime import UTC, datetime

    from flows.report import findings
    from flows.settings.values import duration

    try:
        span = duration(lasting) if lasting is not None else None
    except (ValueError, OverflowError) as error:
        raise Stop(f"--for {lasting}: {error}", MISUSED) from error
    for line in findings.mute(settings_of(settings), what, span, note, datetime.now(UTC)):
        typer.echo(line)


def unmute(
    what: Annotated[str, typer.Argument(metavar="WHAT", help="What was muted, as it was named or as mutes lists it.")],
    settings: SettingsFile = None,
) -> None:
    """Be told again of what was muted."""
    from datetime import UTC, datetime

    from flows.report import findings

    for line in findings.unmute(settings_of(settings), what, datetime.now(UTC)):
        typer.echo(line)


def mutes(settings: SettingsFile = None) -> None:
    """What is muted now, by command and by the settings."""
    from datetime import UTC, datetime

    from flows.report import findings

    for line in findings.mutes(settings_of(settings), datetime.now(UTC)) or ["nothing is muted"]:
        typer.echo(line)
