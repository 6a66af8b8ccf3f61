"""Which tests run where and when, for `make test`: each worker begins with its share of the long files and ends with short tests.

A worker of xdist is given a stretch of the collection to begin with, and takes half of what another has left when it is done. A long
file that stands last would be waited for by all the others.
"""

from __future__ import annotations

import pytest

#: seconds of the longest files, measured together; whatever is not here counts by its number of tests
SECONDS = {
    "monitor": 260,
    "test_units.py": 130,
    "test_drills.py": 90,
    "test_status.py": 70,
    "test_commands.py": 60,
    "test_whole_flow.py": 50,
    "test_follow_ups.py": 35,
    "test_live_desk.py": 35,
    "test_health.py": 30,
    "test_workers.py": 30,
    "test_parquet_folder.py": 30,
    "test_kill.py": 30,
    "test_compose_lines.py": 30,
    "test_run_page.py": 25,
    "test_fetch_whole.py": 20,
    "test_upkeep.py": 20,
    "test_judging.py": 20,
    "test_soak.py": 20,
    "test_conflict_ends.py": 15,
    "test_safety.py": 15,
    "test_deploy_files.py": 15,
    "test_docs.py": 15,
    "test_dying_passes.py": 12,
    "test_proposition_joins.py": 12,
}
#: seconds of a test elsewhere
ANY = 0.1
#: tests of these folders are short, and fill up what the long ones leave
SHORT = {"extractors", "quantities", "clean", "compare", "golds"}


def _group(item: pytest.Item) -> str:
    """The file of a test; one name for those that share a Prefect server."""
    shares = item.path.parent.name == "monitor" and "api" in getattr(item, "fixturenames", ())
    return "monitor" if shares else str(item.path)


def dealt(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """The tests in an order whose ``workers`` stretches of equal number take about equally long, the longest files first."""
    short = [item for item in items if item.path.parent.name in SHORT]
    long: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.path.parent.name not in SHORT:
            long.setdefault(_group(item), []).append(item)

    def seconds(name: str) -> float:
        return SECONDS.get(name.rsplit("/", 1)[-1], ANY * len(long[name]))

    piles: list[list[pytest.Item]] = [[] for _ in range(workers)]
    loads = [0.0] * workers
    for name in sorted(long, key=lambda name: (-seconds(name), name)):
        least = loads.index(min(loads))
        piles[least] += long[name]
        loads[least] += seconds(name)
    order: list[pytest.Item] = []
    left = len(items)
    for number, pile in enumerate(piles):
        share = left // (workers - number)
        filler = max(0, share - len(pile))
        order += pile + short[:filler]
        del short[:filler]
        left -= share
    return order + short
