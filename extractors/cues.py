"""Verbs in a sentence with their class, tense and helpers: who says, promises, gives, refuses, and in which mood.

Word lists are lexicon/verbs.yaml; regular forms are made here by rule. A `Verb` knows its auxiliaries ("will", "has", "not") and the
verb or adjective that governs it ("plans to", "is ready to"), which is what modality is read from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from extractors.grammar import wordset
from extractors.lexicon import Lexicon
from extractors.phrasebook import Phrasebook
from extractors.wording import Words

Form = Literal["base", "s", "past", "ing"]


class Entry(NamedTuple):
    """One reading of a word form: lemma, class ("give", "report.announce") and form."""

    lemma: str
    cls: str
    form: Form


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
        return bool(self.helpers) and self.helpers[-1] in _BE and any(e.form == "past" for e in self.entries)

    @property
    def perfect(self) -> bool:
        return any(h in _HAVE for h in self.helpers)


@lru_cache(maxsize=4096)
def _classes(entries: tuple[Entry, ...]) -> frozenset[str]:
    """The classes of a form, and what they are kinds of: "report.demand" is a "report"."""
    return frozenset(c for e in entries for c in (e.cls, e.cls.partition(".")[0]))


_BE = wordset("cues_be")
_HAVE = wordset("cues_have")
HELPERS = (
    _BE
    | _HAVE
    | frozenset(
        [
            "will",
            "would",
            "shall",
            "should",
            "must",
            "may",
            "might",
            "can",
            "could",
            "do",
            "does",
            "did",
            "to",
            "going",
            "need",
            "needs",
            "ought",
            "won't",
            "wouldn't",
            "can't",
            "cannot",
            "couldn't",
            "shouldn't",
            "don't",
            "doesn't",
            "didn't",
            "mustn't",
            "he'll",
            "she'll",
            "they'll",
            "we'll",
            "i'll",
            "it'll",
            "he'd",
            "she'd",
            "they'd",
            "we'd",
            "i'd",
            "they've",
            "we've",
            "i've",
            "we're",
            "they're",
            "i'm",
            "it's",
            "he's",
            "she's",
        ]
    )
)
_BETWEEN = wordset("cues_between")
_NEGATIONS = wordset("cues_negations")  # fmt: skip
_GOVERNING = wordset("cues_governing")


_NO_ADVERBS = wordset("cues_no_adverbs")


def is_adverb(words: Words, i: int) -> bool:
    """Whether a word is an adverb by its ending: "publicly", not "Italy" or "family"."""
    word = words.low[i]
    return word.endswith("ly") and len(word) > 4 and words.raw[i].islower() and word not in _NO_ADVERBS


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
        #: verbs whose forms may be nouns
        self.nouns = frozenset(lexicon.words("verbs", "nouns_too"))


def cues(lexicon: Lexicon) -> Cues:
    """The compiled verb lists of a lexicon."""
    return lexicon.compiled(Cues)


def forms(lemma: str, irregular: list[str] | None = None) -> list[tuple[str, Form]]:
    """The forms of a verb, phrasal verbs included: "chip in" -> chip in, chips in, chipped in, chipping in."""
    made: list[tuple[str, Form]] = [(lemma, "base")]
    if irregular:
        for form in irregular:
            head = form.split()[0]
            kind: Form = (
                "ing"
                if head.endswith("ing") and len(head) > 4
                else "s"
                if head.endswith("s") and head[:-1] in (lemma.split()[0], lemma.split()[0] + "e")
                else "past"
            )
            made.append((form, kind))
        return made
    head, _, rest = lemma.partition(" ")
    tail = f" {rest}" if rest else ""
    stem = head[:-1] if head.endswith("e") and not head.endswith(("ee", "oe", "ye")) else head
    if head.endswith("y") and head[-2] not in "aeiou":
        made += [(head[:-1] + "ies" + tail, "s"), (head[:-1] + "ied" + tail, "past"), (head + "ing" + tail, "ing")]
        return made
    if _doubles(head):
        stem = head + head[-1]
    made.append((head + ("es" if head.endswith(("s", "x", "sh", "ch", "z", "o")) else "s") + tail, "s"))
    made.append(((head + "d" if head.endswith("e") else stem + "ed") + tail, "past"))
    made.append((stem + "ing" + tail, "ing"))
    return made


def _doubles(head: str) -> bool:
    vowels = "aeiou"
    if len(head) < 3 or (head[-1] in "wxyaeioulhtr" and not (head[-1] in "trl" and len(head) == 3)):
        return (
            head.endswith(("chip", "fit", "put", "cancel", "channel", "travel", "trim", "ship", "top", "plan"))
            and head[-1] not in "t"
        )
    return (
        head[-1] not in vowels
        and head[-2] in vowels
        and head[-3] not in vowels
        and (len(head) <= 4 or head.endswith(("mit", "quip")))
    )


def verbs(words: Words, lo: int, hi: int, cues: Cues) -> list[Verb]:
    """The known verbs among the words ``lo`` up to ``hi``, with their helpers and governors. Nouns of the same form are left out."""
    found: list[Verb] = []
    low = words.low
    for hit in cues.book.find(low, lo, hi):
        if _is_noun(words, hit.first, hit.last, lo, hi, hit.values, cues.nouns):
            continue
        if found and found[-1].last == hit.first and _is_object(hit.values, cues.nouns):
            continue
        verb = Verb(hit.first, hit.last, hit.values, hit.first)
        _helpers(words, verb, lo, found)
        if found and "going" in verb.helpers and found[-1].lemma() == "go" and verb.begin <= found[-1].first:
            found.pop()  # "is going to spend": no verb of its own
        found.append(verb)
    return found


def _is_object(entries: tuple[Entry, ...], nouns: frozenset[str]) -> bool:
    """ "dropped plans to give", "rejected calls": right behind a verb a form that may be a noun is its object."""
    return all(e.form in ("base", "s") and e.lemma in nouns for e in entries)


def _may_act(words: Words, first: int, lo: int) -> bool:
    """Whether the word before a base form can be its subject: a plural, a name, a pronoun; adverbs between are skipped."""
    k = first - 1
    while k > lo and (words.low[k] in _BETWEEN or is_adverb(words, k)):
        k -= 1
    word = words.low[k]
    return (
        word in {"we", "they", "i", "you", "who", "which", "that", "and", "not", "please"}
        or (word.endswith("s") and not word.endswith("ss"))
        or words.raw[k][0].isupper()
        or word in {"people", "men", "women", "children", ")", ","}
    )


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


_BEFORE_NOUN = wordset("cues_before_noun")


_GERUND_NOUNS = frozenset({"lending", "spending", "funding", "financing", "giving", "borrowing"})
_BEHIND_NOUN = frozenset(
    {"to", "on", "for", "of", "in", "by", "from", "has", "will", "is", "would", "was", "rose", "fell", "goes"}
)
_BEFORE_GERUND = _BE | frozenset(
    {"by", "without", "while", "when", "after", "before", "not", "also", "now", ",", "considering", "from"}
)


def _is_noun(
    words: Words, first: int, last: int, lo: int, hi: int, entries: tuple[Entry, ...], nouns: frozenset[str]
) -> bool:
    """ "the pledge", "aid support", "of work": a form that could be a noun, in a noun's place."""
    forms_here = {e.form for e in entries}
    if (
        words.low[first] == "last"
        and last < hi
        and words.low[first - 1 : first] != ["to"]
        and (
            words.raw[last][0].isupper()
            or words.low[last]
            in {"week", "month", "year", "night", "spring", "summer", "autumn", "winter", "of", "time", "two", "three"}
        )
    ):
        return True
    noun_like = any(e.lemma in nouns for e in entries)
    if noun_like and forms_here <= {"base", "s"} and first > lo:
        after, prev = words.low[last : last + 1], words.low[first - 1]
        if after and after[0] in _BE | {"has", "had", "have"}:
            return True
        acts = prev in HELPERS or prev in _NEGATIONS or prev == "longer" or _may_act(words, first, lo)
        if forms_here == {"base"} and not acts:
            return True
    if "past" not in forms_here and "ing" not in forms_here and not any(e.lemma in nouns for e in entries):
        return False
    if first == lo:
        return (
            forms_here <= {"base", "s"}
            and last < hi
            and words.low[last] in {"of", "for", "from", "is", "are", "was", "to", "in"}
        )
    before = words.low[first - 1]
    after = words.low[last : last + 1]
    if noun_like and forms_here <= {"base", "s"} and after in (["line"], ["lines"]):
        return True  # "credit line"
    if words.low[first] in _GERUND_NOUNS and after and after[0] in _BEHIND_NOUN and before not in _BEFORE_GERUND:
        return True  # "double its climate lending to", "raise spending on science"
    if noun_like and forms_here == {"s"} and words.low[last : last + 1] == ["of"]:
        return True  # "strike funds of 600 million"
    if forms_here & {"base", "s"}:
        if before in _BEFORE_NOUN:
            return True
        if before.isdigit() or before in {"bn", "m", "million", "billion", "trillion", "percent", "%", "-"}:
            return True
        return (forms_here == {"base"} and before.endswith(("ary", "ial", "al", "ian", "ent"))) or (
            words.low[last : last + 1] in (["of"],) and forms_here == {"base"} and before not in HELPERS
        )
    if "past" in forms_here and before in {"the", "its", "their", "a", "an", "this", "his"}:
        return True
    return "ing" in forms_here and before in {
        "the",
        "its",
        "their",
        "a",
        "defence",
        "defense",
        "military",
        "government",
        "public",
        "'s",
        "more",
        "no",
        "nato",
    }


