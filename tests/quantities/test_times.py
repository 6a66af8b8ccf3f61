"""Time expressions against the article's date."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.temporal import read_times

CORPUS = yaml.safe_load((Path(__file__).parent / "corpus_times.yaml").read_text(encoding="utf-8"))
SLOTS = ("start", "end", "deadline", "as_of", "length")
WORDS = [
    "by",
    "from",
    "since",
    "until",
    "before",
    "after",
    "over",
    "within",
    "in",
    "for",
    "the",
    "next",
    "past",
    "last",
    "coming",
    "first",
    "second",
    "half",
    "quarter",
    "of",
    "end",
    "start",
    "year",
    "years",
    "month",
    "months",
    "week",
    "days",
    "decade",
    "December",
    "May",
    "3",
    "11",
    "2024",
    "2025",
    "2026-27",
    "30",
    "two",
    "four",
    "a",
    "another",
    "ago",
    "this",
    "Q1",
    "FY",
    "2023",
    "fiscal",
    "Wednesday",
    "today",
    "summer",
    "to",
    "and",
    "between",
    "-",
    ",",
    ".",
    "\n",
    "early",
    "late",
    "as",
]


def _told(expression):
    return {slot: getattr(expression, slot) for slot in SLOTS if getattr(expression, slot) is not None}


@pytest.mark.parametrize(
    ("on", "text", "want"),
    [(c["published"], text, c["is"]) for c in CORPUS["cases"] for text in c["texts"]],
    ids=lambda x: str(x),
)
def test_what_a_time_expression_means(on, text, want):
    for frame in ("The money comes {}.", "They said: {}", "{}, they gave it"):
        full = frame.format(text)
        found = read_times(full, 0, None, on)
        assert [_told(e) for e in found] == [want], full
        assert full[found[0].span.start : found[0].span.end] == found[0].span.exact


@pytest.mark.parametrize("text", [t for t in CORPUS["none"] if "March-like" not in t])
def test_what_is_no_time(text):
    assert read_times(text, 0, None, "2025-06-15") == []


def test_a_length_starts_with_the_year_named_before_it():
    found = read_times(
        "In 2018 the company announced 350 billion over five years. Now it is over four years.", 0, None, "2025-02-27"
    )
    assert [(e.start, e.end) for e in found] == [("2018", "2018"), ("2018", "2023"), ("2025", "2029")]


def test_times_of_a_claim():
    (found,) = read_times("It falls due by 2027.", 0, None, "2025-02-27")
    assert found.time().deadline == "2027"
    assert found.time().text == "due by 2027"


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), max_size=30),
    st.sampled_from(["2025-12-03", "2025-02", "2025", None, "", "nonsense", "0001-01-01", "9999-12-31"]),
)
def test_any_heap_of_the_words_of_times(pieces, published):
    text = " ".join(pieces)
    last = 0
    for e in read_times(text, 0, None, published):
        assert text[e.span.start : e.span.end] == e.span.exact
        assert e.span.start >= last
        last = e.span.end
        for value in (e.start, e.end, e.deadline, e.as_of):
            assert value is None or len(value) in (4, 7, 10)
        if e.start and e.end:
            assert e.start[:4] <= e.end[:4]


def test_a_start_to_come_does_not_run_up_to_the_article():
    (e,) = read_times("since 2026-27", 0, None, "2025-12-03")
    assert (e.start, e.end) == ("2026", None)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.text(max_size=12))
def test_any_text(text, published):
    read_times(text, 0, None, published)


@settings(max_examples=150, deadline=None)
@given(
    st.dates(min_value=__import__("datetime").date(1950, 1, 1), max_value=__import__("datetime").date(2100, 12, 31)),
    st.integers(0, 4),
)
def test_any_date_is_read_back(day, style):
    text = [
        day.isoformat(),
        f"{day.day} {day:%B %Y}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%b}. {day.day}, {day.year}",
        f"the {day.day}th of {day:%B} {day.year}",
    ][style]
    (found,) = read_times(f"It was signed on {text} in Kyiv.", 0, None, "2025-06-15")
    assert (found.start, found.end) == (day.isoformat(), day.isoformat())
