"""``mute``, ``unmute`` and ``mutes`` as a person types them."""

from __future__ import annotations

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
