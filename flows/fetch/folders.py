"""Folders as sources: .txt, .html, .json and .jsonl files, with a manifest.toml or front matter that says what is known of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.clean.decoding import decode
from flows.fetch import about
from flows.fetch.memory import Memory
from flows.settings import Source
from storage.rows import Page, Problem

TEXT, HTML, RECORDS = (
    frozenset({".txt", ".text"}),
    frozenset({".html", ".htm", ".xhtml"}),
    frozenset({".json", ".jsonl", ".ndjson"}),
)
#: files that belong to a folder without being articles
_BESIDE = frozenset({".md", ".toml", ".yml", ".yaml", ".part", ".tmp", ".crdownload", ".lock", ".log", ""})
MAX_FILE = 50_000_000


@dataclass(slots=True)
class FolderReading:
    """What a folder gave: its new or changed pages, the files that could not be read, how many there are in all."""

    pages: list[Page] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    items: int = 0
    bytes: int = 0
    #: True if the byte budget ended before the files did
    more: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    """One article in a folder, before anyone knows whether it is new."""

    name: str
    body: bytes
    content_type: str
    about: Mapping[str, str]


def read_folder(source: Source, memory: Memory, now: datetime, *, first: bool, budget: int) -> FolderReading:
    """Read the new and changed files of a folder, in the order of their names; ``memory.digests`` is updated.

    Raises OSError if the folder itself cannot be read. Files are never moved or changed.
    """
    folder = source.path
    if folder is None or not folder.is_dir():
        raise NotADirectoryError(f"the folder {folder} does not exist; create it or correct the source's path")
    found = FolderReading()
    manifest = _manifest(source, folder, found)
    files = list(_files(folder, source, found))
    stems = [file.relative_to(folder).with_suffix("").as_posix() for file in files]
    for file, stem in zip(files, stems, strict=True):
        relative = file.relative_to(folder).as_posix()
        ident = stem.rsplit("/", 1)[-1] if stems.count(stem) == 1 else relative
        told = {"id": ident, **manifest.pop(relative, {})}
        for entry in _entries(source, file, relative, told, found):
            found.items += 1
            digest = hashlib.sha256(entry.body + repr(sorted(entry.about.items())).encode()).hexdigest()[:16]
            before = memory.digests.get(entry.name)
            if before and before[0] == digest:
                continue
            if found.bytes and found.bytes + len(entry.body) > budget:
                found.more = True
                continue
            revision = int(before[1]) + 1 if before else 0
            found.bytes += len(entry.body)
            found.pages.append(_page(source, entry, revision, now, source.baseline and first))
            memory.digests[entry.name] = [digest, revision]
    for missing in manifest:
        found.problems.append(
            _problem(source, missing, "missing_file", f"manifest.toml names {missing}, which is not in the folder")
        )
    return found


def _files(folder: Path, source: Source, found: FolderReading) -> Iterator[Path]:
    root = folder.resolve()
    for file in sorted(folder.rglob("*")):
        relative = file.relative_to(folder)
        if any(part.startswith((".", "~")) for part in relative.parts):
            continue
        if file.is_symlink() and not file.exists():
            message = f"{relative} is a link to nothing; put the file there or take the link away"
            found.problems.append(_problem(source, relative.as_posix(), "missing_file", message))
        if not file.is_file():
            continue
        if root not in file.resolve().parents:
            found.problems.append(
                _problem(
                    source,
                    relative.as_posix(),
                    "outside",
                    f"{relative} is a link to a place outside the folder; it was not read",
                )
            )
        elif file.suffix.lower() in TEXT | HTML | RECORDS:
            yield file
        elif file.suffix.lower() not in _BESIDE:
            found.problems.append(
                _problem(
                    source,
                    relative.as_posix(),
                    "unsupported_file",
                    f"{relative} was not read: files are .txt, .html, .json or .jsonl",
                )
            )


def _entries(source: Source, file: Path, relative: str, told: about.About, found: FolderReading) -> Iterator[_Entry]:
    try:
        size = file.stat().st_size
        if size > MAX_FILE:
            found.problems.append(
                _problem(
                    source, relative, "too_large", f"{relative} is larger than {MAX_FILE // 1_000_000} MB; split it"
                )
            )
            return
        body = file.read_bytes()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        found.problems.append(_problem(source, relative, "unreadable_file", f"{relative} cannot be read: {reason}"))
        return
    suffix = file.suffix.lower()
    if suffix in RECORDS:
        yield from _records(source, relative, body, suffix, found)
    elif suffix in HTML:
        yield _Entry(relative, body, "text/html", told)
    else:
        front, rest, wrong = about.front_matter(body, relative)
        found.problems += [_problem(source, relative, "bad_front_matter", message) for message in wrong]
        yield _Entry(relative, rest, "text/plain", {**told, **front})


def _records(source: Source, relative: str, body: bytes, suffix: str, found: FolderReading) -> Iterator[_Entry]:
    text = decode(body).text
    documents: list[tuple[str, Any]] = []
    for number, line in enumerate([text] if suffix == ".json" else text.split("\n"), 1):
        if not line.strip() and suffix != ".json":
            continue
        try:
            data = json.loads(line, strict=False)
        except (ValueError, RecursionError) as error:
            message = _no_json(error, relative, number, suffix)
            found.problems.append(_problem(source, relative, "bad_json", message))
            continue
        where = relative if suffix == ".json" else f"{relative} line {number}"
        if isinstance(data, list):
            documents += [(f"document {place} of {where}", one) for place, one in enumerate(data, 1)]
        else:
            documents.append((where, data))
    for where, record in documents:
        wrong = _wrong(record)
        if wrong:
            found.problems.append(_problem(source, relative, "bad_record", f"{where}: {wrong}"))
            continue
        told, doubts = about.facts({k: v for k, v in record.items() if isinstance(v, str | int)}, where)
        found.problems += [_problem(source, relative, "bad_record", message) for message in doubts]
        yield _Entry(f"{relative}#{told['id']}", record["text"].encode("utf-8", "replace"), "text/plain", told)


def _no_json(error: Exception, relative: str, number: int, suffix: str) -> str:
    reason = "it is nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        number += error.lineno - 1
        reason = f"{error.msg} at column {error.colno}"
        if suffix == ".json" and error.msg == "Extra data":
            reason += " (a file with one document a line ends in .jsonl)"
    rest = "the other lines were read" if suffix != ".json" else "nothing of this file was read"
    return f"{relative} line {number} is no JSON: {reason}; mend it and save the file ({rest})"


def _wrong(record: Any) -> str | None:
    if not isinstance(record, dict):
        return "a document is an object with id and text"
    for name in ("id", "text"):
        if not isinstance(record.get(name), str) or not record[name].strip():
            return f"a document needs {name}, a text that is not empty"
    return None


def _manifest(source: Source, folder: Path, found: FolderReading) -> dict[str, about.About]:
    file = folder / "manifest.toml"
    if not file.is_file():
        return {}
    try:
        entries, wrong = about.manifest(decode(file.read_bytes()).text)
    except OSError as error:
        entries, wrong = {}, [f"manifest.toml cannot be read: {(error.strerror or type(error).__name__).lower()}"]
    found.problems += [_problem(source, "manifest.toml", "bad_manifest", message) for message in wrong]
    return entries


def _page(source: Source, entry: _Entry, revision: int, now: datetime, baseline: bool) -> Page:
    told = entry.about
    return Page(
        source=source.name,
        url=told.get("url") or f"{source.name}/{entry.name}",
        fetched_at=now,
        body=entry.body,
        sha256=hashlib.sha256(entry.body).hexdigest(),
        content_type=entry.content_type,
        title=told.get("title"),
        published=told.get("published"),
        publisher=told.get("publisher") or source.publisher,
        language=told.get("language") or source.language,
        baseline=baseline,
        document_id=told["id"],
        revision=revision,
    )


def _problem(source: Source, name: str, code: str, message: str) -> Problem:
    return Problem(source.name, f"{source.name}/{name}", "fetch", code, message)
