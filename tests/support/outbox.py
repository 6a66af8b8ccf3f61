"""A ledger with the seeds' findings owed to channels, for tests of delivery."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console, RenderableType

import cards
from extractors.model import Alert, Document
from flows.alert.compose import compose
from flows.settings import Channel, Paths, Settings, Watch
from storage.ledger import Ledger
from storage.rows import Harvest, Owed, Page, Reading

NOW = datetime(2025, 12, 3, 19, 0, tzinfo=UTC)


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


def channel(name: str, url: str) -> Channel:
    """A channel whose address is kept where a secret belongs."""
    variable = f"PW_TEST_{name.upper()}_URL"
    os.environ[variable] = url
    return Channel(name=name, url_env=variable)


def settings(folder: Path, **channels: str) -> Settings:
    """Settings with one watch on everything and the given channels (name = Apprise URL)."""
    made = tuple(channel(n, u) for n, u in channels.items())
    watch = Watch(name="all", unknown_amounts="alert", channels=tuple(channels))
    return Settings(paths=Paths(data=folder), channels=made, watches=(watch,))


def record(s: Settings, now: datetime = NOW) -> tuple[Alert, ...]:
    """Compose the seeds' gold verdicts and record what is owed; gives the alerts."""
    composed = compose(cards.verdicts(), cards.statements(), s.watches, now=now, channels=s.channels)
    with Ledger.open(s.ledger_path) as ledger:
        ledger.record(Harvest("run-1", now, alerts=composed.alerts, owed=composed.owed))
    return composed.alerts


def record_many(s: Settings, count: int, destinations: tuple[str, ...], now: datetime = NOW) -> tuple[Alert, ...]:
    """``count`` alerts owed to every destination."""
    model = compose(cards.verdicts(), cards.statements(), None, now=now).alerts[0]
    alerts = tuple(
        Alert(
            f"al{n:08d}",
            f"ev{n}",
            model.document_id,
            model.created_at,
            "alert",
            "low",
            f"alert {n}",
            f"body {n}",
            (f"v{n}",),
        )
        for n in range(count)
    )
    owed = tuple(Owed(f"{a.alert_id}:{d}", a.alert_id, d, next_attempt=now) for a in alerts for d in destinations)
    with Ledger.open(s.ledger_path) as ledger:
        ledger.record(Harvest("run-1", now, alerts=alerts, owed=owed))
    return alerts


def rows(s: Settings) -> dict[str, Owed]:
    """Every row of the outbox by key."""
    with Ledger.open(s.ledger_path) as ledger:
        found: dict[str, Owed] = {}
        for alert in ledger.alerts(5000):
            file = ledger.alert(alert.alert_id)
            assert file is not None
            found |= {o.key: o for o in file.owed}
        return found


def seeded(folder: Path) -> Settings:
    """A ledger with the seeds' gold claims, verdicts and alerts in it."""
    made_settings = settings(folder)
    made = compose(cards.verdicts(), cards.statements(), made_settings.watches, now=NOW)
    readings = []
    for d in cards.lines(cards.GOLDS / "seeds" / "documents.jsonl"):
        own = [x for x in cards.statements() if x.article.document_id == d["id"]]
        articles = {x.article.segment: x.article for x in own}
        page = Page("seeds", d["url"] or d["id"], NOW, b"", d["id"], document_id=d["id"])
        document = Document(d["id"], d["text"], d["title"], d["url"], d["publisher"], d["published"])
        readings.append(Reading(page, document, tuple(articles.values()), tuple(x.claim for x in own)))
    harvest = Harvest("r", NOW, readings=tuple(readings), verdicts=cards.verdicts(), alerts=made.alerts, owed=made.owed)
    with Ledger.open(made_settings.ledger_path) as ledger:
        ledger.record(harvest)
    return made_settings


def shown(page: RenderableType) -> str:
    """What a page for the terminal says, in one line."""
    screen = io.StringIO()
    Console(file=screen, width=160).print(page)
    return " ".join(screen.getvalue().split())
