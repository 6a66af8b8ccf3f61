"""History: what was known on a day, what changed on a page, and what a newer reading would have said."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.model import Claim, Document, Verdict
from goldledger import RUN_AT, gold, harvest_of, merged, page_of, reading_of
from growing import Desk
from storage import migrate
from storage.difference import difference
from storage.errors import LedgerMissing
from storage.ledger import Ledger
from storage.query import run_sql
from storage.rows import Harvest, Reading
from storage.snapshot import info, publish

DAY = timedelta(days=1)


def rows(copy: Path, sql: str) -> list[dict[str, Any]]:
    out = StringIO()
    run_sql(copy, sql, out, format="jsonl")
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Day 0: two documents are read. Day 1: the others come, alerts are sent. Day 2: a newer extractor reads the first again."""
    folder = tmp_path_factory.mktemp("history")
    seeds = merged("seeds")
    first, *others = seeds.readings
    with Ledger.open(folder / "ledger.duckdb") as ledger:
        ledger.record(replace(seeds, run_id="day 0", readings=(first,), verdicts=(), alerts=(), owed=()), RUN_AT)
        ledger.record(replace(seeds, run_id="day 1", readings=tuple(others)), RUN_AT + DAY)
        ledger.mark_sent(seeds.owed[0].key, RUN_AT + 1.5 * DAY)
        again = replace(
            first, claims=tuple(replace(c, claim_id=c.claim_id + "'", extractor="gold/2") for c in first.claims[:5])
        )
        ledger.record(Harvest("day 2", RUN_AT, readings=(again,)), RUN_AT + 2 * DAY)
    publish(folder / "ledger.duckdb", folder / "pledgewatch.duckdb")
    return folder / "pledgewatch.duckdb"


def test_as_of_gives_what_was_known_at_the_end_of_a_day(copy: Path) -> None:
    seeds = merged("seeds")
    first, *others = [{c.claim_id for c in r.claims} for r in seeds.readings]
    later = set().union(*others)
    again = {c.claim_id + "'" for c in seeds.readings[0].claims[:5]}
    for day, wanted in (
        ("2026-01-04", set()),
        ("2026-01-05", first),
        ("2026-01-06", first | later),
        ("2026-01-07", again | later),
        ("2030-01-01", again | later),
    ):
        assert {row["claim_id"] for row in rows(copy, f"SELECT claim_id FROM as_of('{day}')")} == wanted, day
    assert {row["claim_id"] for row in rows(copy, "SELECT claim_id FROM claims")} == again | later
    assert {row["claim_id"] for row in rows(copy, "SELECT claim_id FROM claim_history")} == first | again | later


def test_alerts_and_findings_as_of_a_day(copy: Path) -> None:
    assert rows(copy, "FROM alerts_as_of('2026-01-05')") == [] == rows(copy, "FROM contradictions_as_of('2026-01-05')")
    found = rows(copy, "SELECT alert_id, sent_to FROM alerts_as_of('2026-01-06')")
    assert len(found) == 11 and all(row["sent_to"] == [] for row in found)
    sent = [row for row in rows(copy, "SELECT alert_id, sent_to FROM alerts_as_of('2026-01-07')") if row["sent_to"]]
    assert sent == [{"alert_id": merged("seeds").owed[0].alert_id, "sent_to": ["desk"]}]
    assert rows(copy, "SELECT count(*) AS n FROM alerts_sent") == [{"n": 1}]


PASSES = st.lists(st.integers(1, 3), min_size=2, max_size=4)


@settings(max_examples=2, deadline=None)
@given(seed=st.integers(0, 2**32), passes=PASSES)
def test_as_of_a_day_is_what_was_known_and_told_when_it_ended(seed: int, passes: list[int]) -> None:
    evenings_are_reproduced(seed, passes)


@pytest.mark.drill
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), passes=PASSES)
def test_as_of_forty_histories(seed: int, passes: list[int]) -> None:
    evenings_are_reproduced(seed, passes)


