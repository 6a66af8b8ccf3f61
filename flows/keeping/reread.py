"""Reading history again: what the raw pages say to today's extractor, into the ledger itself or into a scratch one for comparison."""

from __future__ import annotations

import tempfile
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from extractors import VERSION
from flows import health
from flows.compare import blocking_keys
from flows.judge import Listeners, in_order, judge, statements_of
from flows.passes import stages
from flows.passes.folder import Busy, alone, holder
from flows.settings import Settings
from storage.bundle import IMPORTED
from storage.errors import LedgerError, LedgerMissing
from storage.ledger import Ledger
from storage.mapping import CARRIED
from storage.mutes import Muted
from storage.objects import raw_store
from storage.rows import Harvest, Page, Reading

if TYPE_CHECKING:
    from storage.difference import Difference

#: between two signs of life
SIGN_SECONDS = 60.0

Counting = Callable[[int, int], None]


@dataclass(slots=True)
class Reread:
    """What reading again came to."""

    pages: int = 0
    documents: int = 0
    claims: int = 0
    findings: int = 0
    #: pages whose bytes are not kept any more or cannot be read: their recorded readings stay, and new ones are compared with them
    lost: int = 0
    #: the number of the generation that was made; None where there is no difference to what the ledger says, or none was to be made
    generation: int | None = None


