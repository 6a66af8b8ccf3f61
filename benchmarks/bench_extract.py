"""How fast texts become claims, on one core, in CPU time: `pytest benchmarks/bench_extract.py --benchmark-only -s`.

Texts are the project's own (tests/golds). PLEDGEWATCH_BENCH names a folder of JSON Lines files with a field ``text``: its
``newsquant.jsonl`` then stands for the sentences, and articles of 400 words are also made of them. Beside our figures stand, where they are
installed, what quantulum3 and Recognizers-Text (which read amounts only) and trafilatura (which cleans a page that holds the text) need.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors import extract
from extractors.model import Document

ROOT = Path(__file__).parent.parent
FOLDERS = ("seeds", "dev", "dev2", "dev3", "quiet", "quiet2", "quiet3")
DATE = "2025-12-03"
#: what is asked of sentences a second and of milliseconds an article
ASKED_SENTENCES, ASKED_ARTICLE = 2000, 5


def _golds() -> list[Document]:
    lines = [
        json.loads(line)
        for name in FOLDERS
        for line in (ROOT / "tests" / "golds" / name / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return [Document(d["id"], d["text"], title=d.get("title"), published=d.get("published")) for d in lines]


def _outside() -> list[str]:
    folder = os.environ.get("PLEDGEWATCH_BENCH")
    path = Path(folder) / "newsquant.jsonl" if folder else None
    if path is None or not path.is_file():
        return []
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


GOLDS = _golds()
SENTENCES = _outside() or [s for d in GOLDS for s in re.split(r"(?<=[.!?])\s+", d.text) if s.strip()][:600]


def _made() -> list[Document]:
    """Articles of some 400 words made of the sentences, three to a paragraph: as thick with amounts as news, not as a gold."""
    found, part = [], []
    for sentence in SENTENCES:
        part.append(sentence)
        if sum(len(s.split()) for s in part) >= 400:
            text = "\n\n".join(" ".join(part[k : k + 3]) for k in range(0, len(part), 3))
            found.append(Document(str(len(found)), text, published=DATE))
            part = []
    return found


def _least(read: Callable[[], object], rounds: int = 5) -> float:
    """The least CPU time of a few rounds, in seconds: what other processes cost is left out as far as it can be."""
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        read()
        spent.append(time.process_time() - began)
    return min(spent)


def _per_article(documents: list[Document]) -> float:
    """Median milliseconds for 400 words."""
    return statistics.median(
        _least(lambda d=d: extract(d)) * 1000 * 400 / max(1, len(d.text.split()))  # type: ignore[misc]
        for d in documents
    )


def test_sentences(benchmark: pytest.fixture) -> None:  # type: ignore[valid-type]
    documents = [Document(str(i), text, published=DATE) for i, text in enumerate(SENTENCES)]
    benchmark.pedantic(lambda: [extract(d) for d in documents], rounds=3, warmup_rounds=1)
    rate = len(documents) / sum(_least(lambda d=d: extract(d)) for d in documents)  # type: ignore[misc]
    benchmark.extra_info["sentences_per_s"] = round(rate)
    print(f"\npledgewatch: {rate:.0f} sentences/s (asked {ASKED_SENTENCES})")


@pytest.mark.parametrize("kind", ["made of sentences", "golds"])
def test_articles(benchmark: pytest.fixture, kind: str) -> None:  # type: ignore[valid-type]
    documents = GOLDS if kind == "golds" else _made()
    benchmark.pedantic(lambda: [extract(d) for d in documents], rounds=1)
    median = _per_article(documents)
    benchmark.extra_info |= {"articles": len(documents), "median_ms_per_400_words": round(median, 2)}
    print(f"\npledgewatch: {median:.1f} ms for 400 words, {len(documents)} articles, {kind} (asked {ASKED_ARTICLE})")


def test_grows_with_length(benchmark: pytest.fixture) -> None:  # type: ignore[valid-type]
    """CPU time for a kilobyte at 62 kB, 250 kB and 1 MB of news text, as a ratio to the first."""
    text = "\n\n".join(d.text for d in GOLDS)
    spent = []
    for size in (62_500, 250_000, 1_000_000):
        document = Document("l", (text * (size // len(text) + 1))[:size], published=DATE)
        spent.append(_least(lambda d=document: extract(d), 1) / size)  # type: ignore[misc]
    benchmark.pedantic(extract, (Document("s", text[:62_500], published=DATE),), rounds=1)
    ratios = [round(s / spent[0], 2) for s in spent]
    benchmark.extra_info["ratios"] = ratios
    print(f"\nCPU for a kB at 62 kB, 250 kB, 1 MB: {ratios} (1 is linear; repeated paragraphs are read once)")


def test_cleaning_the_same_articles(benchmark: pytest.fixture) -> None:  # type: ignore[valid-type]
    """The yardstick: what trafilatura needs for pages that hold the same texts."""
    trafilatura = pytest.importorskip("trafilatura")
    pages = [
        "<html><body><article>" + "".join(f"<p>{p}</p>" for p in d.text.split("\n\n")) + "</article></body></html>"
        for d in GOLDS
    ]
    benchmark.pedantic(lambda: [trafilatura.extract(page) for page in pages], rounds=1)


def test_peer_quantulum3(benchmark: pytest.fixture) -> None:  # type: ignore[valid-type]
    parser = pytest.importorskip("quantulum3.parser", exc_type=ImportError)
    _peer(benchmark, "quantulum3", parser.parse)


def test_peer_recognizers_text(benchmark: pytest.fixture) -> None:  # type: ignore[valid-type]
    recognizers = pytest.importorskip("recognizers_number_with_unit", exc_type=ImportError)
    culture = pytest.importorskip("recognizers_text", exc_type=ImportError).Culture
    _peer(benchmark, "Recognizers-Text", lambda s: recognizers.recognize_currency(s, culture.English))


def _peer(benchmark: pytest.fixture, name: str, read: Callable[[str], object]) -> None:  # type: ignore[valid-type]
    some = SENTENCES[:60]
    benchmark.pedantic(lambda: [read(s) for s in some], rounds=1)  # type: ignore[attr-defined]
    rate = len(some) / _least(lambda: [read(s) for s in some], 1)
    print(f"\n{name}: {rate:.0f} sentences/s (amounts only)")


@pytest.mark.parametrize(
    "noise", ["€1bn " * 40_000, "123 " * 50_000, "Norway pledged €1bn. " * 9_000], ids=["amounts", "digits", "same"]
)
def test_noise(benchmark: pytest.fixture, noise: str) -> None:  # type: ignore[valid-type]
    """200 kB that no article prints."""
    benchmark.pedantic(extract, (Document("n", noise),), rounds=1)
