"""What two articles have in common besides the slots of their claims: words of headline and sentences, names, the day they tell of.

Slots are often missing or wrong where a text is read by rule; two reports of one event still name the same places, things and people, and
say "on Wednesday" of the same Wednesday. Everything here is computed once a text and kept.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from functools import lru_cache
from math import floor, isclose, log10

from extractors.model import Claim, Statement
from flows.compare.periods import published
from flows.compare.relations import World
from flows.compare.values import misheard
from flows.compare.words import ByWord, fold, words

#: Longer words are compared by so many letters: "irrigate" and "irrigation", "Albania" and "Albanians".
PREFIX = 6
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_WORD = re.compile(rf"\b(last\s+)?({'|'.join(_WEEKDAYS)}|today|yesterday)\b", re.I)


@lru_cache(maxsize=65536)
def telling(text: str | None, world: World) -> frozenset[str]:
    """The words of a text that tell what it is about: things, places, names; a state's adjective and capital count as the state."""
    told = _tell(world)
    return frozenset([matter for word in words(text) if (matter := told[word])])


@lru_cache(maxsize=4)
def _tell(world: World) -> ByWord[str]:
    """Word -> what it tells of, nothing where any text could have it."""
    states = _states(world)

    def matter(word: str) -> str:
        bare = word.split("'")[0]
        if len(bare) < 4 or bare in world.reporting or bare in world.dull or bare[0].isdigit():
            return ""
        return states.get(bare, bare[:PREFIX])

    return ByWord(matter)


#: in the names of states, and in any other text
_OF_ANY = frozenset(
    {
        "and",
        "the",
        "new",
        "south",
        "north",
        "east",
        "islands",
        "islamic",
        "federated",
        "people",
        "coast",
        "ivory",
        "costa",
        "city",
        "central",
        "african",
        "africa",
        "arab",
        "territories",
    }
)
#: in the names of several states
_OF_STATES = ("united", "states", "republic", "democratic")


@lru_cache(maxsize=4)
def _states(world: World) -> dict[str, str]:
    """Every one-word way to write a state: its name, its adjective, its capital."""
    ways = {way: name for name, all_ways in world.written.items() if name in world.states for way in all_ways}
    whole = {w: s for w, s in {**world.alias, **ways}.items() if s in world.states and " " not in w}
    named = Counter(w for name in world.states if " " in name for w in set(name.split()))
    # "United Kingdom" is one name: the word that no other state has stands for it, and the others for nothing
    parts = {
        w: name for name in world.states if " " in name for w in name.split() if named[w] == 1 and w not in _OF_ANY
    }
    return {**parts, **dict.fromkeys(_OF_STATES, ""), **whole}


def of_statement(statement: Statement, world: World) -> frozenset[str]:
    """Headline, sentence, purpose and payer of one statement."""
    claim = statement.claim
    parts = (statement.article.title, claim.quote.exact, claim.purpose, claim.actor, claim.recipient)
    return frozenset().union(*(telling(part, world) for part in parts if part))


#: the place and the agency in front of a report: "COPENHAGEN, Jan 15 (Sundwire) - "
_DATELINE = re.compile(r"^\s*[^\W\d_a-z][\w .,'’/]{1,40}?(?:\([^)]{2,30}\)\s*)?(?:\s[-–—]|[-–—]\s)")
_PHRASE = re.compile(r"[,;:]\s+")
_APPOSED = re.compile(r"(?:the|its|his|her|their|an?)\s(?:[\w’'-]+\s?){1,7}$", re.I)
#: So many words around a speaker's name tell his office.
_OFFICE_WORDS = 5


def frame(claim: Claim, world: World) -> frozenset[str]:
    """The telling words that say who pays, who speaks in what office and for which paper, and nothing of the matter."""
    parts = [claim.actor, claim.actor_as_written, claim.speaker, claim.speaker_as_written, claim.unit_of]
    if dateline := _DATELINE.match(claim.quote.exact):
        parts.append(dateline.group())
    own = set(words(claim.speaker))
    phrases = _PHRASE.split(claim.quote.exact) if own else []
    for n, phrase in enumerate(phrases):
        told = phrase.split()
        at = next((k for k, word in enumerate(told) if word[:1].isupper() and own & set(words(word))), None)
        if at is None:
            continue
        parts.append(" ".join(told[max(at - _OFFICE_WORDS, 0) : at + _OFFICE_WORDS + 1]))
        if at == 0 and n and _APPOSED.match(phrases[n - 1]):
            parts.append(phrases[n - 1])  # "the head of its property office, Malin Strand"
    return frozenset().union(*(telling(part, world) for part in parts if part))


@lru_cache(maxsize=65536)
def _days_told(text: str, on: date) -> frozenset[date]:
    found = set()
    for last, word in _DAY_WORD.findall(text) if "day" in text.lower() else ():
        if word.lower() in ("today", "yesterday"):
            found.add(on - timedelta(days=word.lower() == "yesterday"))
        else:
            back = (on.weekday() - _WEEKDAYS.index(word.lower())) % 7
            found.add(on - timedelta(days=back + (7 if last and not back else 0)))
    return frozenset(found)


def days_told(statement: Statement) -> frozenset[date]:
    """The days that a statement's sentence and headline name by weekday, "today" or "yesterday"."""
    on = published(statement)
    return _days_told(f"{statement.article.title or ''} {statement.claim.quote.exact}", on) if on else frozenset()


def one_day(a: Statement, b: Statement) -> bool | None:
    """Whether both tell of one day by their own words; None where one of them names none."""
    x, y = days_told(a), days_told(b)
    return bool(x & y) if x and y else None


