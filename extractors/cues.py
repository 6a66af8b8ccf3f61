"""Verbs in a sentence with their class, tense and helpers: who says, promises, gives, refuses, and in which mood.

Word lists are lexicon/verbs.yaml; regular forms are made here by rule. A `Verb` knows its auxiliaries ("will", "has", "not") and the
verb or adjective that governs it ("plans to", "is ready to"), which is what modality is read from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from extractors.grammar import wordset
from extractors.lexicon import Lexicon
from extractors.model import Modality
from extractors.phrasebook import Phrasebook
from extractors.stances import Stances, ending_at
from extractors.verbforms import Entry, Form, forms
from extractors.verbnouns import BE, BETWEEN, HAVE, HELPERS, NEGATIONS, is_adverb, is_noun, is_object
from extractors.wording import Words

GOVERNING = wordset("cues_governing")


@dataclass(slots=True)
class Verb:
    """Words ``first`` up to ``last`` are a verb. ``helpers`` are its auxiliaries, nearest last; ``begin`` is where they start."""

    first: int
    last: int
    entries: tuple[Entry, ...]
    begin: int
    helpers: list[str] = field(default_factory=list)
    negated: bool = False
    #: lemma classes of the verb that governs it ("plans to give": plan), and that verb
    governor: Verb | None = None
    #: "ready to", "due to", "likely to"
    governing_word: str | None = None
    #: "its promise to give", "dropped plans to give": the noun it hangs on; ``governor`` is then the verb that has the noun, if any
    governing_noun: str | None = None
    #: what a phrase before it says of it: "is under pressure to give" (extractors.stances)
    stance: Modality | None = None
    #: adverbs between it and its helpers: "will probably give"
    adverbs: list[str] = field(default_factory=list)

    #: the classes of its readings, and what they are kinds of
    classes: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.classes = _classes(self.entries)

    def is_a(self, *classes: str) -> bool:
        """Whether any reading is of one of these classes; "report" covers all of its kinds."""
        return not self.classes.isdisjoint(classes)

    def lemma(self) -> str:
        return self.entries[0].lemma

    def form(self) -> Form:
        return self.entries[0].form

    @property
    def passive(self) -> bool:
        return bool(self.helpers) and self.helpers[-1] in BE and any(e.form == "past" for e in self.entries)

    @property
    def perfect(self) -> bool:
        return any(h in HAVE for h in self.helpers)


@lru_cache(maxsize=4096)
def _classes(entries: tuple[Entry, ...]) -> frozenset[str]:
    """The classes of a form, and what they are kinds of: "report.demand" is a "report"."""
    return frozenset(c for e in entries for c in (e.cls, e.cls.partition(".")[0]))


class Cues:
    """The compiled verb lists."""

    def __init__(self, lexicon: Lexicon) -> None:
        irregular = lexicon.mapping("verbs", "irregular")
        entries: list[tuple[str, Entry]] = []
        for cls, words in lexicon.section("verbs").items():
            if cls in ("irregular", "nouns_too"):
                continue
            groups = words.items() if isinstance(words, dict) else [("", words)]
            for sub, lemmas in groups:
                name = f"{cls}.{sub}" if sub else cls
                for lemma in lemmas:
                    entries += [(form, Entry(lemma, name, kind)) for form, kind in forms(lemma, irregular.get(lemma))]
        known = {lemma for form, (lemma, _, _) in entries}
        for key in ("join", "decide", "cease"):
            for lemma in lexicon.words("actions", key):
                if lemma not in known:
                    entries += [(form, Entry(lemma, "act", kind)) for form, kind in forms(lemma, irregular.get(lemma))]
        self.book: Phrasebook[Entry] = Phrasebook(entries)
        self.stances = lexicon.compiled(Stances)
        #: verbs whose forms may be nouns
        self.nouns = frozenset(lexicon.words("verbs", "nouns_too"))


_THEM = frozenset({"you", "me", "us", "them", "him", "her", "it", "taxpayers", "buyers"})
_PARTICLES = frozenset({"back", "up", "off", "out", "down", "away"})
_HYPHENS = frozenset({"-", "‐", "‑"})


def cues(lexicon: Lexicon) -> Cues:
    """The compiled verb lists of a lexicon."""
    return lexicon.compiled(Cues)


def verbs(words: Words, lo: int, hi: int, cues: Cues) -> list[Verb]:
    """The known verbs among the words ``lo`` up to ``hi``, with their helpers and governors. Nouns of the same form are left out."""
    found: list[Verb] = []
    low = words.low
    for hit in cues.book.find(low, lo, hi):
        if is_noun(words, hit.first, hit.last, lo, hi, hit.values, cues.nouns):
            continue
        behind = found[-1].last if found else -9
        particle = hit.first - behind == 1 and low[behind] in _PARTICLES
        if (hit.first == behind or particle) and is_object(hit.values, cues.nouns):
            continue  # "dropped plans", "bought back shares"
        if hit.first > lo and low[hit.first - 1] in _HYPHENS and words.end[hit.first - 1] == words.start[hit.first]:
            continue  # "a jaw-dropping 2 billion", "record-breaking"
        if hit.last - hit.first == 1 and low[hit.first] == "back" and hit.first > lo and low[hit.first - 1] in _THEM:
            continue  # "sets you back $4m", "gave it back"
        verb = Verb(hit.first, hit.last, hit.values, hit.first)
        _helpers(words, verb, lo, found, cues.stances)
        if found and "going" in verb.helpers and found[-1].lemma() == "go" and verb.begin <= found[-1].first:
            found.pop()  # "is going to spend": no verb of its own
        found.append(verb)
    return found


def _reach_back(words: Words, verb: Verb, found: list[Verb]) -> None:
    """ "will decide at the summit to sustain": the verb that governs an infinitive a few words on."""
    for other in reversed(found):
        between = words.low[other.last : verb.begin]
        if len(between) > 6 or any(w in {",", ";", ":", "and", "but", "that", '"'} for w in between):
            return
        if other.is_a("report.demand") and verb.begin - other.last >= 1:
            return
        if other.is_a("promise", "allocate", "plan", "refuse"):
            verb.governor = other
            verb.begin = other.begin
            return


def _gerund(words: Words, verb: Verb, found: list[Verb]) -> None:
    """ "is considering giving", "ruled out sending", "committed to providing", "plans on paying": the verb before governs the gerund."""
    if not found:
        return
    between = words.low[found[-1].last : verb.begin]
    if between in ([], ["to"], ["on"], ["not"], ["from"], ["about"]) and found[-1].is_a(
        "plan", "refuse", "withdraw", "promise", "reaffirm", "allocate", "report.demand", "report.deny", "report.expect"
    ):
        verb.governor = found[-1]
        verb.begin = found[-1].begin


_GOVERNING_NOUNS = wordset("cues_governing_nouns")
_WITH_NOUN = wordset("cues_with_noun")


def _noun_governs(words: Words, verb: Verb, at: int, lo: int, found: list[Verb]) -> None:
    """ "reiterated its promise to give", "has dropped plans to pay": the noun at word ``at``, and the verb whose object it is."""
    low = words.low
    verb.governing_noun = low[at]
    k = at
    while k > lo and at - k < 5 and (low[k - 1] in _WITH_NOUN or low[k - 1].endswith(("al", "ed", "ous", "ial", "er"))):
        if found and found[-1].last == k:
            break
        k -= 1
    if low[k : k + 1] == ["no"] or low[k - 1 : k] == ["no"]:
        verb.negated = True
    if found and found[-1].last == k:
        verb.governor = found[-1]
        verb.begin = found[-1].begin
    else:
        verb.begin = at


def _stand(words: Words, verb: Verb, lo: int, found: list[Verb], stances: Stances) -> bool:
    """ "is under pressure to give", "has no intention of giving": the phrase before it, with its helpers; the phrase's own verbs fall away."""
    low = words.low
    if verb.helpers and (verb.helpers[-1] != "to" or verb.negated):
        return False
    if not verb.helpers and verb.form() not in ("ing", "base"):
        return False
    ends = verb.begin
    if verb.helpers:
        ends = next(k for k in range(verb.first, verb.begin, -1) if low[k - 1] == "to")
    stance = ending_at(stances.before_verb, low, ends, lo)
    if stance is None:
        return False
    k, told = stance.first, stance.modality
    if told in ("demanded", "planned") and found and 0 <= k - found[-1].last <= 3:
        if found[-1].is_a("refuse") or found[-1].lemma() == "dismiss":
            told = "refused"  # "resisted pressure to give", "rejected the idea of paying"
        elif found[-1].is_a("withdraw") and told == "planned":
            told = "withdrawn"
    while found and found[-1].last > k:
        k = min(k, found[-1].begin)
        found.pop()
    while k > lo and low[k - 1] != "'s" and (low[k - 1] in HELPERS or low[k - 1] in NEGATIONS or low[k - 1] in BETWEEN):
        k -= 1
    verb.helpers = [w for w in low[k : stance.first] if w in HELPERS] + verb.helpers
    verb.negated = not NEGATIONS.isdisjoint(low[k : stance.first]) or low[k : k + 2] == ["no", "longer"]
    if told == "pledged" and "would" in verb.helpers:
        told = "planned"  # "would be happy to provide"
    verb.begin, verb.stance = k, told
    return True


