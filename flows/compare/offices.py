"""Offices register: who held which office when. Data in extractors/lexicon/offices.yaml; a user's list is laid over it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from extractors.lexicon import Lexicon, load
from flows.compare.words import fold, surname_match

#: Around a change of office outlets may be a few days early or late.
GRACE_DAYS = 3


@dataclass(frozen=True, slots=True)
class Term:
    """One person's time in one office; ``end`` None is open."""

    office: str
    body: str
    person: str
    start: date
    end: date | None

    def covers(self, day: date, grace: int = 0) -> bool:
        """Whether the person held the office on ``day``, give or take ``grace`` days."""
        late = self.end is not None and (day - self.end).days >= grace
        return not late and (self.start - day).days <= grace


@dataclass(frozen=True)
class Offices:
    """The register, and how its offices are written."""

    terms: tuple[Term, ...]
    titles: dict[str, tuple[str, ...]]

    def terms_of(self, person: str) -> tuple[Term, ...]:
        """All terms of a person, by name as written; a surname alone is enough where the register has one such person."""
        found = tuple(t for t in self.terms if surname_match(person, t.person))
        return found if len({t.person for t in found}) == 1 else ()

    def holder(self, office: str, day: date) -> Term | None:
        """Who held the office on that day, None where the register does not know."""
        return next((t for t in self.terms if t.office == office and t.covers(day)), None)

    def speaks_for(self, person: str, day: date) -> str | None:
        """The body whose office the person holds on that day, else None."""
        return next((t.body for t in self.terms_of(person) if t.covers(day)), None)

    def claimed(self, person: str, text: str) -> tuple[Term, bool] | None:
        """What the text says of a person's office: (a term of that office, said to be former); None where it says nothing.

        The title has to stand next to the name ("NATO Secretary General Jens Stoltenberg", "Rutte, the NATO chief").
        """
        flat = fold(text)
        for term in self.terms_of(person):
            for title in self.titles.get(term.office, ()):
                name = re.escape(fold(term.person).split()[-1])
                near = rf"(?P<former>\b(?:former|ex|then|late|outgoing|predecessor)\W+)?(?:\w+ )?{re.escape(fold(title))}(?: \w+){{0,2}}? {name}\b"
                behind = rf"\b{name} (?P<former>former |ex |then )?{re.escape(fold(title))}\b"
                found = re.search(near, flat) or re.search(behind, flat)
                if found:
                    return term, bool(found.group("former"))
        return None


def read(lexicon: Lexicon) -> Offices:
    """The register from the lexicon's ``offices`` list."""
    terms: list[Term] = []
    titles: dict[str, tuple[str, ...]] = {}
    for office, facts in lexicon.mapping("offices", "offices").items():
        titles[office] = tuple(sorted((str(t) for t in facts["titles"]), key=len, reverse=True))
        for row in facts["holders"]:
            terms.append(Term(office, facts["body"], row["person"], _day(row["from"]) or date.min, _day(row["to"])))
    return Offices(tuple(terms), titles)


@lru_cache(maxsize=4)
def offices(lexicon: Lexicon | None = None) -> Offices:
    """The register of a lexicon, the shipped one by default."""
    return (lexicon or load()).compiled(read)


def _day(value: object) -> date | None:
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value))
