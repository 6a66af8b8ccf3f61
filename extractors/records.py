"""The public JSON Lines formats: documents in; claims, verdicts and alerts out (docs/records.md).

One object a line, UTF-8. Readers ignore fields they do not know; writers print every public field, null where it does not apply, and
the internal fields of a claim beside them. ``claim_from_record(to_record(claim)) == claim`` for every claim.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, TypeVar

from extractors.grammar import wordset
from extractors.model import (
    Against,
    Alert,
    Article,
    Claim,
    Document,
    Equivalent,
    Quantity,
    Quote,
    Segment,
    Span,
    Time,
    Verdict,
)

Record = Mapping[str, Any]
T = TypeVar("T")

#: ISO 8601 dates and times as feeds and pages print them, reduced precision allowed
_DATE = re.compile(
    r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    r" ?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?)?)?\Z"
)
_TEXT_FIELDS = ("title", "url", "publisher", "published", "language", "ledger")


class RecordError(ValueError):
    """A line that cannot be read. Its message is one sentence with the line number, the field and what would be right."""

    def __init__(self, line: int | None, field: str | None, problem: str) -> None:
        self.line, self.field, self.problem = line, field, problem
        where = "record" if line is None else f"line {line}"
        super().__init__(f"{where}: {f'field {field!r} ' if field else ''}{problem}")


# --- reading ------------------------------------------------------------------------------------------------------------


def read_documents(
    lines: Iterable[str | bytes], on_error: Callable[[RecordError], None] | None = None
) -> Iterator[Document]:
    """Documents of a JSON Lines stream, in order. Blank lines and a byte order mark are skipped.

    A line that is no document raises `RecordError`; with ``on_error`` it is handed there and reading goes on.
    """
    for number, line in enumerate(lines, 1):
        try:
            record = _parse(line, number)
            if record is None:
                continue
            document = document_from_record(record, number)
        except RecordError as error:
            if on_error is None:
                raise
            on_error(error)
            continue
        yield document


def _parse(line: str | bytes, number: int) -> Record | None:
    if isinstance(line, bytes):
        try:
            line = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise RecordError(number, None, f"is not UTF-8 at byte {error.start}; save the file as UTF-8") from None
    line = line.removeprefix("\ufeff").strip()
    if not line:
        return None
    try:
        record = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        say = f"{error.msg} at column {error.colno}" if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        raise RecordError(number, None, f"is not JSON ({say}); write one JSON object a line") from None
    if not isinstance(record, dict):
        raise RecordError(number, None, f"holds {_kind(record)}; write one JSON object a line")
    return record


def document_from_record(record: Record, line: int | None = None) -> Document:
    """A document; ``id`` and ``text`` are required, everything else may be missing or null. Raises `RecordError`."""
    for name in ("id", "text"):
        if name not in record:
            raise RecordError(line, name, "is missing; a document needs an id and a text")
        if not isinstance(record[name], str):
            raise RecordError(line, name, f"must be text, not {_kind(record[name])}")
    if not record["id"]:
        raise RecordError(line, "id", "is empty; every document needs an id of its own")
    for name in _TEXT_FIELDS:
        value = record.get(name)
        if value is not None and not isinstance(value, str):
            raise RecordError(line, name, f"must be text or null, not {_kind(value)}")
    published = record.get("published") or None
    if published is not None and not _DATE.match(published):
        raise RecordError(line, "published", f"must be an ISO 8601 date or null, not {published[:40]!r}")
    rest = {name: record.get(name) for name in _TEXT_FIELDS if name != "published"}
    return Document(
        id=record["id"],
        text=record["text"],
        published=published,
        segments=_segments(record.get("segments"), line),
        **rest,
    )


def _segments(value: Any, line: int | None) -> tuple[Segment, ...]:
    if not value:
        return ()
    try:
        return tuple(
            Segment(start=int(s["start"]), end=int(s["end"]), published=s.get("published"), title=s.get("title"))
            for s in value
        )
    except (TypeError, KeyError, ValueError, AttributeError):
        raise RecordError(line, "segments", "must be a list of objects with start and end") from None


def claim_from_record(record: Record) -> Claim:
    """A claim as `to_record` or another reader of the format wrote it. Raises `RecordError`."""
    return _build(Claim, record)


def verdict_from_record(record: Record) -> Verdict:
    """A verdict as `to_record` wrote it. Raises `RecordError`."""
    return _build(Verdict, record)


def alert_from_record(record: Record) -> Alert:
    """An alert as `to_record` wrote it. Raises `RecordError`."""
    return _build(Alert, record)


def article_from_record(record: Record) -> Article:
    """An article's facts as `to_record` wrote them. Raises `RecordError`."""
    return _build(Article, record)


#: fields that hold records of their own: class, and whether there are many
_NESTED: dict[str, tuple[type[Any], bool]] = {
    "anchor": (Span, False),
    "span": (Span, False),
    "quote": (Quote, False),
    "time": (Time, False),
    "against": (Against, False),
    "equivalents": (Equivalent, True),
    "mentions": (Span, True),
    "segments": (Segment, True),
}


def _build(cls: type[T], record: Record) -> T:
    values: dict[str, Any] = {}
    for name, required in _fields(cls):
        if name not in record:
            if required:
                raise RecordError(None, name, f"is missing; a {cls.__name__.lower()} needs it")
            continue
        value = record[name]
        nested = _NESTED.get(name)
        if nested is not None and value is not None:
            inner, many = nested
            try:
                value = tuple(_build(inner, v) for v in value) if many else _build(inner, value)
            except TypeError:
                raise RecordError(None, name, f"must be {'a list of objects' if many else 'an object'}") from None
        elif isinstance(value, list):
            value = tuple(value)
        if value is None and not required and name in _NEVER_NULL:
            continue
        values[name] = value
    return cls(**values)


#: fields whose absence is an empty value, not null
_NEVER_NULL = wordset("records_never_null")


_FIELDS: dict[type[Any], tuple[tuple[str, bool], ...]] = {}


def _fields(cls: type[Any]) -> tuple[tuple[str, bool], ...]:
    """Names of a class's fields, in order, and whether each must be given."""
    found = _FIELDS.get(cls)
    if found is None:
        found = _FIELDS[cls] = tuple(
            (f.name, f.default is MISSING and f.default_factory is MISSING) for f in fields(cls)
        )
    return found


# --- writing ------------------------------------------------------------------------------------------------------------


def to_record(value: Document | Article | Claim | Verdict | Alert | Quantity) -> dict[str, Any]:
    """The object as plain dicts, lists, strings and numbers, every field present, in the order of the format.

    An alert's card is left out: it is for the renderers, and its body says the same.
    """
    record = {name: _plain(getattr(value, name)) for name, _ in _fields(type(value))}
    if isinstance(value, Alert):
        del record["card"]
    return record


def to_line(value: Document | Article | Claim | Verdict | Alert) -> str:
    """The record as one line of JSON without the line end. Text that UTF-8 cannot carry (lone surrogates) is escaped."""
    record = to_record(value)
    line = json.dumps(record, ensure_ascii=False, separators=(", ", ": "))
    if not line.isascii():
        try:
            line.encode("utf-8")
        except UnicodeEncodeError:
            line = json.dumps(record, separators=(", ", ": "))
    return line


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float, bool)):
        return _number(value) if isinstance(value, float) else value
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name, _ in _fields(type(value))}
    return value


def _number(value: float) -> float | int:
    """Whole amounts print as whole numbers: 40000000000, not 40000000000.0."""
    return int(value) if value.is_integer() else value


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}
    return "null" if value is None else names.get(type(value), type(value).__name__)