def evenings_are_reproduced(seed: int, passes: list[int]) -> None:
    """However the ledger grew since: each day's claims, findings and alerts are those that it answered with that evening."""
    connection = duckdb.connect(":memory:")
    migrate.apply(connection)
    migrate.lay_views(connection)
    desk, evenings = Desk(connection, seed), {}
    questions = ("claims", "verdicts", "contradictions", "alerts")
    for number, steps in enumerate(passes):
        day = datetime(2026, 1, 1 + number, tzinfo=UTC)
        for step in range(steps):
            desk.step(day + timedelta(hours=23 * step / steps, minutes=59))
        key = {"claims": "claim_id", "alerts": "alert_id"}
        evenings[day] = {
            q: connection.execute(f"SELECT {key.get(q, 'verdict_id')} FROM {q} ORDER BY ALL").fetchall()
            for q in questions
        }
    for day, wanted in evenings.items():
        for question, rows in wanted.items():
            macro = "as_of" if question == "claims" else f"{question}_as_of"
            key = {"claims": "claim_id", "alerts": "alert_id"}.get(question, "verdict_id")
            found = connection.execute(f"SELECT {key} FROM {macro}('{day:%Y-%m-%d}') ORDER BY ALL").fetchall()
            assert found == rows, (day, question)
    assert connection.execute("SELECT count(*) FROM as_of('2025-12-31')").fetchall() == [(0,)]
    connection.close()


def test_contradictions_stay_side_by_side_and_once_after_a_new_generation(tmp_path: Path) -> None:
    """All is read and judged again: current views hold each finding once, history holds it twice, and the evening before is as it was."""
    seeds = merged("seeds")
    conflicts = [v for v in seeds.verdicts if v.verdict in ("contradicts", "inconsistent")]

    def renamed(v: Verdict) -> Verdict:
        against = replace(v.against, claim_id=v.against.claim_id + "'") if v.against else None
        return replace(v, verdict_id=v.verdict_id + "'", claim_id=v.claim_id + "'", against=against)

    again = tuple(
        replace(r, claims=tuple(replace(c, claim_id=c.claim_id + "'", extractor="gold/2") for c in r.claims))
        for r in seeds.readings
    )
    with Ledger.open(tmp_path / "ledger.duckdb") as ledger:
        ledger.record(seeds, RUN_AT)
    publish(tmp_path / "ledger.duckdb", tmp_path / "copy.duckdb")
    with Ledger.open(tmp_path / "ledger.duckdb") as ledger:
        second = Harvest(
            "again", RUN_AT, readings=again, verdicts=tuple(map(renamed, seeds.verdicts)), extractor="gold/2"
        )
        ledger.record(second, RUN_AT + DAY)
        told = ledger.tellings([c.claim_id for r in seeds.readings for c in r.claims])
        anew = ledger.tellings([c.claim_id for r in again for c in r.claims])
        assert told and {claim.removesuffix("'"): found for claim, found in anew.items()} == told, (
            "who is to hear of a correction"
        )
    publish(tmp_path / "ledger.duckdb", tmp_path / "copy.duckdb")
    copy, total = tmp_path / "copy.duckdb", len(seeds.verdicts)
    assert len(rows(copy, "FROM contradictions")) == len(conflicts) and len(rows(copy, "FROM verdicts")) == total
    assert all(row["verdict_id"].endswith("'") for row in rows(copy, "FROM contradictions"))
    both = "SELECT generation, count(*) AS n FROM {} GROUP BY ALL ORDER BY ALL"
    for view, n in (("verdict_history", total), ("contradiction_history", len(conflicts))):
        assert rows(copy, both.format(view)) == [{"generation": 1, "n": n}, {"generation": 2, "n": n}]
    for macro, n in (("verdicts_as_of", total), ("contradictions_as_of", len(conflicts))):
        for day, mark in (("2026-01-05", False), ("2026-01-06", True)):
            found = rows(copy, f"FROM {macro}('{day}')")
            assert len(found) == n and {r["verdict_id"].endswith("'") for r in found} == {mark}, (macro, day)
    counted = info(copy)
    assert (counted.claims, counted.articles) == (len(rows(copy, "FROM claims")), len(rows(copy, "FROM articles")))
    assert counted.older_claims == counted.claims


