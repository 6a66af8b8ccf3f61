"""What ``status`` says of keeping: the last upkeep, and whether the disk has room."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta

from flows.desk import appointed, pulse
from flows.desk.words import span
from flows.health import read_upkeep
from flows.settings import Settings
from storage.clock import ahead
from storage.doctor import LOW_DISK

#: it is made every night; a machine that sleeps at night makes up for it when it wakes
UPKEEP_WITHIN = timedelta(days=3)


def free_bytes(settings: Settings) -> int | None:
    """Free space where the data folder lies; None where nobody can say."""
    try:
        return shutil.disk_usage(settings.paths.data).free
    except OSError:
        return None


def findings(settings: Settings, now: datetime, serving: bool, free: int | None) -> Iterator[str]:
    """A sentence for each thing to look at. Where neither ``serve`` nor a worker makes the passes nobody expects an upkeep."""
    if free is not None and free < LOW_DISK:
        yield f"{free / 1e9:.1f} GB free where {settings.paths.data} lies: free some space there (what takes it: docs/running.md, How the disk fills)"
    last = read_upkeep(settings)
    if last is None or ahead(last.moment, now):
        return
    ago = span(now - last.moment)
    if last.wrong:
        told = "; ".join(last.wrong.values())
        yield f"the last upkeep, {ago} ago, found: {told} (the next one looks again; pledgewatch doctor does at once)"
    since = pulse.served_since(settings) if serving else None
    begun = max(last.moment, since) if since is not None and not ahead(since, now) else last.moment
    if (serving or appointed.by_worker(settings) is not None) and now - begun > UPKEEP_WITHIN:
        yield f"the last upkeep (backup, checks) was made {ago} ago: is the deployment maintain paused?"
