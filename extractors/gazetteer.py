"""Known names as one phrasebook: countries with their peoples and capitals, bodies, groups of payers, nouns that stand for them.

Country names come from CLDR (through Babel) and ISO 3166 (pycountry); what those do not know stands in lexicon/countries.yaml,
bodies and groups in organisations.yaml. Everything is compiled once per lexicon.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

import pycountry
from babel import Locale
from babel.numbers import get_territory_currencies

from extractors.lexicon import Lexicon
from extractors.phrasebook import Phrasebook
from extractors.wording import Words, fold

EntityKind = Literal["country", "people", "capital", "org", "group", "generic"]


class Entity(NamedTuple):
    """A known name. ``country`` is the name of the state a body belongs to, ``org`` the body whose members a group is."""

    name: str
    kind: EntityKind
    country: str | None = None
    org: str | None = None
    #: written in capitals only: WHO, US, UN
    acronym: bool = False


class Gazetteer:
    """All known names of a lexicon, and small tables about them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.countries = _country_names(lexicon)
        #: name of a country -> its ISO 3166 code
        self.code_of = {name: code for code, name in self.countries.items()}
        orgs = lexicon.mapping("organisations", "organisations")
        self.members: dict[str, str] = {n: d["members"] for n, d in orgs.items() if d and d.get("members")}
        self.group_org: dict[str, str] = {
            n: d["org"] for n, d in lexicon.mapping("organisations", "groups").items() if d and d.get("org")
        }
        #: ministries and agencies of a state: their money is the state's
        self.of_state: dict[str, str] = {
            n: self.countries[d["country"]]
            for n, d in orgs.items()
            if d and d.get("state") and d.get("country") in self.countries
        }
        #: "alliance" -> bodies it may mean after their first mention
        self.short: dict[str, frozenset[str]] = {}
        for name, facts in orgs.items():
            for word in (facts or {}).get("short", ()):
                self.short[word] = self.short.get(word, frozenset()) | {name}
        self.book: Phrasebook[Entity] = Phrasebook(self._entries(lexicon))

    def currency_of(self, name: str) -> str | None:
        """The currency in which a country or a body of the EU counts."""
        if name in _EURO:
            return "EUR"
        code = self.code_of.get(name)
        found = get_territory_currencies(code) if code else []
        return found[0] if found else None

    def is_country(self, name: str) -> bool:
        """Whether a name is that of a country, as the gazetteer writes it."""
        return name in self.code_of

    def _entries(self, lexicon: Lexicon) -> Iterator[tuple[str, Entity]]:
        for code, name in self.countries.items():
            for phrase in _names_of(code, name):
                yield phrase, Entity(name, "country", name)
        for code, lists in lexicon.section("countries").items():
            if code not in self.countries:
                continue
            name = self.countries[code]
            peoples, capitals, further = (*lists, (), ())[:3]
            for word in further:
                yield word, Entity(name, "country", name, acronym=_acronym(word))
            for word in peoples:
                yield word, Entity(name, "people", name)
            for word in capitals:
                yield word, Entity(name, "capital", name)
        for name, facts in lexicon.mapping("organisations", "organisations").items():
            facts = facts or {}
            home = self.countries.get(facts.get("country", ""))
            for phrase in (name, *facts.get("also", ())):
                yield phrase, Entity(name, "org", home, acronym=_acronym(phrase))
            for phrase in facts.get("metonyms", ()):
                yield phrase, Entity(name, "capital")
        for name, facts in lexicon.mapping("organisations", "groups").items():
            for phrase in (name, *(facts or {}).get("also", ())):
                yield phrase, Entity(name, "group", org=(facts or {}).get("org"))
        for kind, phrases in lexicon.mapping("organisations", "generic").items():
            for phrase in phrases:
                yield phrase, Entity(kind, "generic")


def gazetteer(lexicon: Lexicon) -> Gazetteer:
    """The compiled names of a lexicon."""
    return lexicon.compiled(Gazetteer)


