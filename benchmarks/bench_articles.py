"""How much of an article's text is found: the article extraction set of Scrapinghub (181 pages with their text), beside trafilatura alone.

    git clone https://github.com/scrapinghub/article-extraction-benchmark DIR
    .venv/bin/python benchmarks/bench_articles.py DIR

F1 over shingles of four words, averaged over pages, as that set defines it. Pages that the cleaner recognises as paywalled give no
document on purpose, but their free beginning (``Cleaned.teaser``), which is what that set asks for; figures are given with and without them.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from pathlib import Path
from statistics import mean

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from flows.clean import clean  # noqa: E402
from flows.clean.markup import bare  # noqa: E402
from pages import page  # noqa: E402


def shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    """Runs of four words (of fewer, where the text is shorter)."""
    words = re.findall(r"\w+", text, re.UNICODE)
    return Counter(tuple(words[n : n + size]) for n in range(max(1, len(words) - size + 1)) if words)


def overlap(true: str, found: str) -> tuple[float, float, float]:
    """(right, wrong, missed) shares of one page."""
    a, b = shingles(true), shingles(found)
    both, total = sum((a & b).values()), sum((a | b).values()) or 1
    return both / total, (sum(b.values()) - both) / total, (sum(a.values()) - both) / total


def figures(pairs: list[tuple[str, str]]) -> str:
    """F1, precision and recall over pages."""
    scores = [overlap(true, found) for true, found in pairs]
    precision = mean(r / (r + w) if r + w else 1.0 - bool(m) for r, w, m in scores if r + w)
    recall = mean(r / (r + m) if r + m else 1.0 for r, w, m in scores if r + m)
    return (
        f"F1 {2 * precision * recall / (precision + recall):.4f}  P {precision:.4f}  R {recall:.4f}  pages {len(pairs)}"
    )


def main(folder: Path) -> None:
    """Print the figures of both."""
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    ours, alone, walled = {}, {}, set()
    for name, thing in truth.items():
        body = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        cleaned = clean(page(body, url=thing.get("url") or "https://unknown.example/"))
        ours[name] = cleaned.document.text if cleaned.document else cleaned.teaser or ""
        walled |= {name} if any(problem.code == "paywall" for problem in cleaned.problems) else set()
        found = bare()(body, include_comments=False)
        alone[name] = found.text if found else ""
    for label, texts in (("pledgewatch", ours), ("trafilatura", alone)):
        pairs = {name: (thing["articleBody"], texts[name]) for name, thing in truth.items()}
        print(f"{label:12} all pages          {figures(list(pairs.values()))}")
        print(f"{label:12} without paywalled  {figures([pair for name, pair in pairs.items() if name not in walled])}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(
            "bench_articles needs the folder of the set; it is not part of the project: git clone https://github.com/scrapinghub/article-extraction-benchmark DIR"
        )
    main(Path(sys.argv[1]))
