"""The commands in the documentation: every one exists as written, and those that need nothing but a desk are carried out."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import typer
from typer.testing import CliRunner

from flows.cli import app
from slack import hook_receiver
from smtp import mail_server

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])
MAKE_TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


def commands(page: Path) -> Iterator[tuple[str, bool]]:
    """Command lines of a page that begin with pledgewatch or make, and whether it stands in a block (else inside a sentence)."""
    text = page.read_text(encoding="utf-8")
    fenced = re.findall(r"^```(?:sh|console|bash)\n(.*?)^```", text, re.S | re.M)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
    indented = [line[4:] for line in rest.splitlines() if line.startswith("    ")]
    for line in [*(line for block in fenced for line in block.splitlines()), *indented]:
        for part in re.split(r" && |; ", re.split(r"\s+#\s", line)[0]):
            bare = part.strip().removeprefix("$ ").removeprefix(".venv/bin/")
            if bare.startswith(("pledgewatch ", "make ")):
                yield bare, True
    for bare in re.findall(r"`(?:\.venv/bin/)?((?:pledgewatch|make) [^`]+)`", rest):
        yield " ".join(bare.split()), False


ALL = [(page.name, line, whole) for page in PAGES for line, whole in dict.fromkeys(commands(page))]


#: placeholders of the documents -> what stands for them in the desk
STANDS_FOR = {"FILE": "kept.tar", "/srv/new": "elsewhere", "DATE": "2026-01-31"}


def words_of(line: str) -> list[str]:
    """A line's words as a shell gives them, up to a pipe; what it may have ([--since DATE]) it has."""
    words = shlex.split(re.sub(r"\[(--[^\]]+)\]", r"\1", re.split(r" [<>|] ?", line)[0]))
    return [f"new-{words[1]}" if word == "DIR" else STANDS_FOR.get(word, word) for word in words]


@pytest.mark.parametrize(("page", "line", "whole"), ALL, ids=[f"{p}: {line[:60]}" for p, line, _ in ALL])
def test_every_command_exists_as_written(page: str, line: str, whole: bool) -> None:
    words = words_of(line)
    if words[0] == "make":
        assert words[1] in MAKE_TARGETS
        return
    command: Any = typer.main.get_command(app)
    context = click.Context(command, info_name="pledgewatch")
    rest = words[1:]
    while isinstance(command, click.Group) or hasattr(command, "commands"):
        if not rest:
            return
        name, *rest = rest
        if name.startswith("-"):  # an option of the root
            return
        assert name in command.commands, f"{page}: there is no command {name}"
        command = command.commands[name]
    if "--help" in rest:
        return
    try:
        command.make_context(words[1], list(rest), parent=context)
    except Exception as error:  # typer brings a click of its own: by name
        # a sentence may name a command without what it needs; a block may not
        assert type(error).__name__ == "MissingParameter" and not whole, f"{page}: {line}: {error}"


#: named without what they need, or with a file that must not be there yet
BARE = {"pledgewatch restore", "pledgewatch extract", "pledgewatch backup FILE"}
#: commands that need the world outside or go on until stopped -> the test that carries them out, and what it must give there
TRIED_IN = {
    "pledgewatch serve": ("tests/monitor/test_monitor.py", "serve"),
    "pledgewatch serve --sql": ("tests/cli/test_commands.py", "--sql"),
    "pledgewatch rates update": ("tests/pipeline/test_rates_update.py", '"update"'),
    "pledgewatch sources add": ("tests/fetch/test_fetch_commands.py", '"add"'),
    "pledgewatch replay": ("tests/cli/test_commands.py", '"replay"'),
    "pledgewatch extract <": ("tests/cli/test_commands.py", '"extract"'),
    "pledgewatch restore --from-copy": ("tests/cli/test_lost_desk.py", "--from-copy"),
    "pledgewatch import": ("tests/cli/test_commands.py", '"import"'),
}
#: commands about what was found, or about channels: carried out together, in the order of a desk's day
IN_TURN = re.compile(r"^pledgewatch (init|sources check|alerts|why|why-not|mark|mute|mutes|unmute)\b")
#: two ways of writing what stands in no document of a desk: an ellipsis, an address of nobody
NO_COMMAND = re.compile(r"…|--install|https?://")
#: files that documented commands name
FILES = {
    "press/visit.txt": "Latvia will give Ukraine 30 million euros for drones this year, the defence minister said on Tuesday.\n",
    "documents.jsonl": '{"id": "one", "text": "Estonia pledged 12 million euros in ammunition for Ukraine on Tuesday."}\n',
    "question.sql": "from claims select count(*) as n\n",
}


def carried_out() -> list[str]:
    """Each documented command once, longer forms before shorter ones of the same."""
    lines = {line for _, line, whole in ALL if line.startswith("pledgewatch ") and (whole or "ID" not in line)}
    apart = (*TRIED_IN, *in_turn())
    return sorted(
        line for line in lines if not line.startswith(apart) and not NO_COMMAND.search(line) and line not in BARE
    )


