"""The published copy once more as a folder of Parquet files, for tools that read those and no DuckDB.

    claims/00000.parquet  claims/00001.parquet …    views that grow with the ledger: one file a stretch of it (docs/decisions/0159)
    contradictions.parquet  by_actor.parquet …      every other public view
    manifest.json                                   what is in it, how far it has read the ledger, made when

What the ledger has recorded stays as it is, so most stretches are those of the edition before: their files are linked, not written. A
stretch is written anew where claims were added to it or where a reading in it (of a finding: of either side) was replaced.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb

from storage import comments, database, migrate, summaries
from storage.errors import LedgerMissing, LedgerUnwritable
from storage.recording import own_version
from storage.refusals import unwritable

#: version of the folder's layout; files of another one are not carried over
LAYOUT = 1
#: so many rows of a log make a stretch
STRETCH = 16_384
#: a pass writes no more stretches than this where it is left to choose; what needs more waits for the daily upkeep
WITHIN_A_PASS = 8
_MANIFEST = "manifest.json"
#: log -> the column that numbers its rows
_LOGS = {"claim_log": "claim_seq", "article_log": "article_seq", "verdict_log": "rowid"}
#: what else has to have changed for an edition to be worth making: a pass that brought nothing leaves only its own line in `runs` and `sources`
_NEWS = ("alert_log", "delivery_log", "outbox", "proposition_join_log", "feedback_log", "mute_log", "problem_log")
#: view that grows with a log -> the log, and the views that it is made from
_GROWING: dict[str, tuple[str, tuple[str, ...]]] = {
    "claim_history": ("claim_log", ()),
    "claims": ("claim_log", ("claim_history",)),
    "pledges": ("claim_log", ("claim_history", "claims")),
    "figures": ("claim_log", ("claim_history", "claims")),
    "timeline": ("claim_log", ("claim_history", "claims")),
    "reference_claims": ("claim_log", ("claim_history",)),
    "articles": ("article_log", ()),
    "verdicts": ("verdict_log", ()),
    "verdict_history": ("verdict_log", ()),
}


@dataclass(frozen=True, slots=True)
class _Edition:
    """What a published folder holds: files (path -> rows, bytes, checksum), and how far it has read the ledger."""

    folder: Path
    layout: int = 0
    views: str = ""
    #: log -> its last number
    reach: Mapping[str, int] = field(default_factory=dict)
    supersessions: int = 0
    #: rows of what else is news
    news: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def publish_parquet(snapshot: Path, folder: Path, now: datetime | None = None, most: int | None = None) -> Path | None:
    """Replace what the link ``folder`` points to by Parquet files of every public view; returns the folder of this edition.

    ``most``: where more stretches than this would have to be written, or nothing is new, nothing is done, and None is returned. The editions lie beside the
    link. It is swung to the new one by an atomic rename; the edition before is kept for those who are still reading it, older ones are
    removed. Raises LedgerMissing, LedgerDamaged, LedgerUnwritable (``folder`` is there and is no link of ours; no room).
    """
    if folder.exists() and not folder.is_symlink():
        raise LedgerUnwritable(
            f"{folder} exists and was not published by pledgewatch: move it away, or name another place."
        )
    if not snapshot.exists():
        raise LedgerMissing(
            f"There is no published copy at {snapshot}: make a pass with `pledgewatch run`, it publishes one."
        )
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    connection = database.connect_aside()
    try:
        with database.attached(connection, snapshot, read_only=True):
            before = _read(folder)
            present = _present(connection, folder)
            stale = _stale(connection, before, present)
            if most is not None and not 0 < sum(map(len, stale.values())) + (before.news != present.news) <= most:
                return None
            edition = _written(connection, folder, present, before, stale, moment)
    except OSError as problem:
        raise LedgerUnwritable(
            f"{unwritable(f'The Parquet folder {folder}', folder, problem)}; the edition before is untouched."
        ) from problem
    finally:
        connection.close()
    _swing(folder, edition)
    return edition


def is_behind(snapshot: Path, folder: Path) -> bool:
    """Whether the folder does not hold the copy's present state. Raises LedgerMissing, LedgerDamaged."""
    connection = database.connect_aside()
    try:
        with database.attached(connection, snapshot, read_only=True):
            before = _read(folder)
            present = _present(connection, folder)
            return before.news != present.news or any(_stale(connection, before, present).values())
    finally:
        connection.close()


def damaged(folder: Path) -> list[str]:
    """The files of a published folder that are gone or not what its manifest says, itself included; none where nothing was published."""
    if not folder.is_symlink():
        return []
    files = _read(folder).files
    return (
        [name for name, said in files.items() if _told(folder / name) != said.get("sha256")] if files else [_MANIFEST]
    )


def _told(file: Path) -> str | None:
    try:
        return sha256(file.read_bytes()).hexdigest()
    except OSError:
        return None


