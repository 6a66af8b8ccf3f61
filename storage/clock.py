"""What lies ahead of the clock was written while it was wrong: it never counts as done, and no wait may hang on it."""

from __future__ import annotations

from datetime import datetime, timedelta

#: clocks that keep right differ by less: two machines on one folder, or one that was set while a pass was made
SLACK = timedelta(minutes=5)


def ahead(moment: datetime, now: datetime) -> bool:
    """Whether a recorded moment lies later than ``now`` by more than clocks that are right may differ."""
    return moment > now + SLACK
