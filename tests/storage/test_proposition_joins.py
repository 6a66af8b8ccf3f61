"""A later claim may show that two propositions are one: history says so, the views count by it, and a new reading takes it back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from compare_make import CONTEXT, claim
from extractors.model import Article, Document, Statement
from flows.alert.why import _join
from flows.compare import compare
from new_ledgers import made_ledger, new_ledgers_are_copies  # noqa: F401  (fixtures of the module)
from storage.bundle import read_bundle
from storage.errors import LedgerDamaged
from storage.export import export
from storage.ledger import Ledger
from storage.lookups import rows
from storage.rows import Harvest, Joined, Page, Reading
from storage.snapshot import publish

NOW = datetime(2025, 12, 6, 9, tzinfo=UTC)


def told(document: str, day: int, reader: str = "rules/1", **slots: object) -> Statement:
    c = claim(document, claim_id=f"{document}-{reader}", text="Norland will fund hospital beds in Ruritania.", **slots)
    article = Article(document, 0, 0, 50, None, f"https://{document}.example/1", document, f"2025-12-0{day}T08:00:00Z", "en", document)  # fmt: skip
    return Statement(replace(c, extractor=reader), article)


def harvest(run: str, *found: Statement, joined: tuple[tuple[str, str, str], ...] = (), **also: dict) -> Harvest:
    readings = tuple(
        Reading(Page("s", s.article.url or "", NOW, b"", f"{run}{n}", "text/html"), Document(s.claim.document_id, ""), (s.article,), (s.claim,))
        for n, s in enumerate(found)
    )  # fmt: skip
    return Harvest(
        run,
        NOW,
        readings=readings,
        propositions={s.claim.claim_id: s.proposition_id or "" for s in found},
        joined=joined,
    )


def kept(s: Statement, proposition: str) -> Statement:
    return replace(s, proposition_id=proposition)


A, B, C = (kept(told("a", 1), "p-a"), kept(told("b", 2), "p-b"), told("c", 3))


def test_a_claim_that_says_the_same_as_two_joins_them() -> None:
    found = compare([C], [A, B], CONTEXT)
    (lost, stands, by) = found.joined[0]
    assert {lost, stands} == {"p-a", "p-b"} and by == C.claim.claim_id and len(found.joined) == 1
    assert found.propositions[by] == stands
    assert compare([C], [A, kept(B, "p-a")], CONTEXT).joined == ()
    other = kept(told("b", 2, amount=7e6), "p-b")
    assert all("p-b" not in j[:2] for j in compare([C], [A, other], CONTEXT).joined if j[0] != j[1])


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.duckdb"
    with Ledger.open(path) as opened:
        opened.record(harvest("1", A, B), NOW)
        found = compare([C], [A, B], CONTEXT)
        opened.record(harvest("2", *found.statements, joined=found.joined), NOW + timedelta(hours=1))
        opened.record(harvest("3", joined=found.joined), NOW + timedelta(hours=2))  # the same again adds nothing
    return path


def asked(ledger: Path, sql: str) -> list[dict]:
    copy = ledger.with_name("copy.duckdb")
    publish(ledger, copy)
    return rows(copy, sql)


def test_history_and_views_say_so(ledger: Path) -> None:
    joins = asked(ledger, "SELECT proposition_id, joined_into, claim_id, known_until FROM proposition_joins")
    assert len(joins) == 1 and joins[0]["claim_id"] == C.claim.claim_id and joins[0]["known_until"] is None
    (one,) = asked(ledger, "SELECT proposition_id, claims, origins, joined FROM propositions")
    assert one["proposition_id"] == joins[0]["joined_into"] and one["claims"] == one["origins"] == 3
    assert sorted(one["joined"]) == ["p-a", "p-b"]
    own = asked(ledger, "SELECT claim_id, proposition_id FROM claims WHERE document_id IN ('a', 'b') ORDER BY 1")
    assert [r["proposition_id"] for r in own] == ["p-a", "p-b"]  # what was recorded is not rewritten


def test_a_new_reading_of_the_claim_takes_the_join_back(ledger: Path) -> None:
    with Ledger.open(ledger) as opened:
        opened.record(harvest("4", kept(told("c", 3, "rules/2", amount=9e9), "p-c")), NOW + timedelta(days=1))
    found = {r["proposition_id"]: r["claims"] for r in asked(ledger, "FROM propositions")}
    assert found == {"p-a": 1, "p-b": 1, "p-c": 1}
    (join,) = asked(ledger, "FROM proposition_joins")
    assert join["known_until"] is not None


def test_an_export_and_an_import_keep_them(ledger: Path, tmp_path: Path) -> None:
    """Another desk knows what was one statement here, and what was found to be one; what was taken back stays history of this desk."""
    publish(ledger, tmp_path / "copy.duckdb")
    export(tmp_path / "copy.duckdb", tmp_path / "out", ["records"])
    there = tmp_path / "there.duckdb"
    with Ledger.open(there) as opened:
        taken = read_bundle(tmp_path / "out", "friends", NOW)
        opened.record(taken, NOW)
        opened.record(read_bundle(tmp_path / "out", "friends", NOW + timedelta(days=1)), NOW)
    assert asked(there, "FROM propositions") == [], "another desk's claims count nowhere"
    theirs = asked(
        there, "SELECT DISTINCT r.root FROM reference_claims c JOIN proposition_roots r USING (proposition_id)"
    )
    assert len(theirs) == 1 and len(asked(there, "FROM reference_claims")) == 3
    assert len(asked(there, "FROM proposition_joins")) == 1, "taken in twice it is there once"
    own = kept(told("d", 4), theirs[0]["root"])
    with Ledger.open(there) as opened:
        opened.record(harvest("5", own), NOW + timedelta(days=2))
    (one,) = asked(there, "SELECT proposition_id, claims, origins, joined FROM propositions")
    assert sorted(one["joined"]) == ["friends/p-a", "friends/p-b"] and one["proposition_id"] in one["joined"]
    assert one["claims"] == one["origins"] == 1, "our own claim goes by their statement, and counts alone"


def test_a_join_that_was_taken_back_is_told_but_not_taken_in(ledger: Path, tmp_path: Path) -> None:
    with Ledger.open(ledger) as opened:
        opened.record(harvest("4", kept(told("c", 3, "rules/2", amount=9e9), "p-c")), NOW + timedelta(days=1))
    publish(ledger, tmp_path / "copy.duckdb")
    export(tmp_path / "copy.duckdb", tmp_path / "out", ["records"])
    (line,) = (tmp_path / "out/records/joins.jsonl").read_text().splitlines()
    assert json.loads(line)["until"].endswith("Z")
    assert read_bundle(tmp_path / "out", "friends", NOW).joined == ()


def test_an_export_of_an_older_version_has_none_and_a_broken_line_is_named(ledger: Path, tmp_path: Path) -> None:
    publish(ledger, tmp_path / "copy.duckdb")
    export(tmp_path / "copy.duckdb", tmp_path / "out", ["records"])
    manifest = tmp_path / "out/manifest.json"
    plain = json.loads(manifest.read_text())
    plain["files"] = [f for f in plain["files"] if "joins" not in f["path"] and "propositions" not in f["path"]]
    manifest.write_text(json.dumps(plain))
    (tmp_path / "out/records/joins.jsonl").write_text('{"proposition_id": "p-a"}\n')
    with pytest.raises(LedgerDamaged, match=r"joins\.jsonl, line 1"):
        read_bundle(tmp_path / "out", "friends", NOW)
    for name in ("joins", "propositions"):
        (tmp_path / f"out/records/{name}.jsonl").unlink()
    assert read_bundle(tmp_path / "out", "friends", NOW).propositions == {}


def test_chains_and_rings_are_one(tmp_path: Path) -> None:
    path = tmp_path / "ledger.duckdb"
    parts = [kept(told(name, 1), f"p-{name}") for name in "abcd"]
    ring = tuple((f"p-{x}", f"p-{y}", parts[0].claim.claim_id) for x, y in ("ab", "bc", "ca"))
    with Ledger.open(path) as opened:
        opened.record(harvest("1", *parts, joined=ring), NOW)
    found = {r["proposition_id"]: (r["claims"], len(r["joined"])) for r in asked(path, "FROM propositions")}
    assert found == {"p-a": (3, 3), "p-d": (1, 0)}


def test_why_tells_it_in_one_line() -> None:
    line = _join(Joined("p-a", "p-b", "c-1", NOW, NOW + timedelta(days=1))).plain
    assert "p-a was joined into p-b on 2025-12-06" in line and "claim c-1" in line and "taken back 2025-12-07" in line
