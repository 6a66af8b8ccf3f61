"""Who is told something by whom, seen from who hears it: "They heard from Washington to ...", "Norway was told by Brussels that ...".

One construction with three uses: what is heard in this way is a demand (`askings`), who hears it is to give (`addressees`), and who stands
behind "from" or "by" speaks (`speakers`).
"""

from __future__ import annotations

from extractors.cues import Verb
from extractors.grammar import wordset
from extractors.mention import Mention
from extractors.reading import Sentence

#: of whom these are said in the passive, they hear it
TOLD = wordset("hearing_told")


def heard_from(sentence: Sentence, verb: Verb) -> bool:
    """ "heard from": who tells stands right behind it."""
    return verb.lemma() == "hear" and _behind(sentence, verb) == ["from"]


def passive_by(sentence: Sentence, verb: Verb) -> bool:
    """ "was told by", "was urged by": who tells, or does, stands right behind it."""
    return verb.passive and _behind(sentence, verb) == ["by"]


def only_hears(sentence: Sentence, mention: Mention) -> bool:
    """ "The House heard that", "MPs were told that", "assured Members that": what follows is told to them, and nothing of it is theirs."""
    low = sentence.reading.words.low
    if low[mention.last : mention.last + 1] == ["that"]:
        at = mention.first - (low[mention.first - 1] in {"the", "its", "their", "his", "her"})
        return any(v.last == at and not v.passive and v.lemma() in TOLD for v in sentence.verbs)
    verb = next((v for v in sentence.verbs if v.begin == mention.last), None)
    return verb is not None and listens(sentence, verb)


def listens(sentence: Sentence, verb: Verb) -> bool:
    """ "heard that", "were told that": said of who says nothing."""
    told = verb.lemma() == "hear" or (verb.passive and verb.lemma() in TOLD)
    return told and _behind(sentence, verb) == ["that"]


def _behind(sentence: Sentence, verb: Verb) -> list[str]:
    """The word behind the verb; empty at the end of the text."""
    return sentence.reading.words.low[verb.last : verb.last + 1]
