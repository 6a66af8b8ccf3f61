"""How things stand, for people and for monitoring: last and next pass, sources, what is owed, sizes. Reads only."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flows import health
from flows.desk import appointed, kept, server
from flows.desk.timetable import Rule, due, limits
from flows.desk.words import size, span
from flows.logs.masks import mask_text
from flows.passes import folder
from flows.settings import Settings
from storage.clock import ahead
from storage.errors import LedgerBusy, LedgerError, LedgerMissing

if TYPE_CHECKING:
    from rich.console import RenderableType

    from storage.standing import Standing

#: exit codes as monitoring systems have them
WELL, WARN, ACT = 0, 1, 2
#: how long a ledger is waited for that another process writes
WAIT_SECONDS = 2.0


@dataclass(slots=True)
class Report:
    """The state of one data folder. ``code`` is the worst of all findings; ``findings`` say what to do about it."""

    now: datetime
    code: int = WELL
    findings: list[str] = field(default_factory=list)
    last_pass: datetime | None = None
    #: seconds of the whole pass, delivering and publishing included; None before it has ended and where no heartbeat tells of it
    last_pass_took: float | None = None
    #: seconds after which it was recorded: what the ledger knows
    last_pass_recorded_after: float | None = None
    #: when a pass last ended, however it did: by the heartbeat, whoever holds the ledger
    heartbeat: datetime | None = None
    #: the next moment, from now on, at which the schedule wants a pass
    next_pass: datetime | None = None
    schedule: str = ""
    timezone: str = "UTC"
    prefect: str | None = None
    #: whether a ``serve`` watches the data folder now
    serving: bool = False
    #: flow and deployment whose own schedule it is, where a worker makes the passes; None: the settings' schedule
    deployment: str | None = None
    #: the Prefect API without which no pass is made, and whether it answers; None: there is none, or none is known
    prefect_api: str | None = None
    prefect_answers: bool | None = None
    sources: int = 0
    failing: list[str] = field(default_factory=list)
    owed: int = 0
    #: findings that wait for the next digest
    digest: int = 0
    parked: int = 0
    #: as they are read today; readings of older generations and of other desks are counted apart
    claims: int = 0
    older_claims: int = 0
    reference_claims: int = 0
    held: str = "0 articles, 0 claims, 0 alerts"
    articles: int = 0
    alerts: int = 0
    ledger_bytes: int = 0
    raw_bytes: int = 0
    #: the store elsewhere that holds them, where they lie in no folder
    raw_at: str | None = None
    snapshot_at: datetime | None = None
    #: free space where the data folder lies; None where nobody can say
    free_bytes: int | None = None

    def add(self, code: int, sentence: str) -> None:
        """Something to know; the worst code wins."""
        self.code = max(self.code, code)
        self.findings.append(sentence)


def look(settings: Settings, now: datetime | None = None) -> Report:
    """Look at ledger, copy, heartbeat, sources and server. Never raises for what it is there to report."""
    report = Report(
        now or datetime.now(UTC),
        sources=sum(s.enabled for s in settings.sources),
        serving=folder.held(settings, folder.WATCH),
        free_bytes=kept.free_bytes(settings),
    )
    _scheduled(report, settings)
    standing, trouble = health.standing_of(settings, WAIT_SECONDS)
    if (gone := _lost(settings)) is not None:
        report.add(ACT, gone)
    elif isinstance(trouble, LedgerMissing):
        report.add(ACT, "no pass was ever made: pledgewatch run, or pledgewatch serve to go on by itself")
        _died(report, settings)
        return report
    elif isinstance(trouble, LedgerBusy):
        _held(report, settings, trouble)
    elif trouble is not None:
        report.add(ACT, str(trouble))
    _take(report, settings, standing)
    try:
        _snapshot(report, settings)
    except LedgerError as error:
        report.add(ACT, str(error))
    _ahead(report)
    _late(report, settings, standing)
    _died(report, settings)
    _judge(report)
    for sentence in kept.findings(settings, report.now, report.serving, report.free_bytes):
        report.add(WARN, sentence)
    return report


def _lost(settings: Settings) -> str | None:
    from storage.lost import noticed

    return noticed(settings.ledger_path, settings.snapshot_path, WAIT_SECONDS)


def _scheduled(report: Report, settings: Settings) -> None:
    """By what schedule passes are made, whose it is, and whether the Prefect server answers without which none is."""
    rules = appointed.rules(settings)
    deployed = appointed.by_worker(settings)
    report.next_pass = next((m.astimezone(UTC) for m in due(rules, report.now)), None)
    if deployed is None:
        report.schedule = settings.schedule.cron or f"every {settings.schedule.every or '30m'}"
        report.timezone = settings.schedule.timezone
    else:
        report.deployment = deployed.name
        report.schedule = "; ".join(map(_words, rules)) or (
            "by its own rules" if deployed.otherwise else "none is active"
        )
        report.timezone = rules[0].timezone if rules else "UTC"
        if not rules and not deployed.otherwise:
            report.add(
                WARN,
                f"the deployment {deployed.name} has no active schedule, or is paused: no pass is made by itself; start the schedule again (were "
                f"passes made otherwise by now, remove {settings.paths.data / 'deployed.json'})",
            )
        if not ahead(deployed.at, report.now):
            report.next_pass = next((m for m in deployed.upcoming if m > report.now), report.next_pass)
    report.prefect = server.running(settings)
    report.prefect_api = appointed.api(settings, report.now)
    if report.prefect_api is None:
        return
    report.prefect_answers = report.prefect == report.prefect_api or server.reachable(report.prefect_api)
    if report.prefect_answers:
        report.prefect = report.prefect_api
        return
    if deployed is not None:
        report.add(
            WARN,
            f"the Prefect server at {report.prefect_api}, by which the last pass was run, does not answer: none is made until it does; "
            f"start it again (on another machine or in another container it may answer; were passes made otherwise by now, remove "
            f"{settings.paths.data / 'deployed.json'})",
        )
    else:
        report.add(
            WARN,
            f"the Prefect server at {report.prefect_api} that serve uses does not answer: no pass is made until it does",
        )


def _words(rule: Rule) -> str:
    """A rule as the settings would have it: ``every 30m``, ``5 * * * *``."""
    if rule.pause is None:
        return rule.cron or ""
    seconds = rule.pause.total_seconds()
    for length, unit in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds % length == 0:
            return f"every {seconds / length:.0f}{unit}"
    return f"every {seconds:g}s"


def _held(report: Report, settings: Settings, busy: LedgerBusy) -> None:
    """Who holds the ledger: a pass, which is as it should be, or something else, beside which nothing can be recorded."""
    if busy.pid is not None and busy.pid == folder.signed_by(settings):
        report.findings.append("a pass is writing the ledger right now; the figures are those of the published copy")
        return
    who = f"process {busy.pid}" + (f" ({busy.command})" if busy.command else "") if busy.pid else "another process"
    report.add(
        WARN,
        f"{who} has the ledger open and is no pass: nothing can be recorded until it has finished; stop it if it goes on "
        "(the figures are those of the published copy)",
    )


def _take(report: Report, settings: Settings, standing: Standing) -> None:
    from flows.health.standing import failing

    last = standing.last_pass
    if last is not None:
        report.last_pass = last.started_at
        report.last_pass_recorded_after = (last.recorded_at - last.started_at).total_seconds()
        beat = health.read_beat(settings)
        if beat is not None and beat.run_id == last.run_id:
            report.last_pass_took = beat.seconds
    report.heartbeat = health.last_beat(settings)
    report.failing = failing(settings, standing)
    report.owed = sum(d.owed for d in standing.deliveries.values())
    report.digest = sum(d.digest for d in standing.deliveries.values())
    report.parked = sum(d.parked for d in standing.deliveries.values())


def _snapshot(report: Report, settings: Settings) -> None:
    from storage.snapshot import info

    report.ledger_bytes = settings.ledger_path.stat().st_size if settings.ledger_path.exists() else 0
    if isinstance(settings.raw_address, str):  # a store elsewhere is not listed for every look
        report.raw_at = settings.raw_address
    else:
        report.raw_bytes = sum(f.stat().st_size for f in settings.raw_path.rglob("*.zst"))
    found = info(settings.snapshot_path)
    report.snapshot_at = found.published_at
    report.claims, report.articles, report.alerts = found.claims, found.articles, found.alerts
    report.older_claims, report.reference_claims, report.held = found.older_claims, found.reference_claims, found.held


def _ahead(report: Report) -> None:
    """Whether what was noted last is of later than now: then it shows nothing, neither that passes are made nor that they are not."""
    wrong = [m for m in (report.last_pass, report.heartbeat) if m is not None and ahead(m, report.now)]
    if wrong:
        report.add(
            ACT,
            f"the clock was ahead when the last pass was recorded ({max(wrong):%Y-%m-%d %H:%M} UTC, later than now): check it; "
            "the next pass puts this right, and until then nothing shows whether passes are made",
        )


def _late(report: Report, settings: Settings, standing: Standing) -> None:
    """Whether passes are still made, by the schedule's own pauses. The heartbeat counts too: it is there whoever holds the ledger."""
    beat = health.read_beat(settings)
    begun = beat.moment - timedelta(seconds=0 if beat.working else beat.seconds) if beat is not None else None
    last = max((m for m in (report.last_pass, begun) if m is not None and not ahead(m, report.now)), default=None)
    within = limits(appointed.rules(settings), last) if last is not None else None
    if last is None or within is None:
        return
    ago = span(report.now - last)
    if report.now > within[1]:
        who = (
            f"is a worker running, and the deployment {report.deployment} not paused"
            if report.deployment
            else "is pledgewatch serve (or your cron job) still running"
        )
        report.add(ACT, f"the last pass began {ago} ago; {who}?")
    elif report.now > within[0]:
        whose = f"the schedule of the deployment {report.deployment}" if report.deployment else "its schedule"
        report.add(WARN, f"the last pass began {ago} ago, later than {whose}")


