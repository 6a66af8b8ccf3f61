"""What a source's memory holds from a time at which the clock was ahead is put right before the source is asked again.

Otherwise it would be left alone until the day that the clock then showed, and its articles would not be looked at again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from flows.fetch.items import instant, iso
from flows.fetch.memory import Memory
from storage.clock import ahead
from storage.rows import SourceState


def righted(state: SourceState, memory: Memory, now: datetime) -> SourceState:
    """The state without waits that hang on a clock that was ahead; ``memory`` is put right in place.

    What a server asked for (Retry-After) is a length of time, and is kept from now on. Looks again count from now.
    """
    memory.revisits = [
        replace(visit, first=iso(now)) if ahead(instant(visit.first), now) else visit for visit in memory.revisits
    ]
    if memory.failing_since and ahead(instant(memory.failing_since), now):
        memory.failing_since = iso(now)
    memory.told_at = {
        kind: [moment for moment in told if not ahead(instant(moment), now)] for kind, told in memory.told_at.items()
    }
    # a listing's own dates may lie in the future by a day (flows.fetch.items.moment)
    memory.dates = [date for date in memory.dates if instant(date) <= now + timedelta(days=1)]
    if state.updated_at is None or not ahead(state.updated_at, now):
        return state
    if memory.not_before:
        memory.not_before = iso(instant(memory.not_before) - (state.updated_at - now))
    return replace(
        state,
        next_due=None,
        last_success=_until(state.last_success, now),
        last_new_item=_until(state.last_new_item, now),
    )


def _until(moment: datetime | None, now: datetime) -> datetime | None:
    return None if moment is None else min(moment, now)
