"""The published copy once more as a folder of Parquet files, for tools that read those and no DuckDB."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from storage.errors import LedgerUnwritable
from storage.export import export


def publish_parquet(snapshot: Path, folder: Path, now: datetime | None = None) -> Path:
    """Replace what the link ``folder`` points to by Parquet files of every public view; returns the folder of this edition.

    The editions lie beside the link. It is swung to the new one by an atomic rename; the edition before is kept for those who are still
    reading it, older ones are removed. Raises LedgerMissing, LedgerUnwritable (``folder`` is there and is no link of ours).
    """
    if folder.exists() and not folder.is_symlink():
        raise LedgerUnwritable(
            f"{folder} exists and was not published by pledgewatch: move it away, or name another place."
        )
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    edition = folder.with_name(f".{folder.name}-{moment:%Y%m%dT%H%M%S%f}")
    before = folder.readlink().name if folder.is_symlink() else None
    export(snapshot, edition, ["parquet"], moment, force=True)
    for file in (edition / "parquet").iterdir():
        file.rename(edition / file.name)
    (edition / "parquet").rmdir()
    (edition / "manifest.json").write_text(
        (edition / "manifest.json").read_text("utf-8").replace('"parquet/', '"'), "utf-8"
    )
    link = edition.with_name(edition.name + ".link")
    link.unlink(missing_ok=True)
    link.symlink_to(edition.name)
    link.replace(folder)
    for old in folder.parent.glob(f".{folder.name}-*"):
        if old.name not in (edition.name, before) and old.is_dir() and not old.is_symlink():
            with suppress(OSError):
                shutil.rmtree(old)
    return edition
