"""What is wrong with a settings file, in one sentence each: the key path, the line, and what would be right."""

from __future__ import annotations

import difflib
import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from flows.settings.credentials import names

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")

Loc = tuple[int | str, ...]


def explain(error: ValidationError, model: type[BaseModel], file: Path, text: str, table: Mapping[str, Any]) -> str:
    """All complaints of ``error``, one a line."""
    lines = [_one(detail, model, file, text, table) for detail in error.errors(include_url=False)]
    return "\n".join(dict.fromkeys(lines))


def check_environment(model: type[BaseModel], table: Mapping[str, Any]) -> None:
    """Refuse ``PLEDGEWATCH_FETSCH__TIMEOUT``: a nested override that names no table would otherwise do nothing, silently."""
    from flows.settings import PREFIX, BadSettings

    used = {str(c.get("url_env")) for c in table.get("channels", ()) if isinstance(c, dict)}
    used |= set(
        names(*(str(s.get(k)) for s in table.get("sources", ()) if isinstance(s, dict) for k in ("url", "headers")))
    )
    tables = [name for name, info in model.model_fields.items() if model_of(info.annotation) is not None]
    for name in sorted(os.environ):
        if not name.upper().startswith(PREFIX) or "__" not in name or name in used:
            continue
        head = name[len(PREFIX) :].split("__", 1)[0].lower()
        if head not in tables:
            raise BadSettings(f"the environment variable {name} fits no setting{_or_close(head, tables)}")


def _one(detail: Any, model: type[BaseModel], file: Path, text: str, table: Mapping[str, Any]) -> str:
    loc: Loc = tuple(detail["loc"])
    path = _dotted(loc)
    line = line_of(text, loc) or _line_of_names(text, str(detail["msg"]))
    variable = _variable(loc)
    if variable is not None and not _present(table, loc):
        where = f"environment variable {variable}"
    else:
        where = f"{file}:{line}" if line else str(file)
    message = str(detail["msg"]).removeprefix("Value error, ")
    if detail["type"] == "extra_forbidden":
        parent = _table_at(model, loc[:-1])
        known = list(parent.model_fields) if parent is not None else []
        return f"{where}: {path} is no setting{_at_home(model, loc) or _or_close(str(loc[-1]), known)}"
    if detail["type"] == "missing":
        return f"{where}: {path} is missing; it must be given"
    if detail["type"] == "tuple_type":
        return f"{where}: {path} {_as_list(model, loc, detail.get('input'))}"
    if detail["type"] == "literal_error":
        choices = _choices(model, loc)
        given = detail.get("input")
        return f"{where}: {path} = {given!r} is not possible{_or_close(str(given), choices)}"
    if detail["type"] == "string_pattern_mismatch":
        return f"{where}: {path} = {detail.get('input')!r} does not fit{_meant(model, loc)}"
    return f"{where}: {path + ': ' if path else ''}{message[:1].lower()}{message[1:]}"


def _as_list(model: type[BaseModel], loc: Loc, given: Any) -> str:
    """What to write where one value stands for a list of them."""
    names = [part for part in loc if isinstance(part, str)]
    parent = _table_at(model, tuple(names[:-1]))
    info = parent.model_fields.get(names[-1]) if parent is not None and names else None
    if info is not None and model_of(info.annotation) is not None:
        return f"may stand several times: write [[{names[-1]}]] with two brackets, once for each"
    if isinstance(given, dict):
        return 'is a list: write its values in brackets, such as ["a", "b"]'
    return f"is a list: write {json.dumps([given], ensure_ascii=False, default=str)}"


def _at_home(model: type[BaseModel], loc: Loc) -> str:
    """Where the key belongs, if it is a table, or a setting of exactly one other table: a header was forgotten, or stands too early."""
    name, here = str(loc[-1]), [part for part in loc[:-1] if isinstance(part, str)]
    blocks = {table: model_of(info.annotation) for table, info in model.model_fields.items()}
    if name in blocks and here:
        return f"; {name} is a table of its own: it begins with a line {_header(model, name)}, below what belongs to {here[0]}"
    homes = [t for t, block in blocks.items() if block is not None and name in block.model_fields and [t] != here]
    own = _table_at(model, loc[:-1])
    if len(homes) != 1 or difflib.get_close_matches(name, own.model_fields if own is not None else (), n=1, cutoff=0.8):
        return ""
    return f"; {name} belongs below the line {_header(model, homes[0])}"


