"""Intervals, rates, periods: what printed numbers stand for."""

from __future__ import annotations

from datetime import date, timedelta
from math import inf

import pytest

from compare_make import claim, statement
from extractors.model import Time
from flows.compare.money import Rates
from flows.compare.periods import apart, days, horizon, period_differs, stated, windows
from flows.compare.values import digits, interval, last_unit, scale_slip

INTERVALS = [
    ({"amount": 1e9}, (0.95e9, 1.05e9)),
    ({"amount": 40e9}, (38e9, 42e9)),
    ({"amount": 691e6}, (690.5e6, 691.5e6)),
    ({"amount": 5.4e9}, (5.35e9, 5.45e9)),
    ({"amount": 15e9, "comparator": "about"}, (13.5e9, 16.5e9)),
    ({"amount": 15e9, "comparator": "about", "hedge": "or_a_little_more"}, (13.5e9, 18e9)),
    ({"amount": 10.9e9, "comparator": "about"}, (10.9e9 * 0.97, 10.9e9 * 1.03)),
    ({"low": 1e9, "high": None, "comparator": "at_least"}, (0.95e9, inf)),
    ({"low": 4e9, "high": None, "comparator": "more_than"}, (4e9, inf)),
    ({"low": None, "high": 5e9, "comparator": "up_to"}, (0, 5.25e9)),
    ({"low": None, "high": 2e6, "comparator": "less_than", "hedge": "nearly"}, (1.8e6, 2e6)),
    ({"low": 2e9, "high": 3e9, "comparator": "range"}, (1.9e9, 3.15e9)),
    ({"low": None, "high": None, "comparator": "vague", "magnitude": 1e8}, (2e8, 9.999e8)),
]


@pytest.mark.parametrize(("slots", "expected"), INTERVALS)
def test_interval(slots: dict, expected: tuple[float, float]) -> None:
    found = interval(claim(**slots))
    assert found is not None
    assert (found.low, found.high) == pytest.approx(expected)


def test_a_claim_without_a_number_has_no_interval() -> None:
    assert interval(claim(low=None, high=None, comparator="vague")) is None


@pytest.mark.parametrize(
    ("value", "count", "unit"), [(40e9, 1, 1e10), (691e6, 3, 1e6), (1150, 3, 10), (0.25, 2, 0.01), (1_739, 4, 1)]
)
def test_digits(value: float, count: int, unit: float) -> None:
    assert digits(value) == count
    assert last_unit(value) == pytest.approx(unit)


@pytest.mark.parametrize(
    ("a", "b", "slip"), [(1e9, 1e6, True), (750e6, 75e6, True), (1e9, 1e9, False), (2e9, 1e6, False), (0, 5, False)]
)
def test_scale_slip(a: float, b: float, slip: bool) -> None:
    assert scale_slip(a, b) is slip


def test_rates_of_the_day_and_of_the_last_known_day() -> None:
    rates = Rates()
    friday = rates.rate("EUR", "USD", date(2025, 12, 5))
    sunday = rates.rate("EUR", "USD", date(2025, 12, 7))
    assert friday is not None and sunday is not None
    assert friday.value == pytest.approx(sunday.value) and sunday.on == date(2025, 12, 5) and not sunday.stale


@pytest.mark.parametrize("code", ["UAH", "PKR", "NGN", "AED", "XXX"])
def test_no_rate(code: str) -> None:
    assert Rates().rate(code, "EUR", date(2025, 1, 2)) is None


def test_old_rates_are_stale() -> None:
    rouble = Rates().rate("RUB", "EUR", date(2024, 1, 2))
    assert rouble is not None and rouble.stale
    assert Rates().best("RUB", "EUR", 0.01, date(2024, 1, 2)) is None


def test_rates_can_be_given() -> None:
    rates = Rates(extra={"UAH": {date(2025, 1, 1): 43.5}})
    found = rates.rate("EUR", "UAH", date(2025, 1, 10))
    assert found is not None and found.value == 43.5


def test_lost_currency_is_found_by_its_conversion() -> None:
    assert Rates().implied_currency(150e6, 174.6e6, "USD", date(2025, 12, 3)) == "EUR"
    assert Rates().implied_currency(150e6, 999e6, "USD", date(2025, 12, 3)) is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025-06-10T08:00:00Z", "2025-06-10", "2025-06-10"),
    ],
)
def test_days(text: str, start: str, end: str) -> None:
    found = days(text)
    assert found is not None
    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)


@pytest.mark.parametrize("text", [None, "", "soon", "2025-13", "2025-02-31", "0000"])
def test_no_days(text: str | None) -> None:
    assert days(text) is None


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ({"text": "over four years"}, (48.0,)),
        ({"text": "over the next 18 months"}, (18.0,)),
        ({"start": "2025", "end": "2028"}, (48.0, 36.0)),
        ({"start": "2025-08", "end": "2025-11"}, (4.0, 3.0)),
        ({"deadline": "2027"}, ()),
        ({}, ()),
    ],
)
def test_windows(time: dict, expected: tuple[float, ...]) -> None:
    assert windows(claim(time=time)) == expected


DIFFERS = [
    ({"per": "month"}, {"per": "week"}, True),
    ({"per": "year"}, {"time": {"text": "over ten years"}}, True),
    ({"per": "year"}, {"time": {"text": "for a whole year", "start": "2025", "end": "2025"}}, False),
    ({"per": "year"}, {"time": {"end": "2029"}}, True),
    ({"per": "year"}, {}, False),
    ({"time": {"deadline": "2027"}}, {"time": {"deadline": "2030"}}, True),
    ({"time": {"deadline": "2027"}}, {"time": {"deadline": "2027-06"}}, False),
    ({"time": {"start": "2025", "end": "2028"}}, {"time": {"start": "2025", "end": "2026"}}, True),
    ({}, {}, False),
]


@pytest.mark.parametrize(("a", "b", "differs"), DIFFERS)
def test_period_differs(a: dict, b: dict, differs: bool) -> None:
    assert period_differs(claim(**a), claim(**b), date(2025, 6, 10)) is differs
    assert period_differs(claim(**b), claim(**a), date(2025, 6, 10)) is differs


@pytest.mark.parametrize(
    ("text", "months"),
    [("years in advance", 36.0), ("for a whole year", 12.0), ("over the next two years", 24.0), (None, None)],
)
def test_horizon(text: str | None, months: float | None) -> None:
    assert horizon(claim(time={"text": text})) == months


def test_the_year_of_publication_is_no_period() -> None:
    assert stated(statement(time={"start": "2025", "end": "2025"})).time == Time()
    assert stated(statement(time={"start": "2026", "end": "2026"})).time == Time(start="2026", end="2026")


def test_days_between_statements() -> None:
    a, b = statement(published="2025-06-10"), statement(published="2025-06-12T20:00:00Z")
    assert apart(a, b) == 2 and apart(b, a) == -2
    assert apart(a, statement(published="2025-06-20", time={"as_of": "2025-06-09"})) == -1
    assert apart(a, statement(published=None)) is None
    assert apart(a, statement(published="2025-06-20", time={"as_of": "2025"})) == timedelta(days=10).days
