"""The health of sources: the state after each poll, and what the operator is told, once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Literal

from flows.fetch.articles import iso
from flows.fetch.download import FetchError
from flows.fetch.manners import back_off, error_class, later
from flows.fetch.memory import Memory
from flows.fetch.polling import Polled
from flows.settings import Source
from storage.rows import SourceState

#: failures in a row before the operator hears of it, and successes in a row before it counts as recovered
FAILURES_TO_TELL, SUCCESSES_TO_RECOVER = 3, 2


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing the operator should hear about a source. ``key`` is the same for the same event, so that it is sent once."""

    key: str
    source: str
    kind: Literal["failing", "retired", "quiet", "recovered"]
    message: str


def after_success(state: SourceState, memory: Memory, polled: Polled, news: bool, now: datetime) -> SourceState:
    """The state after a poll that worked."""
    memory.error_class = memory.failing_since = memory.not_before = None
    memory.good_in_a_row += 1
    return replace(
        state,
        etag=polled.etag,
        last_modified=polled.last_modified,
        last_success=now,
        last_new_item=now if news else state.last_new_item,
        failures=0,
        error=None,
        next_due=later(now, polled.wait),
        baseline_done=True,
    )


def after_failure(
    source: Source, state: SourceState, memory: Memory, error: FetchError, now: datetime, chance: Random
) -> SourceState:
    """The state after a poll that failed: when to try again depends on the class of the error. 410 retires a source."""
    memory.error_class = error_class(error)
    memory.good_in_a_row = 0
    memory.failing_since = memory.failing_since or iso(now)
    if error.status == 410:
        memory.retired = iso(now)
    if error.retry_after:
        memory.not_before = iso(later(now, error.retry_after))
    wait = back_off(memory.error_class, state.failures + 1, error.retry_after, chance)
    return replace(state, failures=state.failures + 1, error=error.message, next_due=later(now, wait))


def notices_of(source: Source, memory: Memory, state: SourceState, now: datetime) -> list[Notice]:
    """What the operator is to be told after this poll; ``memory.told`` keeps it from being said twice, and a single good or bad poll
    between changes nothing (no flapping)."""
    if memory.retired and memory.told != "retired":
        memory.told = "retired"
        return [
            _notice(
                source,
                "retired",
                memory.retired,
                f"{source.name} is gone for good (410) and is no longer polled: {state.error}",
            )
        ]
    if memory.told is None and state.failures >= FAILURES_TO_TELL:
        memory.told = "failing"
        since = memory.failing_since or iso(now)
        return [
            _notice(
                source,
                "failing",
                since,
                f"{source.name} has failed {state.failures} times in a row since {since}: {state.error}",
            )
        ]
    if memory.told == "failing" and memory.good_in_a_row >= SUCCESSES_TO_RECOVER:
        memory.told = None
        return [_notice(source, "recovered", iso(now), f"{source.name} answers again")]
    silence = quiet(memory, state, now)
    if memory.told is None and silence is not None:
        memory.told = "quiet"
        return [_notice(source, "quiet", (state.last_new_item or now).isoformat(), f"{source.name} {silence}")]
    if memory.told == "quiet" and silence is None and state.failures == 0:
        memory.told = None
        return [_notice(source, "recovered", iso(now), f"{source.name} has new items again")]
    return []


def quiet(memory: Memory, state: SourceState, now: datetime) -> str | None:
    """A sentence if a source that answers has had nothing new for ten times its usual pause (three days at least); else None."""
    if len(memory.dates) <= 5 or state.failures:
        return None
    newest = datetime.fromisoformat(memory.dates[0])
    if now - newest <= timedelta(days=3):
        return None
    gaps = median_gap(memory.dates)
    if now - newest <= timedelta(seconds=10 * gaps):
        return None
    return f"answers, but has had nothing new since {memory.dates[0]} (usually every {pause(gaps)})"


def claim_silence(claimed: list[datetime], now: datetime, days: int = 10) -> str | None:
    """A sentence if a source gave no claim in ``days`` though it normally gives three a week or more; ``claimed`` are the times of its
    claims in the last ten weeks."""
    recent = [moment for moment in claimed if moment > now - timedelta(days=days)]
    before = [moment for moment in claimed if now - timedelta(days=70) < moment <= now - timedelta(days=days)]
    weekly = len(before) / ((70 - days) / 7)
    if recent or weekly < 3:
        return None
    return f"fetched fine, but no claim in {days} days, normally {weekly:.0f} a week"


def median_gap(dates: list[str]) -> float:
    """Median seconds between different dates; 0 with fewer than two."""
    moments = sorted(datetime.fromisoformat(text.replace("Z", "+00:00")) for text in set(dates))
    gaps = sorted((after - before).total_seconds() for before, after in pairwise(moments))
    return gaps[len(gaps) // 2] if gaps else 0.0


def pause(seconds: float) -> str:
    """A length of time in words: "3 hours"."""
    for size, name in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 1.5 * size:
            return f"{seconds / size:.0f} {name}"
    return "minute"


def _notice(
    source: Source, kind: Literal["failing", "retired", "quiet", "recovered"], since: str, message: str
) -> Notice:
    return Notice(f"source:{source.name}:{kind}:{since}", source.name, kind, message)
