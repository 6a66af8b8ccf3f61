"""What is looked at before passes begin: every variable that the settings name, and what keeps a pass from being made at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows import keeping
from flows.cli import app
from flows.settings import load

NAMES = ("DESK_PING", "DESK_SLACK", "DESK_KEY")
DESK = """
[health]
ping_url_env = "DESK_PING"
[[channels]]
name = "slack"
url_env = "DESK_SLACK"
[[channels]]
name = "hook"
url = "json://127.0.0.1:9/"
sign_env = "DESK_KEY"
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / "pledgewatch.toml"
    file.write_text(DESK, encoding="utf-8")
    return file


def unset(file: Path, look: str) -> dict[str, int]:
    """How many failed checks name each of the variables."""
    checks = [c for c in getattr(keeping, look)(load(file)) if c.status == "fail"]
    return {name: sum(name in c.message for c in checks) for name in NAMES}


@pytest.mark.parametrize("look", ["doctor", "self_check"])
def test_every_variable_that_is_named_and_not_set_is_told_once(
    file: Path, monkeypatch: pytest.MonkeyPatch, look: str
) -> None:
    assert unset(file, look) == dict.fromkeys(NAMES, 1)
    monkeypatch.setenv("DESK_PING", "   ")
    assert unset(file, look)["DESK_PING"] == 1
    monkeypatch.setenv("DESK_PING", "check-4711")  # no address
    assert unset(file, look)["DESK_PING"] == 1
    monkeypatch.setenv("DESK_PING", "https://ping.example/check")
    monkeypatch.setenv("DESK_SLACK", "json://127.0.0.1:9/")
    monkeypatch.setenv("DESK_KEY", "k" * 32)
    assert unset(file, look) == dict.fromkeys(NAMES, 0)


def quick(file: Path) -> tuple[int, str]:
    done = CliRunner(env={"COLUMNS": "300"}).invoke(app, ["doctor", "--quick", "--settings", str(file)])
    return done.exit_code, done.output


def test_a_unit_is_kept_from_starting_only_by_what_keeps_every_pass_from_being_made(file: Path) -> None:
    code, said = quick(file)
    assert code == 0 and "DESK_PING" in said and "DESK_SLACK" in said, "the rest of the work is done"
    full = CliRunner().invoke(app, ["doctor", "--settings", str(file)])
    assert full.exit_code == 1
    settings = load(file)
    settings.ledger_path.parent.mkdir(parents=True)
    settings.ledger_path.write_bytes(b"no ledger" * 5000)
    assert quick(file)[0] == 1
    settings.ledger_path.unlink()
    assert quick(file)[0] == 0
    file.write_text(DESK + '[paths]\ndata = "/proc/nowhere"\n', encoding="utf-8")
    code, said = quick(file)
    assert code == 1 and "/proc/nowhere" in said
    file.write_text(DESK + "[schedule]\nevry = 5\n", encoding="utf-8")
    assert quick(file)[0] == 2


def test_what_is_not_enabled_needs_no_variable(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any table of the settings may name variables; a source that is switched off is left out."""
    from pydantic import BaseModel

    from flows.keeping.checks import _named

    class Entry(BaseModel):
        name: str
        enabled: bool = True
        token_env: str | None = None

    class Tables(BaseModel):
        sources: tuple[Entry, ...]

    tables = Tables(sources=(Entry(name="a", token_env="A_KEY"), Entry(name="b", enabled=False, token_env="B_KEY")))
    assert list(_named(tables, "")) == [('sources "a".token_env', "A_KEY")]
