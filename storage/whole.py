"""Small files that others read while they are replaced: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from storage.refusals import in_the_name_of


def write_whole(path: Path, content: bytes, sync: bool = False) -> None:
    """Put ``content`` at ``path`` in one step: a reader sees the old file or the new one, and a full disk leaves the old one and nothing beside it.

    ``sync`` waits until the disk has it, for what cannot be made again. The file is readable by all. Raises OSError, which names ``path``.
    """
    with in_the_name_of(path):
        _write(path, content, sync)


def _write(path: Path, content: bytes, sync: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        part.chmod(0o644)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
