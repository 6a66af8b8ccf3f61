"""What must hold whatever the claims: order within a day, repetition, copies, exact conversion, wider intervals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from compare_make import CONTEXT, claim, named
from extractors.model import Article, Claim, Statement
from flows.compare import blocking_keys, compare

AMOUNTS = st.sampled_from([1e9, 1.05e9, 1.1e9, 4e9, 12e9, 40e6, 41e6, 691e6, 1e6])
SLOTS = st.fixed_dictionaries(
    {
        "amount": AMOUNTS,
        "unit": st.sampled_from(["EUR", "USD", "JPY", "PKR"]),
        "comparator": st.sampled_from(["exact", "about", "at_least", "up_to"]),
        "per": st.sampled_from([None, None, "month", "year"]),
        "modality": st.sampled_from(["pledged", "planned", "reaffirmed"]),
        "speaker": st.sampled_from(["Ada Berg", "Jon Dahl", None]),
    }
)
FAST = settings(max_examples=120, deadline=None)


def made(document: str, hour: int, slots: dict, published: str = "2025-12-03") -> Statement:
    c = claim(
        document,
        claim_id=f"{document}-1",
        text="Norland will fund hospital beds in Ruritania, Ada Berg said in the capital.",
        **slots,
    )
    bounds = {"at_least": {"high": None}, "up_to": {"low": None}}.get(c.comparator or "", {})
    article = Article(document, 0, 0, 100, None, None, document, f"{published}T{hour:02}:00:00", "en")
    return Statement(replace(c, stage=None, **bounds), article)


def conflicts(*statements: Statement) -> set[tuple[frozenset[str], tuple[str, ...]]]:
    found = compare(list(statements), [], CONTEXT)
    return {
        (frozenset((v.claim_id, v.against.claim_id if v.against else "")), v.dimension)
        for v in found.verdicts
        if v.verdict in ("contradicts", "inconsistent")
    }


@FAST
@given(SLOTS, SLOTS)
def test_order_within_a_day_does_not_change_the_conflicts(a: dict, b: dict) -> None:
    assert conflicts(made("a", 8, a), made("b", 9, b)) == conflicts(made("a", 9, a), made("b", 8, b))


@FAST
@given(SLOTS, SLOTS, SLOTS)
def test_judging_twice_changes_nothing(a: dict, b: dict, c: dict) -> None:
    new = [made("a", 8, a), made("b", 9, b), made("c", 10, c)]
    first, second = compare(new, [], CONTEXT), compare(new, [], CONTEXT)
    assert first == second
    ids = [v.verdict_id for v in first.verdicts]
    assert len(ids) == len(set(ids))
    assert {v.claim_id for v in first.verdicts} == {s.claim.claim_id for s in new}


@FAST
@given(SLOTS, SLOTS)
def test_one_by_one_is_as_good_as_at_once(a: dict, b: dict) -> None:
    first, second = made("a", 8, a), made("b", 9, b)
    together = compare([first, second], [], CONTEXT)
    alone = compare([first], [], CONTEXT)
    then = compare([second], alone.statements, CONTEXT)
    assert {v.verdict_id: v for v in together.verdicts} == {v.verdict_id: v for v in (*alone.verdicts, *then.verdicts)}


@FAST
@given(SLOTS)
def test_a_claim_never_contradicts_its_copy(a: dict) -> None:
    first = made("a", 8, a)
    copy = named(
        Statement(first.claim, replace(first.article, document_id="b", published="2025-12-03T09:00:00")), "b-1"
    )
    copy = replace(copy, claim=replace(copy.claim, document_id="b"))
    assert not conflicts(first, copy)


@FAST
@given(AMOUNTS, st.sampled_from(["EUR", "GBP", "CHF", "SEK", "JPY"]), st.sampled_from(["EUR", "USD", "PLN", "CAD"]))
def test_an_exact_conversion_never_conflicts(amount: float, source: str, target: str) -> None:
    rate = CONTEXT.rates.rate(source, target, date(2025, 12, 3))
    assert rate is not None
    a = made("a", 8, {"amount": amount, "unit": source})
    b = made("b", 9, {"amount": amount * rate.value, "unit": target})
    assert not conflicts(a, b)


def wider(c: Claim) -> Claim:
    return replace(c, comparator="about") if c.comparator == "exact" else c


@FAST
@given(SLOTS, SLOTS)
def test_widening_an_interval_never_makes_a_conflict(a: dict, b: dict) -> None:
    first, second = made("a", 8, a), made("b", 9, b)
    loose = replace(second, claim=wider(second.claim))
    assert conflicts(first, loose) <= conflicts(first, second)


#: what a reader may take for a name: other scripts, signs, initials, nothing but a mark
ODD = st.one_of(
    st.none(),
    st.sampled_from(["習近平", "Владимир Зе", "ø", "J. D.", "€", "'s", "-", "Mr", "the", "Ð", "O'", "á"]),
    st.text(min_size=1, max_size=6),
)


@FAST
@given(SLOTS, SLOTS, st.lists(ODD, min_size=8, max_size=8), st.text(max_size=30))
def test_no_name_whatever_it_is_made_of_raises(a: dict, b: dict, odd: list[str | None], text: str) -> None:
    def dressed(s: Statement, names: list[str | None]) -> Statement:
        actor, speaker, recipient, purpose = names
        c = replace(s.claim, actor=actor, speaker=speaker, recipient=recipient, purpose=purpose)
        return Statement(replace(c, quote=replace(c.quote, exact=text or c.quote.exact)), s.article)

    pair = [dressed(made("a", 8, a), odd[:4]), dressed(made("b", 9, b), odd[4:])]
    assert all(blocking_keys(s) is not None for s in pair)
    compare(pair, [], CONTEXT)
