"""Raw pages on any address that fsspec knows (``s3://bucket/raw``, ``memory://raw``): the same names, the same bytes as in a folder.

An object store writes an object whole or not at all, so there is nothing to rename and nothing to sweep. Credentials come from the
environment, as the store's own library has it (for S3: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL).
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import zstandard

from storage.errors import LedgerMissing, LedgerUnwritable
from storage.raw import LEVEL, RawStore, digest_of_name


class ObjectStore(RawStore):
    """Raw pages under an fsspec address. Raises LedgerUnwritable where its library is missing or the store does not take the page."""

    def __init__(self, address: str) -> None:
        super().__init__(Path())
        self.address = address.rstrip("/")
        try:
            import fsspec

            files, root = fsspec.core.url_to_fs(self.address)
        except (ImportError, ValueError) as problem:
            raise LedgerUnwritable(
                f"Raw pages cannot be kept at {self.address} ({problem}): install what the address needs "
                "(for s3://: pip install 'pledgewatch[s3]'), or name a folder."
            ) from None
        self._files: Any = files
        self._root: str = root

    def name(self, digest: str) -> str:
        """Where the page of this SHA-256 lies, in the store's own terms."""
        return f"{self._root}/{digest_of_name(digest)[:2]}/{digest}.zst"

    def place(self, digest: str) -> str:
        return f"{self.address}/{digest[:2]}/{digest}.zst"

    def put(self, body: bytes) -> str:
        digest = sha256(body).hexdigest()
        if self.has(digest):
            return digest
        packed = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compress(body)
        try:
            self._files.pipe_file(self.name(digest), packed)
        except Exception as problem:
            raise self._unreachable("kept", problem) from problem
        return digest

    def get(self, digest: str) -> bytes:
        name = self.name(digest)
        try:
            packed = self._files.cat_file(name)
        except FileNotFoundError:
            raise LedgerMissing(
                f"The raw page {digest} is not at {self.address}: it was never kept, or was cleaned away."
            ) from None
        except Exception as problem:
            raise self._unreachable("read", problem) from problem
        return self.unpacked(digest, packed)

    def has(self, digest: str) -> bool:
        name = self.name(digest)
        try:
            return bool(self._files.exists(name))
        except Exception as problem:
            raise self._unreachable("looked for", problem) from problem

    def __iter__(self) -> Iterator[str]:
        try:
            found = self._files.find(self._root)
        except FileNotFoundError:
            return
        except Exception as problem:
            raise self._unreachable("listed", problem) from problem
        for path in sorted(found):
            name = path.rsplit("/", 1)[-1]
            if name.endswith(".zst"):
                yield name.removesuffix(".zst")

    def sweep(self) -> int:
        return 0

    def _unreachable(self, what: str, problem: Exception) -> LedgerUnwritable:
        return LedgerUnwritable(
            f"The raw page cannot be {what} at {self.address} ({type(problem).__name__}: {problem}): is the store there, and do its "
            "credentials stand in the environment?"
        )


def raw_store(address: str | Path) -> RawStore:
    """The store at a folder or at an address such as ``s3://bucket/raw``."""
    return ObjectStore(address) if isinstance(address, str) and "://" in address else RawStore(address)
