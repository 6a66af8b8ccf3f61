"""How fast the ledger is when it has grown: ingest, publishing, the cookbook's queries, one pass's lock, bytes per claim.

    .venv/bin/python -m benchmarks.bench_ledger                                     # 50,000 claims, about a minute
    PLEDGEWATCH_BENCH_CLAIMS=1000000 PLEDGEWATCH_BENCH_KEEP=/tmp/bench .venv/bin/python -m benchmarks.bench_ledger    # the size of the targets

The first run grows the ledger (five minutes a million on an idle machine); later ones copy the one that was kept. Every figure is given in
processor time over all threads, which other work on the machine changes little, and by the clock, which it changes much.

Claims are generated: ten to an article as in the gold sets, actors, recipients and speakers by Zipf's law, amounts log-normal with one to
three significant digits, dates over five years, quotes of the gold sets' lengths, blocking keys of the comparison's kinds.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial, reduce
from io import StringIO
from pathlib import Path

from extractors.model import Against, Alert, Article, Claim, Document, Quote, Span, Time, Verdict
from flows.compare import planned
from flows.judge import statements_of
from storage.ledger import Ledger
from storage.parquet import publish_parquet
from storage.query import run_on
from storage.rows import Harvest, Owed, Page, Reading, Sketch
from storage.snapshot import connect_snapshot, publish

CLAIMS = int(os.environ.get("PLEDGEWATCH_BENCH_CLAIMS", "50000"))
#: a folder in which the grown ledger stays, to be used again by the next run
KEPT = os.environ.get("PLEDGEWATCH_BENCH_KEEP")
COOKBOOK = Path(__file__).parents[1] / "docs" / "cookbook.md"
SMALL = 10_000
PER_ARTICLE = 10
START = datetime(2021, 1, 1, tzinfo=UTC)
WORDS = [
    "the",
    "alliance",
    "said",
    "on",
    "Tuesday",
    "that",
    "its",
    "members",
    "plan",
    "to",
    "allocate",
    "a",
    "minimum",
    "of",
    "billion",
    "dollars",
    "each",
    "month",
    "towards",
    "weaponry",
    "for",
    "Kyiv",
    "which",
    "includes",
    "provisions",
    "for",
    "offensive",
    "systems",
    "scheduled",
    "to",
    "commence",
    "next",
    "year",
    "according",
    "to",
    "ministers",
    "and",
    "officials",
    "of",
    "the",
    "European",
    "Commission",
    "who",
    "met",
    "in",
    "Brussels",
    "to",
    "discuss",
    "further",
    "aid",
    "energy",
    "grants",
    "loans",
    "air",
    "defence",
    "howitzers",
    "and",
    "reconstruction",
]


class World:
    """A source of articles that look like the real ones, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.actors, self.weights = self.names("Actor", 300), [1 / (n + 1) for n in range(300)]
        self.recipients, self.recipient_weights = self.names("Recipient", 60), [1 / (n + 1) for n in range(60)]
        self.speakers, self.speaker_weights = self.names("Person", 500), [1 / (n + 1) for n in range(500)]
        self.publishers = self.names("Outlet", 80)
        self.number = 0

    def names(self, kind: str, count: int) -> list[str]:
        return [f"{kind} {self.random.choice(WORDS).title()} {n}" for n in range(count)]

    def article(self) -> tuple[Reading, dict[str, tuple[str, ...]], dict[str, str], list[Verdict]]:
        r, n = self.random, self.number
        self.number += 1
        day = START + timedelta(minutes=r.randrange(5 * 365 * 24 * 60))
        host = f"outlet{r.randrange(80)}.example"
        document_id, url = (
            f"{host}-{r.getrandbits(64):016x}",
            f"https://{host}/news/{day:%Y/%m/%d}/{n}-{'-'.join(r.sample(WORDS, 5))}",
        )
        published, title = day.isoformat(), " ".join(r.sample(WORDS, 9)).capitalize()
        page = Page(
            "feed " + host, url, day, b"", f"{r.getrandbits(256):064x}", "text/html", title=title, published=published
        )
        article = Article(document_id, 0, 0, 4000, title, url, r.choice(self.publishers), published, "en", document_id)
        claims, keys, propositions, verdicts = [], {}, {}, []
        for place in range(PER_ARTICLE):
            claim = self.claim(document_id, place, day)
            claims.append(claim)
            keys[claim.claim_id] = self.keys(claim, day, url)
            propositions[claim.claim_id] = f"p-{r.getrandbits(18):020x}"
            verdicts.append(self.verdict(claim, propositions[claim.claim_id]))
        return Reading(page, Document(document_id, ""), (article,), tuple(claims)), keys, propositions, verdicts

    def claim(self, document_id: str, place: int, day: datetime) -> Claim:
        r = self.random
        low = None
        if r.random() < 0.85:
            raw = r.lognormvariate(19, 3)
            low = float(f"{raw:.{r.choice((0, 0, 1, 2))}e}")
        quote = " ".join(r.choices(WORDS, k=r.randrange(12, 45)))
        start = 400 * place
        money = r.random() < 0.7
        return Claim(
            document_id=document_id, segment=0, claim_id=f"{r.getrandbits(64):016x}", kind="pledge" if r.random() < 0.65 else "figure",
            anchor=Span(start + 20, start + 32, f"{low or 'some'} euros"), quote=Quote(start, start + len(quote), quote, quote[:32], quote[-32:]),
            actor=r.choices(self.actors, self.weights)[0], actor_as_written=r.choice(WORDS),
            speaker=r.choices(self.speakers, self.speaker_weights)[0] if r.random() < 0.5 else None,
            recipient=r.choices(self.recipients, self.recipient_weights)[0] if r.random() < 0.6 else None, purpose=" ".join(r.sample(WORDS, 3)),
            measure=r.choice(("one_off", "rate", "cumulative_total", "level", "count")), low=low, high=low,
            unit=r.choices(("EUR", "USD", "GBP", "SEK"), (5, 4, 1, 1))[0] if money else "count", unit_of=None if money else r.choice(WORDS),
            comparator="exact", per="year" if r.random() < 0.1 else None,
            time=Time("next year", str(day.year + 1), None, None, f"{day:%Y-%m-%d}" if r.random() < 0.5 else None),
            modality=r.choices(("pledged", "planned", "reported", "delivered", "refused"), (4, 3, 6, 2, 1))[0],
            stage=r.choice(("pledge", "plan", "commitment", "delivery", None)), extractor="rules/1",
            trace=("rule of actor: subject", "rule of amount: currency"),
        )  # fmt: skip

    def keys(self, claim: Claim, day: datetime, url: str) -> tuple[str, ...]:
        month, actor, subject = f"{day:%Y-%m}", claim.actor, (claim.purpose or "").split()
        keys = [
            f"pd|{actor}|{month}",
            *(f"ps|{actor}|{word}" for word in subject),
            f"pr|{actor}|{claim.recipient}",
            f"u|{url}",
        ]
        if claim.low is not None:
            keys += [f"pn|{actor}|{claim.low}", f"nd|{claim.low}|{month}", f"rn|{claim.recipient}|{claim.low}"]
        if claim.speaker:
            keys.append(f"sd|{claim.speaker}|{month}")
        return tuple(keys)

    def verdict(self, claim: Claim, proposition: str) -> Verdict:
        r = self.random
        family = r.choices(("new", "corroborates", "updates", "unrelated", "contradicts"), (50, 20, 15, 14, 1))[0]
        against = Against(claim.document_id, claim.claim_id, claim.anchor) if family != "new" else None
        return Verdict(f"v-{claim.claim_id}", claim.document_id, claim.claim_id, claim.anchor, family, ("amount",) if family == "contradicts" else (), None,
                       against, "alert" if family == "contradicts" else "silent", None, family, "a sentence that says why this is so", proposition, f"e-{claim.claim_id}")  # fmt: skip

    def harvest(self, articles: int) -> Harvest:
        parts = [self.article() for _ in range(articles)]
        verdicts = tuple(v for part in parts for v in part[3])
        alerts = tuple(Alert(f"a-{v.verdict_id}", v.event_id, v.document_id, "2026-01-01T00:00:00Z", "alert", "high", "title of it", "body " * 60, (v.verdict_id,))
                       for v in verdicts if v.channel == "alert")  # fmt: skip
        return Harvest(
            run_id=f"run-{self.number}", started_at=START, readings=tuple(part[0] for part in parts), verdicts=verdicts, alerts=alerts,
            owed=tuple(Owed(f"{a.alert_id}@desk", a.alert_id, "desk") for a in alerts),
            keys={k: v for part in parts for k, v in part[1].items()}, propositions={k: v for part in parts for k, v in part[2].items()},
            sketches={(part[0].document.id, 0): Sketch(self.random.randbytes(256), tuple(self.random.getrandbits(64) for _ in range(32))) for part in parts},
        )  # fmt: skip


