"""A text or a web page handed to ``extract`` and ``replay``: read as the article that it is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.cli import app

COMMAND = [sys.executable, "-m", "flows.cli"]
TEXT = "Ruritania will give Altmark 30 million euros for cranes by the end of the year, its finance minister said in Strelsau on Tuesday.\n"
PAGE = f"""<!doctype html><html lang="en"><head><title>Ruritania gives cranes</title>
<meta property="article:published_time" content="2026-03-03T09:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/w">World</a></nav><article><h1>Ruritania gives cranes</h1><p>{TEXT}</p>
<p>The cranes are for the harbour of Altmark, which a storm closed in January, and the first of them is on its way, the minister said.</p>
</article><footer>All rights reserved.</footer></body></html>"""


def run(*args: str, stdin: bytes = b"", code: int = 0) -> tuple[list[dict[str, Any]], str]:
    done = subprocess.run([*COMMAND, *args], input=stdin, capture_output=True, timeout=60, check=False)
    assert done.returncode == code, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


@pytest.mark.parametrize(
    ("name", "content", "day"),
    [
        ("cranes.txt", TEXT, None),
        ("cranes", TEXT, None),
        ("cranes.md", f"---\ndate: 2026-03-03\n---\n{TEXT}", "2026-12-31"),
        ("cranes.html", PAGE, "2026-12-31"),
        ("cranes", PAGE, "2026-12-31"),
        ("cranes.txt", "\N{ZERO WIDTH NO-BREAK SPACE}" + TEXT, None),
    ],
)
def test_an_article_is_one_document(tmp_path: Path, name: str, content: str, day: str | None) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    claim = run("extract", str(file))[0][0]
    assert (claim["document_id"], claim["actor"], claim["low"], claim["unit"]) == ("cranes", "Ruritania", 30e6, "EUR")
    assert claim["time"]["deadline"] == day


def test_a_pipe_may_bring_an_article_and_its_date_may_be_told() -> None:
    claims, _ = run("extract", "--published", "2025-05-06", "-", stdin=TEXT.encode())
    assert [(c["low"], c["time"]["deadline"]) for c in claims] == [(30e6, "2025-12-31")]
    verdicts, _ = run("replay", "--emit", "verdicts", "-", stdin=TEXT.encode())
    assert [v["verdict"] for v in verdicts] == ["new"]


@pytest.mark.parametrize(
    ("name", "content", "code", "said"),
    [
        ("a.txt", b"", 0, ""),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), 2, "no text (an image"),
        ("a.md", b"---\ndate: the third\n---\n" + TEXT.encode(), 2, "'the third' is no date"),
        ("a.jsonl", TEXT.encode(), 2, "line 1: is not JSON"),
        ("a.txt", b'not json\n{"id": "a", "text": "Spain."}\n', 2, "line 1: is not JSON"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, content: bytes, code: int, said: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert said in run("extract", str(file), code=code)[1]


def test_an_address_is_told_from_a_file_and_kept_whole() -> None:
    for command in ("extract", "replay"):
        _, said = run(command, "https://ministry.example//news/a?b=1", code=2)
        assert "https://ministry.example" in said and "save the page" in said and "sources add --page" in said, said


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    assert "2026-01-31" in run("extract", "--published", "yesterday", "-", stdin=TEXT.encode(), code=2)[1]


def test_explain_counts_in_words_and_says_what_a_missing_date_leaves_open(tmp_path: Path) -> None:
    file = tmp_path / "one.txt"
    file.write_text("Denmark will give Ukraine 1.5 billion kroner by the end of next year.\n", encoding="utf-8")
    undated = CliRunner().invoke(app, ["extract", "--explain", str(file)]).stdout
    dated = CliRunner().invoke(app, ["extract", "--explain", "--published", "2026-03-02", str(file)]).stdout
    assert "\n1 claim\n1 time was left open: the text has no date" in undated and "--published" in undated
    assert "deadline 2027-12-31" in dated and "left open" not in dated
    file.write_text("Denmark will give Ukraine 1.5 billion kroner by March 2027.\n", encoding="utf-8")
    assert "left open" not in CliRunner().invoke(app, ["extract", "--explain", str(file)]).stdout