def _read(folder: Path) -> _Edition:
    """The edition that the link points to; an empty one where there is none, or none that files can be carried over from."""
    try:
        made = json.loads((folder / _MANIFEST).read_text("utf-8"))
        files = {file.pop("path"): file for file in made["files"]}
        return _Edition(
            folder.resolve(), made["layout"], made["views"], made["reach"], made["supersessions"], made["news"], files
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return _Edition(folder)


def _present(connection: duckdb.DuckDBPyConnection, folder: Path) -> _Edition:
    """How far the copy goes."""
    if migrate.applied(connection) < len(migrate.packaged()):
        raise LedgerMissing(
            "The published copy was made by an older version: make a pass with `pledgewatch run`, it publishes a new one."
        )
    last = {log: _number(connection, f"SELECT coalesce(max({number}), -1) FROM {log}") for log, number in _LOGS.items()}
    replaced = _number(connection, "SELECT count(*) FROM supersession_log")
    news = {table: _number(connection, f"SELECT count(*) FROM {table}") for table in _NEWS}
    news["sent"] = _number(connection, "SELECT count(*) FROM outbox WHERE status = 'sent'")
    return _Edition(folder, LAYOUT, migrate.view_digest(), last, replaced, news)


def _number(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(connection.execute(sql).fetchall()[0][0])


def _stale(connection: duckdb.DuckDBPyConnection, before: _Edition, present: _Edition) -> dict[str, set[int]]:
    """The stretches of each log that have to be written: those that have grown, and those in which a reading was replaced."""
    stretches = {log: set(range(_stretches(last))) for log, last in present.reach.items()}
    grown_only = (
        (before.layout, before.views) == (present.layout, present.views)
        and before.supersessions <= present.supersessions
        and all(before.reach.get(log, last + 1) <= last for log, last in present.reach.items())
    )
    if not grown_only:
        return stretches
    stale = {
        log: {
            n for n in numbers if (n + 1) * STRETCH > before.reach[log] + 1 and before.reach[log] < present.reach[log]
        }
        for log, numbers in stretches.items()
    }
    if before.supersessions < present.supersessions:
        replaced = f"article_seq IN (SELECT article_seq FROM supersession_log WHERE rowid >= {before.supersessions})"
        sides = f"SELECT claim_id FROM claim_log WHERE {replaced}"
        touched = {
            "claim_log": replaced, "article_log": replaced, "verdict_log": f"claim_id IN ({sides}) OR against_claim_id IN ({sides})",
        }  # fmt: skip
        for log, condition in touched.items():
            rows = connection.execute(
                f"SELECT DISTINCT {_LOGS[log]} // {STRETCH} FROM {log} WHERE {condition}"
            ).fetchall()
            stale[log] |= {int(row[0]) for row in rows}
    for view, (log, _) in _GROWING.items():  # a file that somebody took away
        stale[log] |= {n for n in stretches[log] if not (before.folder / _part(view, n)).exists()}
    return stale


def _stretches(last: int) -> int:
    """How many stretches a log with this last number has; the first one is there when the log is empty, so that its columns are known."""
    return max(last, 0) // STRETCH + 1


def _part(view: str, number: int) -> str:
    return f"{view}/{number:05d}.parquet"


def _written(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    present: _Edition,
    before: _Edition,
    stale: Mapping[str, set[int]],
    moment: datetime,
) -> Path:
    """A new edition beside the link, whole on disk. Raises OSError, LedgerError; what was begun is removed then."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent.absolute()))
    try:
        files: dict[str, Mapping[str, Any]] = {}
        for view, (log, _) in _GROWING.items():
            (part / view).mkdir()
            for number in range(_stretches(present.reach[log])):
                name = _part(view, number)
                if number in stale[log] or name not in before.files:
                    files[name] = _copied(connection, _stretch(view, number), part / name)
                else:
                    _link(before.folder / name, part / name)
                    files[name] = before.files[name]
        for view in sorted(name for name, is_view in comments.relations(connection).items() if is_view):
            if view not in _GROWING:
                files[f"{view}.parquet"] = _copied(connection, f"FROM {view}", part / f"{view}.parquet")
        manifest = {
            "made_by": f"pledgewatch {own_version()}", "made_at": moment.isoformat(), "layout": present.layout, "views": present.views,
            "reach": present.reach, "supersessions": present.supersessions, "news": present.news,
            "files": [{"path": name, **file} for name, file in files.items()],
        }  # fmt: skip
        (part / "manifest.json").write_text(json.dumps(manifest, indent=1), "utf-8")
        part.chmod(0o755)
        edition = folder.with_name(f".{folder.name}-{moment:%Y%m%dT%H%M%S%f}")
        shutil.rmtree(edition, ignore_errors=True)
        part.rename(edition)
        return edition
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _stretch(view: str, number: int) -> str:
    """The rows of a view that come from one stretch of its log. The view's own text is used: there is no second wording."""
    log, chain = _GROWING[view]
    column, first = _LOGS[log], number * STRETCH
    rows = f"SELECT * FROM {database.ATTACHED}.{log} WHERE {column} >= {first} AND {column} < {first + STRETCH}"
    made = "".join(f", {name} AS ({summaries.text_of(name)})" for name in (*chain, view))
    return f"WITH {log} AS ({rows}){made} FROM {view}"


def _copied(connection: duckdb.DuckDBPyConnection, query: str, file: Path) -> Mapping[str, Any]:
    place = str(file).replace("'", "''")
    rows = connection.execute(f"COPY ({query}) TO '{place}' (FORMAT parquet, COMPRESSION zstd)").fetchall()[0][0]
    content = file.read_bytes()
    return {"rows": int(rows), "bytes": len(content), "sha256": sha256(content).hexdigest()}


def _link(old: Path, new: Path) -> None:
    """The same file in another edition: it is never written again, so one copy on disk serves both."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)  # a file system without links


def _swing(folder: Path, edition: Path) -> None:
    """Let the link point to the new edition, and remove all but that and the one before."""
    before = folder.readlink().name if folder.is_symlink() else None
    link = edition.with_name(edition.name + ".link")
    link.unlink(missing_ok=True)
    link.symlink_to(edition.name)
    link.replace(folder)
    _remove(old for old in folder.parent.glob(f".{folder.name}-*") if old.name not in (edition.name, before))


def _remove(editions: Iterable[Path]) -> None:
    for old in editions:
        if old.is_dir() and not old.is_symlink():
            with suppress(OSError):
                shutil.rmtree(old)
