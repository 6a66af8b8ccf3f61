"""``mute``, ``unmute`` and ``mutes`` as a person types them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import outbox


@pytest.fixture
def desk(tmp_path: Path):
    outbox.seeded(tmp_path / "data")
    settings = tmp_path / "pledgewatch.toml"
    settings.write_text(
        '[paths]\ndata = "data"\n[[sources]]\nname = "nato"\nkind = "folder"\npath = "in"\n'
        '[[mutes]]\nsource = "nato"\nuntil = 2999-01-01\nnote = "by the settings"\n'
    )

    def run(*words: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "flows.cli", *words, "--settings", settings],
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.returncode, (done.stdout + done.stderr).strip()

    return run


def test_a_silence_from_its_beginning_to_its_end(desk) -> None:
    assert desk("mute", "EV21", "--for", "7d", "--note", "known")[1].startswith("event:EV21 is muted until 20")
    code, listed = desk("mutes")
    assert code == 0 and "event:EV21 until 20" in listed and "– known" in listed
    assert "source:nato until 2999-01-01 (settings) – by the settings" in listed
    assert desk("unmute", "event:EV21") == (0, "event:EV21 is heard again")
    assert "EV21" not in desk("mutes")[1]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("mute", "nothing"), 1, "nothing is no alert, event, proposition, rule or source"),
        (("mute", "nato", "--for", "soon"), 2, 'a duration is a number and a unit, such as "90s"'),
        (("mute", "nato", "--for", "99999999999999w"), 2, "--for 99999999999999w"),
        (("unmute", "EV21"), 1, "EV21 is not muted by command"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(desk, words: tuple[str, ...], code: int, said: str) -> None:
    got, text = desk(*words)
    assert got == code and said in text and "Traceback" not in text and len(text.splitlines()) == 1


def test_the_settings_mute_rules_that_there_are(desk, tmp_path: Path) -> None:
    """What would silence nothing is refused, as by the command."""
    file = tmp_path / "pledgewatch.toml"
    right = file.read_text() + '[[mutes]]\nrule = "same_number_other_currency"\n'
    file.write_text(right)
    assert desk("mutes")[0] == 0
    file.write_text(right.replace("currency", "curency"))
    for command in ("mutes", "run", "doctor"):
        code, said = desk(command)
        assert code == 2 and 'did you mean "same_number_other_currency"?' in said, said
        assert str(file) in said and len(said.splitlines()) == 1


def test_every_rule_of_the_comparison_can_be_muted() -> None:
    from flows.alert.reasons import RULES as named
    from flows.compare.rules import RULES

    assert {rule.__name__ for rule in RULES} <= set(named)
    written = {
        name
        for file in (Path(__file__).parents[2] / "flows/compare").rglob("*.py")
        for name in re.findall(r'\brule="(\w+)"', file.read_text("utf-8"))
    }
    assert written <= set(named)
