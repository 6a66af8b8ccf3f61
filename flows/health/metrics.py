"""``metrics.prom`` in the data folder, for node_exporter's textfile collector: gauges of the last pass, and counters over all passes.

Counters are counted in the ledger, so that they go on over restarts and ``rate()`` works; the passes that died are counted in the
heartbeat, since a ledger that cannot be written cannot count them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flows.health.beat import Beat, write_even_if_full
from flows.settings import Settings
from storage.standing import Deliveries, Standing

if TYPE_CHECKING:
    from prometheus_client import Metric

    from flows.report.summary import Summary

#: labels → value
Values = Mapping[tuple[str, ...], float]

_TOTALS = {
    "passes": "Passes recorded.",
    "pages": "Pages recorded.",
    "articles": "Articles recorded by passes.",
    "claims": "Claims recorded by passes.",
    "verdicts": "Findings of the comparison.",
    "alerts": "Alerts composed.",
    "problems": "Pages and entries that could not be read.",
}


class _Families:
    """What is exported, as ``prometheus_client`` wants its collectors."""

    def __init__(self, families: list[Metric]) -> None:
        self.families = families

    def collect(self) -> Iterator[Metric]:
        yield from self.families


def write_metrics(settings: Settings, done: Summary, beat: Beat, standing: Standing | None, now: datetime) -> None:
    """Replace the file. Without a ``standing`` (no ledger and no copy could be read) what comes from there is left out. Raises OSError."""
    from prometheus_client import CollectorRegistry, generate_latest

    families = _of_pass(settings, done, beat, now) + _of_desk(settings, now)
    if standing is not None:
        families += _of_sources(settings, standing) + _of_deliveries(settings, standing)
        families += [_counter(name, about, {(): standing.totals.get(name, 0)}) for name, about in _TOTALS.items()]
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Families(families))
    write_even_if_full(settings.paths.data / "metrics.prom", generate_latest(registry))


def _of_pass(settings: Settings, done: Summary, beat: Beat, now: datetime) -> list[Metric]:
    last_success = datetime.fromisoformat(beat.last_success).timestamp() if beat.last_success else 0.0
    gauges = [
        ("last_pass_timestamp_seconds", "When the last pass ended, however it did.", now.timestamp()),
        (
            "last_success_timestamp_seconds",
            "When a pass last came to its end and read something; 0: never.",
            last_success,
        ),
        ("last_pass_seconds", "How long it took, delivering and publishing included.", done.seconds),
        ("last_pass_failed", "1 if nothing at all could be read, or the pass died.", float(beat.failed)),
        ("last_pass_died", "1 if the pass did not come to its end.", float(beat.died is not None)),
        ("last_pass_pages", "Pages fetched.", done.pages),
        ("last_pass_articles", "New articles recorded.", done.recorded.articles),
        ("last_pass_claims", "New claims recorded.", done.recorded.claims),
        ("last_pass_alerts", "Alerts composed.", beat.alerts),
        ("last_pass_problems", "Pages and entries that could not be read.", len(done.problems)),
    ]
    if settings.ledger_path.exists():
        gauges.append(("ledger_bytes", "Size of the ledger.", settings.ledger_path.stat().st_size))
    families = [_gauge(name, about, {(): value}) for name, about, value in gauges]
    return [*families, _counter("passes_died", "Passes that did not come to their end.", {(): beat.died_ever})]


def _of_desk(settings: Settings, now: datetime) -> list[Metric]:
    """What stands around the passes: the version, the copy that people query, the disk, what is due next, the Prefect server."""
    from flows.desk import appointed, server
    from flows.desk.timetable import due
    from storage.recording import own_version

    gauges: list[tuple[str, str, float]] = []
    deployed = appointed.by_worker(settings)
    coming = deployed.upcoming if deployed is not None else ()
    # a pass that began by a clock that was ahead, and has been set since, must not put off who waits for the next one
    clock = datetime.now(UTC)
    upcoming = [*(m for m in coming if m > clock), *due(appointed.rules(settings), min(now, clock))][:1]
    gauges += [
        ("next_pass_timestamp_seconds", "When the next pass is due by its schedule.", m.timestamp()) for m in upcoming
    ]
    if settings.snapshot_path.exists():
        published = settings.snapshot_path.stat().st_mtime
        gauges.append(("snapshot_timestamp_seconds", "When the copy that people query was last published.", published))
    free = shutil.disk_usage(settings.paths.data).free
    gauges.append(("data_disk_free_bytes", "Free space on the disk of the data folder.", free))
    address = appointed.api(settings, now)
    if address is not None:
        about = "1 if the Prefect server that makes the passes answered at the end of the last one."
        gauges.append(("prefect_answers", about, float(server.reachable(address))))
    families = [_gauge(name, about, {(): value}) for name, about, value in gauges]
    version: Values = {(own_version(),): 1}
    return [*families, _gauge("build_info", "1, with the version that made the last pass.", version, ["version"])]


def _of_sources(settings: Settings, standing: Standing) -> list[Metric]:
    """Every source of the settings, whether this pass asked it or not."""
    states = {s.name: standing.states.get(s.name) for s in settings.sources if s.enabled}
    up: Values = {(name,): float(state is not None and not state.failures) for name, state in states.items()}
    in_a_row: Values = {(name,): state.failures if state else 0 for name, state in states.items()}
    success: Values = {
        (name,): state.last_success.timestamp() if state and state.last_success else 0.0
        for name, state in states.items()
    }
    about = "1 if the source could be read when it was last asked; 0 if not, or if it never was."
    return [
        _gauge("source_up", about, up, ["source"]),
        _gauge("source_failures_in_a_row", "Failures since the source could last be read.", in_a_row, ["source"]),
        _gauge("source_last_success_timestamp_seconds", "When it could last be read; 0: never.", success, ["source"]),
    ]


def _of_deliveries(settings: Settings, standing: Standing) -> list[Metric]:
    """Every destination that was ever owed something, and every channel of the settings."""
    found = {c.name: Deliveries() for c in settings.channels} | standing.deliveries
    families = [
        ("deliveries_waiting", "Deliveries not taken yet.", "owed"),
        ("deliveries_for_digest", "Findings kept for the next digest.", "digest"),
        ("deliveries_given_up", "Deliveries given up and not tried again since.", "parked"),
    ]
    counted = [
        ("alerts_sent", "Alerts and digest items taken by a destination.", "sent_ever"),
        ("deliveries_failed", "Attempts that failed and are made again.", "failed_ever"),
        ("deliveries_parked", "Deliveries given up.", "parked_ever"),
    ]
    named = ["destination"]
    return [
        *(_gauge(n, about, {(d,): getattr(x, key) for d, x in found.items()}, named) for n, about, key in families),
        *(_counter(n, about, {(d,): getattr(x, key) for d, x in found.items()}, named) for n, about, key in counted),
    ]


def _gauge(name: str, about: str, values: Values, labels: list[str] | None = None) -> Metric:
    from prometheus_client.core import GaugeMetricFamily

    family = GaugeMetricFamily(f"pledgewatch_{name}", about, labels=labels or [])
    for key, value in values.items():
        family.add_metric(key, value)
    return family


def _counter(name: str, about: str, values: Values, labels: list[str] | None = None) -> Metric:
    from prometheus_client.core import CounterMetricFamily

    family = CounterMetricFamily(f"pledgewatch_{name}", about, labels=labels or [])
    for key, value in values.items():
        family.add_metric(key, value)
    return family
