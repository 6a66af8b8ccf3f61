"""A simulated day of passes in one process, by an injected clock, and what is held after each of them."""

from __future__ import annotations

import datetime as dt
import gc
import threading
from collections.abc import Callable
from pathlib import Path

import psutil

from flows.passes.pipeline import run_pass
from flows.settings import load
from newsroom import MONDAY, Newsroom
from storage.ledger import Ledger
from website import Site

PAUSE = dt.timedelta(minutes=30)


def story(number: int) -> tuple[str, ...]:
    return (
        f"Norway will give Ukraine {100 + number} million euros for shelter number {number}, the government said on Monday.",
        f"Work on the shelter begins in week {number % 50 + 1}, according to the ministry in Oslo.",
        "Parliament is expected to debate the plan in the spring session.",
    )


def held() -> tuple[float, int, int]:
    """Resident megabytes, open files and sockets, threads."""
    gc.collect()
    process = psutil.Process()
    return process.memory_info().rss / 1e6, process.num_fds(), threading.active_count()


def soak(
    folder: Path, passes: int, settle: int, say: Callable[[str], None] = lambda line: None
) -> tuple[list[tuple[float, int, int]], list[int], int]:
    """So many passes with an article each: what is held after each from ``settle`` on, the ledger's sizes, its articles."""
    measured, sizes = [], []
    with Site() as site:
        room = Newsroom(site)
        settings = load(room.settings(folder))
        for number in range(passes):
            now = MONDAY + number * PAUSE
            room.publish("north", f"shelter-{number}", f"Shelter {number}", story(number), published=now.isoformat())
            assert not run_pass(settings, now, due_only=False).failed
            if number >= settle:
                measured.append(held())
                sizes.append(settings.ledger_path.stat().st_size)
                megabytes, handles, threads = measured[-1]
                if (number - settle) % 8 == 0:
                    say(
                        f"{number + 1} passes: {megabytes:.0f} MB, {handles} handles, {threads} threads, ledger {sizes[-1] / 1e6:.1f} MB"
                    )
        with Ledger.open(settings.ledger_path, read_only=True) as ledger:
            urls = [site.url(f"/north/shelter-{n}.html") for n in range(passes)]
            known = len(ledger.known(urls))
    return measured, sizes, known


def steady(measured: list[tuple[float, int, int]], megabytes: float) -> None:
    memory, handles, threads = zip(*measured, strict=True)
    third = len(measured) // 3 or 1
    assert max(handles) - handles[0] <= 3, handles
    assert max(threads) - threads[0] <= 2, threads
    # the least of the last third against the least of the first: what grows for good, not what is borrowed
    assert min(memory[-third:]) - min(memory[:third]) <= megabytes, memory


def a_day(folder: Path, say: Callable[[str], None] = lambda line: None) -> None:
    """48 passes after the first eight: memory, handles and threads stay, the ledger grows by its data only."""
    measured, sizes, known = soak(folder, passes=48 + 8, settle=8, say=say)
    assert known == 56
    steady(measured, megabytes=40)
    assert sizes[-1] - sizes[0] <= 48 * 60_000, sizes  # an article with its claim, its verdicts and a run's rows
    say(f"no growth but the ledger's {(sizes[-1] - sizes[0]) / 48e3:.0f} kB a pass")
