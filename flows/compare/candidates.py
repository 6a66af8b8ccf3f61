"""Which priors a claim is held against: those that share most of its blocking keys, and no more than a bound.

However much is known of a payer, a claim costs the same. Of each key the latest `LATEST` count; a claim's candidates are the `CANDIDATES`
that share most keys with it, keys of the matter (a number, a subject, a name) counting twice those of who and when, the latest first among
equals. Dropped is who shares least: in a full list also those who share no more than one key of who and when.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from heapq import nlargest

from flows.compare.facts import Facts
from flows.compare.keys import LATEST

#: A claim is held against so many priors at most.
CANDIDATES = 24
#: Keys of a number, a subject or an ordinal say more than those of a day or a recipient.
_TELLING = frozenset({"pn", "nd", "rn", "ps", "po", "u|", "tw", "sl", "tn", "sn"})


class Index:
    """Statements by their keys, in the order in which they became known."""

    def __init__(self) -> None:
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._numbers: dict[str, int] = {}
        self._known: list[Facts] = []

    def add(self, facts: Facts, keys: Iterable[str]) -> None:
        """Remember a statement; one with a known claim id takes the place of that."""
        number = self._numbers.setdefault(facts.claim.claim_id, len(self._known))
        if number == len(self._known):
            self._known.append(facts)
        else:
            self._known[number] = facts
        for k in keys:
            self._by_key[k].append(number)

    def candidates(self, keys: Iterable[str], own: tuple[str, int]) -> list[Facts]:
        """The statements to be held against one with these keys, oldest first, without those of its own article."""
        shared: Counter[int] = Counter()
        for k in keys:
            numbers = self._by_key.get(k)
            if numbers:
                latest = numbers[-LATEST:]
                shared.update(latest)
                if k[:2] in _TELLING:
                    shared.update(latest)
        known = self._known
        others = ((count, known[n].rank, n) for n, count in shared.items() if known[n].place != own)
        best = nlargest(CANDIDATES, others)
        least = 2 if len(best) == CANDIDATES else 0
        return [known[n] for _, _, n in sorted(best, key=lambda b: b[1]) if shared[n] >= least]
