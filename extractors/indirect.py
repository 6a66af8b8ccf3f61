"""The indirect object of a giving verb: "lends Nepal $600 million", "will send Ukraine its 31st package, worth 52 million"."""

from __future__ import annotations

from extractors.cues import Verb
from extractors.grammar import wordset
from extractors.mention import Mention
from extractors.nounphrases import NounPhrase, phrase_at
from extractors.reading import Sentence
from extractors.sites import ENDS

PEOPLE = wordset("recipients_people")
BEFORE_AMOUNT = wordset("owners_hedges") | frozenset(
    {"with", "a", "an", "the", "up", "to", "at", "combined", "extra", "new"}
)
_GIVES = ("give", "promise", "allocate")


def indirect(sentence: Sentence, first: int) -> NounPhrase | None:
    """ "lends Nepal $600 million", "gives beginners 9,000 kroner", "will give them 16 ambulances": what stands between verb and amount."""
    low = sentence.reading.words.low
    giving = next((v for v in reversed(sentence.verbs) if v.last <= first and v.is_a(*_GIVES)), None)
    if giving is None or giving.passive or first - giving.last > 8 or giving.last >= first:
        return None
    phrase = phrase_at(sentence, giving.last, first)
    if phrase is None or phrase.first - giving.last > 1:
        return None
    if phrase.mention is None and sentence.reading.words.raw[phrase.last - 1].isupper():
        return None  # "contribute CFAF 6 billion"
    rest = low[max(phrase.last, phrase.end) : first]
    people = phrase.mention is None and low[phrase.last - 1] in PEOPLE and not any(w in ENDS for w in rest)
    if any(w not in BEFORE_AMOUNT for w in rest) and not people:
        return None
    of_name = low[phrase.last : phrase.last + 1] == ["of"] and any(
        phrase.last < m.first and m.last <= phrase.end for m in sentence.mentions
    )
    agents = low[phrase.last - 1] in PEOPLE or low[phrase.last - 1].endswith("ers")
    if phrase.mention is None and not agents and not of_name:
        return None
    return phrase


#: verbs that take whom they give to right behind them, and then what they give
_TO_WHOM = frozenset(
    {
        "give", "send", "lend", "offer", "promise", "grant", "hand", "pay", "pledge", "loan", "award", "guarantee", "ship", "deny",
        "bring", "buy", "donate", "gift", "assure",
    }
)  # fmt: skip
_NAMED = ("country", "capital", "group", "org", "name", "anaphor")
#: how far behind its verb a gift may still be one of several that it names (words)
_ROW = 26
#: what says a size or worth, and begins no other clause
_SIZES = frozenset({"worth", "be", "total", "cost", "value", "amount", "include", "contain", "comprise", "consist"})


def given_to(sentence: Sentence, first: int) -> Mention | None:
    """Whom a verb names right behind it, before all that it gives: "send Ukraine its 31st package of aid, worth 52 million"."""
    for giving in reversed(sentence.verbs):
        if not giving.last <= first <= giving.last + _ROW or giving.lemma() not in _TO_WHOM or giving.passive:
            continue
        whom = named_behind(sentence, giving.last, first)
        if whom is not None:
            between = any(giving.last < v.first < first and _tells(sentence, v) for v in sentence.verbs)
            return None if between or _has_own(sentence, whom, first) else whom
    return None


def named_behind(sentence: Sentence, at: int, first: int) -> Mention | None:
    """The name right behind a verb, with what is given right behind it."""
    low = sentence.reading.words.low
    whom = next((m for m in sentence.mentions if at <= m.first <= at + 1), None)
    if whom is None or whom.kind not in _NAMED or whom.last >= first or any(w != "the" for w in low[at : whom.first]):
        return None
    return whom if _begins_object(sentence, whom, first) else None


def _has_own(sentence: Sentence, whom: Mention, first: int) -> bool:
    """ "Ukraine 20 million and Chad 5 million", "Ukraine a ship; 5 million": the amount is not of that row."""
    low = sentence.reading.words.low
    at = first
    while at > whom.last and low[at - 1] in BEFORE_AMOUNT:
        at -= 1
    return ";" in low[whom.last : first] or any(
        m.last == at and m is not whom and m.kind != "thing" for m in sentence.mentions
    )


def _begins_object(sentence: Sentence, whom: Mention, first: int) -> bool:
    """Whether what is given begins behind a name: "its 31st package", "a loan of", "generators worth"; not an adverb or a time."""
    low, at = sentence.reading.words.low, whom.last
    if low[at] in _OPENS or low[at][:1].isdigit():
        return True
    if whom.kind not in ("country", "capital") or at >= first or not low[at].isalpha() or low[at] in _CLOSED:
        return False
    return any(w in {"worth", "and", ","} for w in low[at + 1 : min(first, at + 5)])


_CLOSED = frozenset(
    {"and", "or", "of", "in", "for", "to", "on", "at", "by", "from", "nothing", "that", "as", "with", "last", "next"}
)
_OPENS = frozenset(
    {
        "a",
        "an",
        "the",
        "its",
        "their",
        "his",
        "her",
        "another",
        "more",
        "some",
        "further",
        "additional",
        "extra",
        "new",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "military",
        "humanitarian",
        "financial",
    }
)


def _tells(sentence: Sentence, verb: Verb) -> bool:
    """A verb that begins a clause of its own; "40 trucks" is none."""
    before = sentence.reading.words.low[verb.first - 1]
    noun = not verb.helpers and (
        before[:1].isdigit() or before in {"a", "an", "the", "its", "more", "million", "dozen"}
    )
    return (bool(verb.helpers) or verb.form() in ("past", "s")) and verb.lemma() not in _SIZES and not noun
