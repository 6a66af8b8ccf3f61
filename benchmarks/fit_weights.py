"""Fit the signs of `extractors.weighing` on the open gold: pledge or figure, by regularised logistic regression.

    python benchmarks/fit_weights.py            how well each folder is judged by weights that never saw it
    python benchmarks/fit_weights.py --write    the same, then write extractors/lexicon/weights.yaml

Folders ending in ``-held`` are never read. Weights are fitted on all amounts, those that rules decide too: there are more of them, and the
signs around them are the same. Of the quiet articles every amount counts that the gold does not call a pledge.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import fitting  # stands beside this file, and says where the product is
import numpy as np

from extractors import assembly, extract, weighing
from extractors.agreement import agreed
from extractors.amount_signs import Around, signs
from extractors.model import Document

#: a sign must be seen this often, in this many clusters of texts, to have a weight
LEAST_SEEN, LEAST_CLUSTERS = 8, 4
#: strength of the pull towards zero
RIDGE = 6.0
#: how much a case of a folder that no rule was written from counts
FRESH_COUNTS = 2.0
TARGET = fitting.ROOT / "extractors" / "lexicon" / "weights.yaml"


class Row(NamedTuple):
    """An amount: where, what the rules call it (None: they do not know), what it is, and its signs."""

    folder: str
    cluster: str
    said: bool
    #: no rule knew it, or only by its verb: the sum it needs for a promise
    bar: float | None
    money: bool
    is_pledge: bool
    signs: frozenset[str]


def rows() -> Iterator[Row]:
    """The amounts of the open gold folders. Those for which the gold takes either kind teach nothing."""
    caught: list[tuple[Around, list[Any]]] = []
    inner = assembly.weighed

    def watched(drafts: Any, weights: Any) -> None:
        agreed(drafts)
        caught.append((Around(drafts), list(drafts)))

    assembly.weighed = watched
    try:
        for folder in fitting.folders():
            yield from _of_folder(folder, caught)
        yield from _of_sentences(caught)
    finally:
        assembly.weighed = inner


def _of_folder(folder: Path, caught: list[tuple[Around, list[Any]]]) -> Iterator[Row]:
    gold: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for claim in fitting.lines(folder / "claims.jsonl"):
        gold[claim["document_id"]].append(claim)
    for d in fitting.lines(folder / "documents.jsonl"):
        caught.clear()
        extract(Document(d["id"], d["text"], d.get("title"), d.get("url"), d.get("publisher"), d.get("published")))
        for around, drafts in caught:
            for draft in drafts:
                if draft.quantity is None or draft.frame is None:
                    continue
                own = [
                    c for c in gold[d["id"]] if c["anchor"]["start"] < draft.end and c["anchor"]["end"] > draft.start
                ]
                if (not own and not folder.name.startswith("quiet")) or (own and "kind" in (own[0]["accept"] or {})):
                    continue
                yield Row(
                    folder.name,
                    d["id"].rpartition("-")[0] or d["id"],
                    draft.kind == "pledge",
                    weighing.bar(draft) if weighing.is_weighed(draft) else None,
                    weighing.is_money(draft),
                    bool(own) and own[0]["kind"] == "pledge",
                    frozenset(signs(draft, around)),
                )


def _of_sentences(caught: list[tuple[Around, list[Any]]]) -> Iterator[Row]:
    """The single sentences of the tests' tables: what somebody gives, and numbers nobody gives. ``amount`` None: whatever is read there.

    Of the frames and the marked texts only what no rule knows counts: there are thousands of them, and all are of one sentence.
    """
    sys.path.insert(0, str(fitting.ROOT / "tests" / "extractors"))
    import test_how_firmly as frames
    import test_marked as marked
    from test_told_gifts import GIFTS, QUIET

    cases: list[tuple[str, Callable[[Any], bool | None], bool]] = []
    cases += [(g[0], lambda d, a=g[1]: a in (d.quantity.low, d.quantity.high) or None, False) for g in GIFTS]
    cases += [(text, lambda d: False, False) for text in QUIET]
    cases += [(text, lambda d, m=m: m != "-", True) for m, _, text in frames._frames()]
    for line in marked.LINES:
        text, marks = marked.unmarked(line)
        kinds = {(start, end): what == "P" for what, start, end in marks if what in "PF"}
        cases.append(
            (text, lambda d, k=kinds: next((p for (a, b), p in k.items() if a < d.end and d.start < b), None), True)
        )
    for number, (text, judge, only_open) in enumerate(cases):
        caught.clear()
        extract(Document("d", text, published="2025-10-15"))
        for around, drafts in caught:
            for draft in drafts:
                open_case = draft.frame is not None and weighing.is_open(draft)
                if draft.quantity is None or draft.frame is None or (only_open and not open_case):
                    continue
                right = judge(draft)
                if right is None:
                    continue
                # ten groups, so that a sentence is judged by weights that saw neither it nor its neighbours
                place = f"table {number * 10 // len(cases)}"
                least = weighing.bar(draft) if weighing.is_weighed(draft) else None
                seen = frozenset(signs(draft, around))
                yield Row(
                    place, f"sentence {number}", draft.kind == "pledge", least, weighing.is_money(draft), right, seen
                )


def known_signs(data: list[Row]) -> list[str]:
    return fitting.known(((r.signs, r.cluster) for r in data), LEAST_SEEN, LEAST_CLUSTERS)


def counts_of(data: list[Row]) -> Any:
    return np.array([FRESH_COUNTS if r.folder in fitting.FRESH else 1.0 for r in data])


def report(data: list[Row], names: list[str]) -> None:
    """The amounts that are weighed, each folder judged by weights fitted on all others."""
    x, counts = fitting.table([r.signs for r in data], names), counts_of(data)
    y = np.array([float(r.is_pledge) for r in data])
    said = np.zeros(len(data), bool)
    for folder in dict.fromkeys(r.folder for r in data):
        here = np.array([r.folder == folder for r in data])
        sums = x[here] @ fitting.logistic(x[~here], y[~here], counts[~here], RIDGE)
        said[here] = sums > np.array([r.bar or 0.0 for r in data])[here]
    print(
        f"{len(data)} amounts, {len(names)} signs; of money and of things that are weighed, how many, pledges, found, false"
    )
    for folder in [*dict.fromkeys(r.folder for r in data), "all"]:
        line = []
        for money in (True, False):
            cases = [
                n for n, r in enumerate(data) if r.bar is not None and r.money == money and folder in (r.folder, "all")
            ]
            found = sum(bool(said[n]) and data[n].is_pledge for n in cases)
            false = sum(bool(said[n]) and not data[n].is_pledge for n in cases)
            line.append(f"{len(cases):6}{sum(data[n].is_pledge for n in cases):6}{found:6}{false:6}")
        print(f"{folder:10}{'   |'.join(line)}")


def write(data: list[Row], names: list[str]) -> None:
    x, y = fitting.table([r.signs for r in data], names), np.array([float(r.is_pledge) for r in data])
    w = fitting.logistic(x, y, counts_of(data), RIDGE)
    what = "How far each sign around an amount speaks for a pledge (log odds; below zero: for a figure). extractors/weighing.py adds them up."
    fitting.laid(TARGET, what, f"{len(data)} amounts", "pledge", names, w)


if __name__ == "__main__":
    fitting.run(__doc__, rows, known_signs, report, write)
