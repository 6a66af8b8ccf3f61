"""docs/cookbook.md as questions with queries and expected answers; run as a program it writes the answers anew."""

from __future__ import annotations

import re
import sys
import tempfile
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from goldledger import RUN_AT, merged
from storage.ledger import Ledger
from storage.query import run_sql
from storage.snapshot import publish

FILE = Path(__file__).parent.parent.parent / "docs" / "cookbook.md"
_ENTRY = re.compile(r"^### (\d+)\. ([^\n]+)\n\n```sql\n((?:(?!```).*\n)+?)```\n(?:\n((?:\|.*\n)+))?", re.MULTILINE)


class Entry(NamedTuple):
    """One question of the cookbook."""

    number: int
    question: str
    query: str
    answer: str


def entries(text: str) -> list[Entry]:
    return [Entry(int(n), question, query, answer or "") for n, question, query, answer in _ENTRY.findall(text)]


def seeds_copy(folder: Path) -> Path:
    """A published copy of a ledger that holds the seeds' gold, recorded on 2026-01-05."""
    with Ledger.open(folder / "ledger.duckdb") as ledger:
        ledger.record(merged("seeds"), RUN_AT)
    publish(folder / "ledger.duckdb", folder / "pledgewatch.duckdb", RUN_AT)
    return folder / "pledgewatch.duckdb"


def answer(copy: Path, query: str) -> str:
    out = StringIO()
    run_sql(copy, query, out, format="markdown")
    return out.getvalue()


def main(source: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        copy = seeds_copy(Path(folder))

        def put(match: re.Match[str]) -> str:
            return f"### {match[1]}. {match[2]}\n\n```sql\n{match[3]}```\n\n{answer(copy, match[3])}"

        FILE.write_text(_ENTRY.sub(put, source.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
