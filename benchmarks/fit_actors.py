"""Fit the signs of `extractors.actor_signs` on the open gold: who gives, where a sentence names nobody, by regularised conditional logit.

    python benchmarks/fit_actors.py            how well each folder is judged by weights that never saw it
    python benchmarks/fit_actors.py --write    the same, then write extractors/lexicon/actor_weights.yaml

Folders ending in ``-held`` are never read. Each pledge without an actor of its own is one choice among the names of its article; an article
with many of them counts for less than their number.
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
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks" / "kit")]

import score  # noqa: E402  (the scorer stands beside this file)

from extractors import actor_signs, afterwards, extract  # noqa: E402
from extractors.model import Document  # noqa: E402

#: a sign must be seen for this many claims, in this many clusters of texts, to have a weight
LEAST_SEEN, LEAST_CLUSTERS = 6, 4
#: strength of the pull towards zero
RIDGE = 1.5
TARGET = ROOT / "extractors" / "lexicon" / "actor_weights.yaml"


class Choice(NamedTuple):
    """A claim without an actor: where, its candidates with their signs, and how right each is (0..1)."""

    folder: str
    document: str
    signs: tuple[frozenset[str], ...]
    right: tuple[float, ...]
    taken: float


def choices() -> Iterator[Choice]:
    """The choices of the open gold folders."""
    caught: list[tuple[Any, list[str], list[frozenset[str]]]] = []
    inner = afterwards.weighed_actor

    def watched(draft: Any, before: Any, seen: Any, weights: Any) -> str | None:
        names = actor_signs.candidates(draft, seen)
        case = actor_signs.case_of(draft, before, seen)
        caught.append((draft, names, [frozenset(actor_signs.signs(n, case, seen)) for n in names]))
        return inner(draft, before, seen, weights)

    afterwards.weighed_actor = watched
    try:
        for folder in sorted((ROOT / "tests" / "golds").iterdir()):
            if folder.is_dir() and not folder.name.endswith("-held"):
                yield from _of_folder(folder, caught)
    finally:
        afterwards.weighed_actor = inner


def _of_folder(folder: Path, caught: list[tuple[Any, list[str], list[frozenset[str]]]]) -> Iterator[Choice]:
    names = score.Names(None)
    gold: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for claim in _lines(folder / "claims.jsonl"):
        gold[claim["document_id"]].append(claim)
    for d in _lines(folder / "documents.jsonl"):
        caught.clear()
        extract(Document(d["id"], d["text"], d.get("title"), d.get("url"), d.get("publisher"), d.get("published")))
        for draft, candidates, signs in caught:
            own = [c for c in gold[d["id"]] if c["anchor"]["start"] < draft.end and c["anchor"]["end"] > draft.start]
            own = [c for c in own if c["kind"] == "pledge" and c.get("actor")]
            if not own:
                continue
            right = [float(names.score(own[0]["actor"], n)) for n in candidates]
            now = float(names.score(own[0]["actor"], draft.actor)) if draft.actor else 0.0
            yield Choice(folder.name, d["id"], tuple(signs), tuple(right), now)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def known_signs(data: list[Choice]) -> list[str]:
    """The signs that are seen often enough, in enough clusters."""
    count: Counter[str] = Counter()
    where: dict[str, set[str]] = defaultdict(set)
    for c in data:
        for s in frozenset().union(*c.signs):
            count[s] += 1
            where[s].add(c.document.rpartition("-")[0] or c.document)
    return sorted(s for s in count if count[s] >= LEAST_SEEN and len(where[s]) >= LEAST_CLUSTERS)


def tables(data: list[Choice], names: list[str]) -> list[tuple[Any, Any, float]]:
    """For each choice: 0/1 matrix (candidates × signs), which of them are right, and its weight."""
    index = {s: i for i, s in enumerate(names)}
    of_document = Counter(c.document for c in data)
    found = []
    for c in data:
        x = np.zeros((len(c.signs), len(names)))
        for row, signs in enumerate(c.signs):
            for s in signs & index.keys():
                x[row, index[s]] = 1
        best = max(c.right)
        y = np.array([r == best and r >= 0.5 for r in c.right], float)
        found.append((x, y, of_document[c.document] ** -0.5))
    return found


def fitted(rows: list[tuple[Any, Any, float]], width: int) -> Any:
    """Weights by Newton's method; choices none of whose candidates is right teach nothing."""
    w = np.zeros(width)
    for _ in range(15):
        gradient, curve = RIDGE * w, np.eye(width) * RIDGE
        for x, y, weight in rows:
            if not y.sum():
                continue
            z = x @ w
            e = np.exp(z - z.max())
            p, q = e / e.sum(), e * y / (e * y).sum()
            mean = x.T @ p
            gradient = gradient + weight * (x.T @ (p - q))
            curve = curve + weight * ((x.T * p) @ x - np.outer(mean, mean))
        w = w - np.linalg.solve(curve, gradient)
    return w


def report(data: list[Choice], names: list[str]) -> None:
    """Each folder judged by weights fitted on all others: the share of right actors."""
    rows = tables(data, names)
    print(f"{len(data)} claims, {len(names)} signs\n{'folder':10} claims  weighed  now  best possible")
    totals = np.zeros(4)
    for folder in dict.fromkeys(c.folder for c in data):
        w = fitted([r for r, c in zip(rows, data, strict=True) if c.folder != folder], len(names))
        here = [(r, c) for r, c in zip(rows, data, strict=True) if c.folder == folder]
        got = sum(c.right[int((r[0] @ w).argmax())] for r, c in here)
        row = np.array([len(here), got, sum(c.taken for _, c in here), sum(max(c.right) for _, c in here)])
        totals += row
        print(f"{folder:10} {row[0]:6.0f}  " + "  ".join(f"{v / row[0]:.3f}" for v in row[1:]))
    print(f"{'all':10} {totals[0]:6.0f}  " + "  ".join(f"{v / totals[0]:.3f}" for v in totals[1:]))


def write(data: list[Choice], names: list[str]) -> None:
    w = fitted(tables(data, names), len(names))
    kept = {s: round(float(v), 2) for s, v in zip(names, w, strict=True) if abs(v) >= 0.05}
    lines = [
        "# How far each sign speaks for a name as the actor of a pledge whose sentence names none (log odds among the article's names).",
        f"# extractors/actor_signs.py adds them up. Fitted by benchmarks/fit_actors.py on {len(data)} claims of the open gold; fit again, do not edit.",
        "signs:",
        *(f"  {json.dumps(s)}: {v}" for s, v in sorted(kept.items())),
    ]
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(kept)} weights written to {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--write", action="store_true")
    everything = list(choices())
    signs_known = known_signs(everything)
    report(everything, signs_known)
    if options.parse_args().write:
        write(everything, signs_known)
