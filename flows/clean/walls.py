"""Pages that stand in an article's place: consent forms, bot checks, paywalls, error pages served with status 200.

What such pages say stands in walls.yaml, by language: the wall in front of a German article is German, also where the reader wants English.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

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


@cache
def phrases(kind: Wall, languages: frozenset[str]) -> re.Pattern[str]:
    """What pages of this kind say in English and these languages (all, where none is given) as one pattern."""
    wanted = {"en", *languages, *(kin for group in _KIN if languages & set(group) for kin in group)}
    by_language = _said()[kind]
    several = [
        phrase for language, some in by_language.items() if not languages or language in wanted for phrase in some
    ]
    return re.compile("|".join(rf"(?:{_loosened(phrase)})" for phrase in several), re.IGNORECASE | re.MULTILINE)


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
    whole_text = whole()
    spoken = languages(whole_text)
    head = f"{title or ''}\n{text or whole_text[:_NOTICE]}"
    if len(whole_text) < 2 * _NOTICE and phrases("challenge", spoken).search(head):
        return "challenge"
    if len(text) < 600 and phrases("not_found", spoken).search(title or text[:200]):
        return "not_found"
    said = len(phrases("consent", spoken).findall(head))
    if said >= 4 or (said >= 2 and len(text) < 600) or (said and len(text) < 300):
        return "consent"
    if free is True:
        return None
    paywall = phrases("paywall", spoken)
    if len(text) < _TEASER and (free is False or paywall.search(text[-800:])):
        return "paywall"
    return "paywall" if len(text) < 500 and paywall.search(whole_text[:20_000]) else None