def grow(path: Path, claims: int) -> tuple[float, float]:
    """Record so many claims into a new ledger in lots of 1,000 articles. Returns processor and clock seconds, opening and closing included."""
    world, left, spent, waited = World(7), claims // PER_ARTICLE, 0.0, 0.0
    while left:
        harvest = world.harvest(min(1000, left))
        left -= len(harvest.readings)
        cpu, clock = timed(partial(recorded, path, harvest))
        spent, waited = spent + cpu, waited + clock
    return spent, waited


def recorded(path: Path, harvest: Harvest) -> None:
    with Ledger.open(path) as ledger:
        ledger.record(harvest)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Processor seconds (all threads) and clock seconds of some work."""
    cpu, clock = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - clock


def best(work: Callable[[], object], rounds: int = 3) -> tuple[float, float]:
    """The least of several rounds, after one that is not counted."""
    work()
    found = [timed(work) for _ in range(rounds)]
    return min(cpu for cpu, _ in found), min(clock for _, clock in found)


def one_pass(path: Path, harvest: Harvest) -> tuple[float, float, float, float]:
    """The ledger's part of a pass of 100 articles, in two openings as the pipeline makes them: (read CPU, read clock, write CPU, write clock)."""

    keys = {claim: frozenset(own) for claim, own in harvest.keys.items()}
    plan = planned(statements_of(harvest.readings), keys)

    def read() -> None:
        with Ledger.open(path, read_only=True) as ledger:
            ledger.recorded([r.document.id for r in harvest.readings])
            ledger.articles_like([band for s in harvest.sketches.values() for band in s.bands])
            ledger.keyed_priors(frozenset().union(*keys.values()), choose=plan.choose)

    return (*timed(read), *timed(lambda: recorded(path, harvest)))


