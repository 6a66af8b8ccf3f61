"""What a sentence says of its amount's past, whole and rivals: ways of saying it, and sentences that say no such thing."""

from __future__ import annotations

import pytest

from extractors.model import Claim, Quote, Span
from flows.compare.changes import Told, not_it, stands, told

#: marked sentence -> its number
SCALES = {"bn": 1e9, "billion": 1e9, "million": 1e6, "m": 1e6, "crore": 1e7}


def marked(sentence: str, value: float, unit: str = "EUR") -> Claim:
    """A claim whose anchor is the part of the sentence in square brackets."""
    start, end = sentence.index("["), sentence.index("]")
    text = sentence.replace("[", "").replace("]", "")
    return Claim(
        "d", 0, "c", "pledge", Span(start, end - 1, text[start : end - 1]), Quote(0, len(text), text, "", ""),
        low=value, high=value, unit=unit, comparator="exact", modality="pledged",
    )  # fmt: skip


MOVED = [
    ("Ottawa raises its share of the Arctic fund to [90 million dollars].", 90e6, "up", None),
    ("The bank has lifted its credit for the port from 1.2 to [1.5 billion euros].", 1.5e9, "up", 1.2e9),
    ("Lisbon's gift, first put at 30 million, is being increased to [45 million euros].", 45e6, "up", None),
    ("The carmaker halves its investment in Graz to [200 million euros].", 200e6, "down", None),
    ("Parliament cut the grant for the clinics from 12 million to [7 million].", 7e6, "down", 12e6),
    ("The insurer lowered its stake of 5 million to [2 million].", 2e6, "down", 5e6),
    ("Vienna, which had promised three, has gone up to [8 million euros].", 8e6, "up", 3e6),
    ("Peru will now send [400 tents] instead of the 250 announced in May.", 400, "any", 250),
    ("The cost of the dam is put at [€3.1bn], up from €2.6bn.", 3.1e9, "any", 2.6e9),
    ("Donors leave with [about 86 million], compared with the 66 they came with.", 86e6, "any", 66e6),
    ("Where 600 flats were planned last year, [410] are now to be built.", 410, "any", 600),
    ("The foundation now wants to give [no more than 12 million].", 12e6, "any", None),
    ("The price rose to [£55m] (previously £48m).", 55e6, "up", 48e6),
]

PARTS = [
    ("So far [49 million] of 94 million has reached the account.", 49e6, 94e6),
    ("The council has borrowed [£12m] of its £30m.", 12e6, 30e6),
    ("Of the 920 million that Bern committed, [210 million] has flowed.", 210e6, 920e6),
    ("Chad has received [a third] of the promised 60 million euros.", 1 / 3, 60e6),
    ("The agency paid [5 million] of the 40 it had signed for.", 5e6, 40e6),
]

RIVALS = [
    ("The share will be [2.1 percent], not the 2.4 that the ministry quotes.", 2.1, 2.4),
    ("The gift is not 15 million but [12 million].", 12e6, 15e6),
    ("It comes to [800 million], not 900 million, the auditors say.", 800e6, 900e6),
]

PIECES = [
    ("Of this amount, [4 million] goes to schools.", 4e6),
    ("[300 million kroner] of what Denmark promised is fresh.", 300e6),
    ("The first [35 million] will be released in October.", 35e6),
    ("The remaining [18 million] is set aside for training.", 18e6),
    ("The next [2 billion] of the loan follows in May.", 2e9),
]

NOTHING = [
    ("Poland will give [200 million euros] to Ukraine.", 200e6),
    ("The bank lends 5 billion to Kenya and [3 billion] to Uganda.", 3e9),
    ("Norway gives [5 million], bringing hope to the region.", 5e6),
    ("The firm will spend [2 billion] in 2026 instead of moving to Mexico.", 2e9),
    ("It flew from Oslo to Nairobi with [12 tonnes] of tents.", 12),
    ("Since 2022 Japan has pledged [6 billion yen] in aid to Ukraine.", 6e9),
    ("Rescuers cut through the wall to reach [30 people].", 30),
    ("Rome joined with a first payment of [20 million euros].", 20e6),
    ("One of the [16 ambulances] has arrived.", 16),
]


NOT_IT = [
    "The sum is 500 million euros, not [5 billion euros].",
    "It is 2.1 percent, not the [2.3] that the government quotes.",
    "The grant is worth 40 million kroner, and not [$40 million].",
]
IT = [
    "Norway will not give [5 billion euros].",
    "In 2030, not earlier, [5 billion euros] will come.",
    "The bank lends 3 billion, not only to farmers, and [2 billion] to towns.",
    "The ministry said it was not aware of [40 million euros].",
]


@pytest.mark.parametrize(("sentence", "refused"), [*((s, True) for s in NOT_IT), *((s, False) for s in IT)])
def test_named_as_what_it_is_not(sentence: str, refused: bool) -> None:
    assert not_it(marked(sentence, 1.0)) is refused


@pytest.mark.parametrize(("sentence", "value", "direction", "former"), MOVED)
def test_moved(sentence: str, value: float, direction: str, former: float | None) -> None:
    said = told(marked(sentence, value))
    assert said.direction == direction
    assert former is None or former in {round(v, 6) for v in said.former}


@pytest.mark.parametrize(("sentence", "value", "whole"), PARTS)
def test_part(sentence: str, value: float, whole: float) -> None:
    assert whole in told(marked(sentence, value)).whole


@pytest.mark.parametrize(("sentence", "value", "rival"), RIVALS)
def test_rival(sentence: str, value: float, rival: float) -> None:
    assert rival in told(marked(sentence, value)).rival


@pytest.mark.parametrize(("sentence", "value"), PIECES)
def test_piece(sentence: str, value: float) -> None:
    assert told(marked(sentence, value)).piece


@pytest.mark.parametrize(("sentence", "value"), NOTHING)
def test_nothing(sentence: str, value: float) -> None:
    assert told(marked(sentence, value)) == Told()


def test_stands_by_the_earlier_amount() -> None:
    raised = marked("Sweden raises its part from 1.5 to [2.2 billion].", 2.2e9)
    old = marked("Sweden gives [1.5 billion].", 1.5e9)
    other = marked("Sweden gives [4 billion].", 4e9)
    assert stands(raised, old).moved and stands(raised, old).named
    assert not stands(raised, other).moved  # a raise does not lead down
    assert not stands(raised, marked("Sweden gives [1.5 billion].", 1.5e9, unit="USD")).moved
    assert stands(
        marked("Here [9 million] is meant.", 9e6), old, frozenset({1.5e9})
    ).named  # the article tells it close by


def test_umbrella_is_no_rival_of_its_part() -> None:
    whole = marked("The vote is part of a [£132 million] package.", 132e6, "GBP")
    assert stands(whole, marked("The council gives [£60 million].", 60e6, "GBP")).part
