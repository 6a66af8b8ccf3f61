"""What is the desk's own and is written by passes alone: no result of a query and no export takes its place.

DuckDB can allow single paths to an engine that has no files, and forbid none to one that has them. So where a query may write files, its
text is held against what is closed, as DuckDB's own lexer reads it. Settings are locked there, and a text that is run as SQL by a function
can hold no COPY: what writes is a COPY that stands in the statement.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from storage.errors import LedgerUnwritable, QueryRefused

#: a name of a file as a query may give it: plain quotes, '' for one of them, no escapes and nothing to work out
_PLAIN = re.compile(r"'((?:[^'\0]|'')*)'")
#: what DuckDB takes for a file of this machine beside a bare path
_FILE_ADDRESS = re.compile(r"(?i)file:(//localhost(?=/)|//(?=/))?")
#: options of COPY that become part of a file's name
_NAMING = frozenset({"filename_pattern", "file_extension"})


def refuse_output(target: Path, closed: Iterable[Path]) -> None:
    """Raises QueryRefused where a result at ``target`` would lie among what is closed, or over it."""
    if (own := _touched(target, closed)) is not None:
        raise QueryRefused(
            f"Nothing is written to {target}: {own} is the desk's own, which only passes write; name a file in another folder."
        )


def refuse_copies(query: str, closed: Sequence[Path]) -> None:
    """Raises QueryRefused where one statement writes a file among what is closed, or hides which file it writes. Reading is free."""
    tokens = _tokens(query)
    if tokens[:1] == ["import"] or "import_database" in (token.strip('"').lower() for token in tokens):
        raise QueryRefused("IMPORT DATABASE runs whatever SQL its folder holds: read the files in it one by one.")
    if "copy" not in tokens:
        return
    following = [*tokens[1:], "", ""]
    for number, word in enumerate(tokens):
        named, after = following[number], following[number + 1]
        if word == "to" and named != "stdout":
            for path in _paths(named, after):
                refuse_output(path, closed)
        elif word.strip('"').lower() in _NAMING:
            if named == "=":
                named, after = after, following[number + 2]
            if not _PLAIN.fullmatch(named) or after not in (",", ")") or "/" in named or "\\" in named:
                raise QueryRefused(
                    f"{word.upper()} takes a part of a file's name, in plain quotes and without a slash."
                )


def _tokens(query: str) -> list[str]:
    """The words, signs and strings of a statement, without comments; words that are not in quotes in small letters."""
    text = query.encode()  # the lexer counts bytes
    starts = duckdb.tokenize(query)
    ends = [start for start, _ in starts[1:]] + [len(text)]
    parts = [
        text[start:end].decode(errors="replace").strip()
        for (start, kind), end in zip(starts, ends, strict=True)
        if kind != duckdb.token_type.comment
    ]
    return [part if part[-1:] in ("'", '"', "$") else part.lower() for part in parts]


def _paths(named: str, after: str) -> set[Path]:
    """The files that the word after TO may mean. Raises QueryRefused where it is no plain name: what is worked out cannot be looked at before."""
    plain = _PLAIN.fullmatch(named)
    if plain is None or after[-1:] in ("'", "$"):  # strings that follow one another are one
        raise QueryRefused(
            "COPY … TO takes the name of a file in plain quotes ('answer.csv') where queries may write files."
        )
    name = plain.group(1).replace("''", "'")
    return {Path(each).expanduser() for each in (name, _FILE_ADDRESS.sub("", name, count=1))}


def refuse_replacing(target: Path, closed: Iterable[Path]) -> None:
    """Raises LedgerUnwritable unless the folder ``target`` is an export of pledgewatch and holds nothing else."""
    for own in closed:
        if any(_within(place, end) for place in _ends(own) for end in _ends(target)):
            raise LedgerUnwritable(f"{target} is not replaced: the desk's own {own} lies in it; name a new folder.")
    listed = _listed(target)
    if listed is None:
        raise LedgerUnwritable(
            f"{target} is not replaced: it is no export of pledgewatch; name a new folder, or move this one away yourself."
        )
    for file in target.rglob("*"):
        if (file.is_symlink() or not file.is_dir()) and file.relative_to(target).as_posix() not in listed:
            raise LedgerUnwritable(
                f"{target} is not replaced: it holds {file.relative_to(target)}, which no export wrote; move that away, or name a new folder."
            )


def _listed(folder: Path) -> set[str] | None:
    """The files that an export's manifest names, with itself; None where there is none of ours."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        int(manifest["bundle"])
        if not manifest["made_by"].startswith("pledgewatch "):
            return None
        return {"manifest.json", *(str(file["path"]) for file in manifest["files"])}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _touched(target: Path, closed: Iterable[Path]) -> Path | None:
    """The closed place that something at ``target`` would change: it is that place, lies in it, or is a folder around it."""
    ends = _ends(target)
    for own in closed:
        for place in _ends(own):
            if any(_within(end, place) or _within(place, end) for end in ends):
                return own
    return None


def _ends(path: Path) -> set[Path]:
    """Where a path lies and where it leads, if it is a link."""
    # realpath, not resolve(): a link that leads in a circle raises nothing
    return {Path(os.path.realpath(path.parent)) / path.name, Path(os.path.realpath(path))}


def _within(path: Path, place: Path) -> bool:
    return any(_same(each, place) for each in (path, *path.parents))


def _same(one: Path, other: Path) -> bool:
    """Known by what is on the disk, too: a second name of the same file, a disk that takes A for a."""
    if one == other:
        return True
    try:
        return one.samefile(other)
    except OSError:
        return False