def _goes_on(words: Words, verb: Verb, k: int, found: list[Verb]) -> bool:
    """ "agreed to take over the works and to meet the cost": the second infinitive hangs on what the first one hangs on."""
    first = found[-1] if found else None
    if (
        first is None
        or "to" not in first.helpers
        or k - first.last > 14
        or {",", ";", ":", ".", "("} & set(words.low[first.last : k])
    ):
        return False
    verb.governor, verb.governing_word, verb.stance = first.governor, first.governing_word, first.stance
    verb.governing_noun, verb.negated, verb.helpers = first.governing_noun, first.negated, list(first.helpers)
    return True


_MODALS = frozenset({"will", "would", "should", "must", "could", "may", "might", "can", "shall"})


def _modal_before(words: Words, verb: Verb, at: int, lo: int) -> None:
    """ "should dig deeper and give": the modal of a verb that no list has."""
    low = words.low
    for k in range(at - 1, max(lo, at - 7), -1):
        if low[k] in {",", ";", ":", ".", "(", "that", "which", "who"}:
            return
        if low[k] in _MODALS and words.raw[k][0].islower():
            verb.helpers = [low[k]]
            verb.negated = low[k + 1 : k + 2] == ["not"]
            return


def _noun_apart(words: Words, verb: Verb, at: int, lo: int) -> None:
    """ "the commitment made by Norway on Tuesday to provide", "plans by the bank to lend": the noun stands before who has it."""
    low = words.low
    for k in range(at - 1, max(lo, at - 10), -1):
        if low[k] in {",", ";", ":", "that", "which", "and", "who"}:
            return
        if low[k] in {"by", "made", "given", "from"} and low[k - 1] in _GOVERNING_NOUNS:
            verb.governing_noun = low[k - 1]
            return


