"""When passes are due by the settings' schedule or a deployment's, and from when on one that did not come is late. Imports no Prefect.

The moments are those at which Prefect starts the flow (a test compares them): an interval counts from one fixed anchor, midnight in the
schedule's time zone, and a cron expression is read in that zone.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby, islice
from zoneinfo import ZoneInfo

from flows.settings import Schedule

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def anchor(schedule: Schedule) -> datetime:
    """The moment from which an interval counts: the same instants after every restart, not an interval counted from it."""
    return datetime(2024, 1, 1, tzinfo=ZoneInfo(schedule.timezone))


@dataclass(frozen=True, slots=True)
class Rule:
    """One schedule: a cron expression, or a pause counted from ``first`` (none: as the settings' intervals are)."""

    cron: str | None = None
    pause: timedelta | None = None
    timezone: str = "UTC"
    first: datetime | None = None


def rules_of(schedule: Schedule) -> tuple[Rule, ...]:
    """The settings' schedule, as one rule."""
    if schedule.cron:
        return (Rule(cron=schedule.cron, timezone=schedule.timezone),)
    return (Rule(pause=schedule.interval, timezone=schedule.timezone, first=anchor(schedule)),)


def due(schedule: Schedule | tuple[Rule, ...], after: datetime, count: int = 1) -> list[datetime]:
    """The next ``count`` moments (in the schedule's time zone) at which a pass is due, strictly after ``after``; fewer where a cron
    expression names no more, none where it cannot be read. Of several rules each moment comes once."""
    rules = rules_of(schedule) if isinstance(schedule, Schedule) else schedule
    merged = heapq.merge(*(_moments(rule, after) for rule in rules), key=_instant)
    return [next(same) for _, same in islice(groupby(merged, key=_instant), count)]


def _instant(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def limits(schedule: Schedule | tuple[Rule, ...], last: datetime) -> tuple[datetime, datetime] | None:
    """After a pass at ``last``: from when on the next one is late, and from when on something must have ended that makes them.

    Late is one more interval (an hour at most) and five minutes after it was due; gone is two (six hours at most) and a quarter of an
    hour. None where nothing is due any more.
    """
    moments = due(schedule, last, 2)
    if not moments:
        return None
    first = moments[0].astimezone(UTC)
    gap = moments[1].astimezone(UTC) - first if len(moments) > 1 else 24 * HOUR
    return first + min(gap, HOUR) + 5 * MINUTE, first + min(2 * gap, 6 * HOUR) + 15 * MINUTE


def _moments(rule: Rule, after: datetime) -> Iterator[datetime]:
    if rule.cron:
        yield from _by_cron(rule.cron, rule.timezone, after)
    elif rule.pause:
        first = rule.first or datetime(2024, 1, 1, tzinfo=ZoneInfo(rule.timezone))
        yield from _by_interval(rule.pause, rule.timezone, first, after)


def _by_interval(pause: timedelta, timezone: str, first: datetime, after: datetime) -> Iterator[datetime]:
    """As Prefect does it: whole intervals of seconds up to the moment, from there on days of the calendar and the seconds beyond them."""
    zone, began = ZoneInfo(timezone), first.astimezone(UTC)
    moment = (began + pause * ((after - began) // pause)).astimezone(zone)
    days, rest = timedelta(days=pause.days), pause - timedelta(days=pause.days)
    while True:
        # Python adds to the wall clock: right for days; the rest is added to the instant
        moment = ((moment + days).astimezone(UTC) + rest).astimezone(zone)
        if moment.astimezone(UTC) > after:
            yield moment


def _by_cron(cron: str, timezone: str, after: datetime) -> Iterator[datetime]:
    from cronsim import CronSim, CronSimError

    try:
        yield from CronSim(cron, after.astimezone(ZoneInfo(timezone)))
    except CronSimError:
        return
