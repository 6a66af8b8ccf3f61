"""The subject of a verb as somebody who may act: a name, the owner of an organ or of money, or a plain noun as written.

"The cabinet of Maharashtra" and "Maharashtra's cabinet" are Maharashtra, "the Kazakh money" is Kazakhstan's, "the Basque town of
Hernani" is Hernani; "keepers of mountain huts" stay what they are called.
"""

from __future__ import annotations

import re

from extractors.clausesubjects import subject_phrase
from extractors.cues import Verb
from extractors.grammar import wordset
from extractors.hearing import listens
from extractors.mention import Mention
from extractors.nounphrases import CLOSED, NounPhrase, opening_phrase, phrase_at
from extractors.reading import Sentence

_ORGANS = wordset("phrases_organs")
_OWNED = wordset("phrases_owned")
_NO_ACTORS = wordset("phrases_no_actors")
_PLACES = wordset("names_places")
_NOBODIES = wordset("frames_no_subject")
#: "a group of NATO allies", "a dozen states": how many together
PACKS = wordset("subjects_packs")
_AGENT = re.compile(r".{3,}(?:ers?|ors?|ists?|ians?|(?<!m)ents?|ants?|men|women|people)\Z")
_THINGS = wordset("frames_things")
_OWNERS = ("country", "people", "capital", "org", "group", "name")


def subject_of(sentence: Sentence, verb: Verb) -> Mention | None:
    """Who does what a verb says: a mention of the sentence, or a plain noun that can act as a mention of kind "role"; None for things."""
    phrase = subject_phrase(sentence, verb)
    return mention_of(phrase, sentence) if phrase is not None else None


def mention_of(phrase: NounPhrase, sentence: Sentence) -> Mention | None:
    """Whom a noun phrase means, None for a thing."""
    low = sentence.reading.words.low
    if low[phrase.last - 1] in PACKS and low[phrase.last : phrase.last + 1] == ["of"] and not _is_named(phrase):
        members = phrase_at(sentence, phrase.last + 1, sentence.hi)
        inner = mention_of(members, sentence) if members is not None else None
        if inner is not None and (inner.kind != "role" or inner.plural):
            return inner  # "a group of NATO allies": those it is made up of
    owner = owner_of(phrase, sentence)
    if owner is not None:
        return owner
    joined = phrase.other.mention if phrase.other is not None else None
    if phrase.mention is None and joined is not None and joined.kind == "generic":
        return as_role(phrase, sentence)  # "banks and governments"
    last = phrase
    while last.other is not None and last.other.mention is not None:
        last = last.other  # of a list the last: the others are found from it (actors.coordinated)
    mention = last.mention
    if mention is not None and not _widened(last, mention, sentence):
        return mention
    if not can_act(sentence, phrase.last - 1):
        return None
    return as_role(phrase, sentence)


def _is_named(phrase: NounPhrase) -> bool:
    return phrase.mention is not None and phrase.mention.kind not in ("role", "anaphor", "generic")


def as_role(phrase: NounPhrase, sentence: Sentence) -> Mention:
    """A plain noun phrase as a mention, joined ones together: "banks and governments"."""
    words = sentence.reading.words
    end = phrase.end if words.low[phrase.last : phrase.last + 1] == ["of"] else phrase.last
    plain = phrase.other is not None and (phrase.other.mention is None or phrase.other.mention.kind == "generic")
    if phrase.other is not None and plain and words.low[end : end + 1] == ["and"]:
        end = phrase.other.last
    head = words.low[phrase.last - 1]
    official = head in _ORGANS or sentence.reading.naming.titles.at([head], 0, 1) is not None
    people = (
        m.name for m in sentence.mentions if m.first >= phrase.first and m.last < phrase.last and m.kind == "people"
    )
    affiliation = next(people, None) if official else None
    return Mention(
        phrase.first,
        end,
        "role",
        words.slice(phrase.first, end),
        affiliation,
        head,
        plural=head.endswith("s") and not head.endswith("ss"),
    )


def _widened(phrase: NounPhrase, mention: Mention, sentence: Sentence) -> bool:
    """ "Nordic and Baltic governments": more than the general noun "governments" says; not "NATO's 32 member countries"."""
    if mention.kind != "generic" or mention.first <= phrase.first + 1:
        return False
    low = sentence.reading.words.low
    return any(m.first >= phrase.first and m.last <= mention.first and low[m.last] != "'s" for m in sentence.mentions)


def owner_of(phrase: NounPhrase, sentence: Sentence) -> Mention | None:
    """Who acts through an organ, or whose money it is: "the board of the Fund", "Chad's cabinet", "the Kazakh money", "whose envoy"."""
    low = sentence.reading.words.low
    head = low[phrase.last - 1]
    if phrase.owner is not None:
        return phrase.owner
    if head in _PLACES or head in _ORGANS or head in _OWNED:
        if low[phrase.last : phrase.last + 1] == ["of"] and head not in _OWNED:
            behind = next((m for m in sentence.mentions if phrase.last < m.first <= phrase.last + 3), None)
            led = behind is not None and behind.kind == "person" and behind.affiliation is not None
            if behind is not None and (behind.kind in _OWNERS or led) and behind.last <= max(phrase.end, behind.last):
                return behind
        if head in _PLACES:
            return None
        for m in sentence.mentions:
            if m.first < phrase.first - 1 or m.last > phrase.last:
                continue
            if (
                m.kind == "pronoun"
                and m.last == phrase.first
                and low[m.first] in {"its", "their", "our", "his", "her"}
                and head in _OWNED
            ):
                return m
            if m.kind not in _OWNERS:
                continue
            if m.last < phrase.last and (low[m.last] == "'s" or (m.kind == "people" and head in _OWNED | _ORGANS)):
                return m
    return None


