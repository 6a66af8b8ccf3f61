"""What may befall a ledger: kill -9 at any moment, a full disk, damage, a folder that takes no writes. Nothing committed is lost."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from goldledger import RUN_AT, harvest_of
from storage.errors import LedgerDamaged, LedgerError, LedgerNewer, LedgerUnwritable
from storage.ledger import Ledger
from storage.raw import RawStore
from storage.snapshot import info, publish

SUPPORT = Path(__file__).parent.parent / "support"

#: Writes one pass after another for ever, each of 8 articles with claims, verdicts, alerts and what is owed; says which are committed.
WRITER = """
import sys
sys.path.insert(0, sys.argv[2])
from dataclasses import replace
from goldledger import harvest_of, RUN_AT
from storage.ledger import Ledger
base = harvest_of("dev")
n = int(sys.argv[3])
while True:
    tag = f"#{n}"
    harvest = replace(
        base, run_id=tag,
        readings=tuple(replace(r, document=replace(r.document, id=r.document.id + tag),
            articles=tuple(replace(a, document_id=a.document_id + tag) for a in r.articles),
            claims=tuple(replace(c, claim_id=c.claim_id + tag, document_id=c.document_id + tag) for c in r.claims)) for r in base.readings[:8]),
        verdicts=tuple(replace(v, verdict_id=v.verdict_id + tag) for v in base.verdicts),
        alerts=tuple(replace(a, alert_id=a.alert_id + tag) for a in base.alerts),
        owed=tuple(replace(o, key=o.key + tag, alert_id=o.alert_id + tag) for o in base.owed),
        keys={k + tag: v for k, v in base.keys.items()})
    with Ledger.open(sys.argv[1]) as ledger:
        print(f"begin {n}", flush=True)
        ledger.record(harvest)
        print(f"done {n}", flush=True)
        for owed in ledger.owed(RUN_AT)[:2]:
            ledger.mark_sent(owed.key, RUN_AT)
            print(f"sent {owed.key}", flush=True)
    n += 1
