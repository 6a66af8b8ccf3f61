"""Raw pages as they came, compressed and named by the SHA-256 of their bytes: what history is read from again.

`ab/abcdef….zst` under the folder. Writing is atomic (a new file, then a rename), a name never changes its content, and content is
checked against its name whenever it is read. Any number of processes may write at once.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import zstandard

from storage.errors import LedgerDamaged, LedgerMissing, LedgerUnwritable
from storage.refusals import unwritable

_NAME = re.compile(r"[0-9a-f]{64}")
LEVEL = 6
#: No page is larger; a damaged or hostile file cannot make us allocate more.
MAX_BYTES = 256 * 1024 * 1024


def digest_of_name(name: str) -> str:
    """The name itself. Raises ValueError where it is no SHA-256."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name[:80]!r} is no SHA-256 in lower-case hexadecimal")
    return name


class RawStore:
    """A folder of raw pages. ``storage.objects.ObjectStore`` keeps them elsewhere."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)

    def path(self, digest: str) -> Path:
        """Where the page of this SHA-256 (64 hexadecimal digits) lies. Raises ValueError for any other name."""
        return self.folder / digest_of_name(digest)[:2] / f"{digest}.zst"

    def place(self, digest: str) -> str:
        """The same, for a sentence."""
        return str(self.path(digest))

    def put(self, body: bytes) -> str:
        """Keep these bytes; returns their SHA-256. What is there already is not written again. Raises LedgerUnwritable."""
        digest = sha256(body).hexdigest()
        target = self.path(digest)
        if target.exists():
            return digest
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            descriptor, part = tempfile.mkstemp(prefix=".part-", dir=target.parent)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compress(body))
                    file.flush()
                    os.fsync(file.fileno())
                os.chmod(part, 0o644)  # noqa: PTH101
                Path(part).replace(target)
            except BaseException:
                with suppress(OSError):
                    Path(part).unlink()
                raise
        except OSError as problem:
            raise LedgerUnwritable(
                f"{unwritable(f'The raw page {target}', target, problem, 'set paths.data to another folder')}; then run again."
            ) from problem
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes of a page. Raises LedgerMissing where it is not kept, LedgerDamaged where they are not what the name says."""
        try:
            packed = self.path(digest).read_bytes()
        except FileNotFoundError:
            raise LedgerMissing(
                f"The raw page {digest} is not in {self.folder}: it was never kept, or was cleaned away."
            ) from None
        return self.unpacked(digest, packed)

    def unpacked(self, digest: str, packed: bytes) -> bytes:
        """The page of a compressed object. Raises LedgerDamaged."""
        try:
            body = zstandard.ZstdDecompressor().decompressobj().decompress(packed)
        except zstandard.ZstdError as problem:
            raise self._damaged(digest, str(problem)) from problem
        if sha256(body).hexdigest() != digest:
            raise self._damaged(digest, "its bytes do not match its name")
        return body

    def has(self, digest: str) -> bool:
        """Whether a page is kept."""
        return self.path(digest).exists()

    def __iter__(self) -> Iterator[str]:
        """The SHA-256 of every kept page, in order."""
        for file in sorted(self.folder.glob("??/*.zst")):
            if _NAME.fullmatch(file.stem):
                yield file.stem

    def sweep(self) -> int:
        """Remove what a killed process left half written. Call it only when nobody else writes. Returns how many files."""
        left = list(self.folder.glob("??/.part-*"))
        for file in left:
            file.unlink(missing_ok=True)
        return len(left)

    def _damaged(self, digest: str, why: str) -> LedgerDamaged:
        return LedgerDamaged(
            f"The raw page {self.place(digest)} is damaged ({why}): bring it back from a backup, or delete it and it will be "
            "fetched again if it is still on the web."
        )
