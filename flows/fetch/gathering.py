"""The articles of a pass: which are wanted, each fetched once whoever names it, by host; and the revisits that are due."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from flows.fetch.articles import address_of, content_page, fetch_article, next_try, stand_in, variants
from flows.fetch.course import Course
from flows.fetch.desk import Desk, Known
from flows.fetch.doubles import Arrival, without_doubles
from flows.fetch.download import FetchError
from flows.fetch.identity import host_of, same_key
from flows.fetch.manners import error_class
from flows.fetch.memory import Pending, Revisit, key
from flows.fetch.watching import due, plan, revisit


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An article that a source names. ``others`` name the same one at another spelling of its address, should this one not answer."""

    course: Course
    pending: Pending
    address: str
    others: list[_Wanted] = field(default_factory=list)


async def gather_articles(courses: list[Course], known: Known, desk: Desk) -> None:
    """Fetch all candidates of all sources, by host, and pay the revisits that are due."""
    jobs: dict[str, list[Coroutine[Any, Any, None]]] = defaultdict(list)
    arrived: list[tuple[Course, Arrival]] = []
    hours = desk.settings.fetch.revisit_hours
    for wanted in _candidates(courses, known, desk):
        jobs[host_of(wanted.address)].append(_fetch_one(wanted, desk, arrived))
    for course in courses:
        if _may_look_again(course):
            for visit in due(course.memory, desk.now, hours):
                jobs[host_of(visit.url)].append(_revisit_one(course, visit, desk, hours))
    await asyncio.gather(*(_work(queue) for queue in jobs.values() for _ in range(desk.hosts.per_host)))
    kept = {id(arrival) for arrival in without_doubles((arrival for _, arrival in arrived), known, desk)}
    for course, arrival in arrived:
        if arrival.elsewhere:
            course.memory.remember([key(same_key(arrival.final))])
        if id(arrival) in kept:
            course.pages.append(arrival.page)
            if not arrival.page.baseline:
                plan(course.memory, arrival.visit, hours)


def _may_look_again(course: Course) -> bool:
    """Are revisits paid? Also where the listing alone is gone or damaged: its articles may still be edited."""
    if course.skipped is not None:
        return course.memory.retired is not None
    return course.error is None or error_class(course.error) in ("missing", "content")


async def _work(queue: list[Coroutine[Any, Any, None]]) -> None:
    while queue:
        await queue.pop(0)


def _candidates(courses: list[Course], known: Known, desk: Desk) -> list[_Wanted]:
    """What no one has yet, each article once."""
    wanted: list[_Wanted] = []
    for course in courses:
        for pending in course.polled.candidates if course.polled is not None else []:
            item = pending.item
            if item.url is None:
                _without_link(course, pending, desk)
                continue
            try:
                wanted.append(_Wanted(course, pending, address_of(item)))
            except FetchError as error:
                desk.problem(course.source.name, item.url, error.code, error.message)
    asked = {variant for each in wanted for variant in variants(each.address)}
    have = known(asked) if callable(known) else known
    chosen: dict[str, _Wanted] = {}
    for each in wanted:
        if any(variant in have for variant in variants(each.address)):
            continue
        first = chosen.setdefault(same_key(each.address), each)
        if first is not each and each.address not in (first.address, *(other.address for other in first.others)):
            first.others.append(each)
    return list(chosen.values())


def _without_link(course: Course, pending: Pending, desk: Desk) -> None:
    """An entry that has no link is its own article, if it has a text."""
    place = desk.credentials(course.source).bare(course.source.url or "")
    if pending.item.content:
        course.pages.append(content_page(course.source, pending, place, desk))
    else:
        message = f"an entry without link or text: {pending.item.title or 'untitled'}"
        desk.problem(course.source.name, place, "no_link", message)


async def _fetch_one(wanted: _Wanted, desk: Desk, arrived: list[tuple[Course, Arrival]]) -> None:
    course, pending, address = wanted.course, wanted.pending, wanted.address
    if desk.time_is_up():
        course.memory.pending.append(pending)
        return
    try:
        page, visit, landed = await fetch_article(course.source, pending, address, desk)
    except FetchError as error:
        if error.code == "no_time":
            course.memory.pending.append(pending)
        elif stand_in(pending, error):
            course.pages.append(content_page(course.source, pending, address, desk))
        elif wanted.others:
            first, *rest = wanted.others
            await _fetch_one(_Wanted(first.course, first.pending, first.address, rest), desk, arrived)
        else:
            _put_off(wanted, error, desk)
        return
    course.bytes += len(page.body)
    arrived.append((course, Arrival(page, visit, landed)))


def _put_off(wanted: _Wanted, error: FetchError, desk: Desk) -> None:
    """Try again in the next pass, or give up; what fails is named when it first does, and when it is given up."""
    following = next_try(wanted.pending, error)
    if following is not None:
        wanted.course.memory.pending.append(following)
    if following is None or wanted.pending.tries == 0:
        desk.problem(wanted.course.source.name, wanted.address, error.code, error.message)


async def _revisit_one(course: Course, visit: Revisit, desk: Desk, hours: tuple[float, ...]) -> None:
    if desk.time_is_up():
        return
    page = await revisit(course.source, visit, course.memory, desk, hours)
    if page is not None:
        course.pages.append(page)
