"""Whether a form that may be a verb or a noun is a noun where it stands: "the pledge", "aid support", "its climate lending"."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.grammar import wordset
from extractors.verbforms import Entry
from extractors.wording import Words

BE = wordset("cues_be")
HAVE = wordset("cues_have")
HELPERS = BE | HAVE | wordset("cues_auxiliaries")
#: what may stand between a verb and its helpers
BETWEEN = wordset("cues_between")
NEGATIONS = wordset("cues_negations")
_NO_ADVERBS = wordset("cues_no_adverbs")


def is_adverb(words: Words, i: int) -> bool:
    """Whether a word is an adverb by its ending: "publicly", not "Italy" or "family"."""
    word = words.low[i]
    return word.endswith("ly") and len(word) > 4 and words.raw[i].islower() and word not in _NO_ADVERBS


def is_object(entries: tuple[Entry, ...], nouns: frozenset[str]) -> bool:
    """ "dropped plans to give", "rejected calls": right behind a verb a form that may be a noun is its object."""
    return all(e.form in ("base", "s") and e.lemma in nouns for e in entries)


def _may_act(words: Words, first: int, lo: int) -> bool:
    """Whether the word before a base form can be its subject: a plural, a name, a pronoun; adverbs between are skipped."""
    k = first - 1
    while k > lo and (words.low[k] in BETWEEN or is_adverb(words, k)):
        k -= 1
    word = words.low[k]
    if k < first - 1 and (word in HELPERS or word in NEGATIONS):
        return True  # "will now pay"
    return (
        word in {"we", "they", "i", "you", "who", "which", "that", "and", "not", "please"}
        or (word.endswith("s") and not word.endswith("ss"))
        or words.raw[k][0].isupper()
        or word in {"people", "men", "women", "children", ")", ","}
    )


_BEFORE_NOUN = wordset("cues_before_noun")


_ORGANS = frozenset(
    {
        "council",
        "military",
        "republic",
        "cabinet",
        "treasury",
        "general",
        "capital",
        "official",
        "hospital",
        "executive",
        "clinic",
    }
)
_QUOTES = frozenset({'"', "“", "‘"})
_SELDOM_VERBS = frozenset({"fires", "pumps"})
_GERUND_NOUNS = frozenset({"lending", "spending", "funding", "financing", "giving", "borrowing"})
_BEHIND_NOUN = frozenset(
    {"to", "on", "for", "of", "in", "by", "from", "has", "will", "is", "would", "was", "rose", "fell", "goes"}
)
_BEFORE_GERUND = BE | frozenset(
    {"by", "without", "while", "when", "after", "before", "not", "also", "now", ",", "considering", "from"}
)


_OWNING = frozenset({"the", "its", "their", "his", "her", "our", "'s"})
_PERIODS = frozenset(
    {"week", "month", "year", "night", "spring", "summer", "autumn", "winter", "of", "time", "two", "three"}
)
_SCALES = frozenset({"bn", "m", "million", "billion", "trillion", "percent", "%", "-"})
_OPENING_NOUN = frozenset({"of", "for", "from", "is", "are", "was", "to", "in"})
_BEFORE_PARTICIPLE = frozenset({"the", "its", "their", "a", "an", "this", "his"})
_BEFORE_ING = frozenset(
    {"the", "its", "their", "a", "defence", "defense", "military", "government", "public", "'s", "more", "no", "nato"}
)


@dataclass(slots=True)
class _Form:
    """A form at words ``first`` up to ``last`` of a sentence that runs from ``lo`` up to ``hi``, and what the rules ask of it."""

    words: Words
    first: int
    last: int
    lo: int
    hi: int
    #: the grammatical forms it may be: base, s, past, ing
    forms: frozenset[str]
    #: whether it is also a noun: "pledge", "support"
    noun_like: bool

    @property
    def word(self) -> str:
        return self.words.low[self.first]

    @property
    def before(self) -> str:
        return self.words.low[self.first - 1]

    def after(self) -> str:
        """The next word, "" at the end of the text."""
        return self.words.low[self.last] if self.last < len(self.words.low) else ""

    @property
    def bare(self) -> bool:
        """Whether it has neither the past nor the -ing ending."""
        return self.forms <= {"base", "s"}


def is_noun(
    words: Words, first: int, last: int, lo: int, hi: int, entries: tuple[Entry, ...], nouns: frozenset[str]
) -> bool:
    """ "the pledge", "aid support", "of work": a form that could be a noun, in a noun's place."""
    f = _Form(words, first, last, lo, hi, frozenset(e.form for e in entries), any(e.lemma in nouns for e in entries))
    for knows in (_demanded, _fixed, _beside_helpers, _never_noun, _opening, _compound, _by_neighbours):
        answer = knows(f)
        if answer is not None:
            return answer
    return False


