"""Is what we keep whole? Checks of the ledger, the published copy, the raw pages, the disk and the clock, each with what to do."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import duckdb

from storage import comments, database, lock, lost, migrate, refusals, sealed, snapshot
from storage.clock import ahead
from storage.errors import LedgerDamaged, LedgerError, LedgerMissing
from storage.objects import raw_store
from storage.recording import own_version

Status = Literal["ok", "warn", "fail"]
#: below this much free space a warning
LOW_DISK = 1 << 30
#: how many raw pages are decompressed and compared with their names; all are looked for
RAW_SAMPLE = 200

#: what must never be: sentence -> query that counts the cases
_INVARIANTS = {
    "claims without an article": "SELECT count(*) FROM claim_log WHERE article_seq NOT IN (SELECT article_seq FROM article_log)",
    "claims recorded twice": "SELECT count(*) - count(DISTINCT claim_id) FROM claim_log",
    "findings recorded twice": "SELECT count(*) - count(DISTINCT verdict_id) FROM verdict_log",
    "alerts recorded twice": "SELECT count(*) - count(DISTINCT alert_id) FROM alert_log",
    "owed messages without an alert": "SELECT count(*) FROM outbox WHERE alert_id NOT IN (SELECT alert_id FROM alert_log)",
    "messages sent twice": "SELECT count(*) FROM (SELECT key FROM delivery_log WHERE outcome = 'sent' GROUP BY key HAVING count(*) > 1)",
    "messages marked sent without a delivery": "SELECT count(*) FROM outbox WHERE status = 'sent' AND key NOT IN "
    "(SELECT key FROM delivery_log WHERE outcome = 'sent')",
    "rows of a pass that is not recorded": "SELECT count(*) FROM claim_log WHERE run_id NOT IN (SELECT run_id FROM run_log)",
    "deliveries without an alert": "SELECT count(*) FROM delivery_log WHERE alert_id NOT IN (SELECT alert_id FROM alert_log)",
    "two readings of one article that are both current": "SELECT count(*) FROM (SELECT document_id, segment FROM article_log WHERE article_seq "
    "NOT IN (SELECT article_seq FROM supersession_log) GROUP BY ALL HAVING count(DISTINCT generation) > 1)",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    status: Status
    message: str


def check(ledger: Path, copy: Path, raw: Path | str, now: datetime) -> list[Check]:
    """Look at everything that storage keeps. Nothing is changed (a file is written and removed, to see that it can be); the ledger is opened for reading, and waited for half a minute."""
    found = [
        Check(
            "versions",
            "ok",
            f"pledgewatch {own_version()}, duckdb {duckdb.__version__}, Python {platform.python_version()}",
        )
    ]
    found += [_writable(ledger, copy, raw), _disk(ledger)]
    gone = lost.noticed(ledger, copy, 30)
    if gone is not None:
        found.insert(0, Check("ledger", "fail", gone))
    try:
        with lock.held(ledger, read_only=True, wait_seconds=30):
            connection = database.connect_file(ledger, read_only=True)
            try:
                for part in (_schema, _blocks, _invariants, lambda c: _clock(c, now), lambda c: _raw(c, raw)):
                    tried = _tried(part, connection, ledger)
                    if any(c.name == "ledger" and c.status == "fail" for c in found):  # damage is said once
                        tried = [c for c in tried if c.name != "ledger"]
                    found += tried
            finally:
                connection.close()
        found.append(_copies(ledger))
    except LedgerMissing as problem:
        if gone is None:
            found.append(Check("ledger", "warn", str(problem)))
    except LedgerError as problem:
        found.append(Check("ledger", "fail", str(problem)))
    is_whole = not any(c.name == "ledger" and c.status == "fail" for c in found)
    found.append(_published(ledger, copy, now, gone is not None, is_whole))
    return found


def _tried(
    part: Callable[[duckdb.DuckDBPyConnection], Iterator[Check]], connection: duckdb.DuckDBPyConnection, ledger: Path
) -> list[Check]:
    try:
        return list(part(connection))
    except duckdb.Error as problem:
        return [Check("ledger", "fail", str(database.explain(problem, ledger)))]


def _writable(ledger: Path, copy: Path, raw: Path | str) -> Check:
    """Whether passes could keep what they make, by trying."""
    folders = dict.fromkeys([copy.parent, ledger.parent, *([raw] if isinstance(raw, Path) else [])])
    for folder in folders:
        if (problem := refusals.tried(folder)) is not None:
            elsewhere = "set paths.data to another folder"
            return Check("data folder", "fail", refusals.unwritable(str(folder), folder / "file", problem, elsewhere))
    return Check("data folder", "ok", f"{copy.parent} can be written by user {refusals.user()}")


def _disk(ledger: Path) -> Check:
    folder = next(p for p in (ledger.parent, *ledger.parent.absolute().parents) if p.exists())
    free = shutil.disk_usage(folder).free
    size = ledger.stat().st_size if ledger.exists() else 0
    text = f"{free / 1e9:.1f} GB free where the ledger lies ({size / 1e6:.0f} MB)"
    if free < max(LOW_DISK, 2 * size):
        return Check("disk", "warn", f"{text}: publishing and migrating need room for a copy; free some space")
    return Check("disk", "ok", text)


def _schema(connection: duckdb.DuckDBPyConnection) -> Iterator[Check]:
    version = migrate.applied(connection)
    migrate.check_version(version, "of this installation")
    known = {step.number: step.checksum for step in migrate.packaged()}
    rows = connection.execute("SELECT number, checksum FROM migration_log ORDER BY number").fetchall()
    changed = [number for number, checksum in rows if known.get(number) != checksum]
    if changed:
        yield Check(
            "schema",
            "fail",
            f"step {changed[0]:04d} was taken in another wording than this version's: restore a backup, or report it",
        )
    elif version < len(known):
        yield Check(
            "schema", "ok", f"at step {version:04d}; the next pass migrates to {len(known):04d} and keeps a copy"
        )
    else:
        yield Check(
            "schema", "ok", f"at step {version:04d}, written for DuckDB {database.STORAGE_VERSION[1:]} and later"
        )


def _blocks(connection: duckdb.DuckDBPyConnection) -> Iterator[Check]:
    """Reading every value makes DuckDB verify the checksum of every block."""
    rows, tables = _read_through(connection)
    yield Check("ledger", "ok", f"{rows:,} rows in {tables} tables read through, every block's checksum is right")


def _read_through(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """How many rows there are, in how many tables. Raises duckdb.Error where a block is damaged or missing."""
    tables = [name for name, is_view in comments.relations(connection).items() if not is_view]
    rows = 0
    for table in tables:
        rows += connection.execute(f'SELECT count(*), bit_xor(hash(t)) FROM "{table}" t').fetchall()[0][0]
    return rows, len(tables)


def _invariants(connection: duckdb.DuckDBPyConnection) -> Iterator[Check]:
    wrong = [
        f"{count} {name}" for name, sql in _INVARIANTS.items() if (count := connection.execute(sql).fetchall()[0][0])
    ]
    if wrong:
        yield Check("contents", "fail", f"{'; '.join(wrong)}: restore a backup, and report it")
    else:
        yield Check(
            "contents",
            "ok",
            f"{len(_INVARIANTS)} rules hold (nothing twice, nothing without its article, alert or pass)",
        )


def _clock(connection: duckdb.DuckDBPyConnection, now: datetime) -> Iterator[Check]:
    last = connection.execute("SELECT recorded_at FROM run_log ORDER BY rowid DESC LIMIT 1").fetchone()
    if last is not None and ahead(last[0].replace(tzinfo=UTC), now):
        yield Check(
            "clock",
            "warn",
            f"the last pass was recorded at {last[0]:%Y-%m-%d %H:%M} UTC, later than now: check this machine's clock",
        )
    else:
        yield Check("clock", "ok", f"{now.astimezone(UTC):%Y-%m-%d %H:%M} UTC, not before the last pass")


def _raw(connection: duckdb.DuckDBPyConnection, address: Path | str) -> Iterator[Check]:
    store = raw_store(address)
    known = {row[0] for row in connection.execute("SELECT DISTINCT sha256 FROM page_log WHERE bytes > 0").fetchall()}
    kept = set(store)
    missing = known - kept
    damaged = []
    for digest in sorted(kept)[:: max(1, len(kept) // RAW_SAMPLE)]:
        try:
            store.get(digest)
        except LedgerError:
            damaged.append(digest)
    if damaged:
        yield Check(
            "raw pages",
            "fail",
            f"{len(damaged)} of the tried pages are damaged, {store.place(damaged[0])} first: bring them back from a backup",
        )
    elif missing and known:
        yield Check(
            "raw pages",
            "warn",
            f"{len(missing)} of {len(known)} pages are not kept: they cannot be read again by a newer version; bring them back from a backup, "
            "or let paths.raw name where they are",
        )
    else:
        yield Check("raw pages", "ok", f"{len(kept)} kept, {min(len(kept), RAW_SAMPLE)} tried against their names")


def _copies(ledger: Path) -> Check:
    kept = sorted(ledger.parent.glob(f"{ledger.stem}.schema-*{ledger.suffix}"))
    if not kept:
        return Check("copies", "ok", "no copies from before migrations")
    size = sum(p.stat().st_size for p in kept)
    return Check(
        "copies",
        "ok",
        f"{len(kept)} from before migrations ({size / 1e6:.0f} MB); delete them when you trust the new version",
    )


def _published(ledger: Path, copy: Path, now: datetime, is_left: bool, is_whole: bool) -> Check:
    try:
        if found_logs := sealed.strays(copy):
            names = ", ".join(path.name for path in found_logs)
            text = f"beside {copy} lies {names}, which pledgewatch never writes and which makes others read figures that are not in the copy"
            return Check(
                "published copy", "fail", f"{text}: delete it, or run pledgewatch publish, and ask who put it there"
            )
        found = snapshot.info(copy)
        _read_copy(copy)
    except LedgerMissing as problem:
        return Check("published copy", "warn", str(problem))
    except LedgerDamaged as problem:
        return Check("published copy", "fail", _cure(problem, copy, is_left, is_whole))
    except LedgerError as problem:
        return Check("published copy", "fail", str(problem))
    if is_left:
        return Check(
            "published copy",
            "fail",
            f"{found.logged}: all that is left of a ledger that was lost; leave it where it is",
        )
    if ledger.exists() and ledger.stat().st_mtime > found.published_at.timestamp() + 3600:
        return Check(
            "published copy",
            "warn",
            f"{found.age(now)}, and the ledger has changed since: the last pass did not get as far as publishing",
        )
    size = f"{found.bytes / 1e6:.0f} MB"
    return Check(
        "published copy", "ok", f"{found.age(now)}, {found.claims:,} claims, {size}, read through like the ledger"
    )


def _read_copy(copy: Path) -> None:
    connection = snapshot.connect_snapshot(copy)
    try:
        _read_through(connection)
    except (duckdb.Error, UnicodeDecodeError) as problem:
        raise database.explain(problem, copy, copy=True) from problem
    finally:
        connection.close()


def _cure(problem: LedgerDamaged, copy: Path, is_left: bool, is_whole: bool) -> str:
    """A damaged copy is made anew from the ledger, as soon as there is a whole one."""
    if is_left:
        return str(database.copy_lost(copy, problem.__cause__ or problem))
    when = "" if is_whole else "when the ledger can be read again (see above), "
    why = " ".join(str(problem.__cause__ or problem).split())[:160]
    return (
        f"{copy} is damaged: {when}pledgewatch publish replaces it from the ledger, and so does the next pass ({why})"
    )
