"""docs/cookbook.md as questions with queries and expected answers; run as a program it writes the answers anew."""

from __future__ import annotations

import re
import sys
import tempfile
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from goldledger import RUN_AT
from storage.query import run_sql

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


SETTINGS = """\
[paths]
data = "data"

[compare]
freshness_days = 60

[[watches]]
name = "everything"

[[sources]]
name = "seeds"
kind = "folder"
path = "{seeds}"
baseline = false
"""


def seeds_copy(folder: Path) -> Path:
    """The published copy after one real pass over seeds/ on 2026-01-05: fetched, cleaned, read, compared and recorded by the pipeline."""
    from flows.passes.pipeline import run_pass
    from flows.settings import load

    file = folder / "pledgewatch.toml"
    file.write_text(SETTINGS.replace("{seeds}", str(FILE.parent.parent / "seeds")), "utf-8")
    settings = load(file)
    run_pass(settings, RUN_AT)
    return settings.snapshot_path


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
