"""When passes are due by the settings' schedule, and from when on one that did not come is late. Imports no Prefect.

The moments are those at which Prefect starts the flow (a test compares them): an interval counts from one fixed anchor, midnight in the
schedule's time zone, and a cron expression is read in that zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from flows.settings import Schedule

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def anchor(schedule: Schedule) -> datetime:
    """The moment from which an interval counts: the same instants after every restart, not an interval counted from it."""
    return datetime(2024, 1, 1, tzinfo=ZoneInfo(schedule.timezone))


def due(schedule: Schedule, after: datetime, count: int = 1) -> list[datetime]:
    """The next ``count`` moments (in the schedule's time zone) at which a pass is due, strictly after ``after``; fewer where a cron
    expression names no more, none where it cannot be read."""
    return list(islice(_by_cron(schedule, after) if schedule.cron else _by_interval(schedule, after), count))


def limits(schedule: Schedule, last: datetime) -> tuple[datetime, datetime] | None:
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


def _by_interval(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """As Prefect does it: whole intervals of seconds up to the moment, from there on days of the calendar and the seconds beyond them."""
    zone, pause = ZoneInfo(schedule.timezone), schedule.interval
    began = anchor(schedule).astimezone(UTC)
    moment = (began + pause * ((after - began) // pause)).astimezone(zone)
    days, rest = timedelta(days=pause.days), pause - timedelta(days=pause.days)
    while True:
        # Python adds to the wall clock: right for days; the rest is added to the instant
        moment = ((moment + days).astimezone(UTC) + rest).astimezone(zone)
        if moment.astimezone(UTC) > after:
            yield moment


def _by_cron(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    from cronsim import CronSim, CronSimError

    try:
        yield from CronSim(schedule.cron or "", after.astimezone(ZoneInfo(schedule.timezone)))
    except CronSimError:
        return
