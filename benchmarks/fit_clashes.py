"""Fit the signs of `flows.compare.clashes` on the open gold: is a conflict that a rule finds one, by regularised logistic regression.

    python benchmarks/fit_clashes.py            what each folder is told by weights that never saw it
    python benchmarks/fit_clashes.py --write    the same, then write flows/compare/clashes.yaml

Folders ending in ``-held`` are never read. A pair is a conflict where a verdict of the gold sets one of the two claims against the other, or
against another report of its matter. Pairs that are most likely not one matter teach as well; nobody is told of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import fitting  # stands beside this file, and says where the product is
import numpy as np

from extractors.model import Claim
from flows.compare import clashes
from flows.compare.compare import SURE
from flows.texts.replay import replay

#: a sign must be seen in so many pairs, of so many folders, to have a weight
LEAST_SEEN, LEAST_FOLDERS = 6, 3
#: strength of the pull towards zero
RIDGE = 8.0
#: how much a pair of a folder that no rule was written from counts
FRESH_COUNTS = 2.0
TARGET = fitting.ROOT / "flows" / "compare" / "clashes.yaml"
_CONFLICTS = frozenset({"contradicts", "inconsistent"})


class Row(NamedTuple):
    """A pair that a rule finds in conflict: where, whether likely one matter, whether it is a conflict, and its signs."""

    folder: str
    likely: bool
    is_conflict: bool
    signs: dict[str, float]


def rows() -> Iterator[Row]:
    """The pairs of the open gold folders that rules find in conflict, whatever the weights of today say."""
    judging, inner = import_module("flows.compare.clashes"), clashes.unlikely
    seen: list[tuple[Claim, Claim, bool, dict[str, float]]] = []

    def watched(pair: Any, found: Any, beside: Any) -> None:
        signs = dict(clashes.signs(pair, found, beside))
        seen.append((pair.later, pair.earlier, pair.relation.chance >= SURE, signs))

    judging.unlikely = watched  # type: ignore[attr-defined]
    try:
        for folder in fitting.folders():
            seen.clear()
            yield from _of_folder(folder, seen)
    finally:
        judging.unlikely = inner  # type: ignore[attr-defined]


def _of_folder(folder: Path, seen: list[tuple[Claim, Claim, bool, dict[str, float]]]) -> Iterator[Row]:
    replay(fitting.texts(folder), None, by_ledger=True, db=None, now=None)
    gold = fitting.claims_of(folder)
    conflicts = [v for v in fitting.lines(folder / "verdicts.jsonl") if v["verdict"] in _CONFLICTS]
    names = {c["claim_id"]: c for own in gold.values() for c in own}

    def unit(name: str) -> str:
        return str(names[name].get("duplicate_of") or name)

    sides = []
    for v in conflicts:
        mine = {unit(n) for n in v.get("claim_ids") or [v["claim_id"]]}
        against = v.get("against_ids") or ([v["against"]["claim_id"]] if v.get("against") else [])
        refs = {names[n]["ref"] for n in against} if v.get("against_same_ref_ok") else set()
        sides.append((mine, {unit(n) for n in against}, refs - {None}))

    def of(claim: Claim) -> set[str]:
        return {unit(c["claim_id"]) for c in gold[claim.document_id] if fitting.is_it(c, claim)}

    for later, earlier, likely, signs in seen:
        new, old = of(later), of(earlier)
        is_conflict = any(
            a & mine and (not theirs or b & theirs or {names[n]["ref"] for n in b} & refs)
            for a, b in ((new, old), (old, new))
            for mine, theirs, refs in sides
        )
        yield Row(folder.name, likely, is_conflict, signs)


def known_signs(data: list[Row]) -> list[str]:
    return fitting.known(((r.signs, r.folder) for r in data), LEAST_SEEN, LEAST_FOLDERS)


def tables(data: list[Row], names: list[str]) -> tuple[Any, Any, Any]:
    """The signs of the pairs, whether each is a conflict, and how much each counts."""
    counts = np.array([FRESH_COUNTS if r.folder in fitting.FRESH else 1.0 for r in data])
    return fitting.table([r.signs for r in data], names), np.array([float(r.is_conflict) for r in data]), counts


def report(data: list[Row], names: list[str]) -> None:
    """Each folder by weights fitted on all others: pairs that are likely one matter, conflicts, and of what weights tell, right and wrong."""
    x, y, counts = tables(data, names)
    folder, likely = np.array([r.folder for r in data]), np.array([r.likely for r in data])
    told = np.zeros(len(data), bool)
    for name in dict.fromkeys(folder):
        here = folder == name
        told[here] = x[here] @ fitting.logistic(x[~here], y[~here], counts[~here], RIDGE) >= clashes.BAR
    fresh = np.isin(folder, list(fitting.FRESH))
    print(f"{len(data)} pairs, {len(names)} signs\nfolder    pairs  conflicts  kept   others  kept")
    groups = [*((n, folder == n) for n in dict.fromkeys(folder)), ("opened", ~fresh), ("fresh", fresh)]
    for name, where in groups:
        here = where & likely
        right = y == 1
        print(
            f"{name:10}{here.sum():5}{(here & right).sum():9}{(here & right & told).sum():8}{(here & ~right).sum():8}{(here & ~right & told).sum():7}"
        )


def write(data: list[Row], names: list[str]) -> None:
    x, y, counts = tables(data, names)
    w = fitting.logistic(x, y, counts, RIDGE)
    what = "How far each sign speaks for a conflict that a rule finds (log odds), and where the sum begins. flows/compare/clashes.py adds them up."
    fitting.laid(TARGET, what, f"{len(data)} pairs", "signs", names, w)


if __name__ == "__main__":
    fitting.run(__doc__, rows, known_signs, report, write)
