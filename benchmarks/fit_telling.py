"""Fit the signs of `extractors.weighing.worth_telling` on the open gold: which amounts that a rule would leave out are claims after all.

    python benchmarks/fit_telling.py            how well each folder is judged by weights that never saw it
    python benchmarks/fit_telling.py --write    the same, then write extractors/lexicon/telling_weights.yaml

Folders ending in ``-held`` are never read. What the gold calls neutral counts for little: storing it is no mistake, only of no use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import fitting  # stands beside this file, and says where the product and the scorer are
import numpy as np
import score

from extractors import assembly, extract, weighing
from extractors.amount_signs import bare_signs
from extractors.model import Document

#: a sign must be seen this often, in this many clusters of texts, to have a weight
LEAST_SEEN, LEAST_CLUSTERS = 5, 4
#: strength of the pull towards zero, and how much an amount counts that may be stored or not, and one of a folder that no rule was written from
RIDGE, NEUTRAL_COUNTS, FRESH_COUNTS = 3.0, 0.3, 2.0
TARGET = fitting.ROOT / "extractors" / "lexicon" / "telling_weights.yaml"


class Row(NamedTuple):
    """An amount that a rule would leave out: where, what the gold says of it, and its signs."""

    folder: str
    cluster: str
    found: str
    signs: frozenset[str]


def rows() -> Iterator[Row]:
    """The amounts of the open gold folders. Those that only say again what is told elsewhere teach nothing."""
    inner, names = assembly.worth_telling, score.Names()
    caught: list[tuple[Any, str]] = []

    def watched(draft: Any, against: str, weights: Any) -> bool:
        caught.append((draft, against))
        return False

    assembly.worth_telling = watched
    try:
        for folder in fitting.folders():
            gold = score.Gold([str(folder)])
            slots = score.Slots(names, gold)
            for d in gold.docs.values():
                caught.clear()
                extract(
                    Document(d["id"], d["text"], d.get("title"), d.get("url"), d.get("publisher"), d.get("published"))
                )
                for draft, against in caught:
                    found = _found(draft, d["id"], gold, slots)
                    if found != "repeat":
                        signs = frozenset(bare_signs(draft, against))
                        yield Row(folder.name, gold.cluster(d["id"]), found, signs)
    finally:
        assembly.worth_telling = inner


def _found(draft: Any, document: str, gold: Any, slots: Any) -> str:
    """What the gold says of an amount: a claim, one told elsewhere, neutral, forbidden, another claim's words, nothing."""
    q, where = draft.quantity, {"start": draft.start, "end": draft.end}
    told = {"low": q.low, "high": q.high, "unit": q.unit}
    same = [g for g in gold.by_doc[document] if score.same_value(g, told) and slots.unit_ok(g, told)]
    here = [g for g in gold.by_doc[document] if score.overlap(where, g["anchor"])]
    if any(g in here for g in same):
        return "claim"
    if same:
        return "repeat"
    if here:
        return "wrong"
    if any(score.overlap(where, s) for s in gold.neutral[document]):
        return "neutral"
    return "forbidden" if any(score.overlap(where, s) for s in gold.forbidden[document]) else "nothing"


def counts_of(data: list[Row]) -> Any:
    """How much each row counts: what may be stored or not little, texts that no rule was written from twice."""
    return np.array(
        [
            (NEUTRAL_COUNTS if r.found == "neutral" else 1.0) * (FRESH_COUNTS if r.folder in fitting.FRESH else 1.0)
            for r in data
        ]
    )


def known_signs(data: list[Row]) -> list[str]:
    """The words around are too many for so few amounts."""
    known = fitting.known(((r.signs, r.cluster) for r in data), LEAST_SEEN, LEAST_CLUSTERS)
    return [s for s in known if not s.startswith(("left: ", "right: "))]


def fit(data: list[Row], names: list[str], of: Any) -> Any:
    """Weights of the rows that ``of`` marks."""
    x, y = fitting.table([r.signs for r in data], names), np.array([float(r.found == "claim") for r in data])
    return fitting.logistic(x[of], y[of], counts_of(data)[of], RIDGE)


def report(data: list[Row], names: list[str]) -> None:
    """What is stored of each folder by weights that never saw it."""
    x = fitting.table([r.signs for r in data], names)
    total: Counter[str] = Counter()
    for folder in dict.fromkeys(r.folder for r in data):
        here = np.array([r.folder == folder for r in data])
        told = x[here] @ fit(data, names, ~here) > weighing.TOLD
        found = Counter(r.found for r, kept in zip((r for r in data if r.folder == folder), told, strict=True) if kept)
        total += found
        claims = sum(r.folder == folder and r.found == "claim" for r in data)
        print(f"{folder:8} {claims:3} claims left out; stored {dict(sorted(found.items()))}")
    print(f"{len(data)} amounts, {len(names)} signs; stored in all {dict(sorted(total.items()))}")


def write(data: list[Row], names: list[str]) -> None:
    w = fit(data, names, np.ones(len(data), bool))
    what = "How far each sign of an amount that a rule would leave out speaks for storing it (log odds). extractors/weighing.py adds them up."
    fitting.laid(TARGET, what, f"{len(data)} amounts", "told", names, w)


if __name__ == "__main__":
    fitting.run(__doc__, rows, known_signs, report, write)
