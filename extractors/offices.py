"""The register of offices: who held which office of which body or country, from when to when (lexicon/offices.yaml).

Dates are ISO 8601 and may be of reduced precision; "2025" then means: at some time in 2025. The register is not complete: no answer
means not known, never that nobody held the office.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz, process

from extractors import lexicon as lexicons
from extractors.grammar import wordset
from extractors.lexicon import Lexicon
from extractors.wording import fold_words

#: a misspelt name is taken for a known one from this similarity on (0..1)
SIMILAR = 0.84
#: "von der": printed before a surname, and no part of it for a search
_PARTICLES = wordset("names_particles")


@dataclass(frozen=True, slots=True)
class Tenure:
    """One person in one office. ``until`` None: still in office as far as known."""

    person: str
    org: str
    role: str
    since: str
    until: str | None

    def covers(self, when: str) -> bool:
        """Whether the office was held at some time within a date of any precision."""
        n = len(when)
        return self.since[:n] <= when and (self.until is None or when <= self.until[:n])


@dataclass(frozen=True, slots=True)
class Match:
    """A person of the register whom a printed name means, and how alike the two are (1 = the very name)."""

    person: str
    score: float


class Offices:
    """The compiled register."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.tenures: tuple[Tenure, ...] = tuple(
            Tenure(person, org, role, _iso(since), _iso(until) if until else None)
            for org, roles in lexicon.section("offices").items()
            for role, rows in roles.items()
            for person, since, until in rows
        )
        self.people: dict[str, str] = {}
        #: names come again and again in one article
        self._weak = lru_cache(maxsize=4096)(self._by_parts)
        self._surnames: dict[str, set[str]] = {}
        for tenure in self.tenures:
            key = " ".join(fold_words(tenure.person))
            self.people[key] = tenure.person
            self._surnames.setdefault(_surname(key), set()).add(tenure.person)

    def holders(self, org: str, role: str, when: str) -> tuple[str, ...]:
        """Who held ``role`` of ``org`` at some time within ``when``; empty where the register does not know."""
        wanted = plain_role(role)
        return tuple(
            dict.fromkeys(t.person for t in self.tenures if t.org == org and t.role == wanted and t.covers(when))
        )

    def of(self, person: str, when: str | None = None) -> tuple[Tenure, ...]:
        """The offices of a person (any spelling that `find` accepts), only those held within ``when`` if it is given."""
        match = self.find(person)
        if match is None:
            return ()
        return tuple(t for t in self.tenures if t.person == match.person and (when is None or t.covers(when)))

    def find(self, name: str, org: str | None = None) -> Match | None:
        """The known person whom a printed name means: exact, by surname alone if only one bears it, else by likeness.

        A weak likeness ("Keir Sterner", 0.71) only counts for somebody who has held an office of ``org``, as printed beside the name.
        """
        words = fold_words(name)
        while len(words) > 1 and words[0] in _PARTICLES:
            words = words[1:]  # "von der Leyen"
        key = " ".join(words)
        if not words:
            return None
        if key in self.people:
            return Match(self.people[key], 1.0)
        if len(words) == 1:
            bearers = self._surnames.get(key, set())
            return Match(next(iter(bearers)), 1.0) if len(bearers) == 1 else None
        best = process.extractOne(key, self.people.keys(), scorer=fuzz.ratio, score_cutoff=SIMILAR * 100)
        if best is not None and _same_initials(words, best[0].split()):
            return Match(self.people[best[0]], round(best[1] / 100, 2))
        weak = self._weak(tuple(words))
        if weak is None or weak.score >= SIMILAR or org is None:
            return weak if weak is not None and weak.score >= SIMILAR else None
        return weak if any(t.person == weak.person and t.org == org for t in self.tenures) else None

    def surnames(self) -> dict[str, str]:
        """Surnames that only one person of the register bears, folded."""
        return {s: next(iter(p)) for s, p in self._surnames.items() if len(p) == 1}

    def _by_parts(self, words: tuple[str, ...]) -> Match | None:
        """A given name that is right and a surname that is nearly so: "Peter Siyarto", "Keir Sterner"."""
        found: Match | None = None
        for key, person in self.people.items():
            parts = key.split()
            if parts[0] != words[0] or len(words) < 2:
                continue
            score = fuzz.ratio(" ".join(parts[1:]), " ".join(words[1:])) / 100
            score = max(score, fuzz.ratio(_sound(parts[-1]), _sound(words[-1])) / 100 - 0.05)
            if score >= 0.7 and (found is None or score > found.score):
                found = Match(person, round(score, 2))
        return found


def offices(lexicon: Lexicon | None = None) -> Offices:
    """The register of a lexicon, the shipped one by default."""
    return (lexicon if lexicon is not None else lexicons.load()).compiled(Offices)


def holders(org: str, role: str, when: str) -> tuple[str, ...]:
    """Who held an office, by the shipped register: ``holders("NATO", "Secretary General", "2025-12-03")`` -> ("Mark Rutte",)."""
    return offices().holders(org, role, when)


def office_of(person: str, when: str | None = None) -> tuple[Tenure, ...]:
    """A person's offices by the shipped register, at a date or over all."""
    return offices().of(person, when)


_SAME_ROLE = {
    "secretary-general": "secretary general", "chief": "secretary general", "nato chief": "secretary general", "un chief": "secretary general",
    "premier": "prime minister", "pm": "prime minister", "defense minister": "defence minister", "minister of defence": "defence minister",
    "minister of defense": "defence minister", "defense secretary": "secretary of defense", "minister of foreign affairs": "foreign minister",
    "minister for foreign affairs": "foreign minister", "foreign affairs minister": "foreign minister", "secretary of defence": "secretary of defense",
    "finance chief": "finance minister", "top diplomat": "high representative", "foreign policy chief": "high representative",
    "taoiseach": "prime minister", "director-general": "director general", "secretary of war": "secretary of defense",
}  # fmt: skip


def plain_role(role: str) -> str:
    """The register's word for a printed office: "Secretary-General" -> "secretary general", "Defense Minister" -> "defence minister"."""
    plain = " ".join(fold_words(role)).replace(" - ", " ")
    for prefix in ("the ", "former ", "outgoing ", "acting ", "new ", "then "):
        plain = plain.removeprefix(prefix)
    return _SAME_ROLE.get(plain, plain)


def _iso(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _surname(key: str) -> str:
    parts = key.split()
    return parts[-1]


def _same_initials(a: list[str], b: list[str]) -> bool:
    return a[0][0] == b[0][0] and a[-1][0] == b[-1][0]


def _sound(word: str) -> str:
    """Letters as transliterations differ in them: "szijjarto" and "siyarto", "zelenskyy" and "zelensky"."""
    for pair, one in (
        ("sz", "s"),
        ("jj", "y"),
        ("j", "y"),
        ("yy", "y"),
        ("iy", "y"),
        ("ij", "y"),
        ("kh", "h"),
        ("w", "v"),
    ):
        word = word.replace(pair, one)
    return word
