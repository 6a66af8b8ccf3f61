"""The capital letters that open an alert, and rules and reasons in a reader's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

import cards
import compare_make as make
from extractors.model import Equivalent, Verdict
from flows.alert.card import loads
from flows.alert.compose import compose
from flows.alert.kinds import kind_word
from flows.alert.reasons import FIRST, RULES, reasons_of, rule_words
from flows.compare.rules import RULES as COMPARED

NOW = datetime(2025, 12, 3, 19, tzinfo=UTC)


def verdict(family: str = "new", subtype: str | None = None, dimension: tuple[str, ...] = (), **more) -> Verdict:
    model = cards.verdicts()[0]
    changes = {"rule": "first_report", "channel": "alert", "severity": "high", **more}
    return replace(model, verdict=family, subtype=subtype, dimension=dimension, **changes)


#: family, subtype, dimensions, slots of the claim, words
KINDS = [
    ("new", None, (), {}, "NEW PLEDGE"),
    ("new", "conditional", (), {"modality": "conditional", "condition": "if Congress approves"}, "OFFERS ON A CONDITION"),
    ("new", "conditional", (), {"modality": "conditional"}, "MIGHT"),
    ("new", "progress", (), {"modality": "delivered"}, "DELIVERED"),
    ("updates", "progress", (), {"modality": "delivered"}, "DELIVERED IN PART"),
    ("updates", "stage", (), {"stage": "disbursement"}, "PAID"),
    ("updates", "stage", (), {"stage": "delivery"}, "HANDED OVER"),
    ("updates", "stage", (), {"stage": "commitment"}, "FIRMER"),
    ("new", "demand", (), {"modality": "demanded"}, "CALLS FOR"),
    ("new", "refusal", (), {"modality": "refused"}, "REFUSES"),
    ("new", "lookalike", (), {"modality": "planned"}, "PLANS"),
    ("updates", "correction", ("amount",), {}, "CORRECTS"),
    ("updates", "resolution", ("currency",), {}, "SETTLED"),
    ("updates", "revision", ("amount",), {}, "PAGE CHANGED"),
    ("updates", None, ("amount",), {}, "AMOUNT CHANGED"),
    ("contradicts", None, ("currency",), {}, "CURRENCY CONFLICT"),
    ("contradicts", None, ("amount", "speaker"), {}, "AMOUNT AND SPEAKER CONFLICT"),
    ("contradicts", None, ("amount", "scope", "currency"), {}, "AMOUNT, SCOPE AND CURRENCY CONFLICT"),
    ("inconsistent", None, ("conversion",), {}, "CONVERSION IS OFF"),
    ("inconsistent", None, ("actor",), {}, "ONE SUM, TWO PAYERS"),
    ("inconsistent", None, ("count",), {}, "TWO COUNTS"),
]  # fmt: skip


@pytest.mark.parametrize(("family", "subtype", "dimension", "slots", "words"), KINDS)
def test_what_happened_is_said_in_capitals(family: str, subtype, dimension, slots: dict, words: str) -> None:
    stage = slots.pop("stage", None) if "stage" in slots else None
    claim = make.claim("a", **slots)
    claim = replace(claim, stage=stage) if stage else claim
    assert kind_word((verdict(family, subtype, dimension),), claim) == words


@pytest.mark.parametrize("rule", [r.__name__ for r in COMPARED])
def test_every_rule_of_the_comparison_is_explained_on_the_card(rule: str) -> None:
    assert rule in RULES, f"say in flows/alert/reasons.py what {rule} looks at"


def test_a_rule_keeps_the_name_that_mutes_it() -> None:
    assert rule_words("polarity") == "one promises what the other refuses (polarity)"
    assert rule_words("a_rule_of_mine") == "a rule of mine (a_rule_of_mine)"
    assert rule_words("gold") == "gold"


REASONS = [
    (verdict(reason="Norland: EUR 40m."), (FIRST,)),
    (verdict(reason="Norland: EUR 40m; nobody is named who could be held to it."), (f"{FIRST} Nobody is named who could be held to it.",)),
    (verdict(subtype="demand", reason="CALLS FOR: Ada Berg asks Norland for EUR 40m."), (FIRST,)),
    (verdict(subtype="own_sum", reason="An official's sum of separate pledges."), ("An official's sum of separate pledges.",)),
    (verdict("contradicts", rule="polarity", reason="One promises; one refuses."), ("One promises; one refuses.",)),
    (verdict("inconsistent", rule="conversion", reason="The printed conversion is off: JPY 8bn is USD 53.5034m."), ("The printed conversion is off.",)),
    (verdict("inconsistent", rule="conversion", reason="The printed conversion is off: GBP 1bn is …, a slipped power of ten."), ("The printed conversion is off by a power of ten.",)),
]  # fmt: skip


@pytest.mark.parametrize(("found", "words"), REASONS)
def test_a_reason_tells_more_than_the_card_does(found: Verdict, words: tuple[str, ...]) -> None:
    assert reasons_of([found, found]) == words


def test_a_conversion_that_is_off_is_said_wherever_its_pledge_is_told() -> None:
    """The pledge goes out at once, the odd conversion with the digest: the first card must not print the wrong sum as if it were right."""
    (pledge,) = [v for v in cards.verdicts() if v.verdict_id == "V15"]
    (alert,) = compose((pledge,), cards.statements(), None, now=NOW).alerts
    assert "USD 58m, which is off: USD 53.5m by the ECB's mean of 2025, the printed sum is 8.4% too high" in " ".join(
        alert.body.split()
    )
    (odd,) = [v for v in cards.verdicts() if v.verdict_id == "V16"]
    (told,) = compose((odd,), cards.statements(), None, now=NOW).alerts
    assert told.title.startswith("CONVERSION IS OFF: JPY 8bn is USD 53.5m, not USD 58m – Japan to Ukraine")


def test_a_right_conversion_is_no_more_than_printed() -> None:
    right = make.statement(
        "a", amount=43e6, unit="USD", published="2024-07-06", equivalents=(Equivalent(40e6, 40e6, "EUR"),)
    )
    from flows.alert import facts

    assert facts.conversion(right) is None and facts.single(right)[0] == "Printed with its equivalent: EUR 40m"


def test_a_conflict_below_the_first_finding_is_named_in_the_title() -> None:
    chosen = [v for v in cards.verdicts() if v.verdict_id in ("V13", "V23")]
    (alert,) = compose(chosen, cards.statements(), None, now=NOW).alerts
    assert alert.title.startswith("NEW PLEDGE: Spain") and alert.title.endswith("(+1 more; also ROLE CONFLICT)")


def test_what_weakens_a_version_stands_at_its_side_only() -> None:
    (found,) = [v for v in cards.verdicts() if v.verdict_id == "V41"]
    (alert,) = compose((replace(found, channel="alert"),), cards.statements(), None, now=NOW).alerts
    assert alert.body.count("implied currency") == 1
    finding = loads(alert.card).findings[0]
    assert not any("hedged" in m for s in (finding.now, finding.before) if s for m in s.marks)