def passes(path: Path, world: World, rounds: int = 5) -> tuple[float, float, float, float]:
    one_pass(path, world.harvest(100))
    found = [one_pass(path, world.harvest(100)) for _ in range(rounds)]
    return tuple(min(column) for column in zip(*found, strict=True))  # type: ignore[return-value]


def published(path: Path, copy: Path, world: World, rounds: int = 3) -> tuple[tuple[float, float], tuple[float, float]]:
    """Publishing after each of several passes, the least: the copy, and the Parquet folder beside it."""
    copies, folders, folder = [], [], copy.with_name("parquet")
    publish_parquet(copy, folder)
    for _ in range(rounds):
        recorded(path, world.harvest(100))
        copies.append(timed(lambda: publish(path, copy)))
        folders.append(timed(lambda: publish_parquet(copy, folder)))
    return min(copies), min(folders)


#: the questions of docs/cookbook.md that a desk asks every day: what is there, of whom, newest, largest, refused, how far along, in conflict,
#: confirmed, what an article said, which alerts are owed
DAILY = (1, 3, 5, 6, 8, 12, 14, 17, 22, 26)
#: names of the seeds -> names as frequent in the generated world: its most frequent recipient, a phrase one sentence in a thousand has
INSTEAD = {
    "'Mark Rutte'": "(SELECT max(speaker) FROM claims WHERE speaker LIKE 'Person % 0')",
    "'Ukraine'": "(SELECT max(recipient) FROM pledges WHERE recipient LIKE 'Recipient % 0')",
    "%weapon%": "%howitzers aid%",
}


