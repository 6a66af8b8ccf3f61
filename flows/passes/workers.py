"""Who does the parts of a stage: this thread, a few threads for the network, or processes for pure work. Same results everywhere."""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

from flows.settings import BadSettings, Settings

Wait = Callable[[], Any]
Call = Callable[..., Wait]

#: groups of sources fetched side by side
NETWORK_THREADS = 4


@contextmanager
def crew(settings: Settings, parts: int, pure: bool, network: bool) -> Iterator[Call]:
    """Gives ``call(function, *arguments)``, which starts the work and returns a function that waits for its result."""
    if pure and settings.read.dask is not None and parts > 0:
        with dask(settings.read.dask) as pool:
            yield _submitting(pool)
    elif pure and settings.read.processes > 0 and parts > 1:
        with processes(min(settings.read.processes, parts)) as pool:
            yield _submitting(pool)
    elif network and parts > 1:
        with ThreadPoolExecutor(NETWORK_THREADS, thread_name_prefix="fetch") as pool:
            yield _submitting(pool)
    else:
        yield lambda function, *arguments: partial(function, *arguments)


@contextmanager
def dask(address: str) -> Iterator[Executor]:
    """A Dask cluster as an executor: ``local`` starts one of as many processes as there are cores, else the scheduler at the address."""
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
            client = stack.enter_context(client_of(cluster))
        else:
            try:
                client = stack.enter_context(client_of(address, timeout="20s"))
            except OSError as error:
                raise BadSettings(
                    f"no Dask scheduler answers at {address} ({error}); start it, or take read.dask out"
                ) from None
        # the same pages and settings give the same readings: Dask must not take equal arguments for equal work and answer from memory
        yield client.get_executor(pure=False)


@contextmanager
def processes(number: int) -> Iterator[Executor]:
    """A process pool that starts clean (spawn: a fork of a process with threads may hang)."""
    pool = ProcessPoolExecutor(number, mp_context=multiprocessing.get_context("spawn"))
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _submitting(pool: Executor) -> Call:
    return lambda function, *arguments: pool.submit(function, *arguments).result
