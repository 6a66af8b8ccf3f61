"""How fast articles become claims, on one core: `pytest benchmarks/bench_extract.py --benchmark-only`.

Texts are the project's own (tests/golds). The cleaning of one page of each text by trafilatura is timed in the same run, so that the ratio
says what reading costs beside fetching and cleaning; PLEDGEWATCH_SENTENCES names a JSON Lines file with a field ``text`` to read sentence
by sentence instead of the golds'.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from extractors import extract
from extractors.model import Document

ROOT = Path(__file__).parent.parent
FOLDERS = ("seeds", "dev", "dev2", "quiet", "quiet2")


def _articles() -> list[Document]:
    lines = [
        json.loads(line)
        for name in FOLDERS
        for line in (ROOT / "tests" / "golds" / name / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return [Document(d["id"], d["text"], title=d.get("title"), published=d.get("published")) for d in lines]


def _sentences() -> list[Document]:
    named = os.environ.get("PLEDGEWATCH_SENTENCES")
    if named:
        texts = [json.loads(line)["text"] for line in Path(named).read_text(encoding="utf-8").splitlines() if line]
    else:
        texts = [s for d in _articles() for s in re.split(r"(?<=[.!?])\s+", d.text) if s.strip()]
    return [Document(str(i), text, published="2025-12-03") for i, text in enumerate(texts)]


def _read(documents: list[Document]) -> int:
    return sum(len(extract(d)) for d in documents)


def test_articles(benchmark: pytest.fixture) -> None:  # type: ignore[valid-type]
    articles = _articles()
    words = sum(len(d.text.split()) for d in articles)
    claims = benchmark(_read, articles)
    benchmark.extra_info |= {"articles": len(articles), "words": words, "claims": claims}
    benchmark.extra_info["ms_per_400_words"] = round(benchmark.stats["min"] * 1000 * 400 / words, 2)


def test_sentences(benchmark: pytest.fixture) -> None:  # type: ignore[valid-type]
    sentences = _sentences()
    benchmark(_read, sentences)
    benchmark.extra_info["sentences_per_s"] = round(len(sentences) / benchmark.stats["min"])


def test_cleaning_the_same_articles(benchmark: pytest.fixture) -> None:  # type: ignore[valid-type]
    """The yardstick: what trafilatura needs for pages that hold the same texts."""
    trafilatura = pytest.importorskip("trafilatura")
    pages = [
        "<html><body><article>" + "".join(f"<p>{p}</p>" for p in d.text.split("\n\n")) + "</article></body></html>"
        for d in _articles()
    ]
    benchmark(lambda: [trafilatura.extract(page) for page in pages])


@pytest.mark.parametrize(
    "noise", ["€1bn " * 40_000, "123 " * 50_000, "Norway pledged €1bn. " * 9_000], ids=["amounts", "digits", "same"]
)
def test_noise(benchmark: pytest.fixture, noise: str) -> None:  # type: ignore[valid-type]
    """200 kB that no article prints."""
    benchmark.pedantic(extract, (Document("n", noise),), rounds=1)