def asked() -> list[tuple[int, str]]:
    """The cookbook's queries as they stand there, with names of the generated world."""
    found = [
        (int(n), query)
        for n, query in re.findall(r"^### (\d+)\..*?```sql\n(.*?)\n```", COOKBOOK.read_text("utf-8"), re.M | re.S)
    ]
    return [(n, reduce(lambda q, pair: q.replace(*pair), INSTEAD.items(), query)) for n, query in found]


def line(name: str, cpu: float, clock: float, target: str, unit: str = "s") -> None:
    scale, digits = (1000, 0) if unit == "ms" else (1, 2)
    print(
        f"{name:<58}{cpu * scale:>10.{digits}f} {unit:<3}{clock * scale:>10.{digits}f} {unit:<3} {target}", flush=True
    )


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="pledgewatch-bench-") as name:
        folder = Path(KEPT or name)
        folder.mkdir(parents=True, exist_ok=True)
        kept, large, small, copy = (
            folder / "ledger.duckdb",
            folder / "work.duckdb",
            Path(name) / "small.duckdb",
            Path(name) / "copy.duckdb",
        )
        print(f"{CLAIMS:,} claims, load {os.getloadavg()[0]:.1f}{'processor':>42}{'clock':>14}  target")
        if not kept.exists():
            cpu, clock = grow(kept, CLAIMS)
            print(
                f"ingest from empty: {CLAIMS / cpu:,.0f} claims a processor second, {CLAIMS / clock:,.0f} by the clock"
            )
        shutil.copyfile(kept, large)
        grow(small, SMALL)
        measure(large, small, copy)
        large.unlink()


def measure(large: Path, small: Path, copy: Path) -> None:
    world = World(time.time_ns())
    recorded(large, world.harvest(10))  # migrates where the kept ledger is of an older schema
    lots = [timed(partial(recorded, large, world.harvest(1000))) for _ in range(3)]
    cpu, clock = min(c for c, _ in lots), min(w for _, w in lots)
    rates = 1000 * PER_ARTICLE / cpu, 1000 * PER_ARTICLE / clock
    print(f"{'ingest at full size, claims a second':<58}{rates[0]:>10,.0f}    {rates[1]:>10,.0f}     5,000")
    few, many = passes(small, World(1)), passes(large, world)
    for title, found in ((f"at {SMALL:,}", few), ("at full size", many)):
        line(f"pass of 100 articles {title}: asked (open to readers)", *found[:2], "")
        line(f"pass of 100 articles {title}: recorded (writer's lock)", *found[2:], "1 s")
    cost = [sum(found[i] for i in (0, 2)) for found in (few, many)]
    print(
        f"{'cost per new claim without comparing, against ' + format(SMALL, ','):<58}{cost[1] / cost[0]:>10.2f}  ({cost[0]:.2f} and {cost[1]:.2f} ms)    1.5"
    )
    line("snapshot published for the first time, all summaries anew", *timed(lambda: publish(large, copy)), "")
    file, parquet = published(large, copy, world)
    line("snapshot published after a pass of 100 articles", *file, "3 s")
    line("the Parquet folder beside it", *parquet, "")
    connection = connect_snapshot(copy)
    for number, query in asked():
        title, target = (f"cookbook {number}, daily", "200 ms") if number in DAILY else (f"cookbook {number}", "")
        line(title, *best(partial(run_on, connection, query, StringIO(), "jsonl")), target, "ms")
    claims, articles = connection.execute(
        "SELECT (SELECT count(*) FROM claim_log), (SELECT count(*) FROM article_log)"
    ).fetchall()[0]
    connection.close()
    for title, size in (("ledger", large.stat().st_size), ("copy", copy.stat().st_size)):
        print(f"{title}: {size / 1e6:.0f} MB, {size / claims:.0f} bytes a claim, {size / articles:.0f} an article")


if __name__ == "__main__":
    main()
