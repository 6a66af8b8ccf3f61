"""What the ``sources`` commands need: trying sources, finding feeds, and a table of their health. Nothing here is recorded."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flows.fetch.desk import Desk
from flows.fetch.discovery import FoundFeed, find_feeds
from flows.fetch.download import FetchError, shown
from flows.fetch.fetcher import open_desk, poll_only, run
from flows.fetch.health import pause, quiet
from flows.fetch.identity import host_of, web_address
from flows.fetch.manners import median_gap
from flows.fetch.memory import Memory
from flows.fetch.watching import watch
from flows.fetch.wire import Network
from flows.settings import Settings, Source
from flows.settings.credentials import fault_of_address
from storage.rows import Page, SourceReport, SourceState

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Health:
    """One source as ``pledgewatch sources`` shows it. ``advice`` is what to do, or None."""

    name: str
    kind: str
    status: str
    last_success: datetime | None
    last_new_item: datetime | None
    failures: int
    error_class: str | None
    error: str | None
    #: ISO 8601, None if it does not fail now
    failing_since: str | None
    #: "3 hours": the usual pause between its items
    rhythm: str | None
    next_due: datetime | None
    waiting: int
    advice: str | None


def check(
    sources: Sequence[Source], settings: Settings, now: datetime, *, network: Network | None = None
) -> tuple[SourceReport, ...]:
    """Ask every source once, as if for the first time; fetch no articles, remember nothing. ``items`` is what each holds."""
    return poll_only(sources, settings, now, network or Network())


def discover(
    address: str, settings: Settings, now: datetime, *, network: Network | None = None
) -> tuple[FoundFeed, ...]:
    """The feeds behind an address (a feed, a home page, any page of a site), best first; () if there are none.

    ``https://`` may be left out. Raises FetchError (``.message`` is a sentence) if the address cannot be read.
    """
    link = web_address(address if "://" in address else f"https://{address}")
    if link is None:
        raise FetchError("bad_address", f"{address} is no web address; give one such as https://example.org/")
    if (fault := fault_of_address(link)) is not None:
        raise FetchError("bad_address", fault)
    site = Source(name=host_of(link), url=link)

    async def look(desk: Desk) -> tuple[FoundFeed, ...]:
        return tuple(await find_feeds(site, desk))

    return _with_desk(look, settings, now, network or Network())


def try_page(source: Source, settings: Settings, now: datetime, *, network: Network | None = None) -> Page | None:
    """A page that is to be watched, as it is now. Raises FetchError if it cannot be read."""

    async def look(desk: Desk) -> Page | None:
        return (await watch(source, SourceState(source.name), Memory(), desk))[1]

    return _with_desk(look, settings, now, network or Network())


def download(address: str, settings: Settings, now: datetime, *, limit: int, network: Network | None = None) -> bytes:
    """A file from the web, whole: the same checked addresses, limits and manners as for articles, no robots.txt (the user named it).

    Raises FetchError (``.message`` is a sentence) where it cannot be had, is cut off, or is longer than ``limit`` bytes.
    """

    async def get(desk: Desk) -> bytes:
        answer = await desk.downloader.get(address, limit=limit, accept="*/*")
        if answer.status != 200:
            raise FetchError("status", f"{shown(address)} answers {answer.status}", status=answer.status)
        if answer.broken:
            raise FetchError("broken", f"{shown(address)} broke off before the file was complete: try again")
        if not answer.whole:
            raise FetchError("too_large", f"{shown(address)} is longer than {limit:,} bytes")
        return answer.body

    return _with_desk(get, settings, now, network or Network())


def _with_desk(
    work: Callable[[Desk], Coroutine[Any, Any, T]], settings: Settings, now: datetime, network: Network
) -> T:
    async def inside() -> T:
        desk, transport = open_desk(settings, now, network)
        try:
            return await work(desk)
        finally:
            await transport.aclose()

    return run(inside())


def health(sources: Sequence[Source], states: Mapping[str, SourceState], now: datetime) -> list[Health]:
    """How every source of the settings fares, in their order."""
    return [_health(source, states.get(source.name), now) for source in sources]


def _health(source: Source, state: SourceState | None, now: datetime) -> Health:
    state = state or SourceState(source.name)
    memory = Memory.read(state.cursor)
    silence = quiet(memory, state, now)
    status, advice = "ok", None
    if not source.enabled:
        status = "paused"
    elif memory.retired:
        status, advice = "retired", "gone for good: remove it or give it a new address"
    elif state.failures:
        status = "failing"
        advice = _ADVICE.get(memory.error_class or "")
    elif state.last_success is None:
        status, advice = "new", "not asked yet: pledgewatch run"
    elif silence is not None:
        status, advice = "quiet", f"{silence}; look whether its feed moved"
    elif memory.dry:
        status, advice = (
            "dry",
            f"read fine, but no claim for long (noticed {memory.dry[:10]}); look whether its pages have changed",
        )
    elif memory.overflowing:
        status = "overflowing"
        advice = f"since {memory.overflowing[:10]} more comes in than its listing holds: make passes more often"
        advice += f" ({memory.missed})" if memory.missed else ""
    elif memory.address and memory.address != source.url:
        advice = f"moved for good: set url = {memory.address!r}"
    return Health(
        name=source.name,
        kind=source.kind,
        status=status,
        last_success=state.last_success,
        last_new_item=state.last_new_item,
        failures=state.failures,
        error_class=memory.error_class,
        error=state.error,
        failing_since=memory.failing_since,
        rhythm=pause(median_gap(memory.dates)) if len(memory.dates) > 3 else None,
        next_due=state.next_due,
        waiting=len(memory.pending),
        advice=advice,
    )


_ADVICE = {
    "limited": "the site does not want to be asked so often, or not by us: set fetch.contact, ask more rarely",
    "login": "it lets nobody in without a password or token, or takes ours for none: docs/sources.md, A feed behind a login",
    "missing": "look up its new address: pledgewatch sources add HOMEPAGE",
    "server": "the site's own trouble: it is tried again",
    "network": "check the network and the address; it is tried again",
    "content": "the address gives no feed: pledgewatch sources add HOMEPAGE finds one",
    "ours": "our own settings refuse it: see the error",
}
