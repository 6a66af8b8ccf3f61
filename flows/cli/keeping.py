"""``backup``, ``restore``, ``doctor``, ``export``, ``import``, ``reread`` and ``backtest``: looking after what was gathered."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.common import FAILED, KEEPING, MISUSED, AsJson, SettingsFile, Stop, console, print_json, settings_of
from flows.cli.stopping import stoppable


class Form(StrEnum):
    """Forms of an export."""

    parquet = "parquet"
    csv = "csv"
    records = "records"
    jsonld = "jsonld"
    iati = "iati"


def register(app: typer.Typer) -> None:
    for command in (maintain, publish, backup, restore, doctor, export, reextract, backtest):
        app.command(rich_help_panel=KEEPING)(command)
    app.command("reread", hidden=True)(reextract)  # its name in the first version
    app.command("import", rich_help_panel=KEEPING)(import_bundle)


def backup(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="Where to; else backups/ in the data folder.", show_default=False),
    ] = None,
    settings: SettingsFile = None,
) -> None:
    """Write ledger, raw pages, alerts.jsonl and settings into one file, and read it back to prove it. Secrets are not in it."""
    from flows import keeping

    typer.echo(keeping.backup_sentence(keeping.backup(settings_of(settings), file)))


def maintain(settings: SettingsFile = None) -> None:
    """The daily upkeep: sweep what killed processes left, make a backup, drop old ones, check everything."""
    from flows import keeping

    for line in keeping.maintain(settings_of(settings)) or ["nothing to do"]:
        typer.echo(line)


def publish(
    force: Annotated[
        bool, typer.Option("--force", help="Also where the copy holds more than the ledger; the old one is kept aside.")
    ] = False,
    settings: SettingsFile = None,
) -> None:
    """Replace the published copy (and the Parquet files) from the ledger now, without a pass."""
    from flows.passes import stages

    typer.echo(f"published {stages.publish(settings_of(settings), datetime.now(UTC), force)}")


def restore(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="A backup.", show_default=False)] = None,
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="A new or empty folder.", show_default=False)
    ] = None,
    from_copy: Annotated[
        bool,
        typer.Option("--from-copy", help="Put the published copy in the place of a ledger that is damaged or gone."),
    ] = False,
    settings: SettingsFile = None,
) -> None:
    """Unpack a backup into a new folder, prove it and publish its copy: a working installation then."""
    from flows.keeping import archives

    if from_copy and file is None:
        lines = archives.restore_from_copy(settings_of(settings), datetime.now(UTC))
    elif file is not None and folder is not None and not from_copy:
        lines = archives.restore(file, folder)
    else:
        raise Stop("restore takes a backup and a new folder (FILE DIR), or --from-copy and neither", MISUSED)
    for line in lines:
        typer.echo(line)


def doctor(
    settings: SettingsFile = None,
    as_json: AsJson = False,
    quick: Annotated[
        bool,
        typer.Option(
            "--quick",
            help="Only what serve looks at when it starts, in a second; exit code 1 only where no pass could be made. For ExecStartPre.",
        ),
    ] = False,
) -> None:
    """Check settings, channels, ledger, copy, raw pages, disk, clock, versions; say what to do. Exit code 1 if something is broken."""
    from dataclasses import asdict

    from flows import keeping

    chosen = settings_of(settings)
    checks = keeping.self_check(chosen) if quick else keeping.doctor(chosen)
    if as_json:
        for check in checks:
            print_json(asdict(check))
    else:
        console().print(keeping.doctor_table(checks))
    if keeping.prevents(checks) if quick else any(check.status == "fail" for check in checks):
        raise typer.Exit(FAILED)


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")],
    form: Annotated[
        list[Form] | None, typer.Option("--form", help="Only these (repeat for several).", show_default=False)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an export that is there.")] = False,
    publisher: Annotated[
        str | None,
        typer.Option(
            "--publisher", help="Your desk's name: author of reviews, reporting organisation.", show_default=False
        ),
    ] = None,
    org_ref: Annotated[
        str | None, typer.Option("--org-ref", help="Your desk's IATI organisation identifier.", show_default=False)
    ] = None,
    settings: SettingsFile = None,
) -> None:
    """Write everything as Parquet, CSV, JSON Lines, schema.org and IATI-coded rows, with a manifest."""
    from flows import keeping

    typer.echo(keeping.export(settings_of(settings), folder, [f.value for f in form or ()], force, publisher, org_ref))


def import_bundle(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What another desk exported.")],
    name: Annotated[str, typer.Option("--name", help="What to call that desk.")],
    settings: SettingsFile = None,
) -> None:
    """Take another desk's export in as a reference: new claims are compared with it, it is never told as news."""
    from flows import keeping

    if not name.strip() or "/" in name or not name.isprintable():
        raise Stop(f"--name {name!r} is no name for a desk: a word that is not empty and has no slash in it", MISUSED)
    typer.echo(keeping.import_bundle(settings_of(settings), folder, name.strip()))


def reextract(settings: SettingsFile = None) -> None:
    """Read and judge all kept pages again: what backtest shows becomes the ledger's new generation. Old readings stay in history; nothing is sent.

    Another extractor version, other rules of comparison and other settings all count. Where nothing would differ, no generation is made.
    """
    from flows.keeping import reread as again
    from storage.lost import refuse_if_none

    chosen = settings_of(settings)
    refuse_if_none(chosen.ledger_path, chosen.snapshot_path)
    stopped = (
        "stopped: a new generation is made as a whole or not at all; reextract once more makes it where it was not"
    )
    with stoppable(lambda: stopped), _counting("reading again") as counting:
        done = again.reread(chosen, datetime.now(UTC), counting)
    typer.echo(again.sentence(done))


def backtest(
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="DATE", help="Only what came in since this day (ISO 8601).", show_default=False
        ),
    ] = None,
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """What this version and these settings would have said about everything kept, against what was said. Changes nothing."""
    from dataclasses import asdict

    from flows import keeping
    from flows.keeping import reread as again

    with (
        stoppable(lambda: "stopped: nothing was compared, and nothing was changed"),
        _counting("reading again") as counting,
    ):
        _, found = again.backtest(settings_of(settings), counting, _moment(since))
    if as_json:
        print_json(asdict(found))
    else:
        console().print(keeping.difference_view(found))


def _moment(day: str | None) -> datetime | None:
    if day is None:
        return None
    try:
        moment = datetime.fromisoformat(day)
    except ValueError:
        raise Stop(f"--since {day} is no date: give one like 2026-03-01", MISUSED) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _counting(what: str):  # type: ignore[no-untyped-def]  # a context manager that gives a function of (done, total)
    from contextlib import contextmanager

    from flows.passes.run import progress

    @contextmanager
    def shown():  # type: ignore[no-untyped-def]
        with progress(console(stderr=True), visible=True) as show:
            yield lambda done, total: show(what, done, total)

    return shown()
