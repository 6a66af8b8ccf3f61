"""Each rule by which an amount is no news: sentences in which it holds, and look-alikes of which nothing speaks against telling them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from compare_make import CONTEXT, statement
from extractors.model import Claim, Quote, Span
from flows.compare.asides import RULES, Said, aside, stands_by
from flows.compare.first import recalled

DAY = date(2025, 6, 10)
BARE = {"speaker": None}
COUNT: dict[str, Any] = {"unit": "count", "unit_of": "people", "amount": 350.0, "modality": "planned"}
GUESSED: dict[str, Any] = {"unit_basis": "context", "speaker": None}


def marked(sentence: str, **slots: Any) -> Claim:
    """A claim whose amount stands in square brackets in the sentence."""
    start, end = sentence.index("["), sentence.index("]") - 1
    text = sentence.replace("[", "").replace("]", "")
    made = statement("a", text=text, **slots).claim
    return replace(made, anchor=Span(start, end, text[start:end]), quote=Quote(0, len(text), text, "", ""))


#: rule -> [(sentence, slots)] in which it is the one that decides
FIRES: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "question": [("Will Norland really pay [40 million euros] for beds?", {})],
    "taken_back": [("On Monday we wrote that Norland gives [40 million euros].", {}), ("An earlier version had Norland at [40 million euros].", {})],
    "of_others": [("A television channel made it [40 million euros].", BARE), ("A tabloid claimed a gift of [40 million euros].", BARE)],
    "then_denied": [("Norland gives [40 million euros], but its ministry denied that.", BARE)],
    "talk": [("On social media Norland pays [40 million euros].", BARE), ("The mayor waved off reports that he gives [40 million euros].", {})],
    "if_they_gave": [("If every state gave a cent, Norland would find [40 million euros].", {})],
    "elsewhere": [("The line of [40 million euros] from Norland is a separate project.", {})],
    "could_come": [("The gifts of Norland could soon top [40 million euros].", {})],
    "nobodys_money": [("Norland promises [40 million euros] it does not have.", {})],
    "somebody": [("One rival supplier will pay [40 million euros].", {}), ("Rivals will pay [40 million euros].", {})],
    "advice": [("You will pay Norland [40 million euros].", {})],
    "known_repeated": [("Norland confirmed [40 million euros] that it had once promised.", {"modality": "reaffirmed"})],
    "known": [("Beds will be bought for the [40 million euros].", {}), ("Two thirds of [40 million euros] are for beds.", {}), ("Norland speaks of [40 million euros] that Berlin committed.", {}),
              ("Norland will be repaid out of that [40 million euros].", {})],
    "wish_of_old": [("The clinics had hoped for [40 million euros].", {"modality": "demanded"})],
    "ended_before": [("Norland had already withdrawn [40 million euros].", {"modality": "withdrawn", "payer_from": "article"})],
    "ended_in_a_year": [("Norland had withdrawn [40 million euros] in 2019.", {"modality": "withdrawn"})],
    "had_been": [("Norland had already given [40 million euros] for beds.", {})],
    "goes_on": [("Norland's yearly help remains at [40 million euros].", {})],
    "from_memory": [("She promised [40 million euros], remember.", {}), ("Veterans recall a gift of [40 million euros].", {})],
    "once_meant": [("Norland was to give [40 million euros] for beds.", {}), ("Years ago Norland gave clinics [40 million euros].", {})],
    "of_a_year": [("In 2019 Norland gave clinics [40 million euros].", {})],
    "goal": [("The goal is [40 million euros].", {})],
    "own_sum": [("By my arithmetic, that is [40 million euros].", {})],
    "added_up": [("Added together, gifts of Norland reach [40 million euros].", BARE)],
    "of_owners": [("Shareholders of Norland Steel get [40 million euros].", {}), ("Winners share prizes of [40 million euros].", {})],
    "staff": [("The works employ [350] people.", COUNT), ("The clinic, which has [350] people", COUNT)],
    "measured": [("Its sales of [40 million euros] please Norland.", {}), ("The clinic, at a cost of [40 million euros], opens.", {}),
                 ("With a turnover of [40 million euros], Norland Steel is to close a works.", {}), ("The clinic opened at a cost of [40 million euros], which shocked Norland.", {})],
    "multiple_of": [("This is three times [30 million euros] given in another round.", {}), ("Norland gives double last year's [20 million euros].", {})],
    "has_moved": [("Norland has spent [40 million euros] on beds.", {}), ("Of Norland's gifts [40 million euros] have been paid out.", {})],
    "bare_count": [("Norland and [1,200].", COUNT)],
    "bare_money": [("Norland will give [forty].", GUESSED)],
    "purse": [("Norland will give him [40 euros].", BARE | {"amount": 40.0})],
}  # fmt: skip

#: nothing speaks against telling these
SILENT: list[tuple[str, dict[str, Any]]] = [
    ("Norland will give [40 million euros] for beds, Ada Berg said.", {}),
    ("The new works will employ [350 people].", COUNT),
    ("At full output the plant is to employ [350 people].", COUNT),
    ("The company plans to employ about [350 people].", COUNT),
    ("Unity Trust takes part, whose [$5 million] will pay for cold boxes.", {}),
    ("The National Lottery of Norland finances halls with [40 million euros].", {"actor": "National Lottery of Norland"}),
    ("The city of Norland brings in land valued at [40 million euros].", {}),
    ("Norland will donate equipment valued at about [40 million euros].", {}),
    ("The ministry said on Tuesday that Norland had already given [40 million euros].", {}),
    ("The cabinet, which had asked for less, gives [40 million euros].", {}),
    ("In 2025 Norland will give clinics [40 million euros].", {}),
    ("“You will have beds,” Ada Berg said of Norland's gift of [40 million euros].", {}),
    ("Norland pledged [40 million euros] and its neighbour a third of a ship.", {}),
    # a "that" which opens a clause points at nothing
    ("Ada Berg said yesterday that [40 million euros] had been reserved for beds.", {}),
    ("A works council at the seat of Norland Steel demanded that at least [40 million euros] go into beds.", {"modality": "demanded"}),
    ("Norland gets the grant on condition that [350 people] are hired.", COUNT),
    ("The cabinet has decided in principle that some [40 million euros] will go to clinics.", {}),
    ("She told reporters on the way out that [40 million euros] would follow.", {}),
    ("It is certain that Norland insists that [40 million euros] be spent on beds.", {}),
    # a cost that somebody undertakes to bear is promised
    ("The swamps will be under water again by 2028 at a cost of [40 million euros], which Norland has agreed to bear.", {}),
    ("The clinic will be built at a cost of [40 million euros] that the ministry is to cover.", {}),
    ("The road will be mended at a cost of [40 million euros], to be paid by Norland.", {}),
    ("With an outlay of [40 million euros], Norland Steel is to build a second works.", {}),
    ("HEFEI - With a total investment of [40 million euros], Norland plans to open a clinic.", {}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "sentence", "slots"), [(r, s, x) for r, rows in FIRES.items() for s, x in rows])
def test_the_rule_decides(rule: str, sentence: str, slots: dict[str, Any]) -> None:
    claim = marked(sentence, **slots)
    said = Said(claim, CONTEXT, DAY, claim.anchor.start)
    first = next((r.name for r in RULES if claim.modality not in r.spares and r.holds(said)), None)
    assert first == rule
    found = aside(claim, CONTEXT, DAY)
    assert found is not None and found.reason.endswith(".")


@pytest.mark.parametrize(("sentence", "slots"), SILENT)
def test_nothing_speaks_against_it(sentence: str, slots: dict[str, Any]) -> None:
    assert aside(marked(sentence, **slots), CONTEXT, DAY) is None


def test_every_rule_has_a_name_of_its_own_and_a_case() -> None:
    names = [r.name for r in RULES]
    assert len(set(names)) == len(names) and set(names) == set(FIRES)


@pytest.mark.parametrize(
    ("sentence", "now"),
    [
        ("The [350 million euros] for drones that Norland promised in June stands, an official said.", True),
        ("Norland's [350 million euros] are safe, Ada Berg said.", True),
        ("Norland's [350 million euros] remain in force.", True),
        ("Norland's [350 million euros] of last June were never paid.", False),
        (
            "The [350 million euros] promised in June went to Freedonia, where the matter stands in court papers of old.",
            False,
        ),
    ],
)
def test_what_stands_is_said_again_today(sentence: str, now: bool) -> None:
    claim = marked(sentence, modality="reaffirmed", recalled=True, time={"as_of": "2024-06"})
    assert stands_by(claim) is now
    assert recalled(claim, DAY) is not now
