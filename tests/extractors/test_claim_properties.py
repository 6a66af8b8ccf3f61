"""Whatever the text: no exception, anchors that slice, ids that repeat, records that come back."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors import articles, extract
from extractors.explain import explain
from extractors.model import Document
from extractors.records import claim_from_record, to_line

PIECES = st.sampled_from(
    [
        "NATO", " said ", " will give ", "$1bn", "40 billion euros", "“", "”", '"', ". ", ", ", ": ", "; ", " | ", "\n", "\n\n", "\u2028", "\x00",
        "he ", "the company ", "According to ", "If ", "Poland's ", "US$", " percent of GDP", "BRUSSELS: ", "MINISTER: ", "15:20 ", "2025", " by 2027",
        " a month", "won't ", " refuses to ", "46th package ", "Ж", "中", "\ud800", "İ",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=200))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, st.sampled_from([None, "2025", "2025-03-10", "2025-03-10T08:00:00Z"]))
def test_any_text_is_read(text: str, published: str | None) -> None:
    document = Document("d", text, published=published)
    claims = extract(document)
    parts = articles(document)
    assert parts[0].start == 0 and parts[-1].end == len(text)
    for claim in claims:
        for span in (claim.anchor, *claim.mentions):
            assert text[span.start : span.end] == span.exact and span.start < span.end
        assert text[claim.quote.start : claim.quote.end] == claim.quote.exact
        assert claim.quote.start <= claim.anchor.start and claim.anchor.end <= claim.quote.end
        assert claim_from_record(json.loads(to_line(claim))) == claim
    assert extract(document) == claims
    explain(document)


def test_a_megabyte_without_line_ends_comes_back() -> None:
    text = "The minister said the council would meet again on the matter and that nothing had been decided. " * 4000
    assert extract(Document("d", text)) == []