_OFFICE = re.compile(
    r"\b((?:deputy |vice |assistant |first )*)((?:[a-z]+ (?:and [a-z]+ )?)?)"
    r"(minister|secretary general|secretary-general|secretary|advis[eo]r|governor|mayor|premier|chancellor|envoy|ambassador|chief|president|"
    r"chair(?:man|woman)?|director)\b",
    re.I,
)
_NO_PORTFOLIO = re.compile(
    r"the|an?|its|his|her|their|our|of|said|says|former|outgoing|prime|that|and|whose|by|from|to|with"
)


@lru_cache(maxsize=65536)
def office(text: str) -> tuple[str, str] | None:
    """The portfolio and office of a speaker told by office alone: "Estonia's foreign minister" is ("foreign", "minister").

    None where the text tells several, or none with a portfolio.
    """
    found = set()
    owned = re.sub(r"\b[\w.]+['’]s\b", " ", text.replace("-", " "))
    for deputy, portfolio, title in _OFFICE.findall(fold(owned)):
        field = portfolio.strip()
        if _NO_PORTFOLIO.fullmatch(field):
            field = ""
        found.add((f"{deputy}{field}".strip(), title))
    return next(iter(found)) if len(found) == 1 else None


@lru_cache(maxsize=65536)
def names(text: str) -> frozenset[str]:
    """Folded words that a text writes with a capital where no sentence begins."""
    return frozenset(
        f
        for m in re.finditer(r"(?<![.!?:]\s)(?<!^)\b([^\W\d_a-z][\w'’-]+)", text)
        for f in fold(m.group(1)).split()
        if len(f) > 2
    )


@lru_cache(maxsize=65536)
def _told(text: str, world: World) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a text with states under one name, and their beginnings."""
    told = words(text)
    known = _known(world)
    return frozenset([known[w] for w in told]), frozenset([w[:PREFIX] for w in told])


@lru_cache(maxsize=4)
def _known(world: World) -> ByWord[str]:
    """Word -> the name that it stands for, itself where it stands for none."""
    states = _states(world)
    return ByWord(lambda w: states.get(w, world.alias.get(w, w)))


@lru_cache(maxsize=16384)
def _looked_for(name: str, world: World) -> tuple[tuple[str, frozenset[str]], ...]:
    """The payers of a written name, each with the beginnings of its words that have to stand in a text that names it."""
    return tuple(
        (p, frozenset(w[:PREFIX] for w in p.split() if len(w) > 2 and w not in ("and", "for", "the")))
        for p in world.payers(name)
    )


def told(statement: Statement, world: World) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a statement's sentence and headline with states under one name, and their beginnings."""
    known, prefixes = _told(statement.claim.quote.exact, world)
    if not statement.article.title:
        return known, prefixes
    more, beginnings = _told(statement.article.title, world)
    return known | more, prefixes | beginnings


def stands_in(name: str, words_told: tuple[frozenset[str], frozenset[str]], world: World) -> bool:
    """Whether a payer's name, or another way to write it, stands in what `told` gives."""
    known, prefixes = words_told
    return any(payer in known or (proper and proper <= prefixes) for payer, proper in _looked_for(name, world))


def named_in(name: str | None, text: str, world: World) -> bool:
    """Whether a payer's name, or another way to write it, stands in a text."""
    return bool(name) and stands_in(name or "", _told(text, world), world)


#: Words that several currencies share, where nothing but the article's place tells which one is meant.
_COINS = {
    "rupee": ("INR", "PKR", "LKR", "NPR", "MUR"), "krone": ("NOK", "DKK", "SEK", "ISK", "CZK"), "dinar": ("KWD", "JOD", "IQD", "BHD", "RSD", "DZD", "TND", "LYD"),
    "franc": ("CHF", "XOF", "XAF", "RWF"), "peso": ("MXN", "ARS", "CLP", "COP", "PHP"), "shilling": ("KES", "UGX", "TZS"), "riyal": ("SAR", "QAR", "OMR", "YER", "IRR"),
    "dirham": ("AED", "MAD"), "won": ("KRW", "KPW"), "leu": ("RON", "MDL"), "som": ("KGS", "UZS"), "pound": ("EGP", "SYP", "LBP", "SDG", "SSP"),
}  # fmt: skip


@lru_cache(maxsize=4096)
def _one_name(a: str | None, b: str | None) -> bool:
    return any(a in coins and b in coins for coins in _COINS.values())


def one_coin(a: Claim, b: Claim) -> bool:
    """Whether two currencies share their name and one of the claims prints that bare name only: the currencies may be one."""
    if a.unit == b.unit or not _one_name(a.unit, b.unit):
        return False
    return any(_bare(c) for c in (a, b))


def _bare(claim: Claim) -> bool:
    """Whether the anchor prints no code and no country beside its currency."""
    text = claim.anchor.exact
    return (
        (claim.unit or "") not in text
        and len([w for w in names(f"x {text}") if w != "rs"]) == 0
        and "crore" not in text
    )


def slipped(x: float, y: float) -> bool:
    """Whether two numbers look like one with a slip: digits swapped, a "-teen" for a "-ty", one digit put in front or left out."""
    if misheard(x, y):
        return True
    p, q = (f"{v:.12e}".split("e")[0].replace(".", "").rstrip("0") for v in (x, y))
    if p == q or len(p) < 2 or len(q) < 2:
        return False
    if sorted(p) == sorted(q):
        return True
    small, big = sorted((x, y))
    top = 10.0 ** floor(log10(big))
    return isclose(big % top, small, rel_tol=1e-9) and big // top * top > small
