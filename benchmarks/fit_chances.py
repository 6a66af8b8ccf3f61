"""Fit the signs of `flows.compare.chances` on the open gold: are two claims one matter, by regularised logistic regression.

    python benchmarks/fit_chances.py            how well each folder's pairs are told by weights that never saw it
    python benchmarks/fit_chances.py --write    the same, then write flows/compare/chances.yaml

Folders ending in ``-held`` are never read. A pair is one matter where the gold gives both claims one reference, or a verdict that holds the
later against the earlier. Pairs that some rule keeps apart whatever their evidence (`resolve._allowed`) teach nothing and are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # many small systems: threads only get in each other's way

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from extractors.model import Claim, Document  # noqa: E402
from flows.compare import chances, resolve  # noqa: E402
from flows.texts.replay import replay  # noqa: E402

#: a sign must be seen this often, in this many folders, to have a weight
LEAST_SEEN, LEAST_FOLDERS = 8, 3
#: strength of the pull towards zero
RIDGE = 4.0
TARGET = ROOT / "flows" / "compare" / "chances.yaml"


class Row(NamedTuple):
    """A pair: where, whether the hand-set weights call it one matter, whether it is, and its signs."""

    folder: str
    said: bool
    is_one: bool
    signs: dict[str, float]


def rows() -> Iterator[Row]:
    """The pairs of the open gold folders whose evidence was weighed, and that nothing else keeps apart."""
    folders = sorted(p for p in (ROOT / "tests" / "golds").iterdir() if p.is_dir() and not p.name.endswith("-held"))
    yield from rows_of(folders)


def rows_of(folders: list[Path]) -> Iterator[Row]:
    """The pairs of these folders."""
    judging, inner, weigh = import_module("flows.compare.compare"), resolve.examine, chances.chance
    seen: list[tuple[Claim, Claim, bool, dict[str, float]]] = []
    weighed: list[tuple[dict[str, float], float]] = []

    def watched(later: Any, earlier: Any, context: Any, articles: Any) -> Any:
        weighed.clear()
        found = inner(later, earlier, context, articles)
        for signs, bar in weighed:
            if found.relation is not None or found.score < bar:
                seen.append((later.claim, earlier.claim, found.score >= bar, signs))
        return found

    def kept(new: Claim, old: Claim, evidence: Any, bar: float) -> float:
        weighed.append((chances.signs(new, old, evidence, bar), bar))
        return float(evidence.score >= bar)  # whatever the weights of today say

    judging.examine, chances.chance = watched, kept  # type: ignore[attr-defined]
    try:
        for folder in folders:
            seen.clear()
            yield from _of_folder(folder, seen)
    finally:
        judging.examine, chances.chance = inner, weigh  # type: ignore[attr-defined]


def _of_folder(folder: Path, seen: list[tuple[Claim, Claim, bool, dict[str, float]]]) -> Iterator[Row]:
    meta = {m["document_id"]: m for m in _lines(folder / "meta.jsonl")}
    documents = sorted(_lines(folder / "documents.jsonl"), key=lambda d: (d["published"] or "", meta[d["id"]]["order"]))
    fields = ("id", "text", "title", "url", "publisher", "published", "language")
    texts = [Document(**{f: d.get(f) for f in fields}, ledger=meta[d["id"]]["cluster"]) for d in documents]
    replay(texts, None, by_ledger=True, db=None, now=None)
    gold: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for c in _lines(folder / "claims.jsonl"):
        gold[c["document_id"]].append(c)
    held = _held_against(
        folder, {(c["document_id"], c["claim_id"]): c.get("ref") for own in gold.values() for c in own}
    )
    for new, old, said, signs in seen:
        a, b = _gold_of(new, gold), _gold_of(old, gold)
        if a is None or b is None or new.document_id == old.document_id:
            continue
        is_one = a["ref"] == b["ref"] or (a["document_id"], a["claim_id"], b["ref"]) in held
        yield Row(folder.name, said, is_one, signs)


def _held_against(folder: Path, refs: dict[tuple[str, str], str]) -> set[tuple[str, str, str]]:
    """(document, claim, reference) where a verdict of the gold holds the claim against an earlier one of that reference."""
    found = set()
    for v in _lines(folder / "verdicts.jsonl"):
        if v["verdict"] not in ("unrelated", "new") and v.get("against"):
            against = v["against"] if isinstance(v["against"], list) else [v["against"]]
            found |= {
                (v["document_id"], v["claim_id"], refs[key])
                for a in against
                if (key := (a["document_id"], a["claim_id"])) in refs
            }
    return found


def _gold_of(claim: Claim, gold: dict[str, list[dict[str, Any]]]) -> dict[str, Any] | None:
    """The hand-made claim that shares most of its anchor with this one."""

    def shared(c: dict[str, Any]) -> int:
        end = min(c["anchor"]["end"], claim.anchor.end)
        return int(end - max(c["anchor"]["start"], claim.anchor.start))

    best = max(gold[claim.document_id], key=shared, default=None)
    return best if best is not None and shared(best) > 0 else None


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def known_signs(data: list[Row]) -> list[str]:
    """The signs that are seen often enough, in enough folders."""
    count: Counter[str] = Counter()
    where: dict[str, set[str]] = defaultdict(set)
    for row in data:
        count.update(row.signs.keys())
        for sign in row.signs:
            where[sign].add(row.folder)
    return sorted(s for s in count if count[s] >= LEAST_SEEN and len(where[s]) >= LEAST_FOLDERS)


def table(data: list[Row], names: list[str]) -> Any:
    """pairs × signs, the last column for the start of the sum."""
    index = {s: i for i, s in enumerate(names)}
    x = np.zeros((len(data), len(names) + 1))
    x[:, -1] = 1
    for i, row in enumerate(data):
        for sign, value in row.signs.items():
            if sign in index:
                x[i, index[sign]] = value
    return x


def fitted(x: Any, y: Any) -> Any:
    """Weights by Newton's method."""
    w = np.zeros(x.shape[1])
    for _ in range(25):
        p = 1 / (1 + np.exp(-x @ w))
        curve = (x.T * (p * (1 - p))) @ x + RIDGE * np.eye(len(w))
        w = w - np.linalg.solve(curve, x.T @ (p - y) + RIDGE * w)
    return w


