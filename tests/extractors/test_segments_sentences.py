"""Articles of a page, their dates and roles; sentences and what is no end of one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors import articles, extract
from extractors.model import Document, Segment
from extractors.records import read_documents
from extractors.segments import layout
from extractors.sentences import sentences

GOLDS = Path(__file__).parents[1] / "golds" / "seeds"


def seeds() -> dict[str, Document]:
    with (GOLDS / "documents.jsonl").open(encoding="utf-8") as lines:
        return {d.id[:3]: d for d in read_documents(lines)}


def test_a_page_with_two_articles_gives_two_with_their_own_dates() -> None:
    found = articles(seeds()["004"])
    assert [a.published for a in found] == ["2024-07-06", "2026-01"]
    assert found[1].title == "Ukraine hosts talks with security allies in Kyiv"


def test_a_repeated_body_is_read_once() -> None:
    document = seeds()["004"]
    starts = [c.anchor.start for c in extract(document) if c.segment == 1]
    copy = document.text.index("Ukrainian President Volodymyr Zelensky said around 15", 9000)
    assert starts and all(s < copy for s in starts)


def test_the_cleaner_knows_better() -> None:
    document = Document(
        "d", "One.\nTwo.", published="2025-01-01", segments=(Segment(0, 4), Segment(5, 9, "2026-02-02", "B"))
    )
    assert [(a.start, a.end, a.published) for a in articles(document)] == [(0, 4, "2025-01-01"), (5, 9, "2026-02-02")]


def test_a_transcript_is_one_article() -> None:
    text = "\n".join(
        f"{who}: {'Words that fill the line well enough to look like a body of text. ' * 3}"
        for who in ("HOST", "ANNA") * 6
    )
    assert len(articles(Document("d", text))) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mr. Smith of the U.S. Treasury paid. He left.", 2),
        ("It cost 1.5 million. Then no. 7 came.", 2),
        ("S. Koval spoke. The end", 2),
        ("They raised spending.I talked to them.", 2),
        ("See example.Org for more.", 1),
        ("“Enough.” He left.", 2),
        ("", 0),
    ],
)
def test_where_sentences_end(text: str, count: int) -> None:
    found = sentences(text)
    assert len(found) == count
    assert all(text[s.start : s.end].strip() == text[s.start : s.end] for s in found)


def test_a_dangling_source_is_no_sentence() -> None:
    text = "Spain gives Ukraine a package worth 1 billion euros. Reuters. Japan helps too."
    found = sentences(text)
    assert len(found) == 2 and found[0].source is not None and text[slice(*found[0].source)] == "Reuters."


def test_roles_of_blocks() -> None:
    roles = [b.role for b in layout(seeds()["001"])[0].blocks]
    assert roles[:4] == ["boilerplate", "headline", "caption", "byline"]
    assert json.dumps(roles)


def test_a_sentence_may_open_with_a_currency_sign() -> None:
    text = "We asked for the receipts. €1.9 billion has left. $5 million went to Kenya. It cost approx. €3 a head."
    assert [text[s.start : s.end] for s in sentences(text)] == [
        "We asked for the receipts.",
        "€1.9 billion has left.",
        "$5 million went to Kenya.",
        "It cost approx. €3 a head.",
    ]
