"""The comparison on texts made by others: pairs of tracker notes, printed conversions, numerical entailment.

    PLEDGEWATCH_BENCH=DIR .venv/bin/python -m benchmarks.bench_pairs            all that DIR holds
    PLEDGEWATCH_BENCH=DIR .venv/bin/python -m benchmarks.bench_pairs --show 5   and the first wrong pairs of each kind

DIR holds JSON Lines, one case a line, none of which is in this repository:

- ``kiel_pairs.jsonl``: two tracker notes and ``label`` same (reworded), revised (another amount) or distinct (another pledge of the donor)
- ``donortracker.jsonl``: short articles with printed conversions (``published`` is the day of the rate)
- ``equate.jsonl``: premise, hypothesis, ``label`` and ``subset``. Reported only: no rule was made or changed for it.

Each pair is replayed as two articles against an empty ledger of its own. A pair is *told as a conflict* if some claim of the second text
contradicts one of the first, *as a change* if it updates one, *as the same* if it only corroborates or refines, *as new* if none of this and it
has a claim that is told as new, and *not at all* where no claim is read from it (a note without a verb or an amount).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from extractors.model import Document, Verdict
from flows.texts.replay import Replayed, replay

NATURAL = ("NewsNLI", "RTE_Quant", "RedditNLI")
Row = dict[str, Any]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def pairs(rows: Sequence[Row]) -> Replayed:
    """Every pair replayed against a ledger of its own."""
    documents = []
    for n, row in enumerate(rows):
        first = row.get("published") or row.get("published_b") or "2024-01-01T08:00:00Z"
        second = row.get("published_b") or row.get("published") or "2024-01-01T12:00:00Z"
        documents.append(Document(f"{n}#a", row["text"], published=first, language="en", ledger=str(n)))
        documents.append(Document(f"{n}#b", row["text_b"], published=second, language="en", ledger=str(n)))
    return replay(documents, None, by_ledger=True)


def told(verdicts: Sequence[Verdict], *, read: bool = True) -> str:
    """What is said of the second text: conflict, change, same, new, or nothing where no claim was ``read`` from it."""
    said = {v.verdict for v in verdicts}
    if "contradicts" in said:
        return "conflict"
    if "updates" in said:
        return "change"
    return "same" if said & {"corroborates", "refines"} else "new" if read else "nothing"


def by_pair(found: Replayed) -> dict[int, list[Verdict]]:
    """Verdicts of each second text against its first."""
    out: dict[int, list[Verdict]] = defaultdict(list)
    for v in found.verdicts:
        number, side = v.document_id.split("#")
        if (
            side == "b"
            and v.against is not None
            and v.against.document_id == f"{number}#a"
            and v.verdict != "unrelated"
        ):
            out[int(number)].append(v)
    return out


def news(found: Replayed) -> set[int]:
    """The pairs whose second text is told as news by an alert or a digest."""
    loud = [v for v in found.verdicts if v.verdict == "new" and v.channel != "silent"]
    return {int(v.document_id.split("#")[0]) for v in loud if v.document_id.endswith("#b")}


def kiel(rows: list[Row], show: int) -> None:
    found = pairs(rows)
    verdicts, fresh = by_pair(found), news(found)
    claimed = {v.document_id for v in found.verdicts}
    tellings = [told(verdicts[n], read=f"{n}#b" in claimed) for n in range(len(rows))]
    counted = Counter((row["label"], kind) for row, kind in zip(rows, tellings))
    size = Counter(row["label"] for row in rows)
    loud = sum(
        any(v.verdict == "contradicts" and v.channel == "alert" for v in verdicts[n])
        for n, row in enumerate(rows)
        if row["label"] == "distinct"
    )

    def share(label: str, *kinds: str) -> str:
        hits = sum(counted[label, k] for k in kinds)
        return f"{hits}/{size[label]} = {hits / max(size[label], 1):.1%}"

    print(f"kiel_pairs ({len(rows)} pairs)")
    print(
        f"  false contradictions on distinct pledges   {share('distinct', 'conflict')} (asked <= 5 %); as alerts {loud}"
    )
    print(f"  distinct told as a change                  {share('distinct', 'change')}")
    print(f"  false new on the same pledge reworded      {share('same', 'new')} (asked <= 10 %)")
    unjoined = [n for n, row in enumerate(rows) if row["label"] == "same" and tellings[n] == "new"]
    print(f"    of them told as news by alert or digest  {sum(n in fresh for n in unjoined)}")
    print(f"    of them with a first text without claims {sum(f'{n}#a' not in claimed for n in unjoined)}")
    print(f"  nothing read from the second text          {share('same', 'nothing')}")
    print(f"  same told as a change or conflict          {share('same', 'change', 'conflict')}")
    print(f"  revised found (change or conflict)         {share('revised', 'change', 'conflict')}")
    right = {"distinct": ("new", "nothing"), "same": ("same", "nothing"), "revised": ("change", "conflict")}
    wrong: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, row in enumerate(rows):
        kind = tellings[n]
        if kind not in right[row["label"]]:
            wrong[row["label"], kind].append(n)
    for (label, kind), numbers in wrong.items() if show else ():
        print(f"  == {label} told as {kind}: {len(numbers)}")
        for n in numbers[:show]:
            print(f"     {rows[n]['id']}: {rows[n]['text'][:250]!r}\n       // {rows[n]['text_b'][:250]!r}")
            for v in verdicts[n]:
                print(f"       {v.verdict} {v.dimension} {v.rule}: {v.reason}")


def conversions(rows: list[Row]) -> None:
    documents = [
        Document(r["id"], r["text"], title=r.get("title"), published=r.get("published"), language="en", ledger=r["id"])
        for r in rows
    ]
    found = replay(documents, None, by_ledger=True)
    odd = [v for v in found.verdicts if v.rule == "conversion" and v.verdict == "inconsistent"]
    alerts = [v for v in odd if v.channel == "alert"]
    print(f"donortracker ({len(rows)} texts): {len(odd)} odd printed conversions, of them alerts {len(alerts)}")
    for v in odd:
        print(f"  {v.channel:6} {v.document_id}: {v.reason}")


def equate(rows: list[Row]) -> None:
    print("equate (reported, never tuned for)")
    for subset in NATURAL:
        chosen = [r for r in rows if r["subset"] == subset]
        labels = {r["label"] for r in chosen}
        verdicts = by_pair(pairs(chosen))
        hits = sum(_entailed(told(verdicts[n]), labels) == r["label"] for n, r in enumerate(chosen))
        print(f"  {subset:10} accuracy {hits}/{len(chosen)} = {hits / max(len(chosen), 1):.1%}")


def _entailed(kind: str, labels: set[str]) -> str:
    if kind in ("conflict", "change"):
        return "contradiction" if "contradiction" in labels else "neutral"
    if kind == "same":
        return "entailment"
    return "neutral" if "neutral" in labels else "contradiction"


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--show", type=int, default=0, metavar="N", help="print the first N wrong pairs of each kind")
    ap.add_argument("--only", action="append", choices=("kiel_pairs", "donortracker", "equate"))
    args = ap.parse_args()
    folder = os.environ.get("PLEDGEWATCH_BENCH")
    if not folder or not Path(folder).is_dir():
        print("PLEDGEWATCH_BENCH names no folder: nothing was measured.", file=sys.stderr)
        return 2
    for name in args.only or ("kiel_pairs", "donortracker", "equate"):
        path = Path(folder) / f"{name}.jsonl"
        if not path.is_file():
            print(f"{name}: not in {folder}")
        elif name == "kiel_pairs":
            kiel(read(path), args.show)
        elif name == "donortracker":
            conversions(read(path))
        else:
            equate(read(path))
    return 0


if __name__ == "__main__":
    sys.exit(main())