def test_a_finding_ends_when_either_side_is_read_anew(copy: Path) -> None:
    current = "(SELECT claim_id FROM claims)"
    assert rows(copy, f"FROM verdicts WHERE claim_id NOT IN {current} OR against_claim_id NOT IN {current}") == []
    ended = rows(copy, "SELECT DISTINCT known_until FROM verdict_history WHERE known_until IS NOT NULL")
    assert [row["known_until"][:10] for row in ended] == ["2026-01-07"]


def test_a_moment_is_that_moment_and_a_day_its_end(copy: Path) -> None:
    def known(when: str) -> int:
        return int(rows(copy, f"SELECT count(*) AS n FROM as_of({when})")[0]["n"])

    (first,) = rows(copy, "SELECT min(known_from)::VARCHAR AS at FROM claim_history")
    assert first["at"].startswith("2026-01-05 ")
    of_first = known("'2026-01-05'")
    assert known(f"'{first['at']}'") == known("DATE '2026-01-05'") == of_first > 0
    assert known(f"TIMESTAMP '{first['at']}' - INTERVAL 1 SECOND") == known("'2026-01-05 00:00'") == 0
    assert known(f"'{first['at'].replace(' ', 'T')}+00:00'") == of_first
    assert known("'2026-01-06 00:00:00'") == of_first < known("'2026-01-06'")


def test_the_three_times_are_apart(copy: Path) -> None:
    row = rows(
        copy,
        "SELECT time_start, said_on, published, known_from FROM claims WHERE actor = 'NATO allies' AND time_start = '2026' LIMIT 1",
    )[0]
    assert row["said_on"] < row["published"][:10] < row["known_from"][:10] and row["time_start"] == "2026"


def test_a_revision_shows_the_amounts_that_went_and_came(tmp_path: Path) -> None:
    document, claims, _ = gold("seeds")[0][2], gold("seeds")[1], None
    old = reading_of(document, claims)
    newer_document = Document(document.id + "-v2", document.text, url=document.url)
    changed = replace(old.claims[0], anchor=replace(old.claims[0].anchor, exact="$9bn"))

    def moved(claim: Claim) -> Claim:
        return replace(claim, document_id=newer_document.id, claim_id=claim.claim_id + "-v2")

    page = replace(page_of(document, body=b"changed"), url=old.page.url, revision=1, fetched_at=RUN_AT + DAY)
    articles = tuple(replace(a, document_id=newer_document.id) for a in old.articles)
    newer = Reading(page, newer_document, articles, tuple(moved(c) for c in (changed, *old.claims[1:])))
    with Ledger.open(tmp_path / "ledger.duckdb") as ledger:
        ledger.record(Harvest("1", RUN_AT, readings=(old,)))
        ledger.record(Harvest("2", RUN_AT, readings=(newer,)))
    publish(tmp_path / "ledger.duckdb", tmp_path / "copy.duckdb")
    (found,) = rows(tmp_path / "copy.duckdb", "FROM revisions")
    assert (found["revision"], found["amounts_new"]) == (1, ["$9bn"]) and found["url"] == old.page.url
    gone = {old.claims[0].anchor.exact} - {c.anchor.exact for c in old.claims[1:]}
    assert set(found["amounts_gone"]) == gone


def test_pages_come_back_for_reading_again(tmp_path: Path) -> None:
    harvest = harvest_of("seeds")
    with Ledger.open(tmp_path / "ledger.duckdb") as ledger:
        ledger.record(
            replace(harvest, pages=(replace(harvest.readings[0].page, sha256="0" * 64, url="https://wall.example"),))
        )
        pages = ledger.pages()
        assert pages == [replace(r.page, body=b"") for r in harvest.readings]
        assert ledger.pages(RUN_AT + DAY) == [] and len(ledger.pages(datetime(2026, 1, 1, tzinfo=UTC))) == 5


