"""kill -9 while a ledger is migrated, takes in another desk's claims, is given a new generation, or is published: all of it or nothing."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from goldledger import RUN_AT, harvest_of
from storage import doctor, migrate
from storage.database import STORAGE_VERSION
from storage.export import export
from storage.ledger import Ledger
from storage.lost import lost
from storage.snapshot import info, publish

SUPPORT = Path(__file__).parent.parent / "support"

#: does one thing to the ledger of a folder, and says when it begins and when it has done it
KEEPER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from goldledger import RUN_AT
from storage.bundle import read_bundle
from storage.ledger import Ledger
from storage.snapshot import publish
folder, what = Path(sys.argv[1]), sys.argv[2]
ledger = folder / "ledger.duckdb"
harvest = read_bundle(folder / "bundle", "friends", RUN_AT) if what == "import" else None
print("begin", flush=True)
if what == "publish":
    publish(ledger, folder / "copy.duckdb", RUN_AT)
else:
    with Ledger.open(ledger) as opened:
        if what == "import":
            opened.record(harvest, RUN_AT)
        if what == "reextract":
            opened.renew(folder / "scratch.duckdb", "newer/1", "reread-1", RUN_AT)
print("done", flush=True)
"""

Prepare = Callable[[Path], None]


def recorded(file: Path, *golds: str) -> None:
    with Ledger.open(file) as ledger:
        for gold in golds:
            ledger.record(harvest_of(gold), RUN_AT)


def to_migrate(folder: Path) -> None:
    """The seeds in a ledger of the first schema."""
    recorded(folder / "new.duckdb", "seeds")
    old = duckdb.connect(str(folder / "ledger.duckdb"), config={"storage_compatibility_version": STORAGE_VERSION})
    migrate.apply(old, migrate.packaged()[:1])
    old.execute(f"ATTACH '{folder / 'new.duckdb'}' AS new (READ_ONLY)")
    columns: dict[str, list[str]] = {}
    for table, column in old.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'ledger' AND NOT internal ORDER BY column_index"
    ).fetchall():
        columns.setdefault(table, []).append(column)
    for table, names in columns.items():
        if table not in ("migration_log", "meta"):
            old.execute(f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(names)} FROM new.{table}")
    old.close()
    (folder / "new.duckdb").unlink()


def to_import(folder: Path) -> None:
    recorded(folder / "theirs.duckdb", "dev")
    publish(folder / "theirs.duckdb", folder / "theirs-copy.duckdb")
    export(folder / "theirs-copy.duckdb", folder / "bundle", ["records"], RUN_AT)
    recorded(folder / "ledger.duckdb", "seeds")


def to_reextract(folder: Path) -> None:
    """A newer version reads every amount as twice what it was."""
    recorded(folder / "ledger.duckdb", "seeds")
    base = harvest_of("seeds", "again")
    readings = tuple(
        replace(r, claims=tuple(replace(c, low=c.low and c.low * 2, high=c.high and c.high * 2) for c in r.claims))
        for r in base.readings
    )
    with Ledger.open(folder / "scratch.duckdb") as scratch:
        scratch.record(replace(base, readings=readings), RUN_AT)


def to_publish(folder: Path) -> None:
    recorded(folder / "ledger.duckdb", "seeds")
    publish(folder / "ledger.duckdb", folder / "copy.duckdb", RUN_AT)
    recorded(folder / "ledger.duckdb", "dev")


KEEPERS: dict[str, Prepare] = {
    "migrate": to_migrate, "import": to_import, "reextract": to_reextract, "publish": to_publish,
}  # fmt: skip


def started(folder: Path, what: str) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(folder), what, str(SUPPORT)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None and child.stdout.readline() == "begin\n"
    return child


def done_to_the_end(folder: Path, what: str) -> float:
    """Let it finish; returns how long it took, in seconds."""
    child = started(folder, what)
    began = time.monotonic()
    assert child.communicate()[0] == "done\n"
    return time.monotonic() - began


def logs(file: Path) -> dict[str, object]:
    """How many rows every log holds, and which claims."""
    with Ledger.open(file) as ledger:
        ask = ledger._connection.execute
        tables = [
            name
            for (name,) in ask(
                "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE '%\\_log' ESCAPE '\\'"
            ).fetchall()
        ]
        found: dict[str, object] = {name: ask(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in tables}
        return found | {"claims": ask("SELECT bit_xor(hash(claim_id, low, generation)) FROM claim_log").fetchall()}


def survive(what: str, folder: Path, trials: int) -> None:
    prepared, whole = folder / "prepared", folder / "whole"
    prepared.mkdir()
    KEEPERS[what](prepared)
    shutil.copytree(prepared, whole)
    lasted = done_to_the_end(whole, what)
    wanted = logs(whole / "ledger.duckdb")
    before = logs(Path(shutil.copytree(prepared, folder / "before")) / "ledger.duckdb")
    assert what in ("migrate", "publish") or before != wanted
    for trial in range(trials):
        desk = Path(shutil.copytree(prepared, folder / f"desk{trial}"))
        child = started(desk, what)
        time.sleep(random.Random(f"{what}{trial}").uniform(0, lasted))  # the moment of death is to be anywhere in it
        child.send_signal(signal.SIGKILL)
        acknowledged = child.communicate()[0] == "done\n"
        if what == "publish":
            assert info(desk / "copy.duckdb").all_claims in ((330,) if acknowledged else (116, 330))
            assert lost(desk / "ledger.duckdb", desk / "copy.duckdb") is None, "wherever it died"
        found = logs(desk / "ledger.duckdb")
        assert found == wanted if acknowledged else found in (before, wanted)
        done_to_the_end(desk, what)
        assert logs(desk / "ledger.duckdb") == wanted, "whoever does it again finishes it"
        published = publish(desk / "ledger.duckdb", desk / "copy.duckdb", RUN_AT)
        assert published.all_claims == wanted["claim_log"]
        checks = doctor.check(desk / "ledger.duckdb", desk / "copy.duckdb", desk / "raw", RUN_AT)
        assert [c.message for c in checks if c.status == "fail"] == []
        shutil.rmtree(desk)


@pytest.mark.parametrize("what", ["publish"])  # the quickest of those that have most to lose; all of them in the drill
def test_kill_minus_nine_of_a_keeper_leaves_all_or_nothing(what: str, tmp_path: Path) -> None:
    survive(what, tmp_path, 1)


@pytest.mark.drill
@pytest.mark.parametrize("what", KEEPERS)
def test_kill_minus_nine_of_a_keeper_fifteen_times(what: str, tmp_path: Path) -> None:
    survive(what, tmp_path, 15)
