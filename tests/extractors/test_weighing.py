"""Sums of money that no rule knows: the signs around them decide, so that verbs nobody has listed are read, and losses are not."""

from __future__ import annotations

import itertools

import pytest

from extractors import extract
from extractors.lexicon import load
from extractors.model import Claim, Document
from extractors.weighing import Weights

#: words that are no English verbs, so no list can have them
STEMS = ["glorp", "wumble", "trisk", "bandle"]
TELLINGS = [
    ("Norway {0}s 90 million kroner for hospitals in Malawi, the foreign minister said.", "Norway"),
    ("The World Bank {0}s $200 million for small farms in Kenya.", "World Bank"),
    ("Japan will {0} 60 million dollars for flood defences in Bangladesh.", "Japan"),
    ("Germany has {0}ed €45 million for vaccines in Haiti.", "Germany"),
]
NOBODY_GIVES = [
    "The storm {0}s damage of 2 billion euros, insurers reckon.",
    "The film {0}s 90 million euros on its first weekend.",
    "The club {0}s debts of 240 million pounds.",
    "Losses of $30 million {0} the airline.",
    "A flat in the old town {0}s 900,000 euros.",
]


def read(text: str) -> list[Claim]:
    return extract(Document("d", text, published="2025-10-15"))


@pytest.mark.parametrize(("telling", "stem"), list(itertools.product(TELLINGS, STEMS)))
def test_a_gift_in_a_verb_that_no_list_has(telling: tuple[str, str], stem: str) -> None:
    (claim,) = read(telling[0].format(stem))
    assert claim.kind == "pledge" and claim.actor == telling[1]
    assert any(t.startswith("kind: weighed +") for t in claim.trace), "the trace says what was weighed"


@pytest.mark.parametrize(("telling", "stem"), list(itertools.product(NOBODY_GIVES, STEMS)))
def test_a_loss_or_a_price_in_a_verb_that_no_list_has(telling: str, stem: str) -> None:
    assert [c for c in read(telling.format(stem)) if c.kind == "pledge"] == []


def test_what_a_rule_knows_is_not_weighed() -> None:
    for text in (
        "Oslo owes its suppliers €90 million.",
        "Norway will give Ukraine 150 million euros.",
        "The bridge will cost 900 million zloty.",
    ):
        assert not any("weighed" in t for c in read(text) for t in c.trace)


def test_every_weight_is_small_enough_that_no_single_sign_decides() -> None:
    weights = load().compiled(Weights)
    assert len(weights.signs) > 100
    assert max(abs(w) for w in weights.signs.values()) < 3
