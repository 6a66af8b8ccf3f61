"""Comparison where one side was read imperfectly: a payer by region, a tense taken for history, an implied currency, an addition beside a whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from compare_make import CONTEXT, statement
from extractors.model import Article, Claim, Quote, Span, Statement
from flows.compare import compare, periods
from flows.compare.news import promised_this_week, told_today
from flows.compare.types import Judgement


def marked(sentence: str, **slots: Any) -> Claim:
    """A claim whose amount stands in square brackets in the sentence."""
    start, end = sentence.index("["), sentence.index("]") - 1
    text = sentence.replace("[", "").replace("]", "")
    made = statement("a", text=text, **slots).claim
    return replace(made, anchor=Span(start, end, text[start:end]), quote=Quote(0, len(text), text, "", ""))


#: a past perfect, or a date in the sentence, that makes no history of the news
NEWS = [
    "Governor Paulo Reis said yesterday that [€92 million] had been reserved for the crossing.",
    "The ministry announced on Tuesday that [40 million euros] had been set aside for the dikes.",
    "Officials told reporters today that [3 billion kroner] had been earmarked.",
    "By the close of the session, [1.4 billion dollars] had been promised.",
    "By the evening [300 million euros] had been pledged to the fund.",
    "Spain will receive [320 million euros] from the fund after last year's floods.",
    "The island is to get [20 million pounds] for the harbour that burnt last spring.",
]
HISTORY = [
    "The minister said on Monday that [5 million euros] had been promised years ago.",
    "In 2019 [40 million euros] had been set aside for the dikes.",
    "By the end over [40 million] had been raised, and eventually three times that.",
    "The money once promised, [12 million], had been spent.",
    "Ministers had earlier approved [7 million euros].",
]


@pytest.mark.parametrize("sentence", NEWS)
def test_reported_speech_is_news(sentence: str) -> None:
    assert told_today(marked(sentence))


@pytest.mark.parametrize("sentence", HISTORY)
def test_history_stays_history(sentence: str) -> None:
    assert not told_today(marked(sentence))


def test_a_promise_of_wednesday_is_not_due_last_month() -> None:
    now = marked("Banks promised Ruritania [$720 million] on Wednesday to rebuild the towns levelled in February.")
    then = marked("Banks promised Ruritania [$720 million] in 2019, the minister said on Wednesday.")
    assert promised_this_week(now) and not promised_this_week(then)


REGIONS = [
    ("Denmark", "eight Nordic and Baltic governments", "part_of"),
    ("Latvia", "the Baltic states", "part_of"),
    ("Gulf states", "Kuwait", "contains"),
    ("Scandinavian countries", "Norway", "contains"),
    ("Germany", "the Baltic states", "disjoint"),
    ("Baltic Shipping", "Latvia", "disjoint"),
]


@pytest.mark.parametrize(("later", "earlier", "kin"), REGIONS)
def test_regions_hold_their_states(later: str, earlier: str, kin: str) -> None:
    assert CONTEXT.world.kin(later, earlier) == kin


def told(found: Judgement) -> list[tuple[str, tuple[str, ...]]]:
    return [(v.verdict, v.dimension) for v in found.verdicts if v.against and v.rule != "look_alike"]


PAIRS: list[tuple[Statement, Statement, list[tuple[str, tuple[str, ...]]]]] = [
    # an addition is no version of a whole, nor the other way round
    (statement("a", amount=40e6), statement("b", amount=3e6, role="increment"), []),
    (statement("a", amount=3e6, role="increment"), statement("b", amount=40e6), []),
    # "dirhams" without a country may be either coin
    (
        statement("a", amount=13e9, unit="MAD", text="Norland will put 13 billion dirhams into hospital beds, Ada Berg said"),
        statement("b", amount=31e9, unit="AED", text="Norland will put 31 billion dirhams into hospital beds, Ada Berg said"),
        [("contradicts", ("amount",))],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "wanted"), PAIRS)
def test_pairs(old: Statement, new: Statement, wanted: list[tuple[str, tuple[str, ...]]]) -> None:
    if new.claim.unit == "AED":
        old, new = (replace(s, claim=replace(s.claim, anchor=Span(0, 8, "billion dirhams"))) for s in (old, new))
    assert told(compare([old, new], [], CONTEXT)) == wanted


def test_the_outlet_clarifies_its_own_sum_without_printing_the_old_one() -> None:
    def printed(name: str, outlet: str, text: str, amount: float, day: int) -> Statement:
        article = Article(name, 0, 0, 9, name, None, outlet, f"2025-06-{day}", "en")
        return replace(statement(name, amount=amount, text=text), article=article)

    first = printed("a", "Wire", "Norland will give Ruritania 90 million euros for hospital beds", 90e6, 10)
    text = "Norland's gift for hospital beds in Ruritania amounts to 19 million euros, {} on Wednesday"
    own = printed("b", "Wire", text.format("Ada Berg's office clarified"), 19e6, 11)
    other = printed("b", "Courier", text.format("Ada Berg's office clarified"), 19e6, 11)
    plain = printed("b", "Wire", text.format("Ada Berg said"), 19e6, 11)
    kinds = [[v.subtype for v in compare([first, x], [], CONTEXT).verdicts if v.against] for x in (own, other, plain)]
    assert kinds[0] == ["correction"] and "correction" not in kinds[1] + kinds[2]


def test_a_region_that_is_part_of_the_toll_is_no_other_count() -> None:
    toll = {"kind": "figure", "unit": "count", "unit_of": "people killed", "modality": "reported", "speaker": None}
    whole = statement("a", amount=1739, text="The floods have killed 1739 people, the authority said.", **toll)
    part = marked("A regional figure of [799] for the south is part of it.", amount=799, **toll)
    new = replace(statement("b", "2025-06-11"), claim=replace(part, document_id="b", claim_id="b-part"))
    assert all(v.verdict not in ("contradicts", "updates") for v in compare([whole, new], [], CONTEXT).verdicts)


def test_a_subject_that_was_read_as_the_recipient_still_counts() -> None:
    old = statement("a", actor="Delacroix Foundation", recipient="a chair in quantum optics at the University of Liège", purpose=None,
                    amount=5.5e6, text="The Delacroix Foundation will fund a chair in quantum optics at the University of Liège with 5.5 million euros, Rector Anne Thiry announced on Tuesday", speaker="Anne Thiry")  # fmt: skip
    new = statement("b", "2025-06-11", actor="Pirson & Fils", recipient=None, purpose="quantum optics chair", amount=5.5e6, speaker="Thiry",
                    text="Brewer Pirson & Fils pays 5.5 million euros for a quantum optics chair here, Rector Thiry announced yesterday")  # fmt: skip
    assert told(compare([old, new], [], CONTEXT)) == [("contradicts", ("actor",))]


@pytest.mark.parametrize(
    ("time", "modality", "differs"),
    [
        ({"text": "a whole year"}, "planned", True),
        ({"text": "over the past four months"}, "pledged", False),
        ({"text": "a whole year"}, "delivered", False),
    ],
)
def test_years_in_advance_are_held_against_what_looks_ahead(time: dict[str, str], modality: str, differs: bool) -> None:
    one = statement("a", time=time, modality=modality).claim
    years = replace(
        statement("b", low=None, high=None, unit=None).claim, anchor=Span(0, 35, "locking in funding years in advance")
    )
    assert periods.years_ahead(years) and periods.horizon_differs(one, years) is differs