def _header(model: type[BaseModel], table: str) -> str:
    several = str(model.model_fields[table].annotation).startswith("tuple")
    return f"[[{table}]]" if several else f"[{table}]"


def _meant(model: type[BaseModel], loc: Loc) -> str:
    """What the setting is, by the first sentence of its description."""
    names = tuple(part for part in loc if isinstance(part, str))
    parent = _table_at(model, names[:-1])
    info = parent.model_fields.get(names[-1]) if parent is not None else None
    about = " ".join((info.description or "").split()) if info is not None else ""
    return f"; it is: {re.split(r'(?<=[.;]) ', about)[0].rstrip('.;')}" if about else ""


def _line_of_names(text: str, message: str) -> int | None:
    """For a complaint about several tables together: the last line that has the name complained of last, outside comments."""
    for name in reversed(re.findall(r'"([^"]+)"', message.split(", but ")[0])):
        quoted = re.compile(rf"""["']{re.escape(name)}["']""")
        here = [n for n, line in enumerate(text.splitlines(), 1) if quoted.search(line.split("#")[0])]
        if here:
            return here[-1]
    return None


def _or_close(given: str, known: Sequence[str]) -> str:
    """What would be right: the one that is meant, if it can be guessed, and everything there is."""
    close = difflib.get_close_matches(given.lower(), [k.lower() for k in known], n=1, cutoff=0.6)
    there = f"there are: {', '.join(known)}"
    if close:
        return f"; did you mean {close[0]}? ({there})"
    return f"; {there}" if known else ""


def _dotted(loc: Loc) -> str:
    out = ""
    for part in loc:
        out += f"[{part}]" if isinstance(part, int) else (f".{part}" if out else str(part))
    return out


def _variable(loc: Loc) -> str | None:
    """The environment variable that gave the value at ``loc``, if one did."""
    from flows.settings import PREFIX

    upper = {name.upper(): name for name in os.environ}
    names = [str(part).upper() for part in loc]
    for depth in range(len(names), 0, -1):
        name = PREFIX + "__".join(names[:depth])
        if name in upper:
            return upper[name]
    return None


def _present(table: Any, loc: Loc) -> bool:
    for part in loc:
        try:
            table = table[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def line_of(text: str, loc: Loc) -> int | None:
    """The line of a key in TOML text: its table's header (the n-th ``[[sources]]`` for ``("sources", n, …)``), then the key."""
    names = [part for part in loc if isinstance(part, str)]
    index = next((part for part in loc if isinstance(part, int)), None)
    if not names:
        return None
    key = re.compile(rf"\s*[\"']?{re.escape(names[min(1, len(names) - 1)])}[\"']?\s*[=.]")
    inside = len(names) == 1
    found = None
    seen = -1
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header:
            name = header[2].strip().strip("\"'")
            seen += header[1] == "[[" and name == names[0]
            inside = name == names[0] and (index is None or seen == index)
            if inside:
                found = number
                if len(names) == 1:
                    return number
            elif len(names) > 1 and name == ".".join(names):
                return number
        elif inside and key.match(line):
            return number
    return found


def _table_at(model: type[BaseModel], loc: Loc) -> type[BaseModel] | None:
    """The model of the table that ``loc`` leads to."""
    table: type[BaseModel] | None = model
    for part in loc:
        if isinstance(part, int) or table is None:
            continue
        info = table.model_fields.get(part)
        table = model_of(info.annotation) if info is not None else None
    return table


def model_of(annotation: Any) -> type[BaseModel] | None:
    """The settings model that an annotation names: ``Fetch``, ``Fetch | None``, ``tuple[Source, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = model_of(inner)
        if found is not None:
            return found
    return None


def _choices(model: type[BaseModel], loc: Loc) -> list[str]:
    names = tuple(part for part in loc if isinstance(part, str))
    parent = _table_at(model, names[:-1])
    info = parent.model_fields.get(names[-1]) if parent is not None else None
    return _literals(info.annotation) if info is not None else []


def _literals(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return [str(value) for value in get_args(annotation)]
    if get_origin(annotation) in (Union, UnionType):
        return [value for inner in get_args(annotation) for value in _literals(inner)]
    return []
