"""The frame of an amount: which verb governs it, who is the subject, and what stands around it.

A shallow grammar: verbs and mentions of the sentence, clause marks and word distance; no parser. The verb to the left governs ("Spain
will give 1 bn"), unless the amount itself is the subject of a verb to its right ("20.9 billion was committed", "$1bn came from").
"""

from __future__ import annotations

from dataclasses import dataclass, field

from extractors.attribution import Attribution, questions
from extractors.cues import Verb
from extractors.governing import governing
from extractors.mention import Mention
from extractors.nounsubjects import noun_subject
from extractors.reading import Sentence
from extractors.speakers import attributions
from extractors.subjects import subject_of


@dataclass(slots=True)
class Frame:
    """What is known of an amount (or of a claim without one) at words ``first`` up to ``last`` before it is called anything."""

    sentence: Sentence
    first: int
    last: int
    verb: Verb | None = None
    subject: Mention | None = None
    attribution: Attribution | None = None
    #: the amount is the subject of its verb
    as_subject: bool = False
    #: the words of a subject that is no name: "the canton", "an anonymous donor"
    noun_subject: tuple[int, int] | None = None
    #: the attribution around the innermost one
    outer: Attribution | None = None
    #: "asked governments to give": who asks stands in the attribution, who shall give is the subject
    demanded_of: bool = False
    trace: list[str] = field(default_factory=list)


_SUBJECTS = ("country", "capital", "people", "org", "group", "generic", "name", "person", "role", "pronoun", "anaphor")


def frame_of(sentence: Sentence, first: int, last: int) -> Frame:
    """The frame of words ``first`` up to ``last``."""
    frame = Frame(sentence, first, last)
    told = [a for a in attributions(sentence) if a.covers(first, last)]
    frame.attribution = _innermost(told)
    frame.outer = next(
        (
            a
            for a in told
            if a is not frame.attribution and a.speaker is not (frame.attribution and frame.attribution.speaker)
        ),
        None,
    )
    region = _region(sentence, frame.attribution)
    candidates = [
        v for v in sentence.verbs if region[0] <= v.first and v.last <= region[1] and not _only_reports(v, frame)
    ]
    frame.verb, frame.as_subject = governing(sentence, candidates, first, last, region)
    _attributing_verb(frame, first)
    if frame.verb is not None and frame.verb.is_a("report.demand") and not frame.verb.is_a("give"):
        frame.subject = _asked(sentence, frame.verb, first)
        if frame.subject is None and frame.verb.passive and _behind(sentence, frame.verb) in {"for", "to"}:
            frame.subject = subject_of(sentence, frame.verb)  # "Ministers have been asked for 75 million"
        frame.demanded_of = frame.subject is not None
        if frame.subject is None:
            frame.subject = _subject(sentence, frame, region)
        if frame.attribution is None and not frame.verb.passive and not questions(sentence, frame.verb):
            asking = subject_of(sentence, frame.verb)
            if asking is not None and asking is not frame.subject:
                frame.attribution = Attribution(asking, frame.verb.last, sentence.hi, frame.verb, "who asks")
    elif frame.verb is not None:
        frame.subject = _subject(sentence, frame, region)
    if (
        frame.verb is not None
        and frame.subject is None
        and not frame.verb.passive
        and not frame.as_subject
        and not frame.verb.is_a("report")
    ):
        frame.noun_subject = noun_subject(sentence, frame.verb, region[0])
    if (
        frame.verb is None
        and frame.attribution is not None
        and frame.attribution.verb is not None
        and frame.attribution.verb.is_a("report.announce", "report.demand")
    ):
        frame.verb = frame.attribution.verb
        frame.subject = frame.attribution.speaker
    return frame


def _behind(sentence: Sentence, verb: Verb) -> str:
    """The word right behind a verb."""
    return sentence.reading.words.low[verb.last] if verb.last < sentence.hi else ""


def _attributing_verb(frame: Frame, first: int) -> None:
    """ "confirms $17.5m", "has demanded 6.7 billion": the verb of saying governs an amount that no other verb parts from it."""
    told = frame.attribution
    if (
        told is None
        or told.verb is None
        or told.rule != "reporting verb"
        or not told.verb.is_a("report.announce", "report.demand")
    ):
        return
    between = frame.sentence.reading.words.low[told.verb.last : first]
    left = frame.verb is not None and not frame.as_subject and frame.verb.last <= first
    if not left and "that" not in between and len(between) <= 8:
        frame.verb, frame.as_subject = told.verb, False


def _innermost(told: list[Attribution]) -> Attribution | None:
    """The last link of a chain: of attributions in front the one nearest, else the one behind."""
    for last_link in ("puts it at", "citing"):
        known = next((a for a in told if a.rule == last_link), None)
        if known is not None:
            return known
    front = [a for a in told if a.rule == "reporting verb"]
    if front:
        nearest = max(front, key=lambda a: a.first)
        return next((a for a in told if _within(a, nearest)), nearest)
    return told[0] if told else None


def _within(inner: Attribution, outer: Attribution) -> bool:
    """ "The agency said that, according to the president, ...": a source named right behind the verb of saying."""
    end = outer.verb.last if outer.verb is not None else 0
    return inner.rule == "according to" and end < inner.speaker.first <= end + 6


