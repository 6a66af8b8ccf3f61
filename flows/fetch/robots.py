"""robots.txt over passes (RFC 9309): read once a day and kept, so that a pass costs a host one such request a day, not one a pass.

2.4: a kept copy is used for a day, longer where the file cannot be reached. 2.3.1: what is unavailable (4xx) allows everything; what is
unreachable (5xx, no answer) forbids everything, after a month without an answer it counts as unavailable.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from protego import Protego

from flows.fetch.download import FetchError, Response

FRESH, GIVEN_UP = timedelta(hours=24), timedelta(days=30)
#: RFC 9309, 2.5: at least 500 KiB must be read
MAX_BYTES = 512_000
#: errors that say "there is no such file" as much as a 404 does
_UNAVAILABLE = frozenset({"redirect_loop", "bad_redirect", "bad_encoding", "bomb"})


@dataclass(frozen=True, slots=True)
class Kept:
    """What is remembered of one host's robots.txt. Times are ISO 8601; ``text`` is None where there is no such file."""

    root: str
    text: str | None = None
    read_at: str | None = None
    unreachable_since: str | None = None


class Shelf(Protocol):
    """Where robots.txt files are kept between passes. Losing them costs a request each."""

    def get(self, root: str) -> Kept | None: ...

    def put(self, kept: Kept) -> None: ...


class NoShelf:
    """Nothing is kept: for a single look."""

    def get(self, root: str) -> Kept | None:
        return None

    def put(self, kept: Kept) -> None:
        return None


@dataclass(frozen=True, slots=True)
class FileShelf:
    """One small file for each host in a folder of its own. Names are digests: nothing from the net names a file."""

    folder: Path

    def get(self, root: str) -> Kept | None:
        try:
            kept = Kept(**json.loads(self._path(root).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return kept if kept.root == root else None

    def put(self, kept: Kept) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor, part = tempfile.mkstemp(prefix=".robots.", dir=self.folder)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(asdict(kept), file)
            Path(part).replace(self._path(kept.root))
        except OSError:
            return  # it is read again by the next pass; a full disk shows elsewhere

    def _path(self, root: str) -> Path:
        return self.folder / f"{hashlib.sha256(root.encode('utf-8', 'replace')).hexdigest()[:32]}.json"


@dataclass(slots=True)
class Robots:
    """The rules of all hosts of one pass. ``ask`` makes the request; ``delayed`` hears of a Crawl-delay (seconds)."""

    agent: str
    now: datetime
    shelf: Shelf
    ask: Callable[[str], Awaitable[Response]]
    delayed: Callable[[str, float], None]
    _rules: dict[str, asyncio.Task[Protego | None]] = field(default_factory=dict)

    async def allow(self, url: str) -> bool:
        """May this page be fetched? Raises FetchError where that cannot be found out for now."""
        scheme, _, rest = url.partition("://")
        root = f"{scheme}://{rest.partition('/')[0].partition('?')[0].rpartition('@')[2]}"
        if root not in self._rules:
            self._rules[root] = asyncio.create_task(self._of(root))
        rules = await asyncio.shield(self._rules[root])
        return rules is None or bool(rules.can_fetch(url, self.agent))

    async def _of(self, root: str) -> Protego | None:
        kept = self.shelf.get(root)
        if kept is not None and kept.unreachable_since is None and self._younger(kept.read_at, FRESH):
            return self._parsed(root, kept.text)
        try:
            text = await self._asked(root)
        except FetchError as error:
            return self._parsed(root, self._unreached(root, kept, error))
        self.shelf.put(Kept(root, text, self.now.isoformat()))
        return self._parsed(root, text)

    async def _asked(self, root: str) -> str | None:
        """The file's text, None where there is none. Raises FetchError where nobody can tell."""
        try:
            response = await self.ask(f"{root}/robots.txt")
        except FetchError as error:
            absent = error.status is not None and error.status < 500 and error.status != 429
            if absent or error.code in _UNAVAILABLE:
                return None
            raise
        if response.content_type == "text/html":
            return None  # a page that says "not found" with status 200
        return response.body[:MAX_BYTES].decode("utf-8", "replace")

    def _unreached(self, root: str, kept: Kept | None, error: FetchError) -> str | None:
        """What to go by while the file cannot be reached: the last copy, however old; none for a month, then as if there were none."""
        if error.code in ("refused_address", "bad_address"):
            raise error
        kept = kept or Kept(root)
        kept = replace(kept, unreachable_since=kept.unreachable_since or self.now.isoformat())
        self.shelf.put(kept)
        if kept.read_at is not None:
            return kept.text
        if self._younger(kept.unreachable_since, GIVEN_UP):
            raise error
        return None

    def _parsed(self, root: str, text: str | None) -> Protego | None:
        if text is None:
            return None
        rules = Protego.parse(text)
        delay = rules.crawl_delay(self.agent)
        if delay:
            self.delayed(root, float(delay))
        return rules

    def _younger(self, moment: str | None, age: timedelta) -> bool:
        try:
            return moment is not None and timedelta(0) <= self.now - datetime.fromisoformat(moment) < age
        except (ValueError, TypeError):
            return False
