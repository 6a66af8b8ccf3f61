"""What a user can set: one TOML file, checked at start, with environment overrides ``PLEDGEWATCH_*``.

``load`` finds the file, checks every key and value, and makes every path in it absolute (relative paths count from the file). What is
wrong is refused with one sentence: where it stands and what would be right. Secrets have no place here, only the name of their place.
"""

from __future__ import annotations

import difflib
import re
from datetime import UTC, date, datetime, timedelta
from glob import escape
from pathlib import Path
from typing import Literal

from pydantic import Field, PrivateAttr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from flows.settings.credentials import fault_of_address, fault_of_headers
from flows.settings.running import Compare, Health, Keep, Lexicon, Log, Prefect, Read
from flows.settings.values import ALREADY_A_FILE, Duration, QuietHours, Strict, TimeZone, duration, holds_no_secret

PREFIX = "PLEDGEWATCH_"


class Source(Strict):
    """Where articles come from: one ``[[sources]]`` block each."""

    name: str
    """Unique, short; how the source is called in summaries and in the ledger."""
    kind: Literal["folder", "inbox", "feed", "page", "sitemap"] = "feed"
    """``feed``: RSS, Atom or JSON Feed. ``page``: one page. ``sitemap``: the pages a sitemap lists. ``folder``: text and HTML files, with a
    ``manifest.toml`` if there is one. ``inbox``: a folder other programs drop files into."""
    url: str | None = None
    """Address of the feed, page or sitemap. ``${NAME}`` in it stands for the value of an environment variable: a password or token has no
    place here (docs/sources.md: A feed behind a login)."""
    headers: dict[str, str] = Field(default={})
    """Headers that are sent to the source's own host, such as ``{ Authorization = "Bearer ${FEED_TOKEN}" }``; their secrets are ``${NAME}``, too."""
    secrets_file: Path | None = None
    """File with lines ``NAME=value`` for those ``${NAME}`` that are not in the environment."""
    path: Path | None = None
    """Folder of a ``folder`` or ``inbox`` source."""
    publisher: str | None = None
    """Who publishes it, where the articles do not say."""
    language: str = "en"
    """Two-letter language code, where the articles do not say."""
    tags: tuple[str, ...] = ()
    """Free words to select sources by."""
    #: True: everything the source holds at its first pass is back catalogue, told in the summary, never sent
    baseline: bool = False
    """``true``: what the source holds at its first pass is back catalogue: stored and told in the summary, never sent."""
    first_alerts: int = Field(default=3, ge=0)
    """At its first pass a source has so many alerts of its own, the gravest and surest; the rest waits for the digest. A folder or feed that
    was chosen for what it holds now: ``1000``."""
    enabled: bool = True
    """``false`` leaves the source out without losing its block."""
    max_items: int = Field(default=50, ge=1)
    """At most this many items are taken in one pass, the newest first."""

    @model_validator(mode="after")
    def _has_a_place(self) -> Source:
        if self.kind in ("folder", "inbox"):
            if self.path is None:
                raise ValueError(f'a source of kind "{self.kind}" needs path = "a folder"')
        elif self.url is None:
            raise ValueError(f'a source of kind "{self.kind}" needs url = "https://…"')
        elif not re.match(r"https?://[^/]", self.url):
            raise ValueError("the url of a source begins with https:// or http://")
        elif (fault := fault_of_address(self.url) or fault_of_headers(self.headers)) is not None:
            raise ValueError(fault)
        return self


