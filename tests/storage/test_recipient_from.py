"""What the ledger gives back knows where a recipient was found, though it keeps the trace alone."""

from __future__ import annotations

import json

from extractors import extract
from extractors.model import Document
from extractors.records import claim_from_record, to_line
from storage.mapping import claim_from, claim_row

PAGE = Document(
    "a",
    "Denmark pledged 1.5 billion kroner for air defence. Norway will give Ukraine 300 million euros.",
    title="Nordic states announce military aid for Ukraine",
    published="2026-03-02",
)


def test_a_claim_from_the_ledger_and_from_a_record_says_where_its_recipient_was_found() -> None:
    claims = {c.actor: c for c in extract(PAGE)}
    assert claims["Denmark"].recipient == claims["Norway"].recipient == "Ukraine"
    assert (claims["Denmark"].recipient_from, claims["Norway"].recipient_from) == ("article", None)
    for claim in claims.values():
        assert claim_from(claim_row(claim)).recipient_from == claim.recipient_from
        assert claim_from_record(json.loads(to_line(claim))) == claim
