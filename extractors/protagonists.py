"""Whom an article means without a name: "the company", "the city", "the country", worked out once for each article.

A name wins points for what an article's protagonist does: it opens the headline, acts or speaks as the subject of a verb, owns things,
issues the text. Towns, regions, people and nouns of no name are no companies; what stands behind "in" and "near" is a place.
"""

from __future__ import annotations

from collections import Counter

from extractors.clausesubjects import subject_phrase
from extractors.grammar import wordset
from extractors.mention import Mention
from extractors.nounphrases import CLOSED
from extractors.reading import Reading, Sentence
from extractors.segments import DATELINE
from extractors.wording import fold_words

#: sentences at the head of an article that are looked at for its protagonists
_REACH = 40
_SEATS = frozenset({"council", "mayor", "hall", "assembly", "city", "councillors", "aldermen"})
_VENUES = wordset("protagonists_venues")
_LOCAL = frozenset({"city", "town", "county", "municipality", "village", "district", "borough", "island", "metropolis"})


def main_company(reading: Reading, noun: str) -> Mention | None:
    """The body that "the company" or "the fund" means; None where the article names none."""
    points: Counter[str] = Counter()
    first: dict[str, Mention] = {}
    title = set(fold_words(reading.article.title or ""))
    regions = reading.naming.regions
    places, known = reading.places, frozenset(reading.naming.gazetteer.countries.values())
    for sentence in reading.sentences[:_REACH]:
        subjects = {
            p.mention.first
            for v in sentence.verbs
            if (p := subject_phrase(sentence, v)) is not None and p.mention is not None
        }
        for m in map(_house, sentence.mentions):
            if not may_be_company(m, reading, noun) or m.name in regions or m.name in places or m.name in known:
                continue
            first.setdefault(m.name, m)
            points[m.name] += 1 + 2 * (m.first in subjects) + (m.kind == "org") + _owns(m, sentence)
            if fold_words(m.name)[0] in title and not points[f"\0{m.name}"]:
                points[m.name] += 4
                points[f"\0{m.name}"] = 1
    if reading.issuer is not None and reading.issuer in points:
        points[reading.issuer] += 6
    best = max(first, key=lambda n: points[n], default=None)
    if best is None or points[best] < 2:
        return _of_headline(reading) if best is None else None
    return first[best]


def _house(mention: Mention) -> Mention:
    """ "Brightwell's board": the company that a role is of."""
    if mention.kind != "role" or mention.affiliation is None:
        return mention
    return Mention(mention.first, mention.last, "name", mention.affiliation)


def _of_headline(reading: Reading) -> Mention | None:
    """ "Kaltex's gift to America": whom a headline names that the text calls "the firm" throughout."""
    words = reading.title_words
    for i, word in enumerate(words.raw):
        plain = (
            word[0].isupper() and not word.isupper() and word.isalpha() and words.low[i] not in reading.naming.no_names
        )
        if plain and words.low[i + 1 : i + 2] == ["'s"] and words.low[i] not in reading.naming.gazetteer.book.openers:
            return Mention(i, i + 1, "name", word)
    return None


def main_pool(reading: Reading, noun: str) -> str | None:
    """The fund that "the fund" means where the article prints one with words of its own before it: "the loss and damage fund"."""
    low, raw = reading.words.low, reading.words.raw
    found: Counter[str] = Counter()
    best: dict[str, str] = {}
    for i, word in enumerate(low):
        if word != noun:
            continue
        k = i
        while k > 0 and i - k < 4 and low[k - 1].isalpha():
            joins = (
                low[k - 1] == "and"
                and k > 1
                and low[k - 2].isalpha()
                and low[k - 2] not in CLOSED
                and i - k < 3
                and k < i
            )
            if not joins and (low[k - 1] in CLOSED or low[k - 1] in _NO_NAME or low[k - 1].endswith(("ly", "ed"))):
                break
            k -= 2 if joins else 1
        if k < i:
            name = reading.words.slice(k, i + 1)
            key = " ".join(low[k : i + 1])
            found[key] += 1 + (raw[k][0].isupper())
            if key not in best or name[0].isupper():
                best[key] = name
    most = max(found, key=lambda n: (found[n], len(n)), default=None)
    return best[most] if most is not None else None


#: before "fund" these make no name: "a new fund", "the whole fund"
_NO_NAME = frozenset(
    {
        "new",
        "whole",
        "entire",
        "own",
        "same",
        "old",
        "joint",
        "special",
        "private",
        "public",
        "separate",
        "big",
        "small",
        "common",
        "said",
        "into",
        "other",
        "local",
        "state",
        "core",
    }
)


def _owns(mention: Mention, sentence: Sentence) -> int:
    return int(sentence.reading.words.low[mention.last : mention.last + 1] == ["'s"])