"""


def killed_writer(path: Path, start: int, seed: int) -> tuple[list[int], list[str]]:
    """Let a writer run, kill it at a random moment after its second pass has begun. Returns what it had acknowledged."""
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(SUPPORT), str(start)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    lines: list[str] = []
    for line in child.stdout:
        lines.append(line.strip())
        if line.strip() == f"begin {start + 1}":
            break
    time.sleep(random.Random(seed).uniform(0, 0.15))  # not a wait for anything: the moment of death is to be anywhere
    child.send_signal(signal.SIGKILL)
    lines += [line.strip() for line in child.communicate()[0].splitlines()]
    return [int(x.split()[1]) for x in lines if x.startswith("done ")], [x[5:] for x in lines if x.startswith("sent ")]


def check_whole(path: Path, acknowledged: list[int], sent: list[str]) -> int:
    """Every acknowledged pass is there whole, no pass is there in part. Returns the number of the last pass."""
    base = harvest_of("dev")
    claims = sum(len(r.claims) for r in base.readings[:8])
    with Ledger.open(path) as ledger:
        connection = ledger._connection
        rows = connection.execute(
            "SELECT r.run_id, (SELECT count(*) FROM claim_log c WHERE c.run_id = r.run_id), "
            "(SELECT count(*) FROM verdict_log v WHERE v.run_id = r.run_id), (SELECT count(*) FROM alert_log a WHERE a.run_id = r.run_id), "
            "(SELECT count(*) FROM outbox o WHERE ends_with(o.key, r.run_id)) FROM run_log r"
        ).fetchall()
        whole = {int(row[0][1:]) for row in rows}
        assert set(acknowledged) <= whole
        assert {row[1:] for row in rows} == {(claims, len(base.verdicts), len(base.alerts), len(base.owed))}
        for table in ("claim_log", "verdict_log", "alert_log", "article_log", "page_log"):
            strays = connection.execute(
                f"SELECT count(*) FROM {table} WHERE run_id NOT IN (SELECT run_id FROM run_log)"
            ).fetchall()
            assert strays == [(0,)], table
        assert not {o.key for o in ledger.owed(RUN_AT)} & set(sent)
        ids = connection.execute(
            "SELECT count(*), count(DISTINCT claim_seq), count(DISTINCT claim_id) FROM claim_log"
        ).fetchall()[0]
        assert len(set(ids)) == 1
    return max(whole)


def survive_kills(path: Path, trials: int) -> None:
    acknowledged: list[int] = []
    sent: list[str] = []
    start = 1
    for trial in range(trials):
        done, delivered = killed_writer(path, start, trial)
        acknowledged += done
        sent += delivered
        start = check_whole(path, acknowledged, sent) + 1
    publish(path, path.with_name("copy.duckdb"))


def test_kill_minus_nine_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    survive_kills(tmp_path / "ledger.duckdb", 5)


@pytest.mark.drill
def test_kill_minus_nine_fifty_times(tmp_path: Path) -> None:
    survive_kills(tmp_path / "ledger.duckdb", 50)


FULL = """
import resource, sys
sys.path.insert(0, sys.argv[2])
from dataclasses import replace
from goldledger import harvest_of
from storage.errors import LedgerError
from storage.ledger import Ledger
from storage.raw import RawStore
from storage.snapshot import publish
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    if sys.argv[4] == "publish":
        publish(sys.argv[1], sys.argv[1] + ".copy")
    elif sys.argv[4] == "raw":
        import random
        RawStore(sys.argv[1] + ".raw").put(random.Random(1).randbytes(3_000_000))
    else:
        for n in range(60):
            base = harvest_of("dev")
            with Ledger.open(sys.argv[1]) as ledger:
                ledger.record(replace(base, run_id=f"full{n}", readings=tuple(replace(r, claims=tuple(replace(c,
                    claim_id=f"{c.claim_id}-{n}-{k}") for c in r.claims for k in range(20)), document=r.document) for r in base.readings)))
    print("no error")
except LedgerError as problem:
    print(type(problem).__name__, problem)
