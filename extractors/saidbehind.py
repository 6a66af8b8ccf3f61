"""Who says so behind what is said: "..., X said", "...," said X, "..., X promised", "... - X"."""

from __future__ import annotations

from extractors.attribution import Attribution, clause, first_mention
from extractors.cues import Verb
from extractors.grammar import wordset
from extractors.mention import Mention
from extractors.nounphrases import CLOSED, phrase_at
from extractors.reading import Sentence
from extractors.subjects import subject_of

_PREPOSITIONS = wordset("speakers_prepositions")
_BODIES = (
    wordset("names_businesses")
    | wordset("names_bodies")
    | frozenset({"consortium", "collective", "cooperative", "think-tank"})
)
_MARKS = frozenset({",", '"', "”", "’", "'", "?", "!"})
_DETERMINERS = frozenset({"the", "a", "an", "as", "its", "his", "her", "their", "one"})


def postposed(sentence: Sentence, verb: Verb, subject: Mention) -> Attribution | None:
    """ "..., X said on Wednesday": the subject follows a comma or closing quote and what is said stands before it."""
    low = sentence.reading.words.low
    beside = low[subject.last : verb.begin]
    apposed = len(beside) > 2 and beside[0] == beside[-1] == ","
    if subject.first - sentence.lo < 4 or len(beside) > (18 if apposed else 9):
        return None
    if (
        not apposed
        and len(beside) > 2
        and (beside[0] not in _PREPOSITIONS | {"close", "travelling"} or "," in beside[:-1])
    ):
        return None
    k = _mark_before(sentence, subject)
    if k is None:
        return None
    follows = low[verb.last : verb.last + 1]
    if (
        follows
        and (follows[0] in {"that", ":", "it", "he", "they", "she", "the", '"', "“"} and verb.last < sentence.hi - 3)
        and follows[0] in {":", "that", "it", "he", "they", "she"}
    ):
        return None
    if (
        not any(v.last <= k for v in sentence.verbs)
        and not any(q.span.end <= sentence.reading.words.start[k] for q in sentence.quantities)
        and low[k] == ","
    ):
        return None
    return Attribution(subject, *clause(sentence, verb.first), verb, "attribution behind")


def _mark_before(sentence: Sentence, subject: Mention) -> int | None:
    """The comma or closing quote before who speaks; between stand at most an article and what they are: ", alderman Joost Example said"."""
    words = sentence.reading.words
    low = words.low
    k = subject.first - 1
    for _ in range(7):
        if k <= sentence.lo:
            return None
        if low[k] in _MARKS:
            return k
        if low[k] == "'s":  # "Ray Example's successor Kim Vance"
            owner = next((m for m in sentence.mentions if m.last == k), None)
            k = owner.first - 1 if owner is not None else k - 1
        elif low[k] in _DETERMINERS:
            return k - 1 if low[k - 1] in _MARKS else None
        elif words.raw[k].islower() and low[k].replace("-", "").isalpha() and low[k] not in CLOSED:
            if any(v.first <= k < v.last for v in sentence.verbs):
                return None
            k -= 1
        else:
            return None
    return None


def inverted(sentence: Sentence, verb: Verb) -> Attribution | None:
    """ "...," said X."""
    words = sentence.reading.words
    low = words.low
    perfect = verb.helpers in (["has"], ["have"], ["had"]) and verb.lemma() not in _TO_SOMEBODY
    if (
        (verb.helpers and not perfect)
        or (verb.form() not in ("past", "s") and not _plural(verb))
        or verb.begin - sentence.lo < 1
    ):
        return None
    before = low[verb.begin - 1]
    if before not in {",", '"', "”", "'", "’", "?", "!", "so"}:
        return None
    start = verb.last
    if start < sentence.hi and low[start] in {"one", "two", "a", "an", "the"} and low[start + 1 : start + 2] == ["of"]:
        start += 2
    if low[verb.first] in sentence.reading.naming.sources:
        return None  # ", sources whisper": who, not how
    who = _behind_whom(sentence, start) or first_mention(sentence, start) or _described(sentence, start)
    if who is None or (who.kind == "pronoun" and who.name not in {"he", "she"}):
        return None
    if (perfect or _plural(verb)) and (who.kind not in ("person", "role") or not _said_before(sentence, verb)):
        return None
    beside = next((m for m in sentence.mentions if m.last == verb.begin - 1), None)
    if before == "," and beside is not None and _speaks_before(sentence, verb, beside, who):
        return None
    return Attribution(who, *clause(sentence, verb.first), verb, "said X")


