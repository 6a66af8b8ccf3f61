"""Fetching by several workers: a pass gives each group of hosts to a run of the flow ``fetch``, which any worker of the pool takes up.

A host is whole in one group, so that its pauses are kept whoever fetches it. A group that no worker finished is fetched where the pass runs.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime
from typing import Any

from prefect import flow, runtime
from prefect.client.schemas.objects import State
from prefect.deployments import run_deployment
from prefect.exceptions import PrefectHTTPStatusError
from prefect.states import Completed

from flows.logs import lines
from flows.passes import stages
from flows.passes.exchange import Exchange, Part
from flows.settings import Settings, load

log = logging.getLogger("flows.fetching")


def name_of(order: str) -> str:
    """A run's name: of which pass it is, and which of its groups, by the first four figures of the order's own number."""
    moment, _, number = order.partition("-")
    try:
        began = datetime.strptime(moment, "%Y%m%dT%H%M%S")  # noqa: DTZ007 (UTC by its maker)
    except ValueError:
        return f"fetch {order[:40]}"
    return f"fetch of {began:%Y-%m-%d %H:%M:%S}, group {number[:4]}"


def said(sources: int, pages: int) -> str:
    """What came of a group, in words."""
    return f"{sources} source{'s' * (sources != 1)} asked, {pages} page{'s' * (pages != 1)}"


def _run_name() -> str:
    return name_of(str(runtime.flow_run.parameters.get("order", "")))


@flow(name="fetch", flow_run_name=_run_name, persist_result=False)
def fetch(order: str, settings: str | None = None) -> State[Any]:
    """Fetch one group of hosts for a pass that waits for it; started by passes, not by people.

    Args:
        order: Name of the order beside the raw pages.
        settings: Path of the settings file; empty: PLEDGEWATCH_SETTINGS, else the nearest pledgewatch.toml upwards.
    """
    chosen = load(settings)
    lines.set_up(chosen)
    exchange = Exchange(chosen)
    found = stages.fetch(chosen, exchange.take(order))
    exchange.deliver(order, found)
    sentence = said(len(found.reports), len(found.pages))
    lines.say(chosen, f"fetch: {sentence}")
    return Completed(message=sentence)


def by_a_worker(settings: Settings, part: Part) -> stages.Fetch:
    """One group fetched by whichever worker takes it; here, if none finishes it in time."""
    assert settings.fetch.workers is not None
    exchange = Exchange(settings)
    order = exchange.order(part)
    try:
        run = _run(settings, order)
        if run.state is not None and run.state.is_completed():
            return exchange.collect(order)
        trouble = f"its run is {run.state.name if run.state is not None else 'nowhere'}"
    except Exception as error:  # whatever a server, a store or a worker may do: the group is fetched all the same
        trouble = f"{type(error).__name__}: {error}"
    log.warning("no worker of %s fetched a group of hosts (%s); it is fetched here", settings.fetch.workers, trouble)
    exchange.forget(order)
    return stages.fetch(settings, part)


def _run(settings: Settings, order: str, tries: int = 3) -> Any:
    """Start a run and wait for its end. A busy server is asked again; the order's name keeps that from making a second run."""
    try:
        # not as a subflow: several groups of one pass would be taken for the same subflow, and one run be made for all of them
        return run_deployment(
            str(settings.fetch.workers),
            parameters={"order": order},
            timeout=settings.fetch.pass_minutes * 60 + settings.fetch.worker_seconds,
            poll_interval=1,
            as_subflow=False,
            idempotency_key=order,
        )
    except PrefectHTTPStatusError as error:
        if tries < 2 or error.response.status_code < 500:
            raise
    time.sleep(2)
    return _run(settings, order, tries - 1)
