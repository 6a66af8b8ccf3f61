"""What judging costs when the ledger has grown: keys, priors and comparison of 1,000 new claims; CPU seconds, and the ratio large : small.

    .venv/bin/python -m pytest benchmarks/bench_compare.py -s                   # quick: against 10,000 and 50,000 stored claims, a minute
    PLEDGEWATCH_BENCH_CLAIMS=1000000 PLEDGEWATCH_BENCH_KEEP=/some/folder .venv/bin/python -m pytest benchmarks/bench_compare.py -s

The second one is the size of the target; its ledger takes ten minutes to grow and stays in the folder for the next run. Claims are
generated: events (a payer, a recipient, a subject, a place, a day, some amounts) told by one to five outlets in words of their own, payers
and recipients by Zipf's law, amounts log-normal with one to three significant digits, dates over five years, ten claims to an article. They
are stored under the comparison's own blocking keys. Target: 2 s, and at a million at most 1.5 times that at 10,000. CPU time of this process
is what counts: it is the same beside other load, as far as cores are not shared.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from extractors.model import Article, Claim, Document, Quote, Span, Statement, Time
from flows.compare import Context, blocking_keys, compare, planned
from storage.ledger import Ledger
from storage.rows import Harvest, Page, Reading

CLAIMS = int(os.environ.get("PLEDGEWATCH_BENCH_CLAIMS", "50000"))
NEW = int(os.environ.get("PLEDGEWATCH_BENCH_NEW", "1000"))
KEPT = os.environ.get("PLEDGEWATCH_BENCH_KEEP")
SMALL = 10_000
PER_ARTICLE = 10
START = datetime(2021, 1, 1, tzinfo=UTC)
DAYS = 5 * 365
_SYLLABLES = "ba ke di lo mu ran tes vil gor han pel sak tor wen zim fjo lan sta ber".split()  # noqa: SIM905


class World:
    """A source of articles about events, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        names = random.Random(1)
        self.things = ["".join(names.choices(_SYLLABLES, k=3)) for _ in range(8000)]
        self.places = [w.title() for w in ("".join(names.choices(_SYLLABLES, k=3)) for _ in range(4000))]
        states = [
            "Germany",
            "United States",
            "Norway",
            "Japan",
            "France",
            "Canada",
            "Denmark",
            "Poland",
            "Italy",
            "India",
        ]
        self.payers = states + [f"{p} {kind}" for p in self.places[:590] for kind in ("Bank",)]
        self.weights = [1 / (n + 1) for n in range(len(self.payers))]
        self.number = seed * 10**9

    def statements(self, claims: int, late: bool = False) -> list[Statement]:
        """So many claims in articles of ten; ``late``: of the last week, as a pass brings them."""
        found: list[Statement] = []
        while len(found) < claims:
            day = START + timedelta(minutes=self.random.randrange((DAYS - 7 if late else 0) * 1440, DAYS * 1440))
            event = self.event()
            for outlet in range(self.random.choice((1, 1, 1, 2, 3, 5))):
                found += self.article(event, day + timedelta(hours=6 * outlet), outlet)
        return found[:claims]

    def event(self) -> list[dict[str, Any]]:
        r = self.random
        place, about = r.choice(self.places), r.sample(self.things, 6)
        return [
            {
                "actor": r.choices(self.payers, self.weights)[0], "recipient": r.choices(self.payers, self.weights)[0] if r.random() < 0.6 else None,
                "speaker": f"{r.choice(self.places)} {r.choice(self.places)}" if r.random() < 0.5 else None, "purpose": " ".join(r.sample(about, 2)),
                "amount": float(f"{r.lognormvariate(19, 3):.{r.choice((0, 0, 1, 2))}e}"), "unit": r.choices(("EUR", "USD", "GBP", "SEK"), (5, 4, 1, 1))[0],
                "place": place, "about": about, "modality": r.choices(("pledged", "planned", "reported", "delivered"), (4, 3, 6, 2))[0],
            }
            for _ in range(PER_ARTICLE)
        ]  # fmt: skip

    def article(self, event: list[dict[str, Any]], day: datetime, outlet: int) -> list[Statement]:
        r = self.random
        self.number += 1
        document = f"outlet{r.randrange(80)}.example-{self.number:016x}"
        title = f"{event[0]['place']} {' '.join(r.sample(event[0]['about'], 3))}"
        article = Article(document, 0, 0, 4000, title, f"https://{document}", f"outlet{outlet}", day.isoformat(), "en")
        return [Statement(self.claim(document, n, slots), article) for n, slots in enumerate(event)]

    def claim(self, document: str, n: int, slots: dict[str, Any]) -> Claim:
        r = self.random
        words = " ".join([*r.sample(slots["about"], 4), *r.sample(self.things, 8)])
        anchor = f"{slots['amount']:.0f} {slots['unit']}"
        quote = f"{slots['actor']} will give {anchor} for {slots['purpose']} in {slots['place']}, {slots['speaker'] or 'officials'} said: {words}."
        money = r.random() < 0.95  # one report in twenty has another number
        value = slots["amount"] if money else slots["amount"] * 2
        start = 400 * n
        return Claim(
            document, 0, f"{document}-{n}", "figure" if slots["modality"] == "reported" else "pledge", Span(start + 20, start + 20 + len(anchor), anchor),
            Quote(start, start + len(quote), quote, "", ""), actor=slots["actor"], speaker=slots["speaker"], recipient=slots["recipient"],
            purpose=slots["purpose"] if r.random() < 0.7 else None, measure="one_off", low=value, high=value, unit=slots["unit"], comparator="exact",
            time=Time(), modality=slots["modality"], stage="pledge",
        )  # fmt: skip