_LIKELY = frozenset({"perhaps", "maybe", "most", "very", "quite"})
_WILL = frozenset({"will", "would", "shall"})


def _helpers(words: Words, verb: Verb, lo: int, found: list[Verb], stances: Stances) -> None:
    low = words.low
    k = verb.first
    while k > lo:
        word = low[k - 1]
        if word in HELPERS:
            verb.helpers.insert(0, word)
            if word in NEGATIONS:
                verb.negated = True
            k -= 1
        elif word in NEGATIONS:
            verb.negated = True
            k -= 1
        elif word == "more" and low[k - 2 : k - 1] == ["once"]:
            verb.adverbs.insert(0, "again")
            k -= 2
        elif word == "longer" and low[k - 2 : k - 1] == ["no"]:
            verb.negated = True
            k -= 2
        elif (
            (word in BETWEEN or word in _LIKELY or is_adverb(words, k - 1))
            and (word not in GOVERNING or (word == "likely" and low[k - 2] in _WILL | _LIKELY))
            and k - 1 > lo
        ):
            verb.adverbs.insert(0, word)
            k -= 1
        else:
            break
    verb.begin = k
    if _stand(words, verb, lo, found, stances):
        return
    if verb.form() == "ing" and not verb.helpers:
        _gerund(words, verb, found)
    if k > lo and "to" in verb.helpers:
        before = low[k - 1]
        if before in GOVERNING:
            verb.governing_word = before
            j = k - 1
            while j > lo and (low[j - 1] in HELPERS or low[j - 1] in BETWEEN or low[j - 1] in NEGATIONS):
                if low[j - 1] in NEGATIONS:
                    verb.negated = True
                verb.helpers.insert(0, low[j - 1])
                j -= 1
            verb.begin = j
        if found and found[-1].last == k:
            verb.governor = found[-1]
            verb.begin = found[-1].begin
        elif before == "and" and verb.helpers == ["to"] and _goes_on(words, verb, k, found):
            return
        elif verb.helpers in (["to"], ["not", "to"]) and before in _GOVERNING_NOUNS:
            _noun_governs(words, verb, k - 1, lo, found)
        elif verb.governing_word is None and verb.helpers == ["to"]:
            _reach_back(words, verb, found)
            if verb.governor is None:
                _noun_apart(words, verb, k, lo)
    if (
        not verb.helpers
        and found
        and verb.form() == "base"
        and low[k - 1 : k] == ["and"]
        and verb.first - found[-1].last <= 9
        and not {",", ";", ":", ".", "("} & set(low[found[-1].last : k])
    ):
        verb.helpers, verb.governor = list(found[-1].helpers), found[-1].governor
        verb.governing_word, verb.negated = found[-1].governing_word, found[-1].negated
    if not verb.helpers and verb.stance is None and verb.form() == "base" and low[k - 1 : k] == ["and"]:
        _modal_before(words, verb, k - 1, lo)
    if (
        verb.negated is False
        and found
        and found[-1].last == verb.begin
        and found[-1].negated
        and low[verb.begin - 1 : verb.begin] == ["and"]
    ):
        verb.negated = True
