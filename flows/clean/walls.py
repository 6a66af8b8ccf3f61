"""Pages that stand in an article's place: consent forms, bot checks, paywalls, error pages served with status 200.

What such pages say stands in walls.yaml, by language: the wall in front of a German article is German, also where the reader wants English.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import yaml

try:
    parser, parts = import_module("re._parser"), import_module("re._constants")
except ImportError:  # no public interface: a later Python may keep them elsewhere, and then every phrase is tried
    parser = parts = None  # type: ignore[assignment]

Wall = Literal["consent", "challenge", "paywall", "not_found"]

#: An article has more text than the notices that stand in its place; patterns are only asked below these lengths (characters).
_NOTICE, _TEASER = 2500, 1800

_CONSENT_HOST = re.compile(r"^(?:consent|cmp|privacy-?gate|myprivacy|gdpr|cookies?)[\w-]*\.", re.IGNORECASE)

SENTENCES: dict[Wall, str] = {
    "consent": "the site shows a consent form instead of the article",
    "challenge": "the site shows a check for robots instead of the article",
    "paywall": "only the beginning is there; the rest is for subscribers",
    "not_found": "the site says that there is no such page",
}


#: languages that a model of few words takes for one another: who asks for one is given all
_KIN = (
    ("sv", "da", "no", "nb", "nn", "is"),
    ("uk", "ru", "be", "bg"),
    ("es", "pt", "it", "gl", "ca", "ro"),
    ("cs", "sk", "pl", "sl"),
)


@cache
def _said() -> dict[Wall, dict[str, list[str]]]:
    found: dict[Wall, dict[str, list[str]]] = yaml.safe_load((Path(__file__).parent / "walls.yaml").read_text("utf-8"))
    return found


class _Notices:
    """What pages of one kind say, in all languages."""

    def __init__(self, kind: Wall) -> None:
        said = [(phrase, language) for language, some in _said()[kind].items() for phrase in some]
        self._phrases = [(phrase, language, anchors(phrase)) for phrase, language in said]

    def pattern(self, text: str, languages: Callable[[], frozenset[str]]) -> re.Pattern[str] | None:
        """The phrases that this text may hold as one pattern, English or of these languages; None where it holds none.

        Most articles hold none of the words without which no phrase can stand there, and for them nobody asks which language they are in.
        """
        lowered = text.lower()
        there = [
            (phrase, language)
            for phrase, language, words in self._phrases
            if not words or any(word in lowered for word in words)
        ]
        if not there:
            return None
        asked = languages()
        kin = (of for group in _KIN if asked & set(group) for of in group)
        wanted = {"en", *asked, *kin}
        several = tuple(phrase for phrase, language in there if not asked or language in wanted)
        return _joined(several) if several else None

    def found(self, text: str, languages: Callable[[], frozenset[str]]) -> int:
        """How many phrases stand in the text."""
        pattern = self.pattern(text, languages)
        return 0 if pattern is None else sum(1 for _ in pattern.finditer(text))


@cache
def notices(kind: Wall) -> _Notices:
    """What pages of this kind say."""
    return _Notices(kind)


@lru_cache(maxsize=1024)
def _joined(several: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?:{_loosened(phrase)})" for phrase in several), re.IGNORECASE | re.MULTILINE)


def anchors(phrase: str) -> frozenset[str]:
    """Words in lower case, parts of words too, one of which stands wherever the phrase does; empty where there are none."""
    return (_anchors(parser.parse(phrase)) if parser is not None else None) or frozenset()


def _anchors(parsed: Any) -> frozenset[str] | None:
    """Of all that must stand there, what is easiest told from other texts: the run of letters or the alternatives of which the shortest is longest."""
    found: list[frozenset[str]] = []
    run = ""
    for sort, what in [*parsed, (None, None)]:
        if sort is parts.LITERAL and chr(what).isalpha():
            run += chr(what).lower()
            continue
        if run:
            found.append(frozenset({run}))
            run = ""
        inner: frozenset[str] | None = None
        if sort is parts.SUBPATTERN or (sort is parts.MAX_REPEAT and what[0] > 0):
            inner = _anchors(what[-1])
        elif sort is parts.BRANCH:
            several = [_anchors(each) for each in what[1]]
            inner = None if None in several else frozenset().union(*(each for each in several if each))
        if inner:
            found.append(inner)
    return max(found, key=lambda words: min(map(len, words)), default=None)


def _loosened(phrase: str) -> str:
    """Any white space for a space, any apostrophe for the typographic one."""
    phrase = re.sub(r" (?![?*+{])", r"\\s+", phrase).replace("’", "['’]")
    return rf"\b{phrase}" if phrase[0].isalpha() else phrase


def wall(
    text: str,
    whole: Callable[[], str],
    title: str | None,
    host: str,
    free: bool | None,
    languages: Callable[[str], frozenset[str]] = lambda _: frozenset(),
) -> Wall | None:
    """Which wall a page is, if any.

    ``text`` is the extracted body, ``whole`` gives everything visible on the page, ``free`` what the page's metadata say about access,
    ``languages`` in which languages a visible text may be.
    """
    if len(text) >= _NOTICE:
        return None
    if _CONSENT_HOST.match(host):
        return "consent"
    page = cache(whole)
    spoken = cache(lambda: languages(page()))
    head = f"{title or ''}\n{text or page()[:_NOTICE]}"
    if notices("challenge").found(head, spoken) and len(page()) < 2 * _NOTICE:
        return "challenge"
    if len(text) < 600 and notices("not_found").found(title or text[:200], spoken):
        return "not_found"
    said = notices("consent").found(head, spoken)
    if said >= 4 or (said >= 2 and len(text) < 600) or (said and len(text) < 300):
        return "consent"
    if free is True:
        return None
    paywall = notices("paywall")
    if len(text) < _TEASER and (free is False or paywall.found(text[-800:], spoken)):
        return "paywall"
    return "paywall" if len(text) < 500 and paywall.found(page()[:20_000], spoken) else None
