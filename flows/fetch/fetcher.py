"""The door of this room: one pass over all sources."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from time import perf_counter
from typing import Any, TypeVar

from flows.fetch.addresses import Resolver, anything
from flows.fetch.course import Course
from flows.fetch.desk import Desk, Known, Raw
from flows.fetch.download import Downloader, FetchError
from flows.fetch.folders import read_folder
from flows.fetch.gathering import gather_articles
from flows.fetch.health import after_failure, after_success, notices_of, overflow_notices
from flows.fetch.identity import host_of
from flows.fetch.items import iso
from flows.fetch.manners import Hosts
from flows.fetch.memory import Memory
from flows.fetch.polling import Polled, poll
from flows.fetch.righted import righted
from flows.fetch.robots import NoShelf, Shelf
from flows.fetch.watching import watch
from flows.fetch.wire import GuardedTransport, Network
from flows.notices import Notice, together
from flows.settings import Settings, Source
from storage.rows import Page, Problem, SourceReport, SourceState

_BUDGET = 100_000_000
#: errors that every host gives when the network is gone; and how many hosts must agree
_NO_NETWORK, _HOSTS_FOR_A_VERDICT = frozenset({"dns", "connection"}), 3
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one pass brought. ``states`` are to be recorded in the same transaction as what was read from ``pages``: a pass that is not
    recorded is simply made again."""

    pages: tuple[Page, ...] = ()
    states: tuple[SourceState, ...] = ()
    reports: tuple[SourceReport, ...] = ()
    problems: tuple[Problem, ...] = ()
    #: what the operator should hear: a source fell silent, was retired, or is back; each said once
    notices: tuple[Notice, ...] = ()


def fetch(
    sources: Sequence[Source],
    states: Mapping[str, SourceState] | Iterable[SourceState],
    settings: Settings,
    *,
    known: Known = (),
    now: datetime,
    raw: Raw | None = None,
    resolver: Resolver | None = None,
    network: Network | None = None,
    chance: Random | None = None,
    due_only: bool = False,
    shelf: Shelf | None = None,
) -> Fetched:
    """Ask every enabled source for what is new and fetch it.

    ``known`` tells which addresses are recorded already (a container, or a function such as ``Ledger.known`` that is asked once with all
    candidates). ``due_only`` respects ``next_due`` (freshness, rhythm, back-off), as a scheduler wants it; without it every source is asked
    but those whose server set a time by Retry-After, and the retired. ``chance`` is the source of jitter, ``shelf`` keeps
    robots.txt files between passes. A source that fails is a report with
    status "failed"; nothing but a programming error raises. Works inside a running event loop too (in a thread of its own).
    """
    outside = network or Network()
    if resolver is not None:
        outside = replace(outside, resolve=resolver)
    remembered = states if isinstance(states, Mapping) else {state.name: state for state in states}
    courses = [_course(source, remembered.get(source.name), now) for source in sources if source.enabled]
    return run(_pass(courses, settings, known, now, raw, outside, chance or Random(), due_only, shelf))


def _course(source: Source, state: SourceState | None, now: datetime) -> Course:
    place = source.url or (str(source.path) if source.path else None)
    if state is None or (source.kind not in ("folder", "inbox") and state.url not in (None, place)):
        state = SourceState(name=source.name, url=place, baseline_done=bool(state and state.baseline_done))
    memory = Memory.read(state.cursor)
    return Course(source, righted(replace(state, url=place), memory, now), memory)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end, also where an event loop runs already (then in a thread of its own)."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    box: list[T | BaseException] = []

    def aside() -> None:
        try:
            box.append(asyncio.run(work))
        except BaseException as error:
            box.append(error)

    thread = threading.Thread(target=aside, name="fetch")
    thread.start()
    thread.join()
    if isinstance(box[0], BaseException):
        raise box[0]
    return box[0]


async def _pass(
    courses: list[Course],
    settings: Settings,
    known: Known,
    now: datetime,
    raw: Raw | None,
    network: Network,
    chance: Random | None,
    due_only: bool,
    shelf: Shelf | None,
) -> Fetched:
    desk, transport = open_desk(settings, now, network, raw, chance, due_only, shelf)
    try:
        await asyncio.gather(*(_look(course, desk) for course in courses))
        _say_once_that_there_is_no_network(courses)
        await gather_articles(courses, known, desk)
    finally:
        await transport.aclose()
    states, reports, notices = [], [], []
    for course in courses:
        state, report = _conclude(course, desk)
        states.append(state)
        reports.append(report)
        notices += notices_of(course.source, course.memory, state, now)
        if course.polled is not None and course.error is None:
            notices += overflow_notices(course.source, course.memory, course.polled.overflow, now)
        states[-1] = replace(state, cursor=course.memory.write())
    pages = sorted((page for course in courses for page in course.pages), key=lambda page: page.published or "9999")
    return Fetched(tuple(pages), tuple(states), tuple(reports), tuple(desk.problems), tuple(together(notices)))


