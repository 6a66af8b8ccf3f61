"""Syndication: which articles are copies of one text. MinHash over word triples (datasketch), so that a ledger can keep a sketch an
article and look for its like by bands, without the texts.

datasketch draws in scipy and takes one to three seconds to import; it is imported when the second article is sketched, not before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import eq
from typing import Any

from flows.compare.words import words

#: Permutations and bands: 42 bands of 3 rows find 996 of 1,000 pairs with a likeness of 0.5, and two of three with 0.3.
PERMUTATIONS = 126
BANDS = 42
#: Texts are short and a changed word spoils three triples: copies with light edits lie above 0.6, rewrites below 0.1.
COPY = 0.35
#: What is new stands first: two stories with the same long background begin differently, copies do not (but for an outlet's own sentence).
LEAD_WORDS = 60
LEAD_SHARE = 0.4
LEAD = 0.2


@dataclass(frozen=True, slots=True)
class Sketch:
    """A text's MinHash signature; equal texts give equal sketches on every machine."""

    signature: tuple[int, ...]
    #: the same of the beginning alone; empty of an article recorded before beginnings were kept
    lead: tuple[int, ...] = ()

    @property
    def bands(self) -> frozenset[str]:
        """Look-up keys: two texts with a common band may be copies."""
        return _bands(self.signature)


@lru_cache(maxsize=4096)
def _bands(signature: tuple[int, ...]) -> frozenset[str]:
    rows = PERMUTATIONS // BANDS
    parts = (signature[i : i + rows] for i in range(0, PERMUTATIONS, rows))
    return frozenset(f"{i}:{'.'.join(f'{x:x}' for x in part)}" for i, part in enumerate(parts))


def sketch(text: str) -> Sketch | None:
    """The sketch of a text; None for a text too short to be told from others (under a dozen words)."""
    tokens = words(text)
    if len(tokens) < 12:
        return None
    triples = [" ".join(tokens[i : i + 3]).encode() for i in range(len(tokens) - 2)]
    first = max(LEAD_WORDS, int(len(tokens) * LEAD_SHARE))
    return Sketch(_minima(triples), _minima(triples[:first]))


def _minima(triples: list[bytes]) -> tuple[int, ...]:
    found = _blank().copy()
    found.update_batch(triples)
    return tuple(int(x) for x in found.hashvalues)


@cache
def _blank() -> Any:
    # drawing the permutations costs as much as the sketch of an article
    from datasketch import MinHash

    return MinHash(num_perm=PERMUTATIONS, seed=1)


def similarity(a: Sketch | None, b: Sketch | None) -> float:
    """Estimated share of word triples that two texts have in common, 0..1; 0 where they begin differently, whatever background they share."""
    if a is None or b is None:
        return 0.0
    whole = _shared(a.signature, b.signature)
    return 0.0 if whole >= COPY and a.lead and b.lead and _shared(a.lead, b.lead) < LEAD else whole


def _shared(a: tuple[int, ...], b: tuple[int, ...]) -> float:
    same: int = sum(map(eq, a, b))
    return same / PERMUTATIONS


def origins(
    sketches: Mapping[str, Sketch], order: Iterable[str], known: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Article key -> key of the earliest article it copies (itself where it is the first). ``known``: origins already decided."""
    by_band: dict[str, str] = {}
    found: dict[str, str] = dict(known or {})
    for key in order:
        own = sketches.get(key)
        if own is None:
            found.setdefault(key, key)
            continue
        candidates = {by_band[b] for b in own.bands if b in by_band}
        best = max(candidates, key=lambda c: (similarity(own, sketches[c]), c), default=None)
        if key not in found:
            copy = best is not None and similarity(own, sketches[best]) >= COPY
            found[key] = found.get(best, best) if copy and best is not None else key
        for band in own.bands:
            by_band.setdefault(band, key)
    return found


def tally(articles: Iterable[tuple[str, str]]) -> tuple[int, int]:
    """(publisher, origin) of the reports of one thing -> how many outlets, how many origins."""
    pairs = set(articles)
    return len({p for p, _ in pairs}), len({o for _, o in pairs})
