"""What the commands share: the settings option, the one way errors are told, and where output goes."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, NoReturn, cast

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from rich.console import Console

    from flows.settings import Settings

#: exit codes: 1 it did not work, 2 it was asked for wrongly (options, settings, input), 70 a fault of the program
FAILED, MISUSED, FAULT = 1, 2, 70
#: another process is making a pass on the data folder; try again later (EX_TEMPFAIL of sysexits.h)
BUSY = 75

SettingsFile = Annotated[
    Path | None,
    typer.Option(
        "--settings",
        "-s",
        help="Settings file; else PLEDGEWATCH_SETTINGS, else the nearest pledgewatch.toml upwards.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON Lines instead of a table.")]

WATCHING, FINDINGS, TEXTS = "Watch the news", "Look at findings", "Read texts"
SETUP, KEEPING = "Set up", "Look after what was gathered"

_PADDING = re.compile(r" +$", re.M)
_READERS_OWN = "Value error, "


class Stop(Exception):
    """Ends a command with one sentence for the user and an exit code."""

    def __init__(self, sentence: str, code: int = FAILED) -> None:
        super().__init__(sentence)
        self.code = code


class Commands(TyperGroup):
    """The root group: whatever a command raises becomes one clear sentence on stderr and an exit code."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **kwargs)
        except Exception as error:
            if os.environ.get("PLEDGEWATCH_DEBUG"):
                raise
            _tell(error)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The help of a command needs none of its values: answered here, before what reads them (pydantic, 0.2 s) is imported."""
        rest = args[: args.index("--")] if "--" in args else args
        if rest and {"-h", "--help"} & set(rest[1:]):
            command = self.get_command(ctx, rest[0])  # an option of the root is none
            if command is not None and not hasattr(command, "commands"):
                inner = type(ctx)(command, info_name=rest[0], parent=ctx, **command.context_settings)
                text = command.get_help(inner)
                if text:
                    print(text)
                ctx.exit()
        left: list[str] = super().parse_args(ctx, args)
        return left

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # the reader (head, less) has gone: not an error, but Python must not complain about it at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except Exception as error:
            # what reads values puts the name of its own error before the sentence
            if isinstance(said := getattr(error, "message", None), str) and said.startswith(_READERS_OWN):
                error.message = said.removeprefix(_READERS_OWN)  # type: ignore[attr-defined]
            raise


def _tell(error: Exception) -> NoReturn:
    from flows.logs.lines import tell
    from flows.passes.interrupts import INTERRUPTED, is_interrupt

    if is_interrupt(error):
        sys.exit(INTERRUPTED)
    sentence, code = _sentence(error)
    tell(sentence)
    try:
        sys.stdout.flush()
    except OSError:  # it is what broke: Python must not complain about the rest of it at exit (exit code 120)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _sentence(error: Exception) -> tuple[str, int]:
    """What to say, and the exit code. Errors of the rooms carry their sentence; the rest is a fault of ours and says so."""
    while isinstance(error, ExceptionGroup):  # of several things that broke together the first says most
        error = error.exceptions[0]
    if isinstance(error, Stop):
        return str(error), error.code
    if isinstance(error, OSError) and error.strerror:
        from storage.refusals import sentence

        return sentence(error), FAILED
    room = type(error).__module__.split(".")[0]
    if room in ("flows", "storage", "extractors"):
        return str(error), getattr(error, "exit_code", MISUSED if isinstance(error, ValueError) else FAILED)
    return (
        f"unexpected {type(error).__name__}: {error} (nothing recorded is lost; PLEDGEWATCH_DEBUG=1 shows where it "
        "happened, for a report)"
    ), FAULT


def settings_of(path: Path | None) -> Settings:
    from flows.logs.lines import set_up

    settings = checked(path)
    set_up(settings)
    return settings


def checked(path: Path | None) -> Settings:
    """The settings, for a command that keeps no log: a mute that names no rule is refused, too."""
    from flows.settings import load

    settings = load(path)
    if any(mute.rule is not None for mute in settings.mutes):
        from flows.alert.muting import check_rules

        check_rules(settings)
    return settings


def console(stderr: bool = False) -> Console:
    """A console that writes plain lines where nobody watches (a pipe, a log): full width, no wrapping at 80 columns."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    columns = os.environ.get("COLUMNS", "")
    if stream.isatty():
        return Console(stderr=stderr, highlight=False)
    width = int(columns) if columns.isdecimal() and int(columns) > 0 else 120
    return Console(file=cast(IO[str], _Unpadded(stream)), width=width, soft_wrap=True, highlight=False)


class _Unpadded:
    """A stream whose lines lose the blanks that fill them up to the width: nobody sees them in a file, and every diff does."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        self._stream.write(_PADDING.sub("", text))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def print_json(record: object) -> None:
    import json

    sys.stdout.write(json.dumps(record, ensure_ascii=False, default=str) + "\n")
