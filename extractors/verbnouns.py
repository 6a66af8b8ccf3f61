"""Whether a form that may be a verb or a noun is a noun where it stands: "the pledge", "aid support", "its climate lending"."""

from __future__ import annotations

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


def is_noun(
    words: Words, first: int, last: int, lo: int, hi: int, entries: tuple[Entry, ...], nouns: frozenset[str]
) -> bool:
    """ "the pledge", "aid support", "of work": a form that could be a noun, in a noun's place."""
    forms_here = {e.form for e in entries}
    if "base" in forms_here and first > lo and words.low[first - 1] in _QUOTES and words.low[last : last + 1] == ["us"]:
        return False  # "Pay us $5m"
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
    if words.low[first] == "last" and first > lo and words.low[first - 1] in _OWNING:
        return True  # "the last €9 million falls to"
    if words.low[first] == "want" and words.low[first - 1] == "for" and words.low[last : last + 1] == ["of"]:
        return True  # "closed for want of"
    if noun_like and forms_here <= {"base", "s"} and first > lo:
        after, prev = words.low[last : last + 1], words.low[first - 1]
        if after and after[0] in BE | {"has", "had", "have"}:
            return True
        if forms_here == {"base"} and (prev in BE or (prev in NEGATIONS and words.low[first - 2] in BE)):
            return True  # "it is loan, it is not gift"
        acts = prev in HELPERS or prev in NEGATIONS or prev == "longer" or _may_act(words, first, lo)
        if forms_here == {"base"} and not acts:
            return True
    if "past" not in forms_here and "ing" not in forms_here and not any(e.lemma in nouns for e in entries):
        return False
    if first == lo and noun_like and forms_here == {"s"}:
        return True  # "Banks and governments promised"
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
    if (
        noun_like
        and forms_here == {"s"}
        and before.endswith(("ial", "al", "ive", "ary", "ous", "ic"))
        and words.low[first - 2 : first - 1] in (["the"], ["its"], ["their"], ["these"], ["of"])
        and first - 2 >= lo
        and words.raw[first - 1][0].islower()
        and before not in _ORGANS
    ):
        return True  # "including the special funds"
    if words.low[first] in _SELDOM_VERBS:
        return True  # "the forest fires"
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
