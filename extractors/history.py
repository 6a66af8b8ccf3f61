"""What is history and what is news: articles about long ago, promises whose time is over, and amounts that a register only recounts."""

from __future__ import annotations

import re

from extractors.attribution import Attribution
from extractors.cues import Verb
from extractors.drafts import Draft
from extractors.grammar import wordset
from extractors.model import Time
from extractors.principal import recorded
from extractors.reading import Reading, Sentence
from extractors.when import times

_PAST_MARKS = frozenset({"earlier", "ago", "previously", "former", "once"})
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_RECENT = re.compile(
    r"\b(?:today|yesterday|tomorrow|this (?:week|month|year|morning|afternoon|evening)|last (?:week|night|month)|next (?:week|month|year)|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
#: a tale goes on: "late that evening the family pledged"
_THAT_DAY = re.compile(
    r"\bthat (?:evening|night|day|morning|year|summer|winter|autumn|spring|month|week)\b", re.IGNORECASE
)
#: an article is about long ago if it prints this many years at least so many years old, and nothing of these days
_OLD_YEARS, _OLD = 2, 3
#: a register's note is shorter than this
_NOTE = 900


def is_recalled(sentence: Sentence, verb: Verb | None, time: Time, told: Attribution | None = None) -> bool:
    """Told as history: "had promised", "in 2021 it promised", "last year it gave", "agreed in 2005 to give by 2010".

    ``told`` says who is reported as saying so: behind "the minister said", "had promised" is what was said in the perfect, and news.
    """
    today = (sentence.reading.article.published or "")[:10]
    over = time.deadline or time.end
    if today and over and over < today[: len(over)] and over[:4] < today[:4]:
        return True
    if verb is None:
        return False
    past = verb.form() == "past" and not set(verb.helpers) & {"will", "would", "is", "are", "to"}
    governed = verb.governor is not None and verb.governor.form() == "past" and not verb.governor.helpers
    if past and "had" in verb.helpers and not _shifted_back(told, verb):
        return True
    if (past or governed) and today and _dated_past(sentence, verb, today):
        return True
    if past and _THAT_DAY.search(sentence.reading.text, sentence.start, sentence.end):
        return True
    return past and (not _PAST_MARKS.isdisjoint(sentence.low[:8]) or about_long_ago(sentence.reading))


def _shifted_back(told: Attribution | None, verb: Verb) -> bool:
    """ "The minister said Norway had pledged $5m": the tense of what was said, not a time before it."""
    cue = told.verb if told is not None else None
    return cue is not None and cue.form() == "past" and not cue.helpers and cue.last <= verb.begin


def _dated_past(sentence: Sentence, verb: Verb, today: str) -> bool:
    """Whether the verb's clause prints a date of an earlier year."""
    words = sentence.reading.words
    last = min(verb.last + 14, sentence.hi) - 1
    reach = words.start[verb.first], words.end[max(verb.first, last)]
    opening = words.end[min(sentence.lo + 4, sentence.hi - 1)] if sentence.hi > sentence.lo else 0
    for t in times(sentence):
        day = t.end or t.start
        if day and t.start and day[:4] < today[:4] and (t.span.start < opening or reach[0] <= t.span.start < reach[1]):
            return True
    return False


def about_long_ago(reading: Reading) -> bool:
    """Whether the article tells of years long past and of nothing in these days."""
    known = reading.__dict__.get("_long_ago")
    if known is None:
        known = reading.__dict__["_long_ago"] = _long_ago(reading)
    return bool(known)


def _long_ago(reading: Reading) -> bool:
    published = (reading.article.published or "")[:4]
    if not published:
        return False
    text = reading.text[reading.article.start : reading.article.end]
    years = {int(y) for y in _YEAR.findall(text)}
    old = [y for y in years if y <= int(published) - _OLD]
    return len(old) >= _OLD_YEARS and int(published) not in years and not _RECENT.search(text)


#: who gives in a round: "Countries have promised a total of $792 million"
_MANY = re.compile(
    r"\b(?:countries|donors|governments|nations|states|lenders|leaders|ministers|participants|allies|world)\b[^.;]{0,60}?\b(?:promised|pledged|committed|pledging|promising|pledges?)\b"
    r"|\b(?:pledging (?:conference|round|session|event)|donors? conference|donors['’]? conference|replenishment)\b",
    re.IGNORECASE,
)
#: it is told of in the first sentences
_OPENING = 4


def is_pledging_round(reading: Reading) -> bool:
    """Whether the article tells of many who promise at one table: there "gave" is what was promised."""
    known = reading.__dict__.get("_round")
    if known is None:
        known = any(_MANY.search(s.text) for s in reading.sentences[:_OPENING]) or bool(
            _MANY.search(reading.article.title or "")
        )
        reading.__dict__["_round"] = known
    return bool(known)


_STORY = wordset("history_story")
#: so many different words of the stage or of fiction, and what is promised is promised in a play
_STORY_WORDS = 3


def is_story(reading: Reading) -> bool:
    """Whether the article retells a play, a novel or a game: what its figures promise nobody promises."""
    return len(_STORY & reading.text_about) >= _STORY_WORDS


def told_in_a_story(drafts: list[Draft]) -> None:
    """The promises of a retold story are figures."""
    for draft in drafts:
        if draft.kind == "pledge":
            draft.kind, draft.modality, draft.stage = "figure", "reported", None
            draft.trace.append("kind: told in a story")


def recounted(drafts: list[Draft], reading: Reading) -> None:
    """In a register's note that says which amount it enters, the money told before it is context."""
    start, end = reading.article.start, reading.article.end
    if end - start > _NOTE:
        return
    quantities = [q for s in reading.sentences for q in s.quantities]
    entered = recorded(quantities, reading.text[:end], lexicon=reading.lexicon) if len(quantities) > 1 else None
    if entered is None:
        return
    for draft in drafts:
        q = draft.quantity
        if (
            draft.kind == "pledge"
            and q is not None
            and len(q.unit or "") == 3
            and q.span.end <= entered.span.start
            and q.low != entered.low
        ):
            draft.kind, draft.modality, draft.stage = "figure", "reported", None
            draft.trace.append("kind: the note enters another amount")
        elif draft.kind == "figure" and q is not None and q.span == entered.span:
            draft.kind, draft.modality, draft.stage = "pledge", "pledged", "pledge"
            draft.trace.append("kind: the amount that the note enters")
