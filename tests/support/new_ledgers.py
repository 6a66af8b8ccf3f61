"""New ledgers for tests that are about something else: copies of one that the product made in full, once for each process of tests.

What the first publication lays into a new ledger (views, comments, 27 years of exchange rates) takes a second and a half of processor
and is the same every time. The room of the storage and every process that a test starts make theirs anew.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from storage import migrate, snapshot


def _made(folder: Path) -> Path:
    """An empty ledger as it is after its first publication, but for the moment of it."""
    file = folder / "new.duckdb"
    migrate.upgrade(file).close()
    snapshot.publish(file, folder / "published.duckdb")
    with closing(migrate.upgrade(file)) as connection:
        connection.execute("DELETE FROM meta WHERE name = 'published_at'; CHECKPOINT")
    return file


@pytest.fixture(scope="session")
def made_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger that is copied."""
    return _made(tmp_path_factory.mktemp("new-ledger"))


@pytest.fixture(scope="module", autouse=True)
def new_ledgers_are_copies(made_ledger: Path) -> Iterator[None]:
    """Where a ledger is made while the tests of this module run, a copy is laid down first."""
    upgrade = migrate.upgrade

    def laid_and_upgraded(path: Path) -> duckdb.DuckDBPyConnection:
        if not path.exists():
            try:
                shutil.copyfile(made_ledger, path)
            except OSError:  # a folder or a disk that takes nothing: for the product to say
                path.unlink(missing_ok=True)
        return upgrade(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate, "upgrade", laid_and_upgraded)
        yield
