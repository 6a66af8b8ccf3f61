"""What the fetcher remembers of a source between passes, read from and written to ``SourceState.cursor`` (text to text).

A memory that cannot be read is an empty one: the source is then simply looked at afresh, and the ledger knows what it has.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, TypeVar

from flows.fetch.items import Item

MAX_WINDOW, MAX_PENDING, MAX_REVISITS, MAX_DATES = 5_000, 500, 300, 40

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pending:
    """An item that is still to be fetched: the last try failed, or the pass ended before its turn."""

    item: Item
    tries: int = 0
    baseline: bool = False


@dataclass(frozen=True, slots=True)
class Revisit:
    """An article to be fetched again, to see silent edits. ``first`` is when it was first fetched, ``step`` counts the visits since."""

    url: str
    first: str
    step: int = 0
    etag: str | None = None
    last_modified: str | None = None
    digest: str = ""
    revision: int = 0
    title: str | None = None
    published: str | None = None
    baseline: bool = False


@dataclass(slots=True)
class Memory:
    """One source's memory. All times are ISO 8601."""

    #: where the source is really polled, after its settings' address moved for good
    address: str | None = None
    moved_to: str | None = None
    moved_times: int = 0
    retired: str | None = None
    #: the server asked (Retry-After) not to be asked before
    not_before: str | None = None
    error_class: str | None = None
    failing_since: str | None = None
    good_in_a_row: int = 0
    #: which notice the operator has had and not yet been told the end of: "failing", "quiet", "retired"
    told: str | None = None
    #: kind of notice -> when the operator had it lately: who comes and goes must stay well for longer each time to count as recovered
    told_at: dict[str, list[str]] = field(default_factory=dict)
    #: since when the operator knows that it is read and gives no claims any more
    dry: str | None = None
    #: since when the operator knows that its listing holds less than comes in between two looks, and how many looks since were fine
    overflowing: str | None = None
    #: what may have been missed by then, in words
    missed: str | None = None
    whole_looks: int = 0
    #: digests of the addresses and GUIDs that the listing held
    window: list[str] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)
    revisits: list[Revisit] = field(default_factory=list)
    #: of folders and watched pages: file or address -> [digest, revision]
    digests: dict[str, list[Any]] = field(default_factory=dict)
    #: dates of the latest items, for the source's rhythm
    dates: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, cursor: Mapping[str, str]) -> Memory:
        """The memory in a cursor."""
        memory = cls()
        for name, value in cursor.items():
            try:
                setattr(memory, name, _DECODERS.get(name, json.loads)(value))
            except (ValueError, TypeError, KeyError, AttributeError):
                continue
        return memory

    def write(self) -> dict[str, str]:
        """The cursor of this memory; what is empty is left out."""
        self.window, self.dates = self.window[:MAX_WINDOW], self.dates[:MAX_DATES]
        self.pending, self.revisits = self.pending[:MAX_PENDING], self.revisits[:MAX_REVISITS]
        found: dict[str, str] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            if not value:
                continue
            if each.name == "window":
                found[each.name] = " ".join(value)
            elif each.name in ("pending", "revisits"):
                found[each.name] = json.dumps([_lean(asdict(_light(entry))) for entry in value], ensure_ascii=False)
            else:
                found[each.name] = json.dumps(value, ensure_ascii=False)
        return found

    def remember(self, keys: Iterable[str]) -> None:
        """Put keys at the front of the window."""
        self.window = list(dict.fromkeys([*keys, *self.window]))[:MAX_WINDOW]


def key(text: str) -> str:
    """A short digest for the window."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def _light(entry: Any) -> Any:
    """A pending item without its own text, which the cursor has no room for, unless there is no other."""
    if isinstance(entry, Pending) and entry.item.url and entry.item.content:
        return replace(entry, item=replace(entry.item, content=None))
    return entry


def _lean(record: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _lean(value) if isinstance(value, dict) else value
        for name, value in record.items()
        if value not in (None, 0, False, "")
    }


def _pendings(text: str) -> list[Pending]:
    return [Pending(Item(**{"url": None, **entry.pop("item")}), **entry) for entry in json.loads(text)]


def _revisits(text: str) -> list[Revisit]:
    return [Revisit(**entry) for entry in json.loads(text)]


_DECODERS: dict[str, Any] = {"window": str.split, "pending": _pendings, "revisits": _revisits}