def plain_source(sentence: Sentence, last: int) -> str | None:
    """ "1.9 million doses from the international stockpile": what has no name and gives."""
    words = sentence.reading.words
    low = words.low
    for k in range(last, min(last + 10, sentence.hi - 1)):
        if low[k] in {",", ";", "."}:
            return None
        if low[k] == "from" and low[k + 1] in {"the", "a", "an", "its"}:
            phrase = phrase_at(sentence, k + 1, sentence.hi)
            if (
                phrase is None
                or phrase.mention is not None
                or low[phrase.last - 1] in _TIMES
                or low[phrase.last - 1] in _MEANS
                or low[phrase.first][0].isdigit()
            ):
                return None
            return words.slice(phrase.first, phrase.last)
    return None


_TIMES = wordset("phrases_times")
#: what money is taken from gives nothing
_MEANS = frozenset({"profits", "profit", "proceeds", "sale", "sales", "revenue", "revenues", "interest", "savings", "levy", "tax", "taxes", "income", "budget", "windfall", "assets", "sum", "total", "amount"})  # fmt: skip


def can_act(sentence: Sentence, at: int) -> bool:
    """Whether a noun names somebody who can act: a role, a body, or an agent by its ending."""
    naming = sentence.reading.naming
    word = sentence.reading.words.low[at]
    if word in _THINGS or word in _NO_ACTORS or word in _NOBODIES:
        return False
    return (
        word in naming.anaphora
        or word in naming.sources
        or word in naming.org_words
        or naming.titles.at([word], 0, 1) is not None
        or bool(_AGENT.match(word))
        or word in _PEOPLE
        or word in _INSTITUTIONS
        or (word.endswith("s") and word[:-1] in naming.org_words)
    )


_PEOPLE = wordset("recipients_people")
_INSTITUTIONS = wordset("subjects_institutions")


_MEASURES = wordset("phrases_measures") | wordset("owners_abstract")


def figure_phrase(sentence: Sentence, verb: Verb | None, first: int, as_subject: bool) -> NounPhrase | None:
    """What a figure at word ``first`` is said of: the subject of its verb, else what its clause opens with."""
    phrase = subject_phrase(sentence, verb) if verb is not None and verb.last <= first and not as_subject else None
    if phrase is None:
        phrase = opening_phrase(sentence, first)
        verb = next((v for v in sentence.verbs if phrase is not None and v.begin == phrase.last), None)
        if verb is not None and listens(sentence, verb):
            return None
    return phrase if phrase is not None and phrase.first < first else None


def named_owner(phrase: NounPhrase, sentence: Sentence) -> Mention | None:
    """The name that a noun phrase is or belongs to: "Korea's own emissions", "India's imports of crude"."""
    low = sentence.reading.words.low
    mention = owner_of(phrase, sentence) or phrase.mention
    if mention is None or mention.kind == "thing":
        mention = next(
            (
                m
                for m in sentence.mentions
                if m.first >= phrase.first - 1 and m.last < phrase.last and low[m.last] == "'s"
            ),
            None,
        )
    if mention is None or _widened(phrase, mention, sentence):
        return None
    return None if mention.kind == "pronoun" and "speaker" in mention.points_to else mention


def thing_of(phrase: NounPhrase, sentence: Sentence) -> str | None:
    """A plain noun phrase as what a figure is about, with its "of ..."; None for what is only a measure."""
    words = sentence.reading.words
    low = words.low
    head = low[phrase.last - 1]
    first, last = phrase.first, phrase.last
    if low[last : last + 1] == ["of"]:
        last = phrase.end
        if head in _MEASURES:
            first = phrase.last + 1
            while first < last and low[first] in {"the", "a", "an", "its", "all"}:
                first += 1
    elif head in _MEASURES or head in _NOBODIES:
        return None
    if first >= last or last - first > 8 or not low[first].isalpha():
        return None
    text = sentence.reading.named_or_written(first, last)
    return None if (text.isupper() and len(text) == 3) or _no_thing(sentence, first, last) else text


_BEFORE_VERBS = frozenset({"would", "will", "could", "should", "can", "may", "might", "must", "to", "cannot", "not"})


def _no_thing(sentence: Sentence, first: int, last: int) -> bool:
    """ "If", "officially", "reported": one word that opens a sentence or hides its verb is no thing."""
    low = sentence.reading.words.low
    word = low[first]
    if first > sentence.lo and low[first - 1] in _BEFORE_VERBS:
        return True  # "it would entail revenues": a verb that no list knows
    verb = word.endswith("ed") and word in sentence.reading.naming.verb_forms
    return last == first + 1 and (word in CLOSED or verb or word.endswith("ly"))
