"""Fit the signs of `extractors.actor_signs` on the open gold: who gives, or whose a figure is, by regularised conditional logit.

    python benchmarks/fit_actors.py            how well each folder is judged by weights that never saw it
    python benchmarks/fit_actors.py --write    the same, then write extractors/lexicon/actor_weights.yaml

Folders ending in ``-held`` are never read. Each claim whose actor is left to the signs is one choice among the names of its article; an
article with many of them counts for less than their number, and texts that rules were written from for less than others (0177).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import fitting  # stands beside this file, and says where the product and the scorer are
import numpy as np
import score

from extractors import actor_signs, choosing, extract
from extractors import assembly as assembly_
from extractors.actor_scene import Scene
from extractors.afterwards import LONG
from extractors.model import Document

#: what the folders count whose texts rules were written from: their figures have rules of their own
OF_OPENED = {"pledge": 1.0, "figure": 0.6}
#: a sign must be seen for this many claims, in this many clusters of texts, to have a weight
LEAST_SEEN, LEAST_CLUSTERS = 8, 5
#: strength of the pull towards zero
RIDGE = 4.0
TARGET = fitting.ROOT / "extractors" / "lexicon" / "actor_weights.yaml"


class Choice(NamedTuple):
    """A claim whose actor is weighed: where, its candidates with their signs, how right each is (0..1), and how right the rule's is."""

    folder: str
    document: str
    kind: str
    signs: tuple[frozenset[str], ...]
    right: tuple[float, ...]
    ruled: float


def shares(choice: Choice) -> float:
    """What a choice counts among those of its article."""
    return 1.0 if choice.folder in fitting.FRESH else OF_OPENED[choice.kind]


def choices() -> Iterator[Choice]:
    """The choices of the open gold folders."""
    caught: list[tuple[Any, list[str], list[frozenset[str]]]] = []
    assembly: Any = assembly_
    inner = assembly.settle_actors

    def watched(drafts: Any, reading: Any) -> None:
        if len(reading.sentences) >= LONG:
            scene = Scene(drafts, reading)
            for index, draft in enumerate(scene.drafts):
                if choosing.doubtful(draft):
                    case = actor_signs.case_of(index, scene)
                    names = choosing.candidates(case, scene)
                    caught.append((draft, names, [frozenset(actor_signs.signs(n, case, scene)) for n in names]))
        # what is weighed is not settled here: no sign may know what older weights chose

    assembly.settle_actors = watched
    try:
        for folder in fitting.folders():
            yield from _of_folder(folder, caught)
    finally:
        assembly.settle_actors = inner


def _of_folder(folder: Path, caught: list[tuple[Any, list[str], list[frozenset[str]]]]) -> Iterator[Choice]:
    names = score.Names(None)
    gold: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for claim in fitting.lines(folder / "claims.jsonl"):
        gold[claim["document_id"]].append(claim)
    for d in fitting.lines(folder / "documents.jsonl"):
        caught.clear()
        extract(Document(d["id"], d["text"], d.get("title"), d.get("url"), d.get("publisher"), d.get("published")))
        for draft, candidates, signs in caught:
            own = [c for c in gold[d["id"]] if c["anchor"]["start"] < draft.end and c["anchor"]["end"] > draft.start]
            own = [c for c in own if c["kind"] == draft.kind and c.get("actor")]
            if own:
                right = [float(names.score(own[0]["actor"], n)) for n in candidates]
                now = float(names.score(own[0]["actor"], draft.actor)) if draft.actor else 0.0
                yield Choice(folder.name, d["id"], draft.kind, tuple(signs), tuple(right), now)


def known_signs(data: list[Choice]) -> list[str]:
    seen = ((frozenset().union(*c.signs), c.document.rpartition("-")[0] or c.document) for c in data)
    return fitting.known(seen, LEAST_SEEN, LEAST_CLUSTERS)


def report(data: list[Choice], table: fitting.Choices) -> None:
    """Each folder judged by weights fitted on all others: the share of right actors."""
    print(
        f"{len(data)} {data[0].kind}s, {table.width} signs\n{'folder':10} claims  weighed  rules alone  best possible"
    )
    sums: dict[str, Any] = defaultdict(lambda: np.zeros(4))
    for folder in dict.fromkeys(c.folder for c in data):
        picks = table.picks(table.fitted(table.folders != folder))
        here = [i for i, c in enumerate(data) if c.folder == folder]
        got = (
            sum(table.right[picks[i]] for i in here),
            sum(data[i].ruled for i in here),
            sum(max(data[i].right) for i in here),
        )
        sums[folder] = np.array([len(here), *got])
        sums["fresh" if folder in fitting.FRESH else "opened"] += sums[folder]
    for name, row in sums.items():
        print(f"{name:10} {row[0]:6.0f}  " + "  ".join(f"{v / row[0]:.3f}" for v in row[1:]))


def listed(data: list[Choice], names: list[str], table: fitting.Choices) -> list[str]:
    w = table.fitted(np.ones(len(data)))
    return [f"{data[0].kind}s:  # {len(data)} claims", *fitting.listed(names, w, smallest=0.02)]


if __name__ == "__main__":
    writes = fitting.wanted(__doc__)
    everything = list(choices())
    text = [
        "# How far each sign speaks for a name as the actor of a claim (log odds among the article's names): extractors/actor_signs.py finds",
        "# the signs, extractors/choosing.py adds them up. Fitted by benchmarks/fit_actors.py on the open gold; fit again, do not edit.",
    ]
    for kind in ("pledge", "figure"):
        of_kind = [c for c in everything if c.kind == kind]
        signs_known = known_signs(of_kind)
        made = fitting.Choices(of_kind, signs_known, [shares(c) for c in of_kind], RIDGE)
        report(of_kind, made)
        text += listed(of_kind, signs_known, made)
    if writes:
        guess = TARGET.read_text("utf-8").partition("\n# The first guess")[2].partition("\npledges:")[0]
        text[2:2] = [f"# The first guess{guess}"]  # made before anything is settled: its weights stay
        fitting.written(TARGET, text)
