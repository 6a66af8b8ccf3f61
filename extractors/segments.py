"""Articles on a page: where each begins and ends, its own date, and which of its blocks are headline, caption, body or furniture.

A page's text may hold two articles (a second one appended below the first) and the same body twice. Splitting keeps every character:
offsets stay those of the document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from extractors.doubts import doubts
from extractors.model import Article, Document

BlockRole = Literal["headline", "caption", "byline", "bullets", "body", "boilerplate", "duplicate_body"]


@dataclass(slots=True)
class Block:
    """A line of the text (hard-wrapped lines joined) and what it is."""

    start: int
    end: int
    role: BlockRole


@dataclass(slots=True)
class Part:
    """One article with its blocks, in order."""

    article: Article
    blocks: list[Block]


#: where a report comes from: "BRUSSELS: ", "KYIV, Jan 3 (Wire) - ", "BERLIN — "
DATELINE = re.compile(
    r"[A-Z][A-Z.'’ -]{2,30}(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?(?: \([A-Z][\w ./]{1,24}\))?(?:: | [-–—] )(?=[\"“A-Z])"
)
#: who speaks in a transcript
_LABEL = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ.'’ -]{1,30}: ")
_BOILERPLATE = re.compile(
    r"(?:(?:©|\(c\)|copyright\b)|https?://\S+\Z|short url\b|read (?:more|also)\b|subscribe\b|sign up\b|follow us\b|share (?:this|on)\b|"
    r"advertisement\Z|all rights reserved|related (?:articles|stories)\b|(?:[a-z]{2} ){1,5}[a-z]{2}\Z|skip to\b|cookie|view comments|tags?:)",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"(?:author|by|written by|reporting by|editing by|source)\b:? [A-Z]", re.IGNORECASE)
_CAPTION = re.compile(
    r"(?:\b(?:photo|image|picture|file photo|illustration|credit)s?: |\((?:getty|reuters|ap|afp|epa)[^)]{0,40}\)\s*\Z)",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[-•*·‣–] ?\S")
_FINAL = '.!?…"”’»):;'
#: a headline is no longer than this
_HEADLINE = 200
#: repeated text shorter than this is a coincidence
_REPEAT = 60


def articles(document: Document) -> list[Article]:
    """The articles of a document, in the order of its text; a document without text has one empty article."""
    return [part.article for part in layout(document)]


def layout(document: Document) -> list[Part]:
    """The articles of a document with their blocks. ``document.segments`` decides where the page cleaner knew."""
    blocks = _blocks(document.text, 0, len(document.text))
    _mark(document, blocks)
    bounds = _bounds(document, blocks)
    parts = []
    for number, (start, end, published, title) in enumerate(bounds):
        own = [b for b in blocks if start <= b.start < end]
        against = doubts(
            document.text[start:end],
            published,
            glued_page=len(bounds) > 1 and not document.segments,
            repeated=any(b.role == "duplicate_body" for b in own),
        )
        article = _article(document, number, start, end, published, title)
        parts.append(Part(replace(article, doubts=against) if against else article, own))
    return parts


def _article(
    document: Document, number: int, start: int, end: int, published: str | None, title: str | None
) -> Article:
    return Article(
        document_id=document.id,
        segment=number,
        start=start,
        end=end,
        title=title,
        url=document.url,
        publisher=document.publisher,
        published=published,
        language=document.language,
    )


def _blocks(text: str, start: int, end: int) -> list[Block]:
    """The lines that hold something. A line that runs on in lower case after a long one was wrapped by hand and is joined."""
    found: list[Block] = []
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        first, last = at, stop
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        if first < last:
            wrapped = (
                found
                and text[first].islower()
                and found[-1].end - found[-1].start > 50
                and text[found[-1].end - 1] not in _FINAL
                and text.count("\n", found[-1].end, first) == 1
            )
            if wrapped:
                found[-1].end = last
            else:
                found.append(Block(first, last, "body"))
        at = stop + 1
    return found


def _mark(document: Document, blocks: list[Block]) -> None:
    """Give each block its role; a body printed twice is marked from its second copy on."""
    text = document.text
    title = _squash(document.title or "")
    seen: set[str] = set()
    for i, block in enumerate(blocks):
        body = text[block.start : block.end]
        squashed = _squash(body) if len(body) < 2000 else body
        if len(body) >= _REPEAT and squashed in seen and not (title and squashed == title):
            block.role = "duplicate_body"
        elif _BOILERPLATE.match(body) and len(body) < 160:
            block.role = "boilerplate"
        elif _CAPTION.search(body) and len(body) < 400:
            block.role = "caption"
        elif _BYLINE.match(body) and len(body) < 80:
            block.role = "byline"
        elif title and squashed == title:
            block.role = "headline"
        elif _BULLET.match(body):
            block.role = "bullets"
        elif (
            len(body) <= _HEADLINE
            and body[-1] not in _FINAL
            and body[0].isalpha()
            and "|" not in body
            and " ; " not in body
            and (i < 3 or len(body.split()) <= 14)
            and len(body.split()) >= 2
        ):
            block.role = "headline"
        seen.add(squashed)


def _bounds(document: Document, blocks: list[Block]) -> list[tuple[int, int, str | None, str | None]]:
    text = document.text
    if document.segments:
        return [
            (s.start, s.end, s.published or document.published, s.title or document.title) for s in document.segments
        ]
    starts = [0]
    titles = [document.title]
    last_dateline: int | None = None
    labels = sum(1 for b in blocks if _LABEL.match(text, b.start, b.end))
    for i, block in enumerate(blocks):
        dateline = DATELINE.match(text, block.start, block.end)
        if block.role not in ("body", "headline") or dateline is None or block.end - block.start < 60:
            continue
        if labels > 3 and dateline.group().endswith(": "):  # a transcript: "MODERATOR: Good evening"
            continue
        if last_dateline is not None and block.start - last_dateline > 600:
            first = i - 1 if i and blocks[i - 1].role == "headline" else i
            starts.append(blocks[first].start)
            titles.append(text[blocks[first].start : blocks[first].end] if first < i else None)
        last_dateline = block.start
    ends = [*starts[1:], len(text)]
    found = []
    for number, (start, end, title) in enumerate(zip(starts, ends, titles)):
        published = document.published
        if number:
            published = own_date(text, start, end, document.published)
        found.append((start, end, published, title))
    return found


_YEAR = re.compile(r"(?<![\d,.])(?:19|20)\d\d(?![\d,]|\.\d)")
_FULL_DATE = re.compile(
    r"(?:published|posted|updated|date)?:? ?(?:(\d{1,2}) (January|February|March|April|May|June|July|August|September|October|November|"
    r"December),? (\d{4})|(January|February|March|April|May|June|July|August|September|October|November|December) (\d{1,2}), (\d{4})|"
    r"(\d{4})-(\d\d)-(\d\d))\b",
    re.IGNORECASE,
)
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_NEW_YEAR = re.compile(r"\bNew Year\b")


def own_date(text: str, start: int, end: int, page: str | None) -> str | None:
    """The date of an article that stands below another on one page, as far as its own words give it: a printed date, else its year.

    The page's date belongs to the first article. It is only kept where the later article names no later year.
    """
    head = _FULL_DATE.search(text, start, min(end, start + 400))
    if head:
        day, month, year, month2, day2, year2, y, m, d = head.groups()
        if y:
            return f"{y}-{m}-{d}"
        name, number, of = (month, day, year) if month else (month2, day2, year2)
        return f"{of}-{_MONTHS.index(name.lower()) + 1:02d}-{int(number):02d}"
    years = [int(m.group()) for m in _YEAR.finditer(text, start, end)]
    page_year = int(page[:4]) if page else None
    if not years or (page_year is not None and max(years) <= page_year):
        return page
    latest = max(years)
    if _NEW_YEAR.search(text, start, end):
        return f"{latest}-01"
    return f"{latest}"


def _squash(text: str) -> str:
    return " ".join(text.split()).casefold()
