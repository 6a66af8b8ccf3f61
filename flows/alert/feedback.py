"""Right or wrong: what people say of findings, and those findings as test cases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from extractors.records import to_record
from flows.alert.safe import clean
from flows.alert.why import UnknownAlert
from storage.ledger import Ledger


def mark(ledger_path: Path, finding: str, is_right: bool, note: str | None = None) -> int:
    """Note that an alert (each of its findings) or one finding was right or wrong; gives how many findings that marks.

    Raises UnknownAlert for an id that names neither.
    """
    with Ledger.open(ledger_path) as ledger:
        marked = ledger.mark(finding.strip().lower(), is_right, clean(note, 1000) or None)
    if not marked:
        raise UnknownAlert(
            f"no alert or finding has the id {clean(finding, 40)}; pledgewatch alerts lists the newest with their ids"
        )
    return len(marked)


def cases(ledger_path: Path) -> Iterator[str]:
    """Every marked finding as one line of JSON: the verdict, both claims with their articles, and the word about it.

    A rule's table of cases can be grown from them: what was marked right must stay, what was marked wrong must not come back.
    """
    with Ledger.open(ledger_path, read_only=True) as ledger:
        marks = ledger.marks()
        sides = {m.verdict.claim_id for m in marks} | {m.verdict.against.claim_id for m in marks if m.verdict.against}
        statements = ledger.statements(sides) if sides else {}
    for m in marks:
        now = statements.get(m.verdict.claim_id)
        before = statements.get(m.verdict.against.claim_id) if m.verdict.against else None
        yield json.dumps(
            {
                "mark": "right" if m.is_right else "wrong",
                "note": m.note,
                "alert_id": m.alert_id,
                "marked_at": m.at.isoformat() if m.at else None,
                "verdict": to_record(m.verdict),
                "claim": to_record(now.claim) if now else None,
                "article": to_record(now.article) if now else None,
                "against": to_record(before.claim) if before else None,
                "against_article": to_record(before.article) if before else None,
            },
            ensure_ascii=False,
        )
