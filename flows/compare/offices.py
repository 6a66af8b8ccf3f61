"""Offices register: who held which office when, and what a sentence says of it.

Data: extractors/lexicon/offices.yaml (body or country -> office -> [name, from, to]); a user's list is laid over the shipped one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from extractors.lexicon import Lexicon, load
from flows.compare.relations import World, world
from flows.compare.words import fold, surname_match, words

#: Around a change of office outlets may be a few days early or late.
GRACE_DAYS = 3
#: Names shorter than this are not forgiven a slip of spelling (words.near_word).
SPELT = 6
#: Stands for a comma in folded text, so that "former administration, NATO chief X" does not make X a former chief.
_PAUSE = "zzcomma"
#: How an office is written besides its name in the register.
_ALSO = {
    "secretary general": ("chief", "head", "boss"), "high representative": ("foreign policy chief", "top diplomat"),
    "secretary of defense": ("defense secretary", "defence secretary", "secretary of defence", "secretary of war"),
    "defence minister": ("defense minister", "minister of defence", "minister of defense"),
    "foreign minister": ("minister of foreign affairs", "foreign affairs minister"), "prime minister": ("premier",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """One person's time in one office; ``end`` None is open."""

    body: str
    role: str
    person: str
    start: date
    end: date | None

    @property
    def office(self) -> str:
        """The office as a reader would call it: "NATO secretary general"."""
        return f"{self.body} {self.role}"

    def covers(self, day: date, grace: int = 0) -> bool:
        """Whether the person held the office on ``day``, give or take ``grace`` days (a negative grace wants it well inside)."""
        late = self.end is not None and (day - self.end).days > grace
        return not late and (self.start - day).days <= grace


@dataclass(frozen=True, eq=False)
class Offices:
    """The register, and the table that knows how bodies are written."""

    terms: tuple[Term, ...]
    world: World

    @lru_cache(maxsize=16384)  # noqa: B019 - a register lives as long as the process
    def terms_of(self, person: str) -> tuple[Term, ...]:
        """All terms of a person, by name as written; a surname alone is enough where the register has one such person."""
        near = {n for k in _sounds(person) for n in self._by_sound.get(k, ())}
        found = tuple(self.terms[n] for n in sorted(near) if surname_match(person, self.terms[n].person))
        return found if len({t.person for t in found}) == 1 else ()

    @cached_property
    def _by_sound(self) -> dict[str, list[int]]:
        """What a name must share with a holder's to be his (a word, or the first letter of the last one) -> places in the register."""
        found: dict[str, list[int]] = {}
        for place, term in enumerate(self.terms):
            for key in _sounds(term.person):
                found.setdefault(key, []).append(place)
        return found

    @cached_property
    def _surnames(self) -> dict[str, str]:
        """Folded surname -> the one person of the register who bears it."""
        bearers: dict[str, set[str]] = {}
        for term in self.terms:
            bearers.setdefault(fold(term.person).split()[-1], set()).add(term.person)
        return {surname: next(iter(people)) for surname, people in bearers.items() if len(people) == 1}

    @lru_cache(maxsize=16384)  # noqa: B019
    def named(self, text: str) -> tuple[str, ...]:
        """The persons of the register whose surname stands in the text, in its order."""
        return tuple(dict.fromkeys(self._surnames[w] for w in fold(text).split() if w in self._surnames))

    def holder(self, term: Term, day: date) -> Term | None:
        """Who held the office of ``term`` on that day, None where the register does not know."""
        return next((t for t in self.terms if (t.body, t.role) == (term.body, term.role) and t.covers(day)), None)

    def speaks_for(self, person: str, day: date) -> tuple[str, ...]:
        """The bodies of which the person holds an office on that day."""
        return tuple(t.body for t in self.terms_of(person) if t.covers(day))

    @lru_cache(maxsize=16384)  # noqa: B019
    def claimed(self, person: str, text: str) -> tuple[Term, bool] | None:
        """What the text says of a person's office: (a term of that office, said to be former); None where it says nothing.

        The office has to stand next to the name, with its body: "NATO Secretary General Jens Stoltenberg", "Rutte, the NATO chief".
        """
        flat = _flat(text)
        for term in self.terms_of(person):
            name = fold(term.person).split()[-1]
            if name not in flat:
                continue
            last = re.escape(name)
            for title in self._titles(term):
                if title not in flat:
                    continue
                before = rf"(?P<former>\b(?:former|ex|then) )?\b{re.escape(title)}(?: \w+){{0,2}}? {last}\b"
                behind = rf"\b{last} (?:{_PAUSE} )?(?P<former>former |ex |then )?{re.escape(title)}\b"
                found = re.search(before, flat) or re.search(behind, flat)
                if found and not re.search(
                    rf"\b(?:vice|deputy|acting|incoming|designate|elect) (?:\w+ )?{re.escape(title)}", flat
                ):
                    return term, bool(found.group("former")) or bool(
                        re.search(rf"\b(?:former|ex|then) (?:(?!{_PAUSE})\w+ )?{re.escape(title)}", flat)
                    )
        return None

    def tells_office(self, person: str, text: str) -> bool:
        """Whether some office that the person ever held stands in the text at all. Most texts name none, and need no closer look."""
        flat = _flat(text)
        return any(title in flat for term in self.terms_of(person) for title in self._titles(term))

    @lru_cache(maxsize=4096)  # noqa: B019
    def _titles(self, term: Term) -> tuple[str, ...]:
        bodies = self.world.written.get(fold(term.body), (fold(term.body),))
        roles = (fold(term.role), *(fold(r) for r in _ALSO.get(term.role, ())))
        titles = [f"{b} {r}" for b in bodies for r in roles] + [f"{roles[0]} of {b}" for b in bodies]
        if term.body == "NATO" and term.role == "secretary general":
            titles.append("secretary general")
        return tuple(sorted(titles, key=len, reverse=True))


@lru_cache(maxsize=16384)
def _flat(text: str) -> str:
    return fold(re.sub(r"[,;:()]", f" {_PAUSE} ", text))


def _sounds(name: str) -> set[str]:
    """The words of a name, and the first letter of the last one where a slip of spelling may be forgiven."""
    told = words(name)
    return {*told, *((f"{told[-1][0]}-",) if told and len(told[-1]) >= SPELT else ())}


def read(lexicon: Lexicon) -> Offices:
    """The register from the lexicon's ``offices`` list."""
    terms = [
        Term(body, role, person, _day(since) or date.min, _day(until))
        for body, roles in lexicon.section("offices").items()
        for role, rows in roles.items()
        for person, since, until in rows
    ]
    return Offices(tuple(terms), world(lexicon))


@lru_cache(maxsize=4)
def offices(lexicon: Lexicon | None = None) -> Offices:
    """The register of a lexicon, the shipped one by default."""
    return (lexicon or load()).compiled(read)


def _day(value: object) -> date | None:
    if value is None or isinstance(value, date):
        return value
    text = str(value)
    return date.fromisoformat(text if len(text) == 10 else f"{text}-01-01"[:10])
