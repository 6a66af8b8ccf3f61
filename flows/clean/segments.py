"""A page that holds several articles: which they are, and the text of all with the place of each in it.

Two cases: several ``<article>`` bodies (glued pages, live blogs marked up as posts), and a live blog told in JSON-LD. trafilatura alone
keeps only the first of several ``<article>`` elements.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import html
from lxml.html import HtmlElement

from extractors.model import Segment
from flows.clean.facts import Structure, tidy, timestamp

#: An <article> is a body, not a teaser, from this many characters of paragraphs on.
_BODY, _POST = 350, 60
#: a short piece with heading and date of its own is one from here on
_NOTE = 160
#: what counts as said twice: paragraphs from _LINE characters on are looked at; one of _PARAGRAPH, or several of _PASSAGE together
_LINE, _PARAGRAPH, _PASSAGE = 60, 180, 450
#: a live blog has so many posts at least
FEWEST_POSTS = 3
_MAX_PARTS = 300
_REMARK = re.compile(
    r"(?i)\b(?:comment|comentario|kommentar|respond|reply|replies|disqus|review|testimonial|related|recirc|teaser)"
)
_BLOCK = re.compile(
    r"(?i)(?:^|[\s_-])(?:live-?)?(?:block|post|update|entry|event|key-?event)(?:$|[\s_-])|liveBlogUpdate|BlogPosting"
)
_ONWARD = re.compile(r"(?i)\W*(?:read|continue|more|full|weiter|mehr|lire|leer|leggi|czytaj)\b")
_BYLINE = re.compile(r"(?i)\b(?:byline|author|signature|credit)")
_BLOG = re.compile(r"(?i)live-?blog|live-?post|timeline|\bblock-time|update")


@dataclass(frozen=True, slots=True)
class Part:
    """One article of a page."""

    text: str
    title: str | None = None
    published: str | None = None


def bodies(tree: HtmlElement) -> list[HtmlElement]:
    """The ``<article>`` elements that hold articles of their own; [] if there are fewer than two. Teasers and nested ones excluded."""
    found: list[HtmlElement] = []
    for element in tree.iter("article"):
        if any(parent.tag == "article" and parent in found for parent in element.iterancestors()):
            continue
        if any(
            _REMARK.search(f"{each.get('class', '')} {each.get('id', '')}")
            for each in (element, *element.iterancestors("article", "section", "div", "ol", "ul", "li"))
        ):
            continue  # readers' remarks and boxes are marked up as articles too
        inner = [child for child in element.iter("article") if child is not element and _is_body(child)]
        if len(inner) >= 2:
            continue  # a wrapper around the real ones
        if _is_body(element):
            found.append(element)
    return found[:_MAX_PARTS] if len(found) > 1 else []


def _is_body(element: HtmlElement) -> bool:
    paragraphs = [_visible(p) for p in element.iter("p")]
    length = sum(len(text) for text in paragraphs)
    if length < _POST:
        return False
    linked = sum(len(_visible(a)) for a in element.iter("a"))
    if linked >= 0.5 * length:
        return False
    if _BLOG.search(f"{element.get('class', '')} {element.get('id', '')}"):
        return True
    several = len([text for text in paragraphs if len(text) > 40]) >= 2
    return several and length >= (_NOTE if _stands_alone(element) else _BODY)


def _stands_alone(element: HtmlElement) -> bool:
    """Is a short piece an article all the same? It has a heading that leads nowhere else (a teaser's does), and a date or name of its own."""
    heading = next((h for level in ("h1", "h2", "h3") for h in element.iter(level) if _visible(h)), None)
    if (
        heading is None
        or any(True for _ in heading.iter("a"))
        or any(up.tag == "a" for up in heading.iterancestors("a"))
    ):
        return False
    if any(_ONWARD.match(_visible(a)) for a in element.iter("a")):
        return False
    signed = any(
        _BYLINE.search(f"{each.get('class', '')} {each.get('itemprop', '')} {each.get('rel', '')}")
        for each in element.iter()
    )
    return signed or next(element.iter("time"), None) is not None


def posts(tree: HtmlElement) -> list[HtmlElement]:
    """The posts of a live blog whose markup is no ``<article>``: three or more like blocks side by side, each with its own time and text.

    What makes a block a post: schema.org's ``liveBlogUpdate`` or ``BlogPosting``, or a class or id that says post, block, update or entry.
    """
    if sum(1 for told in tree.iter("time") if told.get("datetime")) < FEWEST_POSTS:
        return []  # most pages: each post has a time of its own
    by_parent: dict[HtmlElement, list[HtmlElement]] = {}
    taken: set[HtmlElement] = set()
    for element in tree.iter("div", "section", "li"):
        marks = " ".join(element.get(name, "") for name in ("class", "id", "itemprop", "itemtype", "data-type"))
        parent = element.getparent()
        if parent is None or not _BLOCK.search(marks) or _REMARK.search(marks):
            continue
        if next((t for t in element.iter("time") if t.get("datetime")), None) is None:
            continue
        if any(up in taken for up in element.iterancestors()):
            continue
        text = sum(len(_visible(p)) for p in element.iter("p"))
        linked = sum(len(_visible(a)) for a in element.iter("a"))
        if text >= _POST and linked < 0.5 * text:
            by_parent.setdefault(parent, []).append(element)
            taken.add(element)
    best = max(by_parent.values(), key=len, default=[])
    return best[:_MAX_PARTS] if len(best) >= FEWEST_POSTS else []


def _visible(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def from_markup(elements: list[HtmlElement], extract: Callable[[HtmlElement], str | None], now: datetime) -> list[Part]:
    """The articles in these elements, each extracted by itself, copies collapsed."""
    parts = []
    for element in elements:
        page = html.Element("html")
        body = html.Element("body")
        page.append(body)
        body.append(copy.deepcopy(element))
        body[0].tail = None
        text = extract(page)
        if text:
            heading = next(
                (_visible(h) for level in ("h1", "h2", "h3") for h in element.iter(level) if _visible(h)), None
            )
            times = (t.get("datetime") for t in element.iter("time"))
            when = next((stamp for stamp in (timestamp(value, now) for value in times) if stamp), None)
            parts.append(Part(text, tidy(heading), when))
    return without_copies(parts)


def from_live_blog(structure: Structure, now: datetime) -> list[Part]:
    """The posts of a live blog that JSON-LD spells out (schema.org LiveBlogPosting), in the order given; [] if there are none."""
    for thing in structure.articles:
        updates = thing.get("liveBlogUpdate")
        if isinstance(updates, list) and len(updates) > 1:
            posts = [_post(update, now) for update in updates[:_MAX_PARTS] if isinstance(update, dict)]
            return without_copies([post for post in posts if post is not None])
    return []


def _post(update: dict[str, Any], now: datetime) -> Part | None:
    body = update.get("articleBody")
    if not isinstance(body, str) or not body.strip():
        return None
    if "<" in body:
        body = html.fragment_fromstring(body, create_parent="div").text_content()
    headline = update.get("headline")
    text = "\n".join(line for line in (" ".join(raw.split()) for raw in body.splitlines()) if line)
    title = tidy(headline) if isinstance(headline, str) else None
    return Part(text, title, timestamp(update.get("datePublished"), now)) if text else None


def without_copies(parts: list[Part]) -> list[Part]:
    """Parts whose body is not already (nearly) contained in a longer one: desktop and mobile copies, a body printed twice."""
    keyed = [
        (
            place,
            part,
            frozenset(_key(line) for line in part.text.splitlines() if len(line) > 40) or frozenset((_key(part.text),)),
        )
        for place, part in enumerate(parts)
    ]
    kept: list[tuple[int, Part, frozenset[str]]] = []
    for place, part, lines in sorted(keyed, key=lambda entry: -sum(map(len, entry[2]))):
        if not any(len(lines & other) >= 0.8 * len(lines) for _, _, other in kept):
            kept.append((place, part, lines))
    return [part for _, part, _ in sorted(kept, key=lambda entry: entry[0])]


def holds(parts: list[Part], main: str) -> bool:
    """Is the page's main text, as it is found without looking at ``<article>``, among these parts? If it is not, they are something else."""
    if not main:
        return True
    lines = {_key(line) for line in main.split("\n") if len(line) > 40}
    inside = "".join(_key(part.text) for part in parts)
    return not lines or sum(line in inside for line in lines) >= 0.5 * len(lines)


def joined(parts: list[Part]) -> tuple[str, tuple[Segment, ...]]:
    """One text of all parts, each under its title, and where each stands in it (Unicode code points, half open)."""
    text, segments = "", []
    for part in parts:
        if text:
            text += "\n\n"
        start = len(text)
        body = part.text
        if part.title and _key(part.title) not in _key(body[: len(part.title) + 200]):
            body = f"{part.title}\n{body}"
        text += body
        segments.append(Segment(start, len(text), part.published, part.title))
    return text, tuple(segments)


#: Lines that point elsewhere: invitations and links to other stories, whose figures belong to those. Only short lines are asked.
_POINTER = re.compile(
    r"(?i)^\W*(?:(?:read|see|watch|listen|find out)(?: (?:also|more|next|now|here|it))+\b(?:[^.]{0,30}:|\W*$)|(?:also|more|further) (?:read(?:ing)?|on this|from|stories)\b"
    r"|related(?: (?:article|stor|coverage|topic|news|content|link)\w*)?\s*[:|–—]|related (?:articles|stories|topics|news|content)\W*$|recommended(?: for you)?\W*$"
    r"|(?:sign up|subscribe|register) (?:to|for|here|now|today)\b|follow (?:us|the \w+|\w+) on\b|join (?:us|our) (?:on|telegram|channel)"
    r"|support (?:us|our|independent) (?:work|journalism|newsroom|reporting)|advertisement\W*$|share this (?:article|story)|(?:click|tap) here\b)"
)


def without_pointers(text: str) -> str:
    """The text without short lines that only point to other stories or invite to something."""
    return "\n".join(line for line in text.split("\n") if len(line) > 200 or not _POINTER.match(line))


def collapse_repeats(text: str) -> str:
    """The text without passages that stood in it before (a body printed twice in one element).

    A passage is a long paragraph, or several paragraphs in the same order; single lines may rightly repeat (menus, refrains, tables).
    """
    lines = text.split("\n")
    long = [place for place, line in enumerate(lines) if len(line) >= _LINE]
    keys = [_key(lines[place]) for place in long]
    first: dict[str, int] = {}
    drop: set[int] = set()
    at = 0
    while at < len(long):
        before = first.setdefault(keys[at], at)
        run = 0
        while before < at and at + run < len(long) and before + run < at and keys[at + run] == keys[before + run]:
            run += 1
        size = sum(len(key) for key in keys[at : at + run])
        if size >= (_PARAGRAPH if run == 1 else _PASSAGE):
            drop.update(range(long[at], long[at + run - 1] + 1))
            at += run
        else:
            at += 1
    return "\n".join(line for place, line in enumerate(lines) if place not in drop)


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()
