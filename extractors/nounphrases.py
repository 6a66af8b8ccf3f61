"""Noun phrases and the subjects of verbs, from closed word classes and the verbs and names that are known; no parser.

A clause is walked leftwards from its verb: over adverbs, dates and what stands in commas, to the word that opens it. The first noun
phrase behind that word which is no object of a preposition is the subject ("In the spring budget, *the Swedish government* will ...",
"On Thursday *the cabinet of Maharashtra*, led by ..., released"). Relative pronouns lead to what they point at, a verb behind "and" or
"to" shares the subject of the verb before it.
"""

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
_OPENERS = wordset("phrases_openers")
_RELATIVES = frozenset({"who", "which", "that", "whose", "whom", "where"})
_STOPS = frozenset({",", ";", ":", "?", "!", "(", ")", '"', "“", "”", "–", "—", "•", "*", "|", "…", "."})
#: parts of a country: "rural Chad"
_PARTS = frozenset({"central", "rural", "upper", "lower", "greater", "neighbouring", "north", "south", "east", "west"})
#: before a noun or before a clause
_BOTH = frozenset({"before", "after", "since", "until", "as"})
_JOINERS = frozenset({"and", "or", "but", "nor", "&", "then", "yet"})
_ADVERBS = wordset("phrases_adverbs")
_TIMES = wordset("phrases_times")
_WHEN = frozenset({"ago", "later", "earlier"})
_MEANING = frozenset(
    {"means", "mean", "meant", "stands", "stood", "looks", "looked", "moves", "moved", "gets", "got", "wants"}
)
_AUXILIARIES = HELPERS - {"to", "'s"}
CLOSED = DETERMINERS | PREPOSITIONS | _OPENERS | _RELATIVES | _JOINERS | HELPERS
#: how far a clause reaches back from its verb, in words
_LONGEST = 40


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
    found = _first_phrase(sentence, start, k)
    if found is None:
        return None
    if governing is not None and verb.helpers[:1] == ["to"] and verb.begin == k:
        # "asked allies to give" the one asked; "stated his intent to give": who stated
        asked = found.mention is not None and governing.is_a("report.demand", "report.expect", "need", "allocate")
        return found if asked else subject_phrase(sentence, governing)
    if governing is not None and governing.lemma() in _TELLING and found.end < k:
        # "told the parliament the states would give": the second one acts
        second = _first_phrase(sentence, found.end, k)
        found = second if second is not None else found
    if low[start - 1 : start] == [","] and low[start] in {"a", "an", "the", "one"}:
        # "Japan, an important partner in the alliance has announced": the closing comma is missing
        outer = next((m for m in sentence.mentions if m.last == start - 1 and m.kind != "pronoun"), None)
        begins = outer is not None and not any(w in PREPOSITIONS for w in low[sentence.lo : outer.first])
        if outer is not None and begins and outer.first - sentence.lo <= 2 and found.mention is None:
            return NounPhrase(outer.first, outer.last, outer.last, outer)
    unnamed = found.mention is None or found.mention.kind == "role"
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
    near = near_verbs(sentence, verb.begin - 2 * _LONGEST, verb.last + _LONGEST)
    finite = [v for v in near if v is not verb and (v.form() != "ing" or v.helpers)]
    before = [v for v in finite if v.last <= verb.begin]
    low = sentence.reading.words.low
    if before:
        return subject_phrase(sentence, before[-1])
    if low[verb.begin - 1] not in _STOPS | CLOSED:
        return phrase_before(sentence, verb.begin)  # "a deal giving Spain": what stands right before it
    if low[verb.begin - 1] == "," and verb.begin - sentence.lo > 3:
        return _first_phrase(sentence, sentence.lo, verb.begin)  # ", spending 12 billion": of a verb in no list
    after = next((v for v in finite if v.first > verb.last), None)
    return subject_phrase(sentence, after) if after is not None and verb.begin - sentence.lo <= 2 else None


