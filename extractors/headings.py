"""Whom a paragraph is about by what stands over or before it: "NORWAY: The Storting approved ...", "16:48 Germany. The state secretary
puts down ...", "And Britain? Thirty million", a country's name on a line of its own.

In a round of countries or bodies the name is printed once, and "the government", "it" and sums without a giver below it are its own.
A single name before a colon may be a dateline or a headline's topic: labels count where there are two, or behind a clock time.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from extractors.gazetteer import names_only
from extractors.mention import Mention, MentionKind
from extractors.reading import Reading, Sentence
from extractors.topics import TOWARDS
from extractors.wording import Words

_LABEL = re.compile(
    r"(?P<clock>\d{1,2}[:.h]\d{2}(?: ?[ap]\.?m\.?)?(?: [A-Z]{3,4})?\s*[-–—:|]?\s*)?(?:[-•*·▪–]\s+|\d{1,2}[.)]\s+)?"
    r"(?P<name>[^\W\d_][^:.?!\n;()]{1,58}?)(?:(?P<mark>[:.])(?= )|(?P<dash> [-–—] )|(?P<alone>[:.]?\Z))"
)
_ASKED = re.compile(
    r"(?:\d{1,2}[:.h]\d{2} )?(?:(?:and|but|so|what about|how about)[, ]+)+(?P<name>[^\W\d_][^:.?!\n;()]{1,40})\?\Z",
    re.IGNORECASE,
)


class Heading(NamedTuple):
    """Whom the sentences from word ``first`` on are about: their block, and the names as one mention."""

    block: int
    mention: Mention
    #: on a line of its own: it stands over the blocks below
    alone: bool


def heading_of(sentence: Sentence) -> Mention | None:
    """Whom the paragraph of a sentence is about by its label, heading or question; None where nothing stands there."""
    reading = sentence.reading
    for other in reversed(reading.sentences[max(0, sentence.index - 6) : sentence.index + 1]):
        if other.block != sentence.block:
            break
        asked = _ASKED.match(other.text)
        found = _named(asked["name"], reading, other.lo) if asked is not None else None
        if found is not None:
            return found
    return _headings(reading).get(sentence.block)


def home_of(sentence: Sentence) -> str | None:
    """The country whose "government" a sentence means: that of its paragraph's heading, else the article's, unless the sentence has it
    receive: "the government will give 4 billion to Ukraine" is another's."""
    heading = heading_of(sentence)
    if heading is not None and heading.kind != "org" and "," not in heading.name:
        return heading.name
    home = sentence.reading.home
    return None if home in receivers(sentence) else home


def receivers(sentence: Sentence) -> frozenset[str]:
    """Names that stand right behind "to" or "for" in a sentence: whoever "the government" is, it is not the one that it gives to."""
    low = sentence.reading.words.low
    return frozenset(
        m.name
        for m in sentence.mentions
        if m.first and low[m.first - 1] in TOWARDS and low[sentence.lo : m.first] != ["as", "for"]
    )


def _headings(reading: Reading) -> dict[int, Mention]:
    """Block -> whom it is about; made once."""
    known: dict[int, Mention] | None = reading.__dict__.get("_headings")
    if known is None:
        known = reading.__dict__["_headings"] = _find(reading)
    return known


def _find(reading: Reading) -> dict[int, Mention]:
    found: list[Heading] = []
    sure = False
    for number, block in enumerate(reading.part.blocks):
        if block.role not in ("body", "bullets"):
            continue
        m = _LABEL.match(reading.text[block.start : min(block.end, block.start + 120)])
        if m is None or (m["alone"] is not None and block.end - block.start > 119):
            continue
        mention = _named(m["name"], reading, reading.word_at(block.start + m.start("name")))
        if mention is not None:
            found.append(Heading(number, mention, m["alone"] is not None))
            sure = sure or m["clock"] is not None
    if not sure and len({h.mention.name for h in found}) < 2:
        return {}
    by_block: dict[int, Mention] = {}
    over: Mention | None = None
    starts = {h.block: h for h in found}
    for number in range(len(reading.part.blocks)):
        here = starts.get(number)
        if here is not None:
            over = here.mention if here.alone else None
            by_block[number] = here.mention
        elif over is not None:
            by_block[number] = over
    return by_block


def _named(label: str, reading: Reading, at: int) -> Mention | None:
    """The states or bodies that a label consists of, as one mention at word ``at``; None where another word stands in it."""
    words = Words(label)
    entities = names_only(words, reading.naming.gazetteer)
    if not entities:
        return None
    names = [e.country if e.kind in ("people", "capital") and e.country else e.name for e in entities]
    several = len(names) > 1
    kind: MentionKind = "group" if several else "org" if entities[0].kind == "org" else "country"
    return Mention(at, at + len(words), kind, ", ".join(dict.fromkeys(names)), plural=several)
