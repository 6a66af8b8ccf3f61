"""Each rule of the decision table: cases in which it fires, with its verdict, and cases in which it holds its tongue."""

from __future__ import annotations

from datetime import date

import pytest

from compare_make import pair
from flows.compare import RULES
from flows.compare.rules import decide
from flows.compare.types import Pair

DAY = date(2025, 6, 10)
SAID = {"same_utterance": True, "on": DAY}
REFUSED = {"modality": "refused", "low": None, "high": None, "comparator": None}
FLOOR = {"low": 1e9, "high": None, "comparator": "at_least"}
VAGUE = {"low": None, "high": None, "comparator": "vague", "magnitude": 1e9}
PAID = {"modality": "delivered", "stage": "disbursement"}
TARGET = {"unit": "pct_gdp", "amount": 2.5}

#: rule -> [(pair, verdict, dimension, channel)]
FIRES = {
    "copied_text": [(pair(copy=0.9, same_utterance=True), "corroborates", (), "silent")],
    "office": [
        (pair(office="register_conflict"), "contradicts", ("role",), "alert"),
        (pair(office="succession"), "updates", ("role",), "silent"),
    ],
    "conflict_settled": [
        (pair(new={"unit": "USD"}, settled_by=("adopted", "The Courier")), "updates", ("currency",), "digest"),
        (pair(new={"amount": 4e6}, settled_by=("confirmed", "Ada Berg")), "updates", ("amount",), "digest"),
        (pair(new={"speaker": "Jon Dahl"}, settled_by=("adopted", "The Courier")), "updates", (), "digest"),
    ],
    "declared_correction": [(pair(new={"unit": "USD"}, correction=True), "updates", ("currency",), "digest")],
    "silent_revision": [
        (pair(new={"unit": "USD"}, revision=True, copy=1.0, **SAID), "updates", ("currency",), "alert"),
        (pair(new={"amount": 41e6}, revision=True, copy=1.0, **SAID), "updates", ("amount",), "digest"),
        (pair(new={"amount": 4e6}, revision=True, copy=1.0, **SAID), "updates", ("amount",), "alert"),
    ],
    "other_matter": [
        (pair(scope="other"), "unrelated", (), "silent"),
        (pair(new={"modality": "demanded", "amount": 90e6}), "unrelated", (), "silent"),
        (pair(object_differs=True), "unrelated", (), "silent"),
        (pair(old={"role": "increment"}, new={"role": "total"}, days=30), "unrelated", (), "silent"),  # "another 600", then "600 in all"
        (pair(actor="disjoint"), "unrelated", (), "silent"),
    ],
    "polarity": [
        (pair(new=REFUSED, **SAID), "contradicts", ("amount",), "alert"),
        (pair(new=REFUSED, days=90), "updates", ("modality",), "alert"),
        (pair(new=REFUSED | {"modality": "withdrawn"}, days=90), "updates", ("modality",), "alert"),
        (pair(old=REFUSED, days=90), "updates", ("modality",), "alert"),
    ],
    "part_and_whole": [
        (pair(new={"amount": 60e6}, actor="part_of"), "contradicts", ("amount",), "alert"),
        (pair(new={"amount": 10e6}, actor="part_of"), "unrelated", (), "silent"),
        (pair(new={"amount": 40e6}, actor="contains", informative=True), "refines", ("scope",), "silent"),
        (pair(new=REFUSED, actor="part_of"), "unrelated", (), "silent"),
    ],
    "stock_told_as_given": [(pair(old={"kind": "figure"}, new=PAID, inventory=True), "contradicts", ("modality",), "alert")],
    "level_told_as_increment": [
        (pair(new={"amount": 60e6, "role": "increment"}, level_as_increment=True), "contradicts", ("amount", "scope"), "alert"),
        (pair(new={"amount": 100e6, "role": "own_sum"}, level_as_increment=True), "contradicts", ("amount",), "digest"),
    ],
    "reference_period": [
        (pair(new={"amount": 44e6}, time="disjoint"), "unrelated", (), "silent"),
        (pair(new={"amount": 20e6}, time="inside"), "refines", ("period",), "silent"),
        (pair(new={"amount": 90e6}, time="around"), "unrelated", (), "silent"),
    ],
    "same_number_other_currency": [
        (pair(new={"unit": "USD"}, **SAID), "contradicts", ("currency",), "alert"),
        (pair(new={"unit": "PKR"}, **SAID), "contradicts", ("currency",), "alert"),  # no rate: the numeral is enough
        (pair(new={"unit": "USD"}, days=20, score=7.0, on=DAY), "contradicts", ("currency",), "alert"),
    ],
    "payment": [
        (pair(new=PAID | {"amount": 10e6}, days=100), "updates", (), "digest"),
        (pair(new=PAID, days=100), "updates", ("modality",), "digest"),
        (pair(new=PAID | {"amount": 900e6}, days=100), "unrelated", (), "silent"),
        (pair(new=PAID | {"text": "All 40 million has been paid."}, days=100), "updates", ("modality",), "alert"),  # in full, the news of the text
    ],
    "other_period": [
        (pair(old=TARGET, new=TARGET, period_differs=True, **SAID), "contradicts", ("period",), "alert"),
        (pair(old=TARGET, new=TARGET, period_differs=True, gloss=True, **SAID), "contradicts", ("period",), "digest"),
        (pair(old=TARGET, new=TARGET, period_differs=True, days=60), "updates", ("period",), "digest"),
        (pair(new={"per": "year"}, period_differs=True, days=60), "contradicts", ("period",), "alert"),  # a loan once, then "a year"
    ],
    "vague_beside_exact": [
        (pair(old={"amount": 4e9}, new=VAGUE, **SAID), "corroborates", (), "silent"),
        (pair(old={"amount": 40e6}, new=VAGUE, **SAID), "unrelated", (), "silent"),
    ],
    "stated_multiple": [
        (pair(new={"amount": 10e6, "text": "Four times 10 million euros will come."}, **SAID), "corroborates", (), "silent"),
        (pair(old={"text": "EUR 40m in four equal parts."}, new={"amount": 10e6}, **SAID), "corroborates", (), "silent"),
    ],
    "rate_and_total": [
        (pair(old={"per": "month"}, new={"amount": 120e6}, months=(3.0,), **SAID), "corroborates", (), "silent"),
        (pair(old={"per": "month"}, new={"amount": 500e6}, **SAID), "refines", ("period",), "silent"),
    ],
    "expectation": [
        (pair(old={"modality": "expected"}, new={"amount": 30e6}, expectation_due=True, days=70), "updates", ("amount",), "alert"),
        (pair(old={"modality": "expected"}, new={"amount": 50e6}, expectation_due=True, days=70), "updates", ("amount",), "digest"),
    ],
    "amounts_apart": [
        (pair(new={"amount": 50e6}, **SAID), "contradicts", ("amount",), "alert"),
        (pair(new={"amount": 40e3}, **SAID), "contradicts", ("amount",), "alert"),
        (pair(new={"amount": 50e6}, copy=0.8, **SAID), "contradicts", ("amount",), "digest"),
        (pair(new={"amount": 60e6, "unit": "USD"}, **SAID), "contradicts", ("amount",), "alert"),
        (pair(old={"per": "month"}, new={"amount": 300e6, "per": "year"}, **SAID), "contradicts", ("amount",), "alert"),
    ],
    "amount_moved": [
        (pair(new={"amount": 60e6}, days=60, on=DAY), "updates", ("amount",), "alert"),
        (pair(new={"amount": 20e6}, days=60, on=DAY), "updates", ("amount",), "alert"),
        (pair(new={"amount": 44e6}, days=60, on=DAY), "updates", ("amount",), "digest"),
        (pair(new={"amount": 60e6}, moved=True, days=1, same_utterance=True, on=DAY), "updates", ("amount",), "alert"),  # "raised from 40 to 60"
        (pair(old={"amount": 40e9}, new={"amount": 43e9}, days=60, on=DAY), "updates", ("amount",), "alert"),  # more than EUR 1bn
        (pair(new={"amount": 60e6, "modality": "conditional"}, days=60, on=DAY), "updates", ("amount",), "digest"),
        (pair(old=FLOOR | {"low": 1e9}, new=FLOOR | {"low": 3e9}, days=60, on=DAY), "updates", ("amount",), "alert"),  # the floor itself
    ],
    "told_differently": [
        (pair(differs=("speaker",), **SAID), "contradicts", ("speaker",), "alert"),
        (pair(differs=("actor",), actor="disjoint", **SAID), "contradicts", ("actor",), "alert"),
        (pair(differs=("speaker",), copy=0.8, **SAID), "contradicts", ("speaker",), "digest"),
    ],
    "next_stage": [
        (pair(old={"modality": "planned", "stage": "plan"}, days=30), "updates", ("modality",), "digest"),
        (pair(new={"stage": "commitment"}, days=30), "updates", ("modality",), "alert"),
        (pair(old={"modality": "planned", "stage": "plan"}, new={"speaker": None, "text": "The board approved a grant of 40 million."}, days=44), "updates", ("modality",), "alert"),
        (pair(old={"modality": "planned", "stage": "plan"}, new={"text": "On Thursday it signed a loan of 40 million."}, days=10), "updates", ("modality",), "alert"),
        (pair(old={"modality": "expected", "stage": None}, new={"text": "Parliament voted for the 40 million."}, days=57), "updates", ("modality",), "alert"),
    ],
    "made_precise": [
        (pair(old={"comparator": "at_least", "high": None}, new={"amount": 41e6}, **SAID), "refines", (), "silent"),
        (pair(adds=("deadline",), **SAID), "refines", (), "silent"),
        (pair(old={"modality": "demanded", "stage": "need"}, new={"modality": "planned", "stage": "plan"}, adds=("start",), **SAID), "refines", ("modality",), "digest"),
    ],
    "rejected_value": [(pair(new={"amount": 30e6}, rival=True, days=90), "contradicts", ("amount",), "alert")],
    "part_of_it": [
        (pair(new=PAID | {"amount": 10e6}, part=True, days=90), "updates", (), "digest"),
        (pair(new={"amount": 10e6, "text": "Of the 40 million, 10 million has arrived."}, part=True, days=90), "updates", (), "digest"),
        (pair(new={"amount": 10e6, "text": "Of the 40 million, 10 million is for nurses."}, part=True, named=True), "refines", ("scope",), "silent"),
        (pair(old={"kind": "figure", "modality": "reported"}, new={"amount": 10e6}, part=True, named=True), "refines", ("scope",), "silent"),
        (pair(new={"amount": 10e6}, part=True), "unrelated", (), "silent"),  # "the first 10 million", of who knows what
        (pair(new={"amount": 90e6}, part=True), "unrelated", (), "silent"),  # "part of a 90 million package"
    ],
    "each_or_together": [
        (pair(old={"text": "20 million each was promised by both."}, new={"text": "20 million between them was offered."}, days=110), "contradicts", ("amount",), "alert"),
        (pair(old={"text": "20 million apiece, the two said."}, new={"text": "20 million jointly, the two said."}), "contradicts", ("amount",), "alert"),
        (pair(old={"text": "Together 20 million comes from them."}, new={"text": "They each give 20 million."}, **SAID), "contradicts", ("amount",), "alert"),
        (pair(old={"text": "Combined, 20 million is theirs."}, new={"text": "20 million each.", "speaker": "Jon Dahl"}, copy=0.9, differs=("speaker",), **SAID), "contradicts", ("amount", "speaker"), "digest"),
    ],
    "digits_slipped": [
        (pair(old={"amount": 85e6, "per": "year"}, new={"amount": 850e6, "per": "year"}, days=296, score=7.0), "contradicts", ("amount",), "alert"),  # a zero more, without a word
        (pair(old={"amount": 2.75e6}, new={"amount": 275e3}, days=9, score=7.0), "contradicts", ("amount",), "alert"),
        (pair(old={"amount": 35e9}, new={"amount": 53e9}, days=22, score=7.0), "contradicts", ("amount",), "alert"),  # digits swapped
        (pair(old={"amount": 60e6}, new={"amount": 16e6}, days=134, score=7.0), "contradicts", ("amount",), "alert"),  # sixty, sixteen
        (pair(old={"amount": 1.49e9}, new={"amount": 1.94e9}, days=300, score=7.0, actor="unknown"), "contradicts", ("amount",), "alert"),
        (pair(old={"amount": 2.4e6}, new={"amount": 4.2e6}, days=5, score=7.0, copy=0.8), "contradicts", ("amount",), "digest"),
    ],
    "misprint": [
        (pair(old={"amount": 145e6}, new={"amount": 154e6}, misprint=True), "contradicts", ("amount",), "alert"),
        (pair(old={"amount": 145e6, "kind": "figure"}, new={"amount": 154e6, "modality": "demanded"}, misprint=True), "contradicts", ("amount",), "alert"),
        (pair(old={"amount": 145e6}, new={"amount": 154e6}, misprint=True, copy=0.9), "contradicts", ("amount",), "digest"),
        (pair(old={"amount": 145e6}, new={"amount": 154e6}, misprint=True, object_differs=True), "contradicts", ("amount",), "alert"),  # "engines" here, "sets" there
    ],
    "condition_gone": [
        (pair(old={"modality": "conditional"}, days=60), "updates", ("modality",), "alert"),
        (pair(old={"modality": "conditional", "stage": "commitment"}, new={"stage": None, "text": "40 million was signed today."}, days=2), "updates", ("modality",), "alert"),
    ],
    "said_again": [
        (pair(**SAID), "corroborates", (), "silent"),
        (pair(new={"amount": 40.3e6}, **SAID), "corroborates", (), "silent"),
        (pair(new={"amount": 46.7e6, "unit": "USD", "comparator": "about"}, on=date(2025, 12, 3), same_utterance=True), "corroborates", (), "silent"),
        (pair(days=200), "corroborates", (), "silent"),
        (pair(new={"amount": 41e6, "unit": "PKR"}, **SAID), "refines", (), "silent"),  # no reference rate, another numeral
    ],
}  # fmt: skip

