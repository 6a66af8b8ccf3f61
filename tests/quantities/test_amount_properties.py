"""What must hold for any text: offsets slice, nothing overlaps, nothing raises, time grows with length; and any printed amount is read back."""

import math
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import currencies, lexicon
from extractors.principal import principal, recorded
from extractors.quantities import candidates, read_quantities

WORDS = lexicon.load()
TABLES = WORDS.compiled(currencies.tables)
#: codes that may stand beside any number ("TOP 10" needs a number printed like money)
PLAIN_CODES = sorted(TABLES.codes - TABLES.risky)
SCALES = [
    (1, ("",)),
    (10**3, (" thousand",)),
    (10**6, (" million", "m", " mn", " mln")),
    (10**9, (" billion", "bn", " bn")),
    (10**12, (" trillion", "tn")),
]
PIECES = ["$", "€", "£", "kr", "Rs", "US$", "C$", "5", "12", "1,000", "2.5", "1½", "2024", "800", "000", "%", "percent", "per", "cent", "of", "GDP", "million", "billion", "bn", "m", "k", "crore", "lakh", "hundred", "thousand", "half", "a", "an", "quarter", "third", "one", "two", "twenty-five", "dozen", "several", "couple", "tens", "hundreds", "millions", "billions", "of", "-", "–", "/", "(", ")", ",", ".", ";", ":", "|", "\n", "euros", "dollars", "kroner", "rupees", "pounds", "cents", "between", "and", "to", "or", "from", "by", "at", "least", "up", "more", "than", "about", "nearly", "over", "under", "another", "further", "total", "bringing", "the", "including", "which", "month", "year", "each", "every", "annual", "monthly", "ago", "since", "until", "US", "EU", "Germany", "India", "Article", "F-16", "aged", "year-old", "times", "doubled", "as", "many", "people", "tanks", "howitzers", "square", "kilometres", "MW", "years", "days", "½", "²", "é", "😀", "\x00"]  # fmt: skip


def _check(text, quantities):
    last = 0
    for q in quantities:
        assert text[q.span.start : q.span.end] == q.span.exact
        assert q.span.exact
        assert q.span.start >= last
        last = q.span.end
        for value in (q.low, q.high, q.magnitude, *(e.low for e in q.equivalents)):
            assert value is None or math.isfinite(value)
        assert q.rule
        if q.low is not None and q.high is not None:
            assert q.low <= q.high
        if q.comparator == "vague":
            assert q.low is None
            assert q.high is None


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text(text):
    _check(text, read_quantities(text))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from([" ", "", "  ", "\n"]))
def test_any_heap_of_the_words_of_amounts(pieces, joint):
    text = joint.join(pieces)
    found = read_quantities(text)
    _check(text, found)
    _check(text, candidates(text))
    assert principal(found, text) in [*found, None]
    assert recorded(found, text) in [*found, None]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30), st.integers(0, 60), st.integers(0, 200))
def test_a_window_of_a_text(pieces, start, size):
    text = " ".join(pieces)
    for q in read_quantities(text, start, start + size):
        assert start <= q.span.start
        assert q.span.end <= start + size
    _check(text, read_quantities(text, start, start + size))


@st.composite
def _printed(draw):
    """A money amount in some usual print, with its value and code."""
    code = draw(st.sampled_from(PLAIN_CODES))
    scale, names = draw(st.sampled_from(SCALES))
    name = draw(st.sampled_from(names))
    decimals = draw(st.integers(0, 2)) if scale > 1 else draw(st.sampled_from([0, 2]))
    whole = draw(st.integers(1, 999)) if scale > 1 else draw(st.integers(1, 999_999_999))
    fraction = draw(st.integers(0, 10**decimals - 1)) if decimals else 0
    number = f"{whole:,}" if draw(st.booleans()) else str(whole)
    if decimals:
        number += f".{fraction:0{decimals}d}"
    value = (whole * 10**decimals + fraction) * scale / 10**decimals
    form = draw(st.sampled_from(["{c} {n}{s}", "{c}{n}{s}", "{n}{s} {c}"]))
    return form.format(c=code, n=number, s=name), value, code


@settings(max_examples=300, deadline=None)
@given(
    _printed(),
    st.sampled_from(["It will give {}.", "{} was paid.", "aid of {} to the fund", "({})", "They sent {}, he said"]),
)
def test_any_amount_in_any_currency_is_read_back(printed, frame):
    text, value, code = printed
    found = read_quantities(frame.format(text))
    assert [(q.low, q.high, q.unit, q.span.exact) for q in found] == [(value, value, code, text)]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(TABLES.signs)), st.integers(1, 999), st.sampled_from(SCALES[2:4]))
def test_any_sign(sign, whole, scale):
    text = f"{sign}{whole}{scale[1][0]}"
    if TABLES.signs[sign]:
        (q,) = read_quantities(f"They gave {text} to it.")
        assert (q.low, q.unit) == (whole * scale[0], TABLES.signs[sign][0])
        assert q.unit_candidates == TABLES.signs[sign]


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 999_999_999))
def test_numbers_in_words_are_read_back(number):
    (q,) = read_quantities(f"They gave {_spelled(number)} euros to it.")
    assert q.low == number


def _spelled(n):
    small = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ]
    tens = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    if n < 20:
        return small[n]
    if n < 100:
        return tens[n // 10] + (f"-{small[n % 10]}" if n % 10 else "")
    for size, name in ((10**6, "million"), (10**3, "thousand"), (100, "hundred")):
        if n >= size:
            rest = n % size
            joint = " and " if size == 100 and rest else " "
            return f"{_spelled(n // size)} {name}" + (f"{joint}{_spelled(rest)}" if rest else "")
    raise AssertionError(n)


def _calls(text):
    """How many function calls reading takes: a clock that no other process disturbs."""
    count = 0

    def step(frame, event, arg):
        nonlocal count
        if event in ("call", "c_call"):
            count += 1

    old = sys.getprofile()
    sys.setprofile(step)
    try:
        read_quantities(text)
    finally:
        sys.setprofile(old)
    return count


ADVERSARIAL = [
    "1", "1,", "1.", "1 ", "1-", "100 000 ", "a ", "half a ", "one hundred and ", "million ", "$", "$1 ", "US ", "1 billion (", "$1 (€", "tens of ", "all in ",
    "units in all ", "Rs 5 ", "5 kroner ", "at least ", "up to an additional ", "\n", "1\n", "1 | ", "a | 1\n", "x\t1\n", " ; USD ; 5\n", "- ", "5 big red ",
    "5 percent of the its ", "4 billion ", "It was two. ", "2, ", "from 5 to ", "½ ", "5% ", "each year ", "we report ", "(USD million)\n", "Germany gave 4 billion. ",
]  # fmt: skip


@pytest.mark.parametrize("unit", ADVERSARIAL)
def test_work_grows_with_length_only(unit):
    short, long = unit * (2_000 // len(unit)), unit * (8_000 // len(unit))
    read_quantities(short)  # tables are built
    assert _calls(long) <= 6 * _calls(short) + 2_000
