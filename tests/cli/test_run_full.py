"""``pledgewatch run`` and ``run --full`` as a person types them: a card for every finding, and what they say when nothing is new."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app

#: more conflicts than the short page shows with both quotes
PLACES = ("Ghana", "Kenya", "Peru", "Nepal")
SETTINGS = """[paths]
data = "data"

[[watches]]
name = "all"

[[sources]]
name = "articles"
kind = "folder"
path = "articles"
baseline = false
"""


def publish(desk: Path, number: int, text: str) -> None:
    day = datetime.now(UTC).date().isoformat()
    page = f'<meta property="article:published_time" content="{day}"><h1>Aid</h1><article><p>{text}</p></article>'
    (desk / "articles" / f"{number}.html").write_text(page, encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Four amounts in one currency and in another."""
    (tmp_path / "pledgewatch.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "articles").mkdir()
    for number, place in enumerate(PLACES, 2):
        publish(tmp_path, number, f"Germany will give {place} {number} million euros.")
        publish(tmp_path, 10 * number, f"Germany will give {place} {number} million dollars.")
    return tmp_path


def run(desk: Path, *words: str) -> list[str]:
    """The page of a pass, from its first line after the stages."""
    given = ["run", "--here", *words, "--settings", str(desk / "pledgewatch.toml")]
    result = CliRunner().invoke(app, given, env={"COLUMNS": "160"})
    assert result.exit_code == 0, result.output
    return [line.rstrip() for line in result.output.splitlines()]


def cards(page: list[str]) -> int:
    return sum(line.startswith("╭") for line in page)


def test_full_shows_every_finding_as_a_card_and_the_page_without_it_none(desk: Path, tmp_path: Path) -> None:
    whole = run(desk, "--full")
    (told,) = [line for line in whole if re.search(r"8 new articles, 8 new claims, \d+ alerts?", line)]
    assert told.startswith("1 source, ")
    for number, place in enumerate(PLACES, 2):
        for currency in ("euros", "dollars"):
            assert any(f"“Germany will give {place} {number} million {currency}.”" in line for line in whole), place
    assert cards(whole) == sum(line.startswith("╰") for line in whole) >= len(PLACES)
    assert any(line.startswith("look further: ") for line in whole)
    (desk / "data").rename(tmp_path / "first")
    short = run(desk)
    assert not cards(short) and any(line.startswith("8 new articles, 8 claims: ") for line in short)
    assert any(line.startswith("details: ") for line in short) and len(short) < len(whole)


def test_when_nothing_is_new_the_page_says_so_first_and_last(desk: Path) -> None:
    run(desk, "--quiet")
    page = run(desk)
    first = page.index("nothing new")
    assert "1 source had nothing new" in page[first:], page
    (last,) = [line for line in page[first + 1 :] if line.startswith("nothing new (")]
    assert re.fullmatch(r"nothing new \(\d+\.\d s\)", last)
    assert not any(line.startswith(("Alerts", "Less urgent", "New claims", "Could not be read")) for line in page)


def test_when_nothing_is_new_the_full_page_has_no_card(desk: Path) -> None:
    run(desk, "--quiet")
    page = run(desk, "--full")
    assert not cards(page)
    assert any(re.fullmatch(r"1 source, 0 new articles, 0 new claims, 0 alerts in \d+\.\d s", line) for line in page), (
        page
    )