def report(data: list[Row], names: list[str]) -> None:
    """Each folder judged by weights fitted on all others: F1 of "one matter" by hand-set weights and by fitted ones."""
    x, y = table(data, names), np.array([row.is_one for row in data], float)
    said, folder = np.array([row.said for row in data]), np.array([row.folder for row in data])
    likely = np.zeros(len(data), bool)
    print(
        f"{len(data)} pairs, {int(y.sum())} of them one matter, {len(names)} signs\nfolder    pairs  hand-set  fitted"
    )
    for name in [*dict.fromkeys(folder), "all"]:
        here = folder == name
        if name != "all":
            likely[here] = x[here] @ fitted(x[~here], y[~here]) > 0
        else:
            here = np.ones(len(data), bool)
        print(f"{name:8} {here.sum():6}  {_f1(said[here], y[here]):.3f}     {_f1(likely[here], y[here]):.3f}")


def _f1(told: Any, true: Any) -> float:
    both = float((told * true).sum())
    return 2 * both / max(float(told.sum() + true.sum()), 1.0)


def write(data: list[Row], names: list[str]) -> None:
    w = fitted(table(data, names), np.array([row.is_one for row in data], float))
    kept = {s: round(float(v), 2) for s, v in zip(names, w, strict=False) if abs(v) >= 0.05}
    lines = [
        "# How far each sign speaks for two claims being one matter (log odds), and where the sum begins. flows/compare/chances.py adds them up.",
        f"# Fitted by benchmarks/fit_chances.py on {len(data)} pairs of the open gold; fit again, do not edit.",
        f"start: {float(w[-1]):.2f}",
        "signs:",
        *(f"  {json.dumps(s)}: {v}" for s, v in sorted(kept.items())),
    ]
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(kept)} weights written to {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--write", action="store_true")
    wanted = options.parse_args()
    everything = list(rows())
    signs_known = known_signs(everything)
    report(everything, signs_known)
    if wanted.write:
        write(everything, signs_known)
