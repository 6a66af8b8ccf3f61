"""The door as a whole: propositions, events, look-alikes, open conflicts, copies, keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import given
from compare_make import CONTEXT, statement
from extractors.model import Article, Document, Verdict
from flows.compare import blocking_keys, compare
from flows.compare.origins import origins, similarity, sketch, tally
from flows.compare.types import Judgement
from flows.judge import Listeners, judge
from flows.settings import Settings
from storage.ledger import MEMORY, Ledger
from storage.rows import Harvest, Reading


def kinds(found: Judgement) -> list[tuple[str, str, str]]:
    return kinds_of(found.verdicts)


def kinds_of(verdicts: Iterable[Verdict]) -> list[tuple[str, str, str]]:
    return [(v.claim_id.split("-")[0], v.verdict, v.channel) for v in verdicts if v.rule != "look_alike"]


def test_new_then_said_again_then_contradicted() -> None:
    a = statement("a", "2025-06-10T08:00:00")
    b = statement("b", "2025-06-10T12:00:00")
    c = statement("c", "2025-06-11T07:00:00", unit="USD")
    found = compare([c, a, b], [], CONTEXT)
    assert kinds(found) == [("a", "new", "alert"), ("b", "corroborates", "silent"), ("c", "contradicts", "alert")]
    assert len(set(found.propositions.values())) == 1
    conflict = found.verdicts[-1]
    assert conflict.dimension == ("currency",) and conflict.against is not None and conflict.against.document_id == "a"
    assert conflict.event_id != found.verdicts[0].event_id


def test_a_third_outlet_joins_the_open_conflict() -> None:
    day = "2025-06-10T{}:00:00"
    known = compare([statement("a", day.format("08")), statement("b", day.format("09"), unit="USD")], [], CONTEXT)
    conflict = next(v for v in known.verdicts if v.verdict == "contradicts")
    for unit in ("EUR", "USD"):
        found = compare([statement("c", day.format("12"), unit=unit)], known.statements, CONTEXT)
        assert not [v for v in found.verdicts if v.channel == "alert"]
        assert conflict.event_id in {v.event_id for v in found.verdicts}


def test_conflicts_of_one_article_are_one_event() -> None:
    first = [
        statement("a", amount=x, purpose=p, text=f"Ada Berg: {p}")
        for x, p in ((40e6, "hospital beds"), (70e6, "power lines"))
    ]
    second = [replace(s, claim=replace(s.claim, claim_id=f"b-{n}", document_id="b", unit="USD"), article=Article("b", 0, 0, 9, published="2025-06-11")) for n, s in enumerate(first)]  # fmt: skip
    found = compare([*first, *second], [], CONTEXT)
    conflicts = [v for v in found.verdicts if v.verdict == "contradicts"]
    assert len(conflicts) == 2 and len({v.event_id for v in conflicts}) == 1


def test_a_look_alike_is_named_silently() -> None:
    a = statement("a", "2025-03-01")
    b = statement(
        "b",
        "2025-06-10",
        purpose="naval guns",
        recipient="Freedonia",
        speaker="Jon Dahl",
        text="Norland buys naval guns for Freedonia",
    )
    found = compare([a, b], [], CONTEXT)
    assert [(v.verdict, v.channel) for v in found.verdicts if v.claim_id == b.claim.claim_id] == [
        ("new", "alert"),
        ("unrelated", "silent"),
    ]


def test_denied_hypothetical_and_unnamed_are_never_told() -> None:
    for slots in (
        {"modality": "denied"},
        {"modality": "hypothetical"},
        {"actor": "a chipmaker"},
        {"role": "superseded"},
        {"kind": "figure"},
    ):
        found = compare([statement("a", **slots)], [], CONTEXT)
        assert [v.channel for v in found.verdicts] == ["silent"], slots


def test_a_correction_closes() -> None:
    known = compare([statement("a", "2025-06-10T08:00:00")], [], CONTEXT)
    wrong, right = statement("b", role="superseded"), statement("b", unit="USD")
    found = compare([wrong, right], known.statements, CONTEXT)
    assert ("updates", "correction") in {
        (v.verdict, v.subtype) for v in found.verdicts if v.claim_id == right.claim.claim_id
    }


def test_repeats_inside_an_article_are_told_once() -> None:
    found = compare(
        [statement("a", unit_basis="context"), statement("a", comparator="at_least", high=None), statement("a")],
        [],
        CONTEXT,
    )
    assert sorted(v.verdict for v in found.verdicts) == ["corroborates", "corroborates", "new"]
    assert len(set(found.propositions.values())) == 1


def test_a_page_that_changes_its_figure_is_told_as_a_revision() -> None:
    page = "https://example.org/page"
    known = compare([statement("page", "2025-06-10", url=page)], [], CONTEXT)
    same = compare([statement("page-v2", "2025-06-10", url=page)], known.statements, CONTEXT)
    assert [(v.verdict, v.channel) for v in same.verdicts] == [("corroborates", "silent")]
    changed = compare([statement("page-v2", "2025-06-10", url=page, amount=14e6)], known.statements, CONTEXT)
    assert [(v.verdict, v.subtype, v.channel) for v in changed.verdicts] == [("updates", "revision", "alert")]
    assert "EUR 40m" in changed.verdicts[0].reason and "EUR 14m" in changed.verdicts[0].reason


def test_a_page_that_changes_its_figure_is_held_against_itself_before_any_look_alike() -> None:
    page = "https://example.org/page"
    known = compare([statement("page", "2025-06-10", url=page)], [], CONTEXT).statements
    known += compare([statement("other", "2025-06-10", amount=90e6)], known, CONTEXT).statements
    changed = compare([statement("page-v2", "2025-06-11", url=page, amount=14e6)], known, CONTEXT)
    assert [(v.subtype, v.against.document_id) for v in changed.verdicts if v.against] == [("revision", "page")]


TEXT = "The city of Malm will pay forty million euros for a new heated pitch, the parks director said on Tuesday, and the players cheered at length."


def read(name: str, text: str, **slots: object) -> Reading:
    """A page whose one claim is given; the longer its name, the later it is printed."""
    published = f"2025-06-10T{10 + len(name):02}:00:00"
    article = Article(name, 0, 0, len(text), published=published)
    return given.reading(Document(name, text, published=published), [article], [statement(name, **slots).claim])


def test_copies_have_one_origin_and_a_changed_slot_goes_to_the_digest() -> None:
    pages = [
        read("a", TEXT),
        read("bb", f"{TEXT} More soon."),
        read("ccc", TEXT.replace("forty", "fourteen"), amount=14e6),
    ]
    found = given.play(pages)
    assert {a.origin for j in found for r in j.readings for a in r.articles} == {"a#0"}
    told = given.verdicts(found)
    assert kinds_of(told) == [("a", "new", "alert"), ("bb", "corroborates", "silent"), ("ccc", "contradicts", "digest")]
    assert {v.subtype for v in told} >= {"verbatim_duplicate"}


def test_sketches_tell_copies_from_rewrites() -> None:
    rewrite = "Players cheered in Malm on Tuesday: the parks department found forty million euros to heat the grass at last, its head announced."
    assert similarity(sketch(TEXT), sketch(TEXT + " Updated.")) > 0.6
    assert similarity(sketch(TEXT), sketch(rewrite)) < 0.2
    assert sketch("too short to tell") is None
    sketches = {k: s for k, s in (("a#0", sketch(TEXT)), ("b#0", sketch(rewrite))) if s is not None}
    assert origins(sketches, ["a#0", "b#0"]) == {"a#0": "a#0", "b#0": "b#0"}
    assert tally([("x", "1"), ("y", "1"), ("z", "2"), ("x", "1")]) == (3, 2)


def test_priors_are_asked_for_once_a_batch_and_by_key() -> None:
    asked: list[frozenset[str]] = []

    class Kept(Ledger):
        def keyed_priors(self, keys: Collection[str], *args: Any, **rest: Any) -> Any:
            asked.append(frozenset(keys))
            return super().keyed_priors(keys, *args, **rest)

    with Kept.open(MEMORY) as ledger:
        day = datetime(2025, 6, 10, 20, tzinfo=UTC)
        nobody, settings = Listeners(None, ()), Settings.model_construct()
        first = judge([read("a", TEXT)], ledger, nobody, settings, day)
        ledger.record(first.into(Harvest(run_id="1", started_at=day)), day)
        found = judge([read("bb", TEXT, unit="USD"), read("ccc", TEXT + " Indeed.")], ledger, nobody, settings, day)
    assert len(asked) == 2 and all(set(keys) & asked[1] for keys in found.keys.values())
    assert any(v.verdict == "contradicts" for v in found.verdicts)


def test_keys_are_narrow_and_symmetric() -> None:
    a, b = statement("a", "2025-06-10"), statement("b", "2025-06-12", unit="USD", purpose="beds for hospitals")
    assert blocking_keys(a) & blocking_keys(b)
    assert len(blocking_keys(a)) < 25
    assert not blocking_keys(a) & blocking_keys(statement("c", "2025-09-01", actor="Freedonia", speaker="X Y", recipient="Osterlich", purpose="ships", amount=7e6))  # fmt: skip


def test_nothing_in_nothing_out() -> None:
    assert compare([], [], CONTEXT) == Judgement()
    assert given.play([]) == []
