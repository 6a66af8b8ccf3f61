"""Reading history again: what the raw pages say to today's extractor, into the ledger itself or into a scratch one for comparison."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from extractors import VERSION
from flows import health
from flows.judge import Listeners, judge
from flows.passes import stages
from flows.passes.folder import Busy, alone, holder
from flows.settings import Settings
from storage.errors import LedgerError, LedgerMissing
from storage.ledger import Ledger
from storage.objects import raw_store
from storage.rows import Harvest, Page, Reading

if TYPE_CHECKING:
    from storage.difference import Difference

#: pages read and judged together
BATCH = 25
#: between two signs of life
SIGN_SECONDS = 60.0

Counting = Callable[[int, int], None]


@dataclass(slots=True)
class Reread:
    """What reading again came to."""

    pages: int = 0
    documents: int = 0
    claims: int = 0
    #: pages whose bytes are not kept any more or cannot be read
    lost: int = 0


def reread(
    settings: Settings,
    now: datetime,
    counting: Counting = lambda done, total: None,
    wait: bool | None = None,
    held: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Reread:
    """Read every kept page again that this extractor has not read yet, and record the new reading beside the old one.

    The new claims take the place of the old ones in all views; history stays. Nothing is told: old news is not news. Where a pass is
    running it waits for its end (``wait``; by default as ``schedule.overlap`` says) or raises Busy. ``held`` is entered while the data
    folder is its own.
    """
    result = Reread()
    with alone(settings, wait) as may:
        if not may:
            raise Busy(f"{holder(settings)} is making a pass; try again when it has ended")
        with held():
            with Ledger.open(settings.ledger_path, wait_seconds=stages.LEDGER_WAIT_SECONDS) as ledger:
                pages = [page for page in ledger.pages() if not page.source.startswith("import:")]
            signs = _Signs(settings, len(pages))
            for start in range(0, len(pages), BATCH):
                signs.give(start)
                with Ledger.open(settings.ledger_path, wait_seconds=stages.LEDGER_WAIT_SECONDS) as ledger:
                    _again(pages[start : start + BATCH], ledger, settings, now, result, skip=VERSION)
                counting(min(start + BATCH, len(pages)), len(pages))
    stages.publish(settings, now)
    return result


class _Signs:
    """Signs of life, one a minute: passes wait while history is read again, which may take hours, and nobody should think the desk dead."""

    def __init__(self, settings: Settings, pages: int) -> None:
        self.settings, self.pages, self.last = settings, pages, float("-inf")

    def give(self, done: int) -> None:
        """After so many pages."""
        if time.monotonic() - self.last >= SIGN_SECONDS:
            self.last = time.monotonic()
            what = f"reading history again: {done:,} of {self.pages:,} pages"
            health.at_work(self.settings, what, datetime.now(UTC))


def backtest(
    settings: Settings, counting: Counting = lambda done, total: None, since: datetime | None = None
) -> tuple[Reread, Difference]:
    """Read and judge all kept pages with today's extractor, rules and settings in a scratch ledger, and compare it with the live one.

    Every page is judged at the time when it was fetched. The live ledger is only read. With ``since`` only what came in from then on
    is compared; older pages are read and judged all the same, silently, since what was known before decides what is new.
    """
    from storage.difference import difference

    if not settings.snapshot_path.exists():
        raise LedgerMissing(f"there is no published copy at {settings.snapshot_path}: make a pass with pledgewatch run")
    with Ledger.open(settings.ledger_path, read_only=True, wait_seconds=stages.LEDGER_WAIT_SECONDS) as live:
        pages = [page for page in live.pages() if not page.source.startswith("import:")]
    result = Reread()
    with tempfile.TemporaryDirectory(prefix="pledgewatch-backtest-") as folder:
        scratch = Path(folder) / "ledger.duckdb"
        with Ledger.open(scratch) as ledger:
            for start, batch in _passes(pages):
                _again(batch, ledger, settings, batch[0].fetched_at, result, tell=True)
                counting(start + len(batch), len(pages))
        return result, difference(settings.snapshot_path, scratch, since)


def _passes(pages: Sequence[Page]) -> Iterable[tuple[int, Sequence[Page]]]:
    """Pages that were fetched within the same quarter of an hour, which are those of one pass."""
    start = 0
    for number in range(1, len(pages) + 1):
        if number == len(pages) or (pages[number].fetched_at - pages[start].fetched_at).total_seconds() > 900:
            yield start, pages[start:number]
            start = number


def _again(
    pages: Sequence[Page],
    ledger: Ledger,
    settings: Settings,
    now: datetime,
    result: Reread,
    skip: str | None = None,
    tell: bool = False,
) -> None:
    store = raw_store(settings.raw_address)
    readings: dict[str, Reading] = {}
    for page in pages:
        result.pages += 1
        try:
            body = store.get(page.sha256)
        except LedgerError:
            result.lost += 1
            continue
        reading, _ = stages.read_page(settings, replace(page, body=body))
        if reading is None:
            result.lost += 1
        else:
            readings[reading.document.id] = reading
    done = ledger.recorded(list(readings), skip) if skip is not None else set()
    fresh = [reading for key, reading in readings.items() if key not in done]
    judged = judge(fresh, ledger, Listeners(settings.watches if tell else ()), settings, now)
    if not tell:
        judged.alerts, judged.owed = [], []
    judged.owed = []
    if fresh:
        harvest = judged.into(
            Harvest(run_id=f"reread-{now:%Y%m%dT%H%M%S}-{result.pages}", started_at=now, extractor=VERSION)
        )
        recorded = ledger.record(harvest, None if not tell else now)
        result.documents += len(fresh)
        result.claims += recorded.claims