def may_be_company(mention: Mention, reading: Reading, noun: str) -> bool:
    """Whether a name may be that of a company, or of the fund or bank that ``noun`` asks for."""
    name = mention.name
    if mention.kind not in ("org", "name") or not name[:1].isupper() or name in reading.naming.gazetteer.members:
        return False
    words = fold_words(name)
    if (
        not words
        or words[-1] in reading.people
        or name.lower() in reading.outlets
        or (len(words) == 1 and words[0] in _LOCAL)
    ):
        return False
    if words[-1] in _VENUES and words[-1] != noun:
        return False
    own = noun in (
        "fund",
        "bank",
        "trust",
        "foundation",
        "lender",
        "charity",
        "club",
        "agency",
        "council",
        "commission",
    )
    return not own or noun in words or mention.kind == "name" or noun in ("lender", "charity")


def main_place(reading: Reading, noun: str) -> str | None:
    """The town or region that "the city" or "the province" means: the one whose council or mayor is named, else the headline's or the
    dateline's."""
    if noun in ("state", "province", "region", "county"):
        named = Counter(
            m.name for s in reading.sentences[:_REACH] for m in s.mentions if m.name in reading.naming.regions
        )
        return max(named, key=lambda n: named[n], default=None)
    raw, low = reading.words.raw, reading.words.low
    seats: Counter[str] = Counter()
    for i, word in enumerate(low):
        if word not in _SEATS and word != noun:
            continue
        k = i - 1
        if k > 0 and low[k] == "'s":
            k -= 1
        if k >= 0 and raw[k][0].isupper() and low[k] not in reading.naming.stop and low[k] not in _SEATS | _LOCAL:
            if low[k] in reading.inner_names or low[k] not in _NO_TOWNS:
                seats[_town(reading, k)] += 1
        elif i + 2 < len(low) and low[i + 1] == "of" and raw[i + 2][0].isupper():
            seats[raw[i + 2]] += 2
    title = fold_words(reading.article.title or "")
    for s in reading.sentences[:_REACH]:
        for m in s.mentions:
            if m.kind in ("name", "capital") and low[m.last : m.last + 1] == ["'s"]:
                owned = low[m.last + 1 : m.last + 4]
                printed = reading.words.slice(m.first, m.last)
                opens = fold_words(printed) == title[: m.last - m.first]
                seats[printed] += 2 * (not _OF_TOWN.isdisjoint(owned)) + 2 * opens
    best = max(seats, key=lambda n: seats[n], default=None)
    if best is not None and seats[best]:
        return best
    return _dateline(reading)


#: "Opposition councillors had wanted"
_NO_TOWNS = frozenset(
    {"opposition", "former", "local", "senior", "labour", "conservative", "green", "ruling", "most", "elected"}
)
_OF_TOWN = frozenset({"mayor", "mayoral", "council", "councillors", "aldermen", "city"})


def _town(reading: Reading, k: int) -> str:
    """The capitalised words that end at word ``k``: "Cape Town"."""
    raw, first = reading.words.raw, k
    while (
        first > 0
        and k - first < 2
        and raw[first - 1][0].isupper()
        and reading.words.low[first - 1] not in reading.naming.stop
    ):
        first -= 1
    return reading.words.slice(first, k + 1)


def _dateline(reading: Reading) -> str | None:
    """The place that the report comes from, as printed: "NAIROBI, 20 May -"."""
    for block in reading.part.blocks[:3]:
        m = DATELINE.match(reading.text, block.start, block.end)
        if m is not None:
            return m.group().split(",")[0].split("(")[0].strip(" :-–—").title()
    return None


def _only_a_place(name: str, reading: Reading) -> bool:
    """Whether an article prints a name behind "in" or "at" that no list knows: a town, where things happen."""
    gazetteer = reading.naming.gazetteer
    return name in reading.places and gazetteer.currency_of(name) is None and name not in gazetteer.members


def main_actor(actors: list[str], reading: Reading) -> str | None:
    """Whom the article is about: who acts in most of its claims, with the names of the headline counted in."""
    if reading.title_scheme is not None:
        return reading.title_scheme
    counts: dict[str, float] = {}
    for name in actors:
        if name.lower() not in reading.outlets and not _only_a_place(name, reading):
            counts[name] = counts.get(name, 0) + (0.2 if name == "donors" else 1)
    members = reading.naming.gazetteer.members
    for name in (*reading.title_recipients, *reading.places):
        if name in counts:
            counts[name] *= 0.3
    for name_, weight in ((reading.title_opener, 2.0), (reading.issuer, 4.0)):
        if name_ is not None:
            counts[name_] = counts.get(name_, 0) + weight
    for position, entity in enumerate(reading.title_entities):
        for name in (entity.name, members.get(entity.name, "")):
            if name in counts:
                counts[name] += 1.5
        if (position == 0 and reading.title_starts_with(entity)) or entity.kind == "people":
            counts[entity.name] = counts.get(entity.name, 0) + 1
    if not counts:
        org = next((e.name for e in reading.title_entities if e.kind == "org"), None)
        return reading.title_org or org or reading.main_country
    return max(counts, key=lambda n: counts[n])
