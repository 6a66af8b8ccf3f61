"""Why the system refuses a file, and what to do about that: free space helps a full disk, and nothing else."""

from __future__ import annotations

import errno
import os
import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: reasons that only writing can have
WRITING = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
#: reasons that lie with permissions
FORBIDDEN = (errno.EACCES, errno.EPERM)
_BY_TEXT = {os.strerror(number).lower(): number for number in (*WRITING, *FORBIDDEN)}

#: a block of a file system
_TRIED = 4096

ANOTHER = "name another place"


def reason_in(text: str) -> int | None:
    """The error number that a message in words (DuckDB's) speaks of, as far as it is one of those with a remedy."""
    low = text.lower()
    return next((number for words, number in _BY_TEXT.items() if words in low), None)


def user() -> str:
    """Who this process is, for a sentence: ``root``, or the number of a user without a name."""
    import pwd

    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:  # a container is often run by a number
        return f"number {os.geteuid()}"


def remedy(number: int | None, place: Path | None, elsewhere: str = ANOTHER) -> str:
    """What to do where ``place`` (None: nobody knows which file) could not be written for the reason ``number`` (of ``errno``)."""
    if number in (errno.ENOSPC, errno.EDQUOT):
        quota = " or have the quota raised" if number == errno.EDQUOT else ""
        there = "there" if place is not None else _wherever()
        return f"free some space {there}{quota}, or {elsewhere}"
    if number == errno.EFBIG:
        return _smaller(elsewhere)
    if number == errno.EROFS:
        folder = f"{_folder(place)} lies on a file system that is" if place is not None else "a file system is"
        return f"{folder} mounted read-only: mount it for writing by user {user()}, or {elsewhere}"
    if number in FORBIDDEN and place is not None:
        return f"{_folder(place)} must be writable for user {user()}: change its owner or permissions, or {elsewhere}"
    if number == errno.ENOENT and place is not None:
        return f"there is no folder {place.absolute().parent}: make it, or {elsewhere}"
    return f"look whether {_folder(place)} is there and sound, or {elsewhere}" if place is not None else elsewhere


def unwritable(what: str, place: Path, problem: OSError, elsewhere: str = ANOTHER) -> str:
    """One sentence, without its full stop: what cannot be written, why, and what to do."""
    return f"{what} cannot be written ({problem.strerror or problem}): {remedy(problem.errno, place, elsewhere)}"


def sentence(problem: OSError) -> str:
    """One sentence about an error of the system that nobody foresaw: which file, why, and what to do where that is known."""
    place, why = _named(problem), problem.strerror or str(problem)
    known = "".join(f"; {note}" for note in getattr(problem, "__notes__", ()))
    if problem.errno in WRITING:
        what = f"{place} cannot" if place is not None else "What was being written (the system does not name it) cannot"
        return f"{what} be written ({why}): {remedy(problem.errno, place)}{known}"
    if problem.errno == errno.ENOENT and "temporary directory" in why:
        return f"{why}: make one of them writable and free some space there, or set TMPDIR to another folder{known}"
    if place is None:
        return f"{why}{known}"
    if problem.errno in FORBIDDEN:
        can = f"user {user()} must be allowed to use it: change its owner or permissions, or {ANOTHER}"
        return f"{place}: {why}; {can}{known}"
    if problem.errno == errno.ENOENT and not place.absolute().parent.exists():
        return f"{place}: {why}; {remedy(problem.errno, place)}{known}"
    return f"{place}: {why}{known}"


def tried(folder: Path) -> OSError | None:
    """What the system says where a file is written in a folder (or where it would be made): None if it can be. Nothing is left behind.

    Permissions alone do not tell: a file system may be mounted read-only, full, or over its quota.
    """
    try:
        with tempfile.TemporaryFile(dir=_folder(folder / "file")) as file:
            file.write(bytes(_TRIED))
            file.flush()
    except OSError as problem:
        return problem
    return None


@contextmanager
def in_the_name_of(target: Path, part: Path | None = None) -> Iterator[None]:
    """What goes wrong with a file that is written under another name, or by its descriptor, is told of ``target``: people know no other."""
    try:
        yield
    except OSError as problem:
        hidden = part is not None and Path(str(problem.filename)) == part
        if problem.filename is None or hidden or _is_part_of(target, problem.filename):
            problem.filename, problem.filename2 = str(target), None
        raise


def _is_part_of(target: Path, name: object) -> bool:
    """Whether a name is that of a new file beside ``target`` which could not be made (``tempfile`` chose it, so nobody knows it before)."""
    return isinstance(name, str) and Path(name).name.startswith(f".{target.name}.")


def _named(problem: OSError) -> Path | None:
    """The file that an error speaks of: of a copy or a rename the one that is written."""
    name = problem.filename2 if problem.filename2 is not None else problem.filename
    return Path(os.fsdecode(name)) if isinstance(name, str | bytes | os.PathLike) else None


def _folder(place: Path) -> Path:
    """The folder that a file is, or would be, in, as far as there is one."""
    found = place.absolute() if place.is_dir() else place.absolute().parent
    return next(folder for folder in (found, *found.parents) if folder.exists())


def _wherever() -> str:
    try:
        return f"where the data folder, the output and temporary files ({tempfile.gettempdir()}) lie"
    except OSError:  # not even there
        return "where the data folder, the output and temporary files (TMPDIR) lie"


def _smaller(elsewhere: str) -> str:
    """A file would have grown above the limit of this process, or above what the file system takes (4 GB on FAT)."""
    most, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    if most == resource.RLIM_INFINITY:
        return f"its file system takes no file of that size: {elsewhere}, on another one"
    return f"no file of this process may grow above {most:,} bytes: raise that limit (ulimit -f unlimited; LimitFSIZE=infinity in a unit)"
