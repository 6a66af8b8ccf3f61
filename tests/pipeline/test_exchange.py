"""Orders and results between a pass and its fetching workers: whole, small, and never code."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from flows.notices import Notice
from flows.passes.exchange import Exchange
from flows.passes.stages import Fetch, Plan
from flows.settings import Paths, Settings, Source
from storage.errors import LedgerMissing
from storage.objects import raw_store
from storage.rows import Page, Problem, SourceReport, SourceState

NOW = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
BODY = b"\xff\xfe\x00 not UTF-8"


@pytest.fixture(params=["folder", "memory"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    raw = None if request.param == "folder" else f"memory://{tmp_path.name}"
    return Settings(paths=Paths(data=tmp_path, raw=raw))


def test_an_order_and_its_result_come_through_whole(settings: Settings) -> None:
    sources = (Source(name="a", url="https://a.example/feed", tags=("x",)),)
    states = {n: SourceState(n, etag='"1"', next_due=NOW, cursor={"window": "k"}) for n in ("a", "b")}
    exchange = Exchange(settings)
    name = exchange.order((sources, Plan(sources, states, due_only=True), NOW))
    taken_sources, planned, now = Exchange(settings).take(name)
    assert taken_sources == sources and now == NOW and planned.due_only
    assert planned.states == {"a": states["a"]}  # only what the group needs travels
    digest = raw_store(settings.raw_address).put(BODY)
    kept = Page("a", "https://a.example/1", NOW, BODY, digest)
    loose = Page("a", "https://a.example/2", NOW, b"\x00 in no store", "0" * 64, title="Ä")
    found = Fetch(
        (kept, loose), (states["a"],), (SourceReport("a", "feed", "ok", new=2),),
        (Problem("a", "https://a.example/3", "fetch", "http_404", "gone"),), (Notice("k", "a", "recovered", "a is back", ("a", "b")),),
    )  # fmt: skip
    exchange.deliver(name, found)
    assert Exchange(settings).collect(name) == found
    with pytest.raises(LedgerMissing, match=r"same paths\.raw"):
        exchange.take(name)


def test_messages_that_nobody_takes_are_swept(settings: Settings) -> None:
    exchange = Exchange(settings)
    assert exchange.sweep(NOW) == 0  # before anything was laid down
    old = exchange.order(((), Plan((), {}, due_only=True), NOW - dt.timedelta(days=3)))
    new = exchange.order(((), Plan((), {}, due_only=True), NOW))
    exchange.deliver(old, Fetch((), (), (), ()))
    assert exchange.sweep(NOW - dt.timedelta(days=2)) == 2
    assert exchange.take(new)
    with pytest.raises(LedgerMissing):
        exchange.take(old)


@pytest.mark.parametrize("name", ["../ledger", "a/b", ".."])
def test_a_name_leads_nowhere_else(settings: Settings, name: str) -> None:
    with pytest.raises(ValueError, match="no name of an order"):
        Exchange(settings).take(name)
