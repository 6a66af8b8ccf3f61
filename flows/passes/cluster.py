"""A Dask cluster that reads: found, asked, and done without when it is not there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from typing import Any

from flows.settings import BadSettings

log = logging.getLogger("flows.passes.cluster")

#: seconds until a scheduler has answered and has a worker
ANSWER_SECONDS = 20.0
#: how often a cluster that is silent about a part is asked whether it has a worker still
LOOK_SECONDS = 30.0


class NoCluster(Exception):
    """No scheduler answers, or none of its workers does."""


@contextmanager
def client(address: str) -> Iterator[Any]:
    """A ``distributed.Client``: ``local`` starts a process for each core, else the scheduler at the address.

    Raises NoCluster where nobody answers, BadSettings where the extra is not installed.
    """
    try:
        import distributed
    except ImportError:
        raise BadSettings("read.dask needs the extra: pip install 'pledgewatch[dask]'") from None
    cluster_of: Any = distributed.LocalCluster
    client_of: Any = distributed.Client
    with ExitStack() as stack:
        if address == "local":
            cluster = stack.enter_context(
                cluster_of(processes=True, threads_per_worker=1, dashboard_address=None, silence_logs=logging.ERROR)
            )
            yield stack.enter_context(client_of(cluster, set_as_default=False))
            return
        try:
            found = stack.enter_context(client_of(address, timeout=ANSWER_SECONDS, set_as_default=False))
            found.wait_for_workers(1, timeout=ANSWER_SECONDS)
        except (OSError, TimeoutError) as error:
            raise NoCluster(f"no Dask scheduler with a worker answers at {address} ({error})") from None
        yield found


def handing_out(dask: Any) -> Callable[..., Callable[[], Any]]:
    """``call(function, *arguments)`` that starts the work on the cluster and returns what waits for its result.

    The work is pure: what the cluster does not bring back is done here.
    """

    def call(function: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
        # the same pages and settings give the same readings: Dask must not take equal arguments for equal work and answer from memory
        future = dask.submit(function, *arguments, pure=False)
        return lambda: _brought_back(dask, future, function, arguments)

    return call


def _brought_back(dask: Any, future: Any, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    from distributed import KilledWorker

    while True:
        try:
            return future.result(timeout=LOOK_SECONDS)
        except TimeoutError:
            if dask.scheduler_info()["workers"]:
                continue
            trouble = "it has no worker left"
        except (CancelledError, OSError, KilledWorker) as error:
            trouble = f"{type(error).__name__}: {error}"
        log.warning("the Dask cluster does not bring a batch of pages back (%s); it is read here", trouble)
        return function(*arguments)
