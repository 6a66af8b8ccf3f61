"""Who reads makes no difference: this process, other processes, a Dask cluster give the same, bit for bit."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from flows.passes import pipeline, stages
from flows.settings import BadSettings, Paths, Settings
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


def test_a_scheduler_that_does_not_answer_is_named(
    tmp_path: Path, pages: list[Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    import distributed

    monkeypatch.setattr(distributed, "Client", lambda address, timeout: (_ for _ in ()).throw(OSError("timed out")))
    settings = Settings(paths=Paths(data=tmp_path), read=ReadSettings(batch=4, dask="tcp://127.0.0.1:9"))
    with pytest.raises(BadSettings, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        read(settings, pages)


def test_batches_are_few_however_many_pages(pages: list[Page], tmp_path: Path) -> None:
    settings = Settings(paths=Paths(data=tmp_path))
    many = [stages.Fetch(pages=tuple(pages * 200))]
    parts = stages.read_parts(settings, many)
    assert len(parts) <= stages.MOST_READ_PARTS
    assert [page for part in parts for page in part] == pages * 200
