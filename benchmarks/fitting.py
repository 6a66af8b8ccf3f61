"""What the programs share that fit weights on the open gold: the folders, the signs worth a weight, the least loss, the table that is written.

`fit_telling`, `fit_weights`, `fit_actors` and `fit_chances` each say what their cases and signs are; ``make fit`` runs them in the order in
which one reads what another settled. Folders ending in ``-held`` are never read: they show what weights do to a text that nothing knows.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # many small systems: threads only get in each other's way

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parents[1]
GOLDS = ROOT / "tests" / "golds"
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks" / "kit")]

#: folders that no rule was written from: they tell more of a new text than those that rules are fitted to
FRESH = frozenset(f"dev{n}" for n in range(8, 16))

#: a sign of a case: there or not, or how much of it
Signs = frozenset[str] | Mapping[str, float]


def folders() -> list[Path]:
    """The gold folders that may be read."""
    return sorted(p for p in GOLDS.iterdir() if p.is_dir() and not p.name.endswith("-held"))


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def known(cases: Iterable[tuple[Iterable[str], str]], least_seen: int, least_places: int) -> list[str]:
    """The signs that are seen often enough, in enough places; ``cases`` are (signs, place)."""
    count: Counter[str] = Counter()
    where: dict[str, set[str]] = defaultdict(set)
    for signs, place in cases:
        for sign in signs:
            count[sign] += 1
            where[sign].add(place)
    return sorted(s for s in count if count[s] >= least_seen and len(where[s]) >= least_places)


def table(cases: Sequence[Signs], names: Sequence[str]) -> Any:
    """Sparse matrix (cases × names), and a last column of ones: the start of the sum."""
    index = {s: i for i, s in enumerate(names)}
    entries = [
        (row, index[s], signs[s] if isinstance(signs, Mapping) else 1.0)
        for row, signs in enumerate(cases)
        for s in sorted(signs)
        if s in index
    ]
    entries += [(row, len(names), 1.0) for row in range(len(cases))]
    rows, columns, values = zip(*entries, strict=True)
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(cases), len(names) + 1))


def least(loss: Callable[[Any], tuple[float, Any]], width: int) -> Any:
    """Where a convex function, given with its slope, is least."""
    return minimize(loss, np.zeros(width), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x


def logistic(x: Any, y: Any, counts: Any, ridge: float) -> Any:
    """Weights of the least regularised logistic loss, the last one the start. ``counts`` says how much each case counts."""
    pull = np.full(x.shape[1], ridge)
    pull[-1] = 1e-3

    def loss(w: Any) -> tuple[float, Any]:
        z = x @ w
        total = counts @ np.logaddexp(0, z) - (counts * y) @ z + 0.5 * pull @ w**2
        return total, x.T @ (counts * (1 / (1 + np.exp(-z)) - y)) + pull * w

    return least(loss, x.shape[1])


def listed(names: Sequence[str], weights: Any, smallest: float = 0.05) -> list[str]:
    """The weights that say something, as lines of YAML."""
    kept = {s: round(float(w), 2) for s, w in zip(names, weights, strict=False) if abs(w) >= smallest}
    return [f"  {json.dumps(s, ensure_ascii=False)}: {w}" for s, w in sorted(kept.items())]


def written(target: Path, text: Sequence[str]) -> None:
    """Lay a table down, and say so."""
    target.write_text("\n".join(text) + "\n", "utf-8")
    print(f"written to {target.relative_to(ROOT)}")


def wanted(doc: str | None) -> bool:
    """Whether the command line asks for the table to be written (``--write``)."""
    options = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--write", action="store_true")
    return bool(options.parse_args().write)