class Watch(Strict):
    """What a user cares about. An empty list does not narrow; the lists narrow together (and), their entries widen (or)."""

    name: str
    """Unique; the watch's name stands in the alert."""
    actors: tuple[str, ...] = ()
    """Who pledges, pays or decides: names of countries, organisations, persons."""
    recipients: tuple[str, ...] = ()
    """Who receives."""
    keywords: tuple[str, ...] = ()
    """Words of the purpose or of the quoted sentence."""
    minimum_amount: float | None = Field(default=None, ge=0)
    """Smaller amounts are stored, never sent. A recurring amount counts for one year."""
    minimum_currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")
    """ISO 4217 code of the minimum; other currencies are converted at the rate of the day."""
    unknown_amounts: Literal["alert", "digest", "silent"] = "digest"
    """Where findings without a number, or without a rate to compare it by, go."""
    findings: tuple[Literal["new", "contradiction", "update"], ...] = ()
    """Kinds of finding: first sightings, conflicts, changes of what was known."""
    minimum_severity: Literal["low", "medium", "high"] = "low"
    """Less severe findings are stored, never sent."""
    tags: tuple[str, ...] = ()
    """Tags of the sources."""
    #: names of channels; empty = the terminal and data/alerts.jsonl
    channels: tuple[str, ...] = ()
    """Names of ``[[channels]]``; none: the terminal and ``alerts.jsonl`` in the data folder."""


class Channel(Strict):
    """A destination. Its Apprise URL is a secret and stays outside this file: ``url_env`` or ``url_file`` says where."""

    name: str
    """Unique; watches name it."""
    url_env: str | None = None
    """Name of the environment variable that holds the channel's Apprise URL."""
    url_file: Path | None = None
    """File whose first line is the channel's Apprise URL."""
    url: str | None = None
    """The Apprise URL itself, only where it holds no secret (``json://localhost:8000/hook``)."""
    digest: Literal["off", "hourly", "daily", "weekly"] = "daily"
    """How often findings that are no alert are sent together; ``off``: never."""
    digest_hour: int = Field(default=7, ge=0, le=23)
    """Hour of daily and weekly digests; the weekly one comes on Monday."""
    timezone: TimeZone = "UTC"
    """Time zone of the digest hour and the quiet hours."""
    quiet: QuietHours | None = None
    """Hours in which nothing is sent, such as ``"22:00-07:00"``; what comes up waits and goes out when they end."""
    quiet_except: Literal["nothing", "high"] = "nothing"
    """``high``: findings of high severity are sent in quiet hours too."""
    max_per_hour: int | None = Field(default=None, ge=1)
    """More messages than this are sent together as one digest."""
    sign_env: str | None = None
    """For ``json://`` and ``jsons://``: environment variable with the key that signs each message (docs/alerts.md)."""

    @model_validator(mode="after")
    def _one_place(self) -> Channel:
        if sum(x is not None for x in (self.url_env, self.url_file, self.url)) != 1:
            raise ValueError("a channel needs exactly one of url_env, url_file and url")
        if self.url is not None and self.url.lower().startswith("file:"):
            raise ValueError(f"no service understands file://; {ALREADY_A_FILE}")
        if self.url is not None and not holds_no_secret(self.url):
            raise ValueError(
                "this address may hold a secret: keep it in the environment (url_env) or in a file (url_file); "
                "url is for addresses without one, such as json://localhost:8000/hook"
            )
        return self


class Mute(Strict):
    """Something that is not told for a while. It is judged and stored as ever; ``pledgewatch why-not`` shows that it was muted."""

    event: str | None = None
    """Id of an event (``pledgewatch why`` shows it)."""
    proposition: str | None = None
    """Id of a proposition: everything about one statement."""
    source: str | None = None
    """Name of a source."""
    rule: str | None = None
    """Name of a rule of the comparison."""
    until: date | None = None
    """Last day of the silence; none: until this block is taken out."""
    note: str | None = None
    """Why, for whoever reads this file later."""

    @model_validator(mode="after")
    def _names_something(self) -> Mute:
        if sum(x is not None for x in (self.event, self.proposition, self.source, self.rule)) != 1:
            raise ValueError("a mute names exactly one of event, proposition, source and rule")
        return self


def _some_moment(cron: str) -> None:
    """Refuse a cron expression that cannot be read or names no moment: a desk would wait for ever."""
    from cronsim import CronSim, CronSimError  # only where a schedule is by cron

    try:
        next(CronSim(cron, datetime(2026, 1, 1, tzinfo=UTC)))
    except CronSimError as error:
        raise ValueError(f"cron cannot be read ({str(error)[:1].lower()}{str(error)[1:]}): {cron!r}") from None
    except StopIteration:
        raise ValueError(f"cron names no moment: {cron!r}") from None


