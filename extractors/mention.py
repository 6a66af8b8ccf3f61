"""What a sentence names, as the text says it, and the compiled word lists that finding names needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from extractors.cues import cues
from extractors.gazetteer import Entity, Gazetteer, gazetteer, known_at
from extractors.grammar import wordset
from extractors.lexicon import Lexicon
from extractors.offices import offices
from extractors.phrasebook import Phrasebook
from extractors.verbforms import forms
from extractors.wording import Words

MentionKind = Literal[
    "country", "people", "capital", "org", "group", "generic", "person", "name", "thing", "role", "anaphor", "pronoun"
]


PRONOUNS = {
    "it": "thing", "its": "thing", "they": "plural", "their": "plural", "he": "person", "she": "person", "his": "person",
    "her": "person", "we": "speaker", "our": "speaker", "us": "speaker", "i": "speaker", "my": "speaker", "him": "person", "them": "plural",
}  # fmt: skip
#: "the city of Graz"
PLACES = wordset("names_places")
#: "the ministry of health"
OFFICES = frozenset({"ministry", "department"})


@dataclass(slots=True)
class Mention:
    """Words ``first`` up to ``last`` name somebody. ``affiliation`` is the body or country printed beside a person or role."""

    first: int
    last: int
    kind: MentionKind
    name: str
    affiliation: str | None = None
    #: the title or role words of a person or role, lower case
    title: str | None = None
    #: for kind anaphor: which kinds of thing it may point to
    points_to: frozenset[str] = frozenset()
    plural: bool = False


class Naming:
    """The compiled word lists that finding names needs."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.gazetteer: Gazetteer = gazetteer(lexicon)
        self.titles: Phrasebook[str] = Phrasebook((w, w) for w in lexicon.words("roles", "titles"))
        self.sources = frozenset(lexicon.words("roles", "sources"))
        self.source_book: Phrasebook[str] = Phrasebook((w, w) for w in lexicon.words("roles", "sources"))
        #: one-word forms of saying, to tell "the data show" from "the data"
        self.says = frozenset(
            form
            for words in lexicon.mapping("verbs", "report").values()
            for lemma in words
            for form, _ in forms(lemma, lexicon.mapping("verbs", "irregular").get(lemma))
            if " " not in form
        )
        cue_book = cues(lexicon).book
        #: one-word verb forms, to tell subjects by what follows them
        self.third_person = frozenset(w for w in cue_book.firsts() if w.endswith("s"))
        self.verb_forms = cue_book.firsts()
        self.org_words = frozenset(lexicon.words("roles", "org_words"))
        self.things = frozenset(lexicon.words("roles", "things"))
        #: parts of countries and continents: they may act, and are no companies
        self.regions = frozenset(lexicon.words("organisations", "regions"))
        self.determiners = frozenset(lexicon.words("roles", "determiners"))
        self.stop = frozenset(lexicon.words("roles", "stop_capitals"))
        self.given = frozenset(lexicon.words("roles", "given_names"))
        common = frozenset(lexicon.words("roles", "common_surnames"))
        self.register = offices(lexicon)
        #: people of the register by surname alone
        self.surnames = {s: p for s, p in self.register.surnames().items() if s not in common and len(s) > 3}
        self.anaphora: dict[str, frozenset[str]] = {}
        for kind, words in lexicon.mapping("roles", "anaphora").items():
            for word in words:
                self.anaphora[word] = self.anaphora.get(word, frozenset()) | {kind}
        #: words that are no name, however they are printed
        self.no_names = self.stop | self.org_words | self.verb_forms | self.sources | self.anaphora.keys()
        #: every word that a mention without a capital can be recognised at; at others `mentions` does not look
        self.openers: frozenset[str] = frozenset(
            {
                *self.gazetteer.book.openers, *self.titles.openers, *self.source_book.openers, *self.anaphora, *self.gazetteer.short,
                *PRONOUNS, *PLACES, *OFFICES, "two", "both", "pair", "trio", "duo",
            }
        )  # fmt: skip


def known_name(tokens: Words, i: int, hi: int, naming: Naming) -> tuple[int, Entity] | None:
    return known_at(tokens, i, hi, naming.gazetteer)


def entity_mention(first: int, last: int, entity: Entity) -> Mention:
    kind: MentionKind = entity.kind
    return Mention(first, last, kind, entity.name, affiliation=entity.country if kind == "org" else None)
