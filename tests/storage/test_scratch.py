"""A ledger in memory answers as one on disk does, whatever is recorded in whatever order."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from extractors.model import Statement
from goldledger import RUN_AT, harvest_of
from storage.ledger import Ledger
from storage.rows import Harvest, Sketch

BASE = harvest_of("seeds")
KEYS = sorted({key for keys in BASE.keys.values() for key in keys})
EVENTS = sorted({v.event_id for v in BASE.verdicts})


@st.composite
def harvests(draw: st.DrawFn) -> Harvest:
    """A few of the seeds' readings, under one of three extractor versions, with some of their findings."""
    version = draw(st.sampled_from(["gold", "rules/1", "rules/2"]))
    tag = "" if version == "gold" else "@" + version
    readings = tuple(
        replace(
            reading,
            claims=tuple(
                replace(c, claim_id=c.claim_id + tag, extractor=version)
                for c in reading.claims[: draw(st.integers(0, 6))]
            ),
        )
        for reading in draw(st.lists(st.sampled_from(BASE.readings), max_size=3))
    )
    alerts = draw(st.lists(st.sampled_from(BASE.alerts), max_size=2))
    told = [v for v in BASE.verdicts if any(v.verdict_id in a.verdict_ids for a in alerts)]
    told += draw(st.lists(st.sampled_from(BASE.verdicts), max_size=2))
    read = {r.document.id for r in readings}  # a finding never comes without its document, now or before
    places = [(a.document_id, a.segment) for r in readings for a in r.articles]
    return Harvest(
        run_id=draw(st.sampled_from(["a", "b", "c"])), started_at=RUN_AT, readings=readings, extractor=version,
        verdicts=tuple(v for v in told if v.document_id in read),
        alerts=tuple(alerts),
        owed=tuple(draw(st.lists(st.sampled_from(BASE.owed), max_size=2))),
        keys={key + tag: value for key, value in BASE.keys.items()},
        sketches={p: Sketch(bytes([i]), tuple(draw(st.lists(st.integers(0, 5), max_size=3)))) for i, p in enumerate(dict.fromkeys(places))},
    )  # fmt: skip


def bare(statements: list[Statement]) -> list[Statement]:
    """Without what a ledger on disk leaves out of priors."""
    return [
        replace(s, claim=replace(s.claim, quote=replace(s.claim.quote, prefix="", suffix=""), mentions=(), trace=()))
        for s in statements
    ]


@settings(max_examples=8, deadline=None, phases=[Phase.generate])  # shrinking costs minutes and tells little more
@given(st.lists(harvests(), min_size=1, max_size=4), st.integers(1, 4))
def test_memory_and_disk_agree(passes: list[Harvest], per_key: int) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Ledger.open(":memory:") as memory,
        Ledger.open(Path(folder) / "l") as disk,
    ):
        for harvest in passes:
            assert memory.record(harvest) == disk.record(harvest)
            for limit in (per_key, 400):
                assert bare(memory.priors(KEYS, limit)) == disk.priors(KEYS, limit)
                assert bare(memory.priors(KEYS, limit, 5)) == disk.priors(KEYS, limit, 5)
                assert bare(memory.priors(KEYS[:2], limit)) == disk.priors(KEYS[:2], limit)
            assert memory.articles_like(range(4)) == disk.articles_like(range(4))
            assert memory.told(EVENTS) == disk.told(EVENTS)
        ids = [c.claim_id for h in passes for r in h.readings for c in r.claims]
        assert memory.statements(ids) == disk.statements(ids)
        assert memory.owed(RUN_AT) == disk.owed(RUN_AT)


def test_ledgers_in_memory_know_nothing_of_each_other() -> None:
    with Ledger.open(":memory:") as one, Ledger.open(":memory:") as two:
        one.record(BASE)
        assert len(one.owed(RUN_AT)) == 11 and two.owed(RUN_AT) == [] and two.priors(KEYS) == []
    with Ledger.open(":memory:") as three:
        assert three.alerts() == []
