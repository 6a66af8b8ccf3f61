"""Many feeds, several rounds: everything once, unchanged feeds cheap, memory flat."""

from __future__ import annotations

import datetime as dt
import resource
import threading

import pytest

from monitoring import NOON, Monitor, feed
from website import Entry, Site


def soak(feeds: int, rounds: int, items: int = 3) -> None:
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
    soak(1000, 3)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 500_000, "kilobytes"
