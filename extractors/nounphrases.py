"""Noun phrases, from closed word classes and the verbs and names that are known; no parser, no part-of-speech tagger."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from extractors.cues import Verb
from extractors.grammar import wordset
from extractors.mention import Mention
from extractors.reading import Sentence
from extractors.verbnouns import HELPERS, is_adverb

DETERMINERS = wordset("phrases_determiners")
PREPOSITIONS = wordset("phrases_prepositions")
OPENERS = wordset("phrases_openers")
RELATIVES = frozenset({"who", "which", "that", "whose", "whom", "where"})
STOPS = frozenset({",", ";", ":", "?", "!", "(", ")", '"', "“", "”", "–", "—", "•", "*", "|", "…", "."})
#: parts of a country: "rural Chad"
_PARTS = frozenset({"central", "rural", "upper", "lower", "greater", "neighbouring", "north", "south", "east", "west"})
#: before a noun or before a clause
BOTH = frozenset({"before", "after", "since", "until", "as"})
JOINERS = frozenset({"and", "or", "but", "nor", "&", "then", "yet"})
ADVERBS = wordset("phrases_adverbs")
TIMES = wordset("phrases_times")
_WHEN = frozenset({"ago", "later", "earlier"})
CLOSED = DETERMINERS | PREPOSITIONS | OPENERS | RELATIVES | JOINERS | HELPERS


@dataclass(slots=True)
class NounPhrase:
    """Words ``first`` up to ``last`` without the determiner; ``end`` is behind its "of ..." and "in ..."; the head is the last word."""

    first: int
    last: int
    end: int
    #: the name that the head is, if it is one
    mention: Mention | None = None
    #: whom "whose" points at: "India, whose envoy ..."
    owner: Mention | None = None
    #: what it is joined with by "and"
    other: NounPhrase | None = None


def inside_noun(sentence: Sentence, verb: Verb) -> bool:
    """ "forest fire brigades", "home works": a form that may be a verb, between a noun that cannot be its subject and another noun."""
    low = sentence.reading.words.low
    if verb.helpers or verb.form() not in ("base", "s") or verb.first <= sentence.lo:
        return False
    before, after = low[verb.first - 1], low[verb.last : verb.last + 1]
    if not after or not after[0].isalpha() or after[0] in CLOSED:
        return False
    return verb.form() == "base" and not before.endswith("s") and before not in CLOSED and before.isalpha()


def first_phrase(sentence: Sentence, start: int, k: int) -> NounPhrase | None:
    """The first noun phrase of words ``start`` up to ``k`` that is no object of a preposition."""
    words = sentence.reading.words
    low = words.low
    i = start
    owner = None
    for at in (start - 1, start):
        if sentence.lo < at < k and low[at] == "whose":
            owner = phrase_before(sentence, at)
    while i < k:
        if low[i] in ADVERBS or low[i] in JOINERS or is_adverb(words, i):
            i += 1
        elif low[i] in {"last", "this", "next"} and low[i + 1 : i + 2] and low[i + 1] in TIMES:
            i += 2
        elif low[i] in TIMES and low[i + 1 : i + 2] != ["'s"]:
            i += 1
        elif low[i] in PREPOSITIONS:
            found = _phrase(sentence, i + 1, k, True)
            if found is not None and found.last >= k and low[i] in BOTH:
                return found  # "after Norway gave"
            i = found.last if found is not None else i + 1
        else:
            found = _phrase(sentence, i, k, False)
            if found is not None and low[found.last - 1] in _WHEN:
                i = found.last  # "a decade ago the firm"
                continue
            if found is not None:
                if owner is not None:
                    found.owner = owner.mention
                return found
            i += 1
    return None


def _phrase(sentence: Sentence, i: int, k: int, oblique: bool) -> NounPhrase | None:
    """The noun phrase that begins at word ``i``. As object of a preposition it ends before the next name."""
    words = sentence.reading.words
    low = words.low
    spoken, starts = _beginnings(sentence)
    pronoun = starts.get(i)
    if pronoun is not None and pronoun.kind == "pronoun" and (low[i] not in DETERMINERS or pronoun.name == "they"):
        return NounPhrase(i, pronoun.last, pronoun.last, pronoun)
    while i < k and i not in starts and (low[i] in DETERMINERS or (low[i][0].isdigit() and not oblique)):
        i += 1
    at, head = i, None
    while at < k:
        mention = starts.get(at)
        if mention is not None and mention.kind != "pronoun" and (mention.last <= k or mention.kind == "person"):
            joined = low[at - 1] == "'s" or low[at - 1].endswith("ern") or low[at - 1] in _PARTS
            if at > i and not joined and (oblique or low[at] in DETERMINERS):
                break
            at, head = min(mention.last, k), mention
            if _goes_on(sentence, mention, at, k):
                at += 1
                continue
            if oblique and low[at : at + 1] != ["'s"]:
                break
            continue
        word = low[at]
        if head is not None and head.last == at and word in {"next", "last", "this", "each", "every", "today"}:
            break  # "for Ukraine next year"
        if word in {"'s", "-", "&", "/", "'", "’"} and at > i:
            at += 1
            continue
        if not word.isalpha() or (word in CLOSED and at > i) or word in PREPOSITIONS:
            break
        if at in spoken and at > i and not inside_noun(sentence, spoken[at]):
            break
        if oblique and word in TIMES:
            at += 1
            break
        at += 1
    if at == i:
        return None
    name = head if head is not None and head.last >= at else None
    first = min(i, name.first) if name is not None else i
    found = NounPhrase(first, at, _with_of(sentence, at, k), name)
    if not oblique and low[found.end : found.end + 1] == ["and"] and found.end + 1 < k:
        found.other = _phrase(sentence, found.end + 1, k, False)
    return found


def _beginnings(sentence: Sentence) -> tuple[dict[int, Verb], dict[int, Mention]]:
    """The verbs and names of a sentence by the word they begin at; made once."""
    known: tuple[dict[int, Verb], dict[int, Mention]] | None = sentence.__dict__.get("_beginnings")
    if known is None:
        known = ({v.first: v for v in sentence.verbs}, {m.first: m for m in sentence.mentions})
        sentence.__dict__["_beginnings"] = known
    return known


def near_verbs(sentence: Sentence, a: int, b: int) -> list[Verb]:
    """The verbs that begin at words ``a`` up to ``b``: a sentence without end costs no more for each of its verbs."""
    firsts = sentence.__dict__.get("_verb_firsts")
    if firsts is None:
        firsts = sentence.__dict__["_verb_firsts"] = [v.first for v in sentence.verbs]
    return sentence.verbs[bisect_left(firsts, a) : bisect_left(firsts, b)]


def near_names(sentence: Sentence, a: int, b: int) -> list[Mention]:
    """The mentions that begin at words ``a`` up to ``b``."""
    firsts = sentence.__dict__.get("_name_firsts")
    if firsts is None:
        firsts = sentence.__dict__["_name_firsts"] = [m.first for m in sentence.mentions]
    return sentence.mentions[bisect_left(firsts, a) : bisect_left(firsts, b)]


def _goes_on(sentence: Sentence, mention: Mention, at: int, k: int) -> bool:
    """ "Nordic and Baltic governments", "Polish and Czech aid": an adjective that shares its noun with the next one."""
    low = sentence.reading.words.low
    if at + 2 >= k or low[at] not in {"and", ","} or mention.last - mention.first > 1:
        return False
    if mention.kind != "people" and not low[at - 1].endswith(("ic", "ean", "ian", "can", "ish", "ese", "ern")):
        return False
    after = next((m for m in sentence.mentions if m.first == at + 1), None)
    return after is not None and after.last < k and low[after.last].isalpha() and low[after.last] not in CLOSED


def _with_of(sentence: Sentence, at: int, k: int) -> int:
    """Behind "of the Delta", "in Port Sudan": what belongs to the phrase that ends at ``at``."""
    low = sentence.reading.words.low
    end = at
    for _ in range(2):
        if end >= k or low[end] not in {"of", "in", "for", "at", "from"}:
            break
        inner = _phrase(sentence, end + 1, k, True)
        if inner is None:
            break
        end = inner.last
        if low[end : end + 1] == ["and"] and end + 1 < k:
            more = _phrase(sentence, end + 1, k, True)
            end = more.last if more is not None else end
    return end


def phrase_at(sentence: Sentence, i: int, k: int) -> NounPhrase | None:
    """The noun phrase that begins at word ``i`` (a determiner counts) and ends by word ``k``."""
    return _phrase(sentence, i, k, False) if i < k else None


def phrase_before(sentence: Sentence, at: int) -> NounPhrase | None:
    """The noun phrase that ends right before word ``at``, a comma between allowed: what "who" and "which" point at."""
    low, lo = sentence.reading.words.low, sentence.lo
    while at > lo and low[at - 1] == ",":
        at -= 1
    name = next((m for m in near_names(sentence, at - 12, at) if m.last == at and m.kind != "pronoun"), None)
    if name is not None:
        return NounPhrase(name.first, at, at, name)
    begin = at
    while begin > lo and (low[begin - 1].isalpha() or low[begin - 1] in {"'s", "-"}) and low[begin - 1] not in CLOSED:
        begin -= 1
    return NounPhrase(begin, at, at) if begin < at else None


#: behind a verb of movement: "income tax falls by 2 points"
_BY = frozenset({"by", "to"})


def opening_phrase(sentence: Sentence, first: int) -> NounPhrase | None:
    """What the clause that holds word ``first`` opens with, where no known verb tells its subject: "A hired excavator moves 60 tonnes"."""
    words = sentence.reading.words
    low = words.low
    start = sentence.lo
    for j in range(first - 1, sentence.lo - 1, -1):
        if low[j] in {";", ":", "?", "!", "(", "–", "—", "•", "*", "|"} or (low[j] in {"“", '"'} and j + 3 < first):
            start = j + 1
            break
    while start < first and not low[start][0].isalnum():
        start += 1
    found = first_phrase(sentence, start, first)
    if found is None or found.mention is not None:
        return found
    if found.last < first and low[found.last] not in _BY:
        return found
    # an unknown verb in front of the amount was read as the head: "excavator moves", "prices jumped"
    last = found.last - 1
    verb = low[last].endswith(("s", "ed")) and words.raw[last].islower()
    if found.last < first:
        verb = verb and low[last] in sentence.reading.naming.verb_forms
    if last > found.first and verb:
        return NounPhrase(found.first, last, last)
    return found if found.last < first else None
