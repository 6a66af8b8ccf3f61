"""The subject of a verb, as the sentence prints it; no parser.

A clause is walked leftwards from its verb: over adverbs, dates and what stands in commas, to the word that opens it. The first noun
phrase behind that word which is no object of a preposition is the subject ("In the spring budget, *the Swedish government* will ...",
"On Thursday *the cabinet of Maharashtra*, led by ..., released"). Relative pronouns lead to what they point at, a verb behind "and" or
"to" shares the subject of the verb before it.
"""

from __future__ import annotations

from extractors.cues import Verb
from extractors.mention import Mention
from extractors.nounphrases import (
    ADVERBS,
    BOTH,
    CLOSED,
    JOINERS,
    OPENERS,
    PREPOSITIONS,
    RELATIVES,
    STOPS,
    TIMES,
    NounPhrase,
    first_phrase,
    inside_noun,
    near_names,
    near_verbs,
    opening_phrase,
    phrase_before,
)
from extractors.reading import Sentence
from extractors.verbnouns import HELPERS, is_adverb

_AUXILIARIES = HELPERS - {"to", "'s"}
_MEANING = frozenset(
    {"means", "mean", "meant", "stands", "stood", "looks", "looked", "moves", "moved", "gets", "got", "wants"}
)
#: how far a clause reaches back from its verb, in words
_LONGEST = 40


def subject_phrase(sentence: Sentence, verb: Verb) -> NounPhrase | None:
    """Who or what does what the verb says, as the sentence prints it; found once for each verb."""
    known: dict[int, NounPhrase | None] = sentence.subjects
    if verb.first not in known:
        known[verb.first] = None  # a verb that leads back to itself has no subject
        known[verb.first] = _subject(sentence, verb)
    return known[verb.first]


def _subject(sentence: Sentence, verb: Verb) -> NounPhrase | None:
    low, lo = sentence.reading.words.low, sentence.lo
    if verb.form() == "ing" and not verb.helpers and verb.governor is None:
        return _of_participle(sentence, verb)
    k = next(
        (
            m.last
            for m in near_names(sentence, verb.begin - 9, verb.begin + 1)
            if m.first <= verb.begin < m.last < verb.last
        ),
        verb.begin,
    )
    if verb.helpers[:1] == ["to"] and low[k - 1] in _MEANING:
        k -= 1
    apposed = None
    for _ in range(4):
        k = _over_adverbs(sentence, k)
        while k > lo and low[k - 1] in _AUXILIARIES:  # "has long complained"
            k = _over_adverbs(sentence, k - 1)
        if k > lo and low[k - 1] == ",":
            opening = _opening_comma(sentence, k - 1)
            if opening is None:
                break
            apposed = next(
                (m for m in near_names(sentence, opening + 1, k) if m.first == opening + 1 and m.last == k - 1), apposed
            )
            k = opening
            continue
        start = _clause_start(sentence, k)
        if start < k:
            return _in_segment(sentence, verb, start, k, apposed)
        relative = _over_relative(sentence, k)
        if relative is None:
            break
        k = relative
    return _shared(sentence, verb, k)


def _in_segment(sentence: Sentence, verb: Verb, start: int, k: int, apposed: Mention | None) -> NounPhrase | None:
    """The subject among the words between what opens the clause and the verb."""
    low = sentence.reading.words.low
    governing = next((v for v in near_verbs(sentence, start - 5, start) if v.last == start), None)
    found = first_phrase(sentence, start, k)
    if found is None:
        return None
    if governing is not None and verb.helpers[:1] == ["to"] and verb.begin == k:
        # "asked allies to give" the one asked; "stated his intent to give": who stated
        asked = found.mention is not None and governing.is_a("report.demand", "report.expect", "need", "allocate")
        return found if asked else subject_phrase(sentence, governing)
    if governing is not None and governing.lemma() in _TELLING and found.end < k:
        # "told the parliament the states would give": the second one acts
        second = first_phrase(sentence, found.end, k)
        found = second if second is not None else found
    if low[start - 1 : start] == [","] and low[start] in {"a", "an", "the", "one"}:
        # "Japan, an important partner in the alliance has announced": the closing comma is missing
        outer = next((m for m in sentence.mentions if m.last == start - 1 and m.kind != "pronoun"), None)
        begins = outer is not None and not any(w in PREPOSITIONS for w in low[sentence.lo : outer.first])
        if outer is not None and begins and outer.first - sentence.lo <= 2 and found.mention is None:
            return NounPhrase(outer.first, outer.last, outer.last, outer)
    unnamed = found.mention is None or found.mention.kind == "role"
    named = apposed is not None and apposed.kind in ("name", "org") and found.mention is not None
    unnamed = unnamed or (
        named and found.mention is not None and found.mention.kind == "anaphor"
    )  # "the utility, Example Voima, said"
    if apposed is not None and unnamed and apposed.kind in ("person", "name", "org"):
        found.mention = apposed
    return found


_TELLING = frozenset({"tell", "inform", "assure", "remind", "warn", "notify"})


def _shared(sentence: Sentence, verb: Verb, k: int) -> NounPhrase | None:
    """No noun stands between the verb and what opens its clause: the subject is that of another verb, or what a pronoun points at."""
    low, lo = sentence.reading.words.low, sentence.lo
    if k <= lo:
        return None
    before = low[k - 1]
    if before in {"who", "which", "that"}:
        return phrase_before(sentence, k - 1)
    near = near_verbs(sentence, verb.begin - 2 * _LONGEST, verb.begin)
    earlier = [v for v in near if v.last <= verb.begin and v.first != verb.first]
    if (
        before in {"and", "but", "or", "then"}
        or before == ","
        or "to" in verb.helpers
        or any(v.last == k for v in earlier)
    ):
        for other in reversed(earlier):
            if ";" in low[other.last : k]:
                return None
            if other.form() == "ing" and not other.helpers:
                continue
            return subject_phrase(sentence, other)
        if before in {"and", "but"}:
            return opening_phrase(sentence, k - 1)
    return None


