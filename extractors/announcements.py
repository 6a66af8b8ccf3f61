"""Who told what a sentence says, where no common verb of saying tells it: "sighs a deputy", "speaks of at least 212 dead", "let reporters
know", and the sentence beside it that points back ("This was announced by the minister", "X, who announced the decision, ...").
"""

from __future__ import annotations

from extractors.clausesubjects import subject_phrase
from extractors.cues import Verb
from extractors.grammar import wordset
from extractors.hearsay import gone_by
from extractors.mention import Mention
from extractors.nounphrases import phrase_at, phrase_before
from extractors.reading import Sentence
from extractors.subjects import as_role, mention_of, subject_of
from extractors.verbforms import Entry

_POINTED = wordset("announcements_pointed")
_TELLING = wordset("announcements_telling")
_SPEAKERS = ("person", "role", "org", "name", "anaphor", "country", "capital")


def unusual_verbs(sentence: Sentence) -> list[Verb]:
    """Words that say in one construction only, as verbs of saying: "speaks of", "let it be known", "made known", "put it like this"."""
    if _UNUSUAL.isdisjoint(sentence.low):
        return []
    low = sentence.reading.words.low
    found: list[Verb] = []
    for i in range(sentence.lo, sentence.hi - 1):
        word, after = low[i], low[i + 1]
        last = 0
        if word in {"speak", "speaks", "spoke", "spoken", "talks", "talked"} and (of := _of(low, i + 1, sentence.hi)):
            last = of + 1
        elif word in {"let", "lets"} and "know" in low[i + 2 : i + 5]:
            last = i + 2 + low[i + 2 : i + 5].index("know") + 1
        elif word in {"let", "lets"} and low[i + 1 : i + 5] == ["it", "be", "known", "that"]:
            last = i + 4
        elif word in {"made", "makes"} and after in {"known", "public"}:
            last = i + 2
        if last:
            verb = Verb(i, last, (Entry("say", "report.plain", "past"),), i)
            while verb.begin > sentence.lo and low[verb.begin - 1] in {"has", "had", "have", "now", "also"}:
                verb.begin -= 1
            found.append(verb)
    return found


def _of(low: list[str], start: int, hi: int) -> int:
    """The "of" behind "spoke", times and places between: "spoke on Tuesday in Oslo of a credit"; 0 where there is none."""
    k = start
    while k < min(hi, start + 6) and (
        low[k] in _TIMES or low[k] in {"on", "in", "at", "last", "this", "also", "now", "again"}
    ):
        k += 2 if low[k] in {"in", "at"} else 1
    return k if k < hi and low[k] == "of" else 0


_TIMES = wordset("phrases_times") | wordset("phrases_days")
_UNUSUAL = frozenset({"speak", "speaks", "spoke", "spoken", "talks", "talked", "let", "lets", "made", "makes"})


def sighing(sentence: Sentence) -> tuple[Mention, int] | None:
    """ ", sighs a Lithuanian deputy, ": a comma, a verb of any kind and a person: who says so, and the word of the verb."""
    words = sentence.reading.words
    low = words.low
    known = {v.first for v in sentence.verbs if not v.is_a("report")}
    whispering = _ending(sentence)
    if whispering is not None:
        return whispering
    for i in range(sentence.lo + 2, sentence.hi - 2):
        if low[i - 1] not in {",", '"', "”", "?", "!"} or not words.raw[i].islower() or i in known:
            continue
        if not low[i].endswith(("s", "ed")) or len(low[i]) < 4:
            continue
        who = next(
            (
                m
                for m in sentence.mentions
                if m.first in (i + 1, i + 2) and (m.kind in ("person", "role") or _full_name(m) or _aged(m, sentence))
            ),
            None,
        )
        if who is None:
            phrase = phrase_at(sentence, i + 1, sentence.hi)
            who = mention_of(phrase, sentence) if phrase is not None and phrase.first <= i + 2 else None
        if (
            who is None
            or not (who.kind in ("person", "role") or _full_name(who) or _aged(who, sentence))
            or (who.first == i + 2 and low[i + 1] not in {"a", "an", "the", "one", "its"})
        ):
            continue
        end = low[who.last : who.last + 1]
        if not end or end[0] in {",", ".", "?", "!", ";", "in", "of", "on", ":", "for", "from", "at"}:
            return who, i
    return None


def _ending(sentence: Sentence) -> tuple[Mention, int] | None:
    """ ", sources whisper.", ", officials grumble.": people and one word that end the sentence behind a comma."""
    words = sentence.reading.words
    low = words.low
    last = sentence.hi - 2
    if (
        last - sentence.lo < 4
        or low[last + 1] not in {".", "!"}
        or not words.raw[last].islower()
        or not low[last].isalpha()
    ):
        return None
    for k in (last - 1, last - 2, last - 3):
        if (
            low[k - 1] == ","
            and low[last - 1] in sentence.reading.naming.sources | _TALKERS
            and low[last] not in _NO_TALK
        ):
            return Mention(k, last, "role", words.slice(k, last), None, low[last - 1], plural=True), last
    return None


_TALKERS = frozenset(
    {"officials", "diplomats", "insiders", "analysts", "campaigners", "experts", "critics", "traders", "locals"}
)
_NO_TALK = frozenset(
    {"too", "alike", "only", "included", "say", "said", "do", "did", "are", "were", "will", "have", "had", "etc"}
)


def _full_name(mention: Mention) -> bool:
    """Two or three capitalised words of no list: as a rule a person, beside a verb of saying."""
    return mention.kind == "name" and 2 <= mention.last - mention.first <= 3


