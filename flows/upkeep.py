"""Prefect flows beside ``monitor``: digests, looking again, publishing, the daily upkeep, reading history again. Thin wrappers.

Each holds the data folder's lock while it writes, and waits for it, so that none of them runs beside a pass; ``publish`` alone needs only the ledger's. Runs
of those on a schedule that came due while nothing was running collapse into one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from prefect import flow, runtime, tags
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import appointing, keeping, missed
from flows.keeping import reread as again
from flows.logs import lines
from flows.monitor import monitor
from flows.passes import once, revisits, stages
from flows.passes.folder import alone
from flows.settings import Settings, load

NOTHING = "nothing was due"


def _name(flow: str) -> Callable[[], str]:
    """Names a run of the flow when it begins."""
    return lambda: missed.name_of(flow, runtime.flow_run.scheduled_start_time)


def _collapsed(settings: Settings, name: str) -> State[Any] | None:
    due = runtime.flow_run.scheduled_start_time
    if once.done_since(settings, name, due):
        return Completed(name="Collapsed", message=missed.DONE_MEANWHILE)
    if missed.done_right_now(settings, name, due):
        return Completed(name="Collapsed", message=missed.UNDER_WAY)
    return None


def _done(settings: Settings, name: str, began: datetime, sentence: str) -> State[Any]:
    """The end of a run: marked, told to who looks at the log, and shown as the state's message."""
    once.mark(settings, name, began)
    lines.say(settings, f"{name}: {sentence}")
    return Completed(message=sentence)


@flow(name="digest", flow_run_name=_name("digest"), persist_result=False)
def digest(settings: str | None = None) -> State[Any]:
    """Send what is owed and due, digests above all, between two passes.

    Args:
        settings: Path of the settings file; empty: PLEDGEWATCH_SETTINGS, else the nearest pledgewatch.toml upwards.
    """
    chosen = load(settings)
    lines.set_up(chosen)
    if (collapsed := _collapsed(chosen, "digest")) is not None:
        return collapsed
    appointing.renew(chosen)
    began = datetime.now(UTC)
    with missed.present(chosen), alone(chosen, wait=True), missed.on_record(chosen, "digest"):
        stages.refuse_if_lost(chosen)
        rows = stages.deliver(chosen, began).rows if chosen.ledger_path.exists() else []
    if rows:
        columns = ("destination", "sent", "owed", "given up", "last error")
        table = [dict(zip(columns, row, strict=True)) for row in rows]
        create_table_artifact(key="deliveries", table=table, description="What was owed, by destination")
    said = "; ".join(f"{d}: {sent} sent, {owed} owed, {parked} given up" for d, sent, owed, parked, _ in rows)
    return _done(chosen, "digest", began, said or NOTHING)


@flow(name="revisit", flow_run_name=_name("revisit"), persist_result=False)
def revisit(settings: str | None = None) -> State[Any]:
    """Look again at articles whose time for it has come, where passes are further apart than that: a pass over their sources alone.

    Args:
        settings: Path of the settings file; empty: PLEDGEWATCH_SETTINGS, else the nearest pledgewatch.toml upwards.
    """
    chosen = load(settings)
    lines.set_up(chosen)
    if (collapsed := _collapsed(chosen, "revisit")) is not None:
        return collapsed
    missed.collapse()
    began = datetime.now(UTC)
    due = revisits.due_sources(chosen, began)
    if not due:
        return _done(chosen, "revisit", began, NOTHING)
    with tags("pledgewatch", "monitor"):  # a run within a run has none of its deployment's
        state: State[Any] = monitor(settings=settings, only=due, return_state=True)
    return _done(chosen, "revisit", began, f"{', '.join(due)}: {state.message}")


@flow(name="publish", flow_run_name=_name("publish"), persist_result=False)
def publish(settings: str | None = None) -> State[Any]:
    """Publish the read-only copy (and the Parquet files, where the settings want them) anew.

    Args:
        settings: Path of the settings file; empty: PLEDGEWATCH_SETTINGS, else the nearest pledgewatch.toml upwards.
    """
    chosen = load(settings)
    lines.set_up(chosen)
    began = datetime.now(UTC)
    return _done(chosen, "publish", began, f"published {stages.publish(chosen, began)}")


@flow(name="maintain", flow_run_name=_name("maintain"), persist_result=False)
def maintain(settings: str | None = None) -> State[Any]:
    """The daily upkeep: sweep what killed processes left, back up, drop old backups, check that everything is whole.

    Args:
        settings: Path of the settings file; empty: PLEDGEWATCH_SETTINGS, else the nearest pledgewatch.toml upwards.
    """
    chosen = load(settings)
    lines.set_up(chosen)
    if (collapsed := _collapsed(chosen, "maintain")) is not None:
        return collapsed
    began = datetime.now(UTC)
    with missed.present(chosen):
        done = keeping.maintain(chosen, held=lambda: missed.on_record(chosen, "maintain"))
    create_markdown_artifact(key="upkeep", markdown="\n".join(f"- {line}" for line in done) or "nothing to do")
    return _done(chosen, "maintain", began, "; ".join(done) or "nothing to do")


@flow(name="reextract", flow_run_name=_name("reextract"), persist_result=False)
def reextract(settings: str | None = None) -> State[Any]:
    """Read and judge all kept pages again: what `pledgewatch backtest` shows becomes the next generation; nothing is sent.

    Args:
        settings: Path of the settings file; empty: PLEDGEWATCH_SETTINGS, else the nearest pledgewatch.toml upwards.
    """
    chosen = load(settings)
    lines.set_up(chosen)
    began = datetime.now(UTC)
    # a run that nobody sits before waits for the pass that is being made, whatever schedule.overlap has for passes
    with missed.present(chosen):
        done = again.reread(chosen, began, wait=True, held=lambda: missed.on_record(chosen, "reextract"))
    sentence = again.sentence(done)
    create_markdown_artifact(key="reextract", markdown=f"- {sentence}")
    return _done(chosen, "reextract", began, sentence)
