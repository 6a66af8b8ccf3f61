"""Fit the signs of `extractors.recipient_signs` on the open gold: to whom promises go whose sentences do not say, by conditional logit.

    python benchmarks/fit_recipients.py            how well each folder is judged by weights that never saw it
    python benchmarks/fit_recipients.py --write    the same, then write extractors/lexicon/recipient_weights.yaml

Folders ending in ``-held`` are never read. Each promise without a receiver of its own is one choice among the names of its article and nobody;
where the gold names no receiver, nobody is right (0193).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import fitting  # stands beside this file, and says where the product and the scorer are
import numpy as np
import score

from extractors import assembly as assembly_
from extractors import extract, recipient_choice
from extractors.model import Document
from extractors.recipient_signs import Receivers

#: what a choice of the folders counts whose texts rules were written from
OF_OPENED = 0.5
#: a sign must be seen for this many promises, in this many clusters of texts, to have a weight
LEAST_SEEN, LEAST_CLUSTERS = 8, 5
#: strength of the pull towards zero
RIDGE = 4.0
TARGET = fitting.ROOT / "extractors" / "lexicon" / "recipient_weights.yaml"


class Choice(NamedTuple):
    """A promise without a receiver: its candidates with their signs, how right each is (0..1), and what the article's payee would be."""

    folder: str
    document: str
    signs: tuple[frozenset[str], ...]
    right: tuple[float, ...]
    payee: float
    named: bool


def choices() -> Iterator[Choice]:
    """The choices of the open gold folders."""
    caught: list[tuple[Any, list[str], list[frozenset[str]], str | None]] = []
    assembly: Any = assembly_
    inner = assembly.settle_recipients

    def watched(drafts: Any, reading: Any, scene: Any) -> None:
        if drafts and len(reading.sentences) >= recipient_choice.LONG:
            receivers = Receivers(drafts, reading, scene or recipient_choice.Scene(drafts, reading))
            for index, draft in enumerate(() if receivers.own_news else receivers.drafts):
                if recipient_choice.is_open(draft):
                    names = receivers.candidates(draft)
                    signs = [frozenset(receivers.signs(n, draft, index)) for n in names]
                    caught.append((draft, names, signs, receivers.payee[0] if receivers.payee else None))
        # nothing is settled here: no sign may know what older weights chose

    assembly.settle_recipients = watched
    try:
        for folder in fitting.folders():
            yield from _of_folder(folder, caught)
    finally:
        assembly.settle_recipients = inner


def _of_folder(folder: Path, caught: list[tuple[Any, list[str], list[frozenset[str]], str | None]]) -> Iterator[Choice]:
    names = score.Names(None)
    gold: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for claim in fitting.lines(folder / "claims.jsonl"):
        gold[claim["document_id"]].append(claim)
    for d in fitting.lines(folder / "documents.jsonl"):
        caught.clear()
        extract(Document(d["id"], d["text"], d.get("title"), d.get("url"), d.get("publisher"), d.get("published")))
        for draft, candidates, signs, payee in caught:
            own = [c for c in gold[d["id"]] if c["anchor"]["start"] < draft.end and c["anchor"]["end"] > draft.start]
            own = [c for c in own if c["kind"] == "pledge"]
            if own:
                wanted = own[0].get("recipient")
                right = tuple(float(names.loose(wanted, name or None)) for name in candidates)
                now = float(names.loose(wanted, payee))
                yield Choice(folder.name, d["id"], tuple(signs), right, now, wanted is not None)


def report(data: list[Choice], table: fitting.Choices) -> None:
    """Each folder judged by weights fitted on all others: the share of right receivers, where there is one and where there is none."""
    print(f"{len(data)} promises, {table.width} signs; each: promises  weighed  the article's payee  best possible")
    print(f"{'folder':10} with a receiver              without one")
    sums: dict[str, Any] = defaultdict(lambda: np.zeros((2, 4)))
    for folder in dict.fromkeys(c.folder for c in data):
        picks = table.picks(table.fitted(table.folders != folder))
        for i, c in enumerate(data):
            if c.folder == folder:
                row = np.array([1, table.right[picks[i]], c.payee, max(c.right)])
                for name in (folder, "fresh" if folder in fitting.FRESH else "opened"):
                    sums[name][int(not c.named)] += row
    for name, (some, none) in sums.items():
        print(
            f"{name:10} "
            + "   | ".join(f"{r[0]:4.0f}  " + "  ".join(f"{v / max(1, r[0]):.3f}" for v in r[1:]) for r in (some, none))
        )


if __name__ == "__main__":
    writes = fitting.wanted(__doc__)
    everything = list(choices())
    seen = ((frozenset().union(*c.signs), c.document.rpartition("-")[0] or c.document) for c in everything)
    signs_known = fitting.known(seen, LEAST_SEEN, LEAST_CLUSTERS)
    shares = [1.0 if c.folder in fitting.FRESH else OF_OPENED for c in everything]
    made = fitting.Choices(everything, signs_known, shares, RIDGE)
    report(everything, made)
    if writes:
        fitting.written(TARGET, [
            "# How far each sign speaks for a name as whom a promise is for (log odds among the article's names and nobody): found by",
            f"# extractors/recipient_signs.py. Fitted by benchmarks/fit_recipients.py on {len(everything)} promises of the open gold; fit again, do not edit.",
            "signs:",
            *fitting.listed(signs_known, made.fitted(np.ones(len(everything))), smallest=0.03),
        ])  # fmt: skip
