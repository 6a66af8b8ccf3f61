"""Amounts and numbers as a reader says them, dates as he reads them, links that open at the sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

import compare_make as make
from extractors.model import Claim, Quantity, Span
from flows.alert.render.text import date_text
from flows.alert.safe import clean, shorten, text_fragment, unmention, web_url
from flows.alert.words import (
    amount,
    change_line,
    conflict_line,
    line,
    money,
    number,
    pair_line,
    purpose,
    quoted,
    roughly,
    says,
)


def q(low, high=None, unit="EUR", comparator="exact", **more) -> Quantity:
    return Quantity(Span(0, 1, "x"), low, high, unit, comparator, **more)


AMOUNTS = [
    (q(1e9, 1e9), "EUR 1bn"),
    (q(1.05e9, 1.05e9, "USD", "about"), "about USD 1.05bn"),
    (q(1e9, None, "USD", "at_least", per="month"), "at least USD 1bn a month"),
    (q(None, 5e9, "EUR", "up_to"), "up to EUR 5bn"),
    (q(None, 80e6, "EUR", "less_than", hedge="nearly"), "nearly EUR 80m"),
    (q(3e9, 4e9, "EUR", "range"), "EUR 3bn to 4bn"),
    (q(2.5, 2.5, "pct_gdp"), "2.5% of GDP"),
    (q(30, 30, "pct"), "30%"),
    (q(1200, 1200, "count", unit_of=None), "1,200"),
    (q(5600, 5600, "km2"), "5,600 km²"),
    (q(800e9, 800e9, "JPY"), "JPY 800bn"),
    (q(1.5e12, 1.5e12, "USD"), "USD 1.5tn"),
    (q(250_000, 250_000, "EUR"), "EUR 250,000"),
    (q(18.25, 18.25, "EUR"), "EUR 18.25"),
    (q(0, 0, "EUR"), "EUR 0"),
    (q(4.18e9, 4.18e9), "EUR 4.18bn"),
]


@pytest.mark.parametrize(("quantity", "words"), AMOUNTS)
def test_amounts(quantity: Quantity, words: str) -> None:
    assert amount(quantity) == words


def test_a_vague_amount_is_quoted() -> None:
    assert amount(q(None, None, "USD", "vague"), "billions of dollars") == "“billions of dollars”"


COUNTED = [
    (2, "Patriot battery", "2 Patriot batteries"),
    (1, "Patriot battery", "1 Patriot battery"),
    (1739, "person killed", "1,739 people killed"),
    (30, "aircraft", "30 aircraft"),
    (23, "country", "23 countries"),
    (12, "bus", "12 buses"),
    (6, "hatch", "6 hatches"),
    (5, "tray", "5 trays"),
    (3, "box of shells", "3 boxes of shells"),
    (40, "howitzers", "40 howitzers"),
    (8, "F-16", "8 F-16"),
    (760, "MW", "760 MW"),
    (9, "head of cattle", "9 heads of cattle"),
]


@pytest.mark.parametrize(("count", "thing", "words"), COUNTED)
def test_things_are_as_many_as_their_number(count: int, thing: str, words: str) -> None:
    assert money(count, count, "count", thing) == words


@pytest.mark.parametrize(
    ("low", "high", "words"), [(0.33, 0.33, "33%"), (0.2, 0.25, "20% to 25%"), (1, 1, "100%"), (2.5, 2.5, "2.5 times")]
)
def test_ratios_are_shares_or_multiples(low: float, high: float, words: str) -> None:
    assert money(low, high, "ratio") == words


@pytest.mark.parametrize(
    ("speaker", "words"),
    [
        ("Mark Rutte", "says Mark Rutte"),
        ("two diplomats", "according to two diplomats"),
        ("Treasury insiders", "according to Treasury insiders"),
        ("António Guterres", "says António Guterres"),
        ("the president's office", "says the president's office"),
        ("engineers", "according to engineers"),
        ("Ada Berg and Leo Holt", "according to Ada Berg and Leo Holt"),
        ("NATO", "says NATO"),
    ],
)
def test_several_speakers_do_not_say_in_the_singular(speaker: str, words: str) -> None:
    assert says(speaker) == words


def slots(**more) -> Claim:
    return make.claim("a", **more)


CONFLICTS = [
    (("actor",), {"actor": "Ruri Bank"}, {}, "Ruri Bank or Norland? EUR 40m, to Ruritania, hospital beds"),
    (("speaker",), {"speaker": "Leo Holt"}, {}, "Leo Holt or Ada Berg? EUR 40m, Norland to Ruritania, hospital beds"),
    (("period",), {"time": {"deadline": "2027-06"}}, {"time": {"deadline": "2026"}}, "by Jun 2027 or by 2026? EUR 40m, Norland to Ruritania, hospital beds"),
    (("period",), {"time": {"start": "2026-01-01", "end": "2026-12-31"}}, {}, "2026 or no date given? EUR 40m, Norland to Ruritania, hospital beds"),
    (("recipient",), {"recipient": "Moravia"}, {}, "Moravia or Ruritania? EUR 40m, Norland to Moravia, hospital beds"),
    (("modality",), {"modality": "delivered"}, {}, "delivered or promised? EUR 40m, Norland to Ruritania, hospital beds"),
    (("amount",), {"amount": 50e6}, {}, "EUR 50m or EUR 40m? Norland to Ruritania, hospital beds"),
]  # fmt: skip


#: amounts of one number: a title that offers them must say in what they differ
EQUAL_NUMBERS = [
    ({"per": "year"}, {}, "EUR 40m a year or EUR 40m in all? Norland to Ruritania, hospital beds"),
    ({}, {"per": "month"}, "EUR 40m in all or EUR 40m a month? Norland to Ruritania, hospital beds"),
    ({"per": "week"}, {"per": "month"}, "EUR 40m a week or EUR 40m a month? Norland to Ruritania, hospital beds"),
    ({"unit": "USD"}, {}, "USD 40m or EUR 40m? Norland to Ruritania, hospital beds"),
    ({"per": "year", "unit": "USD"}, {}, "USD 40m a year or EUR 40m? Norland to Ruritania, hospital beds"),
    ({"comparator": "at_least"}, {}, "at least EUR 40m or EUR 40m? Norland to Ruritania, hospital beds"),
]  # fmt: skip


@pytest.mark.parametrize(("new", "old", "words"), EQUAL_NUMBERS)
def test_two_sums_of_one_number_are_told_apart(new: dict, old: dict, words: str) -> None:
    assert conflict_line(slots(**new), slots(**old), ("period",)) == words


PAIRS = [
    ({"unit": "USD"}, {}, ("currency",), "USD 40m, before: EUR 40m (“40 million dollars”)"),
    ({"per": "year"}, {}, ("period",), "EUR 40m a year, before: EUR 40m in all (“40 million dollars”)"),
    ({"time": {"deadline": "2035"}}, {"time": {"deadline": "2030"}}, ("period",), "EUR 40m: by 2035, before: by 2030"),
    ({"speaker": "Leo Holt"}, {}, ("amount", "speaker"), "EUR 40m: Leo Holt, before: Ada Berg"),
    ({}, {}, ("amount",), "EUR 40m: A new total told as the increase."),
]  # fmt: skip


@pytest.mark.parametrize(("new", "old", "dimension", "words"), PAIRS)
def test_a_further_pair_never_offers_the_same_twice(new: dict, old: dict, dimension: tuple, words: str) -> None:
    anchor = Span(0, 18, "40 million dollars")
    now = replace(slots(**new), anchor=anchor)
    assert pair_line(now, slots(**old), dimension, "A new total told as the increase.") == words


@pytest.mark.parametrize(("dimension", "new", "old", "words"), CONFLICTS)
def test_the_line_of_a_conflict_names_what_differs(
    dimension: tuple[str, ...], new: dict, old: dict, words: str
) -> None:
    assert conflict_line(slots(**new), slots(**old), dimension) == words


def test_a_long_purpose_ends_with_a_part_of_it() -> None:
    long = "financial assistance: energy, humanitarian demining, critical infrastructure and the repair of schools"
    assert purpose(slots(purpose=long)) == "financial assistance: energy, humanitarian demining"


def test_nothing_is_said_twice_in_a_title() -> None:
    beds = slots(purpose="hospital beds", unit="count", unit_of="hospital bed", amount=40, recipient="Norland")
    assert line(beds, "PLANS") == "Norland, 40 hospital beds, says Ada Berg"
    assert quoted('will not "pay" a cent', 90) == "“will not ‘pay’ a cent”"


def test_what_is_withdrawn_is_said_as_what_is_given_is() -> None:
    old = replace(make.claim(), actor="Slovakia", recipient="Ukraine", purpose="mines", low=5e7, high=5e7, unit="EUR")
    new = replace(old, modality="withdrawn", speaker="Robert Kaliňák")
    assert change_line(new, old, "WITHDRAWS") == "Slovakia, EUR 50m for Ukraine (mines), says Robert Kaliňák"
    assert change_line(replace(new, low=3e7, high=3e7), old, "WITHDRAWS").startswith("EUR 30m, before: EUR 50m – ")


def test_the_recipient_is_not_named_twice() -> None:
    for sign in "'’":
        teams = replace(make.claim(), recipient="Ukraine", purpose=f"Ukraine{sign}s demining teams")
        assert purpose(teams) == "demining teams"
    assert purpose(replace(make.claim(), recipient="Moldova", purpose="Ukraine's teams")) == "Ukraine's teams"


def test_a_condition_is_named_as_one() -> None:
    assert line(slots(condition="700 people on the payroll"), "").endswith("on condition: 700 people on the payroll")
    assert line(slots(condition="If the line moves"), "").endswith("says Ada Berg, if the line moves")


def test_words_without_an_amount_stand_once() -> None:
    words = "will announce new steps to guard the ports"
    bare = replace(slots(amount=None, purpose="new steps to guard the ports"), anchor=Span(0, len(words), words))
    assert line(bare, "PLANS") == f"Norland, “{words}”, says Ada Berg"
    other = replace(bare, purpose="harbour defence")
    assert line(other, "PLANS") == f"Norland, harbour defence (“{words}”), says Ada Berg"


def test_counts_say_of_what() -> None:
    assert money(1200, 1200, "count", "howitzers") == "1,200 howitzers"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (10_285_000_000, "10.3bn"),
        (1_008_548_650, "1.01bn"),
        (663_721_000, "664m"),
        (999_999_999, "1bn"),
        (47.7e6, "47.7m"),
    ],
)
def test_converted_values_are_not_more_exact_than_a_rate(value: float, words: str) -> None:
    assert roughly(value) == words


def test_numbers_are_never_in_exponents() -> None:
    assert number(1e21) == "1,000,000,000tn"


@pytest.mark.parametrize(
    ("published", "words"),
    [("2025-12-03T15:39:10Z", "3 Dec 2025"), ("2025-12", "Dec 2025"), ("2025", "2025"), (None, "date unknown"), ("soon", "soon"), ("2025-13-01", "2025-13-01")],
)  # fmt: skip
def test_dates(published: str | None, words: str) -> None:
    assert date_text(published) == words


FRAGMENTS = [
    ("https://a.example/x", "one billion euros", "https://a.example/x#:~:text=one%20billion%20euros"),
    ("https://a.example/x#top", "one", "https://a.example/x#top:~:text=one"),
    ("https://a.example/?a=1&b=2", "a-b, c & d", "https://a.example/?a=1&b=2#:~:text=a%2Db%2C%20c%20%26%20d"),
    (
        "https://a.example/", " ".join(f"w{n}" for n in range(40)),
        "https://a.example/#:~:text=w0%20w1%20w2%20w3%20w4%20w5,w34%20w35%20w36%20w37%20w38%20w39",
    ),
    ("https://a.example/x", "“Так” — сказав", "https://a.example/x#:~:text=%E2%80%9C%D0%A2%D0%B0%D0%BA%E2%80%9D%20%E2%80%94%20%D1%81%D0%BA%D0%B0%D0%B7%D0%B0%D0%B2"),
    ("javascript:alert(1)", "x", None),
    (None, "x", None),
    ("https://a.example/x", "", "https://a.example/x"),
]  # fmt: skip


@pytest.mark.parametrize(("url", "exact", "expected"), FRAGMENTS)
def test_text_fragments(url: str | None, exact: str, expected: str | None) -> None:
    assert text_fragment(url, exact) == expected


@pytest.mark.parametrize(
    "url",
    ["ftp://a.example/", "file:///etc/passwd", "data:text/html,x", "//a.example", "http:///nohost", "https://user:pw@a.example/", "https://a.example/\nx",
     "https://a.example/\u202ex", "javascript://a.example/%0aalert(1)", "http://[::1", "HTTPS//a", ""],
)  # fmt: skip
def test_only_web_addresses_are_links(url: str) -> None:
    assert web_url(url) is None


def test_addresses_are_encoded_for_any_markup() -> None:
    safe = web_url("https://a.example/x\"><script>'|`(y)*<>")
    assert safe is not None and not set("\"<>'|`()* ") & set(safe)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [("a\r\nb", "a b"), ("\x00\x1b[31mred\x07", "[31mred"), ("\u202eevil\u2066", "evil"), ("zero\u200bwidth\ufeff", "zerowidth"), ("\ud800x", "x"), ("tag\U000e0041", "tag"), ("  two   spaces ", "two spaces"), (None, "")],
)  # fmt: skip
def test_control_characters_never_get_through(raw: str | None, cleaned: str) -> None:
    assert clean(raw) == cleaned


def test_shortening_ends_at_a_word_and_keeps_the_limit() -> None:
    assert shorten("one two three four", 13) == "one two…"
    assert shorten("x" * 50, 10) == "x" * 9 + "…"
    assert shorten("short", 10) == "short"


def test_a_mention_calls_nobody() -> None:
    assert "@channel" not in unmention("hey @channel and @here") and "@ " in unmention("a @ b")
