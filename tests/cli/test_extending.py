"""docs/extending.md, carried out: its source, its words and its rule, as they stand on the page."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from compare_make import pair
from flows.compare import rules

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
COMMAND = [sys.executable, "-m", "flows.cli"]
TEXT = "The Harbour Fund for Repair will give Ukraine 30 million euros for cranes this year, its director said on Tuesday.\n"


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.S | re.M)


def run(*words: str, cwd: Path, stdin: str = "") -> str:
    done = subprocess.run(
        [*COMMAND, *words], cwd=cwd, input=stdin, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_source_and_the_word_of_the_page(tmp_path: Path) -> None:
    source, lexicon = blocks("toml")
    (words,) = blocks("yaml")
    (tmp_path / "incoming").mkdir()
    (tmp_path / "incoming" / "cranes.txt").write_text(TEXT + "Repairs begin in spring, the director added in Odesa.\n")
    (tmp_path / "pledgewatch.toml").write_text(source + lexicon)
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "organisations.yaml").write_text(words)
    record = json.loads(run("run", "--here", "--json", "--source", "press releases", cwd=tmp_path))
    assert record["articles"] == 1 and record["claims"] >= 1
    document = json.dumps({"id": "d", "text": TEXT, "published": "2026-03-03"}) + "\n"

    def actors(*options: str) -> set[str]:
        lines = run("extract", *options, cwd=tmp_path, stdin=document).splitlines()
        return {(json.loads(line)["actor"] or "") for line in lines}

    assert "Harbour Fund" in actors("--settings", "pledgewatch.toml")
    assert "Harbour Fund" not in actors()


def test_the_rule_of_the_page(monkeypatch: Any) -> None:
    (code,) = blocks("python")
    names: dict[str, Any] = {}
    exec(compile(code, "extending.md", "exec"), names)
    rule = names["same_day_twice"]

    def found(days: int, old: float | None, new: float | None) -> Any:
        return rule(pair({"low": old, "high": old}, {"low": new, "high": new}, days=days))

    decided = found(0, 1e6, 2e6)
    assert decided is not None and (decided.verdict, decided.channel) == ("contradicts", "digest")
    assert [found(*p) for p in ((1, 1e6, 2e6), (0, None, 2e6), (0, 2e6, 2e6))] == [None] * 3
    monkeypatch.setattr(rules, "RULES", (rule, *rules.RULES))
    assert rules.decide(pair({"low": 1e6, "high": 1e6}, {"low": 2e6, "high": 2e6}, days=0)).verdict == "contradicts"
