"""What the programs share that fit weights on the open gold: the folders, the signs worth a weight, the least loss, the table that is written.

Each ``fit_*.py`` beside this file says what its cases and signs are; ``make fit`` runs them in the order in which one reads what another
settled. Folders ending in ``-held`` are never read: they show what weights do to a text that nothing knows.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # many small systems: threads only get in each other's way

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parents[1]
GOLDS = ROOT / "tests" / "golds"
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks" / "kit")]

from extractors.model import Claim, Document  # noqa: E402  (the product stands a folder above)

#: folders that no rule was written from: they tell more of a new text than those that rules are fitted to
FRESH = frozenset(f"dev{n}" for n in range(8, 27))

#: a sign of a case: there or not, or how much of it
Signs = frozenset[str] | Mapping[str, float]


def folders() -> list[Path]:
    """The gold folders that may be read."""
    return sorted(p for p in GOLDS.iterdir() if p.is_dir() and not p.name.endswith("-held"))


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def texts(folder: Path) -> list[Document]:
    """The documents of a folder in the order in which they came, each in the ledger of its cluster."""
    meta = {m["document_id"]: m for m in lines(folder / "meta.jsonl")}
    documents = sorted(lines(folder / "documents.jsonl"), key=lambda d: (d["published"] or "", meta[d["id"]]["order"]))
    fields = ("id", "text", "title", "url", "publisher", "published", "language")
    return [Document(**{f: d.get(f) for f in fields}, ledger=meta[d["id"]]["cluster"]) for d in documents]


def is_it(gold: Mapping[str, Any], claim: Claim) -> bool:
    """Whether a claim of the gold is this one: they share a place, and a number where both have one."""
    numbers = {n for n in (gold["low"], gold["high"]) if n is not None}
    ours = {n for n in (claim.low, claim.high) if n is not None}
    beside = gold["anchor"]["start"] < claim.anchor.end and claim.anchor.start < gold["anchor"]["end"]
    return beside and (not numbers or not ours or bool(numbers & ours))


def claims_of(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The hand-made claims of a folder by document."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for c in lines(folder / "claims.jsonl"):
        found[c["document_id"]].append(c)
    return found


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


class Choice(Protocol):
    """One choice among candidates: where it is made, the signs of each candidate, and how right each is (0..1)."""

    @property
    def folder(self) -> str: ...
    @property
    def document(self) -> str: ...
    @property
    def signs(self) -> tuple[frozenset[str], ...]: ...
    @property
    def right(self) -> tuple[float, ...]: ...


class Choices:
    """Choices among candidates as sparse 0/1 rows (a row a candidate, a column a sign), and the conditional logit of them.

    ``shares``: what a choice counts among those of its article; an article with many counts for less than their number.
    """

    def __init__(self, data: Sequence[Choice], names: Sequence[str], shares: Sequence[float], ridge: float) -> None:
        index = {s: i for i, s in enumerate(names)}
        of_document = Counter(c.document for c in data)
        self.width, self.ridge, self.folders = len(names), ridge, np.array([c.folder for c in data])
        ends = np.cumsum([len(c.signs) for c in data])
        self.first, self.rows = np.concatenate([[0], ends[:-1]]).astype(int), int(ends[-1])
        self.of = np.repeat(np.arange(len(data)), [len(c.signs) for c in data])
        pairs = [
            (row, index[s]) for row, signs in enumerate(x for c in data for x in c.signs) for s in sorted(signs) if s in index
        ]  # fmt: skip
        self.row, self.column = (np.array(side) for side in zip(*pairs, strict=True))
        self.right = np.array([r for c in data for r in c.right])
        best = np.maximum.reduceat(self.right, self.first)
        self.good = ((self.right == best[self.of]) & (self.right >= 0.5)).astype(float)
        teaches = np.add.reduceat(self.good, self.first) > 0
        self.weight = teaches * np.array(
            [of_document[c.document] ** -0.5 * share for c, share in zip(data, shares, strict=True)]
        )

    def totals(self, w: Any) -> Any:
        return np.bincount(self.row, weights=w[self.column], minlength=self.rows)

    def picks(self, w: Any) -> list[int]:
        """The row of the candidate chosen for each choice."""
        z = self.totals(w)
        return [int(a + z[a:b].argmax()) for a, b in zip(self.first, [*self.first[1:], self.rows], strict=True)]

    def fitted(self, used: Any) -> Any:
        """The weights by the choices ``used``; those none of whose candidates is right teach nothing."""
        weight = self.weight * used

        def loss(w: Any) -> tuple[float, Any]:
            z = self.totals(w)
            e = np.exp(z - np.maximum.reduceat(z, self.first)[self.of])
            good = e * self.good
            whole, part = np.add.reduceat(e, self.first), np.add.reduceat(good, self.first)
            some = np.where(part > 0, part, 1.0)
            value = -(weight * np.where(part > 0, np.log(some / whole), 0.0)).sum() + self.ridge / 2 * w @ w
            slope = weight[self.of] * (e / whole[self.of] - good / some[self.of])
            return value, np.bincount(self.column, weights=slope[self.row], minlength=self.width) + self.ridge * w

        return least(loss, self.width)


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


def laid(target: Path, what: str, of: str, key: str, names: Sequence[str], weights: Any) -> None:
    """Lay a table of weights down: ``what`` they say (a comment), ``of`` how many cases they were fitted, and under which ``key`` they stand."""
    program = Path(sys.argv[0]).name
    head = [
        f"# {what}",
        f"# Fitted by benchmarks/{program} on {of} of the open gold; do not edit by hand, fit again. start: where the sum begins.",
        f"start: {float(weights[-1]):.2f}",
        f"{key}:",
    ]
    written(target, [*head, *listed(names, weights)])


def run(
    doc: str | None,
    rows: Callable[[], Iterable[Any]],
    known_signs: Callable[[list[Any]], list[str]],
    report: Callable[[list[Any], list[str]], None],
    write: Callable[[list[Any], list[str]], None],
) -> None:
    """What every fitting program does: gather its cases, say how each folder is told by weights that never saw it, and write where asked."""
    writes = wanted(doc)
    data = list(rows())
    names = known_signs(data)
    report(data, names)
    if writes:
        write(data, names)
