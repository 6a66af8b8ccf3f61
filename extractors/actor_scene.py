"""What an article tells of everybody it names, before any single claim is looked at: how often, where, as what, and what the rules know.

Made from the article's cast and from the claims whose actor a rule knows; what was only guessed is left out, so that a guess never
speaks for the next one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from babel.numbers import get_territory_currencies

from extractors.cast import ACTS, Cast, cast, prominence
from extractors.drafts import Draft
from extractors.gazetteer import Gazetteer
from extractors.grammar import wordset
from extractors.payees import payee
from extractors.protagonists import main_actor, main_company
from extractors.reading import Reading, Sentence

#: finders of givers.py that are right where they know
SURE = frozenset(
    {
        "printed", "many", "of_gift", "subject:country", "subject:name", "subject:org", "subject:capital", "subject:group",
        "subject:generic", "subject:people", "act",
        "turned_down", "told_to",
    }
)  # fmt: skip
_STATES = frozenset({"country", "people", "capital"})
_COMPANY = frozenset({"company", "fund"})
_GROUPS, _HOW_MANY = wordset("actors_groups"), wordset("actors_how_many")
_ENDS = frozenset({"the", "a", "an", "of", "in", "on", "to", "for", "by", "from", "with", "and", "or", "but", "at", "as", "that", "which"})  # fmt: skip
_STEPS = ((1, "1"), (2, "2"), (4, "4"), (8, "8"))
#: how far back somebody may stand to be a candidate (sentences)
_BACK = 5


def step(number: float, steps: tuple[tuple[float, str], ...]) -> str:
    """The first step that a number does not exceed: 3 -> "4"; behind the last one "more"."""
    return next((name for most, name in steps if number <= most), "more")


def known(draft: Draft) -> bool:
    """Whether a rule, not the weights, named the actor."""
    return draft.actor is not None and not (draft.borrowed_actor and draft.kind == "pledge")


class Scene:
    """One article's names as candidates, with the signs that are the same at each of its claims."""

    def __init__(self, drafts: Sequence[Draft], reading: Reading) -> None:
        self.reading = reading
        self.cast: Cast = cast(reading)
        self.drafts = sorted(drafts, key=lambda d: d.start)
        sure = [d for d in self.drafts if d.actor and d.actor_rule in SURE]
        self.claims = Counter(d.actor for d in sure if d.kind == "pledge" and d.actor)
        self.ruled = Counter(d.actor for d in self.drafts if d.actor and not d.borrowed_actor)
        self.speakers = Counter(d.speaker for d in self.drafts if d.speaker)
        self.received = Counter(d.recipient for d in self.drafts if d.recipient)
        found = payee(list(drafts), reading)
        self.payee = found[0] if found else None
        main = main_actor([d.actor or "" for d in sure if d.kind == "pledge"] or [d.actor or "" for d in sure], reading)
        self.main = reading.naming.gazetteer.of_state.get(main or "", main)
        points = {m.name: prominence(m, reading, self.claims, self.payee) for m in self.cast.members.values()}
        self.ranked = sorted(points, key=lambda n: -points[n])
        self.rank = {n: i for i, n in enumerate(self.ranked)}
        company = main_company(reading, "company")
        self.company = company.name if company is not None else None
        spoken_of = sum(
            m.kind == "anaphor" and bool(m.points_to & _COMPANY) for s in reading.sentences for m in s.mentions
        )
        self.business = spoken_of >= 2
        self.mint = self._mint()
        self.groups = self._groups() if not _GROUPS.isdisjoint(reading.text_about) else {}
        self.own: dict[str, list[str]] = {}
        for name in (*self.cast.members, reading.home, self.mint):
            unit = self.currency(name) if name else None
            if unit is not None and name and name not in self.own.setdefault(unit, []):
                self.own[unit].append(name)
        #: (kind of claim, name) -> what its constant signs weigh together; kept by whoever weighs
        self.totals: dict[tuple[str, str], float] = {}
        self._sort: dict[str, str] = {}
        self._constant: dict[str, tuple[str, ...]] = {}
        self._words: dict[int, frozenset[str]] = {}
        self._orders: dict[int, tuple[list[str], list[str]]] = {}

    def words_of(self, sentence: Sentence) -> frozenset[str]:
        found = self._words.get(sentence.index)
        if found is None:
            found = self._words[sentence.index] = frozenset(sentence.low)
        return found

    def currency(self, name: str) -> str | None:
        return _currency(self.reading.naming.gazetteer, name)

    def _mint(self) -> str | None:
        """The country whose money the article counts in, where that says which one it is: "kroner" in an article that never says Norway."""
        units = Counter(
            d.quantity.unit for d in self.drafts if d.quantity is not None and len(d.quantity.unit or "") == 3 and (d.quantity.unit or "").isupper()
        )  # fmt: skip
        unit = units.most_common(1)[0][0] if units else None
        if unit is None or unit in ("USD", "EUR"):
            return None
        states = _issuers(self.reading.naming.gazetteer).get(unit, ())
        if len(states) == 1:
            return states[0]
        named = [s for s in states if s in self.reading.bodies]
        return named[0] if len(named) == 1 else None

    def _groups(self) -> dict[str, int]:
        """ "seven eastern allies", "eleven countries": groups that have no name, and the first word of the first of each."""
        words = self.reading.words
        found: dict[str, int] = {}
        for i, word in enumerate(words.low):
            if word not in _GROUPS:
                continue
            first = i
            while first > 0 and i - first < 3 and words.low[first - 1].isalpha() and words.low[first - 1] not in _ENDS:
                first -= 1
            counted = [k for k in range(first, i) if words.low[k] in _HOW_MANY]
            if counted:
                found.setdefault(words.slice(counted[0], i + 1), counted[0])
        return found

    def kind(self, name: str) -> str:
        member = self.cast.members.get(name)
        if member is not None:
            return "common" if member.common else "country" if member.kind == "capital" else member.kind
        if name == "donors":
            return "donors"
        if name in self.groups:
            return "counted group"
        if self.reading.naming.gazetteer.is_country(name):
            return "country unnamed"
        return "noun" if name[:1].islower() else "name unnamed"

    def sort(self, name: str) -> str:
        known = self._sort.get(name)
        if known is not None:
            return known
        kind = self.kind(name)
        self._sort[name] = found = (
            "state" if kind in _STATES or kind == "country unnamed" else "body" if kind in ("org", "name") else kind
        )
        return found

    def constant(self, name: str) -> tuple[str, ...]:
        """The signs of a name that are the same at every claim of the article."""
        signs = self._constant.get(name)
        if signs is None:
            signs = self._constant[name] = tuple(dict.fromkeys(self._signs(name)))
        return signs

    def _signs(self, name: str) -> list[str]:
        reading, member = self.reading, self.cast.members.get(name)
        rank = self.rank.get(name)
        signs = [
            f"kind={self.kind(name)}",
            "rank=none" if rank is None else f"rank={step(rank, ((0, '1'), (1, '2'), (2, '3'), (5, '6')))}",
            f"claims={min(3, self.claims[name])}",
        ]
        if member is not None:
            signs.append(f"named={step(len(member.seen), _STEPS)}")
            first = min(s.sentence for s in member.seen)
            signs.append(
                f"first={'title' if first < 0 else step(first, ((1, 'opening'), (3, 'early'), (8, 'middle')))}"
            )
            signs += [f"title {s.role}" for s in member.seen if s.sentence == -1]
            acts = member.count(*ACTS)
            signs.append("mostly acts" if acts * 2 >= len(member.seen) else "sometimes acts" if acts else "never acts")
            if member.count("says") * 2 >= len(member.seen):
                signs.append("mostly says")
        for mark, holds in (
            ("main actor", name == self.main),
            ("main country", name == reading.main_country),
            ("main company", name == self.company),
            ("home", name == reading.home),
            ("issuer", name == reading.issuer),
            ("place", name in reading.places),
            ("payee", name == self.payee),
            ("receives elsewhere", self.received[name] > 0),
            ("speaks elsewhere", self.speakers[name] > 0),
            ("currency home", name == self.mint),
            ("most rules", self.ruled[name] * 2 > sum(self.ruled.values())),
        ):
            if holds:
                signs.append(mark)
        if self.business:
            signs.append(f"company article ~ {self.sort(name)}")
        return signs

    def before(self, draft: Draft) -> tuple[list[str], list[str]]:
        """Who is named before a claim, and who acts before it, up to five sentences back: the nearest first."""
        first = self.reading.word_at(draft.start)
        known = self._orders.get(first)
        if known is None:
            named: dict[str, None] = {}
            acting: dict[str, None] = {}
            for index in range(draft.sentence.index, max(-1, draft.sentence.index - _BACK - 1), -1):
                here = self.cast.by_sentence.get(index, ())
                for member, seen in sorted(here, key=lambda t: -t[1].first):
                    if seen.first < first:
                        named.setdefault(member.name)
                        if seen.role in ACTS and member.kind != "generic":
                            acting.setdefault(member.name)
            known = self._orders[first] = (list(named), list(acting))
        return known


@lru_cache(maxsize=4096)
def _currency(gazetteer: Gazetteer, name: str) -> str | None:
    return gazetteer.currency_of(name)


@lru_cache(maxsize=8)
def _issuers(gazetteer: Gazetteer) -> dict[str, tuple[str, ...]]:
    """Currency -> the countries that have it for their own."""
    found: dict[str, tuple[str, ...]] = {}
    for code, name in gazetteer.countries.items():
        for unit in get_territory_currencies(code)[:1]:
            found[unit] = (*found.get(unit, ()), name)
    return {**found, **_MOST_KNOWN}


#: of the countries and islands that share a currency, the one that newspapers mean
_MOST_KNOWN = {
    "GBP": ("United Kingdom",), "NOK": ("Norway",), "DKK": ("Denmark",), "CHF": ("Switzerland",), "AUD": ("Australia",),
    "NZD": ("New Zealand",),
}  # fmt: skip
