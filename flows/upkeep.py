"""Prefect flows beside ``monitor``: digests between passes, publishing, the daily upkeep, reading history again. Thin wrappers."""

from __future__ import annotations

from datetime import UTC, datetime

from prefect import flow, get_run_logger
from prefect.artifacts import create_markdown_artifact

from flows import keeping
from flows import reread as again
from flows.passes import stages
from flows.passes.pipeline import alone
from flows.settings import load


@flow(name="digest", persist_result=False)
def digest(settings: str | None = None) -> str:
    """Send what is owed and due, digests above all, between two passes.

    Args:
        settings: Path of the settings file; empty: PLEDGEWATCH_SETTINGS, else the nearest pledgewatch.toml upwards.
    """
    chosen = load(settings)
    with alone(chosen, wait=True):
        rows = stages.deliver(chosen, datetime.now(UTC)).rows if chosen.ledger_path.exists() else []
    said = "; ".join(f"{d}: {sent} sent, {owed} owed, {parked} given up" for d, sent, owed, parked, _ in rows)
    get_run_logger().info(said or "nothing was due")
    return said or "nothing was due"


@flow(name="publish", persist_result=False)
def publish(settings: str | None = None) -> str:
    """Publish the read-only copy (and the Parquet files, where the settings want them) anew.

    Args:
        settings: Path of the settings file; empty: PLEDGEWATCH_SETTINGS, else the nearest pledgewatch.toml upwards.
    """
    return str(stages.publish(load(settings), datetime.now(UTC)))


@flow(name="maintain", persist_result=False)
def maintain(settings: str | None = None) -> list[str]:
    """The daily upkeep: sweep what killed processes left, back up, drop old backups, check that everything is whole.

    Args:
        settings: Path of the settings file; empty: PLEDGEWATCH_SETTINGS, else the nearest pledgewatch.toml upwards.
    """
    done = keeping.maintain(load(settings))
    create_markdown_artifact(key="upkeep", markdown="\n".join(f"- {line}" for line in done) or "nothing to do")
    return done


@flow(name="reextract", persist_result=False)
def reextract(settings: str | None = None) -> str:
    """Read all kept pages again with this version's extractor; nothing is sent.

    Args:
        settings: Path of the settings file; empty: PLEDGEWATCH_SETTINGS, else the nearest pledgewatch.toml upwards.
    """
    done = again.reread(load(settings), datetime.now(UTC))
    return f"{done.pages} pages, {done.documents} read again, {done.claims} claims, {done.lost} lost"
