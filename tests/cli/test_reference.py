"""docs/settings.md is what the settings model says."""

from __future__ import annotations

from pathlib import Path

from flows.settings.reference import page

DOCS = Path(__file__).parents[2] / "docs"


def test_the_settings_reference_is_current() -> None:
    said = (DOCS / "settings.md").read_text(encoding="utf-8")
    assert said == page(), "run: .venv/bin/python -m flows.settings.reference > docs/settings.md"


def test_every_setting_is_described() -> None:
    rows = [line for line in page().splitlines() if line.startswith("| `")]
    assert len(rows) > 40
    assert [row for row in rows if row.rstrip().endswith("|  |")] == []
