"""The ledger's doors, on the seeds' claims: what is recorded comes back as it was, twice adds nothing, what is owed is owed once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.model import Alert, Article, Claim, Document, Equivalent, Quote, Span, Time
from goldledger import RUN_AT, gold, harvest_of
from storage import mapping
from storage.errors import LedgerError
from storage.ledger import Ledger
from storage.rows import Harvest, Owed, Page, Reading, Recorded, Sketch, SourceState

LATER = RUN_AT + timedelta(hours=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "ledger" / "ledger.duckdb"


def test_a_pass_comes_back_as_it_was_recorded(path: Path) -> None:
    harvest = harvest_of("seeds")
    with Ledger.open(path) as ledger:
        assert ledger.record(harvest) == Recorded(5, 6, 116, 68, 11, 11)
    with Ledger.open(path) as ledger:
        claims = {c.claim_id: c for c in gold("seeds")[1]}
        found = ledger.statements(claims)
        assert {key: s.claim for key, s in found.items()} == claims
        articles = {(a.document_id, a.segment): a for r in harvest.readings for a in r.articles}
        assert all(s.article == articles[s.claim.document_id, s.claim.segment] for s in found.values())
        assert {key: s.event_id for key, s in found.items() if s.event_id} == harvest.events
        assert ledger.verdicts(claims) == sorted(
            (v for v in harvest.verdicts if v.claim_id in claims), key=lambda v: harvest.verdicts.index(v)
        )
        assert {a.alert_id: a for a in ledger.alerts()} == {a.alert_id: a for a in harvest.alerts}
        assert ledger.source_states()["seeds"] == harvest.states[0]


def test_the_same_content_twice_adds_nothing(path: Path) -> None:
    harvest = harvest_of("seeds")
    for run_id in ("run-1", "run-1", "run-2"):
        with Ledger.open(path) as ledger:
            added = ledger.record(replace(harvest, run_id=run_id))
    assert added == Recorded()
    connection = duckdb.connect(str(path), read_only=True)
    counts = connection.execute(
        "SELECT (SELECT count(*) FROM claim_log), (SELECT count(DISTINCT claim_id) FROM claim_log), "
        "(SELECT count(*) FROM claim_key), (SELECT count(*) FROM outbox), (SELECT count(*) FROM run_log)"
    ).fetchall()[0]
    assert counts == (116, 116, sum(len(set(k)) for k in harvest.keys.values()), 11, 2)
    connection.close()


def test_a_repeat_inside_one_harvest_is_recorded_once() -> None:
    harvest = harvest_of("seeds")
    with Ledger.open(":memory:") as ledger:
        twice = replace(harvest, readings=harvest.readings * 2, verdicts=harvest.verdicts * 2, owed=harvest.owed * 2)
        assert ledger.record(twice).claims == 116
        assert len(ledger.owed(LATER)) == 11


def test_priors_are_the_claims_that_share_a_key_in_the_order_of_recording(path: Path) -> None:
    harvest = harvest_of("seeds")
    with Ledger.open(path) as ledger:
        assert ledger.priors(["unit:EUR"]) == []
        ledger.record(harvest)
        found = [s.claim.claim_id for s in ledger.priors(["unit:EUR", "actor:Mark Rutte", "nobody's key"])]
        wanted = [
            c.claim_id for c in gold("seeds")[1] if {"unit:EUR", "actor:Mark Rutte"} & set(harvest.keys[c.claim_id])
        ]
        assert sorted(found) == sorted(wanted) and len(found) == len(set(found))
        assert [s.claim.claim_id for s in ledger.priors(["unit:EUR"], per_key=3)] == [
            s.claim.claim_id for s in ledger.priors(["unit:EUR"])
        ][-3:]
        assert ledger.priors([]) == []
        few = [s.claim.claim_id for s in ledger.priors(["unit:EUR", "unit:USD"], budget=4)]
        newest = [[s.claim.claim_id for s in ledger.priors([key])][-2:] for key in ("unit:EUR", "unit:USD")]
        assert sorted(few) == sorted(newest[0] + newest[1]), "every key's newest come first"


def test_a_new_extractor_version_adds_a_generation_and_keeps_the_old(path: Path) -> None:
    harvest = harvest_of("seeds")
    first = harvest.readings[0]
    again = replace(
        first, claims=tuple(replace(c, claim_id=c.claim_id + "-v2", extractor="rules/2") for c in first.claims[:3])
    )
    with Ledger.open(path) as ledger:
        ledger.record(harvest)
        gone = {c.claim_id for c in first.claims}
        second = replace(
            harvest, run_id="re", readings=(again,), keys={c.claim_id: ("unit:EUR",) for c in again.claims}
        )
        added = ledger.record(second)
        assert (added.claims, added.articles) == (3, len({c.segment for c in first.claims} | {0}))
        current = {s.claim.claim_id for s in ledger.priors(["unit:EUR", "unit:USD", "unit:year", "actor:NATO allies"])}
        assert {c.claim_id for c in again.claims} <= current and not current & gone
        assert set(ledger.statements(gone)) == gone
        assert ledger.record(second) == Recorded()
        assert ledger.recorded([first.document.id], "rules/2") == {first.document.id}
        assert ledger.recorded([harvest.readings[1].document.id], "rules/2") == set()


def test_a_page_in_which_a_newer_version_finds_nothing_loses_its_claims_from_sight() -> None:
    harvest = harvest_of("seeds")
    empty = replace(harvest.readings[0], claims=())
    with Ledger.open(":memory:") as ledger:
        ledger.record(harvest)
        ledger.record(Harvest("re", LATER, readings=(empty,), extractor="rules/2"))
        seen = {s.claim.document_id for s in ledger.priors(["unit:EUR", "unit:USD"])}
        assert empty.document.id not in seen and seen


def test_known_addresses_answer_for_what_was_asked_and_where_it_ended(path: Path) -> None:
    page = Page("s", "https://a.example/x", RUN_AT, b"1", "0" * 64, final_url="https://a.example/y", revision=0)
    newer = replace(page, body=b"2", sha256="1" * 64, fetched_at=LATER, revision=1)
    document = Document("d", "text")
    with Ledger.open(path) as ledger:
        ledger.record(Harvest("1", RUN_AT, readings=(Reading(page, document, (), ()),)))
        ledger.record(Harvest("2", LATER, pages=(newer,)))
        found = ledger.known(["https://a.example/x", "https://a.example/y", "https://a.example/z"])
    assert set(found) == {"https://a.example/x", "https://a.example/y"}
    assert {(k.sha256, k.revision, k.document_id, k.fetched_at) for k in found.values()} == {("1" * 64, 1, None, LATER)}


def test_what_is_owed_stays_owed_until_it_is_settled(path: Path) -> None:
    harvest = harvest_of("seeds")
    keys = [o.key for o in harvest.owed]
    with Ledger.open(path) as ledger:
        ledger.record(harvest)
        assert [o.key for o in ledger.owed(LATER)] == keys
        assert ledger.mark_sent(keys[0], LATER, receipt="1700.1")
        assert not ledger.mark_sent(keys[0], LATER)
        assert ledger.mark_failed(keys[1], LATER, "the server is down", LATER + timedelta(minutes=5))
        assert ledger.park(keys[2], LATER, "no such address")
        assert not ledger.mark_failed("no such key", LATER, "x", LATER)
    with Ledger.open(path) as ledger:
        assert [o.key for o in ledger.owed(LATER)] == keys[3:]
        due = ledger.owed(LATER + timedelta(minutes=5))
        assert {o.key for o in due} == set(keys) - {keys[0], keys[2]}
        late = next(o for o in due if o.key == keys[1])
        assert (late.attempts, late.last_error, late.next_attempt) == (
            1,
            "the server is down",
            LATER + timedelta(minutes=5),
        )
        ledger.record(replace(harvest, run_id="again"))
        assert keys[0] not in {o.key for o in ledger.owed(LATER + timedelta(days=9))}
        assert ledger.unpark() == 1 and ledger.unpark() == 0
        assert keys[2] in {o.key for o in ledger.owed(LATER)}
        file = ledger.alert(harvest.owed[0].alert_id)
        assert file is not None
        assert [(d.outcome, d.attempt) for d in file.deliveries] == [("sent", 1)]
        assert file.owed[0].receipt == "1700.1" and file.owed[0].status == "sent"


def test_an_alert_is_found_by_the_beginning_of_its_id_with_both_sides(path: Path) -> None:
    harvest = harvest_of("seeds")
    conflict = next(v for v in harvest.verdicts if v.verdict == "contradicts" and v.channel == "alert" and v.against)
    assert conflict.against is not None
    with Ledger.open(path) as ledger:
        ledger.record(harvest)
        file = ledger.alert(f"A-{conflict.event_id}")
        assert file is not None
        assert conflict in file.verdicts and {conflict.claim_id, conflict.against.claim_id} <= set(file.statements)
        assert ledger.alert("nothing like it") is None and ledger.alert("") is None
        with pytest.raises(LedgerError, match="Several alerts begin with A-"):
            ledger.alert("A-")
        assert ledger.told([conflict.event_id, "x"]) == {(conflict.event_id, "contradicts")}


def test_articles_like_are_found_by_a_common_band() -> None:
    harvest = harvest_of("seeds")
    places = [(a.document_id, a.segment) for r in harvest.readings for a in r.articles]
    sketches = {place: Sketch(bytes([i]), (i, 2**64 - 1 - i // 2)) for i, place in enumerate(places)}
    with Ledger.open(":memory:") as ledger:
        ledger.record(replace(harvest, sketches=sketches))
        assert [s.data for s in ledger.articles_like([2**64 - 1])] == [b"\1", b"\0"]
        assert ledger.articles_like([999]) == [] and ledger.articles_like([]) == []
        assert ledger.articles_like([3])[0].article.document_id == places[3][0]


def test_a_summary_tells_what_a_run_added(path: Path) -> None:
    with Ledger.open(path) as ledger:
        assert ledger.run_summary() is None
        ledger.record(harvest_of("seeds", "a"), RUN_AT)
        ledger.record(harvest_of("dev", "b"), LATER)
        last, first = ledger.run_summary(), ledger.run_summary("a")
    assert last is not None and (last.run_id, last.claims, last.recorded_at) == ("b", 214, LATER)
    assert first is not None and (first.claims, first.sources_ok) == (116, 1)


def test_states_are_replaced_and_keep_their_cursor(path: Path) -> None:
    state = SourceState(
        "s", "https://x.example", '"e"', "yesterday", RUN_AT, None, 2, "no answer", LATER, True, {"a": "b", "ü": ""}
    )
    with Ledger.open(path) as ledger:
        ledger.record(Harvest("1", RUN_AT, states=(replace(state, failures=9), SourceState("t"))))
        ledger.record(Harvest("2", RUN_AT, states=(state,)))
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.source_states() == {"s": state, "t": SourceState("t")}


WORDS = st.one_of(st.none(), st.text(max_size=12))
NUMBERS = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**15), 10**15))
SPANS = st.builds(Span, st.integers(0, 10**6), st.integers(0, 10**6), st.text(max_size=8))
CLAIMS = st.builds(
    Claim, document_id=st.just("d"), segment=st.integers(0, 2), claim_id=st.uuids().map(str), kind=st.sampled_from(["pledge", "figure"]),
    anchor=SPANS, quote=st.builds(Quote, st.just(0), st.just(1), st.text(max_size=20), st.text(max_size=3), st.text(max_size=3)),
    actor=WORDS, speaker=WORDS, recipient=WORDS, purpose=WORDS, low=NUMBERS, high=NUMBERS, unit=WORDS, hedge=WORDS,
    equivalents=st.lists(st.builds(Equivalent, NUMBERS, NUMBERS, st.text(max_size=3)), max_size=2).map(tuple),
    time=st.builds(Time, WORDS, WORDS, WORDS, WORDS, WORDS), condition=WORDS, extractor=st.just("x/1"),
    mentions=st.lists(SPANS, max_size=2).map(tuple), ordinal=WORDS, magnitude=NUMBERS, recalled=st.booleans(),
    trace=st.lists(st.text(max_size=9), max_size=2).map(tuple),
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(CLAIMS, min_size=1, max_size=5))
def test_any_claim_survives_the_tables(claims: list[Claim]) -> None:
    clean = tuple(mapping.claim_from(mapping.claim_row(c)) for c in claims)
    reading = Reading(Page("s", "u", RUN_AT, b"", "0" * 64), Document("d", "t"), (), clean)
    with Ledger.open(":memory:") as ledger:
        ledger.record(Harvest("r", RUN_AT, readings=(reading,)))
        found = ledger.statements([c.claim_id for c in clean])
    assert [found[c.claim_id].claim for c in clean] == list(clean)


def test_a_lone_surrogate_is_stored_as_a_replacement_character() -> None:
    claim = replace(gold("seeds")[1][0], actor="A\ud800B")
    reading = Reading(Page("s", "u", RUN_AT, b"", "0" * 64), Document(claim.document_id, "t"), (), (claim,))
    with Ledger.open(":memory:") as ledger:
        ledger.record(Harvest("r", RUN_AT, readings=(reading,)))
        assert ledger.statements([claim.claim_id])[claim.claim_id].claim.actor == "A?B"


@pytest.mark.parametrize(
    ("published", "moment"),
    [
        ("2025", datetime(2025, 1, 1)), ("2025-12", datetime(2025, 12, 1)), ("2025-12-03", datetime(2025, 12, 3)),
        ("2025-12-03~", datetime(2025, 12, 3)), ("2025-12-03T10:00:00+02:00", datetime(2025, 12, 3, 8)),
        ("2025-12-03T10:00:00Z", datetime(2025, 12, 3, 10)), ("soon", None), ("", None), (None, None), ("2025-13", None),
    ],
)  # fmt: skip
def test_dates_of_any_precision_have_a_first_moment(published: str | None, moment: datetime | None) -> None:
    assert mapping.moment_of(published) == moment


def test_a_failed_record_leaves_nothing_behind(path: Path) -> None:
    harvest = harvest_of("seeds")
    broken = replace(
        harvest, alerts=(*harvest.alerts, Alert("bad", "e", "d", "now", "alert", None, "t", "b", (object(),)))
    )  # type: ignore[arg-type]
    with Ledger.open(path) as ledger:
        with pytest.raises(Exception):  # noqa: B017
            ledger.record(broken)
        assert ledger.statements([c.claim_id for c in gold("seeds")[1]]) == {} and ledger.owed(LATER) == []
        assert ledger.record(harvest).claims == 116


def test_a_claim_of_an_undescribed_segment_gets_the_whole_document_as_its_article() -> None:
    claim = replace(gold("seeds")[1][0], segment=7)
    document = Document(claim.document_id, "some text", "T", published="2025-01-02")
    with Ledger.open(":memory:") as ledger:
        ledger.record(
            Harvest("r", RUN_AT, readings=(Reading(Page("s", "u", RUN_AT, b"", "0" * 64), document, (), (claim,)),))
        )
        found = ledger.statements([claim.claim_id])[claim.claim_id].article
    assert found == Article(claim.document_id, 7, 0, 9, "T", published="2025-01-02")


def test_moments_keep_their_zone_through_the_outbox(path: Path) -> None:
    east = datetime.fromisoformat("2026-01-05T15:00:00+03:00")
    alert = harvest_of("seeds").alerts[0]
    with Ledger.open(path) as ledger:
        owed = Owed("k", alert.alert_id, "d", next_attempt=east)
        ledger.record(Harvest("r", RUN_AT, alerts=(alert,), owed=(owed,)), RUN_AT - timedelta(hours=1))
        assert ledger.owed(RUN_AT - timedelta(seconds=1)) == []
        assert ledger.owed(RUN_AT)[0].next_attempt == datetime(2026, 1, 5, 12, tzinfo=UTC)
