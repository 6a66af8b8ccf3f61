"""Bytes to document: the door of this room. Pure; never raises, whatever the bytes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml import etree, html
from lxml.html import HtmlElement

from extractors.model import Document, Segment
from flows.clean import facts as fact
from flows.clean import markup
from flows.clean.decoding import decode
from flows.clean.facts import DateSource, Facts, read_structure, tidy
from flows.clean.language import detect, primary
from flows.clean.markup import Markup
from flows.clean.segments import (
    Part,
    bodies,
    collapse_repeats,
    from_live_blog,
    from_markup,
    holds,
    joined,
    posts,
    without_pointers,
)
from flows.clean.walls import SENTENCES, Wall, wall
from storage.rows import Page, Problem

#: trafilatura's time grows faster than its input
MAX_BYTES = 2_000_000
#: and with the square of the elements: 20,000 take 3 s, the 60,000 that fit into 2 MB a minute; news pages have one to five thousand
MAX_ELEMENTS = 20_000
#: less text than this is no article
MIN_TEXT = markup.LEAST
#: characters of a paywalled article that its problem quotes
_SHOWN = 300
_MAGIC = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"\x7fELF",
    b"OggS",
    b"ID3",
    b"\x00\x00\x01\x00",
)
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|div|p|article|main|section|span|table|title|meta|h[1-6]|br)\b", re.IGNORECASE
)
#: a tag's name, and attributes without end; honest elements have a handful
_CROWDED = re.compile(
    r"""([A-Za-z][^\s<>/"'=]*)(?:[\s/]*+[^\s=>"'/]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"']++))?+){300,}+"""
)
#: bytes that no text holds: control signs but tab, line feeds, carriage return and escape
_CONTROL = bytes(byte for byte in range(32) if byte < 9 or (byte > 13 and byte != 27))
_HOW_MANY = etree.XPath("count(descendant-or-self::node()[not(self::text())])")
_SHOWN_TEXT = etree.XPath(
    "descendant-or-self::text()[not(parent::script or parent::style or parent::template or parent::head or parent::title)]",
    smart_strings=False,
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What came of one page: a document, or none and the problems that say why. ``facts`` has what a document has no field for.

    ``teaser`` is the free beginning of an article whose rest is for subscribers: for people, never to be read for claims.
    """

    document: Document | None = None
    problems: tuple[Problem, ...] = ()
    facts: Facts | None = None
    teaser: str | None = None


def clean(page: Page) -> Cleaned:
    """Read a page's bytes into a document.

    Plain text passes unchanged, so that offsets point into the caller's own text. Of HTML the article's body is kept, without
    boilerplate and repeated bodies; a page with several articles becomes one document with ``segments``. ``published`` is the
    article's own date (UTC), never the time of fetching. Pages without an article give no document and a problem with one of the codes
    empty, binary, no_text, consent, challenge, paywall, not_found, unreadable; a page cut by a cap keeps its document beside the problem
    ``truncated``.
    """
    try:
        return _clean(page)
    except (
        OSError,
        MemoryError,
    ):  # the machine's fault, not the page's: a pass that goes on would lose every page it has
        raise
    except (Exception, RecursionError) as error:  # any bytes may come from the net, and one page must not stop a pass
        return _none(page, "unreadable", f"the page cannot be read ({type(error).__name__})")


def document_id(page: Page) -> str:
    """Identity of a page's document: the given one, else the host and a hash of the address; a later version of a page has its own."""
    base = page.document_id
    if base is None:
        host = (urlsplit(page.url).hostname or page.source).removeprefix("www.")
        base = f"{host}-{hashlib.sha256(page.url.encode('utf-8', 'replace')).hexdigest()[:16]}"
    return f"{base}-v{page.revision + 1}" if page.revision else base


def _clean(page: Page) -> Cleaned:
    body = page.body
    if not body.strip(b"\0\t\r\n \xef\xbb\xbf"):
        return _none(page, "empty", "the page is empty")
    if body.lstrip()[:8].startswith(_MAGIC) or _is_binary(body, page.charset):
        return _none(page, "binary", "the content is no text (an image, a PDF, an archive or the like)")
    problems: tuple[Problem, ...] = ()
    if len(body) > MAX_BYTES:
        problems = (
            _problem(
                page, "truncated", f"only the first {MAX_BYTES // 1_000_000} MB of {len(body) / 1e6:.1f} MB were read"
            ),
        )
        body = body[:MAX_BYTES]
    if _is_plain(page, body):
        return _plain(page, body, problems)
    return _web_page(page, body, problems)


