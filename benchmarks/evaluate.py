"""What the product reads, compares and tells, held against hand-made gold: `make eval`.

    python benchmarks/evaluate.py            score every gold folder, print what was gained and lost since the committed scoreboard,
                                             and fail on a drop of more than 0.02 that the scoreboard does not own up to
    python benchmarks/evaluate.py --update   make today's figures the scoreboard (benchmarks/scoreboard.json, docs/quality.md)
    python benchmarks/evaluate.py --errors 5 show the first misses and false hits of each class (never of held-out folders)

The frozen gold of tests/golds is always run; PLEDGEWATCH_EVAL=DIR adds every gold folder below DIR. Folders named ``*-held`` were not
read while rules were written: of them only figures are printed, never a text.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks" / "kit"))
import score  # noqa: E402  (the scorer stands beside this file)

BOARD = ROOT / "benchmarks" / "scoreboard.json"
QUALITY = ROOT / "docs" / "quality.md"
DROP = 0.02
DOCUMENT_FIELDS = ("id", "text", "title", "url", "publisher", "published", "language")

#: figure -> (where the scorer's report holds it, +1 if more is better else -1)
FIGURES: dict[str, tuple[tuple[str, ...], int]] = {
    "amounts F1": (("amounts", "F1"), 1),
    "money F1": (("amounts", "money", "F1"), 1),
    "detect F1": (("claims", "detect", "F1"), 1),
    "slot F1": (("claims", "slot", "F1"), 1),
    "forbidden hits": (("claims", "forbidden_hits"), -1),
    "family accuracy": (("verdicts", "family"), 1),
    "contradictions P": (("verdicts", "contradictions", "P"), 1),
    "contradictions R": (("verdicts", "contradictions", "R"), 1),
    "new commitments P": (("verdicts", "new_commitments", "P"), 1),
    "new commitments R": (("verdicts", "new_commitments", "R"), 1),
    "traps sprung": (("verdicts", "traps_sprung"), -1),
    "alert event recall": (("alerts", "event_recall"), 1),
    "alerts per covered event": (("alerts", "alerts_per_covered_event"), -1),
    "off-event alerts": (("alerts", "off_event"), -1),
    "messages P": (("alerts", "messages", "P"), 1),
    "messages R": (("alerts", "messages", "R"), 1),
    "alerts sent": (("alerts", "sent"), -1),
}
#: counts move in whole steps: for them a drop is one more, not 0.02
COUNTS = {"forbidden hits", "traps sprung", "off-event alerts", "alerts sent"}


def read(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def call(args: list[str], documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One command of the product over documents, as a user would pipe them through it."""
    pledgewatch = Path(sys.executable).with_name("pledgewatch")
    data = "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in documents)
    done = subprocess.run([pledgewatch, *args], input=data.encode(), stdout=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit(f"pledgewatch {' '.join(args)} ended with {done.returncode}")
    return [json.loads(line) for line in done.stdout.decode().splitlines() if line.strip()]


def predict(gold: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    meta = {m["document_id"]: m for m in read(gold / "meta.jsonl")}
    documents = [{k: d.get(k) for k in DOCUMENT_FIELDS} for d in read(gold / "documents.jsonl")]
    documents.sort(key=lambda d: (d["published"] or "", meta[d["id"]]["order"]))
    claims = call(["extract", "-"], documents)
    ledgers = [d | {"ledger": meta[d["id"]]["cluster"]} for d in documents]
    verdicts = call(["replay", "-", "--by", "ledger", "--emit", "verdicts"], ledgers)
    alerts = call(["replay", "-", "--by", "ledger", "--emit", "alerts"], ledgers)
    return claims, verdicts, alerts


def figure(metrics: dict[str, Any], path: tuple[str, ...], name: str) -> float | None:
    value: Any = metrics
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    if isinstance(value, list):  # [hits, of, rate]
        value = value[0] if name in COUNTS else value[2] if value[1] else None
    return None if value is None else round(float(value), 3)


def evaluate(gold: Path) -> tuple[dict[str, dict[str, float | None]], dict[str, list[str]]]:
    """Figures (all claims and core tier), and the errors as comparable lines (none for a held-out folder)."""
    claims, verdicts, alerts = predict(gold)
    scorer = score.Scorer(score.Gold([str(gold)]), claims, verdicts, alerts, score.Names(None))
    overall = scorer.report("set")["overall"]
    figures = {
        tier: {n: figure(overall[tier], path, n) for n, (path, _) in FIGURES.items()} for tier in ("all", "core")
    }
    if gold.name.endswith("-held"):
        return figures, {}
    errors = {
        kind: [f"{doc}: {what} | {text}" for doc, what, text in rows] for kind, rows in sorted(scorer.err.items())
    }
    return figures, errors


def gold_folders(extra: str | None) -> list[Path]:
    roots = [ROOT / "tests" / "golds"] + ([Path(extra)] if extra else [])
    return [
        p.parent
        for root in roots
        for p in sorted(root.rglob("documents.jsonl"))
        if (p.parent / "claims.jsonl").exists()
    ]


def differences(old: dict[str, list[str]], new: dict[str, list[str]]) -> tuple[list[str], list[str]]:
    def flat(errors: dict[str, list[str]]) -> set[str]:
        return {f"{kind} — {line}" for kind, lines in errors.items() for line in lines}

    before, now = flat(old), flat(new)
    return sorted(before - now), sorted(now - before)


def drops(name: str, old: dict[str, Any], new: dict[str, Any], owned: dict[str, str]) -> list[str]:
    out = []
    for tier in ("all", "core"):
        for figure_name, (_, sign) in FIGURES.items():
            was, now = old.get(tier, {}).get(figure_name), new[tier][figure_name]
            if was is None or now is None:
                continue
            lost = (was - now) * sign
            key = f"{name}/{tier}/{figure_name}"
            if lost > (0 if figure_name in COUNTS else DROP) and key not in owned:
                out.append(f"{key}: {was:g} -> {now:g}")
    return out


def table(board: dict[str, Any]) -> str:
    names = list(board)
    lines = ["| figure | " + " | ".join(f"{n} | core" if n == "seeds" else n for n in names) + " |"]
    lines.append("| --- |" + " ---: |" * (len(names) + ("seeds" in names)))
    for f in FIGURES:
        cells = []
        for n in names:
            tiers = ("all", "core") if n == "seeds" else ("all",)
            cells += ["–" if board[n]["figures"][t][f] is None else f"{board[n]['figures'][t][f]:g}" for t in tiers]
        lines.append(f"| {f} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"


def update(board: dict[str, Any], owned: dict[str, str]) -> None:
    # machine-written and read by machine only: one line a folder keeps diffs short
    BOARD.write_text(
        json.dumps({"commit": commit(), "owned": owned, "folders": board}, ensure_ascii=False, indent=0) + "\n"
    )
    text = QUALITY.read_text(encoding="utf-8")
    head, _, rest = text.partition("<!-- eval -->")
    _, _, tail = rest.partition("<!-- /eval -->")
    QUALITY.write_text(
        f"{head}<!-- eval -->\nMeasured by `make eval` at commit `{commit()}`.\n\n{table(board)}\n<!-- /eval -->{tail}",
        encoding="utf-8",
    )


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--update", action="store_true")
    ap.add_argument("--errors", type=int, default=0, metavar="N")
    ap.add_argument("--only", action="append", help="a folder's name; may be repeated")
    args = ap.parse_args()
    stored = json.loads(BOARD.read_text(encoding="utf-8")) if BOARD.exists() else {"folders": {}, "owned": {}}
    extra = os.environ.get("PLEDGEWATCH_EVAL")
    board: dict[str, Any] = {}
    failed: list[str] = []
    for gold in gold_folders(extra):
        inside = gold.is_relative_to(ROOT)
        name = gold.name if inside else f"{gold.name} (outside)"
        if args.only and gold.name not in args.only:
            continue
        figures, errors = evaluate(gold)
        old = stored["folders"].get(name, {"figures": {}, "errors": {}})
        board[name] = {"figures": figures, "errors": errors if inside else {}}
        gained, lost = differences(old["errors"], errors) if inside and not gold.name.endswith("-held") else ([], [])
        print(f"\n== {name}: {len(gained)} gained, {len(lost)} lost")
        for sign, rows in (("+", gained), ("-", lost)):
            for row in rows[:40]:
                print(f"  {sign} {row[:300]}")
        for kind, rows in errors.items() if args.errors else ():
            print(f"  == {kind}: {len(rows)}")
            for row in rows[: args.errors]:
                print(f"     {row}")
        failed += drops(name, old["figures"], figures, stored["owned"])
    print("\n" + table(board))
    print(f"\nlarger run: {'RAN over ' + extra if extra else 'SKIPPED (PLEDGEWATCH_EVAL names no folder)'}")
    if args.update:
        update({**stored["folders"], **{k: v for k, v in board.items() if "(outside)" not in k}}, stored["owned"])
        return 0
    for row in failed:
        print(f"DROP {row}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
