"""Who does the parts of a stage: this thread, a few threads for the network, or processes for pure work. Same results everywhere."""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

from flows.passes import cluster
from flows.settings import Settings

log = logging.getLogger("flows.passes.workers")

Wait = Callable[[], Any]
Call = Callable[..., Wait]

#: groups of sources fetched side by side
NETWORK_THREADS = 4


@contextmanager
def crew(settings: Settings, parts: int, pure: bool, network: bool) -> Iterator[Call]:
    """Gives ``call(function, *arguments)``, which starts the work and returns a function that waits for its result."""
    with ExitStack() as stack:
        yield _caller(stack, settings, parts, pure, network)


def _caller(stack: ExitStack, settings: Settings, parts: int, pure: bool, network: bool) -> Call:
    if pure and settings.read.dask is not None and parts > 0:
        try:
            return cluster.handing_out(stack.enter_context(cluster.client(settings.read.dask)))
        except cluster.NoCluster as trouble:
            # what was fetched must not wait for a cluster: reading here is slower, and gives the same
            log.warning("%s; the pages are read here", trouble)
    if pure and settings.read.processes > 0 and parts > 1:
        return _submitting(stack.enter_context(processes(min(settings.read.processes, parts))))
    if network and parts > 1:
        return _submitting(stack.enter_context(ThreadPoolExecutor(NETWORK_THREADS, thread_name_prefix="fetch")))
    return lambda function, *arguments: partial(function, *arguments)


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
