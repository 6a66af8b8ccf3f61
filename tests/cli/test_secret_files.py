"""Secrets of a desk: git ignores them, and what others of the machine can read is named with the command that ends it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows import keeping
from flows.cli import app
from flows.settings import load

ROOT = Path(__file__).parents[2]
SECRETS = (
    "secrets/mail.url",
    "secrets/deep/slack.url",
    "secrets.env",
    ".env",
    "deploy/.env",
    "data/ledger/ledger.duckdb",
)
SETTINGS = '[[channels]]\nname = "mail"\nurl_file = "secrets/mail.url"\n'


def ignored(folder: Path, names: tuple[str, ...]) -> set[str]:
    done = subprocess.run(
        ["git", "check-ignore", *names], cwd=folder, capture_output=True, text=True, timeout=30, check=False
    )
    return set(done.stdout.split())


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout")
def test_git_ignores_the_secrets_of_a_checkout() -> None:
    assert ignored(ROOT, SECRETS) == set(SECRETS)
    assert ignored(ROOT, ("pledgewatch.toml", "flows/logs/secrets.py", "deploy/secrets.env.example")) == set()


def test_git_ignores_the_secrets_of_a_desk_that_init_made(tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    assert CliRunner().invoke(app, ["init", str(desk)]).exit_code == 0
    subprocess.run(["git", "init", "-q", "."], cwd=desk, timeout=30, check=True)
    assert ignored(desk, (*SECRETS, "pledgewatch.toml")) == set(SECRETS)
    (desk / ".gitignore").write_text("mine\n", encoding="utf-8")
    assert CliRunner().invoke(app, ["init", "--force", str(desk)]).exit_code == 0
    assert (desk / ".gitignore").read_text(encoding="utf-8") == "mine\n"


@pytest.mark.skipif(os.name != "posix", reason="modes say nothing there")
@pytest.mark.parametrize(
    ("mode", "told"), [(0o644, True), (0o640, True), (0o604, True), (0o600, False), (0o400, False)]
)
def test_a_secret_that_others_can_read_is_told_with_the_way_out(tmp_path: Path, mode: int, told: bool) -> None:
    (tmp_path / "pledgewatch.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "secrets").mkdir()
    file = tmp_path / "secrets" / "mail.url"
    file.write_text("mailtos://user:hunter2hunter2@smtp.example.org?to=desk@example.org\n", encoding="utf-8")
    file.chmod(mode)
    settings = load(tmp_path)
    for checks in (keeping.self_check(settings), keeping.doctor(settings)):
        found = [c for c in checks if c.name == "secret"]
        assert [c.status for c in found] == (["warn"] if told else [])
        assert all(f"chmod 600 {file}" in c.message and "hunter2" not in c.message for c in found)


@pytest.mark.skipif(os.name != "posix", reason="modes say nothing there")
def test_the_usual_file_of_variables_is_looked_at_too(tmp_path: Path) -> None:
    (tmp_path / "pledgewatch.toml").write_text("", encoding="utf-8")
    (tmp_path / "secrets.env").write_text("PLEDGEWATCH_SLACK_URL=x\n", encoding="utf-8")
    (tmp_path / "secrets.env").chmod(0o644)
    shown = CliRunner().invoke(app, ["doctor", "--settings", str(tmp_path)])
    assert f"chmod 600 {tmp_path / 'secrets.env'}" in " ".join(shown.stdout.split())
    (tmp_path / "secrets.env").chmod(0o600)
    shown = CliRunner().invoke(app, ["doctor", "--settings", str(tmp_path)])
    assert "chmod" not in shown.stdout


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can give a file away")
def test_what_another_owner_lets_our_group_read_is_as_it_should_be(tmp_path: Path) -> None:
    (tmp_path / "pledgewatch.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "secrets").mkdir()
    file = tmp_path / "secrets" / "mail.url"
    file.write_text("mailtos://user:hunter2hunter2@smtp.example.org?to=desk@example.org\n", encoding="utf-8")
    os.chown(file, 12345, -1)
    file.chmod(0o640)
    assert not [c for c in keeping.self_check(load(tmp_path)) if c.name == "secret"]
    file.chmod(0o644)
    (found,) = (c for c in keeping.self_check(load(tmp_path)) if c.name == "secret")
    assert f"chmod o= {file}" in found.message
