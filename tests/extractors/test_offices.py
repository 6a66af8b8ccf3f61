"""The register of offices: holders at a date, and misspelt names that are matched or are not."""

from __future__ import annotations

import pytest

from extractors.offices import holders, office_of, offices, plain_role


def test_holders_at_a_date_of_any_precision() -> None:
    assert holders("NATO", "Secretary-General", "2025-02") == ("Mark Rutte",)
    assert holders("NATO", "secretary general", "2024") == ("Jens Stoltenberg", "Mark Rutte")
    assert holders("NATO", "secretary general", "1990") == ()


def test_offices_of_a_person() -> None:
    assert [t.org for t in office_of("Jens Stoltenberg", "2024-03-01")] == ["NATO"]
    assert office_of("Nobody Known") == ()


@pytest.mark.parametrize(
    ("printed", "person"),
    [
        ("Jens Stltenberg", "Jens Stoltenberg"),
        ("Peter Siyarto", "Péter Szijjártó"),
        ("Volodymyr Zelenskyy", "Volodymyr Zelensky"),
        ("Rutte", "Mark Rutte"),
    ],
)
def test_a_name_nearly_right_is_found(printed: str, person: str) -> None:
    match = offices().find(printed)
    assert match is not None and match.person == person and 0.8 <= match.score <= 1


@pytest.mark.parametrize("printed", ["Peter Smith", "Mark Rothko", "Nina Brown", "", "Oleksiy Kuleba"])
def test_another_name_is_not(printed: str) -> None:
    assert offices().find(printed) is None


def test_a_weak_likeness_needs_the_office_beside_it() -> None:
    assert offices().find("Keir Sterner") is None
    match = offices().find("Keir Sterner", "United Kingdom")
    assert match is not None and match.person == "Keir Starmer" and match.score < 0.8


def test_every_tenure_runs_forward() -> None:
    for tenure in offices().tenures:
        assert tenure.until is None or tenure.since <= tenure.until, tenure
    assert plain_role("the Defense Minister") == "defence minister"