def _region(sentence: Sentence, attribution: Attribution | None) -> tuple[int, int]:
    if attribution is None or attribution.verb is None or attribution.rule == "puts it at":
        return sentence.lo, sentence.hi
    if _goes_on_behind(sentence, attribution.verb):
        return attribution.first, sentence.hi
    return attribution.first, attribution.last


def _goes_on_behind(sentence: Sentence, told: Verb) -> bool:
    """ "Ten billion a year, the minister said on Monday, are to be sunk into ...": the sentence goes on behind who says it."""
    low = sentence.reading.words.low
    for k in range(told.last, min(told.last + 6, sentence.hi - 1)):
        if low[k] == ",":
            return low[k + 1] in {"is", "are", "will", "would", "was", "were", "has", "have"}
    return False


def _only_reports(verb: Verb, frame: Frame) -> bool:
    if not verb.is_a("report"):
        return False
    if any(not e.cls.startswith("report") for e in verb.entries):
        return False
    return not verb.is_a("report.announce", "report.demand")


def _asked(sentence: Sentence, verb: Verb, first: int) -> Mention | None:
    """Who is asked: "asked governments for", "demanded from the governments", "called on donors for"."""
    low = sentence.reading.words.low
    for mention in sentence.mentions:
        if (
            verb.last <= mention.first
            and mention.last <= first
            and mention.kind in _SUBJECTS
            and mention.kind != "pronoun"
        ):
            k = mention.first - 1
            while k >= verb.last and low[k] in {"the", "its", "all", "other"}:
                k -= 1
            if k < verb.last or (low[k] in {"on", "from", "to", "upon"} and k - verb.last <= 1):
                return mention
            return None
    return None


def _subject(sentence: Sentence, frame: Frame, region: tuple[int, int]) -> Mention | None:
    verb = frame.verb
    assert verb is not None
    low = sentence.reading.words.low
    by_whom = verb.form() == "past" and not verb.helpers and _behind(sentence, verb) == "by"
    if verb.passive or frame.as_subject or by_whom or (verb.first >= frame.last and verb.form() == "past"):
        by = _agent(sentence, verb, region)
        if by is not None:
            return by
        if verb.passive and verb.lemma() in {"commit", "pledge"} and low[verb.last : verb.last + 1] == ["to"]:
            return subject_of(sentence, verb)  # "is still committed to 350 jobs"
        if verb.passive:
            return None
        if verb.first >= frame.last and not frame.as_subject:
            return next(
                (
                    m
                    for m in sentence.mentions
                    if frame.last <= m.first and m.last <= verb.begin and m.kind in _SUBJECTS
                ),
                None,
            )
    if "to" in verb.helpers and verb.governor is None:
        ordered = _ordered(frame, verb)
        if ordered is not None:
            return ordered
    subject = subject_of(sentence, verb)
    if verb.form() == "ing" and not verb.helpers and low[verb.begin - 1 : verb.begin] == ["by"]:
        main = next((v for v in sentence.verbs if v.last <= verb.begin and v.form() != "ing"), None)
        free = [m for m in sentence.mentions if m.last <= verb.begin and m.kind in _SUBJECTS]
        subject = subject_of(sentence, main) if main is not None else free[0] if free else None
    if subject is not None and subject.first < region[0] and region[0] > sentence.lo:
        subject = None
    told = frame.attribution
    if (
        subject is None
        and told is not None
        and told.rule == "reporting verb"
        and (verb.form() == "ing" or verb.helpers[:1] == ["to"])
    ):
        return told.speaker
    return subject


def _ordered(frame: Frame, verb: Verb) -> Mention | None:
    """ "asked governments to give": who is asked stands between the asking verb and "to"; the frame notes that they were."""
    sentence = frame.sentence
    low = sentence.reading.words.low
    for asked in reversed(sentence.mentions):
        if asked.last == verb.begin and asked.first > sentence.lo:
            demand = next(
                (
                    v
                    for v in sentence.verbs
                    if v.last == asked.first
                    or (v.last == asked.first - 1 and low[asked.first - 1] in {"the", "on", "all", "its"})
                ),
                None,
            )
            if demand is not None and (
                demand.is_a("report.demand", "report.expect", "need") or demand.lemma() in {"order", "require"}
            ):
                frame.demanded_of = True
                verb.governor = demand
                return asked
    return None


def _agent(sentence: Sentence, verb: Verb, region: tuple[int, int]) -> Mention | None:
    """Who is named by "by" or "from" behind a passive."""
    low = sentence.reading.words.low
    for mention in sentence.mentions:
        if mention.first < verb.last or mention.kind not in _SUBJECTS:
            continue
        k = mention.first - 1
        if low[k] in {"the", "a"}:
            k -= 1
        if k - verb.last > 6 or "," in low[verb.last : k]:
            return None
        if low[k] == "from" and not {"to", "for"}.isdisjoint(low[max(verb.last, k - 3) : k - 1]):
            return None  # "are going to students from Gaza"
        if low[k] == "by" or (low[k] == "from" and verb.is_a("receive", "figure", "spend", "deliver")):
            return mention
    return None