def _described(sentence: Sentence, start: int) -> Mention | None:
    """ ", says the irrigation consortium Est Example": the name behind what it is."""
    words, naming = sentence.reading.words, sentence.reading.naming
    if words.low[start : start + 1] not in (["the"], ["a"], ["an"]):
        return None
    who = next(
        (m for m in sentence.mentions if start + 2 <= m.first <= start + 4 and m.kind in ("org", "name", "person")),
        None,
    )
    between = range(start + 1, who.first) if who is not None else range(0)
    plain = all(words.raw[k].islower() and words.low[k].isalpha() for k in between)
    known = who is not None and (
        words.low[who.first - 1] in naming.anaphora or words.low[who.first - 1] in naming.org_words | _BODIES
    )
    return who if plain and known else None


def _plural(verb: Verb) -> bool:
    """ ", write the local media": a plural of the present."""
    return verb.form() == "base" and not verb.helpers


def _said_before(sentence: Sentence, verb: Verb) -> bool:
    """Whether a clause stands before the comma, and nobody right before it: ", has announced its minister", not "Norway, it is said, has ..."."""
    low = sentence.reading.words.low
    if any(m.last == verb.begin - 1 and low[m.first - 1] not in _PREPOSITIONS for m in sentence.mentions):
        return False
    return any(v.last < verb.begin - 1 and not v.is_a("report") for v in sentence.verbs)


def _speaks_before(sentence: Sentence, verb: Verb, beside: Mention, who: Mention) -> bool:
    """ "the minister, the head of the party, said the bank would", "its head, Kim Example, told the council": the comma closes who speaks."""
    if beside.kind in ("person", "role", "org") and who.kind not in ("person", "pronoun"):
        return True
    hearing = verb.lemma() in _TO_SOMEBODY and who.first <= verb.last + 1
    return hearing and beside.kind in ("person", "role", "name", "org")


#: behind these stands who hears it
_TO_SOMEBODY = frozenset({"tell", "inform", "assure", "remind", "warn", "notify", "brief"})


def _behind_whom(sentence: Sentence, start: int) -> Mention | None:
    """ ", said to us the moderator", ", declared on Tuesday in Oslo the minister": who speaks, behind when, where and to whom."""
    low = sentence.reading.words.low
    for _ in range(4):
        if start >= sentence.hi - 1 or low[start] not in {"to", "on", "in", "at", "during"}:
            break
        passed = phrase_at(sentence, start + 1, sentence.hi)
        if passed is None or passed.first > start + 3:
            return None
        start = passed.last
    else:
        return None
    if low[start : start + 1] and low[start] in {"the", "a", "an", "its", "his", "her", "their"}:
        return first_mention(sentence, start)
    return None


def promised(sentence: Sentence) -> list[Attribution]:
    """ "..., the minister promised in Port Vila": a promise behind what is promised."""
    found = []
    for verb in sentence.verbs:
        if verb.is_a("promise") and verb.form() in ("past", "s") and not verb.helpers:
            behind = inverted(sentence, verb)
            if behind is not None:
                found.append(behind)
                continue
        if verb.is_a("promise") and verb.form() in ("past", "s") and not verb.helpers:
            subject = subject_of(sentence, verb)
            posed = postposed(sentence, verb, subject) if subject is not None else None
            if posed is not None and (
                posed.speaker.kind in ("person", "role", "name") or posed.speaker.name in {"he", "she"}
            ):
                found.append(posed)
    return found


def behind_dash(sentence: Sentence) -> list[Attribution]:
    """ "Latvia to give Chad 70 trucks - deputy minister": who says so, behind the dash of a headline."""
    low = sentence.reading.words.low
    for m in sentence.mentions:
        k = m.first - 1
        if m.kind not in ("person", "role") or k <= sentence.lo:
            continue
        while k > sentence.lo and (
            low[k] in {"'s", "the"} or any(o.last == k + 1 and low[k + 1 : k + 2] == ["'s"] for o in sentence.mentions)
        ):
            k -= 1
        end = low[m.last : m.last + 2]
        if low[k] in {"-", "–", "—"} and (m.last >= sentence.hi - 1 or end == [",", "speaking"]):
            return [Attribution(m, sentence.lo, k, None, "behind a dash")]
    return []
