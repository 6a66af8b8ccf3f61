"""Which priors a claim is held against: those that share most of its blocking keys, and no more than a bound.

However much is known of a payer, a claim costs the same. Of each key the latest `LATEST` count; a claim's candidates are the `CANDIDATES`
that share most keys with it, keys of the matter (a number, a subject, a name) counting twice those of who and when, the latest first among
equals. Dropped is who shares least: in a full list also those who share no more than one key of who and when.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from extractors.model import Statement
from flows.compare.keys import LATEST
from storage.rows import Hit

#: A claim is held against so many priors at most.
CANDIDATES = 24
#: Keys of a number, a subject or an ordinal say more than those of a day or a recipient.
_TELLING = frozenset({"pn", "nd", "rn", "ps", "po", "u|", "tw", "sl", "tn", "sn"})

#: article's date and claim id: order in time, settled by the id
Rank = tuple[str, str]
#: document and segment
Place = tuple[str, int]


class Index:
    """Claims by their keys, in the order in which they became known."""

    def __init__(self) -> None:
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._numbers: dict[str, int] = {}
        self._known: list[tuple[Rank, Place]] = []

    def add(self, rank: Rank, place: Place, keys: Iterable[str]) -> None:
        """Remember a claim; one with a known id takes the place of that."""
        number = self._numbers.setdefault(rank[1], len(self._known))
        if number == len(self._known):
            self._known.append((rank, place))
        else:
            self._known[number] = rank, place
        for k in keys:
            self._by_key[k].append(number)

    def candidates(self, keys: Iterable[str], own: Place) -> list[str]:
        """The claims to be held against one with these keys, oldest first, without those of its own article."""
        known = self._known
        others = [(count, n) for n, count in _shared(keys, self._by_key).items() if known[n][1] != own]
        if len(others) >= CANDIDATES:  # who shares fewer keys than the last that fits is not even ranked
            least = max(sorted([count for count, _ in others])[-CANDIDATES], 2)
            others = [other for other in others if other[0] >= least]
        best = sorted([(count, known[n][0]) for count, n in others])[-CANDIDATES:]
        return [rank[1] for rank in sorted([rank for _, rank in best])]


def _shared(keys: Iterable[str], by_key: Mapping[str, Sequence[int]]) -> Counter[int]:
    """How many of the keys each of the latest under them has, keys of the matter counted twice."""
    shared: Counter[int] = Counter()
    for k in keys:
        numbers = by_key.get(k)
        if numbers:
            latest = numbers[-LATEST:]
            shared.update(latest)
            if k[:2] in _TELLING:
                shared.update(latest)
    return shared


class Plan:
    """Which claims each claim of a batch is held against, settled before any of the recorded ones is fetched.

    ``groups``: the statements of the batch by article, in the order in which they are judged; ``keys``: theirs by claim id. A recorded claim
    that other claims of the batch push out is not fetched at all.
    """

    def __init__(self, groups: Sequence[Sequence[Statement]], keys: Mapping[str, frozenset[str]]) -> None:
        self._groups, self._keys = groups, keys
        #: claim of the batch -> ids of its candidates, oldest first; None until `choose` was asked
        self.candidates: dict[str, list[str]] | None = None

    def choose(self, hits: Iterable[Hit]) -> set[int]:
        """Settle the candidates among recorded claims (oldest first) and the batch itself; the numbers of the recorded ones among them."""
        index, numbers = Index(), {}
        found: dict[str, list[str]] = {}
        for hit in hits:
            index.add((hit.published or "", hit.claim_id), (hit.document_id, hit.segment), hit.keys)
            numbers[hit.claim_id] = hit.seq
        for group in self._groups:
            places = [(s, (s.article.document_id, s.article.segment)) for s in group]
            for s, place in places:
                found[s.claim.claim_id] = index.candidates(self._keys[s.claim.claim_id], place)
            for s, place in places:
                index.add((s.article.published or "", s.claim.claim_id), place, self._keys[s.claim.claim_id])
        self.candidates = found
        return {numbers[c] for ids in found.values() for c in ids if c in numbers}