def test_a_second_reading_is_compared_place_by_place(tmp_path: Path) -> None:
    seeds = merged("seeds")
    with Ledger.open(tmp_path / "live") as ledger:
        ledger.record(seeds)
    one, two, three, *rest = seeds.readings[0].claims
    changed = replace(two, claim_id="new-2", low=1.0, high=2.0, actor=None)
    added = replace(three, claim_id="new-3", anchor=replace(three.anchor, start=three.anchor.start + 1))
    reading = replace(
        seeds.readings[0], claims=(replace(one, claim_id="new-1", extractor="gold"), changed, added, *rest)
    )
    alert = seeds.alerts[0]
    scratch = replace(
        seeds, readings=(reading, *seeds.readings[1:]), verdicts=tuple(v for v in seeds.verdicts if v.verdict_id not in alert.verdict_ids), alerts=seeds.alerts[1:]
    )  # fmt: skip
    with Ledger.open(tmp_path / "scratch") as ledger:
        ledger.record(scratch)
    found = difference(tmp_path / "live", tmp_path / "scratch", "gold")
    total = len({(c.document_id, c.segment, c.kind, c.anchor) for r in seeds.readings for c in r.claims})
    assert (found.documents, found.claims_same) == (5, total - 2) and not found.empty
    assert [r["anchor"] for r in found.claims_added] == [added.anchor.exact] and [
        r["anchor"] for r in found.claims_lost
    ] == [three.anchor.exact]
    (change,) = found.claims_changed
    assert change["changes"] == {
        "actor": [two.actor, None],
        "low": [None if two.low is None else str(float(two.low)), "1.0"],
        "high": [None if two.high is None else str(float(two.high)), "2.0"],
    }
    assert found.findings_added == [] and {r["anchor_start"] for r in found.findings_lost} >= {
        v.anchor.start for v in seeds.verdicts if v.verdict_id in alert.verdict_ids
    }
    assert [r["title"] for r in found.alerts_lost] == [alert.title] and found.alerts_added == []
    assert found.renews
    same = difference(tmp_path / "live", _same(tmp_path, seeds), one.extractor)
    assert same.empty and not same.renews
    with pytest.raises(LedgerMissing):
        difference(tmp_path / "live", tmp_path / "none", "gold")


def test_what_no_list_shows_is_named_by_its_document(tmp_path: Path) -> None:
    """Whatever makes a generation is announced: another statement that a claim counts to, or one finding too many."""
    seeds = merged("seeds")
    with Ledger.open(tmp_path / "live") as ledger:
        ledger.record(seeds)
    claim = seeds.readings[0].claims[0]
    with Ledger.open(tmp_path / "moved") as ledger:
        ledger.record(replace(seeds, propositions={**seeds.propositions, claim.claim_id: "of-its-own"}))
    moved = difference(tmp_path / "live", tmp_path / "moved", claim.extractor)
    assert [(r["document_id"], r["anchor"]) for r in moved.matters_otherwise] == [
        (claim.document_id, claim.anchor.exact)
    ]
    (change,) = (row["changes"]["statement"] for row in moved.matters_otherwise)
    assert change[1] == "of-its-own" and moved.renews and not moved.empty
    twice = replace(seeds.verdicts[0], verdict_id="said-twice")
    with Ledger.open(tmp_path / "twice") as ledger:
        ledger.record(replace(seeds, verdicts=(*seeds.verdicts, twice)))
    found = difference(tmp_path / "live", tmp_path / "twice", claim.extractor)
    assert [row["document_id"] for row in found.others] == [twice.document_id] and found.renews and not found.empty
    assert found.findings_added == [] == found.findings_otherwise


def _same(folder: Path, harvest: Harvest) -> Path:
    with Ledger.open(folder / "same") as ledger:
        ledger.record(harvest)
    return folder / "same"
