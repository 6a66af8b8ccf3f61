"""The folder of Parquet files beside the published copy: what the copy says, in files that are written anew only where something changed."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from flows.keeping.checks import doctor
from flows.keeping.daily import maintain
from flows.keeping.view import doctor_table
from flows.passes import stages
from flows.settings import load
from goldledger import RUN_AT, harvest_of, merged
from new_ledgers import made_ledger, new_ledgers_are_copies  # noqa: F401  (fixtures of the module)
from storage import parquet
from storage.errors import LedgerMissing, LedgerUnwritable
from storage.ledger import Ledger
from storage.parquet import is_behind, publish_parquet
from storage.rows import Harvest
from storage.snapshot import publish

DAY = timedelta(days=1)
SEEDS = merged("seeds")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a ledger that holds the first documents, in stretches of twenty rows."""
    monkeypatch.setattr(parquet, "STRETCH", 20)
    grow(tmp_path, replace(SEEDS, run_id="0", readings=SEEDS.readings[:2], verdicts=(), alerts=(), owed=()))
    return tmp_path


def grow(folder: Path, *harvests: Harvest) -> Path:
    with Ledger.open(folder / "ledger.duckdb") as ledger:
        for number, harvest in enumerate(harvests):
            ledger.record(harvest, RUN_AT + number * DAY)
    publish(folder / "ledger.duckdb", folder / "copy.duckdb")
    return folder / "copy.duckdb"


def same_rows(copy: Path, folder: Path) -> int:
    """Every public view of the copy is in the folder, row for row; how many views."""
    connection = duckdb.connect(str(copy), read_only=True)
    views = [v for (v,) in connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()]
    for view in views:
        files = f"{folder}/{view}.parquet" if (folder / f"{view}.parquet").exists() else f"{folder}/{view}/*.parquet"
        for one, other in ((view, f"'{files}'"), (f"'{files}'", view)):
            rows = connection.execute(f"SELECT * FROM {one} EXCEPT ALL SELECT * FROM {other}").fetchall()
            assert rows == [], view
    connection.close()
    return len(views)


def places(folder: Path) -> dict[str, int]:
    """File -> where it lies on disk: linked files lie in one place."""
    return {str(f.relative_to(folder.resolve())): f.stat().st_ino for f in folder.resolve().rglob("*.parquet")}


def changed(before: dict[str, int], now: dict[str, int]) -> set[str]:
    return {name for name, place in now.items() if before.get(name) != place and "/" in name}


def test_the_folder_says_what_the_copy_says_and_only_touched_stretches_are_written(desk: Path) -> None:
    link = desk / "parquet"
    publish_parquet(desk / "copy.duckdb", link, RUN_AT)
    assert same_rows(desk / "copy.duckdb", link) > 20
    before = places(link)
    copy = grow(desk, replace(SEEDS, run_id="1", readings=SEEDS.readings[2:]))
    assert is_behind(copy, link)
    publish_parquet(copy, link, RUN_AT + DAY)
    same_rows(copy, link)
    assert not is_behind(copy, link)
    grown = changed(before, places(link))
    newest = max(name for name in places(link) if name.startswith("claims/"))
    assert newest in grown and "claims/00000.parquet" not in grown, "what stood there is linked"
    files = {file["path"]: file["rows"] for file in json.loads((link / "manifest.json").read_text())["files"]}
    assert sum(rows for name, rows in files.items() if name.startswith("claims/")) == sum(
        len(r.claims) for r in SEEDS.readings
    )
    assert set(files) == set(places(link))


def test_a_reading_that_is_replaced_touches_the_stretch_it_stands_in(desk: Path) -> None:
    link, first = desk / "parquet", SEEDS.readings[0]
    grow(desk, replace(SEEDS, run_id="1", readings=SEEDS.readings[2:]))
    publish_parquet(desk / "copy.duckdb", link, RUN_AT)
    before = places(link)
    anew = tuple(replace(c, claim_id=c.claim_id + "'", extractor="gold/2") for c in first.claims[:3])
    copy = grow(desk, Harvest("2", RUN_AT, readings=(replace(first, claims=anew),)))
    publish_parquet(copy, link, RUN_AT + DAY)
    same_rows(copy, link)
    written = {name for name in changed(before, places(link)) if name.startswith("claims/")}
    assert "claims/00000.parquet" in written and len(written) < len(list((link / "claims").iterdir()))


def test_the_first_finding_of_a_ledger_is_not_overlooked(desk: Path) -> None:
    link = desk / "parquet"
    publish_parquet(desk / "copy.duckdb", link, RUN_AT)
    copy = grow(desk, Harvest("1", RUN_AT, verdicts=SEEDS.verdicts[:1]))
    publish_parquet(copy, link, RUN_AT + DAY)
    assert same_rows(copy, link)
    assert duckdb.execute(f"SELECT count(*) FROM '{link}/verdicts/*.parquet'").fetchall() == [(1,)]


