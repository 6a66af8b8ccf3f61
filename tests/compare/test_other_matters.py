"""Articles that share a payer, a number and a day, and are about two things: nobody is told of a conflict, and nothing is settled or swallowed."""

from __future__ import annotations

import pytest

from extractors.model import Document
from flows.texts.replay import Replayed, replay

#: of one payer and one number: the earlier article and the later one, each of its day in November
APART = {
    "another state, another currency": (
        ("19", "In Oslo on Thursday Prime Minister Jonas Gahr Støre promised Ukraine 2.4 billion euros for air defence."),
        ("20", "Moldova will get 2.4 billion kroner from Norway to heat its homes, Foreign Minister Espen Barth Eide said in Chisinau on Friday. "
               "Its neighbour Ukraine sends no gas any more."),
    ),
    "another state, another speaker": (
        ("19", "Japan is to finance a coastal road in Kenya with $300 million, Foreign Minister Toshimitsu Motegi said in Nairobi on Wednesday. "
               "He then flew to Ukraine."),
        ("20", "Prime Minister Sanae Takaichi announced in Tokyo on Friday that Japan would provide Ukraine with 300 million dollars for power plants."),
    ),
    "a company's loss": (
        ("17", "Germany plans to spend 11.5 billion euros on military aid for Ukraine in 2026, Finance Minister Lars Klingbeil told the Bundestag."),
        ("18", "The German railways lost $11.5 billion last year, more than ever, the company said on Wednesday. Trains in Ukraine are more punctual."),
    ),
    "a purchase by the payer's fund": (
        ("19", "In Oslo on Thursday Prime Minister Jonas Gahr Støre promised Ukraine 2.4 billion euros for air defence."),
        ("20", "Norway's wealth fund paid 2.4 billion dollars for a third of a wind farm off Texas, it said on Friday."),
    ),
}  # fmt: skip


def told(*articles: tuple[str, str, str]) -> Replayed:
    """The articles (day, publisher, text) against an empty ledger."""
    return replay(
        [
            Document(f"a{n}", text, title=None, url=f"https://{publisher}.example/{n}", publisher=publisher, published=f"2026-11-{day}T10:00:00Z")
            for n, (day, publisher, text) in enumerate(articles)
        ],
        None,
    )  # fmt: skip


@pytest.mark.parametrize("name", APART)
@pytest.mark.parametrize("turned", [False, True])
def test_two_matters_are_no_conflict(name: str, turned: bool) -> None:
    (early, first), (late, second) = APART[name]
    texts = (second, first) if turned else (first, second)
    found = told((early, "gazette", texts[0]), (late, "herald", texts[1]))
    assert [v.subtype for v in found.verdicts if v.verdict == "contradicts"] == []


def test_the_same_gift_in_two_currencies_is_a_conflict() -> None:
    found = told(
        ("19", "gazette", "In Oslo on Thursday Prime Minister Jonas Gahr Støre promised Ukraine 2.4 billion euros for air defence."),
        ("20", "herald", "Norway has promised Ukraine 2.4 billion kroner for air defence, Prime Minister Jonas Gahr Støre said in Oslo on Thursday."),
    )  # fmt: skip
    assert [v.dimension for v in found.verdicts if v.verdict == "contradicts"] == [("currency",)]


def test_a_purchase_of_the_payers_fund_settles_nothing() -> None:
    promised = "Prime Minister Jonas Gahr Støre promised Ukraine 2.4 billion {} for air defence in Oslo on Thursday."
    found = told(
        ("19", "gazette", promised.format("euros")),
        ("20", "herald", promised.format("dollars")),
        (
            "21",
            "herald",
            "Norway's wealth fund bought a third of a wind farm off Texas for 2.4 billion euros, it said on Saturday.",
        ),
    )
    assert [v.verdict for v in found.verdicts if v.verdict == "contradicts"] != []
    assert [v.event_id for v in found.verdicts if v.event_id.startswith("settled")] == []


def test_the_same_sum_weeks_later_for_something_else_is_new() -> None:
    found = told(
        ("02", "gazette", "Lithuania will give Ukraine 30 million euros for armoured cars, Defence Minister Robertas Kaunas said in Vilnius."),
        ("20", "herald", "Children in Chernihiv are to have safe schools: Lithuania will give Ukraine 30 million euros to build shelters there, "
                         "Education Minister Raminta Popovienė said on Friday."),
    )  # fmt: skip
    assert [v.verdict for v in found.verdicts if v.claim_id == found.claims[-1].claim_id][:1] == ["new"]
