"""What comes after a pass, whether it came to its end or died: heartbeat, metrics, ping, and the operator's notices."""

from __future__ import annotations

import logging
import os
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from flows.health.beat import Beat, read_beat, write_beat
from flows.health.metrics import write_metrics
from flows.health.operator import tell_operator
from flows.health.standing import failing, standing_of
from flows.logs.masks import mask_text
from flows.settings import Settings
from storage.clock import ahead
from storage.refusals import sentence as sentence_of
from storage.standing import Standing

if TYPE_CHECKING:
    from flows.report.summary import Summary

log = logging.getLogger("flows.health")

#: so many passes in a row must end well before trouble counts as over: one good one between bad ones is no news
GOOD_TO_RECOVER = 2
#: how long the ledger is waited for; a pass that died of it has waited already
WAIT_SECONDS, WAIT_AFTER_DEATH = 10.0, 0.5

DIED, UNREAD = "passes die", "nothing can be read"


def after_pass(settings: Settings, done: Summary, now: datetime, notices: Sequence[str] = ()) -> list[str]:
    """Write heartbeat and metrics, ping, and tell the operator. Returns a sentence for each thing that did not work."""
    before = read_beat(settings)
    standing = _standing(settings, WAIT_SECONDS)
    beat = _beat(settings, done, now, before, standing)
    if not done.failed:
        beat.last_success = beat.at
    said = [*notices]
    unread = "nothing could be read in this pass: every source failed"
    said += _trouble(beat, UNREAD, "every source" if done.failed else None, unread, "sources can be read again")
    said += _trouble(beat, DIED, None, "", "passes come to their end again")
    said += [
        f"deliveries to {d} were given up: {error or 'refused'}" for d, _, _, parked, error in done.deliveries if parked
    ]
    return _give(settings, done, beat, standing, now, said)


def pass_died(settings: Settings, done: Summary, stage: str, error: BaseException, now: datetime) -> list[str]:
    """The same for a pass that did not come to its end. The operator hears of it once for each kind of error, and once when it is over."""
    before = read_beat(settings)
    standing = _standing(settings, WAIT_AFTER_DEATH)
    beat = _beat(settings, done, now, before, standing)
    kind, sentence = type(error).__name__, mask_text(" ".join(words_of(error).split()))[:500]
    beat.failed, beat.died = True, {"stage": stage, "kind": kind, "error": sentence or kind}
    beat.died_in_a_row = 1 + (before.died_in_a_row if before else 0)
    beat.died_ever = 1 + (before.died_ever if before else 0)
    news = (
        f"the pass of {done.started_at:%Y-%m-%d %H:%M} UTC died in its stage {stage}: {sentence or kind} "
        "(what it had not recorded is done by the next one; this is said once)"
    )
    said = _trouble(beat, DIED, kind, news, "")
    # without an operator's channel a notice is a line on stderr, where the error itself is about to be told
    return _give(settings, done, beat, standing, now, said if settings.health.operator else [])


def words_of(error: BaseException) -> str:
    """What went wrong, and what to do where the system refused a file."""
    return sentence_of(error) if isinstance(error, OSError) and error.strerror else str(error)


def at_work(settings: Settings, what: str | None, now: datetime) -> None:
    """A sign of life of long work that keeps passes waiting: a fresh heartbeat that says so, else as it was, and a ping. Never raises.

    ``what`` is None where the work has ended.
    """
    before = read_beat(settings)
    at = now.isoformat(timespec="seconds")
    beat = replace(before, at=at, working=what) if before is not None else Beat(at=at, working=what)
    works: tuple[Callable[[], None], ...] = (
        lambda: write_beat(settings, beat),
        lambda: ping(settings, failed=beat.failed),
    )
    for work in works:
        try:
            work()
        except Exception as error:  # whatever a disk or a network may do
            log.warning(mask_text(f"no sign of life could be given: {words_of(error)}"))


def _standing(settings: Settings, wait_seconds: float) -> Standing | None:
    """How things stand, or None where neither ledger nor copy says so."""
    try:
        standing, trouble = standing_of(settings, wait_seconds)
    except Exception as error:  # whatever a disk may do
        log.warning("the ledger cannot be asked how things stand: %s", error)
        return None
    return None if trouble is not None and not standing.totals else standing


def _beat(settings: Settings, done: Summary, now: datetime, before: Beat | None, standing: Standing | None) -> Beat:
    sources = [s.name for s in settings.sources if s.enabled]
    failed = failing(settings, standing) if standing else [r.name for r in done.reports if r.status == "failed"]
    return Beat(
        at=now.isoformat(timespec="seconds"),
        run_id=done.run_id,
        failed=done.failed,
        seconds=round(done.seconds, 2),
        sources=len(sources),
        sources_failed=len(failed),
        articles=done.recorded.articles,
        claims=done.recorded.claims,
        alerts=sum(a.channel == "alert" for a in done.alerts),
        last_success=_success(before, now),
        died_ever=before.died_ever if before else 0,
        troubles=before.troubles if before else {},
    )


def _success(before: Beat | None, now: datetime) -> str | None:
    """When a pass last read something. One that a clock gave which was ahead would hide for as long that none does any more."""
    last = before.last_success if before else None
    return None if last is None or ahead(datetime.fromisoformat(last), now) else last


def _trouble(beat: Beat, what: str, kind: str | None, news: str, over: str) -> list[str]:
    """What the operator is to hear of one trouble: each kind of it once, and once that it is over. ``kind`` None: this pass had none."""
    known = beat.troubles.get(what)
    if kind is not None:
        known = beat.troubles.setdefault(what, {"since": beat.at, "told": [], "good": 0})
        known["good"] = 0
        told = known["told"] if isinstance(known["told"], list) else []
        known["told"] = [*told, kind] if kind not in told else told
        return [] if kind in told else [news]
    if known is None:
        return []
    known["good"] = 1 + int(str(known.get("good", 0)))
    if int(str(known["good"])) < GOOD_TO_RECOVER:
        return []
    del beat.troubles[what]
    return [f"{over} (trouble since {known['since']})"]


def _give(
    settings: Settings, done: Summary, beat: Beat, standing: Standing | None, now: datetime, notices: Sequence[str]
) -> list[str]:
    problems = []
    works: tuple[tuple[str, Callable[[], None]], ...] = (
        ("the heartbeat", lambda: write_beat(settings, beat)),
        ("the metrics", lambda: write_metrics(settings, done, beat, standing, now)),
        ("the ping", lambda: ping(settings, failed=beat.failed)),
        ("the operator's notice", lambda: tell_operator(settings, notices, now)),
    )
    for what, work in works:
        try:
            work()
        except Exception as error:  # whatever a disk or a network may do
            problems.append(mask_text(f"{what} could not be given: {words_of(error)}"))
            log.warning(problems[-1])
    return problems


def ping(settings: Settings, failed: bool) -> None:
    """Ask the ping address, with ``/fail`` after a pass that read nothing or died (the form that healthchecks.io and its like take)."""
    name = settings.health.ping_url_env
    if name is None:
        return
    address = os.environ.get(name, "").strip()
    if not address.startswith(("https://", "http://")):
        raise ValueError(f"the environment variable {name} holds no web address")
    request = urllib.request.Request(address.rstrip("/") + ("/fail" if failed else ""), method="POST", data=b"")
    with urllib.request.urlopen(request, timeout=10):
        pass
