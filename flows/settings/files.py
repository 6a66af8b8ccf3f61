"""Finding, reading, checking and anchoring the settings file."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import SettingsError

from flows.settings.model import PREFIX, Settings
from flows.settings.values import BadSettings

FILE_NAME = "pledgewatch.toml"


def find(path: str | Path | None = None, start: Path | None = None) -> Path:
    """The settings file: ``path``, else ``PLEDGEWATCH_SETTINGS``, else the nearest pledgewatch.toml from ``start`` upwards."""
    named = path or os.environ.get("PLEDGEWATCH_SETTINGS")
    if named:
        file = Path(named).expanduser().absolute()
        if file.is_dir():
            file = file / FILE_NAME
        if not file.is_file():
            how = "--settings" if path else "--settings (or PLEDGEWATCH_SETTINGS)"
            raise BadSettings(f"{how} names {file}, which is no file; make one with: pledgewatch init DIR")
        return file
    here = (start or Path.cwd()).absolute()
    for folder in (here, *here.parents):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
    raise BadSettings(
        f"no {FILE_NAME} in {here} or above it; make one with: pledgewatch init DIR, or name one with --settings FILE"
    )


def load(path: str | Path | None = None) -> Settings:
    """Read, check and anchor the settings; raises BadSettings with one sentence that says where and what would be right."""
    from flows.settings import errors

    file = find(path)
    try:
        text = file.read_text(encoding="utf-8")
        table: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"{file} is not valid TOML: {error}") from None
    except UnicodeDecodeError:
        raise BadSettings(f"{file} is not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise BadSettings(f"{file} cannot be read: {error.strerror}") from None
    errors.check_environment(Settings, table)
    try:
        settings = Settings(**table)
    except ValidationError as error:
        raise BadSettings(errors.explain(error, Settings, file, text, table)) from None
    except SettingsError as error:
        raise BadSettings(f"an environment variable {PREFIX}… cannot be read: {error}; lists are JSON") from None
    return _anchored(settings, file)


def _anchored(settings: Settings, file: Path) -> Settings:
    """The settings with every path absolute, counted from the file's folder."""
    root, keep = file.parent.resolve(), settings.keep

    def at(path: Path) -> Path:
        return root / path.expanduser()

    raw = settings.paths.raw
    if raw is not None and "://" not in raw:
        raw = str(at(Path(raw)))
    anchored = settings.model_copy(
        update={
            "paths": settings.paths.model_copy(update={"data": at(settings.paths.data), "raw": raw}),
            "keep": keep.model_copy(
                update={"parquet": at(keep.parquet) if isinstance(keep.parquet, Path) else keep.parquet}
            ),
            "lexicon": settings.lexicon.model_copy(update={"extend": tuple(at(p) for p in settings.lexicon.extend)}),
            "sources": tuple(
                s.model_copy(update={k: at(p) for k, p in (("path", s.path), ("secrets_file", s.secrets_file)) if p})
                for s in settings.sources
            ),
            "channels": tuple(
                c if c.url_file is None else c.model_copy(update={"url_file": at(c.url_file)})
                for c in settings.channels
            ),
        }
    )
    anchored._file = file
    return anchored