def _aged(mention: Mention, sentence: Sentence) -> bool:
    """ "fumed Uwe, 71.": a name with an age."""
    low = sentence.reading.words.low
    return (
        mention.kind == "name"
        and low[mention.last : mention.last + 1] == [","]
        and low[mention.last + 1 : mention.last + 2] != []
        and low[mention.last + 1].isdigit()
    )


def pointed_at(sentence: Sentence) -> Mention | None:
    """Who announces what the sentence says in the same or the next one: "X, who announced the decision", "This was announced by X"."""
    found = _points(
        sentence, sentence.reading.word_at(sentence.quantities[0].span.end) if sentence.quantities else sentence.lo
    )
    if found is not None:
        return found
    reading = sentence.reading
    for step in (1, 2):
        at = sentence.index + step
        if at >= len(reading.sentences) or reading.sentences[at].block != sentence.block:
            return None
        found = _points(reading.sentences[at], reading.sentences[at].lo)
        if found is not None:
            return found
        if reading.sentences[at].quantities:
            return None
    return None


def of_document(sentence: Sentence, verb: Verb) -> Mention | None:
    """ "the finance ministry's ledger shows", "a tally by Floodwatch puts": whose document it is, else the document."""
    phrase = subject_phrase(sentence, verb)
    if phrase is None:
        return None
    low = sentence.reading.words.low
    if low[phrase.last - 1] not in _DOCUMENTS:
        return None
    for m in sentence.mentions:
        owns = phrase.first - 1 <= m.first and m.last < phrase.last and low[m.last] == "'s"
        by = phrase.last < m.first <= phrase.last + 3 and low[phrase.last] in {"by", "from", "of"}
        if (owns or by) and m.kind in _SPEAKERS:
            return m
    owner = next((k for k in range(phrase.first, phrase.last) if low[k] == "'s"), phrase.last)
    if phrase.first < owner < phrase.last:
        words = sentence.reading.words
        return Mention(phrase.first, owner, "role", words.slice(phrase.first, owner), None, low[owner - 1])
    return as_role(phrase, sentence)


_DOCUMENTS = wordset("announcements_documents")


def _news(sentence: Sentence, start: int) -> Mention | None:
    """ "Director X spilled the news", "Chair X told the meeting so yesterday": whatever the verb."""
    low = sentence.reading.words.low
    for k in range(max(start, sentence.lo) + 2, sentence.hi):
        told = low[k] == "so" and any(w in {"told", "tells", "informed", "assured"} for w in low[k - 5 : k])
        if not told and not (
            low[k] == "news" and low[k - 1] in {"the", "this"} and low[k - 2].endswith(("ed", "ke", "ve", "ght"))
        ):
            continue
        at = (
            k - 2
            if not told
            else next(j for j in range(k - 1, k - 6, -1) if low[j] in {"told", "tells", "informed", "assured"})
        )
        phrase = phrase_before(sentence, at)
        who = phrase.mention if phrase is not None else None
        if who is not None and who.kind in ("person", "role", "name"):
            return who
    return None


def _points(sentence: Sentence, start: int) -> Mention | None:
    low = sentence.reading.words.low
    news = _news(sentence, start) if "news" in low[start : sentence.hi] or "so" in low[start : sentence.hi] else None
    if news is not None:
        return news
    if start == sentence.lo and low[start : start + 1] in (["this"], ["that"], ["it"]):
        going = next((a for a in gone_by(sentence)), None)
        if going is not None:
            return going.speaker
    if start == sentence.lo and low[start : start + 2] in (["so", "said"], ["so", "says"], ["thus", "spoke"]):
        return next((m for m in sentence.mentions if start + 2 <= m.first <= start + 4 and m.kind in _SPEAKERS), None)
    for verb in sentence.verbs:
        if verb.first < start or not (verb.is_a("report.announce") or verb.lemma() in _TELLING):
            continue
        if verb.passive:
            phrase = subject_phrase(sentence, verb)
            pointing = phrase is not None and (
                low[phrase.last - 1] in _POINTED or low[phrase.last - 1] in {"this", "that", "it"}
            )
            by = next((k for k in range(verb.last, min(sentence.hi - 1, verb.last + 5)) if low[k] == "by"), None)
            if by is None or not (pointing or low[verb.begin - 1] in {"this", "that", "it"}):
                continue
            agent = phrase_at(sentence, by + 1, sentence.hi)
            who = mention_of(agent, sentence) if agent is not None else None
        else:
            object_ = low[verb.last : verb.last + 4]
            it = object_[:1] in (["this"], ["it"]) and not any(v.first == verb.last + 1 for v in sentence.verbs)
            noun = object_[:1] != [] and object_[0] in _OF_IT and any(w in _POINTED for w in object_[1:])
            pointing = it or noun or verb.lemma() == "break the news"
            if not pointing or any(
                verb.last <= sentence.reading.word_at(q.span.start) < verb.last + 6 for q in sentence.quantities
            ):
                continue
            who = _person(sentence, verb)
        if who is not None and who.kind in _SPEAKERS:
            return who
    return None


_OF_IT = frozenset({"the", "this", "that", "its", "their", "his", "her"})


def _person(sentence: Sentence, verb: Verb) -> Mention | None:
    """The person whom the subject names, before the body they belong to."""
    phrase = subject_phrase(sentence, verb)
    if phrase is not None and phrase.mention is not None and phrase.mention.kind in ("person", "name", "role"):
        return phrase.mention
    return subject_of(sentence, verb)