def _of_participle(sentence: Sentence, verb: Verb) -> NounPhrase | None:
    """ "..., lifting the share to", "by giving": the subject of the finite verb before it, else behind it."""
    beside = next(
        (m for m in near_names(sentence, verb.begin - 9, verb.begin) if m.last == verb.begin and m.kind != "pronoun"),
        None,
    )
    if beside is not None and "with" in sentence.reading.words.low[max(sentence.lo, beside.first - 2) : beside.first]:
        return NounPhrase(beside.first, beside.last, beside.last, beside)  # "with Germany contributing 5 billion"
    near = near_verbs(sentence, verb.begin - 2 * _LONGEST, verb.last + _LONGEST)
    finite = [v for v in near if v is not verb and (v.form() != "ing" or v.helpers)]
    before = [v for v in finite if v.last <= verb.begin]
    low = sentence.reading.words.low
    if before:
        return subject_phrase(sentence, before[-1])
    if low[verb.begin - 1] not in STOPS | CLOSED:
        return phrase_before(sentence, verb.begin)  # "a deal giving Spain": what stands right before it
    if low[verb.begin - 1] == "," and verb.begin - sentence.lo > 3:
        return first_phrase(sentence, sentence.lo, verb.begin)  # ", spending 12 billion": of a verb in no list
    after = next((v for v in finite if v.first > verb.last), None)
    return subject_phrase(sentence, after) if after is not None and verb.begin - sentence.lo <= 2 else None


def _over_adverbs(sentence: Sentence, k: int) -> int:
    """Left over "also", "publicly", "on Tuesday", "last week", "each"."""
    words, lo = sentence.reading.words, sentence.lo
    low = words.low
    while k > lo:
        word = low[k - 1]
        if word in ADVERBS or is_adverb(words, k - 1):
            k -= 1
        elif (
            word in TIMES and k - 2 >= lo and low[k - 2] in {"on", "in", "last", "this", "next", "late", "early", "by"}
        ):
            k -= 2
            if low[k] in {"last", "this", "next"} and k > lo and low[k - 1] in {"in", "on", "by"}:
                k -= 1
        else:
            break
    return k


def _opening_comma(sentence: Sentence, closing: int) -> int | None:
    """The comma that opens what the one at ``closing`` ends: ", whose purse is deepest,", ", the minister of health,"."""
    low, lo = sentence.reading.words.low, sentence.lo
    for c in range(closing - 1, max(lo, closing - _LONGEST), -1):
        if low[c] in {";", ":", '"', "“", "”"}:
            return None
        if low[c] != ",":
            continue
        first = low[c + 1]
        inner = near_verbs(sentence, c + 1, closing)
        finite = [v for v in inner if v.helpers or v.form() in ("past", "s")]
        if not finite or first in RELATIVES or first in PREPOSITIONS or first in OPENERS or finite[0].begin == c + 1:
            return c
        return None
    return None


def _clause_start(sentence: Sentence, k: int) -> int:
    """Where the words that may hold the subject of a verb at ``k`` begin: behind a mark, another verb, or a word that opens a clause."""
    low, lo = sentence.reading.words.low, sentence.lo
    floor = max(lo, k - _LONGEST)
    ends = {v.last: v for v in near_verbs(sentence, floor - 5, k) if v.last <= k}
    held = [m for m in near_names(sentence, floor - 9, k) if m.last <= k and m.kind != "pronoun"]
    s = k
    while s > floor:
        inside = next((m for m in reversed(held) if m.first < s <= m.last), None)
        if inside is not None:
            s = inside.first
            continue
        word = low[s - 1]
        verb = ends.get(s)
        if verb is not None and not (s < k and inside_noun(sentence, verb)):
            if not (
                s < k
                and verb.form() == "past"
                and not verb.helpers
                and low[s] in {"by", "in", "for", "to", "at", "from", "on"}
            ):
                return s
            s = verb.first
            continue
        if word in STOPS or word in OPENERS or word in _AUXILIARIES or word in RELATIVES:
            return s
        if word in BOTH and s - 1 > lo and low[s - 2] != ",":
            return s
        if word in JOINERS and _verb_in_clause(sentence, s - 1):
            return s
        s -= 1
    return s


def _verb_in_clause(sentence: Sentence, at: int) -> bool:
    """Whether a verb stands before word ``at`` in its clause: then an "and" there joins clauses, not names."""
    low = sentence.reading.words.low
    for v in reversed(near_verbs(sentence, at - _LONGEST, at)):
        if v.last > at:
            continue
        if (v.form() == "ing" and not v.helpers) or inside_noun(sentence, v):
            continue
        return not any(w in STOPS for w in low[v.last : at])
    return False


def _over_relative(sentence: Sentence, k: int) -> int | None:
    """Left over a clause that ends right before ``k``: "the fund that she runs", "the money Norway promised"."""
    low, lo = sentence.reading.words.low, sentence.lo
    if not any(v.last == k for v in near_verbs(sentence, k - 5, k)):
        return None
    for j in range(k - 1, max(lo, k - 12), -1):
        if low[j] in STOPS:
            return None
        if low[j] in {"that", "who", "which"}:
            return j
    return None
