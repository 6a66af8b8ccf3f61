"""Backup and restore of a working installation: one file out, one file in, both prove themselves by counts and checksums.

A backup is a tar file (what is in it is compressed already): a copy of the ledger, the kept raw pages, the files that the caller adds
(settings, alerts.jsonl), and last MANIFEST.json with the SHA-256 and size of each and the number of rows of every table. Secrets live in
the environment or in files of their own and are not in it.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any

import duckdb

from storage import comments, database, lock, migrate
from storage.errors import LedgerDamaged, LedgerMissing, LedgerNewer, LedgerUnwritable
from storage.recording import own_version
from storage.refusals import unwritable

#: version of the archive's layout
BACKUP_VERSION = 1
LEDGER = "data/ledger/ledger.duckdb"
RAW = "data/raw"
_MANIFEST = "MANIFEST.json"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup holds or a restore brought back."""

    path: Path
    made_at: datetime
    files: int
    bytes: int
    #: table -> rows
    rows: dict[str, int]


def backup(
    ledger: Path,
    raw: Path | None,
    target: Path,
    extra: Mapping[str, Path] | None = None,
    now: datetime | None = None,
    wait_seconds: float = 30.0,
) -> BackupReport:
    """Write a backup to ``target``, whole or not at all, and read it back to prove it.

    ``raw`` is the folder of raw pages; None leaves them out. ``extra`` adds files by their place in the installation (``{"pledgewatch.toml": path, "data/alerts.jsonl": path}``); those that are not there are left out. The
    ledger is held only while it is copied. Raises LedgerMissing, LedgerBusy, LedgerUnwritable (``target`` exists, disk full).
    """
    if target.exists():
        raise LedgerUnwritable(f"{target} exists already: name a new file, a backup never replaces another.")
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _workshop(target) as folder:
            part = folder / "backup.tar"
            rows = _copy_ledger(ledger, folder / "ledger.duckdb", wait_seconds)
            _pack(part, folder / "ledger.duckdb", raw, extra or {}, rows, moment)
            report = verify(part)
            part.replace(target)
    except OSError as problem:
        raise _unwritable(target, problem) from problem
    return BackupReport(target, report.made_at, report.files, report.bytes, report.rows)


def restore(archive: Path, target: Path) -> BackupReport:
    """Unpack a backup into the folder ``target`` (new or empty), which is a working installation then: the settings file if it was
    added, ``data/ledger`` and ``data/raw`` (the published copy is made by the next pass). Proves checksums of all files, rows of all tables.

    Raises LedgerMissing, LedgerDamaged (nothing is left behind then), LedgerNewer, LedgerUnwritable (the folder is not empty).
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise LedgerUnwritable(
            f"{target} is not empty: restore into a new folder, look at it, and put it in the place of the old one."
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _workshop(target) as folder:
            manifest = _unpack(archive, folder / "data")
            report = _report(archive, manifest)
            found = _count(folder / "data" / LEDGER)
            if found != report.rows:
                wrong = sorted(t for t in {*found, *report.rows} if found.get(t) != report.rows.get(t))
                raise LedgerDamaged(
                    f"The backup {archive} does not hold the rows that it claims ({', '.join(wrong)}): use an older one."
                )
            if target.exists():
                target.rmdir()
            (folder / "data").replace(target)
    except OSError as problem:
        raise _unwritable(target, problem) from problem
    return BackupReport(target, report.made_at, report.files, report.bytes, report.rows)


def verify(archive: Path) -> BackupReport:
    """Read a backup through and compare every file with the manifest. Raises LedgerDamaged, LedgerMissing, LedgerNewer."""
    return _report(archive, _read(archive, lambda name, size: None))


def _report(archive: Path, manifest: dict[str, Any]) -> BackupReport:
    files = manifest["files"]
    moment = datetime.fromisoformat(manifest["made_at"])
    return BackupReport(archive, moment, len(files), sum(file["bytes"] for file in files.values()), manifest["rows"])


def _unwritable(target: Path, problem: OSError) -> LedgerUnwritable:
    return LedgerUnwritable(f"{unwritable(str(target), target, problem)}.")


@contextmanager
def _workshop(target: Path) -> Iterator[Path]:
    """A folder beside the target, so that the finished thing is put in place by a rename; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent.absolute()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy_ledger(ledger: Path, target: Path, wait_seconds: float) -> dict[str, int]:
    if not ledger.exists():
        raise LedgerMissing(f"There is no ledger at {ledger}: nothing to back up.")
    with lock.held(ledger, wait_seconds=wait_seconds):
        connection = database.connect_file(ledger)
        try:
            migrate.check_version(migrate.applied(connection), str(ledger))
            connection.execute("CHECKPOINT")
        except duckdb.Error as problem:
            raise database.explain(problem, ledger) from problem
        finally:
            connection.close()
        shutil.copyfile(ledger, target)
    return _count(target)


