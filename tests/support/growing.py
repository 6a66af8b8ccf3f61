"""Ledgers that grow at random, but the same for the same seed: new articles, readings by newer extractors, findings, alerts, joins."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import duckdb

from compare_make import claim
from extractors.model import Against, Alert, Article, Claim, Document, Verdict
from goldledger import RUN_AT
from storage import recording
from storage.rows import Harvest, Page, Reading


class Desk:
    """Passes that a random generator makes up: few propositions, so that they meet, are joined, read again and parted."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, seed: int) -> None:
        self.connection, self.random, self.number = connection, random.Random(seed), 0
        self.claims: list[Claim] = []
        self.readings: list[Reading] = []
        self.versions: dict[str, int] = {}

    def proposition(self) -> str:
        return f"p-{self.random.randrange(9)}"

    def reading(self, document: str, version: int) -> Reading:
        r = self.random
        day = f"2025-12-{r.randrange(1, 9):02d}T08:00:00Z"
        text = "Norland will fund hospital beds in Ruritania."
        claims = tuple(
            replace(
                claim(document, claim_id=f"{document}/{version}/{n}", text=text, amount=r.choice((5e6, 7e6))),
                actor=r.choice(("Norland", "Norland, Sudland", None)),
                extractor=f"rules/{version}",
            )
            for n in range(r.randrange(4))
        )
        article = Article(document, 0, 0, 50, None, f"https://{document}.example", r.choice(("A", "B", None)), day, "en", r.choice((None, "wire")))  # fmt: skip
        page = Page("s", article.url or "", RUN_AT, b"", f"{document}{version}", "text/html")
        return Reading(page, Document(document, ""), (article,), claims)

    def verdict(self) -> Verdict | None:
        r = self.random
        if not self.claims:
            return None
        one, two = r.choice(self.claims), r.choice(self.claims)
        missing = r.random() < 0.2
        against = Against(two.document_id, f"later-{self.number}" if missing else two.claim_id, two.anchor)
        return Verdict(f"v-{self.number}", one.document_id, one.claim_id, one.anchor, r.choice(("contradicts", "new", "inconsistent")), ("amount",), None,
                       r.choice((against, None)), "alert", "high", "rule", "why", self.proposition(), f"e-{self.number}")  # fmt: skip

    def step(self, at: datetime | None = None) -> None:
        """Record one pass, at this moment or an hour after the one before."""
        r = self.random
        self.number += 1
        old = r.choice(list(self.versions)) if self.versions and r.random() < 0.4 else None
        document = old or f"d{self.number}"
        version = self.versions[document] = self.versions.get(document, 0) + 1
        reading = self.reading(document, version)
        verdict = self.verdict()
        self.claims += reading.claims
        alerts = ()
        if verdict is not None and r.random() < 0.7:
            alerts = (Alert(f"a-{self.number}", verdict.event_id, verdict.document_id, "2026-01-01T00:00:00Z", "alert", "high", "title", "body", (verdict.verdict_id,)),)  # fmt: skip
        joined = ()
        if self.claims and r.random() < 0.4:
            joined = ((self.proposition(), self.proposition(), r.choice(self.claims).claim_id),)
        recording.record(
            self.connection,
            Harvest(
                f"run-{self.number}", RUN_AT, readings=(reading,), verdicts=(verdict,) if verdict else (), joined=joined, alerts=alerts,
                propositions={c.claim_id: self.proposition() for c in reading.claims if r.random() < 0.9}, extractor=f"rules/{version}",
            ),
            (at or RUN_AT + timedelta(hours=self.number)).replace(tzinfo=None),
        )  # fmt: skip
