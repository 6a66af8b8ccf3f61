"""Looking again: watched pages, and fresh articles revisited for silent edits."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from flows.fetch.articles import check, page_of, text_digest
from flows.fetch.desk import Desk
from flows.fetch.download import PAGE_TYPES, FetchError
from flows.fetch.identity import canonical, host_of
from flows.fetch.items import instant, iso
from flows.fetch.manners import freshness, poll_wait
from flows.fetch.memory import Memory, Revisit
from flows.fetch.polling import Polled, moved
from flows.settings import Source
from storage.rows import Page, SourceState

_HOUR = 3600.0


async def watch(source: Source, state: SourceState, memory: Memory, desk: Desk) -> tuple[Polled, Page | None]:
    """Ask a watched page; a page comes back only if its text changed since last time. ``memory`` is updated. Raises FetchError."""
    address = memory.address or source.url or ""
    if not await desk.allowed(address):
        raise FetchError(
            "robots",
            f"the robots.txt of {host_of(address)} asks not to fetch this page (fetch.robots = false ignores it)",
        )
    limit = desk.settings.fetch.max_page_bytes
    response = await desk.get(
        address, limit=limit, accept=PAGE_TYPES, etag=state.etag, last_modified=state.last_modified, source=source
    )
    polled = Polled(items=1, bytes=response.wire_bytes, etag=state.etag, last_modified=state.last_modified)
    polled.wait = poll_wait(freshness(response.headers, desk.now), None, None)
    moved(source, address, response, memory, polled)
    if response.status == 304:
        polled.unchanged = True
        polled.etag = response.validator("etag") or state.etag
        polled.last_modified = response.validator("last-modified") or state.last_modified
        return polled, None
    check(response, address)
    polled.etag, polled.last_modified = response.validator("etag"), response.validator("last-modified")
    if not response.whole:
        desk.problem(
            source.name, address, "truncated", f"the page is larger than {limit / 1e6:g} MB; the first part was read"
        )
    digest = text_digest(response.body)
    before = memory.digests.get("page")
    if before and before[0] == digest:
        polled.unchanged = True
        return polled, None
    revision = int(before[1]) + 1 if before else 0
    memory.digests = {"page": [digest, revision]}
    if before:
        memory.dates = [iso(desk.now), *memory.dates]
    page = page_of(source, canonical(desk.credentials(source).bare(source.url or address)), response, desk)
    return polled, replace(page, revision=revision, baseline=source.baseline and not state.baseline_done)


def due(memory: Memory, now: datetime, hours: tuple[float, ...]) -> list[Revisit]:
    """The revisits whose time has come. Those that had their last one, or whose time passed long ago, are dropped from ``memory``."""
    keep = [visit for visit in memory.revisits if visit.step < len(hours)]
    memory.revisits = keep
    return [visit for visit in keep if now >= instant(visit.first) + timedelta(seconds=hours[visit.step] * _HOUR)]


def plan(memory: Memory, visit: Revisit, hours: tuple[float, ...]) -> None:
    """Remember to look again at an article, newest first."""
    if hours:
        memory.revisits.insert(0, visit)


async def revisit(source: Source, visit: Revisit, memory: Memory, desk: Desk, hours: tuple[float, ...]) -> Page | None:
    """Look at an article again; a page comes back only if its text changed. An article that is gone is no longer visited."""
    waited = (desk.now - instant(visit.first)).total_seconds() / _HOUR
    # after a pause of the monitor, visits that were missed are one visit
    step = sum(hour <= waited for hour in hours)
    following, page = replace(visit, step=step), None
    try:
        if not await desk.allowed(visit.url):
            memory.revisits = [each for each in memory.revisits if each.url != visit.url]
            return None
        limit = desk.settings.fetch.max_page_bytes
        response = await desk.get(
            visit.url,
            limit=limit,
            accept=PAGE_TYPES,
            etag=visit.etag,
            last_modified=visit.last_modified,
            source=source,
        )
        if response.status != 304:
            check(response, visit.url)
            digest = text_digest(response.body)
            following = replace(
                following, etag=response.validator("etag"), last_modified=response.validator("last-modified")
            )
            if digest != visit.digest:
                following = replace(following, digest=digest, revision=visit.revision + 1)
                page = replace(
                    page_of(source, visit.url, response, desk),
                    title=visit.title,
                    published=visit.published,
                    revision=visit.revision + 1,
                    baseline=visit.baseline,
                )
    except FetchError as error:
        if error.status in (404, 410) or error.code == "redirected_home":
            following = replace(following, step=len(hours))
            desk.problem(
                source.name,
                visit.url,
                "withdrawn",
                f"{host_of(visit.url)} no longer shows this article ({error.message})",
            )
        elif error.code in ("host_closed", "no_time") or error.status == 429:
            following = visit
    memory.revisits = [
        following if each.url == visit.url else each
        for each in memory.revisits
        if each.url != visit.url or following.step < len(hours)
    ]
    return page
