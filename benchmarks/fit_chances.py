"""Fit the signs of `flows.compare.chances` on the open gold: are two claims one matter, by regularised logistic regression.

    python benchmarks/fit_chances.py            how well each folder's pairs are told by weights that never saw it
    python benchmarks/fit_chances.py --write    the same, then write flows/compare/chances.yaml

Folders ending in ``-held`` are never read. A pair is one matter where the gold gives both claims one reference, or a verdict that holds the
later against the earlier. Pairs that some rule keeps apart whatever their evidence (`resolve._allowed`) teach nothing and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import fitting  # stands beside this file, and says where the product is
import numpy as np

from extractors.model import Claim
from flows.compare import chances, resolve
from flows.texts.replay import replay

#: a sign must be seen this often, in this many folders, to have a weight
LEAST_SEEN, LEAST_FOLDERS = 8, 3
#: strength of the pull towards zero
RIDGE = 4.0
TARGET = fitting.ROOT / "flows" / "compare" / "chances.yaml"


class Row(NamedTuple):
    """A pair: where, whether the hand-set weights call it one matter, whether it is, and its signs."""

    folder: str
    said: bool
    is_one: bool
    signs: dict[str, float]


def rows() -> Iterator[Row]:
    """The pairs of the open gold folders whose evidence was weighed, and that nothing else keeps apart."""
    judging, inner, weigh = import_module("flows.compare.bench"), resolve.examine, chances.chance
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
        for folder in fitting.folders():
            seen.clear()
            yield from _of_folder(folder, seen)
    finally:
        judging.examine, chances.chance = inner, weigh  # type: ignore[attr-defined]


def _of_folder(folder: Path, seen: list[tuple[Claim, Claim, bool, dict[str, float]]]) -> Iterator[Row]:
    replay(fitting.texts(folder), None, by_ledger=True, db=None, now=None)
    gold = fitting.claims_of(folder)
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
    for v in fitting.lines(folder / "verdicts.jsonl"):
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


def known_signs(data: list[Row]) -> list[str]:
    return fitting.known(((r.signs, r.folder) for r in data), LEAST_SEEN, LEAST_FOLDERS)


def tables(data: list[Row], names: list[str]) -> tuple[Any, Any]:
    """The signs of the pairs, and whether each pair is one matter."""
    return fitting.table([r.signs for r in data], names), np.array([r.is_one for r in data], float)


def report(data: list[Row], names: list[str]) -> None:
    """Each folder judged by weights fitted on all others: F1 of "one matter" by hand-set weights and by fitted ones."""
    x, y = tables(data, names)
    said, folder = np.array([row.said for row in data]), np.array([row.folder for row in data])
    likely = np.zeros(len(data), bool)
    print(
        f"{len(data)} pairs, {int(y.sum())} of them one matter, {len(names)} signs\nfolder    pairs  hand-set  fitted"
    )
    for name in [*dict.fromkeys(folder), "all"]:
        here = folder == name
        if name != "all":
            likely[here] = x[here] @ fitting.logistic(x[~here], y[~here], np.ones((~here).sum()), RIDGE) > 0
        else:
            here = np.ones(len(data), bool)
        print(f"{name:8} {here.sum():6}  {_f1(said[here], y[here]):.3f}     {_f1(likely[here], y[here]):.3f}")


def _f1(told: Any, true: Any) -> float:
    both = float((told * true).sum())
    return 2 * both / max(float(told.sum() + true.sum()), 1.0)


def write(data: list[Row], names: list[str]) -> None:
    x, y = tables(data, names)
    w = fitting.logistic(x, y, np.ones(len(data)), RIDGE)
    what = "How far each sign speaks for two claims being one matter (log odds), and where the sum begins. flows/compare/chances.py adds them up."
    fitting.laid(TARGET, what, f"{len(data)} pairs", "signs", names, w)


if __name__ == "__main__":
    fitting.run(__doc__, rows, known_signs, report, write)
