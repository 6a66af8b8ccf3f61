"""One attribution, who says a stretch of words, and two small questions that all who look for one ask."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.cues import Verb
from extractors.mention import Mention
from extractors.reading import Sentence


@dataclass(slots=True)
class Attribution:
    """``speaker`` says what stands in words ``first`` up to ``last``. ``verb`` is how, if there is a verb."""

    speaker: Mention
    first: int
    last: int
    verb: Verb | None
    rule: str

    def covers(self, first: int, last: int) -> bool:
        return self.first <= first and last <= self.last


SPEAKING = ("person", "role", "country", "people", "capital", "org", "group", "generic", "name", "pronoun", "anaphor")


def clause(sentence: Sentence, at: int) -> tuple[int, int]:
    """The stretch between semicolons that holds word ``at``: an attribution reaches no further."""
    low = sentence.reading.words.low
    first = last = at
    while first > sentence.lo and low[first - 1] != ";":
        first -= 1
    while last < sentence.hi and low[last] != ";":
        last += 1
    return first, last


def first_mention(sentence: Sentence, start: int) -> Mention | None:
    """The mention that begins right at a word, a determiner between allowed."""
    low = sentence.reading.words.low
    while start < sentence.hi and low[start] in {"the", "a", "an", "his", "her", "its", "to"}:
        start += 1
    for mention in sentence.mentions:
        if mention.first <= start < mention.last and mention.kind in SPEAKING:
            if mention.kind == "pronoun" and mention.name in {"its", "their"}:
                return None
            after = low[mention.last : mention.last + 1]
            if after == ["'s"]:
                nxt = next((m for m in sentence.mentions if m.first >= mention.last), None)
                return (
                    nxt
                    if nxt is not None and nxt.first <= mention.last + 3 and nxt.kind in ("role", "person")
                    else None
                )
            return mention
        if mention.first > start + 3:
            return None
    return None


def questions(sentence: Sentence, verb: Verb) -> bool:
    """ "Readers ask whether", "pensioners asked why": who asks a question states nothing."""
    behind = sentence.reading.words.low[verb.last : verb.last + 1]
    return verb.lemma() == "ask" and behind != [] and behind[0] in _QUESTIONS


_QUESTIONS = frozenset({"whether", "why", "if", "who", "how", "what", "where", "when", "about", "which"})
