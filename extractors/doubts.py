"""Signs that an article's text is not what an editor wrote: pages glued together, bodies repeated, words run into each other.

Such a text is read like any other; its claims are shown with what speaks against it. Pure; offsets are not touched.
"""

from __future__ import annotations

import re

#: what can be said against a text, as it is stored and shown
REPEATED, GLUED_PAGE, GLUED_WORDS, UNDATED = (
    "text repeated on the page",
    "several articles on one page",
    "words run together",
    "undated",
)
#: a small letter, then a capital one inside a word ("BurnsCommenting"), an acronym before a word ("GDPEuronews"), or a full stop without a space ("spending.I talked")
#: (what is sought first is the capital, which is rare: four times as fast)
_JOINED = re.compile(
    r"[A-Z](?:(?<=[a-z]{3}[A-Z])[a-z]{3,}\b|(?<=\b[A-Z])[A-Z]{3,}[a-z]{4,}\b|(?<=[a-z]{3}[.!?][A-Z])[a-z ’'])"
)
#: names that are written so: McDonald, MacArthur, DeepMind; and addresses and handles, in which anything goes
_NAME_PREFIX = re.compile(r"(?:Mac|Mc|De|Di|Du|La|Le|Van|Von|Fitz|O)[A-Z]")
_ADDRESS = re.compile(r"\S*(?:@|://|www\.|\.(?:com|org|net|gov|int|eu|info|io)\b)\S*", re.IGNORECASE)
#: one slip is a misprint; this many different ones are a habit
_HABIT = 2


def words_run_together(text: str) -> bool:
    """Whether different words are glued to each other in several places."""
    found: set[str] = set()
    for match in _JOINED.finditer(text):
        start = max(text.rfind(" ", 0, match.start()), text.rfind("\n", 0, match.start())) + 1
        stop = match.end()
        while stop < len(text) and not text[stop].isspace():
            stop += 1
        word = text[start:stop]
        if _ADDRESS.fullmatch(word) or _NAME_PREFIX.match(word.lstrip("\"'“‘(")):
            continue
        found.add(text[max(match.start() - 3, 0) : match.end()])
    # a brand that comes again and again is one word; it is no habit
    return len(found) >= _HABIT


def doubts(text: str, published: str | None, *, glued_page: bool, repeated: bool) -> tuple[str, ...]:
    """What speaks against an article's text. ``glued_page``: it was told apart from others on its page by its text alone;
    ``repeated``: a paragraph of it stands on the page twice."""
    found = []
    if glued_page:
        found.append(GLUED_PAGE)
    if repeated:
        found.append(REPEATED)
    if words_run_together(text):
        found.append(GLUED_WORDS)
    if published is None:
        found.append(UNDATED)
    return tuple(found)
