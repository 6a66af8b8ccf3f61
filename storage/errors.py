"""What can go wrong with the ledger, each as one sentence that says what to do."""

from __future__ import annotations


class LedgerError(Exception):
    """Any trouble with the ledger; its text is one sentence for a person, with the way out."""


class LedgerBusy(LedgerError):
    """Another process holds the ledger. ``pid`` and ``command`` name it where they are known."""

    def __init__(self, message: str, pid: int | None = None, command: str | None = None) -> None:
        super().__init__(message)
        self.pid = pid
        self.command = command


class LedgerMissing(LedgerError):
    """There is no ledger or snapshot at the path."""


class LedgerNewer(LedgerError):
    """The file was written by a newer pledgewatch or DuckDB than this one."""


class LedgerDamaged(LedgerError):
    """The file is not a readable database any more (truncated, overwritten, bad checksums)."""


class LedgerUnwritable(LedgerError):
    """The folder, the file or the disk does not take our writes (permissions, quota, disk full)."""


class QueryRefused(LedgerError):
    """A query that cannot be run: wrong SQL, or something a read-only snapshot does not do."""


class CopyDisturbed(LedgerError):
    """Beside the published copy lies a log of changes that somebody else put there."""


class LedgerBehind(LedgerError):
    """The published copy holds more than the ledger: the ledger was lost or replaced, and must not be published over it."""
