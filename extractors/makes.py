"""A number between who gets something and its make: "(gave Ukraine 40) Leopard 2 tanks" counts, "(beat Ukraine 2) Wales 1" does not."""

from __future__ import annotations

from extractors import units
from extractors.grammar import wordset
from extractors.lexicon import Lexicon
from extractors.regions import demonyms
from extractors.tokens import NUMBER, WORD, Tokens
from extractors.units import UnitTables

_DASHES = "-‐‑–—−"
_HANDING = wordset("makes_handing")
#: so many words say what kind of thing a make is: "main battle tanks"
_KIND_WORDS = 4


def handed(tokens: Tokens, country: int, behind: int, u: UnitTables, lexicon: Lexicon) -> bool:
    """Whether the number between the country at token ``country`` and token ``behind`` counts what the country gets."""
    score = behind + 1 < tokens.n and tokens.kind[behind + 1] == NUMBER
    if score and tokens.low[behind] in lexicon.compiled(demonyms):
        return False  # "Ukraine 2 Wales 1"
    return _of_make(tokens, behind, u) or _by_verb(tokens, country, behind, u)


def _of_make(tokens: Tokens, at: int, u: UnitTables) -> bool:
    """ "Leopard 2 tanks", "Gripen fighter jets", "Toyota pick-ups": names, then what kind of thing they are."""
    if at >= tokens.n or tokens.kind[at] != WORD or not tokens.raw(at)[0].isupper():
        return False
    while at < tokens.n and (
        tokens.kind[at] == NUMBER
        or tokens.low[at] in _DASHES
        or (tokens.kind[at] == WORD and not tokens.raw(at).islower())
    ):
        at += 1
    for k in range(at, min(tokens.n, at + _KIND_WORDS)):
        word = tokens.low[k]
        if word in _DASHES and tokens.touching(k):
            continue  # "pick-up trucks"
        if tokens.kind[k] != WORD or (word in u.stops and word != "aircraft"):
            return False
        if word == "aircraft" or units.plural(word, u):
            return True
    return False


def _by_verb(tokens: Tokens, country: int, behind: int, u: UnitTables) -> bool:
    """ "give Ukraine 16 Gripens", "sent Jordan 19 F-16s": behind a verb of giving, to whom, how many, and the make as a plural."""
    if country < 1 or tokens.low[country - 1] not in _HANDING:
        return False
    return units.counted(tokens, behind - 1, u, single=False, plural_scale=False) is not None