def _over_adverbs(sentence: Sentence, k: int) -> int:
    """Left over "also", "publicly", "on Tuesday", "last week", "each"."""
    words, lo = sentence.reading.words, sentence.lo
    low = words.low
    while k > lo:
        word = low[k - 1]
        if word in _ADVERBS or is_adverb(words, k - 1):
            k -= 1
        elif (
            word in _TIMES and k - 2 >= lo and low[k - 2] in {"on", "in", "last", "this", "next", "late", "early", "by"}
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
        if not finite or first in _RELATIVES or first in PREPOSITIONS or first in _OPENERS or finite[0].begin == c + 1:
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
        if verb is not None and not (s < k and _inside_noun(sentence, verb)):
            if not (
                s < k
                and verb.form() == "past"
                and not verb.helpers
                and low[s] in {"by", "in", "for", "to", "at", "from", "on"}
            ):
                return s
            s = verb.first
            continue
        if word in _STOPS or word in _OPENERS or word in _AUXILIARIES or word in _RELATIVES:
            return s
        if word in _BOTH and s - 1 > lo and low[s - 2] != ",":
            return s
        if word in _JOINERS and _verb_in_clause(sentence, s - 1):
            return s
        s -= 1
    return s


def _inside_noun(sentence: Sentence, verb: Verb) -> bool:
    """ "forest fire brigades", "home works": a form that may be a verb, between a noun that cannot be its subject and another noun."""
    low = sentence.reading.words.low
    if verb.helpers or verb.form() not in ("base", "s") or verb.first <= sentence.lo:
        return False
    before, after = low[verb.first - 1], low[verb.last : verb.last + 1]
    if not after or not after[0].isalpha() or after[0] in CLOSED:
        return False
    return verb.form() == "base" and not before.endswith("s") and before not in CLOSED and before.isalpha()


def _verb_in_clause(sentence: Sentence, at: int) -> bool:
    """Whether a verb stands before word ``at`` in its clause: then an "and" there joins clauses, not names."""
    low = sentence.reading.words.low
    for v in reversed(near_verbs(sentence, at - _LONGEST, at)):
        if v.last > at:
            continue
        if (v.form() == "ing" and not v.helpers) or _inside_noun(sentence, v):
            continue
        return not any(w in _STOPS for w in low[v.last : at])
    return False


def _over_relative(sentence: Sentence, k: int) -> int | None:
    """Left over a clause that ends right before ``k``: "the fund that she runs", "the money Norway promised"."""
    low, lo = sentence.reading.words.low, sentence.lo
    if not any(v.last == k for v in near_verbs(sentence, k - 5, k)):
        return None
    for j in range(k - 1, max(lo, k - 12), -1):
        if low[j] in _STOPS:
            return None
        if low[j] in {"that", "who", "which"}:
            return j
    return None


def _first_phrase(sentence: Sentence, start: int, k: int) -> NounPhrase | None:
    """The first noun phrase of words ``start`` up to ``k`` that is no object of a preposition."""
    words = sentence.reading.words
    low = words.low
    i = start
    owner = None
    for at in (start - 1, start):
        if sentence.lo < at < k and low[at] == "whose":
            owner = phrase_before(sentence, at)
    while i < k:
        if low[i] in _ADVERBS or low[i] in _JOINERS or is_adverb(words, i):
            i += 1
        elif low[i] in {"last", "this", "next"} and low[i + 1 : i + 2] and low[i + 1] in _TIMES:
            i += 2
        elif low[i] in _TIMES and low[i + 1 : i + 2] != ["'s"]:
            i += 1
        elif low[i] in PREPOSITIONS:
            found = _phrase(sentence, i + 1, k, True)
            if found is not None and found.last >= k and low[i] in _BOTH:
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
    if pronoun is not None and pronoun.kind == "pronoun" and low[i] not in DETERMINERS:
        return NounPhrase(i, i + 1, i + 1, pronoun)
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
        if word in {"'s", "-", "&", "/", "'", "’"} and at > i:
            at += 1
            continue
        if not word.isalpha() or (word in CLOSED and at > i) or word in PREPOSITIONS:
            break
        if at in spoken and at > i and not _inside_noun(sentence, spoken[at]):
            break
        if oblique and word in _TIMES:
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
    found = _first_phrase(sentence, start, first)
    if found is None or found.mention is not None or found.last < first:
        return found
    # an unknown verb in front of the amount was read as the head: "excavator moves", "prices jumped"
    last = found.last - 1
    if last > found.first and (low[last].endswith(("s", "ed")) and words.raw[last].islower()):
        return NounPhrase(found.first, last, last)
    return None
