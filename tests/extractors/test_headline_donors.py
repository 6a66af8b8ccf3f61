"""Headlines list their givers without an "and": "Japan, World Bank provide 24 million"."""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.model import Document

GIVERS = [
    ("UK, Norway pledge $5 million for schools in Kenya", "United Kingdom, Norway"),
    ("Japan, World Bank provide US$24 million loan for roads in Kenya", "Japan, World Bank"),
    ("Norway, Sweden, Finland give €30 million to Togo", "Norway, Sweden, Finland"),
    ("Japan, UNICEF to give $9 million for clinics in Laos", "Japan, UNICEF"),
    ("France, the European Investment Bank commit €30 million to Togo", "France, European Investment Bank"),
    # a verb of one, a place and its country, a name that does not open the line
    ("Paris, France pledges €30 million to Togo", "France"),
    ("Togo talks: Norway pledges €30 million", "Norway"),
]


@pytest.mark.parametrize(("headline", "actor"), GIVERS, ids=[h for h, _ in GIVERS])
def test_who_gives_by_a_headline(headline: str, actor: str) -> None:
    text = f"{headline}\n\nThe money will come this year."
    [claim] = [c for c in extract(Document("d", text, title=headline, published="2025-10-15")) if c.kind == "pledge"]
    assert claim.actor == actor


def test_in_running_text_a_comma_alone_lists_nobody() -> None:
    text = "For Japan, Norway will give 30 million euros this year, the minister said in Oslo on Tuesday."
    assert [c.actor for c in extract(Document("d", text, published="2025-10-15"))] == ["Norway"]