class Schedule(Strict):
    """When ``pledgewatch serve`` makes a pass: every so often, or by cron."""

    every: Duration | None = None
    """Time between the starts of two passes; ``30m`` if neither this nor ``cron`` is set."""
    cron: str | None = None
    """Five cron fields instead of ``every``: ``"0 6-22 * * *"``."""
    timezone: TimeZone = "UTC"
    """Time zone of ``cron``; with ``every`` the one whose midnight intervals count from."""
    overlap: Literal["skip", "wait"] = "skip"
    """What a pass does that finds another one still running."""

    @model_validator(mode="after")
    def _one_clock(self) -> Schedule:
        if self.cron is not None:
            if self.every is not None:
                raise ValueError("set every or cron, not both")
            if len(self.cron.split()) != 5:
                raise ValueError('cron has five fields (minute hour day month weekday), such as "*/30 * * * *"')
            _some_moment(self.cron)
        return self

    @property
    def interval(self) -> timedelta:
        """Time between passes where no cron is set."""
        return duration(self.every or "30m")


class Paths(Strict):
    """Where things are kept."""

    data: Path = Path("data")
    """Ledger, raw pages, the published copy, ``alerts.jsonl``."""
    raw: str | None = None
    """Where raw pages are kept instead of in the data folder: a folder, or an address such as ``s3://bucket/raw`` (docs/scaling.md)."""


class Fetch(Strict):
    """Manners and limits of the fetcher."""

    user_agent: str = "pledgewatch/0.1"
    """How the fetcher introduces itself."""
    contact: str | None = None
    """Address or page for webmasters; added to the user agent."""
    timeout_seconds: float = Field(default=20, gt=0)
    """For connecting and for each answer."""
    concurrency: int = Field(default=8, ge=1, le=64)
    """Requests at a time, over all hosts."""
    per_host_seconds: float = Field(default=1.0, ge=0)
    """Pause between two requests to one host."""
    max_feed_bytes: int = 5_000_000
    """A longer feed is refused."""
    max_page_bytes: int = 2_000_000
    """A longer page is refused."""
    allow_private_networks: bool = False
    """Allow addresses of loopback and private networks; for tests and intranets."""
    robots: bool = True
    """Obey robots.txt for pages. The addresses of sources are the user's own choice and are always asked."""
    revisit_hours: tuple[float, ...] = (1, 6, 24, 72)
    """Hours after first sight at which an article is fetched again, to see silent edits; empty = never."""
    shards: int = Field(default=1, ge=1, le=16)
    """Groups of hosts that are fetched apart from one another; more than one is for several machines."""
    workers: str | None = None
    """Deployment whose runs fetch the groups (``fetch/fetch`` of deploy/prefect.yaml), on any worker of its pool; none: where the pass runs."""
    worker_seconds: float = Field(default=120, gt=0)
    """How long, beyond ``pass_minutes``, a pass waits for a worker before it fetches the group itself."""
    pass_minutes: float = Field(default=15, gt=0)
    """A pass fetches no longer than this; what is left is taken up by the next one."""


