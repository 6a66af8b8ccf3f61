"""What a claim is about stands under one name in every view: amount (in words), currency."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from goldledger import RUN_AT, harvest_of
from storage.ledger import Ledger
from storage.snapshot import publish

#: views of claims, each with the columns that the others have too
CLAIMS = ("claims", "pledges", "figures", "timeline", "claim_history", "reference_claims", "as_of('2999-01-01')")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("amounts")
    with Ledger.open(folder / "ledger.duckdb") as ledger:
        for name in ("seeds", "dev"):
            ledger.record(harvest_of(name, name), RUN_AT)
    publish(folder / "ledger.duckdb", folder / "copy.duckdb", RUN_AT)
    return folder / "copy.duckdb"


def asked(copy: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(copy), read_only=True) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.parametrize("view", CLAIMS)
def test_a_newcomers_question_is_answered(copy: Path, view: str) -> None:
    rows = asked(copy, f"SELECT actor, amount, currency FROM {view} WHERE amount IS NOT NULL")
    assert rows or view == "reference_claims"


@pytest.mark.parametrize("view", ("pledges", "figures", "timeline", "claim_history"))
def test_an_amount_has_the_same_words_in_every_view(copy: Path, view: str) -> None:
    differing = f"SELECT v.amount, c.amount FROM {view} v JOIN claims c USING (claim_id) WHERE v.amount IS DISTINCT FROM c.amount OR v.currency IS DISTINCT FROM c.currency"
    assert asked(copy, differing) == []


@pytest.mark.parametrize(
    ("slots", "words"),
    [
        ("low = 1e9 AND high IS NULL AND unit = 'USD' AND per = 'month' AND comparator = 'at_least'", "at least 1,000,000,000 USD a month"),
        ("low = 40e9 AND high = 40e9 AND unit = 'EUR' AND comparator = 'exact' AND per IS NULL", "40,000,000,000 EUR"),
        ("unit = 'pct_gdp' AND low = 2.5 AND high = 2.5 AND comparator = 'exact' AND per IS NULL", "2.5 pct_gdp"),
        ("low IS NULL AND high IS NULL", None),
    ],
)  # fmt: skip
def test_an_amount_in_words(copy: Path, slots: str, words: str | None) -> None:
    assert asked(copy, f"SELECT DISTINCT amount FROM claims WHERE {slots}") == [(words,)]


def test_a_currency_is_a_code_of_money_and_nothing_else(copy: Path) -> None:
    found = dict(asked(copy, "SELECT DISTINCT unit, currency FROM claims"))
    assert found["EUR"] == "EUR" and found["JPY"] == "JPY"
    assert {found[unit] for unit in (None, "count", "pct_gdp", "km2") if unit in found} == {None}


def test_statements_and_conflicts_tell_their_amounts_too(copy: Path) -> None:
    newest = "SELECT DISTINCT p.latest_amount FROM propositions p WHERE p.latest_amount NOT IN (SELECT amount FROM claims WHERE amount IS NOT NULL)"
    assert asked(copy, newest) == []
    assert asked(copy, "SELECT 1 FROM propositions WHERE latest_low IS NOT NULL AND latest_amount IS NULL") == []
    sides = (
        "SELECT v.claim_id FROM {view} v LEFT JOIN claims n ON n.claim_id = v.claim_id LEFT JOIN claims o ON o.claim_id = v.against_claim_id "
        "WHERE v.amount IS DISTINCT FROM n.amount OR v.other_amount IS DISTINCT FROM o.amount"
    )
    for view in ("contradictions", "contradiction_history"):
        assert asked(copy, f"SELECT count(*) > 0 FROM {view} WHERE other_amount IS NOT NULL") == [(True,)]
        assert asked(copy, sides.format(view=view)) == []


def test_a_copy_that_is_attached_to_another_database_shows_them(copy: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{copy}' AS desk (READ_ONLY)")
        assert connection.execute("SELECT actor, amount, currency FROM desk.claims").fetchall() == asked(
            copy, "SELECT actor, amount, currency FROM claims"
        )
