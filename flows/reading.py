"""Reading on a Dask cluster as tasks of the flow run: each batch of pages is a task run that a worker of the cluster carries out.

Without Prefect (``pledgewatch run`` where no server is named) the same batches go to the same cluster by ``flows.passes.cluster``.
"""

from __future__ import annotations

import logging
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.passes import cluster, pipeline
from flows.settings import Settings

log = logging.getLogger("flows.reading")


@dataclass(frozen=True, slots=True)
class _Order:
    stage: pipeline.Stage
    settings: Settings
    parts: list[Any]
    progress: pipeline.Progress
    dask: Any


#: what the flow works on: as its parameters or its closure it would travel to the server and to every worker
_order: ContextVar[_Order] = ContextVar("order")


class Sealed:
    """Arguments that neither Prefect, looking for futures, nor Dask, looking for tuples, takes apart."""

    def __init__(self, settings: Settings, part: Any) -> None:
        self.settings, self.part = settings, part


def on_dask(
    stage: pipeline.Stage, settings: Settings, parts: list[Any], progress: pipeline.Progress
) -> list[Any] | None:
    """The results of a pure stage's parts, in their order; None where no cluster answers or it fails, and the caller reads.

    A worker on another machine must reach the Prefect API (PREFECT_API_URL with a name that it knows), for it reports its task run.
    """
    from prefect_dask.task_runners import DaskTaskRunner

    assert settings.read.dask is not None
    try:
        with cluster.client(settings.read.dask) as dask:
            runner: Any = DaskTaskRunner(address=dask.scheduler.address)
            token = _order.set(_Order(stage, settings, parts, progress, dask))
            try:
                results: list[Any] = _spread.with_options(name=stage.name, task_runner=runner)()
                return results
            finally:
                _order.reset(token)
    except Exception as error:  # whatever a cluster or its way to the server may do: the pages are read all the same
        log.warning("the tasks of %s cannot run on Dask (%s: %s)", stage.name, type(error).__name__, error)
        return None


def _ordered() -> _Order:
    # a function of its own: the flow's travels to the workers with all that it names, and a context variable cannot
    return _order.get()


@flow(persist_result=False)
def _spread() -> list[Any]:
    """Batches of pages, each carried out by a worker of the Dask cluster."""
    order = _ordered()
    function = order.stage.work

    def work(sealed: Sealed) -> Any:
        return function(sealed.settings, sealed.part)

    named = task(name=order.stage.name, description=function.__doc__, cache_policy=NO_CACHE, persist_result=False)(work)
    total = len(order.parts)
    futures = []
    for number, part in enumerate(order.parts, 1):
        label = f"{order.stage.name} {number} of {total}" if total > 1 else order.stage.name
        futures.append(named.with_options(task_run_name=label).submit(Sealed(order.settings, part)))
    results = []
    for number, future in enumerate(futures, 1):
        results.append(_waited(future, order.dask))
        order.progress(order.stage.name, number, total)
    return results


def _waited(future: Any, dask: Any) -> Any:
    while True:
        try:
            return future.result(timeout=cluster.LOOK_SECONDS)
        except TimeoutError:
            if not dask.scheduler_info()["workers"]:
                raise cluster.NoCluster("it has no worker left") from None