def _deliveries(number: int) -> str:
    return f"{number} delivery was" if number == 1 else f"{number} deliveries were"


def _died(report: Report, settings: Settings) -> None:
    """What the heartbeat says of a pass that did not come to its end: once may pass by itself, twice in a row will not."""
    beat = health.read_beat(settings)
    if beat is None or beat.died is None:
        return
    times = f"; it was the {_ordinal(beat.died_in_a_row)} in a row" if beat.died_in_a_row > 1 else ""
    report.add(
        ACT if beat.died_in_a_row > 1 else WARN,
        f"the last pass died {_ago(report, beat.moment)} in its stage {beat.died.get('stage', '')}: "
        f"{beat.died.get('error', '')}{times}",
    )


def _judge(report: Report) -> None:
    """What the figures mean."""
    if report.sources and len(report.failing) == report.sources:
        report.add(
            ACT, "every source fails: is the network there, and every folder? pledgewatch sources says why of each"
        )
    elif report.failing:
        from flows.report.parts import names

        report.add(WARN, f"{len(report.failing)} of {report.sources} sources fail: {names(report.failing)}")
    if report.parked:
        report.add(
            ACT, f"{_deliveries(report.parked)} given up: pledgewatch alerts test, then pledgewatch alerts retry"
        )
    if report.owed:
        report.add(
            WARN,
            f"{report.owed} alert{' waits' if report.owed == 1 else 's wait'} for delivery; tried again with each pass",
        )