#: rule -> pairs on which it says nothing
SILENT = {
    "conflict_settled": [pair(), pair(new={"unit": "USD"}, **SAID)],
    "copied_text": [pair(), pair(new={"amount": 50e6}, copy=0.9), pair(copy=0.9, differs=("speaker",))],
    "office": [pair()],
    "declared_correction": [pair(new={"unit": "USD"})],
    "silent_revision": [pair(new={"unit": "USD"}), pair(revision=True)],
    "other_matter": [pair(), pair(actor="disjoint", differs=("actor",)), pair(actor="unknown")],
    "polarity": [pair(), pair(new=REFUSED, actor="part_of"), pair(old=REFUSED, new=REFUSED)],
    "part_and_whole": [pair(new={"amount": 60e6})],
    "stock_told_as_given": [pair(new=PAID)],
    "level_told_as_increment": [pair(new={"amount": 60e6, "role": "increment"})],
    "reference_period": [pair(new={"amount": 80e6}, time="inside", moved=True, named=True), pair(time="same"), pair(time="disjoint", period_differs=True, same_utterance=True)],
    "same_number_other_currency": [
        pair(**SAID),
        pair(new={"unit": "USD"}, days=400, score=7.0, on=DAY),  # so late it is another pledge
        pair(new={"unit": "USD", "amount": 46e6}, **SAID),  # another numeral
        pair(old={"unit": "USD"}, new={"unit": "EUR"}, same_utterance=True, on=date(2022, 7, 13)),  # parity: the same money
        pair(new={"unit": "DKK", "role": "increment"}, days=20, score=7.0, on=DAY),
    ],
    "payment": [
        pair(),
        pair(new=PAID, **SAID),  # one report has it promised, the other of the same day given: a word
        pair(old=PAID, new=PAID),
        pair(old={"kind": "figure"}, new=PAID),
    ],
    "other_period": [pair(**SAID)],
    "vague_beside_exact": [pair(), pair(old=VAGUE, new=VAGUE)],
    "stated_multiple": [pair(), pair(new={"amount": 10e6}, **SAID)],
    "rate_and_total": [pair(), pair(old={"per": "month"}, new={"per": "year", "amount": 480e6})],
    "expectation": [pair(old={"modality": "expected"}, new={"amount": 30e6})],
    "amounts_apart": [
        pair(new={"amount": 41e6}, **SAID),
        pair(new={"amount": 50e6}, days=60),
        pair(new=VAGUE, **SAID),
        pair(new={"amount": 50e6, "unit": "PKR"}, **SAID),
    ],
    "amount_moved": [
        pair(new={"amount": 40.2e6}, days=60),
        pair(new=VAGUE, days=60),
        pair(old=FLOOR | {"low": 1e9}, new=FLOOR | {"low": 1.1e9}, days=60, on=DAY),
    ],
    "told_differently": [pair(**SAID), pair(differs=("speaker",))],
    "next_stage": [pair(days=30), pair(old={"modality": "planned", "stage": "plan"}), pair(old={"modality": "planned", "stage": "plan"}, new={"speaker": None}, days=30),
        pair(old={"modality": "planned", "stage": "plan", "text": "The cabinet approved 40 million."}, new={"speaker": None, "text": "The cabinet approved 40 million."}, days=30),
        pair(old={"modality": "planned", "stage": "plan"}, new={"modality": "reaffirmed", "text": "What was approved stands: 40 million."}, days=30),
    ],
    "made_precise": [pair(**SAID)],
    "rejected_value": [pair(new={"amount": 30e6})],
    "part_of_it": [pair(new={"amount": 10e6})],
    "each_or_together": [
        pair(),
        pair(old={"text": "20 million each."}, new={"text": "20 million each."}),
        pair(old={"text": "20 million each."}, new={"text": "20 million for beds."}),
        pair(old={"text": "20 million for each house."}, new={"text": "20 million together."}),
        pair(old={"text": "20 million each year."}, new={"text": "20 million in all, jointly."}),
        pair(old={"text": "20 million each, together a lot."}, new={"text": "20 million jointly."}),
        pair(old={"text": "20 million each."}, new={"text": "20 million together.", "amount": 30e6}),
        pair(old={"text": "20 million each."}, new={"text": "20 million together.", "unit": "USD"}),
    ],
    "misprint": [
        pair(old={"amount": 145e6}, new={"amount": 154e6}),
        pair(old={"amount": 145e6}, new={"amount": 154e6}, misprint=True, moved=True),  # "nine million more than promised"
        pair(old={"amount": 145e6}, new={"amount": 154e6}, misprint=True, named=True),
        pair(old={"amount": 145e6}, new={"amount": 154e6}, misprint=True, series=True),
    ],
    "digits_slipped": [
        pair(old={"amount": 85e6}, new={"amount": 850e6}, days=296, score=7.0, moved=True),  # "ten times what it gave before"
        pair(old={"amount": 85e6, "kind": "figure"}, new={"amount": 850e6}, days=296, score=7.0),
        pair(old={"amount": 9.8e9}, new={"amount": 94e3}, days=82, score=7.0),
        pair(old={"amount": 35e9}, new={"amount": 53e9}, days=22, score=7.0, moved=True),  # "raised from 35 to 53 billion"
        pair(old={"amount": 35e9}, new={"amount": 53e9}, days=22, score=7.0, named=True),
        pair(old={"amount": 35e9}, new={"amount": 53e9}, days=500, score=7.0),
        pair(old={"amount": 35e9}, new={"amount": 53e9, "per": "year"}, days=22, score=7.0),
        pair(old={"amount": 35e9}, new={"amount": 53e9, "role": "total"}, days=22, score=7.0),
        pair(old={"amount": 35e9}, new=PAID | {"amount": 53e9}, days=22, score=7.0),
        pair(old={"amount": 35e9}, new={"amount": 53e9}, days=22, score=7.0, actor="part_of"),
        pair(old={"amount": 40e6}, new={"amount": 41e6}, days=22, score=7.0),
        pair(old={"amount": 20e6}, new={"amount": 12e6}, days=22, score=7.0),  # twelve is no "-teen"
        pair(old={"amount": 10e6}, new={"amount": 100e6}, days=22, score=7.0),  # a raise, maybe
        pair(old={"amount": 16e6}, new={"amount": 600e6}, days=22, score=7.0),
        pair(old={"amount": 35e9}, new={"amount": 53e9, "modality": "demanded"}, days=22, score=7.0),  # who asks for more says so
        pair(old={"amount": 35e9, "modality": "conditional"}, new={"amount": 53e9}, days=22, score=7.0),
        pair(old={"amount": 35e9}, new={"amount": 53e9}, days=22, score=3.0),  # too little says that it is one matter
    ],
    "condition_gone": [
        pair(days=60),
        pair(old={"modality": "conditional"}),  # the same day: one report leaves the condition out
        pair(old={"modality": "conditional"}, new={"modality": "conditional"}, days=60),
        pair(old={"modality": "conditional"}, new={"amount": 50e6}, days=60),
        pair(old={"modality": "conditional"}, new={"condition": "if parliament agrees"}, days=60),
        pair(old={"modality": "conditional"}, days=2),  # who retells it the day after has only left the condition out
        pair(old={"modality": "conditional"}, new={"text": "40 million, provided the house nods it through."}, days=60),
        pair(old={"modality": "conditional"}, new={"text": "40 million unless the court objects."}, days=60),
    ],
    "said_again": [],  # the last rule always decides
}  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "case"),
    [(r, c) for r, cases in FIRES.items() for c in cases],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_fires(rule: str, case: tuple[Pair, str, tuple[str, ...], str]) -> None:
    found = decide(case[0])
    assert (found.rule, found.verdict, found.dimension, found.channel) == (rule, *case[1:]), found
    assert found.reason.endswith(".") and len(found.reason) < 300


@pytest.mark.parametrize(
    ("rule", "case"),
    [(r, c) for r, cases in SILENT.items() for c in cases],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_is_silent(rule: str, case: Pair) -> None:
    function = next(r for r in RULES if r.__name__ == rule)
    assert function(case) is None


def test_every_rule_has_its_cases() -> None:
    names = [r.__name__ for r in RULES]
    assert set(FIRES) == set(SILENT) == set(names)
    assert all(SILENT[name] for name in names[:-1])
    assert len(set(names)) == len(names)


def test_contradictions_and_alerts_have_a_severity() -> None:
    for cases in FIRES.values():
        for case in cases:
            found = decide(case[0])
            assert (found.severity is not None) == (found.channel != "silent" or found.verdict == "contradicts")
