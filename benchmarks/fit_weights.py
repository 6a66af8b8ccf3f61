"""Fit the signs of `extractors.weighing` on the open gold: pledge or figure, by regularised logistic regression.

    python benchmarks/fit_weights.py            how well each folder is judged by weights that never saw it
    python benchmarks/fit_weights.py --write    the same, then write extractors/lexicon/weights.yaml

Folders ending in ``-held`` are never read. Weights are fitted on all amounts, those that rules decide too: there are more of them, and the
signs around them are the same. Of the quiet articles every amount counts that the gold does not call a pledge.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # many small systems: threads only get in each other's way

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from extractors import assembly, extract  # noqa: E402
from extractors.model import Document  # noqa: E402
from extractors.weighing import signs  # noqa: E402

#: a sign must be seen this often, in this many clusters of texts, to have a weight
LEAST_SEEN, LEAST_CLUSTERS = 8, 4
#: strength of the pull towards zero
RIDGE = 4.0
TARGET = ROOT / "extractors" / "lexicon" / "weights.yaml"


class Row(NamedTuple):
    """An amount: where, what the rules call it (None: they do not know), what it is, and its signs."""

    folder: str
    cluster: str
    said: bool
    undecided: bool
    is_pledge: bool
    signs: frozenset[str]


def rows() -> Iterator[Row]:
    """The amounts of the open gold folders. Those for which the gold takes either kind teach nothing."""
    caught: list[tuple[Any, list[Any]]] = []
    inner = assembly.weighed
    assembly.weighed = lambda drafts, weights: caught.append((None, list(drafts)))  # type: ignore[assignment]
    try:
        for folder in sorted((ROOT / "tests" / "golds").iterdir()):
            if folder.is_dir() and not folder.name.endswith("-held"):
                yield from _of_folder(folder, caught)
        yield from _of_sentences(caught)
    finally:
        assembly.weighed = inner


def _of_folder(folder: Path, caught: list[tuple[Any, list[Any]]]) -> Iterator[Row]:
    gold: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for claim in _lines(folder / "claims.jsonl"):
        gold[claim["document_id"]].append(claim)
    for d in _lines(folder / "documents.jsonl"):
        caught.clear()
        extract(Document(d["id"], d["text"], d.get("title"), d.get("url"), d.get("publisher"), d.get("published")))
        for _, drafts in caught:
            pledges = [x for x in drafts if x.kind == "pledge"]
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
                    draft.undecided,
                    bool(own) and own[0]["kind"] == "pledge",
                    frozenset(signs(draft, pledges, drafts)),
                )


def _of_sentences(caught: list[tuple[Any, list[Any]]]) -> Iterator[Row]:
    """The single sentences of the tests' tables: what somebody gives, and numbers nobody gives."""
    sys.path.insert(0, str(ROOT / "tests" / "extractors"))
    from test_told_gifts import GIFTS, QUIET

    cases = [(g[0], g[1]) for g in GIFTS] + [(text, None) for text in QUIET]
    for number, (text, amount) in enumerate(cases):
        caught.clear()
        extract(Document("d", text, published="2025-10-15"))
        for _, drafts in caught:
            pledges = [x for x in drafts if x.kind == "pledge"]
            for draft in drafts:
                q = draft.quantity
                if q is None or draft.frame is None or (amount is not None and amount not in (q.low, q.high)):
                    continue
                seen = frozenset(signs(draft, pledges, drafts))
                # ten groups, so that a sentence is judged by weights that saw neither it nor its neighbours
                place = f"table {number * 10 // len(cases)}"
                yield Row(
                    place, f"sentence {number}", draft.kind == "pledge", draft.undecided, amount is not None, seen
                )


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def known_signs(data: list[Row]) -> list[str]:
    """The signs that are seen often enough, in enough clusters."""
    count = Counter(s for r in data for s in r.signs)
    where: dict[str, set[str]] = defaultdict(set)
    for r in data:
        for s in r.signs:
            where[s].add(r.cluster)
    return sorted(s for s in count if count[s] >= LEAST_SEEN and len(where[s]) >= LEAST_CLUSTERS)


def table(data: list[Row], names: list[str]) -> Any:
    """0/1 matrix (rows × signs), and a last column of ones."""
    index = {s: i for i, s in enumerate(names)}
    x = np.zeros((len(data), len(names) + 1))
    x[:, -1] = 1
    for n, r in enumerate(data):
        for s in r.signs & index.keys():
            x[n, index[s]] = 1
    return x


def fitted(x: Any, y: Any) -> Any:
    """Weights by Newton's method, the last one the start."""
    pull = np.eye(x.shape[1]) * RIDGE
    pull[-1, -1] = 1e-3
    w = np.zeros(x.shape[1])
    for _ in range(8):
        p = 1 / (1 + np.exp(-(x @ w)))
        w -= np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + pull, x.T @ (p - y) + pull @ w)
    return w


def report(data: list[Row], names: list[str]) -> None:
    """The amounts that no rule knows, each folder judged by weights fitted on all others."""
    x = table(data, names)
    y, open_case = np.array([r.is_pledge for r in data]), np.array([r.undecided and not r.said for r in data])
    print(
        f"{len(data)} amounts, {len(names)} signs; undecided, and of them:\n{'folder':10} cases  pledges  found  false"
    )
    totals = np.zeros(4, int)
    for folder in dict.fromkeys(r.folder for r in data):
        here = np.array([r.folder == folder for r in data])
        said = x[here & open_case] @ fitted(x[~here], y[~here].astype(float)) > 0
        truth = y[here & open_case]
        row = np.array([len(truth), truth.sum(), (said & truth).sum(), (said & ~truth).sum()])
        totals += row
        print(f"{folder:10} {row[0]:5}  {row[1]:7}  {row[2]:5}  {row[3]:5}")
    print(f"{'all':10} {totals[0]:5}  {totals[1]:7}  {totals[2]:5}  {totals[3]:5}")


def write(data: list[Row], names: list[str]) -> None:
    w = fitted(table(data, names), np.array([r.is_pledge for r in data], float))
    kept = {s: round(float(v), 2) for s, v in zip(names, w, strict=False) if abs(v) >= 0.05}
    lines = [
        "# How far each sign around an amount speaks for a pledge (log odds; below zero: for a figure). extractors/weighing.py adds them up.",
        f"# Fitted by benchmarks/fit_weights.py on {len(data)} amounts of the open gold; do not edit by hand, fit again.",
        "# start: where the sum begins.",
        f"start: {round(float(w[-1]), 2)}",
        "pledge:",
        *(f"  {json.dumps(s)}: {v}" for s, v in sorted(kept.items())),
    ]
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(kept)} weights written to {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--write", action="store_true")
    everything = list(rows())
    signs_known = known_signs(everything)
    report(everything, signs_known)
    if options.parse_args().write:
        write(everything, signs_known)