def _is_binary(body: bytes, charset: str | None) -> bool:
    sample = body[:4096]
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff") or "16" in (charset or ""):
        return False
    odd = len(sample) - len(sample.translate(None, _CONTROL))
    # a byte drawn at random is a control sign in one of nine; no text holds one in twenty-five
    return sample.count(0) > 0.05 * len(sample) or odd > max(2, 0.04 * len(sample))


def _is_plain(page: Page, body: bytes) -> bool:
    if (page.content_type or "").startswith("text/plain"):
        return not page.url.startswith("http") or not _HTML.search(body[:1000])  # some servers call HTML text/plain
    return "html" not in (page.content_type or "") and not _HTML.search(body[:20_000])


def _plain(page: Page, body: bytes, problems: tuple[Problem, ...]) -> Cleaned:
    decoded = decode(body, page.charset)
    text = decoded.text
    if not text.strip():
        return _none(page, "empty", "the page holds no text")
    if decoded.bad_bytes:
        problems += (
            _problem(
                page, "damaged_text", f"{decoded.bad_bytes} bytes are not valid {decoded.encoding}; the rest was read"
            ),
        )
    when, source = fact.published(fact.Structure(), page.published, _hint_source(page), None, _now(page))
    language = detect(text, page.language)
    document = Document(
        id=document_id(page),
        text=text,
        title=page.title,
        url=_link(page),
        publisher=page.publisher or _host(page) or None,
        published=when,
        language=language,
    )
    found = Facts(page.title, None, document.publisher, when, source, fact.confidence(source), language=language)
    return Cleaned(document, problems, found)


def _web_page(page: Page, body: bytes, problems: tuple[Problem, ...]) -> Cleaned:
    decoded = decode(body, page.charset)
    tree = parse(decoded.text)
    if tree is None:
        return _none(page, "no_text", "the page holds no text", problems)
    if cut(tree):
        problems += (
            _problem(page, "truncated", f"the page has more than {MAX_ELEMENTS} elements; the first part was read"),
        )
    now = _now(page)
    structure = read_structure(tree)
    parts = from_live_blog(structure, now)
    several = (bodies(tree) or posts(tree)) if not parts else []
    main = markup.read(tree, page)
    text = _tidied(main.text or "") if main is not None else ""
    if several:
        parts = from_markup(several, partial(markup.text_of, page=page), now)
        parts = parts if holds(parts, text) else []
    found = _facts(page, structure, main, Markup(tree, decoded.text, page), len(parts) or 1)
    spoken = partial(_spoken, text, found.language, tree)
    barrier = wall(text, partial(visible, tree), found.title, _full_host(page), found.free, spoken)
    if barrier is not None:
        teaser = text.strip() or None if barrier == "paywall" else None
        return Cleaned(None, (*problems, _problem(page, barrier, _said(barrier, found.title, teaser))), found, teaser)
    segments: tuple[Segment, ...] = ()
    if len(parts) > 1:
        text, segments = joined(
            [Part(_tidied(part.text), part.title, part.published or found.published) for part in parts]
        )
    elif parts and len(parts[0].text) > len(text):
        text = parts[0].text
    if len(text.strip()) < MIN_TEXT:
        return Cleaned(None, (*problems, _problem(page, "no_text", "no article text was found on the page")), found)
    document = Document(
        id=document_id(page),
        text=text,
        title=found.title,
        url=_link(page),
        publisher=found.publisher,
        published=found.published,
        language=found.language or detect(text, page.language),
        segments=segments,
    )
    return Cleaned(document, problems, found)


def _said(barrier: Wall, title: str | None, teaser: str | None) -> str:
    """What stands in the article's place; of a paywalled one also what it is about, so that a person can judge what is missed."""
    if not teaser:
        return SENTENCES[barrier]
    words = " ".join(f"{title} – {teaser}".split() if title and not teaser.startswith(title) else teaser.split())
    return f"{SENTENCES[barrier]}: “{words if len(words) <= _SHOWN else words[: _SHOWN - 1].rstrip() + '…'}”"


def _tidied(text: str) -> str:
    return collapse_repeats(without_pointers(text))


#: signs that no XML holds, as they are or by number ("&#12;"): a form feed in a heading made trafilatura give up the page
_NO_XML = re.compile(
    r"[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]))(?:;|(?![0-9a-fA-F]))"
)


