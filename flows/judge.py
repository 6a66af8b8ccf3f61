"""From readings to findings: what a pass and a replay do alike between reading and recording.

Opens nothing and sends nothing: priors come out of the ledger that is handed in, verdicts and alerts go back to the caller, who records
them. Silence is decided here too: of baselines, of old news, and of all but the first few findings of a new source.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from extractors.model import Alert, Article, Family, Statement, Verdict
from flows import rates
from flows.alert import rates as alert_rates
from flows.alert.compose import FOLLOW_UPS, compose, kind_of
from flows.alert.muting import together
from flows.alert.newcomers import limited
from flows.alert.routing import Router
from flows.compare import Context, Judgement, blocking_keys, compare, contested, planned
from flows.compare.origins import PERMUTATIONS, Sketch, sketch
from flows.settings import Channel, Mute, Settings, Watch
from storage.mutes import Muted
from storage.priors import Choice
from storage.rows import Harvest, Owed, Reading, Sketched, Told
from storage.rows import Sketch as StoredSketch


class Priors(Protocol):
    """What judging needs to know of the past."""

    def keyed_priors(
        self, keys: Collection[str], *, choose: Choice | None = None
    ) -> tuple[list[Statement], dict[str, frozenset[str]]]: ...
    def articles_like(self, bands: Collection[int]) -> list[Sketched]: ...
    def verdicts(self, claim_ids: Collection[str]) -> list[Verdict]: ...
    def told(self, event_ids: Collection[str]) -> set[tuple[str, Family]]: ...
    def tellings(self, claim_ids: Collection[str]) -> dict[str, list[Told]]: ...
    def muted(self, now: datetime) -> Sequence[Muted]: ...


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who is told: watches (None watches everything), channels, and the single recipients behind each channel."""

    watches: Sequence[Watch] | None = None
    channels: Sequence[Channel] = ()
    endpoints: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Judged:
    """What follows from readings: everything to record, and what is only told in the summary."""

    readings: list[Reading] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)
    back_catalogue: list[Alert] = field(default_factory=list)
    #: those of ``alerts`` that are in the digest only because their source is new
    held_back: list[Alert] = field(default_factory=list)
    #: what would be told if it were not muted, each with its mute
    muted: list[tuple[Verdict, Mute]] = field(default_factory=list)
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    propositions: dict[str, str] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)
    joined: tuple[tuple[str, str, str], ...] = ()
    sketches: dict[tuple[str, int], StoredSketch] = field(default_factory=dict)

    def into(self, harvest: Harvest) -> Harvest:
        """The harvest with all this in it."""
        return replace(
            harvest,
            readings=tuple(self.readings),
            verdicts=tuple(self.verdicts),
            # what is only told in the summary is kept too, owed to nobody, so that its id can be asked about
            alerts=(*self.alerts, *(replace(a, channel="silent") for a in self.back_catalogue)),
            owed=tuple(self.owed),
            keys=self.keys,
            propositions=self.propositions,
            events=self.events,
            joined=self.joined,
            sketches=self.sketches,
        )


def judge(
    readings: Iterable[Reading],
    ledger: Priors,
    listeners: Listeners,
    settings: Settings,
    now: datetime,
    new_sources: Collection[str] = (),
) -> Judged:
    """Compare what was read with what was known, and say what is to be told. ``now`` decides what is fresh enough to be sent."""
    fresh = in_order(readings)
    if not fresh:
        return Judged()
    statements = statements_of(fresh)
    sketches, stored = _sketches(fresh, ledger)
    keys = {s.claim.claim_id: blocking_keys(s) for s in statements}
    plan = planned(statements, keys)
    priors, stored_under = ledger.keyed_priors(frozenset().union(*keys.values()), choose=plan.choose)
    own_rates = rates.rates_of(settings)
    alert_rates.use(own_rates)
    found = compare(
        statements,
        priors,
        Context(rates=own_rates, sketches=sketches, today=now.date()),
        stored_under | keys,
        ledger.verdicts(contested(priors)),
        plan,
    )
    result = Judged(
        readings=_with_origins(fresh, found),
        statements=list(found.statements) or statements,
        keys={claim: tuple(sorted(keys)) for claim, keys in found.keys.items()},
        propositions=dict(found.propositions),
        events=dict(found.events),
        joined=found.joined,
        sketches=stored,
    )
    told = {(event, kind_of(family)) for event, family in ledger.told({v.event_id for v in found.verdicts})}
    repaired = {v.against.claim_id for v in found.verdicts if v.subtype in FOLLOW_UPS and v.against is not None}
    earlier = ledger.tellings(repaired) if listeners.watches is not None else {}
    mutes = together(settings.mutes, ledger.muted(now))
    _tell(result, found, priors, told, earlier, listeners, settings, mutes, now, new_sources)
    return result