class Settings(BaseSettings):
    """Everything a user can set. ``load`` gives it with absolute paths; built by hand its paths are taken as they are."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        use_attribute_docstrings=True,
    )

    paths: Paths = Paths()
    schedule: Schedule = Schedule()
    fetch: Fetch = Fetch()
    read: Read = Read()
    compare: Compare = Compare()
    prefect: Prefect = Prefect()
    health: Health = Health()
    keep: Keep = Keep()
    log: Log = Log()
    lexicon: Lexicon = Lexicon()
    sources: tuple[Source, ...] = ()
    watches: tuple[Watch, ...] = ()
    channels: tuple[Channel, ...] = ()
    mutes: tuple[Mute, ...] = ()

    _file: Path | None = PrivateAttr(default=None)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file, whose content comes in as arguments."""
        return env_settings, init_settings

    @model_validator(mode="after")
    def _names_fit(self) -> Settings:
        for what, names in (
            ("sources", [s.name for s in self.sources]),
            ("watches", [w.name for w in self.watches]),
            ("channels", [c.name for c in self.channels]),
        ):
            for name in sorted({n for n in names if names.count(n) > 1}):
                raise ValueError(f'{what}: the name "{name}" is used twice; every name must be its own')
        self._hold_no_secret()
        known = {c.name for c in self.channels}
        if self.health.operator is not None and self.health.operator not in known:
            raise ValueError(
                f'health.operator names the channel "{self.health.operator}", which is none of the channels'
            )
        sources = [s.name for s in self.sources]
        for mute in self.mutes:
            if mute.source is not None and mute.source not in sources:
                close = difflib.get_close_matches(mute.source, sources, n=1)
                way = f'did you mean "{close[0]}"?' if close else f"there are: {', '.join(sources) or 'none'}"
                raise ValueError(f'a mute names the source "{mute.source}", but there is none of that name; {way}')
        for watch in self.watches:
            for name in watch.channels:
                if name not in known:
                    has = ", ".join(f'"{k}"' for k in sorted(known)) or "none yet"
                    raise ValueError(f'watch "{watch.name}" names the channel "{name}", but the channels are: {has}')
        return self

    @property
    def file(self) -> Path | None:
        """The file these settings were read from."""
        return self._file

    def _hold_no_secret(self) -> None:
        """Addresses beside those of sources and channels, which have their own place for secrets."""
        for place, address, way_out in (
            ("paths.raw", self.paths.raw, "the store's own variables have its keys (docs/scaling.md)"),
            ("prefect.api_url", self.prefect.api_url, "PREFECT_API_AUTH_STRING or PREFECT_API_KEY in the environment has it"),
            ("compare.rates_url", self.compare.rates_url, "name an address that everybody may read, or give the file by hand (rates update --file)"),
            ("fetch.contact", self.fetch.contact, "it is shown to every site"),
        ):  # fmt: skip
            if address is not None and fault_of_address(address) is not None:
                raise ValueError(f"{place} holds a user name, password or token: take it out; {way_out}")

    @property
    def ledger_path(self) -> Path:
        """The ledger that is written; nobody else opens it."""
        return self.paths.data / "ledger" / "ledger.duckdb"

    @property
    def snapshot_path(self) -> Path:
        """The read-only copy that people query."""
        return self.paths.data / "pledgewatch.duckdb"

    @property
    def parquet_path(self) -> Path | None:
        """The folder of Parquet files that is published beside it; None where none is wanted."""
        wanted = self.keep.parquet
        if isinstance(wanted, Path):
            return wanted
        return None if wanted is False else self.paths.data / "parquet"

    @property
    def raw_path(self) -> Path:
        """The folder of pages as they came, compressed and named by content, where they are kept on this machine."""
        return Path(self.paths.raw) if self.paths.raw and "://" not in self.paths.raw else self.paths.data / "raw"

    @property
    def raw_address(self) -> Path | str:
        """The same, or the address where they are kept elsewhere."""
        return self.paths.raw if self.paths.raw and "://" in self.paths.raw else self.raw_path

    @property
    def own_places(self) -> tuple[Path, ...]:
        """What passes alone write, wherever the settings put it, and the settings: no query and no export takes its place."""
        places = [self.paths.data, self.ledger_path, self.snapshot_path, self.raw_path]
        if (parquet := self.parquet_path) is not None:  # a link; what it leads to lies beside it
            places += [parquet, *parquet.parent.glob(f".{escape(parquet.name)}-*")]
        return (*places, self._file) if self._file is not None else tuple(places)

    @property
    def rates_path(self) -> Path:
        """The desk's own history of reference rates, once it fetched one."""
        return self.paths.data / "rates" / "eurofxref-hist.csv"

    @property
    def alerts_path(self) -> Path:
        """Every alert ever told, one JSON object a line."""
        return self.paths.data / "alerts.jsonl"
