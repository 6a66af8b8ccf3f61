"""What the settings mute is muted in a replay as in a pass, and the replay says so; a mute that silences nothing is refused."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from rich.console import Console
from typer.testing import CliRunner

from flows.cli import app
from flows.passes.pipeline import run_pass
from flows.report.summary import render
from flows.settings import BadSettings, load

TEXTS = ("Germany will give Ghana 5 million euros.", "Germany will give Ghana 5 million dollars.")
RULE = "same_number_other_currency"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    lines = []
    for number, text in enumerate(TEXTS, 1):
        page = f'<meta property="article:published_time" content="2026-03-0{number}"><h1>Aid</h1><article><p>{text}</p></article>'
        (tmp_path / "in" / f"{number}.html").write_text(page, encoding="utf-8")
        lines.append(json.dumps({"id": f"d{number}", "text": text, "published": f"2026-03-0{number}"}))
    (tmp_path / "documents.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def with_mute(desk: Path, mute: str) -> str:
    file = desk / "pledgewatch.toml"
    source = (
        '[paths]\ndata = "data"\n[[sources]]\nname = "in"\nkind = "folder"\npath = "in"\n[[watches]]\nname = "all"\n'
    )
    file.write_text(f"{source}{mute}", encoding="utf-8")
    return str(file)


def replay(*words: str) -> Result:
    return CliRunner().invoke(app, ["replay", *words])


@pytest.mark.parametrize("handed", [True, False], ids=["texts", "folders"])
def test_a_muted_rule_is_not_told_and_the_replay_says_so(desk: Path, handed: bool) -> None:
    texts = [str(desk / "documents.jsonl")] if handed else []
    heard = replay(*texts, "--settings", with_mute(desk, ""))
    assert heard.exit_code == 0 and "CURRENCY" in heard.output and "muted" not in heard.output, heard.output
    settings = with_mute(desk, f'[[mutes]]\nrule = "{RULE}"\n')
    muted = replay(*texts, "--settings", settings)
    assert muted.exit_code == 0 and "CURRENCY" not in muted.output, muted.output
    assert f"1 finding is not told, being muted (rule {RULE})" in " ".join(muted.output.split()), muted.output
    judged = replay(*texts, "--emit", "verdicts", "--settings", settings)
    assert RULE in judged.stdout, "it is judged as ever"
    assert RULE not in replay(*texts, "--emit", "alerts", "--settings", settings).stdout


def test_a_muted_source_is_not_told_in_a_replay_of_the_folders(desk: Path) -> None:
    """Texts that are handed in are of no source; what lies in a folder is of that folder's."""
    settings = with_mute(desk, '[[mutes]]\nsource = "in"\n')
    muted = replay("--settings", settings)
    assert muted.exit_code == 0 and "CURRENCY" not in muted.output, muted.output
    assert "being muted (source in)" in " ".join(muted.output.split()), muted.output
    assert replay("--emit", "alerts", "--settings", settings).stdout == ""
    assert RULE in replay("--emit", "verdicts", "--settings", settings).stdout
    assert "CURRENCY" in replay(str(desk / "documents.jsonl"), "--settings", settings).output


@pytest.mark.parametrize("handed", [True, False], ids=["texts", "folders"])
def test_a_muted_rule_that_there_is_not_is_refused(desk: Path, handed: bool) -> None:
    texts = [str(desk / "documents.jsonl")] if handed else []
    wrong = with_mute(desk, '[[mutes]]\nrule = "same_number_other_curency"\n')
    result = replay(*texts, "--settings", wrong)
    assert isinstance(result.exception, BadSettings) or result.exit_code == 2, result.output
    said = " ".join(f"{result.exception} {result.output}".split())
    assert f'did you mean "{RULE}"?' in said and wrong in said, said


def test_a_pass_says_what_it_did_not_tell(desk: Path) -> None:
    """On its page, short or full; the record of the alerts has none of it."""
    settings = load(Path(with_mute(desk, f'[[mutes]]\nrule = "{RULE}"\n')))
    (second := desk / "in" / "2.html").rename(later := desk / "later.html")
    run_pass(settings, datetime(2026, 3, 1, 9, tzinfo=UTC))
    later.rename(second)
    done = run_pass(settings, datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert [v.rule for v in done.verdicts] == [RULE] and not done.alerts
    for full in (False, True):
        out = io.StringIO()
        Console(file=out, width=200).print(render(done, settings, full))
        assert f"! 1 finding is not told, being muted (rule {RULE}); " in out.getvalue()
