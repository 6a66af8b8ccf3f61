"""``extract`` and ``replay``: texts or JSON Lines in, JSON Lines out; no network, nothing written, nothing sent."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.common import MISUSED, TEXTS, SettingsFile, Stop, checked, console

if TYPE_CHECKING:
    from flows.settings import Settings

DocumentsFile = Annotated[
    Path | None,
    typer.Argument(
        metavar="[FILE]",
        help="A text, a saved web page, or JSON Lines of documents; - for standard input.",
        show_default=False,
    ),
]


class Emit(StrEnum):
    """What ``replay`` prints as JSON Lines."""

    verdicts = "verdicts"
    alerts = "alerts"
    claims = "claims"


class By(StrEnum):
    """What separates ledgers in ``replay``."""

    ledger = "ledger"


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=TEXTS)(extract)
    app.command(rich_help_panel=TEXTS)(replay)


def extract(
    file: DocumentsFile = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="For people: each claim with its sentence and how it was read.")
    ] = False,
    published: Annotated[
        str | None,
        typer.Option("--published", help="The date of a text or web page that names none.", show_default=False),
    ] = None,
    settings: SettingsFile = None,
) -> None:
    """Read the claims of texts: an article or documents in (JSON Lines), claims out (JSON Lines)."""
    from flows.texts import streams

    lines = streams.lines_of(file, published)
    if lines is None:
        raise Stop("no documents: name a text, or pipe JSON Lines in (pledgewatch extract < documents.jsonl)", MISUSED)
    _tell_bad(streams.extract_lines(lines, sys.stdout, _if_named(settings), explain=explain))


def replay(
    file: DocumentsFile = None,
    emit: Annotated[
        Emit | None,
        typer.Option("--emit", help="Print these as JSON Lines instead of a summary.", show_default=False),
    ] = None,
    by: Annotated[
        By | None,
        typer.Option(
            "--by", help="An empty ledger of its own for each value of the documents' field.", show_default=False
        ),
    ] = None,
    db: Annotated[
        Path | None,
        typer.Option("--db", help="Start from a copy of this ledger, not from an empty one.", show_default=False),
    ] = None,
    now: Annotated[
        str | None,
        typer.Option("--now", help="One clock for all (ISO 8601), not each document's own date.", show_default=False),
    ] = None,
    settings: SettingsFile = None,
) -> None:
    """Judge texts as if they came in now, in the order of their dates: what is new in them, what contradicts what.

    Without a file or a pipe it replays the seed articles (the folders of the settings).
    """
    from flows.texts import streams

    lines = streams.lines_of(file)
    if lines is not None and file is None and emit is None:
        lines = streams.unless_empty(lines)  # cron and the like may hand over an empty pipe: nothing was asked of it
    if lines is None:
        replayed, bad = streams.replay_folders(checked(settings), db=db, now=now)
    else:
        replayed, bad = streams.replay_lines(lines, _if_named(settings), by_ledger=by is not None, db=db, now=now)
    if emit is None:
        console().print(streams.render_replay(replayed))
    else:
        streams.write_lines(getattr(replayed, emit.value), sys.stdout)
    _tell_bad(bad)


def _if_named(settings: Path | None) -> Settings | None:
    """Texts need no settings; named ones bring their word lists and watches."""
    return checked(settings) if settings is not None else None


def _tell_bad(bad: list[str]) -> None:
    """Lines that were no documents: each named; the others were read."""
    for sentence in bad:
        print(f"pledgewatch: {sentence}", file=sys.stderr)
    if bad:
        raise typer.Exit(MISUSED)