def open_desk(
    settings: Settings,
    now: datetime,
    network: Network,
    raw: Raw | None = None,
    chance: Random | None = None,
    due_only: bool = False,
    shelf: Shelf | None = None,
) -> tuple[Desk, GuardedTransport]:
    """The desk of a pass and the transport to be closed after it. To be called inside the event loop."""
    manners = settings.fetch
    if manners.allow_private_networks:
        network = replace(network, refused=anything)
    transport = GuardedTransport(network, manners.concurrency)
    agent = f"{manners.user_agent} (+{manners.contact})" if manners.contact else manners.user_agent
    deadline = network.monotonic() + manners.pass_minutes * 60
    desk = Desk(
        settings=settings,
        now=now,
        downloader=Downloader(transport, agent, manners.timeout_seconds, now),
        hosts=Hosts(manners.concurrency, manners.per_host_seconds, network.sleep, network.monotonic, deadline=deadline),
        chance=chance or Random(),
        raw=raw,
        deadline=deadline,
        due_only=due_only,
        shelf=shelf or NoShelf(),
    )
    return desk, transport


def poll_only(
    sources: Sequence[Source], settings: Settings, now: datetime, network: Network
) -> tuple[SourceReport, ...]:
    """A report for each source, asked as if for the first time, without fetching articles."""

    async def ask() -> tuple[SourceReport, ...]:
        desk, transport = open_desk(settings, now, network)
        courses = [_course(source, None, now) for source in sources]
        try:
            await asyncio.gather(*(_look(course, desk) for course in courses))
            _say_once_that_there_is_no_network(courses)
        finally:
            await transport.aclose()
        return tuple(replace(_conclude(course, desk)[1], new=0) for course in courses)

    return run(ask())


async def _look(course: Course, desk: Desk) -> None:
    """Poll, watch or read one source; what goes wrong is kept in the course."""
    began = perf_counter()
    source, state, memory = course.source, course.state, course.memory
    course.skipped = _reason_to_skip(course, desk)
    try:
        if course.skipped is not None:
            return
        if source.kind in ("folder", "inbox"):
            _read(course, desk)
        elif source.kind == "page":
            course.polled, page = await watch(source, state, memory, desk)
            course.pages += [page] if page is not None else []
        else:
            course.polled = await poll(source, state, memory, desk)
    except FetchError as error:
        if error.code == "no_time":
            course.skipped = error.message
        else:
            course.error = error
    except OSError as error:
        course.error = FetchError("unreadable", str(error))
    finally:
        course.seconds = perf_counter() - began


def _say_once_that_there_is_no_network(courses: list[Course]) -> None:
    """Where not one of several hosts can be reached, the fault is here: one sentence for all instead of one for each source."""
    asked = [
        course
        for course in courses
        if course.skipped is None and course.source.url and not (course.error and course.error.code == "credentials")
    ]
    hosts = {host_of(course.source.url or "") for course in asked}
    if len(hosts) < _HOSTS_FOR_A_VERDICT or any(
        course.error is None or course.error.code not in _NO_NETWORK for course in asked
    ):
        return
    error = FetchError("offline", f"no network: not one of {len(hosts)} hosts can be reached from here")
    for course in asked:
        course.error = error


def _reason_to_skip(course: Course, desk: Desk) -> str | None:
    memory, state = course.memory, course.state
    if memory.retired:
        return f"retired on {memory.retired[:10]}: the server says it is gone for good (410); remove it or give it a new address"
    if memory.not_before and iso(desk.now) < memory.not_before:
        return f"the server asked not to be asked before {memory.not_before}"
    if desk.due_only and state.next_due is not None and desk.now < state.next_due:
        return f"not due before {state.next_due:%Y-%m-%d %H:%M}"
    return "this pass ran out of time" if desk.time_is_up() else None


def _read(course: Course, desk: Desk) -> None:
    first = not course.state.baseline_done
    found = read_folder(course.source, course.memory, desk.now, first=first, budget=max(1, _BUDGET - desk.bytes_held))
    desk.problems += found.problems
    desk.bytes_held += found.bytes
    for page in found.pages:
        if desk.raw is not None:
            desk.raw.put(page.body)
    course.pages += found.pages
    course.polled = Polled(items=found.items, bytes=found.bytes, unchanged=not found.pages)
    if found.more:
        course.polled.warnings.append("more files than one pass reads; the next one goes on")


def _conclude(course: Course, desk: Desk) -> tuple[SourceState, SourceReport]:
    source, polled = course.source, course.polled
    if course.skipped is not None:
        return course.state, SourceReport(source.name, source.kind, "skipped", error=course.skipped)
    if course.error is not None or polled is None:
        error = course.error or FetchError("unreadable", "nothing came")
        state = after_failure(source, course.state, course.memory, error, desk.now, desk.chance)
        return state, SourceReport(
            source.name, source.kind, "failed", error=error.message, seconds=round(course.seconds, 3)
        )
    state = after_success(course.state, course.memory, polled, bool(course.pages), desk.now)
    return state, SourceReport(
        source.name,
        source.kind,
        "unchanged" if polled.unchanged and not course.pages else "ok",
        items=polled.items,
        new=len(course.pages),
        bytes=polled.bytes + course.bytes,
        warnings=tuple(polled.warnings),
        seconds=round(course.seconds, 3),
    )
