"""What the comparison knows of payers and subjects: who is whom, who belongs to whom, which words tell what money is for.

Data: extractors/lexicon/comparison.yaml, and names from the extractors' gazetteer lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from babel import Locale

from extractors.lexicon import Lexicon, load
from extractors.model import Claim
from flows.compare.words import ByWord, fold, near_word, stem, words

Kin = Literal["same", "part_of", "contains", "overlaps", "disjoint", "unknown"]
_LIST = re.compile(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+|\s+&\s+")
_UNNAMED = re.compile(r"^(?:a|an|one|some|another|unnamed)\s+[^A-Z]*(?:[A-Z][a-z]+(?:n|h|se|i)\s+[a-z ]+)?$")


@dataclass(frozen=True, eq=False)
class World:
    """Compiled tables of payers and words."""

    alias: dict[str, str]
    members: dict[str, frozenset[str]]
    generic: frozenset[str]
    outlets: frozenset[str]
    nobodies: frozenset[str]
    dull: frozenset[str]
    names: frozenset[str]
    states: frozenset[str]
    stocktaking: frozenset[str]
    empty: frozenset[str]
    wrappers: frozenset[str]
    reporting: frozenset[str]
    extended_words: tuple[str, ...]
    casualty_words: tuple[str, ...]
    #: folded name of a state or body -> the ways it stands before an office: "united kingdom", "uk", "british"
    written: dict[str, tuple[str, ...]]
    #: things that are paid once
    once: frozenset[str]
    #: counted thing -> the word that stands for all of its kind: "employees" are "jobs"
    kinds: dict[str, str]
    #: counted things that tell how something is paid, not what
    ways_of_paying: frozenset[str]
    #: nouns by which texts speak of a payer whose name they have given: "the iPhone giant"
    descriptions: frozenset[str]
    #: offices whose holders and houses speak for the state or firm that they are of
    own_offices: frozenset[str]
    #: verbs by which somebody says which of two versions holds
    confirming: frozenset[str]
    #: word of what became of people -> the word that stands for all of its kind
    became: dict[str, str]
    #: word for a region -> its states
    regions: dict[str, frozenset[str]]

    @lru_cache(maxsize=65536)  # noqa: B019 - a world lives as long as the process
    def canon(self, name: str) -> str:
        """One spelling for a name: folded, aliases resolved."""
        folded = fold(name)
        known = self.alias.get(folded)
        if known is not None:
            return known
        owner = _ORGAN.sub("", _SEAT.sub("", folded))  # the board of a bank gives what the bank gives
        return self.alias.get(owner, owner) if owner else folded

    def _region(self, payer: str) -> frozenset[str]:
        """The states of the regions that a name of nobody in particular tells: "eight Nordic and Baltic governments"."""
        told = payer.split()
        if not told or told[-1] not in self.generic:
            return frozenset()
        return frozenset().union(*(self.regions[w] for w in told if w in self.regions))

    @lru_cache(maxsize=65536)  # noqa: B019 - a world lives as long as the process
    def payers(self, name: str | None) -> frozenset[str]:
        """The payers in a written list: "Italy, France and Spain" is three."""
        if not name:
            return frozenset()
        if fold(name) in self.alias or self._region(fold(name)):
            return frozenset((self.canon(name),))
        return frozenset(self.canon(x) for x in _LIST.split(name) if x.strip()) or frozenset((self.canon(name),))

    @lru_cache(maxsize=65536)  # noqa: B019 - a world lives as long as the process
    def kin(self, later: str | None, earlier: str | None) -> Kin:
        """What the later actor is of the earlier one, from the gazetteer; likeness of strings only within one name."""
        a, b = self.payers(later), self.payers(earlier)
        if not a or not b:
            return "unknown"
        if a == b or (len(a) == len(b) == 1 and self._one(*a, *b)):
            return "same"
        if a & b:
            return "part_of" if a < b else "contains" if b < a else "overlaps"
        if all(any(x in self._all(y) for y in b) for x in a):
            return "part_of"
        if all(any(y in self._all(x) for x in a) for y in b):
            return "contains"
        if (a & self.generic) and (b & self.generic):
            return "same"
        if a & self.generic:
            return "contains"
        return "part_of" if b & self.generic else "disjoint"

    @lru_cache(maxsize=4096)  # noqa: B019 - a world lives as long as the process
    def _all(self, group: str) -> frozenset[str]:
        return self.members.get(group) or self._region(group)

    @staticmethod
    def _one(a: str, b: str) -> bool:
        x, y = set(a.split()), set(b.split())
        if not x or not y:
            return False
        if (x <= y or y <= x) and abs(len(x) - len(y)) <= 3:
            return True
        return len(x) == len(y) and all(near_word(p, q) for p, q in zip(a.split(), b.split()))

    def unnamed(self, name: str | None) -> bool:
        """Whether the payer is somebody or other: "a chipmaker", "an Indian supplier"."""
        return bool(name and _UNNAMED.match(name))

    @lru_cache(maxsize=65536)  # noqa: B019 - a world lives as long as the process
    def person(self, name: str | None) -> bool:
        """Whether a speaker is a person with a name, so that another named person in his place is a contradiction."""
        if not name or self.nobody(name):
            return False
        proper = [w for w in re.findall(r"[^\W\d_][\w.'’-]*", name) if w[0].isupper()]
        known = all(fold(w) in self.names for w in proper)
        return (
            bool(proper)
            and not known
            and self.canon(name) not in self.names
            and not {"government", "ministry"} & set(words(name))
        )

    def state(self, name: str | None) -> bool:
        """Whether the payer is a state: states that give the same on one day are a donors' conference, not a contradiction."""
        return bool(name) and bool(self.payers(name) & self.states)

    def nobody(self, name: str) -> bool:
        """Whether the speaker is a nameless source: officials, diplomats, media."""
        folded = fold(name)
        return folded in self.nobodies or "unnamed" in folded or self.outlet(name)

    def outlet(self, name: str | None) -> bool:
        """Whether the speaker is a news outlet, so that the claim is a report of a report."""
        return bool(name and self.outlets & set(words(name)))

    def subject(self, claim: Claim) -> frozenset[str]:
        """Stems of the words that tell what the claim is about: its purpose, without words that fit any pledge, and without names."""
        return self.telling(claim.purpose)

    @lru_cache(maxsize=65536)  # noqa: B019 - a world lives as long as the process
    def telling(self, text: str | None) -> frozenset[str]:
        """Stems of a text's words that tell a subject."""
        told = self._subjects
        return frozenset([stem for w in words(text) if (stem := told[w])])

    @cached_property
    def _subjects(self) -> ByWord[str]:
        """Word -> its stem where it tells a subject, else nothing."""

        def told(w: str) -> str:
            if len(w) > 2 and w not in self.dull and not w[0].isdigit() and w not in self.names and w not in _STOP:
                return stem(w.split("'")[0])
            return ""

        return ByWord(told)

    @cached_property
    def named(self) -> ByWord[str]:
        """Word -> its stem where it names a state or a body, else nothing."""
        return ByWord(lambda w: stem(w) if w in self.names and w not in self.dull and len(w) > 2 else "")

    def extended(self, claim: Claim) -> bool:
        """Whether the claim is of the extended tier: read and stored, never told as a pledge (membership, casualties, territory)."""
        against = claim.modality in ("refused", "withdrawn")
        bare = (
            (claim.purpose is None or against) and claim.low is None and claim.high is None and claim.magnitude is None
        )
        parts = (claim.purpose, claim.unit_of, claim.anchor.exact, claim.quote.exact if bare else None)
        about = f" {fold(' '.join(x for x in parts if x))} "
        if claim.unit in ("km2", "mi2"):
            return True
        return any(f" {w} " in about for w in self.extended_words)

    @lru_cache(maxsize=4096)  # noqa: B019 - a world lives as long as the process
    def fates(self, text: str) -> frozenset[str]:
        """What a text says became of people: killed, injured, missing, displaced."""
        return frozenset(self.became[w] for w in words(text) if w in self.became)

    def casualty(self, claim: Claim) -> bool:
        """Whether the claim counts the dead, the wounded, the missing."""
        about = set(words(f"{claim.unit_of or ''} {claim.purpose or ''}"))
        return claim.unit == "count" and bool(about & set(self.casualty_words))


