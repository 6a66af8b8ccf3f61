"""The public JSON Lines formats: what is refused and how, and what comes back unchanged."""

from __future__ import annotations

import json

import pytest

from extractors.model import Article, Document
from extractors.records import (
    RecordError,
    article_from_record,
    document_from_record,
    read_documents,
    to_line,
    to_record,
)


def test_documents_are_read_in_order_and_blank_lines_skipped() -> None:
    lines = [
        "\ufeff" + json.dumps({"id": "a", "text": "x"}),
        "",
        b'{"id": "b", "text": "y", "published": "2025-12", "more": 1}\n',
    ]
    assert [d.id for d in read_documents(lines)] == ["a", "b"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("[1]", "line 1: holds a list"),
        ('{"id": 1, "text": ""}', "line 1: field 'id' must be text, not a number"),
        ('{"id": "a"}', "line 1: field 'text' is missing"),
        ('{"id": "", "text": ""}', "line 1: field 'id' is empty"),
        ('{"id": "a", "text": "b", "published": "yesterday"}', "line 1: field 'published' must be an ISO 8601 date"),
        ('{"id": "a", "text": "b", "title": 3}', "line 1: field 'title' must be text or null"),
        ('{"id": "a"', "line 1: is not JSON"),
        (b"\xff{}", "line 1: is not UTF-8 at byte 0"),
    ],
)
def test_a_bad_line_is_named_with_its_field(line: str | bytes, says: str) -> None:
    with pytest.raises(RecordError) as caught:
        list(read_documents([line]))
    assert str(caught.value).startswith(says)


def test_a_bad_line_need_not_stop_the_others() -> None:
    problems: list[RecordError] = []
    found = list(read_documents(['{"id": "a"}', '{"id": "b", "text": ""}'], problems.append))
    assert [d.id for d in found] == ["b"] and problems[0].line == 1


def test_records_come_back() -> None:
    document = Document("a", "t\ud800", title="T", published="2025-01-02T03:04:05+01:00")
    assert document_from_record(json.loads(to_line(document))) == document
    article = Article("a", 1, 5, 9, published="2025")
    assert article_from_record(to_record(article)) == article


def test_a_lone_surrogate_can_still_be_written() -> None:
    to_line(Document("a", "\ud800")).encode("utf-8")
