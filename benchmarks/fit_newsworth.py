"""Fit the signs of `flows.compare.newsworth` on the open gold: is a first report news, by regularised logistic regression.

    python benchmarks/fit_newsworth.py            what each folder is told by weights that never saw it
    python benchmarks/fit_newsworth.py --write    the same, then write flows/compare/newsworth.yaml

Folders ending in ``-held`` are never read. News is what the gold calls a new commitment worth an alert or a line in the digest. Claims that
the gold has, and judges by no verdict, teach nothing; of the quiet articles nothing is news.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import fitting  # stands beside this file, and says where the product is
import numpy as np

from extractors.model import Claim
from flows.compare import newsworth
from flows.texts.replay import replay

#: a sign must be seen this often, in this many articles, to have a weight
LEAST_SEEN, LEAST_ARTICLES = 8, 4
#: strength of the pull towards zero
RIDGE = 12.0
#: how much a case of a folder that no rule was written from counts
FRESH_COUNTS = 2.0
TARGET = fitting.ROOT / "flows" / "compare" / "newsworth.yaml"


class Row(NamedTuple):
    """A first report that may be weighed: where, whether a rule tells it, whether it is news, and its signs."""

    folder: str
    article: str
    said: bool
    is_news: bool
    signs: frozenset[str]


def rows() -> Iterator[Row]:
    """The first reports of the open gold folders, as the rules judge them."""
    judging, inner = import_module("flows.compare.newsworth"), newsworth.weighed
    seen: list[tuple[Claim, bool, frozenset[str]]] = []

    def watched(s: Any, found: Any, around: Any, context: Any) -> Any:
        if newsworth.is_weighed(s.claim, found):
            seen.append((s.claim, found.channel != "silent", frozenset(newsworth.signs(s, found, around, context))))
        return found

    judging.weighed = watched  # type: ignore[attr-defined]
    try:
        for folder in fitting.folders():
            seen.clear()
            yield from _of_folder(folder, seen)
    finally:
        judging.weighed = inner  # type: ignore[attr-defined]


def _of_folder(folder: Path, seen: list[tuple[Claim, bool, frozenset[str]]]) -> Iterator[Row]:
    replay(fitting.texts(folder), None, by_ledger=True, db=None, now=None)
    gold = fitting.claims_of(folder)
    judged: dict[tuple[str, str], bool] = {}
    for v in fitting.lines(folder / "verdicts.jsonl"):
        for name in {v["claim_id"], *(v.get("claim_ids") or ())}:
            news = v["verdict"] == "new" and v["channel"] != "silent"
            judged[v["document_id"], name] = judged.get((v["document_id"], name), False) or news
    for claim, said, signs in seen:
        same = [c for c in gold[claim.document_id] if fitting.is_it(c, claim)]
        verdicts = [
            judged[key]
            for c in same
            for name in (c["claim_id"], c.get("duplicate_of"))
            if (key := (claim.document_id, name)) in judged
        ]
        if same and not verdicts and not folder.name.startswith("quiet"):
            continue
        yield Row(folder.name, claim.document_id, said, any(verdicts), signs)


def known_signs(data: list[Row]) -> list[str]:
    return fitting.known(((r.signs, r.article) for r in data), LEAST_SEEN, LEAST_ARTICLES)


def tables(data: list[Row], names: list[str]) -> tuple[Any, Any, Any]:
    """The signs of the reports, whether each is news, and how much each counts."""
    counts = np.array([FRESH_COUNTS if r.folder in fitting.FRESH else 1.0 for r in data])
    return fitting.table([r.signs for r in data], names), np.array([float(r.is_news) for r in data]), counts


def report(data: list[Row], names: list[str]) -> None:
    """Each folder by weights fitted on all others: reports, news, and of what rules and of what weights tell, what is news and what not."""
    x, y, counts = tables(data, names)
    folder, said = np.array([r.folder for r in data]), np.array([r.said for r in data])
    told = said.copy()
    for name in dict.fromkeys(folder):
        here = folder == name
        sums = x[here] @ fitting.logistic(x[~here], y[~here], counts[~here], RIDGE)
        told[here] = (sums > newsworth.RATHER) | (said[here] & (sums >= newsworth.HARDLY))
    fresh = np.array([r.folder in fitting.FRESH for r in data])
    print(f"{len(data)} first reports, {len(names)} signs\nfolder    reports  news   by rules     weighed")
    for name, here in [
        *((n, folder == n) for n in dict.fromkeys(folder)),
        ("opened", ~fresh),
        ("fresh", fresh),
        ("all", fresh | ~fresh),
    ]:
        n, news = here.sum(), y[here] == 1
        counted = [(s[here] & news).sum() for s in (said, told)], [(s[here] & ~news).sum() for s in (said, told)]
        print(f"{name:10}{n:7}{news.sum():7}{counted[0][0]:6}{counted[1][0]:6}{counted[0][1]:7}{counted[1][1]:6}")


def write(data: list[Row], names: list[str]) -> None:
    x, y, counts = tables(data, names)
    w = fitting.logistic(x, y, counts, RIDGE)
    what = "How far each sign around a first report speaks for news (log odds), and where the sum begins. flows/compare/newsworth.py adds them up."
    fitting.laid(TARGET, what, f"{len(data)} first reports", "signs", names, w)


if __name__ == "__main__":
    fitting.run(__doc__, rows, known_signs, report, write)
