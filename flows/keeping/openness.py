"""Whether the files that hold secrets can be read by others of this machine."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel

from flows.settings import Settings

if TYPE_CHECKING:
    from storage.doctor import Check

#: where container engines put secrets, with modes that nobody here can change
_MOUNTED = (Path("/run/secrets"), Path("/var/run/secrets"))
#: files beside the settings that hold secrets by convention, whether or not the settings name them
_USUAL = ("secrets.env", ".env", "deploy/.env")


def readable_by_others(settings: Settings) -> list[Check]:
    """A warning for each secret file that others can read, with the command that ends it; none on Windows, whose modes say nothing.

    A file that its owner lets our group read on purpose (``root:pledgewatch``, 640) is as it should be.
    """
    if os.name != "posix":
        return []
    from storage.doctor import Check

    found = []
    for file in dict.fromkeys(_secret_files(settings)):
        try:
            about = file.stat()
        except OSError:
            continue  # that it cannot be read is said by whoever reads it
        ours = about.st_uid == os.geteuid()
        open_to = stat.S_IRWXG | stat.S_IRWXO if ours else stat.S_IRWXO
        if stat.S_ISREG(about.st_mode) and about.st_mode & open_to:
            command = f"chmod {600 if ours else 'o='} {file}"
            text = f"{file} holds a secret and can be read by others of this machine: {command}"
            found.append(Check("secret", "warn", text))
    return found


def _secret_files(settings: Settings) -> Iterator[Path]:
    yield from (file for file in _named(settings) if not any(file.is_relative_to(place) for place in _MOUNTED))
    if settings.file is not None:
        yield from (settings.file.parent / name for name in _USUAL)


def _named(table: BaseModel) -> Iterator[Path]:
    """The files that a table of the settings names for secrets: every ``…_file``."""
    for key in type(table).model_fields:
        value = getattr(table, key)
        if isinstance(value, BaseModel):
            yield from _named(value)
        elif isinstance(value, tuple):
            for entry in value:
                if isinstance(entry, BaseModel):
                    yield from _named(entry)
        elif key.endswith("_file") and isinstance(value, Path):
            yield value