_EURO = frozenset(
    {
        "European Union",
        "European Commission",
        "EU member states",
        "European Council",
        "European Parliament",
        "European Investment Bank",
    }
)
#: CLDR names that no newspaper prints, and the one it does
_PLAIN = {
    "CZ": "Czech Republic", "TR": "Turkey", "BA": "Bosnia and Herzegovina", "CD": "DR Congo", "CG": "Congo", "HK": "Hong Kong",
    "MM": "Myanmar", "PS": "Palestine", "CI": "Ivory Coast", "VA": "Vatican", "MO": "Macao", "GB": "United Kingdom",
}  # fmt: skip


def _country_names(lexicon: Lexicon) -> dict[str, str]:
    names = {}
    for code, name in Locale("en").territories.items():
        if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"}:
            names[code] = _PLAIN.get(code, name)
    return {code: str(name) for code, name in names.items()}


def _names_of(code: str, name: str) -> Iterator[str]:
    yield name
    if "&" in name:
        yield name.replace("&", "and")
    territory = Locale("en").territories.get(code)
    if territory and territory != name and "(" not in territory:
        yield territory
    found = pycountry.countries.get(alpha_2=code)
    if found is not None:
        for field in ("name", "common_name", "official_name"):
            value = getattr(found, field, None)
            if value and "," not in value and "(" not in value and len(fold(value)) > 2:
                yield value


def _acronym(phrase: str) -> bool:
    letters = phrase.replace(".", "").replace("-", "").replace("+", "")
    return letters.isalpha() and letters.isupper() and len(letters) <= 6


def known_at(words: Words, i: int, end: int, gaz: Gazetteer) -> tuple[int, Entity] | None:
    """The known name that begins at word ``i``, by its capitals: "US" but not "us" nor the "US" of "US$", "Poland", "Polish", not "polish"."""
    hit = gaz.book.at(words.low, i, end)
    if hit is None:
        return None
    first, last = words.raw[hit.first], words.raw[hit.last - 1]
    if hit.last < len(words) and words.raw[hit.last] == "$" and words.start[hit.last] == words.end[hit.last - 1]:
        return None
    for entity in hit.values:
        if entity.acronym:
            printed = words.slice(hit.first, hit.last).replace(".", "").replace("-", "")
            if not printed.isupper() and not (len(printed) > 3 and printed.istitle()):
                continue
        elif entity.kind in ("country", "people", "capital"):
            if not first[0].isupper():
                continue
        elif entity.kind != "generic" and not first[0].isupper() and last[0].islower():
            continue
        if (
            entity.country
            and words.low[hit.last : hit.last + 1] == ["of"]
            and _elsewhere(words, hit.last + 1, end, entity, gaz)
        ):
            continue
        return hit.last, entity
    return None


def _elsewhere(words: Words, i: int, end: int, entity: Entity, gaz: Gazetteer) -> bool:
    """Whether another state's name is said of a body's: "the Congress of Chile" is not that of the United States."""
    whose = known_at(words, i, end, gaz) if i < end and words.raw[i][0].isupper() else None
    return whose is not None and whose[1].kind == "country" and whose[1].name != entity.country


def names_only(words: Words, gaz: Gazetteer) -> list[Entity]:
    """The states and bodies that words consist of ("Estonia and Latvia", "the World Bank"); none where another word stands among them."""
    found: list[Entity] = []
    i = 0
    while i < len(words):
        known = None if words.low[i] in _BETWEEN else known_at(words, i, len(words), gaz)
        if known is not None and known[1].kind != "generic":
            i = known[0]
            found.append(known[1])
        elif words.low[i] in _BETWEEN:
            i += 1
        else:
            return []
    return found


_BETWEEN = frozenset({"and", ",", "&", "the"})


def known_in(words: Words, gaz: Gazetteer) -> Iterator[tuple[int, Entity]]:
    """All known names of a text with the word they begin at."""
    i, end = 0, len(words)
    low, raw, openers = words.low, words.raw, gaz.book.openers
    while i < end:
        found = known_at(words, i, end, gaz) if low[i] in openers and raw[i][0].isupper() else None
        if found is None:
            i += 1
            continue
        yield i, found[1]
        i = found[0]
