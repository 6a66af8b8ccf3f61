"""The index of a ledger in memory, so that replay pays nothing for SQL that nobody asks.

A replay opens one empty ledger per group of documents, and asks of each only: which priors share a key, which articles look alike,
which events were told. Those are answered here from dictionaries; the harvests wait and are written to the tables when somebody
first asks in SQL. The answers are those of the tables (tests/storage/test_scratch.py compares the two).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from extractors.model import Article, Family, Statement
from storage.recording import articles_of, extractor_of
from storage.rows import Harvest, Recorded, Sketched

Place = tuple[str, int, int]


@dataclass(slots=True)
class Scratch:
    """What a ledger in memory has been told."""

    pending: list[tuple[Harvest, datetime]] = field(default_factory=list)
    _ids: dict[str, set[object]] = field(default_factory=dict)
    _generations: dict[str, int] = field(default_factory=dict)
    _newest: dict[str, int] = field(default_factory=dict)
    _articles: dict[Place, Article] = field(default_factory=dict)
    _statements: list[tuple[Statement, int]] = field(default_factory=list)
    _by_key: dict[str, list[int]] = field(default_factory=dict)
    _sketches: list[Sketched] = field(default_factory=list)
    _by_band: dict[int, list[int]] = field(default_factory=dict)
    #: (event, family) of what was alerted
    told: set[tuple[str, Family]] = field(default_factory=set)

    def record(self, harvest: Harvest, at: datetime) -> Recorded:
        """Take a harvest in, to be written later. Returns what is new in it."""
        self.pending.append((harvest, at))
        pages = [r.page for r in harvest.readings] + list(harvest.pages)
        sent = {v for a in harvest.alerts if a.channel == "alert" for v in a.verdict_ids}
        told = (v for v in harvest.verdicts if v.verdict_id in sent and v.channel == "alert")
        self.told.update((v.event_id, v.verdict) for v in told)
        articles, claims = self._readings(harvest)
        return Recorded(
            self._fresh("page", [(p.url, p.sha256) for p in pages]),
            articles,
            claims,
            self._fresh("verdict", [v.verdict_id for v in harvest.verdicts]),
            self._fresh("alert", [a.alert_id for a in harvest.alerts]),
            self._fresh("owed", [o.key for o in harvest.owed]),
        )

    def keyed_priors(
        self, keys: Collection[str], per_key: int, budget: int
    ) -> tuple[list[Statement], dict[str, frozenset[str]]]:
        """As Ledger.keyed_priors, with the claims whole."""
        hits: dict[int, int] = {}
        under: dict[int, set[str]] = {}
        for key in keys:
            for place, number in enumerate(reversed(self._by_key.get(key, ())[-per_key:])):
                hits[number] = min(place, hits.get(number, place))
                under.setdefault(number, set()).add(key)
        kept = sorted(hits, key=lambda number: (hits[number], -number))[:budget]
        found = [(number, *self._statements[number]) for number in sorted(kept)]
        current = [(n, s) for n, s, generation in found if generation == self._newest[s.claim.document_id]]
        return [s for _, s in current], {s.claim.claim_id: frozenset(under[n]) for n, s in current}

    def articles_like(self, bands: Collection[int], limit: int) -> list[Sketched]:
        """As Ledger.articles_like."""
        hits = {number for band in set(bands) for number in self._by_band.get(band, ())}
        return [self._sketches[number] for number in sorted(hits, reverse=True)[:limit]]

    def _fresh(self, table: str, ids: Collection[object]) -> int:
        known = self._ids.setdefault(table, set())
        before = len(known)
        known.update(ids)
        return len(known) - before

    def _readings(self, harvest: Harvest) -> tuple[int, int]:
        before = len(self._articles), len(self._statements)
        for name in sorted({extractor_of(r, harvest) for r in harvest.readings} - {""}):
            self._generations.setdefault(name, len(self._generations) + 1)
        seen = self._ids.setdefault("claim", set())
        for reading in harvest.readings:
            name = extractor_of(reading, harvest)
            generation = self._generations[name] if name else max(self._generations.values(), default=1)
            document = reading.document.id
            self._newest[document] = max(generation, self._newest.get(document, 0))
            for article in articles_of(reading):
                self._article(article, generation, harvest)
            for claim in reading.claims:
                if claim.claim_id not in seen:
                    seen.add(claim.claim_id)
                    place = self._articles[document, claim.segment, generation]
                    own = claim.claim_id
                    statement = Statement(claim, place, harvest.propositions.get(own), harvest.events.get(own))
                    for key in set(harvest.keys.get(own, ())):
                        self._by_key.setdefault(key, []).append(len(self._statements))
                    self._statements.append((statement, generation))
        return len(self._articles) - before[0], len(self._statements) - before[1]

    def _article(self, article: Article, generation: int, harvest: Harvest) -> None:
        place = (article.document_id, article.segment, generation)
        if place in self._articles:
            return
        self._articles[place] = article
        sketch = harvest.sketches.get(place[:2])
        if sketch is not None:
            for band in set(sketch.bands):
                self._by_band.setdefault(band, []).append(len(self._sketches))
            self._sketches.append(Sketched(article, sketch.data))
