"""What each stage does with one of its parts: plain functions of (settings, part). Their order is in ``flows.passes.pipeline``.

The ledger is open only in ``plan``, while looking up known addresses and comparing (for reading), where ``judge`` records (for writing,
one transaction), and where ``deliver`` reads what is due and marks what is done.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from extractors.model import Alert, Statement, Verdict
from flows import rates
from flows.notices import Notice
from flows.settings import BadSettings, Mute, Settings, Source
from storage.lock import waiting_seconds
from storage.rows import Harvest, Known, Page, Problem, Reading, Recorded, SourceReport, SourceState

if TYPE_CHECKING:
    from flows.alert.card import Card
    from flows.judge import Listeners

#: destination, sent, still owed, given up, last error
Row = tuple[str, int, int, int, str | None]

#: at most this many parts for reading, however many pages there are: each is a task run where Prefect records them
MOST_READ_PARTS = 24
#: how long a stage waits for another process that has the ledger open
LEDGER_WAIT_SECONDS = waiting_seconds()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be asked, and what is remembered of it."""

    sources: tuple[Source, ...] = ()
    states: dict[str, SourceState] = field(default_factory=dict)
    #: a scheduled pass asks only sources that are due; a pass that a person asked for asks all
    due_only: bool = False
    #: the reference rates are to be fetched anew (by the first group)
    rates: bool = False


