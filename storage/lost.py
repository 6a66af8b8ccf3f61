"""Noticing a ledger that was lost: gone, begun anew, or an old one in its place, beside the published copy of the one that was there.

Publication writes its moment into the ledger before it copies it, and logs are only added to. So a ledger that bears the moment of its copy
is the one that was copied; any other is that only if it holds all that the copy does (who publishes died between the two, or the clock was
set back).
"""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

import duckdb

from storage import database, lock, migrate, sealed, snapshot
from storage.errors import CopyDisturbed, LedgerBehind, LedgerDamaged, LedgerError, LedgerMissing
from storage.snapshot import SnapshotInfo


def refuse_if_lost(ledger: Path, copy: Path, wait_seconds: float = 10.0) -> None:
    """Raise LedgerBehind where the ledger is not the one that its published copy was made of: it would tell old news as new.

    Also raises what keeps the ledger from being looked at: LedgerBusy, LedgerDamaged.
    """
    if (sentence := lost(ledger, copy, wait_seconds)) is not None:
        raise LedgerBehind(sentence)


def refuse_if_none(ledger: Path, copy: Path) -> None:
    """Raise where there is no ledger, for what must not begin one: LedgerBehind if its copy is there, else LedgerMissing. Creates nothing."""
    if ledger.exists():
        return
    refuse_if_lost(ledger, copy)
    raise LedgerMissing(f"There is no ledger at {ledger} yet: make a first pass with `pledgewatch run`.")


def lost(ledger: Path, copy: Path, wait_seconds: float = 10.0) -> str | None:
    """What is to be said, and done, where a ledger was lost. None where it was not, and where no copy can tell: none, an empty or unreadable one.

    Raises as `refuse_if_lost`, and CopyDisturbed where there is no ledger and what lies beside the copy hides what that holds.
    """
    if not copy.exists():
        return None
    with closing(
        database.connect_aside()
    ) as engine:  # one for both: it takes 40 ms to start, and every pass asks this first
        try:
            sealed.refuse_strays(copy)
            with database.attached(engine, copy, read_only=True):
                made = _moment(engine)
        except CopyDisturbed:
            if not ledger.exists():
                raise
            return None  # what lies beside the copy goes when it is published anew, and then they are compared
        except LedgerError:
            return None
        if made is not None and ledger.exists():
            with (
                lock.held(ledger, read_only=True, wait_seconds=wait_seconds),
                database.attached(engine, ledger, read_only=True),
            ):
                if _moment(engine) == made:
                    return None
    return _compared(ledger, copy, wait_seconds)


def _compared(ledger: Path, copy: Path, wait_seconds: float) -> str | None:
    try:
        found = snapshot.info(
            copy
        )  # the copy first: where somebody publishes meanwhile, the ledger is the later of the two
    except LedgerError:
        return None
    if not ledger.exists():
        return snapshot.gone_sentence(ledger, found) if found.all_claims else None
    with lock.held(ledger, read_only=True, wait_seconds=wait_seconds):
        return _lacking(ledger, found)


def _moment(connection: duckdb.DuckDBPyConnection) -> datetime | None:
    """When a ledger was published by its own word; None for a file without tables (somebody died when it was begun, or it is no ledger)."""
    return snapshot.published_at(connection) if migrate.applied(connection) else None


def noticed(ledger: Path, copy: Path, wait_seconds: float) -> str | None:
    """As `lost`; None too where nobody can tell just now: the ledger is held, or cannot be read, which who opens it says."""
    try:
        return lost(ledger, copy, wait_seconds)
    except LedgerError:
        return None


def worth_less(ledger: Path, copy: SnapshotInfo) -> str | None:
    """Why a (locked) ledger is worth less than a copy: it is missing, cannot be read, or holds less. None where nothing is lost with it."""
    if not ledger.exists():
        return snapshot.gone_sentence(ledger, copy)
    try:
        return _lacking(ledger, copy)
    except LedgerDamaged as problem:
        return str(problem)


def _lacking(ledger: Path, copy: SnapshotInfo) -> str | None:
    with closing(database.connect_file(ledger, read_only=True)) as connection:
        try:
            if migrate.applied(connection):
                held = snapshot.describe(connection, ledger, copy.published_at, 0)
            else:
                held = SnapshotInfo(ledger, copy.published_at, 0, 0, 0, 0)
        except (duckdb.Error, UnicodeDecodeError) as problem:
            raise database.explain(problem, ledger) from problem
    return snapshot.behind_sentence(held, copy) if snapshot.less(held, copy) else None