def reread(
    settings: Settings,
    now: datetime,
    counting: Counting = lambda done, total: None,
    wait: bool | None = None,
    held: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Reread:
    """Read and judge all kept pages again, as `backtest` does, and make what comes of it the ledger's next generation.

    The order is that of a live history: pass by pass, in each by date of publication, and every claim is judged against what the same new
    reading had found before it. Its claims and findings take the place of the old ones in all views; history keeps both. It is taken
    in by one transaction at the end, or not at all where it says what the ledger says already. Nothing is told: old news is not news.
    Where a pass is running it waits for its end (``wait``; by default as ``schedule.overlap`` says) or raises Busy. ``held`` is
    entered while the data folder is its own.
    """
    with alone(settings, wait) as may:
        if not may:
            raise Busy(f"{holder(settings)} is making a pass; try again when it has ended")
        signs = _Signs(settings)
        with held(), signs, _judged_again(settings, counting, signs.give) as (result, scratch):
            name = f"reread-{now:%Y%m%dT%H%M%S}-{result.pages}"
            with Ledger.open(settings.ledger_path, wait_seconds=stages.LEDGER_WAIT_SECONDS) as ledger:
                result.generation = ledger.renew(scratch, VERSION, name, now).generation
    stages.publish(settings, now)
    return result


def sentence(done: Reread) -> str:
    """What reading again came to, for a person."""
    lost = f", {done.lost} pages could not be read and stay as they were" if done.lost else ""
    made = (
        f"generation {done.generation}"
        if done.generation
        else "no difference to what the ledger says, so no new generation"
    )
    return f"{done.pages} pages, {done.documents} read and judged again{lost}: {done.claims} claims, {done.findings} findings; {made}"


class _Signs:
    """Signs of life, one a minute: passes wait while history is read again, which may take hours, and nobody should think the desk dead."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.last = settings, float("-inf")

    def __enter__(self) -> None:
        """Nothing is given before the first page."""

    def __exit__(self, *_: object) -> None:
        """Whether it ended well or not, nobody is at work any more."""
        if self.last > float("-inf"):
            health.at_work(self.settings, None, datetime.now(UTC))

    def give(self, done: int, pages: int) -> None:
        """After so many pages of all."""
        if time.monotonic() - self.last >= SIGN_SECONDS:
            self.last = time.monotonic()
            what = f"reading history again: {done:,} of {pages:,} pages"
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
    with _judged_again(settings, counting) as (result, scratch):
        found = difference(settings.snapshot_path, scratch, VERSION, since)
        return result, replace(found, lost=result.lost)


@contextmanager
def _judged_again(
    settings: Settings, counting: Counting, sign: Counting = lambda done, total: None
) -> Iterator[tuple[Reread, Path]]:
    """All kept pages read and judged anew in a scratch ledger, which is closed and there until the end of the block.

    What cannot be read again (the page is gone, or it came from another desk) stands in it as it was recorded, at its place in time.
    """
    result = Reread()
    stages.refuse_if_lost(settings)
    with _live(settings) as ledger:
        runs, documents = ledger.runs_of_pages(), ledger.documents_of_pages()
        silences = deque(ledger.words_on_mutes())
    total, played = sum(map(len, runs)), 0
    with tempfile.TemporaryDirectory(prefix="pledgewatch-again-") as folder:
        scratch = Path(folder) / "ledger.duckdb"
        with Ledger.open(scratch) as ledger:
            for pages in runs:
                now = pages[0].fetched_at
                _mute(ledger, silences, now)
                fresh, lost = _read(pages, documents, settings, result, partial(_after, sign, played, total))
                seen = ledger.recorded([*fresh, *lost])
                kept = _carried(settings, sorted(lost - fresh.keys() - seen), now)
                for number, part in enumerate(_in_play([r for key, r in fresh.items() if key not in seen], kept)):
                    _lay(part, kept, ledger, settings, now, result, f"{played}-{number}")
                played += len(pages)
                counting(played, total)
        yield result, scratch


def _mute(ledger: Ledger, silences: deque[tuple[Muted, bool]], now: datetime) -> None:
    """Lay what had been muted by command up to then, and when it was lifted again."""
    while silences and (silences[0][0].at or now) <= now:
        muted, is_muted = silences.popleft()
        if is_muted:
            ledger.mute(muted, muted.at)
        else:
            ledger.unmute(muted.kind, muted.name, muted.at)


def _after(sign: Counting, played: int, total: int, number: int) -> None:
    sign(played + number, total)


def _live(settings: Settings) -> Ledger:
    return Ledger.open(settings.ledger_path, read_only=True, wait_seconds=stages.LEDGER_WAIT_SECONDS)


def _read(
    pages: Sequence[Page],
    documents: Mapping[tuple[str, str], str],
    settings: Settings,
    result: Reread,
    sign: Callable[[int], None],
) -> tuple[dict[str, Reading], set[str]]:
    """The pages' readings by document, and the documents that cannot be read any more."""
    store = raw_store(settings.raw_address)
    readings: dict[str, Reading] = {}
    lost: set[str] = set()
    for number, page in enumerate(pages):
        sign(number)
        reading = None
        if not page.source.startswith(IMPORTED):
            result.pages += 1
            with suppress(LedgerError):
                reading, _ = stages.read_page(settings, replace(page, body=store.get(page.sha256)))
            result.lost += reading is None
        if reading is None:
            lost.add(documents[page.url, page.sha256])
        else:
            readings.setdefault(reading.document.id, reading)
    return readings, lost


def _carried(settings: Settings, documents: Collection[str], now: datetime) -> Harvest:
    if not documents:
        return Harvest(CARRIED, now)
    with _live(settings) as ledger:
        return ledger.carried(documents, now)


def _in_play(fresh: Sequence[Reading], kept: Harvest) -> Iterable[list[Reading]]:
    """Readings in the order of play, parted where new ones meet such as are only carried over."""
    old = {reading.document.id for reading in kept.readings}
    for _, part in groupby(in_order([*kept.readings, *fresh]), key=lambda reading: reading.document.id in old):
        yield list(part)


def _lay(
    part: Sequence[Reading], kept: Harvest, ledger: Ledger, settings: Settings, now: datetime, result: Reread, name: str
) -> None:
    """Record readings of one sort: new ones judged, carried ones as they were."""
    ids = {reading.document.id for reading in part}
    if any(reading.document.id in ids for reading in kept.readings):
        keys = {s.claim.claim_id: tuple(sorted(blocking_keys(s))) for s in statements_of(part)}
        told = tuple(v for v in kept.verdicts if v.document_id in ids)
        ledger.record(replace(kept, run_id=f"{CARRIED}-{name}", readings=tuple(part), verdicts=told, keys=keys), now)
        return
    judged = judge(part, ledger, Listeners(settings.watches), settings, now)
    judged.owed = []
    recorded = ledger.record(judged.into(Harvest(run_id=f"again-{name}", started_at=now, extractor=VERSION)), now)
    result.documents += len(part)
    result.claims += recorded.claims
    result.findings += recorded.verdicts