_STOP = frozenset(
    [
        "and",
        "the",
        "for",
        "from",
        "with",
        "into",
        "that",
        "this",
        "which",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "will",
        "would",
        "its",
        "their",
        "his",
        "her",
        "our",
        "by",
        "in",
        "on",
        "at",
        "to",
        "of",
        "as",
        "or",
        "not",
        "but",
        "per",
        "over",
        "under",
    ]
)


#: an organ through which somebody decides: "BNDES's board", "the World Bank's Board of Executive Directors" (folded, without the 's)
_ORGAN = re.compile(
    r"(?<=\w) (?:own )?(?:(?:executive |supervisory |governing )?board|board of (?:executive )?(?:directors|governors|trustees))$"
)
#: what stands before a name of a place and belongs to its title: "City of Busan", "Government of Nepal"
_SEAT = re.compile(
    r"^(?:the )?(?:city|town|municipality|government|federal government|state government|commonwealth|province|canton) of (?:the )?"
)


class _Names:
    """The names that a lexicon knows: which of them are one, which are states, which words they are made of."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.alias: dict[str, str] = {}
        self.words: set[str] = set()
        self.states: set[str] = set()
        self.written: dict[str, tuple[str, ...]] = {}
        for group in lexicon.section("comparison")["same"]:
            for name in group:
                self.alias[fold(name)] = fold(group[0])
        self._countries(lexicon)
        self._bodies(lexicon)

    def canon(self, name: str) -> str:
        return self.alias.get(fold(name), fold(name))

    def _countries(self, lexicon: Lexicon) -> None:
        for code, row in lexicon.section("countries").items():
            name = _country(code)
            if not name:
                continue
            peoples, capitals, further = (*row, (), ())[:3]
            for word in (*peoples, *capitals, *further):
                self.words.update(words(word))
                if word not in peoples:  # an adjective is nobody's name
                    self.alias.setdefault(fold(word), self.canon(name))
            self.words.update(words(name))
            self.states.add(self.canon(name))
            self.written[fold(name)] = tuple(dict.fromkeys(fold(x) for x in (name, *peoples, *further)))

    def _bodies(self, lexicon: Lexicon) -> None:
        for sort in ("organisations", "groups"):
            for name, facts in lexicon.mapping("organisations", sort).items():
                spellings = (name, *((facts or {}).get("also") or ()))
                for spelling in spellings:
                    self.alias.setdefault(fold(spelling), self.canon(name))
                if sort == "organisations":
                    self.written[fold(name)] = tuple(dict.fromkeys(map(fold, spellings)))
                    for spelling in spellings:
                        if spelling.isupper():
                            self.words.update(words(spelling))


def _members(groups: dict[str, list[str]], canon: Callable[[str], str]) -> dict[str, frozenset[str]]:
    """Who belongs to each group; Europe's are those of the Union and two more."""
    members = {canon(g): frozenset(canon(m) for m in names) for g, names in groups.items()}
    union = members.get(canon("EU member states"), frozenset())
    for group in ("European allies", "Europe"):
        members.setdefault(canon(group), union | {canon("United Kingdom"), canon("Norway")})
    return members