def _helpers(words: Words, verb: Verb, lo: int, found: list[Verb]) -> None:
    low = words.low
    k = verb.first
    while k > lo:
        word = low[k - 1]
        if word in HELPERS:
            verb.helpers.insert(0, word)
            if word in _NEGATIONS:
                verb.negated = True
            k -= 1
        elif word in _NEGATIONS:
            verb.negated = True
            k -= 1
        elif word == "longer" and low[k - 2 : k - 1] == ["no"]:
            verb.negated = True
            k -= 2
        elif (word in _BETWEEN or is_adverb(words, k - 1)) and word not in _GOVERNING and k - 1 > lo:
            k -= 1
        else:
            break
    verb.begin = k
    if verb.form() == "ing" and not verb.helpers:
        _gerund(words, verb, found)
    if k > lo and "to" in verb.helpers:
        before = low[k - 1]
        if before in _GOVERNING:
            verb.governing_word = before
            j = k - 1
            while j > lo and (low[j - 1] in HELPERS or low[j - 1] in _BETWEEN or low[j - 1] in _NEGATIONS):
                if low[j - 1] in _NEGATIONS:
                    verb.negated = True
                verb.helpers.insert(0, low[j - 1])
                j -= 1
            verb.begin = j
        if found and found[-1].last == k:
            verb.governor = found[-1]
            verb.begin = found[-1].begin
        elif verb.helpers in (["to"], ["not", "to"]) and before in _GOVERNING_NOUNS:
            _noun_governs(words, verb, k - 1, lo, found)
        elif verb.governing_word is None and verb.helpers == ["to"]:
            _reach_back(words, verb, found)
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
    if (
        verb.negated is False
        and found
        and found[-1].last == verb.begin
        and found[-1].negated
        and low[verb.begin - 1 : verb.begin] == ["and"]
    ):
        verb.negated = True