@pytest.mark.parametrize("harm", ["another layout", "no manifest", "a file gone"])
def test_what_cannot_be_carried_over_is_written(desk: Path, harm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    link = desk / "parquet"
    edition = publish_parquet(desk / "copy.duckdb", link, RUN_AT)
    assert edition is not None
    if harm == "another layout":
        monkeypatch.setattr(parquet, "LAYOUT", 2)
    elif harm == "no manifest":
        (edition / "manifest.json").unlink()
    else:
        (edition / "claims" / "00001.parquet").unlink()
    before = places(link)
    publish_parquet(desk / "copy.duckdb", link, RUN_AT + DAY)
    same_rows(desk / "copy.duckdb", link)
    assert "claims/00001.parquet" in changed(before, places(link))


def test_too_much_for_a_pass_is_left_for_later_and_so_is_nothing_new(desk: Path) -> None:
    link, copy = desk / "parquet", desk / "copy.duckdb"
    assert publish_parquet(copy, link, RUN_AT, most=2) is None and not link.exists()
    assert publish_parquet(copy, link, RUN_AT, most=20) is not None
    assert publish_parquet(copy, link, RUN_AT + DAY, most=20) is None, "nothing came"
    assert publish_parquet(copy, link, RUN_AT + DAY) is not None, "asked for without a bound it is made"
    grow(desk, replace(SEEDS, run_id="1", readings=()))
    assert is_behind(copy, link) and publish_parquet(copy, link, RUN_AT + 2 * DAY, most=20) is not None


@pytest.mark.parametrize("harm", ["emptied", "gone", "manifest", "all"])
def test_the_doctor_finds_a_damaged_file_and_says_what_helps(
    tmp_path: Path, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLEDGEWATCH_KEEP__PARQUET", raising=False)
    (tmp_path / "pledgewatch.toml").write_text("[paths]\n")
    settings = load(tmp_path / "pledgewatch.toml")
    with Ledger.open(settings.ledger_path) as ledger:
        ledger.record(SEEDS, RUN_AT)
    stages.publish(settings, RUN_AT)
    folder = settings.parquet_path
    assert folder is not None

    def said() -> str:
        out = Console(width=100_000, file=(told := io.StringIO()))
        out.print(doctor_table([c for c in doctor(settings) if c.name == "Parquet files"]))
        return told.getvalue()

    assert said().strip() == ""
    if harm == "emptied":
        (folder / "claims/00000.parquet").write_bytes(b"")
    elif harm == "all":
        shutil.rmtree(folder.resolve())
    else:
        (folder / {"gone": "alerts.parquet", "manifest": "manifest.json"}[harm]).unlink()
    assert "fail" in said() and f"remove {folder} (a link); pledgewatch publish lays all of it down anew" in said()
    folder.unlink()
    stages.publish(settings, RUN_AT)
    assert said().strip() == "" and same_rows(settings.snapshot_path, folder) > 20


def test_editions_change_under_their_readers_without_disturbing_them(desk: Path) -> None:
    link, copy = desk / "parquet", desk / "copy.duckdb"
    first, second, third = (publish_parquet(copy, link, RUN_AT + n * DAY) for n in range(3))
    assert first and second and third and link.is_symlink()
    assert not first.exists() and second.exists() and link.resolve() == third.resolve()
    assert {p.name for p in third.iterdir()} == {p.name for p in second.iterdir()} and (link / "manifest.json").exists()
    (desk / "mine").mkdir()
    with pytest.raises(LedgerUnwritable, match="not published by pledgewatch"):
        publish_parquet(copy, desk / "mine")
    with pytest.raises(LedgerMissing):
        publish_parquet(desk / "none.duckdb", link)


def test_a_folder_that_cannot_be_finished_leaves_the_one_before(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link, copy = desk / "parquet", desk / "copy.duckdb"
    edition = publish_parquet(copy, link, RUN_AT)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(parquet, "_link", full)
    with pytest.raises(LedgerUnwritable, match="the edition before is untouched"):
        publish_parquet(copy, link, RUN_AT + DAY)
    assert edition is not None and link.resolve() == edition.resolve()
    assert [p.name for p in desk.glob(".parquet*")] == [edition.name]


@pytest.mark.parametrize(
    ("setting", "folder"),
    [("", "data/parquet"), ("true", "data/parquet"), ('"auto"', "data/parquet"), ('"mine"', "mine"), ("false", None)],
)
def test_a_pass_lays_the_folder_down_where_the_settings_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, folder: str | None
) -> None:
    monkeypatch.delenv("PLEDGEWATCH_KEEP__PARQUET")
    file = tmp_path / "pledgewatch.toml"
    file.write_text(f"[keep]\nparquet = {setting}\n" if setting else "")
    chosen = load(file)
    with Ledger.open(chosen.ledger_path) as ledger:
        ledger.record(harvest_of("seeds"), RUN_AT)
    stages.publish(chosen, RUN_AT)
    if folder is None:
        assert chosen.parquet_path is None and not list(tmp_path.rglob("*.parquet"))
        return
    found = duckdb.execute(f"SELECT count(*) FROM '{tmp_path}/{folder}/claims/*.parquet'").fetchall()
    assert found == [(116,)] and chosen.parquet_path == tmp_path / folder and (tmp_path / folder).is_symlink()


def test_the_upkeep_writes_what_passes_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLEDGEWATCH_KEEP__PARQUET")
    monkeypatch.setattr(parquet, "WITHIN_A_PASS", 1)
    file = tmp_path / "pledgewatch.toml"
    file.write_text("[keep]\nbackups = 0\n")
    chosen = load(file)
    with Ledger.open(chosen.ledger_path) as ledger:
        ledger.record(harvest_of("seeds"), RUN_AT)
    stages.publish(chosen, RUN_AT)
    assert not (tmp_path / "data" / "parquet").exists()
    assert any("passes had left it for later" in line for line in maintain(chosen, RUN_AT))
    assert same_rows(chosen.snapshot_path, tmp_path / "data" / "parquet")
    assert not any("parquet" in line for line in maintain(chosen, RUN_AT + DAY)), "nothing came since"
