"""The desk of one pass: what all its sources share, and the one way in which every request is made."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Protocol

from flows.fetch.credentials import OPEN, Credentials
from flows.fetch.download import Downloader, FetchError, Response, retry_after
from flows.fetch.identity import host_of
from flows.fetch.manners import Hosts
from flows.fetch.robots import MAX_BYTES as ROBOTS_BYTES
from flows.fetch.robots import NoShelf, Robots, Shelf
from flows.settings import Settings, Source
from flows.settings.credentials import missing
from storage.rows import Problem

#: Of these addresses, those whose page is recorded already: a container of addresses, or a function that is asked once for many.
Known = Container[str] | Callable[[Collection[str]], Container[str]]

#: bytes of pages that one pass holds in memory; the rest waits for the next pass
MAX_PASS_BYTES = 150_000_000


class Raw(Protocol):
    """Where raw bytes are kept (storage.raw.RawStore)."""

    def put(self, body: bytes) -> str: ...

    def get(self, digest: str) -> bytes: ...


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
    shelf: Shelf = field(default_factory=NoShelf)
    _robots: Robots | None = None
    _credentials: dict[str, Credentials] = field(default_factory=dict)

    def time_is_up(self) -> bool:
        """Is what remains to be left for the next pass?"""
        return self.hosts.monotonic() > self.deadline or self.bytes_held > MAX_PASS_BYTES

    def problem(self, source: str, url: str, code: str, message: str) -> None:
        """Name something that could not be read."""
        self.problems.append(Problem(source, url, "fetch", code, message))

    def credentials(self, source: Source) -> Credentials:
        """How a source is let in. Raises FetchError("credentials") where what it names is not set."""
        if source.name not in self._credentials:
            if (lacking := missing(source)) is not None:
                raise FetchError("credentials", lacking)
            self._credentials[source.name] = Credentials.of(source)
        return self._credentials[source.name]

    async def get(
        self,
        url: str,
        *,
        limit: int,
        accept: str,
        etag: str | None = None,
        last_modified: str | None = None,
        source: Source | None = None,
    ) -> Response:
        """One polite request, with the credentials of ``source`` where it has some. Raises FetchError, also for every status but 2xx and 304."""
        credentials = OPEN if source is None else self.credentials(source)
        async with self.hosts.turn(host_of(url)):
            response = await self.downloader.get(
                url, limit=limit, accept=accept, etag=etag, last_modified=last_modified, credentials=credentials
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
        """May a page be fetched as far as its host's robots.txt goes? Raises FetchError where that cannot be found out for now."""
        if not self.settings.fetch.robots:
            return True
        if self._robots is None:
            self._robots = Robots(self.settings.fetch.user_agent, self.now, self.shelf, self._ask_robots, self._delay)
        return await self._robots.allow(url)

    async def _ask_robots(self, url: str) -> Response:
        return await self.get(url, limit=ROBOTS_BYTES, accept="text/plain, */*;q=0.5")

    def _delay(self, root: str, seconds: float) -> None:
        self.hosts.pauses[host_of(root)] = seconds


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
