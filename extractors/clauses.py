"""Where clauses open and close around an amount: "If ..., ", "where ...", asides between commas, who says it between amount and verb."""

from __future__ import annotations

from extractors.cues import Verb
from extractors.grammar import wordset
from extractors.reading import Sentence

#: words that belong to an amount and stand before it
SKIPPED = wordset("frames_skipped")


def end_of_opening_clause(sentence: Sentence, first: int) -> int:
    """Where an opening "If ..., " or "After ..., " ends, if it ends before word ``first``; its verbs do not govern what follows."""
    low = sentence.reading.words.low
    if low[sentence.lo] not in {
        "if",
        "when",
        "after",
        "before",
        "while",
        "although",
        "though",
        "unless",
        "since",
        "once",
        "as",
    }:
        return 0
    for k in range(sentence.lo, first):
        if low[k] == ",":
            return k
    return 0


_AFTER = frozenset({"after", "when", "before", "while", "although", "though", "once"})


def in_opening_clause(sentence: Sentence, first: int, last: int) -> int:
    """ "After 1,400 tractors rolled in, the Commission dropped ...": where the clause ends that the amount opens, else 0."""
    low = sentence.reading.words.low
    if low[sentence.lo] not in _AFTER or first - sentence.lo > 3:
        return 0
    return next((k for k in range(last, min(sentence.hi, last + 14)) if low[k] == ","), 0)


def opens_clause(low: list[str], first: int, lo: int) -> bool:
    """ "at the plant, where 5,100 people work": the verbs before do not govern it."""
    k = first - 1
    while k > lo and low[k] in SKIPPED:
        k -= 1
    return low[k] in {"where", "when"}


def is_aside(low: list[str], verb: Verb, last: int) -> bool:
    """ "a £200m lab, never officially announced, has been dropped": the participle between commas governs nothing."""
    bare = verb.form() == "past" and not verb.helpers
    return bare and low[verb.last : verb.last + 1] == [","] and "," in low[last : verb.begin] and verb.last - last <= 8


def told_between(sentence: Sentence, gap: list[str], last: int, verb: Verb) -> bool:
    """ "Ten billion a year, the deputy minister said last Wednesday, are to be sunk": who says it stands between amount and verb."""
    commas = [k for k, w in enumerate(gap) if w == ","]
    if len(commas) != 2 or commas[1] != len(gap) - 1 or commas[0] > 4 or ";" in gap:
        return False
    return any(last + commas[0] < v.first < verb.begin and v.is_a("report") for v in sentence.verbs)
