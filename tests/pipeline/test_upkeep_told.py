"""An upkeep that goes wrong night after night: the operator hears of it, ``status`` has it, and the rest of the upkeep is done all the same."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import namedtuple
from pathlib import Path
from typing import NoReturn

import pytest

from flows import keeping
from flows.desk import status
from flows.keeping import daily
from flows.passes.folder import watching
from flows.passes.pipeline import run_pass
from flows.settings import Settings, load
from newsroom import Newsroom
from slack import hook_receiver
from website import Site

DAY = dt.timedelta(days=1)
NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)


@pytest.fixture
def desk(tmp_path: Path) -> Settings:
    """After a pass of now."""
    with Site() as site:
        settings = load(Newsroom(site, NOW).settings(tmp_path))
        run_pass(settings, NOW)
    return settings


def full(*_: object) -> NoReturn:
    raise OSError(28, "No space left on device")


def told(settings: Settings, now: dt.datetime) -> str:
    return " ".join(status.look(settings, now).findings)


def test_backups_that_fail_every_night_are_told_once_and_stand_in_the_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Site() as site, hook_receiver() as hook:
        file = Newsroom(site, NOW).settings(tmp_path)
        file.write_text(
            file.read_text() + f'[health]\noperator = "ops"\n[[channels]]\nname = "ops"\nurl = "{hook.url()}"\n'
        )
        desk = load(file)
        run_pass(desk, NOW)
        assert "upkeep" not in told(desk, NOW)
        hook.messages.clear()
        log = desk.paths.data / "prefect" / "server.log"
        log.parent.mkdir()
        with monkeypatch.context() as patch:
            patch.setattr(daily, "backup", full)
            patch.setattr(daily, "LOG_KEPT", 4)
            for _ in range(2):
                log.write_text("a long log")
                with pytest.raises(OSError, match="No space left"):
                    keeping.maintain(desk, NOW)
                assert log.read_text() == ""  # what frees space is done
        (message,) = hook.messages
        assert "no backup could be made" in message["message"] and "free some space" in message["message"]
        report = status.look(desk, NOW)
        assert report.code == status.WARN
        assert any("upkeep" in line and "no backup could be made" in line for line in report.findings), report.findings
        keeping.maintain(desk, NOW)
        assert "upkeep" not in told(desk, NOW)
        assert len(hook.messages) == 2 and "upkeep" in hook.messages[-1]["message"]


def test_damage_that_the_upkeep_finds_stands_in_the_status(desk: Settings) -> None:
    for page in desk.raw_path.glob("??/*.zst"):
        page.write_bytes(b"not what it was")
    keeping.maintain(desk, NOW)
    assert "damaged" in told(desk, NOW)


def test_an_upkeep_that_is_not_made_any_more_stands_in_the_status_of_a_desk_that_is_served(desk: Settings) -> None:
    keeping.maintain(desk, NOW - 4 * DAY)
    assert "upkeep" not in told(desk, NOW)  # passes by cron: who makes backups there is nobody's business here
    with watching(desk):
        assert "the last upkeep (backup, checks) was made 4 days ago" in told(desk, NOW)
        keeping.maintain(desk, NOW - 2 * DAY)
        assert "upkeep" not in told(desk, NOW)


def test_a_disk_that_is_nearly_full_stands_in_the_status(desk: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "GB free" not in told(desk, NOW)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**12, 10**12 - 10**8, 10**8))
    report = status.look(desk, NOW)
    assert report.code == status.WARN and report.free_bytes == 10**8
    assert any("0.1 GB free" in line for line in report.findings), report.findings