def in_order(readings: Iterable[Reading]) -> list[Reading]:
    """The order of play: by date, then as they came; a document without a date keeps its place after its predecessor."""
    keyed: list[tuple[datetime, int, Reading]] = []
    last = datetime.min.replace(tzinfo=UTC)
    for number, reading in enumerate(readings):
        last = moment_of(reading.document.published) or last
        keyed.append((last, number, reading))
    return [reading for _, _, reading in sorted(keyed, key=lambda item: item[:2])]


def moment_of(published: str | None) -> datetime | None:
    """A date of the formats as a moment: UTC where no offset is given, a date alone its 00:00, "2026-01" the first of the month."""
    if not published:
        return None
    text = published.strip().replace(" ", "T", 1)
    text += {4: "-01-01", 7: "-01"}.get(len(text), "")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def statements_of(readings: Iterable[Reading]) -> list[Statement]:
    """Every claim in its article."""
    out = []
    for reading in readings:
        articles = {a.segment: a for a in reading.articles}
        for claim in reading.claims:
            article = articles.get(claim.segment) or whole(reading)
            out.append(Statement(claim, article))
    return out


def whole(reading: Reading) -> Article:
    """A document as one article, for a claim whose segment nobody described."""
    d = reading.document
    return Article(d.id, 0, 0, len(d.text), d.title, d.url, d.publisher, d.published, d.language)


def _key(article: Article) -> str:
    return f"{article.document_id}#{article.segment}"


def _sketches(
    readings: Sequence[Reading], ledger: Priors
) -> tuple[dict[str, Sketch], dict[tuple[str, int], StoredSketch]]:
    """Fingerprints of the new articles and of recorded ones that may be their copies; and the new ones as the ledger keeps them."""
    own: dict[str, Sketch] = {}
    stored: dict[tuple[str, int], StoredSketch] = {}
    bands: set[int] = set()
    for reading in readings:
        for article in reading.articles:
            found = sketch(reading.document.text[article.start : article.end])
            if found is None:
                continue
            own[_key(article)] = found
            numbers = tuple(_number(band) for band in sorted(found.bands))
            bands.update(numbers)
            stored[article.document_id, article.segment] = StoredSketch(
                array("Q", found.signature + found.lead).tobytes(), numbers
            )
    for like in ledger.articles_like(bands):
        signature = array("Q")
        signature.frombytes(like.data)
        own.setdefault(_key(like.article), Sketch(tuple(signature[:PERMUTATIONS]), tuple(signature[PERMUTATIONS:])))
    return own, stored


def _number(band: str) -> int:
    return int.from_bytes(hashlib.blake2b(band.encode(), digest_size=8).digest(), "big")


def _with_origins(readings: Sequence[Reading], found: Judgement) -> list[Reading]:
    return [
        replace(r, articles=tuple(replace(a, origin=found.origins.get(_key(a), a.origin)) for a in r.articles))
        for r in readings
    ]


def _tell(
    result: Judged,
    found: Judgement,
    priors: Sequence[Statement],
    told: set[tuple[str, str]],
    earlier: Mapping[str, Sequence[Told]],
    listeners: Listeners,
    settings: Settings,
    mutes: Sequence[Mute],
    now: datetime,
    new_sources: Collection[str],
) -> None:
    """Fill in verdicts with their final channel, and the alerts they make."""
    by_document = {r.document.id: r for r in result.readings}
    named = {source.name: source for source in settings.sources}
    places = {d: named[r.page.source] for d, r in by_document.items() if r.page.source in named}
    oldest = now - timedelta(days=settings.compare.freshness_days)
    published = {s.claim.claim_id: moment_of(s.article.published) for s in result.statements}
    spoken: list[Verdict] = []
    silent_baseline: list[Verdict] = []
    for verdict in found.verdicts:
        baseline = by_document[verdict.document_id].page.baseline
        if baseline:
            silent_baseline.append(verdict)
        if baseline or (published.get(verdict.claim_id) or now) < oldest:
            verdict = replace(verdict, channel="silent")
        else:
            spoken.append(verdict)
        result.verdicts.append(verdict)
    everything = [*result.statements, *priors]
    if silent_baseline:
        catalogue = compose(silent_baseline, everything, listeners.watches, now=now)
        result.back_catalogue = list(catalogue.alerts)
    composed = compose(
        spoken,
        everything,
        listeners.watches,
        now=now,
        channels=listeners.channels,
        endpoints=listeners.endpoints,
        told=told,
        mutes=mutes,
        sources=places,
        earlier=earlier,
    )
    told_now = limited(composed.alerts, composed.owed, places, new_sources, listeners.channels, now)
    result.alerts += told_now.alerts
    result.owed += told_now.owed
    result.held_back += told_now.held
    router = Router(None, mutes=mutes, sources=places, today=now.date())
    loud = (v for v in spoken if v.channel != "silent")
    result.muted += [(v, mute) for v in loud if (mute := router.muted(v)) is not None]
