"""Who is told of a finding, and how: watches, mutes, and the digest of each channel. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from extractors.model import Family, Verdict
from flows.alert.finding import RANK, Book
from flows.alert.kinds import loudest
from flows.alert.watch import Loud, loudness, unknown, wants
from flows.settings import Channel, Mute, Source, Watch

#: where a watch without channels is told: the terminal, and the file data/alerts.jsonl that holds every alert
TERMINAL, LOG = "terminal", "log"
_KIND: dict[Family, str] = {"new": "new", "contradicts": "contradiction", "inconsistent": "contradiction"}


def kind_of(family: Family) -> str:
    """The kind of finding: ``new``, ``contradiction`` or ``update``. One alert per event and kind."""
    return _KIND.get(family, "update")


@dataclass(frozen=True, slots=True)
class Routed:
    """A finding with its way: alert or digest, to which destinations (name, waits for the digest), asked for by which watches."""

    verdicts: tuple[Verdict, ...]
    channel: Literal["alert", "digest"]
    destinations: tuple[tuple[str, bool], ...]
    watches: tuple[str, ...]
    #: why it is told less loudly than it might be, and the setting that changes it
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Router:
    """What decides who is told. ``watches`` None watches everything and tells nobody (replay)."""

    watches: Sequence[Watch] | None
    channels: Mapping[str, Channel] = field(default_factory=dict)
    endpoints: Mapping[str, Sequence[str]] = field(default_factory=dict)
    mutes: Sequence[Mute] = ()
    #: document id -> the source it came from
    sources: Mapping[str, Source] = field(default_factory=dict)
    today: date | None = None

    def route(self, verdicts: tuple[Verdict, ...], book: Book) -> Routed | None:
        """Who wants the finding, and how loudly; None if nobody does. A channel whose digest is off gets alerts only."""
        own = loudest(verdicts).channel
        if own == "silent":
            return None
        if self.watches is None:
            return Routed(verdicts, own, (), ())
        best, destinations, names, notes = self._wanted(verdicts, own, book)
        if best == "silent":
            return None
        where = tuple(sorted({**destinations, LOG: False}.items()))
        return Routed(verdicts, best, where, tuple(names), tuple(notes) if best == "digest" else ())

    def _wanted(
        self, verdicts: tuple[Verdict, ...], own: Loud, book: Book
    ) -> tuple[Loud, dict[str, bool], list[str], list[str]]:
        """The loudest that a watch wants it, the destinations (True: waits for the digest), the watches' names, and why one wants less."""
        source = self.sources.get(verdicts[0].document_id)
        kinds = {kind_of(v.verdict) for v in verdicts if v.channel != "silent"}
        severity = min((v.severity for v in verdicts), key=lambda s: RANK[s])
        about = book.sides(verdicts)
        best: Loud = "silent"
        destinations: dict[str, bool] = {}
        names: list[str] = []
        notes: list[str] = []
        for watch in self.watches or ():
            if not wants(watch, kinds, severity, source.tags if source else ()):
                continue
            loud = loudness(watch, own, about, self.today)
            if loud == "silent":
                continue
            if loud != own and (why := unknown(watch, about, self.today)):
                notes.append(f"No alert of its own: {why}.")
            names.append(watch.name)
            best = "alert" if "alert" in (best, loud) else "digest"
            for name, waits in self._destinations(watch, loud):
                destinations[name] = destinations.get(name, True) and waits
        return best, destinations, names, notes

    def _destinations(self, watch: Watch, loud: Loud) -> list[tuple[str, bool]]:
        found = []
        for name in watch.channels or (TERMINAL,):
            channel = self.channels.get(name)
            if loud == "digest" and channel is not None and channel.digest == "off":
                continue
            waits = loud == "digest" and name != TERMINAL
            found += [(destination, waits) for destination in self.endpoints.get(name) or (name,)]
        return found

    def muted(self, verdict: Verdict) -> Mute | None:
        """The mute that keeps this verdict from being told, if there is one."""
        source = self.sources.get(verdict.document_id)
        for mute in self.mutes:
            if mute.until is not None and self.today is not None and mute.until < self.today:
                continue
            named = (mute.event, mute.proposition, mute.rule, mute.source)
            own = (verdict.event_id, verdict.proposition_id, verdict.rule, source.name if source else None)
            if any(n is not None and n == o for n, o in zip(named, own, strict=True)):
                return mute
        return None