def _count(ledger: Path) -> dict[str, int]:
    """Rows of every table, every block read (and so its checksum verified)."""
    connection = database.connect_file(ledger, read_only=True)
    try:
        tables = [name for name, is_view in comments.relations(connection).items() if not is_view]
        counts = {}
        for table in tables:
            row = connection.execute(f'SELECT count(*), bit_xor(hash(t)) FROM "{table}" t').fetchall()[0]
            counts[table] = int(row[0])
        return counts
    except duckdb.Error as problem:
        raise database.explain(problem, ledger) from problem
    finally:
        connection.close()


def _pack(
    part: Path, ledger: Path, raw: Path | None, extra: Mapping[str, Path], rows: dict[str, int], moment: datetime
) -> None:
    sources = {LEDGER: ledger}
    pages = sorted(raw.glob("??/*.zst")) if raw is not None else []
    sources |= {f"{RAW}/{file.parent.name}/{file.name}": file for file in pages}
    sources |= {_safe(name): file for name, file in extra.items() if file.is_file()}
    files: dict[str, dict[str, Any]] = {}
    with tarfile.open(part, "w", format=tarfile.PAX_FORMAT) as tar:
        for name, file in sources.items():
            files[name] = _add(tar, name, file, moment)
        manifest = {
            "backup": BACKUP_VERSION, "made_by": f"pledgewatch {own_version()}", "made_at": moment.isoformat(), "files": files, "rows": rows,
        }  # fmt: skip
        body = json.dumps(manifest, indent=1).encode()
        info = tarfile.TarInfo(_MANIFEST)
        info.size, info.mtime = len(body), int(moment.timestamp())
        tar.addfile(info, io.BytesIO(body))
    with part.open("rb") as written:
        os.fsync(written.fileno())


def _add(tar: tarfile.TarFile, name: str, file: Path, moment: datetime) -> dict[str, Any]:
    with file.open("rb") as body:
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = os.fstat(body.fileno()).st_size, int(moment.timestamp()), 0o600
        reader = _Hashing(body, info.size)
        tar.addfile(info, reader)
    return {"sha256": reader.digest.hexdigest(), "bytes": info.size}


class _Hashing:
    """A file that is hashed as it is read, up to the size it had when it was opened (alerts.jsonl may grow meanwhile)."""

    def __init__(self, body: IO[bytes], size: int) -> None:
        self.digest, self._body, self._left = sha256(), body, size

    def read(self, size: int = -1) -> bytes:
        block = self._body.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(block)
        self.digest.update(block)
        return block


def _safe(name: str) -> str:
    """A name inside the archive; anything that could leave the folder it is unpacked to is refused."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\\" in name or "\0" in name:
        raise LedgerDamaged(
            f"The backup names a file that would lie outside its folder ({name[:80]!r}): do not use it."
        )
    return str(path)


def _unpack(archive: Path, folder: Path) -> dict[str, Any]:
    folder.mkdir()

    def place(name: str, size: int) -> Path:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    return _read(archive, place)


def _read(archive: Path, place: Any) -> dict[str, Any]:
    """Walk through an archive, writing each file to where ``place`` says (None: nowhere), and compare all with the manifest."""
    if not archive.is_file():
        raise LedgerMissing(f"There is no backup at {archive}.")
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    try:
        with tarfile.open(archive, "r:") as tar:
            for member in tar:
                name = _safe(member.name)
                body = tar.extractfile(member) if member.isreg() else None
                if body is None:
                    raise LedgerDamaged(
                        f"The backup {archive} holds something that is no plain file ({name}): do not use it."
                    )
                if name == _MANIFEST:
                    manifest = json.loads(body.read())
                else:
                    found[name] = _drain(body, place(name, member.size))
    except (tarfile.TarError, ValueError, EOFError) as problem:
        raise LedgerDamaged(f"The backup {archive} cannot be read ({problem}): use an older one.") from problem
    return _compared(archive, manifest, found)


def _drain(body: IO[bytes], target: Path | None) -> dict[str, Any]:
    digest, size = sha256(), 0
    out = target.open("wb") if target is not None else None
    try:
        while block := body.read(_BLOCK):
            digest.update(block)
            size += len(block)
            if out is not None:
                out.write(block)
        if out is not None:
            out.flush()
            with suppress(OSError):
                os.fsync(out.fileno())
    finally:
        if out is not None:
            out.close()
    return {"sha256": digest.hexdigest(), "bytes": size}


def _compared(archive: Path, manifest: dict[str, Any] | None, found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if manifest is None:
        raise LedgerDamaged(f"The backup {archive} ends before its manifest: it was cut short; use an older one.")
    try:
        version, files = int(manifest["backup"]), dict(manifest["files"])
        datetime.fromisoformat(manifest["made_at"])
        dict(manifest["rows"])
    except (KeyError, TypeError, ValueError) as problem:
        raise LedgerDamaged(f"The manifest of {archive} makes no sense ({problem}): use an older backup.") from problem
    if version > BACKUP_VERSION:
        raise LedgerNewer(
            f"The backup {archive} is of version {version}, this pledgewatch reads {BACKUP_VERSION}: upgrade pledgewatch."
        )
    wrong = sorted(name for name in {*files, *found} if files.get(name) != found.get(name))
    if wrong:
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        raise LedgerDamaged(
            f"The backup {archive} is damaged: {wrong[0]}{more} is not what the manifest says; use an older one."
        )
    return manifest
