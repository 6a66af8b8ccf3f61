"""Text to claims: pure functions of a document and the word lists, no network, no database, no clock.

Doors: `articles(document)` and `extract(document, lexicon=None)`. What is read is decided by `EXTRACTORS`, an ordered tuple of plain
functions ``(Reading) -> list[Draft]``; adding one is a line here and a module beside.
"""

from __future__ import annotations

from extractors import lexicon as lexicons
from extractors.assembly import EXTRACTORS, VERSION, read_article
from extractors.lexicon import Lexicon
from extractors.model import Claim, Document
from extractors.segments import articles, layout

__all__ = ["EXTRACTORS", "VERSION", "articles", "extract"]


def extract(document: Document, lexicon: Lexicon | None = None) -> list[Claim]:
    """The claims of a document, article by article in the order of the text. Never raises on any text."""
    words = lexicon if lexicon is not None else lexicons.load()
    found: list[Claim] = []
    for part in layout(document):
        found.extend(read_article(document, part, words))
    return found