def grow(path: Path, claims: int) -> Path:
    """A ledger of so many generated claims under their own keys."""
    world, left = World(7), claims
    while left > 0:
        lot = world.statements(min(10_000, left))
        left -= len(lot)
        keys = {s.claim.claim_id: tuple(sorted(blocking_keys(s))) for s in lot}
        harvest = replace(_harvest(f"run-{left}", lot), keys=keys)
        with Ledger.open(path) as ledger:
            ledger.record(harvest)
    return path


def _harvest(run: str, lot: list[Statement]) -> Harvest:
    readings: dict[str, list[Statement]] = {}
    for s in lot:
        readings.setdefault(s.article.document_id, []).append(s)
    return Harvest(
        run_id=run,
        started_at=START,
        readings=tuple(_reading(group) for group in readings.values()),
        propositions={s.claim.claim_id: f"p-{s.claim.claim_id}" for s in lot},
    )


def _reading(group: list[Statement]) -> Reading:
    a = group[0].article
    page = Page(
        "bench",
        a.url or "",
        START,
        b"",
        f"{hash(a.document_id) & (2**64 - 1):064x}",
        "text/html",
        title=a.title,
        published=a.published,
    )
    return Reading(page, Document(a.document_id, ""), (a,), tuple(s.claim for s in group))


#: ledger size -> CPU seconds of each round, by part
FOUND: dict[int, list[dict[str, float]]] = {}


def one_batch(path: Path, new: list[Statement], context: Context, size: int) -> int:
    """What a pass does after reading: keys, one set-based look-up, comparison; and recording, which is counted apart."""
    clock = [time.process_time()]
    keys = {s.claim.claim_id: blocking_keys(s) for s in new}
    plan = planned(new, keys)
    clock.append(time.process_time())
    with Ledger.open(path, read_only=True) as ledger:
        priors, under = ledger.keyed_priors(frozenset().union(*keys.values()), choose=plan.choose)
    clock.append(time.process_time())
    found = compare(new, priors, context, under | keys, plan=plan)
    clock.append(time.process_time())
    harvest = _harvest(f"new-{new[0].article.document_id}", new)
    harvest = replace(harvest, keys={c: tuple(sorted(k)) for c, k in keys.items()}, verdicts=found.verdicts)
    clock.append(time.process_time())
    with Ledger.open(path) as ledger:
        ledger.record(harvest)
    recorded = time.process_time() - clock.pop()
    parts = {n: b - a for n, a, b in zip(("keys", "priors", "compare"), clock, clock[1:])}
    FOUND.setdefault(size, []).append(parts | {"recorded": recorded, "all": clock[-1] - clock[0]})
    return len(found.verdicts)


@pytest.mark.parametrize("size", [SMALL, CLAIMS], ids=["small", "large"])
def test_a_batch(benchmark: Any, tmp_path_factory: pytest.TempPathFactory, size: int) -> None:
    """1,000 new claims against all that is stored."""
    folder = Path(KEPT) if KEPT else tmp_path_factory.mktemp("compare")
    path = folder / f"compare-{size}.duckdb"
    if not path.exists():
        grow(path.with_suffix(".part"), size).rename(path)
    work = tmp_path_factory.mktemp("work") / path.name  # what is kept stays as it was grown
    shutil.copyfile(path, work)
    context, lots = Context(), [World(n).statements(NEW, late=True) for n in range(100, 104)]
    told = benchmark.pedantic(
        one_batch, setup=lambda: ((work, lots.pop(), context, size), {}), rounds=3, warmup_rounds=1
    )
    benchmark.extra_info |= {"verdicts": told}


@pytest.fixture(autouse=True, scope="module")
def _told() -> Iterator[None]:
    """The figures, and what the size of the ledger costs."""
    yield
    best = {size: min(rounds[1:], key=lambda r: r["all"]) for size, rounds in FOUND.items() if len(rounds) > 1}
    for size, parts in best.items():
        split = ", ".join(f"{name} {parts[name]:.2f}" for name in ("keys", "priors", "compare"))
        print(f"\n{NEW:,} new claims against {size:,}: {parts['all']:.2f} s of CPU ({split})", end="")
        ledger, whole = parts["priors"] + parts["recorded"], parts["all"] + parts["recorded"]
        print(
            f"; a new claim costs {1000 * whole / NEW:.2f} ms judged and recorded, {1000 * ledger / NEW:.2f} of it the ledger's",
            end="",
        )
    if len(best) == 2:
        few, many = (best[size] for size in sorted(best))
        whole = (many["all"] + many["recorded"]) / (few["all"] + few["recorded"])
        print(f"\nlarge : small = {many['all'] / few['all']:.2f}, recorded too {whole:.2f}")
