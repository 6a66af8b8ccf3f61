"""How fast amounts and times are read, on one core: `pytest benchmarks/bench_quantities.py --benchmark-only`.

Texts are the seed articles and the project's own development articles. Where quantulum3 or Recognizers-Text are installed they read the same
sentences; PLEDGEWATCH_SENTENCES names a JSON Lines file with a field ``text`` to use instead.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from extractors.quantities import read_quantities
from extractors.temporal import read_times

ROOT = Path(__file__).parent.parent
DATE = "2025-12-03"


def _texts() -> list[str]:
    golds = ROOT / "tests" / "golds"
    lines = [
        line
        for name in ("seeds", "dev")
        for line in (golds / name / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return [json.loads(line)["text"] for line in lines]


def _sentences() -> list[str]:
    named = os.environ.get("PLEDGEWATCH_SENTENCES")
    if named:
        return [
            json.loads(line)["text"] for line in Path(named).read_text(encoding="utf-8").splitlines() if line.strip()
        ]
    return [s for text in _texts() for s in re.split(r"(?<=[.!?])\s+", text) if s.strip()]


SENTENCES = _sentences()
#: an article of 400 words
ARTICLE = " ".join(" ".join(_texts()).split()[:400])


def test_quantities_of_sentences(benchmark):
    benchmark.extra_info["sentences"] = len(SENTENCES)
    benchmark(lambda: [read_quantities(s) for s in SENTENCES])
    benchmark.extra_info["sentences_per_second"] = round(len(SENTENCES) / benchmark.stats.stats.median)


def test_times_of_sentences(benchmark):
    benchmark(lambda: [read_times(s, 0, None, DATE) for s in SENTENCES])
    benchmark.extra_info["sentences_per_second"] = round(len(SENTENCES) / benchmark.stats.stats.median)


def test_quantities_of_an_article(benchmark):
    benchmark(read_quantities, ARTICLE)


def test_times_of_an_article(benchmark):
    benchmark(read_times, ARTICLE, 0, None, DATE)


@pytest.mark.parametrize("size", [125_000, 250_000, 500_000, 1_000_000])
def test_quantities_grow_with_length(benchmark, size):
    text = (" ".join(SENTENCES) * (size // sum(map(len, SENTENCES)) + 1))[:size]
    benchmark.pedantic(read_quantities, args=(text,), rounds=3)


@pytest.mark.parametrize("unit", ["1 ", "$1 (", "4 billion ", "1,", "a ", "| 1 |\n", "half a ", "Rs 5 "])
def test_hostile_texts(benchmark, unit):
    benchmark.pedantic(read_quantities, args=(unit * (100_000 // len(unit)),), rounds=1)


def test_peer_quantulum3(benchmark):
    parser = pytest.importorskip("quantulum3.parser", exc_type=ImportError)

    some = SENTENCES[:60]
    benchmark.pedantic(lambda: [parser.parse(s) for s in some], rounds=2)
    benchmark.extra_info["sentences_per_second"] = round(len(some) / benchmark.stats.stats.median)


def test_peer_recognizers_text(benchmark):
    recognizers = pytest.importorskip("recognizers_number_with_unit", exc_type=ImportError)
    culture = pytest.importorskip("recognizers_text", exc_type=ImportError).Culture

    some = SENTENCES[:30]
    benchmark.pedantic(lambda: [recognizers.recognize_currency(s, culture.English) for s in some], rounds=1)
    benchmark.extra_info["sentences_per_second"] = round(len(some) / benchmark.stats.stats.median)