def in_turn() -> list[str]:
    """Those about findings and channels; what is undone comes last."""
    lines = {line for _, line, _ in ALL if IN_TURN.match(line) and not NO_COMMAND.search(line) and line not in TRIED_IN}
    return sorted(lines, key=lambda line: (line.startswith("pledgewatch unmute"), line))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``pledgewatch init`` makes, with the seeds as its only source, after a first pass."""
    folder = tmp_path_factory.mktemp("documented") / "desk"
    made = CliRunner().invoke(app, ["init", str(folder)])
    assert made.exit_code == 0, made.output
    file = folder / "pledgewatch.toml"
    file.write_text(file.read_text(encoding="utf-8").split("# Public feeds", 1)[0], encoding="utf-8")
    with file.open("a", encoding="utf-8") as more:
        for name, path in (("press releases", "press"), ("own", "own")):
            more.write(f'[[sources]]\nname = "{name}"\nkind = "folder"\npath = "{path}"\n')
    (folder / "own").mkdir()
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for line in ("pledgewatch run", "pledgewatch backup kept.tar"):
        assert command(line, folder).returncode == 0
    return folder


def command(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A line as a shell gives it, in the folder."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PLEDGEWATCH", "PREFECT"))}
    given = [sys.executable, "-m", "flows.cli", *words_of(line)[1:]]
    return subprocess.run(
        given, cwd=folder, env=env, capture_output=True, text=True, timeout=240, check=False, stdin=subprocess.DEVNULL
    )


@pytest.mark.parametrize("line", carried_out())
def test_documented_commands_are_carried_out(desk: Path, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    for name in [n for n in os.environ if n.startswith(("PLEDGEWATCH", "PREFECT"))]:
        monkeypatch.delenv(name)
    for made in desk.glob("new-*"):  # what another form of the command made
        shutil.rmtree(made, ignore_errors=True)
    done = CliRunner().invoke(app, words_of(line)[1:], catch_exceptions=False)
    # the last pass is a moment old and its sources answer: all is well, and nothing else
    assert done.exit_code == 0 and "Traceback" not in done.output, done.output


#: without what they are about, or of what is not there: one sentence, and the exit code of a wrong command
INCOMPLETE = {"pledgewatch why", "pledgewatch why-not"}


def asked(*words: str) -> list[dict[str, Any]]:
    """The answer of a command as records."""
    told = CliRunner().invoke(app, [*words], catch_exceptions=False).stdout
    try:
        whole = json.loads(told)
    except ValueError:
        whole = [json.loads(line) for line in told.splitlines()]
    return whole if isinstance(whole, list) else [whole]


def test_commands_about_findings_and_channels_are_carried_out_in_turn(
    desk: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [n for n in os.environ if n.startswith(("PLEDGEWATCH", "PREFECT"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PLEDGEWATCH_SETTINGS", str(desk / "pledgewatch.toml"))
    (one, *_) = asked("alerts", "--json")
    (page, *_) = asked(
        "sql", "select url from articles where url like 'http%' order by url limit 1", "--format", "json"
    )
    why = CliRunner().invoke(app, ["why", one["alert_id"]], catch_exceptions=False).output
    rule = re.search(r"rule: .*?\((\w+)\)", why)
    assert rule is not None, why
    stands = {
        "ID": one["alert_id"], "3k9x0w7pma": one["alert_id"], "ADDRESS": page["url"], "URL": page["url"], "source:ansa": "source:seeds", "members": "seeds",
        "rule:NAME": f"rule:{rule[1]}", "/srv/pledgewatch": str(tmp_path / "srv"), "new-init": "another",
    }  # fmt: skip
    with hook_receiver() as hook, mail_server() as mail:
        monkeypatch.setenv("DOCUMENTED_SLACK", hook.url())
        monkeypatch.setenv("DOCUMENTED_MAIL", mail.url())
        channels = "".join(
            f'[[channels]]\nname = "{n}"\nurl_env = "DOCUMENTED_{n.upper()}"\n' for n in ("slack", "mail")
        )
        mine = desk / "channels.toml"
        mine.write_text((desk / "pledgewatch.toml").read_text(encoding="utf-8") + channels, encoding="utf-8")
        monkeypatch.setenv("PLEDGEWATCH_SETTINGS", str(mine))
        for line in in_turn():
            words = [stands.get(word, word) for word in words_of(line)]
            done = CliRunner().invoke(app, words[1:], catch_exceptions=False)
            assert done.exit_code == (2 if line in INCOMPLETE else 0), f"{line}: {done.output}"
        assert len(hook.messages) == 2 and len(mail.mails) == 2  # each was tried alone and with the other


def test_what_is_tried_elsewhere_is_tried_there() -> None:
    for line, (file, word) in TRIED_IN.items():
        assert any(each.startswith(line) for _, each, _ in ALL), f"no document has {line} any more"
        assert word in (ROOT / file).read_text(encoding="utf-8"), f"{file} does not give {line}"