@dataclass(frozen=True, slots=True)
class Fetch:
    """What came of one group of sources."""

    pages: tuple[Page, ...] = ()
    states: tuple[SourceState, ...] = ()
    reports: tuple[SourceReport, ...] = ()
    problems: tuple[Problem, ...] = ()
    #: for the operator: a source fell silent, is gone, or is back
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """What came of one batch of pages."""

    readings: tuple[Reading, ...] = ()
    problems: tuple[Problem, ...] = ()
    #: pages that gave no document
    empty: tuple[Page, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What judging added, for the summary."""

    recorded: Recorded = field(default_factory=Recorded)
    statements: list[Statement] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    back_catalogue: list[Alert] = field(default_factory=list)
    held_back: list[Alert] = field(default_factory=list)
    #: the reports of the pass, with what only the ledger knows: a source that is fetched fine and gives no claims any more
    reports: list[SourceReport] = field(default_factory=list)
    #: sentences for the operator: a source gives no claims any more, or does again
    notices: list[str] = field(default_factory=list)
    #: texts that could not be compared
    problems: list[Problem] = field(default_factory=list)
    #: what is not told because it is muted
    muted: list[tuple[Verdict, Mute]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was sent: (destination, sent, still owed, given up, last error), and what the terminal is to show."""

    rows: list[Row] = field(default_factory=list)
    shown: list[Card] = field(default_factory=list)
    #: destination -> why something waits though nothing failed: quiet hours, too many for one hour
    notes: dict[str, str] = field(default_factory=dict)


# --- plan -----------------------------------------------------------------------------------------------------------------


def plan(settings: Settings, part: tuple[tuple[str, ...], bool]) -> Plan:
    """Which sources to ask, and what is remembered of them."""
    from storage.ledger import Ledger

    only, due_only = part
    sources = chosen(settings, only)
    refuse_if_lost(settings)
    # opened for writing: makes or migrates the ledger before anything is fetched, so that trouble with it shows at once
    with Ledger.open(settings.ledger_path, wait_seconds=LEDGER_WAIT_SECONDS) as ledger:
        return Plan(sources, ledger.source_states(), due_only)


def refuse_if_lost(settings: Settings) -> None:
    """Raise LedgerBehind where the ledger is not the one that its published copy was made of, before anything is judged or told by it."""
    from storage.lost import refuse_if_lost as look

    look(settings.ledger_path, settings.snapshot_path, LEDGER_WAIT_SECONDS)


def chosen(settings: Settings, only: Collection[str]) -> tuple[Source, ...]:
    """The enabled sources, or ``only`` these. Raises BadSettings for a name that is none."""
    names = {s.name for s in settings.sources}
    for name in only:
        if name not in names:
            raise BadSettings(f'there is no source "{name}"; there are: {", ".join(sorted(names)) or "none"}')
    return tuple(s for s in settings.sources if s.enabled and (not only or s.name in only))


# --- fetch ----------------------------------------------------------------------------------------------------------------


def fetch_parts(settings: Settings, plan: Plan, now: datetime) -> list[tuple[tuple[Source, ...], Plan, datetime]]:
    """The sources in as many groups as the settings say (one, if they say nothing), each host whole in one of them.

    One group is one event loop with many requests open; more groups are for several machines.
    """
    by_host: dict[str, list[Source]] = defaultdict(list)
    for source in plan.sources:
        by_host[_host(source)].append(source)
    groups: list[list[Source]] = [[] for _ in range(min(settings.fetch.shards, len(by_host)))]
    for sources in sorted(by_host.values(), key=len, reverse=True):
        min(groups, key=len).extend(sources)
    stale = rates.due(settings, now)
    return [(tuple(group), replace(plan, rates=stale and n == 0), now) for n, group in enumerate(groups)]


def _host(source: Source) -> str:
    return (urlsplit(source.url).hostname or source.name) if source.url else "."


def fetch(settings: Settings, part: tuple[tuple[Source, ...], Plan, datetime]) -> Fetch:
    """Ask a group of sources for what is new; raw bytes are kept before anyone reads them."""
    from flows.fetch import FileShelf
    from flows.fetch import fetch as ask
    from storage.objects import raw_store

    sources, planned, now = part
    states = {s.name: planned.states[s.name] for s in sources if s.name in planned.states}
    found = ask(
        sources,
        states,
        settings,
        known=_known(settings),
        now=now,
        raw=raw_store(settings.raw_address),
        due_only=planned.due_only,
        shelf=FileShelf(settings.paths.data / "robots"),
    )
    trouble = rates.refresh(settings, now) if planned.rates else None
    problems = (*found.problems, trouble) if trouble else found.problems
    return Fetch(found.pages, found.states, found.reports, problems, found.notices)


def _known(settings: Settings) -> Callable[[Collection[str]], dict[str, Known]]:
    """A look-up of addresses in the ledger, which is open only while it is asked."""
    from storage.errors import LedgerMissing
    from storage.ledger import Ledger

    def known(urls: Collection[str]) -> dict[str, Known]:
        try:
            with Ledger.open(settings.ledger_path, read_only=True, wait_seconds=LEDGER_WAIT_SECONDS) as ledger:
                return ledger.known(urls)
        except LedgerMissing:
            return {}

    return known


# --- read -----------------------------------------------------------------------------------------------------------------


def read_parts(settings: Settings, fetched: Iterable[Fetch]) -> list[tuple[Page, ...]]:
    """The pages in batches."""
    pages = [page for result in fetched for page in result.pages]
    size = max(settings.read.batch, -(-len(pages) // MOST_READ_PARTS))
    return [tuple(pages[i : i + size]) for i in range(0, len(pages), size)]


def read(settings: Settings, pages: Sequence[Page]) -> Read:
    """Clean and extract a batch of pages. Pure: the same pages give the same readings anywhere."""
    readings: list[Reading] = []
    problems: list[Problem] = []
    empty: list[Page] = []
    for page in pages:
        reading, complaints = read_page(settings, page)
        problems += complaints
        if reading is not None:
            readings.append(reading)
        else:
            empty.append(page)
    return Read(tuple(readings), tuple(problems), tuple(empty))


def read_page(settings: Settings, page: Page) -> tuple[Reading | None, list[Problem]]:
    """One page; what goes wrong is a problem of this page, never of the pass."""
    from extractors import articles, extract
    from extractors.lexicon import LexiconError, load
    from flows.clean import clean

    cleaned = clean(page)
    problems = list(cleaned.problems)
    if cleaned.document is None:
        return None, problems
    document = cleaned.document
    facts = cleaned.facts.kept() if cleaned.facts is not None else None
    try:
        lexicon = load(settings.lexicon.extend)
        claims = tuple(extract(document, lexicon))
        return Reading(page, document, tuple(articles(document)), claims, facts), problems
    except (
        LexiconError,
        OSError,
        MemoryError,
    ):  # not the text's fault: the pass ends with a sentence and is made again
        raise
    except Exception as error:  # a fault of ours on one text must not cost the pass; the text is kept, and read again by a later version
        sentence = f"its claims cannot be read ({type(error).__name__}: {error})"
        problems.append(Problem(page.source, page.url, "extract", "extract_failed", sentence))
        return Reading(page, document, (), (), facts), problems


# --- judge ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Batch:
    """All that a pass read, to be judged and recorded in one go."""

    run_id: str
    now: datetime
    plan: Plan
    fetched: tuple[Fetch, ...]
    read: tuple[Read, ...]
    #: the monotonic clock when the pass began: what is recorded bears the pass's own time, not the machine's
    began: float = 0.0


def judge_part(
    run_id: str, now: datetime, plan: Plan, fetched: Iterable[Fetch], read: Iterable[Read], began: float
) -> Batch:
    """The one part of judging: the ledger has one writer."""
    return Batch(run_id, now, plan, tuple(fetched), tuple(read), began)


def judge(settings: Settings, batch: Batch) -> Told:
    """Compare what was read with the ledger, and record everything in one transaction."""
    from flows.judge import judge as compare_and_compose
    from flows.passes.setaside import judged_without_faults
    from storage.ledger import Ledger

    readings = list({r.document.id: r for result in batch.read for r in result.readings}.values())
    # comparing takes the time, and only reads: others may read the ledger meanwhile; the pass's lock keeps other passes out
    with Ledger.open(settings.ledger_path, read_only=True, wait_seconds=LEDGER_WAIT_SECONDS) as ledger:
        done = ledger.recorded([r.document.id for r in readings])
        told, new = listeners(settings), _new_sources(batch.plan)
        judged, faults = judged_without_faults(
            lambda some: compare_and_compose(some, ledger, told, settings, batch.now, new_sources=new),
            [r for r in readings if r.document.id not in done],
        )
        claimed = ledger.claim_times(batch.now - timedelta(days=70))
    giving = {r.page.source for r in readings if r.claims}
    states = {s.name: s for f in batch.fetched for s in f.states}
    notices: list[str] = []
    reports = []
    for report in (r for f in batch.fetched for r in f.reports):
        reports.append(_heard(report, claimed.get(report.name, []), report.name in giving, batch, states, notices))
    harvest = Harvest(
        run_id=batch.run_id,
        started_at=batch.now,
        reports=tuple(reports),
        states=tuple(states.values()),
        problems=(
            *(p for f in batch.fetched for p in f.problems),
            *(p for r in batch.read for p in r.problems),
            *faults,
        ),
        pages=tuple(p for x in batch.read for p in x.empty),
        extractor=extractor_name(),
    )
    with Ledger.open(settings.ledger_path, wait_seconds=LEDGER_WAIT_SECONDS) as ledger:
        recorded = ledger.record(
            judged.into(harvest), batch.now + timedelta(seconds=max(0.0, time.monotonic() - batch.began))
        )
    return Told(
        recorded,
        judged.statements,
        judged.verdicts,
        judged.alerts,
        judged.back_catalogue,
        judged.held_back,
        reports,
        notices,
        faults,
        judged.muted,
    )


def _heard(
    report: SourceReport,
    claimed: list[datetime],
    gives: bool,
    batch: Batch,
    states: dict[str, SourceState],
    notices: list[str],
) -> SourceReport:
    """The report with a warning if the source was read and, against its habit, has had no claim for long: its pages may have changed.

    The operator hears of it once, which the source's state remembers (``states`` and ``notices`` are added to).
    """
    from flows.fetch import claim_silence, dry_notices

    silence = None if gives or report.status not in ("ok", "unchanged") else claim_silence(claimed, batch.now)
    if report.name in states:
        states[report.name], said = dry_notices(states[report.name], silence, gives, batch.now)
        notices += said
    return report if silence is None else replace(report, warnings=(*report.warnings, silence))


def _new_sources(plan: Plan) -> set[str]:
    """Sources that never gave anything before: their first findings are limited."""
    return {s.name for s in plan.sources if s.name not in plan.states or plan.states[s.name].last_success is None}


def extractor_name() -> str:
    """Name and version of the extractor, for pages without claims."""
    from extractors import VERSION

    return VERSION


def listeners(settings: Settings) -> Listeners:
    """Who is told by these settings."""
    from flows.judge import Listeners

    return Listeners(settings.watches, settings.channels)


# --- deliver and publish --------------------------------------------------------------------------------------------------


def deliver(settings: Settings, now: datetime) -> Delivered:
    """Send what is owed, each destination by itself; what fails stays owed."""
    from flows.alert.deliver import deliver as send

    shown: list[Card] = []
    report = send(settings.ledger_path, settings.channels, settings, now, show=shown.extend)
    rows: list[Row] = [(d.destination, d.sent, d.waiting, d.parked, d.error) for d in report.destinations]
    return Delivered(rows, shown, {d.destination: d.note for d in report.destinations if d.note})


def _own_rates(settings: Settings) -> Path | None:
    return settings.rates_path if settings.rates_path.exists() else None


def publish(settings: Settings, now: datetime, force: bool = False) -> Path:
    """Replace the read-only copy that people query, and the Parquet files beside it where they are wanted and do not take long.

    ``force``: also where the copy holds more than the ledger. Raises LedgerBehind.
    """
    from storage.parquet import WITHIN_A_PASS, publish_parquet
    from storage.snapshot import publish as replace_copy

    copy = replace_copy(
        settings.ledger_path, settings.snapshot_path, now, LEDGER_WAIT_SECONDS, _own_rates(settings), force
    ).path
    if settings.parquet_path is not None:
        most = WITHIN_A_PASS if settings.keep.parquet == "auto" else None
        publish_parquet(copy, settings.parquet_path, now, most)
    return copy
