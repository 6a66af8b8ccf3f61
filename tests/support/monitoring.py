"""A monitor for tests: sources, a clock that the test moves, and the states carried from pass to pass, as the ledger would."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from random import Random
from typing import Any

from flows.fetch import Fetched, Network, fetch
from flows.settings import Fetch, Settings, Source
from storage.rows import SourceReport, SourceState

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


class Monitor:
    """Passes over sources. ``monitor.go(minutes=30)`` moves the clock and makes a pass; what was fetched counts as recorded."""

    def __init__(self, *sources: Source, network: Network | None = None, **manners: Any) -> None:
        chosen: dict[str, Any] = {
            "allow_private_networks": True,
            "per_host_seconds": 0,
            "timeout_seconds": 5,
            **manners,
        }
        self.sources = list(sources)
        self.settings = Settings(fetch=Fetch(**chosen))
        self.network = network
        #: where robots.txt files are kept between passes; None: nowhere
        self.shelf: Any = None
        self.states: dict[str, SourceState] = {}
        self.recorded: set[str] = set()
        self.now = NOON
        self.asked: list[set[str]] = []

    def go(self, *, minutes: float = 30, record: bool = True, due_only: bool = False) -> Fetched:
        """One pass ``minutes`` after the last. With ``record=False`` nothing of it is kept, as if the pass had died."""
        self.now += dt.timedelta(minutes=minutes)
        found = fetch(
            self.sources,
            self.states,
            self.settings,
            known=self._known,
            now=self.now,
            network=self.network,
            chance=Random(7),
            due_only=due_only,
            shelf=self.shelf,
        )
        if record:
            self.states = {**self.states, **{state.name: state for state in found.states}}
            self.recorded |= {address for page in found.pages for address in (page.url, page.final_url) if address}
        return found

    def _known(self, urls: Collection[str]) -> set[str]:
        self.asked.append(set(urls))
        return self.recorded & set(urls)


def report_of(found: Fetched, name: str = "news") -> SourceReport:
    """The report of one source."""
    return next(report for report in found.reports if report.name == name)


def paths(found: Fetched) -> list[str]:
    """The paths of the pages that came, in order."""
    return [page.url.split("/", 3)[-1] for page in found.pages]


def feed(url: str, name: str = "news", **more: Any) -> Source:
    """A feed source."""
    return Source(name=name, url=url, **more)