def _demanded(f: _Form) -> bool | None:
    """ "demanded that the city pay 20 million", "asks that each state give its share": what somebody is to do, without an "s"."""
    if "base" not in f.forms or (f.after()[:1] not in _AMOUNTS and f.after() not in _OBJECTS) or f.before in _OWNING:
        return None
    low = f.words.low
    for k in range(f.first - 2, max(f.lo, f.first - 7), -1):
        if low[k] == "that":
            return False if low[k - 1] in _DEMANDING else None
        if not low[k].isalpha():
            return None
    return None


_AMOUNTS = frozenset("0123456789$€£¥")
_OBJECTS = frozenset(
    {
        "a",
        "an",
        "the",
        "its",
        "their",
        "at",
        "up",
        "more",
        "another",
        "for",
        "half",
        "one",
        "two",
        "three",
        "us",
        "them",
    }
)
_DEMANDING = frozenset(
    {
        "demand", "demands", "demanded", "demanding", "insist", "insists", "insisted", "insisting", "ask", "asks", "asked", "asking",
        "urge", "urges", "urged", "request", "requests", "requested", "require", "requires", "required", "recommend", "recommends",
        "recommended", "propose", "proposes", "proposed", "suggest", "suggests", "suggested",
    }
)  # fmt: skip


def _fixed(f: _Form) -> bool | None:
    """Words that are told by a phrase: "Pay us $5m", "last week", "the last €9 million", "for want of"."""
    if "base" in f.forms and f.first > f.lo and f.before in _QUOTES and f.after() == "us":
        return False  # "Pay us $5m"
    if f.word == "last" and f.first > f.lo and f.before in {"at", "long", "very"}:
        return True  # "Kuwait at last: 1.5 million dinars"
    if f.word == "last":
        dated = f.last < f.hi and (f.words.raw[f.last][0].isupper() or f.after() in _PERIODS)
        if dated and f.words.low[f.first - 1 : f.first] != ["to"]:
            return True
        if f.first > f.lo and f.before in _OWNING:
            return True  # "the last €9 million falls to"
    if f.word == "want" and f.before == "for" and f.after() == "of":
        return True  # "closed for want of"
    return None


def _beside_helpers(f: _Form) -> bool | None:
    """A noun is followed by "is" or "has"; a base form behind a helper or a subject acts."""
    if not (f.noun_like and f.bare and f.first > f.lo):
        return None
    if f.after() in BE or f.after() in {"has", "had", "have"}:
        return True
    if f.forms != {"base"}:
        return None
    if f.before in BE or (f.before in NEGATIONS and f.words.low[f.first - 2] in BE):
        return True  # "it is loan, it is not gift"
    acts = f.before in HELPERS or f.before in NEGATIONS or f.before == "longer" or _may_act(f.words, f.first, f.lo)
    return None if acts else True


def _never_noun(f: _Form) -> bool | None:
    return False if f.bare and not f.noun_like else None


def _opening(f: _Form) -> bool | None:
    """The first word of a sentence: "Banks and governments promised", "Support for"."""
    if f.first != f.lo:
        return None
    if f.noun_like and f.forms == {"s"}:
        return True
    return f.bare and f.last < f.hi and f.after() in _OPENING_NOUN


def _compound(f: _Form) -> bool | None:
    """ "credit line", "double its climate lending to", "the special funds", "forest fires", "strike funds of 600 million"."""
    if f.noun_like and f.bare and f.after() in {"line", "lines"}:
        return True
    if f.word in _GERUND_NOUNS and f.after() in _BEHIND_NOUN and f.before not in _BEFORE_GERUND:
        return True
    if f.noun_like and f.forms == {"s"} and (_behind_adjective(f) or f.after() == "of"):
        return True
    return True if f.word in _SELDOM_VERBS else None


def _behind_adjective(f: _Form) -> bool:
    """ "including the special funds", not "the council funds"."""
    low, k = f.words.low, f.first - 2
    return (
        f.before.endswith(("ial", "al", "ive", "ary", "ous", "ic"))
        and k >= f.lo
        and low[k] in {"the", "its", "their", "these", "of"}
        and f.words.raw[f.first - 1][0].islower()
        and f.before not in _ORGANS
    )


def _by_neighbours(f: _Form) -> bool | None:
    """What stands right before it: a number, an adjective, an article."""
    before = f.before
    if f.forms & {"base", "s"}:
        if before in _BEFORE_NOUN or before.isdigit() or before in _SCALES:
            return True
        adjective = f.forms == {"base"} and before.endswith(("ary", "ial", "al", "ian", "ent"))
        return adjective or (f.after() == "of" and f.forms == {"base"} and before not in HELPERS)
    if "past" in f.forms and before in _BEFORE_PARTICIPLE:
        return True
    return "ing" in f.forms and before in _BEFORE_ING
