"""When things go out: the next digest of a channel, quiet hours, back-off after a failure. Pure; the clock comes in."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flows.settings import Channel

#: seconds until the next attempt after the 1st, 2nd, ... failure; the last one repeats
BACKOFF = (30, 120, 600, 1800, 3600, 4 * 3600)
#: attempts until a row is parked; with BACKOFF about three days of trying
ATTEMPTS = 24


def backoff(attempts: int, retry_after: float | None = None) -> timedelta:
    """How long to wait after the given number of failed attempts; a destination's own word (Retry-After) counts if it is longer."""
    wait = BACKOFF[min(max(attempts, 1), len(BACKOFF)) - 1]
    return timedelta(seconds=max(float(wait) if retry_after is None else 0.0, min(retry_after or 0.0, 86400.0)))


def next_digest(channel: Channel | None, now: datetime) -> datetime:
    """When the digest is due that a finding of ``now`` belongs to; ``now`` where the channel keeps no digest."""
    period = channel.digest if channel else "daily"
    if period == "off":
        return now
    if period == "hourly":
        # the hour of UTC: an hour of local time may come twice or not at all
        return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    zone = ZoneInfo(channel.timezone if channel else "UTC")
    hour = channel.digest_hour if channel else 7
    day = now.astimezone(zone).date()
    while True:
        due = datetime.combine(day, time(hour), zone).astimezone(UTC)
        if due > now and (period == "daily" or day.weekday() == 0):
            return due
        day += timedelta(days=1)


def quiet_until(channel: Channel, now: datetime) -> datetime | None:
    """The end of the quiet hours that ``now`` lies in; None outside them. They hold messages back and never drop one."""
    if not channel.quiet:
        return None
    zone = ZoneInfo(channel.timezone)
    local = now.astimezone(zone)
    start, end = (time.fromisoformat(t.strip()) for t in channel.quiet.split("-"))
    clock = local.time()
    inside = start <= clock < end if start <= end else clock >= start or clock < end
    if not inside:
        return None
    day = local.date() + timedelta(days=1 if start > end and clock >= start else 0)
    return datetime.combine(day, end, zone)
