"""A fresher history of the ECB's reference rates in place of the packaged one: checked first, then swapped in whole."""

from __future__ import annotations

import csv
import io
import os
import tempfile
import zipfile
from datetime import date
from pathlib import Path

#: the ECB's file holds some hundred kilobytes zipped, a few megabytes unpacked
MOST_BYTES = 64 * 2**20


class BadRates(ValueError):
    """The file is not the ECB's history of reference rates; the message says what to hand in."""


def update_rates(source: Path | bytes, destination: Path) -> date:
    """Put a history (the ECB's eurofxref-hist as zip or csv) at ``destination`` as csv; returns the last day it holds.

    The old file stays until the new one is complete. Raises BadRates and leaves everything as it was where the file is not usable.
    """
    raw = source if isinstance(source, bytes) else source.read_bytes()
    plain = _unpacked(raw)
    last = _checked(plain)
    destination.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=destination.parent, prefix=".rates-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(plain)
        Path(name).replace(destination)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return last


def _unpacked(raw: bytes) -> bytes:
    if not raw.startswith(b"PK"):
        return raw
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            inside = archive.infolist()[0]
            if inside.file_size > MOST_BYTES:
                raise BadRates("the file unpacks to more than 64 MB; hand in the ECB's eurofxref-hist.zip")
            return archive.read(inside)
    except (zipfile.BadZipFile, IndexError) as problem:
        raise BadRates("the zip file is damaged; download the ECB's eurofxref-hist.zip again") from problem


def _checked(plain: bytes) -> date:
    """The last day of a history that has a head of currencies, dates that are dates and rates that are positive numbers."""
    try:
        rows = list(csv.reader(io.StringIO(plain.decode("utf-8"))))
        head, body = [c.strip() for c in rows[0]], [r for r in rows[1:] if r]
        if head[0] != "Date" or not {"USD", "GBP", "JPY"} <= set(head):
            raise ValueError("no head of currencies")
        days = [date.fromisoformat(row[0]) for row in body]
        column = head.index("USD")
        if not all(float(row[column]) > 0 for row in body):
            raise ValueError("a rate that is no positive number")
        return max(days)
    except (UnicodeDecodeError, ValueError, IndexError) as problem:
        raise BadRates(
            f"no history of reference rates ({problem}); hand in the ECB's eurofxref-hist.csv or .zip"
        ) from problem
