"""Polling a listing (feed or sitemap): what is new in it, and what is remembered for next time."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from flows.fetch.credentials import Credentials
from flows.fetch.desk import Desk
from flows.fetch.download import FEED_TYPES, FetchError, Response, shown
from flows.fetch.feeds import parse_feed
from flows.fetch.identity import same_key, same_site
from flows.fetch.items import Item, Listing, NotAListingError, instant, iso, newest_first
from flows.fetch.manners import freshness, median_gap, poll_wait, rhythm
from flows.fetch.memory import MAX_WINDOW, Memory, Pending, key
from flows.fetch.sitemaps import parse_sitemap
from flows.settings import Source
from storage.rows import SourceState

#: a permanent redirect is believed after so many passes that agree: one 301 may be a captive portal or a mistake
MOVES_TO_BELIEVE = 3
MAX_SITEMAPS = 5
MAX_LISTED = MAX_WINDOW // 2
SITEMAP_BYTES = 20_000_000


@dataclass(slots=True)
class Polled:
    """What polling one source gave: candidates for fetching, and facts for its report and its next state."""

    candidates: list[Pending] = field(default_factory=list)
    items: int = 0
    bytes: int = 0
    unchanged: bool = False
    etag: str | None = None
    last_modified: str | None = None
    #: seconds until it is worth asking again
    wait: float = 0.0
    warnings: list[str] = field(default_factory=list)
    #: what may have been missed, where every entry of the listing is new
    overflow: str | None = None


async def poll(source: Source, state: SourceState, memory: Memory, desk: Desk) -> Polled:
    """Ask a feed or sitemap for its items and pick what is new. ``memory`` is updated. Raises FetchError."""
    address = memory.address or source.url or ""
    limit = desk.settings.fetch.max_feed_bytes if source.kind == "feed" else SITEMAP_BYTES
    response = await desk.get(
        address, limit=limit, accept=FEED_TYPES, etag=state.etag, last_modified=state.last_modified, source=source
    )
    polled = Polled(bytes=response.wire_bytes, etag=state.etag, last_modified=state.last_modified)
    if response.status == 304:
        polled.unchanged = True
        # RFC 9111, 4.3.4: validators of a 304 replace those that were kept
        polled.etag = response.validator("etag") or state.etag
        polled.last_modified = response.validator("last-modified") or state.last_modified
        moved(source, address, response, memory, polled)
        polled.candidates = memory.pending
        memory.pending = []
        polled.wait = poll_wait(freshness(response.headers, desk.now), None, rhythm(memory.dates, desk.now))
        return polled
    try:
        listing = await asyncio.to_thread(_parse, source, response, desk.now)
        if listing.further:
            listing = await _sitemaps(source, listing, desk, polled)
    except NotAListingError as error:
        raise FetchError(error.code, _explained(error, response)) from error
    moved(source, address, response, memory, polled)
    # validators of a cut-off answer would make the missing rest invisible for ever
    polled.etag = response.validator("etag") if response.whole else None
    polled.last_modified = response.validator("last-modified") if response.whole else None
    polled.items = len(listing.items)
    listing = _within_memory(listing, polled)
    polled.warnings += listing.warnings
    fresh = _pick(source, state, memory, listing, desk.now, polled)
    dates = {item.published for item in listing.items if item.published}
    if state.baseline_done and any(item.published is None for item in fresh):
        dates.add(iso(desk.now))  # what has no date has the time at which it was first seen, for the source's rhythm
    memory.dates = sorted(dates | set(memory.dates), reverse=True)
    polled.wait = poll_wait(freshness(response.headers, desk.now), listing.ttl, rhythm(memory.dates[:40], desk.now))
    return polled


def _parse(source: Source, response: Response, now: datetime) -> Listing:
    if source.kind == "sitemap":
        return parse_sitemap(response.body, address=response.final_url, now=now, charset=response.charset)
    return parse_feed(
        response.body,
        address=response.final_url,
        now=now,
        charset=response.charset,
        content_type=response.content_type,
        whole=response.whole,
    )


async def _sitemaps(source: Source, index: Listing, desk: Desk, polled: Polled) -> Listing:
    """The items of a sitemap index: its newest sitemaps, read one after another; one that fails is named, the rest still count."""
    items: list[Item] = []
    warnings = list(index.warnings)
    if len(index.further) > MAX_SITEMAPS:
        warnings.append(f"the index names {len(index.further)} sitemaps; the {MAX_SITEMAPS} newest were read")
    for link in index.further[:MAX_SITEMAPS]:
        try:
            response = await desk.get(link, limit=SITEMAP_BYTES, accept=FEED_TYPES, source=source)
            polled.bytes += response.wire_bytes
            listing = await asyncio.to_thread(
                parse_sitemap, response.body, address=response.final_url, now=desk.now, charset=response.charset
            )
            items += listing.items
        except (FetchError, NotAListingError) as error:
            warnings.append(f"{shown(link)}: {error.message}")
    return Listing("sitemapindex", tuple(items), warnings=tuple(warnings))


def _explained(error: NotAListingError, response: Response) -> str:
    if error.code != "html":
        return error.message
    from flows.fetch.discovery import feeds_in_page

    links = feeds_in_page(response.body, response.final_url)
    hint = (
        f"; the page names this feed: {shown(links[0].url)}"
        if links
        else "; `pledgewatch sources add` finds the feed of a page"
    )
    return error.message + hint


def moved(source: Source, address: str, response: Response, memory: Memory, polled: Polled) -> None:
    """Believe a permanent redirect after several passes agree, and say so."""
    target = Credentials.of(source).with_user(response.moved_to) if response.moved_to else None
    if target is None or target == address:
        memory.moved_to, memory.moved_times = None, 0
    else:
        memory.moved_times = memory.moved_times + 1 if memory.moved_to == target else 1
        memory.moved_to = target
        if memory.moved_times >= MOVES_TO_BELIEVE and (
            same_site(address, target) or memory.moved_times >= 2 * MOVES_TO_BELIEVE
        ):
            memory.address, memory.moved_to, memory.moved_times = target, None, 0
    if memory.address and memory.address != source.url:
        polled.warnings.append(f"moved for good to {shown(memory.address)}, which is polled now; set that as its url")


def _within_memory(listing: Listing, polled: Polled) -> Listing:
    """The newest items, as many as can be remembered: a sitemap may list fifty thousand, and what is forgotten would come back as new."""
    if len(listing.items) <= MAX_LISTED:
        return listing
    kept = sorted(listing.items, key=lambda item: item.published or "", reverse=True)[:MAX_LISTED]
    polled.warnings.append(f"of {len(listing.items)} addresses the {MAX_LISTED} newest are watched")
    return replace(listing, items=tuple(kept))


def keys_of(items: tuple[Item, ...]) -> dict[int, list[str]]:
    """For each item (by place) the keys that identify it: its address and, where no other item shares it, its GUID."""
    counts = Counter(item.guid for item in items if item.guid)
    return {
        place: [
            *([key(same_key(item.url))] if item.url else []),
            *([key(f"guid:{item.guid}")] if item.guid and counts[item.guid] == 1 else []),
        ]
        or [key(f"content:{item.title}{item.content}")]
        for place, item in enumerate(items)
    }


def _pick(
    source: Source, state: SourceState, memory: Memory, listing: Listing, now: datetime, polled: Polled
) -> list[Item]:
    """The new items; they go into ``polled.candidates``, oldest first, after those still pending from earlier passes."""
    first = not state.baseline_done
    keys = keys_of(listing.items)
    before = set(memory.window)
    fresh = [item for place, item in enumerate(listing.items) if not before.intersection(keys[place])]
    if before and len(listing.items) >= 5 and len(fresh) == len(listing.items):
        polled.overflow = _missed(fresh, memory.dates, state)
        polled.warnings.append(polled.overflow)
    chosen = newest_first(fresh)
    taken, left = chosen[: source.max_items], chosen[source.max_items :]
    pending = memory.pending
    memory.pending = []
    if left and first:
        polled.warnings.append(
            f"{len(left)} older items were left out at this first look (max_items = {source.max_items})"
        )
    elif left:
        memory.pending = [Pending(item) for item in left]
    polled.candidates = [
        *pending,
        *(Pending(item, 0, first and (source.baseline or not _recent(item, now))) for item in reversed(taken)),
    ]
    memory.remember(each for place in keys for each in keys[place])
    return fresh


def _missed(fresh: list[Item], before: list[str], state: SourceState) -> str:
    """What may have come and gone, as far as dates and the source's own rhythm tell."""
    told = f"all {len(fresh)} entries are new: more may have come and gone"
    oldest = min((item.published for item in fresh if item.published), default=None)
    if oldest and before and oldest > before[0]:
        told += f" between {before[0]} and {oldest}"
        gap = median_gap([item.published for item in fresh if item.published])
        missed = (instant(oldest) - instant(before[0])).total_seconds() / gap - 1 if gap else 0
        told += f", about {missed:.0f} at the pace of these" if 1 <= missed < 10_000 else ""
    elif state.last_success:
        told += f" since {state.last_success:%Y-%m-%d %H:%M}"
    return f"{told}; poll this source more often"


def _recent(item: Item, now: datetime, days: int = 7) -> bool:
    """Might the item be news? Undated items might."""
    return item.published is None or instant(item.published) >= now - timedelta(days=days)
