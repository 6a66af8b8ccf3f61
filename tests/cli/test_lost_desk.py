"""A desk whose ledger is gone: no pass begins another one beside its copy, and the commands that the refusal names bring it back."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from commands import SETTINGS, run
from flows.cli import app
from storage.ledger import Ledger


def at_once(desk: Path, *words: str) -> Result:
    """A command in this process: many of them, and none is about processes."""
    return CliRunner().invoke(app, [*words, "--settings", str(desk / "pledgewatch.toml")])


def test_a_lost_ledger_comes_back_from_its_copy_and_nothing_is_told_anew(tmp_path: Path) -> None:
    (tmp_path / "pledgewatch.toml").write_text(SETTINGS, encoding="utf-8")
    assert run(tmp_path, "run").returncode == 0
    told = at_once(tmp_path, "alerts", "--json").stdout
    assert at_once(tmp_path, "export", str(tmp_path / "given"), "--form", "records").exit_code == 0
    (ledger,) = (tmp_path / "data").rglob("ledger.duckdb")
    ledger.unlink()
    refused = run(tmp_path, "run", "--quiet")
    assert refused.returncode != 0 and "restore --from-copy" in refused.stderr and not ledger.exists(), refused.stderr
    for words in (
        ("import", str(tmp_path / "given"), "--name", "friends"),
        ("publish",),
        ("publish", "--force"),
        ("backtest",),
        ("reextract",),
        ("mute", "source:seeds"),
        ("alerts", "retry"),
        ("status",),
        ("doctor",),
    ):
        said = at_once(tmp_path, *words)
        told_how = " ".join(said.output.split())
        assert said.exit_code != 0 and "restore --from-copy" in told_how and not ledger.exists(), words
        assert "make a first pass" not in told_how and "no pass was ever made" not in told_how, words
    assert json.loads(at_once(tmp_path, "doctor", "--json").stdout.splitlines()[0])["name"] == "ledger", (
        "before all else"
    )
    back = at_once(tmp_path, "restore", "--from-copy")
    assert back.exit_code == 0 and "the ledger is back" in back.output
    again = at_once(tmp_path, "run", "--quiet")
    assert again.exit_code == 0, again.output
    assert at_once(tmp_path, "alerts", "--json").stdout == told
    # begun anew by something else, it is noticed before a pass judges by it; the nightly backup leaves the good ones alone
    kept = ledger.read_bytes()
    assert at_once(tmp_path, "maintain").exit_code == 0
    saved = sorted((tmp_path / "data/backups").iterdir())
    ledger.unlink()
    with Ledger.open(ledger):
        pass
    refused_too = at_once(tmp_path, "run", "--quiet")
    assert refused_too.exit_code != 0 and "holds 0 claims of 0 articles" in refused_too.output, refused_too.output
    upkeep = at_once(tmp_path, "maintain")
    assert sorted((tmp_path / "data/backups").iterdir()) == saved and "restore --from-copy" in upkeep.output
    ledger.write_bytes(kept)
    # where nothing is lost there is nothing to bring back
    assert at_once(tmp_path, "restore", "--from-copy").exit_code != 0
