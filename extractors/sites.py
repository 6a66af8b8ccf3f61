"""Where what is paid for lies: what is built receives nothing, the place it is built in does."""

from __future__ import annotations

from extractors.actors import actor_name
from extractors.coordination import coordinated
from extractors.cues import Verb
from extractors.grammar import wordset
from extractors.nounphrases import NounPhrase
from extractors.reading import Sentence

_PROJECTS = wordset("reading_projects")


def is_project(sentence: Sentence, phrase: NounPhrase) -> bool:
    """ "for the Thulokhola dam", "for a plant in Leeds": what is built receives nothing."""
    low = sentence.reading.words.low
    return low[phrase.last - 1] in _PROJECTS or (
        low[phrase.last : phrase.last + 1] != [] and low[phrase.last] in _PROJECTS
    )


def site_of(sentence: Sentence, phrase: NounPhrase, names: set[str]) -> str | None:
    """ "will provide 9 million for a hospital in Zanzibar's old town": what is built receives nothing, the place it is in does."""
    if not is_project(sentence, phrase):
        return None
    low = sentence.reading.words.low
    for m in sentence.mentions:
        if phrase.last < m.first <= phrase.last + 4 and m.kind in ("country", "capital", "name"):
            between = low[phrase.last : m.first]
            if ENDS.isdisjoint(set(between) - {"on"}) and between[-1] in {"in", "on", "at", "near"}:
                name = actor_name(m, sentence) if m.kind != "name" else m.name
                return name if name not in names else None
    return None


def place_behind(sentence: Sentence, start: int, names: set[str]) -> str | None:
    """Where the purpose lies: the first place named behind "in" or "at" in the same breath, with those joined to it."""
    low = sentence.reading.words.low
    for m in sentence.mentions:
        if m.first < start or m.kind == "pronoun":
            continue
        between = low[start : m.first]
        if len(between) > 9 or any(w in ENDS for w in between):
            return None
        k = m.first - 1
        while k > start and low[k] in {
            "the",
            "southern",
            "northern",
            "eastern",
            "western",
            "central",
            "rural",
            "front-line",
        }:
            k -= 1
        if low[k] not in {"in", "at", "across", "around", "near", "throughout"} or m.kind not in (
            "country",
            "capital",
            "name",
            "org",
            "group",
        ):
            continue
        group = coordinated(sentence, m)
        found = [actor_name(x, sentence) if x.kind != "name" else x.name for x in group]
        return None if any(n in names for n in found) else " and ".join(dict.fromkeys(found))
    return None


ENDS = frozenset({",", ";", ".", ":", "(", "?", "said", "says", "told", "on", "when", "after", "because", "and"})


def where_invested(sentence: Sentence, verb: Verb | None, last: int, names: set[str]) -> str | None:
    """ "invest $500 billion in the United States"."""
    if verb is None or not verb.is_a("spend", "give"):
        return None
    low = sentence.reading.words.low
    for m in sentence.mentions:
        if last <= m.first <= last + 3 and m.kind == "country" and low[last : last + 1] in (["in"], ["into"]):
            name = actor_name(m, sentence)
            return name if name not in names else None
    return None
