"""Which time expression belongs to a claim: when its money or thing is due or holds, and when it was said."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from extractors.lexicon import Lexicon
from extractors.model import Time
from extractors.reading import Sentence
from extractors.temporal import read_times
from extractors.timeexpr import TimeExpr


def times(sentence: Sentence) -> list[TimeExpr]:
    """The time expressions of a sentence, read once."""
    if sentence.time_exprs is None:
        reading = sentence.reading
        sentence.time_exprs = read_times(
            reading.text,
            sentence.start,
            sentence.end,
            reading.article.published,
            lexicon=reading.lexicon,
            stream=reading.stream.part(sentence.start, sentence.end) if reading.stream is not None else None,
        )
    return sentence.time_exprs


def time_of(sentence: Sentence, start: int, end: int, ahead: bool = False) -> Time:
    """The time of what stands at ``start`` to ``end``: the expression behind it, before the next amount; else the one before it.

    ``as_of`` is the day that is said, else the article's own. ``ahead``: what is told is to come, so a month without year is the next one.
    """
    said = (sentence.reading.article.published or "")[:10] or None
    found = times(sentence)
    others = [
        (q.span.start, q.span.end)
        for q in sentence.quantities
        if not (q.span.start < end and start < q.span.end) and q.unit_of not in _PIECES
    ]
    found = [t for t in found if not _day_of_telling(t, sentence) and not _of_something_else(t, sentence)]
    stated = [t for t in found if (t.as_of is None and t.length is None) or t.start or t.end or t.deadline]
    said = next((t.as_of for t in found if t.as_of), None) or said
    pick = _behind(stated, end, others, sentence) or _before(stated, start, others, sentence)
    if pick is None:
        inside = [t for t in stated if t.span.start < end and start < t.span.end]
        pick = inside[0] if inside else None
    if pick is None:
        return Time(as_of=said)
    more = next((t for t in stated if t is not pick and pick.span.end <= t.span.start <= pick.span.end + 2), None)
    opening = stated[0]
    if opening is not pick and pick.rule in ("deadline", "end") and opening.rule == "point" and more is None:
        until = pick.deadline or pick.end or ""
        if _opens(opening, sentence) and (opening.end or "9") < until:
            more = opening  # "In 2023 the partners set out to reach 70 million doses by 2025"
    if ahead:
        pick = _next_one(pick, (sentence.reading.article.published or "")[:10])
    return Time(
        text=pick.span.exact,
        start=pick.start or (more.start if more else None),
        end=pick.end or (more.end if more is not None and more is not opening else None),
        deadline=pick.deadline or (more.deadline if more else None),
        as_of=said,
    )


#: "in two instalments, in 2026 and 2027": no amounts with a time of their own
_PIECES = frozenset(
    {"instalments", "installments", "tranches", "parts", "steps", "stages", "phases", "payments", "slices", "portions"}
)


def _next_one(t: TimeExpr, today: str) -> TimeExpr:
    """ "will be released in October": the October to come."""
    if t.start is None or t.start != t.end or len(t.start) != 7 or not today or t.start >= today[:7]:
        return t
    if any(ch.isdigit() for ch in t.span.exact) or "last" in t.span.exact.lower():
        return t
    year = int(today[:4]) + (t.start[5:7] < today[5:7])
    month = f"{year:04d}-{t.start[5:7]}"
    return replace(t, start=month, end=month)


def _in_aside(text: str, sentence: Sentence, t: TimeExpr) -> bool:
    """ "The library, burnt out in January, is to be rebuilt": a time between commas is that of the aside."""
    if text[t.span.end : t.span.end + 1] != ",":
        return False
    comma = text.rfind(",", sentence.start, t.span.start)
    aside = text[comma + 1 : t.span.start].split() if comma >= 0 else []
    return 2 <= len(aside) <= 12 and (
        aside[0].lower() in {"which", "who", "whose", "for", "where"} or aside[0].endswith(("ed", "nt", "en"))
    )


def _day_of_telling(t: TimeExpr, sentence: Sentence) -> bool:
    """ "said on Wednesday", "yesterday": a day of the last week beside no window is when it was said, not when it is due."""
    today = (sentence.reading.article.published or "")[:10]
    day = t.start
    if day is None or day != t.end or len(day) != 10 or len(today) != 10:
        return False
    return 0 <= (date.fromisoformat(today) - date.fromisoformat(day)).days <= 7


class _Events:
    """``events`` of lexicon/times.yaml: what a year behind "of" only tells apart ("promised after the floods of 2022")."""

    def __init__(self, lexicon: Lexicon) -> None:
        nouns = "|".join(map(re.escape, lexicon.words("times", "events")))
        self.named = re.compile(
            rf"\b(?:after|since|following|for|of|to) (?:the |its |last )?(?:[\w’'-]+ ){{0,2}}(?:{nouns})\Z",
            re.IGNORECASE,
        )


_COMPARED = re.compile(r"(?:\bthan|\bcompared (?:with|to)|\bversus|\bagainst|\bthe same (?:\w+ ){0,2}?(?:\w+)?) ?\Z")


#: "more than announced last week", "an increase on the sum agreed in May", "above the pledge of last year": the level that is moved from
_BASE = re.compile(
    r"(?:\bthan|\b(?:above|below|over|on|from|beyond) (?=what\b|the\b|its\b|their\b|last\b))"
    r"(?: ?(?!hundred|thousand|million|billion|trillion|half|dozens?|percent)[a-z’'-]+){0,6} ?\Z"
)
#: "150 million below last year's pledge", "up by 150 million from last year"
_MOVED_FROM = re.compile(
    r"\b(?:above|below|over|on|from|beyond) last \w+[’']s\Z|"
    r"\b(?:up|down|increase|rise|cut|reduction|drop)\b[^,;]{1,40} (?:on|from|over) last \w+\Z"
)
#: "the 200 million announced last week": the week of the announcement, no term
_YEARS = re.compile(r"\b(?:19|20)\d\d\b")
_ANNOUNCED = re.compile(r"\b(?:announced|unveiled|promised|pledged)(?: (?:in|on|at|there|here|by \w+))? ?\Z")


def _is_past(t: TimeExpr, sentence: Sentence) -> bool:
    today = (sentence.reading.article.published or "")[:10]
    over = t.end or t.start
    return over is not None and bool(today) and over < today[: len(over)]


def _of_something_else(t: TimeExpr, sentence: Sentence) -> bool:
    """ "the floods of 2022", "more than in 2023", "the same months of 2024": the year of an event, or what is compared with."""
    before = sentence.reading.text[max(sentence.start, t.span.start - 60) : t.span.start]
    if _COMPARED.search(before):
        return True
    if _is_past(t, sentence) and (
        _BASE.search(before)
        or (not _YEARS.search(t.span.exact) and _ANNOUNCED.search(before))
        or _MOVED_FROM.search(before + t.span.exact)
    ):
        return True
    events = sentence.reading.lexicon.compiled(_Events)
    return t.span.exact.startswith("of ") and events.named.search(before.rstrip()) is not None


#: amounts that say the same again or stand beside in a row: "(2,160 square miles)", ", or 0.94 percent", "and roughly 140 interceptors"
_BESIDE = re.compile(r"[^;.]{0,24}?(?:\(|, or |(?:,| and| plus) (?:[a-z]+ ){0,2})\Z")


def _in_row(text: str, end: int, start: int) -> bool:
    return _BESIDE.fullmatch(text, end, start) is not None


def _told_of_another(between: str, t: TimeExpr, sentence: Sentence) -> bool:
    """ "By 2035 ... 3.5 percent, the mark on which NATO settled last summer": a past time in a clause about something else."""
    today = (sentence.reading.article.published or "")[:10]
    past = t.end or t.start
    if past is None or not today or past >= today[: len(past)]:
        return False
    return _RELATIVE.search(between) is not None


_RELATIVE = re.compile(r", (?:[a-z]+ ){0,4}(?:which|who|whose|where|that)\b")


def _behind(found: list[TimeExpr], end: int, others: list[tuple[int, int]], sentence: Sentence) -> TimeExpr | None:
    text = sentence.reading.text
    for t in found:
        if t.span.start < end - 1:
            continue
        between = text[end : t.span.start]
        last = end
        for a, b in others:
            if end <= a < t.span.start:
                if not _in_row(text, last, a):
                    return None
                last = b
        if ";" in between:
            return None
        if found[0].span.start <= sentence.start + 3 and _told_of_another(between, t, sentence):
            return None
        return t
    return None


_OPENERS = frozenset(
    {"when", "once", "as soon as", "since", "in", "by", "from", "between", "during", "until", "for", "over"}
)
#: an opening clause is no longer than this (characters)
_OPENING = 60


def _opens(t: TimeExpr, sentence: Sentence) -> bool:
    """ "When full output is reached in 2031 the plant is to employ 1,000 people and ...": a time that holds for the whole sentence."""
    low = sentence.low
    return bool(low) and low[0] in _OPENERS and t.span.end - sentence.start <= _OPENING


_NEXT_CLAUSE = re.compile(r"(?:, (?:and|but|while|whereas)|\b(?:and|but) that) (?!(?:in|by|from|to) )")


def _before(found: list[TimeExpr], start: int, others: list[tuple[int, int]], sentence: Sentence) -> TimeExpr | None:
    text = sentence.reading.text
    for t in reversed(found):
        if t.span.end > start or _in_aside(text, sentence, t):
            continue
        between = text[t.span.end : start]
        crossed = any(t.span.end <= a and b <= start for a, b in others)
        if _NEXT_CLAUSE.search(between) is not None and not _opens(t, sentence):
            return None  # "gave 5 million in August, and the new money brings it to 9"
        if ";" in between or (crossed and t.span.start > sentence.start + 3 and not _opens(t, sentence)):
            return None
        return t
    return None
