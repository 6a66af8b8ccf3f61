"""What two articles have in common apart from two claims that are held against each other.

Two numbers are about one thing rather if the articles share other amounts and words, if they are the only amounts that the articles do
not share, and if neither has its match in the other article. Of the other article only those claims count that some key brought up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flows.compare.corrections import taken_back
from flows.compare.facts import Facts, once, one_page
from flows.compare.headline import headlined
from flows.compare.relations import World
from flows.compare.values import digits

#: a number so precise is no chance meeting
PRECISE = 3
PRECISE_MONEY = 2


class Beside:
    """What the articles of two claims share. ``companions``: how many other amounts; ``common``: telling words that both have.

    ``lone``: the two amounts are the only ones of their kind that the articles do not share; ``matched``: one of them stands in the other
    article as well; ``both_pay``: one of the payers has a claim of his own in the other article. These are worked out when asked for.
    """

    __slots__ = ("_both", "_claims", "common", "companions")

    def __init__(
        self,
        common: frozenset[str] = frozenset(),
        companions: int = 0,
        both: Both | None = None,
        claims: tuple[Facts, Facts] | None = None,
    ) -> None:
        self.common, self.companions, self._both, self._claims = common, companions, both, claims

    @property
    def lone(self) -> bool:
        if self._both is None or self._claims is None:
            return False
        s, prior = self._claims
        return self._both.unshared.get(_sort(s)) == {s.claim.claim_id, prior.claim.claim_id}

    @property
    def matched(self) -> bool:
        if self._both is None or self._claims is None:
            return False
        s, prior = self._claims
        own = one_page(s, prior)  # a page that changes its text often keeps its headline: that is no second amount
        return self._both.theirs.stands(s, headline=not own) or self._both.mine.stands(prior, headline=not own)

    @property
    def both_pay(self) -> bool:
        if self._both is None or self._claims is None:
            return False
        s, prior = self._claims
        return self._both.mine.pays(prior.claim.actor, s) or self._both.theirs.pays(s.claim.actor)


class Side:
    """The known claims of one article."""

    def __init__(self, claims: Sequence[Facts], world: World) -> None:
        self.claims, self.world = claims, world
        self._pays: dict[str | None, list[int]] = {}

    @once
    def topic(self) -> frozenset[str]:
        """Telling words of all of them."""
        return frozenset().union(*(c.topic for c in self.claims))

    @once
    def money(self) -> list[tuple[str, float, str]]:
        """Sort and number of the amounts of money, and the claim that has it; no claim is named of increases, totals and parts."""
        return [
            (_sort(c), c.number, c.claim.claim_id if c.claim.role is None else "")
            for c in self.claims
            if c.number is not None and c.unit_class == "money"
        ]

    @once
    def numbers(self) -> frozenset[float | None]:
        """The numbers that the article prints, of whatever unit."""
        return frozenset(c.number for c in self.claims)

    @once
    def amounts(self) -> frozenset[tuple[float, str | None]]:
        """Number and unit of all that the article does not itself correct."""
        return frozenset(
            (c.number, c.claim.unit) for c in self.claims if c.number is not None and not taken_back(c.claim)
        )

    @once
    def amounts_of_text(self) -> frozenset[tuple[float, str | None]]:
        """... and of these what stands below the headline."""
        below = (c for c in self.claims if not headlined(c.statement))
        return frozenset((c.number, c.claim.unit) for c in below if c.number is not None and not taken_back(c.claim))

    def stands(self, claim: Facts, *, headline: bool = True) -> bool:
        """Whether the article tells this amount too, not as a value that it corrects; ``headline``: be it in the headline alone."""
        told = self.amounts if headline else self.amounts_of_text
        return claim.number is not None and (claim.number, claim.claim.unit) in told

    def pays(self, actor: str | None, besides: Facts | None = None) -> bool:
        """Whether some claim of the article (another than ``besides``) is of this payer."""
        known = self._pays.get(actor)
        if known is None:
            kin = self.world.kin
            known = self._pays[actor] = [n for n, c in enumerate(self.claims) if kin(c.claim.actor, actor) == "same"]
        return any(self.claims[n] is not besides for n in known)


class Both:
    """Two articles."""

    def __init__(self, mine: Side, theirs: Side) -> None:
        self.mine, self.theirs = mine, theirs

    @once
    def common(self) -> frozenset[str]:
        """Telling words that both have."""
        return self.mine.topic & self.theirs.topic

    @once
    def unshared(self) -> dict[str, set[str]]:
        """The amounts that only one of them prints, by sort."""
        return _unshared(self.mine, self.theirs)


class Company:
    """The article that is judged, and what it shares with each earlier article that its claims are held against."""

    def __init__(self, own: Sequence[Facts], candidates: Mapping[str, Sequence[Facts]], world: World) -> None:
        self.world = world
        self._own = Side(own, world)
        self._theirs: dict[str, dict[str, Facts]] = {}
        self._shared: dict[str, set[tuple[float, str]]] = {}
        self._others: dict[str, Both] = {}
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
            odd = (
                digits(value) >= (PRECISE if s.unit_class != "money" else PRECISE_MONEY)
                or self.world.kin(s.claim.actor, prior.claim.actor) == "same"
            )
            if odd:
                self._shared.setdefault(prior.key, set()).add((value, unit))

    def beside(self, s: Facts, prior: Facts) -> Beside:
        """What this article and the prior's share besides the two claims."""
        place = prior.key
        both = self._others.get(place)
        if both is None:
            side = Side(list(self._theirs.get(place, {}).values()), self.world)
            both = self._others[place] = Both(self._own, side)
        amounts = self._shared.get(place, ())
        companions = len(amounts) - ((s.number or 0, s.claim.unit or "") in amounts)
        return Beside(both.common, companions, both, (s, prior))


def _sort(s: Facts) -> str:
    """Amounts of one sort could be meant for each other: money of one currency, counts, shares."""
    return s.claim.unit or s.unit_class if s.unit_class == "money" else s.unit_class


def _unshared(mine: Side, theirs: Side) -> dict[str, set[str]]:
    """Sort of amount -> the claims of both articles whose number the other one lacks; one stands for all that print a number twice.

    Money only: shares and counts of this and that are never meant for each other. Increases, totals and parts are left out too.
    """
    found: dict[str, dict[tuple[int, float], str]] = {}
    for n, (side, other) in enumerate(((mine, theirs), (theirs, mine))):
        numbers = other.numbers
        for sort, number, name in side.money:
            if number not in numbers:
                found.setdefault(sort, {}).setdefault((n, number), name)
    return {sort: set(claims.values()) for sort, claims in found.items() if {n for n, _ in claims} == {0, 1}}
