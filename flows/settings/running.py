"""The tables of the settings that say how the program runs, beside what it watches: reading, judging, Prefect, health, logs."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from flows.settings.values import Duration, Strict


class Compare(Strict):
    """How findings are judged."""

    freshness_days: int = Field(default=7, ge=0)
    """Older news is stored and compared, never sent."""
    rates_url: str = Field(
        default="https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip", pattern=r"^https?://[^/]+/"
    )
    """Where ``pledgewatch rates update`` fetches the ECB's history of reference rates (zip or csv)."""
    rates_every: Duration | None = None
    """A pass fetches the reference rates anew if that was not done for so long, such as ``"1d"``; none: only ``pledgewatch rates update``
    does, and until then the packaged history is used."""


class Read(Strict):
    """How pages become claims."""

    processes: int = Field(default=0, ge=0, le=64)
    """Processes for cleaning and extracting; 0: in the same process."""
    dask: str | None = None
    """Address of a Dask scheduler (``tcp://host:8786``) that reads instead, or ``local`` for a cluster on this machine."""
    batch: int = Field(default=25, ge=1, le=1000)
    """Pages read together."""


class Prefect(Strict):
    """Where the flow is recorded."""

    api_url: str | None = None
    """API of a Prefect server (``http://127.0.0.1:4200/api``). None: ``PREFECT_API_URL``, then the server that ``serve`` started, if any."""
    start_seconds: float = Field(default=120, gt=0)
    """How long ``serve`` waits for the server it starts."""


class Health(Strict):
    """What the operator of a desk is told, besides the files ``heartbeat.json`` and ``metrics.prom`` in the data folder."""

    operator: str | None = None
    """Name of the channel that hears of silent sources, deliveries given up and passes that read nothing or died."""
    ping_url_env: str | None = None
    """Environment variable with an address that is asked after every pass (a dead-man's switch); ``/fail`` is added if nothing could be read or the pass died."""


class Keep(Strict):
    """What the daily upkeep does (``pledgewatch maintain``, and ``serve`` by itself)."""

    backups: int = Field(default=7, ge=0)
    """So many backups are kept in ``backups/`` in the data folder; 0: none are made."""
    backup_pages: bool = True
    """Whether the backups of the daily upkeep hold the raw pages, each all of them. Without: copy ``raw/`` by other means (its files never
    change once they are there); ``pledgewatch backup`` holds them always."""
    parquet: Literal["auto"] | bool | Path = "auto"
    """Whether each publication is laid down as Parquet files, too, in ``parquet/`` in the data folder; or another folder for them. ``"auto"``:
    by the pass while little has to be written anew, else by the daily upkeep."""

    @field_validator("parquet", mode="before")
    @classmethod
    def _plain_word(cls, value: object) -> object:
        """The environment has only text."""
        return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value

    runs_days: int = Field(default=90, ge=1)
    """Days for which the Prefect server that ``serve`` starts keeps the history of runs; claims and alerts are not in it."""


class Log(Strict):
    """Log lines on stderr."""

    level: Literal["debug", "info", "warning", "error"] = "warning"
    """The least important lines to show."""
    format: Literal["text", "json"] = "text"
    """``json``: one object a line, for log collectors. Secrets are masked in both."""


class Lexicon(Strict):
    """Folders of additional word lists in the form of extractors/lexicon."""

    extend: tuple[Path, ...] = ()
    """Folders; later ones win."""