def parse(text: str) -> HtmlElement | None:
    """An HTML tree out of decoded text, scripts included; None if there is nothing in it."""
    # comments go at once: trafilatura, given a tree that has them, loses the text behind each
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False
    )
    text = few_attributes(_NO_XML.sub(" ", re.sub(r"[\x00\ud800-\udfff]", "", text)))
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree if isinstance(tree, HtmlElement) else None


def few_attributes(text: str) -> str:
    """HTML whose tags with hundreds of attributes have none: libxml2's time grows with the square of them, 60,000 take minutes."""
    pieces = text.split("<")
    crowded = [(n, found) for n, piece in enumerate(pieces) if len(piece) > 2_000 and (found := _CROWDED.match(piece))]
    for n, found in crowded:
        pieces[n] = found[1] + pieces[n][found.end() :]
    text = "<".join(pieces) if crowded else text
    if sum(text.count(sign) for sign in ('="<', "='<", "=<")) > 500:  # the same, hidden from the split
        text = re.sub(f"<{_CROWDED.pattern}", r"<\1", text)
    return text


def cut(tree: HtmlElement, limit: int = MAX_ELEMENTS) -> bool:
    """Drop everything after the tree's first ``limit`` elements; False if it has no more."""
    if _HOW_MANY(tree) <= limit:
        return False
    last: HtmlElement | None = next(islice(tree.iter(), limit, None), None)
    if last is None:
        return False
    while last is not None:
        parent = last.getparent()
        for sibling in list(last.itersiblings()):
            parent.remove(sibling)
        last = parent
    return True


def visible(tree: HtmlElement, limit: int = 60_000) -> str:
    """What a reader sees of a page, roughly: its text without scripts and styles, white space collapsed, at most ``limit`` characters."""
    pieces: list[str] = []
    length = 0
    for piece in _SHOWN_TEXT(tree):
        if not piece.isspace():
            pieces.append(piece)
            length += len(piece)
            if length > limit:
                break
    return " ".join(" ".join(pieces).split())


def _facts(page: Page, structure: fact.Structure, main: Any, shown: Markup, parts: int) -> Facts:
    now = _now(page)
    when, source = fact.published(structure, page.published, _hint_source(page), shown.day, now)
    title = page.title if page.document_id else None
    title = title or tidy(shown.title()) or page.title or tidy(shown.tree.findtext(".//title"))
    text = getattr(main, "text", None) or ""
    told = primary(shown.tree.get("lang")) or primary(structure.meta.get("og:locale")) or primary(page.language)
    return Facts(
        title=title,
        author=fact.author(structure) or tidy(shown.author()),
        publisher=_publisher(page, structure),
        published=when,
        published_source=source,
        published_confidence=fact.confidence(source),
        modified=fact.modified(structure, now),
        language=detect(text, told) if text else told,
        canonical=page.final_url,
        free=fact.free(structure),
        parts=parts,
    )


def _spoken(text: str, language: str | None, tree: HtmlElement, whole: str) -> frozenset[str]:
    """In which languages a page may say that it is no article; of a page with hardly any text, all that is visible is asked."""
    of_whole = detect(whole[:2000]) if len(text) < 300 else None
    return frozenset(tag for tag in (language, primary(tree.get("lang")), of_whole) if tag)


def _publisher(page: Page, structure: fact.Structure) -> str | None:
    """A manifest's word stands; the name in a source's settings is for articles that do not say who publishes them."""
    if page.document_id and page.publisher:
        return page.publisher
    return fact.publisher(structure, "") or page.publisher or _host(page) or None


def _hint_source(page: Page) -> DateSource:
    return "manifest" if page.document_id or not page.url.startswith("http") else "feed"


def _now(page: Page) -> datetime:
    return page.fetched_at if page.fetched_at.tzinfo else page.fetched_at.replace(tzinfo=UTC)


def _full_host(page: Page) -> str:
    try:
        return urlsplit(page.final_url or page.url).hostname or ""
    except ValueError:
        return ""


def _host(page: Page) -> str:
    return re.sub(r"^www\d?\.", "", _full_host(page))


def _link(page: Page) -> str | None:
    """The address that a reader can open; a file has none."""
    return page.url if page.url.startswith(("http://", "https://")) else None


def _problem(page: Page, code: str, message: str) -> Problem:
    return Problem(page.source, page.url, "clean", code, message)


def _none(page: Page, code: str, message: str, problems: tuple[Problem, ...] = ()) -> Cleaned:
    return Cleaned(None, (*problems, _problem(page, code, message)))
