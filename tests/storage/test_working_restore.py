"""A restored backup is a working installation: what its settings name is there, its copy can be asked, and what is left to do is said."""

from __future__ import annotations

import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows import keeping
from flows.cli import app
from flows.desk.status import look
from flows.keeping.archives import belongings, restore
from flows.settings import Settings, load
from goldledger import RUN_AT, harvest_of
from storage.ledger import Ledger
from storage.raw import RawStore

SETTINGS = """
[[sources]]
name = "articles"
kind = "folder"
path = "articles"

[[sources]]
name = "press"
kind = "inbox"
path = "{elsewhere}"

[[watches]]
name = "all"

[[channels]]
name = "desk"
url_file = "articles/channel.txt"

[lexicon]
extend = ["words"]
"""


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Path]:
    """A desk with a folder of articles, one of words, a secret, and a backup of it."""
    folder = tmp_path_factory.mktemp("desk")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for name, text in {
        "pledgewatch.toml": SETTINGS.format(elsewhere=elsewhere),
        "articles/one.txt": "Norland will fund beds.",
        "articles/deep/two.html": "<p>two</p>",
        "articles/channel.txt": "slack://secret",
        "articles/.env": "TOKEN=secret",
        "words/.keep": "",
        "notes.txt": "no settings name this",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (elsewhere / "three.txt").write_text("three")
    settings = load(folder / "pledgewatch.toml")
    with Ledger.open(settings.ledger_path) as ledger:
        ledger.record(harvest_of("seeds"), RUN_AT)
    for reading in harvest_of("seeds").readings:
        RawStore(settings.raw_path).put(reading.page.body)
    target = folder.with_name(f"{folder.name}-saved.tar")
    keeping.backup(settings, target, RUN_AT)
    return settings, target


def test_a_backup_holds_what_the_settings_name_and_no_secret(saved: tuple[Settings, Path]) -> None:
    settings, archive = saved
    with tarfile.open(archive) as tar:
        names = {m.name for m in tar}
        assert b"secret" not in b"".join(tar.extractfile(m).read() for m in tar if not m.name.startswith("data/ledger"))  # type: ignore[union-attr]
    kept = {name for name in names if not name.startswith("data/")}
    assert kept == {"pledgewatch.toml", "articles/one.txt", "articles/deep/two.html", "MANIFEST.json"}
    assert all(
        settings.paths.data not in file.parents or name.startswith("data/")
        for name, file in belongings(settings).items()
    )


def test_a_restored_folder_works_and_says_what_is_left_to_do(saved: tuple[Settings, Path], tmp_path: Path) -> None:
    _, archive = saved
    said = restore(archive, tmp_path / "back")
    settings = load(tmp_path / "back" / "pledgewatch.toml")
    report = look(settings)
    assert (report.claims, report.articles) == (116, 6), "the copy is published: status counts what was restored"
    assert (tmp_path / "back/articles/deep/two.html").read_text() == "<p>two</p>"
    checks = {c.name: c.status for c in keeping.doctor(settings)}
    assert checks["ledger"] == checks["published copy"] == checks["raw pages"] == checks["contents"] == "ok"
    asked = CliRunner().invoke(
        app, ["sql", "SELECT count(*) AS n FROM claims", "--format", "csv", "-s", str(settings.file)]
    )
    assert asked.stdout == "n\n116\n"
    told = " ".join(said)
    assert "116 claims" in told and "secrets are in no backup" in told and "desk (" in told
    assert "press" not in told, "its folder lies elsewhere and is still there"


def test_settings_that_keep_data_elsewhere_are_told(saved: tuple[Settings, Path], tmp_path: Path) -> None:
    settings, _ = saved
    assert settings.file is not None
    (tmp_path / "odd").mkdir()
    file = tmp_path / "odd" / "pledgewatch.toml"
    file.write_text(
        f'[paths]\ndata = "{settings.paths.data}"\n[[sources]]\nname = "a"\nkind = "folder"\npath = "gone"\n'
    )
    keeping.backup(load(file), tmp_path / "odd.tar", datetime(2026, 1, 7, tzinfo=UTC))
    said = " ".join(restore(tmp_path / "odd.tar", tmp_path / "back"))
    assert 'set data = "data"' in said and "the folders of a are not in the backup" in said


def test_a_backup_without_settings_is_told(tmp_path: Path) -> None:
    from storage.backup import backup

    with Ledger.open(tmp_path / "ledger.duckdb") as ledger:
        ledger.record(harvest_of("seeds"), RUN_AT)
    backup(tmp_path / "ledger.duckdb", tmp_path / "raw", tmp_path / "bare.tar")
    done = CliRunner().invoke(app, ["restore", str(tmp_path / "bare.tar"), str(tmp_path / "back")])
    assert done.exit_code == 0 and "holds no settings" in done.stdout and "116 claims" in done.stdout


@pytest.mark.parametrize("raw", ["{there}", "pages"])
def test_settings_that_keep_raw_pages_elsewhere_are_told(tmp_path: Path, raw: str) -> None:
    """The pages of the backup lie where its settings do not look: nothing could be read again, and nobody would know why."""
    desk = tmp_path / "desk"
    desk.mkdir()
    (desk / "pledgewatch.toml").write_text(f'[paths]\nraw = "{raw.format(there=tmp_path / "there")}"\n')
    settings = load(desk / "pledgewatch.toml")
    RawStore(settings.raw_path).put(b"a page")
    with Ledger.open(settings.ledger_path) as ledger:
        ledger.record(harvest_of("seeds"), RUN_AT)
    keeping.backup(settings, tmp_path / "saved.tar")
    said = restore(tmp_path / "saved.tar", tmp_path / "new")
    told = [line for line in said if "keep raw pages in" in line]
    assert len(told) == 1 and str(tmp_path / "new/data/raw") in told[0] and "take raw out of [paths]" in told[0], said
    file = tmp_path / "new/pledgewatch.toml"
    file.write_text("[paths]\n")
    assert len(list(RawStore(load(file).raw_path))) == 1, "done as it was said, the pages are there"
