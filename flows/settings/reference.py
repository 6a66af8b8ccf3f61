"""docs/settings.md, made from the settings model: ``python -m flows.settings.reference > docs/settings.md``."""

from __future__ import annotations

import re
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from flows.settings.errors import model_of
from flows.settings.model import PREFIX, Settings

_INTRO = f"""# Settings

All of `pledgewatch.toml`, table by table. This page is made from the settings model (`python -m flows.settings.reference`); a test keeps it true.

- The file is found by `--settings`, else `PLEDGEWATCH_SETTINGS`, else it is the nearest `pledgewatch.toml` upwards from where you are.
- Every path in it counts from the file.
- A wrong key or value is refused at start: the message names the line and what would be right.
- Every value can be overridden from the environment: `{PREFIX}FETCH__TIMEOUT_SECONDS=5` for `timeout_seconds` in `[fetch]`; lists and
  whole tables are JSON (`{PREFIX}SOURCES='[{{"name": "x", "url": "https://…"}}]'`).
- Durations are a number and a unit: `90s`, `30m`, `2h`, `1d`, `1w`, or several: `1h 30m`.
- Secrets have no place in the file: a channel names the environment variable or the file that holds its address, a source has `${{NAME}}`
  where a password or token belongs.
"""


def page() -> str:
    """The whole page."""
    parts = [_INTRO]
    for name, info in Settings.model_fields.items():
        inner = model_of(info.annotation)
        if inner is None:
            continue
        many = get_origin(info.annotation) is tuple
        title = f"## `[[{name}]]`" if many else f"## `[{name}]`"
        parts.append(f"{title}\n\n{_text(inner.__doc__)}\n\n{_table(inner)}")
    return "\n".join(parts)


def _table(model: type[BaseModel]) -> str:
    rows = ["| key | value | default | |", "| --- | --- | --- | --- |"]
    for name, info in model.model_fields.items():
        about = _text(info.description).replace("|", "\\|")
        rows.append(f"| `{name}` | {_kind(info.annotation)} | {_default(info)} | {about} |")
    return "\n".join(rows) + "\n"


def _text(text: str | None) -> str:
    return re.sub(r"``([^`]+)``", r"`\1`", " ".join((text or "").split()))


def _default(info: Any) -> str:
    if info.default is PydanticUndefined:
        return "required"
    value = info.default
    if value is None:
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, dict):
        return "`{}`"
    if isinstance(value, tuple):
        return "`[" + ", ".join(f'"{v}"' if isinstance(v, str) else str(v) for v in value) + "]`"
    return f"`{value}`" if isinstance(value, int | float) else f'`"{value}"`'


def _kind(annotation: Any) -> str:
    """A type in words."""
    origin = get_origin(annotation)
    if origin is Literal:
        return " or ".join(f'`"{value}"`' for value in get_args(annotation))
    if origin is tuple:
        inner = model_of(annotation)
        return "list of tables" if inner is not None else f"list of {_kind(get_args(annotation)[0])}"
    if origin is dict:
        return "table of text"
    if origin in (Union, UnionType):
        return " or ".join(_kind(a) for a in get_args(annotation) if a is not type(None))
    if origin is not None and get_args(annotation):
        return _kind(get_args(annotation)[0])
    if model_of(annotation) is not None:
        return "table"
    names = {
        "str": "text",
        "bool": "true or false",
        "int": "whole number",
        "float": "number",
        "Path": "path",
        "date": "date",
    }
    return names.get(getattr(annotation, "__name__", ""), "text")


if __name__ == "__main__":
    print(page(), end="")
