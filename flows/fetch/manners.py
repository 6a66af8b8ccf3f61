"""Manners: how soon a source is asked again, and how hosts are spared. The rules are pure; the clock comes from outside."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
from random import Random

import httpx

from flows.fetch.download import FetchError

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86_400.0
#: class of error -> first wait and longest wait in seconds; each further failure doubles the wait
BACK_OFF: dict[str, tuple[float, float]] = {
    "limited": (1 * _HOUR, 1 * _DAY),  # 403, 429: the site does not want us this often
    "login": (1 * _HOUR, 1 * _DAY),  # 401: no password, or a wrong one
    "missing": (1 * _HOUR, 1 * _DAY),  # 404: living feeds do answer 404 and come back
    "server": (5 * _MINUTE, 6 * _HOUR),
    "network": (5 * _MINUTE, 6 * _HOUR),
    "content": (30 * _MINUTE, 1 * _DAY),  # it answers, but with no feed
    "ours": (0.0, 0.0),  # refused by our own settings: ask again as soon as they change
}
_NETWORK = frozenset({"timeout", "dns", "tls", "protocol", "connection", "interrupted", "offline"})
#: no polite wish of a server or rhythm of a feed keeps the monitor away for longer
LONGEST_WAIT = 6 * _HOUR


def error_class(error: FetchError) -> str:
    """The back-off class of an error."""
    if error.status == 401:
        return "login"
    if error.status in (402, 403, 429, 451):
        return "limited"
    if error.status is not None and error.status >= 500:
        return "server"
    if error.status is not None:
        return "missing"
    if error.code in ("refused_address", "bad_address", "robots", "credentials"):
        return "ours"
    return "network" if error.code in _NETWORK else "content"


def back_off(kind: str, failures: int, asked: float | None, chance: Random) -> float:
    """Seconds until the next try after ``failures`` failures in a row (1 = the first), at least what the server asked for; ± 20 % jitter."""
    first, longest = BACK_OFF[kind]
    wait = min(longest, first * 2.0 ** min(failures - 1, 20)) * chance.uniform(0.8, 1.2)
    return max(wait, asked or 0.0)


def freshness(headers: httpx.Headers, now: datetime) -> float:
    """Seconds for which the answer may be taken as unchanged (RFC 9111, 4.2.1: max-age before Expires, less Age); 0 if none is given."""
    directives = {}
    for part in headers.get("cache-control", "").lower().split(","):
        name, _, value = part.strip().partition("=")
        directives[name] = value.strip(' "')
    if "no-cache" in directives or "no-store" in directives:
        return 0.0
    age = _seconds(headers.get("age", "")) or 0.0
    lifetime = _seconds(directives.get("max-age", ""))
    if lifetime is None and "expires" in headers:
        try:
            expires = parsedate_to_datetime(headers["expires"])
            sent = parsedate_to_datetime(headers["date"]) if "date" in headers else now
            lifetime = (
                expires.replace(tzinfo=expires.tzinfo or now.tzinfo) - sent.replace(tzinfo=sent.tzinfo or now.tzinfo)
            ).total_seconds()
        except (ValueError, TypeError, IndexError):
            return 0.0  # RFC 9111, 5.3: an invalid date means already expired
    return min(max(0.0, (lifetime or 0.0) - age), LONGEST_WAIT)


def _seconds(text: str) -> float | None:
    return float(text[:9]) if re.fullmatch(r"\d+", text.strip()) else None


def rhythm(published: Sequence[str], now: datetime) -> float | None:
    """Median seconds between the dates of a source's items, None with fewer than four. The time since the last one counts as well, so
    that a source that fell silent is asked more rarely."""
    moments = []
    for text in sorted(set(published)):  # texts as items.moment writes them: they sort as they are
        with suppress(ValueError):
            moments.append(datetime.fromisoformat(text))
    if len(moments) < 4:
        return None
    gaps = sorted((later - earlier).total_seconds() for earlier, later in pairwise(moments))
    return max(gaps[len(gaps) // 2], (now - moments[-1]).total_seconds() / len(gaps), 1.0)


def median_gap(dates: list[str]) -> float:
    """Median seconds between different dates; 0 with fewer than two."""
    moments = sorted(datetime.fromisoformat(text) for text in set(dates))
    gaps = sorted((after - before).total_seconds() for before, after in pairwise(moments))
    return gaps[len(gaps) // 2] if gaps else 0.0


def poll_wait(fresh: float, ttl_minutes: int | None, beat: float | None) -> float:
    """Seconds until a source that answered is worth asking again: as long as it is fresh, or a tenth of its own rhythm; six hours at most."""
    wishes = [fresh, min((ttl_minutes or 0) * 60.0, _HOUR), (beat or 0.0) / 10]
    return min(max(wishes), LONGEST_WAIT)


@dataclass(slots=True)
class Hosts:
    """One pass's dealings with hosts: so many at a time in all, two at a time each, and a pause between two requests to one.

    ``close`` shuts a host for the rest of the pass (429, 503 with Retry-After): the requests still waiting fail at once.
    """

    concurrency: int
    pause: float
    sleep: Callable[[float], Awaitable[None]]
    monotonic: Callable[[], float]
    per_host: int = 2
    #: on the same clock as ``monotonic``: a turn that would come later than this is refused, and what was to be asked waits for the next pass
    deadline: float = float("inf")
    pauses: dict[str, float] = field(default_factory=dict)
    _gate: asyncio.Semaphore = field(init=False)
    _hosts: dict[str, asyncio.Semaphore] = field(init=False)
    _next: dict[str, float] = field(init=False)
    _closed: dict[str, FetchError] = field(init=False)

    def __post_init__(self) -> None:
        self._gate = asyncio.Semaphore(self.concurrency)
        self._hosts = defaultdict(lambda: asyncio.Semaphore(self.per_host))
        self._next, self._closed = {}, {}

    def close(self, host: str, error: FetchError) -> None:
        """No more requests to this host in this pass."""
        self._closed[host] = error

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for one's turn with a host. Raises FetchError("host_closed") if the host asked for peace meanwhile."""
        async with self._hosts[host]:
            self._refuse(host)
            pause = max(self.pause, self.pauses.get(host, 0.0))
            if pause > 0:
                start = max(self.monotonic(), self._next.get(host, 0.0))
                if start > self.deadline:
                    raise FetchError(
                        "no_time", f"{host} wants {pause:g} s between requests; the rest waits for the next pass"
                    )
                self._next[host] = start + pause
                if (wait := start - self.monotonic()) > 0:
                    await self.sleep(wait)
                self._refuse(host)
            async with self._gate:
                yield

    def _refuse(self, host: str) -> None:
        if (closed := self._closed.get(host)) is not None:
            raise FetchError(
                "host_closed",
                f"{host} asked not to be asked again for now",
                status=closed.status,
                retry_after=closed.retry_after,
            )


def later(now: datetime, seconds: float) -> datetime:
    """``now`` plus seconds, without fractions."""
    return (now + timedelta(seconds=seconds)).replace(microsecond=0)
