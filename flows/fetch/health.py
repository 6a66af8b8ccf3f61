"""The health of sources: the state after each poll, and what the operator is told, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from flows.fetch.download import FetchError
from flows.fetch.items import iso
from flows.fetch.manners import back_off, error_class, later, median_gap
from flows.fetch.memory import Memory
from flows.fetch.polling import Polled
from flows.notices import Kind, Notice
from flows.settings import Source
from storage.clock import ahead
from storage.rows import SourceState

#: failures in a row before the operator hears of it, and successes in a row before it counts as recovered
FAILURES_TO_TELL, SUCCESSES_TO_RECOVER = 3, 2
#: each notice of the same trouble within this time doubles what it takes to count as recovered, up to so many times the first
LATELY, PATIENCE = timedelta(days=3), 32


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
    # without network nobody is at fault: everyone is asked again soon, whatever came before
    failures = 1 if error.code == "offline" else state.failures + 1
    wait = back_off(memory.error_class, failures, error.retry_after, chance)
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
    # a source that was quiet and fails now is another thing to know
    if memory.told in (None, "quiet") and (said := _failing(memory, state, now)) is not None:
        memory.told = "failing"
        _remember(memory, "failing", now)
        return [_notice(source, "failing", memory.failing_since or iso(now), f"{source.name} {said}")]
    if memory.told == "failing" and memory.good_in_a_row >= _well_again(memory, "failing", now):
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


def _remember(memory: Memory, kind: Kind, now: datetime) -> None:
    since = iso(now - LATELY)
    memory.told_at[kind] = [*(moment for moment in memory.told_at.get(kind, []) if moment > since), iso(now)]


def _well_again(memory: Memory, kind: Kind, now: datetime) -> int:
    """How many good looks in a row make a source recovered: more, the more often it came and went lately."""
    since = iso(now - LATELY)
    times = sum(moment > since for moment in memory.told_at.get(kind, []))
    return SUCCESSES_TO_RECOVER * min(PATIENCE, 1 << max(0, times - 1))


def _failing(memory: Memory, state: SourceState, now: datetime) -> str | None:
    """A sentence if a source failed several times in a row, or once where its server will not be asked again for a day or more."""
    if state.failures >= FAILURES_TO_TELL:
        return f"has failed {state.failures} times in a row since {memory.failing_since or iso(now)}: {state.error}"
    if state.failures and memory.not_before and memory.not_before >= iso(now + timedelta(days=1)):
        return f"is not asked before {memory.not_before}, as its server wishes: {state.error}"
    return None


def overflow_notices(source: Source, memory: Memory, missed: str | None, now: datetime) -> list[Notice]:
    """What the operator is to be told of a listing that holds less than comes in between two looks: once, and once when it is over."""
    if missed is not None:
        memory.whole_looks, memory.missed = 0, missed
        if memory.overflowing is None:
            memory.overflowing = iso(now)
            _remember(memory, "overflow", now)
            return [_notice(source, "overflow", memory.overflowing, f"{source.name}: {missed}")]
    elif memory.overflowing is not None:
        memory.whole_looks += 1
        if memory.whole_looks >= _well_again(memory, "overflow", now):
            memory.overflowing, memory.missed, memory.whole_looks = None, None, 0
            return [
                _notice(
                    source, "recovered", iso(now), f"{source.name}: its listing reaches back to the look before again"
                )
            ]
    return []


def dry_notices(state: SourceState, silence: str | None, gives: bool, now: datetime) -> tuple[SourceState, list[str]]:
    """The state, and what the operator is to be told, of a source that is read fine and gives no claims against its habit."""
    memory = Memory.read(state.cursor)
    if silence is not None and memory.dry is None:
        memory.dry = iso(now)
        said = [f"{state.name}: {silence}; look whether its pages have changed"]
    elif memory.dry is not None and gives:
        memory.dry = None
        said = [f"{state.name}: gives claims again"]
    else:
        return state, []
    return replace(state, cursor=memory.write()), said


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
    claims in the last ten weeks. A habit is of three days at least and counted from its first claim on, over two weeks at least."""
    recent = [moment for moment in claimed if moment > now - timedelta(days=days) and not ahead(moment, now)]
    before = [moment for moment in claimed if now - timedelta(days=70) < moment <= now - timedelta(days=days)]
    if recent or len({moment.date() for moment in before}) < 3:
        return None
    since = max(now - timedelta(days=days) - min(before), timedelta(days=14))
    weekly = len(before) / (since / timedelta(days=7))
    if weekly < 3:
        return None
    return f"fetched fine, but no claim in {days} days, normally {weekly:.0f} a week"


def pause(seconds: float) -> str:
    """A length of time in words: "3 hours"."""
    for size, name in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 1.5 * size:
            return f"{seconds / size:.0f} {name}"
    return "minute"


def _notice(source: Source, kind: Kind, since: str, message: str) -> Notice:
    return Notice(f"source:{source.name}:{kind}:{since}", source.name, kind, message)
