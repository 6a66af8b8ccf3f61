"""Whether the donor of a policy update is among the payers of the pledges read from it: `PLEDGEWATCH_BENCH=DIR python -m benchmarks.bench_donors`.

DIR holds ``donortracker.jsonl`` (one update a line: id, title, text, published, donors); the texts are not ours and are not in the
repository. A text counts as right if one of its donors is the payer of a pledge (names matched as the scorer of the gold matches them); an
EU institution stands for its members' common ones. Asked: 96 %. ``--errors`` lists the misses.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks" / "kit")]

import score  # noqa: E402

from extractors import extract  # noqa: E402
from extractors.model import Document  # noqa: E402

#: what the set writes for several donors or for all
NOBODY = {"Global donor profile"}
EU_INSTITUTIONS = (
    "European Union",
    "European Commission",
    "European Parliament",
    "Council of the European Union",
    "European Council",
)
EU_BODIES = (*EU_INSTITUTIONS, "EU member states", "European Investment Bank")


def payers(row: dict[str, Any]) -> list[str]:
    """Actors of the pledges of one update, headline and text."""
    text = f"{row['title']}\n\n{row['text']}"
    claims = extract(Document(row["id"], text, title=row["title"], published=row["published"]))
    return [c.actor for c in claims if c.kind == "pledge" and c.actor]


def main(path: Path, errors: bool) -> None:
    names = score.Names()
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    right = texts = 0
    for row in rows:
        donors = [d for d in row.get("donors") or [] if d not in NOBODY]
        if not donors:
            continue
        wanted = [name for donor in donors for name in (EU_BODIES if donor == "EUI" else (donor,))]
        read = payers(row)
        hit = any(names.score(donor, actor) > 0 for donor in wanted for actor in read)
        texts += 1
        right += hit
        if errors and not hit:
            print(f"  {', '.join(donors)}: {row['title']} -> {', '.join(read) or 'no payer'}")
    print(f"{100 * right / max(1, texts):6.1f}  % of {texts} texts whose donor is a payer")


if __name__ == "__main__":
    folder = os.environ.get("PLEDGEWATCH_BENCH")
    if not folder or not (Path(folder) / "donortracker.jsonl").is_file():
        sys.exit(
            "name the folder that holds donortracker.jsonl: PLEDGEWATCH_BENCH=DIR python -m benchmarks.bench_donors"
        )
    main(Path(folder) / "donortracker.jsonl", "--errors" in sys.argv)