def read(lexicon: Lexicon) -> World:
    """The tables of a lexicon."""
    names = _Names(lexicon)
    canon, section = names.canon, lexicon.section("comparison")
    members = _members(section["members"], canon)

    def folded(key: str) -> frozenset[str]:
        return frozenset(fold(w) for w in section[key])

    return World(
        alias=names.alias,
        members=members,
        generic=frozenset(canon(x) for x in section["generic_payers"]) - frozenset(members),
        outlets=folded("outlets"),
        nobodies=folded("generic_speakers"),
        dull=folded("generic_words"),
        names=frozenset(names.words) | frozenset(names.alias.values()),
        states=frozenset(names.states),
        stocktaking=folded("inventory"),
        empty=folded("empty_objects"),
        wrappers=folded("wrappers"),
        reporting=folded("reporting_words"),
        extended_words=tuple(fold(w) for w in section["extended"]["words"]),
        casualty_words=tuple(fold(w) for w in section["extended"]["casualties"]),
        written=names.written,
        once=folded("paid_once"),
        kinds={stem(fold(w)): stem(fold(group[0])) for group in section["one_thing"] for w in group},
        ways_of_paying=folded("ways_of_paying"),
        descriptions=folded("descriptions"),
        own_offices=folded("own_offices"),
        confirming=folded("confirming"),
        became={fold(w): fold(group[0]) for group in section["fates"] for w in group},
        regions={fold(word): frozenset(canon(m) for m in states) for word, states in section["regions"].items()},
    )


def _country(code: str) -> str | None:
    name = Locale("en").territories.get(code)
    return {"CZ": "Czech Republic", "TR": "Turkey"}.get(code) or (str(name) if name else None)


@lru_cache(maxsize=4)
def world(lexicon: Lexicon | None = None) -> World:
    """The tables of a lexicon, the shipped one by default."""
    return (lexicon or load()).compiled(read)
