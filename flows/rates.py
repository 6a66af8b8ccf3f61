"""Reference rates of a desk: the packaged history of the ECB until a fresher one is fetched, checked and put in its place.

    pledgewatch rates update                    from the address in the settings
    pledgewatch rates update --file hist.zip    from a file, where there is no network

What is kept is the ECB's whole history as csv in the data folder. A file that is cut, no history, or older than what is in use changes
nothing: `BadRates` says in one sentence what is wrong with it.
"""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from flows.settings import Settings, duration
from storage.whole import write_whole

if TYPE_CHECKING:
    from flows.compare.money import Rates
    from flows.fetch import Network
    from storage.rows import Problem

#: the ECB's file holds some hundred kilobytes zipped, a few megabytes unpacked
MOST_BYTES = 64 * 2**20
#: the first working day of the euro: a history that begins later is a part of one
BEGINS = date(1999, 1, 4)
#: what no history lacks
_ALWAYS = frozenset({"USD", "GBP", "JPY"})
#: rates a year: a history with fewer has holes
_FEWEST_A_YEAR = 200
_WHOLE = "hand in the ECB's whole history, eurofxref-hist.zip or .csv"


class BadRates(ValueError):
    """The file is not the ECB's history of reference rates; the message says what to hand in."""


@dataclass(frozen=True, slots=True)
class History:
    """A checked history: its text, and the first and last day in it."""

    plain: bytes
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did: the last day known before and now; ``path`` is where the history is kept."""

    before: date | None
    last: date
    path: Path


def rates_of(settings: Settings) -> Rates:
    """The rates that judging uses: the desk's own history where there is one, else the packaged one."""
    from flows.compare.money import Rates

    own = settings.rates_path
    return Rates(str(own)) if own.exists() else Rates()


def update(settings: Settings, now: datetime, file: Path | None = None, network: Network | None = None) -> Updated:
    """Take the history from ``file``, or fetch it from ``compare.rates_url``, and use it from now on.

    Raises BadRates where it is not usable and FetchError where it cannot be had; both leave everything as it was.
    """
    if file is not None:
        raw = file.read_bytes()
    else:
        from flows.fetch import download

        raw = download(settings.compare.rates_url, settings, now, limit=MOST_BYTES, network=network)
    before = rates_of(settings).last_day
    last = update_rates(raw, settings.rates_path, not_before=before, today=now.date())
    return Updated(before, last, settings.rates_path)


def due(settings: Settings, now: datetime) -> bool:
    """Whether a pass is to fetch the rates anew: it is wanted, and was not done for that long."""
    if settings.compare.rates_every is None:
        return False
    try:
        done = settings.rates_path.stat().st_mtime
    except OSError:
        return True
    return now.timestamp() - done >= duration(settings.compare.rates_every).total_seconds()


def refresh(settings: Settings, now: datetime, network: Network | None = None) -> Problem | None:
    """`update` within a pass, which goes on with the rates it has where that fails."""
    from flows.fetch import FetchError
    from storage.rows import Problem

    try:
        update(settings, now, network=network)
    except (BadRates, FetchError, OSError) as problem:
        said = f"the reference rates stay as they are: {problem}"
        return Problem("reference rates", settings.compare.rates_url, "fetch", "rates", said)
    return None


def update_rates(
    source: Path | bytes, destination: Path, not_before: date | None = None, today: date | None = None
) -> date:
    """Put a history (the ECB's eurofxref-hist as zip or csv) at ``destination`` as csv; returns the last day it holds.

    The old file stays until the new one is complete. Raises BadRates and leaves everything as it was where the file is not usable, ends
    before ``not_before`` or after ``today``.
    """
    found = read_history(source if isinstance(source, bytes) else source.read_bytes())
    if not_before is not None and found.last < not_before:
        raise BadRates(f"the file ends on {found.last}, the rates in use run to {not_before}: a newer file is needed")
    if today is not None and found.last > today + timedelta(days=1):
        raise BadRates(f"the file ends on {found.last}, which is yet to come: it is no history of rates; {_WHOLE}")
    write_whole(destination, found.plain, sync=True)
    return found.last


def read_history(raw: bytes) -> History:
    """The history in a zip or csv file. Raises BadRates where it is something else, damaged, or cut."""
    plain = _unpacked(raw)
    if plain.lstrip()[:1] == b"<":
        raise BadRates(f"that is a web page, not the ECB's history of reference rates; {_WHOLE}")
    try:
        rows = list(csv.reader(io.StringIO(plain.decode("utf-8"))))
        head, body = [c.strip() for c in rows[0]], [r for r in rows[1:] if r]
        if head[0] != "Date" or not set(head) >= _ALWAYS:
            raise ValueError("no head of currencies")
        days = [date.fromisoformat(row[0]) for row in body]
        for name in sorted(_ALWAYS):
            column = head.index(name)
            if not all(float(row[column]) > 0 for row in body):
                raise ValueError(f"a {name} rate that is no positive number")
        first, last = min(days), max(days)
    except (UnicodeDecodeError, ValueError, IndexError) as problem:
        raise BadRates(f"no history of the ECB's reference rates ({problem}); {_WHOLE}") from problem
    years = (last - first).days / 365.25
    if first > BEGINS or any(len(row) < len(head) - 1 for row in body) or len(set(days)) < years * _FEWEST_A_YEAR:
        raise BadRates(f"the history is cut: it holds {len(body)} days from {first} to {last}; {_WHOLE}")
    return History(plain, first, last)


def _unpacked(raw: bytes) -> bytes:
    if not raw.startswith(b"PK"):
        return raw
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            inside = archive.infolist()[0]
            if inside.file_size > MOST_BYTES:
                raise BadRates(f"the file unpacks to more than 64 MB; {_WHOLE}")
            return archive.read(inside)
    except (zipfile.BadZipFile, IndexError, OSError, EOFError) as problem:
        raise BadRates(f"the zip file is damaged or cut off; {_WHOLE}") from problem
