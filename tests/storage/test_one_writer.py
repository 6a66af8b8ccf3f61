"""One writer at a time, by real processes: the one who waits is told who holds the ledger and what to do."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from goldledger import harvest_of
from storage import lock
from storage.errors import LedgerBusy, LedgerMissing
from storage.ledger import Ledger
from storage.snapshot import publish

HOLD = """
import sys
from storage.ledger import Ledger
with Ledger.open(sys.argv[1], read_only=sys.argv[2] == "read"):
    print("open", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "ledger.duckdb"
    with Ledger.open(file) as ledger:
        ledger.record(harvest_of("seeds"))
    return file


@contextmanager
def other_process(path: Path, mode: str, script: str = HOLD) -> Iterator[subprocess.Popen[str]]:
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(path), mode], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout is not None and child.stdout.readline().strip() == "open"
        yield child
    finally:
        child.kill()
        child.communicate()


def test_a_second_writer_is_told_who_holds_the_ledger(path: Path) -> None:
    with other_process(path, "write") as child:
        with pytest.raises(LedgerBusy) as caught:
            Ledger.open(path, wait_seconds=0)
        with pytest.raises(LedgerBusy):
            Ledger.open(path, read_only=True, wait_seconds=0)
        with pytest.raises(LedgerBusy):
            publish(path, path.with_name("copy.duckdb"), wait_seconds=0)
    assert caught.value.pid == child.pid
    text = str(caught.value)
    assert f"process {child.pid}" in text and "wait until it has finished" in text and "\n" not in text
    assert "Ledger.open" in text


def test_a_foreign_duckdb_client_is_named_too(path: Path) -> None:
    script = "import duckdb, sys\nc = duckdb.connect(sys.argv[1])\nprint('open', flush=True)\nsys.stdin.readline()"
    with other_process(path, "write", script) as child:
        with pytest.raises(LedgerBusy) as caught:
            Ledger.open(path, wait_seconds=0)
        assert caught.value.pid == child.pid and "duckdb.connect" in str(caught.value)


def test_a_writer_waits_for_the_one_before(path: Path) -> None:
    with other_process(path, "write") as child:
        assert child.stdin is not None
        stdin = child.stdin
        threading.Timer(0.2, lambda: (stdin.write("go\n"), stdin.flush())).start()
        with Ledger.open(path, wait_seconds=30) as ledger:
            assert ledger.run_summary() is not None


def test_a_writer_killed_outright_does_not_block_the_next(path: Path) -> None:
    with other_process(path, "write") as child:
        child.kill()
        child.wait()
        with Ledger.open(path, wait_seconds=0) as ledger:
            assert ledger.run_summary() is not None


def test_readers_share(path: Path) -> None:
    with other_process(path, "read"), Ledger.open(path, read_only=True, wait_seconds=0) as ledger:
        assert ledger.run_summary() is not None
        with pytest.raises(LedgerBusy):
            Ledger.open(path, wait_seconds=0)


def test_a_second_writer_in_the_same_process_is_told_so(path: Path) -> None:
    with Ledger.open(path):
        failures: list[LedgerBusy] = []

        def attempt() -> None:
            try:
                Ledger.open(path, wait_seconds=0)
            except LedgerBusy as problem:
                failures.append(problem)

        worker = threading.Thread(target=attempt)
        worker.start()
        worker.join()
    assert len(failures) == 1 and "another part of this process" in str(failures[0])
    assert failures[0].pid == os.getpid()


def test_publishing_does_not_open_the_ledger_to_others_while_it_copies(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB's own lock is gone as soon as this process closes any descriptor of the file; ours must outlast the copy."""
    from storage import snapshot

    seen: list[bool] = []
    copy = snapshot._copy

    def watched(source: Path, target: Path) -> Path:
        part = copy(source, target)
        try:
            Ledger.open(path, wait_seconds=0)
            seen.append(False)
        except LedgerBusy:
            seen.append(True)
        return part

    monkeypatch.setattr(snapshot, "_copy", watched)
    publish(path, path.with_name("copy.duckdb"))
    assert seen == [True]


def test_a_missing_ledger_is_named_when_it_is_to_be_read(tmp_path: Path) -> None:
    with pytest.raises(LedgerMissing, match="pledgewatch run"):
        Ledger.open(tmp_path / "no.duckdb", read_only=True)


def test_the_lock_file_names_nobody_after_a_clean_end(path: Path) -> None:
    assert lock.lock_path(path).read_text() == ""
    with Ledger.open(path):
        assert lock.lock_path(path).read_text().splitlines()[0] == str(os.getpid())
    assert lock.lock_path(path).read_text() == ""


def test_a_ledger_closed_twice_is_no_error(path: Path) -> None:
    ledger = Ledger.open(path)
    ledger.close()
    ledger.close()
    duckdb.connect(str(path)).close()


@pytest.mark.parametrize(("words", "quiet"), [(("publish",), False), (("run", "--here", "--quiet"), True)])
def test_who_waits_is_told_for_whom_and_how_long_and_at_the_end_who_held_it(
    path: Path, words: tuple[str, ...], quiet: bool
) -> None:
    folder = path.parent
    (folder / "data/ledger").mkdir(parents=True)
    (folder / "texts").mkdir()
    (folder / "pledgewatch.toml").write_text(
        '[paths]\ndata = "data"\n[[sources]]\nname = "a"\nkind = "folder"\npath = "texts"\n'
    )
    with other_process(path.rename(folder / "data/ledger/ledger.duckdb"), "write") as child:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("PLEDGEWATCH", "PREFECT"))}
        done = subprocess.run(
            [sys.executable, "-m", "flows.cli", *words, "--settings", str(folder / "pledgewatch.toml")],
            cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL,
            env=environment | {"PLEDGEWATCH_LEDGER_WAIT": "2.5"}, check=False,
        )  # fmt: skip
    assert done.returncode != 0
    waiting = [line for line in done.stderr.splitlines() if "waiting for it, at most" in line]
    assert len(waiting) == (0 if quiet else 1), done.stderr
    assert all(f"process {child.pid} " in line for line in waiting)
    said = done.stdout + done.stderr
    assert f"in use by process {child.pid} (" in said and "wait until it has finished, or stop it" in " ".join(
        said.split()
    )
