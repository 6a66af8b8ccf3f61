"""Ctrl-C and SIGTERM while one query runs for hours: it is stopped at once, what it was part of is rolled back, and one sentence says so."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from cookbook import SETTINGS
from flows.passes.pipeline import run_pass
from flows.settings import load
from goldledger import RUN_AT
from storage.ledger import Ledger
from storage.lookups import rows

SEEDS = Path(__file__).parents[2] / "seeds"

#: a command in one of whose functions a query runs that would take years; it says when it has begun, from its inside
SCRIPT = """
import importlib, os, sys, threading
import duckdb

LONG = ("SELECT count(*) FROM (SELECT begun() AS one) x, range(10000000) a, range(10000000) b "
        "WHERE (a.range * b.range + one) % 7 = 3")

begun = threading.Semaphore(0)

def tell():
    sys.setswitchinterval(1000)  # nobody else comes to a word before this has returned to the query, where no Python runs
    begun.release()
    return 1

def herald():
    while begun.acquire():
        sys.setswitchinterval(0.005)
        os.write(1, b"begun\\n")

threading.Thread(target=herald, daemon=True).start()

def taught(connection):
    connection.create_function("begun", tell, [], "INTEGER", side_effects=True)
    return connection

room, name = sys.argv.pop(1).split(":")
module = importlib.import_module(room)
real = getattr(module, name)

def asked(*given, **named):
    return taught(real(*given, **named))

def within(connection, *given, **named):
    done = real(connection, *given, **named)
    taught(connection).execute(LONG).fetchall()
    return done

setattr(module, name, asked if name == "connect_snapshot" else within)
"""
COMMAND = """
from flows.cli import app
app([LONG if word == "LONG" else word for word in sys.argv[1:]], prog_name="pledgewatch")
"""
PROMPT = """
from pathlib import Path
from flows.report import findings
from flows.settings import load
lines = [LONG + ";"] * TIMES + ["SELECT 42 AS answer;"]
def typed(sign):
    if not lines:
        raise EOFError
    return lines.pop(0)
module.prompt.__defaults__ = (module.prompt.__defaults__[0], typed, *module.prompt.__defaults__[2:])
findings.ask_sql(load(Path(sys.argv[1])), "csv", 10)
"""
#: Ctrl-C in a row at the prompt
TIMES = 12


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a desk after a pass over one article."""
    folder = tmp_path_factory.mktemp("stopped")
    shutil.copytree(SEEDS, folder / "in")
    (folder / "pledgewatch.toml").write_text(SETTINGS.replace("{seeds}", str(folder / "in")), "utf-8")
    run_pass(load(folder / "pledgewatch.toml"), RUN_AT)
    return folder


def started(script: str, *words: str) -> subprocess.Popen[str]:
    line = [sys.executable, "-c", SCRIPT + script, *words]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def strike(process: subprocess.Popen[str], number: int) -> None:
    """Send a signal when the query runs; a process in which none begins within a minute is killed, and fails the test."""
    assert process.stdout is not None
    given_up = threading.Timer(60, process.kill)
    given_up.start()
    try:
        for line in process.stdout:
            if line.strip().endswith("begun"):
                process.send_signal(number)
                return
    finally:
        given_up.cancel()
    raise AssertionError(process.communicate()[1])


def ended(process: subprocess.Popen[str]) -> tuple[str, str]:
    """What a process said until its end; one that does not end by itself is killed, and fails the test."""
    try:
        return process.communicate(timeout=60)
    finally:
        process.kill()


ASKED = "stopped: the query was not answered to its end"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    ("place", "words", "said"),
    [
        ("storage.query:connect_snapshot", ["sql", "LONG"], ASKED),
        ("storage.query:connect_snapshot", ["sql", "LONG", "--output", "old.csv"], f"{ASKED}, and old.csv is as it was"),
        ("storage.query:connect_snapshot", ["sql", "LONG", "--output", "old.parquet"], f"{ASKED}, and old.parquet is as it was"),
        ("storage.difference:_compared", ["backtest"], "stopped: nothing was compared, and nothing was changed"),
        ("storage.generations:_gather", ["reextract"], "stopped: a new generation is made as a whole or not at all"),
    ],
)  # fmt: skip
def test_a_query_that_runs_for_years_is_stopped(
    passed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, place: str, words: list[str], said: str
) -> None:
    shutil.copytree(passed, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    for name in ("old.csv", "old.parquet"):
        (tmp_path / name).write_text("old", "utf-8")
    before = sorted(path.name for path in tmp_path.iterdir())
    process = started(COMMAND, place, *words)
    strike(process, number)
    _, told = ended(process)
    assert said in told.splitlines()[-1], told
    assert process.returncode == 128 + number and "unexpected" not in told and "Traceback" not in told, told
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert (tmp_path / "old.csv").read_text("utf-8") == (tmp_path / "old.parquet").read_text("utf-8") == "old"
    with Ledger.open(load(tmp_path / "pledgewatch.toml").ledger_path) as ledger:
        assert ledger._all("SELECT count(*) FROM generation_log") == [(1,)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_pass_that_is_stopped_in_its_transaction_records_nothing(tmp_path: Path, number: int) -> None:
    """And the next one does all of it."""
    shutil.copytree(SEEDS, tmp_path / "in")
    file = tmp_path / "pledgewatch.toml"
    file.write_text(SETTINGS.replace("{seeds}", str(tmp_path / "in")), "utf-8")
    process = started(COMMAND, "storage.recording:record", "run", "--here", "--settings", str(file))
    strike(process, number)
    _, told = ended(process)
    assert process.returncode == 128 + number, told
    assert "stopped while judging: what was found is recorded as a whole or not at all" in told.splitlines()[-1], told
    settings = load(file)
    with Ledger.open(settings.ledger_path) as ledger:
        assert ledger._all("SELECT (SELECT count(*) FROM claim_log) + (SELECT count(*) FROM article_log)") == [(0,)]
    run_pass(settings, RUN_AT)
    assert rows(settings.snapshot_path, "SELECT count(*) AS n FROM claims")[0]["n"] > 0


def test_the_prompt_goes_on_after_it(passed: Path, tmp_path: Path) -> None:
    shutil.copytree(passed, tmp_path, dirs_exist_ok=True)
    script = PROMPT.replace("module.prompt", "importlib.import_module('storage.prompt').prompt").replace(
        "TIMES", str(TIMES)
    )
    process = started(script, "storage.snapshot:connect_snapshot", str(tmp_path / "pledgewatch.toml"))
    for _ in range(TIMES):  # the next query begins while the watcher of signals may still be about the one before
        strike(process, signal.SIGINT)
    out, told = ended(process)
    assert process.returncode == 0 and told == "" and "stopped" in out and out.endswith("answer\n42\n"), (out, told)
