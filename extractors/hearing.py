"""Who is told something by whom, seen from who hears it: "They heard from Washington to ...", "Norway was told by Brussels that ...".

One construction with three uses: what is heard in this way is a demand (`askings`), who hears it is to give (`addressees`), and who stands
behind "from" or "by" speaks (`speakers`).
"""

from __future__ import annotations

from extractors.cues import Verb
from extractors.grammar import wordset
from extractors.reading import Sentence

#: of whom these are said in the passive, they hear it
TOLD = wordset("hearing_told")


def heard_from(sentence: Sentence, verb: Verb) -> bool:
    """ "heard from": who tells stands right behind it."""
    return verb.lemma() == "hear" and _behind(sentence, verb) == ["from"]


def passive_by(sentence: Sentence, verb: Verb) -> bool:
    """ "was told by", "was urged by": who tells, or does, stands right behind it."""
    return verb.passive and _behind(sentence, verb) == ["by"]


def _behind(sentence: Sentence, verb: Verb) -> list[str]:
    """The word behind the verb; empty at the end of the text."""
    return sentence.reading.words.low[verb.last : verb.last + 1]
