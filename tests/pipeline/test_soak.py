"""A simulated day of passes in one process, by an injected clock: memory, handles and threads stay where they were after the first hours."""

from __future__ import annotations

from pathlib import Path

import pytest

from soak import a_day, soak, steady


def test_a_few_hours_leave_no_handles_behind(tmp_path: Path) -> None:
    measured, _, known = soak(tmp_path, passes=6, settle=2)
    assert known == 6
    steady(measured, megabytes=60)


@pytest.mark.drill
def test_a_day_of_passes_grows_by_its_data_only(tmp_path: Path) -> None:
    a_day(tmp_path)
