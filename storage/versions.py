"""Which version of a page a document was read from, also when the page has changed since."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC

from storage.ledger import Ledger
from storage.rows import Known


def versions(ledger: Ledger, document_ids: Collection[str]) -> dict[str, Known]:
    """The newest recorded page of each of these documents, by document id; those that came without a page are left out."""
    rows = ledger._all(
        "SELECT p.document_id, p.url, p.sha256, p.fetched_at, p.final_url, p.source, p.document_id, p.revision FROM page_log p "
        "WHERE p.document_id IN (SELECT unnest(?::VARCHAR[])) "
        "QUALIFY row_number() OVER (PARTITION BY p.document_id ORDER BY p.rowid DESC) = 1",
        [list(document_ids)],
    )
    return {row[0]: Known(row[1], row[2], row[3].replace(tzinfo=UTC), *row[4:]) for row in rows}
