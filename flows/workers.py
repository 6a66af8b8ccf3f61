"""Who does the parts of a stage: this thread, a few threads for the network, or processes for pure work. Same results everywhere."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

from flows.settings import Settings

Wait = Callable[[], Any]
Call = Callable[..., Wait]

#: groups of sources fetched side by side
NETWORK_THREADS = 4


@contextmanager
def crew(settings: Settings, parts: int, pure: bool, network: bool) -> Iterator[Call]:
    """Gives ``call(function, *arguments)``, which starts the work and returns a function that waits for its result."""
    if pure and settings.read.processes > 0 and parts > 1:
        with processes(min(settings.read.processes, parts)) as pool:
            yield _submitting(pool)
    elif network and parts > 1:
        with ThreadPoolExecutor(NETWORK_THREADS, thread_name_prefix="fetch") as pool:
            yield _submitting(pool)
    else:
        yield lambda function, *arguments: partial(function, *arguments)


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
