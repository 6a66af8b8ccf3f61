"""The shipped settings and seed articles, and how ``init`` copies them into a folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from flows.settings import FILE_NAME, BadSettings

_PACKAGE = Path(__file__).resolve().parents[1]
#: what of a desk must never get into a repository that it is kept in
_IGNORED = "/data/\nsecrets/\nsecrets.env\n.env\n"


def shipped(name: str) -> Path:
    """A shipped file or folder: inside the installed package, or beside it in a checkout."""
    for place in (_PACKAGE / "shipped" / name, _PACKAGE.parent / name):
        if place.exists():
            return place
    raise BadSettings(f"this installation lacks its file {name}; install pledgewatch again")


def write_starter(folder: Path, force: bool = False) -> tuple[Path, bool]:
    """Write the starter settings, the seeds, an empty data folder and what git is to ignore into ``folder``; an existing settings file is kept
    unless ``force``, an existing ``.gitignore`` always.

    Returns the settings file and whether an existing one was kept.
    """
    file = folder / FILE_NAME
    if file.exists() and not force:
        return file, True
    if folder.exists() and not folder.is_dir():
        raise BadSettings(f"{folder} is a file; name a folder")
    folder.mkdir(parents=True, exist_ok=True)
    seeds = folder / "seeds"
    if not seeds.exists():
        shutil.copytree(shipped("seeds"), seeds)
    # a service may write there and nowhere else, and does not start where it is not
    (folder / "data").mkdir(exist_ok=True)
    if not (folder / ".gitignore").exists():
        (folder / ".gitignore").write_text(_IGNORED, encoding="utf-8")
    shutil.copyfile(shipped(FILE_NAME), file)
    return file, False
