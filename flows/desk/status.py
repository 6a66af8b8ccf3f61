"""How things stand, for people and for monitoring: last and next pass, sources, what is owed, sizes. Reads only."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flows.desk import server
from flows.logs.masks import mask_text
from flows.settings import Settings

if TYPE_CHECKING:
    from rich.console import RenderableType

#: exit codes as monitoring systems have them
WELL, WARN, ACT = 0, 1, 2


@dataclass(slots=True)
class Report:
    """The state of one data folder. ``code`` is the worst of all findings; ``findings`` say what to do about it."""

    now: datetime
    code: int = WELL
    findings: list[str] = field(default_factory=list)
    last_pass: datetime | None = None
    last_pass_took: float | None = None
    next_pass: datetime | None = None
    schedule: str = ""
    prefect: str | None = None
    sources: int = 0
    failing: list[str] = field(default_factory=list)
    owed: int = 0
    #: findings that wait for the next digest
    digest: int = 0
    parked: int = 0
    claims: int = 0
    articles: int = 0
    alerts: int = 0
    ledger_bytes: int = 0
    raw_bytes: int = 0
    snapshot_at: datetime | None = None

    def add(self, code: int, sentence: str) -> None:
        """Something to know; the worst code wins."""
        self.code = max(self.code, code)
        self.findings.append(sentence)


def look(settings: Settings, now: datetime | None = None) -> Report:
    """Look at ledger, copy, sources and server. Never raises for what it is there to report."""
    from storage.errors import LedgerBusy, LedgerError, LedgerMissing

    report = Report(now or datetime.now(UTC), sources=sum(s.enabled for s in settings.sources))
    report.schedule = settings.schedule.cron or f"every {settings.schedule.every or '30m'}"
    report.prefect = server.running(settings)
    try:
        _ledger(report, settings)
    except LedgerMissing:
        report.add(ACT, "no pass was ever made: pledgewatch run, or pledgewatch serve to go on by itself")
        return report
    except LedgerBusy:
        report.findings.append("a pass is writing the ledger right now; the figures are those of the published copy")
    except LedgerError as error:
        report.add(ACT, str(error))
    try:
        _snapshot(report, settings)
    except LedgerError as error:
        report.add(ACT, str(error))
    _judge(report, settings)
    return report


def _ledger(report: Report, settings: Settings) -> None:
    from storage.ledger import Ledger

    with Ledger.open(settings.ledger_path, read_only=True, wait_seconds=2.0) as ledger:
        last = ledger.run_summary()
        states = ledger.source_states()
        owed = ledger.owed(report.now + timedelta(days=3650))
    if last is not None:
        report.last_pass = last.started_at
        report.last_pass_took = (last.recorded_at - last.started_at).total_seconds()
    enabled = {s.name for s in settings.sources if s.enabled}
    report.failing = [s.name for s in states.values() if s.failures and s.name in enabled]
    report.owed = sum(not row.digest for row in owed)
    report.digest = sum(row.digest for row in owed)


def _snapshot(report: Report, settings: Settings) -> None:
    from storage.lookups import alerts
    from storage.snapshot import info

    found = info(settings.snapshot_path)
    report.snapshot_at = found.published_at
    report.parked = sum(row["parked"] for row in alerts(settings.snapshot_path, 10_000))
    report.claims, report.articles, report.alerts = found.claims, found.articles, found.alerts
    report.ledger_bytes = settings.ledger_path.stat().st_size
    report.raw_bytes = sum(f.stat().st_size for f in settings.raw_path.rglob("*.zst"))


def _judge(report: Report, settings: Settings) -> None:
    """What the figures mean."""
    pause = settings.schedule.interval if settings.schedule.cron is None else timedelta(days=1)
    if report.last_pass is not None:
        report.next_pass = _next(settings, report.last_pass)
        late = report.now - report.last_pass
        if late > 3 * pause + timedelta(minutes=15):
            report.add(
                ACT, f"the last pass began {_span(late)} ago; is pledgewatch serve (or your cron job) still running?"
            )
        elif late > 2 * pause + timedelta(minutes=5):
            report.add(WARN, f"the last pass began {_span(late)} ago, later than its schedule")
    if report.sources and len(report.failing) == report.sources:
        report.add(ACT, "every source fails: is the network there? pledgewatch sources check")
    elif report.failing:
        from flows.report.parts import names

        report.add(WARN, f"{len(report.failing)} of {report.sources} sources fail: {names(report.failing)}")
    if report.parked:
        report.add(
            ACT, f"{report.parked} deliveries were given up: pledgewatch alerts test, then pledgewatch alerts retry"
        )
    if report.owed:
        report.add(WARN, f"{report.owed} alerts wait for delivery; they are tried again")


def _next(settings: Settings, last: datetime) -> datetime | None:
    if settings.schedule.cron is None:
        anchor = datetime(2024, 1, 1, tzinfo=UTC)
        pause = settings.schedule.interval
        return anchor + pause * ((last - anchor) // pause + 1)
    return None


def _span(length: timedelta) -> str:
    seconds = length.total_seconds()
    for size, word in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {word}"
    return f"{seconds:.0f} seconds"


def as_record(report: Report) -> dict[str, Any]:
    """The report as one JSON object."""
    return {"status": ("well", "look", "act")[report.code], **asdict(report)}


def render(report: Report) -> RenderableType:
    """The report for a person."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    ago = (
        f"{_span(report.now - report.last_pass)} ago, took {report.last_pass_took:.1f} s"
        if report.last_pass
        else "never"
    )
    grid.add_row("last pass", ago)
    grid.add_row(
        "schedule",
        report.schedule + (f", next {report.next_pass:%H:%M} UTC while serve runs" if report.next_pass else ""),
    )
    grid.add_row("Prefect", report.prefect.removesuffix("/api") if report.prefect else "no server running")
    grid.add_row("sources", f"{report.sources}, {len(report.failing)} failing")
    grid.add_row(
        "ledger",
        f"{report.articles:,} articles, {report.claims:,} claims, {report.alerts:,} alerts, {_size(report.ledger_bytes)}",
    )
    grid.add_row("raw pages", _size(report.raw_bytes))
    grid.add_row("copy to query", f"{_span(report.now - report.snapshot_at)} old" if report.snapshot_at else "none")
    grid.add_row("waiting", f"{report.owed} alerts owed, {report.digest} for the next digest, {report.parked} given up")
    style = ("green", "yellow", "bold red")[report.code]
    said = [Text(f"! {mask_text(line)}", style=style) for line in report.findings] or [Text("all is well", style=style)]
    return Group(grid, *said)


def _size(number: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"
