"""What belongs to an installation beside its ledger and raw pages, and how a backup becomes a working installation again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from flows.settings import FILE_NAME, BadSettings, Settings, credentials, load

#: a file of a folder source that is larger than this is no article; a backup leaves it out
LARGEST = 50_000_000


def belongings(settings: Settings) -> dict[str, Path]:
    """The files that a backup takes beside ledger and raw pages, by their place in the installation.

    The settings, the record of alerts, the desk's own rates, and what the settings name inside their folder: folders of articles and word
    lists. Secrets are not among them: files that a channel's address is kept in, and hidden files (``.env``).
    """
    found = {"data/alerts.jsonl": settings.alerts_path, "data/rates/eurofxref-hist.csv": settings.rates_path}
    if settings.file is None:
        return found
    found[FILE_NAME] = settings.file
    root = settings.file.parent.resolve()
    secrets = {channel.url_file.resolve() for channel in settings.channels if channel.url_file is not None}
    folders = [source.path for source in settings.sources if source.path is not None]
    for folder in [*folders, *settings.lexicon.extend]:
        for file in _files(folder.resolve(), root, settings.paths.data.resolve()):
            if file not in secrets:
                found[file.relative_to(root).as_posix()] = file
    return found


def _files(folder: Path, root: Path, data: Path) -> Iterator[Path]:
    """The plain files under a folder that lies inside the installation and beside its data."""
    if root not in folder.parents or data in (folder, *folder.parents) or folder in data.parents:
        return
    for file in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if not hidden and file.is_file() and not file.is_symlink() and file.stat().st_size <= LARGEST:
            yield file


def restore(archive: Path, folder: Path) -> list[str]:
    """Unpack a backup into a new folder, prove it, and publish the copy that people query. Says what was done and what is still to do."""
    from storage.backup import LEDGER
    from storage.backup import restore as unpack
    from storage.snapshot import publish

    report = unpack(archive, folder)
    own_rates = folder / "data/rates/eurofxref-hist.csv"
    published = publish(
        folder / LEDGER, folder / "data/pledgewatch.duckdb", rates_file=own_rates if own_rates.exists() else None
    )
    said = [
        f"restored {report.files} files of {report.made_at:%Y-%m-%d %H:%M} UTC into {folder}; every checksum and the rows of "
        f"{len(report.rows)} tables are right",
        f"published its copy to query: {published.held}",
    ]
    return said + _to_do(folder)


def restore_from_copy(settings: Settings, now: datetime) -> list[str]:
    """Put the published copy in the place of a ledger that is damaged or gone. Says what came back and what did not."""
    from flows.passes.folder import alone
    from storage import snapshot
    from storage.bringback import bring_back

    if not settings.snapshot_path.exists():
        snapshot.info(settings.snapshot_path)  # says that there is none, before a lock is laid
    with alone(settings, wait=True):
        done = bring_back(settings.ledger_path, settings.snapshot_path, now)
    came, until = done.copy, f"{done.copy.published_at:%Y-%m-%d %H:%M} UTC"
    said = [
        f"the ledger is back as it was published at {until}: {came.claims:,} claims, {came.articles:,} articles, {came.alerts:,} alerts; "
        f"the rows of {done.tables} tables are those of the copy",
        f"what passes recorded after {until} did not come back; what the sources still offer is read again by the next pass, and "
        "messages that were sent since may be sent once more",
    ]
    return said + [f"what lay in its place is kept as {path}" for path in done.aside]


def _to_do(folder: Path) -> list[str]:
    """What a restored folder needs from a person: nothing, where its settings keep everything inside it."""
    file = folder / FILE_NAME
    if not file.exists():
        return [f"the backup holds no settings: write {file} (pledgewatch init {folder} makes one to begin with)"]
    try:
        settings = load(file)
    except BadSettings as problem:
        return [f"its settings cannot be used as they are: {problem}"]
    said = []
    if settings.ledger_path != (folder / "data/ledger/ledger.duckdb").resolve():
        said.append(
            f'its settings keep data in {settings.paths.data}: set data = "data" under [paths] in {file} to use what was restored'
        )
    pages = folder / "data/raw"
    if pages.exists() and settings.raw_address != pages.resolve():
        said.append(
            f"its settings keep raw pages in {settings.raw_address}, those of the backup lie in {pages}: take raw out of [paths] in {file} "
            "to use them, or bring them there; reextract and backtest read nothing older without them"
        )
    if not pages.exists() and settings.paths.raw is None:
        said.append(
            f"the backup holds no raw pages (keep.backup_pages): bring them back into {pages}; passes go on without them, "
            "reextract and backtest read nothing older"
        )
    away = [s.name for s in settings.sources if s.path is not None and s.enabled and not s.path.exists()]
    if away:
        said.append(
            f"the folders of {', '.join(away)} are not in the backup (they lay outside the installation, or were not there): bring them back, or change path"
        )
    secrets = [
        f"{c.name} ({c.url_env or c.url_file})"
        for c in settings.channels
        if (c.url_env or c.url_file) and not (c.url_file is not None and c.url_file.exists())
    ]
    secrets += [
        f"{s.name} ({', '.join(credentials.names_of(s))})"
        for s in settings.sources
        if s.enabled and credentials.missing(s)
    ]
    if secrets:
        said.append(
            f"secrets are in no backup: set them again for {', '.join(secrets)}; pledgewatch doctor says what is missing"
        )
    return said
