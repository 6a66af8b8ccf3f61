"""A desk on which no pass was made yet: what needs a ledger says so in one sentence and creates nothing, for only a pass begins one."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from flows.cli import app
from storage.errors import LedgerError

SETTINGS = """[paths]
data = "data"

[[sources]]
name = "articles"
kind = "folder"
path = "articles"
"""

NEEDING_A_LEDGER = (
    ("mark", "abc", "right"),
    ("marks",),
    ("mute", "source:articles"),
    ("mute", "abc"),
    ("unmute", "source:articles"),
    ("mutes",),
    ("why", "abc"),
    ("alerts", "retry"),
    ("backup",),
    ("publish",),
    ("reextract",),
)
NEEDING_A_COPY = (
    ("alerts",),
    ("claims",),
    ("why-not", "https://news.example/1"),
    ("sql", "from claims"),
    ("export", "given"),
    ("backtest",),
    ("restore", "--from-copy"),
)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pledgewatch.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "articles").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(*words: str) -> tuple[Result, str]:
    """What a command did, and its one sentence: what it prints, or the error that its caller tells."""
    result = CliRunner().invoke(app, list(words))
    told = str(result.exception) if isinstance(result.exception, LedgerError) else result.output
    return result, " ".join(told.removeprefix("pledgewatch: ").split())


@pytest.mark.parametrize("words", [*NEEDING_A_LEDGER, *NEEDING_A_COPY], ids=" ".join)
def test_what_needs_a_ledger_begins_none(desk: Path, words: tuple[str, ...]) -> None:
    before = sorted(desk.rglob("*"))
    result, sentence = said(*words)
    assert result.exit_code != 0, sentence
    missing = "There is no ledger at" if words in NEEDING_A_LEDGER else "There is no published copy at"
    assert sentence.lower().startswith(missing.lower()) and "pledgewatch run" in sentence, sentence
    assert sorted(desk.rglob("*")) == before, "nothing is created"


@pytest.mark.parametrize("words", NEEDING_A_LEDGER, ids=" ".join)
def test_where_the_ledger_is_gone_they_say_how_it_comes_back(desk: Path, words: tuple[str, ...]) -> None:
    (desk / "articles/one.txt").write_text("Germany will give 5 million euros to Ghana.\n", encoding="utf-8")
    assert said("run", "--quiet")[0].exit_code == 0
    (ledger,) = (desk / "data").rglob("ledger.duckdb")
    ledger.unlink()
    before = sorted(desk.rglob("*"))
    result, sentence = said(*words)
    assert result.exit_code != 0 and "restore --from-copy" in sentence, sentence
    assert sorted(desk.rglob("*")) == before, "nothing is created"


@pytest.mark.parametrize("name", ["", "  ", "a/b", "a\nb"])
def test_another_desk_needs_a_name(desk: Path, name: str) -> None:
    """Its ids begin with it: without one, or with a slash in it, they might be those of another desk."""
    result, sentence = said("import", str(desk / "given"), "--name", name)
    assert result.exit_code == 2 and "is no name for a desk" in sentence, sentence
