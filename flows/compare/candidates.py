"""Which priors a claim is held against: those that share most of its blocking keys, and no more than a bound.

However much is known of a payer, a claim costs the same. Of each key the latest `LATEST` count; a claim's candidates are the `CANDIDATES`
that share most keys with it, keys of the matter (a number, a subject, a name) counting twice those of who and when, the latest first among
equals. Of priors that say one thing (`Said`), as the copies of a wire story do, `ALIKE` stand for all, so that a story that everybody printed
does not push out what one outlet told otherwise. Dropped is who shares least: in a full list also those who share no more than one key of
who and when.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from extractors.model import Statement
from flows.compare.keys import LATEST, said
from storage.rows import Hit, Said

#: A claim is held against so many priors at most.
CANDIDATES = 24
#: So many priors that say the same stand for all that do.
ALIKE = 2
#: In a full list a prior has more in common with the claim than one key of who and when.
LEAST = 2
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
        #: by number
        self._ranks: list[Rank] = []
        self._said: list[Said | None] = []
        self._at: dict[Place, set[int]] = defaultdict(set)

    def add(self, rank: Rank, place: Place, said: Said | None, keys: Iterable[str]) -> None:
        """Remember a claim; one with a known id takes the place of that. Of ``said`` None nothing is known but where it stands."""
        number = self._numbers.setdefault(rank[1], len(self._ranks))
        if number == len(self._ranks):
            self._ranks.append(rank)
            self._said.append(said)
        else:
            self._ranks[number], self._said[number] = rank, said
        self._at[place].add(number)
        for k in keys:
            self._by_key[k].append(number)

    def candidates(self, keys: Iterable[str], own: Place) -> list[str]:
        """The claims to be held against one with these keys, oldest first, without those of its own article."""
        shared = _shared(keys, self._by_key)
        for number in self._at.get(own, ()):
            shared.pop(number, None)
        least = LEAST if len(shared) >= CANDIDATES else 1
        by_count: dict[int, list[int]] = defaultdict(list)
        for number, count in shared.items():
            if count >= least:
                by_count[count].append(number)
        best: list[Rank] = []
        alike: Counter[Said | None] = Counter()
        for count in sorted(by_count, reverse=True):
            for number in sorted(by_count[count], key=self._ranks.__getitem__, reverse=True):
                said = self._said[number]
                alike[said] += 1
                if said is None or alike[said] <= ALIKE:
                    best.append(self._ranks[number])
            if len(best) >= CANDIDATES:
                break
        return [claim for _, claim in sorted(best[:CANDIDATES])]


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
            index.add((hit.published or "", hit.claim_id), (hit.document_id, hit.segment), hit.said, hit.keys)
            numbers[hit.claim_id] = hit.seq
        for group in self._groups:
            places = [(s, (s.article.document_id, s.article.segment)) for s in group]
            for s, place in places:
                found[s.claim.claim_id] = index.candidates(self._keys[s.claim.claim_id], place)
            for s, place in places:
                index.add(
                    (s.article.published or "", s.claim.claim_id), place, said(s.claim), self._keys[s.claim.claim_id]
                )
        self.candidates = found
        return {numbers[c] for ids in found.values() for c in ids if c in numbers}
