"""The five properties through the whole path: written sentences are read, judged against a ledger and recorded, as replay does."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.model import Document, Verdict
from flows.compare.money import Rates
from flows.texts.replay import replay

PAYERS = ("Norway", "Japan", "Canada", "Portugal")
MATTERS = ("rebuilding schools in Malawi", "clearing mines in Laos", "flood defences in Bangladesh")
CURRENCIES = ("euros", "Swiss francs", "pounds sterling")
TOLD = st.fixed_dictionaries(
    {
        "payer": st.sampled_from(PAYERS),
        "matter": st.sampled_from(MATTERS),
        "number": st.sampled_from([12, 25, 48.5, 60, 310, 740]),
        "coin": st.sampled_from(CURRENCIES),
    }
)
FEW = settings(max_examples=25, deadline=None)
DAY = "2025-06-10"


def text(told: dict, about: str = "") -> str:
    return (
        f"{told['payer']} will give {about}{told['number']:g} million {told['coin']} for {told['matter']}, "
        f"its foreign ministry announced on Tuesday. The money comes from this year's budget."
    )


def document(name: str, hour: int, body: str, title: str = "Aid") -> Document:
    return Document(name, body, title, f"https://{name}.example/1", name, f"{DAY}T{hour:02}:00:00Z", "en")


def conflicts(*documents: Document) -> set[tuple[frozenset[str], tuple[str, ...]]]:
    """Pairs of documents that are in conflict, and on what."""
    found = replay(documents, None).verdicts
    return {(frozenset((v.document_id, _other(v))), v.dimension) for v in found if v.verdict == "contradicts"}


def _other(v: Verdict) -> str:
    return v.against.document_id if v.against else v.document_id


@FEW
@given(TOLD, st.sampled_from([12, 60, 740]), st.sampled_from(CURRENCIES))
def test_order_within_a_day_does_not_change_the_conflicts(told: dict, number: float, coin: str) -> None:
    one, other = text(told), text(told | {"number": number, "coin": coin})
    before = conflicts(document("a", 8, one), document("b", 9, other))
    assert before == conflicts(document("a", 9, one), document("b", 8, other))


@FEW
@given(TOLD, TOLD)
def test_the_same_articles_again_change_nothing(a: dict, b: dict) -> None:
    first = [document("a", 8, text(a)), document("b", 9, text(b))]
    once, again = replay(first, None), replay(first, None)
    assert once.verdicts == again.verdicts and once.alerts == again.alerts
    assert {v.claim_id for v in once.verdicts} == {c.claim_id for c in once.claims}
    assert conflicts(*first, *first) == conflicts(*first)


@FEW
@given(TOLD, st.booleans())
def test_a_copy_never_contradicts(told: dict, renamed: bool) -> None:
    copy = document("b", 10, text(told), title="Ministry announces aid" if renamed else "Aid")
    assert conflicts(document("a", 8, text(told)), copy) == set()


@FEW
@given(TOLD, st.sampled_from(["US dollars", "Japanese yen"]))
def test_an_exact_conversion_never_conflicts(told: dict, coin: str) -> None:
    codes = {
        "euros": "EUR",
        "Swiss francs": "CHF",
        "pounds sterling": "GBP",
        "US dollars": "USD",
        "Japanese yen": "JPY",
    }
    rate = Rates().rate(codes[told["coin"]], codes[coin], date(2025, 6, 10))
    assert rate is not None
    converted = told | {"number": float(f"{told['number'] * rate.value:.5g}"), "coin": coin}
    assert conflicts(document("a", 8, text(told)), document("b", 9, text(converted))) == set()


@FEW
@given(TOLD, st.sampled_from([12, 13, 25, 26, 60]), st.sampled_from(["about ", "around ", "at least ", "up to "]))
def test_widening_never_makes_a_conflict(told: dict, number: float, hedge: str) -> None:
    first, other = document("a", 8, text(told)), told | {"number": number}
    loose = conflicts(first, document("b", 9, text(other, hedge)))
    assert loose <= conflicts(first, document("b", 9, text(other)))


def test_the_properties_are_about_something() -> None:
    told = {"payer": "Norway", "matter": MATTERS[0], "number": 60, "coin": "euros"}
    first = document("a", 8, text(told))
    assert {d for _, d in conflicts(first, document("b", 9, text(told | {"number": 25})))} == {("amount",)}
    assert {d for _, d in conflicts(first, document("b", 9, text(told | {"coin": "US dollars"})))} == {("currency",)}