def _ordinal(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")


def as_record(report: Report) -> dict[str, Any]:
    """The report as one JSON object."""
    return {"status": ("well", "look", "act")[report.code], **asdict(report)}


def _next(report: Report) -> str:
    """When the next pass is due, in the schedule's own time zone; its day, where that is not today."""
    by = f"by the Prefect deployment {report.deployment}" if report.deployment else _by_serve(report)
    if report.next_pass is None:
        return f", names no further pass{f' {by}' if report.deployment else ''}"
    zone = ZoneInfo(report.timezone)
    moment = report.next_pass.astimezone(zone)
    day = "" if moment.date() == report.now.astimezone(zone).date() else f"{moment:%Y-%m-%d} "
    return f", next {day}{moment:%H:%M} {report.timezone} {by}"


def _by_serve(report: Report) -> str:
    return "by the serve that runs" if report.serving else "while serve runs (none does now)"


def _prefect(report: Report) -> str:
    if report.prefect_answers is False and report.prefect_api is not None:
        return f"{report.prefect_api.removesuffix('/api')} does not answer"
    return report.prefect.removesuffix("/api") if report.prefect else "no server running"


def _ago(report: Report, moment: datetime) -> str:
    if ahead(moment, report.now):
        return f"at {moment:%Y-%m-%d %H:%M} UTC by a clock that was ahead"
    return f"{span(report.now - moment)} ago"


def _last(report: Report) -> str:
    if report.last_pass is None:
        return "never"
    ago = _ago(report, report.last_pass)
    if report.last_pass_took is not None:
        return f"{ago}, took {report.last_pass_took:.1f} s"
    if report.last_pass_recorded_after is not None:
        return f"{ago}, recorded after {report.last_pass_recorded_after:.1f} s"
    return ago


def render(report: Report) -> RenderableType:
    """The report for a person."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row("last pass", _last(report))
    grid.add_row("schedule", report.schedule + _next(report))
    grid.add_row("Prefect", _prefect(report))
    grid.add_row("sources", f"{report.sources}, {len(report.failing)} failing")
    grid.add_row(
        "ledger",
        f"{report.held}, {size(report.ledger_bytes)}",
    )
    grid.add_row("raw pages", f"in {mask_text(report.raw_at)}" if report.raw_at else size(report.raw_bytes))
    grid.add_row("copy to query", f"made {_ago(report, report.snapshot_at)}" if report.snapshot_at else "none")
    grid.add_row("free space", size(report.free_bytes) if report.free_bytes is not None else "not known")
    grid.add_row(
        "waiting",
        f"{report.owed} alert{'' if report.owed == 1 else 's'} owed, {report.digest} for the next digest, {report.parked} given up",
    )
    style = ("green", "yellow", "bold red")[report.code]
    said = [Text(f"! {mask_text(line)}", style=style) for line in report.findings] or [Text("all is well", style=style)]
    return Group(grid, *said)
