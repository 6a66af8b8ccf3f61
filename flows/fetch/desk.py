"""The desk of one pass: what all its sources share, and the one way in which every request is made."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Container
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Protocol

from protego import Protego

from flows.fetch.download import Downloader, FetchError, Response, retry_after
from flows.fetch.identity import host_of, same_key
from flows.fetch.manners import Hosts
from flows.settings import Settings
from storage.rows import Problem

#: Of these addresses, those whose page is recorded already: a container of addresses, or a function that is asked once for many.
Known = Container[str] | Callable[[Collection[str]], Container[str]]

#: bytes of pages that one pass holds in memory; the rest waits for the next pass
MAX_PASS_BYTES = 150_000_000
_ROBOTS_BYTES = 512_000  # RFC 9309, 2.5: at least 500 KiB must be read
_LONGEST_DELAY = 30.0


class Raw(Protocol):
    """Where raw bytes are kept (storage.raw.RawStore)."""

    def put(self, body: bytes) -> str: ...


@dataclass(slots=True)
class Desk:
    """Shared by all sources of one pass. Used from one event loop only."""

    settings: Settings
    now: datetime
    downloader: Downloader
    hosts: Hosts
    chance: Random
    raw: Raw | None
    deadline: float
    due_only: bool = False
    bytes_held: int = 0
    problems: list[Problem] = field(default_factory=list)
    _claimed: dict[str, str] = field(default_factory=dict)
    _robots: dict[str, asyncio.Task[Protego | None]] = field(default_factory=dict)

    def time_is_up(self) -> bool:
        """Is what remains to be left for the next pass?"""
        return self.hosts.monotonic() > self.deadline or self.bytes_held > MAX_PASS_BYTES

    def claim(self, address: str, source: str) -> bool:
        """Reserve an article for one source; False if another one has it already in this pass."""
        return self._claimed.setdefault(same_key(address), source) == source

    def claimed(self, address: str) -> bool:
        """Has any source this article already?"""
        return same_key(address) in self._claimed

    def problem(self, source: str, url: str, code: str, message: str) -> None:
        """Name something that could not be read."""
        self.problems.append(Problem(source, url, "fetch", code, message))

    async def get(
        self, url: str, *, limit: int, accept: str, etag: str | None = None, last_modified: str | None = None
    ) -> Response:
        """One polite request. Raises FetchError, also for every status but 2xx and 304."""
        async with self.hosts.turn(host_of(url)):
            response = await self.downloader.get(
                url, limit=limit, accept=accept, etag=etag, last_modified=last_modified
            )
        if response.status == 304 and (etag or last_modified):
            return response
        if not 200 <= response.status < 300:
            error = _status_error(response, self.now)
            if response.status == 429 or (response.status == 503 and error.retry_after):
                self.hosts.close(host_of(response.final_url), error)
            raise error
        return response

    async def allowed(self, url: str) -> bool:
        """May a page be fetched as far as its host's robots.txt goes? Raises FetchError where that cannot be found out for now.

        RFC 9309, 2.3.1: no such file allows everything; a server error forbids for the time being.
        """
        if not self.settings.fetch.robots:
            return True
        scheme, _, rest = url.partition("://")
        root = f"{scheme}://{rest.partition('/')[0].rpartition('@')[2]}"
        if root not in self._robots:
            self._robots[root] = asyncio.create_task(self._read_robots(root))
        rules = await asyncio.shield(self._robots[root])
        return rules is None or bool(rules.can_fetch(url, self.settings.fetch.user_agent))

    async def _read_robots(self, root: str) -> Protego | None:
        try:
            response = await self.get(f"{root}/robots.txt", limit=_ROBOTS_BYTES, accept="text/plain, */*;q=0.5")
        except FetchError as error:
            if error.status is not None and error.status < 500 and error.status != 429:
                return None
            if error.code in ("redirect_loop", "bad_redirect", "bad_encoding", "bomb"):
                return None
            raise
        if response.content_type == "text/html":
            return None
        rules = Protego.parse(response.body.decode("utf-8", "replace"))
        delay = rules.crawl_delay(self.settings.fetch.user_agent)
        if delay:
            self.hosts.pauses[host_of(root)] = min(float(delay), _LONGEST_DELAY)
        return rules


_MEANING = {
    401: "wants a password",
    402: "wants to be paid",
    403: "refuses access",
    404: "has no such page",
    410: "says that this is gone for good",
    429: "says that it is asked too often",
    451: "may not show this for legal reasons",
}


def _status_error(response: Response, now: datetime) -> FetchError:
    status = response.status
    meaning = _MEANING.get(status) or ("has an error of its own" if status >= 500 else "does not answer as expected")
    message = f"{host_of(response.final_url)} {meaning} (HTTP {status})"
    return FetchError(f"http_{status}", message, status=status, retry_after=retry_after(response.headers, now))
