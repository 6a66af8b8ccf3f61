"""Many feeds, several rounds: everything once, unchanged feeds cheap, memory flat."""

from __future__ import annotations

import datetime as dt
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from monitoring import NOON, Monitor, feed
from website import Entry, Site

ROOT = Path(__file__).resolve().parent.parent.parent


def soak(feeds: int, rounds: int, items: int = 3, after: Callable[[], None] = lambda: None) -> None:
    with Site() as site:
        shared = site.article("/shared", "Shared", ["Five outlets carry this article about one billion euros a month."])

        def put(number: int, round_: int) -> str:
            entries = [Entry("shared", f"{shared}?utm_source={number}")]
            for n in range(items + round_):
                path = f"/f{number}/a{n}"
                site.article(
                    path,
                    f"{number}-{n}",
                    [f"Article {n} of feed {number} says that {n} billion euros were pledged for arms."],
                )
                entries.append(Entry(f"{number}-{n}", path, NOON - dt.timedelta(hours=50 - n)))
            return site.feed(f"/f{number}.xml", entries)

        monitor = Monitor(
            *(feed(put(number, 0), f"feed{number}") for number in range(feeds)), concurrency=32, revisit_hours=()
        )
        threads = threading.active_count()
        seen: list[str] = []
        for round_ in range(rounds):
            changed = [number for number in range(feeds) if number % 5 == round_ % 5] if round_ else []
            for number in changed:
                put(number, round_)
            site.forget()
            found = monitor.go()
            seen += [page.url for page in found.pages]
            assert found.problems == () and {report.status for report in found.reports} <= {"ok", "unchanged"}
            if round_:
                assert sum(report.status == "unchanged" for report in found.reports) == feeds - len(changed)
            after()
        assert (
            len(seen)
            == len(set(seen))
            == 1
            + feeds * items
            + sum(
                items + round_ - items
                for round_ in range(1, rounds)
                for number in range(feeds)
                if number % 5 == round_ % 5
            )
        )
        assert threading.active_count() - threads < feeds + 100


def test_fifty_feeds_three_rounds():
    soak(50, 3)


@pytest.mark.drill
def test_a_thousand_feeds_three_rounds():
    """In a process of its own, site included: what other tests left behind is not counted."""
    script = f"import sys; sys.path[:0] = {[str(ROOT), str(ROOT / 'tests/support'), str(ROOT / 'tests/fetch')]!r}; import test_fetch_soak as t; t.weighed(1000, 3)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    after = [int(megabytes) for megabytes in done.stdout.split()]
    assert max(after) < 500 and after[2] - after[1] < 25, f"MB after each round: {after}"


def weighed(feeds: int, rounds: int) -> None:
    """The soak, and on standard output how many megabytes the process held after each round."""

    def held() -> None:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        print(pages * resource.getpagesize() // 1_000_000, flush=True)

    soak(feeds, rounds, after=held)
