"""A ledger that is damaged, gone or begun anew: its published copy is never overwritten by less, and the ledger comes back from it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from goldledger import RUN_AT, harvest_of
from storage import doctor
from storage.bringback import NothingLost, bring_back
from storage.errors import LedgerBehind, LedgerDamaged, LedgerMissing
from storage.ledger import Ledger
from storage.snapshot import connect_snapshot, info, publish, refuse_if_lost


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
    with pytest.raises(LedgerBehind, match=r"116 of 6.*--from-copy.*publish --force") as caught:
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
    with pytest.raises(LedgerMissing):
        publish(desk / "ledger.duckdb", desk / "copy.duckdb", force=True)
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


def told(desk: Path) -> tuple[str, str]:
    [check] = [
        c
        for c in doctor.check(desk / "ledger.duckdb", desk / "copy.duckdb", desk / "raw", RUN_AT)
        if c.name == "published copy"
    ]
    return check.status, check.message


def test_doctor_compares_the_copy_with_the_ledger(desk: Path) -> None:
    assert told(desk)[0] != "fail"
    stray = desk / "copy.duckdb.wal"
    stray.write_bytes(b"x")
    assert told(desk)[0] == "fail" and "copy.duckdb.wal" in told(desk)[1]
    stray.unlink()
    begun_anew(desk, None)
    assert told(desk)[0] == "fail" and "--from-copy" in told(desk)[1] and "116" in told(desk)[1]
    (desk / "ledger.duckdb").unlink()
    assert told(desk)[0] == "fail" and "there is no ledger" in told(desk)[1]
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
