"""What a page says about itself beside its text: title, dates, publisher, author, access; from JSON-LD, meta tags and markup."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from lxml.html import HtmlElement

from storage.rows import PageFacts

#: where a date was found; the order is the order of trust
DateSource = Literal["json-ld", "meta", "feed", "manifest", "markup", "none"]
_CONFIDENCE: dict[DateSource, Literal["high", "medium", "low", "none"]] = {
    "manifest": "high",
    "json-ld": "high",
    "meta": "high",
    "feed": "medium",
    "markup": "low",
    "none": "none",
}
_PUBLISHED_META = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "dcterms.created",
    "dcterms.date",
    "dc.date.issued",
    "dc.date",
    "article.published",
    "publish-date",
    "publication_date",
    "pubdate",
    "date",
)
_MODIFIED_META = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "last-modified",
    "lastmod",
)
_ARTICLE_TYPES = re.compile(
    r"(?:News|Report|Opinion|Analysis|Background|Blog|Live|Social|Tech|Review)?\w*(?:Article|Posting|Report)$|^WebPage$"
)
_MAX_JSON = 500_000


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts about one page. Dates are ISO 8601 text."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    published_source: DateSource = "none"
    published_confidence: Literal["high", "medium", "low", "none"] = "none"
    modified: str | None = None
    language: str | None = None
    canonical: str | None = None
    #: schema.org isAccessibleForFree or a content tier; None where the page does not say
    free: bool | None = None
    #: number of posts or articles that the page was split into
    parts: int = 1

    def kept(self) -> PageFacts:
        """What of this the ledger keeps beside the article."""
        return PageFacts(self.author, self.modified, self.published, self.published_source, self.published_confidence)


@dataclass(slots=True)
class Structure:
    """A page's machine-readable statements, read once."""

    meta: dict[str, str] = field(default_factory=dict)
    #: every JSON-LD object of an article type, flattened
    articles: list[dict[str, Any]] = field(default_factory=list)
    publisher: str | None = None


def read_structure(tree: HtmlElement) -> Structure:
    """Meta tags (first of each name wins, names in lower case) and JSON-LD. Broken JSON is skipped."""
    found = Structure()
    for tag in tree.iter("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").strip().lower()
        content = (tag.get("content") or "").strip()
        if name and content and len(content) < 2000:
            found.meta.setdefault(name, content)
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = (script.text or "").strip()
        if not text or len(text) > _MAX_JSON:
            continue
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _things(data):
            kinds = thing.get("@type")
            names = [kinds] if isinstance(kinds, str) else kinds if isinstance(kinds, list) else []
            if any(isinstance(name, str) and _ARTICLE_TYPES.search(name) for name in names):
                found.articles.append(thing)
            if found.publisher is None:
                found.publisher = _name(thing.get("publisher"))
    # an article speaks before the page that holds it
    found.articles.sort(key=lambda thing: "WebPage" in str(thing.get("@type")))
    return found


def _things(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(data, list):
        for item in data[:200]:
            yield from _things(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
            yield from _things(data.get(key), depth + 1)


def _name(thing: Any) -> str | None:
    if isinstance(thing, list):
        thing = thing[0] if thing else None
    name = thing.get("name") if isinstance(thing, dict) else thing
    return tidy(name) if isinstance(name, str) and not name.startswith("http") else None


def tidy(text: str | None, limit: int = 500) -> str | None:
    """One line of text, white space and control characters collapsed; None if nothing is left."""
    short = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u200b\ufeff]", " ", text or "")[: limit * 4].split())
    return short[:limit] or None


def timestamp(value: Any, now: datetime) -> str | None:
    """An ISO 8601 date or time out of metadata, normalised; None if it cannot be read, lies in the future (more than a day after
    ``now``) or before 1990. Times with an offset become UTC; a date alone stays a date."""
    text = tidy(value, 60) if isinstance(value, str) else None
    if text is None:
        return None
    text = re.sub(r"(?<=\d)\s+(?=\d{2}:)", "T", text)
    text = re.sub(r"\s*(?:UTC|GMT|Z)$", "+00:00", text)
    text = re.sub(r"\s+(?=[+-]\d\d:?\d\d$)", "", text)
    try:
        if re.fullmatch(r"\d{4}-?\d{2}-?\d{2}", text):
            day = date.fromisoformat(text)
            moment, shown = datetime(day.year, day.month, day.day, tzinfo=UTC), day.isoformat()
        else:
            moment = datetime.fromisoformat(text)
            moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC).replace(microsecond=0)
            shown = moment.isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return None
    return shown if datetime(1990, 1, 1, tzinfo=UTC) <= moment <= now + timedelta(days=1) else None


def published(
    structure: Structure,
    hint: str | None,
    hint_source: DateSource,
    markup: Callable[[datetime], str | None] | None,
    now: datetime,
) -> tuple[str | None, DateSource]:
    """The article's date and where it is from: the publisher's own metadata, then the feed or manifest, then the page's markup.

    A manifest is a person's word and stands above all. A date without a time takes the feed's time of the same day. ``markup`` is asked
    (with ``now``) only where nobody else says a date: it searches the page.
    """
    told = timestamp(hint, now) if hint_source != "manifest" else hint
    if hint_source == "manifest" and told:
        return told, "manifest"
    own = _first(structure, ("datePublished", "dateCreated", "uploadDate"), _PUBLISHED_META, now)
    if own is not None:
        value, source = own
        return (told, source) if told and len(value) == 10 and told.startswith(value) else own
    if told:
        return told, "feed"
    seen = timestamp(markup(now), now) if markup else None
    return (seen, "markup") if seen else (None, "none")


def modified(structure: Structure, now: datetime) -> str | None:
    """When the page says it was last changed."""
    found = _first(structure, ("dateModified",), _MODIFIED_META, now)
    return found[0] if found else None


def _first(
    structure: Structure, keys: tuple[str, ...], metas: tuple[str, ...], now: datetime
) -> tuple[str, DateSource] | None:
    for thing in structure.articles:
        for key in keys:
            if value := timestamp(thing.get(key), now):
                return value, "json-ld"
    for name in metas:
        if value := timestamp(structure.meta.get(name), now):
            return value, "meta"
    return None


def free(structure: Structure) -> bool | None:
    """Does the page say that it can be read without paying? None where it says nothing."""
    for thing in structure.articles:
        value = thing.get("isAccessibleForFree")
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip().lower() in ("true", "false"):
            return value.strip().lower() == "true"
    tier = structure.meta.get("article:content_tier", "").lower()
    return {"free": True, "locked": False}.get(tier)


def publisher(structure: Structure, host: str) -> str | None:
    """The outlet's name: the page's word, else its host."""
    for thing in structure.articles:
        if name := _name(thing.get("publisher")):
            return name
    site = tidy(structure.meta.get("og:site_name") or structure.meta.get("application-name"), 100)
    return site or structure.publisher or host or None


def author(structure: Structure) -> str | None:
    """Who signs, as the page's metadata have it."""
    for thing in structure.articles:
        people = thing.get("author")
        names = [_name(person) for person in (people if isinstance(people, list) else [people])[:10]]
        if any(names):
            return ", ".join(name for name in names if name)
    return tidy(structure.meta.get("author") or structure.meta.get("article:author"), 200)


def confidence(source: DateSource) -> Literal["high", "medium", "low", "none"]:
    """How far a date from there is to be trusted."""
    return _CONFIDENCE[source]
