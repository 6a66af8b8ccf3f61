"""Backup, restore and the doctor: a restored installation is the one that was saved, and damage anywhere is found and named."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from goldledger import RUN_AT, harvest_of
from storage import backup as archives
from storage.backup import backup, restore, verify
from storage.doctor import Check, check
from storage.errors import LedgerDamaged, LedgerError, LedgerMissing, LedgerNewer, LedgerUnwritable
from storage.ledger import Ledger
from storage.raw import RawStore
from storage.snapshot import publish


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("template") / "home"
    harvest = harvest_of("seeds")
    with Ledger.open(home / "data/ledger/ledger.duckdb") as ledger:
        ledger.record(harvest)
        ledger.mark_sent(harvest.owed[0].key, RUN_AT)
    for reading in harvest.readings:
        RawStore(home / "data/raw").put(reading.page.body)
    (home / "pledgewatch.toml").write_text("# settings\n")
    publish(home / "data/ledger/ledger.duckdb", home / "data/pledgewatch.duckdb")
    return home


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    """A small working installation."""
    shutil.copytree(template, tmp_path / "home")
    return tmp_path / "home"


def save(home: Path, target: Path) -> archives.BackupReport:
    extra = {"pledgewatch.toml": home / "pledgewatch.toml", "data/alerts.jsonl": home / "data/alerts.jsonl"}
    return backup(home / "data/ledger/ledger.duckdb", home / "data/raw", target, extra, RUN_AT)


def tables(ledger: Path) -> dict[str, list[tuple[object, ...]]]:
    connection = duckdb.connect(str(ledger), read_only=True)
    names = [
        row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
    ]
    return {name: connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in names}


def test_a_restored_installation_is_the_one_that_was_saved(home: Path, tmp_path: Path) -> None:
    saved = save(home, tmp_path / "backups" / "one.tar")
    assert (saved.files, saved.rows["claim_log"], saved.rows["outbox"], saved.made_at) == (7, 116, 11, RUN_AT)
    back = restore(tmp_path / "backups" / "one.tar", tmp_path / "back")
    assert back.rows == saved.rows and back.bytes == saved.bytes
    assert tables(tmp_path / "back" / archives.LEDGER) == tables(home / archives.LEDGER)
    old, new = RawStore(home / "data/raw"), RawStore(tmp_path / "back/data/raw")
    assert list(old) == list(new) and all(old.get(d) == new.get(d) for d in old)
    assert (tmp_path / "back/pledgewatch.toml").read_text() == "# settings\n"
    with Ledger.open(tmp_path / "back" / archives.LEDGER) as ledger:
        assert len(ledger.owed(RUN_AT)) == 10 and ledger.record(harvest_of("seeds")).claims == 0
    assert [p.name for p in (tmp_path / "backups").iterdir()] == ["one.tar"]


def test_a_backup_replaces_nothing_and_a_restore_neither(home: Path, tmp_path: Path) -> None:
    save(home, tmp_path / "one.tar")
    with pytest.raises(LedgerUnwritable, match="exists already"):
        save(home, tmp_path / "one.tar")
    with pytest.raises(LedgerUnwritable, match="not empty"):
        restore(tmp_path / "one.tar", home)
    (tmp_path / "empty").mkdir()
    assert restore(tmp_path / "one.tar", tmp_path / "empty").files == 7


@pytest.mark.parametrize("cut", [0.3, 0.9, 0.999])
def test_a_backup_that_was_cut_short_is_refused(home: Path, tmp_path: Path, cut: float) -> None:
    save(home, tmp_path / "one.tar")
    whole = (tmp_path / "one.tar").read_bytes()
    (tmp_path / "one.tar").write_bytes(whole[: int(len(whole.rstrip(b"\0")) * cut)])
    with pytest.raises(LedgerDamaged):
        verify(tmp_path / "one.tar")
    with pytest.raises(LedgerDamaged):
        restore(tmp_path / "one.tar", tmp_path / "back")
    assert not (tmp_path / "back").exists() and [p for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_every_changed_bit_is_found(home: Path, tmp_path: Path) -> None:
    save(home, tmp_path / "one.tar")
    whole = (tmp_path / "one.tar").read_bytes()
    with tarfile.open(tmp_path / "one.tar") as tar:
        places = [(m.name, m.offset_data + m.size // 2) for m in tar if m.size]
    for name, place in places:
        (tmp_path / "bad.tar").write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(LedgerDamaged):
            verify(tmp_path / "bad.tar")
        assert name


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "data/../../evil", "a\\..\\b"])
def test_nothing_is_unpacked_outside_the_folder(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        info = tarfile.TarInfo(name)
        info.size = 4
        tar.addfile(info, io.BytesIO(b"evil"))
    with pytest.raises(LedgerDamaged, match="outside"):
        restore(tmp_path / "evil.tar", tmp_path / "back")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["evil.tar"]


def test_links_are_not_unpacked(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        info = tarfile.TarInfo("data/link")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)
    with pytest.raises(LedgerDamaged, match="no plain file"):
        restore(tmp_path / "evil.tar", tmp_path / "back")


@pytest.mark.parametrize(
    ("manifest", "error"),
    [("{}", LedgerDamaged), ("[]", LedgerDamaged), ("no json", LedgerDamaged),
     (json.dumps({"backup": 99, "files": {}, "rows": {}, "made_at": "2026-01-01"}), LedgerNewer)],
)  # fmt: skip
def test_a_manifest_without_sense_is_refused(tmp_path: Path, manifest: str, error: type[LedgerError]) -> None:
    with tarfile.open(tmp_path / "x.tar", "w") as tar:
        info = tarfile.TarInfo("MANIFEST.json")
        info.size = len(manifest)
        tar.addfile(info, io.BytesIO(manifest.encode()))
    with pytest.raises(error):
        verify(tmp_path / "x.tar")


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LedgerMissing):
        restore(tmp_path / "none.tar", tmp_path / "back")
    with pytest.raises(LedgerMissing):
        backup(tmp_path / "none", tmp_path, tmp_path / "one.tar")
    (tmp_path / "text.tar").write_text("hello" * 1000)
    with pytest.raises(LedgerDamaged):
        verify(tmp_path / "text.tar")


def doctor(home: Path, now: datetime | None = None) -> dict[str, tuple[str, str]]:
    found = check(home / archives.LEDGER, home / "data/pledgewatch.duckdb", home / "data/raw", now or datetime.now(UTC))
    assert len({c.name for c in found}) == len(found)
    return {c.name: (c.status, c.message) for c in found}


def test_a_whole_installation_is_well(home: Path) -> None:
    found = doctor(home)
    assert {name: status for name, (status, _) in found.items() if name != "disk"} == dict.fromkeys(
        ["versions", "data folder", "schema", "ledger", "contents", "clock", "raw pages", "copies", "published copy"],
        "ok",
    )
    assert "116 claims" in found["published copy"][1] and "5 kept" in found["raw pages"][1]


def test_the_doctor_changes_nothing(home: Path) -> None:
    before = (home / archives.LEDGER).read_bytes()
    doctor(home)
    assert (home / archives.LEDGER).read_bytes() == before


def test_a_new_installation_is_only_warned(tmp_path: Path) -> None:
    found = doctor(tmp_path)
    assert {s for s, _ in found.values()} <= {"ok", "warn"} and "pledgewatch run" in found["ledger"][1]


@pytest.mark.parametrize(
    ("sql", "name", "words"),
    [
        ("INSERT INTO claim_log SELECT * FROM claim_log LIMIT 1", "contents", "claims recorded twice"),
        ("DELETE FROM article_log WHERE article_seq = 1", "contents", "claims without an article"),
        ("DELETE FROM alert_log", "contents", "owed messages without an alert"),
        ("INSERT INTO delivery_log SELECT * FROM delivery_log", "contents", "messages sent twice"),
        ("DELETE FROM delivery_log", "contents", "marked sent without a delivery"),
        ("DELETE FROM run_log", "contents", "pass that is not recorded"),
        ("UPDATE migration_log SET checksum = 'x'", "schema", "another wording"),
    ],
)  # fmt: skip
def test_broken_rules_are_named(home: Path, sql: str, name: str, words: str) -> None:
    connection = duckdb.connect(str(home / archives.LEDGER))
    connection.execute(sql)
    connection.close()
    status, message = doctor(home)[name]
    assert status == "fail" and words in message


def test_damage_is_found(home: Path) -> None:
    file = home / archives.LEDGER
    whole = file.read_bytes()
    file.write_bytes(whole[:20000] + bytes(255 - b for b in whole[20000:-20000]) + whole[-20000:])
    assert any(status == "fail" and "damaged" in message for status, message in doctor(home).values())
    first, last = 12_288 + 262_144, 12_288 + 3 * 262_144  # two blocks of data, which several checks read
    file.write_bytes(whole[:first] + bytes(255 - b for b in whole[first:last]) + whole[last:])
    told = check(file, home / "data/pledgewatch.duckdb", home / "data/raw", datetime.now(UTC))
    assert [c.status for c in told if "damaged" in c.message] == ["fail"], "said once"
    (home / "data/pledgewatch.duckdb").unlink()
    (home / "data/pledgewatch.duckdb").write_bytes(b"x" * 9000)
    assert doctor(home)["published copy"][0] == "fail"


def test_missing_and_damaged_raw_pages_are_told_apart(home: Path) -> None:
    store = RawStore(home / "data/raw")
    first, second, *_ = store
    store.path(first).unlink()
    status, message = doctor(home)["raw pages"]
    assert status == "warn" and message.startswith("1 of 5 pages are not kept")
    store.path(second).write_bytes(b"x")
    status, message = doctor(home)["raw pages"]
    assert status == "fail" and second in message


def test_a_clock_that_went_back_is_told(home: Path) -> None:
    assert doctor(home, datetime.now(UTC) - timedelta(days=400))["clock"][0] == "warn"


def test_the_doctors_longest_sentence_is_told_to_its_end() -> None:
    """What is to be done stands at the end, behind the path and what the engine said."""
    from rich.console import Console

    from flows.keeping.view import doctor_table

    out = Console(width=200, file=(told := io.StringIO()))
    out.print(doctor_table([Check("ledger", "fail", f"{'a long path ' * 60}: leave the copy where it is.")]))
    assert "leave the copy where it is." in " ".join(told.getvalue().split())
