"""A ledger that is damaged, gone or begun anew: its published copy is never overwritten by less, and the ledger comes back from it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from flows.keeping import archives
from goldledger import RUN_AT, harvest_of
from storage import doctor, lock, snapshot
from storage.backup import backup
from storage.bringback import NothingLost, bring_back
from storage.errors import CopyDisturbed, LedgerBehind, LedgerBusy, LedgerDamaged, LedgerMissing
from storage.ledger import Ledger
from storage.lost import lost, refuse_if_lost
from storage.snapshot import connect_snapshot, info, publish

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lost")
    with Ledger.open(folder / "ledger.duckdb") as ledger:
        ledger.record(harvest_of("seeds"), RUN_AT)
    publish(folder / "ledger.duckdb", folder / "copy.duckdb", RUN_AT)
    return folder


@pytest.fixture
def desk(tmp_path: Path, made: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "desk"))


def begun_anew(desk: Path, gold: str | None) -> Path:
    ledger = desk / "ledger.duckdb"
    ledger.unlink()
    with Ledger.open(ledger) as fresh:
        if gold:
            fresh.record(harvest_of(gold), RUN_AT)
    return ledger


@pytest.mark.parametrize("gold", [None, "quiet"])
def test_a_ledger_begun_anew_is_not_published_over_a_copy_that_holds_more(desk: Path, gold: str | None) -> None:
    ledger, copy = begun_anew(desk, gold), desk / "copy.duckdb"
    before = copy.read_bytes()
    with pytest.raises(LedgerBehind, match=r"116 claims of 6 articles.*--from-copy.*publish --force") as caught:
        publish(ledger, copy, RUN_AT)
    assert "\n" not in str(caught.value)
    assert copy.read_bytes() == before
    published = publish(ledger, copy, RUN_AT, force=True)
    assert published.claims < 116 and info(copy).claims == published.claims
    [aside] = desk.glob("copy.before-*.duckdb")
    assert aside.read_bytes() == before, "what was forced over is kept"


def test_no_ledger_is_begun_beside_a_copy_of_a_lost_one(desk: Path) -> None:
    ledger, copy = desk / "ledger.duckdb", desk / "copy.duckdb"
    refuse_if_lost(ledger, copy)
    ledger.unlink()
    with pytest.raises(LedgerBehind, match=r"116 claims of 6 articles.*--from-copy.*move the copy away"):
        refuse_if_lost(ledger, copy)
    copy.unlink()
    refuse_if_lost(ledger, copy)


def test_a_missing_ledger_is_not_published(desk: Path) -> None:
    (desk / "ledger.duckdb").unlink()
    for force in (False, True):
        with pytest.raises(LedgerBehind, match=r"There is no ledger.*restore --from-copy"):
            publish(desk / "ledger.duckdb", desk / "copy.duckdb", force=force)
    assert info(desk / "copy.duckdb").claims == 116


def test_a_copy_that_cannot_be_read_is_replaced_and_its_advice_is_not_the_ledgers(desk: Path) -> None:
    copy = desk / "copy.duckdb"
    copy.chmod(0o644)
    for content in (copy.read_bytes()[:9000], copy.read_bytes()[: copy.stat().st_size // 2], b"x" * 9999):
        copy.write_bytes(content)
        with pytest.raises(LedgerDamaged, match=r"published copy .* is damaged .*pledgewatch publish") as caught:
            connect_snapshot(copy).execute("SELECT count(*) FROM claims")
        assert "restore" not in str(caught.value)
    publish(desk / "ledger.duckdb", copy)
    assert info(copy).claims == 116


def damage(ledger: Path, how: str) -> None:
    whole = ledger.read_bytes()
    if how == "gone":
        ledger.unlink()
    elif how == "truncated":
        ledger.write_bytes(whole[: len(whole) // 3])
    elif how == "middle":
        ledger.write_bytes(whole[:12288] + bytes(255 - b for b in whole[12288 : len(whole) - 100]) + whole[-100:])
    else:
        begun_anew(ledger.parent, None)


@pytest.mark.parametrize("how", ["gone", "truncated", "middle", "begun anew"])
def test_the_ledger_comes_back_from_its_copy_and_goes_on(desk: Path, how: str) -> None:
    ledger, copy = desk / "ledger.duckdb", desk / "copy.duckdb"
    damage(ledger, how)
    if how != "gone":
        ledger.with_name("ledger.duckdb.wal").write_bytes(b"changes of the file that is lost")
    left = {p.name: p.read_bytes() for p in desk.glob("ledger.duckdb*") if not p.name.endswith(".lock")}
    done = bring_back(ledger, copy, RUN_AT)
    assert done.copy.claims == 116 and done.tables > 10
    assert {p.name.removesuffix(".lost-20260105T120000"): p.read_bytes() for p in done.aside} == left
    checks = {c.name: c for c in doctor.check(ledger, copy, desk / "raw", RUN_AT)}
    assert {name: c.message for name, c in checks.items() if c.status == "fail"} == {}
    with Ledger.open(ledger) as opened:
        assert opened.record(harvest_of("seeds"), RUN_AT).claims == 0, "what it knew it knows again"
        assert opened.record(harvest_of("dev", "two")).claims > 0
    assert publish(ledger, copy).claims > 116
    with pytest.raises(NothingLost):
        bring_back(ledger, copy, RUN_AT)


def test_nothing_is_brought_back_from_a_copy_that_is_no_good(desk: Path) -> None:
    ledger, copy = desk / "ledger.duckdb", desk / "copy.duckdb"
    damage(ledger, "truncated")
    left = ledger.read_bytes()
    copy.chmod(0o644)
    copy.write_bytes(copy.read_bytes()[:9000])
    with pytest.raises(LedgerDamaged):
        bring_back(ledger, copy, RUN_AT)
    copy.unlink()
    with pytest.raises(LedgerMissing):
        bring_back(ledger, copy, RUN_AT)
    assert ledger.read_bytes() == left


def told(desk: Path, name: str = "published copy") -> tuple[str, str]:
    [check] = [
        c
        for c in doctor.check(desk / "ledger.duckdb", desk / "copy.duckdb", desk / "raw", RUN_AT)
        if c.name == name and c.status == "fail"
    ] or [doctor.Check(name, "ok", "")]
    return check.status, check.message


def test_doctor_compares_the_copy_with_the_ledger(desk: Path) -> None:
    assert told(desk)[0] != "fail"
    stray = desk / "copy.duckdb.wal"
    stray.write_bytes(b"x")
    assert told(desk)[0] == "fail" and "copy.duckdb.wal" in told(desk)[1]
    stray.unlink()
    begun_anew(desk, None)
    for _ in ("begun anew", "gone"):
        first, *others = doctor.check(desk / "ledger.duckdb", desk / "copy.duckdb", desk / "raw", RUN_AT)
        assert (first.name, first.status) == ("ledger", "fail") and "--from-copy" in first.message
        assert "116" in first.message and not [c for c in others if "make a first pass" in c.message]
        assert "all that is left" in told(desk)[1]
        (desk / "ledger.duckdb").unlink(missing_ok=True)
    (desk / "copy.duckdb").chmod(0o644)
    (desk / "copy.duckdb").write_bytes(b"x" * 9000)
    assert told(desk)[0] == "fail" and "pledgewatch publish" in told(desk)[1]


def test_a_new_reading_that_finds_less_is_published(desk: Path) -> None:
    """What counts is what the logs hold, not what is current in them."""
    base = harvest_of("seeds", "again")
    readings = tuple(replace(reading, claims=reading.claims[:1]) for reading in base.readings)
    with Ledger.open(desk / "scratch.duckdb") as scratch:
        scratch.record(replace(base, readings=readings, verdicts=(), alerts=(), owed=()), RUN_AT)
    with Ledger.open(desk / "ledger.duckdb") as ledger:
        ledger.renew(desk / "scratch.duckdb", "newer/1", "reread-1", RUN_AT)
    assert publish(desk / "ledger.duckdb", desk / "copy.duckdb", RUN_AT).claims < 116


def recorded(desk: Path, *batches: str) -> Path:
    with Ledger.open(desk / "ledger.duckdb") as ledger:
        for number, gold in enumerate(batches):
            ledger.record(harvest_of(gold, f"later-{number}"), RUN_AT + DAY)
    return desk / "ledger.duckdb"


def without_tables(desk: Path) -> None:
    """Somebody died when a new ledger was begun."""
    (desk / "ledger.duckdb").unlink()
    duckdb.connect(desk / "ledger.duckdb").close()


def old_backup(desk: Path) -> None:
    """The ledger of before the last pass, laid in its place by hand."""
    shutil.copy(desk / "ledger.duckdb", desk / "old.duckdb")
    publish(recorded(desk, "quiet"), desk / "copy.duckdb", RUN_AT + DAY)
    (desk / "old.duckdb").replace(desk / "ledger.duckdb")


def old_backup_of_before_messages_were_sent(desk: Path) -> None:
    shutil.copy(desk / "ledger.duckdb", desk / "old.duckdb")
    with Ledger.open(desk / "ledger.duckdb") as ledger:
        [first, *_] = ledger.owed(RUN_AT + DAY)
        ledger.mark_sent(first.key, RUN_AT + DAY)
    publish(desk / "ledger.duckdb", desk / "copy.duckdb", RUN_AT + DAY)
    (desk / "old.duckdb").replace(desk / "ledger.duckdb")


LOST: dict[str, Callable[[Path], object]] = {
    "gone": lambda desk: (desk / "ledger.duckdb").unlink(),
    "begun anew": lambda desk: begun_anew(desk, None),
    "begun anew, and something read": lambda desk: begun_anew(desk, "quiet"),
    "without tables": without_tables,
    "an old backup": old_backup,
    "an old backup, nothing read since": old_backup_of_before_messages_were_sent,
}


@pytest.mark.parametrize("how", LOST)
def test_a_lost_ledger_is_noticed_before_anything_is_judged(desk: Path, how: str) -> None:
    ledger, copy = desk / "ledger.duckdb", desk / "copy.duckdb"
    LOST[how](desk)
    with pytest.raises(LedgerBehind, match=r"claims of.*restore FILE DIR|restore --from-copy") as caught:
        refuse_if_lost(ledger, copy)
    assert "\n" not in str(caught.value)
    bring_back(ledger, copy, RUN_AT)
    refuse_if_lost(ledger, copy)


def killed_before_the_copy(desk: Path) -> None:
    """The moment of publication stands in the ledger, and no new copy was made."""
    recorded(desk, "quiet")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot, "_copy", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            publish(desk / "ledger.duckdb", desk / "copy.duckdb", RUN_AT + DAY)


def killed_after_a_clock_that_was_set_back(desk: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot, "_copy", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            publish(desk / "ledger.duckdb", desk / "copy.duckdb", RUN_AT - DAY)


def without_the_moment(desk: Path) -> None:
    """A ledger whose moment of publication was never written, and that holds all that the copy does."""
    with closing(duckdb.connect(desk / "ledger.duckdb")) as connection:
        connection.execute("DELETE FROM meta WHERE name = 'published_at'")


def forced(desk: Path) -> None:
    publish(begun_anew(desk, None), desk / "copy.duckdb", RUN_AT + DAY, force=True)


def restored(desk: Path) -> None:
    """The way of the docs: an old backup unpacked into a new folder, which is put in the place of the old one."""
    backup(desk / "ledger.duckdb", None, desk / "old.tar")
    publish(recorded(desk, "quiet"), desk / "copy.duckdb", RUN_AT + DAY)
    archives.restore(desk / "old.tar", desk / "new")
    (desk / "copy.duckdb").unlink()
    (desk / "new/data/ledger/ledger.duckdb").replace(desk / "ledger.duckdb")
    (desk / "new/data/pledgewatch.duckdb").replace(desk / "copy.duckdb")


def a_copy_of_nothing(desk: Path) -> None:
    """The ledger of a desk that had read nothing yet is gone."""
    (desk / "copy.duckdb").unlink()
    publish(begun_anew(desk, None), desk / "copy.duckdb", RUN_AT)
    (desk / "ledger.duckdb").unlink()


def somebody_elses_file(desk: Path) -> None:
    """What lies there is a database, and no copy of any ledger."""
    (desk / "copy.duckdb").unlink()
    with closing(duckdb.connect(desk / "copy.duckdb")) as connection:
        connection.execute(
            "CREATE TABLE meta (name VARCHAR, value VARCHAR); INSERT INTO meta VALUES ('published_at', 'x')"
        )


def an_unreadable_copy(desk: Path) -> None:
    (desk / "copy.duckdb").unlink()
    (desk / "copy.duckdb").write_bytes(b"x" * 9000)


WHOLE: dict[str, Callable[[Path], object]] = {
    "published": lambda desk: None,
    "killed between recording and publishing": lambda desk: recorded(desk, "quiet"),
    "killed before the copy": killed_before_the_copy,
    "killed after a clock that was set back": killed_after_a_clock_that_was_set_back,
    "published by a clock that was set back": lambda desk: publish(
        recorded(desk, "quiet"), desk / "copy.duckdb", RUN_AT - DAY
    ),
    "without the moment": without_the_moment,
    "forced": forced,
    "restored": restored,
    "no copy": lambda desk: (desk / "copy.duckdb").unlink(),
    "a copy of nothing": a_copy_of_nothing,
    "somebody else's file": somebody_elses_file,
    "an unreadable copy": an_unreadable_copy,
}


@pytest.mark.parametrize("how", WHOLE)
def test_a_ledger_that_lost_nothing_is_not_refused(desk: Path, how: str) -> None:
    WHOLE[how](desk)
    assert lost(desk / "ledger.duckdb", desk / "copy.duckdb") is None


def test_what_keeps_a_ledger_from_being_looked_at_is_said(desk: Path) -> None:
    publish(desk / "ledger.duckdb", desk / "copy.duckdb", RUN_AT + DAY)
    with lock.held(desk / "ledger.duckdb"), pytest.raises(LedgerBusy):
        refuse_if_lost(desk / "ledger.duckdb", desk / "copy.duckdb", 0)
    stray = desk / "copy.duckdb.wal"
    stray.write_bytes(b"x")
    refuse_if_lost(desk / "ledger.duckdb", desk / "copy.duckdb", 0)
    damage(desk / "ledger.duckdb", "gone")
    with pytest.raises(CopyDisturbed, match="pledgewatch publish"):
        refuse_if_lost(desk / "ledger.duckdb", desk / "copy.duckdb", 0)
    with pytest.raises(LedgerBehind, match="--from-copy"):
        publish(desk / "ledger.duckdb", desk / "copy.duckdb", RUN_AT + DAY)
    assert not stray.exists()
    (desk / "ledger.duckdb").write_bytes(b"x" * 9000)
    with pytest.raises(LedgerDamaged, match="--from-copy"):
        refuse_if_lost(desk / "ledger.duckdb", desk / "copy.duckdb", 0)
