"""What a user can set: one TOML file, checked at start, with environment overrides ``PLEDGEWATCH_*``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Strict(BaseModel):
    """A table of the settings file; an unknown key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Strict):
    """Where articles come from."""

    name: str
    kind: Literal["folder", "inbox", "feed", "page", "sitemap"] = "feed"
    url: str | None = None
    path: Path | None = None
    publisher: str | None = None
    language: str = "en"
    tags: tuple[str, ...] = ()
    #: True: everything the source holds at its first pass is back catalogue, told in the summary, never sent
    baseline: bool = False
    enabled: bool = True
    max_items: int = Field(default=50, ge=1)


class Watch(Strict):
    """What a user cares about. An empty list does not narrow; the lists narrow together (and), their entries widen (or)."""

    name: str
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    minimum_amount: float | None = None
    minimum_currency: str = "EUR"
    unknown_amounts: Literal["alert", "digest", "silent"] = "digest"
    #: names of channels; empty = the terminal and data/alerts.jsonl
    channels: tuple[str, ...] = ()


class Channel(Strict):
    """A destination. Its Apprise URL is a secret and stays outside this file: ``url_env`` or ``url_file`` says where."""

    name: str
    url_env: str | None = None
    url_file: Path | None = None
    url: str | None = None
    digest: Literal["off", "hourly", "daily", "weekly"] = "daily"


class Schedule(Strict):
    every: str | None = "30m"
    cron: str | None = None
    timezone: str = "UTC"


class Paths(Strict):
    data: Path = Path("data")


class Fetch(Strict):
    """Manners and limits of the fetcher."""

    user_agent: str = "pledgewatch/0.1"
    contact: str | None = None
    timeout_seconds: float = Field(default=20, gt=0)
    concurrency: int = Field(default=8, ge=1, le=64)
    per_host_seconds: float = Field(default=1.0, ge=0)
    max_feed_bytes: int = 5_000_000
    max_page_bytes: int = 2_000_000
    allow_private_networks: bool = False


class Compare(Strict):
    freshness_days: int = Field(default=7, ge=0)


class Lexicon(Strict):
    """Folders of additional word lists in the form of extractors/lexicon."""

    extend: tuple[Path, ...] = ()


class Settings(Strict):
    paths: Paths = Paths()
    fetch: Fetch = Fetch()
    compare: Compare = Compare()
    lexicon: Lexicon = Lexicon()
    schedule: Schedule = Schedule()
    sources: tuple[Source, ...] = ()
    watches: tuple[Watch, ...] = ()
    channels: tuple[Channel, ...] = ()
