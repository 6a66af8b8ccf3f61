"""What an act without an amount is, and what the rules that find one ask of a sentence.

An act is a refusal, promise or demand that names who and what, but no number: `extractors.acts` finds them, `verbacts` and `nogifts` hold
the rules.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractors.actors import body_of
from extractors.antecedents import antecedent
from extractors.cues import Verb, cues
from extractors.grammar import wordset
from extractors.lexicon import Lexicon
from extractors.mention import Mention
from extractors.model import Modality
from extractors.phrasebook import Phrasebook
from extractors.reading import Sentence
from extractors.subjects import subject_of
from extractors.verbforms import Entry, forms

_ADVERBS = wordset("acts_adverbs")
STOPS = wordset("acts_stops")
_GOVERNMENTS = wordset("acts_governments")
#: the least that could be given: "not a penny"
MITES = wordset("acts_mites")


@dataclass(slots=True)
class Act:
    """A telling stretch of words ``first`` up to ``last``; ``actor`` is its subject, if it names one."""

    sentence: Sentence
    first: int
    last: int
    modality: Modality
    actor: Mention | None
    rule: str
    verb: Verb | None = None


class ActTables:
    """The compiled lists of lexicon/actions.yaml."""

    def __init__(self, lexicon: Lexicon) -> None:
        irregular = lexicon.mapping("verbs", "irregular")

        def verbs(key: str) -> Phrasebook[Entry]:
            return Phrasebook(
                (form, Entry(lemma, key, kind))
                for lemma in lexicon.words("actions", key)
                for form, kind in forms(lemma, irregular.get(lemma))
            )

        self.join, self.decide, self.cease = verbs("join"), verbs("decide"), verbs("cease")
        every = cues(lexicon).book
        telling = frozenset(
            {"refuse", "withdraw", "promise", "reaffirm", "allocate", "act", "report.deny", "report.demand"}
        )
        self.triggers = (
            self.join.starts() | self.decide.starts() | self.cease.starts() | every.starts(lambda e: e.cls in telling)
            | frozenset(lexicon.words("actions", "nouns_refused")) | MITES | {"nothing", "no", "not", "won't", "another", "exempt", "necessary", "essential", "crucial", "vital", "imperative", "urgent", "false", "untrue"}
        )  # fmt: skip
        self.objects = frozenset(lexicon.words("actions", "objects"))
        self.nouns_refused = frozenset(lexicon.words("actions", "nouns_refused"))
        self.off: Phrasebook[str] = Phrasebook((w, w) for w in lexicon.words("actions", "off_words"))


def own_subject(sentence: Sentence, verb: Verb) -> Mention | None:
    """The subject, if it is the name itself and not a noun it belongs to: "NATO will ...", not "NATO support will ..."."""
    subject = subject_of(sentence, verb)
    if subject is None or not institution(subject, sentence):
        return None
    low = sentence.reading.words.low
    gap = low[subject.last : verb.begin]
    if all(w in _ADVERBS or w.endswith("ly") for w in gap):
        return subject
    if gap and gap[0] == "," and gap[-1] == ",":
        return subject
    if gap and gap[0] in {"from", "to", "in"} and len(gap) <= 4 and verb.is_a("refuse") and verb.perfect:
        return subject  # "Finland from the participation has refused"
    if gap and all(w in {'"', "“", "money", "money's"} or w in _ADVERBS for w in gap):
        return subject
    return None


def institution(mention: Mention, sentence: Sentence) -> bool:
    """Whether a mention can undertake or refuse something: a state, a body, a group, a government, an official of one."""
    kind = mention.kind
    if kind in ("country", "capital", "org", "group", "generic", "people"):
        return True
    if kind == "role":
        return (mention.title or "") in _GOVERNMENTS
    if kind == "person":
        return mention.affiliation is not None or sentence.reading.affiliation_of(mention.name) is not None
    if kind in ("anaphor", "pronoun") and mention.name not in {"he", "she", "we", "i", "you"}:
        if body_of(mention, sentence.reading) is not None:
            return True
        found = antecedent(mention, sentence)
        return found is not None and found[0].kind in (
            "country",
            "capital",
            "org",
            "group",
            "generic",
            "people",
            "name",
        )
    return False


def extent(sentence: Sentence, verb: Verb) -> int:
    """Where what a verb is about ends: at the first mark or conjunction."""
    low = sentence.reading.words.low
    end = verb.last
    while end < sentence.hi and end - verb.last < 13 and low[end] not in STOPS:
        end += 1
    return max(end, verb.last)


def is_about(low: list[str], first: int, last: int, tables: ActTables) -> bool:
    """Whether one of the words is worth tracking: weapons, aid, a fund."""
    return any(w in tables.objects for w in low[first:last])