"""


def under_a_full_disk(path: Path, limit: int, what: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path), str(SUPPORT), str(limit), what],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_full_disk_is_named_and_what_was_committed_stays(tmp_path: Path) -> None:
    path = tmp_path / "ledger.duckdb"
    with Ledger.open(path) as ledger:
        ledger.record(harvest_of("seeds"))
    said = under_a_full_disk(path, path.stat().st_size + 200_000, "record")
    assert said.startswith("LedgerUnwritable") and "raise that limit" in said and "\n" not in said
    with Ledger.open(path) as ledger:
        assert len(ledger.statements([c.claim_id for r in harvest_of("seeds").readings for c in r.claims])) == 116
        ledger.record(harvest_of("quiet", "after"))


def test_a_full_disk_leaves_the_published_copy_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "ledger.duckdb"
    with Ledger.open(path) as ledger:
        ledger.record(harvest_of("seeds"))
    before = publish(path, f"{path}.copy")
    with Ledger.open(path) as ledger:
        ledger.record(harvest_of("dev", "two"))
    said = under_a_full_disk(path, 1_000_000, "publish")
    assert said.startswith("LedgerUnwritable") and "untouched" in said
    assert info(f"{path}.copy").published_at == before.published_at
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".part")] == []


def test_a_full_disk_keeps_no_half_page(tmp_path: Path) -> None:
    path = tmp_path / "x"
    assert under_a_full_disk(path, 1_000_000, "raw").startswith("LedgerUnwritable The raw page ")
    store = RawStore(f"{path}.raw")
    assert list(store) == [] and store.sweep() == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes, where this user may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = (
        shutil.which("mount") is not None
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=9m", "tmpfs", str(folder)], capture_output=True, check=False
        ).returncode
    )
    if not mounted:
        pytest.skip("mounting a file system is not allowed here; RLIMIT_FSIZE stands in for it in the tests above")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_that_is_really_full_loses_nothing_and_takes_on_again_when_there_is_room(small_disk: Path) -> None:
    path = small_disk / "ledger.duckdb"
    with Ledger.open(path) as ledger:
        ledger.record(harvest_of("seeds"))
    ballast = small_disk / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as out:
        while out.write(b"x" * 65536):
            pass
    never = 1 << 40
    for what in ("record", "publish", "raw"):
        said = under_a_full_disk(path, never, what)
        assert said.startswith("LedgerUnwritable") and "free some space" in said and "\n" not in said, what
    ballast.unlink()
    with Ledger.open(path) as ledger:
        assert len(ledger.statements([c.claim_id for r in harvest_of("seeds").readings for c in r.claims])) == 116
        ledger.record(harvest_of("quiet", "after"))
    assert [p.name for p in small_disk.iterdir() if p.name.endswith(".part")] == []


@pytest.mark.parametrize("how", ["truncated", "header", "middle", "text", "empty-of-sense"])
def test_a_damaged_file_is_named_as_such(tmp_path: Path, how: str) -> None:
    path = tmp_path / "ledger.duckdb"
    with Ledger.open(path) as ledger:
        ledger.record(harvest_of("seeds"))
    whole = path.read_bytes()
    damaged = {
        "truncated": whole[: len(whole) // 3],
        "header": b"\0" * 16 + whole[16:],
        "middle": whole[:4096] + bytes(255 - b for b in whole[4096 : len(whole) - 100]) + whole[-100:],
        "text": b"not a database " * 1000,
        "empty-of-sense": b"\0" * len(whole),
    }[how]
    path.write_bytes(damaged)
    with pytest.raises(LedgerDamaged, match="damaged") as caught, Ledger.open(path, wait_seconds=0) as ledger:
        ledger.record(harvest_of("dev"))
        ledger.statements([c.claim_id for r in harvest_of("seeds").readings for c in r.claims])
    assert "restore" in str(caught.value) and "\n" not in str(caught.value)


def test_a_torn_write_ahead_log_keeps_what_was_committed_before(tmp_path: Path) -> None:
    path = tmp_path / "ledger.duckdb"
    done, _ = killed_writer(path, 1, 3)
    log = path.with_name(path.name + ".wal")
    if not log.exists():
        pytest.skip("the writer died just after a checkpoint: no log to tear")
    log.write_bytes(log.read_bytes()[:-37])
    with Ledger.open(path) as ledger:
        rows = ledger._connection.execute("SELECT run_id FROM run_log").fetchall()
    assert {int(row[0][1:]) for row in rows} >= set(done[:-1])


def test_a_ledger_of_a_newer_pledgewatch_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.duckdb"
    with Ledger.open(path) as ledger:
        ledger._connection.execute("INSERT INTO migration_log VALUES (9999, 'future', '', now()::TIMESTAMP)")
    for read_only in (False, True):
        with pytest.raises(LedgerNewer, match="upgrade pledgewatch"):
            Ledger.open(path, read_only=read_only)
    with pytest.raises(LedgerNewer):
        publish(path, tmp_path / "copy.duckdb")


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere: read-only folders cannot be tried")
def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o500)
    try:
        with pytest.raises(LedgerUnwritable, match="make the folder writable"):
            Ledger.open(folder / "ledger.duckdb")
        with pytest.raises(LedgerUnwritable):
            Ledger.open(folder / "deeper" / "ledger.duckdb")
    finally:
        folder.chmod(0o700)


def test_a_folder_in_the_place_of_the_ledger_is_named(tmp_path: Path) -> None:
    with pytest.raises(LedgerError) as caught:
        Ledger.open(tmp_path)
    assert str(tmp_path) in str(caught.value) and json.dumps(str(caught.value))


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    with pytest.raises(LedgerUnwritable):
        Ledger.open(tmp_path / "data" / "ledger.duckdb")
