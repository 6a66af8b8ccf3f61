"""What two articles have in common apart from two claims that are held against each other.

Two numbers are about one thing rather if the articles share other amounts and words, if they are the only amounts that the articles do
not share, and if neither has its match in the other article. Of the other article only those claims count that some key brought up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from flows.compare.facts import Facts
from flows.compare.relations import World
from flows.compare.values import digits

#: a number so precise is no chance meeting
PRECISE = 3


class Beside:
    """What the articles of two claims share. ``companions``: how many other amounts; ``common``: telling words that both have.

    ``lone``: the two amounts are the only ones of their kind that the articles do not share; ``matched``: one of them stands in the other
    article as well; ``both_pay``: one of the payers has a claim of his own in the other article. These are worked out when asked for.
    """

    __slots__ = ("_both_pay", "_lone", "_matched", "common", "companions")

    def __init__(
        self,
        common: frozenset[str] = frozenset(),
        companions: int = 0,
        lone: Callable[[], bool] = bool,
        matched: Callable[[], bool] = bool,
        both_pay: Callable[[], bool] = bool,
    ) -> None:
        self.common, self.companions = common, companions
        self._lone, self._matched, self._both_pay = lone, matched, both_pay

    @property
    def lone(self) -> bool:
        return self._lone()

    @property
    def matched(self) -> bool:
        return self._matched()

    @property
    def both_pay(self) -> bool:
        return self._both_pay()


class Side:
    """The known claims of one article."""

    def __init__(self, claims: Sequence[Facts], world: World) -> None:
        self.claims, self.world = claims, world
        self._pays: dict[str | None, list[int]] = {}

    @cached_property
    def topic(self) -> frozenset[str]:
        """Telling words of all of them."""
        return frozenset().union(*(c.topic for c in self.claims))

    @cached_property
    def numbers(self) -> frozenset[float | None]:
        """The numbers that the article prints, of whatever unit."""
        return frozenset(c.number for c in self.claims)

    @cached_property
    def amounts(self) -> frozenset[tuple[float, str | None]]:
        """Number and unit of all that the article does not itself correct."""
        return frozenset(
            (c.number, c.claim.unit) for c in self.claims if c.number is not None and c.claim.role != "superseded"
        )

    def stands(self, claim: Facts) -> bool:
        """Whether the article tells this amount too, not as a value that it corrects."""
        return claim.number is not None and (claim.number, claim.claim.unit) in self.amounts

    def pays(self, actor: str | None, besides: Facts | None = None) -> bool:
        """Whether some claim of the article (another than ``besides``) is of this payer."""
        known = self._pays.get(actor)
        if known is None:
            kin = self.world.kin
            known = self._pays[actor] = [n for n, c in enumerate(self.claims) if kin(c.claim.actor, actor) == "same"]
        return any(self.claims[n] is not besides for n in known)


class Company:
    """The article that is judged, and what it shares with each earlier article that its claims are held against."""

    def __init__(self, own: Sequence[Facts], candidates: Mapping[str, Sequence[Facts]], world: World) -> None:
        self.world = world
        self._own = Side(own, world)
        self._theirs: dict[str, dict[str, Facts]] = {}
        self._shared: dict[str, set[tuple[float, str]]] = {}
        self._others: dict[str, tuple[Side, frozenset[str], Callable[[], dict[str, set[str]]]]] = {}
        for found in candidates.values():
            for p in found:
                self._theirs.setdefault(p.key, {})[p.claim.claim_id] = p
        for s in own:
            for prior in candidates[s.claim.claim_id] if s.number and s.claim.unit else ():
                self._count(s, prior)

    def _count(self, s: Facts, prior: Facts) -> None:
        """Note an amount that stands in both articles, with the same payer or too odd for chance."""
        value, unit = s.number or 0.0, s.claim.unit or ""
        if prior.number == value and prior.claim.unit == unit:
            odd = digits(value) >= PRECISE or self.world.kin(s.claim.actor, prior.claim.actor) == "same"
            if odd:
                self._shared.setdefault(prior.key, set()).add((value, unit))

    def beside(self, s: Facts, prior: Facts) -> Beside:
        """What this article and the prior's share besides the two claims."""
        place = prior.key
        other = self._others.get(place)
        if other is None:
            side = Side(list(self._theirs.get(place, {}).values()), self.world)
            other = self._others[place] = side, self._own.topic & side.topic, _once(self._own, side)
        theirs, common, unshared = other
        amounts = self._shared.get(place, ())
        mine = self._own
        return Beside(
            common,
            len(amounts) - ((s.number or 0, s.claim.unit or "") in amounts),
            lambda: unshared().get(_sort(s)) == {s.claim.claim_id, prior.claim.claim_id},
            lambda: theirs.stands(s) or mine.stands(prior),
            lambda: mine.pays(prior.claim.actor, s) or theirs.pays(s.claim.actor),
        )


def _once(mine: Side, theirs: Side) -> Callable[[], dict[str, set[str]]]:
    found: list[dict[str, set[str]]] = []

    def unshared() -> dict[str, set[str]]:
        if not found:
            found.append(_unshared(mine, theirs))
        return found[0]

    return unshared


def _sort(s: Facts) -> str:
    """Amounts of one sort could be meant for each other: money of one currency, counts, shares."""
    return s.claim.unit or s.unit_class if s.unit_class == "money" else s.unit_class


def _unshared(mine: Side, theirs: Side) -> dict[str, set[str]]:
    """Sort of amount -> the claims of both articles whose number the other one lacks; one stands for all that print a number twice.

    Money only: shares and counts of this and that are never meant for each other. Increases, totals and parts are left out too.
    """
    found: dict[str, dict[tuple[int, float | None], str]] = {}
    for n, (side, other) in enumerate(((mine, theirs), (theirs, mine))):
        for s in side.claims:
            if s.number is not None and s.number not in other.numbers and s.unit_class == "money":
                name = s.claim.claim_id if s.claim.role is None else ""
                found.setdefault(_sort(s), {}).setdefault((n, s.number), name)
    return {sort: set(claims.values()) for sort, claims in found.items() if {n for n, _ in claims} == {0, 1}}
