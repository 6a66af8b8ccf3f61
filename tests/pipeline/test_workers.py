"""Who reads makes no difference: this process, other processes, a Dask cluster give the same, bit for bit."""

from __future__ import annotations

import datetime as dt
import hashlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import distributed
import pytest

from flows.passes import cluster, pipeline, stages
from flows.settings import Paths, Settings
from flows.settings import Read as ReadSettings
from storage.rows import Page

SEEDS = Path(__file__).parents[2] / "seeds"
NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def pages() -> list[Page]:
    """The seeds as text and as web pages."""
    out = []
    for file in sorted(SEEDS.glob("*.txt")):
        text = file.read_text(encoding="utf-8")
        html = (
            "<html><body><article>" + "".join(f"<p>{p}</p>" for p in text.split("\n") if p) + "</article></body></html>"
        )
        for kind, body in (("text/plain", text), ("text/html", html)):
            data = body.encode()
            url = f"https://desk.example/{file.stem}/{kind}"
            out.append(
                Page("seeds", url, NOW, data, hashlib.sha256(data).hexdigest(), content_type=kind, charset="utf-8")
            )
    return out


def read(settings: Settings, pages: list[Page]) -> list[stages.Read]:
    stage = next(s for s in pipeline.STAGES if s.name == "read")
    parts = stages.read_parts(settings, [stages.Fetch(pages=tuple(pages))])
    assert len(parts) > 1
    results: list[stages.Read] = pipeline.in_this_process(stage, settings, parts, pipeline.no_progress)
    return results


@pytest.mark.parametrize("who", [{"processes": 2}, {"dask": "local"}], ids=["processes", "dask"])
def test_the_same_readings_whoever_reads(pages: list[Page], tmp_path: Path, who: dict[str, object]) -> None:
    here = Settings(paths=Paths(data=tmp_path), read=ReadSettings(batch=4))
    there = here.model_copy(update={"read": ReadSettings(batch=4, **who)})  # type: ignore[arg-type]
    expected = read(here, pages)
    assert sum(len(r.claims) for part in expected for r in part.readings) > 20
    assert repr(read(there, pages)) == repr(expected)


@pytest.fixture(scope="module")
def scheduler() -> Iterator[distributed.LocalCluster]:
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        yield cluster


def on(address: str, folder: Path) -> Settings:
    return Settings(paths=Paths(data=folder), read=ReadSettings(batch=4, dask=address))


def test_a_cluster_at_an_address_reads_the_same_and_may_lose_its_workers(
    pages: list[Page],
    tmp_path: Path,
    scheduler: distributed.LocalCluster,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    expected = repr(read(Settings(paths=Paths(data=tmp_path), read=ReadSettings(batch=4)), pages))
    settings = on(scheduler.scheduler_address, tmp_path)
    assert repr(read(settings, pages)) == expected and "read here" not in caplog.text
    hand_out = cluster.handing_out

    def then_everybody_leaves(dask: Any) -> Any:
        scheduler.scale(0)
        while dask.scheduler_info()["workers"]:  # a worker says goodbye within a second
            time.sleep(0.05)
        return hand_out(dask)

    monkeypatch.setattr(cluster, "LOOK_SECONDS", 0.2)
    monkeypatch.setattr(cluster, "handing_out", then_everybody_leaves)
    assert repr(read(settings, pages)) == expected
    assert "no worker left" in caplog.text


def test_a_scheduler_that_does_not_answer_is_done_without(
    tmp_path: Path, pages: list[Page], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 0.5)
    with socket.socket() as taken:  # bound and not listening: nobody answers there
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        readings = read(on(address, tmp_path), pages)
    assert repr(readings) == repr(read(Settings(paths=Paths(data=tmp_path), read=ReadSettings(batch=4)), pages))
    assert f"no Dask scheduler with a worker answers at {address}" in caplog.text


def test_batches_are_few_however_many_pages(pages: list[Page], tmp_path: Path) -> None:
    settings = Settings(paths=Paths(data=tmp_path))
    many = [stages.Fetch(pages=tuple(pages * 200))]
    parts = stages.read_parts(settings, many)
    assert len(parts) <= stages.MOST_READ_PARTS
    assert [page for part in parts for page in part] == pages * 200
