"""What a feed, a sitemap or a page of links lists, in one shape whatever its format."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

#: an item's title or summary longer than this is an attack or a mistake
MAX_FIELD = 2_000
#: content that an item brings along, at most; from FULL_TEXT on it is taken for the whole article
MAX_CONTENT, FULL_TEXT = 60_000, 800
#: a feed with more entries than this is read no further
MAX_ITEMS = 1_000


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: where the article is and what the listing knows of it. ``published`` is ISO 8601 UTC."""

    url: str | None
    title: str | None = None
    published: str | None = None
    language: str | None = None
    guid: str | None = None
    #: HTML of the entry itself, where there is no link or it is the whole article
    content: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A parsed feed or sitemap, its oddities named in ``warnings``."""

    kind: str
    items: tuple[Item, ...]
    title: str | None = None
    #: addresses of further listings (a sitemap index)
    further: tuple[str, ...] = ()
    #: minutes for which the publisher asks not to be polled again (RSS ttl)
    ttl: int | None = None
    warnings: tuple[str, ...] = ()


class NotAListingError(ValueError):
    """The bytes are no feed or sitemap: code ("html", "empty", "not_a_feed") and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def moment(stamp: datetime, now: datetime) -> str | None:
    """ISO 8601 UTC of a listing's date; None if it cannot be: more than a day in the future, or before 1990."""
    stamp = stamp.replace(tzinfo=stamp.tzinfo or UTC).astimezone(UTC)
    if not datetime(1990, 1, 1, tzinfo=UTC) <= stamp <= now + timedelta(days=1):
        return None
    return stamp.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def iso(now: datetime) -> str:
    """ISO 8601 UTC of an aware moment."""
    return now.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def instant(text: str) -> datetime:
    """The aware moment that `iso` wrote."""
    return datetime.fromisoformat(text)


def iso_moment(text: str | None, now: datetime) -> str | None:
    """`moment` of an ISO 8601 text (W3C date-time); None if it cannot be read."""
    try:
        return moment(datetime.fromisoformat(re.sub(r"Z$", "+00:00", (text or "").strip())), now)
    except (ValueError, OverflowError):
        return None


def newest_first(items: Sequence[Item]) -> list[Item]:
    """Items by date, newest first; undated ones keep their place at the front, where feeds put what is new."""
    return sorted(items, key=lambda item: item.published or "9999", reverse=True)
