"""The nightly upkeep and the check at start: what a killed process left, what has served its time, what is not well."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import duckdb
import pytest

from flows import keeping
from flows.desk import serve
from flows.keeping import archives
from flows.passes.pipeline import run_pass
from flows.settings import Settings, load
from newsroom import MONDAY, Newsroom
from slack import hook_receiver
from website import Site

DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a desk after a pass over three feeds."""
    folder = tmp_path_factory.mktemp("passed")
    with Site() as site:
        run_pass(load(Newsroom(site).settings(folder)), MONDAY)
    return folder


@pytest.fixture
def desk(passed: Path, tmp_path: Path) -> Settings:
    """A copy of that desk; seven backups are kept, and the operator has no channel."""
    shutil.copytree(passed, tmp_path, dirs_exist_ok=True)
    return load(tmp_path / "pledgewatch.toml")


#: writes a row and dies with it in the journal alone
DIES = """
import os, sys
from pathlib import Path
import duckdb
c = duckdb.connect(sys.argv[1])
c.execute("SET checkpoint_threshold = '1GB'")
c.execute("INSERT OR REPLACE INTO meta VALUES ('left by', 'a killed process')")
os._exit(9)
"""


def test_a_journal_that_a_killed_process_left_is_folded_in(desk: Settings) -> None:
    died = subprocess.run([sys.executable, "-c", DIES, str(desk.ledger_path)], check=False, timeout=60)
    journal = desk.ledger_path.with_name(desk.ledger_path.name + ".wal")
    assert died.returncode == 9 and journal.stat().st_size > 0
    without = desk.model_copy(update={"keep": desk.keep.model_copy(update={"backups": 0})})
    done = keeping.maintain(without, MONDAY + DAY)
    assert not journal.exists()
    assert any(line.startswith("checkpoint: ") and "journal folded" in line for line in done), done
    with duckdb.connect(str(desk.ledger_path), read_only=True) as ledger:
        assert ledger.execute("SELECT value FROM meta WHERE name = 'left by'").fetchall() == [("a killed process",)]
    (again, *_) = keeping.maintain(without, MONDAY + 2 * DAY)
    assert again.startswith("checkpoint: ledger ")


def test_a_backup_is_made_every_time_and_the_oldest_go(desk: Settings) -> None:
    few = desk.model_copy(update={"keep": desk.keep.model_copy(update={"backups": 2})})
    for day in range(1, 4):
        done = keeping.maintain(few, MONDAY + day * DAY)
    kept = sorted(p.name for p in (desk.paths.data / "backups").iterdir())
    assert kept == [f"pledgewatch-202603{2 + day:02d}T090000Z.tar" for day in (2, 3)]
    assert any("read back and proven" in line for line in done)
    assert any(line == "pledgewatch-20260303T090000Z.tar removed: 2 are kept" for line in done)
    with tarfile.open(desk.paths.data / "backups" / kept[-1]) as archive:
        assert any(name.endswith("ledger.duckdb") for name in archive.getnames())


def test_backups_without_raw_pages_are_whole_and_say_what_they_lack(desk: Settings, tmp_path: Path) -> None:
    pages = len(list(desk.raw_path.glob("??/*.zst")))
    assert pages > 0
    lean = desk.model_copy(update={"keep": desk.keep.model_copy(update={"backup_pages": False})})
    keeping.maintain(lean, MONDAY + DAY)
    (file,) = (desk.paths.data / "backups").iterdir()
    with tarfile.open(file) as archive:
        assert not any("/raw/" in name for name in archive.getnames())
    said = archives.restore(file, tmp_path / "back")
    assert any("no raw pages" in line for line in said), said
    assert load(tmp_path / "back" / "pledgewatch.toml").ledger_path.exists()
    # what a person asks for is whole
    keeping.backup(lean, tmp_path / "whole.tar")
    with tarfile.open(tmp_path / "whole.tar") as archive:
        assert sum("/raw/" in name for name in archive.getnames()) == pages
    assert not any("no raw pages" in line for line in archives.restore(tmp_path / "whole.tar", tmp_path / "again"))


def test_what_dead_passes_and_a_long_lived_server_leave_goes(desk: Settings) -> None:
    now = dt.datetime.now(dt.UTC)
    exchange = desk.raw_path / "exchange"
    exchange.mkdir()
    half = next(p for p in desk.raw_path.glob("??") if p.is_dir()) / ".part-left"
    old, new = (f"{now - age:%Y%m%dT%H%M%S}-0a1b.order.json" for age in (3 * DAY, DAY / 24))
    for file, age in ((exchange / old, 3 * DAY), (exchange / new, DAY / 24), (half, DAY)):
        file.write_text("{}")
        os.utime(file, ((now - age).timestamp(),) * 2)
    log = desk.paths.data / "prefect" / "server.log"
    log.parent.mkdir()
    log.write_bytes(b"x" * (keeping.LOG_KEPT + 1))
    with log.open("ab") as server:
        done = keeping.maintain(desk, now)
        server.write(b"goes on\n")
    assert log.read_bytes() == b"goes on\n" and log.with_name("server.log.1").stat().st_size == keeping.LOG_KEPT + 1
    assert [f.name for f in exchange.iterdir()] == [new] and not half.exists()
    assert (
        "1 half-written raw pages removed" in done and "1 orders to fetching workers that nobody took removed" in done
    )


def test_what_is_not_whole_is_said_at_the_end(desk: Settings) -> None:
    assert not any("damaged" in line for line in keeping.maintain(desk, MONDAY + DAY))
    for page in desk.raw_path.glob("??/*.zst"):
        page.write_bytes(b"not what it was")
    assert "damaged" in keeping.maintain(desk, MONDAY + 2 * DAY)[-1]


def statuses(settings: Settings, now: dt.datetime = MONDAY + DAY) -> dict[str, str]:
    return {check.name: check.status for check in keeping.self_check(settings, now)}


def test_the_check_at_start_sees_settings_channels_disk_ledger_and_clock(desk: Settings, tmp_path: Path) -> None:
    assert set(statuses(desk).values()) == {"ok"} and {"settings", "disk", "ledger"} <= set(statuses(desk))
    assert statuses(desk, MONDAY - 30 * DAY)["clock"] == "warn"
    assert statuses(desk.model_copy(update={"watches": ()}))["settings"] == "warn"
    fresh = desk.model_copy(update={"paths": desk.paths.model_copy(update={"data": tmp_path / "fresh"})})
    assert statuses(fresh)["ledger"] == "ok"
    desk.ledger_path.write_bytes(b"no ledger" * 5000)
    assert statuses(desk)["ledger"] == "fail"


def test_serve_says_what_the_check_found_and_tells_the_operator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DESK_SLACK", raising=False)
    said: list[str] = []
    with Site() as site, hook_receiver() as hook:
        file = Newsroom(site).settings(tmp_path)
        channels = f'[health]\noperator = "ops"\n[[channels]]\nname = "ops"\nurl = "{hook.url()}"\n'
        file.write_text(file.read_text() + channels)
        serve._check(load(file), said.append)
        assert said[-1].startswith("self-check: ") and said[-1].endswith("all well") and not hook.messages
        file.write_text(file.read_text() + '[[channels]]\nname = "slack"\nurl_env = "DESK_SLACK"\n')
        serve._check(load(file), said.append)
        assert "DESK_SLACK" in said[-1]
        (message,) = hook.messages
        assert "at start: channel: " in message["message"] and "DESK_SLACK" in message["message"]
